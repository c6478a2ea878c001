"""Russian words: "две тысячи гривен", "четвёртое мая", "в шесть вечера".

The letter ё is always written: a voice reads "четвертое" wrongly. Hours are read
by the twelve with their part of the day; with "дня" the word "часа" is spoken
too, since "два дня" would be two days.
"""

from datetime import time
from typing import Final

from bot.spoken.slavic import Coins, Numerals, forms_of_one, noun, ordinals_of
from bot.spoken.slavic_tongue import Book, Preposition, Slavic
from bot.spoken.tongue import Case, Clock, Words, listed, named

_STRESSED: Final = ("нулев", "втор", "шест", "седьм", "восьм", "сороков")

_NUMERALS: Final = Numerals(
    small=(
        listed(
            "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать"
            " двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать"
            " восемнадцать девятнадцать"
        ),
        listed(
            "нуля одного двух трёх четырёх пяти шести семи восьми девяти десяти"
            " одиннадцати двенадцати тринадцати четырнадцати пятнадцати шестнадцати"
            " семнадцати восемнадцати девятнадцати"
        ),
    ),
    tens=(
        listed("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"),
        listed("двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти девяноста"),
    ),
    hundreds=(
        listed("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот"),
        listed("ста двухсот трёхсот четырёхсот пятисот шестисот семисот восьмисот девятисот"),
    ),
    one=forms_of_one("один одна одно", "одного одной одного", "один одну одно"),
    two_feminine="две",
    scales=(
        noun("тысяча тысячи тысяч тысячи тысячу", "f"),
        noun("миллион миллиона миллионов миллиона"),
        noun("миллиард миллиарда миллиардов миллиарда"),
        noun("триллион триллиона триллионов триллиона"),
    ),
    ordinals=ordinals_of(
        "нулев перв втор трет четвёрт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат"
        " пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат тридцат сороков пятидесят шестидесят"
        " семидесят восьмидесят девяност сот двухсот трёхсот четырёхсот пятисот шестисот семисот восьмисот девятисот",
        {"трет": "soft", **dict.fromkeys(_STRESSED, "stressed")},
    ),
    scale_stems=("тысячн", "миллионн", "миллиардн", "триллионн"),
    endings={
        "hard": {"m": "ый", "n": "ое", "f": "ая", "of": "ого", "of_f": "ой", "in_f": "ой"},
        "stressed": {"m": "ой", "n": "ое", "f": "ая", "of": "ого", "of_f": "ой", "in_f": "ой"},
        "soft": {"m": "ий", "n": "ье", "f": "ья", "of": "ьего", "of_f": "ьей", "in_f": "ьей"},
    },
    joined={1: "одно", 90: "девяносто", 100: "сто"},
)

_MONEY: Final = {
    "UAH": Coins(
        noun("гривна гривны гривен гривны гривну", "f"),
        noun("копейка копейки копеек копейки копейку", "f"),
    ),
    "USD": Coins(noun("доллар доллара долларов доллара"), noun("цент цента центов цента")),
    "EUR": Coins(noun("евро евро евро евро"), noun("цент цента центов цента")),
    "RUB": Coins(noun("рубль рубля рублей рубля"), noun("копейка копейки копеек копейки копейку", "f")),
    "GBP": Coins(
        noun("фунт_стерлингов фунта_стерлингов фунтов_стерлингов фунта_стерлингов"),
        noun("пенс пенса пенсов пенса"),
    ),
    "PLN": Coins(noun("злотый злотых злотых злотого"), noun("грош гроша грошей гроша")),
    "CHF": Coins(
        noun("швейцарский_франк швейцарских_франка швейцарских_франков швейцарского_франка"),
        noun("сантим сантима сантимов сантима"),
    ),
}

_BOOK: Final = Book(
    language="Russian",
    numerals=_NUMERALS,
    coins=_MONEY,
    months=listed("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    days=listed("понедельник вторник среда четверг пятница суббота воскресенье"),
    on_days=listed("понедельник вторник среду четверг пятницу субботу воскресенье"),
    of_days=listed("понедельника вторника среды четверга пятницы субботы воскресенья"),
    since=Preposition("с", "со", ("вт", "ср")),
    on=Preposition("в", "во", ("вт",)),
    of_year="года",
    spans={
        "day": noun("день дня дней дня"),
        "week": noun("неделя недели недель недели неделю", "f"),
        "month": noun("месяц месяца месяцев месяца"),
        "year": noun("год года лет года"),
    },
    year_and_half="полтора года",
    ago="назад",
    parts=((4, "ночи"), (12, "утра"), (17, "дня"), (24, "вечера")),
    fixed={"morning": "утром", "afternoon": "после обеда", "any": "в любое время"},
)
_PREPOSITIONS: Final = {
    "bare": "",
    "at": "в ",
    "after": "после ",
    "before": "до ",
    "around": "около ",
}
_HOURS: Final = noun("час часа часов часа")
_LETTERS: Final = named(
    "абвгдеёжзиклмнопрстуфхцчшщыэюяabcdefghijklmnopqrstuvwxyz",
    "а бэ вэ гэ дэ е ё жэ зэ и ка эль эм эн о пэ эр эс тэ у эф ха цэ че ша ща ы э ю я"
    " а бэ цэ дэ е эф гэ аш и йот ка эль эм эн о пэ ку эр эс тэ у вэ дубль-вэ икс игрек зет",
)


class Russian(Slavic):
    """The words of Russian."""

    __slots__ = ()
    book = _BOOK
    words = Words(
        yes="да",
        no="нет",
        minus="минус",
        plus="плюс",
        point="запятая",
        percent=("процент", "процента", "процентов"),
        near={-2: "позавчера", -1: "вчера", 0: "сегодня", 1: "завтра", 2: "послезавтра"},
        letters=_LETTERS | {"й": "и краткое", "ь": "мягкий знак", "ъ": "твёрдый знак"},
        pairs=True,
        national=(3, 3, 2, 2),
    )

    def clock(self, clock: Clock) -> str:
        """As in "в десять утра", "после двух часов дня", "с десяти до одиннадцати утра"."""
        if clock.kind in self.book.fixed:
            return self.book.fixed[clock.kind]
        if clock.kind != "between":
            case: Case = "nominative" if clock.kind in ("bare", "at") else "genitive"
            return _PREPOSITIONS[clock.kind] + self._time(clock.first, case)
        if self.part_of_day(clock.first) == self.part_of_day(clock.last):
            begin = _hour(clock.first, "genitive") + self.minutes(clock.first, "genitive")
        else:
            begin = self._time(clock.first, "genitive")
        return f"{self.book.since.before(begin)} до {self._time(clock.last, 'genitive')}"

    def _time(self, moment: time, case: Case) -> str:
        words, part, hour = _hour(moment, case), self.part_of_day(moment), moment.hour % 12 or 12
        if part == "дня" and not moment.minute and hour != 1:
            words = f"{words} {_HOURS.after(hour, case)}"
        return f"{words}{self.minutes(moment, case)} {part}"


def _hour(moment: time, case: Case) -> str:
    hour = moment.hour % 12 or 12
    return _HOURS.after(1, case) if hour == 1 else _NUMERALS.cardinal(hour, case)
