"""What a conversation remembers between two events: facts only, no decisions.

`Setup` is what it was given, `Question` what is open, `State` what has happened so far. Seconds are the line's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

from bot.dialogue.events import Action, Finish
from bot.dialogue.wording import Wording
from bot.script.model import Answer, Prompt, Script, Step
from bot.spoken import Value
from bot.understanding.model import Costs, Expecting, SlotSpec


Live = tuple[tuple[str, ...], tuple[str, ...], SlotSpec | None, frozenset[str]]
"""What is live at a step: answers, asides, slot, confirmable intents."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What follows from a script alone, worked out when first needed and shared by all calls of the script."""

    live: dict[tuple[str, bool], Live] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything a conversation is given before it starts.

    `values` holds the contact's data and the script's constants, typed. `now` is the wall time of answering (what
    calendar words are reckoned from). `keypad_only`: nothing can be recognised, so the bot offers the keys.
    """

    script: Script
    language: str
    values: Mapping[str, Value]
    now: datetime
    seed: int = 0
    arm: str = ""
    attempt: int = 1
    keypad_only: bool = False
    costs: Costs = Costs()
    plan: Plan = field(default_factory=Plan)


Phase = Literal["new", "opening", "asking", "closing", "done"]
Waiting = Literal["", "opening", "no_input", "keys", "wait"]


def _no_slots() -> Mapping[str, Value]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Question:
    """What is open: a step's own question, or a confirmation of an answer or of a captured value.

    `expecting` is what the ear is told; `prompt` and `reprompt` word it; `pending` is taken once a confirmation is
    agreed to.
    """

    step: Step
    expecting: Expecting
    prompt: Prompt | None
    reprompt: Prompt | None
    pending: Answer | None = None
    captured: Mapping[str, Value] = field(default_factory=_no_slots)


@dataclass(slots=True)
class State:
    """The changing part of a conversation."""

    setup: Setup
    wording: Wording
    known: dict[str, Value]
    """Contact data, constants, slots and counters by name: what prompts and conditions may speak of."""
    phase: Phase = "new"
    question: Question | None = None
    turn: int = 0
    speaking: bool = False
    callee_speaking: bool = False
    parsing: bool = False
    barged: bool = False
    no_inputs: int = 0
    no_matches: int = 0
    raised: dict[str, int] = field(default_factory=dict)
    slots: dict[str, Value] = field(default_factory=dict)
    opt_out_doubted: bool = False
    keys: str = ""
    waiting: Waiting = ""
    deadline: float | None = None
    heard_words: bool = False
    spoken: list[tuple[str, str]] = field(default_factory=list)
    """(prompt id, text) of what the bot said last, for "repeat that"."""
    finish: Finish | None = None
    out: list[Action] = field(default_factory=list)
    """Actions of the event being handled, in order."""
    now: float = 0.0

    @property
    def script(self) -> Script:
        return self.setup.script

    @property
    def wall_now(self) -> datetime:
        """The wall time of this moment of the call."""
        return self.setup.now + timedelta(seconds=self.now)
