"""Numbers: against num2words, against an inverse, and against each other."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words  # type: ignore[import-untyped]

from bot.spoken import Count, SpokenError, speak
from bot.spoken.tongue import listed

TODAY = date(2023, 5, 15)
LANGUAGES = ("en", "uk", "ru", "fr")
SAMPLE = [*range(2200), *range(2200, 1_000_000, 1013), 10**6, 2 * 10**6, 21 * 10**6, 80 * 10**6, 10**9]

UNITS = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
VALUES = {word: number for number, word in enumerate(UNITS)} | {word: 20 + 10 * i for i, word in enumerate(TENS)}


def cardinal(number: int, language: str) -> str:
    return speak(number, "cardinal", language, TODAY)


def heard(words: str) -> int:
    """The number an English listener writes down."""
    total = group = 0
    for word in re.split("[ -]", words.removeprefix("minus ")):
        if word == "hundred":
            group *= 100
        elif word in ("thousand", "million", "billion"):
            total += group * {"thousand": 10**3, "million": 10**6, "billion": 10**9}[word]
            group = 0
        elif word != "and":
            group += VALUES[word]
    return -(total + group) if words.startswith("minus") else total + group


@pytest.mark.parametrize("language", LANGUAGES)
def test_cardinals_agree_with_num2words(language: str) -> None:
    def oracle(number: int) -> str:
        words: str = num2words(number, lang=language)
        return words.replace(",", "")

    assert [(n, cardinal(n, language)) for n in SAMPLE] == [(n, oracle(n)) for n in SAMPLE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinals_agree_with_num2words(language: str) -> None:
    def oracle(number: int) -> str:
        words: str = num2words(number, lang=language, to="ordinal")
        return words.replace(",", "").replace("tsième", "tième")  # it says "quatre-vingtsième", "deux centsième"

    numbers = [*range(1, 1000), 2023, 2100]
    assert [(n, speak(n, "ordinal", language, TODAY)) for n in numbers] == [(n, oracle(n)) for n in numbers]


def test_russian_genitives_agree_with_num2words() -> None:
    numbers = [*range(1, 1000), 1001, 21000, 343_999]
    assert [speak(n, "genitive", "ru", TODAY) for n in numbers] == [num2words(n, lang="ru", case="g") for n in numbers]


@given(st.integers(-(10**12) + 1, 10**12 - 1))
def test_an_english_number_can_be_written_down_again(number: int) -> None:
    assert heard(cardinal(number, "en")) == number


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_numbers_sound_the_same(language: str) -> None:
    numbers = [*range(12_000), *range(12_000, 1_000_000, 97)]
    assert len({cardinal(number, language) for number in numbers}) == len(numbers)


@settings(max_examples=300)
@given(st.integers(0, 10**6 - 1), st.integers(0, 10**6 - 1), st.sampled_from(LANGUAGES))
def test_any_two_numbers_below_a_million_differ_when_said(one: int, other: int, language: str) -> None:
    assert (cardinal(one, language) == cardinal(other, language)) == (one == other)


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        (1001, "uk", "тисяча перший"),
        (1999, "ru", "тысяча девятьсот девяносто девятый"),
        (90_000, "uk", "дев'яностотисячний"),
        (100_000, "uk", "стотисячний"),
        (121_000, "ru", "стодвадцатиоднотысячный"),
        (1_002_000, "ru", "один миллион двухтысячный"),
        (2_000_000, "fr", "deux millionième"),
        (10**9, "fr", "milliardième"),
        (-3, "uk", "мінус третій"),
    ],
)
def test_ordinals_of_thousands_are_said(number: int, language: str, said: str) -> None:
    assert speak(number, "ordinal", language, TODAY) == said


@pytest.mark.parametrize(
    ("count", "language", "said"),
    [
        (Count(-2, ("point", "points")), "en", "minus two points"),
        (Count(1, ("one point", "points")), "en", "one point"),
        (Count(3, ()), "uk", "три"),
        (Count(3, ()), "fr", "trois"),
        (Count(2, ("бонус", "бонусів")), "uk", "два бонусів"),
        (Count(5, ("євро",)), "uk", "п'ять євро"),
        (Count(1, ("одна піч", "печі", "печей")), "uk", "одна піч"),
        (Count(2, ("річ", "речі", "речей")), "uk", "дві речі"),
        (Count(2, ("тиждень", "тижні", "тижнів")), "uk", "два тижні"),
        (Count(2, ("гість", "гості", "гостей")), "uk", "два гості"),
        (Count(1, ("ключ", "ключа", "ключей")), "ru", "один ключ"),
        (Count(2, ("мужчина", "мужчины", "мужчин")), "ru", "два мужчины"),
        (Count(-1, ("пара", "пары", "пар")), "ru", "минус одна пара"),
        (Count(21, ("avion", "avions")), "fr", "vingt et un avions"),
        (Count(21, ("réduction", "réductions")), "fr", "vingt et une réductions"),
        (Count(1_000_000, ("ami", "amis")), "fr", "un million d'amis"),
        (Count(2_000_000, ("paire", "paires")), "fr", "deux millions de paires"),
        (Count(2, ("pack of 10", "packs of 10")), "en", "two packs of ten"),
        (Count(1, ("",)), "fr", "un"),
    ],
)
def test_a_noun_agrees_with_its_number(count: Count, language: str, said: str) -> None:
    assert speak(count, "count", language, TODAY) == said


@pytest.mark.parametrize("value", [10**15, -(10**15), Count(10**15, ())])
def test_a_number_beyond_a_quadrillion_is_refused(value: int | Count) -> None:
    form = "count" if isinstance(value, Count) else "cardinal"
    with pytest.raises(SpokenError, match="numbers below 1000000000000000"):
        speak(value, form, "en", TODAY)
