"""Trying a script: by typing, and with one recorded callee."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from bot.cli.edge import open_house
from bot.cli.shell import (
    TRANSCRIPT_HEAD,
    read_contact,
    record_json,
    record_lines,
    say_deaf,
    say_progress,
    turn_line,
    wall_now,
)

if TYPE_CHECKING:
    from bot.assemble.house import House
    from bot.call.records import Attempt, CallRecord, Turn
    from bot.call.tape import Tape

ENDED_OTHERWISE: Final = 4
"""Exit status of a replay that ended by limit, fault or hang-up instead of an outcome of the script."""


CONTACT_HELP: Final = "The contact's fields: a file of “column: value” lines, or a list (CSV) with the contact first."


@dataclass(frozen=True, slots=True)
class Trial:
    """The options of whoever tries a script with one contact."""

    script: str
    language: str
    contact: Path | None
    arm: str
    seed: int
    as_of: str
    row: int = 1
    """Which contact of a list."""

    def now(self) -> datetime:
        """When the call is held. Raises click.BadParameter."""
        if not self.as_of:
            return wall_now()
        try:
            return datetime.fromisoformat(self.as_of)
        except ValueError:
            raise click.BadParameter(f"“{self.as_of}” is no date and time such as 2026-11-22T12:00") from None

    def attempt(self, house: House) -> Attempt:
        """Raises WinbackError for a language or an arm the script does not have."""
        from bot.call.records import Attempt
        from bot.source import WinbackError, did_you_mean

        script = house.script(self.script)
        if self.language not in script.languages:
            spoken = ", ".join(script.languages)
            raise WinbackError(f"{script.id} is not written in “{self.language}”; it has: {spoken}")
        if self.arm and self.arm not in script.arms:
            hint = did_you_mean(self.arm, script.arms) or f"it has: {', '.join(script.arms) or 'none'}"
            raise WinbackError(f"{script.id} has no arm “{self.arm}”; {hint}")
        return Attempt(
            "trial", "", 0, 1, "+10000000000", self.arm or next(iter(script.arms), ""), self.language, script.id,
            self.seed, fields=read_contact(self.contact, self.row),
        )  # fmt: skip


def trial_options(command: Callable[..., int]) -> Callable[..., int]:
    """--language, --contact, --arm, --seed and --as-of, the same everywhere."""
    path = click.Path(path_type=Path)
    for option in (
        click.option("--as-of", default="", help="When the call is held (default: now), e.g. 2026-11-22T12:00."),
        click.option("--seed", default=1, show_default=True, help="Chooses among wordings."),
        click.option("--arm", default="", help="The arm of an A/B script (default: its first)."),
        click.option("--contact", type=path, help=CONTACT_HELP),
        click.option("--language", "-l", default="en", show_default=True),
    ):
        command = option(command)
    return command


class Typist:
    """The callee of a typed call: `first_words` before the bot has spoken, then what is typed behind each “>”."""

    def __init__(self, first_words: str = "") -> None:
        self._first_words = first_words
        self._bot_spoke = False

    def watch(self, turn: Turn) -> None:
        """Shows every turn as it ends."""
        self._bot_spoke = self._bot_spoke or turn.speaker == "bot"
        click.echo(turn_line(turn))

    async def reply(self) -> str | None:
        """None at the end of input: the callee hangs up."""
        if not self._bot_spoke:
            words, self._first_words = self._first_words, ""
            return words
        try:
            line: str = await asyncio.to_thread(input, "> ")
        except EOFError:
            click.echo()  # ends the line of the prompt
            return None
        return line


@click.command()
@click.argument("script")
@click.option("--first-words", default="", help="What the callee says before the bot speaks (default: nothing).")
@trial_options
@click.pass_obj
def chat(config_path: Path, /, first_words: str, **options: Any) -> int:
    """Try SCRIPT by typing what the callee would say.

    An empty line is silence; /key 9 presses a key; /hangup ends the call.
    """
    from bot.assemble.house import HoldOptions, NoStore
    from bot.edge.line_text import TextLine, TextVoice

    trial = Trial(**options)
    house = open_house(config_path, say_progress)
    attempt = trial.attempt(house)

    typist = Typist(first_words)
    held = HoldOptions(trial.script, NoStore(), False, TextVoice(), watch=typist.watch)
    now = trial.now()
    click.echo(TRANSCRIPT_HEAD)
    record = asyncio.run(house.hold(TextLine(trial.language, typist.reply), attempt, now, held))
    click.echo("\n".join(record_lines(record)[len(record.turns) :]))
    return 0


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
