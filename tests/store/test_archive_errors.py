"""Every message a person can meet when the file, the key or the disk refuses: golden texts."""

import os
import sqlite3

import pytest
from archive import BOOT, GOLDEN, NOW, contact, contacts, nobody_died, opened, plan

from bot.source import WinbackError
from bot.store import Reader, Settings, Store
from bot.store.file import explained


def said(error, tmp_path):
    return str(error.value).replace(str(tmp_path), "DIR") + "\n"


def expected(name):
    return (GOLDEN / f"{name}.txt").read_text()


def refused(path, **settings):
    with pytest.raises(WinbackError) as error:
        Store.open(path, BOOT, nobody_died, Settings(**settings))
    assert error.value.exit_code == 1
    return error


@pytest.fixture
def path(tmp_path):
    with opened(tmp_path / "winback.db"):
        pass
    return tmp_path / "winback.db"


def test_a_database_held_by_another_program_at_the_start(path, tmp_path):
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    assert said(refused(path, busy_ms=20), tmp_path) == expected("locked")
    holder.close()


async def test_a_database_held_by_another_program_later(path, tmp_path):
    with opened(path, busy_ms=20) as store:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(WinbackError) as error:
            await store.create_campaign(plan(), NOW)
        assert said(error, tmp_path) == expected("locked")
        holder.execute("ROLLBACK")
        holder.close()
        assert (await store.create_campaign(plan(), NOW)).name == "spring"


def test_a_newer_database(path, tmp_path):
    newer = sqlite3.connect(path, isolation_level=None)
    newer.execute("PRAGMA user_version = 99")
    assert said(refused(path), tmp_path) == expected("newer")
    with pytest.raises(WinbackError) as error:
        Reader.open(path)
    assert said(error, tmp_path) == expected("newer")
    newer.close()


def test_an_older_database_cannot_only_be_read(tmp_path):
    path = tmp_path / "winback.db"
    path.touch()
    with pytest.raises(WinbackError) as error:
        Reader.open(path)
    assert said(error, tmp_path) == expected("older")


def test_no_database_to_read(tmp_path):
    with pytest.raises(WinbackError) as error:
        Reader.open(tmp_path / "winback.db")
    assert said(error, tmp_path) == expected("missing")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database(tmp_path):
    path = tmp_path / "winback.db"
    path.write_text("Dear diary, " * 1000)
    assert said(refused(path), tmp_path) == expected("not_a_database")
    with pytest.raises(WinbackError) as error:
        Reader.open(path)
    assert said(error, tmp_path) == expected("not_a_database")
    assert path.read_text() == "Dear diary, " * 1000


def test_somebody_elses_database(tmp_path):
    path = tmp_path / "winback.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE invoice (id INTEGER)")
    other.close()
    before = path.read_bytes()
    assert said(refused(path), tmp_path) == expected("somebody_elses")
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "var").write_text("a file, not a folder")
    assert said(refused(tmp_path / "var" / "winback.db"), tmp_path) == expected("no_folder")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path):
    tmp_path.chmod(0o500)
    try:
        assert said(refused(tmp_path / "winback.db"), tmp_path) == expected("not_writable")
    finally:
        tmp_path.chmod(0o700)


def test_what_is_said_of_a_folder_that_may_not_be_written(tmp_path):
    error = explained(PermissionError(13, "Permission denied"), tmp_path / "winback.db")
    assert str(error).replace(str(tmp_path), "DIR") + "\n" == expected("not_writable")


async def test_a_full_disk(path, tmp_path):
    with opened(path) as store:
        campaign = await store.create_campaign(plan(), NOW)
        await store.import_contacts(campaign, [contact(1)], NOW)
        await store.writer.do(lambda connection: connection.execute("PRAGMA max_page_count = 60"))
        with pytest.raises(WinbackError) as error:
            await store.import_contacts(campaign, contacts(5000), NOW)
        assert said(error, tmp_path) == expected("disk_full")
        await store.writer.do(lambda connection: connection.execute("PRAGMA max_page_count = 100000"))
        assert (await store.import_contacts(campaign, contacts(5000), NOW)).added == 4999


def test_a_lost_key(path, tmp_path):
    (tmp_path / "winback.db.key").unlink()
    assert said(refused(path), tmp_path) == expected("key_missing")


@pytest.mark.parametrize("text", ["00" * 32, "00" * 31, "not hex", "ключ"])
def test_a_foreign_key(path, tmp_path, text):
    (tmp_path / "winback.db.key").write_text(text)
    assert said(refused(path), tmp_path) == expected("key_foreign")


async def test_a_row_that_is_no_number(path, tmp_path):
    with opened(path) as store:
        campaign = await store.create_campaign(plan(), NOW)
        with pytest.raises(WinbackError) as error:
            await store.import_contacts(campaign, [contact(1), contact(2, number="0671234567")], NOW)
        assert said(error, tmp_path) == expected("no_number")
        assert await store.claim(campaign, NOW) is None


async def test_a_campaign_that_is_not_there(path, tmp_path):
    with opened(path) as store:
        with Reader.open(path) as reader, pytest.raises(WinbackError) as error:
            reader.campaign("spring")
        assert said(error, tmp_path) == expected("no_campaigns")
        await store.create_campaign(plan(), NOW)
        with Reader.open(path) as reader, pytest.raises(WinbackError) as error:
            reader.campaign("sprung")
        assert said(error, tmp_path) == expected("campaign_misspelt")


def test_a_mistake_of_ours_is_not_blamed_on_the_disk(tmp_path):
    connection = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError) as error:
        connection.execute("SELEKT")
    assert explained(error.value, tmp_path) is error.value


@pytest.mark.parametrize("code", ["SQLITE_CORRUPT", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN"])
def test_what_is_said_of_other_refusals(tmp_path, code):
    error = sqlite3.OperationalError("whatever SQLite calls it")
    error.sqlite_errorcode = getattr(sqlite3, code)
    text = str(explained(error, tmp_path / "winback.db")).replace(str(tmp_path), "DIR") + "\n"
    assert text == expected(code.lower())
