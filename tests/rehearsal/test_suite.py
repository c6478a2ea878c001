"""Suites as data: read with every mistake, judged, counted, shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.rehearsal.suite import (
    Actual,
    Case,
    Expectation,
    Suite,
    judge,
    parts_of,
    read_suite,
    side_by_side,
    words_of,
)
from bot.source import SourceError

SUITE = """suite: small
script: offer
language: uk
as_of: 2026-11-22T12:00
seed: 3
cases:
  - callee: anna
    arm: bold
    contact: {first_name: Anna, discount: "500 UAH"}
    part: noisy
    expect:
      disposition: callback
      outcome: ""
      steps: [greeting, callback]
      slots: {callback_at: 2026-11-23T10:00}
      words: ["Call me tomorrow."]
    known_failure: "hears nothing"
  - callee: bob
    script: survey
    language: en
    expect: {disposition: interested}
"""

EXPECT = Expectation(
    "callback", "booked", ("greeting", "callback"), {"callback_at": "2026-11-23T10:00"}, ("Call me tomorrow.",)
)
CASE = Case("anna", "offer", "en", EXPECT)
ACTUAL = Actual(
    "callback", "booked", ("greeting", "callback"), {"callback_at": "2026-11-23T10:00/2026-11-23T12:00"},
    ("call me to-morrow",),
)  # fmt: skip


def whats(case: Case, actual: Actual, strict: bool = False) -> list[str]:
    return [difference.what for difference in judge(case, actual, strict).differences]


def test_a_suite_is_read_with_what_it_says_and_what_it_leaves_open() -> None:
    suite = read_suite(SUITE, "small.suite.yaml")
    anna, bob = suite.cases
    assert isinstance(suite, Suite)
    assert (suite.name, suite.seed, str(suite.as_of)) == ("small", 3, "2026-11-22 12:00:00")
    assert (anna.script, anna.language, anna.arm, anna.part) == ("offer", "uk", "bold", "noisy")
    assert (anna.contact["discount"], anna.known_failure) == ("500 UAH", "hears nothing")
    assert (anna.expect.outcome, anna.expect.steps) == ("", ("greeting", "callback"))
    assert bob == Case("bob", "survey", "en", Expectation("interested"))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "empty-file"),
        ("suite: [", "yaml-syntax"),
        ("suite: a\ncases:\n  - {callee: x, script: s}", "missing-key"),
        ("suite: a\ncases:\n  - {callee: x, script: s, expect: {disposition: glad}}", "bad-value"),
        ("suite: a\nas_of: noon\ncases:\n  - {callee: x, script: s, expect: {disposition: callback}}", "bad-value"),
        (
            "suite: a\nscript: s\ncases:\n  - {callee: x, expect: {disposition: callback}}\n"
            "  - {callee: x, expect: {disposition: callback}}",
            "twice",
        ),
    ],
)
def test_a_mistake_in_a_suite_is_a_problem_at_its_place(text: str, rule: str) -> None:
    with pytest.raises(SourceError) as error:
        read_suite(text, "small.suite.yaml")
    assert rule in {problem.rule for problem in error.value.problems}


def test_a_call_that_came_to_what_was_expected_passes_though_a_word_was_misheard() -> None:
    verdict = judge(CASE, ACTUAL)
    assert (verdict.status, verdict.differences) == ("passed", ())
    assert (verdict.spoken, verdict.misheard) == (3, 2)
    assert verdict.disposition_right


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"disposition": "interested"}, "disposition"),
        ({"outcome": ""}, "outcome"),
        ({"steps": ("greeting",)}, "steps"),
        ({"slots": {}}, "slot callback_at"),
        ({"slots": {**ACTUAL.slots, "score": "9"}}, "slot score"),
    ],
)
def test_what_differs_is_named(change: dict[str, object], what: str) -> None:
    assert whats(CASE, replace(ACTUAL, **change)) == [what]  # type: ignore[arg-type]


def test_what_a_suite_does_not_say_is_not_compared() -> None:
    assert whats(Case("anna", "offer", "en", Expectation("callback")), ACTUAL) == []


def test_free_text_is_judged_by_being_there() -> None:
    case = replace(CASE, expect=replace(EXPECT, slots={"wish": "longer hours"}))
    heard = replace(ACTUAL, slots={"wish": "long ears"}, free=frozenset({"wish"}))
    assert whats(case, heard) == []
    assert whats(case, replace(heard, slots={})) == ["slot wish"]
    assert whats(case, replace(heard, free=frozenset())) == ["slot wish"]


def test_strict_asks_for_every_word() -> None:
    assert whats(CASE, ACTUAL, strict=True) == ["words"]
    assert whats(CASE, replace(ACTUAL, words=("call me, TOMORROW!",)), strict=True) == []


def test_a_known_failure_does_not_fail_and_is_pointed_at_when_it_passes() -> None:
    known = replace(CASE, known_failure="hears nothing")
    assert judge(known, replace(ACTUAL, outcome="")).status == "known_failure"
    assert judge(known, ACTUAL).status == "passes_now"
    assert judge(CASE, replace(ACTUAL, outcome="")).status == "failed"


def test_parts_are_counted_apart_with_wrong_leads_and_missed_opt_outs() -> None:
    lead = replace(ACTUAL, disposition="interested")
    opted = replace(CASE, part="noisy", expect=Expectation("do_not_call"))
    main, noisy = parts_of([judge(CASE, ACTUAL), judge(CASE, lead), judge(opted, lead), judge(opted, ACTUAL)])
    assert (main.name, main.cases, main.passed, main.dispositions_right, main.wrong_leads) == ("main", 2, 1, 1, 1)
    assert (main.missed_opt_outs, main.disposition_share) == (0, 0.5)
    assert main.heard_share == pytest.approx(1 - 4 / 6)
    assert (noisy.name, noisy.wrong_leads, noisy.missed_opt_outs, noisy.heard_share) == ("noisy", 1, 2, 1.0)


def test_both_sides_stand_beside_each_other_with_a_mark_where_they_differ() -> None:
    long = " ".join(f"word{n}" for n in range(12))
    case = replace(CASE, expect=replace(EXPECT, outcome=None, words=("Call me tomorrow.", long)))
    shown = side_by_side(judge(case, replace(ACTUAL, steps=("greeting",), words=("Call me tomorrow",))))
    assert shown[0].split() == ["expected", "came"]
    marked = {line.split()[1]: line for line in shown if line.startswith("  !")}
    assert set(marked) == {"steps", "words"}
    assert "(not said)" in shown[2]
    assert any(line.startswith("    words 1") for line in shown)
    assert shown[-1].split()[-1] == "word11"
    assert max(map(len, shown)) < 120


def test_a_side_without_anything_shows_a_dash() -> None:
    shown = side_by_side(
        judge(Case("a", "s", "en", Expectation("no_input", "", ())), Actual("no_input", "", (), {}, ()))
    )
    assert [line.split() for line in shown[2:]] == [["outcome", "-", "-"], ["steps", "-", "-"]]


def test_words_are_compared_without_case_punctuation_and_the_look_of_apostrophes() -> None:
    assert words_of("Well, I’m — HERE!") == ["well", "i'm", "here"]
