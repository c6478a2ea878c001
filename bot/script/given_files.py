"""Which of the files somebody recorded is which line of a reading sheet. Pure: knows names only."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.script.to_read import ReadingList, ToRead
from bot.source import did_you_mean

OTHER_SOUND: Final = (".mp3", ".m4a", ".aac", ".ogg", ".opus", ".flac", ".aif", ".aiff", ".wma", ".caf", ".amr", ".mp4")
"""What recorders and telephones save that is no WAV."""


@dataclass(frozen=True, slots=True)
class Given:
    """`files` by the number of their line; `strangers` by name, with what is wrong with them."""

    files: Mapping[int, str]
    strangers: Mapping[str, str]


def given_files(names: Iterable[str], found: ReadingList) -> Given:
    """The sound files among `names` that belong to a line, and those that belong to none; other files are passed over,
    hidden ones too. Upper and lower case are one."""
    lines = {_plain(line.piece.file): line for line in found.lines}
    files: dict[int, str] = {}
    strangers: dict[str, str] = {}
    for name in sorted(names):
        plain = _plain(name)
        line = lines.get(plain)
        if name.startswith(".") or not plain.endswith((".wav", *OTHER_SOUND)):
            continue
        if line is None:
            strangers[name] = _stranger(plain, lines)
        elif line.number in files:
            strangers[name] = f"is the same text as {files[line.number]}: keep one of them"
        else:
            files[line.number] = name
    return Given(files, strangers)


def _stranger(plain: str, lines: Mapping[str, ToRead]) -> str:
    if not plain.endswith(".wav"):
        return "is no WAV file: save it as WAV, 16 bits, 16,000 Hz or more"
    stem = plain.rsplit(".", 2)[0]
    now = [line.piece.file for line in lines.values() if _plain(line.piece.stem) == stem]
    if now:
        return f"was recorded from other words than are in the script now: record {' or '.join(now)} from a new sheet"
    return did_you_mean(plain, lines) or "belongs to no text of this script in this language"


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
