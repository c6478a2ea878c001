"""How sure a share is: intervals for shares, their differences and the net promoter score. Pure arithmetic.

Every interval covers the true value in 95 of 100 campaigns unless told otherwise. Shares are 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import Final

CONFIDENCE: Final = 0.95
POWER: Final = 0.8
"""How often a campaign of the size advised would show a difference that is really there."""


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


def deviations(confidence: float = CONFIDENCE) -> float:
    """Standard deviations either side that hold `confidence` of a normal distribution (1.96 for 0.95)."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(part: int, whole: int, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval (1927) of part/whole; 0..1 when nothing was counted. Good for few and extreme counts."""
    if not whole:
        return Interval(0.0, 1.0)
    z = deviations(confidence)
    share = part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z / (1 + z * z / whole) * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return Interval(0.0 if part == 0 else middle - half, 1.0 if part == whole else middle + half)


def difference(one: tuple[int, int], other: tuple[int, int], confidence: float = CONFIDENCE) -> Interval:
    """Newcombe's interval (1998, method 10) of the first share minus the second, each given as (part, whole > 0)."""
    first, second = one[0] / one[1], other[0] / other[1]
    a, b = wilson(*one, confidence), wilson(*other, confidence)
    gap = first - second
    return Interval(
        gap - sqrt((first - a.low) ** 2 + (b.high - second) ** 2),
        gap + sqrt((a.high - first) ** 2 + (second - b.low) ** 2),
    )


def needed(one: float, other: float, confidence: float = CONFIDENCE) -> int:
    """Calls an arm it takes to tell two different shares apart, at the usual power of 80 %."""
    z = deviations(confidence) + NormalDist().inv_cdf(POWER)
    return ceil(z * z * (one * (1 - one) + other * (1 - other)) / (one - other) ** 2)


def promoter_score(promoters: int, detractors: int, answers: int) -> Interval:
    """Of the index in points (-100..100): adjusted Wald, three answers added, 3/4 at each end (Rocks 2016)."""
    whole = answers + 3
    up, down = (promoters + 0.75) / whole, (detractors + 0.75) / whole
    middle = up - down
    half = deviations() * sqrt((up + down - middle * middle) / whole)
    return Interval(100 * max(-1.0, middle - half), 100 * min(1.0, middle + half))
