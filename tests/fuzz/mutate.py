"""Inputs for fuzzing: files of this project, spoiled by a seeded hand. The same seed and number make the same bytes.

Most spoilings keep the shape of a file (lines moved, doubled, put deeper; words of the language in each other's place),
so that the readers behind the YAML parser are reached; others break it (bytes, encodings, hostile pieces).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from typing import Final

from tests.fuzz.pieces import HOSTILE, MOST_BYTES, SOUND, WORDS, beginnings

SOUND_SHARE: Final = 0.5
"""Scripts that begin without a mistake: a slip or two leaves most of it to the last checks."""

_PIECE: Final = re.compile(r"[A-Za-zА-Яа-яґєіїҐЄІЇ_0-9.+/-]+")


WEIGHTS: Final = {"script": 8, "library": 3, "phrases": 3, "layout": 2}
"""Scripts are what most is done with; a template is a line of one."""


class Mutator:
    """Spoils beginnings; `make(number)` is the same for the same seed, whatever was made before."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._beginnings: Mapping[str, tuple[bytes, ...]] = beginnings()
        self._sound = SOUND.read_bytes()
        self._targets = tuple(self._beginnings)
        self._weights = tuple(WEIGHTS.get(target, 1) for target in self._targets)

    def make(self, number: int) -> tuple[str, bytes]:
        """The target and the bytes of one input."""
        rng = random.Random(f"{self._seed}:{number}")
        target = rng.choices(self._targets, self._weights)[0]
        sound = target == "script" and rng.random() < SOUND_SHARE
        beginning = self._sound if sound else rng.choice(self._beginnings[target])
        text = beginning.decode("utf-8", "surrogateescape")
        for _ in range(min(12, 1 + int(rng.expovariate(1.5 if sound else 0.5)))):
            spoil = rng.choice(SPOILINGS)
            text = spoil(text, rng, lambda: self._other(rng, target))
        data = text.encode("utf-8", "surrogateescape" if _escaped(text) else "surrogatepass")
        return target, _encoded(data, rng)

    def _other(self, rng: random.Random, target: str) -> str:
        """Another file, mostly of the same kind."""
        kind = target if rng.random() < 0.8 else rng.choice(self._targets)
        return rng.choice(self._beginnings[kind]).decode("utf-8", "replace")


def _escaped(text: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in text)


def _encoded(data: bytes, rng: random.Random) -> bytes:
    """Rarely in another encoding, cut short, or with a byte changed."""
    chance = rng.random()
    if chance < 0.01:
        encoding = rng.choice(("utf-16", "utf-16-le", "utf-32", "cp1251", "latin-1"))
        return data.decode("utf-8", "replace").encode(encoding, "replace")
    if chance < 0.03 and data:
        place = rng.randrange(len(data))
        return data[:place] + bytes([rng.randrange(256)]) + data[place + 1 :]
    return data[: rng.randrange(len(data) + 1)] if chance < 0.06 else data


# --- spoilings --------------------------------------------------------------------------------------------------------

Spoiling = Callable[[str, random.Random, Callable[[], str]], str]


def _at_piece(text: str, rng: random.Random, put: Callable[[str], str]) -> str:
    """Replace one word or number."""
    pieces = list(_PIECE.finditer(text))
    if not pieces:
        return put("") + text
    piece = rng.choice(pieces)
    return text[: piece.start()] + put(piece[0]) + text[piece.end() :]


def _known_word(text: str, rng: random.Random, _other: Callable[[], str]) -> str:
    return _at_piece(text, rng, lambda _: rng.choice(WORDS))


def _own_word(text: str, rng: random.Random, _other: Callable[[], str]) -> str:
    """A word of the same file in another's place: names that mean something here."""
    pieces = _PIECE.findall(text)
    return _at_piece(text, rng, lambda piece: rng.choice(pieces) if pieces else piece)


def _hostile_word(text: str, rng: random.Random, _other: Callable[[], str]) -> str:
    return _at_piece(text, rng, lambda _: rng.choice(HOSTILE))


def _hostile_beside(text: str, rng: random.Random, _other: Callable[[], str]) -> str:
    return _at_piece(
        text, rng, lambda piece: piece + rng.choice(HOSTILE) if rng.random() < 0.5 else rng.choice(HOSTILE) + piece
    )


def _hostile_anywhere(text: str, rng: random.Random, _other: Callable[[], str]) -> str:
    place = rng.randrange(len(text) + 1)
    return text[:place] + rng.choice(HOSTILE) + text[place:]


def _without_a_stretch(text: str, rng: random.Random, _other: Callable[[], str]) -> str:
    start = rng.randrange(len(text) + 1)
    return text[:start] + text[start + rng.randrange(1, 30) :]


def _stretch_again(text: str, rng: random.Random, _other: Callable[[], str]) -> str:
    start = rng.randrange(len(text) + 1)
    stretch = text[start : start + rng.randrange(1, 60)]
    place = rng.randrange(len(text) + 1)
    return (text[:place] + stretch * rng.choice((1, 1, 2, 3, 20)) + text[place:])[: 4 * MOST_BYTES]


def _one_character(text: str, rng: random.Random, _other: Callable[[], str]) -> str:
    place = rng.randrange(len(text) + 1)
    char = rng.choice("\n :-{}[],'\"#&*!|>%@`?\t=<x0Яї") if rng.random() < 0.8 else chr(rng.randrange(1, 0xD800))
    return text[:place] + char + text[place + rng.randrange(2) :]


def _lines(text: str, rng: random.Random, change: Callable[[list[str]], None]) -> str:
    lines = text.splitlines(keepends=True) or [""]
    change(lines)
    return "".join(lines)[: 4 * MOST_BYTES]


def _moved_line(text: str, rng: random.Random, _other: Callable[[], str]) -> str:
    def move(lines: list[str]) -> None:
        line = lines.pop(rng.randrange(len(lines)))
        lines.insert(rng.randrange(len(lines) + 1), line)

    return _lines(text, rng, move)


def _doubled_lines(text: str, rng: random.Random, _other: Callable[[], str]) -> str:
    def double(lines: list[str]) -> None:
        start = rng.randrange(len(lines))
        stretch = lines[start : start + rng.choice((1, 1, 2, 5))]
        lines[start:start] = stretch * rng.choice((1, 1, 1, 4))

    return _lines(text, rng, double)


def _lost_lines(text: str, rng: random.Random, _other: Callable[[], str]) -> str:
    def lose(lines: list[str]) -> None:
        start = rng.randrange(len(lines))
        del lines[start : start + rng.choice((1, 1, 2, 6))]

    return _lines(text, rng, lose)


def _shifted_line(text: str, rng: random.Random, _other: Callable[[], str]) -> str:
    """Deeper or less deep: another parent."""

    def shift(lines: list[str]) -> None:
        place = rng.randrange(len(lines))
        lines[place] = "  " + lines[place] if rng.random() < 0.5 else lines[place].removeprefix("  ")

    return _lines(text, rng, shift)


def _foreign_lines(text: str, rng: random.Random, other: Callable[[], str]) -> str:
    def splice(lines: list[str]) -> None:
        theirs = other().splitlines(keepends=True) or [""]
        start, place = rng.randrange(len(theirs)), rng.randrange(len(lines) + 1)
        lines[place:place] = theirs[start : start + rng.randrange(1, 12)]

    return _lines(text, rng, splice)


SPOILINGS: Final[tuple[Spoiling, ...]] = (
    _known_word, _known_word, _own_word, _own_word, _hostile_word, _hostile_word, _hostile_beside, _hostile_anywhere,
    _without_a_stretch, _stretch_again, _one_character, _moved_line, _doubled_lines, _lost_lines, _shifted_line,
    _foreign_lines,
)  # fmt: skip
