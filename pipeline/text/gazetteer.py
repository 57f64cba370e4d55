"""Known proper names made of English words, and where a text has them.

``press_titles.tsv`` and ``names.tsv`` list the names; start reading from :func:`known_names`.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.resources import data
from pipeline.text.analysis import AnalyzedText
from pipeline.text.tokens import tokenize

NAME_LENGTH = 6
"""Tokens of the longest name that is looked for."""


class Gazetteer(NamedTuple):
    """The known names, by their words and by what stands around a word of theirs."""

    whole: dict[tuple[str, ...], str]
    """The words of each name and its kind; names of one word need a capital."""
    contexts: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[tuple[str, str], ...]]
    """What stands left and right of a word of a name, and the words and names that fit between."""
    beside: frozenset[str]
    """The words right before or after such a word."""
    heads: frozenset[str]
    """The first words of all names."""
    short: dict[tuple[str, ...], tuple[str, ...]]
    """The short forms of a title."""
    forms: frozenset[str]
    """The short forms of all titles."""


@lru_cache(maxsize=1 << 13)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, with straight apostrophes."""
    return tuple(token.word.replace("’", "'") for token in tokenize(name))


@cache
def gazetteer() -> Gazetteer:
    """Return the names of the two tables."""
    whole: dict[tuple[str, ...], str] = {}
    short: dict[tuple[str, ...], tuple[str, ...]] = {}
    contexts: dict[tuple[tuple[str, ...], tuple[str, ...]], list[tuple[str, str]]] = defaultdict(
        list
    )
    press = [(row[0], "title", row[1]) for row in data.table("press_titles.tsv", 4)]
    for name, kind, forms in [*press, *((n, k, "") for n, k in data.table("names.tsv", 2))]:
        words = words_of(name)
        if any(word[0].islower() for word in words):
            kind = "phrase"
        whole.setdefault(words, "title" if kind in ("title", "work") else "name")
        if forms:
            short[words] = tuple(forms.split("|"))
        if 2 <= len(words) <= 5:
            for n, word in enumerate(words):
                others = words[:n] + words[n + 1 :]
                # Of *Lord's* too little is left: *le Grand Seigneur s'est trompé*.
                if word[0].isupper() and word.isalpha() and any(len(w) > 1 for w in others):
                    contexts[words[:n], words[n + 1 :]].append((word, name))
    return Gazetteer(
        whole,
        {around: tuple(found) for around, found in contexts.items()},
        frozenset(word for left, right in contexts for word in (*left[-1:], *right[:1])),
        frozenset(words[0] for words in whole),
        short,
        frozenset(form for forms in short.values() for form in forms),
    )


def names(analyzed: AnalyzedText) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of known names of several words, with their kind: ``name`` or ``title``."""
    for first, last, kind in known_names(analyzed):
        yield analyzed.tokens[first].start, analyzed.tokens[last - 1].stop, kind


@lru_cache(maxsize=4)
def known_names(analyzed: AnalyzedText) -> tuple[tuple[int, int, str], ...]:
    """Return the token ranges of known names of several words, and their kind."""
    known = gazetteer()
    words, heads = analyzed.words, known.heads
    found: list[tuple[int, int, str]] = []
    end = 0
    for n in [n for n, word in enumerate(words) if word in heads]:
        if n < end:
            continue
        for length in range(min(NAME_LENGTH, len(words) - n), 1, -1):
            kind = known.whole.get(words[n : n + length])
            if kind is not None:
                end = n + length
                found.append((n, end, kind))
                break
    return tuple(found)
