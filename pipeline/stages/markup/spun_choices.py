"""Choices that a spinner left open: ``{front|entrance}``."""

from collections.abc import Iterator

from pipeline.edits import Edit, replacement
from pipeline.markup.spintax import choices
from pipeline.stages.markup.scraps import is_cited


def spun_choices(text: str) -> Iterator[Edit]:
    """Yield what stood where a spinner left ``{a|b}``; the candidates are the choices."""
    for start, end, words, reason in choices(text) if "{" in text else ():
        if not is_cited(text, start):
            best, confidence = words[0]
            span = start, end
            yield replacement(text, span, best, "MRK004", confidence, reason, candidates=words)
