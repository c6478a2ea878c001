"""Every figure of the report, found a second time from the bare tables by plain Python."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from datetime import datetime
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from history import Size, write

from bot.insight.findings import Ask, Cost, Findings, gather
from bot.store import Reader

KYIV = ZoneInfo("Europe/Kyiv")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two campaigns in one file, so that a figure that mixes them is found out."""
    path = tmp_path_factory.mktemp("figures") / "winback.db"
    write(path, Size(300))
    write(path, Size(90, seed=3, name="winter"))
    return path


@pytest.fixture(scope="module")
def tables(book: Path) -> dict[str, list[dict[str, Any]]]:
    """The bare tables, those of campaign 1 only where they name a campaign."""
    connection = sqlite3.connect(book)
    connection.row_factory = sqlite3.Row
    names = ("contact", "attempt", "outcome", "call", "turn", "slot", "objection", "promise", "lead")
    found = {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in names}
    connection.close()
    kept = {name: [row for row in rows if row.get("campaign_id", 1) == 1] for name, rows in found.items()}
    calls = {row["attempt_id"] for row in kept["call"]}
    for name in ("turn", "slot", "objection", "promise"):
        kept[name] = [row for row in kept[name] if row["attempt_id"] in calls]
    return kept


@pytest.fixture(scope="module")
def found(book: Path) -> Findings:
    with Reader.open(book) as reader:
        return gather(reader, [reader.campaign("autumn")], Ask(zone=KYIV, leads=1000)).campaigns[0]


def test_the_funnel_counts_people_step_by_step(found, tables):
    calls = tables["call"]
    assert found.funnel.contacts == len(tables["contact"]) == 300
    assert found.funnel.attempts == len(tables["attempt"])
    assert found.funnel.answered == sum(row["answered_at"] is not None for row in tables["attempt"])
    said = {
        t["attempt_id"] for t in tables["turn"] if t["speaker"] == "callee" and (t["text"] or '"keys"' in t["detail"])
    }
    assert found.funnel.talked == len(said)
    offers = {"offer_bold", "offer_neutral", "remedy_price", "remedy_service"}
    heard = {t["attempt_id"] for t in tables["turn"] if t["speaker"] == "bot" and t["step"] in offers}
    assert found.funnel.offered == len(heard)
    assert found.funnel.interested == len(tables["lead"])
    assert found.funnel.opted_out == sum(call["opted_out"] for call in calls)


def test_endings_and_dial_results_add_up_to_what_the_outcomes_say(found, tables):
    dialled = Counter(row["dial_result"] for row in tables["outcome"])
    assert {one.dial_result: one.attempts for one in found.dial_results} == dialled
    ended = Counter(row["disposition"] for row in tables["outcome"] if row["disposition"])
    assert {one.disposition: one.calls for one in found.endings} == ended
    assert [one.calls for one in found.endings] == sorted(ended.values(), reverse=True)
    decided = Counter((row["disposition"], row["decided_by"]) for row in tables["outcome"] if row["disposition"])
    assert {(one.disposition, who): n for one in found.endings for who, n in one.deciders} == decided


def test_objections_count_calls_and_those_that_became_leads_all_the_same(found, tables):
    leads = {row["attempt_id"] for row in tables["lead"]}
    raised: Counter[str] = Counter()
    calls: Counter[str] = Counter()
    won: Counter[str] = Counter()
    for row in tables["objection"]:
        raised[row["intent"]] += row["count"]
        calls[row["intent"]] += 1
        won[row["intent"]] += row["attempt_id"] in leads
    assert {o.intent: (o.raised, o.calls, o.leads) for o in found.objections} == {
        intent: (raised[intent], calls[intent], won[intent]) for intent in raised
    }
    assert sum(won.values()) > 0


def test_arms_are_counted_script_by_script(found, tables):
    leads = {row["attempt_id"] for row in tables["lead"]}
    calls = Counter((call["script"], call["arm"]) for call in tables["call"])
    won = Counter((call["script"], call["arm"]) for call in tables["call"] if call["attempt_id"] in leads)
    shown = {(c.script, arm.arm): (arm.calls, arm.leads) for c in found.contests for arm in c.arms}
    assert shown == {place: (calls[place], won[place]) for place in calls}


def test_the_score_is_that_of_the_answers_given(found, tables):
    scores = [int(row["value"]) for row in tables["slot"] if row["name"] == "score"]
    up, down = sum(n >= 9 for n in scores), sum(n <= 6 for n in scores)
    assert (found.nps.counts.promoters, found.nps.counts.detractors) == (up, down)
    assert found.nps.counts.passives == sum(7 <= n <= 8 for n in scores)
    assert found.nps.counts.index == pytest.approx(100 * (up - down) / len(scores))
    assert found.nps.interval.low < found.nps.counts.index < found.nps.interval.high


def test_reasons_come_first_and_are_counted(found, tables):
    reasons = Counter(row["value"] for row in tables["slot"] if row["name"] == "reason")
    assert found.slots[0].slot == "reason"
    assert {one.value: one.calls for one in found.slots[0].values} == reasons


def test_lengths_are_those_of_the_calls(found, tables):
    lengths = sorted(call["duration_s"] for call in tables["call"])
    assert found.calls == len(lengths)
    assert (found.shortest_s, found.durations.longest_s) == (lengths[0], lengths[-1])
    assert found.durations.percentiles[50] == lengths[ceil(len(lengths) / 2) - 1]
    assert found.durations.total_s == pytest.approx(sum(lengths))
    assert list(found.durations.buckets) == [
        sum(10 * place <= length < 10 * place + 10 for length in lengths)
        for place in range(len(found.durations.buckets))
    ]


def test_hearing_is_counted_answer_by_answer(found, tables):
    details = [(turn["intent"], json.loads(turn["detail"])) for turn in tables["turn"] if turn["speaker"] == "callee"]
    spoken = [(intent, detail) for intent, detail in details if "keys" not in detail]
    actions = Counter(detail["action"] for _, detail in spoken if "action" in detail)
    assert found.hearing.judged == sum(actions.values())
    assert found.hearing.at_once == sum(1 for intent, detail in spoken if intent and detail["action"] == "act")
    assert (found.hearing.confirmed, found.hearing.again) == (actions["confirm"], actions["ask"])
    times = sorted(floor_half_up(detail["recognition_ms"]) for _, detail in spoken)
    assert found.hearing.timed == len(times)
    assert found.hearing.within_ms(50) == times[ceil(len(times) * 0.5) - 1]
    assert found.hearing.within_ms(95) == times[ceil(len(times) * 0.95) - 1]


def floor_half_up(ms: float) -> int:
    """SQLite rounds halves away from nought, Python to even."""
    return int(ms + 0.5)


def test_hours_of_the_day_are_those_of_the_zone_asked_for(found, tables):
    leads = {row["attempt_id"] for row in tables["lead"]}
    expected = [[0, 0, 0] for _ in range(24)]
    for attempt in tables["attempt"]:
        hour = expected[datetime.fromisoformat(attempt["at"]).astimezone(KYIV).hour]
        hour[0] += 1
        hour[1] += attempt["answered_at"] is not None
        hour[2] += attempt["id"] in leads
    assert [list(hour) for hour in found.hours] == expected


def test_leads_are_listed_with_names_promises_and_masked_numbers(found, tables):
    people = {row["id"]: row for row in tables["contact"]}
    promised = Counter(row["attempt_id"] for row in tables["promise"])
    assert len(found.leads) == len(tables["lead"])
    for shown, row in zip(found.leads, sorted(tables["lead"], key=lambda lead: lead["attempt_id"]), strict=True):
        person = people[row["contact_id"]]
        fields = json.loads(person["fields"])
        assert shown.name == f"{fields['first_name']} {fields['last_name']}".strip()
        assert shown.number == f"{person['number'][:4]}*****{person['number'][-4:]}"
        assert (shown.at, len(shown.promises)) == (row["at"], promised[row["attempt_id"]])


def test_numbers_are_shown_in_full_when_asked_for(book):
    with Reader.open(book) as reader:
        report = gather(reader, reader.campaigns(), Ask(full_numbers=True, leads=1))
    assert report.campaigns[0].leads[0].number.removeprefix("+").isdecimal()


def test_several_campaigns_add_up_and_share_the_cost(book, tables):
    with Reader.open(book) as reader:
        report = gather(reader, reader.campaigns(), Ask(cost=Cost(Decimal(1000), "UAH")))
    assert report.funnel.contacts == 390
    assert report.funnel.interested == sum(found.funnel.interested for found in report.campaigns)
    assert report.cost_per_lead == Decimal(1000) / report.funnel.interested
