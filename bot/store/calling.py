"""What happens to one attempt: claimed, answered or not, talked, ended. Functions of the writer's connection.

The rules of reliability.md 2.1: an attempt is written before the line is dialled; an attempt is done exactly when it
has one outcome; a provisional outcome (its process died) gives way to a true one that comes late, and is kept aside.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from bot.call.records import Attempt, CallRecord, Turn
from bot.call.transcript import plain
from bot.store import intake
from bot.store.boot import Boot, Life
from bot.store.model import Campaign, Interrupted, later
from bot.store.secret import Key, mask
from bot.store.sql import WRITES, encode
from bot.store.turns import turn_row


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended, when (`at`), and whether that is only what a later start supposes (`provisional`)."""

    dial_result: str
    at: str
    disposition: str | None = None
    outcome: str = ""
    decided_by: str = "line"
    why: str = ""
    provisional: bool = False

    @property
    def contact_state(self) -> str:
        """Retries come with the campaign rules: until then every contact is tried once in a campaign."""
        interrupted = self.dial_result == "unknown_interrupted" or self.disposition == "interrupted"
        return "interrupted" if interrupted else "done"


@dataclass(frozen=True, slots=True)
class _Open:
    """An attempt that may be written to. `began_at` is when it was answered, or dialled if it was not."""

    id: int
    campaign: int
    contact: int
    began_at: str
    answered: bool
    number: str
    script: str
    language: str
    arm: str


def claim(connection: sqlite3.Connection, campaign: Campaign, boot: Boot, now: str) -> Attempt | None:
    """The next due contact's attempt, written down: now, and only now, it may be dialled. None when nobody is due."""
    uid = uuid4().hex
    ask = {"uid": uid, "campaign": campaign.id, "revision": campaign.revision, "boot": str(boot), "now": now}
    found = connection.execute(WRITES["claim"], ask).fetchone()
    if found is None:
        return None
    contact, n = found
    connection.execute(WRITES["set_contact"], {"contact": contact, "state": "calling"})
    number, script, arm, language, recording, fields = connection.execute(
        WRITES["contact"], {"contact": contact}
    ).fetchone()
    return Attempt(
        id=uid, campaign=campaign.name, contact_id=contact, n=n, number=number, arm=arm, language=language,
        script=script, seed=seed_of(campaign, number, n), recording=recording, fields=json.loads(fields),
    )  # fmt: skip


def seed_of(campaign: Campaign, number: str, n: int) -> int:
    """32 bits that are the same in every run of the same campaign over the same list."""
    text = f"{campaign.name}\n{campaign.seed}\n{number}\n{n}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


def dial_result(connection: sqlite3.Connection, attempt_id: str, result: str, detail: str, at: str) -> None:
    """What the network said: `answered` opens the conversation, anything else ends the attempt."""
    attempt = _writable(connection, attempt_id)
    if result != "answered":
        _end(connection, attempt, Ending(result, at, why=detail))
        return
    connection.execute(WRITES["answered"], {"attempt": attempt.id, "at": at})
    connection.execute(WRITES["set_contact"], {"contact": attempt.contact, "state": "calling"})


def add_turn(connection: sqlite3.Connection, attempt_id: str, turn: Turn) -> None:
    """One turn, as soon as it is over, so that a crash leaves what was said before it."""
    connection.execute(WRITES["put_turn"], turn_row(_find(connection, attempt_id)[0].id, turn))


def opt_out(connection: sqlite3.Connection, key: Key, attempt_id: str, number: str, why: str) -> None:
    """The callee asked not to be called again. The instant is that of the last turn written."""
    attempt, _ = _find(connection, attempt_id)
    end_s, _, _ = _turns_so_far(connection, attempt.id, "[]")
    intake.suppress(connection, key, number, at=later(attempt.began_at, end_s), why=why, attempt=attempt.id)


def finish_call(connection: sqlite3.Connection, key: Key, record: CallRecord) -> None:
    """Everything an answered call leaves behind, at once. Raises ValueError when its attempt has an outcome."""
    attempt = _writable(connection, record.attempt_id)
    at = later(attempt.began_at, record.duration_s)
    connection.executemany(WRITES["put_turn"], (turn_row(attempt.id, turn) for turn in record.turns))
    goal = _add_call(connection, attempt, record)
    _add_findings(connection, attempt, record)
    if record.disposition == goal:
        row = {"attempt": attempt.id, "campaign": attempt.campaign, "contact": attempt.contact, "at": at}
        connection.execute(WRITES["add_lead"], row)
    if record.opted_out:
        intake.suppress(connection, key, attempt.number, at=at, why=record.why, attempt=attempt.id)
    ending = Ending("answered", at, record.disposition, record.outcome, record.decided_by, record.why)
    _end(connection, attempt, ending, answered_at=attempt.began_at)


@dataclass(frozen=True, slots=True)
class Inquest:
    """Who reconciles, when, and how it tells the dead: `life_of` judges boots, `expired_at` (an instant) those it
    cannot see: what they dialled before it is over. `ours`: this process's own open attempts too (it is stopping)."""

    boot: Boot
    life_of: Callable[[Boot], Life]
    now: str
    expired_at: str
    ours: bool = False


def reconcile(connection: sqlite3.Connection, inquest: Inquest) -> tuple[Interrupted, ...]:
    """Give every open attempt of a dead process its provisional outcome; the living keep theirs."""
    rows = connection.execute(WRITES["open_attempts"]).fetchall()
    lives: dict[str, Life] = {boot: inquest.life_of(Boot.read(boot)) for boot in {row[4] for row in rows}}
    lives[str(inquest.boot)] = "dead" if inquest.ours else "alive"
    found: list[Interrupted] = []
    for id_, uid, campaign, contact, boot, at, answered_at, name, number, script, language, arm in rows:
        if lives[boot] == "alive" or (lives[boot] == "unknown" and at > inquest.expired_at):
            continue
        answered = answered_at is not None
        attempt = _Open(id_, campaign, contact, answered_at or at, answered, number, script, language, arm)
        _interrupt(connection, attempt, inquest.now)
        found.append(Interrupted(uid, name, contact, mask(number), answered))
    return tuple(found)


def _interrupt(connection: sqlite3.Connection, attempt: _Open, now: str) -> None:
    if not attempt.answered:
        why = "the program stopped while this number was being dialled"
        _end(connection, attempt, Ending("unknown_interrupted", now, why=why, provisional=True))
        return
    why = "the program stopped in the middle of this call"
    duration_s, _, _ = _turns_so_far(connection, attempt.id, "[]")
    record = CallRecord(
        attempt_id="", script=attempt.script, language=attempt.language, arm=attempt.arm, disposition="interrupted",
        outcome="", decided_by="line", why=why, duration_s=duration_s, turns=(),
    )  # fmt: skip
    _add_call(connection, attempt, record)
    _end(connection, attempt, Ending("answered", now, "interrupted", why=why, provisional=True))


def _find(connection: sqlite3.Connection, attempt_id: str) -> tuple[_Open, int | None]:
    """The attempt, and its outcome's `provisional` (None: it has no outcome). Raises LookupError."""
    row = connection.execute(WRITES["attempt"], {"uid": attempt_id}).fetchone()
    if row is None:
        raise LookupError(f"no attempt has the id {attempt_id!r}")
    id_, campaign, contact, state, began_at, provisional, number, script, language, arm = row
    return _Open(id_, campaign, contact, began_at, state == "live", number, script, language, arm), provisional


def _writable(connection: sqlite3.Connection, attempt_id: str) -> _Open:
    """The attempt, its provisional outcome laid aside. Raises ValueError when it has a true one."""
    attempt, provisional = _find(connection, attempt_id)
    if provisional is None:
        return attempt
    if not provisional:
        raise ValueError(f"attempt {attempt_id} has its outcome already; an attempt has exactly one")
    for statement in ("keep_superseded", "drop_outcome", "drop_call"):
        connection.execute(WRITES[statement], {"attempt": attempt.id})
    return attempt


def _end(connection: sqlite3.Connection, attempt: _Open, ending: Ending, answered_at: str | None = None) -> None:
    """The one place where an attempt gets its outcome and is done."""
    row: Mapping[str, object] = {
        "attempt": attempt.id, "campaign": attempt.campaign, "provisional": int(ending.provisional),
        "dial_result": ending.dial_result, "disposition": ending.disposition, "outcome": ending.outcome,
        "decided_by": ending.decided_by, "why": ending.why, "at": ending.at,
    }  # fmt: skip
    connection.execute(WRITES["add_outcome"], row)
    connection.execute(WRITES["end_attempt"], {"attempt": attempt.id, "answered_at": answered_at, "at": ending.at})
    connection.execute(WRITES["set_contact"], {"contact": attempt.contact, "state": ending.contact_state})


def _turns_so_far(connection: sqlite3.Connection, attempt: int, offers: str) -> tuple[float, int, int]:
    """(end of the last turn in s, whether the callee said or keyed anything, whether an offer was heard)."""
    end_s, talked, offered = connection.execute(
        WRITES["turns_so_far"], {"attempt": attempt, "offers": offers}
    ).fetchone()
    return end_s, talked, offered


def _add_call(connection: sqlite3.Connection, attempt: _Open, record: CallRecord) -> str:
    """The call's row; answers with the disposition that makes it a lead."""
    ask = {"campaign": attempt.campaign, "name": record.script}
    goal, offers = connection.execute(WRITES["script"], ask).fetchone() or ("interested", "[]")
    _, talked, offered = _turns_so_far(connection, attempt.id, offers)
    row = {
        "attempt": attempt.id, "campaign": attempt.campaign, "script": record.script, "language": record.language,
        "arm": record.arm, "duration_s": record.duration_s, "talked": talked, "offered": offered,
        "opted_out": int(record.opted_out), "recording": record.recording,
    }  # fmt: skip
    connection.execute(WRITES["add_call"], row)
    return str(goal)


def _add_findings(connection: sqlite3.Connection, attempt: _Open, record: CallRecord) -> None:
    """Slots, objections and promises, one row each."""
    slots = [{"attempt": attempt.id, "name": name, "value": plain(value)} for name, value in record.slots.items()]
    raised = [{"attempt": attempt.id, "intent": intent, "count": n} for intent, n in record.objections.items()]
    promises = [
        {"attempt": attempt.id, "seq": seq, "kind": p.kind, "what": p.what, "options": encode(dict(p.options))}
        for seq, p in enumerate(record.promises, start=1)
    ]
    connection.executemany(WRITES["add_slot"], slots)
    connection.executemany(WRITES["add_objection"], raised)
    connection.executemany(WRITES["add_promise"], promises)
