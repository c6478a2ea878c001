"""The graph onnxruntime computes multilingual-e5-small by: BERT's encoder and the mean over its pieces.

Matrices and what they are multiplied by are whole numbers of 8 bits: a matrix has one scale a row, a piece one scale
and one lowest value. That is half the work of the file's own 32 weights a scale, for which onnxruntime has
MatMulNBits. Knows no text and no session; needs the package onnx.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from bot.edge.e5_file import E5File, weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CONTRIB: Final = "com.microsoft"
_MOST_OF_TWO: Final = 127
"""Two neighbours of a row of a matrix together, before each is rounded."""
_STEPS: Final = 255
"""From the lowest value of a piece to the highest."""


def graph_of(file: E5File) -> bytes:
    """ "pieces" (1, n, 384) to "mean" (1, 384), as ONNX."""
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


def whole(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix in whole numbers, and the scale of each row; no two neighbours together are more than 128 of one sign.

    A processor without VNNI (before 2019, AMD's before 2022) adds the products of two neighbours in 16 bits, and cuts
    what is more: 255 * 128 is not. With 127 for each weight as the only bound its vectors were 0.99 of everybody's.
    """
    import numpy as np

    pairs = matrix.reshape(len(matrix), -1, 2)
    most = np.maximum(pairs.clip(min=0).sum(axis=2), -pairs.clip(max=0).sum(axis=2)).max(axis=1)
    scales = most / np.float32(_MOST_OF_TWO)
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales


class _Graph:
    """Nodes, each named by its output, and the tensors they need, named as in the file."""

    def __init__(self, file: E5File) -> None:
        import numpy as np

        self.nodes: list[Any] = []
        self.tensors: list[Any] = []
        self._file = file
        self._one = self.tensor("one", np.float32(1))
        self._of_range = self.tensor("of range", np.float32(1 / _STEPS))
        self._flat = self.tensor("flat", np.array([-1]))

    def layer(self, known: str, name: str) -> str:
        file = self._file
        self.round(known)
        asked = [self.linear(known, f"{name}.{which}", file.width) for which in "qkv"]
        heard = self.round(self.add("MultiHeadAttention", asked, f"{name}.heard", _CONTRIB, num_heads=file.heads))
        known = self.round(self.normalised(known, f"{name}.aln", beside=self.linear(heard, f"{name}.ao", file.width)))
        inner = self.round(self.add("Gelu", [self.linear(known, f"{name}.fi", file.inner)], f"{name}.inner", _CONTRIB))
        return self.normalised(known, f"{name}.oln", beside=self.linear(inner, f"{name}.fo", file.width))

    def round(self, source: str) -> str:
        """Makes `linear` able to read `source`: each piece is its "low" + its "step" * whole "numbers" of 0 to 255.

        No piece is as high as it is low: that would be a step of 0.
        """
        high = self.add("ReduceMax", [source], f"{source}.high", axes=[-1])
        low = self.add("ReduceMin", [source], f"{source}.low", axes=[-1])
        range_ = self.add("Sub", [high, low], f"{source}.range")
        step = self.add("Mul", [range_, self._of_range], f"{source}.step")
        steps = self.add("Reshape", [step, self._flat], f"{source}.steps")
        above = self.add("Sub", [source, low], f"{source}.above")
        self.add("QuantizeLinear", [above, steps], f"{source}.numbers", axis=1)
        return source

    def linear(self, source: str, name: str, width: int) -> str:
        """`source`, which is rounded, by the matrix M, and the bias, of that name; `width` floats out.

        M (low + step * numbers) + bias = step * M numbers + (low * the sums of M's rows + bias).
        """
        import numpy as np

        rows, scales = whole(weights(self._file.blocks(f"{name}.w", width)))
        matrix = [self.tensor(f"{name}.w", rows.T.copy()), self._one, self.tensor(f"{name}.scales", scales)]
        product = self.add("MatMulIntegerToFloat", [f"{source}.numbers", *matrix], f"{name}.product", _CONTRIB)
        above = self.add("Mul", [product, f"{source}.step"], f"{name}.above")
        sums = self.tensor(f"{name}.sums", rows.sum(axis=1, dtype=np.float32) * scales)
        lowest = self.add("Mul", [f"{source}.low", sums], f"{name}.lowest")
        below = self.add("Add", [lowest, self.tensor(f"{name}.b", self._file.floats(f"{name}.b"))], f"{name}.below")
        return self.add("Add", [above, below], name)

    def normalised(self, source: str, name: str, beside: str = "") -> str:
        """Layer norm of `source`, or of the sum of it and what is `beside` it."""
        learnt = [self.tensor(each, self._file.floats(each)) for each in (f"{name}.w", f"{name}.b")]
        summed = self.add("Add", [source, beside], f"{name}.sum") if beside else source
        return self.add("LayerNormalization", [summed, *learnt], name, epsilon=self._file.epsilon)

    def tensor(self, name: str, values: Any) -> str:
        from onnx import numpy_helper

        self.tensors.append(numpy_helper.from_array(values, name))
        return name

    def add(self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **how: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **how))
        return output
