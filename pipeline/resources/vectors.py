"""Ask word vectors which words have to do with the subject of a passage.

Start reading from :func:`topic`. The n-gram model sees three words on each side of a suspect span.
The vectors tell whether a word usually stands among the content words of the two dozen on each
side: *match* among *but, équipe, saison*, *allumette* among *feu, bougie*.
``dictionaries/vectors.bin`` has a vector for each context word and another one for each option.
Their product is about the logarithm of how much more often than by chance the two stand near one
another.

The file is an index, two little-endian 16-bit numbers for each word of ``vectors.marisa`` (the
rows of its context and of its option vector, from 1, or 0), then the rows of context vectors, then
those of option vectors: :data:`VECTOR_SIZE` bytes each, which mean
``(byte - VECTOR_BIAS) * VECTOR_STEP``. Sums are of whole numbers, exact, so the scores are the same
on every machine.
"""

import struct
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import mul
from typing import NamedTuple

import marisa_trie

from pipeline.resources import data
from pipeline.text.tokens import tokenize

VECTORS_FILE = "vectors.bin"
VECTOR_WORDS = "vectors.marisa"

VECTOR_SIZE = 96
"""Numbers of a vector."""

VECTOR_BIAS = 128
VECTOR_STEP = 0.01

TOPIC_REACH = 24
"""Keys on each side of a suspect span that are best given to :func:`topic`. With 12, the true word
has mean reciprocal rank 0.729 in tuning spans of news, 0.642 in those of machine-translated news;
with 24, 0.733 and 0.646; by the language model alone, see ``dictionaries/language_model.md``."""

_MOST = 255
"""Context words that a lane of 16 bits can sum up."""

_NUMBERS = tuple(float(n - VECTOR_BIAS) for n in range(256))
"""What a byte means, in steps: floats that all options share, as Python multiplies them faster."""

_LANES = struct.Struct(f"<{VECTOR_SIZE}H")
_INDEX = struct.Struct("<HH")


class _Vectors(NamedTuple):
    trie: marisa_trie.Trie
    rows: memoryview
    contexts: int
    """Offset of the context vectors."""
    options: int
    """Offset of the option vectors."""

    def row(self, word: str, column: int) -> bytes:
        """Return the vector of a word as context (0) or option (1), empty when it has none."""
        place = self.trie.get(word)
        if place is None:
            return b""
        row = _INDEX.unpack_from(self.rows, place * _INDEX.size)[column]
        if not row:
            return b""
        first = (self.options if column else self.contexts) + (row - 1) * VECTOR_SIZE
        return bytes(self.rows[first : first + VECTOR_SIZE])


@cache
def _vectors() -> _Vectors:
    trie = data.trie(VECTOR_WORDS)
    with data.opening(VECTORS_FILE):
        found = data.mapped(VECTORS_FILE)
        first = len(trie) * _INDEX.size
        places = [_INDEX.unpack_from(found, n) for n in range(0, first, _INDEX.size)]
        contexts, options = map(max, zip(*places, strict=True))
        if first + (contexts + options) * VECTOR_SIZE != len(found):
            raise ValueError("the vectors do not fill the file")
        return _Vectors(trie, found, first, first + contexts * VECTOR_SIZE)


@lru_cache(maxsize=1 << 14)
def _context(key: str) -> int:
    """Return the context vector of a key as one integer, a lane of 16 bits a number; or 0.

    Vectors so written are summed up by plain additions, with no lane running over.
    """
    row = _vectors().row(key.rstrip("'-"), 0)
    lanes = bytearray(2 * len(row))
    lanes[::2] = row
    return int.from_bytes(lanes, "little")


@lru_cache(maxsize=1 << 14)
def _option(word: str) -> tuple[tuple[float, ...], ...]:
    """Return the vectors of the keys of an option, those that have one."""
    vectors = _vectors()
    keys = (token.key.rstrip("'-") for token in tokenize(word))
    rows = (row for key in keys if (row := vectors.row(key, 1)))
    return tuple(tuple(_NUMBERS[byte] for byte in row) for row in rows)


class Topic:
    """The context words of a passage, added up."""

    __slots__ = ("_scale", "_sums")

    def __init__(self, vectors: Sequence[int]) -> None:
        number = len(vectors)
        lanes = _LANES.unpack(sum(vectors).to_bytes(_LANES.size, "little"))
        centre = VECTOR_BIAS * number
        self._sums = [float(lane - centre) for lane in lanes]
        self._scale = VECTOR_STEP * VECTOR_STEP / number if number else 0.0

    def fit(self, option: str) -> float:
        """Return how much more often than by chance a word stands near these words.

        That is the mean over the words of a natural logarithm, smoothed: above 0 for what goes
        with them, about 0 for what does not. Exactly 0.0 when the option or all the words are
        unknown; for an option of several words, their mean.

        >>> sport = topic(["équipe", "saison", "joueurs"])
        >>> sport.fit("match") > sport.fit("allumette")
        True
        """
        scale = self._scale
        rows = _option(option)
        if not scale or not rows:
            return 0.0
        total = 0.0
        for row in rows:
            total += sum(map(mul, row, self._sums))
        return total * scale / len(rows)


def topic(keys: Sequence[str]) -> Topic:
    """Return the topic of a passage from its token keys, best :data:`TOPIC_REACH` on each side.

    Keys that are no known content word (function words, numbers, punctuation) count for nothing.

    Raises :class:`~pipeline.errors.DictionaryError` when a file is missing or damaged.
    """
    return Topic([vector for key in keys if (vector := _context(key))][:_MOST])
