"""Values that stand for those nobody knows yet: a row for a script's contact list, and what callees will say.

Pure. For trying, timing and hearing scripts; no call ever speaks a sample.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from bot.script.model import Script, Slot
from bot.script.piece import SLOT_TYPES
from bot.script.values import typed_values
from bot.script.variable import settings
from bot.spoken import Value, parse_value

SAMPLES: Final[Mapping[str, str]] = MappingProxyType({
    "text": "something", "name": "Anna", "money": "2000 UAH", "date": "-30 days", "datetime": "2026-11-24 10:30",
    "number": "7", "count": "7", "phone": "+380671234567", "code": "AB12",
})  # fmt: skip
"""A cell of each type, as an author would write it."""

A_DAY: Final = date(2026, 11, 23)
"""The day before the moment among the samples; of no meaning."""

CALLBACK: Final = "tomorrow 18:00"
"""When somebody asks to be called again."""


def sample_row(script: Script) -> dict[str, str]:
    """A contact with something in every column: its default where it has one."""
    return {name: variable.default or SAMPLES[variable.type] for name, variable in script.contact.items()}


def learnt_values(script: Script, as_of: date) -> dict[str, Value]:
    """What becomes known in the course of a call only, by name: slots, settings, counters and what every call has."""
    values: dict[str, Value] = {"arm": next(iter(script.arms), ""), "attempt": 1}
    values |= script.counters
    for setting in settings(script):
        values.setdefault(setting.name, setting.value)
    slots = (step.slot for step in script.steps.values())
    return {**values, **{slot.name: _given(slot, as_of) for slot in slots if slot is not None}}


def _given(slot: Slot, as_of: date) -> Value:
    """Something that can be captured: of a choice its first option, of a number its highest."""
    if slot.options:
        return slot.options[0]
    if slot.type in ("score", "number"):
        return min(slot.high, int(SAMPLES["number"]))
    type_ = SLOT_TYPES[slot.type]
    return parse_value(type_, CALLBACK if type_ == "datetime" else SAMPLES[type_], as_of)


def sample_values(script: Script, language: str) -> dict[str, Value]:
    """Something for every variable a prompt may speak."""
    known, _ = typed_values(script, sample_row(script), language, A_DAY)
    return {"language": language, **learnt_values(script, A_DAY), **known}
