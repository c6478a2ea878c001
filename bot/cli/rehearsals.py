"""`winback rehearse` and `winback coverage`: conversations as data, played without sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.edge import open_house
from bot.cli.shell import say_progress
from bot.insight.figures import many

if TYPE_CHECKING:
    from bot.assemble.house import House
    from bot.rehearsal.conversation import Rehearsals
    from bot.rehearsal.play import Played
    from bot.understanding.model import Understander

    Ears = Callable[[str, str], Understander]

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="REHEARSALS...")
LANGUAGE = click.option("--language", "-l", "languages", multiple=True, help="These languages only.")


@click.command()
@FILES
@LANGUAGE
@click.option("--name", default="", help="Only conversations with these words in their name.")
@click.option("--junit", type=click.Path(path_type=Path), help="Write a JUnit report.")
@click.pass_obj
def rehearse(
    config_path: Path, files: tuple[Path, ...], languages: tuple[str, ...], name: str, junit: Path | None
) -> int:
    """Play the conversations of REHEARSALS (YAML files) and show what goes otherwise than written.

    Exit status 0: all went as written; 1: some did not, or a file cannot be used.
    """
    from bot.rehearsal.play import side_by_side

    house = open_house(config_path, say_progress)
    played: list[Played] = []
    for _, each in _played(house, _read(files), languages, name):
        played.append(each)
        if not each.passed:
            click.echo(side_by_side(each))
    failed = sum(not each.passed for each in played)
    if junit is not None:
        from bot.cli.junit import write_rehearsals

        write_rehearsals(junit, played)
    click.echo(f"{many(len(played), 'conversation')}: {len(played) - failed:,} as written, {failed:,} otherwise")
    if not played:
        click.echo("nothing was played: no conversation has these words in its name, or this language", err=True)
    return 1 if failed or not played else 0


@click.command()
@FILES
@LANGUAGE
@click.pass_obj
def coverage(config_path: Path, files: tuple[Path, ...], languages: tuple[str, ...]) -> int:
    """Show which steps, answers, objections and outcomes the conversations of REHEARSALS come to, in each language.

    Exit status 0: all of them; 1: some are missing (they are listed), or a file cannot be used.
    """
    from bot.rehearsal.coverage import KINDS, coverage_of

    house = open_house(config_path, say_progress)
    rehearsals = _read(files)
    played = list(_played(house, rehearsals, languages))
    missing = 0
    for name in dict.fromkeys(file.script for file in rehearsals):
        script = house.script(name)
        own = [each for told, each in played if told == name]
        click.echo(click.style(name, bold=True))
        for language in [each for each in script.languages if not languages or each in languages]:
            found = coverage_of(script, language, own)
            shares = (f"{kind} {have} of {all_}" for kind in KINDS for have, all_ in [found.share(kind)])
            click.echo(f"  {language}: {', '.join(shares)}")
            for kind, thing in found.missing:
                click.echo(f"      not rehearsed: {kind.removesuffix('s')} {thing}")
            missing += len(found.missing)
    return 1 if missing else 0


@click.command()
@FILES
@LANGUAGE
@click.option(
    "--least", type=click.IntRange(0, 100), default=90, show_default=True, help="Exit 1 below this share (%)."
)
@click.pass_obj
def mutate(config_path: Path, files: tuple[Path, ...], languages: tuple[str, ...], least: int) -> int:
    """Break the scripts of REHEARSALS on purpose, one place at a time, and count what their conversations notice.

    What no conversation notices is listed: there an author's slip would reach the phone.
    """
    from bot.rehearsal.mutate import WAYS, Remembering, caught, mutants, rehearsed

    house = open_house(config_path, say_progress)
    rehearsals = _read(files)
    told = {each.script: house.script(each.script) for each in rehearsals}
    ear = cache(lambda script, language: Remembering(house.minds.understander(told[script], language)))
    played = [
        (name, rehearsed(each, ear(name, each.language))) for name, each in _passing(house, rehearsals, languages, ear)
    ]
    weak = False
    for name, script in told.items():
        own = [each for whose, each in played if whose == name]
        broken = list(mutants(script))
        missed = []
        for done, mutant in enumerate(broken):
            say_progress(f"{name}: broken in one place", done, len(broken))
            if not caught(mutant, own):
                missed.append(mutant)
        say_progress(f"{name}: broken in one place", len(broken), len(broken))
        share = 100 * (len(broken) - len(missed)) / len(broken)
        weak = weak or share < least
        click.echo(
            f"{click.style(name, bold=True)}: {len(broken) - len(missed):,} of {len(broken):,} mutants noticed "
            f"({share:.0f} %) by {many(len(own), 'conversation')}"
        )
        for mutant in missed:
            where = f"{mutant.where} ({mutant.span.file}:{mutant.span.line})"
            click.echo(f"    not noticed: {mutant.way}: {where}: {WAYS[mutant.way]}")
    return 1 if weak else 0


def _passing(
    house: House, rehearsals: Sequence[Rehearsals], languages: Sequence[str], ear: Ears
) -> Iterator[tuple[str, Played]]:
    """Raises WinbackError where a conversation does not go as written even with the script as it is."""
    from bot.source import WinbackError

    for name, each in _played(house, rehearsals, languages, ear=ear):
        if not each.passed:
            which = f"“{each.conversation.name}” [{each.language}]"
            raise WinbackError(f"{which} does not go as written; mend that first: winback rehearse shows it")
        yield name, each


def _read(files: Sequence[Path]) -> list[Rehearsals]:
    """Raises WinbackError for a missing file, SourceError with every mistake of one."""
    from bot.rehearsal.conversation import read_rehearsals
    from bot.source import WinbackError
    from bot.textfile import read_text

    for file in files:
        if not file.is_file():
            raise WinbackError(f"{file}: there is no such file; rehearsals are YAML files, see docs/rehearsals.md")
    return [read_rehearsals(read_text(file), str(file)) for file in files]


def _played(
    house: House, rehearsals: Sequence[Rehearsals], languages: Sequence[str], name: str = "", ear: Ears | None = None
) -> Iterator[tuple[str, Played]]:
    """(script, how it went) of every conversation in every language asked for. Raises WinbackError, SourceError."""
    from bot.rehearsal.play import languages_of, play

    for file in rehearsals:
        script = house.script(file.script)
        for conversation in file.conversations:
            if name not in conversation.name:
                continue
            for language in languages_of(conversation, script):
                if not languages or language in languages:
                    mind = ear(file.script, language) if ear else house.minds.understander(script, language)
                    yield file.script, play(script, conversation, language, mind)
