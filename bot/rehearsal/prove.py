"""What holds of every call a script can lead, and a call for what does not hold.

Pure: judges what `explore` found, one property at a time. A fault carries the way by which a call comes to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.dialogue.moves import GOODBYE_S
from bot.dialogue.position import DOUBT
from bot.dialogue.state import Setup
from bot.rehearsal.explore import MOST_PLACES, Explored, Way, explore
from bot.rehearsal.values_to_try import setups_to_try
from bot.rehearsal.virtual_call import VirtualCall
from bot.script.graph import cycles, reachable
from bot.script.model import Outcome, Script

MOST_SETUPS: Final = 64
"""Variants of arm, attempt and contact data looked at; with more the proof says that it is not whole."""

SENT: Final = ("sms", "email")
"""What a callee must have asked for."""
AGREEING: Final = ("yes", "send_text", "operator")
UNASKED: Final = ("is_silent", "mumbles", "noise", "machine", "hangs_up")
"""What nobody agrees to anything by."""

PROPERTIES: Final[Mapping[str, str]] = {
    "ends": "whoever falls silent, or is never understood, is let go",
    "circle": "no round of answers leads back to where it began",
    "outcome": "every call comes to exactly one ending, and none to a fault of the script",
    "opt-out": "“never call again” is honoured at every moment, by voice and by key 9, at once or when said twice",
    "disclosure": "nothing is offered before it was said who calls",
    "promise": "whatever is promised has its action",
    "consent": "nothing is sent to anybody who has not asked for it",
    "reached": "every step and every outcome can be come to",
    "in-time": "a call in which all goes well ends before its longest duration",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A property that does not hold: what happens instead, and the call in which it does (empty: in no single one)."""

    rule: str
    message: str
    call: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """`faults` are the first of each property, and those that another variant of arm and contact shows besides.

    `whole` is false where there was more than was looked at. `straight` holds (replies, s) of the straightest call to
    each outcome; `longest_s` is how long a call of answers alone may take, without objections, silence and
    misunderstandings.
    """

    script: Script
    explored: tuple[Explored, ...]
    faults: tuple[Fault, ...]
    straight: Mapping[str, tuple[int, float]]
    longest_s: float
    whole: bool

    @property
    def latest_s(self) -> float:
        """When any call is over, whatever the callee does (s)."""
        return self.script.max_duration_s + GOODBYE_S


def prove(base: Setup, most: int = MOST_PLACES, most_setups: int = MOST_SETUPS) -> Proof:
    """Explore a script, which passes `check`, for every arm and every view its conditions have of a contact."""
    script = base.script
    setups = tuple(islice(setups_to_try(base), most_setups + 1))
    explored = tuple(explore(setup, most) for setup in setups[:most_setups])
    longest = max(_longest(each) for each in explored)
    found = [fault for each in explored for fault in judged(each, script)]
    faults = list({(fault.rule, fault.message): fault for fault in reversed(found)}.values())
    faults += _unreached(explored, script)
    if longest > script.max_duration_s:
        faults.append(Fault("in-time", f"it takes {longest:.0f} s, and is ended after {script.max_duration_s:g} s"))
    order = list(PROPERTIES)
    faults.sort(key=lambda fault: order.index(fault.rule))
    whole = len(setups) <= most_setups and all(each.whole for each in explored)
    return Proof(script, explored, tuple(faults), _straight(explored), longest, whole)


def judged(explored: Explored, script: Script) -> Iterator[Fault]:
    """The first fault of each property that one exploration shows."""
    for judge in _JUDGES:
        yield from _first(judge(explored, script))


def _first(faults: Iterator[Fault]) -> Iterator[Fault]:
    """Of all the calls that show the same, the shortest: the search went from short to long."""
    fault = next(faults, None)
    if fault is not None:
        yield fault


# --- properties ---------------------------------------------------------------------------------------------------


def _ends(explored: Explored, _: Script) -> Iterator[Fault]:
    """Follow the silent and those who are never understood from every place. The clock ends a wait."""
    for kind, shown in (("is_silent", "silence"), ("mumbles", "not being understood")):
        ways = {way.source: way for way in explored.ways if way.deed.kind == kind and not _noted(way, "ignored")}
        by_place = {place: ways.get(place) or ways.get(like) for place, like in enumerate(explored.like)}
        onward = {place: [way.target] for place, way in by_place.items() if way is not None and way.target is not None}
        for circle in cycles(onward, _following(onward)):
            way = by_place[circle[-1]]
            assert way is not None
            yield Fault("ends", f"{shown} goes round for ever; only the clock ends it", explored.path(way))


def _following(onward: Mapping[int, list[int]]) -> Callable[[int], list[int]]:
    return lambda place: onward.get(place, [])


def _circles(explored: Explored, _: Script) -> Iterator[Fault]:
    """Answers that lead from question to question and back, without a limit of their own."""
    asked = [_asked(call) for call in explored.calls]
    ways: dict[tuple[str, str], Way] = {}
    for way in explored.ways:
        if way.target is not None and way.deed.kind == "answers" and not _noted(way, "no_match", "other"):
            there, then = asked[way.source], asked[way.target]
            if there and then and there != then:
                ways.setdefault((there, then), way)
    steps = dict.fromkeys(step for pair in ways for step in pair)
    for circle in cycles(steps, lambda step: [to for at, to in ways if at == step]):
        closing = ways[circle[-1], circle[0]]
        message = " -> ".join((*circle, circle[0]))
        yield Fault("circle", f"{message}: only `max_turns` ends it", explored.path(closing))


def _outcome(explored: Explored, script: Script) -> Iterator[Fault]:
    for way in explored.ways:
        endings = [moment for moment in way.moments if moment.who == "end"]
        over = way.target is None
        if way.finish is not None and way.finish.disposition == "technical_failure":
            yield Fault("outcome", f"the call breaks: {way.finish.why}", explored.path(way))
        elif len(endings) > 1 or (over and way.finish is None):
            yield Fault("outcome", f"the call has {len(endings)} endings", explored.path(way))
    for way, outcome in _endings(explored, script):
        said = {moment.what for moment in way.moments}
        if outcome.say is not None and outcome.say.id not in said:
            yield Fault("outcome", f"the goodbye of “{outcome.id}” cannot be said", explored.path(way))


def _opt_out(explored: Explored, _: Script) -> Iterator[Fault]:
    doubted = {way.target for way in explored.ways if way.deed.counted == DOUBT}
    unsure = {
        way.target for way in explored.ways if way.deed.counted == DOUBT and _asked(explored.calls[way.source])
    }  # fmt: skip
    for way in explored.ways:
        if way.opted_out:
            continue
        if way.deed.kind == "opts_out" or (way.deed.counted == DOUBT and way.source in doubted):
            yield Fault("opt-out", f"it is not honoured when the callee {way.deed.shown}", explored.path(way))
        elif way.source in unsure and way.deed.kind in ("is_silent", "hangs_up"):
            yield Fault("opt-out", "a doubt that nobody cleared up is not honoured", explored.path(way))


def _disclosure(explored: Explored, script: Script) -> Iterator[Fault]:
    for way in explored.ways:
        named = explored.calls[way.source].dialogue.named
        for moment in way.moments:
            step = script.steps.get(moment.what.partition(".")[0]) if moment.who == "bot" else None
            named = named or (step is not None and step.discloses)
            if step is not None and step.offers and not (named and way.named):
                yield Fault("disclosure", f"“{step.id}” offers before it was said who calls", explored.path(way))


def _promise(explored: Explored, script: Script) -> Iterator[Fault]:
    for way, outcome in _endings(explored, script):
        for promise in outcome.promises:
            if not any(action.keeps(promise) for action in outcome.actions):
                yield Fault("promise", f"“{outcome.id}” promises {promise}, and nothing does it", explored.path(way))


def _consent(explored: Explored, script: Script) -> Iterator[Fault]:
    """Agreeing is an answer to an offer, or the answer that leads to the ending itself."""
    unagreed = _without(explored, _agreeing(explored, script))
    for way, outcome in _endings(explored, script):
        sent = [action for action in outcome.actions if action.kind in SENT]
        unasked = way.deed.kind in UNASKED or _noted(way, "no_match", "no_input", "limit")
        if sent and unasked and way.source in unagreed:
            message = f"“{outcome.id}” sends {sent[0].what} to somebody who did not ask for it"
            yield Fault("consent", message, (*unagreed[way.source], way))


def _agreeing(explored: Explored, script: Script) -> set[tuple[int, int | None]]:
    """(source, target) where an offer is agreed to, whether by words or by a key."""
    offers = {place for place, call in enumerate(explored.calls) if _offered(call, script)}
    return {
        (way.source, way.target)
        for way in explored.ways
        if way.source in offers and way.deed.kind == "answers" and way.deed.intent in AGREEING
    }


def _offered(call: VirtualCall, script: Script) -> bool:
    step = script.steps.get(_asked(call))
    return step is not None and step.offers


def _without(explored: Explored, excluded: set[tuple[int, int | None]]) -> dict[int, tuple[Way, ...]]:
    """The places that can be come to without a way from such a source to such a target, and a call that does."""
    onward: dict[int, list[Way]] = {}
    for way in explored.ways:
        if way.target is not None and (way.source, way.target) not in excluded:
            onward.setdefault(way.source, []).append(way)
    found: dict[int, tuple[Way, ...]] = {0: ()}
    waiting = deque([0])
    while waiting:
        place = waiting.popleft()
        for way in (*onward.get(place, ()), *onward.get(explored.like[place], ())):
            if way.target is not None and way.target not in found:
                found[way.target] = (*found[place], way)
                waiting.append(way.target)
    return found


def _endings(explored: Explored, script: Script) -> Iterator[tuple[Way, Outcome]]:
    """The ways on which a call comes to an outcome of the author's."""
    for way in explored.ways:
        if way.finish is not None and way.finish.outcome and any(moment.who == "end" for moment in way.moments):
            yield way, script.outcomes[way.finish.outcome]


_JUDGES: Final[Sequence[Callable[[Explored, Script], Iterator[Fault]]]] = (
    _ends, _circles, _outcome, _opt_out, _disclosure, _promise, _consent,
)  # fmt: skip


def _unreached(explored: Sequence[Explored], script: Script) -> list[Fault]:
    seen = {_asked(call) for each in explored for call in each.calls}
    outcomes = {way.finish.outcome for each in explored for way in each.ways if way.finish is not None}
    for each in explored:
        for way in each.ways:
            seen |= {moment.what.partition(".")[0] for moment in way.moments if moment.who == "bot"}
    own = script.span.file  # a library may hold more than one script needs
    unseen = reachable(script)[0] - {
        name for name, step in script.steps.items() if step.listens or step.say is not None
    }
    lost = [name for name, step in script.steps.items() if name not in seen | unseen and step.span.file == own]
    faults = [Fault("reached", f"no call comes to the step “{name}”") for name in lost]
    missed = [name for name, outcome in script.outcomes.items() if name not in outcomes and outcome.span.file == own]
    return faults + [Fault("reached", f"no call ends in “{name}”") for name in missed]


# --- how long it takes --------------------------------------------------------------------------------------------


def _straight(explored: Sequence[Explored]) -> dict[str, tuple[int, float]]:
    """For each outcome (or the house's disposition) the fewest replies that lead there, and the seconds they take."""
    found: dict[str, tuple[int, float]] = {}
    for each in explored:
        for way in each.ways:
            if way.finish is None or not any(moment.who == "end" for moment in way.moments):
                continue
            name = way.finish.outcome or way.finish.disposition
            told = (len(each.path(way)) - 1, way.over_at)
            found[name] = min(found.get(name, told), told)
    return found


def _longest(explored: Explored) -> float:
    """Seconds of the longest call in which every deed is an answer that was taken; a way round is not gone twice."""
    onward: dict[int, list[Way]] = {}
    for way in explored.ways:
        if way.deed.kind in ("answers", "picks_up") and not way.deed.over_bot and not _noted(way, "no_match"):
            onward.setdefault(way.source, []).append(way)
    return _longest_from(0, explored, onward, {}, frozenset())


def _longest_from(
    place: int, explored: Explored, onward: Mapping[int, list[Way]], best: dict[int, float], under_way: frozenset[int]
) -> float:
    if place in under_way:
        return 0.0
    if place not in best:
        begun = explored.calls[place].now
        lasting = [
            way.over_at - begun if way.finish is not None
            else way.now - begun
            + _longest_from(explored.like[way.target or 0], explored, onward, best, under_way | {place})
            for way in onward.get(place, ())
        ]  # fmt: skip
        best[place] = max(lasting, default=0.0)
    return best[place]


def _asked(call: VirtualCall) -> str:
    """The step whose question is open; "" before the first and after the last."""
    expecting = call.dialogue.expecting
    return expecting.step if expecting is not None else ""


def _noted(way: Way, *kinds: str) -> bool:
    return any(moment.who == "note" and moment.what in kinds for moment in way.moments)
