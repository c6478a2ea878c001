"""Campaigns, lists, claims, calls and opt-outs as the rest of the program meets them."""

import sqlite3

import pytest
from archive import (
    BOOT,
    NOW,
    PROMISE,
    SIBLING,
    bot,
    callee,
    contact,
    contacts,
    everybody_died,
    look,
    nobody_died,
    nobody_knows,
    number,
    opened,
    plan,
    record,
)

from bot.call.ports import CallStore
from bot.call.records import Turn
from bot.source import WinbackError
from bot.store import Duplicate, Imported, NewContact, Reader, Store, calls, reports
from bot.store.model import instant, later
from bot.store.secret import mask

ANSWERED = "2026-03-02T09:00:10.000Z"
LATER = "2026-03-02T11:00:00.000Z"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "var" / "winback.db"


@pytest.fixture
def store(path):
    with opened(path) as store:
        yield store


async def begun(store, count=1, name="spring"):
    campaign = await store.create_campaign(plan(name), NOW)
    await store.import_contacts(campaign, contacts(count), NOW)
    return campaign


async def answered(store, campaign):
    attempt = await store.claim(campaign, NOW)
    await store.dial_result(attempt.id, "answered", "", ANSWERED)
    return attempt


def seen(path, attempt):
    with Reader.open(path) as reader:
        return calls.call(reader, attempt.id)


# --- opening --------------------------------------------------------------------------------------------------------


def test_what_the_store_writes_is_for_its_owner_only(store, path):
    assert {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {
        "winback.db": 0o600, "winback.db-wal": 0o600, "winback.db-shm": 0o600, "winback.db.key": 0o600,
    }  # fmt: skip


async def test_it_writes_through_to_the_disk_and_holds_references(store):
    async def pragma(name):
        return await store.writer.do(lambda connection: connection.execute(f"PRAGMA {name}").fetchone()[0])

    assert await pragma("journal_mode") == "wal"
    assert await pragma("synchronous") == 2  # FULL
    assert await pragma("foreign_keys") == 1
    assert await pragma("busy_timeout") == 5000


def test_it_is_a_call_store(store):
    accepts: CallStore = store
    assert accepts is store


# --- campaigns and lists --------------------------------------------------------------------------------------------


async def test_a_campaign_begun_twice_is_one(store, path):
    first = await store.create_campaign(plan(), NOW)
    assert await store.create_campaign(plan(), LATER) == first
    assert look(path, "SELECT name, created_at FROM campaign") == [("spring", NOW)]


async def test_a_changed_script_continues_the_campaign_as_a_new_revision(store):
    first = await begun(store, 2)
    await store.claim(first, NOW)
    changed = await store.create_campaign(plan(digest="second"), LATER)
    assert (changed.id, changed.changed, first.changed) == (first.id, True, False)
    assert changed.revision != first.revision
    assert (await store.claim(changed, NOW)).number == number(2)
    assert await store.claim(changed, NOW) is None


async def test_a_list_taken_in_twice_changes_nothing(store, path):
    campaign = await store.create_campaign(plan(), NOW)
    assert await store.import_contacts(campaign, contacts(50), NOW) == Imported(50, 0)
    before = look(path, "SELECT * FROM contact")
    assert await store.import_contacts(campaign, contacts(50), LATER) == Imported(0, 50)
    assert look(path, "SELECT * FROM contact") == before


async def test_a_grown_list_adds_only_its_new_rows(store):
    campaign = await begun(store, 3)
    assert await store.import_contacts(campaign, contacts(5), LATER) == Imported(2, 3)


async def test_duplicates_are_reported_with_both_rows_and_left_out(store, path):
    campaign = await store.create_campaign(plan(), NOW)
    rows = [contact(2), contact(3), contact(4, number=number(2)), contact(5, number=number(2))]
    found = await store.import_contacts(campaign, rows, NOW)
    assert found.added == 2
    assert found.duplicates == (Duplicate(4, 2, number(2)), Duplicate(5, 2, number(2)))
    assert look(path, "SELECT row FROM contact ORDER BY row") == [2, 3]
    assert await store.import_contacts(campaign, rows, NOW) == Imported(0, 2, found.duplicates)


async def test_a_list_that_breaks_in_its_middle_leaves_nothing(store, path):
    def rows():
        yield from contacts(1500)
        raise WinbackError("list.csv, line 1502: not UTF-8")

    campaign = await store.create_campaign(plan(), NOW)
    with pytest.raises(WinbackError, match="line 1502"):
        await store.import_contacts(campaign, rows(), NOW)
    assert look(path, "SELECT count(*) FROM contact") == [0]


async def test_the_same_number_may_be_in_two_campaigns(store):
    await begun(store, 1, "spring")
    autumn = await store.create_campaign(plan("autumn"), NOW)
    assert (await store.import_contacts(autumn, contacts(1), NOW)).added == 1


# --- claiming -------------------------------------------------------------------------------------------------------


async def test_an_attempt_carries_everything_a_call_needs(store):
    campaign = await store.create_campaign(plan(), NOW)
    row = NewContact(
        2,
        number(1),
        "survey",
        "uk",
        "bold",
        "audio/callees/olena.wav",
        "C-17",
        {"first_name": "Олена", "phone": "0671"},
    )
    await store.import_contacts(campaign, [row], NOW)
    attempt = await store.claim(campaign, NOW)
    assert (attempt.campaign, attempt.n, attempt.number) == ("spring", 1, number(1))
    assert (attempt.script, attempt.language, attempt.arm) == ("survey", "uk", "bold")
    assert (attempt.recording, attempt.fields) == ("audio/callees/olena.wav", row.fields)


async def test_the_seed_is_the_same_in_another_database_and_another_for_another_contact(tmp_path):
    seeds = []
    for name in ("one.db", "two.db"):
        with opened(tmp_path / name) as store:
            campaign = await begun(store, 2)
            seeds.append([(await store.claim(campaign, NOW)).seed for _ in range(2)])
    assert seeds[0] == seeds[1]
    assert len(set(seeds[0])) == 2


async def test_an_attempt_is_on_disk_before_it_can_be_dialled(store, path):
    attempt = await store.claim(await begun(store), NOW)
    assert look(path, "SELECT uid, state, boot FROM attempt") == [(attempt.id, "dialling", str(BOOT))]


async def test_who_is_due_first_is_called_first_then_by_their_place_in_the_list(store):
    campaign = await store.create_campaign(plan(), NOW)
    await store.import_contacts(campaign, [contact(1), contact(2)], LATER)
    await store.import_contacts(campaign, [contact(3), contact(4)], NOW)
    assert [(await store.claim(campaign, LATER)).number for _ in range(4)] == [number(n) for n in (3, 4, 1, 2)]


async def test_nobody_is_called_before_they_are_due(store):
    campaign = await store.create_campaign(plan(), NOW)
    await store.import_contacts(campaign, contacts(1), "2026-03-02T12:00:00+01:00")
    assert await store.claim(campaign, "2026-03-02T10:59:59.999Z") is None
    assert await store.claim(campaign, "2026-03-02T11:00:00Z")


async def test_nobody_is_called_twice(store):
    campaign = await begun(store)
    attempt = await store.claim(campaign, NOW)
    assert await store.claim(campaign, NOW) is None
    await store.dial_result(attempt.id, "busy", "486", NOW)
    assert await store.claim(campaign, LATER) is None


async def test_a_number_on_the_line_in_one_campaign_is_not_dialled_by_another(store):
    spring, autumn = await begun(store, 1, "spring"), await begun(store, 1, "autumn")
    attempt = await store.claim(spring, NOW)
    assert await store.claim(autumn, NOW) is None
    await store.dial_result(attempt.id, "no_answer", "", NOW)
    assert (await store.claim(autumn, NOW)).number == attempt.number


async def test_a_time_without_a_zone_is_refused(store):
    with pytest.raises(ValueError, match="zone"):
        await store.create_campaign(plan(), "2026-03-02T09:00:00")


def test_instants_have_one_width_so_that_their_order_is_that_of_text():
    assert instant("2026-03-02T11:00:00.5+02:00") == "2026-03-02T09:00:00.500Z"
    assert instant("2026-03-02T09:00:00Z") < instant("2026-03-02T09:00:00.5Z")
    assert later("2026-12-31T23:59:59.500Z", 0.75) == "2027-01-01T00:00:00.250Z"


# --- a call ---------------------------------------------------------------------------------------------------------


async def test_a_call_comes_back_as_it_was_handed_in(store, path):
    attempt = await answered(store, await begun(store))
    turns = (
        bot(1),
        callee(
            3, "так, звичайно", 1.5, intent="yes", p=0.98, action="act", why="exact", heard=("так", "там"),
            slots={"score": "9"}, recognition_ms=12.5,
        ),
        Turn(2, "bot", 2.0, 3.0, "We have", "offer", "offer.say", "We have news.", 0.5, "piper:joe"),
        Turn(4, "note", 4.0, 4.0, "no_time is answered", "offer", kind="objection"),
        callee(5, "", 5.0, keys="9"),
    )  # fmt: skip
    for turn in sorted(turns, key=lambda turn: turn.seq):
        await store.add_turn(attempt.id, turn)
    handed = record(
        attempt, turns=turns, slots={"score": "9", "wants": "code"}, promises=(PROMISE,), recording="calls/a.wav",
        objections={"no_time": 2, "robot": 1},
    )  # fmt: skip
    await store.finish_call(handed)
    found = seen(path, attempt)
    assert found.record == handed
    assert (found.row.talked, found.row.offered, found.row.lead, found.row.provisional) == (True, True, True, False)
    assert (found.row.answered_at, found.row.ended_at) == (ANSWERED, "2026-03-02T09:00:41.500Z")


async def test_turns_that_were_never_added_one_by_one_come_with_the_record(store, path):
    attempt = await answered(store, await begun(store))
    await store.add_turn(attempt.id, bot(1, "Hel"))
    await store.finish_call(record(attempt, turns=(bot(1, "Hello."), callee(2))))
    assert [turn.text for turn in seen(path, attempt).record.turns] == ["Hello.", "yes"]


@pytest.mark.parametrize(
    ("turns", "talked", "offered"),
    [
        ((), False, False),
        ((bot(1),), False, False),
        ((bot(1), callee(2, "")), False, False),  # a cough
        ((bot(1), callee(2, "yes")), True, False),
        ((bot(1), callee(2, "", keys="9")), True, False),
        ((bot(1), bot(2, "We have kept", "offer")), False, True),
        ((bot(1), bot(2, "", "offer")), False, False),  # stopped before its first word
        ((bot(1), callee(2, "yes", intent="yes"), Turn(3, "note", 3, 3, "on to the offer", "offer")), True, False),
    ],
)
async def test_talked_and_offered_are_what_was_really_heard(store, path, turns, talked, offered):
    attempt = await answered(store, await begun(store))
    await store.finish_call(record(attempt, turns=turns))
    found = seen(path, attempt).row
    assert (found.talked, found.offered) == (talked, offered)


async def test_a_lead_is_a_call_that_came_to_its_own_scripts_goal(store, path):
    campaign = await store.create_campaign(plan(), NOW)
    rows = [contact(n, script=script) for n, script in enumerate(("offer", "offer", "survey", "survey"), start=1)]
    await store.import_contacts(campaign, rows, NOW)
    for disposition in ("interested", "completed", "interested", "completed"):
        await store.finish_call(record(await answered(store, campaign), disposition, promises=(PROMISE,)))
    with Reader.open(path) as reader:
        found = list(calls.leads(reader, campaign))
    assert [(lead.number, lead.script) for lead in found] == [(number(1), "offer"), (number(4), "survey")]
    assert found[0].promises == (PROMISE,)
    assert found[0].at == "2026-03-02T09:00:41.500Z"


async def test_an_unanswered_attempt_has_its_dial_result_and_no_call(store, path):
    attempt = await store.claim(await begun(store), NOW)
    await store.dial_result(attempt.id, "busy", "486 Busy Here", ANSWERED)
    assert look(path, "SELECT dial_result, disposition, why, at FROM outcome") == [
        ("busy", None, "486 Busy Here", ANSWERED)
    ]
    assert look(path, "SELECT state FROM attempt") == ["done"]
    assert seen(path, attempt) is None


async def test_an_attempt_has_one_outcome_only(store, path):
    attempt = await answered(store, await begun(store))
    await store.finish_call(record(attempt))
    for second in (store.finish_call(record(attempt, "callback")), store.dial_result(attempt.id, "busy", "", NOW)):
        with pytest.raises(ValueError, match="exactly one"):
            await second
    assert look(path, "SELECT disposition FROM outcome") == ["interested"]


async def test_an_unknown_attempt_is_a_mistake(store):
    for write in (
        store.add_turn("x", bot(1)),
        store.opt_out("x", number(1), ""),
        store.dial_result("x", "busy", "", NOW),
    ):
        with pytest.raises(LookupError, match="no attempt"):
            await write


async def test_a_disposition_of_nobodys_invention_leaves_nothing_of_the_call(store, path):
    attempt = await answered(store, await begun(store))
    with pytest.raises(sqlite3.IntegrityError):
        await store.finish_call(record(attempt, "delighted", turns=(bot(1),), slots={"score": "9"}))
    assert [look(path, f"SELECT count(*) FROM {table}") for table in ("turn", "slot", "call", "outcome")] == [[0]] * 4


# --- opt-out --------------------------------------------------------------------------------------------------------


async def test_an_opt_out_holds_in_every_campaign_from_its_commit_on(store, path):
    spring, autumn = await begun(store, 1, "spring"), await begun(store, 2, "autumn")
    attempt = await answered(store, spring)
    await store.add_turn(attempt.id, callee(1, "stop calling me", 4.0))
    assert not await store.opted_out(number(1))
    await store.opt_out(attempt.id, attempt.number, "said so")
    assert await store.opted_out(number(1))
    assert (await store.claim(autumn, NOW)).number == number(2)
    winter = await store.create_campaign(plan("winter"), NOW)
    assert await store.import_contacts(winter, contacts(1), NOW) == Imported(1, 0, opted_out=(1,))
    assert await store.claim(winter, NOW) is None
    with Reader.open(path) as reader:
        (kept,) = calls.opt_outs(reader)
    assert (kept.number, kept.at, kept.why, kept.attempt_id) == (
        mask(number(1)),
        "2026-03-02T09:00:15.000Z",
        "said so",
        attempt.id,
    )


async def test_an_opt_out_outlives_the_call_it_was_said_on(store, path):
    campaign = await begun(store)
    attempt = await answered(store, campaign)
    await store.opt_out(attempt.id, attempt.number, "key 9")
    await store.opt_out(attempt.id, attempt.number, "and said so too")
    await store.finish_call(record(attempt, "do_not_call", opted_out=True, why="key 9"))
    assert look(path, "SELECT state FROM contact") == ["opted_out"]
    assert look(path, "SELECT why FROM opt_out") == ["key 9"]


async def test_a_record_that_says_opted_out_is_enough(store):
    attempt = await answered(store, await begun(store))
    await store.finish_call(record(attempt, "do_not_call", opted_out=True))
    assert await store.opted_out(attempt.number)


async def test_a_number_may_be_suppressed_without_a_call(store, path):
    campaign = await begun(store)
    await store.suppress(number(1), "wrote a letter", NOW)
    assert await store.claim(campaign, NOW) is None
    with Reader.open(path) as reader:
        assert [(o.why, o.attempt_id) for o in calls.opt_outs(reader)] == [("wrote a letter", None)]


async def test_the_list_of_opt_outs_holds_no_number(store, path):
    await store.suppress(number(1), "wrote a letter", NOW)
    (hashed,) = look(path, "SELECT number_hash FROM opt_out")
    assert number(1)[1:] not in str(look(path, "SELECT * FROM opt_out"))
    assert len(hashed) == 32


async def test_another_installation_hashes_otherwise(tmp_path):
    hashes = set()
    for name in ("one.db", "two.db"):
        with opened(tmp_path / name) as store:
            await store.suppress(number(1), "", NOW)
        hashes.update(look(tmp_path / name, "SELECT number_hash FROM opt_out"))
    assert len(hashes) == 2


@pytest.mark.parametrize(
    ("number", "masked"),
    [("+380671234567", "+380*****4567"), ("+33612345678", "+336****5678"), ("+3725123", "+37***23")],
)
def test_a_masked_number(number, masked):
    assert mask(number) == masked


# --- after a crash --------------------------------------------------------------------------------------------------


async def crashed(path):
    """One call in its middle, one being dialled, one not begun; then the process dies."""
    with opened(path, SIBLING) as store:
        campaign = await begun(store, 3)
        talking = await answered(store, campaign)
        await store.add_turn(talking.id, bot(1))
        await store.add_turn(talking.id, callee(2, "yes"))
        return talking, await store.claim(campaign, NOW)


async def test_what_a_dead_process_left_open_gets_provisional_outcomes(path):
    talking, dialling = await crashed(path)
    with opened(path, life=everybody_died) as store:
        found = await store.reconcile(LATER)
        assert [(one.attempt_id, one.answered, one.number) for one in found] == [
            (talking.id, True, mask(talking.number)), (dialling.id, False, mask(dialling.number)),
        ]  # fmt: skip
        assert await store.reconcile(LATER) == ()
        campaign = await store.create_campaign(plan(), LATER)
        assert (await store.claim(campaign, LATER)).number == number(3)
        assert await store.claim(campaign, LATER) is None
    assert look(path, "SELECT dial_result, disposition, provisional, at FROM outcome ORDER BY attempt_id") == [
        ("answered", "interrupted", 1, LATER), ("unknown_interrupted", None, 1, LATER),
    ]  # fmt: skip
    kept = seen(path, talking)
    assert (kept.row.duration_s, kept.row.talked, kept.row.provisional) == (3.5, True, True)
    assert [turn.text for turn in kept.record.turns] == ["Hello.", "yes"]


async def test_the_calls_of_a_living_sibling_are_left_alone(path):
    talking, _ = await crashed(path)
    with opened(path, life=nobody_died) as store:
        assert await store.reconcile("2027-01-01T00:00:00Z") == ()
        await store.finish_call(record(talking))


async def test_a_process_that_cannot_be_looked_at_is_given_up_after_its_lease(path):
    await crashed(path)
    with opened(path, life=nobody_knows, lease_s=3600) as store:
        assert await store.reconcile("2026-03-02T09:59:59.999Z") == ()
        assert len(await store.reconcile("2026-03-02T10:00:00Z")) == 2


async def test_an_aborted_run_closes_its_own_calls(path):
    with opened(path) as store:
        campaign = await begun(store, 2)
        await store.claim(campaign, NOW)
        assert await store.reconcile(NOW) == ()
        assert len(await store.reconcile(NOW, ours=True)) == 1


async def test_a_true_ending_that_comes_late_replaces_the_provisional_one_and_both_are_kept(path):
    talking, dialling = await crashed(path)
    with opened(path, life=everybody_died) as store:
        await store.reconcile(LATER)
        await store.finish_call(record(talking, slots={"score": "9"}))
        await store.dial_result(dialling.id, "busy", "486", "2026-03-02T09:00:30Z")
        with pytest.raises(ValueError, match="exactly one"):
            await store.finish_call(record(talking, "callback"))
    found = seen(path, talking)
    assert (found.row.disposition, found.row.lead, found.row.provisional) == ("interested", True, False)
    assert [(e.dial_result, e.disposition, e.at) for e in found.earlier] == [("answered", "interrupted", LATER)]
    assert look(path, "SELECT dial_result, provisional FROM outcome ORDER BY attempt_id") == [
        ("answered", 0),
        ("busy", 0),
    ]
    assert look(path, "SELECT dial_result FROM superseded ORDER BY id") == ["answered", "unknown_interrupted"]
    assert look(path, "SELECT state FROM contact ORDER BY id") == ["done", "done", "due"]


async def test_a_call_answered_after_it_was_given_up_is_live_again(path):
    _, dialling = await crashed(path)
    with opened(path, life=everybody_died) as store:
        await store.reconcile(LATER)
        await store.dial_result(dialling.id, "answered", "", ANSWERED)
        assert look(path, "SELECT state, ended_at FROM attempt WHERE uid = ?", dialling.id) == [("live", None)]
        assert look(
            path, "SELECT count(*) FROM outcome o JOIN attempt a ON a.id = o.attempt_id WHERE a.uid = ?", dialling.id
        ) == [0]
        await store.finish_call(record(dialling))
    assert seen(path, dialling).row.answered_at == ANSWERED


async def test_a_call_the_operator_broke_off_is_interrupted_too(store, path):
    attempt = await answered(store, await begun(store))
    await store.finish_call(record(attempt, "interrupted", outcome="", decided_by="operator", why="Ctrl-C"))
    assert look(path, "SELECT state FROM contact") == ["interrupted"]
    assert look(path, "SELECT decided_by, provisional FROM outcome") == [("operator", 0)]


async def test_a_database_can_be_closed_opened_and_gone_on_with(path):
    with opened(path) as store:
        await store.claim(await begun(store, 2), NOW)
    again = Store.open(path, BOOT, nobody_died)
    campaign = await again.create_campaign(plan(), LATER)
    assert (await again.claim(campaign, LATER)).number == number(2)
    again.close()
    with Reader.open(path) as reader:
        assert reports.contacts_left(reader, reader.campaign("spring")) == 0
