"""Every row of the goldens was read by a person; a change of words must change a row."""

from datetime import date
from pathlib import Path

import pytest

from bot.spoken import FORMS, TYPES, parse_value, speak
from bot.spoken.vocative import vocative

GOLDEN = Path(__file__).parent / "golden"
MONDAY = date(2023, 5, 15)
LANGUAGES = ("en", "uk", "ru", "fr")


def rows(name: str) -> list[tuple[str, ...]]:
    lines = (GOLDEN / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(
    ("language", "value", "type_", "form", "expected"),
    [(language, *row) for language in LANGUAGES for row in rows(language)],
)
def test_a_value_is_said_as_the_golden_says(language: str, value: str, type_: str, form: str, expected: str) -> None:
    assert speak(parse_value(type_, value, MONDAY), form, language, MONDAY) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_goldens_show_every_form_of_every_type(language: str) -> None:
    shown = {(type_, form) for _, type_, form, _ in rows(language)}
    cases = {"genitive", "accusative", "vocative"}
    missing = {(type_, form) for type_ in TYPES for form in FORMS[type_] if form not in cases} - shown
    assert not missing


@pytest.mark.parametrize(("name", "called"), rows("vocative"))
def test_ukrainians_are_called_in_the_vocative(name: str, called: str) -> None:
    assert vocative(name) == called


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Олена Петрівна", "Олено Петрівно"),
        ("Шевченко Тарас Григорович", "Шевченко Тарасе Григоровичу"),
        ("Олена Петренко", "Олено Петренко"),
        ("Петренко", "Петренко"),
        ("Анна-Марія", "Анно-Маріє"),
        ("Мар’яна", "Мар'яно"),
        ("олена", "олено"),
        ("Наталья", "Наталья"),
        ("", ""),
    ],
)
def test_full_names_keep_the_surname_and_call_the_rest(name: str, called: str) -> None:
    assert vocative(name) == called
