"""One call's ear: frames in, turn-taking events out, and the words of the utterance that just ended.

Joins the voice-activity detector, turn-taking and a recogniser's Listening. An utterance is fed to the recogniser as
it comes; where that is still busy with the utterance before, or the question changed meanwhile, the whole of it again.
"""

from __future__ import annotations

from asyncio import Future, ensure_future, gather, wait
from collections import deque
from typing import Final

from bot.call.ports import BYTES_PER_SAMPLE, FRAME_SAMPLES, Frame, Listening, VoiceActivity
from bot.dialogue.turns import Ended, Heard, Settings, Started, TurnTaking
from bot.understanding.model import Hypothesis

LEAD_FRAMES: Final = 8
"""Frames before a confirmed onset that belong to the utterance too (0.26 s): soft first consonants are there."""

Readings = tuple[Hypothesis, ...]


class Ear:
    """Feed every frame in order; after an Ended (or `cut`), `words` gives what was said."""

    __slots__ = ("_audio", "_busy", "_hints", "_lead", "_listening", "_span", "_streamed", "_turns", "_vad")

    def __init__(self, vad: VoiceActivity, listening: Listening, settings: Settings) -> None:
        self._vad = vad
        self._listening = listening
        self._turns = TurnTaking(settings)
        self._hints: tuple[str, ...] = ()
        self._lead: deque[Frame] = deque(maxlen=LEAD_FRAMES)
        self._audio = bytearray()
        self._span: tuple[int, int] | None = None
        self._streamed: tuple[str, ...] | None = None
        """The hints under which the recogniser is hearing this utterance already; None where it is not."""
        self._busy: Future[Readings] | None = None

    def ask(self, hints: tuple[str, ...], patience_s: float) -> None:
        """A question is open: its phrases may become the recogniser's grammar, its patience ends the reply."""
        self._hints = hints
        self._turns.patience_s = patience_s

    def feed(self, frame: Frame, bot_speaking: bool) -> tuple[Heard, ...]:
        """Judge one frame; an Ended must be followed by one call of `words` before the next frame."""
        heard = self._turns.feed(frame.at, self._vad.probability(frame.pcm), bot_speaking)
        for event in heard:
            if isinstance(event, Started):
                self._begin(event.start)
        if self._span is not None:
            self._take(frame.pcm)
            self._span = (self._span[0], frame.at + FRAME_SAMPLES)
        self._lead.append(frame)
        for event in heard:
            if isinstance(event, Ended):
                self._span = None
                # What follows this utterance belongs to the next one, and to no other: nothing is heard twice.
                while self._lead and self._lead[0].at < event.end:
                    self._lead.popleft()
        return heard

    def cut(self) -> tuple[int, int] | None:
        """The call is over: the samples of what the callee was just saying, for `words`; None if nothing."""
        span, self._span = self._span, None
        return span

    def words(self) -> Future[Readings]:
        """The readings of the utterance that just ended, best first; empty when there were no words in it.

        Its audio and hints are taken now, not when the future is awaited: frames go on coming.
        """
        audio, self._audio = bytes(self._audio), bytearray()
        streamed, self._streamed = self._streamed == self._hints, None
        self._busy = ensure_future(self._recognise(audio, self._hints, streamed, self._busy))
        return self._busy

    async def close(self) -> None:
        """Give up what is being recognised, and let the recogniser go."""
        if self._busy is not None:
            self._busy.cancel()
            await gather(self._busy, return_exceptions=True)
        await self._listening.close()

    def _begin(self, start: int) -> None:
        self._span = (start, start)
        self._audio.clear()
        if self._busy is None or self._busy.done():
            self._listening.begin(self._hints)
            self._streamed = self._hints
        for frame in self._lead:
            self._take(frame.pcm)

    def _take(self, pcm: bytes) -> None:
        self._audio += pcm
        if self._streamed is not None:
            self._listening.feed(pcm)

    async def _recognise(
        self, audio: bytes, hints: tuple[str, ...], streamed: bool, before: Future[Readings] | None
    ) -> Readings:
        if not streamed:
            if before is not None:
                await wait([before])  # what became of it is for whoever asked
            self._listening.begin(hints)
            step = FRAME_SAMPLES * BYTES_PER_SAMPLE * 8
            for at in range(0, len(audio), step):
                self._listening.feed(audio[at : at + step])
        readings = await self._listening.finish()
        return tuple(reading for reading in readings if reading.text.strip())
