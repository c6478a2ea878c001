"""A reply clause by clause: "Oh, I had forgotten those. Of course I would." says yes once and nothing else for sure.

Recognisers that punctuate cut replies into clauses for us; what the sure layers make of a clause weighs in the whole.
Pure; knows texts, asks the layers it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from bot.understanding.decision import OTHER

CLAUSE_END: Final = re.compile(r"[.,;:!?…]+(?:\s+|$)")
CLAUSE_ODDS: Final = 8.0
"""What one clause that is sure is worth against the classifier's word on the whole reply: it turns 0.6 into 0.92."""
SILENT: Final = frozenset({OTHER, "backchannel", "wait"})
"""Meanings that a clause may have beside another meaning without speaking against it."""

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


def weighed_in(p: Mapping[str, float], intent: str) -> dict[str, float]:
    """Probabilities with the odds of `intent` raised by `CLAUSE_ODDS`, summing to 1."""
    raised = {**p, intent: max(p.get(intent, 0.0), 0.02) * CLAUSE_ODDS}
    total = sum(raised.values())
    return {each: mass / total for each, mass in raised.items()}
