"""Which line of the script decided what the bot did: for the author who tries it.

Reads the same facts as the engine (the question, the meaning, the engine's own notes) and looks the line up; where no
line of the script decided, it says so instead of guessing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.dialogue.question import confirming_words
from bot.rehearsal.tryout import Exchange
from bot.script.model import Policy, Script, Step
from bot.source import NOWHERE, Span

UNHEEDED = ("late", "held", "keys", "ignored", "backchannel")
"""Notes of the engine that a reply was heard and changed nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry of the script by its path (`offer.answers.yes`) and where it stands; NOWHERE where it is the house's."""

    name: str
    span: Span = NOWHERE


def rule_of(script: Script, exchange: Exchange) -> Rule | None:
    """What the bot followed in this exchange; None where nothing was asked, or nothing came of it."""
    asked = exchange.asked
    step = script.steps.get(asked.step) if asked is not None else None
    if step is None or exchange.line is None:
        return None
    notes = {note.what for note in exchange.notes}
    if "no_match" in notes:
        return _policy(script, step, "no_match")
    if "no_input" in notes:
        return _policy(script, step, "no_input")
    if exchange.line.kind == "presses":
        return _key(script, step, exchange.line.names[0])
    if exchange.meant is None or notes.intersection(UNHEEDED):
        return None
    return _meant(script, step, exchange, notes)


def _meant(script: Script, step: Step, exchange: Exchange, notes: Collection[str]) -> Rule | None:
    assert exchange.meant is not None
    assert exchange.asked is not None
    intent, confirming = exchange.meant.intent or "", exchange.asked.confirming
    if "opt_out_doubt" in notes and "opt_out_check" in script.asides:
        return Rule("asides.opt_out_check", script.asides["opt_out_check"].span)
    if intent == "opt_out" or "opt_out" in notes:
        return _opt_out(script)
    if "other" in notes:
        return _answer(step, "other")
    if "confirm" in notes:
        return _confirmation(script, step, intent)
    if confirming and intent in ("yes", "no"):
        return _confirmed(script, step, exchange, agreed=intent == "yes")
    return _plain(script, step, exchange, intent)


def _plain(script: Script, step: Step, exchange: Exchange, intent: str) -> Rule | None:
    """In the engine's order: the value asked for, the step's answers, objections, what the house always hears."""
    assert exchange.meant is not None
    slot = step.slot
    if slot is not None and (slot.name in exchange.meant.slots or intent in slot.options):
        return Rule(f"{step.id}.capture.{slot.name}", slot.span)
    if intent in step.answers:
        return _answer(step, intent)
    if intent in script.objections:
        return Rule(f"objections.{intent}", script.objections[intent].span)
    return Rule(f"{intent}, heard at every question") if intent else None


def _answer(step: Step, intent: str) -> Rule:
    return Rule(f"{step.id}.answers.{intent}", step.answers[intent].span)


def _policy(script: Script, step: Step, kind: str) -> Rule:
    """The step's own way with silence or strange words, else the script's."""
    own: Policy | None = getattr(step, kind)
    usual: Policy = getattr(script, kind)
    return Rule(f"{step.id}.{kind}", own.span) if own is not None else Rule(kind, usual.span)


def _key(script: Script, step: Step, keys: str) -> Rule | None:
    key = keys[-1]
    if key in step.keys:
        return Rule(f"{step.id}.keys.{key}", step.key_places.get(key, NOWHERE))
    return _opt_out(script) if keys == "9" and step.slot is None else None


def _opt_out(script: Script) -> Rule:
    outcome = script.outcomes.get(script.opt_out)
    return Rule(f"outcomes.{outcome.id}", outcome.span) if outcome else Rule("opt_out, heard at every question")


def _confirmation(script: Script, step: Step, intent: str) -> Rule:
    """Not sure enough, so asked: by the answer's own words or the house's."""
    words, answer = confirming_words(script, step, intent), step.answers.get(intent)
    assert words is not None, "the engine asked with them"
    own = f"{step.id}.answers.{intent}.confirm" if answer is not None and words is answer.confirm else words.id
    return Rule(own, words.span)


def _confirmed(script: Script, step: Step, exchange: Exchange, agreed: bool) -> Rule | None:
    """What was agreed to, or not, after "did I understand you right?"."""
    assert exchange.asked is not None
    about = exchange.asked.confirming
    if not agreed:
        return _answer(step, "no") if about == "yes" and "no" in step.answers else None
    slot = step.slot
    if slot is not None and about in (slot.name, *slot.options):
        return Rule(f"{step.id}.capture.{slot.name}", slot.span)
    if about in step.answers:
        return _answer(step, about)
    return Rule(f"objections.{about}", script.objections[about].span) if about in script.objections else None
