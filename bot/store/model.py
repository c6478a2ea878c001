"""What goes into the store and comes back from writing: frozen rows without SQL. Reports have their own, in reports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164: a plus, no leading zero, 7 to 15 digits. The rules office makes numbers so; the store only insists."""


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Settings:
    """`busy_ms`: how long to wait for another program that holds the file. `lease_s`: after how long (s) an open
    attempt whose process cannot be looked at (another host, another container) counts as interrupted: far longer
    than any call, which ends at 180 s."""

    busy_ms: int = 5000
    lease_s: int = 3600
    batch: int = 64
    """Most requests that share one commit (reliability.md 2.1)."""


@dataclass(frozen=True, slots=True)
class ScriptFacts:
    """What the store must know of a script: which disposition is a lead, which steps make the offer."""

    script: str
    goal: str = "interested"
    offers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What a campaign is made of: `digest` stands for its wording (scripts and settings), `seed` for its chances."""

    name: str
    digest: str
    scripts: tuple[ScriptFacts, ...]
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as stored. `revision` numbers the wording (scripts and settings, by digest) now in force."""

    id: int
    name: str
    revision: int
    seed: int
    changed: bool = False
    """Whether this campaign was begun under another digest: its results mix several wordings."""


@dataclass(frozen=True, slots=True)
class NewContact:
    """A row of a contact list. `row` counts the list's lines as people see them; `number` is E.164."""

    row: int
    number: str
    script: str
    language: str
    arm: str = ""
    recording: str = ""
    external_id: str = ""
    fields: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row left out because its number stands in row `first_row` of the same campaign already."""

    row: int
    first_row: int
    number: str


@dataclass(frozen=True, slots=True)
class Imported:
    """`added` rows are new, `known` were there from an earlier import of the list, `opted_out` will not be called."""

    added: int
    known: int
    duplicates: tuple[Duplicate, ...] = ()
    opted_out: tuple[int, ...] = ()
    """Row numbers (of new rows) whose number has opted out."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """An attempt whose process died. `answered`: somebody was on the line. `number` is masked."""

    attempt_id: str
    campaign: str
    contact_id: int
    number: str
    answered: bool


def instant(text: str) -> str:
    """ISO 8601 with a zone, as UTC text of one width (ms, Z), so that text order is time order. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone; the store keeps UTC")
    return _text(moment)


def later(at: str, seconds: float) -> str:
    """The instant `seconds` after `at`."""
    return _text(datetime.fromisoformat(at) + timedelta(seconds=seconds))


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
