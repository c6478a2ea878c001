"""A live line over a pipecat 1.14 pipeline. Satisfies ports.Line; the only place (with its transports) for pipecat.

Pipecat carries audio, keys and interruptions, nothing else: its voice activity, turns and aggregators are not used, so
that a call is judged by the same ear and dialogue as a recorded one. The clock is the event loop's. Both directions
run at the house's 16 kHz; a transport for a narrower telephone converts in its input and in `Loudspeaker.put`.
"""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from bot.edge import line_pipecat_quiet  # noqa: F401 - it must be the first

# isort: split
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    OutputDTMFUrgentFrame,
    StartFrame,
    SystemFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.workers.runner import WorkerRunner

from bot.call import ports
from bot.call.ports import BYTES_PER_SAMPLE, FRAME_SAMPLES, SAMPLE_RATE, Clip, LineEvent
from bot.edge.playout import Playout
from bot.source import WinbackError

CHUNKS_OF_10_MS: Final = 2
"""20 ms a chunk: what telephones send, and the most that is still heard after the bot is told to fall silent."""

CHUNK_BYTES: Final = SAMPLE_RATE // 100 * CHUNKS_OF_10_MS * BYTES_PER_SAMPLE

GAP_S: Final = 0.25
"""Callee audio this far behind the clock was lost on its way: the samples after it are numbered by the clock again."""

LATE_S: Final = 0.25
"""A deadline missed by more goes before whatever waits: an overloaded machine must still end its calls in time."""

CLOSING_S: Final = 5.0
"""How long a pipeline may take to end; pipecat's own limits are 20 s each."""


@dataclass
class PeerGone(SystemFrame):
    """The other side hung up, or the network failed (`fault` says how). Pushed downstream by a transport's input."""

    fault: str = ""


def live_params() -> TransportParams:
    """Audio both ways at the house's rate, in chunks of `CHUNK_BYTES`."""
    return TransportParams(
        audio_in_enabled=True, audio_out_enabled=True, audio_in_sample_rate=SAMPLE_RATE,
        audio_out_sample_rate=SAMPLE_RATE, audio_out_10ms_chunks=CHUNKS_OF_10_MS, audio_out_end_silence_secs=0,
    )  # fmt: skip


class UnheardError(Exception):
    """A chunk was not heard because the call is over; the transport's input says how it ended."""


class Loudspeaker(BaseOutputTransport):
    """The output of a live transport: plays what the line says, and counts what was heard of it.

    A transport says how in `put`, and in `drain`, `drop` and `lost` if its network buffers what it is given.
    """

    def __init__(self, params: TransportParams) -> None:
        super().__init__(params)
        self._playout: Playout | None = None

    def serve(self, playout: Playout) -> None:
        """What is to be played; told before the pipeline starts."""
        self._playout = playout

    async def put(self, pcm: bytes) -> None:
        """Play one chunk; returns when it has been heard, or as long before as the network wants to be ahead.

        Raises UnheardError when the call is over, anything else when the network breaks.
        """
        raise NotImplementedError

    async def drain(self) -> None:
        """A clip's last chunk was put: returns when it has been heard, or when the bot is told to fall silent."""

    async def drop(self) -> int:
        """The bot fell silent: throw away what was put and not yet heard; how many samples (at SAMPLE_RATE)."""
        return 0

    def lost(self) -> int:
        """The call is over: how many samples that were put were never heard."""
        return 0

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)  # on an interruption: forget what is queued
        if isinstance(frame, InterruptionFrame) and self._playout is not None:
            self._playout.settle(await self.drop())

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        if self._playout is None or not self._playout.accept(frame.audio):
            return False
        heard = 0
        try:
            await self.put(frame.audio)
            heard = len(frame.audio) // BYTES_PER_SAMPLE
            if self._playout.at_end_of_clip:
                await self.drain()
        except UnheardError:
            return False
        except Exception as error:  # the edge of a call: pipecat would log it, and play on to nobody
            await self.push_frame(PeerGone(f"audio could not be sent: {error}"), FrameDirection.UPSTREAM)
        finally:
            self._playout.landed(heard)
        return bool(heard)


class LiveTransport(Protocol):
    """One answered call of a network: pipecat's input and our output, and how to end it."""

    def input(self) -> FrameProcessor: ...

    def output(self) -> Loudspeaker: ...

    async def hang_up(self) -> None: ...

    async def close(self) -> None:
        """The pipeline is gone: let go of whatever the call held. Safe to call twice."""
        ...


class _Switch(FrameProcessor):
    """Between input and output: hands what comes in to the line, and lets the rest of pipecat's frames pass."""

    def __init__(self, line: PipecatLine) -> None:
        super().__init__()
        self._line = line
        self._inbox = bytearray()
        self._received = 0

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            self._take_audio(frame.audio)
        elif isinstance(frame, InputDTMFFrame):
            self._line.take(ports.KeyPressed(frame.button.value))
        elif isinstance(frame, PeerGone):
            self._line.take_end(frame.fault)
        else:
            await self.push_frame(frame, direction)

    def _take_audio(self, pcm: bytes) -> None:
        """Callee audio in any pieces; it becomes frames of FRAME_SAMPLES, numbered by the line's clock after a gap."""
        self._inbox += pcm
        behind = round(self._line.now * SAMPLE_RATE) - self._received - len(self._inbox) // BYTES_PER_SAMPLE
        if behind > GAP_S * SAMPLE_RATE:
            self._received += behind
        size = FRAME_SAMPLES * BYTES_PER_SAMPLE
        while len(self._inbox) >= size:
            self._line.take(ports.Frame(bytes(self._inbox[:size]), self._received))
            del self._inbox[:size]
            self._received += FRAME_SAMPLES


class PipecatLine:
    """One answered call. `await line.start()` before anything else; the clock starts there."""

    def __init__(self, transport: LiveTransport) -> None:
        self._transport = transport
        self._events: deque[LineEvent] = deque()
        self._news = asyncio.Event()
        self._answered_at = 0.0
        self._ended: ports.LineClosed | None = None
        self._playout = Playout(CHUNK_BYTES, lambda: round(self.now * SAMPLE_RATE), self.take)
        self._pipeline = _Running(transport, _Switch(self), self.take_end)
        transport.output().serve(self._playout)

    async def start(self) -> None:
        """Raises WinbackError when the pipeline does not start."""
        self._answered_at = asyncio.get_running_loop().time()  # first: audio may come before the pipeline says it runs
        await self._pipeline.start()

    # --- ports.Line -------------------------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time() - self._answered_at

    @property
    def speaking(self) -> bool:
        return self._playout.speaking

    async def next(self, until: float | None, work: Future[Any] | None = None) -> LineEvent:
        while True:
            if work is not None and work.done():
                return ports.WorkDone()
            if until is not None and self.now >= until + LATE_S:
                return ports.TimeUp()
            if self._events:
                return self._events.popleft()
            if until is not None and self.now >= until:
                return ports.TimeUp()
            if self._ended is not None and not self._playout.owing:
                return self._ended
            await _something(self._news, None if until is None else until - self.now, work)

    def say(self, clip: Clip) -> int:
        ticket, pcm = self._playout.say(clip)
        if pcm:
            self._pipeline.send(OutputAudioRawFrame(pcm, SAMPLE_RATE, 1))
        return ticket

    def stop(self) -> None:
        self._playout.stop()
        if self._ended is None:
            self._pipeline.send(InterruptionFrame())
        else:
            self._playout.settle()

    def press(self, keys: str) -> None:
        """Press keys at our end (0-9, *, #), as for a menu that answers."""
        self._pipeline.send(OutputDTMFUrgentFrame(buttons=[KeypadEntry(key) for key in keys]))

    async def hang_up(self) -> None:
        self.stop()
        await self._transport.hang_up()
        self.take_end()

    async def close(self) -> None:
        self.take_end()
        await self._pipeline.close()
        await self._transport.close()

    # --- from the pipeline ------------------------------------------------------------------------------------------

    def take(self, event: LineEvent) -> None:
        self._events.append(event)
        self._news.set()

    def take_end(self, fault: str = "") -> None:
        """The call is over; everything that happened before is told first."""
        if self._ended is None:
            self._ended = ports.LineClosed(fault)
            self._playout.stop()
            self._playout.settle(self._transport.output().lost())
        self._news.set()


async def _something(news: asyncio.Event, seconds: float | None, work: Future[Any] | None) -> None:
    """Wait for news, for `work`, or for the time (a little longer, so that it is really over)."""
    news.clear()

    def ring(_: Future[Any]) -> None:
        news.set()

    if work is not None:
        work.add_done_callback(ring)
    try:
        async with asyncio.timeout(None if seconds is None else seconds + 0.001):
            await news.wait()
    except TimeoutError:
        pass
    finally:
        if work is not None:
            work.remove_done_callback(ring)


class _Running:
    """A pipeline while it runs. Frames are sent in the order in which they are given."""

    def __init__(self, transport: LiveTransport, switch: _Switch, ended: Callable[[str], None]) -> None:
        self._transport = transport
        self._switch = switch
        self._ended = ended
        self._outbox: asyncio.Queue[Frame] = asyncio.Queue()
        self._worker: PipelineWorker | None = None
        self._tasks: list[asyncio.Task[Any]] = []

    async def start(self) -> None:
        started = asyncio.Event()
        worker = self._worker = PipelineWorker(
            Pipeline([self._transport.input(), self._switch, self._transport.output()]),
            params=PipelineParams(audio_in_sample_rate=SAMPLE_RATE, audio_out_sample_rate=SAMPLE_RATE),
            enable_rtvi=False, enable_turn_tracking=False, idle_timeout_secs=None,
        )  # fmt: skip

        async def on_started(*_: Any) -> None:
            started.set()

        async def on_error(_: Any, frame: Any) -> None:
            self._ended(f"pipecat: {frame.error}")

        worker.add_event_handler("on_pipeline_started", on_started)
        worker.add_event_handler("on_pipeline_error", on_error)
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        running = asyncio.create_task(runner.run())
        self._tasks = [running, asyncio.create_task(self._post())]
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not started.is_set():
            await self.close()
            raise WinbackError("the audio pipeline of a call did not start; see the log")
        running.add_done_callback(lambda _: self._ended("the audio pipeline ended by itself"))

    def send(self, frame: Frame) -> None:
        self._outbox.put_nowait(frame)

    async def close(self) -> None:
        """Safe to call twice."""
        if self._worker is not None:
            worker, self._worker = self._worker, None
            await worker.cancel()
            await asyncio.wait(self._tasks[:1], timeout=CLOSING_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _post(self) -> None:
        while True:
            await self._switch.push_frame(await self._outbox.get())
