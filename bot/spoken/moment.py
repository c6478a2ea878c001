"""Days and hours as people name them, before any language has words for them.

Knows how far is "three weeks" and when a callback interval is "after six".
Today is passed in. An open end of an interval is a time the office never calls
at: not later than `OPENS`, not earlier than `CLOSES`.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from bot.spoken.tongue import Clock, ClockKind, Span, Tongue
from bot.spoken.value import Interval, SpokenError

OPENS: Final = time(8, 0)
CLOSES: Final = time(21, 0)
_NOON: Final = time(12, 0)
_DAYS_A_MONTH: Final = 30.4375  # 365.25 / 12
_FAR_DAYS: Final = 183  # beyond half a year a date is told with its year


def tells_year(day: date, as_of: date) -> bool:
    """Whether a date needs its year: another year's, and more than half a year off."""
    return day.year != as_of.year and abs((day - as_of).days) > _FAR_DAYS


def span_between(day: date, as_of: date) -> Span:
    """The distance from `as_of` to another day, rounded as people round it.

    Days up to thirteen (but seven are a week), then weeks until a calendar month
    is full, months until eleven and a half, a year, a year and a half, years.
    """
    past, days = day < as_of, abs((day - as_of).days)
    if days < 14 and days != 7:
        return Span(days, "day", past)
    if not _month_is_full(min(day, as_of), max(day, as_of)):
        return Span(_round(days / 7), "week", past)
    months = max(1, _round(days / _DAYS_A_MONTH))
    if months < 12:
        return Span(months, "month", past)
    if months < 16:
        return Span(1, "year", past)
    if months < 21:
        return Span(1, "year_and_half", past)
    return Span(_round(months / 12), "year", past)


def ago(day: date, as_of: date, tongue: Tongue) -> str:
    """As in "yesterday", "three weeks ago", "in two days"."""
    offset = (day - as_of).days
    if abs(offset) < 2 or (offset in tongue.words.near and offset < 0):
        return tongue.words.near[offset]
    return tongue.span(span_between(day, as_of))


def on_day(day: date, as_of: date, tongue: Tongue) -> str:
    """As in "tomorrow", "on Monday", "on Monday, the fourth of May", "on the fourth of May"."""
    offset = (day - as_of).days
    if offset in tongue.words.near:
        return tongue.words.near[offset]
    year = tells_year(day, as_of)
    if offset < 0:
        return tongue.calendar_day(day, "on", year)
    if offset < 7:
        return tongue.weekday(day, on=True)
    return tongue.weekday(day, on=True) + tongue.words.pause + tongue.calendar_day(day, "genitive", year)


def when(value: datetime | Interval, as_of: date, tongue: Tongue) -> str:
    """The day and the time of a callback, as it is read back to the callee."""
    interval = _as_interval(value)
    first, last = interval.earliest.date(), interval.latest.date()
    if first != last:
        by_weekday = as_of <= first and (last - as_of).days < 7
        return tongue.days(first, last, by_weekday)
    day, clock = on_day(first, as_of, tongue), clock_of(interval)
    if clock.kind == "any":
        return day
    return f"{day}{',' if ',' in day else ''} {tongue.clock(clock)}"


def time_of(value: datetime | Interval, tongue: Tongue) -> str:
    """The time alone: "ten in the morning", "after six in the evening"."""
    interval = _as_interval(value)
    clock = clock_of(interval)
    if clock.kind == "at":
        clock = Clock("bare", clock.first, clock.last)
    return tongue.clock(clock)


def clock_of(interval: Interval) -> Clock:
    """What stretch of the day an interval is; more than one day is "any"."""
    first, last = interval.earliest.time(), interval.latest.time()
    width = interval.latest - interval.earliest
    middle = interval.earliest + width / 2
    kind: ClockKind
    if width == timedelta():
        kind = "at"
    elif width >= timedelta(days=1) or (first <= OPENS and last >= CLOSES):
        kind = "any"
    elif first <= time(9) and last == _NOON:
        kind = "morning"
    elif _NOON <= first <= time(13) and time(17) <= last <= time(18):
        kind = "afternoon"
    elif last >= CLOSES:
        kind = "after"
    elif first <= OPENS:
        kind = "before"
        first = last
    elif width <= timedelta(hours=1) and first.minute and middle.minute in (0, 30):
        kind = "around"
        first = middle.time()
    else:
        kind = "between"
    return Clock(kind, first, last)


def _as_interval(value: datetime | Interval) -> Interval:
    """An interval of wall-clock times; one that ends at midnight ends on its own day."""
    if isinstance(value, datetime):
        value = Interval(value, value)
    earliest, latest = value.earliest.replace(tzinfo=None), value.latest.replace(tzinfo=None)
    if latest < earliest:
        raise SpokenError(f"an interval ends ({latest}) before it begins ({earliest})")
    if earliest < latest and latest.time() == time():
        latest -= timedelta(minutes=1)
    return Interval(earliest, latest)


def _month_is_full(earlier: date, later: date) -> bool:
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months > 1 or (months == 1 and later.day >= earlier.day)


def _round(number: float) -> int:
    return int(number + 0.5)
