"""What a call leaves behind: frozen rows, handed to the store and to the pages as they are.

Times `_s` are seconds from the moment the call was answered, on the line's sample clock; instants `_at` are
ISO 8601 UTC text, given by whoever assembled the call (this room asks no clock).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

DIAL_RESULTS: Final = (
    "answered", "busy", "no_answer", "unreachable", "invalid_number", "declined", "blocked", "machine", "media_failure",
    "congestion", "trunk_auth_error", "trunk_unreachable", "canceled", "unknown_interrupted",
)  # fmt: skip
"""The closed set of what the network said (names.md)."""


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Turn:
    """One party's unbroken contribution, or a note of the bot's mind (`speaker` = "note").

    bot: `text` is what was really played, `planned` the whole prompt, `prompt` its id, `played` the share of it (0..1).
    callee: `text` is the hypothesis decided on, with `intent`, `p`, `action`, `why`; `heard` lists every hypothesis;
    `keys` a pressed key. note: `text` says what was decided, `kind` groups it.
    """

    seq: int
    speaker: Literal["bot", "callee", "note"]
    start_s: float
    end_s: float
    text: str
    step: str = ""
    prompt: str = ""
    planned: str = ""
    played: float = 1.0
    source: str = ""
    intent: str = ""
    p: float = 0.0
    action: str = ""
    why: str = ""
    heard: tuple[str, ...] = ()
    keys: str = ""
    kind: str = ""
    slots: Mapping[str, str] = field(default_factory=_nothing)
    recognition_ms: float = 0.0
    """Wall time the recogniser and the understanding took; never part of a repeatable transcript."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Something the bot said would happen, with the action that keeps it."""

    kind: str
    what: str
    options: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class CallRecord:
    """An answered conversation. `outcome` is the author's word for the ending, "" when house or line decided."""

    attempt_id: str
    script: str
    language: str
    arm: str
    disposition: str
    outcome: str
    decided_by: Literal["line", "script", "operator"]
    why: str
    duration_s: float
    turns: tuple[Turn, ...]
    slots: Mapping[str, Any] = field(default_factory=_nothing)
    promises: tuple[Promise, ...] = ()
    objections: Mapping[str, int] = field(default_factory=_nothing)
    opted_out: bool = False
    recording: str = ""
    """Path of the two-channel WAV (left callee, right bot), relative to data_dir; "" when none was kept."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One dialling try, written before the line is dialled. `n` counts a contact's attempts from 1."""

    id: str
    campaign: str
    contact_id: int
    n: int
    number: str
    arm: str
    language: str
    script: str
    seed: int
    recording: str = ""
    """The callee's audio for a recorded line (column `recording` of the contact list)."""
    fields: Mapping[str, str] = field(default_factory=_nothing)
    """The contact's row as text, column by column."""
