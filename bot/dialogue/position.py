"""Where a conversation stands: an independent copy to try something on, and what decides how it can go on.

For whoever explores a script. Knows every field of the State; leaves the clock and the numbering of questions out of a
position, so that two conversations in the same position go on alike.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Final, NamedTuple

from bot.dialogue.state import State
from bot.dialogue.wording import Wording
from bot.understanding.model import Understanding

Counted = tuple[tuple[str, int], ...]

SILENCE: Final = "silence"
DOUBT: Final = "doubt"


class Position(NamedTuple):
    """`counted` is how often each objection was raised, how often there was SILENCE in a row, and whether there was a
    DOUBT about an opt-out; each decides about its own next time alone. `rest` is everything else."""

    rest: Hashable
    counted: Counted


_everything: Final = attrgetter(*(field.name for field in fields(State) if field.init))
"""What a State is made of, in the order in which it takes it; to set one by one takes twice as long."""


def fork(state: State) -> State:
    """The same conversation again; what happens to one is unknown to the other."""
    twin = State(*_everything(state))
    twin.known = dict(state.known)
    twin.wording = Wording(twin.known, state.setup.language, state.setup.now.date(), state.setup.seed)
    twin.utterances = deque(state.utterances)
    twin.raised = dict(state.raised)
    twin.slots = dict(state.slots)
    twin.presumed = dict(state.presumed)
    twin.queued = list(state.queued)
    twin.spoken = list(state.spoken)
    twin.out = []
    return twin


def forget(state: State, but: str) -> None:
    """As if nothing had been counted but `but`."""
    state.raised = {intent: times for intent, times in state.raised.items() if intent == but}
    state.no_inputs = state.no_inputs if but == SILENCE else 0
    state.opt_out_doubted = state.opt_out_doubted and but == DOUBT


def position(state: State, relevant: Mapping[str, Sequence[str]]) -> Position:
    """Left out besides the clock: the number of replies (`max_turns` bounds it), which wording comes next and which
    words "say that again" repeats.

    `relevant` are the names whose values can still decide anything, sorted, by the step at which the call stands.
    """
    return Position(_rest(state, relevant), counted(state))


def counted(state: State) -> Counted:
    """See Position."""
    objections = state.script.objections
    times = [(intent, min(often, objections[intent].limit + 1)) for intent, often in state.raised.items()]
    if state.no_inputs:
        times.append((SILENCE, state.no_inputs))
    if state.opt_out_doubted:
        times.append((DOUBT, 1))
    return tuple(sorted(times))


def _rest(state: State, relevant: Mapping[str, Sequence[str]]) -> Hashable:
    if state.finish is not None:
        return (state.phase, state.finish.disposition, state.finish.outcome, state.opted_out, state.speaking)
    question = state.question
    asked: tuple[str, ...] = ()
    names: Sequence[str] = ()
    if question is not None:
        pending = question.pending.intent if question.pending else ""
        doubted = _told(question.doubted)
        names = relevant[question.step.id]
        captured = (f"{name}={value}" for name, value in sorted(question.captured.items()))
        asked = (question.step.id, question.expecting.confirming, *doubted, pending, *captured)
    waiting = _told(state.held[0].understanding if state.held is not None else None)
    known = tuple((name, str(state.known[name])) for name in names if name in state.known)
    return (
        state.phase, asked, known, state.no_matches, state.speaking, state.barged and state.speaking,
        waiting, state.disclosed, state.disclosing is not None, state.opted_out, state.doubt_open,
        state.keys, state.heard_words, state.greeted and not state.heard_words, state.wait_until is not None,
        tuple(sorted(state.presumed)),
    )  # fmt: skip


def _told(meaning: Understanding | None) -> tuple[str, ...]:
    """What of a meaning decides how a call goes on."""
    return (
        () if meaning is None else (str(meaning.intent), meaning.action, str(meaning.slots), str(meaning.callback_time))
    )
