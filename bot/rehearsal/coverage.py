"""What of a script its rehearsals have been through: steps, answers, objections and outcomes, by language.

Pure: counts what `Played` conversations did. A thing is covered in a language when some conversation came to it there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.rehearsal.play import Played
from bot.script.graph import reachable
from bot.script.model import Script
from bot.understanding.model import SLOT

KINDS: Final = ("steps", "answers", "objections", "outcomes")

Thing = tuple[str, str]
"""(kind, name): ("answers", "offer: yes"), ("objections", "too_expensive, again")."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """`things` in the order an author reads them; `missing` those that no conversation of the language came to."""

    language: str
    things: tuple[Thing, ...]
    missing: tuple[Thing, ...]

    def share(self, kind: str) -> tuple[int, int]:
        """How many things of a kind are covered, of how many."""
        all_ = [thing for thing in self.things if thing[0] == kind]
        return sum(thing not in self.missing for thing in all_), len(all_)


def coverage_of(script: Script, language: str, played: Iterable[Played]) -> Coverage:
    """What the conversations of one language came to."""
    things = tuple(things_of(script))
    seen: set[Thing] = set()
    for each in played:
        if each.language == language:
            seen |= _seen(script, each)
    return Coverage(language, things, tuple(thing for thing in things if thing not in seen))


def things_of(script: Script) -> Iterable[Thing]:
    """Everything a call can come to; of an objection the first answer, the second, and what comes after its limit."""
    within, endings = reachable(script)
    steps = [step for step in script.steps.values() if step.id in within]
    for step in steps:
        yield "steps", step.id
    for step in steps:
        for intent in step.answers:
            yield "answers", f"{step.id}: {intent}"
        if step.slot is not None and step.then is not None:
            yield "answers", f"{step.id}: {step.slot.name}"
    for objection in script.objections.values():
        yield "objections", objection.intent
        if objection.then.kind == "back" and objection.again is not None:
            yield "objections", f"{objection.intent}, again"
        if objection.then.kind == "back":
            yield "objections", f"{objection.intent}, once too often"
    for outcome in script.outcomes:
        if outcome in endings:
            yield "outcomes", outcome


def _seen(script: Script, played: Played) -> set[Thing]:
    seen: set[Thing] = {("outcomes", played.outcome)}
    for moment in played.moments:
        match moment.who:
            case "bot":
                seen.add(("steps", moment.what.partition(".")[0]))
                if moment.what.startswith("objections.") and moment.what.endswith(".again"):
                    seen.add(("objections", f"{moment.what.split('.')[1]}, again"))
            case "note" if moment.what == "branch":
                seen.add(("steps", moment.text.partition(":")[0]))
            case "note" if moment.what == "other":
                seen.add(("answers", f"{moment.step}: other"))
            case "note" if moment.what == "limit":
                seen.add(("objections", f"{moment.text.partition(' ')[0]}, once too often"))
            case "callee":
                seen |= _heard(script, moment.step, moment.what)
    return seen


def _heard(script: Script, at: str, intent: str) -> set[Thing]:
    """What a reply that was acted on at a step came to there."""
    step = script.steps.get(at)
    if step is None:
        return set()
    if intent == SLOT or (step.slot is not None and intent in step.slot.options and intent not in step.answers):
        return {("steps", at), ("answers", f"{at}: {step.slot.name if step.slot else ''}")}
    if intent in step.answers:
        return {("steps", at), ("answers", f"{at}: {intent}")}
    return {("steps", at), ("objections", intent)}
