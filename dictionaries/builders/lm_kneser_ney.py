"""Estimate back-off n-gram models with modified Kneser-Ney smoothing, in numpy.

Start reading from :func:`estimate`. An n-gram is a row of its order's :class:`Level`: the row of
its prefix one order below, and its last word. Rows are sorted by (prefix, word), so one ``int64``
names an n-gram and looking up many is one ``searchsorted``. Order 1 is dense: row = word id.

The method is Chen and Goodman's (1998): interpolated, three discounts per order taken from the
counts of counts, lower orders estimated from the number of different left neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from dictionaries.builders.lm_corpora import END, START

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Level:
    """All n-grams of one order: parallel arrays, one row an n-gram, sorted by prefix and word.

    ``suffix`` is the row of the n-gram without its first word, one order below. ``p`` is the
    probability of the last word after the others; ``backoff`` multiplies the lower order's
    probability of the words that never followed this n-gram.
    """

    prefix: Ints
    word: Ints
    suffix: Ints
    count: Floats
    p: Floats
    backoff: Floats

    def __len__(self) -> int:
        """Return the number of n-grams."""
        return len(self.word)


@dataclass(frozen=True)
class Model:
    """A back-off model: ``levels[n - 1]`` holds the n-grams of order n."""

    levels: tuple[Level, ...]

    @property
    def size(self) -> int:
        """Return the number of words, special ones included."""
        return len(self.levels[0])


def find(keys: Ints, wanted: Ints) -> Ints:
    """Return the place of each of ``wanted`` in the sorted ``keys``, or -1."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    place = np.searchsorted(keys, wanted)
    place[place == len(keys)] = 0
    return np.where(keys[place] == wanted, place, -1)


def row_keys(prefix: Ints, word: Ints, size: int) -> Ints:
    """Return one sortable number for each n-gram."""
    return prefix * size + word


def depths(stream: Ints) -> Ints:
    """Return the distance of each word from the ``<s>`` of its sentence."""
    index = np.arange(len(stream), dtype=np.int64)
    distance: Ints = index - np.maximum.accumulate(np.where(stream == START, index, 0))
    return distance


def count(stream: npt.NDArray[Any], size: int, order: int) -> list[Level]:
    """Count the n-grams of ``stream``, a run of sentences; ``p`` and ``backoff`` stay empty."""
    words = stream.astype(np.int64)
    depth = depths(words)
    none = np.empty(0)
    everything = np.arange(size, dtype=np.int64)
    zeros = np.zeros(size, dtype=np.int64)
    totals = np.bincount(words, minlength=size).astype(np.float64)
    levels = [Level(zeros, everything, zeros, totals, none, none)]
    shorter = words  # the row of the n-gram of the order below that ends at each position
    for n in range(2, order + 1):
        at = np.nonzero(depth >= n - 1)[0]
        keys, rows, counts = np.unique(
            row_keys(shorter[at - 1], words[at], size), return_inverse=True, return_counts=True
        )
        suffix = np.empty(len(keys), dtype=np.int64)
        suffix[rows] = shorter[at]
        shorter = np.full(len(words), -1, dtype=np.int64)
        shorter[at] = rows
        prefix, word = np.divmod(keys, size)
        levels.append(Level(prefix, word, suffix, counts.astype(np.float64), none, none))
    return levels


def _adjusted(levels: Sequence[Level]) -> list[Floats]:
    """Return the counts that Kneser-Ney smooths: below the top, numbers of left neighbours."""
    adjusted = []
    begins = np.arange(len(levels[0])) == START
    for n, level in enumerate(levels):
        if n:
            begins = begins[level.prefix]
        if n + 1 == len(levels):
            adjusted.append(level.count)
            continue
        neighbours = np.bincount(levels[n + 1].suffix, minlength=len(level)).astype(np.float64)
        # Nothing stands left of <s>: such n-grams keep their own count.
        adjusted.append(np.where(begins, level.count, neighbours))
    adjusted[0][START] = 0.0  # never predicted
    return adjusted


def discounts(counts: Floats) -> Floats:
    """Return the discounts of n-grams with count 0, 1, 2 and at least 3.

    Small or odd samples, where the estimate leaves its range, get the usual 0.5, 1 and 1.5.
    """
    seen = np.bincount(np.minimum(counts, 5).astype(np.int64), minlength=6)[1:5].astype(np.float64)
    fallback = np.array([0.0, 0.5, 1.0, 1.5])
    if not seen.all():
        return fallback
    y = seen[0] / (seen[0] + 2 * seen[1])
    found = np.array([0.0] + [k - (k + 1) * y * seen[k] / seen[k - 1] for k in (1, 2, 3)])
    inside = (found >= 0).all() and (found <= np.array([0.0, 1.0, 2.0, 3.0])).all()
    return found if inside else fallback


def estimate(
    stream: npt.NDArray[Any], size: int, order: int, general: Floats | None = None
) -> Model:
    """Return the modified Kneser-Ney model of ``stream``, a run of sentences of word ids.

    ``size`` is the number of words; every id but ``<s>`` gets some probability. ``general`` is
    the distribution that the single words are smoothed with; left out, all are alike.
    """
    if general is None:
        general = np.where(np.arange(size) == START, 0.0, 1.0 / (size - 1))
    levels = count(stream, size, order)
    adjusted = _adjusted(levels)
    done: list[Level] = []
    lower = general
    for n, level in enumerate(levels):
        a = adjusted[n]
        discount = discounts(a)[np.minimum(a, 3).astype(np.int64)]
        parents = 1 if n == 0 else len(levels[n - 1])
        total = np.bincount(level.prefix if n else np.zeros(size, np.int64), a, minlength=parents)
        freed = np.bincount(
            level.prefix if n else np.zeros(size, np.int64), discount, minlength=parents
        )
        gamma = np.divide(freed, total, out=np.ones(parents), where=total > 0)
        if n:
            done[-1] = replace(done[-1], backoff=gamma)
            p = (a - discount) / total[level.prefix] + gamma[level.prefix] * lower[level.suffix]
        else:
            p = (a - discount) / total[0] + gamma[0] * lower
        done.append(replace(level, p=p, backoff=np.ones(len(level))))
        lower = p
    return Model(tuple(done))


def renormalised(levels: Sequence[Level]) -> Model:
    """Return the model with back-off weights that make every distribution sum to one."""
    done: list[Level] = []
    for n, level in enumerate(levels):
        if n + 1 == len(levels):
            done.append(replace(level, backoff=np.ones(len(level))))
            continue
        above = levels[n + 1]
        high = np.bincount(above.prefix, above.p, minlength=len(level))
        low = np.bincount(above.prefix, level.p[above.suffix], minlength=len(level))
        # Rounding can leave a hair less than nothing in a history that all words followed.
        left, right = np.maximum(1.0 - high, 1e-9), np.maximum(1.0 - low, 1e-9)
        done.append(replace(level, backoff=left / right))
    return Model(tuple(done))


def select(levels: Sequence[Level], keep: Sequence[Bools]) -> list[Level]:
    """Return the rows that ``keep`` names; a kept n-gram's prefix and suffix must be kept too.

    Order 1 keeps all its rows. Back-off weights are left alone: see :func:`renormalised`.
    """
    done = [levels[0]]
    place = np.arange(len(levels[0]), dtype=np.int64)
    for level, kept in zip(levels[1:], keep[1:], strict=True):
        done.append(
            Level(
                place[level.prefix[kept]],
                level.word[kept],
                place[level.suffix[kept]],
                level.count[kept],
                level.p[kept],
                level.backoff[kept],
            )
        )
        place = np.cumsum(kept) - 1
    return done


def at_least(model: Model, counts: Sequence[int]) -> Model:
    """Return the model without the n-grams seen less often than ``counts[order - 1]``.

    Their probability goes back to the lower order. ``counts`` must not fall.
    """
    keep = [level.count >= least for level, least in zip(model.levels, counts, strict=True)]
    return renormalised(select(model.levels, keep))


def trace(model: Model, stream: npt.NDArray[Any]) -> list[tuple[Floats, Floats]]:
    """Return, order by order, the probability of each word of ``stream`` in its sentence.

    With it comes how often the history of that order was counted: 0 when the model does not know
    it, -1 when the sentence has no such history yet.
    """
    words = stream.astype(np.int64)
    depth = depths(words)
    size = model.size
    rows = words
    p = model.levels[0].p[words]
    seen = np.full(len(words), model.levels[0].count.sum())
    traced = [(p, seen)]
    for n, level in enumerate(model.levels[1:], start=2):
        keys = row_keys(level.prefix, level.word, size)
        below = model.levels[n - 2]
        at = np.nonzero(depth >= n - 1)[0]
        history = rows[at - 1]
        known = history >= 0
        found = np.full(len(at), -1, dtype=np.int64)
        found[known] = find(keys, row_keys(history[known], words[at][known], size))
        backoff, counted = np.ones(len(at)), np.zeros(len(at))
        backoff[known] = below.backoff[history[known]]
        counted[known] = below.count[history[known]]
        p = p.copy()
        p[at] *= backoff
        hit = found >= 0
        p[at[hit]] = level.p[found[hit]]
        seen = np.full(len(words), -1.0)
        seen[at] = counted
        traced.append((p, seen))
        rows = np.full(len(words), -1, dtype=np.int64)
        rows[at] = found
    return traced


def predict(model: Model, stream: npt.NDArray[Any]) -> Floats:
    """Return the probability of each word of ``stream`` in its sentence; 1 for ``<s>``."""
    p = trace(model, stream)[-1][0].copy()
    p[np.asarray(stream) == START] = 1.0
    return p


def perplexity(p: Floats, counted: Bools | None = None) -> float:
    """Return the perplexity of per-word probabilities, over the ``counted`` ones."""
    chosen = p if counted is None else p[counted]
    return float(np.exp(-np.log(chosen).mean()))


def predicted(stream: npt.NDArray[Any]) -> Bools:
    """Say of each word of ``stream`` whether a model predicts it: all but ``<s>``."""
    result: Bools = np.asarray(stream) != START
    return result


__all__ = [
    "END",
    "Level",
    "Model",
    "at_least",
    "count",
    "discounts",
    "estimate",
    "predict",
    "trace",
]
