"""Spin sound articles: by a given dictionary, or by spinners made of the sources of pairs.

Few dictionaries of real spinners may be had, and weights that are fitted on few trust what those
happen to do. So each source of :mod:`pipeline.resources.synonyms` is taken for a spinner as well
(:data:`SPINNERS`): it writes what it lists, and what it wrote is restored without it. Start reading
from :func:`spun`.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha1
from typing import Any, Literal, NamedTuple, TypeVar

from pipeline.resources import lexicon, synonyms

Mode = Literal["article", "occurrence", "pieces"]
"""How a spinner draws: one substitute for a word in the whole article, sparing no occurrence; anew
each time; the same, by a spinner for which an accented letter ends a word."""

MODES: tuple[Mode, ...] = ("article", "occurrence", "pieces")

_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"[A-Za-z]+")

T = TypeVar("T")


class Struck(NamedTuple):
    """A word of a text, and what a spinner puts there."""

    start: int
    end: int
    word: str
    substitute: str


def drawn(chance: random.Random, options: Sequence[T]) -> T:
    """Return one of the options; the same in every version of Python, unlike ``choice``."""
    return options[int(chance.random() * len(options))]


def shuffled(chance: random.Random, options: Sequence[T]) -> list[T]:
    """Return the options in a drawn order."""
    drawn_order = sorted((chance.random(), number) for number in range(len(options)))
    return [options[number] for _, number in drawn_order]


def spin(
    text: str, known: Mapping[str, Sequence[str]], mode: Mode, share: float, chance: random.Random
) -> list[Struck]:
    """Return what a spinner replaces who has substitutes of ``known`` words, in text order.

    ``share`` is that of all words which it replaces at most. A word in capitals is left alone; a
    substitute takes a capital first letter over.
    """
    pattern = _PIECE if mode == "pieces" else _WORD
    spots = [m for m in pattern.finditer(text) if m[0].lower() in known and not m[0][1:].isupper()]
    budget = share * len(text.split())
    fixed: dict[str, str] = {}
    if mode == "article":
        for form in shuffled(chance, sorted({spot[0] for spot in spots})):
            count = sum(spot[0] == form for spot in spots)
            if count <= budget:
                fixed[form] = drawn(chance, known[form.lower()])
                budget -= count
        spots = [spot for spot in spots if spot[0] in fixed]
    else:
        kept = min(0.9, budget / max(1, len(spots)))
        spots = [spot for spot in spots if chance.random() < kept]
    found = []
    for spot in spots:
        word = spot[0]
        substitute = fixed.get(word) or drawn(chance, known[word.lower()])
        if word[0].isupper():
            substitute = substitute[0].upper() + substitute[1:]
        found.append(Struck(*spot.span(), word, substitute))
    return found


class _Taken(NamedTuple):
    """What of a source makes a spinner: substitutes of a word, and their least strength."""

    most: int
    least: float = 0.0


SPINNERS: Mapping[str, _Taken] = {
    "wordnet": _Taken(5, 0.15),
    "moby": _Taken(8, 0.2),
    "roget": _Taken(8, 0.2),
    "embedding": _Taken(4, 0.45),
    synonyms.CURATED: _Taken(8),
    synonyms.WRITTEN: _Taken(12),
}
"""Sources that are taken for spinners: of the strongest pairs as many as a spinner lists."""

SHARE = 0.025
"""Words of an article that :func:`spun` replaces, at most."""

LEAST_WORDS = 80
"""Words of the shortest article that is spun."""

ACTIVE = 0.6
"""Share of its words that a spinner strikes at all: the same throughout a dump."""

HEAD_ZIPF = 2.5
"""French Zipf of the rarest word that is struck."""


def spun(
    articles: Sequence[Mapping[str, Any]], source: str, share: float = SHARE
) -> Iterator[dict[str, Any]]:
    """Yield sound articles as the spinner leaves them that a source makes, with their edits."""
    known = _dictionary(source)
    for number, row in enumerate(articles):
        text = row["text"]
        if len(text.split()) < LEAST_WORDS:
            continue
        mode = MODES[(number + list(SPINNERS).index(source)) % len(MODES)]
        struck = spin(text, known, mode, share, random.Random(f"{row['id']} {source}"))
        if struck:
            yield _row(text, struck)


def _row(text: str, struck: Sequence[Struck]) -> dict[str, Any]:
    parts, edits, done, at = [], [], 0, 0
    for start, end, word, substitute in struck:
        parts += [text[done:start], substitute]
        at += start - done
        edits.append(
            {"start": at, "end": at + len(substitute), "before": substitute, "after": word}
        )
        at += len(substitute)
        done = end
    return {"source": "".join([*parts, text[done:]]), "text": text, "edits": edits}


@cache
def _dictionary(source: str) -> Mapping[str, tuple[str, ...]]:
    """Return the words that a spinner strikes who has the pairs of a source."""
    most, least = SPINNERS[source]
    by_head: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for substitute, word, strength in _pairs(source):
        if strength >= least and word != substitute and _is_head(word, source):
            by_head[word].append((-strength, substitute))
    return {head: tuple(s for _, s in sorted(found)[:most]) for head, found in by_head.items()}


def _is_head(word: str, source: str) -> bool:
    return (
        word.isascii()
        and word.isalpha()
        and len(word) > 2
        and lexicon.is_homograph(word)
        and word not in lexicon.FUNCTION_WORDS
        and lexicon.zipf(word, "fr") >= HEAD_ZIPF
        and sha1(f"{source} {word}".encode()).digest()[0] < ACTIVE * 256
    )


def _pairs(source: str) -> Iterator[tuple[str, str, float]]:
    """Yield substitutes and words of a source, with the strength of the pair; phrases of tables."""
    if source in synonyms.TABLES:
        for substitute, words in synonyms.written(source).items():
            yield from ((substitute, word, 1.0) for word in words)
        return
    here = synonyms.columns(source)
    for substitute in here.trie:
        number = here.trie[substitute]
        for at in range(here.starts[number], here.starts[number + 1]):
            if " " not in substitute and here.kinds[at] & synonyms.FIRST:
                strength = here.strengths[at] / synonyms.STRENGTH_STEPS
                yield substitute, here.words[here.numbers[at]], strength
