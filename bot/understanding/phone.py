"""A phone number, said digit by digit, in pairs or in hundreds; all other words must be harmless."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.understanding.number import every_number, value_at
from bot.understanding.reading import ABSENT, Asked, Reading, refuse

PHONE_DIGITS: Final = (7, 9, 10, 11, 12, 13)
"""Lengths of a phone number without and with its country code (E.164 allows 15; longer ones are cards)."""
WINDOW: Final = 4
"""Words one number of a phone number may take ("two hundred and five", "quatre vingt dix huit")."""
HARMLESS: Final = frozenset({"neutral", "yes", "backchannel"})


@dataclass(slots=True)
class _Digits:
    """The digits heard so far; `repeat` holds for the next one ("double five")."""

    told: str = ""
    repeat: int = 1

    def add(self, digits: str) -> None:
        self.told += digits * self.repeat
        self.repeat = 1


def read_phone(asked: Asked) -> Reading:
    """The digits as a text. Refused: other words among them, a length no phone has, "nine hundred one two"."""
    words, digits, at = asked.words, _Digits(), 0
    while at < len(words):
        length = _digits_at(words, at, asked, digits) or _harmless_at(words, at, asked)
        if length < 0:
            return refuse("may be grouped in two ways")
        if not length:
            return refuse("other words among the digits") if digits.told else ABSENT
        at += length
    if not digits.told:
        return ABSENT
    return Reading(digits.told) if len(digits.told) in PHONE_DIGITS else refuse(f"{len(digits.told)} digits")


def _digits_at(words: tuple[str, ...], at: int, asked: Asked, digits: _Digits) -> int:
    """Takes what stands at word `at` into `digits`; the words it took, 0 for none, -1 where that is ambiguous."""
    known = asked.vocabulary.numbers
    word = words[at].lstrip("+")
    if word.isdecimal():
        digits.add(word)
        return 1
    told, length = value_at(known.repeats, words, at)
    if length:
        digits.repeat = told
        return length
    numbers = every_number(words[at : at + WINDOW], known)
    if numbers and numbers[0].start == 0:
        end = at + numbers[0].end
        if _ambiguous(numbers[0].value, words, end, asked):
            return -1
        digits.add(str(numbers[0].value))
        return numbers[0].end
    single, length = value_at(known.digits, words, at)
    if length:
        digits.add(str(single))
    return length


def _ambiguous(value: int, words: tuple[str, ...], end: int, asked: Asked) -> bool:
    """ "nine hundred one two": 901, 2 or 900, 1, 2; languages with a word for each hundred group clearly."""
    if not asked.vocabulary.numbers.hundreds or value < 100 or not 0 < value % 100 < 10:
        return False
    follower, length = value_at(asked.vocabulary.numbers.table, words, end)
    return bool(length) and follower < 10


def _harmless_at(words: tuple[str, ...], at: int, asked: Asked) -> int:
    if words[at] in asked.vocabulary.phone_noise or words[at] in asked.vocabulary.spelling.fillers:
        return 1
    tags, length = asked.vocabulary.polarity.at(words, at)
    return length if tags & HARMLESS and not tags & {"negation", "no"} else 0
