"""Whether a callee is talked to for too long: one text, and all that is said between two chances to answer.

Seconds are estimates (`bot.spoken.pace`), with a usual length for each variable whose value is not known yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bot.script.model import Field, Prompt, Script, Step, Target, Template
from bot.script.rules import Notes
from bot.script.variable import variable_types
from bot.spoken.pace import seconds_to_say

PROMPT_S: Final = 15.0
"""Longest text that is let pass. Rule of thumb of the trade for one message of an interactive voice system (2026); the
telephone's listener remembers no more than the end of it. The longest text of the shipped scripts takes 11 s."""
KEYPAD_S: Final = 20.0
"""... of a menu of keys, in which nothing can be left out (Plum Voice's guidelines for instructing prompts)."""
STRETCH_S: Final = 20.0
"""Longest that the bot speaks on, over several texts, to the end of its next question; the shipped scripts: 11 s."""

MOST_NAMED: Final = 6
"""Steps of a stretch that a message names."""

FIELD_S: Final[Mapping[str, float]] = {
    "text": 0.6, "name": 0.9, "money": 1.8, "date": 1.3, "datetime": 3.3, "number": 0.8, "count": 1.5, "phone": 4.7,
    "code": 1.9,
}  # fmt: skip
"""Seconds a usual value takes, by its type: Prego, Oleksandra, 1,750 UAH, 14 May 2026 ... in four languages."""


def check_lengths(script: Script, notes: Notes) -> None:
    """Texts and stretches of every language."""
    times = Times(script)
    keypads = {id(step.keypad) for step in script.steps.values()} | {
        id(prompt) for name, prompt in script.asides.items() if name.startswith("keypad")
    }
    for prompt in script.prompts():
        most = KEYPAD_S if id(prompt) in keypads else PROMPT_S
        for language in script.languages:
            seconds = times.prompt(prompt, language)
            if seconds > most:
                message = f"“{prompt.id}” takes about {seconds:.0f} s to say in {language}"
                hint = f"{most:.0f} s are as much as people listen to: say less, or ask in between"
                notes.add("long-prompt", message, prompt.span, hint)
    _stretches(script, times, notes)


class Times:
    """Seconds to say a script's texts. A text with several wordings counts as its longest."""

    def __init__(self, script: Script) -> None:
        self._types = variable_types(script)
        self._defaults = {variable.name: variable.default for variable in script.values.values()}

    def prompt(self, prompt: Prompt | None, language: str) -> float:
        wordings = prompt.texts.get(language, ()) if prompt is not None else ()
        return max((self._wording(wording, language) for wording in wordings), default=0.0)

    def _wording(self, wording: Template, language: str) -> float:
        told = "".join(piece.text if not isinstance(piece, Field) else self._constant(piece) for piece in wording)
        fields = (piece for piece in wording if isinstance(piece, Field) and not self._constant(piece))
        return seconds_to_say(told, language) + sum(FIELD_S[self._types.get(field.name, "text")] for field in fields)

    def _constant(self, field: Field) -> str:
        """What a constant text says; "" of any other variable."""
        return (self._defaults.get(field.name) or "") if self._types.get(field.name) == "text" else ""


# --- stretches ----------------------------------------------------------------------------------------------------


def _stretches(script: Script, times: Times, notes: Notes) -> None:
    """One note a step (or ending) that a question leads to: for the way and the language in which it takes longest."""
    longest: dict[str, tuple[float, str, tuple[str, ...], Target]] = {}
    for language in script.languages:
        onwards = _Onwards(script, times, language)
        for lead, target in _begins(script):
            seconds = times.prompt(lead, language) + onwards.seconds(target.name)
            if seconds > longest.get(target.name, (STRETCH_S,))[0]:
                names = (*([lead.id] if lead is not None else ()), *onwards.texts(target.name))
                longest[target.name] = seconds, language, names, target
    for seconds, language, names, target in longest.values():
        if len(names) < 2:
            continue  # that is a long prompt
        shown = " → ".join(names if len(names) <= MOST_NAMED else (*names[: MOST_NAMED - 1], "…", names[-1]))
        message = f"the bot speaks for about {seconds:.0f} s in {language} without asking: {shown}"
        step = script.steps.get(target.name)
        place = step.span if step is not None else script.outcomes[target.name].span
        notes.add("long-stretch", message, place, f"ask something within {STRETCH_S:.0f} s, or say less")


def _begins(script: Script) -> Iterator[tuple[Prompt | None, Target]]:
    """Where a stretch begins: with the call, or what is said to an answer or objection, and where that leads."""
    yield None, Target("step", script.start)
    for step in script.steps.values():
        if step.listens:
            yield from ((answer.say, answer.then) for answer in step.answers.values())
            if step.then is not None:
                yield None, step.then
    yield from ((objection.say, objection.then) for objection in script.objections.values())


class _Onwards:
    """What is said in one language from a step on to the end of the next question or ending, the longest way.

    Each step is looked at once. One met again on its own way (that is `endless-loop`) ends the way.
    """

    def __init__(self, script: Script, times: Times, language: str) -> None:
        self._script = script
        self._times = times
        self._language = language
        self._told: dict[str, tuple[float, str]] = {}
        """Seconds from a step (or outcome) on, and the next one on the longest way."""
        for name, outcome in script.outcomes.items():
            self._told[name] = times.prompt(outcome.say, language), ""

    def seconds(self, name: str) -> float:
        """From a step or ending on; 0.0 for one that does not exist."""
        waiting = [name] if name in self._script.steps and name not in self._told else []
        open_: set[str] = set()
        while waiting:
            step = self._script.steps[waiting[-1]]
            onwards = [] if step.listens else [target.name for target in _silent(step)]
            unknown = [each for each in onwards if each in self._script.steps and each not in self._told]
            if step.id not in open_ and unknown:
                open_.add(step.id)
                waiting += [each for each in unknown if each not in open_]
                continue
            waiting.pop()
            rest = max(((self._told[each][0], each) for each in onwards if each in self._told), default=(0.0, ""))
            self._told[step.id] = self._times.prompt(step.say, self._language) + rest[0], rest[1]
        return self._told.get(name, (0.0, ""))[0]

    def texts(self, name: str) -> tuple[str, ...]:
        """The steps and the ending on that way that say something; `seconds` has been asked of its beginning."""
        way: dict[str, bool] = {}
        while name in self._told and name not in way:
            seconds, onwards = self._told[name]
            way[name] = seconds > self._told.get(onwards, (0.0, ""))[0]
            name = onwards
        return tuple(name for name, says in way.items() if says)


def _silent(step: Step) -> Iterator[Target]:
    yield from (branch.then for branch in step.branch)
    if step.then is not None:
        yield step.then
