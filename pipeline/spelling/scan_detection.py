"""Tell bad scans from typed and sound texts, cheaply: only bad scans are read again.

Start reading from :func:`likelihood`; ``python -m benchmarks.scans --fit`` fits its weights.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from math import exp, log
from operator import mul

import regex

from pipeline.resources import data
from pipeline.spelling.model import candidates
from pipeline.spelling.scan_segments import is_known
from pipeline.text.tokens import Token

SCAN_WEIGHTS = "spelling.scan.json"

PLAUSIBLE = 0.3
"""Probability of being a bad scan from which a text is read again. Of lines of scans with an error
86 in 100 reach it, of clean articles 5 in 100. Below one half, every reading is less likely."""

SCAN_FEATURES = ("unknown", "short", "cut", "space", "scanned", "typed", "size")
"""Names of the features of a scan, in the order of :func:`scan_features`."""

_MOST_TRIED = 12
"""Unknown words of a text whose candidates are compared: scanned or typed?"""

_SPACING = regex.compile(
    r"\p{L},\p{L}|\s[,.](?=\s|\p{L})|\p{L}[;:!?»]\p{L}|\p{L} '\p{L}|\p{L}'\s\p{L}"
    r"|\s'\p{L}{3,}(?![^']{0,40}')"
)
"""Spaces and punctuation as scans misplace them."""

_LEAST_LEAD = 0.4
"""Difference of costs from which a slip counts as scanned, or as typed."""


def scan_features(
    text: str, tokens: Sequence[Token], unknown: Sequence[int], cut: int
) -> tuple[float, ...]:
    """Return the features of a text as a scan, in the order of :data:`SCAN_FEATURES`.

    ``unknown`` are the numbers of its lower-case tokens that are no words, ``cut`` counts the words
    that a hyphen cuts. Rates are natural logarithms.
    """
    size = sum(token.is_word for token in tokens) + 20
    short = sum(short_strangers(text, tokens))
    scanned = typed = 0
    for at in unknown[:_MOST_TRIED]:
        word = tokens[at].word.lower()
        found = [o for o in candidates(word) if o.kind in ("edit", "accent")] if word[2:] else []
        if found:
            lead = min(o.scanned for o in found) - min(o.typed for o in found)
            scanned += lead < -_LEAST_LEAD
            typed += lead > _LEAST_LEAD
    space = len(_SPACING.findall(text))
    counts = (len(unknown), short, cut, space, scanned, typed)
    return (*(log((count + 0.3) / size) + 4 for count in counts), log(size) - 4)


def short_strangers(text: str, tokens: Sequence[Token]) -> Iterator[bool]:
    """Say of each token whether it is a word of one or two letters that French does not have."""
    return (
        len(token.word) < 3
        and token.is_word
        and token.text.islower()
        and token.text[-1] not in "'’-"
        and not is_known(token.word)
        and text[token.end : token.end + 1] != "."
        for token in tokens
    )


def likelihood(text: str, tokens: Sequence[Token], unknown: Sequence[int], cut: int) -> float:
    """Return the probability, 0 to 1, that a text is a scan with errors.

    The arguments are those of :func:`scan_features`.
    """
    weights, bias = gate()
    score = sum(map(mul, weights, scan_features(text, tokens, unknown, cut))) + bias
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


@cache
def gate() -> tuple[tuple[float, ...], float]:
    """Return the fitted weights of the features, and the bias."""
    with data.opening(SCAN_WEIGHTS):
        found = data.stored(SCAN_WEIGHTS)["gate"]
        return tuple(found[name] for name in SCAN_FEATURES), found["bias"]
