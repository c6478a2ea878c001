"""Walks nodes with the expected shape in mind, collecting a Problem for whatever differs and going on.

Every method takes a node or None (a key that is not there) and answers with a plain value or its default,
so a reader of a file is a straight list of lines, and an author sees all mistakes at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable
from typing import Final, Literal

from bot.source.mend import certain
from bot.source.node import MappingNode, Node, Scalar, SequenceNode, read
from bot.source.problem import MANY, NOWHERE, Problem, SourceError, Span, did_you_mean

Range = tuple[float, float]
ANY: Final[Range] = (-math.inf, math.inf)
POSITIVE: Final[Range] = (0.0, math.inf)

MOST: Final = 500
"""Problems that are kept of a file."""
HINTED: Final = 100
HINTED_OF_MANY: Final = 20
"""Problems that get a hint: what is mended in one sitting; fewer where there are MANY names to look through."""

_UNITS: Final = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "day": 86400.0, "days": 86400.0, "": 1.0}
INTEGER: Final = re.compile(r"[+-]?[0-9]{1,15}")
"""How a whole number, a length of time and a flag are written; editors are told of these too."""
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
DURATION: Final = re.compile(rf"[0-9]{{1,15}}(\.[0-9]{{1,15}})? ?({'|'.join(_UNITS)})")
FLAG: Final = re.compile("true|yes|false|no")
_KINDS: Final = {Scalar: "a text", SequenceNode: "a list", MappingNode: "a group of “name: value” lines"}


def place(where: Node | Span) -> Span:
    """Where a node begins; a list or mapping of many lines is pointed at by its first character."""
    span = where if isinstance(where, Span) else where.span
    if isinstance(where, Span | Scalar) or span.line == span.end_line:
        return span
    return Span(span.file, span.line, span.column, span.line, span.column + 1)


def meant(word: str, names: Iterable[str], found: int) -> tuple[str, str]:
    """What `word` was meant to be of `names`, as a hint and (where it is certain) as a fix, each "" if nothing is near.

    After so many problems (`found` so far) nothing is looked for: it takes a while, and nobody reads that far.
    """
    names = tuple(names) if found < HINTED else ()
    if not names or (found >= HINTED_OF_MANY and len(names) > MANY):
        return "", ""
    return did_you_mean(word, names), certain(word, names)


def is_empty(node: Node | None) -> bool:
    """Nothing there, or a key with nothing behind it (`title:`); a quoted empty text is something."""
    return node is None or (isinstance(node, Scalar) and not node.text and not node.quoted)


class Findings:
    """Files opened and Problems found in them so far; nothing raises until `finish`.

    More than MOST are not kept: a file with so many is something else, and nobody reads on.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.sources: dict[str, str] = {}

    def open(self, text: str, path: str) -> Node | None:
        """The root node of a file, None where it cannot be read at all."""
        self.sources[path] = text
        node, problems = read(text, path)
        self.problems += problems
        return node

    def problem(
        self, rule: str, message: str, where: Node | Span, *, hint: str = "", fix: str = "",
        severity: Literal["error", "warning"] = "error",
    ) -> None:  # fmt: skip
        """Note one mistake at a node (or a span)."""
        if len(self.problems) < MOST:
            self.problems.append(Problem(rule, message, place(where), severity, hint, fix))

    def near(self, word: str, names: Iterable[str]) -> tuple[str, str]:
        """The nearest right name as a hint, and as a fix where it is certain; only for the first HINTED problems."""
        return meant(word, names, len(self.problems))

    def finish(self) -> None:
        """Raises SourceError with every error collected, if there is any; warnings pass."""
        if any(problem.severity == "error" for problem in self.problems):
            raise SourceError(self.problems, self.sources)

    def wrong_kind(self, node: Node, wanted: str) -> None:
        """Note that a node is not of the kind wanted."""
        name = f"“{node.key.text}”" if node.key else "this"
        self.problem("wrong-kind", f"{name} should be {wanted}, and is {_KINDS[type(node)]}", node.key or node)


class Reader(Findings):
    """Reads nodes as what they should be; whatever differs becomes a Problem and a default."""

    def mapping(
        self, node: Node | None, allowed: Collection[str] | None = None, required: Iterable[str] = ()
    ) -> dict[str, Node]:
        """Values by key; unknown keys (where `allowed` is given) and missing ones are Problems. Empty where none is.

        A key with nothing behind it (`title:`) counts as missing.
        """
        if node is not None and not is_empty(node) and not isinstance(node, MappingNode):
            self.wrong_kind(node, "lines of “name: value”")
            return {}
        required = tuple(required)
        known = None if allowed is None else {*allowed, *required}
        others = f"known here: {', '.join(sorted(known))}" if known else ""
        found: dict[str, Node] = {}
        for key, value in node.entries if isinstance(node, MappingNode) else ():
            if known is not None and key.text not in known:
                if len(self.problems) >= MOST:
                    break
                hint, fix = self.near(key.text, known)
                self.problem("unknown-key", f"“{key.text}” is not known here", key, hint=hint or others, fix=fix)
            elif not is_empty(value):
                found[key.text] = value
        for name in required:
            if name not in found:
                owner = node.key if node is not None else None
                subject = f"“{owner.text}” needs" if owner else "needed here:"
                self.problem("missing-key", f"{subject} “{name}”", owner or node or NOWHERE)
        return found

    def entries(self, node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
        """Keys (with their places) and values of a mapping whose keys the author chooses."""
        if isinstance(node, MappingNode):
            return node.entries
        if node is not None and not is_empty(node):
            self.wrong_kind(node, "lines of “name: value”")
        return ()

    def items(self, node: Node | None) -> tuple[Node, ...]:
        """The items of a list; a single text or mapping counts as a list of one."""
        if node is None or is_empty(node):
            return ()
        return node.items if isinstance(node, SequenceNode) else (node,)

    def text(self, node: Node | None, default: str = "") -> str:
        """A text; a list or mapping instead is a Problem."""
        if node is None:
            return default
        if isinstance(node, Scalar):
            return node.text
        self.wrong_kind(node, "a text")
        return default

    def texts(self, node: Node | None) -> tuple[str, ...]:
        """A list of texts, or one text."""
        found = [(item, self.text(item)) for item in self.items(node)]
        return tuple(text for item, text in found if isinstance(item, Scalar))

    def number(self, node: Node | None, default: float = 0.0, within: Range = ANY) -> float:
        """A number such as `0.6`."""
        text = self._matching(node, _NUMBER, "a number, such as 0.6")
        return default if text is None else self._within(node, float(text), within, default)

    def integer(self, node: Node | None, default: int = 0, within: Range = ANY) -> int:
        """A whole number."""
        text = self._matching(node, INTEGER, "a whole number")
        return default if text is None else int(self._within(node, int(text), within, default))

    def duration(self, node: Node | None, default: float = 0.0, within: Range = ANY) -> float:
        """Seconds: `5`, `5 s`, `800 ms`, `2 min`, `1.5 h`, `3 days`; a bare number is seconds."""
        text = self._matching(node, DURATION, "a length of time, such as 5 s, 800 ms, 2 min or 1 h")
        if text is None:
            return default
        number = _NUMBER.match(text)
        assert number is not None
        return self._within(node, float(number[0]) * _UNITS[text[number.end() :].strip()], within, default)

    def flag(self, node: Node | None, default: bool = False) -> bool:
        """`true` or `yes`, `false` or `no`."""
        text = self._matching(node, FLAG, "yes or no (true or false)")
        return default if text is None else text in ("true", "yes")

    def choice(self, node: Node | None, options: Iterable[str], default: str = "") -> str:
        """One word of a closed set."""
        options = tuple(options)
        text = self.text(node, default)
        if not isinstance(node, Scalar) or text in options:
            return text
        hint, fix = self.near(text, options)
        hint = hint or f"one of: {', '.join(options)}"
        self.problem("bad-value", f"“{text}” is none of the words possible here", node, hint=hint, fix=fix)
        return default

    def _matching(self, node: Node | None, pattern: re.Pattern[str], wanted: str) -> str | None:
        """The text, if there is one and it has the right form; otherwise None, with a Problem if there is a node."""
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.wrong_kind(node, wanted)
        elif pattern.fullmatch(node.text):
            return node.text
        else:
            self.problem("bad-value", f"“{node.text}” is not {wanted}", node)
        return None

    def _within(self, node: Node | None, number: float, within: Range, default: float) -> float:
        low, high = within
        if low <= number <= high:
            return number
        bounds = f"{low:g} or more" if high == math.inf else f"{low:g} to {high:g}"
        self.problem("bad-value", f"{number:g} is out of range, possible is {bounds}", node or NOWHERE)
        return default
