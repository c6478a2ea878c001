"""The classifier's word, weighed against the lexicon: the slow half of the layers.

Knows how far a negation, a leading yes or no, a question and a half-sure safety pattern move the probabilities; every
sentence encoder is nearly blind to "not" (understanding.md 0.4), so the veto here is final. Without a classifier the
lexicon speaks alone, and mostly asks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.understanding.decision import NO, OPT_OUT, OTHER, YES
from bot.understanding.evidence import Evidence, Heard, stretch_of
from bot.understanding.model import Classifier
from bot.understanding.patterns import found
from bot.understanding.polarity import Polarity, tagged
from bot.understanding.vocabulary import Vocabulary

NEVER_WORDS: Final = 6
"""The longest reply to "when shall I call?" whose "never" is taken for one."""
SUSPICION_P: Final = 0.5
"""An opt-out pattern beside calendar words ("don't call me tomorrow") or without "again": ask, do not act."""
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
OF_TIME: Final = ("call_later", "no_time")
CHOSEN_YES: Final = 0.1
"""What is left of the odds of a yes where one of several things is to be named: "yes, that's it, the price". Of 1,168
replies at such questions 18 in 100 are asked again, not 20, and of 136 that agree to nothing none agrees, not four."""
VALUE_SPOKEN_OF: Final = 0.7
"""What is left of other meanings where a number was asked for and spoken of ("I would not send my enemy, so zero")."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What to believe of a reply that no sure layer knows."""

    vocabulary: Vocabulary
    classifier: Classifier | None

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
            if stretch_of(intent, heard, self.vocabulary):
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
        rival = max(against, key=lambda intent: against[intent], default=OTHER)
        moved, talk = p[YES] * against.get(rival, 0.0), 0.0
        if all(tag != "yes" for tag, _ in runs):  # "ouais ouais, raconte ça à ma grand-mère"
            talk = p[YES] * alone.get(OTHER, 0.0)
        told = {**p, YES: p[YES] - moved - talk, rival: p.get(rival, 0.0) + moved}
        return {**told, OTHER: told.get(OTHER, 0.0) + talk}

    def nearest(self, heard: Heard, intent: str) -> tuple[str, float]:
        """See Classifier; ("", 0.0) without one."""
        return self.classifier.nearest(heard.normal, intent) if self.classifier and intent else ("", 0.0)


def veto(p: Mapping[str, float], told: Polarity) -> dict[str, float]:
    """No agreement beside a negation or refusal: its mass is nobody's, or the refusal's where one leads."""
    if not told.negated or YES not in p:
        return dict(p)
    heir = NO if told.leads == "no" else OTHER
    kept = {intent: mass for intent, mass in p.items() if intent != YES}
    return {**kept, heir: kept.get(heir, 0.0) + p[YES]}


def perhaps_only_this_call(evidence: Evidence) -> Evidence:
    """ "No need to phone" where a call is offered: as likely a plain no as an opt-out; so it is asked, not acted on."""
    had = evidence.p.get(OPT_OUT, 0.0)
    if had <= SUSPICION_P:
        return evidence
    moved = {**evidence.p, OPT_OUT: SUSPICION_P, NO: evidence.p.get(NO, 0.0) + had - SUSPICION_P}
    return Evidence(moved, evidence.layer, evidence.phrase, sure=False)


def says_never(heard: Heard, vocabulary: Vocabulary) -> bool:
    """In few words: a longer reply tells something ("I've never been free before ten")."""
    at = 0
    while at < len(heard.words) <= NEVER_WORDS:
        tags, length = vocabulary.never.at(heard.words, at)
        if "never" in tags:
            return True
        at += max(length, 1)
    return False


def perhaps_never(evidence: Evidence) -> Evidence:
    """ "When may I call you?" - "Never.": perhaps never again, so it is asked once more, not acted on as a plain no."""
    return replace(evidence, p=_raised(evidence.p, OPT_OUT, SUSPICION_P), sure=False)


def doubted(evidence: Evidence) -> Evidence:
    """A number was spoken of and not understood: what else the words are like counts for less, but for times."""
    return replace(evidence, p=_less(evidence.p, evidence.p.keys() - {OPT_OUT, *OF_TIME}, VALUE_SPOKEN_OF))


def hardly_a_yes(evidence: Evidence) -> Evidence:
    """ "The price, or the service?": whoever begins with yes goes on to say which, or has not listened."""
    return replace(evidence, p=_times(evidence.p, YES, CHOSEN_YES)) if YES in evidence.p else evidence


def agrees(told: Polarity) -> bool:
    return not told.negated and (told.leads == "yes" or told.agrees)


def agreed_for_later(evidence: Evidence) -> Evidence:
    """ "Yes, after six" where a call is offered: yes to that call, and no wish for another one."""
    later = evidence.p.get("call_later", 0.0)
    kept = {intent: mass for intent, mass in evidence.p.items() if intent != "call_later"}
    return Evidence({**kept, YES: kept.get(YES, 0.0) + later}, evidence.layer, evidence.phrase, evidence.sure)


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


def _less(p: Mapping[str, float], intents: Collection[str], share: float) -> dict[str, float]:
    """Only a `share` of these intents' mass; the rest is nobody's."""
    kept = {intent: mass * share if intent in intents else mass for intent, mass in p.items()}
    return {**kept, OTHER: kept.get(OTHER, 0.0) + sum(p.values()) - sum(kept.values())}


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
