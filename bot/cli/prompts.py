"""`winback say`: everything a script may say to one contact, written and spoken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.edge import open_house
from bot.cli.shell import say_progress
from bot.cli.trial import Trial, contact_options
from bot.insight.figures import many, name

if TYPE_CHECKING:
    from bot.assemble.house import House
    from bot.call.ports import Clip
    from bot.call.records import Attempt
    from bot.insight.prompt_list import Line
    from bot.insight.prompt_page import Heard
    from bot.script.model import Script


@click.command()
@click.argument("script")
@click.option("--language", "-l", default="en", show_default=True)
@contact_options
@click.option("--step", "steps", multiple=True, help="Only this step, outcome, objection or prompt.")
@click.option("--arm", default="", help="Only what calls of this arm come to (default: of every arm).")
@click.option("--as-of", default="", help="When the call is held (default: now), e.g. 2026-11-22T12:00.")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Folder [under data_dir/say].")
@click.pass_obj
def say(config_path: Path, /, script: str, steps: tuple[str, ...], target: Path | None, **options: Any) -> int:
    """Write and speak every prompt of SCRIPT as one contact would hear it: a WAV each, and a page to listen to them."""
    from bot.insight.folder import refuse_foreign

    trial = Trial(script, seed=1, **options)
    house = open_house(config_path, say_progress)
    try:
        attempt = trial.attempt(house)
        found = _lines(house, trial, attempt, steps)
        loaded = house.script(script)
        folder = target or house.config.data_dir / "say" / loaded.id / trial.language
        refuse_foreign(folder)
        house.can_speak(trial.language)
        clips = asyncio.run(_spoken(house, trial.language, found))
    finally:
        house.close()
    heard = _written(loaded, attempt, list(zip(found, clips, strict=True)), folder)
    click.echo("\n".join(_told(heard)))
    click.echo(f"{many(len(heard), 'prompt')}, {sum(each.lasting_s for each in heard):.0f} s")
    click.echo(f"The page: {folder / 'index.html'}")
    return 0


def _lines(house: House, trial: Trial, attempt: Attempt, steps: Sequence[str]) -> tuple[Line, ...]:
    """What is to be said. Raises WinbackError for cells, names and prompts that cannot be used."""
    from bot.insight.prompt_list import lines, named, of_arm

    script, now = house.script(trial.script), trial.now()
    values = {**house.setup(script, attempt, now).values, "arm": attempt.arm}
    found = lines(script, trial.language, values, now.date())
    return named(of_arm(found, script, trial.arm) if trial.arm else found, steps)


async def _spoken(house: House, language: str, found: Sequence[Line]) -> list[Clip]:
    """Every line by whoever says it on the telephone. Raises WinbackError naming the one that cannot be said."""
    from bot.insight.prompt_list import where
    from bot.source import WinbackError

    clips = []
    for done, line in enumerate(found):
        say_progress("speaking", done, len(found))
        try:
            clips.append(await house.voice().speak(line.text, language, line.prompt))
        except WinbackError as error:
            raise WinbackError(f"{where(line.span)}: “{line.prompt}” cannot be said: {error}") from error
    say_progress("speaking", len(found), len(found))
    return clips


def _written(script: Script, attempt: Attempt, sounds: Sequence[tuple[Line, Clip]], target: Path) -> list[Heard]:
    """The folder with a WAV of each and their page: it holds these and nothing else. Raises WinbackError."""
    from bot.edge.audio import duration_s, wav
    from bot.insight.folder import Folder
    from bot.insight.prompt_page import Heard, page

    folder = Folder(target)
    heard = []
    for line, clip in sounds:
        file = f"{line.place:03d}-{line.id.replace('/', '_')}.wav"
        folder.write_bytes(file, wav(clip.pcm))
        heard.append(Heard(line, file, duration_s(clip.pcm), clip.source))
    folder.write("index.html", page(script.title or script.id, attempt.language, name(attempt.fields), heard))
    folder.close()
    return heard


def _told(heard: Sequence[Heard]) -> Iterator[str]:
    from bot.insight.labels import voice
    from bot.insight.prompt_page import sampled

    before = ""
    for each in heard:
        if each.line.belongs_to != before:
            yield click.style(each.line.belongs_to, bold=True)
        before = each.line.belongs_to
        about = f"{each.lasting_s:.1f} s, {voice(each.source)}: {each.line.occasion}{sampled(each.line.samples)}"
        yield f"  {each.line.id}  {click.style(about, dim=True)}"
        yield f"      {each.line.text}"
