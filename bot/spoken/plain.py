"""Free text with its numbers turned into words, so that no voice meets a digit.

A repair for digits inside a company's name or an author's text, not a reader of
prose: dates, money and phones belong in typed variables. What it knows: "2 000",
"2,5", "50 %", "10:30" (the numbers, in turn), noughts in front, long numbers.
"""

import re
from typing import Final

from bot.spoken.digits import one_by_one, plain_digits
from bot.spoken.tongue import Tongue

_NUMBER: Final = re.compile(
    r"(?P<number>[1-9][0-9]{0,2}(?:[ \u00a0\u202f,][0-9]{3})+(?![0-9])"
    r"|[0-9]+(?:[.,:/-][0-9]+)*)(?P<percent>\s?%)?"
)
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:[ \u00a0\u202f,][0-9]{3})+")
_MARK: Final = re.compile(r"[.,:/-]")
_LONGEST: Final = 12
"""Digits; a longer number is read digit by digit: nobody follows billions."""


def without_digits(text: str, tongue: Tongue) -> str:
    """`text` with words for its numbers and single spaces."""

    def words(match: re.Match[str]) -> str:
        spoken = _spoken(match, tongue)
        before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        left = " " if before.isalnum() or before in set(":/-,.") else ""
        return left + spoken + (" " if after.isalnum() else "")

    return tidy(_NUMBER.sub(words, plain_digits(text)))


def tidy(text: str) -> str:
    """Single spaces, none at the ends."""
    return " ".join(text.split())


def _spoken(match: re.Match[str], tongue: Tongue) -> str:
    text, percent = match["number"], tongue.words.percent
    if _GROUPED.fullmatch(text):
        text = "".join(char for char in text if char.isdecimal())
    whole, *parts = _MARK.split(text)
    if not parts and match["percent"] and len(whole) <= _LONGEST:
        return tongue.count(int(whole), percent)
    decimal = len(parts) == 1 and text[len(whole)] in ".,"
    spoken = (f" {tongue.words.point} " if decimal else " ").join(_number(digits, tongue) for digits in (whole, *parts))
    return f"{spoken} {percent[-1]}" if match["percent"] else spoken


def _number(digits: str, tongue: Tongue) -> str:
    if len(digits) > _LONGEST or (digits[0] == "0" and len(digits) > 1):
        return one_by_one(digits, tongue)
    return tongue.cardinal(int(digits))
