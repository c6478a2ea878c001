"""Everything a callee can do, tried at every position a script can come to, by the real engine.

Pure. How often something was counted (an objection, silence, a doubt) decides about its own next time and nothing
else. So every position is tried in full once, whatever was counted on the way there, and again with each counted thing
as often as it can be counted; of two of them the earlier is forgotten.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, NamedTuple

from bot.dialogue.events import Finish
from bot.dialogue.position import Counted, Position
from bot.dialogue.state import Plan, Setup
from bot.rehearsal.deeds import Deed, deeds_at, picking_up
from bot.rehearsal.values_to_try import values_to_try
from bot.rehearsal.virtual_call import Moment, VirtualCall
from bot.script.graph import asked_onwards
from bot.script.model import Script
from bot.script.template import fields

MOST_PLACES: Final = 20_000
"""Positions looked at before the exploration says that it did not come to an end; shipped scripts have up to 2,800."""

FOR_EVER: Final = 1e9


class Way(NamedTuple):
    """One deed at place `source`, what came of it, and the place it leads to (None: the call is over).

    `finish` and `opted_out` tell of the whole call so far; `named`: who calls has been said, or is being said. `now` is
    when the deed was done (s), `over_at` when the bot will have said what it says to it.
    """

    source: int
    deed: Deed
    moments: tuple[Moment, ...]
    target: int | None
    finish: Finish | None
    opted_out: bool
    named: bool
    now: float
    over_at: float


@dataclass(slots=True)
class Explored:
    """What was found in one setup: `calls` by place (0 is before the call), `first` how each was come to first.

    `like` names for each place the one that was tried in full and differs from it in what was counted alone. `whole` is
    false where there was more than was to be looked at.
    """

    setup: Setup
    calls: list[VirtualCall]
    first: list[Way | None]
    like: list[int] = field(default_factory=lambda: [0])
    ways: list[Way] = field(default_factory=list)
    whole: bool = True

    def path(self, way: Way) -> tuple[Way, ...]:
        """How a call comes to the end of `way`, from its beginning; none is shorter."""
        found = [way]
        while (before := self.first[found[-1].source]) is not None:
            found.append(before)
        return tuple(reversed(found))


def explore(setup: Setup, most: int = MOST_PLACES) -> Explored:
    """At most so many positions, breadth first; the clock and `max_turns` would cut calls off, so they are lifted."""
    unhurried = replace(setup.script, max_duration_s=FOR_EVER, max_turns=10**9)
    setup = replace(setup, script=unhurried, plan=Plan())
    explored = Explored(setup, [VirtualCall(setup)], [None])
    search = _Search(explored, most)
    while search.waiting and explored.whole:
        search.expand(search.waiting.popleft())
    return explored


class _Search:
    def __init__(self, explored: Explored, most: int) -> None:
        self._most = most
        self.waiting = deque([0])
        self._explored = explored
        self._relevant = _relevant(explored.setup.script)
        self._values = partial(values_to_try, script=explored.setup.script)
        self._places: dict[Position, int] = {}
        self._tried: dict[Hashable, tuple[int, tuple[Deed, ...]]] = {}
        """Where each position was tried in full, whatever was counted there, and all that can be done in it."""

    def expand(self, place: int) -> None:
        explored = self._explored
        before = explored.calls[place].dialogue.counted
        for deed in self._deeds(place):
            call = explored.calls[place].fork()
            deed.do(call)
            if len(counted := call.dialogue.counted) > 1:
                call.dialogue.forget(_last_counted(before, counted))
            target = None if call.hung_up else self._place(call)
            way = Way(
                place,
                deed,
                tuple(call.moments),
                target,
                call.finish,
                call.opted_out,
                call.dialogue.named,
                call.now,
                call.over_at,
            )
            explored.ways.append(way)
            if target == len(explored.first):
                explored.first.append(way)
                explored.like.append(target)

    def _deeds(self, place: int) -> Iterable[Deed]:
        if place == 0:
            return picking_up()
        call = self._explored.calls[place]
        rest, counted = call.dialogue.position(self._relevant)
        if rest not in self._tried:
            self._tried[rest] = place, tuple(deeds_at(call, self._values))
            return self._tried[rest][1]
        self._explored.like[place], deeds = self._tried[rest]
        again = {name for name, _ in counted}
        return (deed for deed in deeds if deed.counted in again)

    def _place(self, call: VirtualCall) -> int:
        position = call.dialogue.position(self._relevant)
        if position not in self._places:
            calls = self._explored.calls
            self._places[position] = len(calls)
            self.waiting.append(len(calls))
            calls.append(call)
            self._explored.whole = len(calls) < self._most
        return self._places[position]


def _relevant(script: Script) -> dict[str, tuple[str, ...]]:
    """By step the names, sorted, whose values decide anything: conditions may ask about them from there on, or some
    text cannot be said without them."""
    spoken = frozenset(
        field.name
        for prompt in script.prompts()
        for wordings in prompt.texts.values()
        for wording in wordings
        for field in fields(wording)
    ) - {*script.contact, *script.values}
    return {step: tuple(sorted(names | spoken)) for step, names in asked_onwards(script).items()}


def _last_counted(before: Counted, now: Counted) -> str:
    """What was just counted, or else what still is."""
    return next((each for each in now if each not in before), now[0])[0]
