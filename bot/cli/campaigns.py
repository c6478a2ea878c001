"""Commands of operators: start, continue and inspect campaigns; the demo."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.cli.edge import INTERRUPTED, open_house
from bot.cli.shell import now_here, say_deaf, say_progress, shortly
from bot.insight import labels
from bot.insight.figures import many

if TYPE_CHECKING:
    from bot.assemble.house import House
    from bot.campaign.opening import Opened, Order
    from bot.cli.board import Board
    from bot.store import Campaign, Store
    from bot.store.reports import Progress

DEMO: Final = ("demo_discount", "demo_survey", "demo_bonus")


@click.group()
def campaign() -> None:
    """Start, continue and inspect a campaign."""


@campaign.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--skip-bad-rows", is_flag=True, help="Call the others, although some rows of the list cannot be called.")
@click.option("--concurrency", type=click.IntRange(1, 256), help="Calls at once, instead of what the file says.")
@click.pass_obj
def start(config_path: Path, file: Path, skip_bad_rows: bool, concurrency: int | None) -> int:
    """Call the contacts of campaign FILE; started again, go on where it stopped.

    Ctrl-C once lets running calls end, twice cuts them off. Nobody is called twice.
    """
    house = open_house(config_path, say_progress)
    try:
        return started(house, [Asked(file, skip_bad_rows, concurrency)])
    finally:
        house.close()


@campaign.command()
@click.argument("name", required=False)
@click.pass_obj
def status(config_path: Path, name: str | None) -> int:
    """How far campaign NAME (without it: every campaign) has come."""
    from bot.assemble.campaigns import database
    from bot.config import read_config
    from bot.store import Reader
    from bot.store.reports import progress

    with Reader.open(database(read_config(config_path))) as reader:
        for found in [reader.campaign(name)] if name else reader.campaigns():
            click.echo("\n".join(_status_lines(found, progress(reader, found))))
    return 0


def _status_lines(found: Campaign, so_far: Progress) -> list[str]:
    counts = (many(so_far.contacts, "contact"), f"{so_far.left} to call", many(so_far.leads, "lead"))
    lines = [f"{found.name}: {', '.join(counts)}"]
    if found.changed:
        lines.append("  its script or settings were changed after it began")
    others = {"on the line": so_far.calling, "interrupted": so_far.interrupted, "opted out": so_far.opted_out}
    lines += [f"  {count:>6}  {word}" for word, count in others.items() if count]
    lines += _counted("conversations", {labels.disposition(word): n for word, n in so_far.endings.items()})
    return lines + _counted("not answered", {labels.dial_result(word): n for word, n in so_far.unanswered.items()})


def _counted(what: str, counts: Mapping[str, int]) -> list[str]:
    """How many there are altogether, and of each kind, the most frequent first."""
    kinds = sorted(counts.items(), key=lambda pair: -pair[1])
    return [f"  {sum(counts.values()):>6}  {what}", *(f"    {n:>6}  {word}" for word, n in kinds)] if counts else []


@click.command()
@click.option("--fresh", is_flag=True, help="Forget earlier runs of the demo and call everybody again.")
@click.option("--concurrency", type=click.IntRange(1, 256), help="Calls at once, instead of what the files say.")
@click.pass_obj
def demo(config_path: Path, fresh: bool, concurrency: int | None) -> int:
    """Call the recorded callees of the demo and show what came of it.

    Nobody is phoned: recordings of synthetic voices answer.
    """
    from bot.cli.results import show_report

    house = open_house(config_path, say_progress)
    if fresh:
        _forget_demo(house)
    folder = house.config.root / "campaigns"
    asked = [Asked(shortly(folder / f"{name}.yaml"), False, concurrency) for name in DEMO]
    try:
        code = started(house, asked)
    finally:
        house.close()
    if code == 0:
        show_report(house.config, DEMO, house.config.data_dir / "reports" / "demo")
    return code


@dataclass(frozen=True, slots=True)
class Asked:
    """A campaign file and how to run it."""

    file: Path
    skip_bad_rows: bool = False
    concurrency: int | None = None


def started(house: House, asked: list[Asked]) -> int:
    """Run campaigns one after another; every file, script and list is judged before the first call."""
    from bot.assemble.campaigns import read_order

    orders = [read_order(house, one.file, now_here().date()) for one in asked]
    for one, order in zip(asked, orders, strict=True):
        order.contacts.refuse_empty()
        if not one.skip_bad_rows:
            order.contacts.refuse_bad()
        elif order.contacts.bad:
            click.echo(f"{order.contacts.told()}\nleft out: {many(len(order.contacts.bad), 'row')}", err=True)
        _check_numbers(house, order)
        for language in _languages(order):
            house.can_talk(language)
    return asyncio.run(_run_all(house, orders, [one.concurrency for one in asked]))


def _check_numbers(house: House, order: Order) -> None:
    """Every number of a list must be one its trunk may dial. Raises WinbackError naming the first that is not."""
    if order.plan.line == "sip":
        chosen = house.config.trunk(order.plan.trunk)
        chosen.secret()
        for contact in order.contacts.contacts:
            chosen.trunk.destination(contact.number)


async def _run_all(house: House, orders: list[Order], concurrency: list[int | None]) -> int:
    """Everything that can be missing is looked for before a new archive is made or anybody is called."""
    from bot.assemble.campaigns import database, open_store

    store = await asyncio.to_thread(open_store, house.config) if database(house.config).exists() else None
    try:
        ready = [order for order in orders if store is None or not _all_called(house, order)]
        for order in ready:
            await _prepare(house, order)
        if store is None:
            store = await asyncio.to_thread(open_store, house.config)
        for order, at_once in zip(orders, concurrency, strict=True):
            code = await _run(house, store, order, at_once, order in ready)
            if code:
                return code
    finally:
        if store is not None:
            store.close()
    return 0


def _all_called(house: House, order: Order) -> bool:
    """Whether an earlier run called everybody of a list as long as this one, so that no engine need be loaded."""
    from bot.assemble.campaigns import database
    from bot.store import Reader
    from bot.store.reports import progress

    with Reader.open(database(house.config)) as reader:
        for found in reader.campaigns():
            if found.name == order.plan.name:
                so_far = progress(reader, found)
                return not so_far.left and so_far.contacts >= len(order.contacts.contacts)
    return False


async def _run(house: House, store: Store, order: Order, at_once: int | None, ready: bool) -> int:
    """One campaign to its end, or to where the operator stopped it."""
    from bot.assemble.campaigns import database, office
    from bot.campaign.dialer import Dialer
    from bot.campaign.opening import open_campaign
    from bot.cli.board import shown
    from bot.store import Reader
    from bot.store.reports import progress

    opened = await open_campaign(store, order, now_here().isoformat())
    _say_opened(order, opened)
    with Reader.open(database(house.config)) as reader:
        so_far = progress(reader, opened.campaign)
    if not so_far.left:
        everybody = many(so_far.contacts, "contact")
        click.echo(f"{order.plan.name}: everybody is called already ({everybody}); nobody was called now")
        return 0
    if not ready:
        await _prepare(house, order)
    board = _board(order, so_far)
    at_once = at_once or order.plan.concurrency
    click.echo(f"{order.plan.name}: {so_far.left} of {many(so_far.contacts, 'contact')} to call, {at_once} at a time")
    with shown(board, live=sys.stdout.isatty()) as hear:
        desk = office(house, store, order.plan, now_here, hear)
        await desk.dialler.open()
        dialer = Dialer(desk, opened.campaign, at_once)
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(signum, dialer.stop)
        try:
            await dialer.run()
        finally:
            await desk.dialler.close()
            for signum in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(signum)
    click.echo(board.summary())
    if not dialer.stopped:
        return 0
    click.echo(f"stopped; go on with: winback campaign start {order.plan.path}")
    return INTERRUPTED


def _board(order: Order, so_far: Progress) -> Board:
    from bot.cli.board import Board

    return Board(order.plan.name, so_far.left, so_far.contacts - so_far.left, order.script.goal)


def _languages(order: Order) -> dict[str, Mapping[str, str]]:
    """Every language of the list with the row of one contact who speaks it."""
    return {contact.language: contact.fields for contact in reversed(order.contacts.contacts)}


async def _prepare(house: House, order: Order) -> None:
    """Ears, minds and mouths for every language of the list; where nothing hears, say so."""
    samples = _languages(order)
    as_of = order.plan.as_of.date() if order.plan.as_of else now_here().date()
    say_deaf(house, samples)
    for language, sample in samples.items():
        await house.ready(order.script, language, sample, as_of)


def _say_opened(order: Order, opened: Opened) -> None:
    """What opening the books found: cut-off calls of a dead run, numbers that opted out."""
    name = order.plan.name
    if opened.interrupted:
        calls = many(len(opened.interrupted), "call")
        click.echo(f"{calls} of a run that died: ended as interrupted, not called again")
    if opened.imported.opted_out:
        click.echo(f"{name}: not called, since they opted out: {many(len(opened.imported.opted_out), 'contact')}")
    if opened.imported.added and opened.imported.known:
        click.echo(f"{name}: taken in: {many(opened.imported.added, 'new contact')}")


def _forget_demo(house: House) -> None:
    """Remove the database if it holds nothing but the demo. Raises WinbackError when it holds more."""
    from bot.assemble.campaigns import database, open_store
    from bot.source import WinbackError
    from bot.store import Reader
    from bot.store.calls import opt_outs
    from bot.store.reports import progress

    path = database(house.config)
    if not path.exists():
        return
    store = open_store(house.config)
    try:
        asyncio.run(store.reconcile(now_here().isoformat()))
        with Reader.open(path) as reader:
            others = [found.name for found in reader.campaigns() if found.name not in DEMO]
            running = any(progress(reader, found).calling for found in reader.campaigns())
            asked = any(opt_out.attempt_id is None for opt_out in opt_outs(reader))
    finally:
        store.close()
    if running:
        raise WinbackError(f"{path}: another winback is calling from this database; let it end first")
    if others or asked:
        what = f"the campaign {others[0]}" if others else "opt-outs of your own"
        raise WinbackError(
            f"{path}: holds {what} beside the demo, so it is not removed.\n"
            "  Run the demo elsewhere: WINBACK_DATA_DIR=/tmp/demo winback demo"
        )
    _remove(path, [house.config.data_dir / "recordings" / name for name in DEMO])


def _remove(path: Path, folders: list[Path]) -> None:
    from shutil import rmtree

    for part in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", ".key"))):
        part.unlink(missing_ok=True)
    for folder in folders:
        rmtree(folder, ignore_errors=True)
