"""The small pattern language of the lexicons: phrases with alternatives, options, word beginnings and gaps.

``a|b`` alternatives, ``[a]`` or ``[a|b]`` an optional word, ``wor*`` a beginning, ``_`` any one word, ``...`` up to
three words. Patterns are matched against normal forms (see `normalise`): lower-case words with one space between.
Plain phrases (no ``*``, ``_`` or ``...``) can be expanded into the finite set of what they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Final

GAP_WORDS: Final = 3
"""Words a ``...`` may stand for: wider gaps joined unrelated clauses in trials ("stop ... call")."""

ANYTHING: Final = "..."
NEVER: Final = r"(?!)"


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


@dataclass(frozen=True)
class Patterns:
    """Patterns as one expression, and what saves looking for them: words of which every match has at least one."""

    source: str
    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    anywhere: bool = False

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Made when first looked for, in 3 ms: of a language's many, a text needs few."""
        return re.compile(self.source)

    def possible(self, words: Collection[str]) -> bool:
        """Whether something with these words may match at all; a tenth of the time of the expression itself."""
        return (
            self.anywhere or not self.words.isdisjoint(words)
            or (bool(self.beginnings) and any(word.startswith(self.beginnings) for word in words))
        )  # fmt: skip


def compile_patterns(patterns: Iterable[str]) -> Patterns:
    """One expression for all of `patterns`; match it with `found`."""
    told = [pattern.split() for pattern in patterns]
    if not told:
        return Patterns(NEVER)
    parts = ["".join(_piece(token) for token in tokens) for tokens in told]
    keys = [_key(tokens) for tokens in told]
    words = [word for key in keys for word in key]
    return Patterns(
        rf"(?:^|(?<= ))(?:{'|'.join(parts)})",
        frozenset(word for word in words if not word.endswith("*")),
        tuple(sorted({word[:-1] for word in words if word.endswith("*")})),
        anywhere=not all(keys),
    )


def _key(tokens: list[str]) -> tuple[str, ...]:
    """The alternatives of the token that a pattern cannot do without and that is longest, as long words are rare."""
    needed = [token.split("|") for token in tokens if token != ANYTHING and "_" not in token and token[0] != "["]
    return tuple(max(needed, key=lambda words: min(map(len, words)), default=()))


def found(patterns: Patterns, text: str) -> str:
    """The first stretch of the normal form `text` that matches, or ""."""
    if not patterns.possible(text.split()):
        return ""
    match = patterns.expression.search(text + " ")
    return match.group().strip() if match else ""


def expand(phrase: str) -> tuple[tuple[str, ...], ...]:
    """Everything a plain phrase stands for, as tuples of words."""
    if "|" not in phrase and "[" not in phrase:
        return (tuple(phrase.split()),)
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
        lengths: dict[str, set[int]] = {}
        for words in tags:
            lengths.setdefault(words[0], set()).add(len(words))
        self._tags = {words: frozenset(told) for words, told in tags.items()}
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    @cached_property
    def words(self) -> frozenset[str]:
        """Those of all its phrases."""
        return frozenset[str]().union(*self._tags)

    def at(self, words: tuple[str, ...], start: int) -> tuple[frozenset[str], int]:
        """The tags of the longest phrase beginning at word `start`, and its length in words (0: none)."""
        for length in self._lengths.get(words[start], ()) if start < len(words) else ():
            tags = self._tags.get(words[start : start + length])
            if tags is not None:
                return tags, length
        return frozenset(), 0


NO_PHRASES: Final = PhraseTable(())
