"""The pieces of a time as it was asked for: which day, which hours, how far off. Nothing is resolved yet.

Refuses to know today's date: `callback` gives the pieces their meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Relation = Literal["at", "after", "before", "around"]


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
    """next_week, this_week, week_open, week_close, next_month, next, weekend, weekdays_any, any, now, refuse, denied,
    denied_hour, between, same_time (as now), refers (to a time that was not said)."""
    either: bool = False
    """Whether a day was said with "or" before it, and another before that ("thursday or friday")."""
    joined: bool = False
    unread: bool = False
    """Whether a number or a word of clocks stood where none is read ("tomorrow two thirty" heard as "too thirty")."""
    denied_weekdays: frozenset[int] = frozenset()
    """Where several days are wanted, those ruled out anywhere in the reply ("the weekend, only not sunday")."""
    through: int | None = None
    """The weekday up to which any day will do ("wednesday to friday")."""

    @property
    def dayless(self) -> bool:
        """Whether only hours were said."""
        return not (
            self.days
            or self.weekdays
            or self.dates
            or "tonight" in self.parts
            or self.flags - {"any", "denied", "between", "refers", "denied_hour", "same_time"}
        )

    @property
    def named_days(self) -> int:
        """How many days were named, each once."""
        return len({*self.days}) + len({*self.weekdays}) + len({*self.dates})

    @property
    def hourly(self) -> bool:
        """Whether hours were said, or how far off."""
        return bool(self.clocks or self.parts or self.offset_minutes or "same_time" in self.flags)

    @property
    def vague(self) -> bool:
        """Whether nothing but "this week" was said."""
        return "this_week" in self.flags and not self.named_days and not self.hourly

    @property
    def empty(self) -> bool:
        days = self.days or self.weekdays or self.dates or self.parts or self.clocks
        return (
            not days
            and self.offset_minutes is None
            and not self.flags - {"now", "next", "denied", "between", "refers", "denied_hour", "same_time"}
        )
