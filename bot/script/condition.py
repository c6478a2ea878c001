"""Conditions: `{score: {at_least: 9}, arm: bold}` into Tests, and whether they hold for the values of a call.

Knows how values of each kind compare with an author's text. An unknown variable meets only `not` and `known`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast

from bot.script.model import Condition, Op, Test
from bot.script.outline import TEST
from bot.source import Fields, MappingNode, Node, Reader, Scalar, SequenceNode, place
from bot.spoken import Count, Interval, Money, SpokenError, parse_value

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")


def parse_condition(node: Node | None, reader: Reader) -> Condition:
    """The tests of an `if`: a bare value means `is`, a list means `one_of`."""
    tests: list[Test] = []
    for key, value in reader.entries(node):
        if isinstance(value, Scalar):
            tests.append(Test(key.text, "is", value.text, (), value.span))
        elif isinstance(value, SequenceNode):
            tests.append(Test(key.text, "one_of", "", reader.texts(value), place(value)))
        else:
            tests += _tests(key.text, value, reader)
    return tuple(tests)


def _tests(name: str, node: MappingNode, reader: Reader) -> list[Test]:
    fields = Fields(reader, node, TEST)
    tests = []
    for op, value in fields.there():
        if op == "one_of":
            text, values = "", fields.texts(op)
        elif op == "known":
            text, values = "yes" if fields.flag(op) else "no", ()
        else:
            text, values = fields.text(op), ()
        tests.append(Test(name, cast(Op, op), text, values, place(value)))
    return tests


def holds(condition: Condition, values: Mapping[str, object], as_of: date | None = None) -> bool:
    """Whether every test holds. `as_of` gives `+14 days` its meaning; without it only fixed dates compare."""
    return all(_holds(test, values.get(test.name), as_of) for test in condition)


def _holds(test: Test, value: object, as_of: date | None) -> bool:
    known = value is not None and value != ""
    if test.op == "known":
        return known == (test.value == "yes")
    if test.op == "not":
        return not known or compare(value, test.value, as_of) != 0
    if not known:
        return False
    if test.op == "one_of":
        return any(compare(value, text, as_of) == 0 for text in test.values)
    order = compare(value, test.value, as_of)
    if order is None:
        return False
    return order == 0 if test.op == "is" else order >= 0 if test.op == "at_least" else order <= 0


def compare(value: object, text: str, as_of: date | None = None) -> int | None:
    """-1, 0 or 1 as `value` lies before, at or after what the author wrote; None where they cannot be compared.

    Texts compare for equality only: a different one is neither before nor after.
    """
    if isinstance(value, bool):
        return 0 if value == (text.casefold() in ("yes", "true")) else None
    if isinstance(value, str):
        return 0 if value.casefold() == text.casefold() else None
    if isinstance(value, Money):
        return _compare_money(value, text)
    if isinstance(value, Interval):
        value = value.earliest
    if isinstance(value, date):
        return _compare_date(value, text, as_of)
    number = value.number if isinstance(value, Count) else value
    if not isinstance(number, int | float | Decimal):
        return None
    return _order(Decimal(str(number)), _decimal(text))


def _compare_money(value: Money, text: str) -> int | None:
    """`2000` compares with any currency, `2000 UAH` with hryvnias alone."""
    amount, _, currency = text.strip().partition(" ")
    if currency and currency.strip().upper() != value.currency:
        return None
    return _order(value.amount, _decimal(amount))


def _compare_date(value: date, text: str, as_of: date | None) -> int | None:
    try:
        other = parse_value("date", text, as_of) if as_of else date.fromisoformat(text)
    except (SpokenError, ValueError):
        return None
    return _order(_day(value), _day(other)) if isinstance(other, date) else None


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _decimal(text: str) -> Decimal | None:
    """Digits an author may write, grouped by spaces or not; None for anything else."""
    compact = text.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    return Decimal(compact) if _NUMBER.fullmatch(compact) else None


def _order(value: Any, other: Any) -> int | None:
    if other is None:
        return None
    return int(value > other) - int(value < other)
