"""What to do about a probability: act, confirm or ask, whichever is expected to cost least.

Method and default costs: understanding.md section 3 (minimum expected cost; an ask costs 1 re-ask). Knows the step's
mask: what nobody expects here counts as `other`. Hard rules that no cost can buy: an opt-out is never confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.understanding.model import Action, Costs, Expecting

OTHER: Final = "other"
OPT_OUT: Final = "opt_out"
OPERATOR: Final = "operator"
YES: Final = "yes"
NO: Final = "no"
BACKCHANNEL: Final = "backchannel"
LIVE: Final = (OPT_OUT, "robot", OPERATOR, "repeat")
"""Understood at every question, whether the script expects them or not."""
ALWAYS_LIVE: Final = (OPT_OUT, OPERATOR, "robot", "repeat", "wrong_person", BACKCHANNEL)
"""Heard at every question whatever the script says; opt-out is honoured even where a script forgot it."""

CONFIRM_RIGHT: Final = 0.45
"""A confirming question that gets its yes: one short turn, less than a whole re-ask."""
CONFIRM_WRONG: Final = 1.3
"""A confirming question about the wrong thing: a turn lost, and the re-ask still to come."""
KIN: Final[tuple[frozenset[str], ...]] = (
    frozenset({NO, "not_interested", "no_need"}),
    frozenset({"call_later", "no_time"}),
    frozenset({"robot", "operator"}),
    frozenset({"who_is_this", "whence_number", "repeat"}),
)
"""Meanings so near that taking one for the other is a clumsy turn, not a wrong one."""
WRONG_KIN: Final = 1.0
"""What such a mistake costs: as much as asking again. It never excuses a wrong yes."""
WRONG_PLAIN: Final = 0.7
"""... where one of the step's own answers is taken for such an aside ("no" for "not interested")."""
SUSPECTED_OPT_OUT: Final = 0.2
"""From this probability on, what is not acted on gets the neutral re-ask of opt-outs (the engine honours the second
one): whoever may have said "never again" is asked no other question, not even a confirming one."""


@dataclass(frozen=True, slots=True)
class Decision:
    intent: str | None
    p: float
    action: Action
    runner_up: str
    runner_up_p: float


def kin(one: str, other: str) -> bool:
    """Whether two meanings are so near that one may stand for the other."""
    return any({one, other} <= group for group in KIN)


def allowed(expecting: Expecting) -> tuple[str, ...]:
    """Every intent that may be understood now: answers first, then asides, then what is always live."""
    options = expecting.slot.options if expecting.slot else ()
    return _merged((YES, NO) if expecting.confirming else (), expecting.answers, options, expecting.asides)


@lru_cache(maxsize=1024)
def _merged(*parts: tuple[str, ...]) -> tuple[str, ...]:
    """A script has few questions and many replies to each."""
    return tuple(dict.fromkeys((*(intent for part in parts for intent in part), *LIVE)))


def mask(p: Mapping[str, float], intents: Iterable[str]) -> dict[str, float]:
    """Only the expected intents keep their mass; all the rest goes to `other`."""
    open_to = {*intents} - {OTHER}
    kept = {intent: mass for intent, mass in p.items() if mass > 0.0 and intent in open_to}
    return {**kept, OTHER: max(0.0, 1.0 - sum(kept.values()))}


def decide(p: Mapping[str, float], expecting: Expecting) -> Decision:
    """The cheapest action on masked probabilities `p` (see `mask`). Ties go to the first intent listed."""
    p, agreeing = _joined(p, expecting)
    intents = [intent for intent in p if intent != OTHER]
    ranked = sorted(intents, key=lambda intent: -p[intent])
    costs = {intent: _cost_of_acting(intent, p, expecting, intent in agreeing) for intent in intents}
    best = min(intents, key=lambda intent: costs[intent], default="")
    ask = sum(p[c] * (expecting.costs.ask_opt_out if c == OPT_OUT else 1.0) for c in intents)
    chosen: Action = "ask"
    cheapest = ask
    # "Is that a yes?" serves whatever leads where a yes leads ("send it").
    asked = YES if best in agreeing and best not in expecting.confirmable else best
    suspected = OPT_OUT if p.get(OPT_OUT, 0.0) >= SUSPECTED_OPT_OUT else ""
    # A yes is confirmed rather than acted on where that is cheaper. Anything else only rather than asked for again: to
    # answer "I'm busy" wrongly costs a turn, and so does "are you busy?" to everybody who said so not quite clearly.
    stands_in = best in agreeing or (best != "" and costs[best] > ask)
    if stands_in and not suspected and asked in expecting.confirmable:
        confirm = _cost_of_confirming(best, p, expecting.costs)
        if confirm < cheapest:
            chosen, cheapest = "confirm", confirm
    if best and costs[best] <= cheapest:
        chosen = "act"
    top = best if chosen != "ask" else suspected
    others = [intent for intent in ranked if intent != top][:1]
    runner_up = others[0] if others else ""
    sure = p.get(top, 0.0) if top else p.get(OTHER, 0.0)
    named = asked if chosen == "confirm" else top
    return Decision(named or None, sure, chosen, runner_up, p.get(runner_up, 0.0))


def _joined(p: Mapping[str, float], expecting: Expecting) -> tuple[dict[str, float], frozenset[str]]:
    """Meanings that lead to the same place as one, named after the likeliest answer; and which of those agree."""
    joined, agreeing = dict(p), {YES}
    for group in expecting.alike:
        members = [intent for intent in group if intent in joined]
        if members:
            name = max(members, key=lambda intent: (intent in expecting.answers, joined[intent]))
            joined[name] = sum(joined.pop(intent) for intent in members)
            agreeing |= {name} if YES in group else set()
    return joined, frozenset(agreeing)


def _cost_of_acting(act: str, p: Mapping[str, float], expecting: Expecting, agrees: bool) -> float:
    costs = expecting.costs
    near = WRONG_PLAIN if act in expecting.answers else WRONG_KIN
    wrong = costs.wrong_agree if agrees else costs.wrong
    kin = () if agrees else next((group for group in KIN if act in group), ())
    total = 0.0
    for meant, mass in p.items():
        if meant == OPT_OUT != act:
            total += mass * max(wrong, costs.missed_opt_out)
        elif meant != act:
            total += mass * (near if meant in kin else wrong)
    return total


def _cost_of_confirming(intent: str, p: Mapping[str, float], costs: Costs) -> float:
    """An opt-out that is asked "is that a yes?" has been missed once: it costs two asks more."""
    return sum(
        mass * (CONFIRM_RIGHT if c == intent else CONFIRM_WRONG + (costs.ask_opt_out if c == OPT_OUT else 0.0))
        for c, mass in p.items()
    )
