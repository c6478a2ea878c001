"""The recorded line: a recorded callee takes the telephone's place, and samples take the place of time.

Satisfies ports.Line. Its clock moves one frame at a time and only when nothing is being worked on, so a call is
repeatable to the byte and runs as fast as the recogniser. Plays no sound, opens no device, reaches no network.
"""

from __future__ import annotations

from asyncio import Future, wait
from collections import deque
from dataclasses import dataclass
from typing import Any

from bot.call.ports import (
    BYTES_PER_SAMPLE,
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
from bot.edge.callee import Callee, Reply


@dataclass(slots=True)
class _Playing:
    ticket: int
    samples: int
    start: int = -1
    done: int = 0


class RecordedLine:
    """One call with one recorded callee."""

    def __init__(self, callee: Callee) -> None:
        self._side = _CalleeSide(callee)
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
        if work is not None:
            await wait([work])
            return WorkDone()
        if self._events:
            return self._events.popleft()
        if until is not None and self.now >= until:
            return TimeUp()
        if self._closed:
            return LineClosed()
        return self._advance()

    def say(self, clip: Clip) -> int:
        self._tickets += 1
        if not self._queue:
            self._side.bot_began(self._at)
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
        frame = Frame(self._side.frame(self._at), self._at)
        self._play(self._at)
        self._at += FRAME_SAMPLES
        for key in self._side.take_keys():
            self._events.append(KeyPressed(key))
        if self._side.gone:
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
                self._side.bot_fell_silent(at + FRAME_SAMPLES - left)


class _CalleeSide:
    """The callee's part: which reply is due, and the audio of the frame at hand."""

    def __init__(self, callee: Callee) -> None:
        self._replies = deque(reply for reply in callee.replies if reply.when != "at_s")
        self._timed = deque(
            sorted((reply for reply in callee.replies if reply.when == "at_s"), key=lambda reply: reply.after)
        )
        self._background = callee.background
        self._due: tuple[int, Reply] | None = None
        self._voice: tuple[int, bytes] | None = None
        self._keys = ""
        self._gone = False
        self._skipped = 0

    def bot_began(self, at: int) -> None:
        if self._replies and self._replies[0].when == "during_prompt" and self._due is None and not self._skip():
            self._schedule(at)

    def bot_fell_silent(self, at: int) -> None:
        if self._replies and self._replies[0].when == "after_prompt" and self._due is None and not self._skip():
            self._schedule(at)

    def frame(self, at: int) -> bytes:
        """FRAME_SAMPLES of callee audio that begin at sample `at`."""
        self._begin_due(at)
        size = FRAME_SAMPLES * BYTES_PER_SAMPLE
        if self._voice is None:
            return self._noise(at, size)
        start, pcm = self._voice
        offset = (at - start) * BYTES_PER_SAMPLE
        piece = pcm[max(0, offset) : offset + size]
        if offset + size >= len(pcm):
            self._voice = None
        return piece + self._noise(at + len(piece) // BYTES_PER_SAMPLE, size - len(piece))

    def take_keys(self) -> str:
        keys, self._keys = self._keys, ""
        return keys

    @property
    def gone(self) -> bool:
        return self._gone

    def _skip(self) -> bool:
        """Whether this turn is one the next reply lets pass."""
        if self._skipped < self._replies[0].skip:
            self._skipped += 1
            return True
        self._skipped = 0
        return False

    def _schedule(self, at: int) -> None:
        reply = self._replies.popleft()
        self._due = (at + reply.after, reply)

    def _begin_due(self, at: int) -> None:
        while self._timed and at >= self._timed[0].after:
            self._do(at, self._timed.popleft())
        if self._due is not None and at >= self._due[0]:
            reply, self._due = self._due[1], None
            self._do(at, reply)

    def _do(self, at: int, reply: Reply) -> None:
        self._keys += reply.keys
        self._gone = self._gone or reply.hangs_up
        if reply.pcm:
            self._voice = (at, reply.pcm)

    def _noise(self, at: int, size: int) -> bytes:
        """`size` bytes of the looped background from sample `at` on, or silence."""
        if size <= 0:
            return b""
        if not self._background:
            return bytes(size)
        offset = at * BYTES_PER_SAMPLE % len(self._background)
        doubled = self._background * (2 + size // len(self._background))
        return doubled[offset : offset + size]
