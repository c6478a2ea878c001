"""Ukrainian words: "дві тисячі гривень", "четверте травня", "о шостій вечора".

Spelling after the orthography of 2019; the apostrophe is the typewriter's (').
Hours are read by the twelve with their part of the day, minutes as numbers.
"""

from datetime import date, time
from typing import Final

from bot.spoken.slavic import Coins, Ending, Numerals, coins_of, noun
from bot.spoken.tongue import Case, Clock, DateForm, Span, Words, listed, minus

_NUMERALS: Final = Numerals(
    small=(
        listed(
            "нуль один два три чотири п'ять шість сім вісім дев'ять десять одинадцять"
            " дванадцять тринадцять чотирнадцять п'ятнадцять шістнадцять сімнадцять"
            " вісімнадцять дев'ятнадцять"
        ),
        listed(
            "нуля одного двох трьох чотирьох п'яти шести семи восьми дев'яти десяти"
            " одинадцяти дванадцяти тринадцяти чотирнадцяти п'ятнадцяти шістнадцяти"
            " сімнадцяти вісімнадцяти дев'ятнадцяти"
        ),
    ),
    tens=(
        listed("двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто"),
        listed("двадцяти тридцяти сорока п'ятдесяти шістдесяти сімдесяти вісімдесяти дев'яноста"),
    ),
    hundreds=(
        listed("сто двісті триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот"),
        listed("ста двохсот трьохсот чотирьохсот п'ятисот шестисот семисот восьмисот дев'ятисот"),
    ),
    one={
        ("nominative", "m"): "один",
        ("nominative", "f"): "одна",
        ("nominative", "n"): "одне",
        ("genitive", "m"): "одного",
        ("genitive", "f"): "однієї",
        ("genitive", "n"): "одного",
        ("accusative", "m"): "один",
        ("accusative", "f"): "одну",
        ("accusative", "n"): "одне",
    },
    two_feminine="дві",
    scales=(
        noun("тисяча тисячі тисяч тисячі тисячу", "f"),
        noun("мільйон мільйони мільйонів мільйона"),
        noun("мільярд мільярди мільярдів мільярда"),
        noun("трильйон трильйони трильйонів трильйона"),
    ),
    ordinals={
        number: (stem, "soft" if stem == "трет" else "hard")
        for number, stem in zip(
            (*range(21), *range(30, 100, 10), *range(100, 1000, 100)),
            listed(
                "нульов перш друг трет четверт п'ят шост сьом восьм дев'ят десят одинадцят"
                " дванадцят тринадцят чотирнадцят п'ятнадцят шістнадцят сімнадцят вісімнадцят"
                " дев'ятнадцят двадцят тридцят сороков п'ятдесят шістдесят сімдесят вісімдесят"
                " дев'яност сот двохсот трьохсот чотирьохсот п'ятисот шестисот семисот"
                " восьмисот дев'ятисот"
            ),
            strict=True,
        )
    },
    scale_stems=("тисячн", "мільйонн", "мільярдн", "трильйонн"),
    endings={
        "hard": {"m": "ий", "n": "е", "f": "а", "of": "ого", "of_f": "ої", "in_f": "ій"},
        "soft": {"m": "ій", "n": "є", "f": "я", "of": "ього", "of_f": "ьої", "in_f": "ій"},
    },
    joined={1: "одно", 90: "дев'яносто", 100: "сто"},
)

_MONEY: Final = {
    "UAH": Coins(
        noun("гривня гривні гривень гривні гривню", "f"),
        noun("копійка копійки копійок копійки копійку", "f"),
    ),
    "USD": Coins(noun("долар долари доларів долара"), noun("цент центи центів цента")),
    "EUR": Coins(noun("євро євро євро євро", "n"), noun("цент центи центів цента")),
    "RUB": Coins(noun("рубль рублі рублів рубля"), noun("копійка копійки копійок копійки копійку", "f")),
    "GBP": Coins(
        noun("фунт_стерлінгів фунти_стерлінгів фунтів_стерлінгів фунта_стерлінгів"),
        noun("пенс пенси пенсів пенса"),
    ),
    "PLN": Coins(noun("злотий злоті злотих злотого"), noun("грош гроші грошів гроша")),
    "CHF": Coins(
        noun("швейцарський_франк швейцарські_франки швейцарських_франків швейцарського_франка"),
        noun("сантим сантими сантимів сантима"),
    ),
}

_MONTHS: Final = listed("січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня")
_DAYS: Final = listed("понеділок вівторок середа четвер п'ятниця субота неділя")
_ON_DAYS: Final = listed("понеділок вівторок середу четвер п'ятницю суботу неділю")
_OF_DAYS: Final = listed("понеділка вівторка середи четверга п'ятниці суботи неділі")
_SPANS: Final = {
    "day": ("день", "дні", "днів"),
    "week": ("тиждень", "тижні", "тижнів"),
    "month": ("місяць", "місяці", "місяців"),
    "year": ("рік", "роки", "років"),
}
_PREPOSITIONS: Final = {"after": "після", "before": "до", "around": "близько"}
_FIXED: Final = {"morning": "вранці", "afternoon": "після обіду", "any": "будь-коли"}
_LETTERS: Final = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщюяabcdefghijklmnopqrstuvwxyz",
        listed(
            "а бе ве ге ґе де е є же зе и і ї йот ка ел ем ен о пе ер ес те у еф ха це че ша ща"
            " ю я а бе це де е еф ґе аш і йот ка ель ем ен о пе ку ер ес те у ве дубль-ве ікс"
            " ігрек зет"
        ),
        strict=True,
    )
)


class Ukrainian:
    """The words of Ukrainian."""

    __slots__ = ()
    words = Words(
        yes="так",
        no="ні",
        minus="мінус",
        plus="плюс",
        point="кома",
        percent=("відсоток", "відсотки", "відсотків"),
        near={-2: "позавчора", -1: "вчора", 0: "сьогодні", 1: "завтра", 2: "післязавтра"},
        letters=_LETTERS | {"ь": "м'який знак"},
        pairs=True,
        national=(3, 3, 2, 2),
    )

    def cardinal(self, number: int, case: Case = "nominative") -> str:
        """As in "двадцять один"; in the genitive "двадцяти одного"."""
        return minus(self, number, _NUMERALS.cardinal(abs(number), case))

    def ordinal(self, number: int) -> str:
        """As in "двадцять перший"."""
        return minus(self, number, _NUMERALS.ordinal(abs(number)))

    def money(self, whole: int, minor: int, currency: str, case: Case) -> str:
        """As in "дві тисячі гривень п'ятдесят копійок"."""
        return _NUMERALS.money(whole, minor, coins_of(_MONEY, currency, "Ukrainian"), case)

    def count(self, number: int, unit: tuple[str, ...]) -> str:
        """As in "двадцять одна пара"."""
        return minus(self, number, _NUMERALS.count(abs(number), unit))

    def calendar_day(self, day: date, form: DateForm, year: bool) -> str:
        """As in "четверте травня"; the genitive, which also says "on", is "четвертого травня"."""
        number = _NUMERALS.ordinal(day.day, "n" if form == "date" else "of")
        spoken = f"{number} {_MONTHS[day.month - 1]}"
        return f"{spoken} {_NUMERALS.ordinal(day.year, 'of')} року" if year else spoken

    def weekday(self, day: date, on: bool) -> str:
        """As in "середа" or "у середу"."""
        return f"у {_ON_DAYS[day.weekday()]}" if on else _DAYS[day.weekday()]

    def span(self, span: Span) -> str:
        """As in "три тижні тому", "через два дні", "півтора року тому"."""
        if span.unit == "year_and_half":
            length = "півтора року"
        elif span.number == 1:
            length = _SPANS[span.unit][0]
        else:
            length = self.count(span.number, _SPANS[span.unit])
        return f"{length} тому" if span.past else f"через {length}"

    def days(self, first: date, last: date, by_weekday: bool) -> str:
        """As in "з понеділка до п'ятниці"."""
        begin, end = (
            _OF_DAYS[day.weekday()] if by_weekday else self.calendar_day(day, "genitive", year=False)
            for day in (first, last)
        )
        return f"{_from(begin)} до {end}"

    def clock(self, clock: Clock) -> str:
        """As in "о десятій ранку", "після шостої вечора", "з десятої до одинадцятої ранку"."""
        if clock.kind in _FIXED:
            return _FIXED[clock.kind]
        first, part = clock.first, _part(clock.first)
        if clock.kind == "bare":
            return f"{_hour(first, 'f')} {part}"
        if clock.kind == "at":
            hour = _hour(first, "in_f")
            return f"{'об' if hour.startswith('о') else 'о'} {hour} {part}"
        if clock.kind == "between":
            begin = _hour(first, "of_f")
            if part != _part(clock.last):
                begin = f"{begin} {part}"
            return f"{_from(begin)} до {_hour(clock.last, 'of_f')} {_part(clock.last)}"
        return f"{_PREPOSITIONS[clock.kind]} {_hour(first, 'of_f')} {part}"


def _from(words: str) -> str:
    """As in "З", or "із" before a sibilant, where "з" cannot be heard."""
    return f"{'із' if words.startswith(('с', 'ш', 'з')) else 'з'} {words}"


def _hour(moment: time, ending: Ending) -> str:
    return _NUMERALS.ordinal(moment.hour % 12 or 12, ending) + _minutes(moment.minute)


def _minutes(minute: int) -> str:
    if not minute:
        return ""
    nought = " нуль" if minute < 10 else ""
    return f"{nought} {_NUMERALS.cardinal(minute, gender='f')}"


def _part(moment: time) -> str:
    for end, part in ((4, "ночі"), (12, "ранку"), (17, "дня")):
        if moment.hour < end:
            return part
    return "вечора"
