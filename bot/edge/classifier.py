"""The classifier behind the understanding room's port: the one recipe over a language's phrase library.

Knows which examples there are, which encoder is installed, and a cache directory. How examples become probabilities
is `classifier_recipe`'s business, embeddings are `classifier_encoder`'s. Knows no step and no cost.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from bot.edge import classifier_recipe as recipe
from bot.edge import classifier_weights as weights
from bot.edge import memory, pickles
from bot.edge.classifier_encoder import E5, Encoder, Progress
from bot.edge.classifier_recipe import Views
from bot.edge.lexicon import load_lexicon
from bot.script.model import PhraseLibrary
from bot.understanding.decision import OTHER
from bot.understanding.model import Classifier, Lexicon
from bot.understanding.vocabulary import Vocabulary, compile_vocabulary

KEPT_BYTES: Final = 256 * 1024**2
"""About 28 fits (9 MB each), as of seven scripts in four languages; then the longest unused make room."""

Examples = tuple[tuple[str, str], ...]
"""(normal form, intent), each pair once, in the order of the library."""


def fit_classifier(
    library: PhraseLibrary,
    script_phrases: Mapping[str, Sequence[str]],
    language: str,
    cache_dir: Path,
    progress: Progress | None = None,
    lexicon: Lexicon | None = None,
) -> Classifier:
    """A classifier over the intents of `library` and `script_phrases` (intent -> phrases of this language).

    Fitted once per content: models and embeddings are kept under `cache_dir`. A first fit with the encoder takes 3 to
    10 ms a phrase and tells `progress`. Raises `WinbackError` when the package has no lexicon for the language.
    """
    vocabulary = compile_vocabulary(load_lexicon(language) if lexicon is None else lexicon)
    encoder = Encoder(cache_dir / f"{E5.name}-{language}.npz") if E5.name else None
    phrases = examples_of(library, script_phrases, vocabulary)
    return fit_examples(phrases, Views(language, vocabulary), encoder, cache_dir, progress)


def fit_examples(
    phrases: Examples, views: Views, encoder: Encoder | None, cache_dir: Path, progress: Progress | None = None
) -> PhraseClassifier:
    """As `fit_classifier`, of any examples and with any encoder, or none."""
    digest = _digest(phrases, views, encoder)
    path = cache_dir / f"classifier-{views.language}-{digest[:16]}.pickle"
    fitted = pickles.load(path)
    if fitted is None:
        import sklearn.linear_model  # noqa: F401  # scipy's BLAS is loaded, so that it is limited, too

        _compute_alone()
        texts, intents = [text for text, _ in phrases], [intent for _, intent in phrases]
        material = recipe.take_apart(texts, intents, views)
        embedded = encoder.embed_all(material.texts, progress) if encoder else None
        fitted = recipe.fit_words(material) if embedded is None else recipe.fit_words_and_meaning(material, embedded)
        pickles.keep(path, fitted, "classifier-", KEPT_BYTES)
    memory.give_back()
    return PhraseClassifier(digest, views, encoder, fitted)


def examples_of(library: PhraseLibrary, own: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> Examples:
    """Everything said in `library` and in a script's `own` phrases, in normal form; its negatives as `other`."""
    pairs: dict[tuple[str, str], None] = {}
    for source in (own, library.intents, {OTHER: library.other}):
        for intent, phrases in source.items():
            for phrase in phrases:
                normal = vocabulary.normal(phrase)
                if normal:
                    pairs[normal, intent] = None
    return tuple(pairs)


def _digest(phrases: Examples, views: Views, encoder: Encoder | None) -> str:
    """Of everything that a fit and its probabilities depend on."""
    made_of = [
        recipe.RECIPE,
        [weights.TFIDF_C, weights.DENSE_C, weights.TOLERANCE, weights.FINE_TOLERANCE, weights.TOLERATED_INTENTS],
        [weights.STEPS_TOGETHER, weights.MEANING, *weights.ALONE, *weights.BESIDE, *recipe.TEMPERATURE.values()],
        [*weights.FEW, weights.APART_C, weights.HALF_WEIGHT, weights.HALVED_FROM, recipe.TOGETHER],
        [*recipe.NEAR_MEANING, recipe.NEAR_WORDS, recipe.NEAR_TEMPERATURE, *recipe.NEAR_FROM, recipe.NAMED_BELOW],
        views.language,
        encoder.name if encoder else "",
        version("scikit-learn"),
        views.vocabulary.digest,
        phrases,
    ]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def _compute_alone() -> None:
    """One BLAS thread in this process: a reply's product takes 0.2 ms, and waits up to 20 ms for a second thread.

    Of the libraries loaded by now, so numpy is.
    """
    import numpy  # noqa: F401
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")


class PhraseClassifier:
    """See `fit_classifier`. Safe to share between threads."""

    def __init__(self, digest: str, views: Views, encoder: Encoder | None, fitted: Mapping[str, Any]) -> None:
        _compute_alone()
        self._digest = digest
        self._views = views
        self._encoder = encoder
        self._fitted = fitted
        self._features = lru_cache(maxsize=8)(self._read)  # a reply is scored, and then explained
        self._scores = lru_cache(maxsize=256)(self._score)

    @property
    def digest(self) -> str:
        return self._digest

    def probabilities(self, text: str) -> Mapping[str, float]:
        """Of the normal form of a reply; every intent and `other`, rounded to six decimals."""
        return self._scores(text)

    def _score(self, text: str) -> Mapping[str, float]:
        embedded = self._encoder.embed(text)[None] if self._encoder else None
        p = recipe.blended(self._fitted, self._features(text), embedded)[0]
        return {intent: round(float(mass), 6) for intent, mass in zip(self._fitted["classes"], p, strict=True)}

    def nearest(self, text: str, intent: str) -> tuple[str, float]:
        """The phrase of `intent` with the most words and letters in common, and how much that is: the mean cosine of
        the views (recipe), 1 for the same words. ("", 0.0) where nothing is in common, or there are no phrases."""
        model = self._fitted
        if intent not in model["classes"]:
            return "", 0.0
        order, starts = model["grouped"]
        which = model["classes"].index(intent)
        rows = order[starts[which] : [*starts, len(order)][which + 1]]
        near = (self._features(text) @ model["index"]).toarray().ravel()[rows]
        if not near.any():
            return "", 0.0
        best = int(near.argmax())
        return str(model["texts"][rows[best]]), round(float(near[best]) / model["terms"].kinds, 3)

    def _read(self, text: str) -> Any:
        return recipe.features_of(self._fitted["terms"], [text], self._views)
