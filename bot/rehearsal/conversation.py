"""Conversations as data: what the callee does, what the bot must say to it, how the call must end.

Pure: YAML text in, frozen data or every mistake at its line out. Knows no script: names are compared when played.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, cast, get_args

from bot.script.model import DISPOSITIONS, LANGUAGES
from bot.source import NOWHERE, MappingNode, Node, Range, Reader, Scalar, Span, place
from bot.understanding.model import Action

ANYTHING: Final = "..."
"""In `says`: whatever else the bot says here."""

WORDS: Final = ("picks_up", "hears", "interrupts")
"""Lines that hold the callee's words, by language."""
CALLEE: Final = (*WORDS, "means", "murmurs", "presses", "waits", "noise", "hangs_up", "machine")
KINDS: Final = (*CALLEE, "says", "ends")
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
SEED: Final[Range] = (0, 2**31 - 1)
WAITS: Final[Range] = (1, 20)


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


_FILE_KEYS: Final = ("rehearsals", "script", "as_of", "contact", "conversations")
_CONVERSATION_KEYS: Final = (
    "name", "arm", "seed", "attempt", "keypad_only", "contact", "as_of", "languages", "lines",
)  # fmt: skip
_ENDS_KEYS: Final = ("disposition", "outcome", "slots", "opted_out")


def read_rehearsals(text: str, path: str) -> Rehearsals:
    """Raises SourceError with every mistake."""
    reader = Reader()
    root = reader.open(text, path)
    if root is None:
        reader.finish()
    top = reader.mapping(root, _FILE_KEYS, ("rehearsals", "script", "conversations"))
    noon = Conversation("", ()).as_of
    base = Conversation(
        "", (), contact=_texts(reader, top.get("contact")), as_of=_as_of(reader, top.get("as_of"), noon)
    )
    found = tuple(_conversation(reader, node, base) for node in reader.items(top.get("conversations")))
    names: set[str] = set()
    for conversation in found:
        if conversation.name in names:
            reader.problem("twice", f"“{conversation.name}” is the name of two conversations", conversation.span)
        names.add(conversation.name)
    reader.finish()
    return Rehearsals(reader.text(top.get("rehearsals")), reader.text(top.get("script")), found)


def _conversation(reader: Reader, node: Node, base: Conversation) -> Conversation:
    fields = reader.mapping(node, _CONVERSATION_KEYS, ("name", "lines"))
    lines = tuple(line for item in reader.items(fields.get("lines")) if (line := _line(reader, item)) is not None)
    if lines and (lines[-1].kind != "ends" or any(line.kind == "ends" for line in lines[:-1])):
        reader.problem("no-end", "a conversation has one “ends”, as its last line", fields["lines"])
    for line in lines[1:]:
        if line.kind == "picks_up":
            reader.problem("picks-up-first", "“picks_up” can only be the first line", line.span)
    listed = tuple(reader.choice(item, LANGUAGES) for item in reader.items(fields.get("languages")))
    return Conversation(
        name=reader.text(fields.get("name")),
        lines=lines,
        languages=listed or _languages(reader, lines),
        arm=reader.text(fields.get("arm")),
        seed=reader.integer(fields.get("seed"), base.seed, SEED),
        attempt=reader.integer(fields.get("attempt"), base.attempt, (1, 100)),
        keypad_only=reader.flag(fields.get("keypad_only")),
        contact=MappingProxyType({**base.contact, **_texts(reader, fields.get("contact"))}),
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
    entries = list(reader.mapping(node, KINDS).items())
    return _happening(reader, *entries[0], node.entries[0][0].span) if entries else None


def _happening(reader: Reader, kind: str, value: Node, span: Span) -> Line:
    if kind == "ends":
        line = Line(kind, ending=_ending(reader, value), span=span)
    elif kind == "says":
        line = Line(kind, names=reader.texts(value), span=span)
    elif kind == "waits":
        plain = isinstance(value, Scalar) and value.text == "yes"
        line = Line(kind, times=1 if plain else reader.integer(value, 1, WAITS), span=span)
    elif kind in WORDS and isinstance(value, MappingNode) and value.get("intent") is None:
        line = Line(kind, texts=_words(reader, value), span=span)
    else:
        line = _meaning(reader, kind, value, span)
    return line


def _meaning(reader: Reader, kind: str, value: Node, span: Span) -> Line:
    """An intent as a text, or `{intent: opt_out, action: ask}` for one that is not sure."""
    if isinstance(value, MappingNode):
        fields = reader.mapping(value, ("intent", "action"), ("intent",))
        action = cast(Action, reader.choice(fields.get("action"), ACTIONS, "act"))
        return Line(kind, names=(reader.text(fields.get("intent")),), action=action, span=span)
    return Line(kind, names=(reader.text(value),), span=span)


def _words(reader: Reader, value: MappingNode) -> Mapping[str, str]:
    found = {language: reader.text(text) for language, text in reader.mapping(value, LANGUAGES).items()}
    return MappingProxyType(found)


def _ending(reader: Reader, node: Node) -> Ending:
    fields = reader.mapping(node, _ENDS_KEYS, ("disposition",))
    there = {key.text: value for key, value in reader.entries(node)}  # `outcome: ""` and `slots: {}` say something
    return Ending(
        disposition=reader.choice(fields.get("disposition"), DISPOSITIONS),
        outcome=reader.text(there["outcome"]) if "outcome" in there else None,
        slots=_slots(reader, there["slots"]) if "slots" in there else None,
        opted_out=reader.flag(fields["opted_out"]) if "opted_out" in fields else None,
    )


def _slots(reader: Reader, node: Node) -> Mapping[str, Mapping[str, str]]:
    """`{score: 9}` in every language, `{reason_words: {en: ..., uk: ...}}` where the words differ."""
    return MappingProxyType(
        {
            key.text: _words(reader, value) if isinstance(value, MappingNode) else {"": reader.text(value)}
            for key, value in reader.entries(node)
        }
    )


def _texts(reader: Reader, node: Node | None) -> Mapping[str, str]:
    return MappingProxyType({key.text: reader.text(value) for key, value in reader.entries(node)})


def _as_of(reader: Reader, node: Node | None, default: datetime) -> datetime:
    if node is None:
        return default
    try:
        return datetime.fromisoformat(reader.text(node))
    except ValueError:
        reader.problem("bad-value", f"“{reader.text(node)}” is no date and time such as 2026-11-22T12:00", node)
        return default
