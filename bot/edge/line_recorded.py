"""The recorded line: a recorded callee takes the telephone's place, and samples take the place of time.

Satisfies ports.Line. Its clock moves one frame at a time and only when nothing is being worked on, so a call is
repeatable to the byte and runs as fast as the recogniser. Plays no sound, opens no device, reaches no network.
"""

from __future__ import annotations

from asyncio import Future, sleep, wait
from collections import deque
from dataclasses import dataclass
from typing import Any, Final

from bot.call.ports import (
    FRAME_SAMPLES,
    SAMPLE_RATE,
    Clip,
    Frame,
    KeyPressed,
    LineClosed,
    LineEvent,
    Played,
    TimeUp,
    WorkDone,
)  # fmt: skip
from bot.edge.callee import Callee
from bot.edge.callee_part import CalleePart

BREATHER: Final = 16 * FRAME_SAMPLES
"""Samples after which other calls get a turn (0.5 s of a call takes about 5 ms): nothing else in here waits."""


@dataclass(slots=True)
class _Playing:
    ticket: int
    samples: int
    start: int = -1
    done: int = 0


class RecordedLine:
    """One call with one recorded callee."""

    def __init__(self, callee: Callee) -> None:
        self._part = CalleePart(callee)
        self._at = 0
        self._events: deque[LineEvent] = deque()
        self._queue: deque[_Playing] = deque()
        self._tickets = 0
        self._closed = False

    @property
    def now(self) -> float:
        return self._at / SAMPLE_RATE

    @property
    def speaking(self) -> bool:
        return bool(self._queue)

    async def next(self, until: float | None, work: Future[Any] | None = None) -> LineEvent:
        if self._events:  # they happened before the utterance could have been recognised
            return self._events.popleft()
        if work is not None:
            await wait([work])
            return WorkDone()
        if until is not None and self.now >= until:
            return TimeUp()
        if self._closed:
            return LineClosed()
        if self._at % BREATHER == 0:
            await sleep(0)
        return self._advance()

    def say(self, clip: Clip) -> int:
        self._tickets += 1
        if not self._queue:
            self._part.bot_began(self._at)
        self._queue.append(_Playing(self._tickets, clip.samples))
        return self._tickets

    def stop(self) -> None:
        while self._queue:
            playing = self._queue.popleft()
            start = playing.start if playing.start >= 0 else self._at
            self._events.append(Played(playing.ticket, start, playing.done))

    async def hang_up(self) -> None:
        self._closed = True

    async def close(self) -> None:
        self._closed = True
        self._queue.clear()

    def _advance(self) -> LineEvent:
        """One frame of the call: what the callee says, what the bot gets played, keys, the end."""
        frame = Frame(self._part.frame(self._at), self._at)
        self._play(self._at)
        self._at += FRAME_SAMPLES
        for key in self._part.take_keys():
            self._events.append(KeyPressed(key))
        if self._part.gone:
            self._closed = True
            self._events.append(LineClosed())
        return frame

    def _play(self, at: int) -> None:
        left = FRAME_SAMPLES
        while self._queue and left > 0:
            playing = self._queue[0]
            if playing.start < 0:
                playing.start = at + FRAME_SAMPLES - left
            step = min(left, playing.samples - playing.done)
            playing.done += step
            left -= step
            if playing.done < playing.samples:
                return
            self._queue.popleft()
            self._events.append(Played(playing.ticket, playing.start, playing.samples))
            if not self._queue:
                self._part.bot_fell_silent(at + FRAME_SAMPLES - left)
