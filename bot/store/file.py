"""Opening the database file, and saying in plain words what SQLite or the disk refused.

Knows pragmas, modes and errors; no tables. Writing connections: WAL, synchronous=FULL (a power cut loses nothing
acknowledged), foreign keys, explicit transactions. Reading ones are `mode=ro`.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bot.source import WinbackError
from bot.store.schema import MIGRATIONS, migrate, version_of

CHECKPOINT_PAGES: Final = 1000
"""Pages of WAL after which SQLite folds it back into the file: its own default, stated."""


def open_writing(path: Path, busy_ms: int) -> sqlite3.Connection:
    """A migrated database, made where there is none, ready to write. Raises WinbackError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path, busy_ms)
        return _prepared(path, busy_ms)
    except (sqlite3.Error, OSError) as error:
        raise explained(error, path) from error


def open_reading(path: Path, busy_ms: int = 5000) -> sqlite3.Connection:
    """A read-only connection to an up-to-date database. Raises WinbackError."""
    if not path.exists():
        raise WinbackError(
            f"{path}: there is no database here yet.\n  Run a campaign first, or check data_dir in config.yaml."
        )
    with ExitStack() as undo:
        try:
            connection = sqlite3.connect(
                f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
            )
            undo.callback(connection.close)
            connection.execute(f"PRAGMA busy_timeout = {busy_ms:d}")
            version = version_of(connection, path)
        except sqlite3.Error as error:
            raise explained(error, path) from error
        if version < len(MIGRATIONS):
            raise WinbackError(
                f"{path}: this database was written by an older winback (its schema is {version}, this program's is"
                f" {len(MIGRATIONS)}).\n  Start a campaign once to bring it up to date; a copy is kept beside it."
            )
        undo.pop_all()
    connection.row_factory = sqlite3.Row
    return connection


def _make(path: Path, busy_ms: int) -> None:
    """A new database, finished before it gets its name: whoever starts at the same moment never sees a half one."""
    part = path.with_name(f"{path.name}.new-{os.getpid()}")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))  # -wal and -shm inherit the mode
    try:
        _prepared(part, busy_ms).close()
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _prepared(path: Path, busy_ms: int) -> sqlite3.Connection:
    with ExitStack() as undo:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        undo.callback(connection.close)
        connection.execute(f"PRAGMA busy_timeout = {busy_ms:d}")
        version_of(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        migrate(connection, path)
        undo.pop_all()
    return connection


REFUSALS: Final = {
    sqlite3.SQLITE_BUSY: (
        "another program is holding this database and did not let go.\n"
        "  Close it (a database browser, a second winback), then start again; nothing was written."
    ),
    sqlite3.SQLITE_NOTADB: (
        "this file is not a winback database.\n"
        "  Name another file or folder (data_dir in config.yaml); this one is left as it is."
    ),
    sqlite3.SQLITE_CORRUPT: (
        "this database is damaged.\n"
        "  Stop, keep the file with its -wal beside it, and go back to the last backup."
    ),
    sqlite3.SQLITE_FULL: (
        "the disk is full.\n"
        "  Free some space and start again; nobody is called while attempts cannot be written down."
    ),
    sqlite3.SQLITE_READONLY: (
        "this database may not be written.\n"
        "  Give your user the right to write the file and its folder, or name another data_dir in config.yaml."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "this file can be neither opened nor made.\n"
        "  Give your user the right to write the folder, or name another data_dir in config.yaml."
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk failed while reading or writing.\n"
        "  Check the disk and its free space; what was acknowledged before is safe."
    ),
}  # fmt: skip
"""What people read for SQLite's primary result codes (https://sqlite.org/rescode.html)."""


def explained(error: sqlite3.Error | OSError, path: Path) -> Exception:
    """A WinbackError where the world refused; `error` itself where it is our mistake (a constraint, a syntax error)."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename and str(error.filename) != str(path) else ""
        return WinbackError(
            f"{path}: this file can be neither opened nor made ({where}{(error.strerror or str(error)).lower()}).\n"
            "  Give your user the right to write the folder, or name another data_dir in config.yaml."
        )
    refusal = REFUSALS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return WinbackError(f"{path}: {refusal}") if refusal else error
