"""The dialogue engine: one conversation as a state machine over events, with time passed in.

`handle(event, now) -> actions`, `deadline`, `tick(now)`, `expecting`. Knows scripts and meanings; refuses to know
audio, clocks, threads and databases. Every decision is a value (Note, Finish.why), so a transcript explains itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from bot.dialogue import disclosure, moves, position, question, replies
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
from bot.dialogue.position import Counted, Position
from bot.dialogue.state import Setup, State, Utterance
from bot.dialogue.wording import Wording
from bot.source import WinbackError
from bot.spoken import Value
from bot.understanding.model import Expecting


class Dialogue:
    """One conversation. Seconds are the line's clock, from the moment of answering; events come in order."""

    __slots__ = ("_state",)

    def __init__(self, setup: Setup) -> None:
        known: dict[str, Value] = {**setup.script.counters, **setup.values}
        wording = Wording(known, setup.language, setup.now.date(), setup.seed)
        self._state = State(setup, wording, known, ends_at=setup.script.max_duration_s)

    @property
    def expecting(self) -> Expecting | None:
        """What a reply is to be understood against; None when no question is open."""
        state = self._state
        if state.phase in ("opening", "closing"):
            return question.opening(state)
        return state.question.expecting if state.phase == "asking" and state.question else None

    @property
    def deadline(self) -> float | None:
        """When to call `tick` (s); None once the conversation is over."""
        state = self._state
        if state.phase == "done":
            return None
        return state.ends_at if state.deadline is None else min(state.ends_at, state.deadline)

    @property
    def done(self) -> bool:
        return self._state.phase == "done"

    @property
    def opening(self) -> bool:
        """Whether no words of a human have been heard yet: the time for machines that speak without a breath."""
        return not self._state.heard_words and not self._state.greeted

    def handle(self, event: Event | None, now: float) -> tuple[Action, ...]:
        """What to do about `event` (None: time alone has passed). After the end only an opt-out still counts.

        A text that cannot be said ends the call; what was decided before it (an opt-out!) stands.
        """
        state = self._state
        state.now = now
        state.out = []
        try:
            HANDLERS[type(event)](state, event)
        except WinbackError as error:
            _fail(state, str(error))
        return tuple(state.out)

    @property
    def named(self) -> bool:
        """Whether it has been said who calls, or is being said."""
        return self._state.disclosed or self._state.disclosing is not None

    def fork(self) -> Dialogue:
        """An independent copy, to try on it what might come."""
        twin = Dialogue.__new__(Dialogue)
        twin._state = position.fork(self._state)
        return twin

    @property
    def counted(self) -> Counted:
        """What was counted so far; see `dialogue.position`."""
        return position.counted(self._state)

    def forget(self, but: str) -> None:
        """As if nothing had been counted but `but`: how often something else happened decides nothing about it."""
        position.forget(self._state, but)

    def position(self, relevant: Mapping[str, Sequence[str]]) -> Position:
        """What decides how this conversation can go on; see `dialogue.position`."""
        return position.position(self._state, relevant)

    def tick(self, now: float) -> tuple[Action, ...]:
        """The line's clock reached `deadline`; ticks that come early do nothing."""
        return self.handle(None, now)


# --- events -------------------------------------------------------------------------------------------------------


def _answered(state: State, _: Event) -> None:
    if state.phase != "new":
        return
    if state.script.opening_s <= 0:
        moves.enter(state, state.script.start)
        return
    state.phase = "opening"
    state.out.append(Listen(question.opening(state), moves.CONFIRM_PATIENCE_S))
    state.waiting, state.deadline = "opening", state.now + state.script.opening_s


def _speech_started(state: State, _: Event) -> None:
    """Silence is over; a number being typed goes on being typed."""
    state.callee_speaking = True
    since = state.question.since if state.phase == "asking" and state.question else 0
    state.utterances.append(Utterance(since, state.speaking))
    if state.waiting != "keys":
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
    state.parsing += 1


def _resolved(state: State) -> Utterance:
    """The oldest utterance has been looked at. One that was not seen to begin counts as begun just now."""
    state.parsing = max(0, state.parsing - 1)
    since = state.question.since if state.question else 0
    return state.utterances.popleft() if state.utterances else Utterance(since, state.speaking)


def _unheard(state: State, _: Event) -> None:
    _resolved(state)
    if state.phase == "opening":
        moves.enter(state, state.script.start)
    elif state.phase == "asking" and not state.speaking:
        if state.barged:
            moves.no_match(state, "interrupted by a sound without words")
        else:
            moves.note(state, "noise", "a sound without words")
            moves.rest(state)
    elif state.phase == "closing":
        moves.close_when_quiet(state)


def _understood(state: State, event: Event) -> None:
    assert isinstance(event, Understood)
    utterance = _resolved(state)
    if state.phase == "opening":
        replies.opening(state, event.understanding)
    elif state.phase == "asking":
        replies.reply(state, event, utterance)
    elif state.phase != "new":
        replies.during_goodbye(state, event.understanding)
        moves.close_when_quiet(state)


def _prompt_ended(state: State, _: Event) -> None:
    if state.speaking:
        disclosure.said_to_the_end(state)
    state.speaking = False
    if state.phase == "closing":
        moves.close_when_quiet(state)
    elif state.phase == "asking" and state.held is not None:
        held, state.held = state.held, None
        replies.reply(state, *held)
    else:
        moves.rest(state)


def _machine_heard(state: State, event: Event) -> None:
    assert isinstance(event, MachineHeard)
    if state.phase in ("opening", "asking") and not state.heard_words and not state.greeted:
        moves.machine(state, event.why)


def _hung_up(state: State, _: Event) -> None:
    if state.finish is None and state.doubt_open:
        moves.honour_opt_out(state)
        _line_ended(state, "do_not_call", "perhaps an opt-out, and the callee hung up: honoured")
    else:
        _line_ended(state, "hung_up", "the callee hung up")


def _faulted(state: State, event: Event) -> None:
    assert isinstance(event, Faulted)
    _fail(state, event.why)


def _fail(state: State, why: str) -> None:
    _line_ended(state, "technical_failure", why)


def _line_ended(state: State, disposition: str, why: str) -> None:
    if state.finish is None:
        moves.end(state, disposition, "line", why)
    elif state.phase != "done":
        moves.hush(state)
        moves.close(state)


def _time_passed(state: State, _: Event | None) -> None:
    if state.phase == "done":
        return
    if state.now >= state.ends_at:
        _line_ended(state, "max_duration", f"the call reached {state.script.max_duration_s:g} s")
    elif state.deadline is not None and state.now >= state.deadline:
        _time_up(state)


HANDLERS: Final[dict[type[Any], Callable[[State, Any], None]]] = {
    type(None): _time_passed,
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
