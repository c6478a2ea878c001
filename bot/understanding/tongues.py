"""Which language a text is written in, as far as its letters and commonest words tell.

Knows what `data/telling.yaml` lists: letters and words that the other languages of the same alphabet do not have.
Refuses to guess: most short texts say nothing of themselves, and one word of the language expected outweighs all
foreign ones, for people mix languages. Latin letters alone say nothing either: brands are written in them everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.understanding.normalise import tokens

ALPHABETS: Final[Mapping[str, re.Pattern[str]]] = {
    "Cyrillic": re.compile("[а-яёґєії]"), "Korean": re.compile("[가-힣]"), "Latin": re.compile("[a-zß-öø-ÿœ]"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telling:
    """What tells one language from the others of its alphabet.

    `words` (of which some are `borrowed` by people who speak another one) and parts of words: `letters` anywhere,
    `beginnings`, `endings`.
    """

    alphabet: str
    letters: frozenset[str]
    words: frozenset[str]
    borrowed: frozenset[str]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]

    def has(self, token: str) -> bool:
        return (
            token in self.words or not self.letters.isdisjoint(token)
            or token.startswith(self.beginnings) or token.endswith(self.endings)
        )  # fmt: skip


def read_telling(told: Mapping[str, Any]) -> Telling:
    """One language of the file: its lists are words with spaces between."""
    words = {key: tuple(str(told.get(key, "")).split()) for key in ("words", "borrowed", "beginnings", "endings")}
    return Telling(
        str(told["alphabet"]), frozenset(str(told.get("letters", ""))), frozenset(words["words"]),
        frozenset(words["borrowed"]), words["beginnings"], words["endings"],
    )  # fmt: skip


class Tongues:
    """The languages known; what each piece of a text tells is kept, for lists repeat themselves."""

    def __init__(self, told: Mapping[str, Mapping[str, Any]]) -> None:
        self._telling = {language: read_telling(each) for language, each in told.items()}
        self._known: dict[str, frozenset[str]] = {}

    def instead(self, text: str, language: str) -> str:
        """The language a text is surely in instead of `language`, or its alphabet; "" where nothing tells."""
        mine = self._telling.get(language)
        if mine is None:
            return ""
        found: set[str] = set()
        for piece in text.split():
            told = self._known.get(piece)
            if told is None:
                told = self._known[piece] = self._told_by(piece)
            if language in told:
                return ""
            if told and piece.lower() not in mine.borrowed:
                found |= told
        found.discard(mine.alphabet)
        return min(found, key=lambda label: (label in ALPHABETS, label), default="")

    def _told_by(self, piece: str) -> frozenset[str]:
        """The languages, or else the alphabets other than Latin, that the words of a piece can only be in."""
        found: set[str] = set()
        for token in tokens(piece):
            alphabet = next((name for name, letter in ALPHABETS.items() if letter.search(token)), "Latin")
            here = [name for name, each in self._telling.items() if each.alphabet == alphabet and each.has(token)]
            if len(here) == 1:
                found.add(here[0])
            elif not here and alphabet != "Latin":
                found.add(alphabet)
        return frozenset(found)
