"""Scraps of markup, and the edits that take them out of a text without a gap or a join.

Start reading from :func:`removed`. Scraps between which there is only white space go together.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import regex

from pipeline.edits import Edit, replacement
from pipeline.resources.lexicon import is_french
from pipeline.text.lines import Line, removal, row_of

_CITING = re.compile(
    r"(?:balises?|tags?|éléments?|attributs?|commandes?|codes?|signes?|[\"`“«‘]"
    r"|(?<![^\W\d_])') ?\Z",
    re.IGNORECASE,
)


_HALF_BEFORE = regex.compile(r"\p{L}+\Z")
_WORD_AFTER = regex.compile(r"\p{Ll}+")
_HALF_AFTER = regex.compile(r"\p{Ll}{2,30}")


class Scrap(NamedTuple):
    """Something to take out: where it stands, what goes in its place, why, and how sure."""

    start: int
    end: int
    rule: str
    confidence: float
    reason: str
    after: str = ""


def is_cited(text: str, start: int) -> bool:
    """Say whether what begins at ``start`` is spoken about: in quotation marks, « la balise … »."""
    return _CITING.search(text, max(0, start - 12), start) is not None


def _beside(text: str, start: int, after: "regex.Match[str] | None") -> tuple[str, ...]:
    """Return the word that ends at ``start`` and the one ``after``; none where one is missing."""
    before = _HALF_BEFORE.search(text[max(0, start - 40) : start])
    return (before.group(), after.group()) if before and after else ()


def _is_cut_word(text: str, start: int, end: int) -> bool:
    """Say whether what stands before and after a scrap is one word: *gouver<br>nement*."""
    words = _beside(text, start, _HALF_AFTER.match(text, end))
    return is_french("".join(words)) and not all(map(is_french, words))


def _parts_words(text: str, start: int, end: int) -> bool:
    """Say whether a scrap stands between two words that are none together: *la<em>presse*."""
    words = _beside(text, start, _WORD_AFTER.match(text, end))
    return (
        all(is_french(word.lower()) for word in words)
        and not is_french("".join(words).lower())
        and any(len(word) > 1 for word in words)
    )


_AROUND = 60
_INLINE = r"</?(?:[abiu]|em|strong|span|font|mark|small)\b[^<>\n]{0,40}>"
_LETTERS_BEFORE = regex.compile(rf"(?:\p{{L}}|{_INLINE})*\Z")
_LETTERS_AFTER = regex.compile(rf"(?:\p{{L}}|{_INLINE})*")


def _is_in_word(text: str, start: int, end: int) -> bool:
    """Say whether letters and tags of style around a scrap are one word: *par<b>l</b>é*."""
    before = _LETTERS_BEFORE.search(text[max(0, start - _AROUND) : start])
    after = _LETTERS_AFTER.match(text[end : end + _AROUND])
    whole = regex.sub(_INLINE, "", (before[0] if before else "") + (after[0] if after else ""))
    return whole.isalpha() and is_french(whole.lower())


def removed(text: str, rows: Sequence[Line], scraps: Iterable[Scrap]) -> Iterator[Edit]:
    """Yield one edit for each run of ``scraps`` between which there is only white space."""
    run: list[Scrap] = []
    for scrap in sorted(scraps):
        if run and scrap.start < run[-1].end:
            if scrap.end > run[-1].end:  # part of it was taken already: the larger counts
                run[-1] = scrap._replace(start=run[-1].start)
            continue
        gap = text[run[-1].end : scrap.start] if run else ""
        if run and ("\n" in gap or gap.strip()):
            yield _closed(text, rows, run)
            run = []
        run.append(scrap)
    if run:
        yield _closed(text, rows, run)


def _closed(text: str, rows: Sequence[Line], run: Sequence[Scrap]) -> Edit:
    """Return the edit that takes ``run`` out, with its lines or with one of the spaces around."""
    start, end = run[0].start, run[-1].end
    confidence = min(scrap.confidence for scrap in run)
    after = max((scrap.after for scrap in run), key=len)
    first, last = row_of(rows, start), row_of(rows, max(start, end - 1))
    if start <= rows[first].start and rows[last].end <= end:
        start, end = removal(rows, first, last)
        after = ""
    else:
        left, right = text[start - 1 : start], text[end : end + 1]
        if after and _is_cut_word(text, start, end):
            after = ""
        elif not after and _parts_words(text, start, end) and not _is_in_word(text, start, end):
            after = " "
        if left in ("", "\n") or right in ("", "\r", "\n") or left.isspace() or right.isspace():
            after = ""
        if left in ("", " ", "\n") and right == " ":
            end += 1
        elif left == " " and right in ("", "\r", "\n"):
            start -= 1
    return replacement(text, (start, end), after, run[0].rule, confidence, run[0].reason)
