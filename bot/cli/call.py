"""`winback call NUMBER`: one telephone call over a trunk, watched live."""

from __future__ import annotations

import asyncio
import signal
import sys
import uuid
from asyncio import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from bot.assemble.campaigns import open_store, sip_dialler
from bot.assemble.house import HoldOptions, House, NoStore
from bot.call.ports import Clip, Dialler, Line, LineEvent, NotAnswered
from bot.call.records import Attempt, CallRecord, Turn
from bot.call.tape import Tape
from bot.campaign.number import e164
from bot.cli.edge import INTERRUPTED, open_house
from bot.cli.replay import ENDED_OTHERWISE
from bot.cli.shell import now_here, record_lines, say_deaf, say_progress, turn_line
from bot.cli.trial import Trial, trial_options
from bot.edge.audio import write_wav
from bot.source import WinbackError
from bot.store import Store


@click.command()
@click.argument("number")
@click.option("--script", "-s", required=True)
@trial_options
@click.option("--trunk", default="", help="A trunk of config.yaml (default: the only one there is).")
@click.option("--region", default="", help="Where a number without country code belongs, such as UA.")
@click.option("--wav", type=click.Path(path_type=Path), help="Record the call: left callee, right bot.")
@click.pass_obj
def call(config_path: Path, /, number: str, trunk: str, region: str, wav: Path | None, **options: Any) -> int:
    """Ring NUMBER up and hold SCRIPT with whoever answers, shown as it happens.

    NUMBER must be on the list `allow` of the trunk; sip:NAME@HOST works too, where HOST is on it. Ctrl-C hangs up.
    Nothing of the call is kept, except that who asks never to be called again is not. Exit status 0: an outcome the
    script declares; 1: bad input; 4: not answered, or ended by limit, fault or hang-up; 130: Ctrl-C.
    """
    trial = Trial(**options)
    house = open_house(config_path, say_progress)
    try:
        full = number if number.startswith("sip:") else e164(number, region)
        house.config.trunk(trunk).trunk.destination(full)  # before anything is loaded
        attempt = replace(trial.attempt(house), id=str(uuid.uuid4()), number=full)
        return asyncio.run(_Operator(house, trial, attempt, wav).call(trunk))
    finally:
        house.close()


@dataclass(frozen=True, slots=True)
class _Operator:
    """Who makes the call and looks on."""

    house: House
    trial: Trial
    attempt: Attempt
    wav: Path | None

    async def call(self, trunk: str) -> int:
        store = await asyncio.to_thread(open_store, self.house.config)
        try:
            if await store.opted_out(self.attempt.number):
                raise WinbackError(f"{self.attempt.number} asked never to be called again")
            dialler = sip_dialler(self.house.config, trunk, _say)
            say_deaf(self.house, (self.attempt.language,))
            script = self.house.script(self.trial.script)
            await self.house.ready(script, self.attempt.language, self.attempt.fields, self.trial.now().date())
            try:
                await dialler.open()
                return await self._placed(dialler, store)
            finally:
                await dialler.close()
        finally:
            store.close()

    async def _placed(self, dialler: Dialler, store: Store) -> int:
        """Ctrl-C gives up what rings, and hangs up what is being said."""
        _say(f"dialling {self.attempt.number}")
        calling = asyncio.current_task()
        assert calling is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, calling.cancel)
        try:
            placed = await dialler.place(self.attempt)
            if isinstance(placed, NotAnswered):
                click.echo(f"{click.style(placed.dial_result, bold=True)}: {placed.detail}")
                return ENDED_OTHERWISE
            _say("answered")
            record, stopped = await self._held(placed, store)
        except asyncio.CancelledError:
            click.echo(f"{click.style('canceled', bold=True)}: the operator hung up before anybody answered")
            return INTERRUPTED
        finally:
            asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
        click.echo("\n".join(record_lines(record)[len(record.turns) :]))
        return INTERRUPTED if stopped else 0 if record.outcome else ENDED_OTHERWISE

    async def _held(self, line: Line, store: Store) -> tuple[CallRecord, bool]:
        """The call, and whether the operator cut it off."""
        watch = _Watch()
        options = HoldOptions(self.trial.script, _OptOutsOnly(store), keep=self._keep, watch=watch.ended)
        driver = self.house.driver(self.attempt, self.trial.now(), options)
        try:
            return await driver.hold(_Watched(line, watch)), False
        except asyncio.CancelledError:
            return await driver.abandon(line.now, "the operator hung up"), True
        finally:
            watch.over()

    def _keep(self, tape: Tape) -> str:
        if self.wav is None:
            return ""
        write_wav(self.wav, tape.sides())
        return str(self.wav)


class _OptOutsOnly(NoStore):
    """ports.CallStore of a call that belongs to no campaign: who asks never to be called again is still heeded."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def opt_out(self, attempt_id: str, number: str, why: str) -> None:
        await self._store.suppress(number, f"{why} {attempt_id} (winback call)", now_here().isoformat())


def _say(what: str) -> None:
    click.echo(click.style(f"· {what}", dim=True))


class _Watch:
    """The terminal: what is being said just now (where there is a terminal), and every turn as it ends."""

    def __init__(self) -> None:
        self._live = sys.stdout.isatty()
        self._answer_due_from: float | None = None

    def begins(self, text: str) -> None:
        """The bot begins to say this."""
        if self._live:
            click.echo(f"\r\x1b[K{click.style('bot ▸', fg='cyan')} {text[:90]}", nl=False)

    def listens(self) -> None:
        if self._live:
            click.echo(f"\r\x1b[K{click.style('listening …', dim=True)}", nl=False)

    def over(self) -> None:
        """Nobody speaks any more: what stood there about it goes."""
        if self._live:
            click.echo("\r\x1b[K", nl=False)

    def ended(self, turn: Turn) -> None:
        """A turn with its reasons; the bot's, with how long the callee waited for it."""
        late = ""
        if turn.speaker == "bot" and self._answer_due_from is not None:
            late = click.style(f"  (after {turn.start_s - self._answer_due_from:.2f} s)", dim=True)
        if turn.speaker != "note":
            self._answer_due_from = turn.end_s if turn.speaker == "callee" else None
        click.echo(("\r\x1b[K" if self._live else "") + turn_line(turn) + late)


class _Watched:
    """A line somebody looks at. Satisfies ports.Line."""

    def __init__(self, line: Line, watch: _Watch) -> None:
        self._line = line
        self._watch = watch
        self._spoke = False

    @property
    def now(self) -> float:
        return self._line.now

    @property
    def speaking(self) -> bool:
        return self._line.speaking

    async def next(self, until: float | None, work: Future[Any] | None = None) -> LineEvent:
        if self._spoke and not self._line.speaking:
            self._spoke = False
            self._watch.listens()
        return await self._line.next(until, work)

    def say(self, clip: Clip) -> int:
        self._spoke = True
        self._watch.begins(" ".join(text for text, _ in clip.pieces))
        return self._line.say(clip)

    def stop(self) -> None:
        self._line.stop()

    async def hang_up(self) -> None:
        await self._line.hang_up()

    async def close(self) -> None:
        await self._line.close()
