"""A script told as facts, one by one, so that two scripts can be set beside each other.

Pure. A fact has a topic, a name that stays the same when its content changes ("offer: no"), and what is told under that
name ("not_interested"). Words are no facts: `script_diff` compares those by prompt. Neither are comments and layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bot.insight.script_map import condition_words, times, words_of
from bot.script.model import (
    Answer,
    Objection,
    Outcome,
    Policy,
    Promised,
    Script,
    Setting,
    Slot,
    Step,
    Target,
    Variable,
)

Topic = Literal["law", "promises", "course", "patience", "contacts", "reports"]

TOPICS: Final[Mapping[Topic, str]] = {
    "law": "What the law looks at",
    "promises": "Promises and actions",
    "course": "How the call goes",
    "patience": "Patience and limits",
    "contacts": "Contact lists and campaigns",
    "reports": "Titles and reports",
}
"""In the order they are shown."""

ABOUT_US: Final = ("who_is_this", "whence_number", "robot")
"""Objections whose answers say who calls, and that a machine does."""

SENT: Final = ("sms", "email")
"""What nobody may be sent who did not ask for it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """`told` is "" for what merely is there; then `about` describes it. `owner` names the fact this is a part of; the
    fact that a step, an objection, an outcome or a column is there at all names itself.

    `added`, `removed` and `changed` say what follows when it comes, goes or changes ("" for nothing to be said).
    """

    topic: Topic
    name: str
    told: str = ""
    about: str = ""
    owner: str = ""
    added: str = ""
    removed: str = ""
    changed: str = ""


class Names:
    """What steps and outcomes are called by now: the old script's names, where one was certainly renamed, the new."""

    def __init__(self, renamed: Mapping[str, str] | None = None) -> None:
        self._renamed = renamed or {}

    def of(self, name: str) -> str:
        return self._renamed.get(name, name)

    def target(self, target: Target | None) -> str:
        if target is None:
            return "nowhere"
        return self.of(target.name) if target.kind != "back" else "back to the question"


def facts(script: Script, names: Names = Names()) -> Iterator[Fact]:
    """Everything a script says but its words, in the order an author reads it."""
    yield from _head(script, names)
    for variable in script.contact.values():
        yield from _column(variable)
    for variable in script.values.values():
        yield Fact("course", f"value {variable.name}", f"{variable.default or 'nothing'} ({variable.type})")
    for name, begin in script.counters.items():
        yield Fact("course", f"counter {name}", f"begins at {begin}")
    language = next(iter(script.languages), "")
    for step in script.steps.values():
        yield from _step(step, language, names)
    for objection in script.objections.values():
        yield from _objection(objection, language, names)
    for outcome in script.outcomes.values():
        yield from _outcome(outcome, language, names)


# --- the head -----------------------------------------------------------------------------------------------------


def _head(script: Script, names: Names) -> Iterator[Fact]:
    yield Fact("reports", "title", script.title)
    yield Fact("course", "start", names.of(script.start))
    yield Fact("course", "goal", script.goal)
    ending = script.outcomes.get(script.opt_out)
    yield Fact(
        "law", "“never call again” leads to", f"{names.of(script.opt_out)} ({ending.disposition if ending else '-'})"
    )
    message = script.outcomes.get(script.machine.outcome)
    left = "a message is left" if message is not None and message.say is not None else "no message is left"
    yield Fact("law", "answering machine", f"{names.of(script.machine.outcome) or 'no outcome'}, {left}")
    yield Fact("patience", "speech taken for a machine", f"{script.machine.unbroken_s:g} s without a pause")
    yield Fact("patience", "wait for the callee's hello", f"{script.opening_s:g} s")
    yield Fact("patience", "longest call", f"{script.max_duration_s:g} s")
    yield Fact("patience", "most replies", str(script.max_turns))
    yield Fact("patience", "silence", _silence(script.no_input, names))
    yield Fact("patience", "not understood", _trouble(script.no_match, names))
    for arm in script.arms:
        yield Fact("contacts", f"arm {arm}", removed="lists and campaigns that name it are refused")
    for language in script.languages:
        yield Fact("contacts", f"language {language}", removed="contacts who speak it cannot be called")


def _silence(policy: Policy, names: Names) -> str:
    return f"after {policy.after_s:g} s {_trouble(policy, names)}"


def _trouble(policy: Policy, names: Names) -> str:
    again = f"asked again {times(policy.reprompts)}" if policy.reprompts else "not asked again"
    return f"{again}, then {names.target(policy.then)}"


# --- contact lists ------------------------------------------------------------------------------------------------


def _column(variable: Variable) -> Iterator[Fact]:
    name = f"column {variable.name}"
    needed = variable.required and variable.default is None
    refused = "lists without it are refused"
    came = refused if needed else "lists without it still work"
    yield Fact(
        "contacts", name, about=_described(variable), owner=name, added=came,
        removed="lists that have it are refused, unless the campaign names it under other_columns",
    )  # fmt: skip
    yield Fact("contacts", f"{name}: type", variable.type, owner=name, changed="its cells are read in another way")
    must = "needed" if needed else "may be empty"
    yield Fact(
        "contacts", f"{name}: cells", must, owner=name, changed=f"{refused}, and so are empty cells" if needed else ""
    )
    yield Fact("contacts", f"{name}: default", variable.default or "none", owner=name)
    for language, forms in variable.unit.items():
        yield Fact("contacts", f"{name}: unit in {language}", ", ".join(forms), owner=name)


def _described(variable: Variable) -> str:
    default = f", otherwise {variable.default}" if variable.default is not None else ""
    return f"{variable.type}{', required' if variable.required and not default else ''}{default}"


# --- steps --------------------------------------------------------------------------------------------------------


def _step(step: Step, language: str, names: Names) -> Iterator[Fact]:
    name = names.of(step.id)
    owner = f"step {name}"
    ways = list(_ways(step, name, names))
    leads = ", ".join(f"{label.removeprefix(name).lstrip(': ')} -> {told}" for label, told in ways)
    yield Fact("course", owner, about=_spoken(words_of(step.say, language), leads), owner=owner)
    if step.discloses:
        yield Fact("law", f"{name} says who calls", owner=owner)
    if step.offers:
        yield Fact("law", f"{name} offers something", owner=owner)
    for label, told in ways:
        yield Fact("course", label, told, owner=owner)
    if step.set:
        yield Fact("course", f"{name} remembers", _remembered(step.set), owner=owner)
    if step.slot is not None:
        yield Fact("course", f"{name} captures", _captured(step.slot), owner=owner)
    if step.keys:
        pressed = ", ".join(f"{key} {intent}" for key, intent in step.keys.items())
        yield Fact("course", f"{name} takes keys", pressed, owner=owner)
    yield Fact("patience", f"{name} may be interrupted", "yes" if step.barge_in else "no", owner=owner)
    if step.listens:
        yield Fact("patience", f"{name}: a pause ends an answer", f"after {step.patience_s:g} s", owner=owner)
        silence = "as everywhere" if step.no_input is None else _silence(step.no_input, names)
        yield Fact("patience", f"{name}: silence", silence, owner=owner)
        trouble = "as everywhere" if step.no_match is None else _trouble(step.no_match, names)
        yield Fact("patience", f"{name}: not understood", trouble, owner=owner)


def _ways(step: Step, name: str, names: Names) -> Iterator[tuple[str, str]]:
    """(fact's name, where it leads)."""
    for answer in step.answers.values():
        yield f"{name}: {answer.intent}", _answered(answer, names)
    if step.branch:
        lines = (f"{condition_words(line.condition)}: {names.target(line.then)}" for line in step.branch)
        yield f"{name} branches", ", ".join(lines)
    if step.then is not None and step.slot is not None:
        yield f"{name}: {{{step.slot.name}}}", names.target(step.then)
    elif step.then is not None:
        yield f"{name} goes on", names.target(step.then)


def _answered(answer: Answer, names: Names) -> str:
    kept = f", remembers {_remembered(answer.set)}" if answer.set else ""
    return f"{names.target(answer.then)}{kept}"


def _remembered(kept: Iterable[Setting]) -> str:
    return ", ".join(
        f"{each.name} {each.value}" if each.value.startswith("+") else f"{each.name} = {each.value}" for each in kept
    )


def _captured(slot: Slot) -> str:
    if slot.options:
        return f"{slot.name}, one of: {', '.join(slot.options)}"
    bounds = f" from {slot.low} to {slot.high}" if slot.type in ("score", "number") else ""
    return f"{slot.name}, a {slot.type}{bounds}"


def _spoken(words: str, rest: str) -> str:
    return "; ".join(part for part in (f"“{words}”" if words else "", rest) if part)


# --- objections and outcomes --------------------------------------------------------------------------------------


def _objection(objection: Objection, language: str, names: Names) -> Iterator[Fact]:
    owner = f"objection {objection.intent}"
    leads = names.target(objection.then)
    topic: Topic = "law" if objection.intent in ABOUT_US else "course"
    yield Fact(topic, owner, about=_spoken(words_of(objection.say, language), leads), owner=owner)
    yield Fact("course", f"{owner}: then", leads, owner=owner)
    beyond = names.target(objection.beyond) if objection.beyond is not None else "where not understanding leads"
    yield Fact("course", f"{owner}: once too often", beyond, owner=owner)
    yield Fact("course", f"{owner}: says the last words again", "yes" if objection.repeats else "no", owner=owner)
    yield Fact("patience", f"{owner}: answered", times(objection.limit), owner=owner)
    yield Fact("patience", f"{owner}: stays silent", f"{objection.waits_s:g} s", owner=owner)
    yield Fact("reports", f"{owner}: counted", "yes" if objection.counts else "no", owner=owner)


def _outcome(outcome: Outcome, language: str, names: Names) -> Iterator[Fact]:
    name = names.of(outcome.id)
    owner = f"outcome {name}"
    about = _spoken(words_of(outcome.say, language), outcome.disposition)
    yield Fact("course", owner, about=about, owner=owner)
    yield Fact("course", f"{owner}: disposition", outcome.disposition, owner=owner)
    for promise in outcome.promises:
        yield Fact("promises", f"{name} promises {promise}", owner=owner)
    for action in outcome.actions:
        yield _action(name, owner, action)


def _action(outcome: str, owner: str, action: Promised) -> Fact:
    if action.kind == "do_not_call":
        return Fact("law", f"{outcome} puts the number on the list of those never called again", owner=owner)
    asked = "only to callees who agreed; winback prove tells whether it is so" if action.kind in SENT else ""
    options = ", ".join(f"{name} {text}" for name, text in action.options)
    return Fact("promises", f"{outcome}: {action.kind} {action.what}", options, owner=owner, added=asked)
