"""Trying a script with one recorded callee."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from bot.cli.edge import open_house
from bot.cli.shell import TRANSCRIPT_HEAD, record_json, record_lines, say_deaf, say_progress
from bot.cli.trial import Trial, trial_options

if TYPE_CHECKING:
    from bot.assemble.house import House
    from bot.call.records import CallRecord
    from bot.call.tape import Tape

ENDED_OTHERWISE: Final = 4
"""Exit status of a replay that ended by limit, fault or hang-up instead of an outcome of the script."""


@click.command()
@click.argument("recording", type=click.Path(path_type=Path))
@click.option("--script", "-s", required=True)
@trial_options
@click.option("--channel", type=click.Choice(["left", "right"]), help="Which side of a stereo recording is the callee.")
@click.option("--wav", type=click.Path(path_type=Path), help="Write the whole call: left callee, right bot.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def replay(
    config_path: Path, /, recording: Path, channel: Literal["left", "right"] | None, wav: Path | None, form: str,
    **options: Any,
) -> int:  # fmt: skip
    """Run one recorded callee through a script and show the transcript with its reasons.

    Exit status 0: an outcome the script declares; 1: bad input; 4: ended by limit, fault or hang-up.
    """
    from bot.edge.callee import read_callee

    trial = Trial(**options)
    house = open_house(config_path, say_progress)
    callee = read_callee(recording, channel)
    if callee.note:
        click.echo(f"note: {callee.note}", err=True)
    trial.attempt(house)  # what cannot be played is refused before anything is said about it
    say_deaf(house, (trial.language,))
    record = asyncio.run(_replayed(house, trial, callee, wav))
    house.close()
    click.echo(record_json(record) if form == "json" else "\n".join([TRANSCRIPT_HEAD, *record_lines(record)]))
    return 0 if record.outcome else ENDED_OTHERWISE


async def _replayed(house: House, trial: Trial, callee: Any, wav: Path | None) -> CallRecord:
    from bot.assemble.house import HoldOptions, NoStore
    from bot.edge.audio import write_wav
    from bot.edge.line_recorded import RecordedLine

    def keep(tape: Tape) -> str:
        if wav is None:
            return ""
        write_wav(wav, tape.sides())
        return str(wav)

    held = HoldOptions(trial.script, NoStore(), keep=keep)
    return await house.hold(RecordedLine(callee), trial.attempt(house), trial.now(), held)
