"""What a live line is playing: clips in order, and how much of each was heard, by samples.

Knows chunks and their order; refuses to know pipelines and networks. A chunk that is not the next piece of what is to
be said is stale (it was on its way when the bot fell silent) and refused, so no race can play or count it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.call.ports import BYTES_PER_SAMPLE, Clip, Played


@dataclass(slots=True)
class _Playing:
    """`pcm` is the clip, filled up with silence to whole chunks; `sent`, in bytes, has been given to the network."""

    ticket: int
    pcm: bytes
    samples: int
    sent: int = 0
    start: int = 0
    heard: int = 0

    def played(self, at: int) -> Played:
        return Played(self.ticket, self.start if self.sent else at, min(self.heard, self.samples))


class Playout:
    """One line's. `clock` gives the sample at hand; `report` is told of every clip, once, when its fate is known."""

    def __init__(self, chunk_bytes: int, clock: Callable[[], int], report: Callable[[Played], None]) -> None:
        self._chunk = chunk_bytes
        self._clock = clock
        self._report = report
        self._tickets = 0
        self._queue: deque[_Playing] = deque()
        self._stopped: deque[_Playing] = deque()
        self._flying: _Playing | None = None
        """The clip whose chunk the network is taking just now."""
        self._settled = True

    @property
    def speaking(self) -> bool:
        return bool(self._queue)

    @property
    def owing(self) -> bool:
        """Whether the report of a clip that was given up is still to come."""
        return bool(self._stopped)

    @property
    def at_end_of_clip(self) -> bool:
        """Whether the chunk the network is taking is the last one of its clip."""
        return self._flying is not None and self._flying.sent >= len(self._flying.pcm)

    def say(self, clip: Clip) -> tuple[int, bytes]:
        """Queue a clip: its ticket, and the whole chunks to put on their way."""
        self._tickets += 1
        pcm = clip.pcm + bytes(-len(clip.pcm) % self._chunk)
        self._queue.append(_Playing(self._tickets, pcm, clip.samples))
        self._pass_over_silent_clips()
        return self._tickets, pcm

    def stop(self) -> None:
        """Give up everything; what was heard of it is reported by `settle`, and when the flying chunk has landed."""
        self._stopped += self._queue
        self._queue.clear()
        self._settled = False

    def settle(self, unheard: int = 0) -> None:
        """Nothing given up is on its way any more; `unheard` samples the network had taken were thrown away."""
        for playing in reversed(self._stopped):
            taken = min(unheard, playing.heard)
            playing.heard -= taken
            unheard -= taken
        self._settled = True
        self._report_stopped()

    def accept(self, chunk: bytes) -> bool:
        """Whether `chunk` is what is to be heard next; if so it is flying until `landed`."""
        playing = next((each for each in self._queue if each.sent < len(each.pcm)), None)
        if playing is None or playing.pcm[playing.sent : playing.sent + len(chunk)] != chunk:
            return False
        if not playing.sent:
            playing.start = self._clock()
        playing.sent += len(chunk)
        self._flying = playing
        return True

    def landed(self, samples: int) -> None:
        """The flying chunk was heard: `samples` of it."""
        playing, self._flying = self._flying, None
        if playing is None:
            return
        playing.heard += samples
        if self._queue and self._queue[0] is playing and playing.heard * BYTES_PER_SAMPLE >= len(playing.pcm):
            self._report(self._queue.popleft().played(self._clock()))
            self._pass_over_silent_clips()
        self._report_stopped()

    def _pass_over_silent_clips(self) -> None:
        while self._queue and not self._queue[0].pcm:
            self._report(self._queue.popleft().played(self._clock()))

    def _report_stopped(self) -> None:
        if self._settled and (self._flying is None or self._flying not in self._stopped):
            while self._stopped:
                self._report(self._stopped.popleft().played(self._clock()))
