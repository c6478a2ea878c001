"""A value, a form and a language -> the words a bot says.

The one door of the room outwards: which form a value has, which language speaks
it, and that no digit and no double space leaves.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from bot.spoken import moment
from bot.spoken.digits import speak_digits
from bot.spoken.english import English
from bot.spoken.french import French
from bot.spoken.plain import without_digits
from bot.spoken.russian import Russian
from bot.spoken.tongue import Case, Tongue, minus
from bot.spoken.ukrainian import Ukrainian
from bot.spoken.value import FORMS, LIMIT, Count, Interval, Money, SpokenError, Value
from bot.spoken.vocative import vocative

TONGUES: Final[Mapping[str, Tongue]] = {
    "en": English(),
    "uk": Ukrainian(),
    "ru": Russian(),
    "fr": French(),
}
_STRINGS: Final = {"plain": "text", "vocative": "name", "digits": "code"}
_CASES: Final[Mapping[str, Case]] = {"genitive": "genitive", "accusative": "accusative"}


def speak(value: Value, form: str, language: str, as_of: date) -> str:
    """The words for `value` in `form`, without a digit or a double space.

    `form` is one of `FORMS` of the value's type; `language` en, uk, ru or fr;
    `as_of` is today at the callee's place. Raises SpokenError for a form, a
    language or a currency that is not known, a number of 10**15 and more, and
    an interval that ends before it begins.
    """
    if language not in TONGUES:
        raise SpokenError(f"no language is called {language!r}; there are: {', '.join(TONGUES)}")
    kind = _kind(value, form)
    if form not in FORMS[kind]:
        raise SpokenError(f"a {kind} has no form {form!r}; it has: {', '.join(FORMS[kind])}")
    today = as_of.date() if isinstance(as_of, datetime) else as_of
    return without_digits(_say(value, form, TONGUES[language], today), TONGUES[language])


def _kind(value: Value, form: str) -> str:
    """The type of a value; a string is whatever its form makes of it."""
    if isinstance(value, str):
        return _STRINGS.get(form, "name")
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "bool"),
        (int, "number"),
        (Money, "money"),
        (Count, "count"),
        (datetime, "datetime"),
        (Interval, "datetime"),
    )
    return next((kind for type_, kind in kinds if isinstance(value, type_)), "date")


def _say(value: Value, form: str, tongue: Tongue, today: date) -> str:
    if isinstance(value, str):
        return _string(value, form, tongue)
    if isinstance(value, int):
        return _number(value, form, tongue)
    if isinstance(value, Money):
        return _money(value, form, tongue)
    if isinstance(value, Count):
        _check(value.number)
        return tongue.count(value.number, value.unit)
    if isinstance(value, (datetime, Interval)):
        return moment.time_of(value, tongue) if form == "time" else moment.when(value, today, tongue)
    return _date(value, form, tongue, today)


def _string(text: str, form: str, tongue: Tongue) -> str:
    if form == "digits":
        return speak_digits(text, tongue)
    if form == "vocative" and isinstance(tongue, Ukrainian):
        return vocative(text)
    return text


def _number(number: int, form: str, tongue: Tongue) -> str:
    if isinstance(number, bool):
        return tongue.words.yes if number else tongue.words.no
    _check(number)
    if form == "ordinal":
        return tongue.ordinal(number)
    return tongue.cardinal(number, _CASES.get(form, "nominative"))


def _money(money: Money, form: str, tongue: Tongue) -> str:
    if not money.amount.is_finite() or abs(money.amount) >= LIMIT:
        raise SpokenError(f"an amount of {money.amount} cannot be said")
    step = Decimal(1) if form == "rounded" else Decimal("0.01")
    amount = money.amount.quantize(step, ROUND_HALF_UP)
    whole, minor = divmod(int(abs(amount) * 100), 100)
    spoken = tongue.money(whole, minor, money.currency, _CASES.get(form, "nominative"))
    return minus(tongue.words, -1 if amount < 0 else 1, spoken)


def _date(day: date, form: str, tongue: Tongue, today: date) -> str:
    if form == "ago":
        return moment.ago(day, today, tongue)
    if form in ("weekday", "on_weekday"):
        return tongue.weekday(day, on=form == "on_weekday")
    year = form != "day_month" and moment.tells_year(day, today)
    return tongue.calendar_day(day, "genitive" if form == "genitive" else "date", year)


def _check(number: int) -> None:
    if abs(number) >= LIMIT:
        raise SpokenError(f"{number} cannot be said; numbers below {LIMIT} can")
