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
from pipeline.text.lines import lines
from pipeline.text.numerals import numerals
from pipeline.text.paragraphs import paragraphs
from pipeline.text.technical import commands

__all__ = ["RULES", "case"]

_LEAST_WORDS = 4
"""Words of the shortest paragraph that is looked at."""

_MOST_CAPITALS = 0.7
"""Share of the document's other paragraphs that must begin with a capital."""

_SURE, _UNSURE = 0.97, 0.7
"""In 700 sound articles only errors meet the conditions. A sentence that goes on with another word
(« risqués. crise aux États-Unis ») is torn, and needs another repair."""

_FEW_SMALL, _SMALL_SHARE = 3, 0.1
"""Lines that may begin small in a text of any length, and their share in a longer one. Where there
are more, somebody writes so: speech written down, subtitles, numbered laws, lists of terms. Of
1,402 such lines in 25 kinds of sound text none wanted a capital."""

_OMISSION = regex.compile(r"[(\[](?:\.\.\.|…)[)\]]\Z")
"""What stands where a quotation leaves something out: the next line goes on in the middle."""

_TIMING = regex.compile(r"\d:\d\d[.,:]\d{2,3}\s*-->\s*\d")
"""The line above the words of a subtitle, whose lines are cut anywhere."""

_FUNCTION = frozenset(("det", "pron", "prep", "adv", "conj"))
"""Parts of speech with which paragraphs begin. A bare noun or verb (*poche est encore là*) may be a
name that is written small, or the rest of a torn sentence."""

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
_LETTERS = "àaycdjlmnst"
"""Words of one letter, elided ones too."""

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
    rows = lines(text)
    parts = paragraphs(text, rows)
    small = [i for i, part in enumerate(parts) if text[part.start].islower()]
    most = max(_FEW_SMALL, _SMALL_SHARE * len(parts))
    if not small or len(parts) < 2 or len(small) > most or _TIMING.search(text):
        return
    regular = len(small) - 1 <= (1 - _MOST_CAPITALS) * (len(parts) - 1)
    for i in small:
        start, end = parts[i].start, parts[i].end
        body = text[start:end]
        word = _small_word(body)
        if (
            not word
            or _GOING_ON.fullmatch(word)
            or not _FINISHED.search(body)
            or len(body.split()) < _LEAST_WORDS
        ):
            continue
        above = text[parts[i - 1].start : parts[i - 1].end] if i else ""
        if above.endswith((":", ";", ",")) or _OMISSION.search(above):
            continue  # an item of a list; the rest of a quotation
        sure = regular and i > 0 and _may_open(word)
        if sure and not _FINISHED.search(above):
            # A headline has no full stop; neither has the first half of a torn sentence.
            sure = i == 1 and bool(_OPENING.fullmatch(word)) and not _is_little(above)
        reason = "A paragraph begins with a capital."
        span, after = _capitalized(text, start, word)
        yield replacement(text, span, after, "CAP001", _SURE if sure else _UNSURE, reason)


def _may_open(word: str) -> bool:
    """Say whether a word is one of those with which paragraphs begin: no noun, no verb."""
    return bool(_OPENING.fullmatch(word)) or any(a.pos in _FUNCTION for a in analyses(word))


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
    compound = body.split(None, 1)[0].rstrip(",;:.!?")
    if compound.partition("-")[0] in commands() or (len(word) == 1 and word not in _LETTERS):
        return ""  # git-gui, git; a bullet that became an « o »
    if rest[:1] == "-" and not _is_compound(compound):
        return ""
    if _PARTICLE.fullmatch(word) and rest[1:].isupper():
        return ""  # de Gaulle, d'Ormesson
    return word if is_french(word) or is_french(word + "'") else ""


def _is_compound(word: str) -> bool:
    """Say whether a word with hyphens is French, as a whole or piece by piece: *là-bas, est-ce*."""
    return is_french(word) or all(map(is_french, word.split("-")))


def _is_little(body: str) -> bool:
    """Say whether a line ends with a word that cannot end a headline: *devant les*."""
    last = body.split()[-1]
    return any(p.fullmatch(last) for p in (_OPENING, _PARTICLE, _GOING_ON))


def _capitalized(text: str, start: int, word: str) -> tuple[tuple[int, int], str]:
    """Return the span of a word, with its apostrophe (*l'*), and the word with a capital."""
    end = start + len(word)
    end += text[end : end + 1] in ("'", "’")
    return (start, end), text[start].upper() + text[start + 1 : end]
