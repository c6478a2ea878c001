"""Which steps and outcomes of a script only have another name in the other: certain ones alone.

Pure. Certain means: everything about the two is the same but the name, and no third is like them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from bot.insight.fact import Fact, Names, facts
from bot.script.model import Script, Template

Likeness = tuple[list[Fact], dict[str, Mapping[str, tuple[Template, ...]]]]
"""What is told of a step or an outcome, and its texts by prompt, its name left out."""

_ITSELF: Final = "!"
"""Stands for the name in question: no name is written like this."""


def renamed(old: Script, new: Script) -> dict[str, str]:
    """New names by old ones."""
    found = _alike(old, new)
    while doubtful := [name for name, now in found.items() if not _same(old, name, new, now, found)]:
        # What leads to another place is another step: with it goes the certainty of those that lead to it.
        found = {name: now for name, now in found.items() if name not in doubtful}
    return found


def _alike(old: Script, new: Script) -> dict[str, str]:
    """Those that are like exactly one of the new ones, if names only one script has are taken for one another."""
    found: dict[str, str] = {}
    kinds = ((old.steps, new.steps), (old.outcomes, new.outcomes))
    gone = [[name for name in before if name not in after] for before, after in kinds]
    come = [[name for name in after if name not in before] for before, after in kinds]
    for left, right in zip(gone, come, strict=True):
        before, after = _likenesses(old, left, chain(*gone)), _likenesses(new, right, chain(*come))
        for name, likeness in before.items():
            alike = [other for other, its in after.items() if its == likeness]
            if len(alike) == 1 and list(before.values()).count(likeness) == 1:
                found[name] = alike[0]
    return found


def _same(old: Script, name: str, new: Script, now: str, found: Mapping[str, str]) -> bool:
    """Whether nothing but the name differs, with the names found so far taken for settled."""
    return _likeness(old, name, Names({**found, name: _ITSELF})) == _likeness(new, now, Names({now: _ITSELF}))


def _likenesses(script: Script, of: Iterable[str], unsettled: Iterable[str]) -> dict[str, Likeness]:
    """By name; names that only one of the two scripts has are masked wherever they lead."""
    masked = dict.fromkeys(unsettled, "?")
    return {name: _likeness(script, name, Names({**masked, name: _ITSELF})) for name in of}


def _likeness(script: Script, name: str, names: Names) -> Likeness:
    told = [fact for fact in facts(script, names) if fact.owner.endswith(f" {_ITSELF}")]
    texts = {
        prompt.id.removeprefix(f"{name}."): prompt.texts
        for prompt in script.prompts()
        if prompt.id.startswith(f"{name}.")
    }
    return told, texts
