"""A few values that stand for all of a variable's: the ends of its range, and both sides of every condition on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import product
from math import ceil, floor
from typing import Final

from bot.dialogue.state import Setup
from bot.script.graph import asked_about
from bot.script.model import Script, Test, Variable
from bot.script.sample import SAMPLES, sample_row
from bot.script.values import typed_values
from bot.spoken import Interval, Money, SpokenError, Value, parse_value
from bot.understanding.model import SlotSpec

WORDS: Final = "something of their own"


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


def _written(name: str, script: Script) -> list[str]:
    """What `name` is compared with, as the author wrote it."""
    tests = [test for test in _tests(script) if test.name == name and test.op != "known"]
    return [text for test in tests for text in (test.value, *test.values) if text]


def _thresholds(name: str, script: Script) -> set[int]:
    """Whole numbers on both sides of every number that `name` is compared with; of money the amount."""
    found: set[int] = set()
    for text in _written(name, script):
        try:
            number = Decimal(text.partition(" ")[0].replace(",", "."))
        except InvalidOperation:
            continue
        found |= {ceil(number) - 1, floor(number), ceil(number), floor(number) + 1}
    return found


def setups_to_try(base: Setup) -> Iterator[Setup]:
    """One for every arm and for every way the conditions can see attempt and contact data.

    What a column may lack is tried without it as well. Raises nothing: samples fit their types.
    """
    script = base.script
    asked = asked_about(script)
    rows = [_cells(variable, script, base.now.date()) for variable in script.contact.values() if variable.name in asked]
    names = [name for name in script.contact if name in asked]
    attempts = sorted({1, *(n for n in _thresholds("attempt", script) if n >= 1)})
    sample = sample_row(script)
    for arm, attempt, cells in product(script.arms or ("",), attempts, product(*rows)):
        row = {**sample, **dict(zip(names, cells, strict=True))}
        values, messages = typed_values(script, row, base.language, base.now.date())
        if messages:
            continue
        yield replace(base, arm=arm, attempt=attempt, values=values)


def _cells(variable: Variable, script: Script, as_of: date) -> tuple[str, ...]:
    """What the column may hold: a sample, nothing, what it is compared with, and what lies on both sides of that."""
    written = _written(variable.name, script)
    if variable.type in ("number", "count", "money"):
        unit = next((f" {text.partition(' ')[2]}" for text in written if " " in text), " UAH")
        numbers = sorted(number for number in _thresholds(variable.name, script) if number >= 0)
        written = [f"{number}{unit if variable.type == 'money' else ''}" for number in numbers]
    elif variable.type in ("date", "datetime"):
        written = [day for text in written for day in _days_around(text, as_of)]
    return tuple(dict.fromkeys((SAMPLES[variable.type], "", *written)))


def _days_around(text: str, as_of: date) -> Iterator[str]:
    try:
        day = parse_value("date", text, as_of)
    except SpokenError:
        return
    assert isinstance(day, date)
    yield from ((day + timedelta(days=near)).isoformat() for near in (-1, 0, 1))
