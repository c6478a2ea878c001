"""The pages: whole, linked without dead ends, safe whatever a contact list holds, and rewritten only where needed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from history import BOOT, MORNING, SCRIPTS, Size, write
from small import Told, bot, call, callee, keep

from bot.call.records import Promise, Turn
from bot.insight import pages
from bot.insight.choice import Choice
from bot.insight.findings import Ask, Cost
from bot.insight.pages import PageSettings, write_pages
from bot.source import WinbackError
from bot.store import CampaignPlan, NewContact, Reader, Store, calls
from bot.store.model import later

VOID = {"meta", "link", "br", "hr", "source", "rect", "line", "circle", "path"}


class Page(HTMLParser):
    """Reads one page: its tags must nest, its links and anchors are collected."""

    def __init__(self, file: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.file = file
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.feed(file.read_text("utf-8"))
        assert not self.open, f"{file}: never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        for name, value in attrs:
            if name in ("href", "src"):
                self.links.append(value or "")
            if name == "id":
                assert value not in self.ids, f"{self.file}: the id {value} stands twice"
                self.ids.add(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"{self.file}: {tag} closes something else"

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.words += data


def read(folder: Path) -> dict[Path, Page]:
    return {file.resolve(): Page(file) for file in folder.rglob("*.html")}


def made(path: Path, out: Path, **settings) -> pages.Written:
    with Reader.open(path) as reader:
        return write_pages(reader, out, reader.campaigns(), PageSettings(**settings))


def ids(path: Path) -> Iterator[str]:
    with Reader.open(path) as reader:
        for campaign in reader.campaigns():
            yield from (row.attempt_id for row in calls.every(reader, campaign))


def only_call(out: Path) -> Page:
    (file,) = (out / "call").iterdir()
    return Page(file)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """300 and 40 contacts, with pages for 60 of the calls."""
    folder = tmp_path_factory.mktemp("site")
    write(folder / "w.db", Size(300))
    write(folder / "w.db", Size(40, seed=3, name="winter"))
    made(folder / "w.db", folder / "out", most=60, ask=Ask(zone=ZoneInfo("Europe/Kyiv")))
    return folder / "out"


def test_no_link_is_dead_and_every_page_is_reached(site):
    found = read(site)
    reached = {(site / "index.html").resolve()}
    for file, page in found.items():
        for link in page.links:
            place, _, anchor = link.partition("#")
            target = (file.parent / unquote(place)).resolve() if place else file
            assert target.is_file(), f"{file} leads to {link}"
            assert not anchor or anchor in found[target].ids, f"{file} leads to {link}"
            reached.add(target)
    assert set(found) <= reached


def test_pages_load_nothing_from_elsewhere_and_run_nothing(site):
    for page in read(site).values():
        assert "script" not in page.tags
        assert not [link for link in page.links if ":" in link or link.startswith("/")]
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        assert ("http-equiv", "Content-Security-Policy") in page.attributes


def test_plots_say_in_words_what_they_show(site):
    for page in read(site).values():
        assert page.tags.count("svg") == sum(
            (name, value) in (("role", "img"), ("aria-hidden", "true")) for name, value in page.attributes
        )


def test_every_call_is_in_the_lists_and_as_many_as_allowed_have_pages(site):
    listed = sum(Page(file).tags.count("tr") - 1 for file in (site / "calls").glob("c1-all-*.html"))
    index = Page(site / "index.html")
    assert f"All {listed} calls" in index.words
    assert 55 <= len(list((site / "call").iterdir())) <= 60
    assert re.search(r"\d+ of \d+ calls have a page of their own", index.words)
    assert listed == sum(
        Page(file).tags.count("tr") - 1 for file in (site / "calls").glob("c1-*.html") if "-all-" not in file.name
    )


def test_times_are_those_of_the_zone(site):
    assert "times in Europe/Kyiv" in Page(site / "index.html").words


def test_long_lists_are_cut_into_pages_that_lead_on(tmp_path):
    write(tmp_path / "w.db", Size(520, answered=1.0))
    made(tmp_path / "w.db", tmp_path / "out", most=5)
    second = Page(tmp_path / "out" / "calls" / "all-002.html")
    assert second.tags.count("tr") == 201
    assert {"all-001.html", "all-003.html"} <= set(second.links)
    assert "Page 2 of 3" in second.words
    assert Page(tmp_path / "out" / "calls" / "all-003.html").tags.count("tr") == 121


def test_a_second_run_writes_nothing_and_a_new_call_only_what_changed(tmp_path):
    keep(tmp_path / "w.db", Told({"name": "Anna"}, record={}))
    first = made(tmp_path / "w.db", tmp_path / "out")
    again = made(tmp_path / "w.db", tmp_path / "out")
    assert (first.changed, again.changed) == (first.files, 0)
    keep(tmp_path / "w.db", Told(record={"disposition": "no_input", "outcome": ""}), name="later")
    assert made(tmp_path / "w.db", tmp_path / "out").changed > 0
    assert not list((tmp_path / "out").rglob("*.part"))


def test_pages_that_are_no_longer_named_go_away(tmp_path):
    write(tmp_path / "w.db", Size(20, answered=1.0))
    made(tmp_path / "w.db", tmp_path / "out", most=10)
    made(tmp_path / "w.db", tmp_path / "out", most=4)
    assert len(list((tmp_path / "out" / "call").iterdir())) == 4


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    path = keep(tmp_path / "w.db", Told(record={}))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("precious")
    with pytest.raises(WinbackError, match="holds other files"):
        made(path, tmp_path / "mine")
    assert (tmp_path / "mine" / "index.html").read_text() == "precious"


def test_a_file_in_the_folders_place_is_one_clear_message(tmp_path):
    path = keep(tmp_path / "w.db", Told(record={}))
    (tmp_path / "out").write_text("")
    with pytest.raises(WinbackError, match="could not be written"):
        made(path, tmp_path / "out")


def test_only_their_owner_can_read_pages(tmp_path):
    path = keep(tmp_path / "w.db", Told(record={}))
    made(path, tmp_path / "out")
    assert {file.stat().st_mode & 0o077 for file in (tmp_path / "out").rglob("*")} == {0}


# --- hostile and odd contents ---------------------------------------------------------------------------------------

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>\x00\u202e'


def test_markup_in_names_words_and_slots_stays_text(tmp_path):
    record = {
        "why": EVIL, "outcome": EVIL, "slots": {"reason": EVIL, EVIL: "x"}, "objections": {EVIL: 1}, "script": EVIL,
        "arm": EVIL, "promises": (Promise(EVIL, EVIL, {EVIL: EVIL}),), "recording": f"../{EVIL}",
        "turns": (
            bot(1, EVIL, source=EVIL), callee(2, EVIL, intent=EVIL, why=EVIL, heard=(EVIL, "x" + EVIL), action=EVIL),
            callee(3, "", keys="#"), Turn(4, "note", 4.0, 4.0, EVIL, kind=EVIL),
        ),
    }  # fmt: skip
    path = keep(tmp_path / "w.db", Told({"name": EVIL}, record=record, contact={"external_id": EVIL}), name="A&B <c>")
    made(path, tmp_path / "out", recordings=tmp_path)
    for page in read(tmp_path / "out").values():
        assert not {"script", "img"} & set(page.tags)
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        assert not set("\x00\u202e") & set(page.words)
    assert "<script>alert(1)</script>" in only_call(tmp_path / "out").words
    assert "A&B <c>" in Page(tmp_path / "out" / "index.html").words


def test_a_campaign_without_calls_has_a_page_and_empty_lists(tmp_path):
    made(keep(tmp_path / "w.db"), tmp_path / "out")
    assert "No call has ended yet" in Page(tmp_path / "out" / "index.html").words
    made(keep(tmp_path / "u.db", Told(dial_result="busy"), Told()), tmp_path / "unanswered")
    page = Page(tmp_path / "unanswered" / "index.html")
    assert "Busy" in page.words
    assert "None yet." in page.words


def test_no_campaign_at_all_is_a_page_too(tmp_path):
    path = keep(tmp_path / "w.db")
    with Reader.open(path) as reader:
        written = write_pages(reader, tmp_path / "out", ())
    assert "no campaigns yet" in Page(written.index).words


# --- the page of a call -----------------------------------------------------------------------------------------------


def test_a_cut_prompt_shows_what_was_heard_and_strikes_the_rest(tmp_path):
    cut = bot(1, "Hello. This is —", planned="Hello. This is the automatic assistant.", played=0.4)
    path = keep(tmp_path / "w.db", Told(record={"turns": (cut, callee(2, "yes"))}))
    made(path, tmp_path / "out")
    page = only_call(tmp_path / "out")
    assert "Hello. This is ✂ cut at 40 % the automatic assistant." in page.words
    assert page.tags.count("del") == 1
    assert (
        "the automatic assistant." in (tmp_path / "out" / "call").joinpath(page.file.name).read_text().split("<del")[1]
    )


def test_an_answer_shows_what_it_was_taken_for_and_why(tmp_path):
    said = callee(
        2, "too dear", intent="too_expensive", p=0.83, why="exact, like “too dear”", heard=("too dear", "to deer"),
        slots={"reason": "too_expensive"}, recognition_ms=212.4,
    )  # fmt: skip
    note = Turn(3, "note", 3.5, 3.5, "too_expensive (1)", "greeting", kind="objection")
    answer = bot(4, "I hear you.", 4.3)
    key = callee(5, "", 7.0, keys="9", action="")
    path = keep(tmp_path / "w.db", Told(record={"turns": (bot(1, "Hello."), said, note, answer, key)}))
    made(path, tmp_path / "out")
    words = only_call(tmp_path / "out").words
    for expected in (
        "understood: Too expensive, 83 % sure · kept as reason: Too expensive",
        "why: exact, like “too dear” · recognised in 212 ms", "other readings: “to deer”",
        "objection: Too expensive (1)", "0.8 s after the callee", "pressed key 9",
    ):  # fmt: skip
        assert expected in words


def test_a_recording_is_linked_only_when_it_is_there_and_inside_its_folder(tmp_path):
    (tmp_path / "data" / "recordings").mkdir(parents=True)
    (tmp_path / "data" / "recordings" / "a call#1.wav").touch()
    (tmp_path / "secret.wav").touch()
    told = [
        Told(record={"recording": name}) for name in ("recordings/a call#1.wav", "recordings/gone.wav", "../secret.wav")
    ]
    path = keep(tmp_path / "w.db", *told)
    made(path, tmp_path / "out", recordings=tmp_path / "data")
    linked = [page.links for page in read(tmp_path / "out" / "call").values() if "audio" in page.tags]
    assert len(linked) == 1
    assert "../../data/recordings/a%20call%231.wav" in linked[0]
    made(path, tmp_path / "without")
    assert not [page for page in read(tmp_path / "without" / "call").values() if "audio" in page.tags]


def test_numbers_are_masked_unless_asked_for(tmp_path):
    path = keep(tmp_path / "w.db", Told({"name": "Anna"}, record={}))
    made(path, tmp_path / "masked")
    assert not [page for page in read(tmp_path / "masked").values() if "+380670000001" in page.words]
    made(path, tmp_path / "full", ask=Ask(full_numbers=True, zone=UTC))
    assert all("+380670000001" in page.words for page in read(tmp_path / "full").values() if "Anna" in page.words)


async def _interrupted(path: Path, late: bool) -> None:
    """A call whose program died in its middle; `late`: its true ending came in all the same."""
    store = Store.open(path, BOOT)
    campaign = await store.create_campaign(CampaignPlan("small", "first", SCRIPTS, 7), MORNING)
    await store.import_contacts(campaign, [NewContact(1, "+380670000001", "discount_offer", "en")], MORNING)
    attempt = await store.claim(campaign, MORNING)
    assert attempt is not None
    await store.dial_result(attempt.id, "answered", "", MORNING)
    await store.add_turn(attempt.id, bot(1, "Hello."))
    await store.reconcile(later(MORNING, 600), ours=True)
    if late:
        await store.finish_call(call(attempt))
    store.close()


def test_an_interrupted_call_says_that_its_ending_is_only_supposed(tmp_path):
    asyncio.run(_interrupted(tmp_path / "w.db", late=False))
    made(tmp_path / "w.db", tmp_path / "out")
    words = only_call(tmp_path / "out").words
    assert "Interrupted: the program stopped" in words
    assert "the true ending may still come in" in words
    assert "1 interrupted" in Page(tmp_path / "out" / "index.html").words


def test_an_ending_that_came_late_shows_what_was_supposed_before(tmp_path):
    asyncio.run(_interrupted(tmp_path / "w.db", late=True))
    made(tmp_path / "w.db", tmp_path / "out")
    assert "Supposed before" in only_call(tmp_path / "out").words


def test_an_opt_out_stands_on_its_page(tmp_path):
    record = {"disposition": "do_not_call", "outcome": "", "opted_out": True, "turns": ()}
    made(keep(tmp_path / "w.db", Told(record=record)), tmp_path / "out")
    words = only_call(tmp_path / "out").words
    assert "Never to be called again, in any campaign" in words
    assert "Nobody said anything." in words


def test_the_cost_of_a_lead_is_a_tile_of_its_own(tmp_path):
    path = keep(tmp_path / "w.db", Told(record={}), Told(record={}))
    made(path, tmp_path / "out", ask=Ask(cost=Cost(Decimal("5.5"), "UAH")))
    assert "2.75UAH a lead5.5 UAH altogether" in Page(tmp_path / "out" / "index.html").words


def test_progress_is_told_to_its_end(tmp_path):
    path = keep(tmp_path / "w.db", Told(record={}), Told(record={}))
    told = []
    with Reader.open(path) as reader:
        write_pages(reader, tmp_path / "out", reader.campaigns(), progress=lambda *done: told.append(done))
    assert told == [("Listing calls", 2, 2), ("Writing calls", 1, 2), ("Writing calls", 2, 2)]


def test_a_page_that_cannot_be_written_is_named(tmp_path):
    path = keep(tmp_path / "w.db", Told(record={}))
    made(path, tmp_path / "out")
    (only,) = (tmp_path / "out" / "call").iterdir()
    only.unlink()
    (tmp_path / "out" / "call").rmdir()
    (tmp_path / "out" / "call").touch()
    with pytest.raises(WinbackError, match=r"call/.*\.html: the pages could not be written"):
        made(path, tmp_path / "out")


def test_a_tampered_list_of_pages_removes_nothing_outside(tmp_path):
    path = keep(tmp_path / "w.db", Told(record={}))
    made(path, tmp_path / "out")
    precious = tmp_path / "precious.html"
    precious.touch()
    with (tmp_path / "out" / ".winback-pages").open("a") as file:
        file.write(f"../precious.html\n{precious}\n")
    made(path, tmp_path / "out")
    assert precious.exists()
    with (tmp_path / "out" / ".winback-pages").open("a") as file:
        file.write("call\n")
    with pytest.raises(WinbackError, match="could not be written"):
        made(path, tmp_path / "out")


# --- which calls get a page -------------------------------------------------------------------------------------------


def test_faults_and_leads_come_first_and_room_left_over_is_used(tmp_path):
    write(tmp_path / "w.db", Size(400, answered=1.0))
    with Reader.open(tmp_path / "w.db") as reader:
        (campaign,) = reader.campaigns()
        rows = list(calls.every(reader, campaign))
    choice, other = Choice(40, 7), Choice(40, 7)
    for place, row in enumerate(rows, start=1):
        choice.add(place, row)
    for place, row in reversed(list(enumerate(rows, start=1))):
        other.add(place, row)
    shown = choice.shown()
    faults = [row for row in rows if row.disposition == "technical_failure"]
    assert len(faults) <= 10
    assert shown.counts["faults"] == (len(faults), len(faults))
    assert {row.attempt_id for row in faults} <= {one.attempt_id for one in shown.picked}
    assert shown.counts["leads"][0] == 40 - len(faults) - shown.counts["others"][0]
    assert shown.counts["leads"][0] >= 20
    assert len(shown.picked) == 40
    assert shown == other.shown()


def test_without_a_limit_in_the_way_every_call_has_a_page(tmp_path):
    write(tmp_path / "w.db", Size(50))
    made(tmp_path / "w.db", tmp_path / "out")
    assert {file.stem for file in (tmp_path / "out" / "call").iterdir()} == set(ids(tmp_path / "w.db"))
