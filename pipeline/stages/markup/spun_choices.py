"""Choices that a spinner left open: ``{front|entrance}``; some lost one of their braces."""

from collections.abc import Iterator

import regex

from pipeline.edits import Edit, replacement
from pipeline.markup.spintax import choices, reads_french
from pipeline.stages.markup.scraps import is_cited

_TORN = regex.compile(
    r"(?<![\w\\${}|])\{(?P<words>\p{L}{3,30}(?:\|\p{L}{3,30}){1,5})(?![\w|}-])"
    r"|(?<![\w\\${|-])(?P<words>\p{L}{3,30}(?:\|\p{L}{3,30}){1,5})\}(?!\})"
)
_TORN_CONFIDENCE = 0.7
"""Confidence in the only French word of a torn choice: whether the others end there is not told."""


def spun_choices(text: str) -> Iterator[Edit]:
    """Yield what stood where a spinner left ``{a|b}``; the candidates are the choices."""
    if not ("{" in text or "}" in text):
        return
    for start, end, words, reason in choices(text):
        if not is_cited(text, start):
            best, confidence = words[0]
            span = start, end
            yield replacement(text, span, best, "MRK004", confidence, reason, candidates=words)
    if "|" in text:
        yield from _torn(text)


def _torn(text: str) -> Iterator[Edit]:
    """Yield the French word of a choice of single words that lost its first or its last brace."""
    for match in _TORN.finditer(text):
        words = match["words"].split("|")
        french = [word for word in words if reads_french(word)]
        if len(french) == 1 and not is_cited(text, match.start()):
            reason = "A spinner's choice lost a brace; one of its words is French."
            yield replacement(text, match.span(), french[0], "MRK004", _TORN_CONFIDENCE, reason)
