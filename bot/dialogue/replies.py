"""What to do with an understood reply: answer, slot, objection, global intent, or none of these.

Pure functions over `State`; the order of the questions asked here is the order of precedence among meanings:
opt-out, machine, confirmation, the step's own answers and slot, objections, listening noises, no match.
"""

from __future__ import annotations

from bot.dialogue import moves
from bot.dialogue.events import Action, Event, HonourOptOut, Note, Say, Understood
from bot.dialogue.state import Question, State
from bot.script.model import BACK, Answer, Objection, Slot
from bot.understanding.model import MACHINE, SLOT, Understanding


def opening(state: State, heard: Understanding) -> None:
    """The callee's first words, before ours: a machine and an opt-out count, anything else is a "hello?"."""
    if heard.intent == MACHINE:
        moves.machine(state, f"greeting of a machine ({heard.why})")
        return
    if heard.intent == "opt_out" and heard.action == "act":
        moves.opt_out(state, f"heard “{heard.text}” ({heard.why})")
        return
    moves.enter(state, state.script.start)


def reply(state: State, event: Understood) -> None:
    """A reply while a question is open."""
    heard = event.understanding
    question = state.question
    assert question is not None
    if event.turn != question.expecting.turn:
        if event.step == "" and event.turn == 0:
            opening_words_late(state, heard)
            return
        moves.note(state, "late", f"“{heard.text}” answered an earlier question and is dropped")
        _quiet_again(state)
        return
    if state.speaking and _is_listening_noise(state, heard):
        moves.note(state, "backchannel", f"“{heard.text}” while the bot speaks is a listening noise")
        return
    state.no_inputs = 0
    state.heard_words = True
    if heard.intent == "opt_out" and heard.action != "confirm":
        _opt_out(state, heard)
    elif heard.intent == MACHINE:
        moves.machine(state, f"greeting of a machine ({heard.why})")
    elif heard.action == "ask" or heard.intent is None:
        _not_understood(state, heard)
    elif heard.action == "confirm":
        _confirm(state, heard)
    else:
        act(state, heard)


def after_the_end(event: Event) -> tuple[Action, ...]:
    """During the goodbye, or after it, an opt-out is honoured still."""
    if not isinstance(event, Understood):
        return ()
    heard = event.understanding
    if heard.intent != "opt_out" or heard.action != "act":
        return ()
    return (HonourOptOut(), Note("opt_out", f"heard “{heard.text}” during the goodbye"))


def opening_words_late(state: State, heard: Understanding) -> None:
    """Words begun before our greeting and understood during it: only machines and opt-outs change anything."""
    if heard.intent == MACHINE:
        moves.machine(state, f"greeting of a machine ({heard.why})")
    elif heard.intent == "opt_out" and heard.action == "act":
        moves.opt_out(state, f"heard “{heard.text}” ({heard.why})")
    else:
        moves.note(state, "hello", f"“{heard.text}” before the greeting")
        _quiet_again(state)


def _is_listening_noise(state: State, heard: Understanding) -> bool:
    """Too short to be a barge-in and nothing that changes the course: the bot speaks on."""
    return not state.barged and (heard.action != "act" or heard.intent in (None, "backchannel", "yes", "other"))


def _quiet_again(state: State) -> None:
    if not state.speaking:
        moves.await_reply(state)


def _opt_out(state: State, heard: Understanding) -> None:
    if heard.action == "act" or state.opt_out_doubted:
        doubt = "; unsure twice counts as yes" if heard.action != "act" else ""
        moves.opt_out(state, f"heard “{heard.text}” ({heard.why}){doubt}")
        return
    state.opt_out_doubted = True
    moves.note(state, "opt_out_doubt", f"“{heard.text}” may be an opt-out ({heard.why})")
    moves.hush(state)
    check = state.script.asides.get("opt_out_check")
    if check is None:
        moves.opt_out(state, "unsure, and the script has no neutral re-ask")
        return
    assert state.question is not None
    moves.say(state, check, state.question.step.id)
    moves.listen(state, moves.renew(state, state.question))


def _not_understood(state: State, heard: Understanding) -> None:
    if state.speaking:
        moves.note(state, "ignored", f"“{heard.text}” while the bot speaks is not understood ({heard.why})")
        return
    moves.no_match(state, f"“{heard.text}” fits nothing here ({heard.why})")


def _confirm(state: State, heard: Understanding) -> None:
    question = state.question
    assert question is not None
    answer = question.step.answers.get(heard.intent or "")
    prompt = (answer.confirm if answer else None) or state.script.asides.get("confirm_yes")
    if answer is None or prompt is None:
        _not_understood(state, heard)
        return
    moves.note(state, "confirm", f"{heard.intent} is not sure enough (p {heard.p:.2f}), so ask")
    moves.confirm(state, answer, prompt, heard.slots, heard.intent or "")


def act(state: State, heard: Understanding) -> None:
    """The meaning is clear: take the step's own answer first, then what holds at every step."""
    question = state.question
    assert question is not None
    intent = heard.intent or ""
    if question.expecting.confirming and intent in ("yes", "no"):
        _confirmed(state, intent == "yes")
    elif question.expecting.confirming and _corrects(state, heard):
        pass
    elif intent == SLOT or (heard.slots and question.step.slot is not None):
        _captured(state, heard)
    elif not question.expecting.confirming and intent in question.step.answers:
        take(state, question.step.answers[intent])
    elif intent in state.script.objections:
        object_(state, state.script.objections[intent])
    elif intent == "operator":
        _to_operator(state)
    elif intent == "repeat":
        repeat(state)
    elif intent == "backchannel":
        moves.note(state, "backchannel", f"“{heard.text}” is a listening noise")
        _quiet_again(state)
    elif intent == "wrong_person":
        moves.end(state, "wrong_person", "script", f"heard “{heard.text}” ({heard.why})")
    else:
        _not_understood(state, heard)


def _to_operator(state: State) -> None:
    """A script without a way to a human: say no more than the truth, and note it for the manager."""
    moves.note(state, "operator", "asked for a human; the script has no way there")
    moves.no_match(state, "asked for a human; the script has no way there")


def take(state: State, answer: Answer) -> None:
    """Follow an answer of the open question."""
    moves.hush(state)
    moves.settle(state, answer.set)
    if answer.then.kind == "back":
        moves.ask_again(state, answer.say)
        return
    if answer.say is not None:
        assert state.question is not None
        moves.say(state, answer.say, state.question.step.id)
    moves.go(state, answer.then)


# --- slots --------------------------------------------------------------------------------------------------------


def _captured(state: State, heard: Understanding) -> None:
    question = state.question
    assert question is not None
    slot = question.step.slot
    assert slot is not None
    if slot.confirm is not None:
        moves.remember(state, heard.slots)
        pending = question.step.answers.get(heard.intent or "")
        moves.confirm(state, pending, slot.confirm, heard.slots, slot.name)
        return
    moves.remember(state, heard.slots)
    _after_slot(state, slot, question.step.answers.get(heard.intent or ""))


def _after_slot(state: State, slot: Slot, answer: Answer | None) -> None:
    values = ", ".join(f"{name} = {state.slots[name]}" for name in (slot.name,) if name in state.slots)
    moves.note(state, "slot", values)
    assert state.question is not None
    if answer is not None:
        take(state, answer)
        return
    moves.hush(state)
    moves.go(state, state.question.step.then)


def _confirmed(state: State, agreed: bool) -> None:
    question = state.question
    assert question is not None
    step = question.step
    if agreed and question.pending is not None and not question.captured:
        take(state, question.pending)
    elif agreed and step.slot is not None:
        moves.remember(state, question.captured)
        _after_slot(state, step.slot, question.pending)
    else:
        for name in question.captured:
            state.slots.pop(name, None)
            state.known.pop(name, None)
        state.wording.forget()
        moves.note(state, "corrected", "the callee said that was not meant")
        moves.hush(state)
        state.no_matches += 1
        _ask_step_again(state)


def _ask_step_again(state: State) -> None:
    """Back from a confirmation to the step's own question, or out if that has been asked often enough."""
    assert state.question is not None
    step = state.question.step
    policy = moves.no_match_policy(state)
    if state.no_matches > policy.reprompts:
        moves.no_match(state, "corrected too often")
        return
    prompt = step.reprompt or step.say
    moves.ask(state, Question(step, moves.expect(state, step), prompt, step.reprompt))


def _corrects(state: State, heard: Understanding) -> bool:
    """A new value in place of yes or no ("no, at seven"): take it instead of the old one."""
    question = state.question
    assert question is not None
    if not heard.slots or question.step.slot is None:
        return False
    _captured(state, heard)
    return True


# --- objections and global intents ----------------------------------------------------------------------------------


def object_(state: State, objection: Objection) -> None:
    """Answer an objection: first answer, second answer, and after its limit the way beyond."""
    if objection.repeats and state.raised.get(objection.intent, 0) < objection.limit:
        state.raised[objection.intent] = state.raised.get(objection.intent, 0) + 1
        repeat(state)
        return
    raised = state.raised.get(objection.intent, 0) + 1
    state.raised[objection.intent] = raised
    if objection.counts:
        moves.note(state, "objection", f"{objection.intent} ({raised})")
    if objection.then != BACK:
        _leave(state, objection)
    elif raised > objection.limit:
        moves.hush(state)
        moves.note(state, "limit", f"{objection.intent} was answered {objection.limit} times")
        moves.go(state, objection.beyond or moves.no_match_policy(state).then)
    elif objection.waits_s:
        _wait(state, objection.waits_s)
    else:
        moves.ask_again(state, objection.say if raised == 1 else objection.again or objection.say)


def _leave(state: State, objection: Objection) -> None:
    assert state.question is not None
    moves.hush(state)
    if objection.say is not None:
        moves.say(state, objection.say, state.question.step.id)
    moves.go(state, objection.then)


def _wait(state: State, seconds: float) -> None:
    """ "One moment": stay silent, keep the question open."""
    assert state.question is not None
    moves.hush(state)
    if "wait" in state.script.asides:
        moves.say(state, state.script.asides["wait"], state.question.step.id)
    moves.listen(state, moves.renew(state, state.question))
    state.waiting, state.deadline = "wait", state.now + seconds


def repeat(state: State) -> None:
    """Say the last words of the bot again, to the letter."""
    assert state.question is not None
    said = list(state.spoken)
    moves.hush(state)
    moves.note(state, "repeat", "the callee asked to hear it again")
    for prompt, text in said:
        state.out.append(Say(prompt, text, state.question.step.id, state.question.step.barge_in))
    if said:
        state.speaking = True
        state.waiting, state.deadline = "", None
    moves.listen(state, moves.renew(state, state.question))
