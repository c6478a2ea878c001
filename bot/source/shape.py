"""What may stand where in an author's file, declared once: `Fields` reads by it, `json_schema` tells editors of it.

Knows kinds of values and groups of keys; knows no words of any file. An `about` is what an author reads when pointing
at a key: part of a sentence, without a full stop; names in it stand in backticks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from bot.source.reader import ANY, POSITIVE, Range

Words = Mapping[str, str]
"""Words an author can write, each with what it means."""

LINES: Final = "lines of “name: value”"


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Text:
    """A single text. `likely` are words worth proposing; any other will do."""

    blank: bool = True
    """Whether there may be nothing to read in it."""
    likely: Words = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `yes`, `false` or `no`."""

    default: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number; the default is None where it depends on what stands elsewhere."""

    default: int | None = None
    within: Range = ANY
    word: str = ""
    """A word that stands for the default."""


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time, in seconds; the default is None where it depends on what stands elsewhere."""

    default: float | None = None
    within: Range = POSITIVE


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a closed set."""

    options: Words


@dataclass(frozen=True, slots=True)
class Many:
    """A list, or one of its items by itself."""

    of: Shape
    unique: bool = False
    lone: bool = False
    """Whether mostly one item stands by itself."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A regular expression that a name fits whole, and how people are told of it."""

    pattern: str
    about: str


@dataclass(frozen=True, slots=True)
class Named:
    """Lines whose names the author chooses. `known` are names worth proposing, or all there are where `closed`."""

    of: Shape
    about: str
    """What every one of them is about."""
    spelling: Spelling | None = None
    """How names are written; without one anyhow."""
    known: Words = field(default_factory=_nothing)
    closed: bool = False
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """One name of a group, what it is about and what may stand behind it."""

    name: str
    about: str
    shape: Shape
    example: str
    """What may stand behind it, as an author writes it; a test reads every one."""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Lines whose names are fixed. `id` names the group among those of a file."""

    id: str
    keys: tuple[Key, ...]
    single: bool = False
    """Exactly one of the keys stands here."""
    form: str = LINES
    """What stands here, in words."""
    others: Text | None = None
    """What may stand behind further names; without it there are none."""
    further: Mapping[str, Any] = field(default_factory=_nothing)
    """What the keys must be to each other, as JSON Schema says it."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(key.name for key in self.keys)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(key.name for key in self.keys if key.required)

    def __getitem__(self, name: str) -> Key:
        """Raises KeyError for a name that is not of the group."""
        for key in self.keys:
            if key.name == name:
                return key
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Either:
    """Lines of names and values, or else something shorter."""

    lines: Group | Named | Split
    other: Text | Word | Many
    id: str = ""
    """Names it among the parts of a file, where it stands often."""


@dataclass(frozen=True, slots=True)
class Split:
    """Lines of one group where a certain name stands among them, else of another."""

    name: str
    having: Group
    lacking: Group


Shape = Text | Flag | Whole | Length | Word | Many | Named | Group | Either | Split
