"""From words to the pieces of a time: which day, which hours, how far off. Nothing is resolved yet.

Knows the marks of the lexicon's callback section and how they stand together ("half past six", "from six to eight",
"monday next week"). Refuses to know today's date: `callback` gives the pieces their meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from bot.understanding.number import numbers_in
from bot.understanding.vocabulary import Vocabulary

Relation = Literal["at", "after", "before", "around"]
NEGATION_REACH: Final = 2
"""Words between a negation and the day it denies ("not call tomorrow")."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One run of words: the tags the lexicon gives it, or a number, or neither."""

    tags: frozenset[str]
    number: int | None
    start: int
    end: int
    negated: bool = False

    def has(self, tag: str) -> bool:
        return tag in self.tags

    def value(self, kind: str) -> str | None:
        """The value of a tag like "days:1" of this kind; the smallest of several."""
        return min((tag.partition(":")[2] for tag in self.tags if tag.startswith(kind + ":")), default=None)

    @property
    def hour(self) -> int | None:
        """The hour of day this may be, 0 to 24."""
        said = self.value("hours")
        hour = int(said) if said else self.number
        return hour if hour is not None and 0 <= hour <= 24 else None


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour of day as it was said. `stated` when am, pm or a 24-hour reading settled it."""

    hour: int
    minute: int
    relation: Relation
    half_day: str = ""


@dataclass(slots=True)
class Wanted:
    """The pieces said, in order."""

    days: list[int] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    dates: list[tuple[int, int | None]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    offset_minutes: int | None = None
    flags: set[str] = field(default_factory=set)
    """next_week, this_week, next_month, next, weekend, weekdays_any, any, now, refuse, denied."""
    joined: bool = False

    @property
    def dayless(self) -> bool:
        """Whether only hours were said."""
        return not (
            self.days
            or self.weekdays
            or self.dates
            or "tonight" in self.parts
            or self.flags - {"any", "denied", "between"}
        )

    @property
    def empty(self) -> bool:
        days = self.days or self.weekdays or self.dates or self.parts or self.clocks
        return not days and self.offset_minutes is None and not self.flags - {"now", "next", "denied", "between"}


def marks_of(words: tuple[str, ...], vocabulary: Vocabulary) -> tuple[Mark, ...]:
    numbers = {number.start: number for number in numbers_in(words, vocabulary.numbers)}
    marks: list[Mark] = []
    at = 0
    denied_until = -1
    while at < len(words):
        tags, length = vocabulary.callback.at(words, at)
        number = numbers.get(at)
        if number is not None and number.end - at >= length:
            marks.append(Mark(tags if number.end - at == length else frozenset(), number.value, at, number.end))
            at = number.end
            continue
        if not length and words[at] in vocabulary.denying:
            denied_until = at + NEGATION_REACH
        mark = Mark(tags, _clock_digits(words[at]), at, at + max(length, 1), at <= denied_until)
        if mark.negated and (mark.value("days") or mark.value("weekdays")):
            denied_until = -1
        marks.append(mark)
        at += max(length, 1)
    return tuple(marks)


def _clock_digits(word: str) -> int | None:
    """1830 for "18:30": four digits that only a clock shows."""
    hour, separator, minute = word.replace(".", ":").partition(":")
    if separator and hour.isdecimal() and minute.isdecimal() and len(minute) == 2:
        return int(hour) * 100 + int(minute) + _CLOCK_BASE
    return None


_CLOCK_BASE: Final = 100_000
"""Sets written clock times apart from numbers said in words."""


class Reader:
    """Walks over marks once, left to right, and collects what is wanted."""

    def __init__(self, marks: tuple[Mark, ...]) -> None:
        self._marks = marks
        self._at = 0
        self._relation: Relation = "at"
        self._inside = False
        self.wanted = Wanted()

    def read(self) -> Wanted:
        while self._at < len(self._marks):
            if not (self._offset() or self._date() or self._clock() or self._day()):
                self._particle(self._marks[self._at])
                self._at += 1
        return self.wanted

    def _peek(self, ahead: int = 0) -> Mark:
        at = self._at + ahead
        return self._marks[at] if at < len(self._marks) else _NOTHING

    def _particle(self, mark: Mark) -> None:
        for relation in ("after", "before", "around"):
            if mark.has(relation):
                self._relation = relation
        if mark.has("and") and self.wanted.clocks:
            self.wanted.joined = True
        self._inside = mark.has("in") or (self._inside and mark.has("around"))  # "in about an hour"
        if mark.has("between"):
            self.wanted.flags.add("between")
        for flag in _FLAGS:
            if mark.has(flag):
                self.wanted.flags.add("denied" if mark.negated and flag != "refuse" else flag)
        if mark.has("ago"):
            self.wanted.flags.add("refuse")

    def _offset(self) -> bool:
        """ "in two hours", "in half an hour", "two weeks from now"."""
        mark, after = self._peek(), self._peek(1)
        span, unit = mark.value("spans"), mark.value("units")
        count, width = 1, 1
        if span is None and unit is None:
            few = mark.value("few")
            count = mark.number if mark.number is not None else int(few) if few else 0
            unit, width = after.value("units"), 2
        later = self._peek(width).has("from_now")
        minutes = span or unit
        if minutes is None or not count or not (self._inside or later):
            return False
        self.wanted.offset_minutes = int(minutes) * count
        self._at += width + later
        self._inside = False
        return True

    def _date(self) -> bool:
        """ "the fifteenth", "15 november", "le quinze"."""
        mark = self._peek()
        gap = 2 if self._peek(1).has("of") else 1
        ordinal, month, after = mark.value("ordinals"), self._peek(gap).value("months"), self._peek(1)
        if ordinal is None and mark.value("months") and after.value("ordinals"):
            self.wanted.dates.append((int(after.value("ordinals") or 0), int(mark.value("months") or 0)))
            self._at += 2
            return True
        article = self._at > 0 and self._marks[self._at - 1].has("date_article") and not after.value("units")
        day = int(ordinal) if ordinal else mark.number
        ending = after.has("ordinal_ending")
        if day is None or not 1 <= day <= 31 or not (ordinal or month or article or ending):
            return False
        if ending and month is None:
            gap = 3 if self._peek(2).has("of") else 2
            month = self._peek(gap).value("months")
        self.wanted.dates.append((day, int(month) if month else None))
        self._at += gap + 1 if month else 1 + ending
        return True

    def _clock(self) -> bool:
        found = self._half_or_quarter() or self._plain_clock()
        if found is None:
            return False
        hour, minute, width = found
        self._at += width
        half_day = ""
        if self._peek().has("oclock"):
            self._at += 1
        for sign in ("am", "pm"):
            if self._peek().has(sign) and not half_day:
                half_day = sign
                self._at += 1
        self.wanted.clocks.append(Clock(hour, minute, self._relation, half_day))
        self._relation = "at"
        return True

    def _half_or_quarter(self) -> tuple[int, int, int] | None:
        """(hour, minute, marks used) for "half past six", "о пів на сьому", "без четверти семь"."""
        mark, hour, ordinal = self._peek(), self._peek(1).hour, self._peek(1).value("ordinals")
        if hour is None and ordinal is not None and int(ordinal) <= 12:
            hour = int(ordinal)
        half = mark.value("half_of")
        if half is not None:
            return int(half) - 1, 30, 1
        if hour is None:
            return None
        for tag, before, minute in (
            ("half_past", 0, 30), ("half_to", 1, 30), ("quarter_past", 0, 15), ("quarter_to", 1, 45),
            ("quarter_of_next", 1, 15),
        ):  # fmt: skip
            if mark.has(tag):
                return hour - before, minute, 2
        return None

    def _plain_clock(self) -> tuple[int, int, int] | None:
        """(hour, minute, marks used) for "six", "six thirty", "18:30", "dix huit heures trente"."""
        number = self._peek().number
        if number is not None and number >= _CLOCK_BASE:
            hour, minute = divmod(number - _CLOCK_BASE, 100)
            return (hour, minute, 1) if hour <= 24 and minute < 60 else None
        said = self._peek().hour
        if said is None:
            return None
        used = 2 if self._peek(1).value("units") == "60" or self._peek(1).has("oclock") else 1
        unit = self._peek(used).value("units")
        return None if unit else self._with_minutes(said, used)

    def _with_minutes(self, hour: int, used: int) -> tuple[int, int, int]:
        then = self._peek(used)
        if then.has("less_quarter"):
            return hour - 1, 45, used + 1
        for tag, minute in (("and_half", 30), ("and_quarter", 15)):
            if then.has(tag):
                return hour, minute, used + 1
        if then.number is not None and 0 < then.number < 60 and (then.number >= 10 or used == 2):
            return hour, then.number, used + 1 + (self._peek(used + 1).value("units") == "1")
        return hour, 0, used

    def _day(self) -> bool:
        mark = self._peek()
        told = False
        for kind, into in (("days", self.wanted.days), ("weekdays", self.wanted.weekdays)):
            value = mark.value(kind)
            if value is not None:
                told = True
                if mark.negated:
                    self.wanted.flags.add("denied")
                else:
                    into.append(int(value))
        part = mark.value("parts")
        if part is not None and not mark.negated:
            bounded = self._relation in ("after", "before")
            self.wanted.parts.append(f"{self._relation} {part}" if bounded else part)
            self._relation = "at"
            told = True
        if told:
            self._at += 1
        return told


_NOTHING: Final = Mark(frozenset(), None, -1, -1)
_FLAGS: Final = (
    "next_week", "this_week", "next_month", "next", "weekend", "weekdays_any", "any", "now", "refuse",
)  # fmt: skip
