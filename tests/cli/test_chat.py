"""`winback chat`: the bot speaks first, as on the telephone, unless the callee is told to."""

from __future__ import annotations

import pytest

from tests.cli.shop import Shop

GREETING = "Hello, Anna. This is the automatic assistant of Prego. Do you have half a minute?"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    made = Shop(tmp_path_factory.mktemp("shop"))
    made.keep_cache()
    (made.folder / "anna.yaml").write_text("first_name: Anna\n")
    return made


def who_spoke(lines: str) -> list[tuple[str, str]]:
    """(who, what) of every turn; times, reasons and the “>” are left out."""
    turns = [line.removeprefix("> ").split(maxsplit=2)[1:] for line in lines.splitlines()]
    said = [turn for turn in turns if turn and turn[0] in ("bot", "callee")]
    return [(who, what.partition("  [")[0]) for who, what in said]


def test_nothing_is_asked_of_the_callee_before_the_bot_spoke(shop: Shop) -> None:
    done = shop.run("chat", "small", "--contact", "anna.yaml", typed="yes\nno\n")
    assert who_spoke(done.out)[:4] == [
        ("bot", GREETING),
        ("callee", "yes"),
        ("bot", "We have kept five hundred hryvnias for you. Shall I text you the code?"),
        ("callee", "no"),
    ]
    assert "not_interested" in done.out.splitlines()[-1]


def test_a_callee_who_speaks_first_is_heard_first(shop: Shop) -> None:
    done = shop.run("chat", "small", "--contact", "anna.yaml", "--first-words", "hello", typed="no\n")
    assert who_spoke(done.out)[:3] == [("callee", "hello"), ("bot", GREETING), ("callee", "no")]


def test_a_callee_who_types_no_more_has_hung_up(shop: Shop) -> None:
    done = shop.run("chat", "small", "--contact", "anna.yaml", typed="")
    assert done.out.splitlines()[-1] == "hung_up, decided by line: the callee hung up"
