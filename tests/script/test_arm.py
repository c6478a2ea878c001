"""A script as one arm goes through it, and samples of what nobody knows yet."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from bot.script.arm import as_arm
from bot.script.graph import reachable
from bot.script.model import Variable
from bot.script.sample import learnt_values, sample_row, sample_values
from bot.spoken import Money
from tests.dialogue.little_script import LITTLE, TEXT, script


def lines(loaded, step):
    return [branch.then.name for branch in loaded.steps[step].branch]


def test_an_arm_takes_its_own_line_and_none_behind_it():
    assert as_arm(LITTLE, "") is LITTLE
    bold, shy = as_arm(LITTLE, "bold"), as_arm(LITTLE, "shy")
    assert (lines(bold, "which_offer"), lines(shy, "which_offer")) == (["offer"], ["sale"])
    assert ("sale" in reachable(bold)[0], "sale" in reachable(shy)[0]) == (False, True)
    assert (bold.arms, lines(bold, "after_score")) == (("bold",), lines(LITTLE, "after_score"))


def test_an_arm_with_another_condition_leaves_the_lines_behind_it():
    both = script(
        TEXT.replace("{if: {arm: bold}, go: offer}", "{if: {arm: bold, first_name: {known: yes}}, go: offer}")
    )
    assert lines(as_arm(both, "bold"), "which_offer") == ["offer", "sale"]


def test_there_is_a_sample_of_everything_a_call_will_tell():
    learnt = learnt_values(LITTLE, date(2026, 11, 23))
    assert learnt.items() >= {"arm": "bold", "attempt": 1, "refusals": 0, "wants": "code", "score": 7}.items()
    assert (learnt["reason"], learnt["callback_at"]) == ("too_expensive", datetime(2026, 11, 24, 18))


def test_defaults_stand_before_samples():
    columns = {"discount": Variable("discount", "money", default="5 USD"), "name": Variable("name", "name")}
    loaded = replace(LITTLE, contact=columns)
    assert sample_row(loaded) == {"discount": "5 USD", "name": "Anna"}
    values = sample_values(loaded, "en")
    assert values.items() >= {"discount": Money(Decimal("5.0"), "USD"), "language": "en", "company": "Prego"}.items()
