"""Which variables a script has, of which types, and which of them are known from the first word on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bot.script.model import Script, Setting
from bot.script.piece import SLOT_TYPES

BUILT_IN: Final[Mapping[str, str]] = MappingProxyType({"arm": "text", "language": "text", "attempt": "number"})
"""Variables every call has."""


def settings(script: Script) -> Iterator[Setting]:
    """Every `set` of steps and answers."""
    for step in script.steps.values():
        yield from step.set
        for answer in step.answers.values():
            yield from answer.set


def variable_types(script: Script) -> dict[str, str]:
    """Every variable by name with its type: contact data, constants, slots, settings, counters, built-in ones."""
    types = {setting.name: "text" for setting in settings(script)}
    types |= {step.slot.name: SLOT_TYPES[step.slot.type] for step in script.steps.values() if step.slot}
    types |= dict.fromkeys(script.counters, "number")
    types |= {variable.name: variable.type for variable in (*script.values.values(), *script.contact.values())}
    return {**types, **BUILT_IN}


def known_at_start(script: Script) -> frozenset[str]:
    """What needs no luck: constants, counters, built-in ones, and contact data that is required or has a default."""
    contact = {name for name, variable in script.contact.items() if variable.required or variable.default is not None}
    return frozenset(contact | set(script.values) | set(script.counters) | set(BUILT_IN))


def possible_values(script: Script) -> dict[str, frozenset[str]]:
    """The values of variables that can only hold words the script itself gives: arms, languages, choices, settings."""
    closed = {"arm": set(script.arms), "language": set(script.languages)}
    for step in script.steps.values():
        if step.slot is not None and step.slot.type == "choice":
            closed.setdefault(step.slot.name, set()).update(step.slot.options)
    for setting in settings(script):
        closed.setdefault(setting.name, set()).add(setting.value)
    open_ended = {step.slot.name for step in script.steps.values() if step.slot and step.slot.type != "choice"}
    open_ended |= {*script.contact, *script.values, *script.counters}
    return {name: frozenset(values) for name, values in closed.items() if name not in open_ended}
