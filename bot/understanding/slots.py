"""Values asked for by a step: one small grammar per slot type. Refuses rather than guesses.

A `Reading` without a value is either absent (nothing of the kind was said) or refused (something was, but not surely
one value): `refused` then says why. Choice and free text need no grammar: `understander` settles them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Final

from bot.spoken import Interval, Money
from bot.understanding.callback import read_callback
from bot.understanding.model import SlotSpec
from bot.understanding.number import Number, numbers_in, value_at
from bot.understanding.polarity import after_correction, read_polarity
from bot.understanding.reading import ABSENT, Reading, refuse
from bot.understanding.vocabulary import Vocabulary

SPARE_WORDS: Final = 2
"""Unknown words forgiven around a single number; with more the number may belong to another thought."""
PHONE_DIGITS: Final = (7, 9, 10, 11, 12, 13)
"""Lengths of a phone number without and with its country code (E.164 allows 15; longer ones are cards)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a grammar is given: every word heard, the slot, the language, the wall clock."""

    words: tuple[str, ...]
    slot: SlotSpec
    vocabulary: Vocabulary
    now: datetime


def read_slot(asked: Asked) -> Reading:
    """The value of a slot that has a grammar; absent for choice and free text."""
    grammar = GRAMMARS.get(asked.slot.type)
    if grammar is None:
        return ABSENT
    # "oh" is a hesitation everywhere but in a phone number
    return grammar(asked if grammar is read_phone else replace(asked, words=asked.vocabulary.bare(asked.words)))


# --- score and number ---------------------------------------------------------------------------------------------


def read_score(asked: Asked) -> Reading:
    """A number from `slot.low` to `slot.high` in the ways people say it ("a solid seven", "ten out of ten")."""
    words = after_correction(asked.words, asked.vocabulary)
    if words != asked.words and not _scores(words, asked):
        return refuse("corrected without a number") if _scores(asked.words, asked) else ABSENT
    scores = _scores(words, asked)
    if not scores:
        return ABSENT
    words, scores = _last_after_no(words, scores, asked)
    values = {score.value for score in scores}
    if len(values) != 1:
        return refuse("several numbers")
    value = values.pop()
    if not asked.slot.low <= value <= asked.slot.high:
        return refuse(f"{value} is outside {asked.slot.low} to {asked.slot.high}")
    return _if_clean(value, words, scores, asked)


def _scores(words: tuple[str, ...], asked: Asked) -> tuple[Number, ...]:
    """Candidate scores: numbers and "top marks", without the scale they are measured on."""
    found = list(numbers_in(words, asked.vocabulary.numbers))
    taken = {at for number in found for at in range(number.start, number.end)}
    for at in range(len(words)):
        tags, length = asked.vocabulary.score.at(words, at)
        for tag, value in (("ten", asked.slot.high), ("zero", asked.slot.low)):
            if tag in tags and at not in taken:
                found.append(Number(value, at, at + length))
    return _without_scale(tuple(sorted(found, key=lambda each: each.start)), words, asked)


def _without_scale(found: tuple[Number, ...], words: tuple[str, ...], asked: Asked) -> tuple[Number, ...]:
    """Drops "... out of ten" and an echoed "from zero to ten"."""
    low, high = asked.slot.low, asked.slot.high
    if len(found) > 2:
        echo = next((i for i in range(len(found) - 1) if (found[i].value, found[i + 1].value) == (low, high)), None)
        if echo is not None:
            found = found[:echo] + found[echo + 2 :]
    if len(found) == 2 and found[1].value == high:
        tags, length = asked.vocabulary.score.at(words, found[0].end)
        if "out_of" in tags and found[0].end + length <= found[1].start:
            return found[:1]
    return found


def _last_after_no(
    words: tuple[str, ...], scores: tuple[Number, ...], asked: Asked
) -> tuple[tuple[str, ...], tuple[Number, ...]]:
    """ "seven, no, eight": only what follows the refusal counts."""
    for before, after in pairwise(scores):
        between = words[before.end : after.start]
        if between and read_polarity(between, asked.vocabulary).verdict == "no":
            rest = words[after.start :]
            return rest, _scores(rest, asked)
    return words, scores


def _if_clean(value: int, words: tuple[str, ...], scores: tuple[Number, ...], asked: Asked) -> Reading:
    """The value, if nothing around it says that it is no score."""
    first, last = scores[0], scores[-1]
    around = _Around(asked)
    if first.start and "negation" in asked.vocabulary.polarity.at(words, first.start - 1)[0]:
        return refuse("negated")
    before, after = around.judge(words[: first.start]), around.judge(words[last.end :], tail=True)
    if "refuse" in (before.word, after.word):
        return refuse("a number of something else")
    if after.opens:
        return refuse("a number of something else")  # "two shops"
    spare = before.unknown + after.unknown
    return Reading(value, sure=spare == 0) if spare <= SPARE_WORDS else refuse("a number among other talk")


@dataclass(frozen=True, slots=True)
class _Judged:
    """`unknown` words among those judged; `opens` when the first of them is one."""

    word: str
    unknown: int
    opens: bool = False


@dataclass(frozen=True, slots=True)
class _Around:
    """Judges the words around a number by the lexicon's score section."""

    asked: Asked

    def judge(self, words: tuple[str, ...], tail: bool = False) -> _Judged:
        unknown = at = 0
        opens = False
        while at < len(words):
            tags, length = self.asked.vocabulary.score.at(words, at)
            if "refuse" in tags:
                return _Judged("refuse", unknown)
            if "reasons" in tags and tail:
                break
            if length and not tags.isdisjoint(("around", "out_of", "range_words", "ten")):
                at += length
                continue
            tag, polar = self.asked.vocabulary.polarity.at(words, at)
            known = bool(polar) and "negation" not in tag
            number, numeric = value_at(self.asked.vocabulary.numbers.table, words, at)
            if not known and not (numeric and number in (self.asked.slot.low, self.asked.slot.high)):
                unknown += 1
                opens = opens or at == 0
            at += max(polar if known else numeric, 1)
        return _Judged("", unknown, opens)


# --- money, phone -------------------------------------------------------------------------------------------------


def read_money(asked: Asked) -> Reading:
    """One amount with its currency; an amount without one is refused."""
    words = after_correction(asked.words, asked.vocabulary)
    amounts = numbers_in(words, asked.vocabulary.numbers)
    if not amounts:
        return ABSENT
    if len(amounts) > 1:
        return refuse("several amounts")
    tags, _ = asked.vocabulary.money.at(words, amounts[0].end)
    currency = next((tag.partition(":")[2] for tag in sorted(tags) if tag.startswith("currencies:")), "")
    if not currency:
        return refuse("no currency")
    return Reading(Money(Decimal(amounts[0].value), currency))


def read_phone(asked: Asked) -> Reading:
    """The digits of a phone number, said singly, in pairs or in hundreds; all other words must be harmless."""
    words, known = asked.words, asked.vocabulary.numbers
    digits, at, repeat = "", 0, 1
    while at < len(words):
        word = words[at].lstrip("+")
        numbers = numbers_in(words[at : at + 4], known)
        times, told = value_at(known.repeats, words, at)
        single, short = value_at(known.digits, words, at)
        if word.isdecimal():
            digits, at = digits + word, at + 1
        elif numbers and numbers[0].start == 0:
            digits, at, repeat = digits + str(numbers[0].value) * repeat, at + numbers[0].end, 1
        elif told:
            repeat, at = times, at + told
        elif short:
            digits, at, repeat = digits + str(single) * repeat, at + short, 1
        elif word in asked.vocabulary.phone_noise or "neutral" in asked.vocabulary.polarity.at(words, at)[0]:
            at += 1
        else:
            return refuse("other words among the digits") if digits else ABSENT
    if not digits:
        return ABSENT
    return Reading(digits) if len(digits) in PHONE_DIGITS else refuse(f"{len(digits)} digits")


def read_when(asked: Asked) -> Reading:
    held = asked.slot.held if isinstance(asked.slot.held, Interval) else None
    return read_callback(asked.words, asked.vocabulary, asked.now, held)


GRAMMARS: Final[Mapping[str, Callable[[Asked], Reading]]] = {
    "score": read_score,
    "number": read_score,
    "money": read_money,
    "phone": read_phone,
    "callback_time": read_when,
}
