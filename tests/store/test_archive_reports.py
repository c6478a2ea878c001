"""Every figure of the reports equals a recount in plain Python of what was handed in."""

import asyncio
import random
from collections import Counter

import pytest
from archive import NOW, PROMISE, bot, callee, contact, number, opened, plan, record

from bot.call.records import DIAL_RESULTS
from bot.script.model import DISPOSITIONS
from bot.store import Reader, calls, reports
from bot.store.model import instant, later

COUNT = 300
OBJECTIONS = ("robot", "no_time", "no_need")
UNANSWERED = [word for word in DIAL_RESULTS if word != "answered"]
GOALS = {"offer": "interested", "survey": "completed"}


class Ledger:
    """What was really done: the independent book the reports are held against."""

    def __init__(self):
        self.contacts = []
        self.unanswered = []
        self.calls = []
        self.dialled = []

    @property
    def leads(self):
        return [call for _, call in self.calls if call.disposition == GOALS[call.script]]


def random_record(attempt, chance):
    turns = [
        bot(1),
        *([callee(2)] if chance.random() < 0.7 else []),
        *([bot(3, step="offer", start_s=5)] if chance.random() < 0.5 else []),
    ]
    return record(
        attempt, chance.choice(DISPOSITIONS), turns, outcome=chance.choice(("", "promo_code", "thanks")),
        decided_by=chance.choice(("line", "script", "operator")), duration_s=round(chance.uniform(0, 95), 3),
        slots={"score": str(chance.randrange(13)), "wants": chance.choice("ab")} if chance.random() < 0.6 else {},
        objections={intent: chance.randrange(1, 4) for intent in chance.sample(OBJECTIONS, chance.randrange(3))},
        promises=(PROMISE,) if chance.random() < 0.5 else (), opted_out=False,
    )  # fmt: skip


async def run_campaign(store, name, seed):
    """A seeded campaign of 300 contacts, of which the last 20 are not called yet."""
    chance, book = random.Random(seed), Ledger()
    campaign = await store.create_campaign(plan(name), NOW)
    book.contacts = [
        contact(
            n, script=chance.choice(("offer", "survey")), arm=chance.choice(("bold", "neutral", "")),
            external_id=f"C{n}", fields={"first_name": f"N{n}"},
        )
        for n in range(1, COUNT + 1)
    ]  # fmt: skip
    await store.import_contacts(campaign, book.contacts, NOW)
    for _ in range(COUNT - 20):
        at = later(instant(NOW), chance.randrange(30 * 3600))
        attempt = await store.claim(campaign, at)
        book.dialled.append((at, attempt))
        if chance.random() < 0.3:
            result = chance.choice(UNANSWERED)
            await store.dial_result(attempt.id, result, "", at)
            book.unanswered.append(result)
        else:
            await store.dial_result(attempt.id, "answered", "", at)
            book.calls.append((attempt, random_record(attempt, chance)))
            await store.finish_call(book.calls[-1][1])
    return campaign, book


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """A reader, the campaign and its book; another campaign in the same file must not show through."""
    path = tmp_path_factory.mktemp("reports") / "winback.db"
    with opened(path) as store:
        asyncio.run(run_campaign(store, "other", 1))
        campaign, book = asyncio.run(run_campaign(store, "spring", 2))
    with Reader.open(path) as reader:
        yield reader, campaign, book


def test_progress(ledger):
    reader, campaign, book = ledger
    found = reports.progress(reader, campaign)
    interrupted = book.unanswered.count("unknown_interrupted") + sum(
        c.disposition == "interrupted" for _, c in book.calls
    )
    assert (found.contacts, found.left, found.calling, found.opted_out) == (COUNT, 20, 0, 0)
    assert (found.done, found.interrupted) == (COUNT - 20 - interrupted, interrupted)
    assert found.leads == len(book.leads)
    assert found.endings == Counter(call.disposition for _, call in book.calls)
    assert found.unanswered == Counter(book.unanswered)
    assert reports.contacts_left(reader, campaign) == 20


def test_the_funnel(ledger):
    reader, campaign, book = ledger
    records = [call for _, call in book.calls]
    talked = sum(any(turn.speaker == "callee" for turn in call.turns) for call in records)
    offered = sum(call.script == "offer" and any(turn.step == "offer" for turn in call.turns) for call in records)
    expected = reports.Funnel(COUNT, COUNT - 20, len(records), talked, offered, len(book.leads), 0)
    assert reports.funnel(reader, campaign) == expected


def test_dial_results(ledger):
    reader, campaign, book = ledger
    found = {row.dial_result: row.attempts for row in reports.dial_results(reader, campaign)}
    assert found == Counter([*book.unanswered, *("answered" for _ in book.calls)])
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_dispositions_with_who_decided(ledger):
    reader, campaign, book = ledger
    found = {(row.disposition, row.decided_by): row.calls for row in reports.dispositions(reader, campaign)}
    assert found == Counter((call.disposition, call.decided_by) for _, call in book.calls)


def test_outcomes(ledger):
    reader, campaign, book = ledger
    found = {(row.script, row.outcome, row.disposition): row.calls for row in reports.outcomes(reader, campaign)}
    assert found == Counter((call.script, call.outcome, call.disposition) for _, call in book.calls)


def test_objections_and_what_came_after_them(ledger):
    reader, campaign, book = ledger
    for row in reports.objections(reader, campaign):
        with_it = [call for _, call in book.calls if row.intent in call.objections]
        assert row.raised == sum(call.objections[row.intent] for call in with_it)
        assert row.calls == len(with_it)
        assert row.leads == sum(call in book.leads for call in with_it)
        assert row.won == row.leads / row.calls
    assert {row.intent for row in reports.objections(reader, campaign)} == set(OBJECTIONS)


def test_arms(ledger):
    reader, campaign, book = ledger
    found = {(row.script, row.arm): row for row in reports.arms(reader, campaign)}
    assert {key: row.calls for key, row in found.items()} == Counter((c.script, c.arm) for _, c in book.calls)
    leads = Counter((c.script, c.arm) for c in book.leads)
    assert {key: row.leads for key, row in found.items()} == {key: leads[key] for key in found}
    assert all(row.share == row.leads / row.calls for row in found.values())


def test_slots(ledger):
    reader, campaign, book = ledger
    found = {(row.script, row.slot): row.calls for row in reports.slot_names(reader, campaign)}
    assert found == Counter((call.script, name) for _, call in book.calls for name in call.slots)
    values = {row.value: row.calls for row in reports.slot_values(reader, campaign, "wants")}
    assert values == Counter(call.slots["wants"] for _, call in book.calls if call.slots)
    assert len(reports.slot_values(reader, campaign, "wants", limit=1)) == 1


def test_nps(ledger):
    reader, campaign, book = ledger
    scores = [int(call.slots["score"]) for _, call in book.calls if call.slots]
    scores = [score for score in scores if score <= 10]  # eleven and twelve are no scores
    found = reports.nps(reader, campaign)
    assert found.scores == tuple(scores.count(n) for n in range(11))
    assert found.answers == len(scores)
    assert found.promoters == sum(score >= 9 for score in scores)
    assert found.passives == sum(score in (7, 8) for score in scores)
    assert found.detractors == sum(score <= 6 for score in scores)
    assert found.index == 100 * (found.promoters - found.detractors) / len(scores)


def test_durations(ledger):
    reader, campaign, book = ledger
    seconds = sorted(call.duration_s for _, call in book.calls)
    found = reports.durations(reader, campaign, width_s=10)
    assert found.calls == len(seconds)
    assert found.total_s == pytest.approx(sum(seconds))
    assert found.mean_s == pytest.approx(sum(seconds) / len(seconds))
    assert found.longest_s == seconds[-1]
    assert found.percentiles == {p: seconds[-(-len(seconds) * p // 100) - 1] for p in (50, 90, 95, 99)}
    assert found.buckets == tuple(sum(i * 10 <= s < i * 10 + 10 for s in seconds) for i in range(10))


def test_hours(ledger):
    reader, campaign, book = ledger
    found = {row.at: row for row in reports.hours(reader, campaign)}
    answered = {attempt.id for attempt, _ in book.calls}
    leads = {call.attempt_id for call in book.leads}
    for key, wanted in (("attempts", None), ("answered", answered), ("leads", leads)):
        count = Counter(f"{at[:13]}:00:00.000Z" for at, a in book.dialled if wanted is None or a.id in wanted)
        assert {at: getattr(row, key) for at, row in found.items()} == {at: count[at] for at in found}
    assert list(found) == sorted(found)


def test_pages_of_calls_are_the_calls_in_order_without_gap_or_repetition(ledger):
    reader, campaign, book = ledger
    found, after = [], 0
    while rows := calls.page(reader, campaign, after=after, limit=7):
        found += rows
        after = rows[-1].key
    assert [row.attempt_id for row in found] == [call.attempt_id for _, call in book.calls]
    assert [(row.disposition, row.lead) for row in found] == [(c.disposition, c in book.leads) for _, c in book.calls]
    assert tuple(calls.every(reader, campaign)) == tuple(found)


def test_pages_of_one_disposition(ledger):
    reader, campaign, book = ledger
    rows = calls.page(reader, campaign, disposition="hung_up", limit=3)
    wanted = [call.attempt_id for _, call in book.calls if call.disposition == "hung_up"]
    rest = calls.page(reader, campaign, disposition="hung_up", after=rows[-1].key)
    assert [row.attempt_id for row in (*rows, *rest)] == wanted


def test_every_call_comes_back_whole(ledger):
    reader, _, book = ledger
    for attempt, handed in book.calls:
        found = calls.call(reader, attempt.id)
        assert found.record == handed
        assert found.fields == {"first_name": f"N{found.row.row}"}


def test_leads_for_export(ledger):
    reader, campaign, book = ledger
    found = list(calls.leads(reader, campaign))
    assert [lead.attempt_id for lead in found] == [call.attempt_id for call in book.leads]
    assert [(lead.slots, lead.promises) for lead in found] == [(call.slots, call.promises) for call in book.leads]
    numbers = {attempt.id: attempt.number for attempt, _ in book.calls}
    assert [lead.number for lead in found] == [numbers[lead.attempt_id] for lead in found]
    assert all(lead.number == number(lead.row) and lead.external_id == f"C{lead.row}" for lead in found)


async def test_a_campaign_without_calls_has_empty_reports(tmp_path):
    with opened(tmp_path / "w.db") as store:
        campaign = await store.create_campaign(plan(), NOW)
    with Reader.open(tmp_path / "w.db") as reader:
        assert reader.campaigns() == (campaign,)
        assert reports.funnel(reader, campaign) == reports.Funnel(0, 0, 0, 0, 0, 0, 0)
        assert reports.nps(reader, campaign).index == 0
        found = reports.durations(reader, campaign)
        assert (found.calls, found.mean_s, found.percentiles, found.buckets) == (0, 0, {}, ())
        lists = (reports.dispositions, reports.outcomes, reports.objections, reports.arms, reports.hours, calls.page)
        assert [report(reader, campaign) for report in lists] == [()] * len(lists)
        assert list(calls.leads(reader, campaign)) == []


async def test_a_reader_cannot_write(tmp_path):
    with opened(tmp_path / "w.db"):
        pass
    with Reader.open(tmp_path / "w.db") as reader, pytest.raises(Exception, match="readonly"):
        reader.connection.execute("DELETE FROM campaign")
