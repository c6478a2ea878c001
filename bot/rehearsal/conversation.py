"""Conversations as data: what the callee does, what the bot must say to it, how the call must end.

Pure: YAML text in, frozen data or every mistake at its line out. Knows no script: names are compared when played.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, cast

from bot.rehearsal.outline import CONVERSATION, ENDING, LINE, MEANT, REHEARSALS, SAID
from bot.script.model import LANGUAGES
from bot.source import NOWHERE, Fields, MappingNode, Node, Reader, Scalar, Span, place
from bot.understanding.model import Action

ANYTHING: Final = "..."
"""In `says`: whatever else the bot says here."""

WORDS: Final = ("picks_up", "hears", "interrupts")
"""Lines that hold the callee's words, by language."""
MEANINGS: Final = ("means", "murmurs", "interrupts")
"""Lines that may hold a meaning instead."""
WHEN: Final = ("noise", "hangs_up")
"""Lines that happen after the bot has finished, or over it."""
KINDS: Final = LINE.names


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Ending:
    """How the call must end; None where the rehearsal does not care.

    `slots` by name and language; under "" what holds in every language.
    """

    disposition: str
    outcome: str | None = None
    slots: Mapping[str, Mapping[str, str]] | None = None
    opted_out: bool | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation. `texts` are words by language, `names` a meaning, keys or prompts."""

    kind: str
    texts: Mapping[str, str] = field(default_factory=_nothing)
    names: tuple[str, ...] = ()
    action: Action = "act"
    times: int = 1
    ending: Ending | None = None
    span: Span = field(default=NOWHERE, compare=False)

    def shown(self, language: str) -> str:
        """The line as people read it."""
        if self.ending is not None:
            return f"ends {self.ending.disposition} {self.ending.outcome or ''}".rstrip()
        words = f"“{self.texts[language]}”" if language in self.texts else ", ".join(self.names)
        doubt = "" if self.action == "act" else f" ({self.action})"
        times = "" if self.times == 1 else f"{self.times} times"
        return f"{self.kind} {words}{doubt}{times}".rstrip()


@dataclass(frozen=True, slots=True)
class Conversation:
    """One call to play. `languages` are those in which all of its words are given; empty: the script's."""

    name: str
    lines: tuple[Line, ...]
    languages: tuple[str, ...] = ()
    arm: str = ""
    seed: int = 1
    attempt: int = 1
    keypad_only: bool = False
    contact: Mapping[str, str] = field(default_factory=_nothing)
    as_of: datetime = datetime(2026, 11, 22, 12)
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Rehearsals:
    """A file of conversations with one script."""

    name: str
    script: str
    conversations: tuple[Conversation, ...]


def read_rehearsals(text: str, path: str) -> Rehearsals:
    """Raises SourceError with every mistake."""
    reader = Reader()
    root = reader.open(text, path)
    if root is None:
        reader.finish()
    top = Fields(reader, root, REHEARSALS)
    noon = Conversation("", ()).as_of
    base = Conversation(
        "", (), contact=_texts(reader, top.entries("contact")), as_of=_as_of(reader, top.get("as_of"), noon)
    )
    found = tuple(_conversation(reader, node, base) for node in top.items("conversations"))
    read = Rehearsals(top.text("rehearsals"), top.text("script"), found)
    names: set[str] = set()
    for conversation in found:
        if conversation.name in names:
            reader.problem("twice", f"“{conversation.name}” is the name of two conversations", conversation.span)
        names.add(conversation.name)
    reader.finish()
    return read


def _conversation(reader: Reader, node: Node, base: Conversation) -> Conversation:
    fields = Fields(reader, node, CONVERSATION)
    lines = tuple(line for item in fields.items("lines") if (line := _line(reader, item)) is not None)
    if lines and (lines[-1].kind != "ends" or any(line.kind == "ends" for line in lines[:-1])):
        reader.problem("no-end", "a conversation has one “ends”, as its last line", fields.get("lines") or node)
    for line in lines[1:]:
        if line.kind == "picks_up":
            reader.problem("picks-up-first", "“picks_up” can only be the first line", line.span)
    listed = tuple(reader.choice(item, LANGUAGES) for item in fields.items("languages"))
    return Conversation(
        name=fields.text("name"),
        lines=lines,
        languages=listed or _languages(reader, lines),
        arm=fields.text("arm"),
        seed=fields.integer("seed"),
        attempt=fields.integer("attempt"),
        keypad_only=fields.flag("keypad_only"),
        contact=MappingProxyType({**base.contact, **_texts(reader, fields.entries("contact"))}),
        as_of=_as_of(reader, fields.get("as_of"), base.as_of),
        span=place(node),
    )


def _languages(reader: Reader, lines: Iterable[Line]) -> tuple[str, ...]:
    """Those of the first line with words; every other one must have the same."""
    worded = [line for line in lines if line.texts]
    languages = set(worded[0].texts) if worded else set()
    for line in worded:
        missing = [language for language in LANGUAGES if (language in line.texts) != (language in languages)]
        if missing:
            message = f"some lines of this conversation have words in {', '.join(missing)} and others have not"
            reader.problem("missing-language", message, line.span)
    return tuple(language for language in LANGUAGES if language in languages)


def _line(reader: Reader, node: Node) -> Line | None:
    """`- {hears: {en: yes}}`: one thing that happens."""
    if not isinstance(node, MappingNode) or len(node.entries) != 1:
        reader.problem("one-thing", "a line says one thing that happens", node, hint=f"one of: {', '.join(KINDS)}")
        return None
    fields = Fields(reader, node, LINE)
    return next((_happening(reader, fields, kind, node.entries[0][0].span) for kind, _ in fields.there()), None)


def _happening(reader: Reader, fields: Fields, kind: str, span: Span) -> Line:
    value = fields.get(kind)
    if kind == "ends":
        line = Line(kind, ending=_ending(reader, value), span=span)
    elif kind == "says":
        line = Line(kind, names=fields.texts(kind), span=span)
    elif kind == "waits":
        line = Line(kind, times=fields.integer(kind), span=span)
    elif kind in WHEN:
        line = Line(kind, names=(fields.choice(kind, "yes"),), span=span)
    elif isinstance(value, MappingNode) and kind in MEANINGS and (kind not in WORDS or value.get("intent")):
        line = _meaning(reader, kind, value, span)
    elif isinstance(value, MappingNode) and kind in WORDS:
        line = Line(kind, texts=_words(reader, value), span=span)
    else:
        line = Line(kind, names=(fields.text(kind),), span=span)
    return line


def _meaning(reader: Reader, kind: str, value: MappingNode, span: Span) -> Line:
    """`{intent: opt_out, action: ask}`: a meaning that is not sure."""
    fields = Fields(reader, value, MEANT)
    return Line(kind, names=(fields.text("intent"),), action=cast(Action, fields.choice("action", "act")), span=span)


def _words(reader: Reader, value: MappingNode) -> Mapping[str, str]:
    fields = Fields(reader, value, SAID)
    return MappingProxyType({language: fields.text(language) for language, _ in fields.there()})


def _ending(reader: Reader, node: Node | None) -> Ending:
    fields = Fields(reader, node, ENDING)
    there = {key.text: value for key, value in reader.entries(node)}  # `outcome: ""` and `slots: {}` say something
    return Ending(
        disposition=fields.choice("disposition"),
        outcome=reader.text(there["outcome"]) if "outcome" in there else None,
        slots=_slots(reader, there["slots"]) if "slots" in there else None,
        opted_out=fields.flag("opted_out") if "opted_out" in fields else None,
    )


def _slots(reader: Reader, node: Node) -> Mapping[str, Mapping[str, str]]:
    """`{score: 9}` in every language, `{reason_words: {en: ..., uk: ...}}` where the words differ."""
    return MappingProxyType(
        {
            key.text: _words(reader, value) if isinstance(value, MappingNode) else {"": reader.text(value)}
            for key, value in reader.entries(node)
        }
    )


def _texts(reader: Reader, entries: Iterable[tuple[Scalar, Node]]) -> Mapping[str, str]:
    return MappingProxyType({key.text: reader.text(value) for key, value in entries})


def _as_of(reader: Reader, node: Node | None, default: datetime) -> datetime:
    if node is None:
        return default
    try:
        return datetime.fromisoformat(reader.text(node))
    except ValueError:
        reader.problem("bad-value", f"“{reader.text(node)}” is no date and time such as 2026-11-22T12:00", node)
        return default
