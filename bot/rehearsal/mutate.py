"""Scripts broken on purpose, one way at a time: rehearsals that go on as written do not see such a mistake.

Pure. Each way of breaking is one an author could slip into (`WAYS`); every mutant differs from the script in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from bot.rehearsal.conversation import Conversation
from bot.rehearsal.play import Played, play
from bot.script.model import Objection, Outcome, Policy, Script, Step, Target
from bot.source import Span, WinbackError
from bot.understanding.model import Expecting, Hypothesis, Understander, Understanding

WAYS: Final[Mapping[str, str]] = {
    "answer led elsewhere": "an answer goes to the target of another one, or to another ending",
    "answer lost": "an answer is not listed any more",
    "setting lost": "an answer or step does not remember what it should",
    "answer's words lost": "what is said to an answer is left out",
    "words lost": "a step says nothing",
    "short form lost": "a question is asked again in full",
    "next led elsewhere": "a step goes on to another ending",
    "branch lost": "a branch's line is left out",
    "branches swapped": "two neighbouring lines of a branch change places",
    "read-back lost": "a value is taken without asking whether it was meant",
    "option lost": "a choice lacks one of its options",
    "patience with silence": "silence is asked about once more, or once less",
    "patience with nonsense": "what is not understood is asked for once more, or once less",
    "silence led elsewhere": "silence leads to another ending",
    "nonsense led elsewhere": "what is not understood leads to another ending",
    "objection lost": "an objection is not answered any more",
    "answers to an objection swapped": "the second answer comes first",
    "limit of an objection": "an objection is answered once more, or once less",
    "objection led elsewhere": "where an objection leads in the end is another ending",
    "ending's disposition": "an ending counts as something else",
    "goodbye lost": "an ending says nothing",
    "start": "the call begins at the second step",
    "machine led elsewhere": "an answering machine ends in another way",
    "opt-out led elsewhere": "“never call again” ends in another way",
    "cutting in": "a step that gives way to the callee does not, or the other way round",
    "disclosure lost": "a step does not count as saying who calls",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """`way` is one of WAYS; `where` names the place for people, `span` its line."""

    way: str
    where: str
    span: Span
    script: Script


def mutants(script: Script) -> Iterator[Mutant]:
    """Every mutant that differs from the script, in the order an author reads it. Deterministic."""
    return (mutant for mutant in _all(script) if mutant.script != script)


def _all(script: Script) -> Iterator[Mutant]:
    for step in script.steps.values():
        for way, where, changed in _steps(script, step):
            yield Mutant(way, where, step.span, _with(script, "steps", step.id, changed))
    for objection in script.objections.values():
        for way, where, told in _objections(script, objection):
            yield Mutant(way, where, objection.span, _with(script, "objections", objection.intent, told))
    for outcome in script.outcomes.values():
        for way, ended in _outcomes(outcome):
            yield Mutant(way, outcome.id, outcome.span, _with(script, "outcomes", outcome.id, ended))
    for way, where, whole in _whole(script):
        yield Mutant(way, where, script.span, whole)


class Remembering:
    """An Understander that has met most replies before: mutants change what is done about words, not what they mean."""

    def __init__(self, understander: Understander) -> None:
        self._understander = understander
        self._known: dict[tuple[tuple[str, ...], Expecting], Understanding] = {}

    @property
    def digest(self) -> str:
        return self._understander.digest

    def hints(self, expecting: Expecting) -> tuple[str, ...]:
        return self._understander.hints(expecting)

    def parse(self, hypotheses: Sequence[Hypothesis], expecting: Expecting) -> Understanding:
        key = (tuple(each.text for each in hypotheses), replace(expecting, turn=0))
        if key not in self._known:
            self._known[key] = self._understander.parse(hypotheses, expecting)
        return self._known[key]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A conversation in one language, which goes as written with the script as it is; `came_to` are names it met."""

    conversation: Conversation
    language: str
    understander: Understander
    came_to: frozenset[str]

    def notices(self, script: Script) -> bool:
        """Whether it goes otherwise than written; a script that cannot be played at all is noticed too."""
        try:
            return not play(script, self.conversation, self.language, self.understander).passed
        except (WinbackError, AssertionError, KeyError):
            return True


def rehearsed(played: Played, understander: Understander) -> Rehearsed:
    met = {moment.step for moment in played.moments}
    met |= {part for moment in played.moments for part in moment.what.split(".")[:2]}
    return Rehearsed(played.conversation, played.language, understander, frozenset(met))


def caught(mutant: Mutant, rehearsals: Sequence[Rehearsed]) -> bool:
    """Whether some rehearsal notices; those that come to the place of the mutant are asked first."""
    place = mutant.where.partition(":")[0]
    near = [each for each in rehearsals if place in each.came_to]
    far = [each for each in rehearsals if place not in each.came_to]
    return any(each.notices(mutant.script) for each in (*near, *far))


# --- ways ---------------------------------------------------------------------------------------------------------


def _steps(script: Script, step: Step) -> Iterator[tuple[str, str, Step]]:
    for intent, answer in step.answers.items():
        where = f"{step.id}: {intent}"
        other = _elsewhere(script, answer.then, [each.then for each in step.answers.values()])
        yield "answer led elsewhere", where, _answers(step, intent, replace(answer, then=other))
        yield "answer lost", where, replace(step, answers=_without(step.answers, intent))
        if answer.set:
            yield "setting lost", where, _answers(step, intent, replace(answer, set=()))
        if answer.say is not None:
            yield "answer's words lost", where, _answers(step, intent, replace(answer, say=None))
    yield from _course(script, step)
    yield from _asking(script, step)


def _course(script: Script, step: Step) -> Iterator[tuple[str, str, Step]]:
    if step.set:
        yield "setting lost", step.id, replace(step, set=())
    if step.say is not None:
        yield "words lost", step.id, replace(step, say=None)
    if step.then is not None:
        yield "next led elsewhere", step.id, replace(step, then=_elsewhere(script, step.then))
    lines = step.branch
    for at, line in enumerate(lines):
        yield "branch lost", f"{step.id}: {line.then.name}", replace(step, branch=(*lines[:at], *lines[at + 1 :]))
    for at in range(len(lines) - 1):
        swapped = (*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :])
        yield "branches swapped", f"{step.id}: {lines[at].then.name}", replace(step, branch=swapped)
    if step.discloses:
        yield "disclosure lost", step.id, replace(step, discloses=False)


def _asking(script: Script, step: Step) -> Iterator[tuple[str, str, Step]]:
    if not step.listens:
        return
    if step.reprompt is not None:
        yield "short form lost", step.id, replace(step, reprompt=None)
    slot = step.slot
    if slot is not None and slot.confirm is not None:
        yield "read-back lost", step.id, replace(step, slot=replace(slot, confirm=None))
    if slot is not None:
        for option in slot.options:
            kept = tuple(each for each in slot.options if each != option)
            yield "option lost", f"{step.id}: {option}", replace(step, slot=replace(slot, options=kept))
    for way, changed in _policies(script, step.no_input or script.no_input, "silence"):
        yield way, step.id, replace(step, no_input=changed)
    for way, changed in _policies(script, step.no_match or script.no_match, "nonsense"):
        yield way, step.id, replace(step, no_match=changed)
    yield "cutting in", step.id, replace(step, barge_in=not step.barge_in)


def _policies(script: Script, policy: Policy, kind: str) -> Iterator[tuple[str, Policy]]:
    yield f"patience with {kind}", replace(policy, reprompts=policy.reprompts + 1)
    if policy.reprompts:
        yield f"patience with {kind}", replace(policy, reprompts=policy.reprompts - 1)
    if policy.then is not None:
        yield f"{kind} led elsewhere", replace(policy, then=_elsewhere(script, policy.then))


def _objections(script: Script, objection: Objection) -> Iterator[tuple[str, str, Objection | None]]:
    where = objection.intent
    yield "objection lost", where, None
    if objection.then.kind != "back":
        yield "objection led elsewhere", where, replace(objection, then=_elsewhere(script, objection.then))
        return
    if objection.again is not None and objection.say is not None:
        yield "answers to an objection swapped", where, replace(objection, say=objection.again, again=objection.say)
    yield "limit of an objection", where, replace(objection, limit=objection.limit + 1)
    if objection.limit > 1:
        yield "limit of an objection", where, replace(objection, limit=objection.limit - 1)
    if objection.beyond is not None:
        yield "objection led elsewhere", where, replace(objection, beyond=_elsewhere(script, objection.beyond))


def _outcomes(outcome: Outcome) -> Iterator[tuple[str, Outcome]]:
    other = "completed" if outcome.disposition != "completed" else "not_interested"
    yield "ending's disposition", replace(outcome, disposition=other)
    if outcome.say is not None:
        yield "goodbye lost", replace(outcome, say=None)


def _whole(script: Script) -> Iterator[tuple[str, str, Script]]:
    second = next((name for name in script.steps if name != script.start), None)
    if second is not None:
        yield "start", second, replace(script, start=second)
    if script.machine.outcome:
        other = _elsewhere(script, Target("finish", script.machine.outcome)).name
        yield (
            "machine led elsewhere",
            script.machine.outcome,
            replace(script, machine=replace(script.machine, outcome=other)),
        )
    if script.opt_out:
        other = _elsewhere(script, Target("finish", script.opt_out)).name
        yield "opt-out led elsewhere", script.opt_out, replace(script, opt_out=other)


# --- changing one place -------------------------------------------------------------------------------------------


def _elsewhere(script: Script, target: Target, others: Sequence[Target] = ()) -> Target:
    """Another target: one of `others` that differs, else the first ending that does; itself where there is none."""
    found = next((each for each in others if each != target), None)
    ending = next((name for name in script.outcomes if Target("finish", name) != target), "")
    return found or (Target("finish", ending) if ending else target)


def _answers(step: Step, intent: str, changed: Any) -> Step:
    return replace(step, answers=MappingProxyType({**step.answers, intent: changed}))


def _without(entries: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return MappingProxyType({each: value for each, value in entries.items() if each != name})


def _with(script: Script, field: str, name: str, changed: Any) -> Script:
    """The script with one entry of steps, objections or outcomes changed (None: without it)."""
    entries = getattr(script, field)
    told: Any = _without(entries, name) if changed is None else MappingProxyType({**entries, name: changed})
    return replace(script, **{field: told})
