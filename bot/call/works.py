"""Utterances being recognised and understood beside the call, in the order in which they were said.

Knows tasks and their order; refuses to know what becomes of a meaning. The wall time a work took is measured here,
for reports only: nothing in a call depends on it.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable
from dataclasses import dataclass, field

from bot.source import WinbackError
from bot.understanding.model import Expecting, Hypothesis, Understander, Understanding

Words = Awaitable[tuple[Hypothesis, ...]]
"""The readings of an utterance, when the recogniser has them."""

Meaning = tuple[tuple[Hypothesis, ...], Understanding | None]


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance and what came of it: nothing is understood where nothing was heard, or nothing was open."""

    expecting: Expecting | None
    span: tuple[float, float]
    readings: tuple[Hypothesis, ...]
    understood: Understanding | None
    ms: float


@dataclass(slots=True)
class _Work:
    expecting: Expecting | None
    span: tuple[float, float]
    task: asyncio.Task[Meaning]
    begun: float = field(default_factory=time.perf_counter)


class Works:
    """One call's utterances under way."""

    __slots__ = ("_queue", "_understander")

    def __init__(self, understander: Understander) -> None:
        self._understander = understander
        self._queue: deque[_Work] = deque()

    def __bool__(self) -> bool:
        return bool(self._queue)

    @property
    def first(self) -> asyncio.Task[Meaning] | None:
        """The oldest work, which is the next to be taken."""
        return self._queue[0].task if self._queue else None

    def add(self, words: Words, expecting: Expecting | None, span: tuple[float, float]) -> None:
        """Work on an utterance from `span[0]` to `span[1]` (s), to be understood as a reply to `expecting`."""
        self._queue.append(_Work(expecting, span, asyncio.ensure_future(self._understand(words, expecting))))

    async def take(self) -> Heard:
        """The oldest utterance, understood; waits for it. Raises what its recognition or understanding raised."""
        work = self._queue.popleft()
        await asyncio.wait([work.task])
        if work.task.cancelled():  # by its engine, not by us: that is a fault of the engine
            raise WinbackError("the recogniser gave up an utterance; is it being closed?")
        readings, understood = work.task.result()
        return Heard(work.expecting, work.span, readings, understood, (time.perf_counter() - work.begun) * 1000)

    async def drop(self) -> None:
        """Give up everything under way."""
        tasks = [work.task for work in self._queue]
        self._queue.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _understand(self, words: Words, expecting: Expecting | None) -> Meaning:
        readings = await words
        if not readings or expecting is None:
            return readings, None
        loop = asyncio.get_running_loop()
        return readings, await loop.run_in_executor(None, self._understander.parse, readings, expecting)


async def typed(text: str) -> tuple[Hypothesis, ...]:
    """The one reading of what was written, not said."""
    return (Hypothesis(text),)
