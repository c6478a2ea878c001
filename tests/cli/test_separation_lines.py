"""What `check --deep` prints of a language, and when it is over its budget."""

import pytest

from bot.cli.separation import separation_lines
from bot.understanding.separation import Separation, Tally


def found(wrong):
    whole = Tally(replies=1000, asked=300, wrong=wrong)
    return Separation({"offer": whole}, {"no_need": whole}, {("no_need", "too_expensive"): wrong}, (), whole)


@pytest.mark.parametrize(
    ("wrong", "verdict"),
    [
        (40, "of callees' replies some 2.0% wrongly: within the budget of 3%"),
        (60, "of callees' replies some 3.0% wrongly: within the budget of 3%"),
        (61, "of callees' replies some 3.0% wrongly: over the budget of 3%"),
        (140, "of callees' replies some 7.0% wrongly: over the budget of 3%"),
    ],
)
def test_callees_are_expected_to_be_mistaken_half_as_often_as_phrases_left_out(wrong, verdict):
    first, second, *_ = separation_lines("offer", "en", found(wrong))
    assert first == f"offer (en):   1000 replies, {wrong / 1000:>5.1%} acted on wrongly, 30.0% asked again"
    assert second.strip() == verdict


def test_intents_mistaken_often_are_named_with_what_they_are_taken_for():
    lines = [line.strip() for line in separation_lines("offer", "en", found(140))]
    assert "intents mistaken more often than 5% (0 are not)" in lines
    assert "no_need taken for too_expensive: 140" in lines


def test_a_question_that_is_over_the_budget_by_itself_is_marked():
    questions = {"offer": Tally(500, 100, 40), "why": Tally(500, 100, 10)}
    lines = [*separation_lines("shop", "en", Separation(questions, {}, {}, (), Tally(1000, 200, 50)))]
    assert "within the budget" in lines[1]
    assert [line.split()[0] for line in lines if line.endswith(": over 3% by itself, look here")] == ["offer"]
