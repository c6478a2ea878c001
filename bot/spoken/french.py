"""French as spoken in France: "soixante et onze", "quatre-vingt-un", traditional hyphens.

Own tables rather than num2words: that knows neither the hryvnia nor "une", says
"un millionième", and takes an integer amount for cents. It is the oracle of the
tests for cardinals. The form "genitive" of a date has no article, so that an
author writes "jusqu'au {offer_ends_on:genitive}" and "du {...}".
"""

import re
from datetime import date, time
from typing import Final

from bot.spoken.tongue import Case, Clock, DateForm, Span, Words, amount, coins_of, listed, minus, thousands

_UNITS: Final = listed(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze"
    " quinze seize dix-sept dix-huit dix-neuf"
)
_TENS: Final = ("", *listed("dix vingt trente quarante cinquante soixante"))
_SCALES: Final = ("", "mille", "million", "milliard", "billion")
_MONEY: Final = {  # (one, many, feminine) of the coin and of its hundredth
    "UAH": (("hryvnia", "hryvnias", True), ("kopiyka", "kopiykas", True)),
    "USD": (("dollar", "dollars", False), ("cent", "cents", False)),
    "EUR": (("euro", "euros", False), ("centime", "centimes", False)),
    "RUB": (("rouble", "roubles", False), ("kopeck", "kopecks", False)),
    "GBP": (("livre sterling", "livres sterling", True), ("penny", "pence", False)),
    "PLN": (("zloty", "zlotys", False), ("grosz", "groszy", False)),
    "CHF": (("franc suisse", "francs suisses", False), ("centime", "centimes", False)),
}
_MONTHS: Final = listed("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
_DAYS: Final = listed("lundi mardi mercredi jeudi vendredi samedi dimanche")
_SPANS: Final = {
    "day": ("un jour", "jours"),
    "week": ("une semaine", "semaines"),
    "month": ("un mois", "mois"),
    "year": ("un an", "ans"),
    "year_and_half": ("un an et demi", ""),
}
_PREPOSITIONS: Final = {
    "bare": "",
    "at": "à ",
    "after": "après ",
    "before": "avant ",
    "around": "vers ",
}
_FIXED: Final = {
    "morning": "dans la matinée",
    "afternoon": "dans l'après-midi",
    "any": "à n'importe quelle heure",
}
_FEMININE_ENDINGS: Final = listed("ion ette ence ance ure ière ée ité aine esse ille asse ouche inute econde")
_FEMININE: Final = frozenset(
    listed(
        "paire commande fois personne offre place nuit carte visite remise chemise leçon séance"
        " botte sandale boîte robe jupe veste part facture étoile ligne page marque ville vente"
        " somme dette heure"
    )
)
_MASCULINE: Final = frozenset(listed("million pion avion camion lion musée lycée domaine silence"))


class French:
    """The words of French."""

    __slots__ = ()
    words = Words(
        yes="oui",
        no="non",
        minus="moins",
        plus="plus",
        point="virgule",
        percent=("pour cent", "pour cent"),
        near={-2: "avant-hier", -1: "hier", 0: "aujourd'hui", 1: "demain", 2: "après-demain"},
        letters={},
        pairs=True,
        national=(2, 2, 2, 2, 2),
        pause=" ",
    )

    def cardinal(self, number: int, case: Case = "nominative") -> str:  # noqa: ARG002 (no cases here)
        """French nouns have no case; `case` is there for the languages that have."""
        return minus(self.words, number, _cardinal(abs(number)))

    def ordinal(self, number: int) -> str:
        """As in "premier", "vingt et unième", "quatre-vingtième"."""
        return minus(self.words, number, _ordinal(abs(number)))

    def money(self, whole: int, minor: int, currency: str, case: Case) -> str:  # noqa: ARG002 (no cases here)
        """As in "deux cents euros et cinquante centimes", "un million d'euros"."""
        coins = coins_of(_MONEY, currency, "French")
        return " et ".join(amount(whole, minor, coins, lambda number, coin: _agreeing(number, *coin)))

    def count(self, number: int, unit: tuple[str, ...]) -> str:
        """As in "une paire", "vingt et une paires"; nought and one are singular."""
        if not unit:
            return self.cardinal(number)
        one, feminine = _gender(unit[0])
        return minus(self.words, number, _agreeing(abs(number), one, unit[-1], feminine))

    def calendar_day(self, day: date, form: DateForm, year: bool) -> str:
        """As in "le premier mai deux mille vingt-trois"; without "le" in the genitive."""
        number = "premier" if day.day == 1 else _cardinal(day.day)
        spoken = f"{number} {_MONTHS[day.month - 1]}"
        if form != "genitive":
            spoken = f"le {spoken}"
        return f"{spoken} {_cardinal(day.year)}" if year else spoken

    def weekday(self, day: date, on: bool) -> str:  # noqa: ARG002 (no preposition here)
        """As in "lundi": French needs no preposition."""
        return _DAYS[day.weekday()]

    def span(self, span: Span) -> str:
        """As in "il y a trois semaines", "dans un mois"."""
        one, many = _SPANS[span.unit]
        length = one if span.number == 1 else f"{_cardinal(span.number)} {many}"
        return f"il y a {length}" if span.past else f"dans {length}"

    def days(self, first: date, last: date, by_weekday: bool) -> str:
        """As in "de lundi à vendredi", "du quatre mai au huit mai"."""
        if by_weekday:
            return f"de {_DAYS[first.weekday()]} à {_DAYS[last.weekday()]}"
        begin, end = (self.calendar_day(day, "genitive", year=False) for day in (first, last))
        return f"du {begin} au {end}"

    def clock(self, clock: Clock) -> str:
        """As in "à dix heures", "vers dix-huit heures", "entre dix heures et onze heures"."""
        if clock.kind in _FIXED:
            return _FIXED[clock.kind]
        if clock.kind == "between":
            return f"entre {_time(clock.first)} et {_time(clock.last)}"
        return _PREPOSITIONS[clock.kind] + _time(clock.first)


def _below_100(number: int) -> str:
    if number < 20:
        return _UNITS[number]
    if number >= 80:
        return "quatre-vingts" if number == 80 else f"quatre-vingt-{_UNITS[number - 80]}"
    tens, units = divmod(number, 10) if number < 70 else (6, number - 60)
    if units == 0:
        return _TENS[tens]
    return f"{_TENS[tens]} et {_UNITS[units]}" if units in (1, 11) else f"{_TENS[tens]}-{_UNITS[units]}"


def _below_1000(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_100(rest)
    cent = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent"
    if rest:
        return f"{cent} {_below_100(rest)}"
    return cent if hundreds == 1 else f"{cent}s"


def _cardinal(number: int, feminine: bool = False) -> str:
    if number == 0:
        return _UNITS[0]
    words: list[str] = []
    for scale, group in thousands(number, len(_SCALES) - 1):
        if scale == 1:
            # "mille" is a numeral, so cent and vingt before it lose their s
            before = re.sub(r"(cent|vingt)s$", r"\1", _below_1000(group))
            words.append("mille" if group == 1 else f"{before} mille")
        else:
            plural = "s" if scale and group > 1 else ""
            words.append(f"{_below_1000(group)} {_SCALES[scale]}{plural}".strip())
    spoken = " ".join(words)
    return f"{spoken}e" if feminine and number % 1000 and spoken.endswith("un") else spoken


def _ordinal(number: int) -> str:
    if number == 1:
        return "premier"
    words = re.sub(r"^un (?=m|b)", "", _cardinal(number)) if number % 10**6 == 0 else _cardinal(number)
    if words.endswith("cinq"):
        return f"{words}uième"
    if words.endswith("neuf"):
        return f"{words[:-1]}vième"
    if words.endswith(("cents", "vingts", "ions", "iards", "e")):
        words = words[:-1]
    return f"{words}ième"


def _agreeing(number: int, one: str, many: str, feminine: bool) -> str:
    spoken = _cardinal(number, feminine)
    noun = one if number < 2 else many
    if number and number % 10**6 == 0:  # million and milliard are nouns
        return f"{spoken} d'{noun}" if noun[0] in "aeiouyéèê" else f"{spoken} de {noun}"
    return f"{spoken} {noun}"


def _gender(one: str) -> tuple[str, bool]:
    """The noun without its article, and whether it is feminine (its first word tells)."""
    if one.startswith("une "):
        return one.removeprefix("une "), True
    if one.startswith("un "):
        return one.removeprefix("un "), False
    first = one.split(maxsplit=1)[0].lower() if one.split() else ""
    if first in _MASCULINE:
        return one, False
    return one, first in _FEMININE or first.endswith(_FEMININE_ENDINGS)


def _time(moment: time) -> str:
    minutes = f" {_cardinal(moment.minute)}" if moment.minute else ""
    if moment.hour in (0, 12):
        return ("midi" if moment.hour else "minuit") + minutes
    noun = "heure" if moment.hour == 1 else "heures"
    return f"{_cardinal(moment.hour, feminine=True)} {noun}{minutes}"
