"""What a conversation remembers between two events: facts only, no decisions.

`Setup` is what it was given, `Question` what is open, `State` what has happened so far. Seconds are the line's clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

from bot.dialogue.events import Action, Finish, Understood
from bot.dialogue.wording import Wording
from bot.script.model import Answer, Prompt, Script, Step
from bot.spoken import Value
from bot.understanding.model import Costs, Expecting, SlotSpec, Understanding


@dataclass(frozen=True, slots=True)
class Live:
    """What is live at a step. `alike` are answers with the same consequences; `commits`: a "yes" has costly ones."""

    answers: tuple[str, ...]
    asides: tuple[str, ...]
    slot: SlotSpec | None
    confirmable: frozenset[str]
    alike: tuple[tuple[str, ...], ...]
    commits: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What follows from a script alone, worked out when first needed and shared by all calls of the script.

    `live` by step and whether a confirmation is open; `offering` are the steps from which an offer can be reached.
    """

    live: dict[tuple[str, bool], Live] = field(default_factory=dict)
    offering: dict[str, bool] = field(default_factory=dict)


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

    `expecting` is what the ear is told; `prompt` and `reprompt` word it; `since` is the number under which it was
    first asked (asking again renumbers it). A confirmation is of what was `doubted`, or of values `captured`, which the
    answer `pending` may go with.
    """

    step: Step
    expecting: Expecting
    prompt: Prompt | None
    reprompt: Prompt | None
    since: int
    doubted: Understanding | None = None
    pending: Answer | None = None
    captured: Mapping[str, Value] = field(default_factory=_no_slots)


@dataclass(frozen=True, slots=True)
class Utterance:
    """The callee took the floor: under which question number, and whether the bot was speaking then."""

    since: int
    over_bot: bool


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
    replies: int = 0
    """Utterances and keys of the callee that were looked at, against `Script.max_turns`."""
    speaking: bool = False
    callee_speaking: bool = False
    parsing: int = 0
    """Utterances that ended and are not understood yet."""
    utterances: deque[Utterance] = field(default_factory=deque)
    """Those begun and not understood yet, oldest first."""
    barged: bool = False
    held: tuple[Understood, Utterance] | None = None
    """A reply given over a prompt that is spoken to its end."""
    no_inputs: int = 0
    no_matches: int = 0
    raised: dict[str, int] = field(default_factory=dict)
    slots: dict[str, Value] = field(default_factory=dict)
    presumed: dict[str, Value | None] = field(default_factory=dict)
    """Values taken back unless they are confirmed: name -> what was known before."""
    opted_out: bool = False
    opt_out_doubted: bool = False
    doubt_open: bool = False
    """Something like an opt-out was asked for again and nothing has been said since."""
    keys: str = ""
    waiting: Waiting = ""
    deadline: float | None = None
    silent_by: float | None = None
    """When silence after the open question counts as no_input, whatever noises come between."""
    wait_until: float | None = None
    """How long the callee asked us to wait."""
    greeted: bool = False
    """Words were heard before our own that were no machine's."""
    heard_words: bool = False
    disclosed: bool = False
    """Who calls has been said, far enough to be heard."""
    disclosing: tuple[float, tuple[str, ...], str] | None = None
    """The disclosure being spoken: since when, after which texts, its own text."""
    keypad_told: bool = False
    queued: list[str] = field(default_factory=list)
    """Texts of the speech under way, until who calls has been said."""
    spoken: list[tuple[str, str]] = field(default_factory=list)
    """(prompt id, text) of what the bot said last, for "repeat that"."""
    finish: Finish | None = None
    ends_at: float = 0.0
    """When the call is ended in any case."""
    out: list[Action] = field(default_factory=list)
    """Actions of the event being handled, in order."""
    now: float = 0.0

    script: Script = field(init=False)
    """The setup's; looked up at every turn of the conversation."""

    def __post_init__(self) -> None:
        self.script = self.setup.script

    @property
    def wall_now(self) -> datetime:
        """The wall time of this moment of the call."""
        return self.setup.now + timedelta(seconds=self.now)
