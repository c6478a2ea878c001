"""A pipecat transport whose network is memory: a recorded callee at the other end, paced by the event loop's clock."""

import asyncio

from pipecat.frames.frames import InputAudioRawFrame, InputDTMFFrame, KeypadEntry
from pipecat.transports.base_input import BaseInputTransport
from virtual_time import passed

from bot.call.ports import FRAME_SAMPLES, SAMPLE_RATE
from bot.edge.callee_part import CalleePart
from bot.edge.line_pipecat import Loudspeaker, PeerGone, live_params

SILENT_AFTER = SAMPLE_RATE // 50
"""Samples (20 ms) without a chunk after which the bot is heard to have fallen silent."""


class Receiver:
    """What the callee's ear hears: chunks and when they began (samples), and whether the bot was cut off."""

    def __init__(self):
        self.began_at = None
        self.chunks = []
        self.ends = 0
        self.speaking = False
        self.cut = False

    def samples(self):
        return 0 if self.began_at is None else round((asyncio.get_running_loop().time() - self.began_at) * SAMPLE_RATE)


class MemoryInput(BaseInputTransport):
    """The callee's mouth: a frame of 512 samples as soon as it is spoken, in packets of `packet` bytes."""

    def __init__(self, callee, receiver, packet):
        super().__init__(live_params())
        self._part = CalleePart(callee)
        self._receiver = receiver
        self._packet = packet
        self._feeding = None

    async def start(self, frame):
        await super().start(frame)
        await self.set_transport_ready(frame)
        self._feeding = self.create_task(self._feed())

    async def cleanup(self):
        if self._feeding is not None:
            await self.cancel_task(self._feeding)
            self._feeding = None
        await super().cleanup()

    async def _feed(self):
        loop = asyncio.get_running_loop()
        self._receiver.began_at = loop.time()
        at = 0
        while not self._part.gone:
            end = at + FRAME_SAMPLES
            await passed(self._receiver.began_at + end / SAMPLE_RATE - loop.time())
            self._listen(end)
            pcm = self._part.frame(at)
            for start in range(0, len(pcm), self._packet):
                await self.push_audio_frame(InputAudioRawFrame(pcm[start : start + self._packet], SAMPLE_RATE, 1))
            for key in self._part.take_keys():
                await self.push_frame(InputDTMFFrame(button=KeypadEntry(key)))
            at = end
        await self.push_frame(PeerGone())

    def _listen(self, now):
        """What the callee has noticed of the bot since the last frame."""
        receiver = self._receiver
        if receiver.chunks and not receiver.speaking and receiver.ends > now - FRAME_SAMPLES:
            receiver.speaking = True
            self._part.bot_began(receiver.chunks[-1][0])
        if receiver.speaking and receiver.ends < now - SILENT_AFTER:
            receiver.speaking = False
            if not receiver.cut:
                self._part.bot_fell_silent(receiver.ends)
            receiver.cut = False


class MemoryOutput(Loudspeaker):
    """The callee's ear: a chunk has been heard when its time is over. `breaks_at` fails from that chunk on."""

    def __init__(self, receiver, breaks_at=None):
        super().__init__(live_params())
        self._receiver = receiver
        self._breaks_at = breaks_at

    async def put(self, pcm):
        receiver = self._receiver
        if self._breaks_at is not None and len(receiver.chunks) >= self._breaks_at:
            raise ConnectionResetError("connection reset")
        # A chunk that comes a little late, as in real time, continues the sound; the network's clock goes on evenly.
        start = max(receiver.samples(), receiver.ends)
        if receiver.ends < start <= receiver.ends + SILENT_AFTER:
            start = receiver.ends
        receiver.chunks.append((start, pcm))
        receiver.ends = start + len(pcm) // 2
        receiver.cut = False
        await passed((receiver.ends - receiver.samples()) / SAMPLE_RATE)

    async def drop(self):
        self._receiver.cut = True
        return 0


class MemoryTransport:
    """bot.edge.line_pipecat.LiveTransport over memory."""

    def __init__(self, callee, packet=1024, breaks_at=None, input_type=MemoryInput, output_type=MemoryOutput):
        self.receiver = Receiver()
        self._input = input_type(callee, self.receiver, packet)
        self._output = output_type(self.receiver, breaks_at)
        self.hung_up = False

    def input(self):
        return self._input

    def output(self):
        return self._output

    async def hang_up(self):
        self.hung_up = True

    async def close(self):
        pass

    def heard(self):
        """Everything the callee heard, as PCM from the first sample of the call on."""
        end = max((start + len(pcm) // 2 for start, pcm in self.receiver.chunks), default=0)
        heard = bytearray(2 * end)
        for start, pcm in self.receiver.chunks:
            heard[2 * start : 2 * start + len(pcm)] = pcm
        return bytes(heard)
