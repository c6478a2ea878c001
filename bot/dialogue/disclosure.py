"""Who calls is said before anything is offered, also to those who interrupt.

Knows the steps that disclose and those that lead to an offer; estimates how far a prompt was heard, refuses to know
samples. A disclosing prompt names robot and company in its first half (docs/decisions/0010-who-calls-comes-first.md).
"""

from __future__ import annotations

from typing import Final

from bot.dialogue.state import State
from bot.script.graph import ways
from bot.script.model import Script
from bot.spoken import seconds_to_say

HEARD_SHARE: Final = 0.55
"""Share of a disclosing prompt after which robot and company have been named: 41-54 % of our greetings, read aloud."""


def being_said(state: State, text: str) -> None:
    """A disclosing prompt goes out, after whatever is queued before it."""
    if not state.disclosed:
        state.disclosing = (state.now, tuple(state.queued), text)


def cut_off(state: State) -> None:
    """The bot fell silent in mid-speech."""
    if state.disclosing is not None:
        begun, before, text = state.disclosing
        language = state.setup.language
        needed = sum(seconds_to_say(queued, language) for queued in before) + HEARD_SHARE * seconds_to_say(
            text, language
        )
        state.disclosed = state.now - begun >= needed
        state.disclosing = None
    state.queued.clear()


def said_to_the_end(state: State) -> None:
    """Everything queued has been played."""
    state.disclosed = state.disclosed or state.disclosing is not None
    state.disclosing = None
    state.queued.clear()


def owed(state: State) -> bool:
    """Whether the open question says who calls, and has not been heard."""
    return not state.disclosed and state.question is not None and state.question.step.discloses


def must_come_first(state: State, step_id: str) -> bool:
    """Whether going on to `step_id` would offer something to a callee who has not heard who calls."""
    if not owed(state):
        return False
    memo = state.setup.plan.offering
    if step_id not in memo:
        memo[step_id] = _leads_to_offer(state.script, step_id)
    return memo[step_id]


def _leads_to_offer(script: Script, step_id: str) -> bool:
    seen: set[str] = set()
    waiting = [step_id]
    while waiting:
        name = waiting.pop()
        if name in seen or script.steps[name].discloses:
            continue
        seen.add(name)
        if script.steps[name].offers:
            return True
        waiting += [way.target.name for way in ways(script, script.steps[name]) if way.target.kind == "step"]
    return False
