"""From marks to the pieces of a time: how the marks of the callback section stand together.

Knows "from six to eight", "wednesday to friday", "monday next week"; hours are read by `clock_reader`, dates and
"in two hours" by `date_reader`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.understanding.clock_reader import Place, clock_at
from bot.understanding.date_reader import date_at, offset_at
from bot.understanding.marks import NOTHING, Mark
from bot.understanding.wanted import Clock, Relation, Wanted

NOT_AFTER: Final = 4
"""Last words among which a negation keeps a lone "after" from moving the hour before it."""
TOO_MUCH: Final = 1000
"""From here on a number was never meant for an hour ("grand")."""
FLIPPED: Final[Mapping[Relation, Relation]] = {"after": "before", "before": "after"}
"""What a negation makes of a bound ("don't call before ten")."""


class Reader:
    """Walks over marks once, left to right, and collects what is wanted."""

    def __init__(self, marks: tuple[Mark, ...]) -> None:
        self._marks = marks
        self._at = 0
        self._relation: Relation = "at"
        self._flipped = self._strict = False
        self._inside = False
        self._alone = all(not mark.unknown for mark in marks)
        self._clock_ended = self._weekday_ended = self._day_ended = -1
        self.wanted = Wanted()

    def read(self) -> Wanted:
        while self._at < len(self._marks):
            if not (self._offset() or self._date() or self._through() or self._hour() or self._day()):
                self._particle(self._marks[self._at])
                self._at += 1
        if self._strict and self._relation == "after":
            self._after_what_was_said()
        if self._relation == "before" and self._marks[-1].has("before"):
            self._before_what_was_said()
        return self.wanted

    def _after_what_was_said(self) -> None:
        """ "I'm home at six, so any time after"."""
        clocks = self.wanted.clocks
        if any(mark.has("denies") for mark in self._marks[-NOT_AFTER:]):
            return  # "at five, and not a minute after"
        if len(clocks) == 1:
            clocks[0] = replace(clocks[0], relation="after")
        else:
            self.wanted.flags.add("refers")

    def _before_what_was_said(self) -> None:
        """ "My meeting begins at eleven, call before"."""
        clocks = self.wanted.clocks
        if len(clocks) == 1 and not self._marks[-1].negated:
            clocks[0] = replace(clocks[0], relation="before")
        else:
            self.wanted.flags.add("refers")

    def _peek(self, ahead: int = 0) -> Mark:
        at = self._at + ahead
        return self._marks[at] if at < len(self._marks) else NOTHING

    def _particle(self, mark: Mark) -> None:
        if self._bounds_what_was_said(mark):
            return
        self._relate(mark)
        if mark.has("and") and len(self.wanted.clocks) == 1 and self._clock_ended == self._at:
            self.wanted.joined = True
        self.wanted.unread = self.wanted.unread or self._misread(mark)
        self._inside = mark.has("in") or (self._inside and mark.has("around"))  # "in about an hour"
        if mark.has("between"):
            self.wanted.flags.add("between")
        for flag in _FLAGS:
            if mark.has(flag):
                self.wanted.flags.add("denied" if mark.negated and flag != "refuse" else flag)
                self._relation = "at" if not mark.has("after", "before", "around") else self._relation
        if mark.has("ago"):
            self.wanted.flags.add("refuse")

    def _misread(self, mark: Mark) -> bool:
        """Whether a number or a word of clocks is left over: its hour was hardly heard ("too thirty", "at ate")."""
        number = mark.number is not None and mark.number < TOO_MUCH and not mark.article and not mark.has("not_hour")
        unheard = mark.has("hour_next") and self._peek(1).unknown
        of_clocks = mark.has(*_OF_CLOCKS) and not (mark.has("in") and offset_at(self._place(1), inside=True))
        return number or unheard or self._lacks_number(mark) or of_clocks or mark.value("spans") is not None

    def _lacks_number(self, mark: Mark) -> bool:
        """ "в жесть вечера", "at too o'clock": what is counted stands behind a word that is no number."""
        counted = mark.has("counted") and self._place().before.unknown
        exactly = not self._place().before.unknown and (
            self._peek(1).has("in") or self._peek(1).timely or self._peek(1).value("ahead")
        )
        return bool(counted or (mark.has("oclock") and self._clock_ended != self._at and not exactly))

    def _relate(self, mark: Mark) -> None:
        """ "after", "before", "around" hold for the next hour, unless other words come between."""
        if mark.unknown:
            self._relation, self._flipped = "at", False
        for relation in ("after", "before", "around"):
            if mark.has(relation):
                self._strict = mark.has("strictly")
                self._flipped = mark.negated and relation in FLIPPED
                self._relation = FLIPPED[relation] if self._flipped else relation

    def _bounds_what_was_said(self, mark: Mark) -> bool:
        """ "six or so", "at five or later": said after the hour it holds for."""
        clocks = self.wanted.clocks
        near = self._clock_ended == self._at and self._peek(1).hour is None
        if not clocks and mark.has("onwards", "backwards"):
            self.wanted.flags.add("refers")  # "any time after that", and what it is after was not said
        if clocks and mark.has("onwards") and clocks[-1].relation == "before" and self._clock_ended == self._at:
            self.wanted.flags.add("refers")  # "before ten after that I'm out": which of them is meant
        elif clocks and mark.has("onwards"):
            clocks[:] = [replace(clocks[-1], relation="after")]
            return True
        if not clocks or clocks[-1].relation not in ("at", "around"):
            return False
        if mark.has("backwards"):
            clocks[-1] = replace(clocks[-1], relation="before")
        elif mark.has("around_after") and near:
            clocks[-1] = replace(clocks[-1], relation="around")
        else:
            return False
        return True

    def _offset(self) -> bool:
        found = offset_at(self._place(), self._inside)
        if found is None:
            return False
        self.wanted.offset_minutes, width = found
        counted = self._peek().value("spans") is None
        self._at += width
        self._inside = False
        if counted and self._peek().number is not None:
            self.wanted.flags.add("refuse")  # "through an hour two": one, two, or one and two
        return True

    def _date(self) -> bool:
        found = date_at(self._place())
        if found is None:
            return False
        date, width = found
        self.wanted.dates.append(date)
        self._at += width
        return True

    def _hour(self) -> bool:
        return self._within() or self._clock()

    def _clock(self) -> bool:
        found = clock_at(self._place())
        if found is None:
            return False
        denied = self._peek().negated and not self._flipped
        hour, minute, width = found
        self._at += width
        if self._peek().has("oclock"):
            self._at += 1
        half_day = self._half_day()
        if denied:
            self.wanted.flags |= {"denied", "denied_hour"}
        else:
            self.wanted.clocks.append(Clock(hour, minute, self._relation, half_day))
        self._relation, self._flipped, self._clock_ended = "at", False, self._at
        return True

    def _within(self) -> bool:
        """ "в третьем часу": from two to three."""
        hour = self._peek().value("within")
        if hour is None:
            return False
        self._at += 1
        half_day = self._half_day()
        self.wanted.clocks += [Clock(each, 0, "at", half_day) for each in (int(hour) - 1 or 12, int(hour))]
        self.wanted.joined = True
        return True

    def _half_day(self) -> str:
        """What stands here of am and pm; passed over."""
        sign = next((sign for sign in ("am", "pm") if self._peek().has(sign)), "")
        self._at += bool(sign)
        return sign

    def _place(self, ahead: int = 0) -> Place:
        at = self._at + ahead
        before = self._marks[at - 1] if at else NOTHING
        led = self._relation != "at" or before.has("at", "between") or (before.has("and") and bool(self.wanted.clocks))
        return Place(self._marks, at, led, self._alone)

    def _through(self) -> bool:
        """ "wednesday to friday", standing at "to"."""
        last = self._peek(1).value("weekdays")
        near = self._weekday_ended == self._at and len(self.wanted.weekdays) == 1
        if last is None or not near or not self._peek().has("through") or int(last) <= self.wanted.weekdays[0]:
            return False
        self.wanted.through = int(last)
        self._at += 2
        self._relation, self._inside = "at", False
        return True

    def _day(self) -> bool:
        mark = self._peek()
        told = False
        for kind, into in (("days", self.wanted.days), ("weekdays", self.wanted.weekdays)):
            value = mark.value(kind)
            if value is not None:
                told = True
                later = 7 * int(self._peek(1).value("week_on") or 0) if kind == "weekdays" else 0
                if mark.negated:
                    self.wanted.flags.add("denied")
                else:
                    self.wanted.either = self.wanted.either or self._is_alternative()
                    into.append(int(value) + later)
                    self._day_ended = self._at + 1
                self._at += later > 0
                if self._relation == "before" or (self._relation == "after" and self._strict):
                    self.wanted.flags.add("refuse")  # "by friday", "after wednesday": any of several days
                self._relation = "at"
                self._weekday_ended = self._at + 1 if kind == "weekdays" else -1
        part = mark.value("parts")
        self.wanted.unread = self.wanted.unread or self._lacks_number(mark)
        if part is not None and mark.negated:
            self.wanted.flags.add("denied")
        elif part is not None:
            bounded = self._relation in ("after", "before")
            self.wanted.parts.append(f"{self._relation} {part}" if bounded else part)
            self._relation = "at"
            told = True
        if told:
            self._at += 1
        return told

    def _is_alternative(self) -> bool:
        """Whether nothing but "or" stands between this day and one before it."""
        between = self._marks[self._day_ended : self._at] if self._day_ended >= 0 else ()
        plain = all(mark.has("or", "at", "harmless") and mark.number is None for mark in between)
        return plain and any(mark.has("or") for mark in between)


_OF_CLOCKS: Final = ("half_past", "half_to", "quarter_past", "quarter_to", "and_half", "and_quarter", "minutes_to")
_FLAGS: Final = (
    "next_week", "this_week", "week_open", "week_close", "next_month", "next", "weekend", "weekdays_any", "any", "now",
    "same_time", "refuse",
)  # fmt: skip
