"""What each term says for each intent: the regressions behind the half without an encoder.

With many examples one over all terms. With ten an intent that one leans on whole phrases and on whichever kind of terms
says most; so words, lemmas and letters learn apart, half a phrase teaches, too, and their scores are added: one matrix
again, so that a reply costs what it did (docs/decisions/0034). No randomness. Knows no encoder's vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from bot.edge.classifier_terms import Counts, Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

TFIDF_C: Final = 5.0
"""Inverse regularisation; best of 2, 5, 10, 20, 60 on CLINC150's validation and BANKING77's unused training texts."""
TOLERANCE: Final = 1e-3
"""Ten times scikit-learn's; halves the fit (5.5 to 2.2 s for 2,300 phrases), moves no decision ..."""
TOLERATED_INTENTS: Final = 160
"""... with so many intents. It bounds a mean over all texts, of which one intent's share is the less the more intents
there are: with more than these it is as much closer, or with 1,000 nothing at all would be learnt."""

FEW: Final = (10.0, 50.0)
"""Examples an intent: with so few each kind of terms learns apart, with so many all together; in proportion between."""
APART_C: Final = 15.0
"""As TFIDF_C, of each kind's own regression; best of 5, 10, 15, 40 on the same texts, five draws (10 is level)."""
HALF_WEIGHT: Final = 0.25
"""What half a phrase teaches, where the phrase teaches 1; best of 0, 0.125, 0.25, 0.5 (0.125 is nearly level)."""
HALVED_FROM: Final = 4
"""Words; one word alone seldom says what its phrase means."""
ALONE: Final = (0.25, 0.5, 0.75)
"""What the scores of words, lemmas and letters count without an encoder (their sum says how sure it is: at TEMPERATURE
0.8 it is 80 and 75 % sure of what is right in 83 and 77 % of CLINC150's and BANKING77's development texts) ..."""
BESIDE: Final = (0.2, 0.4, 0.2)
"""... and beside one, which reads letters itself. Of some ten combinations each; the best are level."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term adds to the score of each intent, `coef` (terms, intents), and where each begins, `bias`."""

    coef: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class Lesson:
    """Texts as they were counted, the intent of each, and how much each teaches."""

    counts: Sequence[Counts]
    intents: Sequence[str]
    weights: Sequence[float]


def fewness(examples_per_intent: float) -> float:
    """1 with ten examples an intent and with fewer, 0 with fifty and with more."""
    few, many = FEW
    return min(1.0, max(0.0, (many - examples_per_intent) / (many - few)))


def halves(text: str) -> tuple[str, ...]:
    """The first and the second half of the words of `text`; nothing of a short one."""
    words = text.split()
    if len(words) < HALVED_FROM:
        return ()
    middle = len(words) // 2
    return " ".join(words[:middle]), " ".join(words[middle:])


def with_halves(
    texts: Sequence[str], counts: Sequence[Counts], intents: Sequence[str], count: Callable[[str], Counts]
) -> Lesson:
    """The whole texts, and the halves of each behind them."""
    parts = [(half, intent) for text, intent in zip(texts, intents, strict=True) for half in halves(text)]
    return Lesson(
        [*counts, *(count(half) for half, _ in parts)],
        [*intents, *(intent for _, intent in parts)],
        [1.0] * len(texts) + [HALF_WEIGHT] * len(parts),
    )


def learn_together(rows: Any, intents: Sequence[str]) -> Weights:
    """One regression over all terms; `rows` (len(intents), terms)."""
    return _regressed(rows, intents, TFIDF_C)


def learn_apart(terms: Terms, lesson: Lesson) -> list[Weights]:
    """One regression over each kind of terms."""
    import numpy as np

    rows = terms.rows(lesson.counts, [1.0] * len(lesson.counts)).tocsc()
    ends = np.cumsum([0, *(len(columns) for columns in terms.columns)])
    return [
        _regressed(rows[:, begin:end].tocsr(), lesson.intents, APART_C, lesson.weights) for begin, end in pairwise(ends)
    ]


def added(kinds: Sequence[Weights], counting: Sequence[float]) -> Weights:
    """The weights that give the sum of the kinds' scores, each as much as it is to count."""
    import numpy as np

    counted = [(share * kind.coef, share * kind.bias) for share, kind in zip(counting, kinds, strict=True)]
    coefs, biases = zip(*counted, strict=True)
    return Weights(np.concatenate(coefs), np.sum(biases, axis=0))


def between(near: Weights, far: Weights, share: float) -> Weights:
    """The weights `share` of the way from `near` to `far`."""
    return Weights((1 - share) * near.coef + share * far.coef, (1 - share) * near.bias + share * far.bias)


def _regressed(rows: Any, intents: Sequence[str], c: float, weights: Sequence[float] | None = None) -> Weights:
    from sklearn.linear_model import LogisticRegression

    tolerance = TOLERANCE * min(1.0, TOLERATED_INTENTS / len({*intents}))
    told = LogisticRegression(C=c, class_weight="balanced", max_iter=200, tol=tolerance)
    told.fit(rows, intents, sample_weight=weights)
    return Weights(told.coef_.T.copy(), told.intercept_)
