"""What Ukrainian and Russian say alike: numbers, money, days and spans, from a book of their own words.

Knows the sentences the two share; refuses to know the hour of the day, which each tells in its own way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from bot.spoken.slavic import Coins, Noun, Numerals
from bot.spoken.tongue import Case, DateForm, Span, Words, coins_of, minus


@dataclass(frozen=True, slots=True)
class Preposition:
    """A word that changes before sounds it would be lost in: `other` stands before words that begin with `hard`."""

    usual: str
    other: str = ""
    hard: tuple[str, ...] = ()

    def before(self, words: str) -> str:
        """As in "с понедельника", "со среды"."""
        return f"{self.other if words.startswith(self.hard) else self.usual} {words}"


@dataclass(frozen=True, slots=True)
class Book:
    """The words of one language.

    months, of_days: genitive; days: nominative; on_days: accusative, Monday
    first. since, on: "from Monday", "on Monday". parts: of the day, each with
    the hour it ends before; the last ends at midnight. fixed: times of day that
    need no hour.
    """

    language: str
    numerals: Numerals
    coins: Mapping[str, Coins]
    months: tuple[str, ...]
    days: tuple[str, ...]
    on_days: tuple[str, ...]
    of_days: tuple[str, ...]
    since: Preposition
    on: Preposition
    of_year: str
    spans: Mapping[str, Noun]
    year_and_half: str
    ago: str
    parts: tuple[tuple[int, str], ...]
    fixed: Mapping[str, str]


class Slavic:
    """The shared half of a Tongue; a language adds `clock`."""

    __slots__ = ()
    words: Words
    book: Book

    def cardinal(self, number: int, case: Case = "nominative") -> str:
        """As in "двадцать один"; in the genitive "двадцати одного"."""
        return minus(self.words, number, self.book.numerals.cardinal(abs(number), case))

    def ordinal(self, number: int) -> str:
        """As in "двадцять перший"."""
        return minus(self.words, number, self.book.numerals.ordinal(abs(number)))

    def money(self, whole: int, minor: int, currency: str, case: Case) -> str:
        """As in "дві тисячі гривень п'ятдесят копійок"."""
        return self.book.numerals.money(whole, minor, coins_of(self.book.coins, currency, self.book.language), case)

    def count(self, number: int, unit: tuple[str, ...]) -> str:
        """As in "двадцать одна пара"."""
        return minus(self.words, number, self.book.numerals.count(abs(number), unit))

    def calendar_day(self, day: date, form: DateForm, year: bool) -> str:
        """As in "четверте травня"; the genitive, which also says "on", is "четвертого травня"."""
        numerals = self.book.numerals
        spoken = f"{numerals.ordinal(day.day, 'n' if form == 'date' else 'of')} {self.book.months[day.month - 1]}"
        return f"{spoken} {numerals.ordinal(day.year, 'of')} {self.book.of_year}" if year else spoken

    def weekday(self, day: date, on: bool) -> str:
        """As in "среда" or "в среду"."""
        return self.book.on.before(self.book.on_days[day.weekday()]) if on else self.book.days[day.weekday()]

    def span(self, span: Span) -> str:
        """As in "три недели назад", "через неделю", "полтора года назад"."""
        if span.unit == "year_and_half":
            length = self.book.year_and_half
        elif span.number == 1:
            length = self.book.spans[span.unit].acc
        else:
            length = self.book.numerals.agreeing(span.number, self.book.spans[span.unit], "accusative")
        return f"{length} {self.book.ago}" if span.past else f"через {length}"

    def days(self, first: date, last: date, by_weekday: bool) -> str:
        """As in "с понедельника до пятницы", "с четвёртого мая до восьмого мая"."""
        begin, end = (
            self.book.of_days[day.weekday()] if by_weekday else self.calendar_day(day, "genitive", year=False)
            for day in (first, last)
        )
        return f"{self.book.since.before(begin)} до {end}"

    def part_of_day(self, moment: time) -> str:
        """As in "утра"; hours are read by the twelve, so this must follow them."""
        return next(part for end, part in self.book.parts if moment.hour < end)

    def minutes(self, moment: time, case: Case = "nominative") -> str:
        """What follows the hour: " тридцать", " ноль пять", nothing on the hour."""
        numerals, minute = self.book.numerals, moment.minute
        if not minute:
            return ""
        nought = f" {numerals.cardinal(0)}" if minute < 10 else ""
        return f"{nought} {numerals.cardinal(minute, case, 'f')}"
