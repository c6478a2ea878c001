"""A reply clause by clause: "Oh, I had forgotten those. Of course I would." says yes once and nothing else for sure.

Recognisers that punctuate cut replies into clauses for us, words like "but" do it elsewhere; what the sure layers make
of a clause weighs in the whole. Pure; knows texts and the lexicon, asks the layers it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.understanding.decision import OTHER
from bot.understanding.evidence import Heard, hear
from bot.understanding.patterns import Patterns
from bot.understanding.vocabulary import Vocabulary

CLAUSE_END: Final = re.compile(r"[.,;:!?…]+(?:\s+|$)")
CLAUSE_ODDS: Final = 30.0
"""What one clause that is sure (0.97 by itself) is worth against the classifier's word on the whole reply."""
POLAR_ODDS: Final = 8.0
"""The same for a yes or no, which people also say in passing."""
SILENT: Final = frozenset({OTHER, "backchannel", "wait"})
"""Meanings that a clause may have beside another meaning without speaking against it."""

RIVAL_P: Final = 0.2
"""Below this no other expected meaning speaks against an explicit yes or no."""
EXPLICIT_P: Final = 0.97
"""What an explicit yes or no is worth beside words that mean nothing here: as much as one said alone."""
POLES: Final[Mapping[str, str]] = {"yes": "no", "no": "yes"}

LONGEST_CLOSING: Final = 5
"""Words in the longest request a reply may end in."""
DECIDED_P: Final = 0.85
"""What a request is worth at least where the rest of the reply only leads up to it: surely enough to act on it."""

TORN_P: Final = 0.5
"""What is left of every meaning where a reply turns to a yes that its negation forbids."""

Sure = Callable[[Heard], str]
"""The sure meaning of a clause, "" where there is none."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the clauses of a reply surely say: the intent, whether all other clauses only lead up to it, and what it is
    worth then at least."""

    intent: str = ""
    decides: bool = False
    least: float = 0.0


def clauses(text: str, vocabulary: Vocabulary) -> tuple[Heard, ...]:
    """The clauses of a punctuated reply, in order."""
    return tuple(hear(part, vocabulary) for part in CLAUSE_END.split(text) if part.strip())


def told_in_clauses(text: str, vocabulary: Vocabulary, sure: Sure) -> Told:
    """The one intent that some clause surely has and no other clause surely contradicts.

    Where a "but" or "so yes" turns the reply, what comes before it was only conceded or gave the grounds; the same
    where it ends in a request ("I promise nothing, send it over").
    """
    turned = _told(_after_turning(text, vocabulary), vocabulary, sure, turned=True)
    if turned is not None:
        return turned
    closing = _closing(text, vocabulary)
    meaning = sure(closing) if closing else ""
    if meaning and meaning not in SILENT:
        return Told(meaning, decides=True, least=DECIDED_P)
    parts = clauses(text, vocabulary)
    return (_told(parts, vocabulary, sure) if len(parts) > 1 else None) or Told()


def _after_turning(text: str, vocabulary: Vocabulary) -> tuple[Heard, ...]:
    """The clauses from the last turning word on, itself included; none where nothing turns or nothing went before."""
    last = max((match.start() for match in vocabulary.turning.expression.finditer(text.lower() + " ")), default=0)
    return clauses(text[last:], vocabulary) if last else ()


def _closing(text: str, vocabulary: Vocabulary) -> Heard | None:
    """The request a reply ends in, politeness aside ("send it, please"); none where the word before makes it something
    else ("do not send it")."""
    words = vocabulary.bare(vocabulary.words(text))
    while words:
        for length in range(min(LONGEST_CLOSING, len(words) - 1), 0, -1):
            tail, before = words[-length:], words[-length - 1]
            if tail in vocabulary.closing:
                return None if _denies(before, vocabulary) else hear(" ".join(tail), vocabulary)
        if "neutral" not in vocabulary.polarity.at(words, len(words) - 1)[0]:
            break
        words = words[:-1]
    return None


def _denies(word: str, vocabulary: Vocabulary) -> bool:
    tags, _ = vocabulary.polarity.at((word,), 0)
    return word in vocabulary.closing_not_after or not {"negation", "no"}.isdisjoint(tags)


def _told(parts: Sequence[Heard], vocabulary: Vocabulary, sure: Sure, turned: bool = False) -> Told | None:
    meanings = {meaning for meaning in map(sure, parts) if meaning and meaning not in SILENT}
    if len(meanings) != 1:
        return None
    firm = [part for part in parts if not (_says_nothing(part) or _begins(part, vocabulary.condition))]
    return Told(meanings.pop(), len(firm) == 1 and (turned or len(firm) < len(parts)))


def _begins(part: Heard, patterns: Patterns) -> bool:
    begin = patterns.expression.match
    return bool(begin(" ".join((*part.words, ""))) or begin(part.normal + " "))


def _says_nothing(part: Heard) -> bool:
    return not part.polarity.rest and not part.polarity.verdict


def weighed_in(p: Mapping[str, float], told: Told, open_to: Collection[str]) -> dict[str, float]:
    """Probabilities with the odds of what was told raised, summing to 1.

    An explicit yes or no that nothing expected speaks against takes (nearly) all. Where it `decides`, the other
    clauses only lead up to it ("If it's cheaper that way, then yes."), so nothing in them speaks against it.
    """
    intent = told.intent
    raised = {**p, intent: max(p.get(intent, 0.0), 0.02) * (POLAR_ODDS if intent in POLES else CLAUSE_ODDS)}
    total = sum(raised.values())
    raised = {each: mass / total for each, mass in raised.items()}
    least = told.least
    if intent in POLES:
        quiet = {intent, POLES[intent], *SILENT}
        if told.decides or all(
            mass < RIVAL_P for each, mass in raised.items() if each in open_to and each not in quiet
        ):
            least = EXPLICIT_P
    return _at_least(raised, intent, least)


def _at_least(p: Mapping[str, float], intent: str, least: float) -> dict[str, float]:
    had = p[intent]
    if had >= least:
        return dict(p)
    return {each: least if each == intent else mass * (1.0 - least) / (1.0 - had) for each, mass in p.items()}


def torn(p: Mapping[str, float]) -> dict[str, float]:
    """Nobody's certainty: "I don't have much time, but okay" is neither a no nor, with its negation, a yes."""
    return {**{each: mass * TORN_P for each, mass in p.items()}, OTHER: p.get(OTHER, 0.0) * TORN_P + TORN_P}
