"""An hour of the day among the marks: "six", "half past six", "18:30", "ten to four", "dix-huit heures trente"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.understanding.marks import CLOCK_BASE, NOTHING, Mark

MINUTES: Final = (5, 10, 15, 20, 25)
"""Minutes people count to or from the full hour."""

MILITARY: Final = 800
"""From here on a number before "hours" is a clock's: "nineteen hundred hours"."""

Found = tuple[int, int, int]
"""(hour, minute, marks used)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place among the marks: `led` when the words before it lead to an hour, `alone` when all words are of time."""

    marks: tuple[Mark, ...]
    at: int
    led: bool
    alone: bool

    def peek(self, ahead: int = 0) -> Mark:
        at = self.at + ahead
        return self.marks[at] if at < len(self.marks) else NOTHING

    @property
    def before(self) -> Mark:
        return self.marks[self.at - 1] if self.at else NOTHING

    @property
    def led_as_stretch(self) -> bool:
        """Whether "ten to six" is from ten to six here: "from", "any time"; elsewhere it is ten minutes to six."""
        return self.before.unknown or self.before.has("after", "between", "any", "ask", "suits")


def clock_at(place: Place) -> Found | None:
    """The hour that begins at this place, if one does."""
    return _half_or_quarter(place) or _plain_clock(place)


def _half_or_quarter(place: Place) -> Found | None:
    """ "half past six", "о пів на сьому", "без четверти семь"."""
    mark, hour, ordinal = place.peek(), place.peek(1).hour, place.peek(1).value("ordinals")
    if hour is None and ordinal is not None and int(ordinal) <= 12:
        hour = int(ordinal)
    minutes = _minutes_said_first(place)
    if minutes is not None:
        return minutes
    half = mark.value("half_of")
    if half is not None:
        return int(half) - 1 or 12, 30, 1
    if hour is None:
        return None
    for tag, before, minute in (
        ("half_past", 0, 30), ("half_to", 1, 30), ("quarter_past", 0, 15), ("quarter_to", 1, 45),
        ("quarter_of_next", 1, 15),
    ):  # fmt: skip
        if mark.has(tag):
            return hour - before or 12, minute, 2
    return None


def _minutes_said_first(place: Place) -> Found | None:
    """ "at ten to four", "twenty past two", "без десяти четыре"."""
    first, second, third = place.peek(), place.peek(1), place.peek(2)
    if first.has("minutes_to") and second.number in MINUTES and third.hour is not None:
        return third.hour - 1 or 12, 60 - (second.number or 0), 3
    if first.number not in MINUTES or third.hour is None or third.hour > 12:
        return None
    if second.has("past"):
        return third.hour, first.number or 0, 3
    if second.has("to") and not place.led_as_stretch:
        return third.hour - 1 or 12, 60 - (first.number or 0), 3
    return None


def _plain_clock(place: Place) -> Found | None:
    """ "six", "six thirty", "18:30", "dix huit heures trente"."""
    number = place.peek().number
    if number is not None and number % 100 == 0 and MILITARY <= number <= 2400 and place.peek(1).value("units") == "60":
        return number // 100, 0, 2
    if number is not None and number >= CLOCK_BASE:
        hour, minute = divmod(number - CLOCK_BASE, 100)
        return (hour, minute, 1) if hour <= 24 and minute < 60 else None
    said = place.peek().hour
    if said is None:
        return None
    used = 2 if place.peek(1).value("units") == "60" or place.peek(1).has("oclock") else 1
    if _counts_units(place, used) or (used == 1 and not _means_an_hour(place)):
        return None
    return _with_minutes(place, said, used)


def _counts_units(place: Place, used: int) -> bool:
    """ "three days"; but "в три дня", led to as hours are, and "три часа дня" are three in the afternoon. "На три дня"
    again is for three days."""
    unit = place.peek(used)
    of_day = unit.has("pm") and (place.led or used == 2) and not place.before.has("lasting")
    return unit.value("units") is not None and not of_day


def _means_an_hour(place: Place) -> bool:
    """Whether a bare number or ordinal is an hour: by what leads to it, what follows, or that nothing else stands.

    "I have three children" and "un moment" hold no hour; "at three", "three tomorrow" and "three" do.
    """
    mark, after = place.peek(), place.peek(1)
    if mark.article or mark.has("not_hour"):
        return False
    if mark.value("hours"):
        return place.led or not after.unknown
    if after.unknown:
        return place.led and mark.number != 1
    minutes = after.number is not None and 10 <= after.number < 60
    followed = after.timely or minutes or after.has("oclock", "am", "pm", "around_after", "onwards", "and_half")
    return place.led or place.before.timely or followed or place.alone


def _with_minutes(place: Place, hour: int, used: int) -> Found:
    then = place.peek(used)
    if then.has("less_quarter"):
        return hour - 1, 45, used + 1
    if then.has("less") and place.peek(used + 1).number in MINUTES:
        return hour - 1, 60 - (place.peek(used + 1).number or 0), used + 2
    for tag, minute in (("and_half", 30), ("and_quarter", 15)):
        if then.has(tag):
            return hour, minute, used + 1
    if then.number is not None and 0 < then.number < 60 and (then.number >= 10 or used == 2):
        return hour, then.number, used + 1 + (place.peek(used + 1).value("units") == "1")
    return hour, 0, used
