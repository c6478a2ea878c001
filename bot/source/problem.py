"""What is wrong with an author's text, and how to show it: the line, a caret, the nearest right name.

Knows places in files and words; knows no YAML. `WinbackError` is the one error root of the program.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

WINDOW: Final = 100
"""Columns of a source line shown above a caret; longer lines are cut around the caret."""


SHOWN: Final = 50
"""Problems that an error tells of in words."""

MANY: Final = 200
"""Names; there are as many steps in no script yet."""
NEAR: Final = 2
"""Letters by which a word may be longer than the right one of many."""


_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # Unicode's category Cc, but tabs and line ends


class WinbackError(Exception):
    """The one error root: the message says what is wrong, where, and what to do; `exit_code` is the process's."""

    exit_code: int = 1

    def __init__(self, message: str, *, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class Span(NamedTuple):
    """A stretch of a file: lines and columns count characters from 1, `end_column` is one past the last.

    A named tuple, because a file has thousands: it is made in a third of a dataclass's time.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


NOWHERE: Final = Span("", 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake of an author: a stable `rule` id, what is wrong, where; `fix` replaces the span, if sure."""

    rule: str
    message: str
    span: Span
    severity: Literal["error", "warning"] = "error"
    hint: str = ""
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.span.file}:{self.span.line}:{self.span.column}: " if self.span.line else ""
        return f"{place}{self.severity}[{self.rule}]: {self.message}"


class SourceError(WinbackError):
    """Files that cannot be used, with every Problem found; `sources` (path -> text) lets the lines be shown."""

    def __init__(self, problems: Iterable[Problem], sources: Mapping[str, str] | None = None) -> None:
        self.problems = tuple(problems)
        shown = [show(problem, sources or {}) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            shown.append(f"... and {len(self.problems) - SHOWN} more")
        super().__init__("\n".join(shown))


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like `word` (difflib, similarity of at least 0.6), or None.

    Of more than MANY only those that begin alike are looked at: difflib takes microseconds for each.
    """
    names = {name.casefold(): name for name in candidates}
    if len(names) > MANY:
        alike = [name for name in names if name[:1] == word[:1].casefold() and abs(len(name) - len(word)) <= NEAR]
        names = {name: names[name] for name in alike[:MANY]}
    found = difflib.get_close_matches(word.casefold(), names, n=1)
    return names[found[0]] if found else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """A hint naming the nearest right name; empty where none is near."""
    near = nearest(word, candidates)
    return f"did you mean “{near}”?" if near else ""


def _columns(text: str) -> int:
    """Terminal columns of a text: wide East Asian characters take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def show(problem: Problem, sources: Mapping[str, str]) -> str:
    """The problem for people: `file:line:col: error[rule]: message`, the line, a caret under the place, the hint."""
    span = problem.span
    lines = _lines(sources.get(span.file, ""))
    if not 1 <= span.line <= len(lines):
        return _harmless(f"{problem}\n  {problem.hint}" if problem.hint else str(problem))
    line = lines[span.line - 1]
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    end = max(start + 1, min(end, len(line)))
    line, start, end = _window(line, start, end)
    number = f"{span.line:>5} | "
    margin = " " * (len(number) - 2) + "| "
    indent = "".join("\t" if char == "\t" else " " * _columns(char) for char in line[:start])
    caret = "^" * max(1, _columns(line[start:end]))
    return _harmless(f"{problem}\n{number}{line}\n{margin}{indent}{caret} {problem.hint}".rstrip())


@lru_cache(maxsize=2)
def _lines(text: str) -> list[str]:
    """The lines of a file, which may have hundreds of problems to show."""
    return text.removeprefix("\ufeff").splitlines()


def _harmless(text: str) -> str:
    """Control characters of the author's text must not reach a terminal."""
    return _CONTROL.sub("�", text)


def _window(line: str, start: int, end: int) -> tuple[str, int, int]:
    """Cut a long line around the caret, with an ellipsis where something was left out."""
    if len(line) <= WINDOW:
        return line, start, end
    left = max(0, start - WINDOW // 2)
    right = min(len(line), left + WINDOW)
    head = "…" if left else ""
    tail = "…" if right < len(line) else ""
    shift = left - len(head)
    return f"{head}{line[left:right]}{tail}", start - shift, min(end, right) - shift
