"""What the benchmarks tell: figures as defined, a page with its machine and load, and a comparison that can fail."""

from dataclasses import replace

import pytest

from benchmarks.__main__ import BENCHES, Section, standing_part
from benchmarks.concurrency import Round, differences
from benchmarks.figures import median, p5, p95, table, told
from bot.call.records import CallRecord, Turn


def test_p95_is_the_value_that_95_of_100_do_not_exceed():
    assert (p95(range(1, 101)), p5(range(1, 101))) == (95, 6)
    assert (p95([3, 1, 2]), p5([3, 1, 2]), median([3, 1, 2])) == (3, 1, 2)


def test_a_table_is_markdown_with_text_on_the_left():
    assert table(("a", "b"), [("x", "1")]) == "| a | b |\n| :-- | --: |\n| x | 1 |"


def test_progress_is_told_every_tenth_and_changes_nothing(capsys):
    assert list(told("things", range(40))) == list(range(40))
    lines = capsys.readouterr().err.splitlines()
    assert (lines[0], lines[1], lines[-1], len(lines)) == (
        "  things: 0 of 40",
        "  things: 4 of 40",
        "  things: all 40",
        11,
    )


@pytest.mark.parametrize(("text", "body"), [("| a |\n| 1 |", "| a |\n| 1 |"), ("1 a second", "```\n1 a second\n```")])
def test_a_section_names_its_machine_date_and_load(text, body):
    section = Section("engine", text, "2026-11-22 16:00 UTC", "2 cores", 0.43, 1.96, 61.7)
    assert section.markdown() == (
        f"## {BENCHES['engine']}\n"
        "`python -m benchmarks engine`, 2026-11-22 16:00 UTC, 62 s, load 0.4 before and 2.0 after; 2 cores\n\n"
        f"{body}\n"
    )


def test_a_section_measured_elsewhere_stays_on_the_page():
    calls, report = f"## {BENCHES['calls']}\nthere, once\n", f"## {BENCHES['report']}\nand then\n\n| a |\n"
    standing = f"# Benchmarks\n\n{calls}\n{report}\nNot measured yet: engine.\n"
    assert [standing_part(standing, name) for name in ("calls", "report", "engine")] == [calls, report, ""]


RECORD = CallRecord(
    "d01", "discount_offer", "en", "bold", "interested", "promo", "script", "the script goes to promo", 20.0,
    (Turn(0, "callee", 1.0, 2.0, "yes", step="offer", intent="yes", action="act", why="exact", recognition_ms=120.0),),
)  # fmt: skip


def changed(**fields):
    return replace(RECORD, turns=(replace(RECORD.turns[0], **fields),))


def test_the_same_calls_at_once_are_equal_whatever_time_recognition_took():
    assert differences(Round(1, (RECORD,), 9.0, 3.0), Round(4, (changed(recognition_ms=480.0),), 3.0, 3.1)) == []


@pytest.mark.parametrize("other", [changed(text="yeah"), changed(why="lexicon"), replace(RECORD, duration_s=20.1)])
def test_a_call_that_differs_in_words_reason_or_length_is_shown(other):
    shown = differences(Round(1, (RECORD,), 9.0, 3.0), Round(4, (other,), 3.0, 3.1))
    assert shown[:2] == ["--- d01, 1 at once", "+++ d01, 4 at once"]
    assert any(line.startswith("+") for line in shown[2:])
