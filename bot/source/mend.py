"""Mistakes that only one thing can have been meant by, and putting them right in the author's text.

Pure: knows words, spans and text; everything else of a file, comments and layout, stays as it is to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.source.problem import Problem

LEAST_LETTERS: Final = 4
"""Shorter words have too many neighbours."""


def certain(word: str, candidates: Iterable[str]) -> str:
    """The one candidate a slip of the finger away (a letter more, less or wrong, or two swapped), or ""."""
    if len(word) < LEAST_LETTERS:
        return ""
    near = {each for each in candidates if a_slip_away(word, each)}
    return near.pop() if len(near) == 1 else ""


def a_slip_away(word: str, other: str) -> bool:
    """Damerau-Levenshtein distance of exactly 1."""
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    begin = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    a, b = word[begin:], other[begin:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:] and len(a) > 1)


def mended(text: str, problems: Iterable[Problem]) -> tuple[str, tuple[Problem, ...]]:
    """`text` of one file with the certain fixes of its problems, and which were made; of two at one place the first."""
    lines = text.splitlines(keepends=True)
    done: list[Problem] = []
    last: tuple[int, int] | None = None
    sure = [each for each in problems if each.fix and each.span.line == each.span.end_line]
    for problem in sorted(sure, key=lambda each: (each.span.line, each.span.column), reverse=True):
        span = problem.span
        if last is not None and (span.line, span.end_column) > last:
            continue
        line = lines[span.line - 1]
        if not a_slip_away(line[span.column - 1 : span.end_column - 1].strip("\"'"), problem.fix):
            continue  # lines are not counted here as they were where the mistake was found: better not
        lines[span.line - 1] = line[: span.column - 1] + problem.fix + line[span.end_column - 1 :]
        last = (span.line, span.column)
        done.append(problem)
    return "".join(lines), tuple(reversed(done))
