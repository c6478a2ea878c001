"""A CSV cell or a YAML scalar -> a value; the words of a refusal say what is accepted.

Numbers are read the way offices write them (spaces, no-break spaces, a decimal
comma; "2.000 UAH" is two thousand, money having no third decimal); dates in the
two unambiguous orders. 04/05/2023 is refused: half of the
world reads it as April. Nothing is guessed twice.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from bot.spoken.naming import name_of
from bot.spoken.plain import tidy
from bot.spoken.value import LIMIT, TYPES, Count, Interval, Money, SpokenError, Value

_CURRENCIES: Final = {
    alias: currency
    for currency, aliases in {
        "UAH": "uah ₴ грн грн. гривня гривні гривень гривню гривна гривны гривен hryvnia hryvnias",
        "USD": "usd $ us$ дол дол. долар долари доларів доллар доллара долларов dollar dollars",
        "EUR": "eur € євро евро euro euros",
        "RUB": "rub rur ₽ руб руб. р р. рубль рубля рублей рублі рублів rouble roubles ruble rubles",
        "GBP": "gbp £ pound pounds фунт фунта фунтов фунти фунтів",
        "PLN": "pln zł zl zloty zlotys злотий злоті злотих злотый злотых",
        "CHF": "chf fr. franc francs франк франка франков франки франків",
    }.items()
    for alias in aliases.split()
}
_AMOUNT: Final = re.compile(
    r"(?P<whole>[0-9]{1,3}(?P<gap>[ ,.'’])[0-9]{3}(?:(?P=gap)[0-9]{3})*|[0-9]+)"
    r"(?:[.,](?P<part>[0-9]{1,2}))?"
)
_MONEY: Final = re.compile(r"(?P<before>[^\d\s]*)\s*(?P<amount>\d[\d .,'’]*?)\s*(?P<after>[^\d\s]*)")
_INTEGER: Final = re.compile(r"(?P<sign>[-−+]?)\s?(?P<digits>[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.0+)?")
_ISO: Final = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})")
_DOTTED: Final = re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})")
_RELATIVE: Final = re.compile(r"(?P<sign>[-−+])\s?(?P<n>\d{1,5}) ?(?P<unit>day|week|month|year)s?")
_CLOCK: Final = re.compile(r"(?P<h>\d{1,2}):(?P<min>\d{2})(?::\d{2}(?:\.\d+)?)?")
_NAMED_DAYS: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
_PHONE: Final = re.compile(r"\+?[0-9]{7,15}")
_CODE: Final = re.compile(r"[\w./\- ]*[^\W_][\w./\- ]*")
_CODE_LENGTH: Final = 40
_MOST_DIGITS: Final = len(str(LIMIT)) - 1  # before int(): it raises at 4,300 digits
_DATES: Final = '"2023-05-04", "04.05.2023", "+14 days", "-3 weeks", "today", "tomorrow"'


def parse_value(type_: str, text: str, as_of: date) -> Value:
    """Read `text` as a value of `type_`; relative dates count from `as_of`.

    Raises SpokenError, in a sentence that names what is accepted, for text that
    is not of the type and for a type that is not in `TYPES`.
    """
    if type_ not in _PARSERS:
        raise SpokenError(f"no type is called {type_!r}; there are: {', '.join(TYPES)}")
    stripped = tidy(text)
    if not stripped and type_ != "text":
        raise SpokenError(f"an empty {type_}")
    return _PARSERS[type_](stripped, as_of)


def _refuse(type_: str, text: str, accepted: str) -> SpokenError:
    return SpokenError(f"{text!r} is not a {type_}; accepted: {accepted}")


def _text(text: str, _as_of: date) -> Value:
    return text


def _name(text: str, _as_of: date) -> Value:
    return name_of(text)


def _money(text: str, _as_of: date) -> Value:
    accepted = '"2000 UAH", "2 000,50 грн", "₴2000", "$20"; an amount, two decimals at most'
    match = _MONEY.fullmatch(text)
    amount = _AMOUNT.fullmatch(match["amount"]) if match else None
    if not match or not amount:
        raise _refuse("money", text, accepted)
    alias = (match["before"] or match["after"]).lower()
    if not alias or (match["before"] and match["after"]):
        raise _refuse("money", text, f"{accepted}, and one currency")
    if alias not in _CURRENCIES:
        known = ", ".join(dict.fromkeys(_CURRENCIES.values()))
        raise SpokenError(f"{text!r}: no currency is called {alias!r}; there are: {known}")
    whole = "".join(char for char in amount["whole"] if char.isdecimal())
    if len(whole) > _MOST_DIGITS:
        raise _refuse("money", text, "amounts below a quadrillion")
    return Money(Decimal(f"{whole}.{amount['part'] or 0}"), _CURRENCIES[alias])


def _number(text: str, _as_of: date) -> Value:
    return _integer(text)


def _integer(text: str) -> int:
    match = _INTEGER.fullmatch(text)
    if not match:
        raise _refuse("number", text, 'whole numbers: "5", "-5", "2 000"')
    digits = match["digits"].replace(" ", "")
    if len(digits) > _MOST_DIGITS:
        raise _refuse("number", text, "whole numbers below a quadrillion")
    return -int(digits) if match["sign"] in ("-", "−") else int(digits)


def _count(text: str, _as_of: date) -> Value:
    head = re.match(r"[-−+]?[0-9 ]+", text)
    if not head:
        raise _refuse("count", text, '"3 point/points", "3 пара/пари/пар", "3"')
    number = _integer(head[0].strip())
    unit = tuple(form.strip() for form in text[head.end() :].split("/"))
    if unit == ("",):
        return Count(number, ())
    if len(unit) > 3 or not all(unit):
        raise _refuse("count", text, "one to three word forms parted by /")
    return Count(number, unit)


def _date(text: str, as_of: date) -> Value:
    return _day(text, as_of, "date", _DATES)


def _day(text: str, as_of: date, type_: str, accepted: str) -> date:
    lower = text.lower()
    if lower in _NAMED_DAYS:
        return _shifted(as_of, timedelta(_NAMED_DAYS[lower]), text)
    if relative := _RELATIVE.fullmatch(lower):
        return _relative(relative, as_of, text)
    stamped = re.sub(r"[ t]\d\d:\d\d(:\d\d(\.\d+)?)?$", "", lower)  # a database's midnight
    match = _ISO.fullmatch(stamped) or _DOTTED.fullmatch(stamped)
    if not match:
        raise _refuse(type_, text, accepted)
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError as error:
        raise SpokenError(f"{text!r}: the calendar has no such day ({error})") from error


def _relative(match: re.Match[str], as_of: date, text: str) -> date:
    number = int(match["n"]) * (1 if match["sign"] == "+" else -1)
    if match["unit"] in ("day", "week"):
        return _shifted(as_of, timedelta(number * (7 if match["unit"] == "week" else 1)), text)
    months = as_of.year * 12 + as_of.month - 1 + number * (12 if match["unit"] == "year" else 1)
    year, month = divmod(months, 12)
    try:
        first = date(year, month + 1, 1)
    except ValueError as error:
        raise SpokenError(f"{text!r} is beyond the calendar ({error})") from error
    last = (first + timedelta(31)).replace(day=1) - timedelta(1)
    return first.replace(day=min(as_of.day, last.day))


def _shifted(day: date, by: timedelta, text: str) -> date:
    try:
        return day + by
    except OverflowError as error:
        raise SpokenError(f"{text!r} is beyond the calendar") from error


def _datetime(text: str, as_of: date) -> Value:
    accepted = '"2023-05-04 10:30", "04.05.2023 10:30", "tomorrow 18:00", "tomorrow 18:00-20:00"'
    day_text, gap, clock_text = text.replace("T", " ").rpartition(" ")
    if not gap:
        raise _refuse("datetime", text, accepted)
    clocks = [_CLOCK.fullmatch(part) for part in re.split(r"[-–]", clock_text)]
    if len(clocks) > 2 or not all(clocks):
        raise _refuse("datetime", text, accepted)
    day = _day(day_text, as_of, "datetime", accepted)
    try:
        moments = [datetime.combine(day, time(int(clock["h"]), int(clock["min"]))) for clock in clocks if clock]
    except ValueError as error:
        raise SpokenError(f"{text!r}: the clock has no such time ({error})") from error
    if moments[-1] < moments[0]:
        raise SpokenError(f"{text!r} ends before it begins")
    return moments[0] if len(moments) == 1 else Interval(*moments)


def _phone(text: str, _as_of: date) -> Value:
    digits = re.sub(r"[\s().\-–/]", "", text)
    digits = re.sub(r"^00", "+", digits)
    if not _PHONE.fullmatch(digits):
        raise _refuse("phone", text, '7 to 15 digits: "+380 67 123 45 67", "067 123-45-67"')
    international = len(digits) >= 11 and not digits.startswith(("+", "0", "8"))
    return f"+{digits}" if international else digits


def _code(text: str, _as_of: date) -> Value:
    if len(text) > _CODE_LENGTH or not _CODE.fullmatch(text):
        raise _refuse("code", text, f"letters and digits, {_CODE_LENGTH} at most")
    return text


_PARSERS: Final[Mapping[str, Callable[[str, date], Value]]] = {
    "text": _text,
    "name": _name,
    "money": _money,
    "date": _date,
    "datetime": _datetime,
    "number": _number,
    "count": _count,
    "phone": _phone,
    "code": _code,
}
