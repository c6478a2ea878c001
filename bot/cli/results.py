"""Commands that read the archive: report, export, opt-outs."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from bot.cli.shell import now_here, say_progress
from bot.insight.figures import many, moment, zone_name

if TYPE_CHECKING:
    from bot.config import Config
    from bot.store import Campaign, Reader


@click.command()
@click.argument("campaigns", nargs=-1, metavar="[CAMPAIGN]...")
@click.option("--full-numbers", is_flag=True, help="Show telephone numbers unmasked.")
@click.option("--pages", type=click.Path(path_type=Path), help="Folder of the pages (default: under data_dir/reports).")
@click.pass_obj
def report(config_path: Path, campaigns: tuple[str, ...], full_numbers: bool, pages: Path | None) -> int:
    """What came of the calls, of CAMPAIGN or of all: in the terminal, and as pages to open in a browser."""
    from bot.config import read_config

    config = read_config(config_path)
    show_report(config, campaigns, pages or config.data_dir / "reports" / ("-".join(campaigns) or "all"), full_numbers)
    return 0


def show_report(config: Config, names: Sequence[str], folder: Path, full_numbers: bool = False) -> None:
    """Print the report, bring the pages in `folder` up to date, and name the page."""
    from bot.assemble.campaigns import database
    from bot.insight import report as insight
    from bot.insight.pages import PageSettings, write_pages
    from bot.store import Reader

    with Reader.open(database(config)) as reader:
        found = _campaigns(reader, names)
        ask = insight.Ask(full_numbers=full_numbers, zone=now_here().tzinfo or UTC)
        told = insight.gather(reader, found, ask)
        if sys.stdout.isatty():
            from rich.console import Console

            console = Console()
            for part in insight.renderables(told):
                console.print(part)
        else:
            click.echo("\n".join(insight.lines(told)))
        written = write_pages(reader, folder, found, PageSettings(ask, config.data_dir), say_progress)
    click.echo(f"The page: {written.index}")


def _campaigns(reader: Reader, names: Sequence[str]) -> list[Campaign]:
    """Raises WinbackError for a name nobody knows, and where there is no campaign at all."""
    from bot.source import WinbackError

    found = [reader.campaign(name) for name in names] if names else list(reader.campaigns())
    if not found:
        raise WinbackError(f"{reader.path}: there is no campaign yet; start one with: winback campaign start FILE")
    return found


@click.group()
def export() -> None:
    """Write what the calls brought, for other programs."""


@export.command()
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--campaign", "names", multiple=True, help="Of this campaign only; may be given several times.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="A file, instead of the terminal.")
@click.pass_obj
def leads(config_path: Path, form: str, names: tuple[str, ...], output: Path | None) -> int:
    """Every lead with its number, what was promised and what was said.

    The CSV can be opened in a spreadsheet safely: no cell is a formula.
    """
    from bot.assemble.campaigns import database
    from bot.config import read_config
    from bot.insight.export import Leads
    from bot.store import Reader

    with Reader.open(database(read_config(config_path))) as reader:
        found = Leads(reader, _campaigns(reader, names))
        write = found.write_csv if form == "csv" else found.write_json
        if output is None:
            write(sys.stdout)
            return 0
        count = _written(output, write, "utf-8-sig" if form == "csv" else "utf-8")
    click.echo(f"{many(count, 'lead')} in {output}")
    return 0


def _written(path: Path, write: Callable[[TextIO], int], encoding: str) -> int:
    """The file, whole or not at all (Excel takes CSV for UTF-8 by its mark only). Raises WinbackError."""
    from bot.source import WinbackError

    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding=encoding, newline="") as file:
            count = write(file)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise WinbackError(f"{path}: cannot be written ({reason}); check the folder and its rights") from error
    return count


@click.group()
def optout() -> None:
    """Numbers that are never called again, in any campaign."""


@optout.command()
@click.argument("number")
@click.option("--why", default="asked for by the operator", show_default=True)
@click.option("--region", default="", help="Where a number without country code belongs, such as UA.")
@click.pass_obj
def add(config_path: Path, number: str, why: str, region: str) -> int:
    """Never call NUMBER again."""
    from bot.assemble.campaigns import open_store
    from bot.campaign.number import e164
    from bot.config import read_config
    from bot.store.secret import mask

    full = e164(number, region)
    store = open_store(read_config(config_path))
    try:
        asyncio.run(store.suppress(full, why, now_here().isoformat()))
    finally:
        store.close()
    click.echo(f"{mask(full)} is never called again")
    return 0


@optout.command("list")
@click.argument("number", required=False)
@click.option("--region", default="", help="Where a number without country code belongs, such as UA.")
@click.pass_obj
def list_(config_path: Path, number: str | None, region: str) -> int:
    """All opt-outs (masked: only a keyed hash is kept), or whether NUMBER is one of them."""
    from bot.assemble.campaigns import database, open_store
    from bot.campaign.number import e164
    from bot.config import read_config
    from bot.store import Reader
    from bot.store.calls import opt_outs

    config = read_config(config_path)
    if number is not None:
        full = e164(number, region)
        store = open_store(config)
        try:
            found = asyncio.run(store.opted_out(full))
        finally:
            store.close()
        click.echo(f"{number}: {'never called again' if found else 'may be called'}")
        return 0
    zone = now_here().tzinfo or UTC
    with Reader.open(database(config)) as reader:
        listed = opt_outs(reader)
    for opt_out in listed:
        click.echo(f"{moment(opt_out.at, zone):<18}  {opt_out.number:<16}  {opt_out.why}")
    click.echo(f"{many(len(listed), 'opt-out')} (times: {zone_name(zone)})" if listed else "nobody has opted out")
    return 0
