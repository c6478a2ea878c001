"""The interface of the ear's mind: what the recogniser heard goes in, what was meant comes out.

Pure data and two ports. The engine asks by `Expecting`; an `Understander` answers with `Understanding`;
a `Classifier` (an adapter in edge/) gives calibrated probabilities over all intents of one language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Literal, Protocol

from bot.spoken import Interval, Value

SLOT: Final = "slot"
"""The intent of a reply that gave the value asked for."""

MACHINE: Final = "machine_greeting"
"""The intent of words that only an answering machine says; expected only while `Expecting.opening`."""

Action = Literal["act", "confirm", "ask"]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One reading of an utterance by the recogniser, best first in a sequence; `confidence` is 0..1 where given."""

    text: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """The value a step asks for. `options` are intent ids (type choice); `low`..`high` bound a number.

    `held` is the value being confirmed: a correction may name only what differs ("no, at six").
    """

    name: str
    type: str
    options: tuple[str, ...] = ()
    low: int = 0
    high: int = 10
    held: Value | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """What errors cost, in re-asks (understanding.md section 3): an ask costs 1. They may be raised, not removed."""

    wrong: float = 3.0
    wrong_agree: float = 15.0
    missed_opt_out: float = 15.0
    ask_opt_out: float = 2.0


@dataclass(frozen=True, slots=True)
class Expecting:
    """What may sensibly be said now: the step's answers first, then the asides (objections and global intents).

    `turn` numbers the question, so that a late answer to an earlier one can be dropped. `confirmable` are the
    intents the engine has a confirming question for. `now` gives calendar words their meaning.
    `confirming` names the intent whose confirmation is being asked: then "yes" and "no" speak about that.
    `alike` are groups of answers that lead to the same place: between them there is nothing to get wrong.
    `commits` says whether a yes binds its speaker, or only lets the bot go on talking.
    """

    step: str
    turn: int
    answers: tuple[str, ...]
    asides: tuple[str, ...] = ()
    slot: SlotSpec | None = None
    confirmable: frozenset[str] = frozenset()
    confirming: str = ""
    opening: bool = False
    now: datetime = datetime(2026, 1, 1, 12, 0)
    costs: Costs = Costs()
    alike: tuple[tuple[str, ...], ...] = ()
    commits: bool = True

    @property
    def offers_call(self) -> bool:
        """Whether a call may be what is offered: a person is among the answers, a yes leads where a wish for a later
        call leads, or the time of one is asked for. "No need to phone" may refuse only that one, and is asked about."""
        asks_when = self.slot is not None and self.slot.type == "callback_time"
        return self._same("yes", "call_later") or "operator" in self.answers or asks_when

    @property
    def agrees_to_call(self) -> bool:
        """Whether a yes is one to a call; where a link is offered, "ask me again in the evening, okay?" is none."""
        return self._same("yes", "operator") or self._same("yes", "call_later")

    @property
    def names_a_choice(self) -> bool:
        """Whether one of several things is to be named, and nothing is being confirmed."""
        return self.slot is not None and self.slot.type == "choice" and not self.confirming

    def _same(self, one: str, other: str) -> bool:
        return any({one, other} <= {*group} for group in self.alike)


@dataclass(frozen=True, slots=True)
class Why:
    """How a decision came about: the layer that decided, the nearest phrase, the runner-up, a remark.

    `likeness` (0..1) says how near a phrase found by the classifier lies; 0 where it was found otherwise.
    """

    layer: str
    phrase: str = ""
    runner_up: str = ""
    runner_up_p: float = 0.0
    note: str = ""
    likeness: float = 0.0

    def __str__(self) -> str:
        parts = [self.layer]
        if self.phrase:
            parts.append(f"like “{self.phrase}”")
        if self.runner_up:
            parts.append(f"next {self.runner_up} {self.runner_up_p:.2f}")
        if self.note:
            parts.append(self.note)
        return ", ".join(parts)


def _no_slots() -> Mapping[str, Value]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was meant. `action` says whether to act on `intent`, to confirm it first, or to ask again.

    `intent` is None when nothing fits; `p` is rounded to three decimals; `text` is the hypothesis decided on.
    """

    intent: str | None
    p: float
    action: Action
    why: Why
    text: str = ""
    slots: Mapping[str, Value] = field(default_factory=_no_slots)
    callback_time: Interval | None = None
    """When to call, where `call_later` came with a time ("call me tomorrow after six")."""


class Classifier(Protocol):
    """Calibrated probabilities over every intent of a language, `other` included; sums to 1. Deterministic."""

    @property
    def digest(self) -> str: ...

    def probabilities(self, text: str) -> Mapping[str, float]: ...

    def nearest(self, text: str, intent: str) -> tuple[str, float]:
        """The training phrase of `intent` closest to `text` and how alike they are (0..1), for the reason shown to
        people; ("", 0.0) where there is none."""
        ...


class Understander(Protocol):
    """`parse` is pure and deterministic: no clock, no I/O; may take tens of ms, so call it off the event loop."""

    @property
    def digest(self) -> str: ...

    def parse(self, hypotheses: Sequence[Hypothesis], expecting: Expecting) -> Understanding: ...

    def hints(self, expecting: Expecting) -> tuple[str, ...]:
        """Phrases a recogniser may use as its grammar at this question, lower case, best guess first."""
        ...


Lexicon = Mapping[str, Any]
"""One language's package data (fillers, polarity words, corrections, idioms, calendar words), read by assemble."""
