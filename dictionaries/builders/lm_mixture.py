"""Mix back-off models into one, and prune it to what its bytes are worth.

Start reading from :func:`mix`. The components are interpolated with fixed weights, fitted by
:func:`fit_weights` on held-back text, over the union of their n-grams. :func:`prune` then drops
the n-grams that change the mixture least (Stolcke 1998), with histories weighted by how often
they were really seen: the lower orders of a Kneser-Ney model do not say that (Chelba et al. 2010).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dictionaries.builders.lm_corpora import END, START, UNKNOWN
from dictionaries.builders.lm_kneser_ney import (
    Bools,
    Floats,
    Ints,
    Level,
    Model,
    find,
    renormalised,
    row_keys,
    select,
)

# Bytes of one n-gram in the quantised trie: word id (18 bits), probability (8), and below the top
# order also back-off (8) and a compressed pointer (about 10).
_BYTES_BELOW, _BYTES_TOP = 5.5, 3.25


def fit_weights(predictions: Sequence[Floats], importance: Floats, rounds: int = 60) -> Floats:
    """Return the weights of the mixture that make ``importance``-weighted text most probable.

    ``predictions[c][i]`` is the probability of word i under component c (expectation
    maximisation).
    """
    table = np.stack(predictions)
    weights = np.full(len(table), 1.0 / len(table))
    for _ in range(rounds):
        shares = weights[:, None] * table
        shares /= shares.sum(axis=0)
        weights = (shares * importance).sum(axis=1) / importance.sum()
    return weights


def mix(models: Sequence[Model], weights: Floats) -> Model:
    """Return the interpolation of ``models`` over the union of their n-grams.

    The ``count`` of an n-gram becomes its share of all running words, in the same mixture: the
    weight that its continuations have in :func:`prune`.
    """
    size = models[0].size
    order = len(models[0].levels)
    totals = [model.levels[0].count.sum() for model in models]
    everything = np.arange(size, dtype=np.int64)
    places = [everything for _ in models]
    ones = np.ones(size)
    levels: list[Level] = []
    parts: list[Floats] = []  # the probability of each n-gram under each component
    for n in range(order):
        here = [model.levels[n] for model in models]
        if n == 0:
            prefix = np.zeros(size, dtype=np.int64)
            word, suffix = everything, prefix
            parts = [level.p for level in here]
        else:
            own = [
                row_keys(place[level.prefix], level.word, size)
                for place, level in zip(places, here, strict=True)
            ]
            keys = np.unique(np.concatenate(own))
            prefix, word = np.divmod(keys, size)
            below = levels[-1]
            if n == 1:
                suffix = word
            else:
                below_keys = row_keys(below.prefix, below.word, size)
                suffix = find(below_keys, row_keys(below.suffix[prefix], word, size))
            longer = []
            for c, level in enumerate(here):
                backoff = np.ones(len(below))
                backoff[places[c]] = models[c].levels[n - 1].backoff
                p = backoff[prefix] * parts[c][suffix]
                places[c] = np.searchsorted(keys, own[c])
                p[places[c]] = level.p
                longer.append(p)
            parts = longer
        p = np.zeros(len(word))
        share = np.zeros(len(word))
        for c, level in enumerate(here):
            p += weights[c] * parts[c]
            share[places[c]] += weights[c] * level.count / totals[c]
        levels.append(Level(prefix, word, suffix, share, p, ones))
    return renormalised(levels)


def _losses(below: Level, level: Level) -> Floats:
    """Return, for each n-gram of ``level``, what dropping it alone costs in relative entropy."""
    histories = len(below)
    high = np.bincount(level.prefix, level.p, minlength=histories)
    low = np.bincount(level.prefix, below.p[level.suffix], minlength=histories)
    rest_high, rest_low = np.maximum(1.0 - high, 1e-9), np.maximum(1.0 - low, 1e-9)
    p, lower = level.p, below.p[level.suffix]
    before = (rest_high / rest_low)[level.prefix]
    after = (rest_high[level.prefix] + p) / (rest_low[level.prefix] + lower)
    # <s> has no probability: nothing but a rounding guard.
    gain = p * (np.log(np.maximum(lower * after, 1e-300)) - np.log(np.maximum(p, 1e-300)))
    gain += rest_high[level.prefix] * np.log(after / before)
    losses: Floats = -below.count[level.prefix] * gain
    return losses


def prune(model: Model, threshold: float) -> Model:
    """Return the model without the n-grams whose loss per byte is below ``threshold``.

    An n-gram stays while a longer one that stays begins or ends with it.
    """
    levels = list(model.levels)
    keep: list[Bools] = [np.ones(len(level), dtype=bool) for level in levels]
    for n in range(len(levels) - 1, 0, -1):
        below, level = levels[n - 1], levels[n]
        cost = _BYTES_TOP if n + 1 == len(levels) else _BYTES_BELOW
        kept = _losses(below, level) > threshold * cost
        if n + 1 < len(levels):
            above = levels[n + 1]
            kept[above.prefix[keep[n + 1]]] = True
            kept[above.suffix[keep[n + 1]]] = True
        keep[n] = kept
    return renormalised(select(levels, keep))


def estimated_bytes(model: Model) -> float:
    """Return about how large the n-grams of ``model`` above order 1 are in a quantised trie."""
    below = sum(len(level) for level in model.levels[1:-1])
    return below * _BYTES_BELOW + len(model.levels[-1]) * _BYTES_TOP


def write_arpa(
    model: Model, words: Sequence[str], path: Path, unknown_words: float, least: float = 1e-12
) -> None:
    """Write ``model`` in ARPA format.

    ``<unk>`` was estimated as one word but stands for about ``unknown_words``, each with its share.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\\data\\\n")
        for n, level in enumerate(model.levels, start=1):
            file.write(f"ngram {n}={len(level)}\n")
        texts = list(words)
        for n, level in enumerate(model.levels, start=1):
            if n > 1:
                last = level.word.tolist()
                texts = [
                    f"{texts[prefix]} {words[word]}"
                    for prefix, word in zip(level.prefix.tolist(), last, strict=True)
                ]
            p = np.where(level.word == UNKNOWN, level.p / unknown_words, level.p)
            logs = np.log10(np.maximum(p, least))
            if n == 1:
                logs[START] = -99.0
            file.write(f"\n\\{n}-grams:\n")
            if n == len(model.levels):
                rows = zip(logs.tolist(), texts, strict=True)
                file.writelines(f"{p:.6f}\t{text}\n" for p, text in rows)
            else:
                backoffs = np.log10(np.maximum(level.backoff, least))
                if n == 1:
                    backoffs[END] = 0.0
                file.writelines(
                    f"{p:.6f}\t{text}\t{backoff:.6f}\n"
                    for p, text, backoff in zip(
                        logs.tolist(), texts, backoffs.tolist(), strict=True
                    )
                )
        file.write("\n\\end\\\n")


__all__ = ["Ints", "estimated_bytes", "fit_weights", "mix", "prune", "write_arpa"]
