"""Commands that read the archive: report, export, opt-outs."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.shell import now_here

if TYPE_CHECKING:
    from bot.config import Config
    from bot.store import Campaign, Reader
    from bot.store.calls import Lead


@click.command()
@click.argument("campaigns", nargs=-1, metavar="[CAMPAIGN]...")
@click.option("--full-numbers", is_flag=True, help="Show telephone numbers unmasked.")
@click.pass_obj
def report(config_path: Path, campaigns: tuple[str, ...], full_numbers: bool) -> int:
    """What came of the calls, of CAMPAIGN or of all: in the terminal, and as pages to open in a browser."""
    from bot.config import read_config

    show_report(read_config(config_path), campaigns, full_numbers)
    return 0


def show_report(config: Config, names: Sequence[str], full_numbers: bool = False) -> None:
    """Print the report and write the pages; names the page."""
    from bot.assemble import database
    from bot.insight import report as insight
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
    from bot.assemble import database
    from bot.config import read_config
    from bot.store import Reader

    with Reader.open(database(read_config(config_path))) as reader:
        rows = [row for found in _campaigns(reader, names) for row in _lead_rows(reader, found)]
    text = _as_csv(rows) if form == "csv" else json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(output, text if form == "json" else "\ufeff" + text)  # Excel takes UTF-8 for what it is by the mark only
        click.echo(f"{len(rows)} leads in {output}")
    return 0


def _lead_rows(reader: Reader, campaign: Campaign) -> Iterator[dict[str, Any]]:
    from bot.store.calls import leads as read_leads

    for lead in read_leads(reader, campaign):
        yield {
            "campaign": campaign.name, "at": lead.at, "number": lead.number, "id": lead.external_id,
            "script": lead.script, "arm": lead.arm, "language": lead.language, "outcome": lead.outcome,
            "promised": _promised(lead), "contact": dict(lead.fields), "slots": dict(lead.slots),
            "recording": lead.recording, "attempt": lead.attempt_id,
        }  # fmt: skip


def _promised(lead: Lead) -> list[str]:
    return [f"{promise.kind} {promise.what}" for promise in lead.promises]


def _as_csv(rows: Iterable[dict[str, Any]]) -> str:
    """One line a lead; contact and slots become columns of their own."""
    from bot.campaign.sheet import safe_cell

    flat = [
        {
            **{name: value for name, value in row.items() if name not in ("contact", "slots")},
            "promised": "; ".join(row["promised"]),
            **{f"contact.{name}": value for name, value in row["contact"].items()},
            **{f"slot.{name}": value for name, value in row["slots"].items()},
        }
        for row in rows
    ]
    columns = list(dict.fromkeys(name for row in flat for name in row)) or ["campaign", "at", "number"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in columns])
    writer.writerows([safe_cell(str(row.get(name, ""))) for name in columns] for row in flat)
    return out.getvalue()


def _write(path: Path, text: str) -> None:
    """Whole or not at all. Raises WinbackError."""
    from bot.source import WinbackError

    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, "utf-8", newline="")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise WinbackError(f"{path}: cannot be written ({reason}); check the folder and its rights") from error


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
    from bot.assemble import open_store
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
    from bot.assemble import database, open_store
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
    with Reader.open(database(config)) as reader:
        for opt_out in opt_outs(reader):
            click.echo(f"{opt_out.at}  {opt_out.number:<16}  {opt_out.why}")
    return 0
