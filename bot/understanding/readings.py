"""Several readings of one sound: how likely each was said, and which of them holds once each is understood.

A recogniser's second choice is worth listening to: a beam offers "cheese" before "yes". Readings are weighed by sound
and by what people say on the phone; the best by that weight and by how surely it can be acted on is taken, unless
another one speaks against it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from bot.understanding.decision import OPT_OUT, YES
from bot.understanding.model import Action, Expecting, Hypothesis, Understanding, Why
from bot.understanding.plausibility import Plausibility, learn_plausibility
from bot.understanding.vocabulary import Vocabulary

MOST_HYPOTHESES: Final = 6
"""Four of a beam and two hints: what the English ear offers."""
BY_RANK: Final = 0.85
"""Weight of a hypothesis against the one before it, where the recogniser gives no confidence."""
USE: Final[Mapping[Action, float]] = {"act": 1.0, "confirm": 0.7, "ask": 0.35}
"""What a decision is worth when hypotheses compete: a later reading may win when the first means nothing."""
RIVAL: Final = 0.8
"""A second reading this strong that means something else makes the first one unsure; an opt-out always does."""
LEAST_CONFIDENCE: Final = 1e-4
"""A recogniser's 0 is rounding: it offered the reading."""


class Readings:
    """Weighs readings by the phrases people were found to say."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> None:
        self._phrases = phrases
        self._vocabulary = vocabulary

    @cached_property
    def _plausibility(self) -> Plausibility:
        """Made when a recogniser first offers several readings."""
        return learn_plausibility(self._vocabulary.words(phrase) for told in self._phrases.values() for phrase in told)

    def rank(self, hypotheses: Sequence[Hypothesis]) -> list[tuple[str, float]]:
        """Readings with their weights, likeliest first, by sound and by what people say; none that cannot matter.

        What the recogniser itself thinks likeliest always may: an opt-out in it must not be talked away by the model.
        """
        hypotheses = hypotheses[:MOST_HYPOTHESES]
        if len(hypotheses) < 2:
            return [(h.text, _weight(h, 0)) for h in hypotheses]
        offered: dict[tuple[str, ...], tuple[str, float]] = {}
        for rank, hypothesis in enumerate(hypotheses):
            words = self._vocabulary.words(hypothesis.text)
            text, weight = offered.get(words, (hypothesis.text, 0.0))
            offered[words] = (text, weight + _weight(hypothesis, rank))
        worth = {words: math.exp(self._plausibility.score(words)) for words in offered}
        ranked = sorted(
            ((text, weight * worth[words]) for words, (text, weight) in offered.items()), key=lambda each: -each[1]
        )
        least = ranked[0][1] * USE["ask"]
        first = hypotheses[0].text
        return [each for each in ranked if each[1] >= least or each[0] == first]


def settled(read: Sequence[tuple[float, Understanding]], expecting: Expecting) -> Understanding:
    """What holds of readings with their weights (at least one)."""
    weight, best = max(read, key=lambda each: each[0] * _use(each[1]))
    rivals = [
        other
        for strength, other in read
        if other.intent != best.intent and (strength >= RIVAL * weight or other.intent == OPT_OUT)
    ]
    return _unsettled(best, rivals, expecting)


def _use(understood: Understanding) -> float:
    sure = 1.0 if understood.action == "ask" else understood.p
    return USE[understood.action] * sure


def _unsettled(best: Understanding, rivals: Sequence[Understanding], expecting: Expecting) -> Understanding:
    """Takes back an action where another reading, nearly as strong, means something else."""
    if best.intent == OPT_OUT or best.action == "ask":
        suspected = next((rival for rival in rivals if rival.intent == OPT_OUT), None)
        return best if best.intent == OPT_OUT or suspected is None else _asking(suspected)
    if any(rival.intent == OPT_OUT for rival in rivals):
        return _asking(next(rival for rival in rivals if rival.intent == OPT_OUT))
    against = next((rival for rival in rivals if rival.intent is not None and rival.action == "act"), None)
    if against is None or best.intent != YES:
        return best
    action: Action = "confirm" if YES in expecting.confirmable else "ask"
    intent = YES if action == "confirm" else None
    note = f"another reading means {against.intent}"
    return Understanding(intent, best.p, action, _noted(best.why, note), best.text)


def _asking(suspected: Understanding) -> Understanding:
    why = _noted(suspected.why, "one of several readings")
    return Understanding(OPT_OUT, suspected.p, "ask", why, suspected.text)


def _noted(why: Why, note: str) -> Why:
    return Why(why.layer, why.phrase, why.runner_up, why.runner_up_p, note)


def _weight(hypothesis: Hypothesis, rank: int) -> float:
    return float(BY_RANK**rank) * (
        1.0 if hypothesis.confidence is None else max(hypothesis.confidence, LEAST_CONFIDENCE)
    )
