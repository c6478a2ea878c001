"""What a person can record of a script: texts whole, texts around one gap, and what stays with the synthetic voice.

Pure. Constants of the script are recorded with the text; what changes from call to call or from day to day cannot be.
A file is named for its prompt and, at the end, for its words: when the words change, so does the name, and a recording
of the old ones is never taken for the new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from bot.script.check_text import prompt_hash, recording_id
from bot.script.model import Field, Prompt, Script, Template
from bot.script.template import fields, plain_text, render
from bot.script.values import typed_values
from bot.script.variable import settings
from bot.source import Span
from bot.spoken import SpokenError, Value, speak

Side = Literal["whole", "before", "after"]
"""A whole text, or what stands before or after the gap in which a voice speaks."""

State = Literal["to be recorded", "changed since recorded", "recorded"]

ANY_DAY: Final = date(2000, 1, 1)
"""Constants that depend on the day are not recorded, so any will do to render the others."""

MARK: Final = 4
"""Hex digits of a file's name that stand for its words: one changed text in 65,536 keeps the name of the old."""

_STRANGE: Final = re.compile(r"[^\w.-]")
_LEANING: Final = re.compile(r"^\W+")
_ENDING: Final = re.compile(r"[.!?…]")


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of one file, rendered as the bot would say them."""

    side: Side
    words: str
    file: str

    @property
    def stem(self) -> str:
        """The file's name without what stands for its words: "offer.say.en"."""
        return self.file.rsplit(".", 2)[0]


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording of a prompt, recorded: what the manifest says of it.

    `script` is "" where a library without constants of the script words it; `wording` counts from 1 where the prompt
    has several, else 0; `text` is as the script has it, `gap` the variable a voice speaks ("" in a whole text).
    """

    script: str
    prompt: str
    language: str
    wording: int
    text: str
    pieces: tuple[Piece, ...]
    gap: str
    span: Span

    @property
    def id(self) -> str:
        return recording_id(self.prompt, self.language, self.wording, 2 if self.wording else 1)


@dataclass(frozen=True, slots=True)
class ToRead:
    """One line of a reading sheet: one file, and every entry that is spoken from it."""

    number: int
    piece: Piece
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class LeftToVoice:
    """A text that cannot be recorded, and why."""

    prompt: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class ReadingList:
    """Everything a script says in one language; whole texts come first."""

    script: str
    language: str
    lines: tuple[ToRead, ...]
    left: tuple[LeftToVoice, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Each once, in the order of the lines."""
        return tuple(dict.fromkeys(entry for line in self.lines for entry in line.entries))


def reading_list(script: Script, language: str) -> ReadingList:
    """Texts that are worded alike are read once."""
    known = constants(script, language)
    entries: list[Entry] = []
    left: list[LeftToVoice] = []
    for prompt in script.prompts():
        wordings = prompt.texts.get(language, ())
        for number, wording in enumerate(wordings, 1):
            found = _Wording(script, prompt, language, number if len(wordings) > 1 else 0, wording, known)
            why = found.unrecordable
            if why:
                left.append(LeftToVoice(prompt.id, plain_text(wording), why))
            else:
                entries.append(found.entry())
    return ReadingList(script.id, language, tuple(_lines(entries)), tuple(left))


def aloud(words: str, language: str) -> str:
    """The words as a reader sees them: numbers in figures are spelled out, where the language's are known."""
    try:
        return speak(words, "plain", language, ANY_DAY)
    except SpokenError:
        return words


def constants(script: Script, language: str) -> Mapping[str, Value]:
    """The values that are the same in every call, on every day."""
    changing = {*script.contact, *(setting.name for setting in settings(script))}
    changing |= {step.slot.name for step in script.steps.values() if step.slot}
    changing |= {name for name, variable in script.values.items() if variable.type in ("date", "datetime")}
    values, _ = typed_values(script, {}, language, ANY_DAY)
    return {name: value for name, value in values.items() if name in script.values and name not in changing}


@dataclass(frozen=True, slots=True)
class _Wording:
    """One wording on its way to an Entry."""

    script: Script
    prompt: Prompt
    language: str
    number: int
    template: Template
    known: Mapping[str, Value]

    @property
    def changing(self) -> tuple[Field, ...]:
        return tuple(field for field in fields(self.template) if field.name not in self.known)

    @property
    def unrecordable(self) -> str:
        """Why nobody can record it, "" where somebody can."""
        names = list(dict.fromkeys(field.name for field in self.changing))
        if len(self.changing) > 1:
            told = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f"{names[0]}, more than once"
            return f"it holds what is not the same in every call ({told}), and a recording has room for one gap"
        return "" if self._worded() else f"it says nothing but what is not the same in every call ({names[0]})"

    def entry(self) -> Entry:
        owner = self._owner()
        start = ".".join(filter(None, (owner, self.prompt.id, self.language)))
        pieces = tuple(Piece(side, words, _file(start, side, words)) for side, words in self._worded())
        gap = self.changing[0].name if self.changing else ""
        text = plain_text(self.template)
        return Entry(owner, self.prompt.id, self.language, self.number, text, pieces, gap, self.prompt.span)

    def _worded(self) -> list[tuple[Side, str]]:
        """The words of each file. A side of the gap without words has none, nor has one last word of the sentence
        that the voice is speaking ("off?"): the voice says it too."""
        if not self.changing:
            return [("whole", self._rendered(self.template))]
        at = self.template.index(self.changing[0])
        before, after = self._rendered(self.template[:at]), self._rendered(self.template[at + 1 :])
        sides: list[tuple[Side, str]] = [("before", before), ("after", _LEANING.sub("", after))]
        if len(after.split()) < 2 and not _ENDING.match(after):
            del sides[1]
        return [(side, words) for side, words in sides if any(char.isalnum() for char in words)]

    def _rendered(self, part: Template) -> str:
        return render(part, self.known, self.language, ANY_DAY)

    def _owner(self) -> str:
        """The script, unless a library words it for all scripts alike."""
        own = self.prompt.span.file == self.script.span.file or any(
            field.name in self.known for field in fields(self.template)
        )
        return self.script.id if own else ""


def _file(start: str, side: Side, words: str) -> str:
    part = "" if side == "whole" else f".{side}"
    return f"{_STRANGE.sub('_', start)}{part}.{prompt_hash(words)[:MARK]}.wav"


def _lines(entries: Iterable[Entry]) -> Iterator[ToRead]:
    """One for each different piece; all entries with its words are spoken from the file of the first."""
    ordered = sorted(entries, key=lambda entry: bool(entry.gap))
    first: dict[tuple[Side, str], Piece] = {}
    for entry in ordered:
        for piece in entry.pieces:
            first.setdefault((piece.side, piece.words), piece)
    shared = [
        replace(entry, pieces=tuple(first[piece.side, piece.words] for piece in entry.pieces)) for entry in ordered
    ]
    for number, piece in enumerate(first.values(), 1):
        yield ToRead(number, piece, tuple(entry for entry in shared if piece in entry.pieces))
