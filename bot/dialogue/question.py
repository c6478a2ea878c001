"""What is open: a step's question or a confirmation, and what may sensibly be said to it.

Knows a script's answers, objections and slots; numbers every question, so that late answers are seen to be late.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from bot.dialogue.state import Live, Question, State
from bot.script.model import Answer, Prompt, Script, Slot, Step
from bot.spoken import Value
from bot.understanding.decision import ALWAYS_LIVE, OPT_OUT, YES
from bot.understanding.model import Costs, Expecting, SlotSpec, Understanding

GOING_ON: Final = 2.0
"""What a wrong yes that only lets the bot go on talking costs, in wrong acts. On eight sets of replies by step 1, 1.5,
2 and 3 give 11, 8, 5 and 5 false agreements of 8,348, and 19.8, 20.3, 20.7 and 21.2 asks in a hundred (0039)."""


def opening(state: State) -> Expecting:
    """Before our first word and after our last anything may come; only machines and opt-outs matter."""
    asides = tuple(dict.fromkeys((*state.script.objections, *ALWAYS_LIVE)))
    return Expecting(step="", turn=0, answers=(), asides=asides, opening=not state.heard_words, now=state.wall_now)


def open_question(state: State, step: Step, prompt: Prompt | None) -> Question:
    """A step's own question, not asked before."""
    return Question(step, expect(state, step), prompt, step.reprompt, state.turn)


def open_confirmation(
    state: State, pending: Answer | None, prompt: Prompt, captured: Mapping[str, Value], about: str
) -> Question:
    """Whether we understood a value right; it is kept half-done until "yes"."""
    assert state.question is not None
    step = state.question.step
    return Question(step, expect(state, step, about, captured), prompt, None, state.turn, None, pending, captured)


def open_doubt(state: State, doubted: Understanding, prompt: Prompt) -> Question:
    """Whether that is what was meant."""
    assert state.question is not None
    step = state.question.step
    return Question(step, expect(state, step, doubted.intent or ""), prompt, None, state.turn, doubted)


def confirming_words(script: Script, step: Step, intent: str) -> Prompt | None:
    """How to ask whether `intent` was meant: the answer's own words, the objection's, the house's for a yes.

    An opt-out is honoured or asked for again, never confirmed.
    """
    if intent == OPT_OUT:
        return None
    answer, objection = step.answers.get(intent), script.objections.get(intent)
    house = script.asides.get("confirm_yes") if intent == YES and answer is not None else None
    return (answer.confirm if answer else None) or (objection.confirm if objection else None) or house


def renew(state: State, question: Question) -> Question:
    """The same question under a new number, so that answers to the old one are seen to be late."""
    expecting = expect(state, question.step, question.expecting.confirming, question.captured)
    return Question(
        question.step, expecting, question.prompt, question.reprompt, question.since, question.doubted,
        question.pending, question.captured,
    )  # fmt: skip


def expect(state: State, step: Step, confirming: str = "", captured: Mapping[str, Value] | None = None) -> Expecting:
    """What may sensibly be said at `step` now, numbered as a new question."""
    state.turn += 1
    setup = state.setup
    memo = setup.plan.live
    key = (step.id, bool(confirming))
    live = memo.get(key)
    if live is None:
        live = memo[key] = _live(setup.script, step, bool(confirming))
    slot = live.slot
    if captured and slot is not None:
        slot = replace(slot, held=captured.get(slot.name))
    costs = setup.costs if live.commits else _light(setup.costs)
    return Expecting(
        step.id, state.turn, live.answers, live.asides, slot, live.confirmable, confirming, not state.heard_words,
        state.wall_now, costs, live.alike, live.commits,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _light(costs: Costs) -> Costs:
    """Where "yes" only lets the bot go on talking, a wrong one is mended by the next turn, but it is a wrong yes."""
    return replace(costs, wrong_agree=GOING_ON * costs.wrong)


def _live(script: Script, step: Step, confirming: bool) -> Live:
    """Answers first; asides are every objection and what no script can switch off.

    While confirming, "yes" and "no" speak about that; the step's other answers may still be given, and a value may be
    corrected ("no, at seven"), so its slot stays live.
    """
    first = ("yes", "no") if confirming else ()
    answers = tuple(dict.fromkeys((*first, *(intent for intent in step.answers if intent != "other"))))
    asides = tuple(dict.fromkeys(id_ for id_ in (*script.objections, *ALWAYS_LIVE) if id_ not in answers))
    slot = None if step.slot is None or (confirming and step.slot.confirm is None) else _spec(step.slot)
    options = slot.options if slot is not None else ()
    confirmable = {intent for intent in (*answers, *options, *asides) if confirming_words(script, step, intent)}
    commits = confirming or ("yes" in step.answers and _commits(script, step.answers["yes"]))
    alike = _alike(step)
    if "yes" in step.answers and not commits:
        # "May I tell you briefly?" - "Right, I see": to be invited, and asked again whether that was a yes, annoys.
        confirmable -= set() if step.answers["yes"].confirm else {"yes"}
        alike = _with_backchannel(alike)
    return Live(answers, asides, slot, frozenset() if confirming else frozenset(confirmable), alike, commits)


def _with_backchannel(alike: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """A listening noise counts with "yes", in the group of "yes" where it has one."""
    agreeing = next((group for group in alike if "yes" in group), ("yes",))
    return (*(group for group in alike if group != agreeing), (*agreeing, "backchannel"))


def _commits(script: Script, answer: Answer) -> bool:
    """Whether an answer writes something down or ends the call, without another question between."""
    if answer.set:
        return True
    seen: set[str] = set()
    waiting = [answer.then]
    while waiting:
        target = waiting.pop()
        if target.kind == "finish":
            return True
        step = script.steps.get(target.name)
        if step is not None and target.name not in seen and not step.listens:
            seen.add(target.name)
            if step.set:
                return True
            waiting += [branch.then for branch in step.branch] + ([step.then] if step.then else [])
    return False


def _alike(step: Step) -> tuple[tuple[str, ...], ...]:
    """Answers with the same consequences; the options of a choice differ in what is written down."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for intent, answer in step.answers.items():
        if step.slot is None or intent not in step.slot.options:
            groups.setdefault((answer.then, answer.say.id if answer.say else "", answer.set), []).append(intent)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _spec(slot: Slot) -> SlotSpec:
    return SlotSpec(slot.name, slot.type, slot.options, slot.low, slot.high)
