"""When to call back: an interval, from what was said and the wall clock handed in.

Knows business hours: "after six" is 18:00, "at ten" is 10:00, nobody is called before 08:00 or after 21:00 (the open
ends of `bot.spoken.moment`). Two different days, a time already past, a denied day: refused, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Final

from bot.spoken import Interval
from bot.understanding.marks import Mark, marks_of
from bot.understanding.polarity import after_correction
from bot.understanding.reading import ABSENT, Reading, point_of, refuse, split_at_revision
from bot.understanding.time_reader import Reader
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.wanted import Clock, Wanted

OPENS: Final = time(8, 0)
CLOSES: Final = time(21, 0)
AFTERNOON_UNTIL: Final = 8
"""An hour from one to eight, said without its half of the day, is in the afternoon: nobody asks to be called at six
in the morning (business-hours prior, understanding.md section 6)."""
SOONEST: Final = timedelta(minutes=10)
LEFT: Final = timedelta(minutes=30)
"""What must be left of an evening to call in it still."""
AROUND: Final = timedelta(minutes=30)
AT_ONCE: Final = 5
"""Minutes: who asks for less ("in a minute") wants us to wait, not to call again."""
SPARE_WORDS: Final = 1
SPARE_WORDS_ASKING: Final = 8
"""Unknown words forgiven around a time; more where the reply says that we should call ("try me", "that suits")."""

LIKE_A_DAY: Final = 0.8
"""Share of letters an unknown word has in common with a day's name to be taken for one misheard (difflib's ratio)."""

PARTS: Final = {
    "early_morning": (time(8), time(10)), "morning": (time(9), time(12)), "noon": (time(12), time(14)),
    "afternoon": (time(13), time(18)), "late_afternoon": (time(16), time(18)), "evening": (time(18), time(21)),
    "late_evening": (time(20), time(21)), "tonight": (time(18), time(21)), "day": (time(10), time(18)),
    "before morning": (OPENS, time(9)), "before noon": (OPENS, time(12)), "before afternoon": (OPENS, time(13)),
    "before evening": (OPENS, time(18)), "after morning": (time(12), CLOSES), "after noon": (time(13), CLOSES),
    "after afternoon": (time(18), CLOSES), "after evening": (time(20), CLOSES), "before day": (OPENS, time(12)),
    "after day": (time(18), CLOSES),
}  # fmt: skip
"""What the parts of a day mean on the clock; the wording of `bot.spoken.moment` reads them back the same."""


class _Refused(Exception):  # noqa: N818  (control flow inside this module)
    """Not surely one time; the message says why."""


def read_callback(
    words: tuple[str, ...], vocabulary: Vocabulary, now: datetime, held: Interval | None = None
) -> Reading:
    """The interval asked for. Absent when no calendar word was said.

    `held` is the one being confirmed: a correction of the hour keeps its day, one of the day its hours.
    """

    def marks_in(part: tuple[str, ...]) -> tuple[Mark, ...]:
        return marks_of(vocabulary.bare(part), vocabulary)

    def holds(part: tuple[str, ...]) -> bool:
        return not Reader(marks_in(part)).read().empty

    before, counting = split_at_revision(words, vocabulary, holds, vocabulary.callback)
    if before:
        first = read_callback(before, vocabulary, now, held).value
        held = first if isinstance(first, Interval) else held
    corrected = after_correction(vocabulary.bare(counting), vocabulary)
    if corrected != vocabulary.bare(counting) and not holds(corrected):
        return refuse("corrected without a time") if holds(counting) else ABSENT
    marks = marks_of(point_of(corrected, vocabulary, holds, vocabulary.callback), vocabulary)
    wanted = Reader(marks).read()
    if wanted.empty:
        return refuse("a day was only ruled out") if "denied" in wanted.flags else ABSENT
    try:
        _refuse_other_talk(marks)
        _refuse_unclear_days(marks, corrected, vocabulary)
        return Reading(_interval(wanted, now, held))
    except _Refused as why:
        return refuse(str(why))


def _refuse_other_talk(marks: tuple[Mark, ...]) -> None:
    """Days and hours are asked for, or they stand in a story ("I bought them on tuesday")."""
    asked = any(mark.has("ask", "call") for mark in marks)
    if not asked and any(mark.has("story") for mark in marks):
        raise _Refused("told, not asked for")
    if any(mark.has("occupied") for mark in marks) and _lasts_until(marks):
        raise _Refused("something else lasts until then")
    unknown = sum(mark.unknown for mark in marks)
    if unknown > (SPARE_WORDS_ASKING if asked else SPARE_WORDS):
        raise _Refused("a time among other talk")
    if unknown and not asked and _lasts_until(marks):
        raise _Refused("something else may last until then")


def _refuse_unclear_days(marks: tuple[Mark, ...], words: tuple[str, ...], vocabulary: Vocabulary) -> None:
    """A day both said and denied ("maybe tomorrow, maybe not tomorrow"), or hardly heard ("wednersday morning")."""
    for kind in ("days", "weekdays"):
        said, denied = ({mark.value(kind) for mark in marks if mark.negated is no} - {None} for no in (False, True))
        if said & denied:
            raise _Refused("a day both said and denied")
    if not any(mark.value(kind) is not None for mark in marks for kind in ("days", "weekdays")):
        strange = [words[mark.start] for mark in marks if mark.unknown]
        if any(get_close_matches(word, vocabulary.day_names, 1, LIKE_A_DAY) for word in strange):
            raise _Refused("a word like a day's name")


def _lasts_until(marks: tuple[Mark, ...]) -> bool:
    """ "a meeting until three", but not "from two until four"."""
    begun = False
    for mark in marks:
        if mark.has("until") and not begun:
            return True
        begun = begun or mark.has("after", "between")
    return False


def _interval(wanted: Wanted, now: datetime, held: Interval | None) -> Interval:
    if "refuse" in wanted.flags:
        raise _Refused("not a time to come")
    if wanted.offset_minutes is not None:
        return _after_offset(wanted, now)
    if "between" in wanted.flags and len(wanted.clocks) < 2:
        raise _Refused("two hours were named, but not understood")
    hours = _hours(wanted)
    days = _days(wanted, now, hours)
    if held is not None and held.earliest.date() == held.latest.date():
        if wanted.dayless and hours is not None:
            days = (held.earliest.date(),)
        elif hours is None and not wanted.dayless:
            hours = (held.earliest.time(), held.latest.time())
    if len(days) > 1 and hours is None:
        return Interval(datetime.combine(days[0], OPENS), datetime.combine(days[-1], CLOSES))
    return _on(days[0], hours or (OPENS, CLOSES), now)


def _after_offset(wanted: Wanted, now: datetime) -> Interval:
    """ "in two hours" is a moment; "in two days" is a day, perhaps with an hour."""
    if (wanted.offset_minutes or 0) < AT_ONCE:
        raise _Refused("a moment, not a time")
    offset = timedelta(minutes=wanted.offset_minutes or 0)
    if offset < timedelta(days=1):
        if not wanted.days and not wanted.weekdays and not wanted.clocks:
            return _moment(now + offset)
        raise _Refused("two times")
    if wanted.days or wanted.weekdays or wanted.dates:
        raise _Refused("two days")
    return _on((now + offset).date(), _hours(wanted) or (OPENS, CLOSES), now)


def _moment(at: datetime) -> Interval:
    """Rounded up to five minutes; refused outside the hours we may call."""
    over = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    rounded = at + (timedelta(minutes=5) - over if over else timedelta())
    if not OPENS <= rounded.time() <= CLOSES:
        raise _Refused("outside the hours we may call")
    return Interval(rounded, rounded)


# --- days ---------------------------------------------------------------------------------------------------------


def _days(wanted: Wanted, now: datetime, hours: tuple[time, time] | None) -> tuple[date, ...]:
    """The day or days asked for, in order."""
    told = {*_plain_days(wanted, now), *_dated(wanted, now)}
    if len(told) > 1:
        raise _Refused("several days")
    if told:
        return (told.pop(),)
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    if "next_week" in wanted.flags:
        return tuple(monday + timedelta(days=7 + n) for n in range(5))
    if "weekend" in wanted.flags:
        saturday = monday + timedelta(days=5 if today.weekday() < 5 else 12)
        return (saturday, saturday + timedelta(days=1))
    if wanted.flags & {"this_week", "next_month", "weekdays_any"}:
        return _loose_days(wanted, today)
    if "denied" in wanted.flags:
        raise _Refused("a day was only ruled out")
    if hours is None:
        return (today + timedelta(days=1),)
    return (_next_day_with(hours, "tonight" in wanted.parts, now),)


def _loose_days(wanted: Wanted, today: date) -> tuple[date, ...]:
    tomorrow = today + timedelta(days=1)
    if "weekdays_any" in wanted.flags:
        return (tomorrow if tomorrow.weekday() < 5 else tomorrow + timedelta(days=7 - tomorrow.weekday()),)
    if "this_week" in wanted.flags and today.weekday() < 4:
        return tuple(today + timedelta(days=n) for n in range(1, 5 - today.weekday()))
    raise _Refused("no day was named")


def _plain_days(wanted: Wanted, now: datetime) -> list[date]:
    """Today, tomorrow; the coming Monday, or next week's where that was said."""
    today = now.date()
    days = [today + timedelta(days=offset) for offset in wanted.days]
    for told in wanted.weekdays:
        weeks, weekday = divmod(told, 7)  # "thursday week" is a week after the coming one
        ahead = (weekday - today.weekday() - 1) % 7 + 1 + 7 * weeks
        if "next_week" in wanted.flags or "next" in wanted.flags:
            ahead = 7 - today.weekday() + weekday
        days.append(today + timedelta(days=ahead))
    if wanted.days and wanted.weekdays and days[0] in days[1:]:
        return days[:1]  # "tomorrow, on Friday", and it is
    return days


def _dated(wanted: Wanted, now: datetime) -> list[date]:
    return [_date(day, month, now.date()) for day, month in wanted.dates]


def _date(day: int, month: int | None, today: date) -> date:
    """The next such day of a month: this year's or this month's if still to come."""
    year, at = today.year, month or today.month
    for _ in range(13):
        try:
            found = date(year, at, day)
        except ValueError:
            found = today
        if found > today:
            return found
        if month:
            year += 1
        else:
            year, at = (year + 1, 1) if at == 12 else (year, at + 1)
    raise _Refused("no such date")


def _next_day_with(hours: tuple[time, time], today_only: bool, now: datetime) -> date:
    """Today while those hours are still to come, else tomorrow."""
    ends = datetime.combine(now.date(), hours[1])
    room = SOONEST if hours[0] == hours[1] else LEFT
    if today_only or ends >= now + room:
        return now.date()
    return now.date() + timedelta(days=1)


# --- hours --------------------------------------------------------------------------------------------------------


def _hours(wanted: Wanted) -> tuple[time, time] | None:
    """The stretch of the day asked for; None for any."""
    parts = _narrowest(wanted.parts)
    if any(part.endswith("night") and part != "tonight" for part in parts):
        raise _Refused("at night nobody is called")
    if not wanted.clocks:
        if len(parts) > 1:
            raise _Refused("several parts of the day")
        return PARTS.get(parts[0]) if parts else None
    clocks = [_time(clock, parts) for clock in wanted.clocks]
    return _bounded(wanted, clocks)


def _narrowest(told: Sequence[str]) -> list[str]:
    """Parts of the day without those that another one says more exactly ("first thing", "in the morning")."""
    parts = list(dict.fromkeys(told))
    wider = {part for part in parts for other in parts if other != part and other.endswith(f"_{part}")}
    wider |= {"evening"} & {*parts} if "tonight" in parts else set()
    return [part for part in parts if part not in wider]


def _bounded(wanted: Wanted, clocks: list[time]) -> tuple[time, time]:
    relations = [clock.relation for clock in wanted.clocks]
    if len(clocks) == 1:
        return _one_bound(clocks[0], relations[0])
    first, last = clocks[:2]
    joined = wanted.joined or relations == ["after", "before"]
    if len(clocks) > 2 or not joined or relations[0] == "before" or not first < last:
        raise _Refused("several times")
    return first, last


def _one_bound(at: time, relation: str) -> tuple[time, time]:
    if relation == "after":
        return at, CLOSES
    if relation == "before":
        return OPENS, at
    if relation == "around":
        anchor = datetime.combine(date(2000, 1, 1), at)
        return (anchor - AROUND).time(), (anchor + AROUND).time()
    return at, at


def _time(clock: Clock, parts: list[str]) -> time:
    hour = clock.hour
    morning = clock.half_day == "am" or any("morning" in part for part in parts)
    later = clock.half_day == "pm" or any(
        part.split()[-1] in ("afternoon", "late_afternoon", "evening", "late_evening", "tonight", "day")
        for part in parts
    )
    if (later and hour < 12) or (not morning and 1 <= hour <= AFTERNOON_UNTIL):
        hour += 12 if not (later and "day" in parts and hour > AFTERNOON_UNTIL) else 0
    if hour > 23 or not OPENS <= time(hour, clock.minute) <= CLOSES:
        raise _Refused("outside the hours we may call")
    return time(hour, clock.minute)


def _on(day: date, hours: tuple[time, time], now: datetime) -> Interval:
    """The interval on a day; today it begins no sooner than in some minutes."""
    earliest, latest = (datetime.combine(day, at) for at in hours)
    if latest < now + SOONEST:
        raise _Refused("already past")
    if earliest < now and earliest != latest:
        earliest = _moment(now + SOONEST).earliest
    return Interval(min(earliest, latest), latest)
