"""Values a step asks for: taken at once, or read back first and taken after "yes".

Pure functions over `State`. A value that nobody confirmed is never kept.
"""

from __future__ import annotations

from bot.dialogue import memory, moves
from bot.dialogue.question import open_confirmation
from bot.dialogue.state import Question, State
from bot.script.model import Answer, Slot
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
        memory.presume(state, heard.slots)
        moves.ask(state, open_confirmation(state, answer, slot.confirm, heard.slots, slot.name))


def confirmed(state: State, agreed: bool) -> None:
    """The answer to "did I understand you right?"."""
    question = _open(state)
    answers = question.step.answers
    if agreed and question.captured:
        assert question.step.slot is not None
        memory.remember(state, question.captured)
        _go_on(state, question.step.slot, question.pending)
    elif agreed and question.pending is not None:
        moves.take(state, question.pending)
    elif question.expecting.confirming == "yes" and "no" in answers:
        moves.take(state, answers["no"])
    else:
        _denied(state)


def _denied(state: State) -> None:
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
    moves.note(state, "slot", f"{slot.name} = {state.slots[slot.name]}")
    if answer is not None:
        moves.take(state, answer)
        return
    moves.hush(state)
    moves.go(state, _open(state).step.then)


def _open(state: State) -> Question:
    assert state.question is not None, "values are heard while a question is open"
    return state.question
