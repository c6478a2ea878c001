"""Intervals against published examples, and what they must be for every count."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.findings import ArmResult, contest
from bot.insight.interval import difference, needed, promoter_score, wilson
from bot.insight.tables import verdict


def arm(name: str, leads: int, calls: int) -> ArmResult:
    return ArmResult(name, calls, leads, wilson(leads, calls))


@pytest.mark.parametrize(("part", "whole", "low", "high"), [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
])  # fmt: skip
def test_wilson_agrees_with_newcombe_1998_table_i(part, whole, low, high):
    found = wilson(part, whole)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_the_difference_agrees_with_newcombe_1998_table_ii():
    found = difference((56, 70), (48, 80))
    assert (found.low, found.high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


def test_nothing_counted_says_nothing():
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


@given(st.integers(1, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_an_interval_holds_its_share_and_mirrors(pair):
    part, whole = pair
    found, mirrored = wilson(part, whole), wilson(whole - part, whole)
    assert 0 <= found.low <= part / whole <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5])
def test_wilson_covers_the_truth_about_as_often_as_it_says(share):
    whole = 60
    chances = [comb(whole, n) * share**n * (1 - share) ** (whole - n) for n in range(whole + 1)]
    covered = sum(p for n, p in enumerate(chances) if wilson(n, whole).low <= share <= wilson(n, whole).high)
    assert covered == pytest.approx(0.95, abs=0.03)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_the_promoter_interval_stays_on_the_scale_and_mirrors(up, passive, down):
    found, mirrored = promoter_score(up, down, up + passive + down), promoter_score(down, up, up + passive + down)
    assert -100 <= found.low <= found.high <= 100
    assert found.low == pytest.approx(-mirrored.high)


def test_calls_needed_agree_with_the_textbook():
    assert needed(0.6, 0.5) == 385  # Fleiss 1981, without continuity correction: 384.6


def test_few_calls_are_said_to_be_too_few():
    said = verdict(contest("discount_offer", [arm("bold", 6, 18), arm("neutral", 3, 10)]))
    assert "too few to tell, neutral has 10 calls and 30 is the least" in said
    assert "takes about 3,054 calls an arm" in said


def test_a_difference_that_may_be_chance_is_not_called_one():
    said = verdict(contest("discount_offer", [arm("bold", 18, 67), arm("neutral", 10, 64)]))
    assert "cannot be told apart yet: the difference may be anything from -3 to +25 points" in said


def test_a_clear_difference_names_the_better_arm():
    said = verdict(contest("discount_offer", [arm("neutral", 341, 2235), arm("bold", 617, 2160)]))
    assert said == "discount offer: bold does better than neutral, by 11 to 16 points (95 % sure)."


def test_the_best_of_many_arms_must_be_clearer_than_the_best_of_two():
    two = [arm("a", 60, 200), arm("b", 40, 200)]
    many = [*two, arm("c", 39, 200), arm("d", 38, 200), arm("e", 37, 200)]
    assert contest("s", two).decided
    assert not contest("s", many).decided


def test_equal_arms_need_no_number_of_calls():
    assert contest("s", [arm("a", 50, 100), arm("b", 50, 100)]).needed == 0


def test_a_script_with_one_arm_is_no_contest():
    assert contest("s", [arm("", 5, 10)]).gap is None
