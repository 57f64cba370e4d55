"""How frequent words are in French and in English, from wordfreq.

The numbers are Zipf values (Van Heuven et al. 2014): the decimal logarithm of a word's uses per
billion words, so 3 is once in a million. wordfreq counts raw text, typos and names included:
a word is kept when a lexicon knows it or when it is frequent all the same (:data:`FREQUENT`).
"""

import gzip
from collections.abc import Iterable
from pathlib import Path
from unicodedata import normalize

import marisa_trie
import msgpack  # type: ignore[import-untyped]

from dictionaries.builders import english, french, sources

STEP = 0.04
"""Width of one stored unit, so that a byte holds 0 to 10.2; wordfreq's own step is 0.01."""

LEAST = 1.0
"""Zipf value below which wordfreq's counts are noise: it stops at 1.0 itself."""

FREQUENT = 2.5
"""Zipf value from which a word is kept even if no lexicon knows it: names, new words."""


def zipfs(language: str) -> dict[str, float]:
    """Return the Zipf value of each word of one language, from wordfreq's « large » list.

    The file is a list of buckets: bucket *n* holds the words whose probability is 10^(-n/100).
    """
    packed = sources.member(sources.WORDFREQ, f"wordfreq/data/large_{language}.msgpack.gz")
    _, *buckets = msgpack.unpackb(gzip.decompress(packed))
    return {
        normalize("NFC", word).replace("’", "'"): round(9 - bucket / 100, 2)
        for bucket, words in reversed(list(enumerate(buckets)))
        for word in words
    }


def _is_word(word: str) -> bool:
    return word[0].isalpha() and word.replace("'", "").replace("-", "").isalpha()


def build(folder: Path) -> Iterable[sources.Entry]:
    """Write ``frequency.marisa``: two bytes a word, French and English, in units of 0.04."""
    both = [zipfs("fr"), zipfs("en")]
    lexicon = english.words() | {form.form.lower() for form in french.forms()}
    rows = []
    for word in sorted({*both[0], *both[1]}):
        values = [zipf.get(word, 0.0) for zipf in both]
        if _is_word(word) and max(values) >= (LEAST if word in lexicon else FREQUENT):
            rows.append((word, tuple(round(value / STEP) for value in values)))
    path = folder / "frequency.marisa"
    marisa_trie.RecordTrie("<BB", rows).save(str(path))
    yield sources.entry(path, "frequency", "CC-BY-SA-4.0", len(rows), [sources.WORDFREQ])
