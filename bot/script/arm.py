"""A script as one arm of an A/B campaign goes through it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType

from bot.script.condition import holds
from bot.script.model import Branch, Script


def as_arm(script: Script, arm: str) -> Script:
    """The same script without the lines of branches that are never taken in this arm; "" leaves it as it is."""
    if not arm:
        return script
    steps = {name: replace(step, branch=tuple(_taken(step.branch, arm))) for name, step in script.steps.items()}
    return replace(script, steps=MappingProxyType(steps), arms=(arm,))


def _taken(lines: Iterable[Branch], arm: str) -> Iterator[Branch]:
    """What is left of a branch: no line whose arm is another, none behind one that the arm alone decides."""
    for line in lines:
        about_arm = tuple(test for test in line.condition if test.name == "arm")
        if not holds(about_arm, {"arm": arm}):
            continue
        yield line
        if len(about_arm) == len(line.condition):
            return
