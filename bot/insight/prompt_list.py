"""Everything a script may say to one contact, as words: which prompt, which wording, on what occasion.

Pure: knows scripts and values, not voices. What becomes known only in a call (when to call back) is spoken as a sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.script.arm import as_arm
from bot.script.check import recording_id
from bot.script.graph import reachable
from bot.script.model import Prompt, Script, Template
from bot.script.sample import learnt_values
from bot.script.template import fields, render
from bot.source import Span, WinbackError, did_you_mean
from bot.spoken import Value

OCCASIONS: Final[Mapping[str, str]] = {
    "say": "said on coming here",
    "reprompt": "when it is asked again",
    "keypad": "what the keys mean, where nothing can be recognised",
    "confirm": "what was captured, read back",
}
OF_OBJECTIONS: Final[Mapping[str, str]] = {
    "say": "the first answer",
    "again": "when it is raised again",
    "confirm": "asked where it may have been meant",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One wording with values in it. `id` is its name among recordings; `place` counts from 1 over the whole script.

    `belongs_to` is a step, outcome or objection, or “asides”; `samples` are variables that stand in for a call's.
    """

    id: str
    place: int
    prompt: str
    belongs_to: str
    occasion: str
    text: str
    span: Span
    samples: tuple[str, ...] = ()


def lines(script: Script, language: str, values: Mapping[str, Value], as_of: date) -> tuple[Line, ...]:
    """Every wording of every prompt, in the order an author reads them.

    Raises WinbackError naming each that cannot be said, with its place.
    """
    known = {"language": language, **values}
    samples = {name: value for name, value in learnt_values(script, as_of).items() if name not in known}
    found: list[Line] = []
    faults: list[str] = []
    for place, (prompt, number, of, wording) in enumerate(_wordings(script, language), 1):
        try:
            text = render(wording, {**samples, **known}, language, as_of)
        except WinbackError as error:
            faults.append(f"{where(prompt.span)}: “{prompt.id}” cannot be said in {language}: {error}")
            continue
        sampled = tuple(dict.fromkeys(field.name for field in fields(wording) if field.name in samples))
        id_ = recording_id(prompt.id, language, number, of)
        found.append(Line(id_, place, prompt.id, *_told(script, prompt.id), text, prompt.span, sampled))
    if faults:
        raise WinbackError("\n".join(faults))
    return tuple(found)


def where(span: Span) -> str:
    return f"{span.file}:{span.line}:{span.column}"


def _wordings(script: Script, language: str) -> Iterator[tuple[Prompt, int, int, Template]]:
    """(prompt, which wording of it from 1, of how many, the wording)."""
    for prompt in script.prompts():
        wordings = prompt.texts[language]
        for number, wording in enumerate(wordings, 1):
            yield prompt, number, len(wordings), wording


def _told(script: Script, prompt: str) -> tuple[str, str]:
    """What a prompt belongs to and when it is said, by its id."""
    owner, *parts = prompt.split(".")
    if owner == "asides":
        return owner, parts[0].replace("_", " ")
    if owner == "objections":
        return f"objection {parts[0]}", OF_OBJECTIONS[parts[1]]
    if owner in script.outcomes:
        return owner, f"the goodbye: {script.outcomes[owner].disposition}"
    if len(parts) == 1:
        return owner, OCCASIONS[parts[0]]
    return owner, f"the answer to {parts[0]}" if parts[1] == "say" else f"asked where it may have been {parts[0]}"


# --- some of them -------------------------------------------------------------------------------------------------


def of_arm(found: Iterable[Line], script: Script, arm: str) -> tuple[Line, ...]:
    """Without the prompts of steps and outcomes that calls of this arm never come to."""
    steps, outcomes = reachable(as_arm(script, arm))
    never = {*script.steps, *script.outcomes} - steps - outcomes
    return tuple(line for line in found if line.prompt.partition(".")[0] not in never)


def named(found: Iterable[Line], names: Iterable[str]) -> tuple[Line, ...]:
    """Those of the steps, outcomes, objections, asides or prompts named; without names all.

    Raises WinbackError for a name that is none of these.
    """
    all_ = tuple(found)
    known = dict.fromkeys(name for line in all_ for name in _names(line))
    wanted = set(names)
    for name in sorted(wanted - set(known)):
        hint = did_you_mean(name, known) or "winback say SCRIPT without --step shows them all"
        raise WinbackError(f"“{name}” is no step, outcome, objection or prompt that is said here; {hint}")
    return tuple(line for line in all_ if not wanted or wanted & set(_names(line)))


def _names(line: Line) -> tuple[str, ...]:
    """What a line goes by: “offer”, “offer.say”, “offer.say.en.2”; “too_expensive”, “too_expensive.again”; “wait”."""
    short = line.prompt.removeprefix("objections.").removeprefix("asides.")
    return short.partition(".")[0], short, line.prompt, line.id
