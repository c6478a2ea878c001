"""Conditions compare typed values with what an author wrote."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from bot.script.condition import compare, holds, parse_condition
from bot.script.model import Condition
from bot.script.model import Test as Comparison
from bot.source import MappingNode, Reader
from bot.spoken import Count, Interval, Money

TODAY = date(2026, 5, 4)


def condition(text: str) -> Condition:
    reader = Reader()
    node = reader.open(f"if: {text}\n", "f.yaml")
    assert isinstance(node, MappingNode)
    parsed = parse_condition(node.get("if"), reader)
    assert reader.problems == []
    return parsed


def test_a_bare_value_means_is_and_a_list_one_of() -> None:
    assert condition("{arm: bold}") == (Comparison("arm", "is", "bold"),)
    assert condition("{arm: [bold, shy]}") == (Comparison("arm", "one_of", "", ("bold", "shy")),)
    assert condition("{arm: {one_of: [bold, shy]}}") == (Comparison("arm", "one_of", "", ("bold", "shy")),)
    assert condition("{n: {at_least: 1, at_most: 5}}") == (
        Comparison("n", "at_least", "1"),
        Comparison("n", "at_most", "5"),
    )
    assert condition("{n: {known: no}, m: {known: yes}}") == (
        Comparison("n", "known", "no"),
        Comparison("m", "known", "yes"),
    )


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("{arm: bold}", {"arm": "Bold"}, True),
        ("{arm: bold}", {"arm": "shy"}, False),
        ("{arm: {not: bold}}", {"arm": "shy"}, True),
        ("{arm: {not: bold}}", {"arm": "bold"}, False),
        ("{arm: [bold, shy]}", {"arm": "shy"}, True),
        ("{arm: [bold, shy]}", {"arm": "grey"}, False),
        ("{arm: {at_least: bold}}", {"arm": "grey"}, False),
        ("{score: {at_least: 9}}", {"score": 9}, True),
        ("{score: {at_least: 9}}", {"score": 8}, False),
        ("{score: {at_most: 9}}", {"score": 10}, False),
        ("{score: {at_most: 9, at_least: 7}}", {"score": 8}, True),
        ("{score: 7}", {"score": 7}, True),
        ("{score: seven}", {"score": 7}, False),
        ("{price: {at_least: 1 000}}", {"price": Money(Decimal("1000.50"), "UAH")}, False),
        ("{price: {at_least: 1000}}", {"price": Money(Decimal("1000.50"), "UAH")}, True),
        ("{price: {at_least: 1000 UAH}}", {"price": Money(Decimal(1000), "UAH")}, True),
        ("{price: {at_least: 1000 EUR}}", {"price": Money(Decimal(2000), "UAH")}, False),
        ("{points: {at_least: 100}}", {"points": Count(340, ("point", "points"))}, True),
        ("{day: {at_most: 2026-05-04}}", {"day": date(2026, 5, 4)}, True),
        ("{day: {at_most: -1 year}}", {"day": date(2025, 5, 4)}, True),
        ("{day: {at_most: -1 year}}", {"day": date(2025, 5, 5)}, False),
        ("{day: {at_most: soon}}", {"day": date(2025, 5, 5)}, False),
        ("{at: 2026-05-05}", {"at": datetime(2026, 5, 5, 18)}, True),
        ("{at: {at_least: 2026-05-06}}", {"at": Interval(datetime(2026, 5, 5, 18), datetime(2026, 5, 5, 20))}, False),
        ("{sure: yes}", {"sure": True}, True),
        ("{sure: no}", {"sure": False}, True),
        ("{sure: yes}", {"sure": False}, False),
        ("{thing: 1}", {"thing": object()}, False),
    ],
)
def test_values_compare_by_their_kind(text: str, values: dict[str, object], expected: bool) -> None:
    assert holds(condition(text), values, TODAY) is expected


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{x: 1}", False), ("{x: [1, 2]}", False), ("{x: {at_least: 1}}", False), ("{x: {at_most: 1}}", False),
        ("{x: {not: 1}}", True), ("{x: {known: yes}}", False), ("{x: {known: no}}", True),
    ],
)  # fmt: skip
def test_an_unknown_variable_meets_only_not_and_known(text: str, expected: bool, value: object) -> None:
    assert holds(condition(text), {"x": value}) is expected
    assert holds(condition(text), {}) is expected


def test_the_empty_condition_always_holds_and_several_tests_hold_together() -> None:
    assert holds((), {})
    assert not holds(condition("{a: 1, b: 2}"), {"a": 1, "b": 3})


def test_without_a_day_only_fixed_dates_compare() -> None:
    assert compare(date(2026, 5, 4), "2026-05-01") == 1
    assert compare(date(2026, 5, 4), "-1 day") is None
