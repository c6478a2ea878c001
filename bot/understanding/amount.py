"""Money: one amount with its currency. An amount without one is refused."""

from __future__ import annotations

from decimal import Decimal

from bot.spoken import Money
from bot.understanding.number import Number, numbers_in
from bot.understanding.reading import ABSENT, Asked, Reading, refuse, split_at_revision

HUNDREDTHS = Decimal(100)


def read_money(asked: Asked) -> Reading:
    """ "two hundred and fifty euros", "five pounds fifty", "баксів триста", "three hundred, sorry, four hundred"."""
    vocabulary = asked.vocabulary
    bare = vocabulary.bare

    def holds(part: tuple[str, ...]) -> bool:
        return bool(numbers_in(bare(part), vocabulary.numbers))

    words = bare(split_at_revision(asked.words, vocabulary, holds)[1])
    amounts = numbers_in(words, vocabulary.numbers)
    if not amounts:
        return ABSENT
    currency = _currency(amounts[0].end, words, asked) or _currency(max(amounts[0].start - 1, 0), words, asked)
    cents = _cents(amounts, words, asked) if currency else None
    if len(amounts) - (cents is not None) > 1:
        return refuse("several amounts")
    if not currency:
        return refuse("no currency")
    value = Decimal(amounts[0].value)
    return Reading(Money(value if cents is None else value + Decimal(cents) / HUNDREDTHS, currency))


def _currency(at: int, words: tuple[str, ...], asked: Asked) -> str:
    tags, _ = asked.vocabulary.money.at(words, at)
    return next((tag.partition(":")[2] for tag in sorted(tags) if tag.startswith("currencies:")), "")


def _cents(amounts: tuple[Number, ...], words: tuple[str, ...], asked: Asked) -> int | None:
    """The hundredths said after the currency ("five pounds fifty", "five euros and twenty cents")."""
    if len(amounts) != 2:
        return None
    whole, part = amounts
    money = asked.vocabulary.money
    begin = whole.end + money.at(words, whole.end)[1]
    joined = words[begin : part.start]
    named = "minor" in money.at(words, part.end)[0]
    told = all(word in asked.vocabulary.numbers.joiners for word in joined)
    return part.value if told and part.value < HUNDREDTHS and (named or (part.value >= 10 and not joined)) else None
