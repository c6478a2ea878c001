"""What each term, and each number of an embedding, says for each intent: the regressions.

With many examples one over all of them (docs/decisions/0037). With ten an intent that one leans on whole phrases and on
whichever kind of terms says most; so words, lemmas, letters and embeddings learn apart, half a phrase teaches, too, and
their scores are added: one matrix again, so that a reply costs what it did (0034). No randomness.
"""

from __future__ import annotations

import warnings
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
DENSE_C: Final = 20.0
"""... of embeddings. Best of 5, 10, 20, 40 by 5-fold cross-validation over the four libraries; 60 gives the same on
the public sets."""
TOLERANCE: Final = 1e-3
"""Ten times scikit-learn's; halves the fit (5.5 to 2.2 s for 2,300 phrases), moves no decision ..."""
FINE_TOLERANCE: Final = 1e-4
"""... but where embeddings are among what is learnt from: with the other, CLINC150 in full would stop half-way ..."""
TOLERATED_INTENTS: Final = 160
"""... with so many intents. It bounds a mean over all texts, of which one intent's share is the less the more intents
there are: with more than these it is as much closer, or with 1,000 nothing at all would be learnt."""

STEPS_TOGETHER: Final = 25
"""Steps of a regression over all terms, at most: of 15, 20, 25, 30 the first with the most of CLINC150's validation
texts right (it comes to rest there); the scripts' libraries would take 25 to 40, and tell no better for it (0037)."""

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
BESIDE: Final = (0.09, 0.18, 0.09)
"""... and beside one, which reads letters itself. Of some ten combinations each; the best are level."""
MEANING: Final = 2.0
"""How long an embedding is beside a row of terms (each of its three kinds 1) where one regression learns from both; of
1 to 3: 1 is the more careful and asks the more, 3 the best on CLINC150's validation texts by a hair (0037)."""


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


def learn_together(rows: Any, intents: Sequence[str], meanings: Floats | None = None) -> Weights:
    """One regression over all terms; `rows` (len(intents), terms). `meanings` (len(intents), n) are n columns more."""
    from scipy.sparse import csr_array, hstack

    if meanings is None:
        return _regressed(rows, intents, TFIDF_C, steps=STEPS_TOGETHER)
    both = hstack([rows, csr_array(MEANING * meanings)], format="csr")
    told = _regressed(both, intents, TFIDF_C, steps=STEPS_TOGETHER, tolerance=FINE_TOLERANCE)
    told.coef[rows.shape[1] :] *= MEANING
    return told


def learn_meanings(meanings: Floats, intents: Sequence[str]) -> Weights:
    """One regression over embeddings alone."""
    return _regressed(meanings, intents, DENSE_C, tolerance=FINE_TOLERANCE)


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


def between(few: float, apart: Callable[[], Weights], together: Callable[[], Weights]) -> Weights:
    """The weights learnt apart as much as there are `few` examples (see `fewness`), and for the rest together; what
    does not count is not learnt."""
    if few == 1.0:
        return apart()
    if few == 0.0:
        return together()
    near, far = apart(), together()
    return Weights(few * near.coef + (1 - few) * far.coef, few * near.bias + (1 - few) * far.bias)


def _regressed(
    rows: Any,
    intents: Sequence[str],
    c: float,
    weights: Sequence[float] | None = None,
    steps: int = 200,
    tolerance: float = TOLERANCE,
) -> Weights:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    tolerance *= min(1.0, TOLERATED_INTENTS / len({*intents}))
    told = LogisticRegression(C=c, class_weight="balanced", max_iter=steps, tol=tolerance)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the steps are counted on purpose
        told.fit(rows, intents, sample_weight=weights)
    return Weights(told.coef_.T.copy(), told.intercept_)
