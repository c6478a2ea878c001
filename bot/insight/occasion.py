"""When the bot says a prompt, in words for somebody who reads it aloud and has never seen the script.

Pure: knows the script and how the engine goes through it; knows no sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.insight import labels
from bot.insight.figures import many
from bot.insight.script_map import Arrow, arrows_from
from bot.script.model import Answer, Objection, Outcome, Script, Step, Target

MOST_WAYS: Final = 3
"""Ways to a prompt that are named; the rest are counted."""

ASIDES: Final[Mapping[str, str]] = {
    "not_understood": "when the answer to a question was not understood, before the question comes again",
    "still_there": "when nobody answers a question, before it comes again",
    "confirm_yes": "when it is not certain whether the answer was a yes",
    "opt_out_check": "when the callee may have said never to call again",
    "wait": "when the callee asks for a moment",
    "keypad": "after a question, where nothing hears the callee and keys must do",
    "keypad_number": "after a question for a number, where nothing hears the callee and keys must do",
    "keypad_opt_out": "after the first question, where nothing hears the callee and keys must do",
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """`when` a prompt is said, and whether the callee may talk into it."""

    when: str
    may_be_interrupted: bool = True


def occasions(script: Script) -> Mapping[str, Occasion]:
    """By prompt id, for every prompt of the script."""
    told = _Told(script)
    found: dict[str, Occasion] = {}
    for step in script.steps.values():
        found |= dict(told.step(step))
    for objection in script.objections.values():
        found |= dict(_objection(objection))
    for outcome in script.outcomes.values():
        found |= dict(told.outcome(outcome))
    for name, prompt in script.asides.items():
        found[prompt.id] = Occasion(ASIDES[name])
    return found


class _Told:
    """One script, with the ways into each of its steps and outcomes."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._into: dict[str, list[Arrow]] = {}
        for step in script.steps.values():
            for arrow in arrows_from(step):
                self._into.setdefault(arrow.target, []).append(arrow)

    def step(self, step: Step) -> Iterator[tuple[str, Occasion]]:
        """What is said at a step, by prompt id."""
        if step.say is not None:
            yield step.say.id, Occasion(self._arriving(step.id), step.barge_in)
        if step.reprompt is not None:
            when = f"the question of “{step.id}” once more: after silence, an unclear answer or an objection"
            yield step.reprompt.id, Occasion(when, step.barge_in)
        if step.keypad is not None:
            yield step.keypad.id, Occasion(f"after the question of “{step.id}”, where keys must do")
        if step.slot is not None and step.slot.confirm is not None:
            when = f"reads back what was understood at “{step.id}”"
            yield step.slot.confirm.id, Occasion(when, step.barge_in)
        for answer in step.answers.values():
            yield from _answer(step, answer)

    def outcome(self, outcome: Outcome) -> Iterator[tuple[str, Occasion]]:
        if outcome.say is not None:
            when = f"the last words of the call, {self._arriving(outcome.id)}"
            yield outcome.say.id, Occasion(when, may_be_interrupted=False)

    def _arriving(self, name: str) -> str:
        ways = list(dict.fromkeys(self._ways(name, frozenset())))
        if name == self._script.start:
            ways.insert(0, "the first words of the call, when somebody has picked up")
        if not ways:
            return "where nothing else leads to"
        more = f"; and in {many(len(ways) - MOST_WAYS, 'other way')}" if len(ways) > MOST_WAYS else ""
        return "; ".join(ways[:MOST_WAYS]) + more

    def _ways(self, name: str, seen: frozenset[str]) -> Iterator[str]:
        """Answers, silence and objections that lead to a step or an outcome; steps that say and ask nothing are looked
        through."""
        script = self._script
        if name == script.opt_out:
            yield f"after {_quoted('opt_out')} at any question"
        for arrow in self._into.get(name, ()):
            source = script.steps[arrow.source]
            if source.listens:
                yield f"after {_label(arrow)} at “{arrow.source}”"
            elif source.say is not None:
                yield f"straight after what is said at “{arrow.source}”"
            elif arrow.source not in seen:
                condition = f", if {arrow.label}" if arrow.label not in ("", "otherwise") else ""
                for way in self._ways(arrow.source, seen | {name}):
                    yield f"{way}{condition}"
        for policy, what in ((script.no_input, "silence"), (script.no_match, "answers nobody understands")):
            if _leads(policy.then, name):
                yield f"after {what}, asked once more in vain"
        for objection in script.objections.values():
            if _leads(objection.then, name) and objection.then.kind != "back":
                yield f"after {_quoted(objection.intent)} at any question"
            elif _leads(objection.beyond, name):
                yield f"after {_quoted(objection.intent)} once too often"
        if name == script.machine.outcome:
            yield "to an answering machine"


def _leads(target: Target | None, name: str) -> bool:
    return target is not None and target.name == name


def _answer(step: Step, answer: Answer) -> Iterator[tuple[str, Occasion]]:
    said = f"{_quoted(answer.intent)} at “{step.id}”"
    if answer.say is not None:
        onward = "the question again" if answer.then.kind == "back" else f"“{answer.then.name}”"
        yield answer.say.id, Occasion(f"after {said}; then comes {onward}")
    if answer.confirm is not None:
        yield answer.confirm.id, Occasion(f"to make sure of {said}", step.barge_in)


def _objection(objection: Objection) -> Iterator[tuple[str, Occasion]]:
    said = f"whenever the callee says {_quoted(objection.intent)}"
    onward = "the question again" if objection.then.kind == "back" else f"“{objection.then.name}”"
    if objection.say is not None:
        yield objection.say.id, Occasion(f"{said}; then comes {onward}")
    if objection.again is not None:
        yield objection.again.id, Occasion(f"{said} once more; then comes {onward}")
    if objection.confirm is not None:
        yield objection.confirm.id, Occasion(f"to make sure of {_quoted(objection.intent)} at any question")


def _label(arrow: Arrow) -> str:
    """What leads along an arrow, in words: its label lists intents, or the value asked for in braces."""
    if arrow.trouble:
        return arrow.label.replace(", ", " or ").replace("not understood", "an answer nobody understands")
    return " or ".join(
        "the answer asked for" if name.startswith("{") else _quoted(name) for name in arrow.label.split(", ")
    )


def _quoted(intent: str) -> str:
    return f"“{labels.intent(intent)}”"
