"""A script as a graph: every way from a step onwards, as data for checking, drawing and rehearsing.

Knows what the dialogue engine does at each fork; walks nothing itself beyond plain graph questions.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from bot.script.model import Condition, Script, Step, Target, Test

T = TypeVar("T", bound=Hashable)

WayKind = Literal["answer", "next", "branch", "no_input", "no_match", "objection", "beyond", "opt_out"]

# Tests that can only hold when the variable is known.
_PROVES: Final = frozenset({"is", "at_least", "at_most", "one_of"})


@dataclass(frozen=True, slots=True)
class Way:
    """From step `source` to `target` (never `back`); `label` is the intent, if one decides.

    `learns` names the variables that are known for certain once this way has been taken.
    """

    source: str
    kind: WayKind
    target: Target
    label: str = ""
    learns: frozenset[str] = frozenset()


def ways(script: Script, step: Step) -> tuple[Way, ...]:
    """Every way onwards from a step, in the order an author reads them; ways back to its own question left out."""
    found = _listening(script, step) if step.listens else _silent(step)
    settled = frozenset(setting.name for setting in step.set)
    return tuple(
        Way(way.source, way.kind, way.target, way.label, way.learns | settled)
        for way in found
        if way.target.kind != "back"
    )


def _silent(step: Step) -> Iterator[Way]:
    for branch in step.branch:
        yield Way(step.id, "branch", branch.then, learns=proven(branch.condition))
    if not step.branch and step.then is not None:
        yield Way(step.id, "next", step.then)


def _listening(script: Script, step: Step) -> Iterator[Way]:
    slot = step.slot
    for intent, answer in step.answers.items():
        learned = {setting.name for setting in answer.set}
        if slot is not None and intent in slot.options:
            learned.add(slot.name)
        yield Way(step.id, "answer", answer.then, intent, frozenset(learned))
    if slot is not None and step.then is not None:
        yield Way(step.id, "next", step.then, learns=frozenset({slot.name}))
    silent, lost = (step.no_input or script.no_input).then, (step.no_match or script.no_match).then
    if silent is not None:
        yield Way(step.id, "no_input", silent)
    if lost is not None:
        yield Way(step.id, "no_match", lost)
    for intent, objection in script.objections.items():
        if intent in step.answers:
            continue
        yield Way(step.id, "objection", objection.then, intent)
        beyond = objection.beyond or lost
        if beyond is not None and objection.then.kind == "back":
            yield Way(step.id, "beyond", beyond, intent)
    if script.opt_out:
        yield Way(step.id, "opt_out", Target("finish", script.opt_out))


def asked_about(script: Script) -> frozenset[str]:
    """The variables that some condition asks about."""
    return frozenset(test.name for step in script.steps.values() for test in _tests(step))


def asked_onwards(script: Script) -> dict[str, frozenset[str]]:
    """For each step the variables that conditions may ask about from there on, whichever way the call goes."""
    onward = {name: {way.target.name for way in ways(script, step)} for name, step in script.steps.items()}
    asked = {name: {test.name for test in _tests(step)} for name, step in script.steps.items()}
    changed = True
    while changed:
        changed = False
        for name, targets in onward.items():
            found = asked[name].union(*(asked[target] for target in targets if target in asked))
            changed = changed or found != asked[name]
            asked[name] = found
    return {name: frozenset(found) for name, found in asked.items()}


def _tests(step: Step) -> Iterator[Test]:
    for branch in step.branch:
        yield from branch.condition


def proven(condition: Condition) -> frozenset[str]:
    """The variables that must be known for a condition to hold."""
    return frozenset(
        test.name for test in condition if test.op in _PROVES or (test.op == "known" and test.value == "yes")
    )


def reachable(script: Script, leave: Callable[[Step], bool] = lambda _: True) -> tuple[frozenset[str], frozenset[str]]:
    """Steps and outcomes that a call can come to from the start; steps that `leave` refuses are not left."""
    steps: set[str] = set()
    outcomes = {script.machine.outcome} & set(script.outcomes)
    waiting = [script.start] if script.start in script.steps else []
    while waiting:
        name = waiting.pop()
        if name in steps:
            continue
        steps.add(name)
        step = script.steps[name]
        for way in ways(script, step) if leave(step) else ():
            if way.target.kind == "finish":
                outcomes |= {way.target.name} & set(script.outcomes)
            elif _exists(script, way.target):
                waiting.append(way.target.name)
    return frozenset(steps), frozenset(outcomes)


def cycles(nodes: Iterable[T], onward: Callable[[T], Iterable[T]]) -> list[tuple[T, ...]]:
    """Circles in a graph, at least one for every knot of nodes that lead back to themselves. Without recursion."""
    done: set[T] = set()
    found: list[tuple[T, ...]] = []
    for start in nodes:
        trail: dict[T, Iterator[T]] = {} if start in done else {start: iter(onward(start))}
        while trail:
            node, rest = next(reversed(trail.items()))
            following = next(rest, None)
            if following is None:
                trail.popitem()
                done.add(node)
            elif following in trail:
                names = list(trail)
                found.append(tuple(names[names.index(following) :]))
            elif following not in done:
                trail[following] = iter(onward(following))
    return found


def certainly_known(script: Script, at_start: frozenset[str]) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """For each reachable step and outcome (by name) the variables known whichever way the call came there.

    The second value holds for words that may be said at any question: the answers to objections.
    """
    known: dict[str, frozenset[str]] = {}
    if script.machine.outcome in script.outcomes:
        known[script.machine.outcome] = at_start
    waiting = [(script.start, at_start)] if script.start in script.steps else []
    while waiting:
        name, arriving = waiting.pop()
        before = known.get(name)
        now = arriving if before is None else before & arriving
        if now == before:
            continue
        known[name] = now
        if name in script.steps:
            onward = ways(script, script.steps[name])
            waiting += [(way.target.name, now | way.learns) for way in onward if _exists(script, way.target)]
    questions = [known[name] for name in known if name in script.steps and script.steps[name].listens]
    return known, frozenset.intersection(*questions) if questions else at_start


def _exists(script: Script, target: Target) -> bool:
    return target.name in (script.steps if target.kind == "step" else script.outcomes)
