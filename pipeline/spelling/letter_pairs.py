"""Find frequent words that share pairs of letters with a badly misread long one.

Start reading from :func:`alike`. Two slips apart is as far as SymSpell's index reaches, and the
search of the channel loses its way in a word that is damaged all over. A long word is still known
by the pairs of letters that are left (q-grams, Ukkonen 1992): *devianifesîatioa* has *if, fe, ti,
io* of *manifestation*. The caller asks the channel what each word costs.
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import marisa_trie

from pipeline.resources import data, lexicon
from pipeline.resources.noisy_channel import bare

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FREQUENT_FORMS = "spelling.frequent.marisa"
"""French words that are frequent enough to be meant where a scan has a scrap of a word."""

_SIZE = 27
"""Letters of the alphabet, and the border of a word."""

_LEAST_SHARED = 0.38
"""Least share of pairs in common (Dice): of 120 right words that scans had garbled 95 have it."""

_MOST_ALIKE = 24
"""Words whose cost in the channel is asked for."""

_SHORT_ZIPF, _LONGEST_SHORT = 5.0, 6
"""Least Zipf value of the short words that a scrap of a word is compared with, and their letters at
most."""


@cache
def frequent() -> marisa_trie.Trie:
    """Return the trie of the frequent French forms."""
    return data.trie(FREQUENT_FORMS)


class _Pairs(NamedTuple):
    """For each pair of letters the words that have it, one after the other, and their sizes."""

    words: tuple[str, ...]
    sizes: "NDArray[np.int32]"
    starts: "NDArray[np.int64]"
    numbers: "NDArray[np.int32]"


def _codes(text: str) -> "NDArray[np.int64]":
    """Return the letters of a text as numbers from 1, all else as 0."""
    import numpy as np  # not at the start: most texts are no scans

    letters = np.frombuffer(text.encode("ascii", "replace"), dtype=np.uint8).astype(np.int64) - 96
    return np.where((letters > 0) & (letters < _SIZE), letters, 0)


@cache
def _pairs() -> _Pairs:
    """Return the pairs of all frequent words."""
    import numpy as np  # not at the start: most texts are no scans

    words = tuple(sorted(frequent().keys()))
    plain = [bare(word) for word in words]
    codes = _codes(" " + " ".join(plain) + " ")
    grams = codes[:-1] * _SIZE + codes[1:]
    sizes = np.array([len(word) + 1 for word in plain], dtype=np.int32)
    owners = np.repeat(np.arange(len(words), dtype=np.int32), sizes)
    order = np.argsort(grams, kind="stable")
    starts = np.searchsorted(grams[order], np.arange(_SIZE * _SIZE + 1))
    return _Pairs(words, sizes, starts, owners[order])


@lru_cache(1 << 12)
def alike(word: str) -> tuple[str, ...]:
    """Return the frequent words that share most pairs of letters with a lower-case word."""
    import numpy as np  # not at the start: most texts are no scans

    pairs = _pairs()
    codes = _codes(f" {bare(word)} ")
    grams = codes[:-1] * _SIZE + codes[1:]
    found = [
        pairs.numbers[pairs.starts[gram] : pairs.starts[gram + 1]]
        for gram in sorted(set(grams.tolist()))
    ]
    shared = np.bincount(np.concatenate(found), minlength=len(pairs.words))
    share = 2 * shared / (pairs.sizes + len(grams))
    near = np.flatnonzero(share >= _LEAST_SHARED)
    best = near[np.argsort(-share[near], kind="stable")][:_MOST_ALIKE]
    return tuple(pairs.words[n] for n in best)


@cache
def very_frequent() -> tuple[str, ...]:
    """Return the short words of which a scrap of two to five letters may be one."""
    return tuple(
        word
        for word in sorted(frequent().keys())
        if len(word) <= _LONGEST_SHORT and lexicon.zipf(word, "fr") >= _SHORT_ZIPF
    )
