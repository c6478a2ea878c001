"""The text line: replies are typed, prompts are printed, silence is an empty reply. Satisfies ports.Line.

Its clock moves only by what is said: a prompt takes the time it would take to speak it (bot.spoken), so timers mean
what they mean on the phone. The person (or test) behind it is a `next_reply` coroutine.
"""

from __future__ import annotations

from asyncio import Future, wait
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.call.ports import SAMPLE_RATE, Clip, KeyPressed, LineClosed, LineEvent, Played, TimeUp, Typed, WorkDone
from bot.spoken import seconds_to_say

HANG_UP: Final = "/hangup"
KEY: Final = "/key"


class TextLine:
    """`next_reply` gives the callee's next line: text, "" (silence), "/key 9", "/hangup"; None closes the line."""

    def __init__(self, language: str, next_reply: Callable[[], Awaitable[str | None]]) -> None:
        self._language = language
        self._next_reply = next_reply
        self._events: deque[LineEvent] = deque()
        self._now = 0.0
        self._tickets = 0
        self._closed = False

    @property
    def now(self) -> float:
        return self._now

    @property
    def speaking(self) -> bool:
        return any(isinstance(event, Played) for event in self._events)

    async def next(self, until: float | None, work: Future[Any] | None = None) -> LineEvent:
        if work is not None:
            await wait([work])
            return WorkDone()
        if self._events:
            return self._events.popleft()
        if until is not None and self._now >= until:
            return TimeUp()
        if self._closed:
            return LineClosed()
        return self._reply(await self._next_reply(), until)

    def _reply(self, line: str | None, until: float | None) -> LineEvent:
        if line is None or line.strip() == HANG_UP:
            self._closed = True
            return LineClosed()
        text = line.strip()
        if not text and until is not None:
            self._now = until
            return TimeUp()
        if text.startswith(KEY):
            keys = text.removeprefix(KEY).strip()
            self._events.extend(KeyPressed(key) for key in keys[1:])
            return KeyPressed(keys[:1] or "#")
        self._now += seconds_to_say(text, self._language)
        return Typed(text)

    def say(self, clip: Clip) -> int:
        self._tickets += 1
        self._events.append(Played(self._tickets, round(self._now * SAMPLE_RATE), 0))
        self._now += sum(seconds_to_say(text, self._language) for text, _ in clip.pieces)
        return self._tickets

    def stop(self) -> None:
        """Printed words cannot be taken back: nothing to stop."""

    async def hang_up(self) -> None:
        self._closed = True

    async def close(self) -> None:
        self._closed = True


class TextVoice:
    """ports.Synthesizer for the text line: the words themselves, without sound."""

    async def speak(self, text: str, language: str, prompt: str = "") -> Clip:  # noqa: ARG002 - the port's names
        return Clip(b"", ((text, 0),), "text")
