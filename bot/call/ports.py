"""The sockets of the switchboard: what the driver needs from the world, as Protocols.

Adapters in edge/ and store/ satisfy them without subclassing. Audio is s16le mono PCM in `bytes` at
`SAMPLE_RATE`; positions are sample indices from the moment of answering. The Line is the only clock.
"""

from __future__ import annotations

from asyncio import Future
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from bot.call.records import Attempt, CallRecord, Turn
from bot.understanding.model import Hypothesis, Understander

SAMPLE_RATE: Final = 16_000
"""Hz inside the house; telephone audio (8 kHz) is raised to it once, at the edge."""

FRAME_SAMPLES: Final = 512
"""Samples a frame (32 ms): what the voice-activity detector takes."""

BYTES_PER_SAMPLE: Final = 2


@dataclass(frozen=True, slots=True)
class Clip:
    """A prompt ready to play. `pieces` cut it at sentence ends: (text, samples), the samples adding up to the whole."""

    pcm: bytes
    pieces: tuple[tuple[str, int], ...]
    source: str
    """Where the voice came from: "recording:FILE", "piper:VOICE", "espeak:VOICE" or "text"."""

    @property
    def samples(self) -> int:
        return len(self.pcm) // BYTES_PER_SAMPLE


@dataclass(frozen=True, slots=True)
class Frame:
    """FRAME_SAMPLES of the callee's audio; `at` is the index of its first sample."""

    pcm: bytes
    at: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A whole reply as text (the text line, where there is nothing to recognise)."""

    text: str


@dataclass(frozen=True, slots=True)
class KeyPressed:
    key: str


@dataclass(frozen=True, slots=True)
class Played:
    """A clip left the loudspeaker, to its end or cut by `stop`: `samples` of it were heard from sample `start` on."""

    ticket: int
    start: int
    samples: int


@dataclass(frozen=True, slots=True)
class WorkDone:
    """The future handed to `next` is done."""


@dataclass(frozen=True, slots=True)
class TimeUp:
    """The line's clock reached `until`."""


@dataclass(frozen=True, slots=True)
class LineClosed:
    """The other side hung up, or the line failed (`fault` says how)."""

    fault: str = ""


LineEvent = Frame | Typed | KeyPressed | Played | WorkDone | TimeUp | LineClosed


class Line(Protocol):
    """One answered call, and the clock of everything in it."""

    @property
    def now(self) -> float:
        """Seconds since answering, on the sample clock."""
        ...

    @property
    def speaking(self) -> bool:
        """Whether anything queued by `say` is still to be played."""
        ...

    async def next(self, until: float | None, work: Future[Any] | None = None) -> LineEvent:
        """The next thing that happens, in order of the clock; TimeUp at `until` (s).

        With `work`, a live line also returns WorkDone as soon as it is done; a line that counts samples instead of
        time (recorded, text) waits for `work` before its clock moves on, so a call is repeatable.
        """
        ...

    def say(self, clip: Clip) -> int:
        """Queue a clip behind those being played; answers its ticket. A Played event follows for every ticket."""
        ...

    def stop(self) -> None:
        """Fall silent now; every ticket not finished gets its Played event with what was heard of it."""
        ...

    async def hang_up(self) -> None: ...

    async def close(self) -> None:
        """Release everything; safe to call twice."""
        ...


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """How dialling ended without a conversation: a `dial_result` of names.md and what the line said."""

    dial_result: str
    detail: str = ""


class Dialler(Protocol):
    async def open(self) -> None:
        """Get ready to dial. Raises WinbackError when nobody could be called."""
        ...

    async def place(self, attempt: Attempt) -> Line | NotAnswered:
        """Ring up the attempt's number. Raises WinbackError for one that may not be dialled."""
        ...

    async def close(self) -> None:
        """Let the network go; calls still under way are ended. Safe to call twice."""
        ...


class Listening(Protocol):
    """One call's ear. `feed` takes an utterance's PCM piece by piece; `finish` ends it and gives the readings."""

    def begin(self, hints: Sequence[str]) -> None:
        """A new utterance starts; `hints` is the grammar for it (empty: free speech). Ignored where unsupported."""
        ...

    def feed(self, pcm: bytes) -> None: ...

    async def finish(self) -> tuple[Hypothesis, ...]:
        """Best first; empty when nothing was recognised. May take hundreds of ms; never blocks the event loop."""
        ...

    async def close(self) -> None: ...


class Recognizer(Protocol):
    """A speech recogniser for some languages. Its adapter owns the thread rules of its engine."""

    @property
    def name(self) -> str: ...

    def open(self, language: str) -> Listening: ...

    def load(self, language: str) -> object:
        """Load now, so that the first caller does not wait. Blocks. Raises WinbackError."""
        ...


class Synthesizer(Protocol):
    """Text to clip, through the prompt cache. Raises `WinbackError` when the language has no voice."""

    async def speak(self, text: str, language: str, prompt: str = "") -> Clip: ...


class VoiceActivity(Protocol):
    """Speech probability (0..1) of consecutive frames of one call."""

    def probability(self, pcm: bytes) -> float: ...


class CallStore(Protocol):
    """What the driver writes while a call runs; every method returns after the commit."""

    async def add_turn(self, attempt_id: str, turn: Turn) -> None: ...

    async def opt_out(self, attempt_id: str, number: str, why: str) -> None: ...

    async def finish_call(self, record: CallRecord) -> None: ...


__all__ = [
    "BYTES_PER_SAMPLE", "FRAME_SAMPLES", "SAMPLE_RATE", "CallStore", "Clip", "Dialler", "Frame", "KeyPressed", "Line",
    "LineClosed", "LineEvent", "Listening", "NotAnswered", "Played", "Recognizer", "Synthesizer", "TimeUp", "Typed",
    "Understander", "VoiceActivity", "WorkDone",
]  # fmt: skip
