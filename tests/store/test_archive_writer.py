"""The one writer: answered after the commit, neighbours unhurt, nothing lost at the end."""

import asyncio
import sqlite3

import pytest
from archive import look

from bot.store.writer import Writer


@pytest.fixture
def path(tmp_path):
    connection = sqlite3.connect(tmp_path / "w.db")
    connection.execute("CREATE TABLE word (text TEXT PRIMARY KEY)")
    connection.close()
    return tmp_path / "w.db"


@pytest.fixture
def writer(path):
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    writer = Writer(connection, path, batch=64)
    yield writer
    writer.close()


def put(text):
    return lambda connection: connection.execute("INSERT INTO word VALUES (?)", (text,)).rowcount


def words(path):
    return look(path, "SELECT text FROM word ORDER BY rowid")


class Gate:
    """Work that holds the writer in one batch until opened, so that the requests after it make up the next."""

    def __init__(self, writer):
        self.loop = asyncio.get_running_loop()
        self.reached = self.loop.create_future()
        self.opened = self.loop.create_future()
        self.passed = asyncio.ensure_future(writer.do(self.work))

    def work(self, _):
        asyncio.run_coroutine_threadsafe(self.wait(), self.loop).result()

    async def wait(self):
        self.reached.set_result(None)
        await self.opened


async def piled_up(writer, *works):
    """The tasks of requests that will share one commit, and the gate that holds them back."""
    gate = Gate(writer)
    await gate.reached
    tasks = [asyncio.ensure_future(writer.do(work)) for work in works]
    await asyncio.sleep(0)
    return gate, tasks


async def results(gate, tasks):
    gate.opened.set_result(None)
    await gate.passed
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_answer_comes_after_the_commit(writer, path):
    assert await writer.do(put("so")) == 1
    assert words(path) == ["so"]


async def test_requests_that_pile_up_share_a_commit(writer, path):
    works = [*(put(str(n)) for n in range(10)), lambda connection: words(path)]
    *_, seen = await results(*await piled_up(writer, *works))
    assert seen == []  # from outside, the last of the batch saw nothing of its neighbours yet
    assert words(path) == [str(n) for n in range(10)]


async def test_a_batch_is_not_endless(writer, path):
    works = [*(put(str(n)) for n in range(64)), lambda connection: len(words(path))]
    *_, seen = await results(*await piled_up(writer, *works))
    assert seen == 64


async def test_a_request_that_fails_does_not_hurt_its_neighbours(writer, path):
    def half_done(connection):
        put("half")(connection)
        raise KeyError("then it broke")

    found = await results(*await piled_up(writer, put("a"), half_done, put("b"), put("a"), put("c")))
    assert [type(result).__name__ for result in found] == ["int", "KeyError", "int", "IntegrityError", "int"]
    assert words(path) == ["a", "b", "c"]


@pytest.mark.parametrize("breaks", [False, True])
async def test_when_the_transaction_itself_is_lost_everybody_in_it_is_told(writer, path, breaks):
    def lose(connection):
        connection.execute("ROLLBACK")
        if breaks:
            raise KeyError("and it broke")

    found = await results(*await piled_up(writer, put("a"), lose, put("b")))
    assert all(isinstance(result, sqlite3.OperationalError) for result in found)
    assert words(path) == []
    assert await writer.do(put("next")) == 1


async def test_work_given_up_by_its_waiter_is_done_unless_it_was_not_needed(writer, path):
    gate = Gate(writer)
    await gate.reached
    needed = asyncio.ensure_future(writer.do(put("needed")))
    spare = asyncio.ensure_future(writer.do(put("spare"), needed=False))
    await asyncio.sleep(0)
    needed.cancel()
    spare.cancel()
    await results(gate, [needed, spare])
    await writer.do(put("last"))
    assert words(path) == ["needed", "last"]


async def test_closing_finishes_what_was_asked_and_refuses_more(writer, path):
    requests = [asyncio.ensure_future(writer.do(put(str(n)))) for n in range(200)]
    await asyncio.sleep(0)
    writer.close()
    writer.close()
    await asyncio.gather(*requests)
    assert len(words(path)) == 200
    with pytest.raises(RuntimeError, match="closed"):
        await writer.do(put("late"))


def test_an_event_loop_that_ended_early_loses_its_answer_but_not_its_work(writer, path):
    async def ask_and_leave():
        request = asyncio.ensure_future(writer.do(put("orphan")))
        await asyncio.sleep(0)
        assert not request.done()

    asyncio.run(ask_and_leave())
    assert asyncio.run(writer.do(put("after"))) == 1
    assert words(path) == ["orphan", "after"]
