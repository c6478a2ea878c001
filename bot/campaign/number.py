"""Telephone numbers as people write them, into E.164; one sentence for each that is none.

Knows numbering plans through phonenumbers (its data is a snapshot of the world's plans, updated with the package).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import phonenumbers

from bot.source import WinbackError

_SCIENTIFIC: Final = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+")

_WHY: Final = {
    "INVALID_COUNTRY_CODE": "has a country code nobody uses",
    "TOO_SHORT": "is too short",
    "TOO_LONG": "is too long",
    "INVALID_LENGTH": "has too few or too many digits",
    "IS_POSSIBLE_LOCAL_ONLY": "lacks its area code",
}


class NumberError(WinbackError):
    """Text that is no telephone number; the message begins with the text in quotes."""


def e164(text: str, region: str = "") -> str:
    """`+380671234567` for "067 123-45-67" with region "UA" (ISO 3166), or for the full number without one.

    Raises NumberError.
    """
    if _SCIENTIFIC.fullmatch(text):
        raise NumberError(
            f"“{text}” is what a spreadsheet made of a number; format the column as text and enter it again"
        )
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE and not text.startswith("+"):
            raise NumberError(
                f"“{text}” has no country code; write it as +380671234567, or name its country (`region`, such as UA)"
            ) from None
        raise NumberError(f"“{text}” is no telephone number") from None
    if number.extension:
        raise NumberError(f"“{text}” has an extension; only direct numbers can be called")
    if not phonenumbers.is_valid_number(number):
        reason = phonenumbers.is_possible_number_with_reason(number)
        names = {value: name for name, value in vars(phonenumbers.ValidationResult).items() if isinstance(value, int)}
        why = _WHY.get(names.get(reason, ""), "does not exist in the numbering plan of its country")
        raise NumberError(f"“{text}” {why}")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(1)
def regions() -> frozenset[str]:
    """Every region code phonenumbers knows."""
    return frozenset(phonenumbers.SUPPORTED_REGIONS)
