"""The audio of one SIP call, at the house's rate: received, queued to be sent, thrown away, and counted to the sample.

Knows the stack's buffers and the call's own rate (8 or 16 kHz); refuses to know what is said. Counts are samples at
SAMPLE_RATE.
"""

from __future__ import annotations

import asyncio
from typing import Final

from baresip import AudioNotActive, AudioRestarted, CallAudio

from bot.call.ports import BYTES_PER_SAMPLE, SAMPLE_RATE
from bot.edge.sip_audio import Narrowed, Widened

READ_BYTES: Final = 32_000
"""One second at 16 kHz: more than the stack lets wait."""

FLUSHING_S: Final = 0.1
"""The sender throws away what is queued within its next 20 ms; a machine under load gets five times that."""

POLL_S: Final = 0.005


class Stream:
    """One call's, from the moment its media is up."""

    def __init__(self, audio: CallAudio, rate: int) -> None:
        self._audio = audio
        self._factor = SAMPLE_RATE // rate
        self._widened = Widened()
        self._narrowed = Narrowed()
        self._sent_until = 0.0
        """When (on the loop's clock) what was written so far will have been sent, as far as is known."""

    @classmethod
    async def open(cls, audio: CallAudio, within_s: float) -> Stream | None:
        """Wait for media both ways; None where none comes, which is how having no common codec shows."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within_s
        while loop.time() < until:
            try:
                info = audio.info()
            except AudioNotActive:
                info = None
            if info is not None and info.tx_ready and info.rx_ready:
                return cls(audio, int(info.rx_sample_rate))
            await asyncio.sleep(POLL_S)
        return None

    def read(self) -> bytes:
        """What was received since the last time."""
        try:
            pcm = self._audio.read(READ_BYTES)
        except (AudioNotActive, AudioRestarted):  # the second also when a call ends
            return b""
        return self._widened.feed(pcm) if self._factor == 2 and pcm else pcm

    def write(self, pcm: bytes) -> None:
        """Queue audio behind what is queued. Raises ConnectionResetError when the call has no audio any more."""
        wire = self._narrowed.feed(pcm) if self._factor == 2 else pcm
        if not self._takes(wire):
            raise ConnectionResetError("the call has no audio any more")
        self._sent_until = asyncio.get_running_loop().time() + self.queued() / SAMPLE_RATE

    def _takes(self, wire: bytes) -> bool:
        """Whether the stack took all of it. A call that is just ending takes nothing, and may say so by no error."""
        for _ in range(2):
            try:
                return int(self._audio.write(wire)) == len(wire)
            except AudioRestarted:  # renegotiated: what was queued is lost, the call goes on
                continue
            except AudioNotActive:
                return False
        return False

    def queued(self) -> int:
        """Samples written and not yet sent."""
        try:
            return int(self._audio.info().tx_buffered) // BYTES_PER_SAMPLE * self._factor
        except AudioNotActive:
            return 0

    async def flush(self) -> int:
        """Throw away what is queued: how many samples of it were never sent."""
        before = self._flushed()
        waiting = self.queued()
        if not waiting:
            return 0
        try:
            self._audio.flush_tx()
        except (AudioNotActive, AudioRestarted):
            return self.unsent()
        self._narrowed = Narrowed()
        self._sent_until = 0.0
        until = asyncio.get_running_loop().time() + FLUSHING_S
        while asyncio.get_running_loop().time() < until:
            await asyncio.sleep(POLL_S)
            gone = self._flushed() - before
            if gone > 0 or not self.queued():
                return gone
        return waiting

    def unsent(self) -> int:
        """Samples that were still queued when the call lost its audio."""
        return max(0, round((self._sent_until - asyncio.get_running_loop().time()) * SAMPLE_RATE))

    def _flushed(self) -> int:
        try:
            return int(self._audio.stats().tx_flushed_bytes) // BYTES_PER_SAMPLE * self._factor
        except AudioNotActive:
            return 0
