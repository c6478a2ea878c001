"""The sheet for a microphone: when each text is said, as a page and as CSV."""

import csv
import io
from html.parser import HTMLParser

import pytest

from bot.assemble.files import check_script
from bot.config import read_config
from bot.insight.occasion import ASIDES, occasions
from bot.insight.reading_sheet import COLUMNS, SYNTHETIC, csv_of, html_of, sheet_of, summary
from bot.script import model
from bot.script.parse import parse
from bot.script.to_read import reading_list
from tests.cli.shop import ROOT
from tests.dialogue.little_script import LITTLE

SMALL = """\
script: small
title: Shoes & <boots>
languages: [en]
goal: interested
start: greeting
contact: {first_name: {type: name}, discount: {type: money}}
opt_out: never
no_input: {then: nobody}
no_match: {then: nobody}
machine: {finish: nobody}
steps:
  greeting:
    say: {en: "Hello{, first_name}. May I?"}
    keypad: {en: "Press 1."}
    answers: {yes: offer, no: fork}
  fork:
    branch: [{if: {attempt: {at_least: 2}}, go: news}, {go: again}]
  again: {branch: [{if: {attempt: 7}, go: fork}, {go: news}]}
  news:
    say: {en: "=News."}
    next: offer
  offer:
    barge_in: false
    say: {en: "{discount} and {first_name}."}
    answers: {yes: nobody, no: nobody, robot: nobody, abuse: nobody}
    capture: {when: {type: number}}
    next: nobody
    no_match: {then: news}
objections:
  too_expensive: {say: {en: "I see."}, beyond: nobody}
  robot: {say: {en: "Yes."}, then: never}
outcomes:
  nobody: {disposition: no_input, say: {en: "Bye."}}
  never: {disposition: do_not_call, say: {en: "Never again."}}
  lost: {disposition: completed, say: {en: "Lost."}}
"""
DONE = "recorded"
TO_DO = "to be recorded"


def script() -> model.Script:
    found = parse("small.yaml", {"small.yaml": SMALL}).draft
    assert found is not None
    return found


def when(prompt: str, of: model.Script) -> str:
    return occasions(of)[prompt].when


@pytest.fixture(scope="module")
def shipped() -> list[model.Script]:
    config = read_config(ROOT / "config.yaml")
    found = [check_script(config, path.stem).script for path in sorted(config.scripts_dir.glob("*.yaml"))]
    return [each for each in found if each]


def test_every_prompt_of_every_shipped_script_has_its_occasion(shipped: list[model.Script]) -> None:
    for each in (*shipped, LITTLE, script()):
        assert set(occasions(each)) == {prompt.id for prompt in each.prompts()}
        assert all(occasion.when for occasion in occasions(each).values())
    assert set(ASIDES) == set(model.ASIDES)


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("greeting.say", "the first words of the call, when somebody has picked up"),
        ("greeting.reprompt", "the question of “greeting” once more: after silence, an unclear answer or an objection"),
        ("greeting.question_detail.say",
         "after “A question about details” at “greeting”; then comes the question again"),
        ("greeting.send_text.say", "after “Send it in writing” at “greeting”; then comes “offer”"),
        ("greeting.send_text.confirm", "to make sure of “Send it in writing” at “greeting”"),
        ("sale.say", "after “Yes” at “greeting”"),
        ("offer.say", "after “Send it in writing” at “greeting”; after “Yes” at “greeting”, if arm is bold; "
                      "straight after what is said at “sale”; and in 1 other way"),
        ("ask_praise.say", "after the answer asked for at “ask_score”, if score at least 9"),
        ("ask_when.confirm", "reads back what was understood at “ask_when”"),
        ("objections.too_dear.say", "whenever the callee says “Too dear”; then comes the question again"),
        ("objections.too_dear.again", "whenever the callee says “Too dear” once more; then comes the question again"),
    ],
)  # fmt: skip
def test_an_occasion_is_told_in_words(prompt: str, told: str) -> None:
    assert when(prompt, LITTLE) == told


def test_an_ending_is_told_by_all_that_leads_to_it() -> None:
    assert when("never.say", script()) == (
        "the last words of the call, after “Never call me again” at any question; "
        "after “Are you a robot?” at any question"
    )
    assert when("nobody.say", script()).startswith(
        "the last words of the call, after “Yes” or “No” or “Are you a robot?” or “Abuse” or the answer asked for at "
        "“offer”; after silence, asked once more in vain; after answers nobody understands, asked once more in vain; "
        "and in 2 other ways"
    )
    assert when("lost.say", script()) == "the last words of the call, where nothing else leads to"
    assert when("news.say", script()) == (
        "after “No” at “greeting”, if attempt at least 2; after “No” at “greeting”; "
        "after an answer nobody understands at “offer”"
    )
    assert when("greeting.keypad", script()) == "after the question of “greeting”, where keys must do"
    assert when("objections.robot.say", script()) == "whenever the callee says “Are you a robot?”; then comes “never”"


def test_who_may_be_talked_over() -> None:
    told = occasions(script())
    assert [told[name].may_be_interrupted for name in ("greeting.say", "offer.say", "nobody.say")] == [
        True,
        False,
        False,
    ]


def test_the_sheet_as_csv_is_read_back_and_holds_no_formula() -> None:
    found = reading_list(script(), "en")
    states = {line.number: DONE if line.number == 1 else TO_DO for line in found.lines}
    rows = list(csv.DictReader(io.StringIO(csv_of(sheet_of(script(), found, states)))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["words"] for row in rows[:2]] == ["Press one.", "'=News."]
    assert [row["state"] for row in rows[:2]] == [DONE, TO_DO]
    assert (rows[-1]["state"], rows[-1]["number"], rows[-1]["words"]) == (SYNTHETIC, "", "{discount} and {first_name}.")
    assert [row["remark"] for row in rows if row["file"].startswith("small.greeting.say.en.")] == [
        "the voice goes on with first name", "the voice has just said first name",
    ]  # fmt: skip


def test_what_is_missing_keeps_its_number() -> None:
    found = reading_list(script(), "en")
    states = {line.number: DONE if line.number < 3 else TO_DO for line in found.lines}
    sheet = sheet_of(script(), found, states, missing=True)
    assert [row.number for row in (*sheet.rows, *sheet.parts)] == list(range(3, len(found.lines) + 1))
    whole = {line.number: TO_DO if line.entries[0].gap else DONE for line in found.lines}
    parts = sheet_of(script(), found, whole, missing=True)
    assert summary(parts).startswith("English, small: no texts; around a gap 2 parts, 1 s (2 to be recorded).")
    nothing = sheet_of(script(), found, dict.fromkeys(states, DONE), missing=True)
    assert summary(nothing) == "English, small: nothing to be recorded. With the synthetic voice stay 1 text."
    assert "<table><thead>" not in html_of(nothing)


def test_the_sheet_tells_how_much_there_is() -> None:
    found = reading_list(script(), "en")
    states = {line.number: "changed since recorded" if line.number == 1 else TO_DO for line in found.lines}
    assert summary(sheet_of(script(), found, states)) == (
        "English, small: 7 texts, 3 s (6 to be recorded, 1 changed since recorded); "
        "around a gap 2 parts, 1 s (2 to be recorded). With the synthetic voice stay 1 text."
    )
    assert summary(sheet_of(LITTLE, reading_list(LITTLE, "en"), dict.fromkeys(range(1, 99), DONE))).endswith(
        "recorded)."
    )


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def test_the_page_holds_every_text_and_nothing_of_it_becomes_markup() -> None:
    found = reading_list(script(), "en")
    page = html_of(sheet_of(script(), found, {line.number: "changed since recorded" for line in found.lines}))
    reader = Words()
    reader.feed(page)
    assert {"=News.", "Press one.", "Hello", "{discount} and {first_name}."} <= set(reader.seen)
    assert "Shoes &amp; &lt;boots&gt;" in page
    assert "nobody can talk into it" in page
    assert 'lang="en">=News.' in page
    assert "@page" in page


def test_a_page_without_gaps_and_rest_has_no_sections_for_them() -> None:
    plain = parse(
        "s.yaml", {"s.yaml": SMALL.replace("{, first_name}", "").replace("{discount} and {first_name}.", "A.")}
    ).draft
    assert plain is not None
    found = reading_list(plain, "en")
    page = html_of(sheet_of(plain, found, {line.number: TO_DO for line in found.lines}))
    assert "Around a gap" not in page
    assert "synthetic voice" not in page
