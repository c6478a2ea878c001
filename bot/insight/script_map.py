"""A script as a map that people read: boxes for what the bot says, arrows for what the callee answers.

Pure: knows the script, not how it is drawn (`map_svg`, `map_mermaid`). Objections come at every question, so they stand
aside and not among the arrows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from bot.script.model import Condition, Prompt, Script, Step, Target, Text
from bot.spoken import seconds_to_say

BoxKind = Literal["question", "statement", "fork", "ending", "lead"]
REPLY_S: Final = 1.0
"""What an answer is reckoned to take."""


@dataclass(frozen=True, slots=True)
class Box:
    """A step or an ending; `asides` are answers after which the same question is asked again."""

    id: str
    kind: BoxKind
    words: str
    asides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """From box to box; `label` is what leads there. `trouble`: silence or nonsense. `longest`: on the longest way."""

    source: str
    target: str
    label: str
    trouble: bool = False
    longest: bool = False


@dataclass(frozen=True, slots=True)
class ScriptMap:
    """`everywhere` are lines about what holds at every question; `longest_s` is how long the longest way takes."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    everywhere: tuple[str, ...]
    longest_s: float


def map_of(script: Script, language: str) -> ScriptMap:
    """Everything that can be come to from the start by answers alone, and the endings of silence and objections."""
    arrows = [arrow for step in script.steps.values() for arrow in arrows_from(step)]
    within = _reached(script, arrows)
    arrows = [arrow for arrow in arrows if arrow.source in within]
    seconds = {name: _seconds(script, name, language) for name in within}
    longest, taken = _longest(script.start, [arrow for arrow in arrows if not arrow.trouble], seconds)
    marked = tuple(
        Arrow(
            each.source, each.target, each.label, each.trouble, (each.source, each.target) in taken and not each.trouble
        )
        for each in arrows
    )
    boxes = tuple(_box(script, name, language) for name in (*script.steps, *script.outcomes) if name in within)
    return ScriptMap(script.title or script.id, boxes, marked, tuple(_everywhere(script)), longest)


def words_of(prompt: Prompt | None, language: str) -> str:
    """The first wording, variables in braces; "" for no prompt or another language."""
    wordings = prompt.texts.get(language, ()) if prompt is not None else ()
    if not wordings:
        return ""
    return "".join(
        part.text if isinstance(part, Text) else f"{part.lead}{{{part.name}}}{part.tail}" for part in wordings[0]
    )


# --- boxes and arrows ---------------------------------------------------------------------------------------------


def _box(script: Script, name: str, language: str) -> Box:
    step = script.steps.get(name)
    if step is None:
        outcome = script.outcomes[name]
        kind: BoxKind = "lead" if outcome.disposition == script.goal else "ending"
        return Box(name, kind, words_of(outcome.say, language))
    kind = "question" if step.listens else "fork" if step.branch else "statement"
    asides = tuple(intent for intent, answer in step.answers.items() if answer.then.kind == "back")
    return Box(name, kind, words_of(step.say, language), asides)


def arrows_from(step: Step) -> Iterator[Arrow]:
    """One for every target, labelled with all that leads there."""
    labels: dict[str, list[str]] = {}
    for intent, answer in step.answers.items():
        if answer.then.kind != "back":
            labels.setdefault(answer.then.name, []).append(intent)
    for line in step.branch:
        labels.setdefault(line.then.name, []).append(condition_words(line.condition))
    if step.then is not None:
        labels.setdefault(step.then.name, []).append(f"{{{step.slot.name}}}" if step.slot is not None else "")
    for target, told in labels.items():
        yield Arrow(step.id, target, ", ".join(each for each in told if each))
    trouble: dict[str, list[str]] = {}
    for policy, label in ((step.no_input, "silence"), (step.no_match, "not understood")):
        if policy is not None and policy.then is not None and policy.then.kind != "back":
            trouble.setdefault(policy.then.name, []).append(label)
    for target, told in trouble.items():
        yield Arrow(step.id, target, ", ".join(told), trouble=True)


def condition_words(condition: Condition) -> str:
    """ "arm is bold and score at least 9"; "otherwise" for the empty one."""
    if not condition:
        return "otherwise"
    said = []
    for test in condition:
        value = " or ".join(test.values) if test.op == "one_of" else test.value
        word = {"one_of": "is", "known": "known:"}.get(test.op, test.op.replace("_", " "))
        said.append(f"{test.name} {word} {value}")
    return " and ".join(said)


def _everywhere(script: Script) -> Iterator[str]:
    """At every question: what silence, nonsense and each objection lead to in the end."""
    for policy, label in ((script.no_input, "silence"), (script.no_match, "not understood")):
        if policy.then is not None:
            yield f"{label}: asked again {times(policy.reprompts)}, then {_named(policy.then)}"
    if script.opt_out:
        yield f"opt_out: {script.opt_out}, at once"
    for objection in script.objections.values():
        if objection.then.kind != "back":
            yield f"{objection.intent}: {_named(objection.then)}"
        elif objection.beyond is not None:
            yield f"{objection.intent}: answered {times(objection.limit)}, then {_named(objection.beyond)}"
        else:
            yield f"{objection.intent}: answered {times(objection.limit)}"


def times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _named(target: Target) -> str:
    return target.name or "back to the question"


# --- what is reached, and how long it takes -----------------------------------------------------------------------


def _reached(script: Script, arrows: Iterable[Arrow]) -> frozenset[str]:
    onward: dict[str, list[str]] = {}
    for arrow in arrows:
        onward.setdefault(arrow.source, []).append(arrow.target)
    aside = [each.beyond if each.then.kind == "back" else each.then for each in script.objections.values()]
    aside += [script.no_input.then, script.no_match.then]
    names = [script.start, script.opt_out, script.machine.outcome, *(each.name for each in aside if each is not None)]
    waiting, seen = [name for name in names if name], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in seen and (name in script.steps or name in script.outcomes):
            seen.add(name)
            waiting += onward.get(name, [])
    return frozenset(seen)


def _seconds(script: Script, name: str, language: str) -> float:
    step = script.steps.get(name)
    prompt = step.say if step is not None else script.outcomes[name].say
    said = seconds_to_say(words_of(prompt, language), language)
    return said + (REPLY_S if step is not None and step.listens else 0.0)


def _longest(
    start: str, arrows: Iterable[Arrow], seconds: Mapping[str, float]
) -> tuple[float, frozenset[tuple[str, str]]]:
    """The longest way from the start without coming anywhere twice on it: its seconds and its arrows."""
    onward: dict[str, list[str]] = {}
    for arrow in arrows:
        onward.setdefault(arrow.source, []).append(arrow.target)
    best: dict[str, tuple[float, tuple[str, ...]]] = {}

    def longest(name: str, under_way: frozenset[str]) -> tuple[float, tuple[str, ...]]:
        if name not in best:
            further = [
                longest(each, under_way | {name}) for each in onward.get(name, ()) if each not in under_way | {name}
            ]
            lasting, path = max(further, default=(0.0, ()))
            best[name] = (seconds.get(name, 0.0) + lasting, (name, *path))
        return best[name]

    lasting, path = longest(start, frozenset())
    return lasting, frozenset(pairwise(path))
