"""Values a step asks for: taken at once, or read back first and taken after "yes".

Pure functions over `State`. A value that nobody confirmed is never kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.dialogue import disclosure, memory, moves
from bot.dialogue.question import open_confirmation, open_question
from bot.dialogue.state import Question, State
from bot.script.model import Answer, Slot, Step, Target
from bot.spoken import Value
from bot.understanding.model import Understanding


def captured(state: State, heard: Understanding) -> None:
    """A value was given. While one is being confirmed, the same again agrees and another corrects it."""
    question = _open(state)
    slot = question.step.slot
    assert slot is not None, "only a step with a slot captures"
    answer = question.step.answers.get(heard.intent or "")
    if slot.confirm is None:
        memory.remember(state, heard.slots)
        _go_on(state, slot, answer)
    elif question.captured and question.captured == heard.slots:
        confirmed(state, True)
    else:
        moves.hush(state)
        _read_back(state, slot, heard.slots, answer)


def _read_back(state: State, slot: Slot, values: Mapping[str, Value], answer: Answer | None = None) -> None:
    """Ask whether that was meant; until then nothing keeps it."""
    assert slot.confirm is not None, "only where the author worded the question"
    memory.presume(state, values)
    moves.ask(state, open_confirmation(state, answer, slot.confirm, values, slot.name))


def go_with_time(state: State, target: Target, heard: Understanding) -> None:
    """Go where "call me later" leads; a time said with it answers the step that would ask for it."""
    step = _asks_when(state, target)
    if step is None or heard.callback_time is None or disclosure.must_come_first(state, target.name):
        moves.go(state, target)
        return
    slot = step.slot
    assert slot is not None
    moves.arrive(state, step)
    state.question = open_question(state, step, step.say)
    values = {slot.name: heard.callback_time}
    if slot.confirm is None:
        memory.remember(state, values)
        _noted(state, slot)
        moves.go(state, step.then)
    else:
        _read_back(state, slot, values)


def _asks_when(state: State, target: Target) -> Step | None:
    """The step `target` names, if it asks when to call."""
    step = state.script.steps.get(target.name) if target.kind == "step" else None
    return step if step is not None and step.slot is not None and step.slot.type == "callback_time" else None


def confirmed(state: State, agreed: bool) -> None:
    """The answer to "did I understand that value right?"."""
    question = _open(state)
    if not agreed:
        denied(state)
        return
    assert question.step.slot is not None, "values are those of a slot"
    memory.remember(state, question.captured)
    _go_on(state, question.step.slot, question.pending)


def denied(state: State) -> None:
    """Not what was meant: the step's own question again, or the way out if that has been asked often enough."""
    memory.unpresume(state)
    moves.note(state, "corrected", "the callee said that was not meant")
    if state.no_matches + 1 > moves.no_match_policy(state).reprompts:
        moves.no_match(state, "corrected too often")
        return
    state.no_matches += 1
    moves.hush(state)
    moves.ask_step_again(state)


def _go_on(state: State, slot: Slot, answer: Answer | None) -> None:
    _noted(state, slot)
    if answer is not None:
        moves.take(state, answer)
        return
    moves.hush(state)
    moves.go(state, _open(state).step.then)


def _noted(state: State, slot: Slot) -> None:
    moves.note(state, "slot", f"{slot.name} = {state.slots[slot.name]}")


def _open(state: State) -> Question:
    assert state.question is not None, "values are heard while a question is open"
    return state.question
