"""The tables, made by append-only numbered migrations, each in its own transaction. Never change one that shipped.

Knows tables and versions; no rows. Closed sets are tables of words that columns refer to, so a new word is a new
migration and an unknown one is refused. sqlite-utils makes tables and plain indices; partial indices are SQL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from bot.source import WinbackError

Migration = Callable[[Database], None]

APPLICATION: Final = 0x57424B31
"""`PRAGMA application_id` of our files: "WBK1"."""

WORDS: Final = {
    "contact_state": ("due", "calling", "done", "interrupted", "opted_out"),
    "attempt_state": ("dialling", "live", "done"),
    "decider": ("line", "script", "operator"),
    "dial_result": (
        "answered", "busy", "no_answer", "unreachable", "invalid_number", "declined", "blocked", "machine",
        "media_failure", "congestion", "trunk_auth_error", "trunk_unreachable", "canceled", "unknown_interrupted",
    ),
    "disposition": (
        "interested", "callback", "not_interested", "completed", "transferred", "wrong_person", "do_not_call",
        "machine_message", "no_input", "no_match", "hung_up", "max_duration", "interrupted", "technical_failure",
    ),
}  # fmt: skip
"""The closed sets as of migration 1 (names.md), copied here because a migration must not change with the program."""


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = ()) -> None:
    """Bring the file up to date, keeping a copy `NAME.vN` of an older one. Raises WinbackError.

    `migrations` are ours unless given.
    """
    migrations = migrations or MIGRATIONS
    found = version_of(connection, path, len(migrations))
    if 0 < found < len(migrations):
        keep_copy(connection, path.with_name(f"{path.name}.v{found}"))
    for number, migration in enumerate(migrations, start=1):
        if number > found:
            _apply(connection, number, migration)


def version_of(connection: sqlite3.Connection, path: Path, newest: int = 0) -> int:
    """The schema version of a file; 0 for an empty one. Refuses strangers' files and, with a WinbackError too, those
    newer than `newest` (this program's, unless given)."""
    newest = newest or len(MIGRATIONS)
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and (tables or version):
        raise WinbackError(
            f"{path}: this SQLite file was not made by winback.\n"
            "  Name another file or folder (data_dir in config.yaml); this one is left as it is."
        )
    if version > newest:
        raise WinbackError(
            f"{path}: this database was written by a newer winback (its schema is {version}, this program knows"
            f" {newest}).\n  Install the newer winback, or name another data_dir in config.yaml."
        )
    return int(version)


def keep_copy(connection: sqlite3.Connection, copy: Path) -> None:
    """A whole copy of the database, made while others may write (a plain file copy would miss the WAL)."""
    target = sqlite3.connect(copy)
    try:
        connection.backup(target)
    finally:
        target.close()


def _apply(connection: sqlite3.Connection, number: int, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version < number:  # another process may have come first
            migration(Database(connection, recursive_triggers=False))
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _table(
    db: Database,
    name: str,
    columns: dict[str, Any],
    pk: str | tuple[str, ...],
    *,
    refers: Iterable[tuple[str, str, str]] = (),
    optional: Iterable[str] = (),
) -> None:
    """A strict table. Columns are NOT NULL but for `optional`; `refers` holds (column, table, column)."""
    filled = set(columns) - set(optional)  # keys too: SQLite lets a key be NULL otherwise
    db.table(name).create(columns, pk=pk, foreign_keys=list(refers), not_null=filled, strict=True)


def first(db: Database) -> None:
    """Migration 1: everything of the recorded-line campaign."""
    for name, words in WORDS.items():
        db.table(name).create({"name": str}, pk="name", not_null={"name"}, strict=True)
        db.table(name).insert_all({"name": word} for word in words)
    _table(db, "setting", {"name": str, "value": str}, "name")
    _campaigns(db)
    _attempts(db)
    _calls(db)


def _campaigns(db: Database) -> None:
    _table(db, "campaign", {"id": int, "name": str, "seed": int, "created_at": str}, "id")
    db.table("campaign").create_index(["name"], index_name="campaign_name", unique=True)
    _table(
        db, "revision", {"id": int, "campaign_id": int, "digest": str, "created_at": str}, "id",
        refers=[("campaign_id", "campaign", "id")],
    )  # fmt: skip
    db.table("revision").create_index(["campaign_id", "digest"], index_name="revision_digest", unique=True)
    _table(
        db, "script", {"campaign_id": int, "name": str, "goal": str, "offers": str}, ("campaign_id", "name"),
        refers=[("campaign_id", "campaign", "id"), ("goal", "disposition", "name")],
    )  # fmt: skip
    _table(
        db, "contact",
        {
            "id": int, "campaign_id": int, "row": int, "external_id": str, "number": str, "number_hash": str,
            "script": str, "arm": str, "language": str, "recording": str, "fields": str, "state": str, "due_at": str,
        }, "id", refers=[("campaign_id", "campaign", "id"), ("state", "contact_state", "name")],
    )  # fmt: skip
    contact = db.table("contact")
    contact.create_index(["campaign_id", "number"], index_name="contact_number", unique=True)
    contact.create_index(["number_hash"], index_name="contact_number_hash")
    contact.create_index(["campaign_id", "state"], index_name="contact_state_count")
    db.execute("CREATE INDEX contact_due ON contact (campaign_id, due_at, id) WHERE state = 'due'")
    _table(
        db, "opt_out", {"number_hash": str, "masked": str, "at": str, "why": str, "attempt_id": int}, "number_hash",
        optional=["attempt_id"],
    )  # fmt: skip


def _attempts(db: Database) -> None:
    _table(
        db, "attempt",
        {
            "id": int, "uid": str, "campaign_id": int, "contact_id": int, "revision_id": int, "n": int, "state": str,
            "boot": str, "at": str, "answered_at": str, "ended_at": str,
        }, "id",
        refers=[
            ("campaign_id", "campaign", "id"), ("contact_id", "contact", "id"), ("revision_id", "revision", "id"),
            ("state", "attempt_state", "name"),
        ], optional=["answered_at", "ended_at"],
    )  # fmt: skip
    db.table("attempt").create_index(["uid"], index_name="attempt_uid", unique=True)
    db.table("attempt").create_index(["contact_id", "n"], index_name="attempt_n", unique=True)
    db.table("attempt").create_index(["campaign_id", "at", "answered_at"], index_name="attempt_hour")
    db.execute("CREATE UNIQUE INDEX one_open ON attempt (contact_id) WHERE state <> 'done'")
    ending = {"dial_result": str, "disposition": str, "outcome": str, "decided_by": str, "why": str, "at": str}
    closed = [("dial_result", "dial_result", "name"), ("disposition", "disposition", "name")]
    closed.append(("decided_by", "decider", "name"))
    _table(
        db, "outcome", {"attempt_id": int, "campaign_id": int, "provisional": int, **ending}, "attempt_id",
        refers=[("attempt_id", "attempt", "id"), ("campaign_id", "campaign", "id"), *closed], optional=["disposition"],
    )  # fmt: skip
    db.table("outcome").create_index(
        ["campaign_id", "dial_result", "disposition", "decided_by"], index_name="outcome_count"
    )
    db.table("outcome").create_index(["campaign_id", "disposition"], index_name="outcome_disposition")
    _table(
        db, "superseded", {"id": int, "attempt_id": int, **ending}, "id",
        refers=[("attempt_id", "attempt", "id"), *closed], optional=["disposition"],
    )  # fmt: skip


def _calls(db: Database) -> None:
    owner = ("attempt_id", "attempt", "id")
    campaign = ("campaign_id", "campaign", "id")
    _table(
        db, "call",
        {
            "attempt_id": int, "campaign_id": int, "script": str, "language": str, "arm": str, "duration_s": float,
            "talked": int, "offered": int, "opted_out": int, "recording": str,
        }, "attempt_id", refers=[owner, campaign],
    )  # fmt: skip
    db.table("call").create_index(["campaign_id"], index_name="call_campaign")
    db.table("call").create_index(["campaign_id", "duration_s"], index_name="call_duration")
    _table(
        db, "turn",
        {
            "attempt_id": int, "seq": int, "speaker": str, "start_s": float, "end_s": float, "text": str, "step": str,
            "intent": str, "detail": str,
        }, ("attempt_id", "seq"), refers=[owner],
    )  # fmt: skip
    _table(db, "slot", {"attempt_id": int, "name": str, "value": str}, ("attempt_id", "name"), refers=[owner])
    _table(db, "objection", {"attempt_id": int, "intent": str, "count": int}, ("attempt_id", "intent"), refers=[owner])
    _table(
        db, "promise", {"attempt_id": int, "seq": int, "kind": str, "what": str, "options": str}, ("attempt_id", "seq"),
        refers=[owner],
    )  # fmt: skip
    _table(
        db, "lead", {"attempt_id": int, "campaign_id": int, "contact_id": int, "at": str}, "attempt_id",
        refers=[owner, campaign, ("contact_id", "contact", "id")],
    )  # fmt: skip
    db.table("lead").create_index(["campaign_id"], index_name="lead_campaign")


MIGRATIONS: Final[tuple[Migration, ...]] = (first,)
