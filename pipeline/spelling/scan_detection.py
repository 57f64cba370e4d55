"""Tell bad scans from typed and sound texts, cheaply: only they are read again.

Start reading from :func:`likelihood`; ``python -m benchmarks.scans --fit`` fits its weights.
"""

from collections.abc import Sequence
from functools import cache
from math import exp, log
from operator import mul

import regex

from pipeline.resources import data
from pipeline.spelling.model import candidates
from pipeline.spelling.scan_segments import is_known
from pipeline.text.tokens import Token

WEIGHTS = "spelling.scan.json"

PLAUSIBLE = 0.3
"""Probability of being a bad scan from which a text is read again. Of lines of scans with an error
86 in 100 reach it, of clean articles 5 in 100; below one half each reading is the less likely."""

SIGNS = ("unknown", "short", "cut", "space", "scanned", "typed", "size")
"""Names of what tells a scan, in the order of :func:`signs`."""

_ASKED = 12
"""Unknown words of a text whose candidates are asked whether they look scanned or typed."""

_SPACING = regex.compile(
    r"\p{L},\p{L}|\s[,.](?=\s|\p{L})|\p{L}[;:!?»]\p{L}|\p{L} '\p{L}|\p{L}'\s\p{L}"
    r"|\s'\p{L}{3,}(?![^']{0,40}')"
)
"""Spaces and signs as scans misplace them."""

_LEAD = 0.4
"""Difference of costs from which a slip is rather scanned than typed, or the other way round."""


def signs(
    text: str, tokens: Sequence[Token], unknown: Sequence[int], cut: int
) -> tuple[float, ...]:
    """Return what tells a scan from a typed text, in the order of :data:`SIGNS`.

    ``unknown`` are the numbers of its lower-case tokens that are no words, ``cut`` counts the words
    that a hyphen cuts. Rates are natural logarithms.
    """
    size = sum(token.is_word for token in tokens) + 20
    short = sum(
        len(token.word) < 3
        and token.is_word
        and token.text.islower()
        and token.text[-1] not in "'’-"
        and not is_known(token.word)
        and text[token.end : token.end + 1] != "."
        for token in tokens
    )
    scanned = typed = 0
    for at in unknown[:_ASKED]:
        word = tokens[at].word.lower()
        found = [o for o in candidates(word) if o.kind in ("edit", "accent")] if word[2:] else []
        if found:
            lead = min(o.scanned for o in found) - min(o.typed for o in found)
            scanned += lead < -_LEAD
            typed += lead > _LEAD
    space = len(_SPACING.findall(text))
    counts = (len(unknown), short, cut, space, scanned, typed)
    return (*(log((count + 0.3) / size) + 4 for count in counts), log(size) - 4)


def likelihood(text: str, tokens: Sequence[Token], unknown: Sequence[int], cut: int) -> float:
    """Return the probability, 0 to 1, that a text is a scan with errors; see :func:`signs`."""
    weights, bias = _gate()
    score = sum(map(mul, weights, signs(text, tokens, unknown, cut))) + bias
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


@cache
def _gate() -> tuple[tuple[float, ...], float]:
    with data.opening(WEIGHTS):
        found = data.stored(WEIGHTS)["gate"]
        return tuple(found[name] for name in SIGNS), found["bias"]
