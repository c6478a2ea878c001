"""One call's ear: frames in, turn-taking events out, and the words of the utterance that just ended.

Joins the voice-activity detector, turn-taking and a recogniser's Listening. Audio of an utterance goes to the
recogniser as it comes; while the utterance before it is still being recognised it waits in a backlog.
"""

from __future__ import annotations

from asyncio import Future, ensure_future
from collections import deque
from typing import Any, Final

from bot.call.ports import BYTES_PER_SAMPLE, FRAME_SAMPLES, Frame, Listening, VoiceActivity
from bot.dialogue.turns import Ended, Heard, Settings, Started, TurnTaking
from bot.understanding.model import Hypothesis

LEAD_FRAMES: Final = 8
"""Frames before a confirmed onset that belong to the utterance too (0.26 s): soft first consonants are there."""


class Ear:
    """Feed every frame in order; after an Ended, `words` gives what was said."""

    __slots__ = ("_backlog", "_busy", "_hints", "_lead", "_listening", "_turns", "_vad")

    def __init__(self, vad: VoiceActivity, listening: Listening, settings: Settings) -> None:
        self._vad = vad
        self._listening = listening
        self._turns = TurnTaking(settings)
        self._hints: tuple[str, ...] = ()
        self._lead: deque[bytes] = deque(maxlen=LEAD_FRAMES)
        self._backlog: list[bytes] = []
        self._busy: Future[Any] | None = None

    @property
    def callee_speaking(self) -> bool:
        return self._turns.speaking

    def ask(self, hints: tuple[str, ...], patience_s: float) -> None:
        """A question is open: its phrases may become the recogniser's grammar, its patience ends the reply."""
        self._hints = hints
        self._turns.patience_s = patience_s

    def feed(self, frame: Frame, bot_speaking: bool) -> tuple[Heard, ...]:
        """Judge one frame; an Ended must be followed by one call of `words`."""
        heard = self._turns.feed(frame.at, self._vad.probability(frame.pcm), bot_speaking)
        if any(isinstance(event, Started) for event in heard):
            self._backlog = list(self._lead)
        if self._turns.speaking or any(isinstance(event, Ended) for event in heard):
            self._backlog.append(frame.pcm)
        self._lead.append(frame.pcm)
        return heard

    async def words(self) -> tuple[Hypothesis, ...]:
        """The readings of the utterance that just ended, best first; empty when there were no words in it."""
        audio, self._backlog = b"".join(self._backlog), []
        hints, before = self._hints, self._busy
        self._busy = ensure_future(self._recognise(audio, hints, before))
        found: tuple[Hypothesis, ...] = await self._busy
        return found

    async def _recognise(
        self, audio: bytes, hints: tuple[str, ...], before: Future[Any] | None
    ) -> tuple[Hypothesis, ...]:
        if before is not None and not before.done():
            await before
        self._listening.begin(hints)
        step = FRAME_SAMPLES * BYTES_PER_SAMPLE * 8
        for start in range(0, len(audio), step):
            self._listening.feed(audio[start : start + step])
        readings = await self._listening.finish()
        return tuple(reading for reading in readings if reading.text.strip())

    async def close(self) -> None:
        await self._listening.close()
