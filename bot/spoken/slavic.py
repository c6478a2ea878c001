"""How Ukrainian and Russian count: three plural forms, genders, cases, compounds.

Knows the grammar the two share; their words come in as tables. Own tables rather
than num2words: that has no genitive for Ukrainian, makes "ста двадцяти один" of
others, and takes an integer amount for kopiykas. It is the oracle of the tests.
Cases: the nominative names ("дві тисячі гривень"), the genitive follows до, від,
більше ("до двох тисяч гривень"), the accusative follows на ("на одну гривню").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.spoken.tongue import Case, amount, listed, thousands

Gender = Literal["m", "f", "n"]
Ending = Literal["m", "n", "f", "of", "of_f", "in_f"]


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun in the forms that numbers ask for.

    one, few, many: after 1, 2-4, 5 and more; of_one, acc: genitive and
    accusative singular.
    """

    one: str
    few: str
    many: str
    of_one: str
    acc: str
    gender: Gender = "m"

    def after(self, number: int, case: Case) -> str:
        """The form that agrees with `number` in `case`."""
        plural = plural_of(number)
        if plural == 0:
            return {"nominative": self.one, "genitive": self.of_one, "accusative": self.acc}[case]
        return self.few if plural == 1 and case != "genitive" else self.many


def noun(forms: str, gender: Gender = "m") -> Noun:
    """A noun from "one few many of_one [acc]", `_` for a space inside a form."""
    one, few, many, of_one, *acc = (form.replace("_", " ") for form in forms.split())
    return Noun(one, few, many, of_one, acc[0] if acc else one, gender)


def plural_of(number: int) -> int:
    """0, 1 or 2: the form after 1, after 2-4, after the rest (CLDR: one, few, many)."""
    if number % 100 in (11, 12, 13, 14):
        return 2
    return {1: 0, 2: 1, 3: 1, 4: 1}.get(number % 10, 2)


@dataclass(frozen=True, slots=True)
class Coins:
    """A currency: its unit and its hundredth."""

    unit: Noun
    hundredth: Noun


@dataclass(frozen=True, slots=True)
class Numerals:
    """The number words of one language.

    small, tens, hundreds: (nominative, genitive) of 0-19, 20-90, 100-900.
    one, two: the forms of 1 and 2 that have genders, in the nominative.
    ordinals: 1-19, tens, hundreds -> (stem, kind of ending).
    joined: how 1, 40, 90, 100 sound inside "двадцятиоднотисячний".
    """

    small: tuple[tuple[str, ...], tuple[str, ...]]
    tens: tuple[tuple[str, ...], tuple[str, ...]]
    hundreds: tuple[tuple[str, ...], tuple[str, ...]]
    one: Mapping[tuple[Case, Gender], str]
    two_feminine: str
    scales: tuple[Noun, ...]
    ordinals: Mapping[int, tuple[str, str]]
    scale_stems: tuple[str, ...]
    endings: Mapping[str, Mapping[Ending, str]]
    joined: Mapping[int, str]

    def cardinal(self, number: int, case: Case = "nominative", gender: Gender = "m") -> str:
        """The words of a number that is not negative."""
        if number == 0:
            return self.small[case == "genitive"][0]
        words: list[str] = []
        for scale, group in thousands(number, len(self.scales)):
            if scale:
                thing = self.scales[scale - 1]
                words += [*self._group(group, case, thing.gender), thing.after(group, case)]
            else:
                words += self._group(group, case, gender)
        return " ".join(words)

    def _group(self, number: int, case: Case, gender: Gender) -> list[str]:
        genitive = case == "genitive"
        hundreds, rest = number - number % 100, number % 100
        tens, units = (rest - rest % 10, rest % 10) if rest >= 20 else (0, rest)
        words = []
        if hundreds:
            words.append(self.hundreds[genitive][hundreds // 100 - 1])
        if tens:
            words.append(self.tens[genitive][tens // 10 - 2])
        if units == 1:
            words.append(self.one[case, gender])
        elif units == 2 and gender == "f" and not genitive:
            words.append(self.two_feminine)
        elif units:
            words.append(self.small[genitive][units])
        return words

    def ordinal(self, number: int, ending: Ending = "m") -> str:
        """The words of a rank that is not negative; only the last word is inflected."""
        scale = 0
        while number and number % 1000 ** (scale + 1) == 0:
            scale += 1
        if scale:
            group = number // 1000**scale % 1000
            word = self._joined(group) + self._inflect((self.scale_stems[scale - 1], "hard"), ending)
            rest = number - group * 1000**scale
        else:
            last = number % 100 if number % 100 < 20 else number % 10
            last = last or number % 100 or number % 1000
            word = self._inflect(self.ordinals[last], ending)
            rest = number - last
        before = self.cardinal(rest)
        if 1000 <= number < 2000:  # "тысяча первый": the "one" is said in a price, not in a rank
            before = before.removeprefix(f"{self.one['nominative', 'f']} ")
        return f"{before} {word}" if rest else word

    def _inflect(self, stem_and_kind: tuple[str, str], ending: Ending) -> str:
        stem, kind = stem_and_kind
        return stem + self.endings[kind][ending]

    def _joined(self, group: int) -> str:
        if group == 1:
            return ""
        hundreds, rest = group - group % 100, group % 100
        tens, units = (rest - rest % 10, rest % 10) if rest >= 20 else (0, rest)
        return "".join(
            self.joined.get(part) or self.cardinal(part, "genitive") for part in (hundreds, tens, units) if part
        )

    def agreeing(self, number: int, thing: Noun, case: Case) -> str:
        """A number and a noun of ours."""
        return f"{self.cardinal(number, case, thing.gender)} {thing.after(number, case)}"

    def money(self, whole: int, minor: int, coins: Coins, case: Case) -> str:
        """An amount; whole units are left out when there are only hundredths."""
        pair = (coins.unit, coins.hundredth)
        return " ".join(amount(whole, minor, pair, lambda number, thing: self.agreeing(number, thing, case)))

    def count(self, number: int, unit: tuple[str, ...]) -> str:
        """A number that is not negative and a noun of the author's."""
        if not unit:
            return self.cardinal(number)
        one, gender = self._gender(unit)
        plural = plural_of(number)
        form = (one, *unit[1:])[min(plural, len(unit) - 1)]
        return f"{self.cardinal(number, 'nominative', gender)} {form}"

    def _gender(self, unit: tuple[str, ...]) -> tuple[str, Gender]:
        """The first form without its "one", and its gender (its first word tells)."""
        genders: tuple[Gender, ...] = ("m", "f", "n")
        for gender in genders:
            article = f"{self.one['nominative', gender]} "
            if unit[0].startswith(article):
                return unit[0].removeprefix(article), gender
        return unit[0], gender_of(unit)


def forms_of_one(nominative: str, genitive: str, accusative: str) -> Mapping[tuple[Case, Gender], str]:
    """The words for 1 from three cases, each masculine, feminine and neuter in a row."""
    cases: tuple[tuple[Case, str], ...] = (
        ("nominative", nominative), ("genitive", genitive), ("accusative", accusative),
    )  # fmt: skip
    genders: tuple[Gender, ...] = ("m", "f", "n")
    return {(case, gender): form for case, row in cases for gender, form in zip(genders, listed(row), strict=True)}


def ordinals_of(stems: str, kinds: Mapping[str, str]) -> Mapping[int, tuple[str, str]]:
    """The stems of 0-20, 30-90 and 100-900 by number, each with its kind of ending: `kinds`, else "hard"."""
    numbers = (*range(21), *range(30, 100, 10), *range(100, 1000, 100))
    return {number: (stem, kinds.get(stem, "hard")) for number, stem in zip(numbers, listed(stems), strict=True)}


_MASCULINE = frozenset(listed("мужчина дедушка дядя юноша судья чоловіка гість кінь"))


def gender_of(unit: tuple[str, ...]) -> Gender:
    """The gender of a noun by the endings of its forms.

    Soft and hushing consonants are of either gender: a feminine "ніч, ночі, ночей"
    and a Russian "ночь, ночи" against a masculine "тиждень, тижні, тижнів" and
    "рубль, рубля".
    """
    first, second, last = (form.split(" ")[0].lower() for form in (unit[0], unit[1 % len(unit)], unit[-1]))
    if first in _MASCULINE:
        return "m"
    if first.endswith(("а", "я")):
        return "f"
    if first.endswith(("о", "е", "є", "ё")):
        return "n"
    soft = first.endswith(("ь", "ж", "ч", "ш", "щ"))
    return "f" if soft and second.endswith(("и", "і")) and last.endswith("ей") else "m"
