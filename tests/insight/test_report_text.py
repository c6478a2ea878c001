"""The report in a terminal: read whole against goldens, and never steered by what a contact list holds."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from history import Size, write
from rich.console import Console
from small import Told, keep

from bot.call.records import DIAL_RESULTS
from bot.insight import figures, labels
from bot.insight.report import Ask, Cost, gather, lines, renderables
from bot.script.model import DISPOSITIONS, GLOBAL_INTENTS
from bot.store import Reader

GOLDEN = Path(__file__).parent / "golden"


def report_of(path: Path, ask: Ask = Ask()):
    with Reader.open(path) as reader:
        return gather(reader, reader.campaigns(), ask)


def test_three_hundred_contacts_read_like_this(tmp_path):
    write(tmp_path / "w.db", Size(300))
    said = lines(report_of(tmp_path / "w.db", Ask(leads=5, cost=Cost(Decimal(1500), "UAH"))))
    assert "\n".join(said) == (GOLDEN / "autumn_300.txt").read_text("utf-8")


def test_two_campaigns_read_like_this(tmp_path):
    write(tmp_path / "w.db", Size(12))
    write(tmp_path / "w.db", Size(8, seed=3, name="winter", answered=0.0))
    assert "\n".join(lines(report_of(tmp_path / "w.db"))) == (GOLDEN / "two_small.txt").read_text("utf-8")


def test_nothing_at_all_is_said_plainly(tmp_path):
    path = keep(tmp_path / "w.db")
    with Reader.open(path) as reader:
        assert lines(gather(reader, ())) == ["No campaigns yet", "================", ""]
    assert "  0 contacts, 0 done." in lines(report_of(path))


def test_a_campaign_nobody_answered_shows_how_dialling_ended(tmp_path):
    path = keep(tmp_path / "w.db", Told(dial_result="busy"), Told(dial_result="no_answer"), Told())
    said = "\n".join(lines(report_of(path)))
    assert "Busy" in said
    assert "1 still to be called" in said
    assert "conversations came to" not in said


def test_one_call_is_enough_for_a_report(tmp_path):
    path = keep(tmp_path / "w.db", Told({"name": "Anna"}, record={}))
    said = "\n".join(lines(report_of(path)))
    assert "Interested" in said
    assert "Anna  +380*****0001  Promo code" in said


def test_changed_wording_is_told(tmp_path):
    keep(tmp_path / "w.db", Told(record={}))
    keep(tmp_path / "w.db", digest="second")
    said = " ".join(" ".join(lines(report_of(tmp_path / "w.db"))).split())
    assert "the figures mix several wordings" in said


def test_two_who_decided_the_same_are_both_named(tmp_path):
    ended = {"disposition": "interrupted", "outcome": "", "turns": ()}
    by_us = {**ended, "decided_by": "operator"}
    told = (Told(record={**ended, "decided_by": "line"}), Told(record=by_us), Told(record=by_us))
    said = "\n".join(lines(report_of(keep(tmp_path / "w.db", *told))))
    assert "the operator 2, the line 1" in said
    assert "understood at once" not in said


@pytest.mark.parametrize("width", [60, 80, 132])
def test_no_line_is_wider_than_the_terminal(tmp_path, width):
    from rich.cells import cell_len

    long = Told({"first_name": "Константинопольський" * 4, "last_name": "김" * 40}, record={})
    said = lines(report_of(keep(tmp_path / "w.db", long)), width)
    assert max(map(cell_len, said)) <= width


def test_names_cannot_steer_the_terminal(tmp_path):
    evil = Told({"name": "\x1b[2J[bold red]Eve[/]\u202e"}, record={"why": "\x07"})
    report = report_of(keep(tmp_path / "w.db", evil))
    plain = "\n".join(lines(report))
    out = io.StringIO()
    Console(file=out, width=100).print(*renderables(report), sep="\n")
    for said in (plain, out.getvalue()):
        assert "[bold red]Eve[/]" in said
        assert not set("\x1b\x07\u202e") & set(said)


def test_rich_says_the_same_words_as_plain_lines(tmp_path):
    write(tmp_path / "w.db", Size(60))
    write(tmp_path / "w.db", Size(5, seed=2, name="winter"))
    report = report_of(tmp_path / "w.db", Ask(cost=Cost(Decimal("99.5"), "EUR")))
    out = io.StringIO()
    Console(file=out, width=200).print(*renderables(report), sep="\n")
    words = set(out.getvalue().replace("─", " ").split())
    assert {word for line in lines(report, 200) for word in line.split() if word.strip("=█")} <= words | {""}


def test_every_word_of_the_closed_sets_has_words_for_people():
    assert set(labels.DISPOSITIONS) == set(DISPOSITIONS)
    assert set(labels.DIAL_RESULTS) == set(DIAL_RESULTS)
    assert set(GLOBAL_INTENTS) <= set(labels.INTENTS)


@pytest.mark.parametrize(("share", "said"), [
    (0, "0 %"), (1, "100 %"), (0.0004, "<0.1 %"), (0.0421, "4.2 %"), (0.05, "5 %"), (0.364, "36 %"), (0.9999, "99.9 %"),
    (0.99, "99 %"),
])  # fmt: skip
def test_shares_are_rounded_but_never_to_all_or_nothing(share, said):
    assert figures.percent(share) == said


@pytest.mark.parametrize(("text", "said"), [
    ("2026-03-05T18:00/2026-03-05T20:00", "5 Mar 2026, 18:00 to 20:00"),
    ("2026-03-05T18:00/2026-03-06T09:30", "5 Mar 2026, 18:00 to 6 Mar 2026, 09:30"),
    ("2026-03-05T18:00", "5 Mar 2026, 18:00"), ("too_expensive", "Too expensive"), ("moved_away", "Moved away"),
    ("be nicer", "be nicer"), ("2000 UAH", "2000 UAH"),
])  # fmt: skip
def test_values_are_written_as_people_write_them(text, said):
    assert figures.value(text) == said


def test_no_moment_is_a_dash():
    assert figures.moment("") == "–"


@pytest.mark.parametrize(("duration_s", "said"), [
    (0, "0 s"), (59.4, "59 s"), (65, "1 min 05 s"), (7800, "2 h 10 min"),
])  # fmt: skip
def test_lengths_are_written_as_people_say_them(duration_s, said):
    assert figures.seconds(duration_s) == said


@pytest.mark.parametrize(("fields", "name"), [
    ({"first_name": "Anna", "last_name": "K."}, "Anna K."), ({"full_name": "Anna K."}, "Anna K."), ({}, ""),
    ({"last_name": "K."}, "K."),
])  # fmt: skip
def test_a_name_is_taken_from_whatever_column_has_it(fields, name):
    assert figures.name(fields) == name
