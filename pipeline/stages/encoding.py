"""Mend characters: mojibake, entities, invisible characters, normal form, ligatures.

Start reading from :func:`encoding`. The modules of :mod:`pipeline.encoding` find what is wrong;
here it becomes edits. Quotation marks, no-break spaces, line breaks and widths stay as they are:
a French reader would miss them.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pipeline.document import Document
from pipeline.edits import Edit, Mark, replacement
from pipeline.encoding.apostrophes import apostrophes
from pipeline.encoding.bare_escapes import bare_escapes
from pipeline.encoding.decoding import wrongly_decoded
from pipeline.encoding.diacritics import Loss, restored
from pipeline.encoding.doubtful import doubts
from pipeline.encoding.entities import bare_entities, entities
from pipeline.encoding.escapes import unescaped
from pipeline.encoding.invisible import invisible
from pipeline.encoding.lost_euros import lost_euros
from pipeline.encoding.lost_ligatures import lost_ligatures
from pipeline.encoding.lost_oe import lost_oe
from pipeline.encoding.lost_to_spaces import spaces_for_apostrophes
from pipeline.encoding.normal_form import composed, ligatures, surrogate_pairs
from pipeline.encoding.repairs import Repair
from pipeline.encoding.spacing_accents import spaced
from pipeline.encoding.turned_quotes import (
    doubled_angles,
    doubled_quotes,
    turned_curly_quotes,
    turned_quotes,
)
from pipeline.stages.rules.encoding import RULES
from pipeline.text.blocks import column_names, latex_accents
from pipeline.text.lines import VERBATIM
from pipeline.text.spans import Spans
from pipeline.text.technical import feeds

__all__ = ["RULES", "encoding"]


class _Family(NamedTuple):
    """Repairs of one kind: what finds them in a text, their rule, how sure they are, and why."""

    find: Callable[[str], Iterable[Repair]]
    rule: str
    confidence: float
    reason: str


_QUOTABLE = (
    _Family(entities, "ENC002", 0.99, "An HTML entity stands for a character."),
    _Family(unescaped, "ENC008", 0.98, "An escape stands for a character."),
    _Family(bare_escapes, "ENC008", 0.98, "An escape stands for a character."),
    _Family(bare_entities, "ENC002", 0.98, "An HTML entity lost a character."),
)
"""What somebody may quote: it stays in quoted code."""

_FAMILIES = (
    _Family(surrogate_pairs, "ENC001", 0.99, "Two halves of one character."),
    _Family(spaced, "ENC011", 0.98, "The accent stands beside its letter."),
    _Family(composed, "ENC004", 1.0, "A letter and its accent are two characters."),
    _Family(lost_ligatures, "ENC012", 0.98, "Letters that a font joins (ff, fi, fl) were lost."),
    _Family(lost_oe, "ENC012", 0.98, "The letter œ was lost here."),
    _Family(ligatures, "ENC005", 0.99, "A ligature, not letters."),
    _Family(apostrophes, "ENC010", 0.98, "This character stands for an apostrophe."),
    _Family(spaces_for_apostrophes, "ENC010", 0.98, "A space stands for an apostrophe."),
    _Family(turned_quotes, "ENC013", 0.98, "This guillemet points the wrong way."),
    _Family(turned_curly_quotes, "ENC013", 0.98, "This quotation mark is turned."),
    _Family(doubled_angles, "ENC013", 0.98, "These signs stand for a guillemet."),
    _Family(doubled_quotes, "ENC013", 0.98, "This quotation mark stands twice."),
    _Family(lost_euros, "ENC014", 0.6, "A euro sign was lost here."),
    _Family(invisible, "ENC003", 0.98, "An invisible character stands here."),
)

LOSS_RULES: dict[Loss, tuple[str, str]] = {
    "accent": ("ENC006", "The text has lost its accents."),
    "replaced": ("ENC007", "A letter was lost here."),
    "dropped": ("ENC009", "Letters with accents have fallen out of the text."),
}
"""The rule and the reason of words that lost something, by what they lost."""

_CERTAIN, _DOUBTFUL = 0.99, 0.6
"""Likelihood from which on a word that has rivals is made, and the confidence of the others."""

_MARKUP_SIGNS = ("&", "<", ">")

_REPLACEMENT = re.compile("\ufffd+")


def encoding(document: Document) -> Iterator[Edit | Mark]:
    """Propose repairs of characters; mark those that are lost (U+FFFD)."""
    text = document.text
    decoded: list[Repair] = []
    for find, rule, confidence, reason in _QUOTABLE:
        if repairs := list(find(text)):
            quoted = [at for match in VERBATIM.finditer(text) for at in match.span()]
            outside = [found for found in repairs if bisect_right(quoted, found.start) % 2 == 0]
            if rule == "ENC002" and any(feeds(text)):  # what XML must not hold as it is
                outside = [found for found in outside if found.text not in _MARKUP_SIGNS]
            decoded += outside
            yield from _edits(text, outside, rule, confidence, reason)
    misread = list(wrongly_decoded(text))
    if not misread:  # else the lost letters of what comes out are looked for in the next round
        yield from _restored(text, list(lost_oe(text)))
    if any(not found.text.isascii() for found in decoded):
        misread = []  # parts of what was misread may be entities yet: it is read whole, afterwards
    reason = "These characters were read with another encoding."
    yield from _edits(text, misread, "ENC001", 0.99, reason)
    yield from _doubted(text, misread)
    for find, rule, confidence, reason in _FAMILIES:
        garbled = Spans((found.start, found.end) for found in misread if found.end > found.start)
        repairs = [found for found in find(text) if not garbled.meet(found.start, found.end)]
        misread += repairs
        yield from _edits(text, repairs, rule, confidence, reason)
    for match in _REPLACEMENT.finditer(text):
        yield Mark(match.start(), match.end(), "replacement", "ENC001")


def _edits(
    text: str, repairs: Iterable[Repair], rule: str, confidence: float, reason: str
) -> Iterator[Edit]:
    """Yield the edits that make ``repairs``."""
    for start, end, after in repairs:
        yield replacement(text, (start, end), after, rule, confidence, reason)


def _doubted(text: str, misread: Iterable[Repair]) -> Iterator[Edit]:
    """Yield the edits of words that may be two things, once all that is sure has been read."""
    if any(not found.text.isascii() for found in misread):
        return
    for start, end, after, chance, rivals in doubts(text):
        why = "Another encoding lost a letter here."
        sure = chance if chance >= _CERTAIN else _DOUBTFUL
        yield replacement(text, (start, end), after, "ENC001", sure, why, candidates=rivals)


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text with spaces in place of some spans."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _restored(text: str, others: Iterable[Repair]) -> Iterator[Edit]:
    """Yield the edits that give lost letters and accents back, but no accents to names of columns.

    Programs find a column by its name as it is written. What is among ``others`` is mended by them.
    """
    taken = Spans((one.start, one.end) for one in others)
    words = [word for word in restored(text) if not taken.meet(word.start, word.end)]
    headers = [*column_names(text), *latex_accents(text)] if words else []
    names = Spans(headers)
    if headers:  # what they lack says nothing of the rest
        kept = restored(_blanked(text, headers))
        words = [word for word in words if word in kept or word.lost != "accent"]
    for word in words:
        if word.lost == "accent" and names.meet(word.start, word.end):
            continue
        rule, reason = LOSS_RULES[word.lost]
        span = word.start, word.end
        yield replacement(text, span, word.text, rule, word.chance, reason, candidates=word.rivals)
