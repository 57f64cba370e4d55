"""OCR003: the figure 1 for an elided *l'*."""

from collections.abc import Iterator

import regex

from pipeline.edits import Edit, replacement
from pipeline.resources import lexicon

_CONFIDENCE = 0.97

_ONE = regex.compile(r"(?<![\p{L}\p{Nd}'’.,])(?P<one>1(?P<mark>['’]))(?P<word>\p{L}{2,})")


def articles_for_digits(text: str) -> Iterator[Edit]:
    """Yield the edits that read a figure 1 as an elided article."""
    for match in _ONE.finditer(text):
        word = match["word"]
        if lexicon.analyses(word) and lexicon.elides(word):
            after = "l" + match["mark"]
            reason = "an article stands before a vowel, not a figure"
            yield replacement(text, match.span("one"), after, "OCR003", _CONFIDENCE, reason)
