"""Ask what fits at a position, seen from the whole window: the context model.

    reading = load().read(["<s>", "la", "bataille", "la", "?", "sanglante", "</s>"])
    reading.scores(4, ["plus", "moins", "guerre"])

Start reading from :class:`ContextModel`. One pass gives, for each position of a window that is
asked about, a state that has seen every key but the one that stands there: a suspect needs no mask,
and what stands at a position does not move its own scores. Other damage in the window does: write
``<unk>`` there, or what it is read as. Scores are natural logarithms up to a constant of the
position (:meth:`Reading.partition`): their differences are what most questions need.

A pass is made when a position is asked about, for all that are named then; it reads no farther on
either side than the farthest of them needs. Name all of a window at once (:meth:`Reading.attend`).

The weights (``context_model.bin``) are integers of one byte with a scale a row. They are
memory-mapped: embeddings are looked up in the file, and ONNX Runtime maps the matrices of the
towers from it (``context_model.onnx`` is the graph alone). ONNX Runtime is imported when the model
is loaded, not before.

Same input, same output: a window is one pass of its own, so scores depend on it alone. Products are
sums of integers, which are exact in any order, and each row of activations is rounded by its own
largest value. What floating point is left was made of operations that add in one order: states are
the same bit for bit with AVX-512 and with AVX2 alone. Scores are rounded to 1/64, which hides how
the last product is added up. A processor of another family may round an activation otherwise, which
moves a score by some hundredths.
"""

import json
import mmap
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import DictionaryError
from pipeline.resources import data

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

CONTEXT_WEIGHTS = "context_model.bin"
GRAPH = "context_model.onnx"

MAGIC = b"rature context 1\n"
"""What the file of weights begins with; then eight bytes with the length of the head, then it."""

ALIGNMENT = 64
"""Arrays begin at multiples of so many bytes."""

LONGEST_WINDOW = 256
"""Most keys of a window: the model has met no longer one."""

UNKNOWN = "<unk>"

STEP = 64
"""Scores are rounded to 1/64: finer than anything is decided by, coarser than what a processor's
order of adding changes."""

_PRODUCT = (
    b'\x08\x08:[\n\x11\n\x01a\n\x01b\x12\x01c"\x06MatMul\x12\x01gZ\x15\n\x01a\x12\x10\n\x0e\x08\x01\x12\n\n\x03'
    b"\x12\x01m\n\x03\x12\x01kZ\x15\n\x01b\x12\x10\n\x0e\x08\x01\x12\n\n\x03\x12\x01k\n\x03\x12\x01nb"
    b"\x15\n\x01c\x12\x10\n\x0e\x08\x01\x12\n\n\x03\x12\x01m\n\x03\x12\x01nB\x04\n\x00\x10\r"
)
"""A graph in the format of ONNX that is one node: ``c = MatMul(a, b)``, of floats, opset 13. ONNX
Runtime multiplies on one thread in one order, four times as fast as numpy does without BLAS."""

_BLOCK = 512
"""Rows of the embeddings that become floats at a time when all words are asked: so many stay in the
processor's cache, and it takes a quarter less than with 4,096."""


class ContextModel:
    """The context model, mapped from its files in ``folder``."""

    def __init__(self, folder: Path | None = None, threads: int = 1) -> None:
        weights = folder / CONTEXT_WEIGHTS if folder else data.path(CONTEXT_WEIGHTS)
        graph = folder / GRAPH if folder else data.path(GRAPH)
        self._numpy = _numpy()
        head, self._map, start = _open(weights)
        try:
            self._arrays = {
                name: self._array(kind, shape, start + at)
                for name, kind, shape, at in head["tensors"]
            }
            self._embeddings = self._arrays["emb.weight"]
            self._scales = self._arrays["emb.weight.scale"].reshape(-1).astype("float32")
            self._bias = self._arrays["bias"].astype("float32")
            self._homographs = self._arrays["homographs"]
            text = self._arrays["words"].tobytes().decode()
            self.words: tuple[str, ...] = tuple(text.split("\n"))
            if len(self.words) != len(self._embeddings):
                raise ValueError("words and rows differ in number")
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged(weights) from error
        self.name: str = head["name"]
        """Which model it is, for the record's versions."""
        self._ids = {word: i for i, word in enumerate(self.words)}
        self._session = _session(graph, threads)

    def _array(self, kind: str, shape: Sequence[int], at: int) -> Any:
        count = 1
        for size in shape:
            count *= size
        np = self._numpy
        return np.frombuffer(self._map, dtype=kind, count=count, offset=at).reshape(shape)

    def knows(self, word: str) -> bool:
        """Whether ``word`` is among the keys that have a score."""
        return word in self._ids

    def read(self, window: Sequence[str]) -> "Reading":
        """Return a window of keys to ask about, sentences as ``<s>`` keys ``</s>``.

        Raises :class:`ValueError` when it is empty or longer than :data:`LONGEST_WINDOW`.
        """
        if not 0 < len(window) <= LONGEST_WINDOW:
            raise ValueError(f"a window has 1 to {LONGEST_WINDOW} keys, not {len(window)}")
        return Reading(self, tuple(window))

    def states(self, window: Sequence[str], places: Sequence[int]) -> "Floats":
        """Return the states at the ``places`` of a window, a row each.

        One by itself is asked twice, for products of a vector add up otherwise than those of a
        matrix.
        """
        np = self._numpy
        rows = self._rows(np.array([self._ids.get(key, 0) for key in window]))
        asked = np.array(places if len(places) > 1 else [*places] * 2, dtype="int64")
        (states,) = self._session.run(None, {"embeddings": rows, "places": asked})
        found: Floats = states[: len(places)]
        return found

    @cached_property
    def homographs(self) -> tuple[str, ...]:
        """The French homographs of English words that have a score, the frequent ones first."""
        return tuple(self.words[i] for i in self._homographs)

    @cached_property
    def _homograph_columns(self) -> "Floats":
        """The rows of the homographs as columns of floats: 14 MB, asked at every doubtful span."""
        columns: Floats = self._numpy.ascontiguousarray(self._rows(self._homographs).T)
        return columns

    def _homograph_scores(self, states: "Floats") -> "Floats":
        """Return the scores of all homographs for each of ``states``, not rounded.

        One by itself is asked twice, for products of a vector add up otherwise than those of a
        matrix.
        """
        if len(states) == 1:
            states = self._numpy.repeat(states, 2, 0)
        (scores,) = self._multiplier.run(None, {"a": states, "b": self._homograph_columns})
        scores += self._homograph_bias
        found: Floats = scores
        return found

    def _best(self, scores: "Floats", count: int) -> tuple[tuple[str, float], ...]:
        """Return the ``count`` best homographs by their ``scores``, rounded, best first."""
        np = self._numpy
        rank = max(0, len(scores) - count)
        # Sorting all takes as long as the product. Several may equal the last one once rounded.
        good = np.flatnonzero(scores >= np.partition(scores, rank)[rank] - 2.0 / STEP)
        whole = np.rint(scores[good].astype("float64") * STEP) / STEP
        order = np.argsort(-whole, kind="stable")[:count]
        found = zip(good[order].tolist(), whole[order].tolist(), strict=True)
        return tuple((self.homographs[i], score) for i, score in found)

    @cached_property
    def _homograph_bias(self) -> "Floats":
        bias: Floats = self._bias[self._homographs]
        return bias

    @cached_property
    def _multiplier(self) -> Any:
        """The session that multiplies states by those columns."""
        return _session(_PRODUCT, 1)

    def _rows(self, ids: Any) -> "Floats":
        rows: Floats = self._embeddings[ids].astype("float32")
        rows *= self._scales[ids, None]
        return rows


@dataclass(frozen=True, eq=False)
class Reading:
    """A window as the model reads it: a state for each position that was asked about."""

    model: ContextModel
    window: tuple[str, ...]
    _states: "dict[int, Floats]" = field(default_factory=dict, repr=False)
    _best: dict[tuple[int, int], tuple[tuple[str, float], ...]] = field(
        default_factory=dict, repr=False
    )

    def attend(self, positions: Iterable[int]) -> None:
        """Find the states at ``positions``, those that are not known yet, in one pass."""
        new = [at for at in dict.fromkeys(positions) if at not in self._states]
        if new:
            self._states.update(zip(new, self.model.states(self.window, new), strict=True))

    def state(self, position: int) -> "Floats":
        """Return the state at a position, which has seen every key but its own."""
        self.attend([position])
        return self._states[position]

    @property
    def states(self) -> "Floats":
        """The states at all positions: (length, width)."""
        self.attend(range(len(self.window)))
        found: Floats = self.model._numpy.stack([self._states[n] for n in range(len(self.window))])
        return found

    def scores(self, position: int, words: Sequence[str]) -> tuple[float | None, ...]:
        """Return the score of each of ``words`` at ``position``; None for words it lacks."""
        model = self.model
        known = [model._ids[word] for word in words if word in model._ids]
        if not known:
            return (None,) * len(words)
        found = iter(self._scores(position, known, model._rows(known)))
        return tuple(next(found) if word in model._ids else None for word in words)

    def best(self, position: int, count: int) -> tuple[tuple[str, float], ...]:
        """Return the ``count`` best homographs at ``position`` with their scores, best first.

        Among equal scores the more frequent word comes first. It is remembered; if several
        positions will be asked, say so before (:func:`ask_together`).
        """
        if (position, count) not in self._best:
            self.ask([position], count)
        return self._best[position, count]

    def ask(self, positions: Iterable[int], count: int) -> None:
        """Find the ``count`` best homographs at ``positions`` at once."""
        ask_together([(self, tuple(positions))], count)

    def partition(self, positions: Iterable[int]) -> tuple[float, ...]:
        """Return the logarithm of the sum over all words of e^score, for each of ``positions``.

        It asks all words: 5 ms, and 2 ms more a position, so ask for all that you need at once.
        """
        np, model = self.model._numpy, self.model
        asked = list(positions)
        if not asked:
            return ()
        self.attend(asked)
        states = np.stack([self._states[at] for at in asked])
        top = np.full(len(states), -np.inf)
        total = np.zeros(len(states))
        for first in range(0, len(model.words), _BLOCK):
            some = slice(first, first + _BLOCK)
            rows = model._embeddings[some].astype("float32")
            products = np.stack([_product(np, rows, state) for state in states])
            products *= model._scales[some]
            scores = (products + model._bias[some]).astype("float64")
            higher = np.maximum(top, scores.max(1))
            total = total * np.exp(top - higher) + np.exp(scores - higher[:, None]).sum(1)
            top = higher
        return tuple(float(x) for x in np.rint((top + np.log(total)) * STEP) / STEP)

    def log_probabilities(self, position: int, words: Sequence[str]) -> tuple[float | None, ...]:
        """Return the log-probability of each of ``words``; it asks all: :meth:`partition`."""
        (whole,) = self.partition([position])
        found = self.scores(position, words)
        return tuple(None if score is None else score - whole for score in found)

    def _scores(self, position: int, ids: Any, rows: "Floats") -> list[float]:
        return [float(x) for x in self._rounded(position, ids, rows)]

    def _rounded(self, position: int, ids: Any, rows: "Floats") -> Any:
        np = self.model._numpy
        scores = _product(np, rows, self.state(position)) + self.model._bias[ids]
        return np.rint(scores.astype("float64") * STEP) / STEP


def ask_together(asked: Sequence[tuple[Reading, Sequence[int]]], count: int) -> None:
    """Find the ``count`` best homographs at positions of readings of one model, all at once.

    A product with all homographs takes as long for ten positions as for one: it reads 14 MB.
    """
    new: list[tuple[Reading, int]] = []
    for reading, positions in asked:
        reading.attend(positions)
        new += [
            (reading, at) for at in dict.fromkeys(positions) if (at, count) not in reading._best
        ]
    for first in range(0, len(new), _TOGETHER):
        some = new[first : first + _TOGETHER]
        model = some[0][0].model
        states = model._numpy.stack([reading._states[at] for reading, at in some])
        for (reading, at), scores in zip(some, model._homograph_scores(states), strict=False):
            reading._best[at, count] = model._best(scores, count)


_TOGETHER = 64
"""Most positions of a product with all homographs, whose scores are 37 KB a position."""


def _product(np: Any, rows: "Floats", state: "Floats") -> "Floats":
    """Return the product of each row with a state.

    Not by BLAS, whose threads take 8 ms of two cores for what takes one 0.5 ms, and which may add
    up otherwise when several states are asked at once.
    """
    product: Floats = np.einsum("ij,j->i", rows, state)
    return product


@lru_cache(maxsize=1)
def load() -> ContextModel:
    """Return the context model of the dictionaries, loaded once a process.

    Raises :class:`DictionaryError` when a file is missing or damaged, or ONNX Runtime is.
    """
    return ContextModel()


@lru_cache(maxsize=1)
def name() -> str:
    """Return the name of the model for the record's versions; nothing is loaded for it."""
    found: str = _open(data.path(CONTEXT_WEIGHTS))[0]["name"]
    return found


def _damaged(path: Path) -> DictionaryError:
    return DictionaryError(f"dictionary {path} is damaged: reinstall rature")


def _open(path: Path) -> tuple[dict[str, Any], mmap.mmap, int]:
    """Return the head of the file of weights, the mapped file, and where its arrays begin."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if mapped[: len(MAGIC)] != MAGIC:
            raise ValueError("not a file of weights")
        at = len(MAGIC)
        length = int.from_bytes(mapped[at : at + 8], "little")
        head = json.loads(mapped[at + 8 : at + 8 + length])
        if not isinstance(head, dict) or head["bytes"] != len(mapped):
            raise ValueError("cut off")
        start = -(-(at + 8 + length) // ALIGNMENT) * ALIGNMENT
    except FileNotFoundError as error:
        raise DictionaryError(f"{path} is missing: reinstall rature") from error
    except (OSError, KeyError, ValueError) as error:
        raise _damaged(path) from error
    return head, mapped, start


def _numpy() -> Any:
    try:
        import numpy as np
    except ImportError as error:
        raise _no_runtime() from error
    return np


def _no_runtime() -> DictionaryError:
    return DictionaryError(
        "the context model needs ONNX Runtime: pip install onnxruntime, or use --context off"
    )


def _session(graph: Path | bytes, threads: int) -> Any:
    """Return the session of the towers; it does not share the processor with others."""
    try:
        import onnxruntime
    except ImportError as error:
        raise _no_runtime() from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            graph if isinstance(graph, bytes) else os.fspath(graph),
            options,
            providers=["CPUExecutionProvider"],
        )
    except Exception as error:  # its exceptions have no base of their own
        raise _damaged(Path(GRAPH) if isinstance(graph, bytes) else graph) from error
