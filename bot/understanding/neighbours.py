"""Phrases all but the same: apart by spaces, by a slip of the finger, or by one word of a long phrase.

Knows normal forms (words without fillers, see `normalise`). Each phrase is looked up among those before it by what it
would be with one word missing, so a library of thousands costs what each phrase costs, not what each pair would.
"""

from __future__ import annotations

from typing import Final, Generic, TypeVar

from bot.source import a_slip_away
from bot.understanding.vocabulary import Vocabulary

T = TypeVar("T")

LEAST_LETTERS: Final = 5
"""Shorter words are often a letter apart and mean something else (nine, fine; dear, deal)."""
LEAST_WORDS: Final = 6
"""Phrases at least this long stay the same with one word more; shorter ones rarely do ("that's not [for] me")."""
MOST_COMPARED: Final = 64
"""Words compared for a slip in one gap ("it's the ..."), so that a list of thousands of the same cannot take long."""
TELLING: Final = frozenset({"yes", "no", "negation", "unsure", "idiom"})
"""A word with such a tag in the lexicon changes what a phrase means."""

Words = tuple[str, ...]
Gap = tuple[int, Words]
"""Where a word is missing, and what is left."""


class Neighbours(Generic[T]):
    """Phrases seen so far, each with whatever the caller knows it by."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._joined: dict[str, list[tuple[Words, T]]] = {}
        self._whole: dict[Words, list[T]] = {}
        self._gaps: dict[Gap, list[tuple[str, T]]] = {}

    def met(self, words: Words, known_by: T) -> list[T]:
        """The neighbours of a phrase among those before it, of which it is one from now on."""
        gaps = _gaps(words)
        found = self._of(words, gaps)
        self._joined.setdefault("".join(words), []).append((words, known_by))
        self._whole.setdefault(words, []).append(known_by)
        for word, gap in gaps:
            self._gaps.setdefault(gap, []).append((word, known_by))
        return found

    def of(self, words: Words) -> list[T]:
        """The neighbours of a phrase; those with the very same words are none."""
        return self._of(words, _gaps(words))

    def _of(self, words: Words, gaps: list[tuple[str, Gap]]) -> list[T]:
        found = [each for other, each in self._joined.get("".join(words), ()) if other != words]
        for word, gap in gaps:
            near = self._gaps.get(gap)
            if near is not None and len(word) >= LEAST_LETTERS:
                found += [each for other, each in near[:MOST_COMPARED] if self._slips(word, other)]
            if len(words) > LEAST_WORDS and gap[1] in self._whole and not self._tells(word):
                found += self._whole[gap[1]]
        for at in range(len(words) + 1) if len(words) >= LEAST_WORDS else ():
            found += [each for word, each in self._gaps.get((at, words), ()) if not self._tells(word)]
        return found

    def _slips(self, word: str, other: str) -> bool:
        """The last letter is grammar (service, services; купил, купила), and lists may rightly differ in it."""
        grammar = word[:-1] == other[:-1] or word[:-1] == other or word == other[:-1]
        long = min(len(word), len(other)) >= LEAST_LETTERS
        return long and a_slip_away(word, other) and not (grammar or self._tells(word) or self._tells(other))

    def _tells(self, word: str) -> bool:
        return not TELLING.isdisjoint(self._vocabulary.polarity.at((word,), 0)[0])


def _gaps(words: Words) -> list[tuple[str, Gap]]:
    """The words of a phrase without which it may be another one's neighbour, each with what it leaves."""
    if len(words) < 2:
        return []
    long = len(words) > LEAST_WORDS
    return [
        (word, (at, words[:at] + words[at + 1 :]))
        for at, word in enumerate(words)
        if long or len(word) >= LEAST_LETTERS
    ]
