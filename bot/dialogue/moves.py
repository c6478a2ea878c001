"""The moves of a conversation: say, ask, go on, come back, end. Each changes the State and appends actions to it.

Pure functions over `State`; `engine` decides which move an event calls for. Nothing here reads words or audio.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from bot.dialogue.events import Finish, HangUp, HonourOptOut, Listen, Note, Say, StopSaying, Transfer
from bot.dialogue.state import Live, Question, State
from bot.script.condition import holds
from bot.script.model import Answer, Policy, Prompt, Script, Setting, Slot, Step, Target
from bot.spoken import Value
from bot.understanding.model import Expecting, SlotSpec

ALWAYS_LIVE: Final = ("opt_out", "operator", "robot", "repeat", "wrong_person", "backchannel")
"""Heard at every question whatever the script says; opt-out is honoured even where a script forgot it."""

MOST_STEPS_A_MOVE: Final = 50
"""`check` proves that steps without a question never form a circle; this is the belt to its braces."""

CONFIRM_PATIENCE_S: Final = 0.6


def note(state: State, kind: str, text: str) -> None:
    state.out.append(Note(kind, text, state.question.step.id if state.question else ""))


def say(state: State, prompt: Prompt, step: str, barge_in: bool = True) -> None:
    """Speak a prompt after whatever is being said, and remember it for "repeat that"."""
    text = state.wording.text(prompt)
    if not text:
        return
    state.out.append(Say(prompt.id, text, step, barge_in))
    state.spoken.append((prompt.id, text))
    state.speaking = True
    state.waiting, state.deadline = "", None


def hush(state: State) -> None:
    """Fall silent, if speaking."""
    if state.speaking:
        state.out.append(StopSaying())
        state.speaking = False


# --- asking -------------------------------------------------------------------------------------------------------


def expect(state: State, step: Step, confirming: str = "") -> Expecting:
    """What may sensibly be said at `step` now, numbered as a new question."""
    state.turn += 1
    memo = state.setup.plan.live
    key = (step.id, bool(confirming))
    live = memo.get(key)
    if live is None:
        live = memo[key] = _live(state.script, step, bool(confirming))
    answers, asides, slot, confirmable = live
    setup = state.setup
    opening = not state.heard_words
    return Expecting(
        step.id, state.turn, answers, asides, slot, confirmable, confirming, opening, state.wall_now, setup.costs
    )


def _live(script: Script, step: Step, confirming: bool) -> Live:
    """Answers first; asides are every objection and what no script can switch off.

    A value that is being confirmed may still be corrected ("no, at seven"), so its slot stays live.
    """
    answers = ("yes", "no") if confirming else tuple(step.answers)
    asides = tuple(dict.fromkeys(id_ for id_ in (*script.objections, *ALWAYS_LIVE) if id_ not in answers))
    slot = None if step.slot is None or (confirming and step.slot.confirm is None) else _spec(step.slot)
    confirmable = {intent for intent, answer in step.answers.items() if answer.confirm}
    if "yes" in step.answers and "confirm_yes" in script.asides:
        confirmable.add("yes")
    return answers, asides, slot, frozenset() if confirming else frozenset(confirmable)


def _spec(slot: Slot) -> SlotSpec:
    return SlotSpec(slot.name, slot.type, slot.options, slot.low, slot.high)


def listen(state: State, question: Question) -> None:
    """Open `question`: from now on replies are judged against it, even while it is still being spoken."""
    state.question = question
    state.phase = "asking"
    state.barged = False
    state.keys = ""
    patience = CONFIRM_PATIENCE_S if question.expecting.confirming else question.step.patience_s
    state.out.append(Listen(question.expecting, patience))
    if not state.speaking:
        await_reply(state)


def await_reply(state: State) -> None:
    """The bot is silent and a question is open: start the no_input clock."""
    if state.question is None or state.callee_speaking or state.parsing:
        return
    state.waiting = "no_input"
    state.deadline = state.now + no_input_policy(state).after_s


def ask(state: State, question: Question) -> None:
    """Say the question in full, then listen."""
    state.spoken.clear()
    if question.prompt is not None:
        say(state, question.prompt, question.step.id, question.step.barge_in)
    if state.setup.keypad_only and "keypad" in state.script.asides:
        say(state, state.script.asides["keypad"], question.step.id)
    listen(state, question)


def ask_again(state: State, *leads: Prompt | None) -> None:
    """Say `leads` (an apology, an objection's answer), then the open question in its short form, then listen."""
    question = state.question
    assert question is not None, "only an open question can be asked again"
    hush(state)
    state.spoken.clear()
    for lead in leads:
        if lead is not None:
            say(state, lead, question.step.id)
    prompt = question.reprompt or question.prompt
    if prompt is not None:
        say(state, prompt, question.step.id, question.step.barge_in)
    listen(state, renew(state, question))


def renew(state: State, question: Question) -> Question:
    """The same question under a new number, so that answers to the old one are seen to be late."""
    expecting = expect(state, question.step, question.expecting.confirming)
    return Question(question.step, expecting, question.prompt, question.reprompt, question.pending, question.captured)


def confirm(state: State, pending: Answer | None, prompt: Prompt, captured: Mapping[str, Value], about: str) -> None:
    """Ask whether we understood right; what was understood is kept half-done until "yes"."""
    assert state.question is not None
    hush(state)
    step = state.question.step
    expecting = expect(state, step, confirming=about)
    ask(state, Question(step, expecting, prompt, None, pending, captured))


# --- going on -----------------------------------------------------------------------------------------------------


def enter(state: State, step_id: str) -> None:
    """Walk from a step through everything that needs no answer, up to the next question or the end."""
    for _ in range(MOST_STEPS_A_MOVE):
        step = state.script.steps[step_id]
        state.no_inputs = state.no_matches = 0
        settle(state, step.set)
        if step.listens:
            expecting = expect(state, step)
            ask(state, Question(step, expecting, step.say, step.reprompt))
            return
        if step.say is not None:
            say(state, step.say, step.id, step.barge_in)
        then = _branch(state, step) if step.branch else step.then
        if then is None or then.kind != "step":
            go(state, then)
            return
        step_id = then.name
    end(state, "technical_failure", "line", f"step {step_id}: {MOST_STEPS_A_MOVE} steps without a question")


def _branch(state: State, step: Step) -> Target | None:
    for branch in step.branch:
        if holds(branch.condition, facts(state), state.setup.now.date()):
            state.out.append(Note("branch", f"{step.id}: {branch.then.name}", step.id))
            return branch.then
    return None


def facts(state: State) -> Mapping[str, Value]:
    """What conditions may ask about: every known value, and arm, language and attempt number."""
    setup = state.setup
    return {**state.known, "arm": setup.arm, "language": setup.language, "attempt": setup.attempt}


def go(state: State, target: Target | None) -> None:
    """Take an author's target: a step, an ending, or back to the open question."""
    if target is None:
        end(state, "technical_failure", "script", "the script has no way on from here")
    elif target.kind == "finish":
        finish(state, target.name, f"the script goes to {target.name}")
    elif target.kind == "back":
        ask_again(state)
    else:
        enter(state, target.name)


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
    state.slots.update(slots)
    state.known.update(slots)
    if slots:
        state.wording.forget()


# --- trouble ------------------------------------------------------------------------------------------------------


def no_input_policy(state: State) -> Policy:
    step = state.question.step if state.question else None
    return (step.no_input if step else None) or state.script.no_input


def no_match_policy(state: State) -> Policy:
    step = state.question.step if state.question else None
    return (step.no_match if step else None) or state.script.no_match


def no_match(state: State, why: str) -> None:
    """Nothing that fits was said: apologise and ask again, or take the policy's way out."""
    policy = no_match_policy(state)
    state.no_matches += 1
    note(state, "no_match", why)
    if state.no_matches > policy.reprompts:
        hush(state)
        _give_up(state, policy, "no_match", f"not understood {state.no_matches} times")
    else:
        ask_again(state, state.script.asides.get("not_understood"))


def no_input(state: State) -> None:
    """Nothing was said in time: ask whether somebody is there, or take the policy's way out."""
    policy = no_input_policy(state)
    state.no_inputs += 1
    note(state, "no_input", f"nothing heard for {policy.after_s:g} s")
    if state.no_inputs > policy.reprompts:
        _give_up(state, policy, "no_input", f"silent {state.no_inputs} times")
    else:
        ask_again(state, state.script.asides.get("still_there"))


def _give_up(state: State, policy: Policy, disposition: str, why: str) -> None:
    if policy.then is None:
        end(state, disposition, "script", why)
    else:
        go(state, policy.then)


# --- ending -------------------------------------------------------------------------------------------------------


def finish(state: State, outcome_id: str, why: str) -> None:
    """End with an author's outcome; its goodbye is played before the line is closed."""
    outcome = state.script.outcomes[outcome_id]
    transfer = next((action.what for action in outcome.actions if action.kind == "transfer"), "")
    if outcome.disposition == "do_not_call":
        state.out.append(HonourOptOut())
    _conclude(state, Finish(outcome.disposition, outcome_id, "script", why, dict(state.slots)))
    if outcome.say is not None:
        say(state, outcome.say, outcome_id, barge_in=False)
    if transfer:
        state.out.append(Transfer(transfer))
    if not state.speaking:
        close(state)


def end(state: State, disposition: str, decided_by: Literal["line", "script", "operator"], why: str) -> None:
    """End without an author's outcome: the line or the house decided. Nothing more is said."""
    hush(state)
    _conclude(state, Finish(disposition, "", decided_by, why, dict(state.slots)))
    close(state)


def _conclude(state: State, finished: Finish) -> None:
    state.finish = finished
    state.phase = "closing"
    state.waiting, state.deadline = "", None
    state.out.append(finished)


def close(state: State) -> None:
    """Everything is said: hang up."""
    state.phase = "done"
    state.question = None
    state.waiting, state.deadline = "", None
    state.out.append(HangUp())


def opt_out(state: State, why: str) -> None:
    """Never call again: written at once, one sentence, goodbye; never confirmed."""
    hush(state)
    if state.script.opt_out:
        finish(state, state.script.opt_out, why)
    else:
        state.out.append(HonourOptOut())
        end(state, "do_not_call", "script", why)


def machine(state: State, why: str) -> None:
    """An answering machine: leave the outcome's message if the script has one, and go."""
    hush(state)
    outcome = state.script.machine.outcome
    if outcome:
        finish(state, outcome, why)
    else:
        end(state, "machine_message", "script", why)
