"""The one recipe by which examples become a classifier, for phrase libraries and public benchmarks alike.

Words with polarity tokens, lemmas, the letters of lemmas and sentence embeddings go into one logistic regression (with
few examples into one each); its scores, raised by how near the nearest phrase of each intent lies, are scaled by a
temperature. Figures: docs/decisions/0017, 0019, 0034 and 0037, docs/benchmarks-nlu.md. No randomness: the same examples
give the same probabilities.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from bot.edge.classifier_near import points_of
from bot.edge.classifier_terms import Counts, Seen, Terms, counted, learn_terms
from bot.edge.classifier_weights import (
    ALONE,
    BESIDE,
    Weights,
    added,
    between,
    fewness,
    learn_apart,
    learn_meanings,
    learn_together,
    with_halves,
)  # fmt: skip
from bot.understanding.decision import OTHER
from bot.understanding.polarity import read_polarity
from bot.understanding.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

RECIPE: Final = "16"
"""Raise it when anything here or in classifier_weights changes what a fit or its scores are: every digest has it."""

NEAR_MEANING: Final = (2.5, 16.0)
"""What the cosine of an intent's nearest embedding adds to its score, with few examples an intent and with many ..."""
NEAR_WORDS: Final = 6.0
"""... and that of its nearest TF-IDF row, with many. A regression alone is as sure far from all it knows as close by;
see 0019. With ten examples 2.5 (of 0 ... 6 on the public sets' development texts; the best are level), and 0 here."""
TOGETHER: Final = 2.0
"""What the scores of a regression over words and meaning together count beside nearness; 1.5 is level."""
NEAR_FROM: Final = (10.0, 200.0)
"""Examples an intent: so few, so many; in proportion between. By the logarithm up to a hundred, as it was, CLINC150
full lost half a point on its validation texts, and replies by step gained nothing."""
TEMPERATURE: Final[Mapping[bool, float]] = {False: 0.8, True: 1.4}
NEAR_TEMPERATURE: Final = ((0.0, 0.5, 1.0), (0.0, 1.35, 3.0))
"""Without and with the encoder; and nearness, and what that adds to the latter: with a hundred examples an intent what
CLINC150's validation texts were tried with, with two hundred what replies by step need. Cross-validation is too sure of
itself (folds share authors' sittings), so replies nobody copied decide; see 0018, 0019, 0037 and 0038."""

MANY_EXAMPLES: Final = 50.0
"""From so many examples an intent on, terms that only one of them has are left out: they halve the fit and the memory
of a library (41,010 to 18,416 columns in English) and change nothing that exact match would not know anyway."""

NAMED_BELOW: Final = 50
"""Examples; an intent with fewer is taught its own name as one more, which says what no ten of them do: BANKING77 with
ten 82.8 to 83.8 and 81.6 to 82.4 of its development texts (MiniLM, e5), CLINC150 91.8 to 92.2, 91.9 to 92.3 (0039)."""

Fitted = dict[str, Any]
"""Arrays and vectorisers by name, as they are kept on disk."""


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


@dataclass(frozen=True, slots=True)
class Material:
    """Phrases and names taken to pieces, before anything is learnt from them; `rows` (len(texts), terms).

    `shots` are the phrases an intent, in the mean, without the names.
    """

    texts: Sequence[str]
    intents: Sequence[str]
    counts: Sequence[Counts]
    terms: Terms
    rows: Any
    views: Views
    shots: float

    def kinds(self) -> list[Weights]:
        """What words, lemmas and letters say, each learnt apart."""
        halved = with_halves(self.texts, self.counts, self.intents, lambda half: counted(self.views.of(half)))
        return learn_apart(self.terms, halved)


def take_apart(texts: Sequence[str], intents: Sequence[str], views: Views) -> Material:
    """Normal forms as what a fit needs of them, and behind them the names of the intents that have few."""
    shots = len(texts) / len({*intents})
    names = names_of(texts, intents, views.vocabulary.normal)
    texts, intents = [*texts, *(name for name, _ in names)], [*intents, *(intent for _, intent in names)]
    counts = [counted(views.of(text)) for text in texts]
    terms = learn_terms(counts, intents, least=2 if shots > MANY_EXAMPLES else 1)
    return Material(texts, intents, counts, terms, terms.rows(counts, [1.0] * len(counts)), views, shots)


def names_of(texts: Sequence[str], intents: Sequence[str], normal: Callable[[str], str]) -> list[tuple[str, str]]:
    """(name as words, intent) of each intent with few texts: "child_sizes" says "child sizes".

    Not of what is no intent (`other`), and nothing that its texts say already. Names are English, as ids are; an
    encoder of many languages reads them beside phrases of any.
    """
    known = {*zip(texts, intents, strict=True)}
    few = (intent for intent, count in sorted(Counter(intents).items()) if count < NAMED_BELOW and intent != OTHER)
    names = [(normal(intent.replace("_", " ")), intent) for intent in few]
    return [named for named in names if named[0] and named not in known]


def fit_words(material: Material) -> Fitted:
    """A classifier that needs no encoder."""
    weights = between(
        fewness(material.shots),
        lambda: added(material.kinds(), ALONE),
        lambda: learn_together(material.rows, material.intents),
    )
    return {**_kept(material), "coef": weights.coef, "bias": weights.bias}


def fit_words_and_meaning(material: Material, embedded: Floats) -> Fitted:
    """A classifier that an encoder helps; `embedded`, (len(texts), 384), are the vectors of its texts."""
    centre = embedded.mean(axis=0)
    meanings = _centred(embedded, centre)

    def apart() -> Weights:
        kinds = [*material.kinds(), learn_meanings(meanings, material.intents)]
        return added(kinds, (*BESIDE, 1.0))

    def together() -> Weights:
        return added([learn_together(material.rows, material.intents, meanings)], [TOGETHER])

    weights = between(fewness(material.shots), apart, together)
    kept, terms = _kept(material), material.rows.shape[1]
    return {
        **kept, "coef": weights.coef[:terms], "meaning": weights.coef[terms:], "bias": weights.bias,
        "centre": centre, "near": nearness(material.shots), "points": points_of(meanings[kept["grouped"][0]]),
    }  # fmt: skip


def _kept(material: Material) -> Fitted:
    classes = sorted({*material.intents})
    return {
        "texts": [*material.texts], "classes": classes, "terms": material.terms,
        "index": material.rows.T.tocsr(), "grouped": _grouped(material.intents, classes),
    }  # fmt: skip


def _grouped(intents: Sequence[str], classes: Sequence[str]) -> tuple[Any, Any]:
    """The texts in the order of their classes, and where each class begins."""
    import numpy as np

    which = np.searchsorted(np.array(classes), np.array(intents))
    order = np.argsort(which, kind="stable")
    return order, np.searchsorted(which[order], np.arange(len(classes)))


# --- scoring ------------------------------------------------------------------------------------------------------


def features_of(terms: Terms, texts: Sequence[str], views: Views) -> Any:
    """Texts as rows of the terms that were taught, (len(texts), terms) as a sparse array.

    Each is as long as its share of known lemmas: one word out of four that the fit has met says a quarter, not all.
    """
    seen = [views.of(text) for text in texts]
    return terms.rows([counted(each) for each in seen], [terms.share_known(each) for each in seen])


def probabilities(fitted: Mapping[str, Any], texts: Sequence[str], views: Views, embedded: Floats | None) -> Any:
    """(len(texts), classes), each row calibrated and summing to 1; `embedded` as it was at the fit."""
    return blended(fitted, features_of(fitted["terms"], texts, views), embedded)


def blended(fitted: Mapping[str, Any], rows: Any, embedded: Floats | None) -> Any:
    """Probabilities by `features_of` the texts and, where there are any, their embeddings."""
    import numpy as np

    scores = np.asarray(rows @ fitted["coef"]) + fitted["bias"]
    temperature = TEMPERATURE[embedded is not None]
    if embedded is not None:
        near, (few, many) = fitted["near"], NEAR_MEANING
        centred = _centred(embedded, fitted["centre"])
        order, starts = fitted["grouped"]
        meaning = np.maximum.reduceat(fitted["points"].cosines(centred), starts, axis=1)
        scores = scores + centred @ fitted["meaning"] + (few + near * (many - few)) * meaning
        if near:
            words = np.maximum.reduceat((rows @ fitted["index"]).toarray()[:, order], starts, axis=1)
            scores = scores + near * NEAR_WORDS * words
        temperature += float(np.interp(near, *NEAR_TEMPERATURE))
    return _softmax(scores / temperature)


def _centred(raw: Floats, centre: Floats) -> Floats:
    """Mean-centred and of length 1 again: e5 embeddings share one large direction."""
    import numpy as np

    moved = raw - centre
    scaled: Floats = moved / np.linalg.norm(moved, axis=-1, keepdims=True)
    return scaled


def _softmax(logits: Any) -> Any:
    import numpy as np

    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)
