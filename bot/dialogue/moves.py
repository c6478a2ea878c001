"""The moves of a conversation: say, ask, go on, come back, end. Each changes the State and appends actions to it.

Pure functions over `State`; `engine` decides which move an event calls for. Nothing here reads words or audio.
"""

from __future__ import annotations

from typing import Final, Literal

from bot.dialogue import disclosure, memory
from bot.dialogue.events import Finish, HangUp, HonourOptOut, Listen, Note, Say, StopSaying, Transfer
from bot.dialogue.question import open_question, renew
from bot.dialogue.state import Question, State
from bot.script.condition import holds
from bot.script.model import Answer, Policy, Prompt, Step, Target

MOST_STEPS_A_MOVE: Final = 50
"""`check` proves that steps without a question never form a circle; this is the belt to its braces."""

CONFIRM_PATIENCE_S: Final = 0.6

GOODBYE_S: Final = 20.0
"""A goodbye may outlast the call's longest duration by this (s); the longest of the shipped ones takes 7 s."""

BY_NUMBER: Final = ("score", "number", "phone")
"""Types of slots that are typed digit by digit."""
NOT_BY_KEYS: Final = ("callback_time", "free_text", "money")


def note(state: State, kind: str, text: str) -> None:
    state.out.append(Note(kind, text, state.question.step.id if state.question else ""))


def say(state: State, prompt: Prompt, step: str, barge_in: bool = True, discloses: bool = False) -> None:
    """Speak a prompt after whatever is being said, and remember it for "repeat that"."""
    text = state.wording.text(prompt)
    if not text:
        return
    state.out.append(Say(prompt.id, text, step, barge_in))
    state.spoken.append((prompt.id, text))
    state.speaking = True
    state.waiting, state.deadline = "", None
    if discloses:
        disclosure.being_said(state, text)
    if not state.disclosed:
        state.queued.append(text)


def say_again(state: State, said: list[tuple[str, str]]) -> None:
    """Speak the same words once more; they stay what was said last."""
    step = state.question.step if state.question else None
    assert step is not None, "only what belongs to an open question is repeated"
    for prompt, text in said:
        state.out.append(Say(prompt, text, step.id, step.barge_in))
        state.speaking = True
        if step.discloses:
            disclosure.being_said(state, text)
    state.waiting, state.deadline = "", None


def say_aside(state: State, prompt: Prompt) -> None:
    """Speak something that nobody wants to hear again when they ask "what did you say?"."""
    assert state.question is not None
    remembered = list(state.spoken)
    say(state, prompt, state.question.step.id)
    state.spoken[:] = remembered


def hush(state: State) -> None:
    """Fall silent, if speaking."""
    if state.speaking:
        state.out.append(StopSaying())
        state.speaking = False
        disclosure.cut_off(state)


# --- asking -------------------------------------------------------------------------------------------------------


def listen(state: State, question: Question) -> None:
    """Open `question`: from now on replies are judged against it, even while it is still being spoken."""
    state.question = question
    state.phase = "asking"
    state.barged = False
    state.held = None
    state.keys = ""
    state.waiting, state.deadline = "", None
    state.silent_by = state.wait_until = None
    patience = CONFIRM_PATIENCE_S if question.expecting.confirming else question.step.patience_s
    state.out.append(Listen(question.expecting, patience))
    rest(state)


def rest(state: State) -> None:
    """Where a question is open and nobody speaks, let the clock of silence run on.

    It starts when the question falls silent and is not started anew by noises, so that a noisy line ends too.
    """
    busy = state.speaking or state.callee_speaking or state.parsing or state.waiting == "keys"
    if state.phase != "asking" or busy:
        return
    if state.wait_until is not None:
        state.waiting, state.deadline = "wait", state.wait_until
        return
    if state.silent_by is None:
        state.silent_by = state.now + no_input_policy(state).after_s
    state.waiting, state.deadline = "no_input", state.silent_by


def ask(state: State, question: Question) -> None:
    """Say the question in full, then listen."""
    state.spoken.clear()
    _pose(state, question, question.prompt)
    listen(state, question)


def ask_again(state: State, *leads: Prompt | None) -> None:
    """Say `leads` (an apology, an objection's answer), then the open question in its short form, then listen.

    Who calls is said in full as long as the callee cut it off.
    """
    question = state.question
    if question is None:
        end(state, "technical_failure", "script", "the script goes back, and no question is open")
        return
    hush(state)
    state.spoken.clear()
    for lead in leads:
        if lead is not None:
            say(state, lead, question.step.id)
    short = None if disclosure.owed(state) else question.reprompt
    _pose(state, question, short or question.prompt)
    listen(state, renew(state, question))


def _pose(state: State, question: Question, prompt: Prompt | None) -> None:
    """A question's words, with the keys that answer it where nothing can be recognised."""
    step = question.step
    if prompt is not None:
        say(state, prompt, step.id, step.barge_in, step.discloses and prompt is step.say)
    if state.setup.keypad_only:
        for hint in _key_hints(state, question):
            say(state, hint, step.id)


def _key_hints(state: State, question: Question) -> tuple[Prompt, ...]:
    """What the keys mean at a question; what 9 means is said once."""
    step, asides = question.step, state.script.asides
    found: list[Prompt | None] = []
    if question.expecting.confirming:
        found.append(asides.get("keypad"))
    elif step.keypad is not None:
        found.append(step.keypad)
    elif step.slot is not None and step.slot.type in BY_NUMBER:
        found.append(asides.get("keypad_number"))
    elif "yes" in step.answers:
        found.append(asides.get("keypad"))
    if not state.keypad_told:
        state.keypad_told = True
        found.append(asides.get("keypad_opt_out"))
    return tuple(prompt for prompt in found if prompt is not None)


def ask_step_again(state: State) -> None:
    """Back from a confirmation to the step's own question, in its short form."""
    assert state.question is not None
    step = state.question.step
    ask(state, open_question(state, step, step.reprompt or step.say))


# --- going on -----------------------------------------------------------------------------------------------------


def enter(state: State, step_id: str) -> None:
    """Walk from a step through everything that needs no answer, up to the next question or the end."""
    if disclosure.must_come_first(state, step_id):
        note(state, "disclosure", "the callee cut in before hearing who calls, so that is said first")
        ask_again(state)
        return
    for _ in range(MOST_STEPS_A_MOVE):
        step = state.script.steps[step_id]
        arrive(state, step)
        if step.listens:
            _ask_step(state, step)
            return
        if step.say is not None:
            say(state, step.say, step.id, step.barge_in, step.discloses)
        then = _branch(state, step) if step.branch else step.then
        if then is None or then.kind != "step":
            go(state, then)
            return
        step_id = then.name
    end(state, "technical_failure", "line", f"step {step_id}: {MOST_STEPS_A_MOVE} steps without a question")


def arrive(state: State, step: Step) -> None:
    """A new step begins: what was half agreed upon is forgotten, and troubles are counted anew."""
    memory.unpresume(state)
    state.no_inputs = state.no_matches = 0
    memory.settle(state, step.set)


def _ask_step(state: State, step: Step) -> None:
    """Ask it; but where only keys are heard and no key answers it, do not make the callee wait."""
    question = open_question(state, step, step.say)
    slot = step.slot
    if state.setup.keypad_only and slot is not None and slot.type in NOT_BY_KEYS and not step.keys:
        state.question = question
        note(state, "keypad", f"no key answers {step.id}, so it is not asked")
        _give_up(state, no_input_policy(state), "no_input", "the question cannot be answered by keys")
        return
    ask(state, question)


def _branch(state: State, step: Step) -> Target | None:
    for branch in step.branch:
        if holds(branch.condition, memory.facts(state), state.setup.now.date()):
            state.out.append(Note("branch", f"{step.id}: {branch.then.name}", step.id))
            return branch.then
    return None


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


def take(state: State, answer: Answer) -> None:
    """Follow an answer of the open question."""
    assert state.question is not None, "answers belong to an open question"
    hush(state)
    memory.settle(state, answer.set)
    if answer.then.kind == "back":
        ask_again(state, answer.say)
        return
    if answer.say is not None:
        say(state, answer.say, state.question.step.id)
    go(state, answer.then)


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
    if state.doubt_open:
        opt_out(state, "perhaps an opt-out, and silence when it was asked for again: honoured")
        return
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
        honour_opt_out(state)
    _conclude(state, Finish(outcome.disposition, outcome_id, "script", why, dict(state.slots)))
    if outcome.say is not None:
        say(state, outcome.say, outcome_id, barge_in=False)
    if transfer:
        state.out.append(Transfer(transfer))
    if not state.speaking:
        close(state)


def had_enough(state: State) -> bool:
    """Count one reply of the callee; beyond the script's `max_turns` the call is ended."""
    state.replies += 1
    enough = state.replies > state.script.max_turns
    if enough:
        end(state, "max_duration", "line", f"the callee replied {state.replies} times")
    return enough


def end(state: State, disposition: str, decided_by: Literal["line", "script", "operator"], why: str) -> None:
    """End without an author's outcome: the line or the house decided. Nothing more is said."""
    hush(state)
    _conclude(state, Finish(disposition, "", decided_by, why, dict(state.slots)))
    close(state)


def _conclude(state: State, finished: Finish) -> None:
    memory.unpresume(state)
    state.finish = finished
    state.phase = "closing"
    state.waiting, state.deadline = "", None
    state.ends_at = max(state.ends_at, state.now + GOODBYE_S)
    state.out.append(finished)


def close_when_quiet(state: State) -> None:
    """The goodbye is over; words begun during it may still be an opt-out."""
    if state.phase == "closing" and not (state.speaking or state.callee_speaking or state.parsing):
        close(state)


def close(state: State) -> None:
    """Everything is said: hang up."""
    state.phase = "done"
    state.question = None
    state.waiting, state.deadline = "", None
    state.out.append(HangUp())


def honour_opt_out(state: State) -> None:
    """Write it once."""
    if not state.opted_out:
        state.opted_out = True
        state.out.append(HonourOptOut())


def opt_out(state: State, why: str) -> None:
    """Never call again: written at once, one sentence, goodbye; never confirmed."""
    hush(state)
    if state.script.opt_out:
        finish(state, state.script.opt_out, why)
    else:
        honour_opt_out(state)
        end(state, "do_not_call", "script", why)


def machine(state: State, why: str) -> None:
    """An answering machine: leave the outcome's message if the script has one, and go."""
    hush(state)
    outcome = state.script.machine.outcome
    if outcome:
        finish(state, outcome, why)
    else:
        end(state, "machine_message", "script", why)
