"""English as spoken in Britain: "one hundred and one", "the fourth of May".

Own tables rather than num2words: that has no hryvnia, says "two thousand euro",
takes an integer amount for cents, and pauses inside a number (a comma after the
thousands). It is the oracle of the tests for cardinals, ordinals and years.
"""

from datetime import date, time
from typing import Final

from bot.spoken.tongue import Case, Clock, DateForm, Span, Words, amount, coins_of, listed, minus, thousands

_UNITS: Final = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen"
    " fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS: Final = ("", *listed("ten twenty thirty forty fifty sixty seventy eighty ninety"))
_SCALES: Final = ("", "thousand", "million", "billion", "trillion")
_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_MONEY: Final = {
    "UAH": (("hryvnia", "hryvnias"), ("kopiyka", "kopiykas")),
    "USD": (("dollar", "dollars"), ("cent", "cents")),
    "EUR": (("euro", "euros"), ("cent", "cents")),
    "RUB": (("rouble", "roubles"), ("kopeck", "kopecks")),
    "GBP": (("pound", "pounds"), ("penny", "pence")),
    "PLN": (("zloty", "zlotys"), ("grosz", "groszy")),
    "CHF": (("Swiss franc", "Swiss francs"), ("centime", "centimes")),
}
_MONTHS: Final = listed("January February March April May June July August September October November December")
_DAYS: Final = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_PREPOSITIONS: Final = {
    "bare": "",
    "at": "at ",
    "after": "after ",
    "before": "before ",
    "around": "around ",
}
_FIXED: Final = {
    "morning": "in the morning",
    "afternoon": "in the afternoon",
    "any": "at any time",
}


class English:
    """The words of English."""

    __slots__ = ()
    words = Words(
        yes="yes",
        no="no",
        minus="minus",
        plus="plus",
        point="point",
        percent=("percent", "percent"),
        near={-1: "yesterday", 0: "today", 1: "tomorrow", 2: "the day after tomorrow"},
        letters={},
        pairs=False,
        national=(3, 3, 4),
    )

    def cardinal(self, number: int, case: Case = "nominative") -> str:  # noqa: ARG002 (no cases here)
        """English has one case; `case` is there for the languages that have more."""
        return minus(self.words, number, _cardinal(abs(number)))

    def ordinal(self, number: int) -> str:
        """As in "twenty-first"."""
        return minus(self.words, number, _ordinal(abs(number)))

    def money(self, whole: int, minor: int, currency: str, case: Case) -> str:  # noqa: ARG002 (no cases here)
        """As in "two thousand hryvnias and fifty kopiykas"."""
        return " and ".join(amount(whole, minor, coins_of(_MONEY, currency, "English"), self.count))

    def count(self, number: int, unit: tuple[str, ...]) -> str:
        """As in "one point", "two points", "zero points"."""
        if not unit:
            return self.cardinal(number)
        noun = unit[0].removeprefix("one ") if abs(number) == 1 else unit[-1]
        return f"{self.cardinal(number)} {noun}"

    def calendar_day(self, day: date, form: DateForm, year: bool) -> str:
        """As in "the fourth of May, twenty twenty-three"; after "on" with its preposition."""
        spoken = f"the {_ordinal(day.day)} of {_MONTHS[day.month - 1]}"
        if form == "on":
            spoken = f"on {spoken}"
        return f"{spoken}, {_year(day.year)}" if year else spoken

    def weekday(self, day: date, on: bool) -> str:
        """As in "Monday" or "on Monday"."""
        name = _DAYS[day.weekday()]
        return f"on {name}" if on else name

    def span(self, span: Span) -> str:
        """As in "three weeks ago", "in a month"."""
        if span.unit == "year_and_half":
            length = "a year and a half"
        elif span.number == 1:
            length = f"a {span.unit}"
        else:
            length = f"{_cardinal(span.number)} {span.unit}s"
        return f"{length} ago" if span.past else f"in {length}"

    def days(self, first: date, last: date, by_weekday: bool) -> str:
        """As in "from Monday to Friday"."""
        ends = (
            self.weekday(day, on=False) if by_weekday else self.calendar_day(day, "date", year=False)
            for day in (first, last)
        )
        return "from " + " to ".join(ends)

    def clock(self, clock: Clock) -> str:
        """As in "at ten in the morning", "between ten and eleven in the morning"."""
        if clock.kind in _FIXED:
            return _FIXED[clock.kind]
        if clock.kind != "between":
            return _PREPOSITIONS[clock.kind] + _time(clock.first)
        first, last = _time(clock.first), _time(clock.last)
        part = " " + _part(clock.first)
        if last.endswith(part):
            first = first.removesuffix(part)
        return f"between {first} and {last}"


def _below_1000(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_UNITS[hundreds]} hundred"] if hundreds else []
    if rest:
        tens, units = divmod(rest, 10)
        small = _UNITS[rest] if rest < 20 else _TENS[tens] + (f"-{_UNITS[units]}" if units else "")
        words.append(small)
    return " and ".join(words)


def _cardinal(number: int) -> str:
    if number == 0:
        return _UNITS[0]
    words: list[str] = []
    for scale, group in thousands(number, len(_SCALES) - 1):
        if scale == 0 and words and group < 100:
            words.append("and")
        words.append(f"{_below_1000(group)} {_SCALES[scale]}".strip())
    return " ".join(words)


def _ordinal(number: int) -> str:
    words = _cardinal(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    stem, last = words[:cut], words[cut:]
    if last.endswith("y"):
        return f"{stem}{last[:-1]}ieth"
    return stem + _ORDINALS.get(last, f"{last}th")


def _year(number: int) -> str:
    """As in "twenty twenty-three", "nineteen oh five", "two thousand and one"."""
    century, rest = divmod(number, 100)
    if century < 10 or (century % 10 == 0 and rest < 10):
        return _cardinal(number)
    if rest == 0:
        return f"{_cardinal(century)} hundred"
    return f"{_cardinal(century)} {'oh ' if rest < 10 else ''}{_cardinal(rest)}"


def _part(moment: time) -> str:
    if moment.hour < 1 or moment.hour >= 21:  # two o'clock is "in the morning"
        return "at night"
    if moment.hour < 12:
        return "in the morning"
    return "in the afternoon" if moment.hour < 17 else "in the evening"


def _time(moment: time) -> str:
    if not moment.minute and moment.hour in (0, 12):
        return "noon" if moment.hour else "midnight"
    minutes = ""
    if moment.minute:
        minutes = f" {'oh ' if moment.minute < 10 else ''}{_cardinal(moment.minute)}"
    return f"{_cardinal(moment.hour % 12 or 12)}{minutes} {_part(moment)}"
