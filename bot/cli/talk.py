"""Trying a script: by typing, and with one recorded callee."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from bot.cli.edge import open_house
from bot.cli.shell import read_contact, record_json, record_lines, turn_line, wall_now

if TYPE_CHECKING:
    from bot.call.records import Attempt, CallRecord

ENDED_OTHERWISE = 4
"""Exit status of a replay that ended by limit, fault or hang-up instead of an outcome of the script."""

contact_option = click.option("--contact", type=click.Path(path_type=Path), help="The contact's fields: a YAML file of “column: value” lines.")
arm_option = click.option("--arm", default="", help="The arm of an A/B script (default: its first).")
seed_option = click.option("--seed", default=1, show_default=True, help="Chooses among wordings.")
language_option = click.option("--language", "-l", default="en", show_default=True)


@click.command()
@click.argument("script")
@language_option
@contact_option
@arm_option
@seed_option
@click.pass_obj
def chat(config_path: Path, script: str, language: str, contact: Path | None, arm: str, seed: int) -> int:
    """Try SCRIPT by typing what the callee would say.

    An empty line is silence; /key 9 presses a key; /hangup ends the call.
    """
    from bot.assemble import HoldOptions, NoStore
    from bot.edge.line_text import TextLine, TextVoice

    house = open_house(config_path, _say_progress)
    attempt = _attempt(config_path, script, language, contact, arm, seed)

    async def next_reply() -> str | None:
        try:
            line: str = await asyncio.to_thread(input, "> ")
        except EOFError:
            return None
        return line

    options = HoldOptions(script, NoStore(), audio=False, voice=TextVoice(), watch=lambda turn: click.echo(turn_line(turn)))
    record = asyncio.run(house.hold(TextLine(language, next_reply), attempt, wall_now(), options))
    click.echo("\n".join(record_lines(record)[len(record.turns) :]))
    return 0


def _say_progress(what: str, done: int, total: int) -> None:
    if done in (1, total) or done % 200 == 0:
        click.echo(f"{what}: {done} of {total}", err=True)


@click.command()
@click.argument("recording", type=click.Path(path_type=Path))
@click.option("--script", "-s", required=True)
@language_option
@contact_option
@arm_option
@seed_option
@click.option("--channel", type=click.Choice(["left", "right"]), help="Which side of a stereo recording is the callee.")
@click.option("--as-of", default="", help="The day and time the call is held at (default: now), e.g. 2026-11-22T12:00.")
@click.option("--wav", type=click.Path(path_type=Path), help="Write the whole call: left callee, right bot.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def replay(config_path: Path, recording: Path, script: str, language: str, contact: Path | None, arm: str, seed: int, channel: str | None, as_of: str, wav: Path | None, form: str) -> int:  # noqa: PLR0917 - click hands over its options
    """Run one recorded callee through SCRIPT and show the transcript with its reasons.

    Exit status 0: an outcome the script declares; 1: bad input; 4: ended by limit, fault or hang-up.
    """
    from datetime import datetime

    from bot.assemble import HoldOptions, NoStore
    from bot.call.tape import Tape
    from bot.edge.audio import write_wav
    from bot.edge.callee import read_callee
    from bot.edge.line_recorded import RecordedLine

    house = open_house(config_path, _say_progress)
    callee = read_callee(recording, cast(Literal["left", "right"] | None, channel))
    if callee.note:
        click.echo(f"note: {callee.note}", err=True)
    attempt = _attempt(config_path, script, language, contact, arm, seed)
    now = _instant(as_of) if as_of else wall_now()

    def keep(tape: Tape) -> str:
        if wav is not None:
            write_wav(wav, tape.sides())
        return str(wav or "")

    async def run() -> CallRecord:
        return await house.hold(RecordedLine(callee), attempt, cast(datetime, now), HoldOptions(script, NoStore(), keep=keep))

    record = asyncio.run(run())
    house.close()
    click.echo(record_json(record) if form == "json" else "\n".join(record_lines(record)))
    return 0 if record.outcome else ENDED_OTHERWISE


def _instant(text: str):  # type: ignore[no-untyped-def]
    from datetime import datetime

    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"“{text}” is no date and time such as 2026-11-22T12:00") from None


def _attempt(config_path: Path, script: str, language: str, contact: Path | None, arm: str, seed: int) -> Attempt:
    from bot.call.records import Attempt
    from bot.source import WinbackError, did_you_mean

    house = open_house(config_path)
    loaded = house.script(script)
    if language not in loaded.languages:
        raise WinbackError(f"{loaded.id} is not written in “{language}”; it has: {', '.join(loaded.languages)}")
    if arm and arm not in loaded.arms:
        raise WinbackError(f"{loaded.id} has no arm “{arm}”; {did_you_mean(arm, loaded.arms) or f'it has: {chr(44).join(loaded.arms)}'}")
    chosen = arm or next(iter(loaded.arms), "")
    return Attempt("replay", "", 0, 1, "+10000000000", chosen, language, loaded.id, seed, fields=read_contact(contact))
