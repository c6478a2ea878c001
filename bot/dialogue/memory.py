"""What a conversation knows by name: values that hold, values still to be confirmed, what conditions may ask about.

Pure functions over `State`; every change here makes the wording forget what it rendered with the old value.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.dialogue.state import State
from bot.script.model import Setting
from bot.spoken import Value


def facts(state: State) -> Mapping[str, Value]:
    """What conditions may ask about: every known value, and arm, language and attempt number."""
    setup = state.setup
    return {**state.known, "arm": setup.arm, "language": setup.language, "attempt": setup.attempt}


def settle(state: State, settings: tuple[Setting, ...]) -> None:
    """Carry out ``set``: a value is remembered as text, ``+1`` counts."""
    for setting in settings:
        if setting.value.startswith("+") and setting.value[1:].isdigit():
            before = state.known.get(setting.name, 0)
            value: Value = (before if isinstance(before, int) else 0) + int(setting.value)
        else:
            value = setting.value
        remember(state, {setting.name: value})


def remember(state: State, slots: Mapping[str, Value]) -> None:
    """Values that hold: prompts and conditions may speak of them, and they outlive the call."""
    state.slots.update(slots)
    state.known.update(slots)
    state.wording.forget(slots)
    for name in slots:
        state.presumed.pop(name, None)


def presume(state: State, slots: Mapping[str, Value]) -> None:
    """Values to be confirmed: the confirming question may speak of them, nothing else keeps them."""
    for name in slots:
        state.presumed.setdefault(name, state.known.get(name))
    state.known.update(slots)
    state.wording.forget(slots)


def unpresume(state: State) -> None:
    """Nobody confirmed them: they were never said."""
    if not state.presumed:
        return
    for name, before in state.presumed.items():
        if before is None:
            del state.known[name]
        else:
            state.known[name] = before
    state.wording.forget(state.presumed)
    state.presumed.clear()
