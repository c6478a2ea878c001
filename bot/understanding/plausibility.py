"""Which of several readings people would say: a word trigram model of the phrases a script understands.

A recogniser weighs its readings by sound and by the books it was trained on; the phrase library knows how callees
talk. Interpolated Witten-Bell smoothing (Witten and Bell 1991), a uniform distribution under the unigrams. Pure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

WORDS_OF_A_LANGUAGE: Final = 30_000
"""How many words an unknown one may be: what people use in conversation."""
LANGUAGE_WEIGHT: Final = 0.2
"""What the model's log probability counts beside the recogniser's; 0.15 to 0.3 are alike (docs/decisions/0013)."""
WORD_REWARD: Final = 3.0
"""Nats a word earns, so that readings with fewer words have no advantage: a known word costs about as much."""

START: Final = "<s>"
END: Final = "</s>"

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plausibility:
    """Counts of words after the one or two words before them (keys of length 0, 1 and 2)."""

    after: Mapping[Words, Mapping[str, int]]
    totals: Mapping[Words, int]

    def score(self, words: Words) -> float:
        """What the wording is worth in nats, to be added to the log probability that the recogniser gives it."""
        said = (START, *words, END)
        log_p = sum(math.log(self._p(said[max(0, at - 2) : at], said[at])) for at in range(1, len(said)))
        return LANGUAGE_WEIGHT * (log_p + WORD_REWARD * len(words))

    def _p(self, before: Words, word: str) -> float:
        """Probability of a word after at most two words."""
        shorter = self._p(before[1:], word) if before else 1.0 / WORDS_OF_A_LANGUAGE
        following = self.after.get(before)
        if not following:
            return shorter
        kinds = len(following)
        return (following.get(word, 0) + kinds * shorter) / (self.totals[before] + kinds)


def learn_plausibility(phrases: Iterable[Words]) -> Plausibility:
    """The model of phrases in the vocabulary's normal form."""
    after: dict[Words, Counter[str]] = {}
    for words in phrases:
        said = (START, *words, END)
        for at in range(1, len(said)):
            for begin in range(max(0, at - 2), at + 1):
                after.setdefault(said[begin:at], Counter())[said[at]] += 1
    return Plausibility(after, {before: following.total() for before, following in after.items()})
