"""Telephone keys: 9 is never-call-again everywhere, digits answer, numbers are collected.

At a question that takes a number, 9 followed by # (or by a digit) is that number; 9 alone stays an opt-out, because a
missed opt-out is worse than a survey's lost nine (docs/decisions/0009-key-nine.md).
"""

from __future__ import annotations

from typing import Final

from bot.dialogue import moves, replies
from bot.dialogue.events import Event, Keyed
from bot.dialogue.state import Question, State
from bot.spoken import Value
from bot.understanding.model import SLOT, SlotSpec, Understanding, Why

OPT_OUT_KEY: Final = "9"
BETWEEN_KEYS_S: Final = 2.0
"""Pause that ends a number typed without # (s): the DTMF inter-digit timeout usual in VoiceXML platforms is 2-3 s."""

MOST_DIGITS: Final = 20
"""Longer than any number that can be asked for; what is typed beyond it is not kept."""

USUAL_KEYS: Final = {"1": "yes", "2": "no", "0": "operator", "*": "repeat"}


def keyed(state: State, event: Event) -> None:
    """A key was pressed."""
    assert isinstance(event, Keyed)
    key = event.key
    if state.phase in ("closing", "done"):
        if key == OPT_OUT_KEY:
            moves.honour_opt_out(state)
            moves.note(state, "opt_out", "key 9 during the goodbye")
    elif key == OPT_OUT_KEY and _number_asked(state) is None:
        moves.opt_out(state, "key 9")
    elif state.phase == "asking" and not _is_idle_hash(state, key):
        _counts(state, key)


def _counts(state: State, key: str) -> None:
    """A key that means something, or should: it silences the bot and proves a human."""
    if moves.had_enough(state):
        return
    state.heard_words = True
    state.doubt_open = False
    state.no_inputs = 0
    moves.hush(state)
    if _number_asked(state) is None:
        _choose(state, key)
    else:
        _collect(state, key)


def _is_idle_hash(state: State, key: str) -> bool:
    """People end whatever they typed with #, also what needs no end."""
    question = _open(state)
    return key == "#" and not state.keys and key not in question.step.keys


def _open(state: State) -> Question:
    assert state.question is not None, "keys answer an open question"
    return state.question


def _number_asked(state: State) -> SlotSpec | None:
    """The slot whose value is typed digit by digit now; while it is being confirmed, keys mean yes and no."""
    if state.phase != "asking":
        return None
    expecting = _open(state).expecting
    if expecting.confirming or expecting.slot is None or expecting.slot.type not in moves.BY_NUMBER:
        return None
    return expecting.slot


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
        state.waiting, state.deadline = "", None
        _number(state, typed)
    elif key.isdigit():
        state.keys = (state.keys + key)[:MOST_DIGITS]
        state.replies -= 1  # a number is one reply, however long it is
        state.waiting, state.deadline = "keys", state.now + BETWEEN_KEYS_S
    else:
        _choose(state, key)


def _number(state: State, typed: str) -> None:
    slot = _number_asked(state)
    assert slot is not None, "digits are collected where a number is asked"
    value: Value = typed if slot.type == "phone" else int(typed)
    if isinstance(value, int) and not slot.low <= value <= slot.high:
        moves.no_match(state, f"keys {typed}: not between {slot.low} and {slot.high}")
        return
    replies.act(state, Understanding(SLOT, 1.0, "act", Why("keys", note=typed), typed, {slot.name: value}))


def _choose(state: State, key: str) -> None:
    question = _open(state)
    expecting = question.expecting
    options = expecting.slot.options if expecting.slot and not expecting.confirming else ()
    intent = USUAL_KEYS.get(key, "")
    if not expecting.confirming:
        numbered = options[int(key) - 1] if key.isdigit() and 1 <= int(key) <= len(options) else ""
        intent = question.step.keys.get(key) or numbered or intent
    slots: dict[str, Value] = {expecting.slot.name: intent} if expecting.slot and intent in options else {}
    if intent in (*expecting.answers, *expecting.asides) or slots:
        replies.act(state, Understanding(intent, 1.0, "act", Why("keys", note=key), key, slots))
    else:
        moves.no_match(state, f"key {key} answers nothing here")
