"""Campaigns through the real command: recorded callees, Ctrl-C, kill -9, going on where it stopped."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shop import Shop

KILLS = int(os.environ.get("WINBACK_KILLS", "3"))
"""`make kills` asks for twenty, and for the demo instead of the small shop."""

QUICK = ("keys_yes", "keys_no", "keys_never", "gone")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return shop_with_callees(tmp_path)


def shop_with_callees(folder: Path) -> Shop:
    shop = Shop(folder)
    shop.keep_cache()
    shop.callee("keys_yes", '{keys: "1", when: after_prompt}', '{keys: "1", when: after_prompt}')
    shop.callee("keys_no", '{keys: "2", when: after_prompt}')
    shop.callee("keys_never", '{keys: "9", when: after_prompt}')
    shop.callee("gone", "{hangs_up: yes, when: during_prompt, after_s: 2}")
    shop.callee("silent")
    return shop


def look(shop: Shop, sql: str) -> list[tuple[Any, ...]]:
    """Rows read past the program."""
    connection = sqlite3.connect(f"file:{shop.database}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def endings(shop: Shop) -> Counter[str]:
    return Counter(row[0] for row in look(shop, "SELECT coalesce(disposition, dial_result) FROM outcome"))


def assert_nobody_was_called_twice(shop: Shop, contacts: int) -> None:
    """Every contact has exactly one attempt, and every attempt exactly one outcome."""
    attempts = look(shop, "SELECT contact_id, count(*) FROM attempt GROUP BY contact_id")
    assert [count for _, count in attempts] == [1] * contacts
    assert look(shop, "SELECT count(*) FROM outcome") == [(contacts,)]
    assert look(shop, "SELECT count(*) FROM attempt WHERE state <> 'done'") == [(0,)]
    assert look(shop, "SELECT count(*) FROM contact WHERE state IN ('due', 'calling')") == [(0,)]


def transcripts(shop: Shop) -> dict[str, list[Any]]:
    """Every call by its recording, without wall times."""
    rows = look(
        shop,
        "SELECT c.number, t.speaker, t.start_s, t.end_s, t.text, t.step, t.intent, t.detail FROM turn t"
        " JOIN attempt a ON a.id = t.attempt_id JOIN contact c ON c.id = a.contact_id ORDER BY a.id, t.seq",
    )
    found: dict[str, list[Any]] = {}
    for number, *turn, detail in rows:
        told = json.loads(detail)
        told.pop("recognition_ms", None)
        found.setdefault(number, []).append((*turn, told))
    return found


def test_a_campaign_calls_everybody_and_started_again_calls_nobody(shop: Shop) -> None:
    path = str(shop.campaign([*QUICK, "no_such_recording"]))
    first = shop.run("campaign", "start", path)
    assert first.code == 0, first.err
    assert endings(shop) == {
        "interested": 1, "not_interested": 1, "do_not_call": 1, "hung_up": 1, "media_failure": 1,
    }  # fmt: skip
    assert "there is no recording “no_such_recording”" in first.out
    again = shop.run("campaign", "start", path)
    assert (again.code, again.out) == (
        0, "spring: everybody is called already (5 contacts); nobody was called now\n",
    )  # fmt: skip
    assert_nobody_was_called_twice(shop, 5)


def test_status_report_and_export_tell_what_came_of_it(shop: Shop) -> None:
    shop.run("campaign", "start", str(shop.campaign(list(QUICK))))
    status = shop.run("campaign", "status", "spring").out
    assert "spring: 4 contacts, 0 to call, 1 lead" in status
    assert "       4  conversations\n         1  " in status
    report = shop.run("report")
    assert "Interested" in report.out
    assert (shop.folder / "var" / "reports" / "all" / "index.html").is_file()
    (lead,) = json.loads(shop.run("export", "leads", "--format", "json").out)
    assert (lead["number"], lead["outcome"]) == ("+12025550100", "promise")
    sheet = shop.run("export", "leads", "--format", "csv", "--output", "leads.csv")
    assert sheet.out == "1 lead in leads.csv\n"
    assert "+12025550100" in (shop.folder / "leads.csv").read_text("utf-8-sig")


def test_a_number_that_opted_out_is_not_called_in_any_campaign(shop: Shop) -> None:
    assert shop.run("optout", "add", "+12025550100").out == "+120****0100 is never called again\n"
    shop.run("campaign", "start", str(shop.campaign(["keys_yes", "keys_never"])))
    other = shop.run("campaign", "start", str(shop.campaign(["keys_yes", "keys_yes", "keys_yes"], name="summer")))
    assert endings(shop) == {"do_not_call": 1, "interested": 1}
    assert "summer: not called, since they opted out: 2 contacts" in other.out
    assert shop.run("optout", "list", "+12025550101").out == "+12025550101: never called again\n"
    assert shop.run("optout", "list", "+12025550102").out == "+12025550102: may be called\n"
    *listed, sum_up = shop.run("optout", "list").out.splitlines()
    assert (len(listed), sum_up.partition(" (")[0]) == (2, "2 opt-outs")


def test_where_nobody_opted_out_the_list_says_so(shop: Shop) -> None:
    shop.run("campaign", "start", str(shop.campaign(["keys_yes"])))
    assert shop.run("optout", "list").out == "nobody has opted out\n"


def test_a_language_without_ears_is_said_so_and_called_by_keys(shop: Shop) -> None:
    path = shop.campaign(["keys_yes", "silent"])
    whole = shop.folder / path
    whole.write_text(whole.read_text().replace("language: en", "language: uk"))
    done = shop.run("campaign", "start", str(path))
    assert "there is no speech recogniser for “uk”: callees can answer by keys only" in done.err
    assert "winback models fetch uk" in done.err
    assert endings(shop) == {"interested": 1, "no_input": 1}


def test_ctrl_c_lets_running_calls_end_and_the_rest_is_called_later(shop: Shop) -> None:
    path = str(shop.campaign(["silent", *QUICK * 10], concurrency=2))
    running = shop.start("campaign", "start", path)
    running.read_until("keys_", times=2)
    running.interrupt()
    running.read_until("stopping: nobody new is called")
    assert running.wait() == 130
    assert running.lines[-1] == f"stopped; go on with: winback campaign start {path}"
    assert "interrupted" not in endings(shop)
    assert look(shop, "SELECT count(*) FROM attempt WHERE state <> 'done'") == [(0,)]
    assert 2 <= sum(endings(shop).values()) < 41
    assert shop.run("campaign", "start", path).code == 0
    assert_nobody_was_called_twice(shop, 41)


def patient_campaign(shop: Shop, recordings: list[str], concurrency: int) -> str:
    """A campaign whose bot waits a minute for an answer, so that silent calls are long enough to be cut off."""
    scripts = shop.folder / "scripts"
    waits = "    no_input: {after_s: 60, reprompt: 3}\n"
    text = (scripts / "small.yaml").read_text().replace("script: small", "script: patient")
    (scripts / "patient.yaml").write_text(text.replace("  greeting:\n", f"  greeting:\n{waits}"))
    path = shop.campaign(recordings, concurrency)
    whole = shop.folder / path
    whole.write_text(whole.read_text().replace("script: small", "script: patient"))
    return str(path)


def test_ctrl_c_twice_cuts_calls_off_and_they_are_not_called_again(shop: Shop) -> None:
    path = patient_campaign(shop, [*QUICK, *["silent"] * 4], concurrency=4)
    running = shop.start("campaign", "start", path)
    running.read_until("keys_yes")
    running.interrupt()
    running.read_until("stopping: nobody new is called")
    running.interrupt()
    running.read_until("cutting off")
    assert running.wait() == 130
    cut = endings(shop)["interrupted"]
    assert cut
    assert shop.run("campaign", "start", path).code == 0
    assert endings(shop)["interrupted"] == cut
    assert_nobody_was_called_twice(shop, 8)


@pytest.mark.engine
def test_whoever_kills_the_program_makes_nobody_be_called_twice(tmp_path: Path) -> None:
    shop = shop_with_callees(tmp_path)
    contacts = 12 * (KILLS + 1)
    path = str(shop.campaign([*QUICK, "silent", "keys_yes"] * (contacts // 6), concurrency=4))
    for _ in range(KILLS):
        running = shop.start("campaign", "start", path)
        running.read_until("+120", times=4)
        running.kill()
    last = shop.run("campaign", "start", path)
    assert last.code == 0, last.err
    assert_nobody_was_called_twice(shop, contacts)
    assert sum(endings(shop).values()) == contacts


@pytest.mark.engine
def test_the_same_calls_come_to_the_same_at_any_concurrency(tmp_path: Path) -> None:
    spoken = ["d01_yes_eager", "d10_flat_no", "d23_off_your_list"]
    heard = []
    for concurrency in (1, 4):
        shop = shop_with_callees(tmp_path / str(concurrency))
        for name in spoken:
            shop.speaking_callee(name)
        done = shop.run("campaign", "start", str(shop.campaign([*spoken, *QUICK, "silent"], concurrency)))
        assert done.code == 0, done.err
        heard.append((endings(shop), transcripts(shop)))
    assert heard[0] == heard[1]
    assert any("Yes" in turn[3] for turn in heard[0][1]["+12025550100"])
