"""The dialer: each contact once, so many at a time, whatever breaks; stopped gently, then for good."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assemble.campaigns import read_order
from bot.assemble.house import House
from bot.call.ports import Line, NotAnswered
from bot.call.records import Attempt, CallRecord
from bot.campaign.dialer import Dialer, Ended, Stopping
from bot.campaign.opening import Opened, open_campaign
from bot.edge.dialler_recorded import RecordedDialler
from bot.edge.line_text import TextLine
from bot.source import WinbackError
from tests.campaign.office import NOON, Rooms, TypedCallees, campaign_at, opened_rooms, rows_of, saying, shop_at


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return shop_at(tmp_path_factory.mktemp("office") / "shop")


@pytest.fixture
def rooms(house: House) -> Iterator[Rooms]:
    """A new archive for every test, in the same house: what it has learnt is learnt once."""
    database = house.config.data_dir / "winback.db"
    for path in database.parent.glob("winback.db*"):
        path.unlink()
    rooms = opened_rooms(house)
    yield rooms
    rooms.store.close()


async def opened(rooms: Rooms, count: int) -> Opened:
    path = campaign_at(rooms.house.config.root, rows_of(count))
    return await open_campaign(rooms.store, read_order(rooms.house, path, NOON.date()), NOON.isoformat())


async def run(rooms: Rooms, dialler: TypedCallees, count: int, concurrency: int = 3) -> Dialer:
    campaign = (await opened(rooms, count)).campaign
    dialer = Dialer(rooms.office(dialler), campaign, concurrency)
    await dialer.run()
    return dialer


def endings(rooms: Rooms) -> Counter[str]:
    """Disposition, or dial_result where nobody talked, of every outcome in the archive."""
    path = rooms.house.config.data_dir / "winback.db"
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT coalesce(disposition, dial_result) FROM outcome").fetchall()
        (attempts,) = connection.execute("SELECT count(*) FROM attempt").fetchone()
        (open_ones,) = connection.execute("SELECT count(*) FROM attempt WHERE state <> 'done'").fetchone()
    connection.close()
    assert (attempts, open_ones) == (len(rows), 0), "an attempt is done exactly when it has one outcome"
    return Counter(ending for (ending,) in rows)


async def test_everybody_is_called_once_and_a_second_run_calls_nobody(rooms: Rooms) -> None:
    callees = TypedCallees()
    await run(rooms, callees, 7)
    await run(rooms, callees, 7)
    assert sorted(callees.placed) == [f"+1202555{n:04d}" for n in range(100, 107)]
    assert endings(rooms) == {"interested": 7}


async def test_contacts_added_to_the_list_are_called_by_the_next_run(rooms: Rooms) -> None:
    callees = TypedCallees()
    await run(rooms, callees, 3)
    await run(rooms, callees, 5)
    assert len(callees.placed) == len(set(callees.placed)) == 5


class CountedLine(TextLine):
    """A line that knows how many of its kind are open."""

    open_now = 0
    most = 0

    def __init__(self, attempt: Attempt) -> None:
        async def hesitates_and_hangs_up() -> str | None:
            await asyncio.sleep(0)
            return None

        super().__init__(attempt.language, hesitates_and_hangs_up)
        CountedLine.open_now += 1
        CountedLine.most = max(CountedLine.most, CountedLine.open_now)

    async def close(self) -> None:
        CountedLine.open_now -= 1
        await super().close()


async def test_as_many_calls_are_held_at_once_as_asked_for_and_no_more(rooms: Rooms) -> None:
    await run(rooms, TypedCallees(CountedLine), 12, concurrency=4)
    assert (CountedLine.most, CountedLine.open_now) == (4, 0)
    assert endings(rooms) == {"hung_up": 12}


async def test_no_answer_ends_an_attempt_with_what_the_network_said(rooms: Rooms) -> None:
    await run(rooms, TypedCallees(lambda _: NotAnswered("busy")), 2)
    assert endings(rooms) == {"busy": 2}


async def test_a_recording_that_cannot_be_played_is_a_media_failure_and_the_others_are_called(
    rooms: Rooms, tmp_path: Path
) -> None:
    (tmp_path / "anna.wav").write_text("no sound at all")
    campaign = (await opened(rooms, 2)).campaign
    await Dialer(rooms.office(RecordedDialler((tmp_path,))), campaign).run()
    assert endings(rooms) == {"media_failure": 2}
    assert all("is not a WAV file" in news.record.detail for news in rooms.news if isinstance(news, Ended))  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "", "a\0b", "sub/../../x"])
async def test_recordings_outside_their_folders_are_not_opened(tmp_path: Path, name: str) -> None:
    attempt = Attempt("1", "spring", 1, 1, "+12025550100", "", "en", "small", 1, recording=name)
    answer = await RecordedDialler((tmp_path,)).place(attempt)
    assert isinstance(answer, NotAnswered)
    assert "no file name inside" in answer.detail


async def test_one_fault_ends_one_call(rooms: Rooms) -> None:
    def pick_up(attempt: Attempt) -> Line:
        if attempt.number.endswith("0101"):
            raise RuntimeError("the exchange caught fire")
        return saying("no")(attempt)

    await run(rooms, TypedCallees(pick_up), 3)
    assert endings(rooms) == {"not_interested": 2, "unknown_interrupted": 1}


async def test_a_contact_the_script_cannot_talk_to_is_not_rung_up(rooms: Rooms) -> None:
    campaign = (await opened(rooms, 1)).campaign
    callees = TypedCallees()
    office = rooms.office(callees)

    def refuses(attempt: Attempt):  # type: ignore[no-untyped-def]
        raise WinbackError("column “first_name” is empty")

    await Dialer(type(office)(office.store, callees, refuses, office.clock), campaign).run()
    assert (callees.placed, endings(rooms)) == ([], {"canceled": 1})


async def stopped_while_talking(rooms: Rooms, stops: int) -> Dialer:
    """Two of six callees have picked up and think about it when the operator stops so many times."""
    asked: asyncio.Queue[str] = asyncio.Queue()
    thinking = asyncio.Event()

    def pick_up(attempt: Attempt) -> Line:
        async def reply() -> str | None:
            asked.put_nowait(attempt.id)
            await thinking.wait()
            return "no"

        return TextLine(attempt.language, reply)

    campaign = (await opened(rooms, 6)).campaign
    dialer = Dialer(rooms.office(TypedCallees(pick_up)), campaign, 2)
    running = asyncio.create_task(dialer.run())
    assert await asked.get() != await asked.get()
    for _ in range(stops):
        dialer.stop()
    if stops == 1:
        thinking.set()
    await running
    return dialer


async def test_the_first_stop_lets_running_calls_end_and_calls_nobody_new(rooms: Rooms) -> None:
    dialer = await stopped_while_talking(rooms, 1)
    assert dialer.stopped
    assert endings(rooms) == {"not_interested": 2}
    assert Stopping(2, abort=False) in rooms.news


async def test_the_second_stop_cuts_calls_off_as_interrupted_by_the_operator(rooms: Rooms) -> None:
    await stopped_while_talking(rooms, 2)
    assert endings(rooms) == {"interrupted": 2}
    records = [news.record for news in rooms.news if isinstance(news, Ended)]
    assert all(isinstance(record, CallRecord) and record.decided_by == "operator" for record in records)


async def test_after_a_stop_the_rest_is_called_and_nobody_twice(rooms: Rooms) -> None:
    await stopped_while_talking(rooms, 2)
    callees = TypedCallees()
    await run(rooms, callees, 6)
    assert sorted(callees.placed) == [f"+1202555{n:04d}" for n in range(102, 106)]
    assert endings(rooms) == {"interrupted": 2, "interested": 4}


async def test_who_opts_out_in_one_campaign_is_not_called_by_the_next(rooms: Rooms) -> None:
    await run(rooms, TypedCallees(saying("/key 9")), 2)
    path = campaign_at(rooms.house.config.root, rows_of(3))
    path.write_text(path.read_text().replace("campaign: spring", "campaign: summer"))
    order = read_order(rooms.house, path, NOON.date())
    second = await open_campaign(rooms.store, order, NOON.isoformat())
    callees = TypedCallees()
    await Dialer(rooms.office(callees), second.campaign).run()
    assert callees.placed == ["+12025550102"]
    assert second.imported.opted_out == (2, 3)


async def test_an_archive_that_cannot_be_written_ends_the_run_with_its_reason(rooms: Rooms) -> None:
    campaign = (await opened(rooms, 4)).campaign
    callees = TypedCallees()
    lock = sqlite3.connect(rooms.house.config.data_dir / "winback.db", isolation_level=None)
    rooms.store.writer._connection.execute("PRAGMA busy_timeout = 1")
    lock.execute("BEGIN IMMEDIATE")
    with pytest.raises(WinbackError, match="another program is holding this database"):
        await Dialer(rooms.office(callees), campaign, 2).run()
    lock.close()
    assert callees.placed == []
