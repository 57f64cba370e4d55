"""Find what is in the article twice: a headline or a caption in the body, a paragraph again.

Start reading from :func:`duplicates`. The first copy stays, later ones go, when the source
(:mod:`pipeline.text.paragraphs`) had them alike already. Much is repeated on purpose, so what looks
like verse, dialogue, a list, a table or a refrain is left alone.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import ceil

import regex

from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.stages.rules.duplicates import RULES
from pipeline.text.lines import Line, lines, removal
from pipeline.text.paragraphs import REPEATED, Unit, folded, units

__all__ = ["RULES", "duplicates"]

_LEAST_WORDS = 4
"""Shorter lines are names, datelines and answers: *Oui. Aucun. Paris (AFP)*."""

_CAPTION_WORDS = 8
"""From here a sentence in the body that comes back is no refrain."""

_VERSE = 65
"""Code points: a line as short as this, between others as short, may be verse or a table."""

_SIMILAR = 0.85
"""Share of common words (Jaccard) from which two paragraphs resemble one another."""

_RIVALS = 50
"""Earlier paragraphs looked at for one word."""

_FAR, _FAR_SURE = 3000, 0.7
"""Code points between two copies from which the second is in another article, rather: its removal
is only proposed. In the development articles copies are at most 442 apart, and of 127 copies that
their sets have when each is one file, 71 are farther than 3,000."""

_LISTED = regex.compile(r"[-–—•·*▪►●○]|\d{1,3}\s?[.)°/-]|[a-zA-Z]\)|\t|.*[|\t]")
_SCORE = regex.compile(r"\b\d+\s?[-–]\s?\d+\b")
_NUMBERS = frozenset(
    "zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "vingt trente quarante cinquante soixante septante huitante nonante cent cents mille million "
    "millions milliard milliards billion billions dizaine douzaine vingtaine centaine millier "
    "milliers premier première second seconde deuxième troisième quatrième cinquième sixième "
    "septième huitième neuvième dixième moitié tiers quart double triple pas jamais "
    "sans aucun aucune".split()
)
"""Words that make two paragraphs different however like they are otherwise: numbers, negations."""

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}\d'-]*+|\d+")


def duplicates(document: Document) -> Iterator[Edit | Mark]:
    """Propose to delete paragraphs that are there already, and were in the source."""
    text = document.text
    rows = lines(text)
    parts = units(text, rows)
    if len(parts) < 2:
        return
    paragraphs = [folded(text[part.start : part.end]) for part in parts]
    counts = Counter(paragraphs)
    marks = [mark for mark in document.marks if mark.kind == REPEATED]
    first: dict[str, int] = {}
    latest: dict[str, int] = {}
    for i, paragraph in enumerate(paragraphs):
        before, latest[paragraph] = latest.get(paragraph, i), i
        original = first.setdefault(paragraph, i)
        if original == i or not _is_repeated(marks, parts[i]):
            continue
        confidence = _confidence(text, rows, parts[i], counts[paragraph], parts[0], original == 0)
        if parts[i].start - parts[before].end > _FAR:
            confidence = min(confidence, _FAR_SURE)
        if confidence:
            what = "An earlier paragraph" if original else "The headline"
            yield _deletion(text, rows, parts[i], "DUP001", confidence, f"{what} again.")
    distinct = {i: paragraph for paragraph, i in first.items()}
    for i, rival in _similar(distinct):
        if not _facts_differ(*(text[parts[n].start : parts[n].end] for n in (i, rival))):
            reason = "An earlier paragraph has nearly the same words."
            yield _deletion(text, rows, parts[i], "DUP002", 0.6, reason)


def _is_repeated(marks: Sequence[Mark], part: Unit) -> bool:
    """Say whether the source has this paragraph twice, not only the text that edits made of it.

    Half of it must come from such a paragraph: an edit at its head takes a word from the mark.
    """
    at = max(0, bisect_right(marks, part.start, key=lambda m: m.start) - 1)
    covered = 0
    for mark in marks[at:]:
        if mark.start >= part.end:
            break
        covered += max(0, min(mark.end, part.end) - max(mark.start, part.start))
    return 2 * covered >= part.end - part.start


def _facts_differ(one: str, other: str) -> bool:
    """Say whether two paragraphs differ by a figure, a number word or a name."""
    words = [Counter(_WORD.findall(body)) for body in (one, other)]
    folds = [{word.casefold() for word in found} for found in words]
    for found, foreign in zip(words, reversed(folds), strict=True):
        for word in found:
            if word.casefold() not in foreign and (
                word[0].isupper() or word.casefold() in _NUMBERS or not word.isalpha()
            ):
                return True
    figures = [sorted(w for w in found.elements() if w[0].isdigit()) for found in words]
    return figures[0] != figures[1]


def _confidence(
    text: str, rows: Sequence[Line], part: Unit, count: int, headline: Unit, is_headline: bool
) -> float:
    """Return how sure it is that ``part`` repeats a paragraph unmeant, 0.0 for « leave it ».

    ``is_headline`` says that it repeats the first one, ``headline``.
    """
    body = text[part.start : part.end]
    words = len(_WORD.findall(body))
    if words < _LEAST_WORDS or body.endswith(":") or _LISTED.match(body) or _SCORE.search(body):
        return 0.0
    if _is_verse(rows, part, headline):
        return 0.0
    if is_headline and (words >= _CAPTION_WORDS or not body.endswith(".")):
        return 0.98
    if body.endswith("?"):
        return 0.0  # interviewers ask again
    if body[0] in "«“\"'" or words < _CAPTION_WORDS:
        return 0.7  # a pull quote, or a refrain
    return 0.98 if count == 2 or words >= 2 * _CAPTION_WORDS else 0.8


def _is_verse(rows: Sequence[Line], part: Unit, headline: Unit) -> bool:
    """Say whether the rows of ``part`` are short and touch a short row, no blank line between."""
    if any(row.end - row.start > _VERSE for row in rows[part.first : part.last + 1]):
        return False
    return part.first != part.last or any(
        0 < rows[j].end - rows[j].start <= _VERSE
        for j in (part.first - 1, part.last + 1)
        if headline.first < j < len(rows)
    )


def _similar(paragraphs: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of paragraphs whose words are nearly those of an earlier one, and of that.

    Two sets so similar share one of their few rarest words, so only those are looked up.
    """
    sets = {i: frozenset(body.split()) for i, body in paragraphs.items()}
    sets = {i: words for i, words in sets.items() if len(words) >= 2 * _CAPTION_WORDS}
    if len(sets) < 2:
        return
    once: set[str] = set()
    again: set[str] = set()
    for words in sets.values():
        again |= once & words
        once |= words
    sets = {i: w for i, w in sets.items() if len(w & again) >= _SIMILAR * len(w)}
    commonness = Counter(word for words in sets.values() for word in words)
    seen: dict[str, list[int]] = defaultdict(list)
    for i, words in sorted(sets.items()):
        rare = sorted(words, key=lambda word: (commonness[word], word))
        rare = rare[: len(words) - ceil(_SIMILAR * len(words)) + 1]
        rivals = {j for word in rare for j in seen[word][:_RIVALS]}
        alike = (
            j for j in sorted(rivals) if len(words & sets[j]) >= _SIMILAR * len(words | sets[j])
        )
        if (rival := next(alike, None)) is not None:
            yield i, rival
        for word in rare:
            seen[word].append(i)


def _deletion(
    text: str, rows: Sequence[Line], part: Unit, rule: str, confidence: float, reason: str
) -> Edit:
    start, end = removal(rows, part.first, part.last)
    candidates = (("", confidence),)
    return Edit(start, end, text[start:end], "", rule, confidence, candidates, reason=reason)
