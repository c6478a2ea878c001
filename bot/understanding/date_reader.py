"""A date among the marks ("the fifteenth", "15 november"), or how far off a time is ("in two hours")."""

from __future__ import annotations

from bot.understanding.clock_reader import Place

Date = tuple[int, int | None]
"""(day, month); a month is not always said."""


def date_at(place: Place) -> tuple[Date, int] | None:
    """The date that begins at this place, if one does, and the marks used."""
    mark, after = place.peek(), place.peek(1)
    gap = 2 if after.has("of") else 1
    ordinal, month = mark.value("ordinals"), place.peek(gap).value("months")
    first = mark.value("months")
    if ordinal is None and first and after.value("ordinals"):
        return (int(after.value("ordinals") or 0), int(first)), 2
    article = place.before.has("date_article") and not after.value("units")
    day = int(ordinal) if ordinal else mark.number
    ending = after.has("ordinal_ending")
    if day is None or not 1 <= day <= 31 or not (ordinal or month or article or ending):
        return None
    if ending and month is None:
        gap = 3 if place.peek(2).has("of") else 2
        month = place.peek(gap).value("months")
    return (day, int(month) if month else None), gap + 1 if month else 1 + ending


def offset_at(place: Place, inside: bool) -> tuple[int, int] | None:
    """How many minutes off, and the marks used; `inside` when "in" stands before."""
    mark, after, third = place.peek(), place.peek(1), place.peek(2)
    ahead = mark.value("ahead")
    if ahead is not None:
        return int(ahead), 1  # "a week today"
    span, unit = mark.value("spans"), mark.value("units")
    count, width = 1, 1
    if unit is not None and after.has("in") and third.number is not None:
        return int(unit) * third.number, 3  # "минут через двадцать": about twenty minutes
    if span is None and unit is None:
        few = mark.value("few")
        count = mark.number if mark.number is not None else int(few) if few else 0
        unit, width = after.value("units"), 2
    later = place.peek(width).has("from_now")
    minutes = span or unit
    if minutes is None or not count or not (inside or later):
        return None
    return int(minutes) * count, width + later
