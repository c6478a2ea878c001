"""The dialogue engine: one conversation as a state machine over events, with time passed in.

`handle(event, now) -> actions`, `deadline`, `tick(now)`, `expecting`. Knows scripts and meanings; refuses to know
audio, clocks, threads and databases. Every decision is a value (Note, Finish.why), so a transcript explains itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bot.dialogue import moves, replies
from bot.dialogue.events import (
    Action,
    Answered,
    BargedIn,
    Event,
    Faulted,
    HungUp,
    Keyed,
    Listen,
    MachineHeard,
    PromptEnded,
    SpeechEnded,
    SpeechStarted,
    Understood,
    Unheard,
)
from bot.dialogue.keypad import key_pause_over, keyed
from bot.dialogue.state import Setup, State
from bot.dialogue.wording import Wording
from bot.spoken import Value
from bot.understanding.model import Expecting


class Dialogue:
    """One conversation. Seconds are the line's clock, from the moment of answering; events come in order."""

    __slots__ = ("_state",)

    def __init__(self, setup: Setup) -> None:
        known: dict[str, Value] = {**setup.script.counters, **setup.values}
        wording = Wording(known, setup.language, setup.now.date(), setup.seed)
        self._state = State(setup, wording, known)

    @property
    def expecting(self) -> Expecting | None:
        """What a reply is to be understood against; None when no question is open."""
        state = self._state
        if state.phase in ("opening", "closing"):
            return state_opening(state)
        return state.question.expecting if state.phase == "asking" and state.question else None

    @property
    def deadline(self) -> float | None:
        """When to call `tick` (s); None once the conversation is over."""
        state = self._state
        if state.phase == "done":
            return None
        limit = state.script.max_duration_s
        return limit if state.deadline is None else min(limit, state.deadline)

    @property
    def done(self) -> bool:
        return self._state.phase == "done"

    @property
    def opening(self) -> bool:
        """Whether no words of the callee have been understood yet: the time for answering machines."""
        return not self._state.heard_words

    def handle(self, event: Event, now: float) -> tuple[Action, ...]:
        """What to do about `event`. After the end only an opt-out still counts."""
        state = self._state
        if state.phase == "done":
            return replies.after_the_end(event)
        state.now = now
        state.out = []
        HANDLERS[type(event)](state, event)
        return tuple(state.out)

    def tick(self, now: float) -> tuple[Action, ...]:
        """The line's clock reached `deadline`; ticks that come early do nothing."""
        state = self._state
        if state.phase == "done":
            return ()
        state.now = now
        state.out = []
        if now >= state.script.max_duration_s:
            _too_long(state)
        elif state.deadline is not None and now >= state.deadline:
            _time_up(state)
        return tuple(state.out)


def state_opening(state: State) -> Expecting:
    """Before our first word and after our last anything may come; only machines and opt-outs matter."""
    asides = tuple(dict.fromkeys((*state.script.objections, *moves.ALWAYS_LIVE)))
    return Expecting(step="", turn=0, answers=(), asides=asides, opening=not state.heard_words, now=state.wall_now)


# --- events -------------------------------------------------------------------------------------------------------


def _answered(state: State, _: Event) -> None:
    if state.phase != "new":
        return
    if state.script.opening_s <= 0:
        moves.enter(state, state.script.start)
        return
    state.phase = "opening"
    state.out.append(Listen(state_opening(state), 0.6))
    state.waiting, state.deadline = "opening", state.now + state.script.opening_s


def _speech_started(state: State, _: Event) -> None:
    state.callee_speaking = True
    state.keys = ""
    if not state.speaking:
        state.waiting, state.deadline = "", None


def _barged_in(state: State, _: Event) -> None:
    if state.phase != "asking" or not state.speaking or state.question is None:
        return
    if state.question.step.barge_in:
        state.barged = True
        moves.note(state, "barge_in", "the callee spoke over the bot, which fell silent")
        moves.hush(state)
    else:
        moves.note(state, "barge_in", "the callee spoke over the bot; this step is spoken to its end")


def _speech_ended(state: State, _: Event) -> None:
    state.callee_speaking = False
    state.parsing = True


def _unheard(state: State, _: Event) -> None:
    state.parsing = False
    if state.phase == "opening":
        moves.enter(state, state.script.start)
    elif state.phase == "asking" and not state.speaking:
        if state.barged:
            moves.note(state, "noise", "interrupted by a sound without words")
            moves.ask_again(state)
        else:
            moves.note(state, "noise", "a sound without words")
            moves.await_reply(state)


def _understood(state: State, event: Event) -> None:
    assert isinstance(event, Understood)
    state.parsing = False
    if state.phase == "opening":
        replies.opening(state, event.understanding)
    elif state.phase == "asking":
        replies.reply(state, event)
    else:
        state.out.extend(replies.after_the_end(event))


def _prompt_ended(state: State, _: Event) -> None:
    state.speaking = False
    if state.phase == "closing":
        moves.close(state)
    elif state.phase == "asking" and not state.waiting:
        moves.await_reply(state)


def _machine_heard(state: State, event: Event) -> None:
    assert isinstance(event, MachineHeard)
    if state.phase in ("opening", "asking") and not state.heard_words:
        moves.machine(state, event.why)


def _hung_up(state: State, _: Event) -> None:
    if state.finish is None:
        moves.end(state, "hung_up", "line", "the callee hung up")
    else:
        moves.close(state)


def _faulted(state: State, event: Event) -> None:
    assert isinstance(event, Faulted)
    if state.finish is None:
        moves.end(state, "technical_failure", "line", event.why)
    else:
        moves.close(state)


HANDLERS: Final[dict[type[Any], Callable[[State, Event], None]]] = {
    Answered: _answered,
    SpeechStarted: _speech_started,
    BargedIn: _barged_in,
    SpeechEnded: _speech_ended,
    Unheard: _unheard,
    Understood: _understood,
    Keyed: keyed,
    PromptEnded: _prompt_ended,
    MachineHeard: _machine_heard,
    HungUp: _hung_up,
    Faulted: _faulted,
}


# --- time ---------------------------------------------------------------------------------------------------------


def _time_up(state: State) -> None:
    waiting = state.waiting
    state.waiting, state.deadline = "", None
    if waiting == "opening":
        moves.enter(state, state.script.start)
    elif waiting == "keys":
        key_pause_over(state)
    elif waiting == "wait":
        moves.ask_again(state, state.script.asides.get("still_there"))
    else:
        moves.no_input(state)


def _too_long(state: State) -> None:
    if state.finish is None:
        moves.end(state, "max_duration", "line", f"the call reached {state.script.max_duration_s:g} s")
    else:
        moves.hush(state)
        moves.close(state)
