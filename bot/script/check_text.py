"""Whether every prompt can be said: in each language, with variables that exist and are known, and as recorded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.script.graph import certainly_known
from bot.script.model import ASIDES, Field, Outcome, Prompt, Script, Step
from bot.script.rules import Notes
from bot.script.template import fields, is_optional, plain_text
from bot.script.variable import known_at_start, variable_types
from bot.source import Span
from bot.spoken import FORMS

_IN_ACTION: Final = re.compile(r"\{([a-z_][a-z0-9_]*)(?::[a-z_]+)?\}")


def check_texts(script: Script, recordings: Mapping[str, str] | None, notes: Notes) -> None:
    """Every prompt, and the texts of actions."""
    missing = ", ".join(aside for aside in ASIDES if aside not in script.asides)
    if missing:
        notes.add("missing-aside", f"there are no words for: {missing}", script.span, "include common/house.yaml")
    _languages(script, notes)
    types = variable_types(script)
    for prompt in script.prompts():
        for field in _fields(prompt):
            _field(field, types, notes)
    _certainty(script, types, notes)
    if recordings is not None:
        _recordings(script, recordings, notes)


def _languages(script: Script, notes: Notes) -> None:
    for prompt in script.prompts():
        missing = [language for language in script.languages if not prompt.texts.get(language)]
        if missing:
            notes.add("missing-language", f"“{prompt.id}” has no text in {', '.join(missing)}", prompt.span)
    for intent, texts in script.phrases.items():
        missing = [language for language in script.languages if not texts.get(language)]
        if missing:
            message = f"the intent “{intent}” has no phrases in {', '.join(missing)}"
            notes.add("missing-language", message, script.places.get(f"phrases.{intent}", script.span))


# --- variables ----------------------------------------------------------------------------------------------------


def _fields(prompt: Prompt) -> tuple[Field, ...]:
    return tuple(field for wordings in prompt.texts.values() for wording in wordings for field in fields(wording))


def _field(field: Field, types: Mapping[str, str], notes: Notes) -> None:
    type_ = types.get(field.name)
    if type_ is None:
        hint = notes.near(field.name, types)[0] or "declare it under contact or values"
        notes.add("unknown-variable", f"there is no variable “{field.name}”", field.span, hint)
    elif field.form and field.form not in FORMS[type_]:
        message = f"a {type_} has no form “{field.form}”"
        hint = notes.near(field.form, FORMS[type_])[0] or f"it has: {', '.join(FORMS[type_])}"
        notes.add("wrong-form", message, field.span, hint)


def _certainty(script: Script, types: Mapping[str, str], notes: Notes) -> None:
    """A field that is not optional must be known whichever way the call came here."""
    at_start = known_at_start(script)
    known, at_questions = certainly_known(script, at_start)
    told: list[tuple[Prompt | None, frozenset[str]]] = []
    for step in script.steps.values():
        if step.id in known:
            told += _step_prompts(step, known[step.id])
    for objection in script.objections.values():
        told += [(each, at_questions) for each in (objection.say, objection.again, objection.confirm)]
    told += [(prompt, at_questions) for prompt in script.asides.values()]
    told += [(outcome.say, known[outcome.id]) for outcome in script.outcomes.values() if outcome.id in known]
    for prompt, certain in told:
        for field in _fields(prompt) if prompt is not None else ():
            if field.name in types and field.name not in certain and not is_optional(field):
                message = f"“{field.name}” may be unknown when this is said"
                hint = f"write {{, {field.name}}}, or see that it is known on every way here"
                notes.add("maybe-missing", message, field.span, hint)
    for outcome in script.outcomes.values():
        _actions(outcome, types, known.get(outcome.id, frozenset(types)), notes)


def _step_prompts(step: Step, arriving: frozenset[str]) -> Iterator[tuple[Prompt | None, frozenset[str]]]:
    """A step's prompts with what is known when each is said."""
    known = arriving | {setting.name for setting in step.set}
    yield step.say, known
    yield step.reprompt, known
    yield step.keypad, known
    if step.slot is not None:
        yield step.slot.confirm, known | {step.slot.name}
    for answer in step.answers.values():
        chosen = {step.slot.name} if step.slot is not None and answer.intent in step.slot.options else set()
        yield answer.say, known | chosen | {setting.name for setting in answer.set}
        yield answer.confirm, known


def _actions(outcome: Outcome, types: Mapping[str, str], known: frozenset[str], notes: Notes) -> None:
    for action in outcome.actions:
        for text in (action.what, *(option for _, option in action.options)):
            for name in _IN_ACTION.findall(text):
                if name not in types:
                    hint = notes.near(name, types)[0]
                    notes.add("unknown-variable", f"there is no variable “{name}”", action.span, hint)
                elif name not in known:
                    notes.add("maybe-missing", f"“{name}” may be unknown when this action is taken", action.span)


# --- recordings ---------------------------------------------------------------------------------------------------


def prompt_hash(text: str) -> str:
    """What a recording's manifest keeps of its text: twelve hex digits of SHA-256 over the words, spaces cleaned."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Recordable:
    """A text a human can record: one wording of a prompt in one language, with no variable in it."""

    id: str
    language: str
    text: str
    span: Span


def recordable(script: Script) -> tuple[Recordable, ...]:
    """Every text a human can record; ids are `offer.say.en`, or `offer.say.en.2` for the second of several wordings.

    Texts with variables have no recording: they change from call to call.
    """
    return tuple(
        Recordable(recording_id(prompt.id, language, number, len(wordings)), language, plain_text(wording), prompt.span)
        for prompt in script.prompts()
        for language in script.languages
        for wordings in [prompt.texts.get(language, ())]
        for number, wording in enumerate(wordings, 1)
        if not fields(wording)
    )


def recording_id(prompt: str, language: str, number: int, of: int) -> str:
    """The id of a prompt's wording `number` (from 1) out of `of`."""
    return f"{prompt}.{language}.{number}" if of > 1 else f"{prompt}.{language}"


def _recordings(script: Script, recordings: Mapping[str, str], notes: Notes) -> None:
    texts = {text.id: text for text in recordable(script)}
    recorded = {text.language for id_, text in texts.items() if id_ in recordings}
    for id_ in recordings:
        if id_ not in texts:
            hint = notes.near(id_, texts)[0]
            notes.add("unknown-recording", f"“{id_}” is recorded, and no such text exists", script.span, hint)
    for id_, text in texts.items():
        if id_ not in recordings:
            if text.language in recorded:
                message = f"“{id_}” is not recorded, unlike others in {text.language}"
                notes.add("missing-recording", message, text.span)
        elif recordings[id_] != prompt_hash(text.text):
            message = f"the text of “{id_}” has changed since it was recorded"
            notes.add("stale-recording", message, text.span, "record it again")
