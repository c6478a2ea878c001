"""Whether a call can take its course: everything is reached, something ends it, nothing goes round for ever.

Also what the house asks of every script: who calls is said before anything is offered, a promise has its action,
and the goal can be reached.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.script.graph import Way, cycles, reachable, ways
from bot.script.model import Outcome, Script, Step
from bot.script.rules import Notes


def check_flow(script: Script, notes: Notes) -> None:
    """The course of a call through the whole script."""
    for step in script.steps.values():
        _step(step, notes)
    _policies(script, notes)
    if script.start not in script.steps:
        return
    steps, outcomes = reachable(script)
    if not any(problem.rule == "unknown-target" for problem in notes.problems):
        # A misspelled target would make everything behind it unreachable, which is no second mistake.
        _unreachable(script, steps, outcomes, notes)
        _goal(script, outcomes, notes)
    _disclosure(script, steps, notes)
    _circles(script, notes)
    for outcome in script.outcomes.values():
        _promises(outcome, notes)


# --- steps --------------------------------------------------------------------------------------------------------


def _step(step: Step, notes: Notes) -> None:
    if step.slot is not None and step.slot.low > step.slot.high:
        message = f"low {step.slot.low} is above high {step.slot.high}"
        notes.add("number-bounds", message, step.slot.span)
    if step.slot is not None and step.then is None:
        _slot_leads_on(step, notes)
    if not step.listens and not step.branch and step.then is None:
        notes.add("dead-end", f"“{step.id}” neither listens nor goes on", step.span, "add answers, capture or next")
    _branches(step, notes)


def _slot_leads_on(step: Step, notes: Notes) -> None:
    assert step.slot is not None
    if step.slot.type != "choice":
        message = f"“{step.id}” captures “{step.slot.name}” and has nowhere to go then"
        notes.add("dead-end", message, step.slot.span, "add next")
        return
    for option in step.slot.options:
        if option not in step.answers:
            message = f"the option “{option}” of “{step.id}” leads nowhere"
            notes.add("option-without-target", message, step.slot.span, "list it under answers, or add next")


def _branches(step: Step, notes: Notes) -> None:
    if not step.branch:
        return
    defaults = [index for index, branch in enumerate(step.branch) if not branch.condition]
    if not defaults:
        hint = "add a last line: - {go: ...}"
        message = f"“{step.id}” has no way on when none of its conditions holds"
        notes.add("branch-without-default", message, step.branch[-1].span, hint)
        return
    for branch in step.branch[defaults[0] + 1 :]:
        notes.add("unreachable-branch", "the line above always holds, so this one is never looked at", branch.span)


def _policies(script: Script, notes: Notes) -> None:
    listening = [step for step in script.steps.values() if step.listens]
    for name, base in (("no_input", script.no_input), ("no_match", script.no_match)):
        own = [(step, step.no_input if name == "no_input" else step.no_match) for step in listening]
        lost = [step for step, policy in own if (policy or base).then is None]
        if lost:
            message = f"“{lost[0].id}” has no way out when there is {name}"
            notes.add("policy-leads-nowhere", message, lost[0].span, f"{name}: {{then: ...}}, here or in the script")


# --- ways ---------------------------------------------------------------------------------------------------------


def _unreachable(script: Script, steps: frozenset[str], outcomes: frozenset[str], notes: Notes) -> None:
    """Only what the script itself defines: a library may hold more than one script needs."""
    for step in script.steps.values():
        if step.id not in steps and step.span.file == script.span.file:
            notes.add("unreachable-step", f"nothing leads to “{step.id}”", step.span)
    for outcome in script.outcomes.values():
        if outcome.id not in outcomes and outcome.span.file == script.span.file:
            notes.add("unreachable-outcome", f"nothing leads to “{outcome.id}”", outcome.span)


def _goal(script: Script, outcomes: frozenset[str], notes: Notes) -> None:
    if script.goal and not any(script.outcomes[name].disposition == script.goal for name in outcomes):
        place = script.places.get("goal", script.span)
        notes.add(
            "goal-unreachable",
            f"no call can end as “{script.goal}”",
            place,
            "give an outcome that is reached this disposition",
        )


def _disclosure(script: Script, steps: frozenset[str], notes: Notes) -> None:
    if not any(script.steps[name].discloses for name in steps):
        hint = "mark the step that does: discloses: true"
        message = "no step says that this is an automatic call and who calls"
        notes.add("no-disclosure", message, script.places.get("start", script.span), hint)
        return
    undisclosed, _ = reachable(script, leave=lambda step: not step.discloses)
    for step in script.steps.values():
        if step.offers and not step.discloses and step.id in undisclosed:
            message = f"“{step.id}” can offer something before the bot has said who calls"
            notes.add("offer-before-disclosure", message, step.span, "go through a step with discloses: true first")


def _circles(script: Script, notes: Notes) -> None:
    silent = {step.id for step in script.steps.values() if not step.listens}

    def onward(name: str) -> Iterator[str]:
        return (way.target.name for way in _step_ways(script, name) if way.target.name in silent)

    for circle in cycles(_in_order(script, silent), onward):
        message = f"the bot would talk for ever: {_round(circle)}"
        notes.add(
            "endless-loop", message, script.steps[circle[0]].span, "let one of these steps listen or end the call"
        )
    for kind in ("no_input", "no_match"):
        _silence(script, kind, silent, notes)


def _in_order(script: Script, silent: set[str]) -> list[str]:
    return [name for name in script.steps if name in silent]


def _silence(script: Script, kind: str, silent: set[str], notes: Notes) -> None:
    """Circles a callee cannot leave by saying nothing; a step that counts is taken to break its circle."""
    counting = {step.id for step in script.steps.values() if any(item.name in script.counters for item in step.set)}

    def onward(name: str) -> Iterator[str]:
        taken = (way for way in _step_ways(script, name) if name in silent or way.kind == kind)
        return (way.target.name for way in taken if way.target.name not in counting)

    for circle in cycles([name for name in script.steps if name not in counting], onward):
        asking = [name for name in circle if name not in silent]
        if asking:
            message = f"with {kind} again and again the call goes round for ever: {_round(circle)}"
            notes.add("silence-loop", message, script.steps[asking[0]].span, f"let {kind} lead to an outcome")


def _step_ways(script: Script, name: str) -> list[Way]:
    return [way for way in ways(script, script.steps[name]) if way.target.name in script.steps]


def _round(circle: tuple[str, ...]) -> str:
    return " → ".join([*circle, circle[0]])


# --- promises -----------------------------------------------------------------------------------------------------


def _promises(outcome: Outcome, notes: Notes) -> None:
    for promise in outcome.promises:
        if not any(action.keeps(promise) for action in outcome.actions):
            message = f"“{outcome.id}” promises “{promise}”, and no action does it"
            notes.add("promise-without-action", message, outcome.span, f"actions: [{{sms: {promise}}}]")
