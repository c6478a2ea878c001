"""`winback prompts`: a script's texts for a human voice, as a sheet to read from, and the recordings taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bot.cli.edge import open_house
from bot.cli.shell import say_progress, write_whole
from bot.insight.figures import many, printable

if TYPE_CHECKING:
    from bot.assemble.house import House
    from bot.assemble.recordings import Intake, Judged
    from bot.script.to_read import ToRead

LANGUAGE = click.option("--language", "-l", required=True, help="Whose words are read: en, uk, ru, fr.")

MOST_MISSING: Final = 10
"""Names of texts not recorded yet that are listed; the sheet has them all."""

COLORS: Final = {"accepted": "green", "unchanged": None, "warned": "yellow", "refused": "red", "unknown": "red"}


@click.group()
def prompts() -> None:
    """Have a script's texts spoken by a person: the sheet to read from, and the recordings taken back."""


@prompts.command()
@click.argument("script")
@LANGUAGE
@click.option("--missing", is_flag=True, help="Only what is not recorded yet, or whose words have changed.")
@click.option("--to", "target", type=click.Path(path_type=Path), help="FILE.html or FILE.csv [SCRIPT.LANGUAGE.html].")
@click.pass_obj
def sheet(config_path: Path, script: str, language: str, missing: bool, target: Path | None) -> int:
    """Write what somebody with a microphone has to read: each text of SCRIPT, when it is said, its file's name."""
    from bot.assemble.recordings import what_to_read
    from bot.insight.reading_sheet import csv_of, html_of, sheet_of, summary
    from bot.source import WinbackError

    house = open_house(config_path)
    loaded = house.script(script)
    found, states = what_to_read(house.config, loaded, language)
    told = sheet_of(loaded, found, states, missing)
    path = target or Path(f"{loaded.id}.{language}.html")
    if path.suffix == ".html":
        write_whole(path, html_of(told).encode())
    elif path.suffix == ".csv":
        write_whole(path, csv_of(told).encode("utf-8-sig"))
    else:
        raise WinbackError(f"{path}: name a file that ends in .html (to print) or in .csv (for a spreadsheet)")
    click.echo(summary(told), err=True)
    click.echo(path)
    return 0


@prompts.command()
@click.argument("script")
@click.argument("folder", type=click.Path(path_type=Path))
@LANGUAGE
@click.option("--speaker", default="", help="Who spoke: noted in the manifest.")
@click.option("--anyway", is_flag=True, help="Take those with a warning too, after listening to them.")
@click.pass_obj
def accept(config_path: Path, /, script: str, folder: Path, **options: Any) -> int:
    """Take in the recordings of SCRIPT that lie in FOLDER, named as the sheet says, and let the bot speak with them.

    Each is checked for level, noise, clipping, length and, where something hears the language, for its words; cut to
    them, brought to one loudness and written beside the manifest of recordings. FOLDER stays as it is.

    Exit status 0: all was taken, or taken before; 1: something was refused, warned of or not known, or none was there.
    """
    import asyncio

    from bot.assemble.recordings import GOOD, Session, take_in

    house = open_house(config_path)
    loaded = house.script(script)
    session = Session(folder, options["language"], options["speaker"], options["anyway"])
    try:
        taken = asyncio.run(take_in(house, loaded, session, say_progress))
    finally:
        house.close()
    for line in _report(taken):
        click.echo(line)
    for line in _onward(house, loaded.id, session.language, taken):
        click.echo(line)
    good = [each.status in GOOD for each in taken.judged]
    return 0 if good and all(good) and not taken.strangers else 1


def _report(taken: Intake) -> Iterator[str]:
    """A line for every file, and one below it for everything there is to say of it."""
    if taken.deaf:
        yield taken.deaf
    for each in taken.judged:
        yield f"{_marked(each.status)}  {each.line.number:>3}  {printable(each.name)}{_figures(each)}"
        for finding in each.findings:
            yield f"                {finding.what}{f': {finding.do}' if finding.do else ''}"
        if each.line in taken.waiting:
            yield "                played as soon as its other part is recorded too"
        if each.status == "warned":
            yield f"                should be: “{each.line.piece.words}”; if it is, take it with --anyway"
    for name, why in taken.strangers.items():
        yield f"{_marked('unknown')}       {printable(name)}"
        yield f"                {why}"


def _marked(status: str) -> str:
    return click.style(status.ljust(9), fg=COLORS[status])


def _figures(judged: Judged) -> str:
    """ "  2.1 s, -31 dBFS raised by 11 dB, room 48 dB below"."""
    from bot.edge.tts_sound import LEVEL_DBFS

    found = judged.measured
    if found is None or judged.status == "refused":
        return ""
    change = LEVEL_DBFS - found.level_dbfs
    moved = f"{'raised' if change >= 0 else 'lowered'} by {abs(change):.0f} dB"
    return f"  {found.seconds:.1f} s, {found.level_dbfs:.0f} dBFS {moved}, room {found.above_noise_db:.0f} dB below"


def _onward(house: House, script: str, language: str, taken: Intake) -> Iterator[str]:
    """What there is now, and what to do next."""
    counts = {status: sum(each.status == status for each in taken.judged) for status in COLORS} | {
        "unknown": len(taken.strangers)
    }
    told = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    changed = f"texts written into the manifest: {taken.entries}" if taken.entries else "the manifest stays as it is"
    yield f"{told or 'no recordings in this folder'}; {changed}"
    yield from _missing(script, language, taken.missing)
    if taken.entries and "recordings" not in house.config.language(language).engines:
        yield f"config.yaml plays no recordings in “{language}”: put recordings into its engines"


def _missing(script: str, language: str, missing: tuple[ToRead, ...]) -> Iterator[str]:
    if not missing:
        return
    yield f"{many(len(missing), 'file')} still to be recorded:"
    for line in missing[:MOST_MISSING]:
        yield f"           {line.number:>3}  {line.piece.file}"
    more = f"and {len(missing) - MOST_MISSING} more; " if len(missing) > MOST_MISSING else ""
    yield f"           {more}the sheet of them: winback prompts sheet {script} --language {language} --missing"
