"""The small pattern language of the lexicons: phrases with alternatives, options, word beginnings and gaps.

``a|b`` alternatives, ``[a]`` or ``[a|b]`` an optional word, ``wor*`` a beginning, ``_`` any one word, ``...`` up to
three words. Patterns are matched against normal forms (see `normalise`): lower-case words with one space between.
Plain phrases (no ``*``, ``_`` or ``...``) can be expanded into the finite set of what they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from typing import Final

GAP_WORDS: Final = 3
"""Words a ``...`` may stand for: wider gaps joined unrelated clauses in trials ("stop ... call")."""

ANYTHING: Final = "..."
NEVER: Final = re.compile(r"(?!)")


def _word(word: str) -> str:
    if word == "_":
        return r"\S+"
    return re.escape(word[:-1]) + r"\S*" if word.endswith("*") else re.escape(word)


def _piece(token: str) -> str:
    if token == ANYTHING:
        return rf"(?:\S+ ){{0,{GAP_WORDS}}}"
    optional = token.startswith("[")
    words = token.strip("[]").split("|")
    return f"(?:(?:{'|'.join(map(_word, words))}) )" + ("?" if optional else "")


def compile_patterns(patterns: Iterable[str]) -> re.Pattern[str]:
    """One expression for all of `patterns`; match it with `found`."""
    parts = ["".join(_piece(token) for token in pattern.split()) for pattern in patterns]
    return re.compile(rf"(?:^|(?<= ))(?:{'|'.join(parts)})") if parts else NEVER


def found(expression: re.Pattern[str], text: str) -> str:
    """The first stretch of the normal form `text` that matches, or ""."""
    match = expression.search(text + " ")
    return match.group().strip() if match else ""


def expand(phrase: str) -> tuple[tuple[str, ...], ...]:
    """Everything a plain phrase stands for, as tuples of words."""
    choices: list[list[tuple[str, ...]]] = []
    for token in phrase.split():
        words: list[tuple[str, ...]] = [(word,) for word in token.strip("[]").split("|")]
        choices.append([*words, ()] if token.startswith("[") else words)
    return tuple(sum(combination, ()) for combination in product(*choices))


class PhraseTable:
    """Phrases with tags, looked up by the longest that begins at a word."""

    def __init__(self, entries: Iterable[tuple[tuple[str, ...], str]]) -> None:
        tags: dict[tuple[str, ...], set[str]] = {}
        for words, tag in entries:
            if words:
                tags.setdefault(words, set()).add(tag)
        by_first: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
        for words in sorted(tags, key=lambda each: (-len(each), each)):
            by_first.setdefault(words[0], []).append((words, frozenset(tags[words])))
        self._by_first = by_first

    def at(self, words: tuple[str, ...], start: int) -> tuple[frozenset[str], int]:
        """The tags of the longest phrase beginning at word `start`, and its length in words (0: none)."""
        candidates = self._by_first.get(words[start], ()) if start < len(words) else ()
        for phrase, tags in candidates:
            if words[start : start + len(phrase)] == phrase:
                return tags, len(phrase)
        return frozenset(), 0


NO_PHRASES: Final = PhraseTable(())
