"""Cells of contact lists and scalars of scripts, as offices write them."""

import contextlib
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.spoken import TYPES, Count, Interval, Money, SpokenError, Value, parse_value, seconds_to_say

TODAY = date(2024, 1, 31)


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("text", "  any   text ", "any text"),
        ("text", "", ""),
        ("money", "2000 UAH", Money(Decimal(2000), "UAH")),
        ("money", "2 000,50 грн", Money(Decimal("2000.50"), "UAH")),
        ("money", "2\u00a0000 грн.", Money(Decimal(2000), "UAH")),
        ("money", "₴2000", Money(Decimal(2000), "UAH")),
        ("money", "$20", Money(Decimal(20), "USD")),
        ("money", "20$", Money(Decimal(20), "USD")),
        ("money", "uah 5", Money(Decimal(5), "UAH")),
        ("money", "1,234,567.5 EUR", Money(Decimal("1234567.5"), "EUR")),
        ("money", "2.000,50 €", Money(Decimal("2000.50"), "EUR")),
        ("money", "2,000 USD", Money(Decimal(2000), "USD")),
        ("money", "1'000 CHF", Money(Decimal(1000), "CHF")),
        ("money", "5 рублей", Money(Decimal(5), "RUB")),
        ("money", "5р", Money(Decimal(5), "RUB")),
        ("money", "2.000 UAH", Money(Decimal(2000), "UAH")),
        ("money", "5 р.", Money(Decimal(5), "RUB")),
        ("date", "2023-05-04", date(2023, 5, 4)),
        ("date", "04.05.2023", date(2023, 5, 4)),
        ("date", "4.5.2023", date(2023, 5, 4)),
        ("date", "2023-05-04 00:00:00", date(2023, 5, 4)),
        ("date", "2023-05-04T10:30", date(2023, 5, 4)),
        ("date", "+14 days", date(2024, 2, 14)),
        ("date", "-3 weeks", date(2024, 1, 10)),
        ("date", "+1 month", date(2024, 2, 29)),
        ("date", "−1 year", date(2023, 1, 31)),
        ("date", "-11 months", date(2023, 2, 28)),
        ("date", "Tomorrow", date(2024, 2, 1)),
        ("datetime", "2023-05-04 10:30", datetime(2023, 5, 4, 10, 30)),
        ("datetime", "2023-05-04T10:30:00", datetime(2023, 5, 4, 10, 30)),
        ("datetime", "04.05.2023 9:05", datetime(2023, 5, 4, 9, 5)),
        ("datetime", "tomorrow 18:00-20:00", Interval(datetime(2024, 2, 1, 18), datetime(2024, 2, 1, 20))),
        ("number", "5", 5),
        ("number", "-5", -5),
        ("number", "2 000", 2000),
        ("number", "12.0", 12),
        ("count", "3 point / points", Count(3, ("point", "points"))),
        ("count", "21 пара/пари/пар", Count(21, ("пара", "пари", "пар"))),
        ("count", "12", Count(12, ())),
        ("phone", "+380 (67) 123-45-67", "+380671234567"),
        ("phone", "00 33 6 12 34 56 78", "+33612345678"),
        ("phone", "380671234567", "+380671234567"),
        ("phone", "067 123 45 67", "0671234567"),
        ("phone", "8 (916) 123-45-67", "89161234567"),
        ("code", " AB-12 ", "AB-12"),
        ("name", "ОЛЕНА", "Олена"),
        ("name", "jean-luc", "Jean-Luc"),
        ("name", "O'NEIL", "O'Neil"),
        ("name", "МАР'ЯНА", "Мар'яна"),
        ("name", "McDonald", "McDonald"),
        ("name", "charles de gaulle", "Charles de Gaulle"),
        ("name", "D’ARTAGNAN", "D'Artagnan"),
        ("name", "Oлена", "Олена"),
        ("name", "Тарас Г.", "Тарас Г."),
    ],
)
def test_a_cell_is_read(type_: str, text: str, value: Value) -> None:
    assert parse_value(type_, text, TODAY) == value


@pytest.mark.parametrize(
    ("type_", "text", "message"),
    [
        ("colour", "red", "no type is called 'colour'; there are: text, name, money"),
        ("name", "  ", "an empty name"),
        ("name", "R2D2", "not a name; accepted: letters"),
        ("money", "2000", "not a money; accepted: .* and one currency"),
        ("money", "$20 USD", "and one currency"),
        ("money", "free", 'not a money; accepted: "2000 UAH"'),
        ("money", "-5 UAH", "and one currency"),
        ("money", "2.0005 UAH", "two decimals at most"),
        ("money", "5 doubloons", "no currency is called 'doubloons'; there are: UAH, USD"),
        ("money", "1000000000000000 UAH", "below a quadrillion"),
        ("date", "04/05/2023", 'not a date; accepted: "2023-05-04"'),
        ("date", "31.02.2023", "the calendar has no such day"),
        ("date", "+99999 years", "beyond the calendar"),
        ("date", "-99999 weeks", None),
        ("date", "+99999 weeks", None),
        ("datetime", "10:30", "not a datetime; accepted"),
        ("datetime", "2023-05-04 10", "not a datetime; accepted"),
        ("datetime", "2023-05-04 10:00-11:00-12:00", "not a datetime"),
        ("datetime", "someday 10:00", "not a datetime"),
        ("datetime", "today 25:00", "the clock has no such time"),
        ("datetime", "today 18:00-10:00", "ends before it begins"),
        ("number", "5.5", "not a number; accepted: whole numbers"),
        ("number", "1000000000000000", "below a quadrillion"),
        ("number", "1" * 5000, "below a quadrillion"),
        ("money", "1" * 5000 + " UAH", "below a quadrillion"),
        ("count", "many points", "not a count; accepted"),
        ("count", "3 a/b/c/d", "one to three word forms"),
        ("count", "3 a//b", "one to three word forms"),
        ("phone", "3.8067E+11", "not a phone; accepted: 7 to 15 digits"),
        ("code", "---", "not a code; accepted: letters and digits, 40 at most"),
        ("code", "A" * 41, "40 at most"),
    ],
)
def test_a_cell_that_is_not_of_its_type_is_refused_with_what_is(type_: str, text: str, message: str | None) -> None:
    today = date(9000, 1, 1) if text.startswith("+") else date(100, 1, 1) if text.startswith("-9") else TODAY
    with pytest.raises(SpokenError, match=message or "beyond the calendar"):
        parse_value(type_, text, today)


@given(st.sampled_from(TYPES), st.text() | st.from_regex(r"[+$-]?[0-9]{1,3}[ .,:/'-][0-9a-zA-Zа-я .:-]*"))
def test_a_cell_is_read_or_refused_and_never_anything_else(type_: str, text: str) -> None:
    with contextlib.suppress(SpokenError):
        assert parse_value(type_, text, TODAY) is not None


@pytest.mark.parametrize(
    ("text", "language", "seconds"),
    [
        ("We have kept a discount of two thousand hryvnias for you until the fourth of May.", "en", 4.2),
        ("Ви купували у нас взуття три тижні тому.", "uk", 3.2),
        ("Здравствуйте, Елена. Это автоматический помощник компании Прего.", "ru", 4.9),
        ("demain vers dix-huit heures", "fr", 1.4),
        ("감사합니다. 매장에서 전화 드리겠습니다. 안녕히 계세요.", "ko", 5.5),
        ("", "en", 0),
        ("...", "fr", 0),
    ],
)
def test_the_time_to_say_a_text_is_near_what_espeak_takes(text: str, language: str, seconds: float) -> None:
    assert seconds_to_say(text, language) == pytest.approx(seconds, abs=0.7)


def test_the_time_to_say_a_text_in_an_unknown_language_is_refused() -> None:
    with pytest.raises(SpokenError, match="'de'"):
        seconds_to_say("Guten Tag", "de")
