"""OCR003: the figure 1 for an elided *l'*, the figure 0 for a capital O."""

from collections.abc import Iterator

import regex

from pipeline.edits import Edit, replacement
from pipeline.resources import lexicon

_CONFIDENCE = 0.97

_ONE = regex.compile(r"(?<![\p{L}\p{Nd}'’.,])(?P<one>1(?P<mark>['’]))(?P<word>\p{L}{2,})")


_ZERO = regex.compile(
    r"(?<![\p{L}\p{Nd}.,:/#@_%&=+-])(?P<elided>[ldLD]['’])?0(?P<rest>[nurù]|\p{Ll}{2,30}+)(?![\p{L}\p{Nd}_/=-])"
)
_SENTENCE_END = regex.compile(r"(?:[.!?…]|\A|\n)[\s«“\"—–-]*\Z")
_USUAL = 3.0
"""Zipf value of the rarest word that is read so at the head of a sentence (*0n, 0ui, 0ù*)."""


def capitals_for_zeros(text: str) -> Iterator[Edit]:
    """Yield the edits that read 0 as the capital of a name or of a sentence's first word."""
    for match in _ZERO.finditer(text):
        word = "O" + match["rest"]
        lower = word.lower()
        starts = not match["elided"] and _SENTENCE_END.search(text, 0, match.start())
        named = len(word) >= _SHORTEST_NAME and any(
            a.lemma[:1].isupper() for a in lexicon.analyses(word)
        )
        usual = lexicon.is_french(lower) and lexicon.zipf(lower, "fr") >= _USUAL
        if named or (starts and usual):
            at = match.start("rest") - 1
            reason = f"« {word} » is a word, and none begins with a figure"
            yield replacement(text, (at, at + 1), "O", "OCR003", _CONFIDENCE, reason)


_SHORTEST_NAME = 4
"""Letters of the shortest name: *0tto*."""


def articles_for_digits(text: str) -> Iterator[Edit]:
    """Yield the edits that read a figure 1 as an elided article."""
    for match in _ONE.finditer(text):
        word = match["word"]
        if lexicon.analyses(word) and lexicon.elides(word):
            after = "l" + match["mark"]
            reason = "an article stands before a vowel, not a figure"
            yield replacement(text, match.span("one"), after, "OCR003", _CONFIDENCE, reason)
