"""Telephone keys: 9 is never-call-again everywhere, digits answer, numbers are collected.

At a question that takes a number, 9 followed by # (or by a digit) is that number; 9 alone stays an opt-out, because a
missed opt-out is worse than a survey's lost nine (docs/decisions/0004-key-nine.md).
"""

from __future__ import annotations

from typing import Final

from bot.dialogue import moves, replies
from bot.dialogue.events import Event, Keyed
from bot.dialogue.state import State
from bot.spoken import Value
from bot.understanding.model import SLOT, Understanding, Why

OPT_OUT_KEY: Final = "9"
BETWEEN_KEYS_S: Final = 2.0
"""Pause that ends a number typed without # (s): the DTMF inter-digit timeout usual in VoiceXML platforms is 2-3 s."""

USUAL_KEYS: Final = {"1": "yes", "2": "no", "0": "operator", "*": "repeat"}
NUMBERS: Final = ("score", "number", "phone")


def keyed(state: State, event: Event) -> None:
    """A key was pressed."""
    assert isinstance(event, Keyed)
    if state.phase == "opening" and event.key == OPT_OUT_KEY:
        moves.opt_out(state, "key 9")
    if state.phase != "asking" or state.question is None:
        return
    state.heard_words = True
    state.no_inputs = 0
    moves.hush(state)
    slot = state.question.expecting.slot
    if slot is not None and slot.type in NUMBERS:
        _collect(state, event.key)
    elif event.key == OPT_OUT_KEY:
        moves.opt_out(state, "key 9")
    else:
        _choose(state, event.key)


def key_pause_over(state: State) -> None:
    """No further key came: what has been typed is meant."""
    typed, state.keys = state.keys, ""
    if typed == OPT_OUT_KEY:
        moves.opt_out(state, "key 9")
    else:
        _number(state, typed)


def _collect(state: State, key: str) -> None:
    if key == "#" and state.keys:
        typed, state.keys = state.keys, ""
        _number(state, typed)
    elif key.isdigit():
        state.keys += key
        state.waiting, state.deadline = "keys", state.now + BETWEEN_KEYS_S
    else:
        _choose(state, key)


def _number(state: State, typed: str) -> None:
    assert state.question is not None
    slot = state.question.expecting.slot
    if slot is None:
        moves.no_match(state, f"keys {typed} answer nothing here")
        return
    value: Value = typed if slot.type == "phone" else int(typed)
    if isinstance(value, int) and not slot.low <= value <= slot.high:
        moves.no_match(state, f"keys {typed}: not between {slot.low} and {slot.high}")
        return
    replies.act(state, Understanding(SLOT, 1.0, "act", Why("keys", note=typed), typed, {slot.name: value}))


def _choose(state: State, key: str) -> None:
    assert state.question is not None
    step, expecting = state.question.step, state.question.expecting
    options = expecting.slot.options if expecting.slot else ()
    intent = step.keys.get(key) or ""
    if not intent and options and key.isdigit() and 1 <= int(key) <= len(options):
        intent = options[int(key) - 1]
    intent = intent or USUAL_KEYS.get(key, "")
    slots: dict[str, Value] = {expecting.slot.name: intent} if expecting.slot and intent in options else {}
    known = (*expecting.answers, *expecting.asides)
    if intent in known or slots:
        replies.act(state, Understanding(intent, 1.0, "act", Why("keys", note=key), key, slots))
    else:
        moves.no_match(state, f"key {key} answers nothing here")
