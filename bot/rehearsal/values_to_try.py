"""A few values that stand for all of a variable's: the ends of its range, and both sides of every condition on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import product
from typing import Final

from bot.dialogue.state import Setup
from bot.script.graph import asked_about
from bot.script.model import Script, Test, Variable
from bot.script.values import typed_values
from bot.spoken import Interval, Money, Value
from bot.understanding.model import SlotSpec

WORDS: Final = "something of their own"
SAMPLES: Final = {
    "text": "something", "name": "Anna", "money": "2000 UAH", "date": "-30 days", "datetime": "2026-11-24 10:30",
    "number": "7", "count": "7", "phone": "+380671234567", "code": "AB12",
}  # fmt: skip


def values_to_try(slot: SlotSpec, script: Script) -> tuple[Value, ...]:
    """What to give to a slot at a call of 2026-11-23, at noon."""
    match slot.type:
        case "score" | "number":
            inside = {slot.low, slot.high, *_thresholds(slot.name, script)}
            return tuple(sorted(value for value in inside if slot.low <= value <= slot.high))
        case "choice":
            return slot.options
        case "callback_time":
            return (Interval(datetime(2026, 11, 24, 18), datetime(2026, 11, 24, 21)),)
        case "money":
            return tuple(Money(Decimal(value), "UAH") for value in (100, *_thresholds(slot.name, script)))
        case "phone":
            return ("0671234567",)
        case _:
            return (WORDS,)


def _tests(script: Script) -> Iterator[Test]:
    for step in script.steps.values():
        for branch in step.branch:
            yield from branch.condition


def _thresholds(name: str, script: Script) -> set[int]:
    """Whole numbers on both sides of every number that `name` is compared with."""
    texts = [text for test in _tests(script) if test.name == name for text in (test.value, *test.values)]
    written = [int(text.split()[0]) for text in texts if text and text.split()[0].lstrip("+-").isdigit()]
    return {number + near for number in written for near in (-1, 0, 1)}


def setups_to_try(base: Setup) -> Iterator[Setup]:
    """One for every arm and for every way the conditions can see attempt and contact data.

    What a column may lack is tried without it as well. Raises nothing: samples fit their types.
    """
    script = base.script
    asked = asked_about(script)
    rows = [_cells(variable, script) for variable in script.contact.values() if variable.name in asked]
    names = [name for name in script.contact if name in asked]
    attempts = sorted({1, *(n for n in _thresholds("attempt", script) if n >= 1)})
    sample = {name: variable.default or SAMPLES[variable.type] for name, variable in script.contact.items()}
    for arm, attempt, cells in product(script.arms or ("",), attempts, product(*rows)):
        row = {**sample, **dict(zip(names, cells, strict=True))}
        values, messages = typed_values(script, row, base.language, base.now.date())
        if messages:
            continue
        yield replace(base, arm=arm, attempt=attempt, values=values)


def _cells(variable: Variable, script: Script) -> tuple[str, ...]:
    """What the column may hold; an empty cell where nobody insists on it."""
    numbers = [str(number) for number in sorted(_thresholds(variable.name, script)) if number >= 0]
    texts = [text for test in _tests(script) if test.name == variable.name for text in (test.value, *test.values)]
    written = numbers if variable.type in ("number", "count", "money") else [text for text in texts if text != "yes"]
    unit = " UAH" if variable.type == "money" else ""
    return tuple(dict.fromkeys((SAMPLES[variable.type], "", *(cell + unit for cell in written))))
