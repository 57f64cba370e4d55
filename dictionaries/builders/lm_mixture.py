"""Mix back-off models into one, and prune it to what its bytes are worth.

Start reading from :func:`mix`. The components are interpolated over the union of their n-grams,
each with a weight that depends on how often it saw the history (a generalised linear
interpolation, Hsu 2007), fitted on held-back text by :func:`fit_trust`. :func:`prune` then drops
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


def trusted(trust: Floats, counts: Floats) -> Floats:
    """Return the weights of the components at each history.

    ``counts[c][h]`` is how often component c saw history h, and ``trust[c]`` its three numbers: a
    constant, a factor of the logarithm of that count, and a reward for having seen it at all.
    """
    logs = np.log1p(np.maximum(counts, 0.0))
    power = trust[:, :1] + trust[:, 1:2] * logs + trust[:, 2:] * (logs > 0)
    weights: Floats = np.exp(power - power.max(axis=0))
    weights /= weights.sum(axis=0)
    return weights


def fit_trust(table: Floats, counts: Floats, importance: Floats, rounds: int = 300) -> Floats:
    """Return the ``trust`` of :func:`trusted` that makes weighted text most probable.

    ``table[c][i]`` is the probability of word i under component c (gradient ascent, Adam).
    """
    logs = np.log1p(np.maximum(counts, 0.0))
    features = np.stack([np.ones_like(logs), logs, (logs > 0).astype(np.float64)], axis=1)
    trust = np.zeros(features.shape[:2])
    first, second = np.zeros_like(trust), np.zeros_like(trust)
    share = importance / importance.sum()
    for step in range(1, rounds + 1):
        weights = trusted(trust, counts)
        posterior = weights * table
        posterior /= posterior.sum(axis=0)
        slope = np.einsum("cm,ckm->ck", (posterior - weights) * share, features)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        rate = np.sqrt(second / (1 - 0.99**step)) + 1e-9
        trust = trust + 0.05 * first / (1 - 0.9**step) / rate
    return trust


def mix(models: Sequence[Model], weights: Floats, trust: Sequence[Floats] = ()) -> Model:
    """Return the interpolation of ``models`` over the union of their n-grams.

    ``weights`` are those of single words; ``trust[n]`` says how to weigh the components after n + 1
    words (:func:`trusted`), where it is given. The ``count`` of an n-gram becomes its share of all
    running words: the weight that its continuations have in :func:`prune`.
    """
    size = models[0].size
    order = len(models[0].levels)
    totals = [model.levels[0].count.sum() for model in models]
    everything = np.arange(size, dtype=np.int64)
    places = [everything for _ in models]
    counts = np.stack([model.levels[0].count for model in models])
    parts = [model.levels[0].p for model in models]  # probability under each component
    p = sum((w * part for w, part in zip(weights, parts, strict=True)), np.zeros(size))
    share = sum(
        (w * c / t for w, c, t in zip(weights, counts, totals, strict=True)), np.zeros(size)
    )
    zeros, ones = np.zeros(size, dtype=np.int64), np.ones(size)
    levels = [Level(zeros, everything, zeros, share, p, ones)]
    for n in range(1, order):
        below = levels[-1]
        here = [model.levels[n] for model in models]
        own = [
            row_keys(place[level.prefix], level.word, size)
            for place, level in zip(places, here, strict=True)
        ]
        keys = np.unique(np.concatenate(own))
        prefix, word = np.divmod(keys, size)
        suffix = word
        if n > 1:
            below_keys = row_keys(below.prefix, below.word, size)
            suffix = find(below_keys, row_keys(below.suffix[prefix], word, size))
        if len(trust) >= n:
            by_history = trusted(trust[n - 1], counts)
        else:
            by_history = np.repeat(weights[:, None], len(below), axis=1)
        p, share = np.zeros(len(keys)), np.zeros(len(keys))
        counts = np.zeros((len(models), len(keys)))
        for c, level in enumerate(here):
            backoff = np.ones(len(below))
            backoff[places[c]] = models[c].levels[n - 1].backoff
            parts[c] = backoff[prefix] * parts[c][suffix]
            places[c] = np.searchsorted(keys, own[c])
            parts[c][places[c]] = level.p
            counts[c][places[c]] = level.count
            p += by_history[c][prefix] * parts[c]
            share += weights[c] * counts[c] / totals[c]
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
