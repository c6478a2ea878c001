"""What the campaign's tests share: a small script, a campaign file over a list, callees who type."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.assemble.house import HoldOptions, House
from bot.call.ports import Dialler, Line, NotAnswered
from bot.call.records import Attempt
from bot.campaign.dialer import News, Office
from bot.config import read_config
from bot.edge.line_text import TextLine, TextVoice
from bot.store import Store, this_boot
from tests.cli.shop import CACHE, ROOT, YARD

NOON = datetime.fromisoformat("2026-11-22T12:00:00+02:00")
HEADER = "number,first_name,recording\n"


def shop_at(folder: Path) -> House:
    """The yard's installation, with what was learnt in earlier test runs."""
    shutil.copytree(YARD, folder, dirs_exist_ok=True)
    shutil.copy(ROOT / "scripts" / "common" / "house.yaml", folder / "scripts" / "common")
    CACHE.mkdir(parents=True, exist_ok=True)
    (folder / "var").mkdir()
    (folder / "var" / "cache").symlink_to(CACHE)
    return House(read_config(folder / "config.yaml"))


def campaign_at(folder: Path, rows: str, settings: str = "", header: str = HEADER) -> Path:
    """A campaign file beside its list."""
    (folder / "list.csv").write_text(header + rows, "utf-8")
    path = folder / "spring.yaml"
    path.write_text(
        "campaign: spring\nscript: small\nlanguage: en\ncontacts: list.csv\nline: recorded\nas_of: 2026-11-22T12:00\n"
        + settings
    )
    return path


def rows_of(count: int) -> str:
    return "".join(f"+1202555{n:04d},Anna,anna\n" for n in range(100, 100 + count))


Reply = Callable[[], Awaitable[str | None]]


def saying(*replies: str) -> Callable[[Attempt], Line]:
    """A callee who lets the bot begin, types these replies one after another, and is silent afterwards."""

    def pick_up(attempt: Attempt) -> Line:
        left = ["", *replies]  # silence while the bot waits for a hello

        async def reply() -> str | None:
            return left.pop(0) if left else ""

        return TextLine(attempt.language, reply)

    return pick_up


@dataclass(slots=True)
class TypedCallees:
    """ports.Dialler of people who type: `pick_up` makes each one's line. `placed` remembers who was dialled."""

    pick_up: Callable[[Attempt], Line | NotAnswered] = field(default_factory=lambda: saying("yes", "yes"))
    placed: list[str] = field(default_factory=list)

    async def place(self, attempt: Attempt) -> Line | NotAnswered:
        self.placed.append(attempt.number)
        return self.pick_up(attempt)


@dataclass(slots=True)
class Rooms:
    """An opened archive and what a dialer works with, over typed calls."""

    house: House
    store: Store
    news: list[News] = field(default_factory=list)

    def office(self, dialler: Dialler) -> Office:
        def driver(attempt: Attempt):  # type: ignore[no-untyped-def]
            options = HoldOptions("small", self.store, audio=False, voice=TextVoice())  # type: ignore[arg-type]
            return self.house.driver(attempt, NOON.replace(tzinfo=None), options)

        return Office(self.store, dialler, driver, NOON.isoformat, self.news.append)


def opened_rooms(house: House) -> Rooms:
    return Rooms(house, Store.open(house.config.data_dir / "winback.db", this_boot()))
