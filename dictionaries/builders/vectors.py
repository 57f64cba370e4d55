"""Build ``vectors.bin`` and ``vectors.marisa``: what words have to do with the words around them.

Start reading from :func:`build`. A matrix tells, for each word that may fill a gap and each
context word, how much oftener they stand near one another than by chance (positive pointwise
mutual information); a truncated singular value decomposition makes of it a short vector per word
and per context word, whose product gives that number back, smoothed.
``pipeline/resources/vectors.py`` says how the file is laid out. The same corpora give the same
bytes: sums are in double precision, far finer than the steps that the vectors are rounded to.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import marisa_trie
import numpy as np
import numpy.typing as npt

from dictionaries.builders import language_model, lm_corpora, sources
from dictionaries.builders.lm_corpora import SPECIAL, corpora
from pipeline.resources import lexicon
from pipeline.resources.vectors import (
    VECTOR_BIAS,
    VECTOR_SIZE,
    VECTOR_STEP,
    VECTOR_WORDS,
    VECTORS_FILE,
)

LICENCE = "CC-BY-SA-4.0"

COMPONENTS = ("news", "encyclopedia", "debates")

# Content words on each side that a word is counted with.
WINDOW = 10

# The most frequent words, which go with everything: neither context nor counted in the window.
STOP = 120

# Words around a gap that count, and words that may fill it: together under 6 MB.
CONTEXT = 24_000
OPTIONS = 30_000

# Words that the corpora hold less often have no vector. (Those that the news hold once are not
# even read: see `language_model.training`.)
LEAST = 5

# Frequent context words are taken for less frequent, as Levy and colleagues recommend (2015).
SMOOTHING = 0.75

# How the decomposition is found: extra random directions, and rounds of subspace iteration.
OVERSAMPLING = 24
ROUNDS = 4

_BLOCK = 1_000

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


def bare(key: str) -> str:
    """Return a key without the apostrophe or hyphen that ties it to the next; only words have one.

    >>> bare("porte-"), bare("l'"), bare("2017")
    ('porte', '', '')
    """
    word = key.rstrip("'-")
    return word if len(word) > 1 and word[0].isalpha() else ""


def may_fill(word: str) -> bool:
    """Say whether a word may be what a spinner replaced: a homograph, a noun or an adjective."""
    return lexicon.is_homograph(word) or any(
        analysis.pos in ("noun", "adj") for analysis in lexicon.analyses(word)
    )


def streams() -> tuple[list[str], list[Places]]:
    """Return the words of the corpora, the most frequent first, and the components over them."""
    data = language_model.training(corpora())
    names = [bare(key) for key in data.words]
    names[: len(SPECIAL)] = [""] * len(SPECIAL)
    places = {name: i for i, name in enumerate(dict.fromkeys(names))}
    ids = np.array([places[name] for name in names])
    parts = [ids[data.streams[component]] for component in COMPONENTS]
    parts = [part[part != places[""]] for part in parts]
    counts = np.bincount(np.concatenate(parts), minlength=len(places))
    words = list(places)
    order = sorted(range(len(words)), key=lambda i: (-counts[i], words[i]))
    order = [i for i in order if counts[i] >= LEAST]
    renamed = np.full(len(words), -1)
    renamed[order] = np.arange(len(order))
    found = [renamed[part] for part in parts]
    return [words[i] for i in order], [part[part >= STOP] for part in found]


def near(parts: Iterable[Places], size: int, rows: Places) -> Singles:
    """Return how often each of the words ``rows`` stands near each context word.

    ``parts`` are the components without the most frequent words, ``size`` is that of the
    vocabulary; the context words are those from :data:`STOP` on.
    """
    row = np.full(size, -1)
    row[rows] = np.arange(len(rows))
    counts = np.zeros((len(rows), CONTEXT), dtype=np.float32)
    flat = counts.reshape(-1)
    for part in parts:
        target, context = row[part], part - STOP
        for distance in range(1, WINDOW + 1):
            for t, c in (
                (target[distance:], context[:-distance]),
                (target[:-distance], context[distance:]),
            ):
                both = (t >= 0) & (c < CONTEXT)
                np.add.at(flat, t[both] * CONTEXT + c[both], np.float32(1))
    return counts


def information(counts: Singles) -> Singles:
    """Replace counts by positive pointwise mutual information; what is rare counts for less.

    What was seen once is left out, for the sake of the authors of the news. The gaps are filled as
    well without it.
    """
    total = counts.sum(axis=1, dtype=np.float64)
    context = counts.sum(axis=0, dtype=np.float64) ** SMOOTHING
    context /= context.sum()
    for first in range(0, len(counts), _BLOCK):
        block = counts[first : first + _BLOCK]
        i, j = np.nonzero(block)
        n = block[i, j].astype(np.float64)
        value = np.log(n / (total[first + i] * context[j])) * n / (n + 1)
        value[n < 2] = 0
        # Rounded, as the last bit of a logarithm is not the same on every machine.
        block[i, j] = np.round(np.maximum(value, 0), 4)
    return counts


def _times(matrix: Singles, columns: Floats) -> Floats:
    return np.concatenate([block @ columns for block in _blocks(matrix)])


def _transposed_times(matrix: Singles, columns: Floats) -> Floats:
    result = np.zeros((matrix.shape[1], columns.shape[1]))
    for n, block in enumerate(_blocks(matrix)):
        result += block.T @ columns[n * _BLOCK : (n + 1) * _BLOCK]
    return result


def _blocks(matrix: Singles) -> Iterator[Floats]:
    for first in range(0, len(matrix), _BLOCK):
        yield matrix[first : first + _BLOCK].astype(np.float64)


def decompose(matrix: Singles, size: int) -> tuple[Floats, Floats]:
    """Return a vector per row and per column, whose products are ``matrix`` as near as may be.

    Both sides are turned alike, by an orthogonal matrix, so that each of their numbers is of about
    the same size and may be rounded to the same step.
    """
    random = np.random.default_rng(0)
    columns = random.standard_normal((matrix.shape[1], size + OVERSAMPLING))
    turn = np.linalg.qr(random.standard_normal((size, size)))[0]
    basis = np.linalg.qr(_times(matrix, columns))[0]
    for _ in range(ROUNDS):
        columns = np.linalg.qr(_transposed_times(matrix, basis))[0]
        basis = np.linalg.qr(_times(matrix, columns))[0]
    small, values, right = np.linalg.svd(_transposed_times(matrix, basis).T, full_matrices=False)
    # A decomposition is free in its signs: the greatest number of each direction is positive.
    signs = np.sign(right[np.arange(len(right)), np.abs(right).argmax(axis=1)])
    root = np.sqrt(values[:size]) * signs[:size]
    return (basis @ small[:, :size] * root) @ turn, (right[:size].T * root) @ turn


def rounded(vectors: Floats) -> npt.NDArray[np.uint8]:
    """Return the vectors in steps of :data:`VECTOR_STEP`, one byte a number."""
    steps: npt.NDArray[np.uint8] = (
        np.clip(np.round(vectors / VECTOR_STEP), -VECTOR_BIAS + 1, VECTOR_BIAS - 1) + VECTOR_BIAS
    ).astype(np.uint8)
    return steps


def build(folder: Path = sources.HOME) -> Iterable[sources.Entry]:
    """Count, decompose and write both files into ``folder``."""
    words, parts = streams()
    options = [i for i, word in enumerate(words) if may_fill(word)][:OPTIONS]
    wanted = set(options)
    others = [i for i in range(STOP, STOP + CONTEXT) if i not in wanted]
    matrix = information(near(parts, len(words), np.array(options + others)))
    option_vectors, context_vectors = decompose(matrix, VECTOR_SIZE)
    context_row = {words[STOP + n]: n + 1 for n in range(CONTEXT)}
    option_row = {words[i]: n + 1 for n, i in enumerate(options)}
    trie = marisa_trie.Trie(sorted(context_row.keys() | option_row.keys()))
    index = np.zeros((len(trie), 2), dtype="<u2")
    for word, place in trie.items():
        index[place] = context_row.get(word, 0), option_row.get(word, 0)
    with (folder / VECTORS_FILE).open("wb") as file:
        file.write(index.tobytes())
        file.write(rounded(context_vectors).tobytes())
        file.write(rounded(option_vectors[: len(options)]).tobytes())
    trie.save(str(folder / VECTOR_WORDS))
    used = {name for component in COMPONENTS for name in lm_corpora.COMPONENTS[component]}
    credited = {language_model.CREDITS[name][0] for name in used}
    origins = [source for source in language_model.corpus_sources() if source.name in credited]
    yield sources.entry(
        folder / VECTORS_FILE, "vectors", LICENCE, len(context_row) + len(options), origins
    )
    yield sources.entry(folder / VECTOR_WORDS, "vectors", LICENCE, len(trie), origins)
