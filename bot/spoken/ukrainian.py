"""Ukrainian words: "дві тисячі гривень", "четверте травня", "о шостій вечора".

Spelling after the orthography of 2019; the apostrophe is the typewriter's (').
Hours are read by the twelve with their part of the day, minutes as numbers.
"""

from datetime import time
from typing import Final

from bot.spoken.slavic import Coins, Ending, Numerals, forms_of_one, noun, ordinals_of
from bot.spoken.slavic_tongue import Book, Preposition, Slavic
from bot.spoken.tongue import Clock, Words, listed, named

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
    one=forms_of_one("один одна одне", "одного однієї одного", "один одну одне"),
    two_feminine="дві",
    scales=(
        noun("тисяча тисячі тисяч тисячі тисячу", "f"),
        noun("мільйон мільйони мільйонів мільйона"),
        noun("мільярд мільярди мільярдів мільярда"),
        noun("трильйон трильйони трильйонів трильйона"),
    ),
    ordinals=ordinals_of(
        "нульов перш друг трет четверт п'ят шост сьом восьм дев'ят десят одинадцят дванадцят тринадцят чотирнадцят"
        " п'ятнадцят шістнадцят сімнадцят вісімнадцят дев'ятнадцят двадцят тридцят сороков п'ятдесят шістдесят"
        " сімдесят вісімдесят дев'яност сот двохсот трьохсот чотирьохсот п'ятисот шестисот семисот восьмисот"
        " дев'ятисот",
        {"трет": "soft"},
    ),
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

_BOOK: Final = Book(
    language="Ukrainian",
    numerals=_NUMERALS,
    coins=_MONEY,
    months=listed("січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"),
    days=listed("понеділок вівторок середа четвер п'ятниця субота неділя"),
    on_days=listed("понеділок вівторок середу четвер п'ятницю суботу неділю"),
    of_days=listed("понеділка вівторка середи четверга п'ятниці суботи неділі"),
    since=Preposition("з", "із", ("с", "ш", "з")),  # before a sibilant "з" cannot be heard
    on=Preposition("у"),
    of_year="року",
    spans={
        "day": noun("день дні днів дня"),
        "week": noun("тиждень тижні тижнів тижня"),
        "month": noun("місяць місяці місяців місяця"),
        "year": noun("рік роки років року"),
    },
    year_and_half="півтора року",
    ago="тому",
    parts=((4, "ночі"), (12, "ранку"), (17, "дня"), (24, "вечора")),
    fixed={"morning": "вранці", "afternoon": "після обіду", "any": "будь-коли"},
)
_AT: Final = Preposition("о", "об", ("о",))
_PREPOSITIONS: Final = {"after": "після", "before": "до", "around": "близько"}
_LETTERS: Final = named(
    "абвгґдеєжзиіїйклмнопрстуфхцчшщюяabcdefghijklmnopqrstuvwxyz",
    "а бе ве ге ґе де е є же зе и і ї йот ка ел ем ен о пе ер ес те у еф ха це че ша ща ю я"
    " а бе це де е еф ґе аш і йот ка ель ем ен о пе ку ер ес те у ве дубль-ве ікс ігрек зет",
)


class Ukrainian(Slavic):
    """The words of Ukrainian."""

    __slots__ = ()
    book = _BOOK
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

    def clock(self, clock: Clock) -> str:
        """As in "о десятій ранку", "після шостої вечора", "з десятої до одинадцятої ранку"."""
        if clock.kind in self.book.fixed:
            return self.book.fixed[clock.kind]
        first, part = clock.first, self.part_of_day(clock.first)
        if clock.kind == "bare":
            return f"{self._hour(first, 'f')} {part}"
        if clock.kind == "at":
            return f"{_AT.before(self._hour(first, 'in_f'))} {part}"
        if clock.kind == "between":
            begin, end_part = self._hour(first, "of_f"), self.part_of_day(clock.last)
            if part != end_part:
                begin = f"{begin} {part}"
            return f"{self.book.since.before(begin)} до {self._hour(clock.last, 'of_f')} {end_part}"
        return f"{_PREPOSITIONS[clock.kind]} {self._hour(first, 'of_f')} {part}"

    def _hour(self, moment: time, ending: Ending) -> str:
        return _NUMERALS.ordinal(moment.hour % 12 or 12, ending) + self.minutes(moment)
