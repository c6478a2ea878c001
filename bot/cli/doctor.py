"""`winback doctor`: who hears and speaks each language in this installation, why, and how to get what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.edge import open_house
from bot.insight.figures import many

if TYPE_CHECKING:
    from bot.assemble.house import House


@click.command()
@click.pass_obj
def doctor(config_path: Path) -> int:
    """Say what hears and speaks each language here, and what is missing.

    Exit status 1 when something that config.yaml names cannot be used. A language without ears is no fault: callees
    answer by keys.
    """
    house = open_house(config_path)
    try:
        faults = sum(_language(house, language) for language in house.config.languages)
    finally:
        house.close()
    faults += _archive(house)
    click.echo(many(faults, "fault"))
    return 1 if faults else 0


def _language(house: House, language: str) -> int:
    """Tell about one language; answers with how many faults it has."""
    click.echo(click.style(language, bold=True))
    return _ears(house, language) + _mouth(house, language)


def _ears(house: House, language: str) -> int:
    from bot.source import WinbackError

    settings = house.config.language(language)
    if settings.recognizer == "none":
        click.echo("  hears   nothing: callees are offered the keys of their telephone (1 yes, 2 no, 9 never again)")
        click.echo(
            f"          for ears: winback models list {language} --kind vosk, then winback models fetch {language}"
        )
        return 0
    try:
        house.listening(language)
    except WinbackError as error:
        click.echo(f"  hears   {click.style('fault', fg='red')}: {error}")
        return 1
    what = f" ({settings.model})" if settings.model else " (its package brings the model)"
    click.echo(f"  hears   {settings.recognizer}{what}")
    return 0


def _mouth(house: House, language: str) -> int:
    from bot.source import WinbackError

    try:
        (report,) = house.voice().describe((language,))
    except WinbackError as error:  # a broken manifest of recordings
        click.echo(f"  speaks  {click.style('fault', fg='red')}: {error}")
        return 1
    if report.problem:
        click.echo(f"  speaks  {click.style('fault', fg='red')}: {report.problem}")
        return 1
    recorded = f", {report.recordings} prompts recorded by people" if report.recordings else ""
    click.echo(f"  speaks  {report.source}{recorded} ({report.why})")
    return 0


def _archive(house: House) -> int:
    from bot.assemble.campaigns import database
    from bot.source import WinbackError
    from bot.store import Reader

    path = database(house.config)
    if not path.exists():
        click.echo(f"calls are kept in {path} (not made yet)")
        return 0
    try:
        with Reader.open(path) as reader:
            click.echo(f"calls are kept in {path} ({many(len(reader.campaigns()), 'campaign')})")
    except WinbackError as error:
        click.echo(f"{click.style('fault', fg='red')}: {error}")
        return 1
    return 0
