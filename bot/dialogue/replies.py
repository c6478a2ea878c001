"""What to do with an understood reply: answer, slot, objection, global intent, or none of these.

Pure functions over `State`; the order of the questions asked here is the order of precedence among meanings:
opt-out, machine, lateness, listening noises, confirmation, the step's own answers and slot, objections, no match.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.dialogue import capture, disclosure, memory, moves
from bot.dialogue.events import Understood
from bot.dialogue.question import confirming_words, open_doubt, open_question, renew
from bot.dialogue.state import Question, State, Utterance
from bot.script.model import Answer, Objection
from bot.understanding.model import MACHINE, SLOT, Understanding

POLAR: Final = ("yes", "no", "backchannel")
STAYS_OPEN: Final = ("repeat", "backchannel", "wait")
"""Said while we ask whether something was meant, these leave that question open."""
ANSWERED_BY_DISCLOSURE: Final = ("who_is_this", "robot")
"""Asked over a greeting that says just that: the greeting is the answer."""
PERHAPS_P: Final = 0.4
"""From this probability on, an answer the step knows is asked for again before the words are kept as `other`."""
KNOWN_WORDS: Final = ("noise", "backchannel", "nothing", "exact", "polarity", "lexicon", "misheard")
"""Layers of the understanding that know what was said, if only a cough or a "yes": that is no reason nobody listed."""


def opening(state: State, heard: Understanding) -> None:
    """The callee's first words, before ours: a machine and an opt-out count, anything else is a "hello?"."""
    if heard.intent == MACHINE:
        moves.machine(state, f"greeting of a machine ({heard.why})")
        return
    if heard.intent == "opt_out":
        if heard.action == "act":
            moves.opt_out(state, _because(heard))
            return
        state.opt_out_doubted = True
        moves.note(state, "opt_out_doubt", f"“{heard.text}” may be an opt-out ({heard.why})")
    state.greeted = True
    moves.enter(state, state.script.start)


def reply(state: State, event: Understood, utterance: Utterance) -> None:
    """A reply while a question is open."""
    heard = event.understanding
    question = _open(state)
    if heard.intent == "opt_out" and heard.action != "confirm":
        _opt_out(state, heard)
    elif heard.intent == MACHINE and not state.heard_words:
        moves.machine(state, f"greeting of a machine ({heard.why})")
    elif event.turn < question.since:
        _drop(state, "late", f"“{heard.text}” {_when_late(event)} and is dropped")
    elif utterance.since < question.since and heard.action == "act" and heard.intent in POLAR:
        _drop(state, "late", f"“{heard.text}” was begun before the question was asked")
    elif state.speaking and _is_listening_noise(heard, utterance):
        moves.note(state, "backchannel", f"“{heard.text}” while the bot speaks is a listening noise")
    elif state.speaking and not question.step.barge_in:
        state.held = (event, utterance)
        moves.note(state, "held", f"“{heard.text}” waits until the bot has finished")
    elif state.waiting == "keys" and not heard.slots:
        moves.note(state, "keys", f"“{heard.text}” while a number is being typed: the keys count")
    else:
        _heed(state, heard)


def _heed(state: State, heard: Understanding) -> None:
    """A reply that counts."""
    if moves.had_enough(state):
        return
    state.heard_words = True
    state.doubt_open = False
    if heard.intent != "backchannel":
        state.no_inputs = 0
    if heard.action == "ask" or heard.intent in (None, MACHINE):
        _not_understood(state, heard)
    elif heard.action == "confirm":
        _confirm(state, heard)
    else:
        act(state, heard)


def during_goodbye(state: State, heard: Understanding) -> None:
    """During the goodbye, or after it, an opt-out is honoured still; one that is not sure only as the second one."""
    if heard.intent != "opt_out":
        return
    if heard.action == "act" or state.opt_out_doubted:
        moves.honour_opt_out(state)
        moves.note(state, "opt_out", f"heard “{heard.text}” during the goodbye ({heard.why})")
    else:
        state.opt_out_doubted = True
        moves.note(state, "opt_out_doubt", f"“{heard.text}” during the goodbye may be an opt-out ({heard.why})")


def _open(state: State) -> Question:
    assert state.question is not None, "replies are heard while a question is open"
    return state.question


def _because(heard: Understanding) -> str:
    return f"heard “{heard.text}” ({heard.why})"


def _when_late(event: Understood) -> str:
    return "answered an earlier question" if event.turn else "was said before the greeting"


def _drop(state: State, kind: str, why: str) -> None:
    moves.note(state, kind, why)
    moves.rest(state)


def _is_listening_noise(heard: Understanding, utterance: Utterance) -> bool:
    """Too short for a barge-in, and nothing that changes the course: the bot speaks on."""
    if heard.action == "ask" or heard.intent in (None, "backchannel", "other"):
        return True
    return utterance.over_bot and (heard.action == "confirm" or heard.intent == "yes")


def _opt_out(state: State, heard: Understanding) -> None:
    if heard.action == "act" or state.opt_out_doubted:
        doubt = "; unsure twice counts as yes" if heard.action != "act" else ""
        moves.opt_out(state, f"{_because(heard)}{doubt}")
        return
    state.opt_out_doubted = True
    state.heard_words = True
    moves.note(state, "opt_out_doubt", f"“{heard.text}” may be an opt-out ({heard.why})")
    moves.hush(state)
    check = state.script.asides.get("opt_out_check")
    if check is None:
        moves.opt_out(state, "unsure, and the script has no neutral re-ask")
        return
    moves.say_aside(state, check)
    moves.listen(state, renew(state, _open(state)))
    state.doubt_open = True


def _not_understood(state: State, heard: Understanding) -> None:
    """Nothing fits. A step that answers `other` takes the words as they are; who waits for us is not asked."""
    question = _open(state)
    if state.wait_until is not None:
        _drop(state, "ignored", f"“{heard.text}” while the callee asked us to wait ({heard.why})")
        return
    other = question.step.answers.get("other")
    foreign = heard.why.layer not in KNOWN_WORDS and heard.why.runner_up_p < PERHAPS_P
    if other is not None and foreign and not question.expecting.confirming:
        moves.note(state, "other", f"“{heard.text}” is none of the answers and is kept ({heard.why})")
        if question.step.slot is not None:
            memory.remember(state, {f"{question.step.slot.name}_words": heard.text})
        moves.take(state, other)
        return
    moves.no_match(state, f"“{heard.text}” fits nothing here ({heard.why})")


def _confirm(state: State, heard: Understanding) -> None:
    question = _open(state)
    prompt = confirming_words(state.script, question.step, heard.intent or "")
    if prompt is None or question.expecting.confirming:
        _not_understood(state, heard)
        return
    moves.note(state, "confirm", f"{heard.intent} is not sure enough (p {heard.p:.2f}), so ask")
    moves.hush(state)
    moves.ask(state, open_doubt(state, heard, prompt))


def _about_doubt(state: State, doubted: Understanding, heard: Understanding) -> Understanding | None:
    """What to act on while we ask whether `doubted` was meant: that, or what is said instead; None where all is done.

    Either counts as if it had been said plainly to the step's own question.
    """
    step = _open(state).step
    if heard.intent == "no" and not (doubted.intent == "yes" and "no" in step.answers):
        capture.denied(state)
        return None
    if heard.intent not in STAYS_OPEN:
        state.question = open_question(state, step, step.say)
    return replace(doubted, action="act") if heard.intent == "yes" else heard


def act(state: State, heard: Understanding) -> None:
    """The meaning is clear: take the step's own answer first, then what holds at every step."""
    doubted = _open(state).doubted
    if doubted is not None:
        instead = _about_doubt(state, doubted, heard)
        if instead is None:
            return
        heard = instead
    question = _open(state)
    intent = heard.intent or ""
    confirming = question.expecting.confirming
    slot = question.step.slot
    if slot is not None and intent in slot.options and not heard.slots and not confirming:
        heard = replace(heard, slots={slot.name: intent})
    if slot is not None and slot.name in heard.slots:
        capture.captured(state, heard)
    elif confirming and intent in ("yes", "no"):
        capture.confirmed(state, intent == "yes")
    elif intent != SLOT and intent in question.step.answers:
        _answered(state, question.step.answers[intent], heard)
    elif intent in state.script.objections:
        object_(state, state.script.objections[intent], heard)
    else:
        _always_live(state, heard)


def _answered(state: State, answer: Answer, heard: Understanding) -> None:
    """An answer of the step; "call me tomorrow at six" may have answered the question it leads to as well."""
    if heard.callback_time is None or answer.then.kind != "step":
        moves.take(state, answer)
        return
    moves.hush(state)
    memory.settle(state, answer.set)
    if answer.say is not None:
        moves.say(state, answer.say, _open(state).step.id)
    capture.go_with_time(state, answer.then, heard)


def _always_live(state: State, heard: Understanding) -> None:
    """What is heard at every question even where a script has no word about it."""
    if heard.intent == "repeat":
        repeat(state)
    elif heard.intent == "backchannel":
        _drop(state, "backchannel", f"“{heard.text}” is a listening noise")
    elif heard.intent == "wrong_person":
        moves.end(state, "wrong_person", "script", _because(heard))
    elif heard.intent == "operator":
        moves.note(state, "operator", "asked for a human; the script has no way there")
        moves.no_match(state, "asked for a human; the script has no way there")
    else:
        _not_understood(state, heard)


# --- objections and global intents ----------------------------------------------------------------------------------


def object_(state: State, objection: Objection, heard: Understanding) -> None:
    """Answer an objection: first answer, second answer, and after its limit the way beyond."""
    raised = state.raised.get(objection.intent, 0) + 1
    state.raised[objection.intent] = raised
    if objection.counts:
        moves.note(state, "objection", f"{objection.intent} ({raised})")
    if objection.then.kind != "back":
        _leave(state, objection, heard)
    elif raised > objection.limit:
        moves.hush(state)
        moves.note(state, "limit", f"{objection.intent} was answered {objection.limit} times")
        if objection.again is not None and objection.limit == 1:
            moves.say(state, objection.again, _open(state).step.id)
        moves.go(state, objection.beyond or moves.no_match_policy(state).then)
    elif objection.repeats:
        repeat(state)
    elif objection.waits_s:
        _wait(state, objection.waits_s)
    else:
        _back_to_the_question(state, objection, raised)


def _back_to_the_question(state: State, objection: Objection, raised: int) -> None:
    if objection.intent in ANSWERED_BY_DISCLOSURE and disclosure.owed(state):
        moves.ask_again(state)
        return
    moves.ask_again(state, objection.say if raised == 1 else objection.again or objection.say)


def _leave(state: State, objection: Objection, heard: Understanding) -> None:
    moves.hush(state)
    if objection.say is not None:
        moves.say(state, objection.say, _open(state).step.id)
    capture.go_with_time(state, objection.then, heard)


def _wait(state: State, seconds: float) -> None:
    """ "One moment": say that we will, then stay silent with the question open."""
    moves.hush(state)
    if "wait" in state.script.asides:
        moves.say_aside(state, state.script.asides["wait"])
    moves.listen(state, renew(state, _open(state)))
    state.wait_until = state.now + seconds
    moves.rest(state)


def repeat(state: State) -> None:
    """Say the last words of the bot again, to the letter."""
    question = _open(state)
    said = list(state.spoken)
    moves.hush(state)
    moves.note(state, "repeat", "the callee asked to hear it again")
    moves.say_again(state, said)
    moves.listen(state, renew(state, question))
