"""Routes: whole calls by answers alone, from a script's start to an ending, and how long each is reckoned to take.

Pure. A route comes nowhere twice, so there are finitely many; a bound keeps a script of very many from taking for ever.
Objections, silence and misunderstandings are no part of a route.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.insight.script_map import REPLY_S, arrows_from, words_of
from bot.script.arm import as_arm
from bot.script.model import Prompt, Script, Step
from bot.script.sample import A_DAY, sample_values
from bot.script.template import render
from bot.source import WinbackError
from bot.spoken import Value, seconds_to_say

MOST_TRIED: Final = 20_000
"""Beginnings of routes looked at in an arm (a quarter of a second); the shipped scripts have up to 250."""

SHOWN: Final = 2
"""Answers named of those that lead the same way; one more is named rather than counted."""


@dataclass(frozen=True, slots=True)
class Route:
    """`places` are the steps come to and the outcome at the end; `labels` what leads from each to the next."""

    places: tuple[str, ...]
    labels: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        return self.places[-1]

    def __str__(self) -> str:
        """ "greeting: yes -> offer: yes -> promo_code"."""
        told = (f"{at}: {_short(label)}" if label else at for at, label in zip(self.places, self.labels, strict=False))
        return " -> ".join((*told, self.outcome))


def _short(label: str) -> str:
    """ "yes, send_text and 5 more"."""
    names = label.split(", ")
    return f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more" if len(names) > SHOWN + 1 else label


@dataclass(frozen=True, slots=True)
class Routes:
    """`whole` is false where there were more than could be looked at."""

    routes: tuple[Route, ...]
    whole: bool


def routes(script: Script, most_tried: int = MOST_TRIED) -> Routes:
    """Every route of every arm, those through earlier answers first. Conditions on anything but the arm may hold or
    not, as if each were asked about by itself."""
    found = [_routes(as_arm(script, arm), most_tried) for arm in script.arms or ("",)]
    together = {route.places: route for each in found for route in each.routes}
    return Routes(tuple(together.values()), all(each.whole for each in found))


def _routes(script: Script, most_tried: int) -> Routes:
    onward = {name: _onward(script, step) for name, step in script.steps.items()}
    found: list[Route] = []
    waiting = [Route((script.start,))] if script.start in script.steps else []
    tried = 0
    while waiting and tried < most_tried:
        begun, tried = waiting.pop(), tried + 1
        if begun.outcome in script.outcomes:
            found.append(begun)
            continue
        waiting += reversed([
            Route((*begun.places, target), (*begun.labels, label))
            for target, label in onward[begun.outcome]
            if target not in begun.places
        ])  # fmt: skip
    return Routes(tuple(found), not waiting)


def _onward(script: Script, step: Step) -> list[tuple[str, str]]:
    """(target, label) of the answers that lead somewhere."""
    return [
        (arrow.target, arrow.label)
        for arrow in arrows_from(step)
        if not arrow.trouble and (arrow.target in script.steps or arrow.target in script.outcomes)
    ]


# --- how long it takes --------------------------------------------------------------------------------------------


class Pace:
    """How long the routes of a script take in one language (s), reckoned from each prompt's first wording with sample
    values in it, and from `REPLY_S` for each reply."""

    def __init__(self, script: Script, language: str) -> None:
        self._script = script
        self._language = language
        self._values: Mapping[str, Value] = sample_values(script, language)
        self._places = {name: self._step(step) for name, step in script.steps.items()}
        self._places |= {name: self._said(outcome.say) for name, outcome in script.outcomes.items()}
        self._between = {
            (step.id, arrow.target): self._answered(step, arrow.target)
            for step in script.steps.values()
            for arrow in arrows_from(step)
        }

    def seconds(self, route: Route) -> float:
        between = sum(self._between[pair] for pair in zip(route.places, route.places[1:], strict=False))
        return sum(self._places[name] for name in route.places) + between

    def _said(self, prompt: Prompt | None) -> float:
        wordings = prompt.texts.get(self._language, ()) if prompt is not None else ()
        if not wordings:
            return 0.0
        try:
            words = render(wordings[0], self._values, self._language, A_DAY)
        except WinbackError:  # a value this language has no words for: the braces' names are about as long
            words = words_of(prompt, self._language)
        return seconds_to_say(words, self._language)

    def _step(self, step: Step) -> float:
        return self._said(step.say) + (REPLY_S if step.listens else 0.0)

    def _answered(self, step: Step, target: str) -> float:
        """What is said and confirmed on the way from a step to a target; of several answers the first."""
        for answer in step.answers.values():
            if answer.then.name == target:
                return self._said(answer.say)
        confirm = step.slot.confirm if step.slot is not None else None
        return self._said(confirm) + REPLY_S if confirm is not None else 0.0


@dataclass(frozen=True, slots=True)
class Lasting:
    """`straight` takes the shortest route to the script's goal, `longest` the longest of all (s); None: none exists."""

    straight: float | None
    longest: float | None


def lasting(script: Script, found: Iterable[Route], language: str) -> Lasting:
    pace = Pace(script, language)
    timed = [(pace.seconds(route), route) for route in found]
    return Lasting(min(_leads(script, timed), default=None), max((took for took, _ in timed), default=None))


def _leads(script: Script, timed: Iterable[tuple[float, Route]]) -> Iterator[float]:
    return (took for took, route in timed if script.outcomes[route.outcome].disposition == script.goal)
