"""The driver pumps one Line into one Dialogue and performs what the Dialogue decides. It must stay small.

Knows the order of things in a call; asks no clock (the Line is the clock), chooses no classes, words nothing.
One fault ends one call: it becomes Faulted, a disposition and a log line with the attempt's id.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from bot.call import ports
from bot.call.ear import Ear
from bot.call.records import Attempt, CallRecord, Promise, Turn
from bot.call.tape import Tape
from bot.call.transcript import Transcript, plain, plain_slots
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
from bot.understanding.model import Expecting, Hypothesis, Understanding

log: Final = logging.getLogger("winback.call")

Words = Awaitable[tuple[Hypothesis, ...]]
"""The readings of an utterance, when the recogniser has them."""


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


@dataclass(slots=True)
class _Work:
    """An utterance being recognised and understood."""

    expecting: Expecting | None
    span: tuple[float, float]
    task: asyncio.Task[tuple[tuple[Hypothesis, ...], Understanding | None]]
    begun: float = field(default_factory=time.perf_counter)


class Driver:
    """Holds one call to its end. Use once: `record = await Driver(parts, attempt).hold(line)`."""

    def __init__(self, parts: Parts, attempt: Attempt) -> None:
        self._parts = parts
        self._attempt = attempt
        self._transcript = Transcript()
        self._tape = Tape()
        self._works: deque[_Work] = deque()
        self._playing: dict[int, tuple[Say, ports.Clip]] = {}
        self._finish: Finish | None = None
        self._opted_out = False
        self._over = False

    async def hold(self, line: ports.Line) -> CallRecord:
        """The whole conversation. Whatever breaks, the record says so; only cancellation goes through."""
        try:
            await self._hear(line, Answered())
            while not self._over:
                try:
                    work = self._works[0].task if self._works else None
                    await self._take(line, await line.next(self._parts.dialogue.deadline, work))
                except WinbackError as error:
                    await self._fault(line, str(error))
                except Exception as error:  # the edge of a call: one fault ends one call
                    log.exception("call %s broke", self._attempt.id)
                    await self._fault(line, f"{type(error).__name__}: {error}")
            await self._last_words(line)
        finally:
            await line.close()
            if self._parts.ear is not None:
                await self._parts.ear.close()
        record = self._record(line.now)
        await self._parts.store.finish_call(record)
        return record

    async def abandon(self, at_s: float, why: str) -> CallRecord:
        """The operator ended the call in its middle: what was said so far, disposition `interrupted`."""
        self._finish = Finish("interrupted", "", "operator", why)
        record = self._record(at_s)
        await self._parts.store.finish_call(record)
        return record

    # --- what happens ---------------------------------------------------------------------------------------------

    async def _take(self, line: ports.Line, event: ports.LineEvent) -> None:
        match event:
            case ports.Frame():
                self._tape.callee(event.at, event.pcm)
                if self._parts.ear is not None:
                    for heard in self._parts.ear.feed(event, line.speaking):
                        await self._turn(line, heard)
            case ports.Typed():
                await self._hear(line, SpeechStarted())
                await self._reply(line, (line.now, line.now), self._typed(event.text))
            case ports.WorkDone():
                await self._recognised(line)
            case ports.Played():
                await self._played(line, event)
            case ports.KeyPressed():
                expecting = self._parts.dialogue.expecting
                await self._write(self._transcript.key(line.now, expecting.step if expecting else "", event.key))
                await self._hear(line, Keyed(event.key))
            case ports.TimeUp():
                await self._perform(line, self._parts.dialogue.tick(line.now))
            case ports.LineClosed():
                await self._hear(line, Faulted(event.fault) if event.fault else HungUp())

    async def _turn(self, line: ports.Line, heard: Heard) -> None:
        match heard:
            case Started():
                await self._hear(line, SpeechStarted())
            case Barged():
                await self._hear(line, BargedIn())
            case Unbroken(start, at):
                if self._parts.dialogue.opening:
                    seconds = (at - start) / ports.SAMPLE_RATE
                    await self._hear(line, MachineHeard(f"spoke {seconds:.1f} s without a breath"))
            case Ended(start, end, _):
                assert self._parts.ear is not None
                await self._reply(line, (start / ports.SAMPLE_RATE, end / ports.SAMPLE_RATE), self._parts.ear.words())

    async def _reply(self, line: ports.Line, span: tuple[float, float], words: Words) -> None:
        """The callee has spoken: recognise and understand it beside the call."""
        expecting = self._parts.dialogue.expecting
        self._works.append(_Work(expecting, span, asyncio.create_task(self._understand(words, expecting))))
        await self._hear(line, SpeechEnded())

    async def _typed(self, text: str) -> tuple[Hypothesis, ...]:
        return (Hypothesis(text),)

    async def _understand(
        self, words: Words, expecting: Expecting | None
    ) -> tuple[tuple[Hypothesis, ...], Understanding | None]:
        hypotheses = await words
        if not hypotheses or expecting is None:
            return hypotheses, None
        loop = asyncio.get_running_loop()
        return hypotheses, await loop.run_in_executor(None, self._parts.understander.parse, hypotheses, expecting)

    async def _recognised(self, line: ports.Line) -> None:
        work = self._works.popleft()
        hypotheses, understood = await work.task
        ms = (time.perf_counter() - work.begun) * 1000
        step = work.expecting.step if work.expecting else ""
        await self._write(self._transcript.callee(work.span, step, hypotheses, understood, ms))
        if understood is None or work.expecting is None:
            await self._hear(line, Unheard())
        else:
            await self._hear(line, Understood(step, work.expecting.turn, understood))

    async def _played(self, line: ports.Line, played: ports.Played) -> None:
        said, clip = self._playing.pop(played.ticket)
        self._tape.bot(played.start, clip.pcm[: played.samples * ports.BYTES_PER_SAMPLE])
        if played.samples or not clip.samples:
            await self._write(self._transcript.bot(said, clip, played))
        if not line.speaking:
            await self._hear(line, PromptEnded())

    async def _last_words(self, line: ports.Line) -> None:
        """What the callee was saying when the call ended may still be an opt-out; what was playing is written down."""
        while self._works:
            await self._recognised(line)
        line.stop()
        while self._playing:
            event = await line.next(line.now)
            if isinstance(event, ports.Played):
                await self._played(line, event)
            elif isinstance(event, ports.TimeUp | ports.LineClosed):
                break

    # --- what is done about it --------------------------------------------------------------------------------------

    async def _hear(self, line: ports.Line, event: Event) -> None:
        await self._perform(line, self._parts.dialogue.handle(event, line.now))

    async def _perform(self, line: ports.Line, actions: tuple[Action, ...]) -> None:
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
                    self._opted_out = True
                    await self._parts.store.opt_out(self._attempt.id, self._attempt.number, "said or keyed on the call")
                case Note():
                    await self._write(self._transcript.note(line.now, action))
                case Transfer():
                    text = f"a live transfer to {action.target} is not possible on this line"
                    await self._write(self._transcript.note(line.now, Note("transfer", text)))
                case Finish():
                    self._finish = action
                case HangUp():
                    self._over = True
                    await line.hang_up()

    async def _fault(self, line: ports.Line, why: str) -> None:
        self._over = True
        await self._hear(line, Faulted(why))

    async def _write(self, turn: Turn) -> None:
        await self._parts.store.add_turn(self._attempt.id, turn)
        if self._parts.watch is not None:
            self._parts.watch(turn)

    # --- what is left of it -----------------------------------------------------------------------------------------

    def _record(self, duration_s: float) -> CallRecord:
        finish = self._finish or Finish("technical_failure", "", "line", "the call ended without an ending")
        outcome = self._parts.script.outcomes.get(finish.outcome)
        slots = plain_slots(finish.slots)
        late_opt_out = self._opted_out and finish.disposition != "do_not_call"
        promises = () if outcome is None or late_opt_out else outcome.actions
        return CallRecord(
            attempt_id=self._attempt.id, script=self._parts.script.id, language=self._attempt.language,
            arm=self._attempt.arm, disposition="do_not_call" if late_opt_out else finish.disposition,
            outcome="" if late_opt_out else finish.outcome, decided_by=finish.decided_by,
            why=f"{finish.why}; then asked never to be called again" if late_opt_out else finish.why,
            duration_s=round(duration_s, 3), turns=self._transcript.in_order(), slots=slots,
            promises=tuple(Promise(p.kind, _filled(p.what, slots), dict(p.options)) for p in promises),
            objections=_objections(self._transcript.turns), opted_out=self._opted_out,
            recording=self._parts.keep(self._tape) if self._parts.keep else "",
        )  # fmt: skip


def _filled(what: str, slots: dict[str, str]) -> str:
    """ "{callback_at}" becomes the captured value."""
    for name, value in slots.items():
        what = what.replace(f"{{{name}}}", value)
    return what


def _objections(turns: list[Turn]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for turn in turns:
        if turn.kind == "objection":
            intent = turn.text.partition(" ")[0]
            counts[intent] = counts.get(intent, 0) + 1
    return counts


__all__ = ["Driver", "Parts", "plain"]
