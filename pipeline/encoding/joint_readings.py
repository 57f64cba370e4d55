"""Weigh what words may have been beside their neighbours: two at a time, and after a subject.

Start reading from :func:`read_pairs`, which :mod:`pipeline.encoding.diacritics` asks before it
reads one word at a time.
"""

from collections.abc import MutableSequence, Sequence
from itertools import pairwise, product
from typing import TYPE_CHECKING

from pipeline.resources import lexicon
from pipeline.resources.language_model import model

if TYPE_CHECKING:
    from pipeline.encoding.diacritics import SuspectWord

ZIPF_OF_UNKNOWN = 2.0
"""Zipf value of a usual word that the language model does not know."""

_MOST_READINGS = 4
"""Readings of each of two neighbours that are read together."""

_SUBJECTS = frozenset("je j' tu il elle on ils elles ne n' se s'".split())
_NO_VERB = -2.0
"""Log10 of the probability that a participle stands right after a subject: *elle effacé*."""


def read_pairs(
    words: "Sequence[SuspectWord]",
    keys: MutableSequence[tuple[str, ...]],
    sentence_of: Sequence[tuple[int, int]],
    context: int,
) -> None:
    """Begin with the best readings of two neighbours together: *a triplé*, not *à triple*.

    One at a time, each would keep the other where it is. ``keys`` are those of all tokens, changed
    in place; ``sentence_of`` tells the sentence of a token, ``context`` how many words are read.
    """
    for one, two in pairwise(words):
        if two.at != one.at + 1 or sentence_of[one.at] != sentence_of[two.at]:
            continue
        first, last = sentence_of[one.at]
        left = [k for n in range(max(first, one.at - context), one.at) for k in keys[n]]
        right = [k for n in range(two.at + 1, min(last, two.at + 1 + context)) for k in keys[n]]
        pairs = list(product(one.readings[:_MOST_READINGS], two.readings[:_MOST_READINGS]))
        scores = model().options(left, [(*a.keys, *b.keys) for a, b in pairs], right)
        totals = [
            score + sum(reading.prior + unseen(reading.keys) for reading in pair)
            for score, pair in zip(scores, pairs, strict=True)
        ]
        best = max(range(len(pairs)), key=totals.__getitem__)
        keys[one.at], keys[two.at] = (reading.keys for reading in pairs[best])


def unlikely(left: Sequence[str], keys: Sequence[str]) -> float:
    """Return what speaks against a word after the one before it: a participle after a subject.

    >>> unlikely(("elle",), ("effacé",)), unlikely(("elle",), ("efface",))
    (-2.0, 0.0)
    """
    if not (left and keys and left[-1] in _SUBJECTS and keys[0].endswith(("é", "és", "ée", "ées"))):
        return 0.0
    readings = lexicon.analyses(keys[0])
    no_verb = readings and all(r.verb == "ppas" or r.pos != "verb" for r in readings)
    return _NO_VERB if no_verb else 0.0


def unseen(keys: Sequence[str]) -> float:
    """Return what their frequency says of keys that the language model does not know."""
    return sum(
        lexicon.zipf(key.rstrip("'-"), "fr") - ZIPF_OF_UNKNOWN for key in keys if key not in model()
    )
