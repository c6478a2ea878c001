"""The quick layers: what a reply means where somebody wrote it down or the lexicon is sure of it.

Order: the script's phrases, noise, opt-out patterns, backchannel, the library's phrases, other safety patterns (robot,
operator ...), polarity, mishearings. The first that is sure decides; where none is, `weighing` asks the classifier.
Knows no costs and no slots: it gives probabilities over intents before the step's mask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.understanding.decision import NO, OPERATOR, OPT_OUT, OTHER, YES
from bot.understanding.exact import Index, pick
from bot.understanding.patterns import found
from bot.understanding.polarity import Polarity, read_polarity, tagged
from bot.understanding.vocabulary import Vocabulary

EXACT_P: Final = 0.99
PATTERN_P: Final = 0.97
POLAR_P: Final = 0.98
MISHEARD_P: Final = 0.9

SPARE_WORDS: Final = 1
"""Meaningful words forgiven beside a safety pattern: with more the sentence may be about something else."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Probabilities, the layer they come from, the phrase or pattern that made them, and whether they are sure."""

    p: Mapping[str, float]
    layer: str
    phrase: str = ""
    sure: bool = True


@dataclass(frozen=True)
class Heard:
    """One hypothesis in all the forms the layers need; its polarity is read when first asked for."""

    text: str
    words: tuple[str, ...]
    bare: tuple[str, ...]
    normal: str
    vocabulary: Vocabulary

    @cached_property
    def polarity(self) -> Polarity:
        return read_polarity(self.bare, self.vocabulary)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        return self.vocabulary.forms(self.words)


def hear(text: str, vocabulary: Vocabulary) -> Heard:
    words = vocabulary.words(text)
    bare = vocabulary.bare(words)
    return Heard(text, words, bare, " ".join(bare), vocabulary)


def stretch_of(intent: str, heard: Heard, vocabulary: Vocabulary) -> str:
    """What of a reply one intent's safety patterns match, or ""; a person who is declined is not asked for."""
    expression = vocabulary.intents.get(intent)
    stretch = found(expression, heard.normal) if expression else ""
    return "" if intent == OPERATOR and stretch and _declined(stretch, heard, vocabulary) else stretch


def _declined(stretch: str, heard: Heard, vocabulary: Vocabulary) -> bool:
    """Whether a negation stands just before a stretch, or begins it."""
    near = (*heard.normal.partition(stretch)[0].split()[-1:], stretch.split(maxsplit=1)[0])
    return any("negation" in vocabulary.polarity.at((word,), 0)[0] for word in near)


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of one language and script, in order."""

    vocabulary: Vocabulary
    script: Index
    library: Index

    def read(self, heard: Heard, allowed: tuple[str, ...]) -> Evidence | None:
        """The layers that need no classifier; None when none of them is sure."""
        return (
            self._exact(self.script, heard, allowed)
            or self._nothing(heard)
            or self._pattern(heard, (OPT_OUT,))
            or self._backchannel(heard, allowed)
            or self._exact(self.library, heard, allowed)
            or self._pattern(heard, tuple(self.vocabulary.intents))
            or self._polar(heard)
            or self._misheard(heard, allowed)
        )

    def _exact(self, index: Index, heard: Heard, allowed: tuple[str, ...]) -> Evidence | None:
        intent, form = pick(index, heard.forms, allowed)
        if not intent:
            return None
        return Evidence({intent: EXACT_P, OTHER: 1.0 - EXACT_P}, "exact", form)

    def _nothing(self, heard: Heard) -> Evidence | None:
        """What recognisers make of noise."""
        return Evidence({OTHER: 1.0}, "noise", heard.normal) if heard.words in self.vocabulary.noise else None

    def _pattern(self, heard: Heard, intents: tuple[str, ...]) -> Evidence | None:
        """A safety pattern that is most of what was said; an opt-out may stand among more, but not beside a date."""
        for intent in intents:
            stretch = stretch_of(intent, heard, self.vocabulary)
            if not stretch:
                continue
            if not self._doubtful(heard) if intent == OPT_OUT else self._spare(heard, stretch) <= SPARE_WORDS:
                return Evidence({intent: PATTERN_P, OTHER: 1.0 - PATTERN_P}, "lexicon", stretch)
        return None

    def _doubtful(self, heard: Heard) -> bool:
        """ "don't call me tomorrow", "did you take my number off a website?": perhaps no opt-out."""
        normal = heard.normal
        return bool(found(self.vocabulary.later, normal) or found(self.vocabulary.question, normal))

    def _spare(self, heard: Heard, stretch: str) -> int:
        """Words outside the pattern that mean anything."""
        rest = tuple(heard.normal.replace(stretch, " ", 1).split())
        return sum(len(run) for tag, run in tagged(rest, self.vocabulary) if tag != "neutral")

    def _backchannel(self, heard: Heard, allowed: tuple[str, ...]) -> Evidence | None:
        """ "Uh-huh" answers a yes/no question; elsewhere it only says that somebody listens."""
        if heard.words not in self.vocabulary.backchannel and heard.bare not in self.vocabulary.backchannel:
            return None
        intent = YES if YES in allowed else "backchannel"
        return Evidence({intent: POLAR_P, OTHER: 1.0 - POLAR_P}, "backchannel", heard.normal)

    def _polar(self, heard: Heard) -> Evidence | None:
        told = heard.polarity
        if not told.whole or not told.verdict:
            return None
        p: dict[str, float]
        if told.verdict == "mixed":
            p = {YES: 0.45, NO: 0.45, OTHER: 0.1}
        elif told.verdict == "unsure":
            p = {NO: 0.05, OTHER: 0.95}
        else:
            p = {told.verdict: POLAR_P, OTHER: 1.0 - POLAR_P}
        return Evidence(p, "polarity", heard.normal)

    def _misheard(self, heard: Heard, allowed: tuple[str, ...]) -> Evidence | None:
        meaning = self.vocabulary.misheard.get(heard.words, "")
        if not meaning or meaning not in allowed:
            return None
        return Evidence({meaning: MISHEARD_P, OTHER: 1.0 - MISHEARD_P}, "misheard", heard.normal)
