"""What can happen in a call (events, past tense) and what the bot then does (actions, imperative).

Frozen values, nothing else. `Dialogue.handle(event, now)` turns an event into actions; the driver performs them.
Times are seconds on the line's clock, counted from the moment the call was answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from bot.spoken import Value
from bot.understanding.model import Expecting, Understanding

# --- events -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answered:
    """The callee picked up."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The callee began to speak (confirmed by turn-taking, so a click is none)."""


@dataclass(frozen=True, slots=True)
class BargedIn:
    """The callee has been speaking over the bot long enough to mean it."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The callee stopped; an Understood (or Unheard) will follow."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A reply, understood against the question numbered `turn`."""

    step: str
    turn: int
    understanding: Understanding


@dataclass(frozen=True, slots=True)
class Unheard:
    """There was sound, but the recogniser found no words in it (a cough, a door)."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """The callee pressed a telephone key: one of 0-9, * or #."""

    key: str


@dataclass(frozen=True, slots=True)
class PromptEnded:
    """Everything the bot had to say has been played to its last sample."""


@dataclass(frozen=True, slots=True)
class MachineHeard:
    """An answering machine speaks."""

    why: str


@dataclass(frozen=True, slots=True)
class HungUp:
    """The callee ended the call."""


@dataclass(frozen=True, slots=True)
class Faulted:
    """Something of ours broke; the call cannot go on."""

    why: str


Event = (
    Answered | SpeechStarted | BargedIn | SpeechEnded | Understood | Unheard | Keyed | PromptEnded | MachineHeard
    | HungUp | Faulted
)  # fmt: skip

# --- actions ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say:
    """Speak `text`, already rendered, after whatever is being said; `prompt` names its place in the script."""

    prompt: str
    text: str
    step: str
    barge_in: bool = True


@dataclass(frozen=True, slots=True)
class StopSaying:
    """Fall silent at once; the transcript keeps what was played."""


@dataclass(frozen=True, slots=True)
class Listen:
    """A question is open. `patience_s` is the silence that ends the callee's speech (endpointing, s)."""

    expecting: Expecting
    patience_s: float


@dataclass(frozen=True, slots=True)
class HonourOptOut:
    """Write the opt-out now, by itself, before anything else."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand the call to a human."""

    target: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call from our side."""


@dataclass(frozen=True, slots=True)
class Note:
    """Why something was decided, for the transcript. `kind` groups notes for reports (objection, no_match ...)."""

    kind: str
    text: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Finish:
    """What the conversation came to. Exactly one per dialogue; the goodbye is still played after it.

    `outcome` is the author's name for the ending, empty when the house decided.
    """

    disposition: str
    outcome: str
    decided_by: Literal["line", "script", "operator"]
    why: str
    slots: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))


Action = Say | StopSaying | Listen | HonourOptOut | Transfer | HangUp | Note | Finish
