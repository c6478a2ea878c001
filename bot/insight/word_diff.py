"""Two texts word by word: what stayed, what went, what came.

Pure. A word with its apostrophes, a variable in its braces and a mark of punctuation are one token each, so that a
difference is never half a word or half a variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal

ALIKE: Final = 0.4
"""Below this share of common tokens two texts are shown whole: scattered common words explain nothing (tried on prompts
worded anew)."""

_TOKEN: Final = re.compile(r"\{[^{}]*\}|\w+(?:['’ʼ-]\w+)*|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is in both, or in the old or the new one alone."""

    kind: Literal["same", "old", "new"]
    text: str


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """Pieces in reading order; those that are not `new` make up the old text, those that are not `old` the new one."""
    if old == new:
        return (Piece("same", old),) if old else ()
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if SequenceMatcher(None, _words(before), _words(after), autojunk=False).ratio() < ALIKE:
        return tuple(_given([Piece("old", old), Piece("new", new)]))
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, from_, to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[from_:to])))
        else:
            pieces += [Piece("old", "".join(before[from_:to])), Piece("new", "".join(after[new_from:new_to]))]
    return tuple(_given(_joined(pieces)))


def _words(tokens: list[str]) -> list[str]:
    return [token for token in tokens if not token.isspace()]


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """A mere space between two differences belongs to them: “[-two words-]” reads better than “[-two-] [-words-]”."""
    last = len(pieces) - 1
    run: list[Piece] = []
    for place, piece in enumerate(pieces):
        if piece.kind == "same" and (not piece.text.isspace() or place in (0, last)):
            yield from _merged(run)
            yield piece
            run = []
        else:
            run.append(piece)
    yield from _merged(run)


def _merged(run: Iterable[Piece]) -> Iterator[Piece]:
    """One old and one new piece of a run of differences."""
    told = list(run)
    yield Piece("old", "".join(piece.text for piece in told if piece.kind != "new"))
    yield Piece("new", "".join(piece.text for piece in told if piece.kind != "old"))


def _given(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces with something in them, neighbours of one kind as one."""
    for kind, group in groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.kind):
        yield Piece(kind, "".join(piece.text for piece in group))


def marked(pieces: Iterable[Piece]) -> str:
    """As `git diff --word-diff` writes it: “a [-personal-]{+special+} discount”."""
    marks = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)
