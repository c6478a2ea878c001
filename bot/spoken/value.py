"""The values a bot can say, and the one error of this room.

Knows: what money, a count and a callback interval are. Refuses to know: any
language, any file format, today's date. A date or datetime is the standard
library's; a datetime is wall-clock time at the callee's place, its zone unread.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

TYPES: tuple[str, ...] = (
    "text",
    "name",
    "money",
    "date",
    "datetime",
    "number",
    "count",
    "phone",
    "code",
)

FORMS: Mapping[str, tuple[str, ...]] = {
    "text": ("plain",),
    "name": ("plain", "vocative"),
    "money": ("money", "genitive", "accusative", "rounded"),
    "date": ("date", "genitive", "day_month", "ago", "weekday", "on_weekday"),
    "datetime": ("when", "time"),
    "number": ("cardinal", "ordinal", "genitive"),
    "count": ("count",),
    "phone": ("digits",),
    "code": ("digits",),
    "bool": ("plain",),  # a yes/no slot; no column has this type
}

DEFAULT_FORM: Mapping[str, str] = {kind: forms[0] for kind, forms in FORMS.items()}

LIMIT = 10**15
"""Numbers and amounts below this are spoken; a call has no use for larger ones."""


class SpokenError(ValueError):
    """A value that cannot be read or said; the message says what is accepted."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in major units (hryvnias, not kopiykas) and its ISO 4217 code."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Count:
    """So many of something, with the word forms of one language.

    `unit` is (one, many) in en and fr, (one, few, many) in uk and ru; empty
    says the bare number. Where the gender cannot be told from the ending, put
    "one" before the first form: ("одна піч", "печі", "печей"), ("une dent", "dents").
    """

    number: int
    unit: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """When a callee may be called back: any time from `earliest` to `latest`."""

    earliest: datetime
    latest: datetime


Value = str | int | bool | date | datetime | Money | Count | Interval
