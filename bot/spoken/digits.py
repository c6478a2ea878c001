"""Phones and codes: said so that a listener can write them down.

Knows how the digits of a phone fall into groups. A str is a phone when it has a
leading + or is nine digits and more; anything else is a code, spelled out. The
commas are pauses. Groups follow national habit (ITU-T E.123 leaves them open).
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

from bot.spoken.tongue import Tongue

_GROUPS: Final = {  # country code -> sizes of the groups after it
    "1": (3, 3, 4),
    "7": (3, 3, 2, 2),
    "32": (3, 2, 2, 2),
    "33": (1, 2, 2, 2, 2),
    "34": (3, 3, 3),
    "40": (3, 3, 3),
    "41": (2, 3, 2, 2),
    "44": (4, 3, 3),
    "48": (3, 3, 3),
    "373": (2, 3, 3),
    "375": (2, 3, 2, 2),
    "380": (2, 3, 2, 2),
    "420": (3, 3, 3),
}
_LONGEST_CODE: Final = 3
_SHORTEST_PHONE: Final = 9


def plain_digits(text: str) -> str:
    """`text` with every digit of any script, superscripts too, as 0 to 9."""
    return "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in text)


def speak_digits(text: str, tongue: Tongue) -> str:
    """A phone in groups, or a code letter by letter."""
    text = plain_digits(text.strip())
    number = text.removeprefix("+")
    if number.isdecimal() and (text != number or len(number) >= _SHORTEST_PHONE):
        return _speak_phone(text, tongue)
    return ", ".join(
        " ".join(_name(char, tongue) for char in group)
        for run in _runs(text)
        for group in (_split(run, _thirds(len(run))) if run.isdecimal() else [run])
    )


def one_by_one(number: str, tongue: Tongue) -> str:
    """Every digit by itself: "zero six seven"."""
    return " ".join(tongue.cardinal(int(digit)) for digit in number)


def _speak_phone(text: str, tongue: Tongue) -> str:
    if text.startswith("+"):
        country, sizes = _country(text[1:])
        groups = [country] * bool(country) + _split(text[1 + len(country) :], sizes)
        plus = f"{tongue.words.plus} "
    else:
        sizes = tongue.words.national if len(text) == 10 else _thirds(len(text))
        groups, plus = _split(text, sizes), ""
    return plus + ", ".join(_group(group, tongue) for group in groups)


def _country(number: str) -> tuple[str, tuple[int, ...]]:
    """The country code of an international number and the groups of the rest."""
    for length in range(1, _LONGEST_CODE + 1):
        sizes = _GROUPS.get(number[:length])
        if sizes is not None:
            rest = len(number) - length
            return number[:length], sizes if sum(sizes) == rest else _thirds(rest)
    return "", _thirds(len(number))


def _thirds(length: int) -> tuple[int, ...]:
    """Groups of three that never leave one digit alone: 4 is 2 + 2, 5 is 3 + 2."""
    if length % 3 == 1 and length > 1:
        return (3,) * (length // 3 - 1) + (2, 2)
    return (3,) * (length // 3) + (length % 3,) * (length % 3 > 0)


def _split(text: str, sizes: Iterable[int]) -> list[str]:
    groups, start = [], 0
    for size in sizes:
        groups.append(text[start : start + size])
        start += size
    return groups


def _group(number: str, tongue: Tongue) -> str:
    """A group of up to four digits; leading noughts are always said."""
    if not tongue.words.pairs:
        return one_by_one(number, tongue)
    if len(number) == 4:
        return ", ".join(_group(half, tongue) for half in (number[:2], number[2:]))
    rest = number.lstrip("0")
    noughts = one_by_one(number[: len(number) - len(rest)], tongue)
    return f"{noughts} {tongue.cardinal(int(rest))}".strip() if rest else noughts


def _runs(text: str) -> list[str]:
    """The stretches of letters and of digits; whatever is neither parts them."""
    runs = [""]
    for char in text:
        if not (char.isdecimal() or char.isalpha()):
            runs.append("")
        elif runs[-1] and runs[-1][-1].isdecimal() != char.isdecimal():
            runs.append(char)
        else:
            runs[-1] += char
    return [run for run in runs if run]


def _name(char: str, tongue: Tongue) -> str:
    if char.isdecimal():
        return tongue.cardinal(int(char))
    return tongue.words.letters.get(char.lower(), char.upper())
