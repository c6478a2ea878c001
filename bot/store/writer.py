"""The one writer: a thread that owns the one writing connection and commits for everybody.

Coroutines hand it a function of the connection and wait; they are answered AFTER COMMIT. Requests that pile up while
a commit is on its way share the next one, each in its own SAVEPOINT, so one that fails does not hurt its neighbours.
Nothing here knows tables.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from bot.store.file import explained

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


@dataclass(slots=True)
class _Request:
    """Work to do and whom to tell. `needed`: do it even when nobody waits any more."""

    work: Work[Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    needed: bool
    result: Any = None
    error: Exception | None = None

    def settle(self) -> None:
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Writer:
    """Runs until `close`. `batch` is the most requests of one commit."""

    def __init__(self, connection: sqlite3.Connection, path: Path, batch: int) -> None:
        self._connection: Final = connection
        self._path: Final = path
        self._batch: Final = batch
        self._queue: Final[SimpleQueue[_Request | None]] = SimpleQueue()
        self._thread: Final = threading.Thread(target=self._run, name=f"writer of {path.name}", daemon=True)
        self._thread.start()

    async def do(self, work: Work[T], *, needed: bool = True) -> T:
        """What `work` returned, once it is committed. Cancelling the wait does not take the work back, unless it is
        not `needed` and has not begun. Raises what `work` raised, and WinbackError where file or disk refuse."""
        if not self._thread.is_alive():
            raise RuntimeError("the store is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Request(work, loop, future, needed))
        return await future

    def close(self) -> None:
        """Do what was asked before, then end; safe to call twice."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            batch, going = self._collect()
            if batch:
                self._commit(batch)
                self._answer(batch)
        self._connection.close()

    def _collect(self) -> tuple[list[_Request], bool]:
        """The next requests, waiting for the first; False when the end was asked for."""
        batch: list[_Request] = []
        request = self._queue.get()
        while request is not None:
            if request.needed or not request.future.cancelled():
                batch.append(request)
            if len(batch) == self._batch:
                return batch, True
            try:
                request = self._queue.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _commit(self, batch: list[_Request]) -> None:
        """Do all of `batch` in one transaction; if it cannot be had or kept, all of them fail."""
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            for request in batch:
                self._do(request)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            for request in batch:
                request.error = explained(error, self._path)

    def _do(self, request: _Request) -> None:
        """One request in its savepoint. Raises sqlite3.Error only when the whole transaction is lost."""
        connection = self._connection
        connection.execute("SAVEPOINT request")
        try:
            request.result = request.work(connection)
        except Exception as error:  # the edge of a worker: whatever a request raises is its caller's to see
            if not connection.in_transaction:  # a full disk ends the transaction itself, and with it all neighbours
                if isinstance(error, sqlite3.Error):
                    raise
                raise sqlite3.OperationalError("the transaction ended in mid-work") from error
            connection.execute("ROLLBACK TO request")
            request.error = explained(error, self._path) if isinstance(error, sqlite3.Error) else error
        connection.execute("RELEASE request")

    def _answer(self, batch: list[_Request]) -> None:
        """Wake each event loop once for all its requests."""
        loops: dict[asyncio.AbstractEventLoop, list[_Request]] = {}
        for request in batch:
            loops.setdefault(request.loop, []).append(request)
        for loop, requests in loops.items():
            try:
                loop.call_soon_threadsafe(_settle, requests)
            except RuntimeError:  # the loop has ended; what was asked is done, and nobody is left to be told
                continue


def _settle(requests: list[_Request]) -> None:
    for request in requests:
        request.settle()
