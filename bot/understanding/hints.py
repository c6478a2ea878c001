"""Words a recogniser may expect at a question: the grammar handed to engines that take one.

Ordered by how likely they are: yes and no, the step's answers, the words of its slot, then the asides. Bounded, because
a grammar of thousands of phrases is slow and no better than free speech.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from typing import Final

from bot.understanding.model import Expecting, Lexicon
from bot.understanding.normalise import tokens
from bot.understanding.patterns import expand

MOST: Final = 300
"""Phrases in one grammar."""
PER_INTENT: Final = 40
"""Phrases of one intent: libraries list the commonest first."""

SLOT_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "score": ("numbers", "score"), "number": ("numbers", "score"), "money": ("numbers", "money"),
    "phone": ("numbers", "digit_words", "digit_repeats"), "callback_time": ("callback", "numbers"),
}  # fmt: skip


def hints_for(expecting: Expecting, phrases: Mapping[str, Sequence[str]], lexicon: Lexicon) -> tuple[str, ...]:
    """Phrases of one grammar, lower case, best guess first, at most `MOST`."""
    polar = [lexicon.get("yes", ()), lexicon.get("no", ())] if {"yes", "no"} & {*expecting.answers} else []
    if expecting.confirming:
        polar = [lexicon.get("yes", ()), lexicon.get("no", ())]
    slot = expecting.slot
    words = [lexicon.get(key, {}) for key in SLOT_SECTIONS.get(slot.type if slot else "", ())]
    asides = [intent for intent in expecting.asides if intent not in expecting.answers]
    ordered = chain(
        _round_robin([_expanded(section) for section in polar]),
        _round_robin([phrases.get(intent, ()) for intent in expecting.answers]),
        chain.from_iterable(_expanded(_leaves(section)) for section in words),
        _round_robin([phrases.get(intent, ()) for intent in asides]),
    )
    normal = (" ".join(tokens(phrase)) for phrase in ordered)
    return tuple(islice(dict.fromkeys(phrase for phrase in normal if phrase), MOST))


def _round_robin(lists: Sequence[Iterable[str]]) -> Iterator[str]:
    rows = zip_longest(*(islice(phrases, PER_INTENT) for phrases in lists))
    return (phrase for row in rows for phrase in row if phrase is not None)


def _expanded(section: Iterable[object]) -> Iterator[str]:
    return (" ".join(words) for phrase in section for words in expand(str(phrase)))


def _leaves(section: object) -> Iterator[str]:
    """The phrases of a lexicon section, however deep."""
    if isinstance(section, Mapping):
        for inner in section.values():
            yield from _leaves(inner)
    else:
        assert isinstance(section, Sequence)
        yield from map(str, section)
