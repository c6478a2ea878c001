"""Text into the pieces of XLM-R's vocabulary: the likeliest split by a unigram model (Kudo 2018), as in SentencePiece.

Knows spelling and scores of 250,000 pieces; knows no network. Pieces are looked up by a hash of 64 bits: 3 MB instead
of the 35 of a dict, all substrings of a reply at once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.edge.e5_file import E5File

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SPACE: Final = "\N{LOWER ONE EIGHTH BLOCK}"
"""How the vocabulary writes the beginning of a word."""
_BELOW_ALL: Final = 10.0
"""How much less likely (nats) than the rarest piece a character of none is: SentencePiece's own figure."""
_FNV_BASIS: Final = 14695981039346656037
_FNV_PRIME: Final = 1099511628211


class Pieces:
    """Splits texts; see the module."""

    def __init__(self, file: E5File) -> None:
        import numpy as np

        self._file = file
        begins, lengths = file.offsets[:-1].astype(np.int64), np.diff(file.offsets.astype(np.int64))
        self._longest = int(lengths.max())
        hashes = np.full(len(begins), _FNV_BASIS, np.uint64)
        for at in range(self._longest):
            longer = lengths > at
            hashes[longer] = _hashed(hashes[longer], file.spelling[begins[longer] + at])
        self._order = np.argsort(hashes).astype(np.int32)
        self._hashes = hashes[self._order]
        self._unknown = float(file.scores.min()) - _BELOW_ALL

    def of(self, text: str) -> list[int]:
        """Piece numbers, without begin and end; characters in no piece are `file.unknown`."""
        spelled = re.sub(" {2,}", " ", text.translate(self._file.spelled))
        chars = [char.encode() for char in SPACE + spelled.replace(" ", SPACE)]
        best = [(0.0, 0, 0)] + [(float("-inf"), 0, 0)] * len(chars)  # (log p, where its last piece begins, that piece)
        found = self._found(chars)
        for begin in range(len(chars)):
            sure = best[begin][0]
            single = (begin + 1, self._file.unknown, self._unknown)
            for end, piece, score in (*found.get(begin, ()), single):
                if sure + score > best[end][0]:
                    best[end] = (sure + score, begin, piece)
        split: list[int] = []
        at = len(chars)
        while at:
            _, at, piece = best[at]
            split.append(piece)
        return split[::-1]

    def _found(self, chars: list[bytes]) -> dict[int, list[tuple[int, int, float]]]:
        """Of every character that begins a piece: (index behind the piece, the piece, its log p)."""
        import numpy as np

        text = np.frombuffer(b"".join(chars), np.uint8)
        begins = np.cumsum([0, *map(len, chars)])
        char_at = {int(place): index for index, place in enumerate(begins)}
        at = begins[:-1]
        hashes = np.full(len(at), _FNV_BASIS, np.uint64)
        found: dict[int, list[tuple[int, int, float]]] = {}
        for length in range(1, self._longest + 1):
            inside = at + length <= len(text)
            at, hashes = at[inside], hashes[inside]
            hashes = _hashed(hashes, text[at + length - 1])
            places = np.searchsorted(self._hashes, hashes).clip(max=len(self._hashes) - 1)
            for index in np.flatnonzero(self._hashes[places] == hashes):
                begin, end = int(at[index]), char_at.get(int(at[index]) + length)
                piece = int(self._order[places[index]])
                if end is not None and piece != self._file.unknown:
                    found.setdefault(char_at[begin], []).append((end, piece, float(self._file.scores[piece])))
        return found


def _hashed(hashes: NDArray[np.uint64], then: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """FNV-1a of each text with one more byte behind it."""
    import numpy as np

    return (hashes ^ then) * np.uint64(_FNV_PRIME)
