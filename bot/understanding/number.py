"""Numbers in a normal form: which numbers stand where.

Knows how number words add up ("two hundred and fifty", "quatre vingt dix sept", "сто двадцять три") from a language's
table of values; knows no units and no meaning. Ambiguous neighbours ("nine ten") stay two numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.understanding.patterns import PhraseTable
from bot.understanding.vocabulary import NumberWords

LONGEST_DIGITS: Final = 9
"""A longer row of digits is a phone or card number, never an amount."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number standing at words[start:end]."""

    value: int
    start: int
    end: int


def value_at(table: PhraseTable, words: tuple[str, ...], at: int) -> tuple[int, int]:
    """(value, length in words) of the number word at `at`; length 0 where there is none."""
    tags, length = table.at(words, at)
    return (int(min(tags)), length) if length else (0, 0)


def numbers_in(words: tuple[str, ...], known: NumberWords) -> tuple[Number, ...]:
    """Every number, in order; an article ("un") only where no other number stands."""
    found = every_number(words, known)
    spare = [each for each in found if not is_article(each, words, known)]
    return tuple(spare) or found


def is_article(number: Number, words: tuple[str, ...], known: NumberWords) -> bool:
    """Whether a number may be no more than "a"."""
    return number.value == 1 and words[number.start] in known.articles


def every_number(words: tuple[str, ...], known: NumberWords) -> tuple[Number, ...]:
    """Every number, in order, articles too. A row of digits is a number by itself."""
    found: list[Number] = []
    at = 0
    while at < len(words):
        number = _read(words, at, known)
        if number is None:
            at += 1
        else:
            found.append(number)
            at = number.end
    return tuple(found)


def _read(words: tuple[str, ...], start: int, known: NumberWords) -> Number | None:
    if words[start].isdecimal() and len(words[start]) <= LONGEST_DIGITS:
        thousands = start + 1 < len(words) and value_at(known.table, words, start + 1)[0] == 1000
        return Number(int(words[start]) * (1000 if thousands else 1), start, start + 1 + thousands)
    value, length = value_at(known.table, words, start)
    if not length:
        return None
    thousands_, group, last, at = (1, 0, 1000, start + length) if value == 1000 else (0, value, value, start + length)
    if words[start] in known.inverting and (counted := _read(words, at, known) if at < len(words) else None):
        return Number(counted.value * 1000, start, counted.end) if counted.value < 1000 else counted
    while at < len(words):
        skip = 1 if words[at] in known.joiners else 0
        value, length = value_at(known.table, words, at + skip) if at + skip < len(words) else (0, 0)
        if skip and last < 100 and not (known.wide_tens and last >= 20 and value in (1, 11)):
            break  # "two hundred and five", "trente et un", "soixante et onze", but "twenty and five"
        if not length:
            break
        if value == 1000 and not thousands_ and group:
            thousands_, group = group, 0
        elif value == 100 and known.hundreds and _multiplies(group):
            group *= 100
        elif value and _adds(group, thousands_, value, known):
            group += value
        else:
            break
        last, at = value, at + skip + length
    return Number(thousands_ * 1000 + group, start, at)


def _multiplies(group: int) -> bool:
    """ "two hundred", "fifteen hundred", but "twenty, a hundred"."""
    return 0 < group < 100 and group % 10 > 0


def _adds(group: int, thousands: int, value: int, known: NumberWords) -> bool:
    """Whether `value` goes on with the group said so far: hundreds, then tens, then units."""
    if group == 0:
        return thousands > 0 and value < 1000
    if group % 100 == 0:
        return value < 100
    tens = group % 100
    if tens in known.wide_tens:
        return value < 20
    return tens >= 20 and tens % 10 == 0 and value < 10
