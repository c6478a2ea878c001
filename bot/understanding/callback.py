"""When to call back: an interval, from what was said and the wall clock handed in.

Knows business hours: "after six" is 18:00, "at ten" is 10:00, nobody is called before 08:00 or after 21:00 (the open
ends of `bot.spoken.moment`). Two different days, a time already past, a denied day: refused, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.spoken import Interval
from bot.understanding.marks import marks_of
from bot.understanding.polarity import after_correction
from bot.understanding.reading import ABSENT, Reading, refuse, split_at_revision
from bot.understanding.time_meant import Times, days_named, keep_day, weekdays_denied, without_revised
from bot.understanding.time_reader import Reader
from bot.understanding.time_talk import free_from, told_otherwise, unclear_day
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.wanted import Clock, Wanted

OPENS: Final = time(8, 0)
CLOSES: Final = time(21, 0)
OFF_PART: Final = 2
"""Hours by which "in the evening" and the like may be off the hour that is said beside it."""
MIDDAY: Final = time(12, 0)
AFTERNOON_UNTIL: Final = 8
"""An hour from one to eight, said without its half of the day, is in the afternoon: nobody asks to be called at six
in the morning (business-hours prior, understanding.md section 6)."""
FAR: Final = timedelta(days=183)
"""A date farther off than that is a past one: nobody asks to be called next year."""
SOONEST: Final = timedelta(minutes=10)
LEFT: Final = timedelta(minutes=30)
"""What must be left of an evening to call in it still."""
AROUND: Final = timedelta(minutes=30)
AT_ONCE: Final = 5
"""Minutes: who asks for less ("in a minute") wants us to wait, not to call again."""
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
    times = Times(vocabulary)
    before, counting = split_at_revision(words, vocabulary, times.holds, vocabulary.callback)
    if before:
        first = read_callback(before, vocabulary, now, held).value
        held = first if isinstance(first, Interval) else held
    corrected = after_correction(vocabulary.bare(counting), vocabulary)
    if corrected != vocabulary.bare(counting) and not times.holds(corrected):
        return refuse("corrected without a time") if times.holds(counting) else ABSENT
    return _read(times, before, corrected, now, held)


def _read(
    times: Times, before: tuple[str, ...], words: tuple[str, ...], now: datetime, held: Interval | None
) -> Reading:
    """The time in `words`, said instead of `before`."""
    point = times.point(words)
    marks = marks_of(point, times.vocabulary)
    if before:
        marks = without_revised(marks, days_named(times.marks(before)))
    wanted, led_to = Reader(marks).read(), times.wanted(_led_to(point, words))
    if wanted.flags & {"next_week", "weekend"}:
        wanted.denied_weekdays = weekdays_denied(times.marks(words))
    why_not = _left_behind(wanted, led_to)
    keep_day(wanted, led_to)
    if before and held is None:
        why_not = why_not or _left_behind(wanted, times.wanted(before))
        keep_day(wanted, times.wanted(before))
    if wanted.empty and not why_not:
        return refuse("a day was only ruled out") if "denied" in wanted.flags else ABSENT
    if wanted.vague and any(mark.unknown for mark in marks):
        why_not = why_not or "no day was named"
    free = free_from(marks, wanted)
    why_not = why_not or told_otherwise(marks, wanted.hourly, free) or unclear_day(marks, words, times.vocabulary)
    try:
        return refuse(why_not) if why_not else Reading(_interval(wanted, now, held))
    except _Refused as why:
        return refuse(str(why))


def _left_behind(wanted: Wanted, led_to: Wanted) -> str:
    """Why what led to the time can't be left out of it: it told the hours ("evenings, so thursday") or days."""
    if led_to.hourly and not wanted.hourly:
        return "hours were told before the day"
    if wanted.dayless and led_to.named_days > 1:
        return "several days"
    ruled_out = wanted.dayless and not led_to.named_days and "denied" in led_to.flags
    return "a day was only ruled out" if ruled_out else ""


def _led_to(point: tuple[str, ...], words: tuple[str, ...]) -> tuple[str, ...]:
    """The words before `point`, which stands somewhere among them."""
    return next(words[:at] for at in range(len(words) + 1) if words[at : at + len(point)] == point)


def _interval(wanted: Wanted, now: datetime, held: Interval | None) -> Interval:
    if not wanted.flags.isdisjoint(("refuse", "refers")):
        raise _Refused("not a time to come")
    if "denied_hour" in wanted.flags and not wanted.hourly:
        raise _Refused("an hour was only ruled out")
    if wanted.unread:
        raise _Refused("a number that is no hour here")
    if wanted.offset_minutes is not None:
        return _after_offset(wanted, now)
    if "between" in wanted.flags and len(wanted.clocks) < 2:
        raise _Refused("two hours were named, but not understood")
    hours = _hours(wanted, now)
    days = _days(wanted, now, hours)
    if held is not None and held.earliest.date() == held.latest.date():
        if wanted.dayless and hours is not None:
            days = (held.earliest.date(),)
        elif hours is None and not wanted.dayless:
            hours = (held.earliest.time(), held.latest.time())
        if wanted.dayless and hours is not None and hours[0] == OPENS < held.earliest.time() < hours[1]:
            hours = (held.earliest.time(), hours[1])  # "from ten to twelve - no, to eleven"
    if len(days) > 1 and hours is None:
        return Interval(_on(days[0], (OPENS, CLOSES), now).earliest, datetime.combine(days[-1], CLOSES))
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
    return _on((now + offset).date(), _hours(wanted, now) or (OPENS, CLOSES), now)


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
        return _either(sorted(told), wanted, hours)
    if told:
        first = told.pop()
        more = 0 if wanted.through is None else wanted.through - first.weekday()
        return tuple(first + timedelta(days=ahead) for ahead in range(more + 1))
    today = now.date()
    if wanted.flags & {"next_week", "weekend"}:
        return _but_for(wanted.denied_weekdays, _next_week_or_weekend(wanted, today))
    if wanted.flags & {"this_week", "week_open", "week_close", "next_month", "weekdays_any"}:
        return _loose_days(wanted, today)
    if "denied" in wanted.flags:
        raise _Refused("a day was only ruled out")
    if hours is None:
        return (today + timedelta(days=1),)
    return (_next_day_with(hours, "tonight" in wanted.parts, now),)


def _either(told: list[date], wanted: Wanted, hours: tuple[time, time] | None) -> tuple[date, ...]:
    """ "Thursday or friday" is a stretch of two days; of "tuesday or friday", and with an hour, neither is taken."""
    said = len(wanted.days) + len(wanted.weekdays) + len(wanted.dates)
    side_by_side = said == 2 and wanted.through is None and told[1] - told[0] == timedelta(days=1)
    if not (wanted.either and side_by_side and hours is None):
        raise _Refused("several days")
    return tuple(told)


def _next_week_or_weekend(wanted: Wanted, today: date) -> list[date]:
    monday = today - timedelta(days=today.weekday())
    if "next_week" in wanted.flags and "same_time" in wanted.flags:
        return [today + timedelta(days=7)]
    if "next_week" in wanted.flags:
        return [monday + timedelta(days=7 + n) for n in _part_of_week(wanted)]
    saturday = monday + timedelta(days=5 if today.weekday() < 5 else 12)
    return [saturday, saturday + timedelta(days=1)]


def _part_of_week(wanted: Wanted) -> range:
    """The weekdays meant by the beginning of a week, its end, or all of it."""
    if "week_open" in wanted.flags:
        return range(2)
    return range(3, 5) if "week_close" in wanted.flags else range(5)


def _but_for(denied: frozenset[int], days: list[date]) -> tuple[date, ...]:
    """ "The weekend, only not sunday": saturday; what is left must be days in a row."""
    while days and days[0].weekday() in denied:
        days = days[1:]
    while days and days[-1].weekday() in denied:
        days = days[:-1]
    if not days or any(day.weekday() in denied for day in days):
        raise _Refused("a day among them was ruled out")
    return tuple(days)


def _loose_days(wanted: Wanted, today: date) -> tuple[date, ...]:
    tomorrow = today + timedelta(days=1)
    if "weekdays_any" in wanted.flags:
        return (tomorrow if tomorrow.weekday() < 5 else tomorrow + timedelta(days=7 - tomorrow.weekday()),)
    monday, within = today - timedelta(days=today.weekday()), _part_of_week(wanted)
    if "week_open" in wanted.flags:
        monday += timedelta(days=7)  # it is never the one begun already
    days = [monday + timedelta(days=n) for n in within]
    if wanted.flags & {"this_week", "week_open", "week_close"} and days[-1] > today:
        return tuple(day for day in days if day > today)
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
        if found > today + FAR:
            break
        if found > today:
            return found
        if month:
            year += 1
        else:
            year, at = (year + 1, 1) if at == 12 else (year, at + 1)
    raise _Refused("no such date to come")


def _next_day_with(hours: tuple[time, time], today_only: bool, now: datetime) -> date:
    """Today while those hours are still to come, else tomorrow."""
    ends = datetime.combine(now.date(), hours[1])
    room = SOONEST if hours[0] == hours[1] else LEFT
    if today_only or ends >= now + room:
        return now.date()
    return now.date() + timedelta(days=1)


# --- hours --------------------------------------------------------------------------------------------------------


def _hours(wanted: Wanted, now: datetime) -> tuple[time, time] | None:
    """The stretch of the day asked for; None for any."""
    if "same_time" in wanted.flags:
        return _as_now(wanted, now)
    parts = _narrowest(wanted.parts)
    if any(part.endswith("night") and part != "tonight" for part in parts):
        raise _Refused("at night nobody is called")
    if not wanted.clocks:
        if len(parts) > 1:
            raise _Refused("several parts of the day")
        return PARTS.get(parts[0]) if parts else None
    clocks = [_time(clock, parts) for clock in wanted.clocks]
    if any(_is_far(clock, part) for clock in clocks for part in parts):
        raise _Refused("an hour outside the part of the day")
    return _bounded(wanted, clocks)


def _as_now(wanted: Wanted, now: datetime) -> tuple[time, time]:
    """ "The same time tomorrow"."""
    if wanted.clocks or (wanted.dayless and wanted.offset_minutes is None):
        raise _Refused("the same time of no day")
    at = _moment(now).earliest.time()
    return at, at


def _is_far(clock: time, part: str) -> bool:
    """Whether an hour is no such part of a day, loosely taken."""
    begins, ends = PARTS.get(part, (OPENS, CLOSES))
    return clock.hour + OFF_PART < begins.hour or clock.hour > ends.hour + OFF_PART


def _narrowest(told: Sequence[str]) -> list[str]:
    """Parts of the day without those that another one says more exactly ("first thing", "in the morning")."""
    parts = list(dict.fromkeys(told))
    wider = {part for part in parts for other in parts if other != part and other.endswith(f"_{part}")}
    wider |= {"evening"} & {*parts} if "tonight" in parts else set()
    return [part for part in parts if part not in wider]


def _bounded(wanted: Wanted, clocks: list[time]) -> tuple[time, time]:
    relations = [clock.relation for clock in wanted.clocks]
    if len(clocks) == 1:
        return _within(_one_bound(clocks[0], relations[0]), wanted.parts)
    first, last = clocks[:2]
    joined = wanted.joined or relations == ["after", "before"]
    if len(clocks) > 2 or not joined or relations[0] == "before" or not first < last:
        raise _Refused("several times")
    return first, last


def _within(hours: tuple[time, time], parts: list[str]) -> tuple[time, time]:
    """Within the part of the day that was named, too ("in the evening, but not after eight")."""
    begins, ends = PARTS.get(parts[-1] if parts else "", (OPENS, CLOSES))
    clipped = hours[0] == OPENS and MIDDAY <= begins < hours[1]  # "before ten in the morning" is from eight on
    return (begins, min(ends, hours[1])) if clipped else hours


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
