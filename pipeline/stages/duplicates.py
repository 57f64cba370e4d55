"""Find what is in the article twice: a headline or a caption in the body, a paragraph again.

Start reading from :func:`duplicates`. The first copy stays, later ones go. Much is repeated on
purpose, so what looks like verse, dialogue, a list, a table or a refrain is left alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import ceil

import regex

from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.lines import Line, lines, removal
from pipeline.rules import Rule

RULES = (
    Rule(
        code="DUP001",
        name="repeated-paragraph",
        title="Headline, caption or paragraph that is there already",
        titre="Titre, légende ou paragraphe déjà présent",
        why="The extractor took the link to the article or a caption for part of the article.",
        fixes=(
            (
                "Le pont de Tolbiac rouvre\n\nLong.\n\nLe pont de Tolbiac rouvre\n\nEnfin.",
                "Le pont de Tolbiac rouvre\n\nLong.\n\nEnfin.",
            ),
            (
                "L'accord est signé à Lyon\n\nL’accord est signé à Lyon\n\nIl engage dix pays.",
                "L'accord est signé à Lyon\n\nIl engage dix pays.",
            ),
            (
                "Un accord\n\nIl engage dix pays jusqu’à la fin de l’année prochaine.\n\nEnfin. "
                "Trois ans.\n\nIl engage dix pays jusqu’à la fin de l’année prochaine.",
                "Un accord\n\nIl engage dix pays jusqu’à la fin de l’année prochaine.\n\nEnfin. "
                "Trois ans.",
            ),
        ),
        keeps=(
            "La chanson\n\nÀ la claire fontaine,\nM’en allant promener,\nIl y a longtemps que je "
            "t’aime,\nJamais je ne t’oublierai.\n\nChante, rossignol,\nIl y a longtemps que "
            "je t’aime,\nJamais je ne t’oublierai.",
            "Un dialogue\n\n— Vous êtes venu seul hier soir ?\n\n— Oui.\n\n— Vous êtes venu seul "
            "hier soir ?\n\n— Je vous l’ai dit.",
            "Résultats\n\nLyon – Nice : 1-1\n\nButs de la première mi-temps :\n\nAucun.\n\nBrest – "
            "Metz : 1-1\n\nButs de la première mi-temps :\n\nDiallo (12e).",
            "Recette\n\n- une pincée de sel fin\n- deux œufs\n\nLa crème\n\n- une pincée de sel fin"
            "\n- du lait",
            "Nous ne savons pas.\n\nD’où vient le virus ?\n\nNous ne savons pas.\n\nOù va-t-il ?",
        ),
    ),
    Rule(
        code="DUP002",
        name="nearly-repeated-paragraph",
        title="Paragraph that resembles an earlier one",
        titre="Paragraphe qui ressemble à un autre",
        why="An updated version of a paragraph often stays beside the old one.",
        fixes=(),
        keeps=(
            "Le FC Nantes a battu le Stade rennais dimanche à la Beaujoire sur le score de 2-1.\n\n"
            "Le FC Nantes a battu le Stade rennais samedi au Roazhon Park sur le score de 3-0.",
            "La première mesure vise les loyers, les charges et les impôts des ménages.\n\nLa "
            "seconde mesure vise les salaires, les primes et les pensions des ménages.",
            "Une phrase.\n\nUne autre phrase.\n\nUne phrase encore.",
        ),
    ),
)

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
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}\d'-]*+|\d+")


def duplicates(document: Document) -> Iterator[Edit | Mark]:
    """Propose to delete paragraphs that are there already."""
    text = document.text
    rows = lines(text)
    folded = {
        i: _folded(text[row.start : row.end]) for i, row in enumerate(rows) if not row.is_blank
    }
    if len(folded) < 2:
        return
    headline = next(iter(folded))
    counts = Counter(folded.values())
    first: dict[str, int] = {}
    latest: dict[str, int] = {}
    for i, paragraph in folded.items():
        before, latest[paragraph] = latest.get(paragraph, i), i
        if first.setdefault(paragraph, i) == i:
            continue
        confidence = _confidence(text, rows, i, counts[paragraph], headline, first[paragraph])
        if rows[i].start - rows[before].stop > _FAR:
            confidence = min(confidence, _FAR_SURE)
        if confidence:
            what = "The headline" if first[paragraph] == headline else "An earlier paragraph"
            yield _deletion(text, rows, i, "DUP001", confidence, f"{what} again.")
    for i in _similar({i: paragraph for paragraph, i in first.items()}):
        reason = "An earlier paragraph has nearly the same words."
        yield _deletion(text, rows, i, "DUP002", 0.6, reason)


def _folded(body: str) -> str:
    """Return what two copies of a paragraph share whatever their capitals, quotes and spaces."""
    folded = " ".join(body.casefold().split())
    for mark in "’‘“”„«»":
        folded = folded.replace(mark, "'" if mark in "’‘" else '"')
    folded = folded.replace('" ', '"')
    for mark in '";:!?':
        folded = folded.replace(" " + mark, mark)
    return folded


def _confidence(
    text: str, rows: Sequence[Line], i: int, count: int, headline: int, original: int
) -> float:
    """Return how sure it is that row ``i`` repeats ``original`` unmeant, 0.0 for « leave it »."""
    body = text[rows[i].start : rows[i].end]
    words = len(_WORD.findall(body))
    if words < _LEAST_WORDS or body.endswith(":") or _LISTED.match(body) or _SCORE.search(body):
        return 0.0
    if _is_verse(rows, i, headline):
        return 0.0
    if original == headline and (words >= _CAPTION_WORDS or not body.endswith(".")):
        return 0.98
    if body.endswith("?"):
        return 0.0  # interviewers ask again
    if body[0] in "«“\"'" or words < _CAPTION_WORDS:
        return 0.7  # a pull quote, or a refrain
    return 0.98 if count == 2 or words >= 2 * _CAPTION_WORDS else 0.8


def _is_verse(rows: Sequence[Line], i: int, headline: int) -> bool:
    """Say whether row ``i`` is short and touches a short row, no blank line between."""
    if rows[i].end - rows[i].start > _VERSE:
        return False
    return any(
        0 < rows[j].end - rows[j].start <= _VERSE
        for j in (i - 1, i + 1)
        if headline < j < len(rows)
    )


def _similar(paragraphs: Mapping[int, str]) -> Iterator[int]:
    """Yield the rows of paragraphs whose words are nearly those of an earlier one.

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
        if any(len(words & sets[j]) >= _SIMILAR * len(words | sets[j]) for j in sorted(rivals)):
            yield i
        for word in rare:
            seen[word].append(i)


def _deletion(
    text: str, rows: Sequence[Line], i: int, rule: str, confidence: float, reason: str
) -> Edit:
    start, end = removal(rows, i)
    candidates = (("", confidence),)
    return Edit(start, end, text[start:end], "", rule, confidence, candidates, reason=reason)
