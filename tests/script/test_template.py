"""Prompt text with fields is parsed once and rendered with the values of a call."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from bot.script.model import Field, Template, Text
from bot.script.template import fields, is_optional, parse_template, plain_text, render
from bot.source import NOWHERE, Reader, Scalar, Span, WinbackError
from bot.spoken import Count, Interval, Money, Value

TODAY = date(2026, 5, 4)


def template(text: str) -> Template:
    reader = Reader()
    parsed = parse_template(Scalar(text, NOWHERE), reader)
    assert reader.problems == []
    return parsed


def said(text: str, language: str = "en", **values: Value) -> str:
    return render(template(text), values, language, TODAY)


def test_fields_have_a_name_a_form_and_what_is_spoken_around_them() -> None:
    assert template("Hello{, name}, it is {day:weekday}!") == (
        Text("Hello"), Field("name", "", ", "), Text(", it is "), Field("day", "weekday"), Text("!"),
    )  # fmt: skip
    assert template("{name, }hello") == (Field("name", "", "", ", "), Text("hello"))
    assert template("{name}") == (Field("name"),)
    assert template("no fields") == (Text("no fields"),)
    assert template("") == ()


def test_a_field_knows_its_place() -> None:
    reader = Reader()
    parsed = parse_template(Scalar("Hi {name}", Span("f", 3, 5, 3, 16), quoted=True), reader)
    assert fields(parsed)[0].span == Span("f", 3, 9, 3, 15)


def test_a_template_is_written_as_its_author_wrote_it() -> None:
    text = "Hello{, name}, until {day:date} or{ other:ago }!"
    assert plain_text(template(text)) == text


def test_values_are_spoken_in_their_usual_form() -> None:
    assert said("{x}.", x=Money(Decimal(2000), "UAH")) == "two thousand hryvnias."
    assert said("{x}.", x=5) == "five."
    assert said("{x}.", x=Count(5, ("point", "points"))) == "five points."
    assert said("{x}.", x=True) == "yes."
    assert said("{x}.", x="Prego") == "Prego."
    assert said("{x}.", x=date(2026, 5, 9)) == "the ninth of May." or said("{x}.", x=date(2026, 5, 9)) == "May ninth."
    assert "May" not in said("{x}.", x=datetime(2026, 5, 5, 10))
    assert said("{x}.", x=Interval(datetime(2026, 5, 5, 18), datetime(2026, 5, 5, 21))).startswith("tomorrow")


def test_a_form_changes_how_a_value_is_spoken() -> None:
    assert said("{x:ago}", x=date(2026, 4, 13)) == "three weeks ago"


def test_an_optional_field_vanishes_with_what_is_spoken_around_it() -> None:
    assert said("Hello{, name}. It is us.") == "Hello. It is us."
    assert said("Hello{, name}. It is us.", name="") == "Hello. It is us."
    assert said("Hello{, name}. It is us.", name="Ann") == "Hello, Ann. It is us."
    assert [is_optional(field) for field in fields(template("{a}{, b}{c }"))] == [False, True, True]


def test_doubled_spaces_are_cleaned_and_no_break_spaces_kept() -> None:
    assert said(" a  { b } c\n d\u00a0? ") == "a c d\u00a0?"


def test_a_field_that_must_be_known_and_is_not_stops_the_call_with_a_reason() -> None:
    with pytest.raises(WinbackError, match="“name”, which has no value"):
        said("Hello {name}")


def test_a_value_that_cannot_take_its_form_stops_the_call_with_a_reason() -> None:
    with pytest.raises(WinbackError, match="“x” cannot be spoken: "):
        said("{x:ago}", x=5)


def test_a_double_brace_comes_with_its_fix() -> None:
    reader = Reader()
    parse_template(Scalar("{{name}}", Span("f", 1, 1, 1, 9)), reader)
    assert [(problem.fix, problem.span.column) for problem in reader.problems] == [("{", 1), ("}", 7)]
