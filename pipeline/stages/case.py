"""Give back the capital at the head of a paragraph and after a full stop, and numbers in words.

Start reading from :func:`case`. A spinner that replaces or drops the first word, and an extractor
that cuts a headline off, leave a sentence without its capital. Names that are written small
(*iPhone*), particles, addresses, list items and broken lines begin small on purpose. Figures for
small numbers are looked for in :mod:`pipeline.text.numerals`.
"""

from collections.abc import Iterator

import regex

from pipeline.document import Document
from pipeline.edits import Edit, Mark, replacement
from pipeline.resources.lexicon import analyses, is_french
from pipeline.stages.rules.case import RULES
from pipeline.text.abbreviations import ABBREVIATION
from pipeline.text.lines import Line, lines
from pipeline.text.numerals import numerals

__all__ = ["RULES", "case"]

_LEAST_WORDS = 4
"""Words of the shortest paragraph that is looked at."""

_MOST_CAPITALS = 0.7
"""Share of the document's other paragraphs that must begin with a capital."""

_SURE, _UNSURE = 0.97, 0.7
"""In 700 sound articles only errors meet the conditions. A sentence that goes on with another word
(« risqués. crise aux États-Unis ») is torn, and needs another repair."""

_FINISHED = regex.compile(r"(?:[.!?…]\s?[»”\"’)\]]*+|[»”\"])\Z")
_HEAD = regex.compile(r"(?:aujourd['’]hui|\p{Ll}[\p{L}\p{M}]*+)(?=['’\s,-])")
_ADDRESS = regex.compile(r"[@:/_#\d\\]|\.\w")
_PARTICLE = regex.compile("de|du|des|d|von|van|der|den|di|da|dos|del|della|el|al|bin|ben|ibn")
_GOING_ON = regex.compile("et|ou|ni|qui|que|qu|dont|où|y|mais|soit|puis")
"""Words with which a torn sentence goes on, rather than a new one begins."""

_STARTING = regex.compile(
    "le|la|les|l|un|une|il|elle|ils|elles|on|nous|vous|je|j|ce|c|cet|cette|ces|notre|selon"
)
"""Words that hardly go on with a sentence that a stray full stop cut: *risqués. crise aux*."""

_ARTICLE = regex.compile("le|la|les|l|un|une|cet|cette|ces|notre")
_OPENING = regex.compile(
    f"{_STARTING.pattern}|son|sa|ses|leurs?|nos|votre|à|aux?|en|dans|pour|quand|depuis|après"
)
_STOP = regex.compile(r"\.[ \u00a0]+(?=\p{Ll})")
_BEFORE = regex.compile(r"(?:\w+[^\w.!?…\n]+){3}(\p{Ll}{3,})\Z")
_AFTER = regex.compile(r"(?:\w+[^\w.!?…\n]+){3}\w")
_WINDOW = 80
"""Code points on each side of a full stop that are looked at."""


def case(document: Document) -> Iterator[Edit | Mark]:
    """Propose capitals where a paragraph or a sentence begins, and words for small figures."""
    text = document.text
    yield from _paragraphs(text)
    yield from _sentences(text)
    for numeral in numerals(text):
        confidence = 0.7 if numeral.usual else 0.5
        span = numeral.start, numeral.start + 1
        reason = "Running text has small numbers in words."
        yield replacement(text, span, numeral.words, "CAP003", confidence, reason)


def _paragraphs(text: str) -> Iterator[Edit]:
    rows = [row for row in lines(text) if not row.is_blank]
    small = [i for i, row in enumerate(rows) if text[row.start].islower()]
    if not small or len(rows) < 2:
        return
    regular = len(small) - 1 <= (1 - _MOST_CAPITALS) * (len(rows) - 1)
    for i in small:
        start, end = rows[i].start, rows[i].end
        body = text[start:end]
        word = _small_word(body)
        if (
            not word
            or _GOING_ON.fullmatch(word)
            or not _FINISHED.search(body)
            or len(body.split()) < _LEAST_WORDS
        ):
            continue
        if i and text[rows[i - 1].end - 1] in ":;,":
            continue  # an item of a list
        sure = regular and i > 0
        if sure and not _FINISHED.search(text, rows[i - 1].start, rows[i - 1].end):
            # A headline has no full stop; neither has the first half of a torn sentence.
            sure = i == 1 and bool(_OPENING.fullmatch(word)) and not _is_little(text, rows[0])
        reason = "A paragraph begins with a capital."
        span, after = _capitalized(text, start, word)
        yield replacement(text, span, after, "CAP001", _SURE if sure else _UNSURE, reason)


def _sentences(text: str) -> Iterator[Edit]:
    for match in _STOP.finditer(text):
        start = match.end()
        word = _small_word(text[start : start + _WINDOW])
        if not word or not _STARTING.fullmatch(word) or not _AFTER.match(text, start):
            continue
        before = _BEFORE.search(text[max(0, match.start() - _WINDOW) : match.start()])
        if before and is_french(before[1]) and not ABBREVIATION.fullmatch(before[1]):
            # « Il s'agit de battre. les communistes »: the stray stop cut a verb from its object.
            torn = _ARTICLE.fullmatch(word) and any(a.pos == "verb" for a in analyses(before[1]))
            confidence = _UNSURE if torn else _SURE
            span, after = _capitalized(text, start, word)
            reason = "A sentence begins with a capital."
            yield replacement(text, span, after, "CAP002", confidence, reason)


def _small_word(body: str) -> str:
    """Return the French word that ``body`` begins with; "" where a small letter may be right."""
    match = _HEAD.match(body)
    if not match or not match.group().islower() or _ADDRESS.search(body.split(None, 1)[0]):
        return ""
    word, rest = match.group(), body[match.end() : match.end() + 2]
    if _PARTICLE.fullmatch(word) and rest[1:].isupper():
        return ""  # de Gaulle, d'Ormesson
    return word if is_french(word) or is_french(word + "'") else ""


def _is_little(text: str, row: Line) -> bool:
    """Say whether a row ends with a word that cannot end a headline: *devant les*."""
    last = text[row.start : row.end].split()[-1]
    return any(p.fullmatch(last) for p in (_OPENING, _PARTICLE, _GOING_ON))


def _capitalized(text: str, start: int, word: str) -> tuple[tuple[int, int], str]:
    """Return the span of a word, with its apostrophe (*l'*), and the word with a capital."""
    end = start + len(word)
    end += text[end : end + 1] in ("'", "’")
    return (start, end), text[start].upper() + text[start + 1 : end]
