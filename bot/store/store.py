"""The archive's front desk: every write of the program, each answered after its commit. Satisfies call's CallStore.

Times are ISO 8601 text with a zone, given by the caller (the store asks no clock). Errors for people are
WinbackErrors; a LookupError (no such attempt) or ValueError (a second outcome) is a mistake of the caller.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from bot.call.records import Attempt, CallRecord, Turn
from bot.source import WinbackError
from bot.store import calling, intake
from bot.store.boot import Boot, Life, life_of
from bot.store.calling import Inquest
from bot.store.file import explained, open_writing
from bot.store.model import Campaign, CampaignPlan, Imported, Interrupted, NewContact, Settings, instant, later
from bot.store.secret import Key, load_key, refuse_foreign_key
from bot.store.sql import WRITES
from bot.store.writer import Writer

OLDEST_SQLITE: Final = (3, 38, 0)
"""STRICT tables, RETURNING and JSON functions that are always there."""


@dataclass(frozen=True, slots=True)
class Store:
    """Made by `Store.open`, ended by `close`; one per process."""

    writer: Writer
    key: Key
    boot: Boot
    life: Callable[[Boot], Life]
    settings: Settings

    @classmethod
    def open(
        cls, path: Path, boot: Boot, life: Callable[[Boot], Life] = life_of, settings: Settings = Settings()
    ) -> Store:
        """The database at `path`, made or brought up to date; `boot` is this process, `life` judges others.

        Blocks while the file is prepared. Raises WinbackError: held by another program, newer, no database of ours,
        key lost, folder not writable, disk full.
        """
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise WinbackError(
                f"SQLite {sqlite3.sqlite_version} is too old.\n  Use a Python that brings SQLite 3.38 or newer."
            )
        connection = open_writing(path, settings.busy_ms)
        with ExitStack() as undo:
            undo.callback(connection.close)
            try:
                key = _agreed_key(connection, path)
            except sqlite3.Error as error:
                raise explained(error, path) from error
            undo.pop_all()
        return cls(Writer(connection, path, settings.batch), key, boot, life, settings)

    def close(self) -> None:
        """Finish what was asked for and let go of the file; safe to call twice."""
        self.writer.close()

    async def create_campaign(self, plan: CampaignPlan, now: str) -> Campaign:
        """The campaign of that name; the same name and digest again change nothing, another digest is a revision."""
        return await self.writer.do(partial(intake.create_campaign, plan=plan, now=instant(now)))

    async def import_contacts(self, campaign: Campaign, rows: Iterable[NewContact], now: str) -> Imported:
        """Take in a list, all of it or none; `rows` is read in the writer's thread. They are due from `now` on."""
        work = partial(intake.import_contacts, key=self.key, campaign=campaign, rows=rows, now=instant(now))
        return await self.writer.do(work)

    async def claim(self, campaign: Campaign, now: str) -> Attempt | None:
        """The attempt that may now be dialled; None when nobody is due. Safe among processes.

        If the wait is cancelled after the commit, the attempt stays open until `reconcile(now, ours=True)`.
        """
        work = partial(calling.claim, campaign=campaign, boot=self.boot, now=instant(now))
        return await self.writer.do(work, needed=False)

    async def dial_result(self, attempt_id: str, result: str, detail: str, at: str) -> None:
        """What the network said (names.md); anything but `answered` ends the attempt."""
        work = partial(calling.dial_result, attempt_id=attempt_id, result=result, detail=detail, at=instant(at))
        await self.writer.do(work)

    async def add_turn(self, attempt_id: str, turn: Turn) -> None:
        await self.writer.do(partial(calling.add_turn, attempt_id=attempt_id, turn=turn))

    async def opt_out(self, attempt_id: str, number: str, why: str) -> None:
        """Heard on a call: `number` is never called again, in any campaign, from this commit on."""
        await self.writer.do(partial(calling.opt_out, key=self.key, attempt_id=attempt_id, number=number, why=why))

    async def suppress(self, number: str, why: str, at: str) -> None:
        """The same, asked for outside a call (a letter, the operator)."""
        await self.writer.do(partial(intake.suppress, key=self.key, number=number, at=instant(at), why=why))

    async def opted_out(self, number: str) -> bool:
        return await self.writer.do(partial(intake.opted_out, key=self.key, number=number))

    async def finish_call(self, record: CallRecord) -> None:
        """The whole call in one transaction; its lead too, when the disposition is the script's goal."""
        await self.writer.do(partial(calling.finish_call, key=self.key, record=record))

    async def reconcile(self, now: str, *, ours: bool = False) -> tuple[Interrupted, ...]:
        """On start, before any dial: provisional outcomes for what dead processes left open. `ours`: at the end of an
        aborted run, this process's own open attempts too."""
        at = instant(now)
        inquest = Inquest(self.boot, self.life, at, later(at, -self.settings.lease_s), ours)
        return await self.writer.do(partial(calling.reconcile, inquest=inquest))


def _agreed_key(connection: sqlite3.Connection, path: Path) -> Key:
    """The key beside the database, if it is the one the database was made with."""
    known = connection.execute(WRITES["key_check"]).fetchone()
    key = load_key(path, make=known is None)
    connection.execute(WRITES["set_key_check"], {"check": key.check})
    (check,) = connection.execute(WRITES["key_check"]).fetchone()
    if check != key.check:
        raise refuse_foreign_key(path)
    return key
