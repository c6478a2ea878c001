"""A SIP call as pipecat's input and our output: the transport of a PipecatLine. See line_pipecat for what it must do.

Audio is kept `AHEAD` of what is heard, because the network takes 20 ms at a time on a clock of its own; what was queued
and never sent is counted, so that the played prefix stays exact.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from bot.edge.line_pipecat import Loudspeaker, PeerGone, UnheardError, live_params

# isort: split
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    InputAudioRawFrame,
    InputDTMFFrame,
    OutputDTMFFrame,
    OutputDTMFUrgentFrame,
    StartFrame,
)
from pipecat.transports.base_input import BaseInputTransport

from bot.call.ports import BYTES_PER_SAMPLE, SAMPLE_RATE
from bot.edge.sip_call import SipCall
from bot.edge.sip_stream import Stream

CHUNK_S: Final = 0.02

AHEAD: Final = SAMPLE_RATE // 10
"""Samples kept queued (0.1 s): with 20 ms half of the audio was torn, with 100 ms none (telephony.md 2.2)."""

SILENT: Final = SAMPLE_RATE // 5
"""Samples without a packet (0.2 s, the longest the jitter buffer waits) after which silence is heard instead: a
callee's telephone may send nothing while nobody speaks, and an ear without frames would wait for ever."""

GONE_S: Final = 1.0
"""How long after its audio the stack may take to say that a call is over."""

TAIL_S: Final = 0.2
"""Between the last sample sent and the hang-up: what the callee's jitter buffer still holds is heard, too."""


class SipInput(BaseInputTransport):
    """The callee's voice and keys, and the end of the call."""

    def __init__(self, call: SipCall, stream: Stream) -> None:
        super().__init__(live_params())
        self._call = call
        self._stream = stream
        self._listening: asyncio.Task[None] | None = None

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)
        self._listening = self.create_task(self._listen())

    async def cleanup(self) -> None:
        if self._listening is not None:
            await self.cancel_task(self._listening)
            self._listening = None
        await super().cleanup()  # type: ignore[no-untyped-call]  # pipecat's has no annotations

    async def _listen(self) -> None:
        """Every 20 ms what came meanwhile, until the call is over."""
        loop = asyncio.get_running_loop()
        began, given = loop.time(), 0
        while self._call.ending is None:
            pcm = self._stream.read()
            missing = round((loop.time() - began) * SAMPLE_RATE) - given - len(pcm) // BYTES_PER_SAMPLE
            if missing > SILENT:
                pcm += bytes((missing - SILENT) * BYTES_PER_SAMPLE)
            if pcm:
                given += len(pcm) // BYTES_PER_SAMPLE
                await self.push_audio_frame(InputAudioRawFrame(pcm, SAMPLE_RATE, 1))
            await self._pass_keys()
            await asyncio.sleep(CHUNK_S)
        await self._pass_keys()
        await self.push_frame(PeerGone(self._call.fault))

    async def _pass_keys(self) -> None:
        for key in self._call.take_keys():
            await self.push_frame(InputDTMFFrame(button=KeypadEntry(key)))


class SipLoudspeaker(Loudspeaker):
    """What the callee hears."""

    def __init__(self, call: SipCall, stream: Stream) -> None:
        super().__init__(live_params())
        self._call = call
        self._stream = stream
        self._writing = asyncio.Lock()
        self._silence = asyncio.Event()
        """The bot was told to fall silent: whoever waits for the queue to empty waits no longer."""
        self.last_sent_at = 0.0

    async def put(self, pcm: bytes) -> None:
        async with self._writing:
            try:
                self._stream.write(pcm)
            except ConnectionResetError as error:
                await self._call.over(GONE_S)  # the stack lets go of the audio before it says so
                raise UnheardError from error
            self.last_sent_at = asyncio.get_running_loop().time() + self._stream.queued() / SAMPLE_RATE
            await self._until_queued(AHEAD)

    async def drain(self) -> None:
        async with self._writing:
            await self._until_queued(0)

    async def drop(self) -> int:
        self._silence.set()
        async with self._writing:
            self._silence.clear()
            return await self._stream.flush()

    def lost(self) -> int:
        return self._stream.unsent()

    async def _until_queued(self, samples: int) -> None:
        """Wait until no more than `samples` are queued, or the bot is told to fall silent."""
        while (over := self._stream.queued() - samples) > 0 and not self._silence.is_set():
            try:
                async with asyncio.timeout(over / SAMPLE_RATE):
                    await self._silence.wait()
            except TimeoutError:
                continue

    def _supports_native_dtmf(self) -> bool:
        return True

    async def _write_dtmf_native(self, frame: OutputDTMFFrame | OutputDTMFUrgentFrame) -> None:
        await self._call.press("".join(button.value for button in frame.buttons or ()))


class SipTransport:
    """bot.edge.line_pipecat.LiveTransport over one answered SIP call."""

    def __init__(self, call: SipCall, stream: Stream) -> None:
        self._call = call
        self._input = SipInput(call, stream)
        self._output = SipLoudspeaker(call, stream)
        self.release: Callable[[], Awaitable[None]] | None = None
        """What the dialler wants done when the line is closed."""

    def input(self) -> SipInput:
        return self._input

    def output(self) -> SipLoudspeaker:
        return self._output

    async def hang_up(self) -> None:
        """The goodbye is heard to its end by the callee, too."""
        left = self._output.last_sent_at + TAIL_S - asyncio.get_running_loop().time()
        if self._call.ending is None and left > 0:
            await asyncio.sleep(left)
        await self._call.hang_up("we hung up")

    async def close(self) -> None:
        release, self.release = self.release, None
        if release is not None:
            await release()
