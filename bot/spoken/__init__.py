"""Typed values into the words a bot says, in English, Ukrainian, Russian, French.

Pure: no clock, no files; today comes in as `as_of`. `parse_value` reads a cell,
`speak` says it, `seconds_to_say` tells how long that takes.
"""

from bot.spoken.pace import seconds_to_say
from bot.spoken.reading import parse_value
from bot.spoken.speech import speak
from bot.spoken.value import (
    DEFAULT_FORM,
    FORMS,
    TYPES,
    Count,
    Interval,
    Money,
    SpokenError,
    Value,
)

__all__ = [
    "DEFAULT_FORM",
    "FORMS",
    "TYPES",
    "Count",
    "Interval",
    "Money",
    "SpokenError",
    "Value",
    "parse_value",
    "seconds_to_say",
    "speak",
]
