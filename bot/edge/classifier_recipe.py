"""The one recipe by which examples become a classifier, for phrase libraries and public benchmarks alike.

Words with polarity tokens, lemmas and the letters of lemmas go into one logistic regression, sentence embeddings into
another; `log p(encoder) + share * log p(TF-IDF)`, raised by how near the nearest phrase of each intent lies, is scaled
by a temperature. Figures: docs/decisions/0017, 0019 and 0034, docs/benchmarks-nlu.md. No randomness:
the same examples give the same probabilities.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from bot.edge.classifier_terms import Counts, Seen, Terms, counted, learn_terms
from bot.edge.classifier_words import (
    ALONE,
    BESIDE,
    Weights,
    added,
    between,
    fewness,
    learn_apart,
    learn_together,
    with_halves,
)  # fmt: skip
from bot.understanding.polarity import read_polarity
from bot.understanding.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

RECIPE: Final = "12"
"""Raise it when anything here or in classifier_words changes what a fit or its scores are: every digest has it."""

DENSE_C: Final = 20.0
"""Best of 5, 10, 20, 40 by 5-fold cross-validation over the four libraries; 60 gives the same on the public sets."""
NEAR_MEANING: Final = (2.5, 16.0)
"""What the cosine of an intent's nearest embedding adds to its score, with few examples an intent and with many ..."""
NEAR_WORDS: Final = 6.0
"""... and that of its nearest TF-IDF row, with many. A regression alone is as sure far from all it knows as close by;
see 0019. With ten examples 2.5 (of 0 ... 6 on the public sets' development texts; the best are level), and 0 here."""
TAUGHT: Final = 100
"""Phrases an intent that the encoder is taught, the most different ones: with all of them, 430 in places, it says the
same (decision 0020), and a first start takes two and a half times as long."""
NEAR_FROM: Final = (10.0, 200.0)
"""Examples an intent: so few, so many; in proportion between. By the logarithm up to a hundred, as it was, CLINC150
full lost half a point on its validation texts, and replies by step gained nothing."""
TEMPERATURE: Final[Mapping[bool, float]] = {False: 0.8, True: 1.4}
NEAR_TEMPERATURE: Final = 1.6
"""Without and with the encoder, and what nearness in full adds to the latter. Cross-validation is too sure of itself
(folds share authors' sittings), so replies nobody copied decide; see 0018 and 0019."""

MANY_EXAMPLES: Final = 50.0
"""From so many examples an intent on, terms that only one of them has are left out: they halve the fit and the memory
of a library (41,010 to 18,416 columns in English) and change nothing that exact match would not know anyway."""

Fitted = dict[str, Any]
"""Arrays and vectorisers by name, as they are kept on disk."""


def tfidf_share(examples_per_intent: float) -> float:
    """Weight of log p(TF-IDF) beside the encoder's: words say the more, the more phrases taught them.

    0.45 with ten phrases an intent (best of 0.3 ... 2 on the public sets' development texts), 0.7 with ninety (best on
    the even half of tests/phrases), by the logarithm between and beyond.
    """
    return min(1.0, max(0.3, 0.45 + 0.25 * math.log(max(examples_per_intent, 1.0) / 10) / math.log(9)))


def nearness(examples_per_intent: float) -> float:
    """How far from few examples to many, 0 to 1: how much more the nearest phrases count."""
    few, many = NEAR_FROM
    return min(1.0, max(0.0, (examples_per_intent - few) / (many - few)))


class Views:
    """How texts are seen: their words with polarity tokens, and their lemmas."""

    def __init__(self, language: str, vocabulary: Vocabulary) -> None:
        self.language = language
        self.vocabulary = vocabulary
        self._lemma = lru_cache(maxsize=20_000)(_lemmatizer(language))

    def of(self, normal: str) -> Seen:
        return self.words(normal), self.lemmas(normal)

    def words(self, normal: str) -> str:
        told = read_polarity(tuple(normal.split()), self.vocabulary)
        marks = (
            f" POLARITY_{told.verdict or 'none'}",
            f" LEADS_{told.leads or 'none'}",
            " NEGATED" if told.negated else "",
            " AGREES" if told.agrees else "",
            " WHOLE" if told.whole else "",
        )
        return normal + "".join(marks)

    def lemmas(self, normal: str) -> str:
        return " ".join(self._lemma(word) for word in normal.split())


def _lemmatizer(language: str) -> Callable[[str], str]:
    """pymorphy3 for Slavic languages, simplemma for the others; the word itself where neither knows the language."""
    if language in ("uk", "ru") and importlib.util.find_spec(f"pymorphy3_dicts_{language}"):
        import pymorphy3

        analyzer = pymorphy3.MorphAnalyzer(lang=language)
        return lambda word: str(analyzer.parse(word)[0].normal_form)
    if language in ("en", "fr") and importlib.util.find_spec("simplemma"):
        import simplemma

        return lambda word: str(simplemma.lemmatize(word, lang=language))
    return lambda word: word


# --- fitting ------------------------------------------------------------------------------------------------------


def fit_words(texts: Sequence[str], intents: Sequence[str], views: Views) -> Fitted:
    """A classifier over normal forms that needs no encoder; `with_encoder` makes it the half of another."""
    counts = [_counted(text, views) for text in texts]
    shots = len(texts) / len({*intents})
    terms = learn_terms(counts, intents, least=2 if shots > MANY_EXAMPLES else 1)
    features = terms.rows(counts, [1.0] * len(counts))
    alone = beside = learn_together(features, intents)
    few = fewness(shots)
    if few:
        kinds = learn_apart(terms, with_halves(texts, counts, intents, lambda half: _counted(half, views)))
        alone, beside = (between(alone, added(kinds, counting), few) for counting in (ALONE, BESIDE))
    classes = sorted({*intents})
    return {
        "texts": [*texts], "intents": [*intents], "classes": classes,
        "terms": terms, "coef": alone.coef, "bias": alone.bias, "beside": beside,
        "index": features.T.tocsr(), "grouped": _grouped([*intents], classes),
    }  # fmt: skip


def _counted(text: str, views: Views) -> Counts:
    return counted(views.of(text))


def most_different(fitted: Mapping[str, Any], most: int = TAUGHT) -> list[int]:
    """Which texts, at most `most` an intent, have the least in common: each the farthest from those before it.

    Farthest-first traversal (Gonzalez 1985) by cosine of the TF-IDF rows, from the first text of each intent.
    """
    import numpy as np

    order, starts = fitted["grouped"]
    chosen: list[int] = []
    for rows in np.split(order, starts[1:]):
        if len(rows) <= most:
            chosen.extend(rows)
            continue
        own = fitted["index"][:, rows]
        alike = (own.T @ own).toarray()
        best, taken = alike[0], [0]
        while len(taken) < most:
            best[taken] = np.inf
            taken.append(int(best.argmin()))
            best = np.maximum(best, alike[taken[-1]])
        chosen.extend(rows[taken])
    return sorted(int(row) for row in chosen)


def with_encoder(fitted: Fitted, taught: Sequence[int], embedded: Floats) -> Fitted:
    """`fitted` and the encoder's half beside it; `embedded`, (len(taught), 384), are the texts at `taught`."""
    from sklearn.linear_model import LogisticRegression

    intents = [fitted["intents"][row] for row in taught]
    centre = embedded.mean(axis=0)
    points = _centred(embedded, centre)
    dense = LogisticRegression(C=DENSE_C, class_weight="balanced", max_iter=200).fit(points, intents)
    shots = len(fitted["texts"]) / len(dense.classes_)
    order, starts = _grouped(intents, fitted["classes"])
    words: Weights = fitted["beside"]
    return {
        **fitted, "coef": words.coef, "bias": words.bias,
        "centre": centre, "dense_coef": dense.coef_.T.copy(), "dense_bias": dense.intercept_,
        "share": tfidf_share(shots), "near": nearness(shots), "points": points[order].T.copy(), "bounds": starts,
    }  # fmt: skip


def _grouped(intents: Sequence[str], classes: Sequence[str]) -> tuple[Any, Any]:
    """The texts in the order of their classes, and where each class begins."""
    import numpy as np

    which = np.searchsorted(np.array(classes), np.array(intents))
    order = np.argsort(which, kind="stable")
    return order, np.searchsorted(which[order], np.arange(len(classes)))


# --- scoring ------------------------------------------------------------------------------------------------------


def features_of(fitted: Mapping[str, Any], texts: Sequence[str], views: Views) -> Any:
    """The rows that the TF-IDF half sees, (len(texts), columns of the fit) as a sparse array.

    Each is as long as its share of known lemmas: one word out of four that the fit has met says a quarter, not all.
    """
    terms: Terms = fitted["terms"]
    seen = [views.of(text) for text in texts]
    return terms.rows([counted(each) for each in seen], [terms.share_known(each) for each in seen])


def probabilities(fitted: Mapping[str, Any], texts: Sequence[str], views: Views, embedded: Floats | None) -> Any:
    """(len(texts), classes), each row calibrated and summing to 1; `embedded` as it was at the fit."""
    return blended(fitted, features_of(fitted, texts, views), embedded)


def blended(fitted: Mapping[str, Any], rows: Any, embedded: Floats | None) -> Any:
    """Probabilities by `features_of` the texts and, where there are any, their embeddings."""
    import numpy as np

    scores = _log_softmax(np.asarray(rows @ fitted["coef"]) + fitted["bias"])
    temperature = TEMPERATURE[embedded is not None]
    if embedded is not None:
        centred = _centred(embedded, fitted["centre"])
        dense = _log_softmax(centred @ fitted["dense_coef"] + fitted["dense_bias"])
        scores = dense + fitted["share"] * scores
        near = fitted["near"]
        temperature += NEAR_TEMPERATURE * near
        few, many = NEAR_MEANING
        meaning = np.maximum.reduceat(centred @ fitted["points"], fitted["bounds"], axis=1)
        scores = scores + (few + near * (many - few)) * meaning
        if near:
            order, starts = fitted["grouped"]
            words = np.maximum.reduceat((rows @ fitted["index"]).toarray()[:, order], starts, axis=1)
            scores = scores + near * NEAR_WORDS * words
    return np.exp(_log_softmax(scores / temperature))


def _centred(raw: Floats, centre: Floats) -> Floats:
    """Mean-centred and of length 1 again: e5 embeddings share one large direction."""
    import numpy as np

    moved = raw - centre
    scaled: Floats = moved / np.linalg.norm(moved, axis=-1, keepdims=True)
    return scaled


def _log_softmax(logits: Any) -> Any:
    import numpy as np

    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
