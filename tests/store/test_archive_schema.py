"""The tables as they are, and how files of every age become so."""

import re
import sqlite3
from pathlib import Path

import pytest
from archive import GOLDEN
from sqlite_utils import Database

from bot import store
from bot.call.records import DIAL_RESULTS
from bot.script.model import DISPOSITIONS
from bot.source import WinbackError
from bot.store.schema import MIGRATIONS, WORDS, migrate, version_of
from bot.store.sql import READS, WRITES


@pytest.fixture
def connection():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    yield connection
    connection.close()


def schema(connection):
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name")
    return "\n".join(re.sub(r"\s*\n\s*", " ", sql) for (sql,) in rows) + "\n"


def second(db):
    db.table("contact").add_column("note", str)


def broken(db):
    db.table("contact").add_column("half_done", str)
    raise RuntimeError("the lights went out")


def test_an_empty_file_becomes_the_final_schema(connection):
    migrate(connection, Path("x.db"))
    assert schema(connection) == (GOLDEN / "schema.sql").read_text()
    assert version_of(connection, Path("x.db")) == len(MIGRATIONS)


def test_migrating_twice_changes_nothing(connection):
    migrate(connection, Path("x.db"))
    before = schema(connection)
    migrate(connection, Path("x.db"))
    assert schema(connection) == before


def test_the_closed_sets_are_those_of_the_program(connection):
    migrate(connection, Path("x.db"))
    for table, words in (("dial_result", DIAL_RESULTS), ("disposition", DISPOSITIONS)):
        assert WORDS[table] == words
        assert [row[0] for row in connection.execute(f"SELECT name FROM {table} ORDER BY rowid")] == list(words)


def test_an_older_file_is_copied_then_migrated_with_its_rows(tmp_path):
    path = tmp_path / "w.db"
    old = sqlite3.connect(path, isolation_level=None)
    migrate(old, path)
    old.execute("INSERT INTO campaign (name, seed, created_at) VALUES ('spring', 1, 'then')")
    migrate(old, path, [*MIGRATIONS, second])
    assert old.execute("SELECT name FROM campaign").fetchall() == [("spring",)]
    assert "note" in Database(old).table("contact").columns_dict
    copy = sqlite3.connect(tmp_path / "w.db.v1")
    assert copy.execute("SELECT name FROM campaign").fetchall() == [("spring",)]
    assert "note" not in Database(copy).table("contact").columns_dict
    old.close()
    copy.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(connection, tmp_path):
    migrate(connection, tmp_path / "w.db")
    before = schema(connection)
    with pytest.raises(RuntimeError, match="lights"):
        migrate(connection, tmp_path / "w.db", [*MIGRATIONS, broken])
    assert schema(connection) == before
    assert version_of(connection, tmp_path / "w.db") == 1
    assert not connection.in_transaction


def test_a_newer_file_is_refused_before_anything_is_touched(connection):
    migrate(connection, Path("w.db"), [*MIGRATIONS, second])
    before = schema(connection)
    with pytest.raises(WinbackError, match="newer winback"):
        migrate(connection, Path("w.db"))
    assert schema(connection) == before


def test_every_statement_compiles_and_is_used(connection):
    migrate(connection, Path("x.db"))
    code = "".join(path.read_text() for path in Path(store.__file__).parent.glob("*.py"))
    for name, sql in {**WRITES, **READS}.items():
        values = dict.fromkeys(re.findall(r":(\w+)", sql), 1)
        assert connection.execute(f"EXPLAIN {sql}", values).fetchall(), name
        assert f'"{name}"' in code, f"{name} is used nowhere"


def test_a_word_outside_a_closed_set_is_refused(connection):
    migrate(connection, Path("x.db"))
    connection.execute("INSERT INTO campaign (name, seed, created_at) VALUES ('spring', 1, 'then')")
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO script VALUES (1, 'offer', 'delighted', '[]')")


def test_a_number_never_becomes_an_integer(connection):
    migrate(connection, Path("x.db"))
    connection.execute("INSERT INTO setting VALUES ('phone', '0671234567')")
    assert connection.execute("SELECT value FROM setting").fetchall() == [("0671234567",)]
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO turn VALUES ('one', 1, 'bot', 0.0, 1.0, '', '', '', '{}')")
