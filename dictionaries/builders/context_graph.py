"""Write the context model's towers as a graph for ONNX Runtime, without PyTorch.

Start reading from :func:`towers`. The graph takes the embeddings of one window (length, width) and
the places that are asked about, and gives the states of these, for windows of any length up to
:data:`~pipeline.resources.context_model.LONGEST_WINDOW`: tables of masks and of rotary positions
are cut to the length. What nobody hears is left out: the tower from the left ends with the last
asked place, that from the right begins with the first one, and the blocks on top, in which each
place asks the towers by itself, work at the asked places alone. The matrices are not in the graph:
they stay in the file of weights, which ONNX Runtime maps beside it.

Every product with a matrix is one of integers. Each row of activations (one word) is rounded to
eight bits by its own largest value, so what else is in the window or in a batch does not move it,
and sums of integers are exact whatever the processor and its order of adding. Weights have at most
63 levels either side: then no pair of products overflows the 16 bits in which processors without
the dot-product instructions add them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 20
_CONTRIBUTED = "com.microsoft"
"""Operators that ONNX Runtime has beyond the standard: a product and its scale in one pass."""
_IR_VERSION = 9
"""What ONNX Runtime 1.17 reads already."""

LEVELS = 63
"""Most levels of a weight: 255 × 63 × 2 fits 16 bits, see above."""

ROWS_OF = ("left", "right", "whole", "asked")
"""Rows of which there are several: those of each tower, in its order; those of the window; those of
the asked places."""

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass
class _Graph:
    """Nodes and small tables as they are added; each method returns the name of its result."""

    heads: int
    width: int
    offsets: Mapping[str, tuple[int, int]]
    arrays: Arrays
    external: str
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    tables: dict[str, onnx.TensorProto] = field(default_factory=dict)
    quantised: dict[str, tuple[str, str]] = field(default_factory=dict)

    def node(self, kind: str, *inputs: str, outputs: int = 1, **attributes: Any) -> str:
        name = f"{kind.lower()}{len(self.nodes)}"
        names = [name] if outputs == 1 else [f"{name}.{i}" for i in range(outputs)]
        made = helper.make_node(kind, inputs, names, name=name, **attributes)
        self.nodes.append(made)
        return name

    def table(self, name: str, value: npt.ArrayLike, kind: Any = np.float32) -> str:
        if name not in self.tables:
            self.tables[name] = numpy_helper.from_array(np.asarray(value, dtype=kind), name)
        return name

    def ints(self, *value: int) -> str:
        return self.table("ints." + ".".join(map(str, value)), value, np.int64)

    def matrix(self, name: str) -> str:
        """Declare the matrix ``name``, which lies in the file of weights."""
        if name not in self.tables:
            array = self.arrays[name]
            tensor = TensorProto(
                name=name,
                data_type=TensorProto.INT8,
                dims=array.shape,
                data_location=TensorProto.EXTERNAL,
            )
            offset, length = self.offsets[name]
            for key, value in (("location", self.external), ("offset", offset), ("length", length)):
                tensor.external_data.add(key=key, value=str(value))
            self.tables[name] = tensor
        return name

    def rows(self, x: str, count: str) -> tuple[str, str]:
        """Return ``x`` in whole steps of each row, 128 added, and the step of each row.

        ``count`` names the number of its rows.
        """
        if x not in self.quantised:
            largest = self.node("ReduceMax", self.node("Abs", x), self.ints(1), keepdims=1)
            share = self.node("Mul", largest, self.table("127th", 1 / 127))
            step = self.node("Max", share, self.table("least", 1e-12))
            flat = self.node("Reshape", step, self.ints(-1))
            zeros = self.node("Expand", self.table("zero", 128, np.uint8), count)
            self.quantised[x] = (self.node("QuantizeLinear", x, flat, zeros, axis=0), step)
        return self.quantised[x]

    def product(self, x: str, name: str, part: str) -> str:
        """Return ``x``, the rows of a ``part``, times the matrix ``name``."""
        steps, step = self.rows(x, f"{part}.count")
        scale = self.arrays[f"{name}.scale"].astype(np.float32).reshape(-1)
        sums = self.node(
            "MatMulIntegerToFloat",
            steps,
            self.matrix(name),
            self.table("one", 1),
            self.table(f"{name}.scale", scale),
            self.table("zero", 128, np.uint8),
            domain=_CONTRIBUTED,
        )
        return self.node("Mul", sums, step)

    def norm(self, x: str, name: str) -> str:
        square = self.node("Pow", x, self.table("two", 2))
        mean = self.node("ReduceMean", square, self.ints(-1), keepdims=1)
        root = self.node("Sqrt", self.node("Add", mean, self.table("epsilon", 1e-6)))
        gain = self.table(f"{name}.g", self.arrays[f"{name}.g"].astype(np.float32))
        return self.node("Mul", self.node("Div", x, root), gain)

    def cut(self, x: str, start: str, end: str, name: str) -> None:
        """Name the rows of ``x`` from ``start`` to ``end``."""
        _rename(self, self.node("Slice", x, start, end, self.ints(0)), name)

    def split(self, x: str) -> str:
        """Return (heads, length, size) from (length, width)."""
        size = self.width // self.heads
        apart = self.node("Reshape", x, self.ints(-1, self.heads, size))
        return self.node("Transpose", apart, perm=[1, 0, 2])

    def parts(self, x: str, count: int) -> list[str]:
        name = self.node("Split", x, outputs=count, axis=1, num_outputs=count)
        return [f"{name}.{i}" for i in range(count)]

    def turn(self, x: str, part: str) -> str:
        """Turn by position; the builder has put the first of each pair into the first half.

        ``part`` names the positions of the rows of ``x``: :data:`ROWS_OF`.
        """
        name = self.node("Split", x, outputs=2, axis=2, num_outputs=2)
        other = self.node("Concat", f"{name}.1", f"{name}.0", axis=2)
        return self.node(
            "Add",
            self.node("Mul", x, f"{part}.cosines"),
            self.node("Mul", other, f"{part}.sines"),
        )

    def attend(self, q: str, k: str, v: str, mask: str) -> str:
        """Return what the heads hear: (length, width)."""
        # Not Softmax, whose sum depends on how many numbers a processor adds at once: the weights
        # are added up by the product with the values, beside which a column of ones is put.
        scores = self.node(
            "Add", self.node("MatMul", q, self.node("Transpose", k, perm=[0, 2, 1])), mask
        )
        top = self.node("ReduceMax", scores, self.ints(-1), keepdims=1)
        weights = self.node("Exp", self.node("Sub", scores, top))
        both = self.node("MatMul", weights, self.node("Concat", v, self.ones(v), axis=2))
        size = self.width // self.heads
        heard = self.node("Slice", both, self.ints(0), self.ints(size), self.ints(2))
        total = self.node("Slice", both, self.ints(size), self.ints(size + 1), self.ints(2))
        heard = self.node("Transpose", self.node("Div", heard, total), perm=[1, 0, 2])
        return self.node("Reshape", heard, self.ints(-1, self.width))

    def ones(self, v: str) -> str:
        """Return a column of ones for each head and row of ``v``."""
        shape = self.node("Shape", v, start=0, end=2)
        full = self.node("Concat", shape, self.ints(1), axis=0)
        return self.node("Expand", self.table("one", 1), full)

    def rest(self, x: str, heard: str, name: str, part: str) -> str:
        x = self.node("Add", x, self.product(heard, f"{name}.o.weight", part))
        wide = self.product(self.norm(x, f"{name}.n2"), f"{name}.up.weight", part)
        bent = self.node("Gelu", wide, approximate="tanh")
        return self.node("Add", x, self.product(bent, f"{name}.down.weight", part))

    def block(self, x: str, name: str, part: str) -> str:
        """Return the rows of a tower after each has heard those before it."""
        normed = self.norm(x, f"{name}.n1")
        q, k, v = self.parts(self.product(normed, f"{name}.qkv.weight", part), 3)
        queries, keys = self.turn(self.split(q), part), self.turn(self.split(k), part)
        heard = self.attend(queries, keys, self.split(v), f"{part}.causal")
        return self.rest(x, heard, name, part)

    def mixed(self, x: str, left: str, right: str, name: str) -> str:
        """Return the asked places ``x`` after they have heard both towers."""
        asked = self.product(self.norm(x, f"{name}.n1"), f"{name}.q.weight", "asked")
        q = self.turn(self.split(asked), "asked")
        keys, values = [], []
        for side, tower, part in (("f", left, "left"), ("b", right, "right")):
            both = self.product(
                self.norm(tower, f"{name}.n{side}"), f"{name}.kv{side}.weight", part
            )
            # Sums add up in blocks: places that nobody hears keep the others where they are.
            k, v = self.parts(self.node("Pad", both, f"{part}.pads"), 2)
            keys.append(self.turn(self.split(k), "whole"))
            values.append(self.split(v))
        k = self.node("Concat", *keys, axis=1)
        v = self.node("Concat", *values, axis=1)
        return self.rest(x, self.attend(q, k, v, "asked.around"), name, "asked")


def laid_out(arrays: Arrays, heads: int) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays as the graph wants them: matrices transposed, rotary pairs in halves."""
    made: dict[str, npt.NDArray[Any]] = {}
    for name, array in arrays.items():
        if name.startswith("emb.") or name == "bias":
            made[name] = array
            continue
        matrix = name.removesuffix(".scale")
        if matrix.endswith(".qkv.weight"):
            array = _turned_rows(array, heads, array.shape[0] // 3, 2)
        elif matrix.endswith((".kvf.weight", ".kvb.weight")):
            array = _turned_rows(array, heads, array.shape[0] // 2, 1)
        elif matrix.endswith(".q.weight"):
            array = _turned_rows(array, heads, array.shape[0], 1)
        made[name] = np.ascontiguousarray(array.T) if name.endswith(".weight") else array
    return made


def _turned_rows(array: npt.NDArray[Any], heads: int, width: int, count: int) -> npt.NDArray[Any]:
    """Return ``array`` with its first ``count`` blocks of ``width`` rows in halves, by head."""
    size = width // heads
    order = np.arange(array.shape[0])
    for part in range(count):
        block = order[part * width : (part + 1) * width].reshape(heads, size // 2, 2)
        order[part * width : (part + 1) * width] = block.swapaxes(1, 2).reshape(-1)
    return array[order]


def towers(
    arrays: Arrays,
    offsets: Mapping[str, tuple[int, int]],
    sizes: tuple[int, int, int],
    longest: int,
    external: str,
) -> onnx.ModelProto:
    """Return the graph.

    ``arrays`` are laid out (:func:`laid_out`), ``offsets`` the place and length of each matrix in
    the file ``external``, ``sizes`` the layers of a tower, heads and blocks on top.
    """
    layers, heads, mix = sizes
    width = arrays["emb.weight"].shape[1]
    size = width // heads
    graph = _Graph(heads, width, offsets, arrays, external)
    angles = np.arange(longest)[:, None] / 10000 ** (np.arange(0, size, 2) / size)
    cosines = np.concatenate([np.cos(angles)] * 2, 1).astype(np.float32)
    sines = np.concatenate([-np.sin(angles), np.sin(angles)], 1).astype(np.float32)
    i = np.arange(longest)
    nothing = np.float32(-1e9)
    graph.table("all.causal", np.where(i[None] <= i[:, None], 0, nothing))
    graph.table("all.before", np.where(i[None] < i[:, None], 0, nothing))
    graph.table("all.after", np.where(i[None] > i[:, None], 0, nothing))
    root = size**-0.25  # of queries and of keys: their products are divided by the root of the size
    graph.table("all.cosines", cosines * root)
    graph.table("all.sines", sines * root)
    one = graph.ints(1)
    _rename(graph, graph.node("Shape", "embeddings", start=0, end=1), "length")
    _rename(graph, graph.node("Shape", "places"), "asked.count")
    _rename(graph, graph.node("ReduceMin", "places", keepdims=1), "first")
    last = graph.node("ReduceMax", "places", keepdims=1)
    _rename(graph, graph.node("Add", last, one), "left.count")
    _rename(graph, graph.node("Sub", "length", "first"), "right.count")
    for part in ("left", "right"):
        square = graph.node("Concat", f"{part}.count", f"{part}.count", axis=0)
        causal = graph.node("Slice", "all.causal", graph.ints(0, 0), square, graph.ints(0, 1))
        _rename(graph, causal, f"{part}.causal")
    for name in ("cosines", "sines"):
        for part in ("left", "right"):
            graph.cut(f"all.{name}", graph.ints(0), f"{part}.count", f"{part}.{name}")
        graph.cut(f"all.{name}", graph.ints(0), "length", f"whole.{name}")
        _rename(graph, graph.node("Gather", f"all.{name}", "places", axis=0), f"asked.{name}")
    sides = [
        graph.node("Slice", f"all.{side}", graph.ints(0), "length", one)
        for side in ("before", "after")
    ]
    around = graph.node("Concat", *sides, axis=1)
    _rename(graph, graph.node("Gather", around, "places", axis=0), "asked.around")
    missing = graph.node("Sub", "length", "left.count")
    for part, pads in (("left", (0, 0, missing, 0)), ("right", ("first", 0, 0, 0))):
        names = [graph.ints(0) if pad == 0 else str(pad) for pad in pads]
        _rename(graph, graph.node("Concat", *names, axis=0), f"{part}.pads")

    def backwards(x: str) -> str:
        least = np.iinfo(np.int64).min + 1
        return graph.node(
            "Slice",
            x,
            graph.ints(-1),
            graph.table("far", [least], np.int64),
            graph.ints(0),
            graph.ints(-1),
        )

    left = graph.node("Slice", "embeddings", graph.ints(0), "left.count", graph.ints(0))
    right = backwards(graph.node("Slice", "embeddings", "first", "length", graph.ints(0)))
    for n in range(layers):
        left = graph.block(left, f"left.{n}", "left")
        right = graph.block(right, f"right.{n}", "right")
    left, right = graph.norm(left, "nf"), graph.norm(backwards(right), "nb")
    nothing_row = graph.table("nothing", np.zeros((1, width)))
    head = graph.node("Slice", left, graph.ints(0), graph.ints(-1), graph.ints(0))
    far = graph.table("end", [np.iinfo(np.int64).max], np.int64)
    tail = graph.node("Slice", right, one, far, graph.ints(0))
    before = graph.node("Concat", nothing_row, head, axis=0)
    after = graph.node("Concat", tail, nothing_row, axis=0)
    before = graph.node("Gather", before, "places", axis=0)
    after = graph.node("Gather", after, graph.node("Sub", "places", "first"), axis=0)
    x = graph.product(graph.node("Concat", before, after, axis=1), "join.weight", "asked")
    for n in range(mix):
        x = graph.mixed(x, left, right, f"mix.{n}")
    _rename(graph, graph.product(graph.norm(x, "out"), "proj.weight", "asked"), "states")
    made = helper.make_graph(
        graph.nodes,
        "context_model",
        [
            helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["length", width]),
            helper.make_tensor_value_info("places", TensorProto.INT64, ["asked"]),
        ],
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["asked", width])],
        list(graph.tables.values()),
    )
    return helper.make_model(
        made,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(_CONTRIBUTED, 1)],
        ir_version=_IR_VERSION,
        producer_name="rature",
    )


def _rename(graph: _Graph, made: str, name: str) -> None:
    """Name the result of the last node."""
    node = graph.nodes[-1]
    assert list(node.output) == [made]
    node.output[0] = name
