"""A reply clause by clause: "Oh, I had forgotten those. Of course I would." says yes once and nothing else for sure.

Recognisers that punctuate cut replies into clauses for us; what the sure layers make of a clause weighs in the whole.
Pure; knows texts, asks the layers it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

from bot.understanding.decision import OTHER

CLAUSE_END: Final = re.compile(r"[.,;:!?…]+(?:\s+|$)")
CLAUSE_ODDS: Final = 8.0
"""What one clause that is sure is worth against the classifier's word on the whole reply: it turns 0.6 into 0.92."""
SILENT: Final = frozenset({OTHER, "backchannel", "wait"})
"""Meanings that a clause may have beside another meaning without speaking against it."""

RIVAL_P: Final = 0.2
"""Below this no other expected meaning speaks against an explicit yes or no."""
EXPLICIT_P: Final = 0.97
"""What an explicit yes or no is worth beside words that mean nothing here: as much as one said alone."""
POLES: Final[Mapping[str, str]] = {"yes": "no", "no": "yes"}

Sure = Callable[[str], str]
"""The sure meaning of a text, "" where there is none."""


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of a punctuated text, in order; the text itself where it has none."""
    return tuple(part.strip() for part in CLAUSE_END.split(text) if part.strip())


def told_in_clauses(text: str, sure: Sure) -> str:
    """The one intent that some clause surely has and no other clause surely contradicts; "" where there is none."""
    parts = clauses(text)
    if len(parts) < 2:
        return ""
    meanings = {meaning for meaning in map(sure, parts) if meaning and meaning not in SILENT}
    return meanings.pop() if len(meanings) == 1 else ""


def weighed_in(
    p: Mapping[str, float], intent: str, open_to: Collection[str], on_terms: bool = False
) -> dict[str, float]:
    """Probabilities with the odds of `intent` raised by `CLAUSE_ODDS`, summing to 1.

    An explicit yes or no that nothing expected speaks against takes (nearly) all; `on_terms`: the other clauses only
    say on what terms it holds ("If it's cheaper that way, then yes."), so nothing in them speaks against it.
    """
    raised = {**p, intent: max(p.get(intent, 0.0), 0.02) * CLAUSE_ODDS}
    total = sum(raised.values())
    raised = {each: mass / total for each, mass in raised.items()}
    if intent in POLES:
        quiet = {intent, POLES[intent], *SILENT}
        if on_terms or all(mass < RIVAL_P for each, mass in raised.items() if each in open_to and each not in quiet):
            sure = max(EXPLICIT_P, raised[intent])
            rest = max(1e-9, 1.0 - raised[intent])
            return {each: sure if each == intent else mass * (1.0 - sure) / rest for each, mass in raised.items()}
    return raised
