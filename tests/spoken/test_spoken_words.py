"""What leaves the room: words only, in four languages, or a clear refusal."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.spoken import DEFAULT_FORM, FORMS, TYPES, Count, Interval, Money, SpokenError, Value, speak

TODAY = date(2023, 5, 15)
CURRENCIES = ("UAH", "USD", "EUR", "RUB", "GBP", "PLN", "CHF")
languages = st.sampled_from(("en", "uk", "ru", "fr"))
moments = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))
values = st.one_of(
    st.text(),
    st.from_regex(r"[\w ,.:/%-]{0,20}"),
    st.booleans(),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.dates(),
    moments,
    st.builds(Money, st.decimals(-(10**9), 10**9, places=2), st.sampled_from(CURRENCIES)),
    st.builds(Count, st.integers(-(10**6), 10**6), st.lists(st.text(), max_size=4).map(tuple)),
    st.builds(lambda at, hours: Interval(at, at + timedelta(hours=hours)), moments, st.floats(0, 80)),
)


def forms_of(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return ("plain", "vocative", "digits")
    names = {bool: "bool", int: "number", Money: "money", Count: "count", date: "date"}
    return FORMS[names.get(type(value), "datetime")]


@given(values, languages)
def test_no_digit_and_no_double_space_leaves_the_room(value: Value, language: str) -> None:
    for form in forms_of(value):
        said = speak(value, form, language, TODAY)
        assert not any(char.isdigit() for char in said)
        assert said == " ".join(said.split())


@given(st.dates(), st.dates(), languages)
def test_every_day_is_near_or_far_in_words(day: date, today: date, language: str) -> None:
    assert speak(day, "ago", language, today)


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Prego24shop", "en", "Prego twenty-four shop"),
        ("x²", "en", "x two"),
        ("٣", "en", "three"),
        ("12 345 678", "fr", "douze millions trois cent quarante-cinq mille six cent soixante-dix-huit"),
        ("1.2.3", "en", "one two three"),
        ("2023-05-04", "en", "two thousand and twenty-three zero five zero four"),
        ("2.05%", "en", "two point zero five percent"),
        ("1234567890123", "en", "one two three four five six seven eight nine zero one two three"),
        ("1234567890123 %", "en", "one two three four five six seven eight nine zero one two three percent"),
        ("1 %", "ru", "один процент"),
        ("22%", "uk", "двадцять два відсотки"),
        ("  two   words ", "en", "two words"),
        ("", "en", ""),
    ],
)
def test_digits_in_free_text_become_words(text: str, language: str, said: str) -> None:
    assert speak(text, "plain", language, TODAY) == said


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("+33123", "fr", "plus trente-trois, cent vingt-trois"),
        ("+9", "en", "plus nine"),
        ("000", "uk", "нуль нуль нуль"),
        ("0670000007", "uk", "нуль шістдесят сім, нуль нуль нуль, нуль нуль, нуль сім"),
        ("123456789", "ru", "сто двадцать три, четыреста пятьдесят шесть, семьсот восемьдесят девять"),
        ("12345678901", "en", "one two three, four five six, seven eight nine, zero one"),
        ("ЙЬ1", "ru", "и краткое мягкий знак, один"),
        ("ß", "en", "SS"),
        ("²", "en", "two"),
        ("--", "en", ""),
    ],
)
def test_phones_and_codes_are_dictated(text: str, language: str, said: str) -> None:
    assert speak(text, "digits", language, TODAY) == said


@pytest.mark.parametrize(("language", "yes", "no"), [("en", "yes", "no"), ("uk", "так", "ні"), ("fr", "oui", "non")])
def test_a_yes_or_no_is_said(language: str, yes: str, no: str) -> None:
    assert speak(True, "plain", language, TODAY) == yes
    assert speak(False, "plain", language, TODAY) == no


@pytest.mark.parametrize(
    ("money", "language", "said"),
    [
        (Money(Decimal("-2.5"), "UAH"), "uk", "мінус дві гривні п'ятдесят копійок"),
        (Money(Decimal("0.005"), "USD"), "en", "one cent"),
        (Money(Decimal("-0.001"), "USD"), "en", "zero dollars"),
        (Money(Decimal(2_000_000), "GBP"), "fr", "deux millions de livres sterling"),
        (Money(Decimal(2_000_000), "UAH"), "ru", "два миллиона гривен"),
    ],
)
def test_odd_amounts_are_said(money: Money, language: str, said: str) -> None:
    assert speak(money, "money", language, TODAY) == said


@pytest.mark.parametrize("language", ["en", "uk", "ru", "fr"])
def test_a_currency_without_words_is_refused_with_those_that_have_them(language: str) -> None:
    with pytest.raises(SpokenError, match=r"XAU: no \w+ words; known: UAH, USD"):
        speak(Money(Decimal(1), "XAU"), "money", language, TODAY)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e15"])
def test_an_amount_that_is_none_is_refused(amount: str) -> None:
    with pytest.raises(SpokenError, match="cannot be said"):
        speak(Money(Decimal(amount), "UAH"), "money", "en", TODAY)


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(SpokenError, match="'de'; there are: en, uk, ru, fr"):
        speak(1, "cardinal", "de", TODAY)


@pytest.mark.parametrize(
    ("value", "form", "message"),
    [
        (1, "ago", "a number has no form 'ago'; it has: cardinal, ordinal, genitive"),
        (TODAY, "when", "a date has no form 'when'"),
        (datetime(2023, 5, 15, 10), "ago", "a datetime has no form 'ago'; it has: when, time"),
        ("Kevin", "money", "a name has no form 'money'; it has: plain, vocative"),
    ],
)
def test_a_form_the_type_has_not_is_refused_with_those_it_has(value: Value, form: str, message: str) -> None:
    with pytest.raises(SpokenError, match=message):
        speak(value, form, "en", TODAY)


def test_every_type_has_a_default_form() -> None:
    assert set(TYPES) < set(FORMS)
    assert all(DEFAULT_FORM[type_] in forms for type_, forms in FORMS.items())


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 5, day, hour, minute)


@pytest.mark.parametrize(
    ("interval", "language", "said"),
    [
        (Interval(at(16, 9), at(19, 18)), "en", "from Tuesday to Friday"),
        (Interval(at(16, 9), at(19, 18)), "uk", "з вівторка до п'ятниці"),
        (Interval(at(17, 9), at(19, 18)), "uk", "із середи до п'ятниці"),
        (Interval(at(16, 9), at(19, 18)), "ru", "со вторника до пятницы"),
        (Interval(at(17, 9), at(19, 18)), "ru", "со среды до пятницы"),
        (Interval(at(16, 9), at(19, 18)), "fr", "de mardi à vendredi"),
        (Interval(at(26, 9), at(29, 18)), "en", "from the twenty-sixth of May to the twenty-ninth of May"),
        (Interval(at(26, 9), at(29, 18)), "fr", "du vingt-six mai au vingt-neuf mai"),
        (Interval(at(26, 9), at(29, 18)), "ru", "с двадцать шестого мая до двадцать девятого мая"),
        (Interval(at(16, 18), at(17, 0)), "en", "tomorrow after six in the evening"),
        (
            Interval(at(16, 10, 15), at(16, 11, 15)),
            "en",
            "tomorrow between ten fifteen and eleven fifteen in the morning",
        ),
        (Interval(at(16, 11), at(16, 13, 30)), "ru", "завтра с одиннадцати утра до часа тридцати дня"),
        (Interval(at(16, 14, 5), at(16, 16)), "ru", "завтра с двух ноль пяти до четырёх часов дня"),
        (Interval(at(16, 11), at(16, 11)), "uk", "завтра об одинадцятій ранку"),
        (Interval(at(16, 13), at(16, 13)), "fr", "demain à treize heures"),
        (Interval(at(16, 1), at(16, 1)), "fr", "demain à une heure"),
        (Interval(at(16, 0, 30), at(16, 0, 30)), "fr", "demain à minuit trente"),
        (Interval(at(16, 0, 30), at(16, 0, 30)), "en", "tomorrow at twelve thirty at night"),
    ],
)
def test_a_callback_time_is_read_back(interval: Interval, language: str, said: str) -> None:
    assert speak(interval, "when", language, TODAY) == said


def test_a_time_over_several_days_is_any_time() -> None:
    assert speak(Interval(at(16, 9), at(19, 18)), "time", "en", TODAY) == "at any time"
    assert speak(Interval(at(16, 22), at(17, 2)), "time", "fr", TODAY) == "entre vingt-deux heures et deux heures"


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(SpokenError, match="before it begins"):
        speak(Interval(at(16, 9), at(15, 9)), "when", "en", TODAY)


def test_the_zone_of_a_time_is_not_read_and_today_may_be_a_moment() -> None:
    kyiv = timezone(timedelta(hours=3))
    assert speak(at(16, 10).replace(tzinfo=kyiv), "when", "en", datetime(2023, 5, 15, 23)) == (
        "tomorrow at ten in the morning"
    )


@pytest.mark.parametrize(
    ("day", "today", "said"),
    [
        (date(2023, 2, 1), date(2023, 3, 1), "a month ago"),
        (date(2023, 6, 17), date(2023, 7, 15), "four weeks ago"),
        (date(2023, 3, 31), date(2023, 4, 30), "four weeks ago"),
        (date(2022, 6, 1), date(2023, 5, 15), "eleven months ago"),
        (date(2022, 2, 1), date(2023, 5, 15), "a year ago"),
        (date(2020, 10, 1), date(2023, 5, 15), "three years ago"),
    ],
)
def test_a_past_day_is_rounded_as_people_round(day: date, today: date, said: str) -> None:
    assert speak(day, "ago", "en", today) == said


def test_old_years_are_said_as_a_historian_says_them() -> None:
    assert speak(date(1066, 10, 14), "date", "en", TODAY) == "the fourteenth of October, ten sixty-six"
    assert speak(date(2001, 9, 1), "date", "en", TODAY) == "the first of September, two thousand and one"
    assert speak(date(800, 12, 25), "date", "en", TODAY) == "the twenty-fifth of December, eight hundred"
