"""What texts are made of but for their embeddings: words, pairs of them, letters of lemmas, counted and weighed.

Knows no intent's probability and no model. A term counts by how few *intents* know it (inverse class frequency),
because with ten phrases an intent the number of phrases says little (docs/decisions/0017). The same code counts phrases
and replies, without scikit-learn: that alone takes a second and 60 MB to import, and 4 ms to look at a reply.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

SHORTEST: Final = 2
LONGEST: Final = 5
"""Letters together; a word's beginning and end count as one."""

Seen = tuple[str, str]
"""A text in two ways: its words with polarity tokens, and its lemmas."""
Counts = tuple[Counter[str], Counter[str], Counter[str]]
"""How often each term is in a text: words and pairs, lemmas and pairs of them, letters of lemmas."""


def words_and_pairs(text: str) -> Iterable[str]:
    """Each word, and each two neighbours."""
    words = text.split()
    return chain(words, map(" ".join, pairwise(words)))


def letters(text: str) -> Iterable[str]:
    """All letters of 2 to 5 in a row inside each word; a shorter word once, whole."""
    return chain.from_iterable(map(_letters_of, text.split()))


@lru_cache(maxsize=8192)
def _letters_of(word: str) -> tuple[str, ...]:
    """A library's 7,500 to 9,000 phrases are made of 2,700 to 5,000 lemmas."""
    padded = f" {word} "
    longest = min(LONGEST, len(padded))
    lengths = range(SHORTEST, longest + 1)
    return tuple(padded[at : at + length] for length in lengths for at in range(len(padded) - length + 1))


def counted(seen: Seen) -> Counts:
    words, lemmas = seen
    return Counter(words_and_pairs(words)), Counter(words_and_pairs(lemmas)), Counter(letters(lemmas))


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of words, lemmas and letters that phrases taught: their columns, one kind behind the other, and what
    each counts."""

    columns: tuple[Mapping[str, int], ...]
    rarity: Floats

    @property
    def kinds(self) -> int:
        return len(self.columns)

    def rows(self, texts: Sequence[Counts], shares: Sequence[float]) -> Any:
        """(len(texts), terms) as a sparse array: (1 + ln count) * rarity, each kind of a text as long as its share."""
        import numpy as np
        from scipy.sparse import csr_array

        columns: list[int] = []
        weights: list[float] = []
        ends = [0]
        for kinds, share in zip(texts, shares, strict=True):
            for counts, known in zip(kinds, self.columns, strict=True):
                found = [(known[term], count) for term, count in counts.items() if term in known]
                weighed = [(1.0 + math.log(count)) * float(self.rarity[column]) for column, count in found]
                length = math.sqrt(sum(weight * weight for weight in weighed)) or 1.0
                columns += [column for column, _ in found]
                weights += [share * weight / length for weight in weighed]
            ends.append(len(columns))
        cells = np.array(weights, dtype=np.float32), np.array(columns, dtype=np.int32), np.array(ends, dtype=np.int32)
        return csr_array(cells, (len(texts), len(self.rarity)))

    def share_known(self, seen: Seen) -> float:
        """Of a text's lemmas, how many were taught, 0 to 1."""
        lemmas = seen[1].split()
        return sum(word in self.columns[1] for word in lemmas) / max(1, len(lemmas))


def learn_terms(texts: Sequence[Counts], intents: Sequence[str], least: int) -> Terms:
    """The terms that at least `least` texts have; each counts 1 + ln((1 + intents) / (1 + intents that know it))."""
    import numpy as np

    columns: list[dict[str, int]] = []
    rarity: list[float] = []
    for kind in zip(*texts, strict=True):
        often = Counter(chain.from_iterable(kind))
        known: dict[str, set[str]] = defaultdict(set)
        for terms, intent in zip(kind, intents, strict=True):
            known[intent].update(terms)
        knowing = Counter(chain.from_iterable(known.values()))
        kept = sorted(term for term, texts_with_it in often.items() if texts_with_it >= least)
        columns.append({term: len(rarity) + at for at, term in enumerate(kept)})
        rarity += [math.log((1 + len(known)) / (1 + knowing[term])) + 1 for term in kept]
    return Terms(tuple(columns), np.array(rarity, dtype=np.float32))
