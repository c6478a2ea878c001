"""The driver pumps one Line into one Dialogue and performs what the Dialogue decides. It must stay small.

Knows the order of things in a call; asks no clock (the Line is the clock), chooses no classes, words nothing.
One fault ends one call: it becomes Faulted, a disposition and a log line with the attempt's id.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from bot.call import ports
from bot.call.ear import Ear
from bot.call.minutes import Minutes
from bot.call.records import Attempt, CallRecord, Turn
from bot.call.tape import Tape
from bot.call.works import Works, typed
from bot.dialogue.engine import Dialogue
from bot.dialogue.events import (
    Action,
    Answered,
    BargedIn,
    Event,
    Faulted,
    Finish,
    HangUp,
    HonourOptOut,
    HungUp,
    Keyed,
    Listen,
    MachineHeard,
    Note,
    PromptEnded,
    Say,
    SpeechEnded,
    SpeechStarted,
    StopSaying,
    Transfer,
    Understood,
    Unheard,
)  # fmt: skip
from bot.dialogue.turns import Barged, Ended, Heard, Started, Unbroken
from bot.script.model import Script
from bot.source import WinbackError
from bot.understanding.model import Hypothesis

log: Final = logging.getLogger("winback.call")

SETTLING_S: Final = 0.5
"""How long to wait, once all is over, for a line to say how much of the last prompt was heard."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a call is held with. `ear` is None where replies are typed; `keep` stores the tape and names it."""

    dialogue: Dialogue
    script: Script
    understander: ports.Understander
    voice: ports.Synthesizer
    store: ports.CallStore
    ear: Ear | None = None
    keep: Callable[[Tape], str] | None = None
    watch: Callable[[Turn], None] | None = None


class Driver:
    """Holds one call to its end. Use once: `record = await Driver(parts, attempt).hold(line)`."""

    def __init__(self, parts: Parts, attempt: Attempt) -> None:
        self._parts = parts
        self._attempt = attempt
        self._minutes = Minutes(attempt, parts.script, parts.store, parts.keep, parts.watch)
        self._works = Works(parts.understander)
        self._playing: dict[int, tuple[Say, ports.Clip]] = {}
        self._asked = parts.dialogue.expecting
        """What was open last: words cut off by the end of the call are still an answer to it."""
        self._over = False

    async def hold(self, line: ports.Line) -> CallRecord:
        """The whole conversation. Whatever breaks in it, the record says so, and line and ear are closed.

        Raises only what the store raises when the record itself cannot be written, and CancelledError: then `abandon`.
        """
        try:
            await self._converse(line)
        except asyncio.CancelledError:
            with suppress(Exception):  # the cancellation is what matters
                await self._fall_silent(line)
            raise
        finally:
            closing: dict[str, Callable[[], Awaitable[None]]] = {"works": self._works.drop, "line": line.close}
            if self._parts.ear is not None:
                closing["ear"] = self._parts.ear.close
            await _close_all(self._attempt.id, closing)
        return await self._minutes.close(line.now)

    async def abandon(self, at_s: float, why: str) -> CallRecord:
        """The operator ended the call in its middle: what was said so far, disposition `interrupted`.

        What it had come to already stays: nobody loses a lead, or an opt-out, in the middle of a goodbye.
        """
        if self._minutes.finish is None:
            self._minutes.finish = Finish("interrupted", "", "operator", why)
        return await self._minutes.close(at_s)

    async def _converse(self, line: ports.Line) -> None:
        await self._guard(line, self._hear(line, Answered()))
        while not self._over:
            await self._guard(line, self._step(line))
        # What the callee was saying when the call ended may still be an opt-out.
        cut = self._parts.ear.cut() if self._parts.ear is not None else None
        if cut is not None and self._parts.ear is not None:
            await self._guard(line, self._reply(line, cut, self._parts.ear.words()))
        while self._works:
            await self._guard(line, self._recognised(line))
        await self._guard(line, self._fall_silent(line))

    async def _guard(self, line: ports.Line, work: Coroutine[Any, Any, None]) -> None:
        """The edge of a call: one fault ends one call, and what breaks while it is being ended changes nothing."""
        try:
            await work
        except Exception as error:
            if not isinstance(error, WinbackError):
                log.exception("call %s broke", self._attempt.id)
            why = str(error) if isinstance(error, WinbackError) else f"{type(error).__name__}: {error}"
            self._over = True
            self._minutes.broke(line.now, why)
            try:
                await self._hear(line, Faulted(why))
            except Exception:
                log.exception("call %s broke again while it was being ended", self._attempt.id)

    async def _fall_silent(self, line: ports.Line) -> None:
        """What was playing when the call ended is written down as far as it was heard."""
        line.stop()
        until, closings = line.now + SETTLING_S, 0
        while self._playing and closings < 2:  # one may have been waiting its turn; from then on there is nothing else
            event = await line.next(until)
            if isinstance(event, ports.Played):
                await self._played(event)
            elif isinstance(event, ports.Frame):
                self._minutes.tape.callee(event.at, event.pcm)
            elif isinstance(event, ports.TimeUp):
                break
            closings += isinstance(event, ports.LineClosed)

    # --- what happens ---------------------------------------------------------------------------------------------

    async def _step(self, line: ports.Line) -> None:
        event = await line.next(self._parts.dialogue.deadline, self._works.first)
        match event:
            case ports.Frame():
                self._minutes.tape.callee(event.at, event.pcm)
                if self._parts.ear is not None:
                    for heard in self._parts.ear.feed(event, line.speaking):
                        if isinstance(heard, Ended):
                            await self._reply(line, (heard.start, heard.end), self._parts.ear.words())
                        elif (told := _told(heard, self._parts.dialogue.opening)) is not None:
                            await self._hear(line, told)
            case ports.Typed():
                await self._hear(line, SpeechStarted())
                now = round(line.now * ports.SAMPLE_RATE)
                await self._reply(line, (now, now), typed(event.text))
            case ports.WorkDone():
                await self._recognised(line)
            case ports.Played():
                await self._played(event)
                if not line.speaking:
                    await self._hear(line, PromptEnded())
            case ports.KeyPressed():
                step = self._asked.step if self._asked else ""
                await self._minutes.write(self._minutes.transcript.key(line.now, step, event.key))
                await self._hear(line, Keyed(event.key))
            case ports.TimeUp():
                await self._perform(line, _ticked(self._parts.dialogue, line.now))
            case ports.LineClosed():
                await self._hear(line, Faulted(event.fault) if event.fault else HungUp())

    async def _reply(self, line: ports.Line, span: tuple[int, int], words: Awaitable[tuple[Hypothesis, ...]]) -> None:
        """The callee has spoken, samples `span`: recognise and understand it beside the call."""
        self._works.add(words, self._asked, (span[0] / ports.SAMPLE_RATE, span[1] / ports.SAMPLE_RATE))
        await self._hear(line, SpeechEnded())

    async def _recognised(self, line: ports.Line) -> None:
        heard = await self._works.take()
        step = heard.expecting.step if heard.expecting else ""
        turn = self._minutes.transcript.callee(heard.span, step, heard.readings, heard.understood, heard.ms)
        await self._minutes.write(turn)
        if heard.understood is None or heard.expecting is None:
            await self._hear(line, Unheard())
        else:
            await self._hear(line, Understood(step, heard.expecting.turn, heard.understood))

    async def _played(self, played: ports.Played) -> None:
        said, clip = self._playing.pop(played.ticket, (None, None))
        if said is None or clip is None:
            log.warning("call %s: the line played ticket %d, which nobody gave it", self._attempt.id, played.ticket)
            return
        self._minutes.tape.bot(played.start, clip.pcm[: played.samples * ports.BYTES_PER_SAMPLE])
        if played.samples or not clip.samples:
            await self._minutes.write(self._minutes.transcript.bot(said, clip, played))

    # --- what is done about it --------------------------------------------------------------------------------------

    async def _hear(self, line: ports.Line, event: Event) -> None:
        await self._perform(line, self._parts.dialogue.handle(event, line.now))

    async def _perform(self, line: ports.Line, actions: tuple[Action, ...]) -> None:
        self._asked = self._parts.dialogue.expecting or self._asked
        for action in actions:
            match action:
                case Say():
                    clip = await self._parts.voice.speak(action.text, self._attempt.language, action.prompt)
                    self._playing[line.say(clip)] = (action, clip)
                case StopSaying():
                    line.stop()
                case Listen():
                    if self._parts.ear is not None:
                        self._parts.ear.ask(self._parts.understander.hints(action.expecting), action.patience_s)
                case HonourOptOut():
                    await self._minutes.opt_out()
                case Note():
                    await self._minutes.write(self._minutes.transcript.note(line.now, action))
                case Transfer():
                    text = f"a live transfer to {action.target} is not possible on this line"
                    await self._minutes.write(self._minutes.transcript.note(line.now, Note("transfer", text)))
                case Finish():
                    self._minutes.finish = action
                case HangUp():
                    self._over = True
                    await line.hang_up()


def _ticked(dialogue: Dialogue, now: float) -> tuple[Action, ...]:
    """What to do now that time is up. A deadline that stays where it is would hold the call up for ever."""
    actions = dialogue.tick(now)
    if not actions and dialogue.deadline is not None and now >= dialogue.deadline:
        raise RuntimeError("the dialogue's deadline does not move")
    return actions


def _told(heard: Heard, opening: bool) -> Event | None:
    """What turn-taking noticed, as the dialogue hears of it."""
    match heard:
        case Started():
            return SpeechStarted()
        case Barged():
            return BargedIn()
        case Unbroken(start, at) if opening:
            return MachineHeard(f"spoke {(at - start) / ports.SAMPLE_RATE:.1f} s without a breath")
    return None


async def _close_all(attempt_id: str, closing: Mapping[str, Callable[[], Awaitable[None]]]) -> None:
    """Each is closed even if another would not close."""
    for name, close in closing.items():
        try:
            await close()
        except Exception:
            log.exception("call %s: its %s would not close", attempt_id, name)
