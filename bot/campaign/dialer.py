"""The dialer: so many calls at once, each claimed, placed, held and written down, until nobody is due.

Knows the order of things and how to stop them; chooses no contact (the store does), asks no clock but the one it is
given, and knows no kind of line. One fault ends one call; a store that cannot write ends the run.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from bot.call.driver import Driver
from bot.call.ports import Dialler, Line, NotAnswered
from bot.call.records import Attempt, CallRecord
from bot.source import WinbackError
from bot.store import Campaign, Store

T = TypeVar("T")

log: Final = logging.getLogger("winback.dialer")

STOPPED: Final = "the operator stopped the campaign"

TRUNK_FAULTS: Final = frozenset({"trunk_unreachable", "trunk_auth_error"})

MOST_TRUNK_FAULTS: Final = 5
"""So many attempts in a row that never reached a telephone: the trunk is broken, and the list is not its victim."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A contact is being dialled; nothing is known of the answer yet."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Talking:
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Ended:
    """An attempt is over: a call that was held, or why there was none. `record` is None where a call broke."""

    attempt: Attempt
    record: CallRecord | NotAnswered | None


@dataclass(frozen=True, slots=True)
class Stopping:
    """The operator asked to stop: `running` calls are still to end, or, with `abort`, are being cut off."""

    running: int
    abort: bool


News = Placed | Talking | Ended | Stopping


@dataclass(frozen=True, slots=True)
class Office:
    """What a dialer works with. `clock` gives instants (ISO 8601 with a zone), `news` hears of everything."""

    store: Store
    dialler: Dialler
    driver: Callable[[Attempt], Driver]
    clock: Callable[[], str]
    news: Callable[[News], None] = lambda _: None


class Dialer:
    """One run of one campaign. `run` until it returns; `stop` once to let calls end, twice to cut them off."""

    def __init__(self, office: Office, campaign: Campaign, concurrency: int = 1) -> None:
        self._office = office
        self._concurrency = concurrency
        self._campaign = campaign
        self._cuttable: set[asyncio.Task[Any]] = set()
        self._running = 0
        self._stops = 0
        self._trunk_faults = 0
        self._fault: WinbackError | None = None

    @property
    def stopped(self) -> bool:
        """Whether the operator ended the run before everybody was called."""
        return self._stops > 0

    async def run(self) -> None:
        """Call everybody who is due. Raises WinbackError when the store cannot write any more."""
        await asyncio.gather(*(self._work() for _ in range(self._concurrency)))
        if self._fault is not None:
            raise self._fault
        # Whatever broke without an ending gets one now, not at the next start.
        await self._office.store.reconcile(self._office.clock(), ours=True)

    def stop(self) -> None:
        """First: no more claims, running calls end by themselves. Second: they are cut off as `interrupted`."""
        self._stops += 1
        self._office.news(Stopping(self._running, abort=self._stops > 1))
        if self._stops > 1:
            for task in self._cuttable:
                task.cancel()

    async def _work(self) -> None:
        """One channel: a call after another."""
        while not self._stops and self._fault is None:
            try:
                attempt = await self._office.store.claim(self._campaign, self._office.clock())
                if attempt is None:
                    return
                await self._call(attempt)
            except WinbackError as error:  # the store refuses: nobody may be called any more
                self._fault = self._fault or error

    async def _call(self, attempt: Attempt) -> None:
        """One attempt to its end. Raises WinbackError when the store cannot write."""
        self._running += 1
        self._office.news(Placed(attempt))
        ended: CallRecord | NotAnswered | None = None
        try:
            ended = await self._attempt(attempt)
        except WinbackError:
            raise
        except Exception:  # the edge of a call: one fault ends one call
            log.exception("attempt %s broke", attempt.id)
        finally:
            self._running -= 1
            self._office.news(Ended(attempt, ended))

    async def _attempt(self, attempt: Attempt) -> CallRecord | NotAnswered | None:
        try:
            driver = self._office.driver(attempt)  # before dialling: nobody is rung up by a bot that cannot talk
            placed = await self._until_cut(self._office.dialler.place(attempt))
        except asyncio.CancelledError:
            placed = NotAnswered("canceled", STOPPED)
        except WinbackError as error:
            placed = NotAnswered("canceled", str(error))
        if isinstance(placed, NotAnswered):
            at = self._office.clock()
            await self._office.store.dial_result(attempt.id, placed.dial_result, placed.detail, at)
            self._count(placed)
            return placed
        self._trunk_faults = 0
        await self._office.store.dial_result(attempt.id, "answered", "", self._office.clock())
        self._office.news(Talking(attempt))
        return await self._hold(driver, placed)

    def _count(self, placed: NotAnswered) -> None:
        """A trunk that fails again and again ends the run: nobody else's only attempt is wasted on it."""
        self._trunk_faults = self._trunk_faults + 1 if placed.dial_result in TRUNK_FAULTS else 0
        if self._trunk_faults >= MOST_TRUNK_FAULTS:
            self._fault = self._fault or WinbackError(
                f"{self._trunk_faults} calls in a row did not get past the trunk ({placed.dial_result}:"
                f" {placed.detail}); nobody else is called. Mend it, then start the campaign again."
            )

    async def _hold(self, driver: Driver, line: Line) -> CallRecord | None:
        """None for a call that ended by itself in the moment it was to be cut off: the store has its record."""
        try:
            return await self._until_cut(driver.hold(line))
        except asyncio.CancelledError:
            try:
                return await driver.abandon(line.now, STOPPED)
            except ValueError:
                return None

    async def _until_cut(self, work: Coroutine[Any, Any, T]) -> T:
        """`work`, which a second `stop` cancels; what is written to the store around it is never cut."""
        task = asyncio.create_task(work)
        self._cuttable.add(task)
        if self._stops > 1:
            task.cancel()
        try:
            return await task
        finally:
            self._cuttable.discard(task)
