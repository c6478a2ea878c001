"""What each layer says about a reply: probabilities over intents before the step's mask.

Order: exact phrase, safety patterns (opt-out, robot ...), polarity lexicon, then the classifier, whose word on yes and
no is corrected by the lexicon. Knows no costs and no slots. The first layer that is sure decides; the classifier is
asked only when none is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.understanding.decision import NO, OPT_OUT, OTHER, YES
from bot.understanding.exact import Index, pick
from bot.understanding.model import Classifier
from bot.understanding.patterns import found
from bot.understanding.polarity import Polarity, read_polarity, tagged
from bot.understanding.vocabulary import Vocabulary

EXACT_P: Final = 0.99
PATTERN_P: Final = 0.97
POLAR_P: Final = 0.98
MISHEARD_P: Final = 0.9
SUSPICION_P: Final = 0.5
"""An opt-out pattern beside calendar words ("don't call me tomorrow") or without "again": ask, do not act."""

SPARE_WORDS: Final = 1
"""Meaningful words forgiven beside a safety pattern: with more the sentence may be about something else."""
PATTERN_ODDS: Final = 5.0
"""What such a pattern is worth when it is not sure."""

PARTICLE_REST_WORDS: Final = 2
LEAD_YES: Final = 4.0
LEAD_NO: Final = 4.0
"""How much an opening yes or no raises its odds against the classifier's (tuned on tests/phrases, dev half)."""
QUESTIONED_YES: Final = 0.3
"""A question agrees to nothing; it may still end in one ("why, yes")."""

IMPLIED: Final[Mapping[str, str]] = {"not_interested": NO, "no_need": NO}
"""What a refusal in other words means where only yes and no are expected."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Probabilities, the layer they come from, the phrase or pattern that made them, and whether they are sure."""

    p: Mapping[str, float]
    layer: str
    phrase: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Heard:
    """One hypothesis in all the forms the layers need."""

    text: str
    words: tuple[str, ...]
    bare: tuple[str, ...]
    normal: str
    polarity: Polarity


def hear(text: str, vocabulary: Vocabulary) -> Heard:
    words = vocabulary.words(text)
    bare = vocabulary.bare(words)
    return Heard(text, words, bare, " ".join(bare), read_polarity(bare, vocabulary))


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of one language and script, in order."""

    vocabulary: Vocabulary
    script: Index
    library: Index
    classifier: Classifier | None

    def quick(self, heard: Heard, allowed: tuple[str, ...]) -> Evidence | None:
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
        intent, form = pick(index, (" ".join(heard.words), heard.normal), allowed)
        if not intent or (intent == YES and self._idle_yes(heard)):
            return None
        return Evidence({intent: EXACT_P, OTHER: 1.0 - EXACT_P}, "exact", form)

    def _idle_yes(self, heard: Heard) -> bool:
        """A listed yes that stands only without its fillers, and refuses with them, is no yes."""
        return heard.words != heard.bare and read_polarity(heard.words, self.vocabulary).verdict in ("no", "mixed")

    def _nothing(self, heard: Heard) -> Evidence | None:
        """What recognisers make of noise."""
        return Evidence({OTHER: 1.0}, "noise", heard.normal) if heard.words in self.vocabulary.noise else None

    def _pattern(self, heard: Heard, intents: tuple[str, ...]) -> Evidence | None:
        """A safety pattern that is most of what was said; an opt-out may stand among more, but not beside a date."""
        for intent in intents:
            stretch = self._stretch(intent, heard)
            if stretch and intent == OPT_OUT:
                sure = not self._doubtful(heard)
            else:
                sure = self._spare(heard, stretch) <= SPARE_WORDS
            if stretch and sure:
                return Evidence({intent: PATTERN_P, OTHER: 1.0 - PATTERN_P}, "lexicon", stretch)
        return None

    def _doubtful(self, heard: Heard) -> bool:
        """ "don't call me tomorrow", "did you take my number off a website?": perhaps no opt-out."""
        normal = heard.normal
        return bool(found(self.vocabulary.later, normal) or found(self.vocabulary.question, normal))

    def _stretch(self, intent: str, heard: Heard) -> str:
        expression = self.vocabulary.intents.get(intent)
        return found(expression, heard.normal) if expression else ""

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

    def slow(self, heard: Heard) -> Evidence:
        """The classifier, corrected by what the lexicon is sure of. Without one, the lexicon alone."""
        told = heard.polarity
        p: dict[str, float]
        if self.classifier is None:
            p, layer = _by_lead(told), "polarity"
        else:
            p, layer = dict(self.classifier.probabilities(heard.normal)), "classifier"
            p = self._corrected(p, heard)
            if told.agrees and not told.whole and max(p, key=lambda intent: p[intent]) == YES:
                p = self._without_particles(p, heard)
        for intent in self.vocabulary.intents:
            if self._stretch(intent, heard):
                p = _raised(p, intent, SUSPICION_P) if intent == OPT_OUT else _times(p, intent, PATTERN_ODDS)
        if found(self.vocabulary.maybe_opt_out, heard.normal) and not found(self.vocabulary.later, heard.normal):
            p = _raised(p, OPT_OUT, SUSPICION_P)
        return Evidence(p, layer, sure=False)

    def _corrected(self, p: dict[str, float], heard: Heard) -> dict[str, float]:
        told = heard.polarity
        if told.leads == "yes" and not told.negated:
            p = _times(p, YES, LEAD_YES)
        elif told.leads == "no":
            p = _times(p, NO, LEAD_NO)
        elif not told.agrees and found(self.vocabulary.question, heard.normal):
            p = _times(p, YES, QUESTIONED_YES)
        return veto(p, told)

    def _without_particles(self, p: Mapping[str, float], heard: Heard) -> dict[str, float]:
        """A "да" or "yeah" may be mere filling: what the other words mean by themselves takes its share of the yes."""
        runs = tagged(heard.bare, self.vocabulary)
        rest = [word for tag, run in runs if tag not in ("yes", "backchannel") for word in run]
        if self.classifier is None or len(rest) < PARTICLE_REST_WORDS:
            return dict(p)
        alone = self.classifier.probabilities(" ".join(rest))
        against = {intent: mass for intent, mass in alone.items() if intent not in (YES, OTHER)}
        rival = max(against, key=lambda intent: against[intent])
        moved = p[YES] * against[rival]
        return {**p, YES: p[YES] - moved, rival: p.get(rival, 0.0) + moved}

    def nearest(self, heard: Heard, intent: str) -> str:
        return self.classifier.nearest(heard.normal, intent) if self.classifier and intent else ""


def veto(p: Mapping[str, float], told: Polarity) -> dict[str, float]:
    """No agreement beside a negation or refusal: its mass is nobody's, or the refusal's where one leads."""
    if not told.negated or YES not in p:
        return dict(p)
    heir = NO if told.leads == "no" else OTHER
    kept = {intent: mass for intent, mass in p.items() if intent != YES}
    return {**kept, heir: kept.get(heir, 0.0) + p[YES]}


def implied(p: Mapping[str, float], allowed: tuple[str, ...]) -> dict[str, float]:
    """Moves refusals in other words to "no" where the step knows only that."""
    moved = dict(p)
    for said, meant in IMPLIED.items():
        if said in moved and said not in allowed and meant in allowed:
            moved[meant] = moved.get(meant, 0.0) + moved.pop(said)
    return moved


def _by_lead(told: Polarity) -> dict[str, float]:
    if told.leads == "no":
        return {NO: 0.7, OTHER: 0.3}
    if told.leads == "yes" and not told.negated:
        return {YES: 0.7, OTHER: 0.3}
    return {OTHER: 1.0}


def _times(p: Mapping[str, float], intent: str, factor: float) -> dict[str, float]:
    """Odds of one intent multiplied, the whole summing to 1 again."""
    raised = {**p, intent: p.get(intent, 0.0) * factor}
    total = sum(raised.values())
    return {each: mass / total for each, mass in raised.items()}


def _raised(p: Mapping[str, float], intent: str, least: float) -> dict[str, float]:
    """At least `least` for one intent, the others shrinking alike."""
    had = p.get(intent, 0.0)
    if had >= least:
        return dict(p)
    return {**{each: mass * (1.0 - least) / (1.0 - had) for each, mass in p.items()}, intent: least}
