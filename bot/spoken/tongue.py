"""What each language must be able to say, and the neutral notions it is handed.

A language module turns these into words and knows nothing of parsing, of
contacts, or of the other languages. Numbers are below `value.LIMIT` and not
negative, except in `cardinal`, `ordinal` and `count`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Literal, Protocol, TypeVar

from bot.spoken.value import SpokenError

Case = Literal["nominative", "genitive", "accusative"]
T = TypeVar("T")
Unit = Literal["day", "week", "month", "year", "year_and_half"]
ClockKind = Literal["bare", "at", "after", "before", "around", "between", "morning", "afternoon", "any"]
DateForm = Literal["date", "genitive", "on"]


@dataclass(frozen=True, slots=True)
class Span:
    """A distance in time as people say it: three weeks, past or to come."""

    number: int
    unit: Unit
    past: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, or a stretch of one; `last` matters to "between" alone."""

    kind: ClockKind
    first: time
    last: time


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of a language.

    near: days from today (-2 to 2) -> a word such as "tomorrow".
    percent: the word forms of a Count. letters: lower-case letter -> its name,
    for scripts the voice of the language does not read. pairs: phone groups
    are read as numbers ("шістдесят сім"), not digit by digit ("six seven").
    national: the group sizes of a ten-digit number without a country.
    pause: what stands between a weekday and its date.
    """

    yes: str
    no: str
    minus: str
    plus: str
    point: str
    percent: tuple[str, ...]
    near: Mapping[int, str]
    letters: Mapping[str, str]
    pairs: bool
    national: tuple[int, ...]
    pause: str = ", "


class Tongue(Protocol):
    """One language."""

    words: Words

    def cardinal(self, number: int, case: Case = "nominative") -> str:
        """How many: "twenty-one"."""

    def ordinal(self, number: int) -> str:
        """Which in order, masculine nominative: "twenty-first"."""

    def money(self, whole: int, minor: int, currency: str, case: Case) -> str:
        """An amount; raises SpokenError for a currency without words."""

    def count(self, number: int, unit: tuple[str, ...]) -> str:
        """A number and its noun, agreeing."""

    def calendar_day(self, day: date, form: DateForm, year: bool) -> str:
        """A day of a month, with or without the year."""

    def weekday(self, day: date, on: bool) -> str:
        """As in "Monday", or "on Monday"."""

    def span(self, span: Span) -> str:
        """As in "three weeks ago", "in two days"; never today."""

    def days(self, first: date, last: date, by_weekday: bool) -> str:
        """As in "from Monday to Friday", or by dates."""

    def clock(self, clock: Clock) -> str:
        """As in "at ten in the morning", "after six in the evening"."""


def listed(words: str) -> tuple[str, ...]:
    """A table of words, written the way a grammar prints it: parted by spaces."""
    return tuple(words.split())


def named(letters: str, names: str) -> dict[str, str]:
    """Letter -> its name, from an alphabet and its names in order."""
    return dict(zip(letters, listed(names), strict=True))


def thousands(number: int, scales: int) -> Iterator[tuple[int, int]]:
    """(power of a thousand, 1-999) of every group that is not nought, the highest first; `scales` powers at most."""
    for scale in range(scales, -1, -1):
        group = number // 1000**scale % 1000
        if group:
            yield scale, group


def coins_of(table: Mapping[str, T], currency: str, language: str) -> T:
    """The words of a currency; raises SpokenError for one without."""
    if currency not in table:
        raise SpokenError(f"{currency}: no {language} words; known: {', '.join(table)}")
    return table[currency]


def amount(whole: int, minor: int, coins: tuple[T, T], say: Callable[[int, T], str]) -> list[str]:
    """What is said of whole units and hundredths, each where there is any; nothing at all is nought units."""
    unit, hundredth = coins
    parts = [say(whole, unit)] if whole or not minor else []
    return [*parts, say(minor, hundredth)] if minor else parts


def minus(words: Words, number: int, spoken: str) -> str:
    """`spoken`, the words for abs(number), with a minus where one is due."""
    return f"{words.minus} {spoken}" if number < 0 else spoken
