"""What the tests of understanding share: libraries, questions and understanders, made once a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from bot.edge.lexicon import load_lexicon
from bot.script.model import PhraseLibrary, Script
from bot.script.phrase import parse_phrases
from bot.understanding.model import Classifier, Expecting, Hypothesis, SlotSpec, Understander, Understanding
from bot.understanding.understander import compile_understander

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "uk", "ru", "fr")
NOW = datetime(2026, 11, 23, 10, 0)
"""A Monday."""

ASIDES = (
    "no_time", "call_later", "not_interested", "too_expensive", "bought_elsewhere", "bad_experience", "no_need",
    "already_customer", "who_is_this", "whence_number", "robot", "wrong_person", "operator", "send_text",
    "question_detail", "repeat", "wait", "abuse", "opt_out",
)  # fmt: skip


@cache
def library(language: str) -> PhraseLibrary:
    path = ROOT / "scripts" / "common" / "phrases" / f"{language}.yaml"
    read, problems = parse_phrases(path.read_text(encoding="utf-8"), str(path))
    assert read is not None, problems
    return read


@cache
def replies(language: str, folder: str = "") -> Mapping[str, list[str]]:
    """Test replies of a language, the mirrored ones or those in `folder`: intent -> sentences."""
    text = (ROOT / "tests" / "phrases" / folder / f"{language}.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return MappingProxyType(told["replies"])


def script(language: str, phrases: Mapping[str, tuple[str, ...]] | None = None) -> Script:
    own = {intent: {language: told} for intent, told in (phrases or {}).items()}
    return Script("test", "Test", (language,), "interested", "start", {}, {}, phrases=own)


@cache
def understander(language: str) -> Understander:
    """Exact match, lexicon and slots; no classifier."""
    return compile_understander(library(language), script(language), language, load_lexicon(language), None)


def with_classifier(language: str, classifier: Classifier) -> Understander:
    return compile_understander(library(language), script(language), language, load_lexicon(language), classifier)


def question(*answers: str, slot: str = "", options: tuple[str, ...] = (), **more: Any) -> Expecting:
    """A step with these answers and all asides; `slot` is the type of the value asked for."""
    spec = SlotSpec("value", slot, options) if slot else None
    more.setdefault("confirmable", frozenset({"yes"}))
    return Expecting("step", 1, answers, ASIDES, spec, now=NOW, **more)


YES_NO = question("yes", "no", "send_text", "question_detail")
SCORE = question("no", slot="score")
CALLBACK = question("no", slot="callback_time")
FREE = question(slot="free_text")


def heard(mind: Understander, text: str, expecting: Expecting = YES_NO) -> Understanding:
    return mind.parse((Hypothesis(text),), expecting)


@dataclass(frozen=True)
class Certain:
    """A classifier with one opinion about everything: what the layers before it must withstand."""

    intent: str
    p: float = 1.0

    @property
    def digest(self) -> str:
        return f"{self.intent} {self.p}"

    def probabilities(self, text: str) -> Mapping[str, float]:
        return {self.intent: self.p, "other": 1.0 - self.p}

    def nearest(self, text: str, intent: str) -> tuple[str, float]:
        return f"a phrase of {intent}", 0.5
