"""What a slot grammar is given, and what it answers: a value, nothing, or a reasoned refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.spoken import Value
from bot.understanding.model import SlotSpec
from bot.understanding.patterns import NO_PHRASES, PhraseTable
from bot.understanding.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Asked:
    """Every word heard, the slot, the language, the wall clock; `options`: the script's own phrases by intent."""

    words: tuple[str, ...]
    slot: SlotSpec
    vocabulary: Vocabulary
    now: datetime
    options: PhraseTable = NO_PHRASES


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` is None when absent (`refused` empty) or refused (`refused` says why). `sure`: every word fitted."""

    value: Value | None
    refused: str = ""
    sure: bool = True


ABSENT: Final = Reading(None)


def refuse(why: str) -> Reading:
    return Reading(None, why)


def split_at_revision(
    words: tuple[str, ...],
    vocabulary: Vocabulary,
    holds: Callable[[tuple[str, ...]], bool],
    whole: PhraseTable = NO_PHRASES,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was said first, and what was said instead of it ("seven, sorry, six"), without the word between.

    `holds` says whether words hold a value; where no two values stand around a revising word, nothing was said first.
    Longer phrases of `whole` and agreeing idioms revise nothing ("no later than", "no problem").
    """
    for at in range(len(words) - 1, 0, -1):
        _, length = vocabulary.revisions.at(words, at)
        longer = max(whole.at(words, at)[1], _idiom(words, at, vocabulary))
        if length and length >= longer and holds(words[at + length :]) and holds(words[:at]):
            return words[:at], words[at + length :]
    return (), words


def point_of(
    words: tuple[str, ...],
    vocabulary: Vocabulary,
    holds: Callable[[tuple[str, ...]], bool],
    whole: PhraseTable = NO_PHRASES,
    unfit: Callable[[tuple[str, ...]], bool] = lambda _: False,
) -> tuple[str, ...]:
    """The words that answer, without what led to them ("the delivery was late, so a four"), without their grounds ("in
    the evening, because I work in the day") and without what goes on meanwhile or afterwards and holds no value itself
    ("at six, when I'm home", "before ten, then I'm off"); all of them where those alone hold no value.

    `holds` and `whole` as in `split_at_revision`; `unfit` says of what stands before a "but" that it only rules out.
    """
    for at, tags, length in _joints(words, vocabulary, whole):
        answers = "so" in tags or ("but" in tags and unfit(words[:at]))
        if answers and holds(words[at + length :]):
            return point_of(words[at + length :], vocabulary, holds, whole, unfit)
    for at, tags, length in _joints(words, vocabulary, whole):
        after = words[at + length :]
        grounds = "because" in tags or ("meanwhile" in tags and after and not holds(after))
        if grounds and holds(words[:at]):
            return words[:at]
    return words


def _joints(
    words: tuple[str, ...], vocabulary: Vocabulary, whole: PhraseTable
) -> Iterator[tuple[int, frozenset[str], int]]:
    """Where a word joins two clauses, its tags and its length; no part of a longer phrase of `whole`."""
    at = 0
    while at < len(words):
        tags, length = vocabulary.joints.at(words, at)
        if length and whole.at(words, at)[1] <= length:
            yield at, tags, length
        at += max(length, 1)


def _idiom(words: tuple[str, ...], at: int, vocabulary: Vocabulary) -> int:
    tags, length = vocabulary.polarity.at(words, at)
    return length if "idiom" in tags else 0
