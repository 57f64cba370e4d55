"""Find what is in the article twice: a headline or a caption in the body, a paragraph again.

Start reading from :func:`duplicates`. The first copy stays and later ones go, if they were copies
in the source already (:mod:`pipeline.text.paragraphs`). Much is repeated on purpose: what looks
like verse, dialogue, a list, a table or a refrain stays.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import ceil

import regex

from pipeline.document import Document
from pipeline.edits import Edit, Mark, deletion
from pipeline.stages.rules.duplicates import RULES
from pipeline.text.lines import Line, lines, removal
from pipeline.text.paragraphs import REPEATED, Paragraph, folded, paragraphs

__all__ = ["RULES", "duplicates"]

_LEAST_WORDS = 4
"""Words of the shortest paragraph that counts: *Oui. Aucun. Paris (AFP)* may well be repeated."""

_CAPTION_WORDS = 8
"""Words of the shortest sentence of the body that is no refrain when it comes back."""

_VERSE = 65
"""Code points of the longest line that, between others as short, may be verse or of a table."""

_SIMILAR = 0.85
"""Share of common words (Jaccard) that makes two paragraphs resemble one another."""

_RIVALS = 50
"""Earlier paragraphs that are compared for one word, at most."""

_FAR = 3000
"""Code points between two copies in one article, at most: farther off the second is rather of
another article. In the development articles copies are at most 442 apart; when each set is joined
to one file, 71 of its 127 copies are farther than 3,000."""

_UNSURE = 0.7
"""Confidence, at most, in the removal of a copy that somebody may well have meant."""

_HEADING_WORDS = 5
"""Words of the longest heading of a section: *Mardi*, *Pour le glaçage*."""

_LIST_LINE = 130
"""Code points of the longest line of a list. Exercises repeat a sentence among such lines, and
textbooks an instruction below each figure: in the sound texts 2 of 6 copies were so."""

_ONE_SENTENCE = regex.compile(r"[^.!?…]*+[.!?…]?[»”\"\s]*+\Z")

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
"""Number words and negations: two paragraphs that differ by one of them are different."""

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}\d'-]*+|\d+")


def duplicates(document: Document) -> Iterator[Edit | Mark]:
    """Propose to delete paragraphs that are there already, and were in the source."""
    text = document.text
    rows = lines(text)
    parts = paragraphs(text, rows)
    if len(parts) < 2:
        return
    bodies = [folded(_text(text, part)) for part in parts]
    counts = Counter(bodies)
    marks = [mark for mark in document.marks if mark.kind == REPEATED]
    heads = _heads(parts)
    first: dict[str, int] = {}
    latest: dict[str, int] = {}
    for i, body in enumerate(bodies):
        before, latest[body] = latest.get(body, i), i
        original = first.setdefault(body, i)
        if original == i or not _is_repeated(marks, parts[i]):
            continue
        confidence = 0.0
        if not _is_verse(rows, parts[i], headline=parts[0]):
            written = _text(text, parts[i])
            confidence = _confidence(written, counts[body], is_headline=original == 0)
        if _is_in_list(text, rows, parts[i]):
            confidence = min(confidence, _UNSURE)
        far = parts[i].start - parts[before].end > _FAR
        if far or (original and _has_own_heading(text, parts, heads[i], heads[original])):
            confidence = min(confidence, _UNSURE)
        if confidence:
            what = "An earlier paragraph" if original else "The headline"
            span = removal(rows, parts[i].first, parts[i].last)
            yield deletion(text, span, "DUP001", confidence, f"{what} again.")
    distinct = {i: body for body, i in first.items()}
    for i, rival in _similar(distinct):
        if not _facts_differ(*(_text(text, parts[n]) for n in (i, rival))):
            reason = "An earlier paragraph has nearly the same words."
            span = removal(rows, parts[i].first, parts[i].last)
            yield deletion(text, span, "DUP002", 0.6, reason)


def _is_repeated(marks: Sequence[Mark], part: Paragraph) -> bool:
    """Say whether the source has this paragraph twice, and not only the text that edits made of it.

    It is enough that half of it is marked: an edit at its head takes a word from the mark.
    """
    at = max(0, bisect_right(marks, part.start, key=lambda m: m.start) - 1)
    covered = 0
    for n in range(at, len(marks)):  # a slice would copy all that come after
        mark = marks[n]
        if mark.start >= part.end:
            break
        covered += max(0, min(mark.end, part.end) - max(mark.start, part.start))
    return 2 * covered >= part.end - part.start


def _heads(parts: Sequence[Paragraph]) -> list[int]:
    """Return, for each paragraph, the number of the first one in its block of lines."""
    heads: list[int] = []
    for n, part in enumerate(parts):
        goes_on = n and parts[n - 1].last + 1 == part.first
        heads.append(heads[-1] if goes_on else n)
    return heads


def _has_own_heading(text: str, parts: Sequence[Paragraph], copy: int, original: int) -> bool:
    """Say whether a copy stands under another heading than the original: the weather of a day.

    Both are told by the first paragraph of their block; the one before it is the heading.
    """
    above, first = (_text(text, parts[n - 1]) if n else "" for n in (copy, original))
    short = len(_WORD.findall(above)) <= _HEADING_WORDS
    return above != first and short and above[0].isupper() and above[-1].isalpha()


def _text(text: str, part: Paragraph) -> str:
    return text[part.start : part.end]


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


def _confidence(body: str, count: int, *, is_headline: bool) -> float:
    """Return how sure it is that nobody meant to repeat a paragraph, 0.0 for « leave it ».

    ``count`` says how often the text has it; ``is_headline``, that it repeats the first one.
    """
    words = len(_WORD.findall(body))
    if words < _LEAST_WORDS or body.endswith(":") or _LISTED.match(body) or _SCORE.search(body):
        return 0.0
    if body.endswith("?"):
        return 0.0  # interviewers ask again
    if is_headline and (words >= _CAPTION_WORDS or not body.endswith(".")):
        return 0.98
    if body[0] in "«“\"'" or words < _CAPTION_WORDS:
        return 0.7  # a pull quote, or a refrain
    return 0.98 if count == 2 or words >= 2 * _CAPTION_WORDS else 0.8


def _is_verse(rows: Sequence[Line], part: Paragraph, headline: Paragraph) -> bool:
    """Say whether the lines of ``part`` are short, and so is another one that touches them."""
    if any(row.end - row.start > _VERSE for row in rows[part.first : part.last + 1]):
        return False
    return part.first != part.last or any(
        0 < rows[j].end - rows[j].start <= _VERSE
        for j in (part.first - 1, part.last + 1)
        if headline.first < j < len(rows)
    )


def _is_in_list(text: str, rows: Sequence[Line], part: Paragraph) -> bool:
    """Say whether a paragraph is one line among others, each of one sentence and none long."""
    if part.first != part.last:
        return False
    near = rows[part.first - 1 : part.first + 2]  # a copy is never the first line
    bodies = [text[row.start : row.end] for row in near]
    return all(body and len(body) <= _LIST_LINE and _ONE_SENTENCE.match(body) for body in bodies)


def _similar(bodies: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of two paragraphs with nearly the same words, the later one first.

    Two sets of words so similar share one of their few rarest words: only those are looked up.
    """
    sets = {i: frozenset(body.split()) for i, body in bodies.items()}
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
