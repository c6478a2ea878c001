"""The project's recipe on the public sets, as it stands: few-shot accuracy, and CLINC150 with out-of-scope texts.

Out of scope follows Larson et al. 2019: the threshold is the one with the best accuracy on the validation texts, 3,000
in scope and 100 out of it; in-scope accuracy counts a rejected text as an error. The 100 out-of-scope training texts
are the examples of `other`, as a phrase library has its negatives.
"""

from __future__ import annotations

import math
import statistics
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from benchmarks.figures import table, told
from benchmarks.nlu_data import (
    CALLED,
    FEW_SHOT_PUBLISHED,
    FULL_PUBLISHED,
    OTHER,
    SEEDS,
    Rows,
    banking,
    clinc,
    encoder,
    english,
    few,
    published,
)  # fmt: skip
from bot.edge import classifier_recipe as recipe

AT_ONCE = 500
TRADED = (60, 65)
"""Out-of-scope recalls in % at which the accuracy in scope is told, too."""


class Words:
    """What the recipe learns from of `rows`, but for embeddings; the encoders of one run share it."""

    def __init__(self, rows: Rows) -> None:
        texts, intents = zip(*rows, strict=True)
        self.material = recipe.take_apart(texts, intents, english())
        self.rows = cache(self._rows)

    def _rows(self, texts: tuple[str, ...]) -> list[Any]:
        """Features, `AT_ONCE` texts at a time: they have long rows of letters."""
        parts = [texts[at : at + AT_ONCE] for at in range(0, len(texts), AT_ONCE)]
        return [recipe.features_of(self.material.terms, part, english()) for part in parts]


words = cache(Words)


class Trained:
    """The recipe fitted on `rows`."""

    def __init__(self, rows: Rows, kind: str) -> None:
        self._encoder = encoder(kind)
        self._words = words(rows)
        known = self._words.material
        embedded = self._embedded(known.texts)
        self._fitted = recipe.fit_words(known) if embedded is None else recipe.fit_words_and_meaning(known, embedded)
        self.classes = np.array(self._fitted["classes"])

    def _embedded(self, texts: Sequence[str]) -> Any:
        return self._encoder.embed_all(texts, _progress) if self._encoder else None

    def probabilities(self, rows: Rows) -> Any:
        """(len(rows), classes)"""
        texts = tuple(text for text, _ in rows)
        embedded, at, found = self._embedded(texts), 0, []
        for part in self._words.rows(texts):
            meant = None if embedded is None else embedded[at : at + part.shape[0]]
            found.append(recipe.blended(self._fitted, part, meant))
            at += part.shape[0]
        return np.vstack(found)


def _progress(done: int, total: int) -> None:
    if total > 1000:
        print(f"  embedded {done} of {total}", file=sys.stderr, flush=True)


def few_shot(kind: str) -> dict[str, list[float]]:
    """Set -> accuracy in % of each seed, on the whole test set; the mean p of the chosen intent; and the accuracy with
    the published draw."""
    found: dict[str, list[float]] = {}
    for name, rows in (("banking", banking()), ("clinc", clinc())):
        for seed in told(f"{name}, ten shots, {kind}", SEEDS):
            right, sure = _judged(few(rows["train"], seed), rows["test"], kind)
            found.setdefault(name, []).append(right)
            found.setdefault(f"{name} p", []).append(sure)
        found[f"{name} published"] = [_judged(published(rows["train"], name), rows["test"], kind)[0]]
    return found


def _judged(examples: Rows, test: Rows, kind: str) -> tuple[float, float]:
    """Accuracy, and the mean p of what was chosen, in %."""
    model = Trained(examples, kind)
    p = model.probabilities(test)
    truth = np.array([intent for _, intent in test])
    return _share(model.classes[p.argmax(axis=1)] == truth), 100 * float(p.max(axis=1).mean())


def few_shot_table(found: dict[str, dict[str, list[float]]]) -> str:
    """`found`: encoder -> what `few_shot` gave."""
    drawn, same = ("banking", "clinc", "banking p", "clinc p"), ("banking published", "clinc published")
    ours = [
        (CALLED[kind], *(f"{told[name][0]:.1f}" for name in same), *(_spread(told[name]) for name in drawn))
        for kind, told in found.items()
    ]
    theirs = [(*row, *[""] * len(drawn)) for row in FEW_SHOT_PUBLISHED]
    head = ("10 examples an intent", "BANKING77, published draw", "CLINC150, published draw", "BANKING77, five draws",
            "CLINC150, five draws", "mean p, BANKING77", "mean p, CLINC150")  # fmt: skip
    return table(head, [*ours, *theirs])


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.mean(values):.1f} ± {statistics.stdev(values):.1f}"


def _share(right: Any) -> float:
    return 100 * float(np.mean(right))


def full(kind: str) -> dict[str, Any]:
    """CLINC150 full, in %: accuracy in scope with and without the threshold and at the recalls `TRADED`, out-of-scope
    recall and precision."""
    rows = clinc()
    negatives = tuple((text, OTHER) for text, _ in rows["oos_train"])
    model = Trained((*rows["train"], *negatives), kind)
    intents = model.classes != OTHER
    named = model.classes[intents]

    def judged(known: str, unknown: str) -> tuple[Any, Any, Any]:
        """Whether the best intent is right, the scores in scope, and those out of scope."""
        inside = model.probabilities(rows[known])[:, intents]
        outside = model.probabilities(rows[unknown])[:, intents].max(axis=1)
        right = named[inside.argmax(axis=1)] == np.array([intent for _, intent in rows[known]])
        return right, inside.max(axis=1), outside

    threshold = best_threshold(*judged("val", "oos_val"))
    right, inside, outside = judged("test", "oos_test")
    rejected, missed = outside < threshold, inside < threshold
    return {
        "in scope": _share(right & ~missed), "without threshold": _share(right), "recall": _share(rejected),
        "precision": 100 * float(rejected.sum() / max(1, rejected.sum() + missed.sum())),
        "threshold": float(threshold),
        "traded": [in_scope_at(recall, right, inside, outside) for recall in TRADED],
    }  # fmt: skip


def best_threshold(right: Any, inside: Any, outside: Any) -> float:
    """Of all scores seen, that below which rejecting leaves most texts judged rightly; the lowest of equals."""
    candidates = np.unique(np.concatenate([inside, outside]))
    kept = [int((right & (inside >= score)).sum() + (outside < score).sum()) for score in candidates]
    return float(candidates[int(np.argmax(kept))])


def in_scope_at(recall: float, right: Any, inside: Any, outside: Any) -> float:
    """Accuracy in scope, in %, where just so many texts are rejected that `recall` % of those out of scope are."""
    highest = np.sort(outside)[math.ceil(len(outside) * recall / 100) - 1]
    return _share(right & (inside > highest))


def full_table(found: dict[str, dict[str, Any]]) -> str:
    keys = ("in scope", "recall", "precision", "without threshold")
    ours = [
        (CALLED[kind], *(f"{each:.1f}" for each in (*(told[key] for key in keys), *told["traded"])))
        for kind, told in found.items()
    ]
    theirs = [(*row, *[""] * (2 + len(TRADED))) for row in FULL_PUBLISHED]
    head = ("CLINC150, all examples", "in scope", "out-of-scope recall", "its precision", "in scope, none rejected",
            *(f"in scope at recall {recall}" for recall in TRADED))  # fmt: skip
    return table(head, [*ours, *theirs])
