"""Whether every name an author used exists: targets, intents, variables, keys, and values that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from bot.script.condition import compare
from bot.script.model import GLOBAL_INTENTS, PhraseLibrary, Script, Step, Target, Test, Variable
from bot.script.rules import Notes
from bot.script.variable import possible_values, settings, variable_types
from bot.source import Span
from bot.spoken import Count, Money, SpokenError, parse_value

OPT_OUT_KEY: Final = "9"
A_DAY: Final = date(2026, 1, 1)
"""Any day will do to see whether `+14 days` can be read."""

WORD_FORMS: Final = {"en": 2, "fr": 2, "uk": 3, "ru": 3}
"""Forms a counted word takes by language (bot.spoken.Count)."""

_SAMPLES: Final[Mapping[str, object]] = {
    "number": 0, "count": Count(0, ()), "date": A_DAY, "datetime": A_DAY,
}  # fmt: skip


def check_names(script: Script, phrases: Mapping[str, PhraseLibrary | None] | None, notes: Notes) -> None:
    """Every name but those inside prompts."""
    _targets(script, notes)
    _intents(script, phrases, notes)
    types, closed = variable_types(script), possible_values(script)
    for step in script.steps.values():
        _keys(script, step, notes)
        for test in (test for branch in step.branch for test in branch.condition):
            _test(test, types, closed, notes)
    _counters(script, notes)
    for variable in (*script.contact.values(), *script.values.values()):
        _variable(script, variable, notes)


# --- targets ------------------------------------------------------------------------------------------------------


def _targets(script: Script, notes: Notes) -> None:
    names = (*script.steps, *script.outcomes)
    for target, may_return in _all_targets(script):
        if target.kind == "back" and not may_return:
            hint = "name a step or an outcome"
            notes.add("back-nowhere", "there is no open question to go back to from here", target.span, hint)
        elif target.kind != "back" and target.name not in names and target.name:
            message = f"there is no step or outcome “{target.name}”"
            hint, fix = notes.near(target.name, names)
            notes.add("unknown-target", message, target.span, hint, fix)
    if script.start not in script.steps and script.start:
        place = script.places.get("start", script.span)
        hint, fix = notes.near(script.start, script.steps)
        notes.add("unknown-target", f"there is no step “{script.start}”", place, hint, fix)
    if script.machine.outcome not in ("", *script.outcomes):
        hint = notes.near(script.machine.outcome, script.outcomes)[0]
        notes.add("unknown-target", f"there is no outcome “{script.machine.outcome}”", script.machine.span, hint)
    _opt_out(script, notes)


def _opt_out(script: Script, notes: Notes) -> None:
    place = script.places.get("opt_out", script.span)
    if script.opt_out and script.opt_out not in script.outcomes:
        hint = notes.near(script.opt_out, script.outcomes)[0]
        notes.add("unknown-target", f"there is no outcome “{script.opt_out}”", place, hint)
    elif not script.opt_out or script.outcomes[script.opt_out].disposition not in ("do_not_call", ""):
        hint = "include common/house.yaml, or add an outcome with disposition: do_not_call"
        notes.add("no-opt-out", "no outcome answers “never call again”", place, hint)


def _all_targets(script: Script) -> Iterator[tuple[Target, bool]]:
    """Every target with whether `back` makes sense there."""
    policies = [script.no_input, script.no_match]
    for step in script.steps.values():
        yield from ((answer.then, True) for answer in step.answers.values())
        yield from ((branch.then, False) for branch in step.branch)
        if step.then is not None:
            yield step.then, False
        policies += [policy for policy in (step.no_input, step.no_match) if policy is not None]
    for objection in script.objections.values():
        yield objection.then, True
        if objection.beyond is not None:
            yield objection.beyond, False
    yield from ((then, False) for then in dict.fromkeys(policy.then for policy in policies) if then is not None)


# --- intents ------------------------------------------------------------------------------------------------------


def _intents(script: Script, phrases: Mapping[str, PhraseLibrary | None] | None, notes: Notes) -> None:
    used = dict(_used_intents(script))
    known = _known_intents(script, phrases, notes)
    everywhere = frozenset().union(*known.values(), script.phrases, GLOBAL_INTENTS)
    for (intent, _), span in used.items():
        missing = [language for language, intents in known.items() if intent not in intents]
        if len(missing) == len(known) and missing:
            hint, fix = notes.near(intent, everywhere - {intent})
            hint = hint or "give it phrases under “phrases”"
            notes.add("unknown-intent", f"nobody knows how to say “{intent}”", span, hint, fix)
        elif missing:
            message = f"“{intent}” has no phrases in {', '.join(missing)}"
            notes.add("unknown-intent", message, span, "add them under “phrases”")
    _fixed_opt_out(script, notes)
    names = {intent for intent, _ in used}
    for intent in script.phrases:
        if intent not in names:
            place = script.places.get(f"phrases.{intent}", script.span)
            notes.add("unused-intent", f"nothing answers “{intent}”", place, "list it under answers, or delete it")


def _used_intents(script: Script) -> Iterator[tuple[tuple[str, Span], Span]]:
    for step in script.steps.values():
        yield from (((answer.intent, answer.span), answer.span) for answer in step.answers.values())
        if step.slot is not None:
            missing = (option for option in step.slot.options if option not in step.answers)
            yield from (((option, step.span), step.slot.span) for option in missing)
    yield from (((objection.intent, objection.span), objection.span) for objection in script.objections.values())


def _known_intents(
    script: Script, phrases: Mapping[str, PhraseLibrary | None] | None, notes: Notes
) -> dict[str, frozenset[str]]:
    """Intents that can be heard, by language of the script."""
    known = {}
    for language in script.languages:
        own = {intent for intent, texts in script.phrases.items() if texts.get(language)}
        library = phrases.get(language) if phrases else None
        if library is not None:
            known[language] = frozenset(own | set(library.intents) | {"other"})
        elif phrases is None or language in phrases:
            known[language] = frozenset(own | set(GLOBAL_INTENTS))
        else:
            place = script.places.get("languages", script.span)
            hint = f"write common/phrases/{language}.yaml"
            notes.add("missing-phrases", f"there is no phrase library for “{language}”", place, hint)
    return known


def _fixed_opt_out(script: Script, notes: Notes) -> None:
    places = [step.answers["opt_out"].span for step in script.steps.values() if "opt_out" in step.answers]
    places += [objection.span for objection in script.objections.values() if objection.intent == "opt_out"]
    for place in places:
        notes.add("opt-out-fixed", "“never call again” is always acted on at once", place, "delete this answer")


def _keys(script: Script, step: Step, notes: Notes) -> None:
    options = step.slot.options if step.slot else ()
    possible = (*step.answers, *options, *script.objections)
    for key, intent in step.keys.items():
        place = step.key_places.get(key, step.span)
        if key == OPT_OUT_KEY:
            notes.add("key-nine", "key 9 means “never call again” everywhere", place, "use another key")
        elif intent not in possible:
            message = f"key {key} stands for “{intent}”, which “{step.id}” does not take"
            notes.add("key-unknown-intent", message, place, notes.near(intent, possible)[0])


# --- variables ----------------------------------------------------------------------------------------------------


def _test(test: Test, types: Mapping[str, str], closed: Mapping[str, Iterable[str]], notes: Notes) -> None:
    type_ = types.get(test.name)
    if type_ is None:
        hint = notes.near(test.name, types)[0]
        notes.add("unknown-variable", f"there is no variable “{test.name}”", test.span, hint)
    elif test.op != "known":
        _comparison(test, type_, closed.get(test.name), notes)


def _comparison(test: Test, type_: str, possible: Iterable[str] | None, notes: Notes) -> None:
    for text in test.values or (test.value,):
        if possible is not None:
            if text not in possible:
                message = f"“{test.name}” is never “{text}”"
                notes.add("unknown-value", message, test.span, notes.near(text, possible)[0])
        elif not _comparable(type_, test.op, text):
            message = f"“{test.name}” ({type_}) cannot be compared with “{text}” by {test.op}"
            notes.add("bad-comparison", message, test.span)


def _comparable(type_: str, op: str, text: str) -> bool:
    """Texts are equal or not; everything else must be readable as a value to compare with."""
    if type_ == "money":
        currency = text.strip().partition(" ")[2].strip().upper()
        return compare(Money(Decimal(0), currency or "UAH"), text, A_DAY) is not None
    if type_ in _SAMPLES:
        return compare(_SAMPLES[type_], text, A_DAY) is not None
    return op in ("is", "not", "one_of")


def _counters(script: Script, notes: Notes) -> None:
    for setting in settings(script):
        counts = setting.value.startswith("+") and setting.value[1:].isdigit()
        if counts != (setting.name in script.counters):
            message = f"“{setting.name}” is no counter" if counts else f"“{setting.name}” is a counter and only counts"
            hint = notes.near(setting.name, script.counters)[0] if counts else "write +1, or use another name"
            notes.add("not-a-counter", message, setting.span, hint or "list it: counters: {name: 0}")


def _variable(script: Script, variable: Variable, notes: Notes) -> None:
    if variable.default is not None:
        try:
            # A count's word comes from `unit`, so its value is the bare number.
            parse_value("number" if variable.type == "count" else variable.type, variable.default, A_DAY)
        except SpokenError as error:
            notes.add("bad-default", str(error), variable.span)
    elif variable.name in script.values:
        notes.add("missing-default", f"the constant “{variable.name}” has no value", variable.span, "add default:")
    if variable.type != "count":
        return
    for language in script.languages:
        forms = WORD_FORMS.get(language, 1)
        if len(variable.unit.get(language, ())) != forms:
            message = f"“{variable.name}” needs its counted word in {language}, in {forms} forms"
            notes.add("unit-forms", message, variable.span, "unit: {en: [point, points], uk: [бонус, бонуси, бонусів]}")
