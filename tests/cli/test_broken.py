"""Every message an operator can meet: a folder with the command, the files it stumbles over, and the words it says.

Exit status first, then what is printed; nothing may be written or changed on the way. `WRITE_GOLDEN=1 pytest
tests/cli/test_broken.py` writes the words anew; read the difference before committing it.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shlex
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from bot.store import CampaignPlan, Store, this_boot
from bot.store.schema import MIGRATIONS
from tests.cli.shop import Shop

BROKEN = Path(__file__).parent / "broken"
CASES = sorted(folder.name for folder in BROKEN.iterdir())
OUR_OWN = ("command", "expected.txt")


def made_database(shop: Shop, campaign: str = "") -> None:
    store = Store.open(shop.database, this_boot())
    if campaign:
        asyncio.run(store.create_campaign(CampaignPlan(campaign, "words", ()), "2026-03-02T09:00:00Z"))
    store.close()


def with_newer_database(shop: Shop) -> None:
    made_database(shop)
    with sqlite3.connect(shop.database) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()


def with_somebody_elses_file(shop: Shop) -> None:
    shop.database.parent.mkdir(parents=True)
    shop.database.write_text("Dear diary, today nobody called.\n" * 200)


def with_key_lost(shop: Shop) -> None:
    made_database(shop)
    shop.database.with_name("winback.db.key").unlink()


@contextmanager
def locked_database(shop: Shop) -> Iterator[None]:
    made_database(shop)
    connection = sqlite3.connect(shop.database, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    yield
    connection.close()


def with_campaign(shop: Shop) -> None:
    made_database(shop, "spring")


PREPARED: dict[str, Callable[[Shop], None]] = {
    "database_newer": with_newer_database,
    "database_not_ours": with_somebody_elses_file,
    "database_key_missing": with_key_lost,
    "report_campaign_unknown": with_campaign,
    "report_no_campaign": made_database,
    "status_campaign_unknown": with_campaign,
    "export_not_writable": with_campaign,
    "demo_fresh_beside_others": with_campaign,
}
HELD = {"database_locked": locked_database}


def laid_out(name: str, folder: Path) -> Shop:
    """The yard with the case's files over it."""
    shop = Shop(folder)
    shutil.copytree(BROKEN / name, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*OUR_OWN))
    if name in PREPARED:
        PREPARED[name](shop)
    return shop


def written(folder: Path) -> dict[str, str]:
    """Every file with a digest; caches and SQLite's side files hold nothing of their own."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-shm", "-wal")) and "cache" not in path.parts
    }


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_told_clearly_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    shop = laid_out(name, tmp_path)
    before = written(tmp_path)
    with ExitStack() as held:
        if name in HELD:
            held.enter_context(HELD[name](shop))
            before = written(tmp_path)
        done = shop.run(*shlex.split((BROKEN / name / "command").read_text()))
    shown = f"exit {done.code}\n{done.out}{done.err}"
    golden = BROKEN / name / "expected.txt"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text(shown)
    assert shown == golden.read_text()
    assert written(tmp_path) == before


def test_every_message_ends_with_exit_one_or_is_about_usage() -> None:
    codes = {name: (BROKEN / name / "expected.txt").read_text().splitlines()[0] for name in CASES}
    usage = {name: code for name, code in codes.items() if code != "exit 1"}
    assert usage == {"as_of_wrong": "exit 2", "chat_set_nothing": "exit 2", "check_deep_format": "exit 2"}
