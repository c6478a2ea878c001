"""Russian words: "две тысячи гривен", "четвёртое мая", "в шесть вечера".

The letter ё is always written: a voice reads "четвертое" wrongly. Hours are read
by the twelve with their part of the day; with "дня" the word "часа" is spoken
too, since "два дня" would be two days.
"""

from datetime import date, time
from typing import Final

from bot.spoken.slavic import Coins, Numerals, coins_of, noun
from bot.spoken.tongue import Case, Clock, DateForm, Span, Words, listed, minus

_STRESSED: Final = frozenset({"нулев", "втор", "шест", "седьм", "восьм", "сороков"})

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
    one={
        ("nominative", "m"): "один",
        ("nominative", "f"): "одна",
        ("nominative", "n"): "одно",
        ("genitive", "m"): "одного",
        ("genitive", "f"): "одной",
        ("genitive", "n"): "одного",
        ("accusative", "m"): "один",
        ("accusative", "f"): "одну",
        ("accusative", "n"): "одно",
    },
    two_feminine="две",
    scales=(
        noun("тысяча тысячи тысяч тысячи тысячу", "f"),
        noun("миллион миллиона миллионов миллиона"),
        noun("миллиард миллиарда миллиардов миллиарда"),
        noun("триллион триллиона триллионов триллиона"),
    ),
    ordinals={
        number: (stem, "soft" if stem == "трет" else "stressed" if stem in _STRESSED else "hard")
        for number, stem in zip(
            (*range(21), *range(30, 100, 10), *range(100, 1000, 100)),
            listed(
                "нулев перв втор трет четвёрт пят шест седьм восьм девят десят одиннадцат"
                " двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат"
                " девятнадцат двадцат тридцат сороков пятидесят шестидесят семидесят"
                " восьмидесят девяност сот двухсот трёхсот четырёхсот пятисот шестисот семисот"
                " восьмисот девятисот"
            ),
            strict=True,
        )
    },
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

_MONTHS: Final = listed("января февраля марта апреля мая июня июля августа сентября октября ноября декабря")
_DAYS: Final = listed("понедельник вторник среда четверг пятница суббота воскресенье")
_ON_DAYS: Final = listed("понедельник вторник среду четверг пятницу субботу воскресенье")
_OF_DAYS: Final = listed("понедельника вторника среды четверга пятницы субботы воскресенья")
_TUESDAY: Final = 1
_SPANS: Final = {
    "day": ("день", "дня", "дней"),
    "week": ("неделя", "недели", "недель"),
    "month": ("месяц", "месяца", "месяцев"),
    "year": ("год", "года", "лет"),
}
_PREPOSITIONS: Final = {
    "bare": "",
    "at": "в ",
    "after": "после ",
    "before": "до ",
    "around": "около ",
}
_FIXED: Final = {"morning": "утром", "afternoon": "после обеда", "any": "в любое время"}
_HOURS: Final = noun("час часа часов часа")
_LETTERS: Final = dict(
    zip(
        "абвгдеёжзиклмнопрстуфхцчшщыэюяabcdefghijklmnopqrstuvwxyz",
        listed(
            "а бэ вэ гэ дэ е ё жэ зэ и ка эль эм эн о пэ эр эс тэ у эф ха цэ че ша ща ы э ю я"
            " а бэ цэ дэ е эф гэ аш и йот ка эль эм эн о пэ ку эр эс тэ у вэ дубль-вэ икс"
            " игрек зет"
        ),
        strict=True,
    )
)


class Russian:
    """The words of Russian."""

    __slots__ = ()
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

    def cardinal(self, number: int, case: Case = "nominative") -> str:
        """As in "двадцать один"; in the genitive "двадцати одного"."""
        return minus(self, number, _NUMERALS.cardinal(abs(number), case))

    def ordinal(self, number: int) -> str:
        """As in "двадцать первый"."""
        return minus(self, number, _NUMERALS.ordinal(abs(number)))

    def money(self, whole: int, minor: int, currency: str, case: Case) -> str:
        """As in "две тысячи рублей пятьдесят копеек"."""
        return _NUMERALS.money(whole, minor, coins_of(_MONEY, currency, "Russian"), case)

    def count(self, number: int, unit: tuple[str, ...]) -> str:
        """As in "двадцать одна пара"."""
        return minus(self, number, _NUMERALS.count(abs(number), unit))

    def calendar_day(self, day: date, form: DateForm, year: bool) -> str:
        """As in "четвёртое мая"; the genitive, which also says "on", is "четвёртого мая"."""
        number = _NUMERALS.ordinal(day.day, "n" if form == "date" else "of")
        spoken = f"{number} {_MONTHS[day.month - 1]}"
        return f"{spoken} {_NUMERALS.ordinal(day.year, 'of')} года" if year else spoken

    def weekday(self, day: date, on: bool) -> str:
        """As in "среда" or "в среду"."""
        if not on:
            return _DAYS[day.weekday()]
        return f"{'во' if day.weekday() == _TUESDAY else 'в'} {_ON_DAYS[day.weekday()]}"

    def span(self, span: Span) -> str:
        """As in "три недели назад", "через неделю", "полтора года назад"."""
        if span.unit == "year_and_half":
            length = "полтора года"
        elif span.number == 1:
            length = _SPANS[span.unit][0].replace("неделя", "неделю")
        else:
            length = self.count(span.number, _SPANS[span.unit])
        return f"{length} назад" if span.past else f"через {length}"

    def days(self, first: date, last: date, by_weekday: bool) -> str:
        """As in "с понедельника до пятницы", "с четвёртого мая до восьмого мая"."""
        begin, end = (
            _OF_DAYS[day.weekday()] if by_weekday else self.calendar_day(day, "genitive", year=False)
            for day in (first, last)
        )
        return f"{_from(begin)} до {end}"

    def clock(self, clock: Clock) -> str:
        """As in "в десять утра", "после двух часов дня", "с десяти до одиннадцати утра"."""
        if clock.kind in _FIXED:
            return _FIXED[clock.kind]
        if clock.kind != "between":
            case: Case = "nominative" if clock.kind in ("bare", "at") else "genitive"
            return _PREPOSITIONS[clock.kind] + _time(clock.first, case)
        if _part(clock.first) == _part(clock.last):
            begin = _hour(clock.first, "genitive") + _minutes(clock.first.minute, "genitive")
        else:
            begin = _time(clock.first, "genitive")
        return f"{_from(begin)} до {_time(clock.last, 'genitive')}"


def _from(words: str) -> str:
    """As in "С", or "со" before "второго" and "среды"."""
    return f"{'со' if words.startswith(('вт', 'ср')) else 'с'} {words}"


def _hour(moment: time, case: Case) -> str:
    hour = moment.hour % 12 or 12
    return _HOURS.after(1, case) if hour == 1 else _NUMERALS.cardinal(hour, case)


def _minutes(minute: int, case: Case) -> str:
    if not minute:
        return ""
    nought = " ноль" if minute < 10 else ""
    return f"{nought} {_NUMERALS.cardinal(minute, case, 'f')}"


def _time(moment: time, case: Case) -> str:
    words, part, hour = _hour(moment, case), _part(moment), moment.hour % 12 or 12
    if part == "дня" and not moment.minute and hour != 1:
        words = f"{words} {_HOURS.after(hour, case)}"
    return f"{words}{_minutes(moment.minute, case)} {part}"


def _part(moment: time) -> str:
    for end, part in ((4, "ночи"), (12, "утра"), (17, "дня")):
        if moment.hour < end:
            return part
    return "вечера"
