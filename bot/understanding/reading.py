"""What a slot grammar answers: a value, nothing, or a reasoned refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.spoken import Value


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` is None when absent (`refused` empty) or refused (`refused` says why). `sure`: every word fitted."""

    value: Value | None
    refused: str = ""
    sure: bool = True


ABSENT: Final = Reading(None)


def refuse(why: str) -> Reading:
    return Reading(None, why)
