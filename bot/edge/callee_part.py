"""The part a recorded callee plays in a call: which reply is due, and the audio of the frame at hand.

Knows samples and what the bot is heard to do; refuses to know lines and clocks. The recorded line and the tests of the
live lines let it play the same part.
"""

from __future__ import annotations

from collections import deque

from bot.call.ports import BYTES_PER_SAMPLE, FRAME_SAMPLES
from bot.edge.callee import Callee, Reply


class CalleePart:
    """Tell it what the bot does, then take every frame in order."""

    def __init__(self, callee: Callee) -> None:
        self._replies = deque(reply for reply in callee.replies if reply.when != "at_s")
        self._timed = deque(
            sorted((reply for reply in callee.replies if reply.when == "at_s"), key=lambda reply: reply.after)
        )
        self._background = callee.background
        self._due: tuple[int, Reply] | None = None
        self._voice: tuple[int, bytes] | None = None
        self._keys = ""
        self._leaving = False
        """Hangs up as soon as the reply being spoken is over."""
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
        piece = pcm[offset : offset + size]
        if offset + size >= len(pcm):
            self._voice = None
            self._gone = self._gone or self._leaving
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
        if self._timed and at >= self._timed[0].after and self._free_for(self._timed[0]):
            self._do(at, self._timed.popleft())
        if self._due is not None and at >= self._due[0] and self._free_for(self._due[1]):
            reply, self._due = self._due[1], None
            self._do(at, reply)

    def _free_for(self, reply: Reply) -> bool:
        """Nobody speaks over himself; keys are pressed and calls are ended while speaking, too."""
        return self._voice is None or not reply.pcm

    def _do(self, at: int, reply: Reply) -> None:
        self._keys += reply.keys
        if reply.pcm:
            self._voice = (at, reply.pcm)
            self._leaving = reply.hangs_up
        else:
            self._gone = self._gone or reply.hangs_up

    def _noise(self, at: int, size: int) -> bytes:
        """`size` bytes of the looped background from sample `at` on, or silence."""
        if size <= 0:
            return b""
        if not self._background:
            return bytes(size)
        offset = at * BYTES_PER_SAMPLE % len(self._background)
        doubled = self._background * (2 + size // len(self._background))
        return doubled[offset : offset + size]
