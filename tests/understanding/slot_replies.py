"""Replies with the values they hold, as data: reads them, asks them, and says right, missed, refused or wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Final

import yaml

from bot.edge.lexicon import load_lexicon
from bot.spoken import Interval, Money, Value
from bot.understanding.model import Understander, Understanding
from bot.understanding.understander import compile_understander
from tests.understanding.listening import CALLBACK, NOW, ROOT, SCORE, YES_NO, heard, library, question, script

OPTIONS: Final = {
    "en": {
        "discount": ("a discount", "the discount", "money off"),
        "gift": ("a gift", "the gift", "a present"),
        "delivery": ("free delivery", "delivery", "free shipping"),
    },
    "uk": {
        "discount": ("знижка", "знижку"),
        "gift": ("подарунок",),
        "delivery": ("безкоштовна доставка", "доставка", "доставку"),
    },
    "ru": {
        "discount": ("скидка", "скидку"),
        "gift": ("подарок",),
        "delivery": ("бесплатная доставка", "доставка", "доставку"),
    },
    "fr": {
        "discount": ("une remise", "la remise", "la réduction"),
        "gift": ("un cadeau", "le cadeau"),
        "delivery": ("la livraison gratuite", "la livraison"),
    },
}
"""What an author would list under the three answers to "a discount, a gift or free delivery?"."""
QUESTIONS: Final = {
    "score": SCORE,
    "callback": CALLBACK,
    "phone": question(slot="phone"),
    "money": question(slot="money"),
    "choice": question(slot="choice", options=("discount", "gift", "delivery")),
    "yes_no": YES_NO,
}
ALL_DAY: Final = (time(8), time(21))
SOONEST: Final = NOW.replace(minute=10)
"""Today: in ten minutes at the soonest."""


@dataclass(frozen=True)
class Case:
    kind: str
    text: str
    values: tuple[str, ...]
    """Each is right; "-" is a refusal."""


def cases(folder: str, language: str) -> Iterator[Case]:
    told = yaml.load((ROOT / "tests/understanding" / folder / f"{language}.yaml").read_text("utf-8"), yaml.BaseLoader)
    for kind, replies in told.items():
        for text, values in replies.items():
            yield Case(kind, text, tuple(value.strip() for value in values.split("|")))


@cache
def mind(language: str) -> Understander:
    """Exact match, lexicon and slots, of a script that offers a choice; no classifier."""
    own = script(language, OPTIONS[language])
    return compile_understander(library(language), own, language, load_lexicon(language), None)


def answer(language: str, case: Case) -> tuple[str, Understanding]:
    """The value understood as the files write it, "-" where none was; and how that came about."""
    understood = heard(mind(language), case.text, QUESTIONS[case.kind])
    if case.kind == "yes_no":
        sure = understood.action == "act" and understood.intent in ("yes", "no")
        return (understood.intent or "-" if sure else "-"), understood
    value = next(iter(understood.slots.values()), None)
    return ("-" if value is None else as_written(value, case.values)), understood


def as_written(value: Value, expected: tuple[str, ...]) -> str:
    """A value as the files write it: of the `expected` forms of an interval, the one that means it."""
    if isinstance(value, Interval):
        return _matching(value, expected)
    if isinstance(value, Money):
        whole = value.amount == int(value.amount)
        return f"{int(value.amount) if whole else format(value.amount, '.2f')} {value.currency}"
    return str(value)


def verdict(case: Case, told: str) -> str:
    """right, missed (refused, though it was said) or wrong."""
    return "right" if told in case.values else "missed" if told == "-" else "wrong"


def _matching(value: Interval, expected: tuple[str, ...]) -> str:
    """The expected form that means this interval, else the interval itself."""
    for form in expected:
        if form[:1].isdigit():
            told = as_interval(form)
            if value in (told, Interval(max(told.earliest, min(SOONEST, told.latest)), told.latest)):
                return form
    return f"{value.earliest:%m-%d %H:%M}..{value.latest:%m-%d %H:%M}"


def as_interval(form: str) -> Interval:
    """MM-DD, MM-DD..MM-DD, MM-DD HH:MM or MM-DD HH:MM..HH:MM."""
    day, _, hours = form.partition(" ")
    first, _, last = day.partition("..")
    days = (_day(first), _day(last or first))
    if hours:
        begins, _, ends = hours.partition("..")
        told = (time.fromisoformat(begins), time.fromisoformat(ends or begins))
    else:
        told = ALL_DAY
    soonest = datetime.combine(days[0], told[0])
    if soonest < NOW and soonest.date() == NOW.date():
        soonest = SOONEST
    return Interval(soonest, datetime.combine(days[1], told[1]))


def _day(told: str) -> date:
    month, _, day = told.partition("-")
    return date(NOW.year, int(month), int(day))
