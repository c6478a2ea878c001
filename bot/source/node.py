"""YAML text into nodes that know file, line and column, with limits before anything is composed.

Knows YAML's events and the author's own text; knows nothing of scripts, configurations or campaigns.
Scalars stay text: `yes`, `12:30` and `0671234567` arrive as they were written. No anchors, aliases, tags or
merges; a key stands once. Hostile text costs milliseconds: the composer of PyYAML is never reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import yaml

from bot.source.garbage import no_collection
from bot.source.problem import Problem, SourceError, Span

MAX_BYTES: Final = 512 * 1024
MAX_DEPTH: Final = 24
MAX_EVENTS: Final = 10_000
"""Those of the largest file here and two thirds more; so many are read in less than a tenth of a second."""
MAX_PROBLEMS: Final = 100
"""A file with more refused things than this is not a script with mistakes but something else."""

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where it is there (twenty times faster), else the pure parser; only their event half is used."""


@dataclass(slots=True, unsafe_hash=True)
class Scalar:
    """A piece of text as written; `key` is the key it belongs to, where it is a value of a mapping.

    Never changed, though not frozen: a file has thousands, and a frozen one takes three times as long to make.
    """

    text: str
    span: Span = field(compare=False)
    quoted: bool = field(default=False, compare=False)
    key: Scalar | None = field(default=None, compare=False, repr=False)

    def part(self, start: int, end: int) -> Span:
        """The place of `text[start:end]`; the whole span where escapes or line breaks forbid counting."""
        whole = self.span
        skip = 1 if self.quoted else 0
        if whole.line != whole.end_line or whole.end_column - whole.column != len(self.text) + 2 * skip:
            return whole
        column = whole.column + skip
        return Span(whole.file, whole.line, column + start, whole.line, column + end)


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span = field(compare=False)
    key: Scalar | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and values in the author's order, no key twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span = field(compare=False)
    key: Scalar | None = field(default=None, compare=False, repr=False)

    def get(self, name: str) -> Node | None:
        return next((value for key, value in self.entries if key.text == name), None)


Node = Scalar | SequenceNode | MappingNode


def decode(data: bytes, path: str) -> str:
    """The text of a file. Raises SourceError for one too large, UTF-16, NUL bytes and whatever else is not UTF-8.

    Drops a BOM. Of a file that may be huge, the first MAX_BYTES + 1 bytes are enough to refuse it.
    """

    def refuse(message: str, hint: str, at: int = 0) -> SourceError:
        before = data[:at].decode("utf-8-sig", "replace")
        return SourceError([Problem("encoding", message, _behind(before, path), hint=hint)])

    if len(data) > MAX_BYTES:
        raise SourceError([_too_large(path)])
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise refuse("this file is UTF-16, not UTF-8", "save it as UTF-8 (in Notepad: Save as, Encoding: UTF-8)")
    if b"\0" in data:
        raise refuse("this is not a text file", "a YAML text file is wanted here", data.index(b"\0"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8 (perhaps it was saved as Windows-1251 or Latin-1)"
        raise refuse("this file is not UTF-8", hint, error.start) from None


# --- text to nodes ------------------------------------------------------------------------------------------------

# Characters YAML forbids, and halves of surrogate pairs; \x85 is a line break to YAML.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

# What the parsers say (C wording, then Python's) -> what an author understands.
_SYNTAX: Final = (
    ("mapping values", "a “:” is not expected here", "text with a colon goes in quotes; check the indentation"),
    ("scanning a quoted", "this quote is not closed as it should be", "end the text with the same quote it began with"),
    ("flow mapping", "this “{” is not closed, or a comma is missing", "write {a: b, c: d}; text with braces in quotes"),
    ("flow sequence", "this “[” is not closed, or a comma is missing", "write [a, b]; text with brackets in quotes"),
    ("expected ':'", "there is no “:” after this", "each line is “name: value” or “- item”"),
    ("cannot start", "a text cannot begin with “CHAR”", "put the text in quotes"),
    ("", "this does not fit here", "check the indentation; text with quotes, braces, colons or # goes in quotes"),
)


class _Stop(Exception):  # noqa: N818 - a signal, not an error
    """Nothing more can be read from this file."""


@lru_cache(maxsize=16)
def read(text: str, path: str, loader: Any = LOADER) -> tuple[Node | None, tuple[Problem, ...]]:
    """The nodes of one YAML document and everything wrong with it; the node is None where nothing can be read.

    The last few are kept: a file that three scripts include is asked for six times, for its includes and for itself.
    """
    text = text.removeprefix("\ufeff")
    early = _refused(text, path)
    if early is not None:
        return None, (early,)
    composer = _Composer(path)
    root: Node | None = None
    with suppress(_Stop), no_collection():
        events, ended = _gathered(text, path, loader)
        for event in events:
            composer.take(event)
        if ended is None:
            root = composer.root
        else:
            composer.problems.append(ended)
    problems = composer.problems
    if root is None and not problems:
        problems.append(Problem("empty-file", "this file is empty", Span(path, 1, 1, 1, 1)))
    return root, tuple(sorted(problems, key=_place))


def _gathered(text: str, path: str, loader: Any) -> tuple[list[Any], Problem | None]:
    """The events of a text, and what ended them before their time.

    Nothing is made of them yet: an event costs a third of its node, so a file of too many is refused in a third of the
    time, and one too deep before the parser has gone deep itself (its time grows with depth).
    """
    events: list[Any] = []
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    return events, _limit(f"more than {MAX_DEPTH} levels deep", event, path, "into named steps")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if len(events) >= MAX_EVENTS:
                return [], _limit(f"this file holds more than {MAX_EVENTS} pieces", event, path, "with include")
            events.append(event)
    except yaml.MarkedYAMLError as error:
        return events, _syntax_problem(error, text, path)
    return events, None


def _limit(message: str, event: Any, path: str, remedy: str) -> Problem:
    return Problem("yaml-limit", message, _span(path, event.start_mark, event.end_mark), hint=f"split it {remedy}")


def _span(path: str, start: Any, end: Any) -> Span:
    return Span(path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _too_large(path: str) -> Problem:
    message = f"this file is larger than {MAX_BYTES // 1024} kB"
    return Problem("yaml-limit", message, Span(path, 1, 1, 1, 1), hint="split it with include")


def _refused(text: str, path: str) -> Problem | None:
    """What makes the text unfit even for the event parser: its size, or a character YAML forbids."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return _too_large(path)
    found = _FORBIDDEN.search(text)
    if found is None:
        return None
    span = _behind(text[: found.start()], path)
    message = f"the character U+{ord(found[0]):04X} has no place in a text file"
    return Problem("yaml-character", message, span, hint="delete it, or save the file as UTF-8")


def _behind(before: str, path: str) -> Span:
    """The character that follows; lines are counted as `show` counts them."""
    lines = f"{before}|".splitlines()
    return Span(path, len(lines), len(lines[-1]), len(lines), len(lines[-1]) + 1)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, path: str) -> Problem:
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark
    # Where something was opened and never closed, the opening is the place to look at.
    if error.context_mark is not None and ("flow" in said or "end of stream" in said):
        mark = error.context_mark
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    span = Span(path, line + 1, column + 1, line + 1, column + 2)
    lines = text.splitlines()
    char = lines[line][column : column + 1] if line < len(lines) else ""
    if char == "\t":
        return Problem("yaml-tab", "a tab cannot indent a line", span, hint="indent with spaces")
    message, hint = next((message, hint) for words, message, hint in _SYNTAX if words in said)
    return Problem("yaml-syntax", message.replace("CHAR", char), span, hint=hint)


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet; of a mapping, keys and values follow each other."""

    start: Any
    is_mapping: bool
    key: Scalar | None
    children: list[Node] = field(default_factory=list)

    def open_key(self) -> Scalar | None:
        """The key the next node is the value of."""
        last = self.children[-1] if self.is_mapping and len(self.children) % 2 else None
        return last if isinstance(last, Scalar) else None


class _Composer:
    """Builds nodes from events. The outermost "collection" is the file, and its only child the root."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._file = _Open(None, False, None)
        self._top = self._file
        self._below: list[_Open] = []
        self._documents = 0

    @property
    def root(self) -> Node | None:
        return self._file.children[0] if self._file.children else None

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):  # four of five events
            if event.anchor is not None or event.tag is not None:
                self._refuse_features(event)
            start: Any = event.start_mark
            end: Any = event.end_mark
            top = self._top
            span = Span(self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
            quoted = bool(event.style)  # libyaml says "" of a plain scalar, the pure parser None
            top.children.append(Scalar(event.value, span, quoted, top.open_key() if top.is_mapping else None))
        elif isinstance(event, yaml.AliasEvent):
            self._refuse_features(event)
            span = _span(self.path, event.start_mark, event.end_mark)
            self._top.children.append(Scalar("", span, quoted=True, key=self._top.open_key()))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_features(event)
            self._below.append(self._top)
            self._top = _Open(event.start_mark, isinstance(event, yaml.MappingStartEvent), self._top.open_key())
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop("yaml-documents", "a second document begins here", event, "one file, one document: no “---”")

    def problem(self, rule: str, message: str, span: Span, hint: str = "") -> None:
        self.problems.append(Problem(rule, message, span, hint=hint))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Stop

    def _stop(self, rule: str, message: str, event: Any, hint: str) -> None:
        self.problem(rule, message, _span(self.path, event.start_mark, event.end_mark), hint)
        raise _Stop

    def _refuse_features(self, event: Any) -> None:
        span = _span(self.path, event.start_mark, event.end_mark)
        if isinstance(event, yaml.AliasEvent):
            self.problem("yaml-anchor", f"aliases (*{event.anchor}) are not used here", span, "write it out")
            return
        if event.anchor is not None:
            self.problem("yaml-anchor", f"anchors (&{event.anchor}) are not used here", span, "delete the anchor")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problem("yaml-tag", f"tags ({tag}) are not used here", span, "delete it: every value is text")

    def _end(self, event: Any) -> None:
        ended, self._top = self._top, self._below.pop()
        span = _span(self.path, ended.start, event.end_mark)
        if ended.is_mapping:
            self._top.children.append(MappingNode(tuple(self._pairs(ended.children)), span, ended.key))
        else:
            self._top.children.append(SequenceNode(tuple(ended.children), span, ended.key))

    def _pairs(self, children: Sequence[Node]) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, int] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                hint = "text that begins with a brace or bracket goes in quotes"
                self.problem("yaml-key", "a key must be a plain word", key.span, hint)
            elif key.text == "<<" and not key.quoted:
                self.problem("yaml-merge", "merges (<<) are not used here", key.span, "write it out, or include")
            elif key.text in seen:
                message = f"“{key.text}” is already here, in line {seen[key.text]}"
                self.problem("duplicate-key", message, key.span, "only one of them can hold: delete or rename one")
            else:
                seen[key.text] = key.span.line
                yield key, value


def _place(problem: Problem) -> tuple[int, int]:
    return problem.span.line, problem.span.column
