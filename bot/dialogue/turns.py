"""Turn-taking: who has the floor, decided from speech probabilities on the sample clock.

Knows sample indices, a probability a frame and whether the bot is speaking; refuses to know audio, words and time.
Both the live and the recorded line are judged here, so what a recorded test shows is what a phone call does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

RATE: Final = 16_000
"""Samples a second of every index in this module (Hz)."""

FRAME: Final = 512
"""Samples a frame (32 ms)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Seconds and probabilities of turn-taking.

    `onset`/`release` are Silero's usual hysteresis (0.5 / 0.35). `start_s` of voice confirm a beginning: three frames,
    so a click is none while the shortest "no" (0.2 s) is heard. `barge_in_s` of voice over the bot mean it: longer
    than "uh-huh" (0.2-0.45 s). `unbroken_s` without a pause of `breath_s` is how machines speak, not people.
    `longest_s` ends an utterance by force, because recognisers are bounded.
    """

    onset: float = 0.5
    release: float = 0.35
    start_s: float = 0.09
    barge_in_s: float = 0.6
    breath_s: float = 0.5
    unbroken_s: float = 6.0
    longest_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Started:
    """Speech began at sample `start`."""

    start: int


@dataclass(frozen=True, slots=True)
class Barged:
    """The callee has talked over the bot for long enough, noticed at sample `at`."""

    at: int


@dataclass(frozen=True, slots=True)
class Unbroken:
    """Speech has gone on since `start` without a breath."""

    start: int
    at: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Speech from `start` to `end` (last voiced sample + 1), of which `voiced` samples held voice."""

    start: int
    end: int
    voiced: int


Heard = Started | Barged | Unbroken | Ended


class TurnTaking:
    """One call's floor. Feed every frame in order; `patience_s` may change with each question."""

    __slots__ = (
        "_barged", "_candidate", "_over_bot", "_run", "_said_unbroken", "_settings", "_voice", "_voiced", "patience_s",
    )  # fmt: skip

    def __init__(self, settings: Settings = Settings()) -> None:
        self._settings = settings
        self.patience_s = 0.6
        self._candidate: list[tuple[int, bool]] = []
        """Voiced frames of what may become a beginning: first sample, and whether the bot spoke."""
        self._reset()

    @property
    def speaking(self) -> bool:
        """Whether the callee has the floor."""
        return self._voice is not None

    def feed(self, at: int, probability: float, bot_speaking: bool) -> tuple[Heard, ...]:
        """Judge the frame that starts at sample `at`."""
        if self._voice is None:
            return self._wait(at, probability, bot_speaking)
        return tuple(self._follow(at, probability, bot_speaking))

    def _reset(self) -> None:
        self._voice: tuple[int, int] | None = None
        self._voiced = 0
        self._over_bot = 0
        self._run = 0
        self._barged = False
        self._said_unbroken = False

    def _wait(self, at: int, probability: float, bot_speaking: bool) -> tuple[Heard, ...]:
        horizon = at - round(self._settings.start_s * RATE) - FRAME
        self._candidate = [each for each in self._candidate if each[0] >= horizon]
        if probability < self._settings.onset:
            return ()
        self._candidate.append((at, bot_speaking))
        if len(self._candidate) * FRAME < self._settings.start_s * RATE:
            return ()
        start = self._candidate[0][0]
        self._voice = (start, at + FRAME)
        self._voiced = len(self._candidate) * FRAME
        self._over_bot = sum(over_bot for _, over_bot in self._candidate) * FRAME
        self._run = start
        self._candidate = []
        return (Started(start),)

    def _follow(self, at: int, probability: float, bot_speaking: bool) -> Iterator[Heard]:
        assert self._voice is not None
        start, last = self._voice
        settings = self._settings
        if probability >= settings.release:
            if at - last > settings.breath_s * RATE:
                self._run = at
            last = at + FRAME
            self._voice = (start, last)
            self._voiced += FRAME
            self._over_bot += FRAME if bot_speaking else 0
        if not self._barged and self._over_bot >= settings.barge_in_s * RATE:
            self._barged = True
            yield Barged(at)
        if not self._said_unbroken and last - self._run >= settings.unbroken_s * RATE:
            self._said_unbroken = True
            yield Unbroken(self._run, at)
        too_long = at + FRAME - start >= settings.longest_s * RATE
        if too_long or at + FRAME - last >= self.patience_s * RATE:
            ended = Ended(start, last, self._voiced)
            self._reset()
            yield ended
