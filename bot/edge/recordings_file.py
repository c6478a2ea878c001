"""Writes entries into the manifest of human recordings, leaving every other line of it as people wrote it.

Knows lines and YAML's nodes; what is written is read back before the old file gives way to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bot.edge.kept import whole
from bot.edge.tts_recordings import Manifest, Recording, entry_of, parse_manifest
from bot.script.to_read import Entry, Piece
from bot.source import MappingNode, Node, SequenceNode, Span, WinbackError, read
from bot.textfile import is_file, read_text

HEAD: Final = "# Human recordings of prompts; what is not recorded, a voice speaks. Fields: audio/README.md\n"
MODE: Final = 0o644
_NAME: Final = re.compile(r"[A-Za-z_][\w./-]*")


def put_entries(path: Path, entries: Sequence[Entry], by: str = "") -> int:
    """See that the manifest at `path` holds these entries, `by` whom they were spoken; their files lie beside it.

    Answers with how many were new or other than before; the file is untouched when none was. An entry takes the place
    of the one for the same text, and of one counted otherwise, where a prompt has come to more wordings or to fewer.
    Raises WinbackError, SourceError.
    """
    text = read_text(path) if is_file(path) else HEAD
    manifest = parse_manifest(text, path) if is_file(path) else Manifest(str(path))
    new = [entry for entry in entries if not _is_there(entry_of(manifest, entry), entry, by, path.parent)]
    if not new:
        return 0
    old = {place for place, there in enumerate(manifest.recordings) if any(_replaces(entry, there) for entry in new)}
    told = with_entries(text, old, [list(_lines(entry, by)) for entry in new])
    parse_manifest(told, path)
    _write(path, told)
    return len(new)


def with_entries(text: str, without: Collection[int], added: Iterable[Sequence[str]]) -> str:
    """The manifest's text less the entries at these places of its list (from 0), and with others, lines each, added."""
    root, _ = read(text, "")
    listed = root.get("recordings") if isinstance(root, MappingNode) else None
    lines = text.splitlines()
    indent = "  "
    if isinstance(listed, SequenceNode) and listed.items and not _in_brackets(listed, lines):
        first = lines[_dash(listed.items[0], lines)]
        indent = first[: len(first) - len(first.lstrip())]
        kept = [line for place, line in enumerate(lines) if place not in _taken(listed, lines, without)]
    else:
        kept = _begun(listed, lines, without)
    new = [f"{indent}{'- ' if not place else '  '}{line}" for entry in added for place, line in enumerate(entry)]
    while kept and not kept[-1].strip():
        del kept[-1]
    return ("\r\n" if "\r\n" in text else "\n").join([*kept, *new, ""])


def _is_there(old: Recording | None, entry: Entry, by: str, folder: Path) -> bool:
    if old is None or old.text != entry.text or (by and old.by != by):
        return False
    takes = {side: take for side, take in (("whole", old.whole), ("before", old.before), ("after", old.after)) if take}
    wanted = {piece.side: (folder / _place(entry, piece), piece.words) for piece in entry.pieces}
    return {side: (take.file, take.words) for side, take in takes.items()} == wanted


def _replaces(entry: Entry, old: Recording) -> bool:
    same = (old.script, old.prompt, old.language) == (entry.script, entry.prompt, entry.language)
    return same and (old.wording == entry.wording or (old.wording == 0) != (entry.wording == 0))


def _place(entry: Entry, piece: Piece) -> str:
    """Relative to the manifest."""
    return f"{entry.language}/{piece.file}"


def _lines(entry: Entry, by: str) -> Iterator[str]:
    if entry.script:
        yield f"script: {_quoted(entry.script)}"
    yield f"prompt: {_quoted(entry.prompt)}"
    yield f"language: {entry.language}"
    if entry.wording:
        yield f"wording: {entry.wording}"
    yield f"text: {_quoted(entry.text)}"
    for piece in entry.pieces:
        says, file = _quoted(piece.words), _quoted(_place(entry, piece))
        if piece.side != "whole":
            yield f"{piece.side}: {{says: {says}, file: {file}}}"
            continue
        if piece.words != entry.text:
            yield f"says: {says}"
        yield f"file: {file}"
    if by:
        yield f"by: {_quoted(by)}"


def _quoted(text: str) -> str:
    """Ids and file names as they are, anything else as a JSON string, which is a YAML one."""
    return text if _NAME.fullmatch(text) else json.dumps(text, ensure_ascii=False)


# --- lines of the list --------------------------------------------------------------------------------------------


def _in_brackets(listed: SequenceNode, lines: Sequence[str]) -> bool:
    return lines[listed.span.line - 1][listed.span.column - 1] == "["


def _dash(node: Node, lines: Sequence[str]) -> int:
    """The line (from 0) of the dash before an item."""
    line = node.span.line - 1
    while not lines[line].lstrip().startswith("-"):
        line -= 1
    return line


def _taken(listed: SequenceNode, lines: Sequence[str], without: Collection[int]) -> frozenset[int]:
    """The lines of these items; comments and empty lines above the next item are its own."""
    starts = [*(_dash(item, lines) for item in listed.items), len(lines)]
    taken: set[int] = set()
    for place in without:
        end = starts[place + 1]
        while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
            end -= 1
        taken.update(range(starts[place], end))
    return frozenset(taken)


def _begun(listed: Node | None, lines: list[str], without: Collection[int]) -> list[str]:
    """A list that is not there, is empty, or stands in brackets, as the beginning of one with an item a line."""
    if listed is None or listed.key is None:
        return [*lines, "recordings:"]
    items = listed.items if isinstance(listed, SequenceNode) else ()
    kept = [f"  - {_slice(lines, item.span)}" for place, item in enumerate(items) if place not in without]
    rest = lines[listed.span.end_line :] if isinstance(listed, SequenceNode) else lines[listed.key.span.line :]
    return [*lines[: listed.key.span.line - 1], *rest, "recordings:", *kept]


def _slice(lines: Sequence[str], span: Span) -> str:
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    middle = lines[span.line : span.end_line - 1]
    last = lines[span.end_line - 1][: span.end_column - 1]
    return " ".join([lines[span.line - 1][span.column - 1 :], *(line.strip() for line in middle), last.strip()])


def _write(path: Path, text: str) -> None:
    real = path.resolve()
    try:
        mode = real.stat().st_mode & 0o777 if real.exists() else MODE
        with whole(real) as part:
            part.write_text(text, encoding="utf-8", newline="")
            part.chmod(mode)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WinbackError(f"{path}: cannot be written ({reason}); check the folder and its rights") from error
