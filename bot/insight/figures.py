"""How figures, times and captured values are written for people: shares, seconds, instants, names, promises.

Knows no page and no terminal; `printable` makes text from outside safe for a terminal, markup escapes it for a page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from math import floor
from typing import Final

from bot.call.records import Promise
from bot.insight import labels

NONE: Final = "–"
"""Where there is nothing to say."""

MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?")


def count(number: float) -> str:
    """12,345."""
    return f"{number:,.0f}"


def many(number: int, thing: str) -> str:
    """ "1 call", "2 calls"."""
    return f"{count(number)} {thing}" if number == 1 else f"{count(number)} {thing}s"


def points(index: float) -> str:
    """A signed index or difference without decimals: "+5", "-3", "0"."""
    return f"{index:+.0f}" if round(index) else "0"


def percent(share: float) -> str:
    """ "36 %", "4.2 %", "<0.1 %"; "100 %" and "0 %" only when it is all or nothing."""
    points = 100 * share
    if 0 < points < 0.1:
        return "<0.1 %"
    if points < 10:
        return f"{points:.1f} %".replace(".0 %", " %")
    if 99 < points < 100:
        return f"{floor(10 * points) / 10:.1f} %".replace(".0 %", " %")
    return f"{points:.0f} %"


def share(part: float, whole: float) -> str:
    """`percent` of a whole that may be nothing."""
    return percent(part / whole) if whole else NONE


def seconds(duration_s: float) -> str:
    """ "8 s", "1 min 05 s", "2 h 10 min"."""
    whole = round(duration_s)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{count(whole // 3600)} h {whole % 3600 // 60:02d} min"


def moment(at: str, zone: tzinfo = UTC) -> str:
    """An instant of the store as "22 Nov 2026, 14:05" in `zone`; "–" for none."""
    if not at:
        return NONE
    when = datetime.fromisoformat(at).astimezone(zone)
    return f"{when.day} {when:%b %Y, %H:%M}"


def zone_name(zone: tzinfo) -> str:
    return getattr(zone, "key", None) or str(zone)


def value(text: str) -> str:
    """A captured value: calendar moments and intervals as people write them, ids as words, other text as it is."""
    first, _, last = text.partition("/")
    if MOMENT.fullmatch(first) and MOMENT.fullmatch(last):
        begin, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
        if begin.date() == end.date():
            return f"{_day(begin)}, {begin:%H:%M} to {end:%H:%M}"
        return f"{_day(begin)}, {begin:%H:%M} to {_day(end)}, {end:%H:%M}"
    if MOMENT.fullmatch(text):
        begin = datetime.fromisoformat(text)
        return f"{_day(begin)}, {begin:%H:%M}"
    return labels.intent(text) if "_" in text or text in labels.INTENTS else text


def _day(when: datetime) -> str:
    return f"{when.day} {when:%b %Y}"


def promise(made: Promise) -> str:
    """ "Text message: promo code (…)"."""
    kind = labels.PROMISES.get(made.kind, labels.words(made.kind))
    said = f"{kind}: {_thing(made.what)}" if made.what else kind
    options = ", ".join(f"{labels.words(name)} {value(option)}" for name, option in made.options.items() if option)
    return f"{said} ({options})" if options else said


def _thing(text: str) -> str:
    return labels.words(text) if "_" in text else value(text)


NAMES: Final = (("first_name", "last_name"), ("name",), ("full_name",), ("last_name",))
"""Columns of a contact list that name a person, the best first."""


def name(fields: Mapping[str, str]) -> str:
    """The contact's name as far as the list tells it; "" when it does not."""
    for columns in NAMES:
        found = " ".join(fields.get(column, "").strip() for column in columns).strip()
        if found:
            return found
    return ""


def printable(text: str) -> str:
    """Text without control, format and private characters, so that no name can steer a terminal."""
    return "".join(" " if c in "\n\t\r" else "\N{REPLACEMENT CHARACTER}" if _hidden(c) else c for c in text)


def _hidden(character: str) -> bool:
    return unicodedata.category(character).startswith("C") and character not in "\u200c\u200d\u00ad"
