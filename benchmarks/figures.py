"""What every benchmark tells alike: medians, 95th percentiles, tables, and how far it has come (to stderr)."""

from __future__ import annotations

import math
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def p95(values: Iterable[float]) -> float:
    """The value that 95 of 100 do not exceed (nearest rank); of fewer than 20 values the greatest."""
    ordered = sorted(values)
    return ordered[math.ceil(0.95 * len(ordered)) - 1]


def p5(values: Iterable[float]) -> float:
    """The value that 95 of 100 reach: p95 of what is better when greater."""
    return -p95(-value for value in values)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown; the first column is text, the others are figures."""
    lines = [head, [":--", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def told(what: str, things: Sequence[T]) -> Iterator[T]:
    """The same things, with a line to stderr at every tenth of them."""
    said = -1
    for done, thing in enumerate(things):
        tenth = 10 * done // len(things)
        if tenth != said:
            said = tenth
            print(f"  {what}: {done} of {len(things)}", file=sys.stderr, flush=True)
        yield thing
    print(f"  {what}: all {len(things)}", file=sys.stderr, flush=True)
