"""Paragraphs of a text, and which of them its source has twice.

Start reading from :func:`paragraphs`. A paragraph stands between blank lines, or it is a line of
its own: a headline, or a paragraph of a dump that ends each of them with one line break. The lines
of a wrapped paragraph are no paragraphs: two paragraphs may well begin with the same line.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex

from pipeline.edits import Mark
from pipeline.resources.lexicon import zipf
from pipeline.text.caching import by_text
from pipeline.text.lines import Line, lines

REPEATED = "repeated"
"""The kind of the marks of :func:`repeated`."""

_NARROW = 130
"""Code points: no line of a wrapped paragraph is longer. Editors wrap at 65 to 120."""

_WRAPPED = 1 / 3
"""A block is one wrapped paragraph when at least this share of its lines go on in the next line."""

_FREQUENT = 4.5
"""Zipf value of words that begin a sentence rather than a name: *Les, Pour, Depuis, Trois*."""

_ENDED = regex.compile(r"[.!?…][\s»”\"'’)\]]*+\Z")
_LISTED = regex.compile(r"[-–—•·*▪►●○«“\"#]")
_TAGS = regex.compile(r"<[^<>\n]*+>")
_MARKDOWN = str.maketrans("", "", "*#_")
_OPEN = frozenset(
    "le la les un une des du de d l à au aux en dans par pour sur sous avec sans chez vers et ou "
    "ni que qui dont où ce cette ces son sa ses leur leurs est sont a ont ne pas plus se".split()
)
"""Words with which no headline and no sentence ends."""


class Paragraph(NamedTuple):
    """A paragraph: its first and last row, and its half-open span in code points."""

    first: int
    last: int
    start: int
    end: int


def paragraphs(text: str, rows: Sequence[Line]) -> list[Paragraph]:
    """Return the paragraphs of ``text``, whose lines are ``rows``, in order."""
    found: list[Paragraph] = []
    i = 0
    while i < len(rows):
        if rows[i].is_blank:
            i += 1
            continue
        last = i
        while last + 1 < len(rows) and not rows[last + 1].is_blank:
            last += 1
        found += _parted(text, rows, i, last)
        i = last + 1
    return found


def repeated(text: str) -> Iterator[Mark]:
    """Yield a mark on each paragraph that stands earlier in the source, tags and stars left aside.

    Edits may make two paragraphs alike that differed by a damaged word in the source. The runner
    marks the source and shifts the marks with the text: so such a paragraph is not taken for a
    copy.
    """
    tagged = "<" in text
    seen: set[str] = set()
    for part in paragraphs(text, lines(text)):
        body = text[part.start : part.end]
        body = folded((_TAGS.sub("", body) if tagged else body).translate(_MARKDOWN).strip())
        if body in seen:
            yield Mark(part.start, part.end, REPEATED)
        seen.add(body)


@by_text(maxsize=1 << 7)
def folded(body: str) -> str:
    """Return a paragraph in one spelling: capitals, quotation marks and spaces do not count."""
    same = " ".join(body.casefold().split())
    for mark in "’‘“”„«»":
        same = same.replace(mark, "'" if mark in "’‘" else '"')
    same = same.replace('" ', '"')
    for mark in '";:!?':
        same = same.replace(" " + mark, mark)
    return same


def _parted(text: str, rows: Sequence[Line], first: int, last: int) -> Iterator[Paragraph]:
    """Yield the paragraphs of a block of rows between blank ones."""
    if first == last:
        yield Paragraph(first, last, rows[first].start, rows[last].end)
        return
    bodies = [text[row.start : row.end] for row in rows[first : last + 1]]
    if "<" in text:
        bodies = [_TAGS.sub("", body).strip() or body for body in bodies]
    widest = max(map(len, bodies))
    narrow = widest <= _NARROW
    pairs = list(pairwise(bodies))
    full = narrow and all(_is_full(here, after, widest) for here, after in pairs)
    goes_on = [_goes_on(here, after, narrow, full) for here, after in pairs]
    if any(goes_on) and narrow and (full or sum(goes_on) >= _WRAPPED * len(goes_on)):
        goes_on = [True] * len(goes_on)
    start = first
    for i, on in enumerate([*goes_on, False]):
        if not on:
            yield Paragraph(start, first + i, rows[start].start, rows[first + i].end)
            start = first + i + 1


def _is_full(here: str, after: str, width: int) -> bool:
    """Say whether a line had no room for the first word of the next one."""
    return len(here) + 1 + len(after.split(maxsplit=1)[0]) > width


def _goes_on(here: str, after: str, narrow: bool, full: bool) -> bool:
    """Say whether the sentence at the end of a line goes on in the next one.

    A name may begin the next line; only where lines are long, as in dumps with a paragraph a line,
    a capital there tells that the line before was a headline.
    """
    if _ENDED.search(here) or _LISTED.match(after):
        return False
    if not after[0].isupper() or here[-1] in ",;-" or _last_word(here) in _OPEN:
        return True
    opening = regex.match(r"\p{L}++", after)
    return narrow and (full or opening is None or zipf(opening.group(), "fr") < _FREQUENT)


def _last_word(body: str) -> str:
    return regex.split(r"[\s'’]", body)[-1].lower()
