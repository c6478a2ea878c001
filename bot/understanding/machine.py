"""Words that only an answering machine says, looked for while the call is opening.

A greeting is recognised by a distinctive phrase contained in what was heard, or by most of its words in order: voice
mail is read fast over a narrow band, so recognisers drop words of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

ENOUGH: Final = 0.75
"""Share of a greeting's words that must be heard in order."""
DISTINCTIVE_WORDS: Final = 3
"""Shorter greetings must be contained word for word: too little stands in them to forgive anything."""


def in_order(heard: Sequence[str], phrase: Sequence[str]) -> int:
    """How many words of `phrase` are heard in its order: the longest common subsequence."""
    row = [0] * (len(phrase) + 1)
    for word in heard:
        diagonal = 0
        for at, expected in enumerate(phrase, start=1):
            above = row[at]
            row[at] = diagonal + 1 if word == expected else max(above, row[at - 1])
            diagonal = above
    return row[-1]


def machine_greeting(heard: tuple[str, ...], greetings: Sequence[tuple[str, ...]]) -> str:
    """The listed greeting that was heard, as text, or ""."""
    text = f" {' '.join(heard)} "
    for greeting in greetings:
        told = " ".join(greeting)
        if f" {told} " in text:
            return told
    for greeting in greetings:
        if len(greeting) > DISTINCTIVE_WORDS and in_order(heard, greeting) >= ENOUGH * len(greeting):
            return " ".join(greeting)
    return ""
