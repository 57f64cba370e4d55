"""The inverse synonyms: for each English word or phrase, the French homographs it may replace.

Start reading from :func:`build`. Each thesaurus is a module with ``relations(wanted)``; here its
relations are turned round, carried over to inflected forms and to the other English spelling, cut
to the strongest per substitute and written to a file of its own, because licences are never
merged. The format of a file is told by :mod:`pipeline.synonyms`, which reads it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import marisa_trie

from dictionaries.builders import (
    english,
    frequency,
    homographs,
    sources,
    synonyms_forms,
    synonyms_moby,
    synonyms_roget,
    synonyms_wordnet,
)
from dictionaries.builders.synonyms_relation import Relation
from pipeline.synonyms import (
    CLASSES,
    FIRST,
    FIRST_WORDS,
    INFLECTED,
    RECORD,
    WORDS,
    file_name,
    first_words,
)

LEAST_ZIPF = 2.0
"""English Zipf frequency below which no word is taken for a substitute: spinners write to be read,
and a rarer word costs space."""

LONGEST = 4
"""Words of the longest phrase."""

MOST = 96
"""Homographs kept per substitute and source. @@"""

BASE_MARGIN = 1.5
"""A plural homograph counts as one of its base only if the base is at most so much rarer in
English (Zipf): *pas* is hardly the plural of *pa*."""

CARRIED = 0.8
"""What is left of the strength when the evidence is about the uninflected words."""


class _Source(NamedTuple):
    relations: Callable[[Collection[str]], Iterator[Relation]]
    package: sources.Source
    most: int


_SOURCES = {
    "moby": _Source(synonyms_moby.relations, synonyms_moby.MOBY, MOST),
    "roget": _Source(synonyms_roget.relations, synonyms_roget.ROGET, 40),
    "wordnet": _Source(synonyms_wordnet.relations, synonyms_wordnet.WORDNET, MOST),
}

_Rows = dict[str, dict[str, tuple[int, float]]]
"""Kinds and strength by substitute and homograph."""


@cache
def _zipfs(language: str) -> dict[str, float]:
    return frequency.zipfs(language)


@cache
def _frequent() -> frozenset[str]:
    """Return the English words that a substitute may be made of."""
    known = english.words()
    return frozenset(
        word
        for word, zipf in _zipfs("en").items()
        if zipf >= LEAST_ZIPF and (word in known or word.isdigit())
    )


def is_usable(phrase: str) -> bool:
    """Say whether a spinner may write this word or phrase: frequent words, at most four."""
    words = phrase.split(" ")
    if len(words) == 1 and phrase in _frequent():
        return True
    parts = phrase.replace("-", " ").split()
    return 1 < len(parts) <= LONGEST and all(part in _frequent() for part in parts)


class _Targets(NamedTuple):
    """The homographs that stand for a thesaurus word: itself, other spellings, plurals."""

    same: dict[str, set[str]]
    inflected: dict[str, set[str]]


@cache
def _targets() -> _Targets:
    inventory = homographs.inventory()
    known, zipf = english.words(), _zipfs("en")
    same: dict[str, set[str]] = defaultdict(set)
    inflected: dict[str, set[str]] = defaultdict(set)
    for word in inventory:
        same[word].add(word)
        for other in synonyms_forms.spellings(word, known):
            same[other].add(word)
        for base in synonyms_forms.bases(word, known):
            if zipf.get(base, 0.0) >= zipf.get(word, 0.0) - BASE_MARGIN:
                for spelled in {base, *synonyms_forms.spellings(base, known)}:
                    inflected[spelled].add(word)
    return _Targets(same, inflected)


def _invert(relations: Iterable[Relation]) -> _Rows:
    """Return the relations by substitute and homograph, carried over to other forms.

    Evidence about the very words beats evidence about their bases, then the stronger wins.
    """
    rows: _Rows = defaultdict(dict)
    known = english.words()
    targets = _targets()

    def add(substitute: str, word: str, kinds: int, strength: float) -> None:
        if substitute == word or not is_usable(substitute):
            return
        found = rows[substitute].get(word)
        new = (kinds, strength)
        if found is None or (not kinds & INFLECTED, strength) > (
            not found[0] & INFLECTED,
            found[1],
        ):
            rows[substitute][word] = new

    @cache
    def spelled(substitute: str) -> frozenset[str]:
        return frozenset({substitute, *synonyms_forms.spellings(substitute, known)})

    @cache
    def inflected(substitute: str) -> frozenset[str]:
        return frozenset(
            plural
            for other in spelled(substitute)
            for plural in synonyms_forms.plurals(other, _frequent())
        )

    for word, substitute, kinds, strength in relations:
        for homograph in targets.same.get(word, ()):
            for other in spelled(substitute):
                add(other, homograph, kinds, strength)
        for homograph in targets.inflected.get(word, ()):
            for plural in inflected(substitute):
                add(plural, homograph, kinds | INFLECTED, CARRIED * strength)
    return rows


def _strongest(row: Mapping[str, tuple[int, float]], most: int) -> list[str]:
    """Return the homographs to keep: strong evidence for words that are frequent in French."""
    zipf = _zipfs("fr")
    return sorted(row, key=lambda word: (-row[word][1] * max(0.5, zipf.get(word, 0.0)), word))[
        :most
    ]


def write(path: Path, rows: _Rows, most: int) -> int:
    """Write one source's file and return its number of pairs."""
    kept = {substitute: _strongest(row, most) for substitute, row in sorted(rows.items())}
    words = sorted({word for row in kept.values() for word in row})
    numbers = {word: number for number, word in enumerate(words)}
    firsts = sorted(first_words(kept))
    items = [(WORDS, "\n".join(words).encode()), (FIRST_WORDS, "\n".join(firsts).encode())]
    for substitute, row in kept.items():
        packed = b"".join(
            RECORD.pack(numbers[word], kinds, max(1, round(strength * CLASSES)))
            for word, (kinds, strength) in ((word, rows[substitute][word]) for word in row)
        )
        items.append((substitute, packed))
    marisa_trie.BytesTrie(items).save(str(path))
    return sum(map(len, kept.values()))


def _spelling() -> _Rows:
    """Return the homographs in their other English spelling: *program* for *programme*."""
    known = english.words()
    rows: _Rows = defaultdict(dict)
    for word in homographs.inventory():
        for other in synonyms_forms.spellings(word, known):
            rows[other][word] = (FIRST, 1.0)
    return rows


def build(folder: Path) -> Iterable[sources.Entry]:
    """Write one ``synonyms.*.marisa`` per source."""
    targets = _targets()
    wanted = frozenset(targets.same) | frozenset(targets.inflected)
    for name, source in _SOURCES.items():
        path = folder / file_name(name)
        pairs = write(path, _invert(source.relations(wanted)), source.most)
        yield sources.entry(path, "synonyms", source.package.licence, pairs, [source.package])
    path = folder / file_name("spelling")
    pairs = write(path, _spelling(), MOST)
    packages = [sources.SCOWL_AMERICAN, sources.SCOWL_BRITISH]
    yield sources.entry(path, "synonyms", "SCOWL", pairs, packages)
