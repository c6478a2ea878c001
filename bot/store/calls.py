"""Calls one by one: pages of a list, one call with its turns, leads for export, the list of opt-outs.

Long lists are read page by page (by key), so that no statement stays open while somebody writes a file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.call.records import CallRecord, Promise
from bot.store.model import Campaign
from bot.store.reader import Reader
from bot.store.turns import turn_of

PAGE: Final = 500
"""Rows fetched at once by the iterators."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """One answered call in a list. `key` orders calls and names the place after which the next page begins."""

    key: int
    attempt_id: str
    contact_id: int
    n: int
    row: int
    external_id: str
    number: str
    script: str
    language: str
    arm: str
    disposition: str
    outcome: str
    decided_by: str
    why: str
    provisional: bool
    duration_s: float
    talked: bool
    offered: bool
    opted_out: bool
    recording: str
    answered_at: str
    ended_at: str
    lead: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """An outcome that a later start supposed, before the true one came in."""

    dial_result: str
    disposition: str | None
    why: str
    at: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call, whole. `record` is what the driver handed in (slots as text), `fields` the contact's row."""

    row: CallRow
    record: CallRecord
    fields: Mapping[str, str]
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """A contact whose call reached its script's goal, with what was promised."""

    key: int
    attempt_id: str
    at: str
    row: int
    external_id: str
    number: str
    fields: Mapping[str, str]
    script: str
    language: str
    arm: str
    outcome: str
    recording: str
    slots: Mapping[str, str]
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class OptOut:
    """A number never to be called again: masked, because only its keyed hash is kept."""

    number: str
    at: str
    why: str
    attempt_id: str | None
    """The call it was said on; None when it was asked for otherwise."""


def page(
    reader: Reader, campaign: Campaign, *, after: int = 0, limit: int = 100, disposition: str | None = None
) -> tuple[CallRow, ...]:
    """Up to `limit` calls whose key is greater than `after`, in the order they were dialled; of one disposition only,
    if it is given."""
    if disposition is None:
        rows = reader.rows("calls", campaign=campaign.id, after=after, limit=limit)
    else:
        rows = reader.rows(
            "calls_by_disposition", campaign=campaign.id, after=after, limit=limit, disposition=disposition
        )
    return tuple(_call_row(row) for row in rows)


def every(reader: Reader, campaign: Campaign) -> Iterator[CallRow]:
    """All calls, a page at a time."""
    after = 0
    while found := page(reader, campaign, after=after, limit=PAGE):
        yield from found
        after = found[-1].key


def call(reader: Reader, attempt_id: str) -> Call | None:
    """One call with its turns; None when that attempt was never answered or does not exist."""
    for row in reader.rows("call", uid=attempt_id):
        shown = _call_row(row)
        return Call(shown, _record(reader, shown), json.loads(row["fields"]), _earlier(reader, shown.key))
    return None


def leads(reader: Reader, campaign: Campaign) -> Iterator[Lead]:
    """Every lead, in the order of the calls."""
    after = 0
    while rows := reader.rows("leads", campaign=campaign.id, after=after, limit=PAGE):
        for row in rows:
            yield _lead(reader, row)
        after = rows[-1]["key"]


def opt_outs(reader: Reader) -> tuple[OptOut, ...]:
    """All of them, oldest first."""
    return tuple(OptOut(*row) for row in reader.rows("opt_outs"))


FLAGS: Final = ("provisional", "talked", "offered", "opted_out", "lead")


def _call_row(row: sqlite3.Row) -> CallRow:
    values = dict(row)
    values.pop("fields", None)
    values["attempt_id"] = values.pop("uid")
    values.update((flag, bool(values[flag])) for flag in FLAGS)
    return CallRow(**values)


def _record(reader: Reader, shown: CallRow) -> CallRecord:
    return CallRecord(
        attempt_id=shown.attempt_id, script=shown.script, language=shown.language, arm=shown.arm,
        disposition=shown.disposition, outcome=shown.outcome, decided_by=shown.decided_by,  # type: ignore[arg-type]  # a closed set in the schema
        why=shown.why, duration_s=shown.duration_s, opted_out=shown.opted_out, recording=shown.recording,
        turns=tuple(turn_of(row) for row in reader.rows("turns", attempt=shown.key)),
        slots=_slots(reader, shown.key), promises=_promises(reader, shown.key),
        objections={row["intent"]: row["count"] for row in reader.rows("raised", attempt=shown.key)},
    )  # fmt: skip


def _slots(reader: Reader, key: int) -> dict[str, str]:
    return {row["name"]: row["value"] for row in reader.rows("slots", attempt=key)}


def _promises(reader: Reader, key: int) -> tuple[Promise, ...]:
    rows = reader.rows("promises", attempt=key)
    return tuple(Promise(row["kind"], row["what"], json.loads(row["options"])) for row in rows)


def _earlier(reader: Reader, key: int) -> tuple[Earlier, ...]:
    return tuple(Earlier(*row) for row in reader.rows("earlier", attempt=key))


def _lead(reader: Reader, row: sqlite3.Row) -> Lead:
    values = dict(row)
    values["attempt_id"] = values.pop("uid")
    values["fields"] = json.loads(values["fields"])
    return Lead(**values, slots=_slots(reader, row["key"]), promises=_promises(reader, row["key"]))
