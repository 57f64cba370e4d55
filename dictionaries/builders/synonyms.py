"""The inverse synonyms: for each English word or phrase, the French homographs it may replace.

Start reading from :func:`build`. Each thesaurus is a module with ``relations(wanted)``; here its
relations are turned round, carried over to inflected forms and to the other English spelling, cut
to the strongest per substitute and written to a file of its own, because licences are never
merged. The format of a file is told by :mod:`pipeline.resources.synonyms`, which reads it.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import marisa_trie

from dictionaries.builders import (
    english,
    french,
    frequency,
    homographs,
    sources,
    synonyms_embedding,
    synonyms_forms,
    synonyms_moby,
    synonyms_roget,
    synonyms_wordnet,
)
from dictionaries.builders.synonyms_relation import Relation
from pipeline.resources.synonyms import (
    FIRST,
    INFLECTED,
    STRENGTH_STEPS,
    SYNONYMS_HEADER,
    edges,
    file_name,
)

LEAST_ZIPF = 2.0
"""English Zipf frequency below which no word is taken for a substitute: spinners write to be read,
and a rarer word costs space."""

EMBEDDED_ZIPF, EMBEDDED_WORTH = 2.5, 1.0
"""English Zipf frequency of the substitutes, and French one of the homographs, that are embedded:
vectors of rare words are poor."""

LEAST_WORTH = 0.5
"""Least factor of a homograph's rank: a word that French texts never use still may come last."""

LONGEST = 4
"""Words of the longest phrase."""

BASE_MARGIN = 1.5
"""A plural homograph counts as one of its base only if the base is at most so much rarer in
English (Zipf): *pas* is hardly the plural of *pa*."""

MASS_PLURAL, MASS_BASE = 1.5, 3.5
"""English Zipf frequency that a plural unknown to English lexicons needs to be one that English
readers have met (*informations, violences*, not each French plural), and that its base needs."""

CARRIED = 0.8
"""What is left of the strength when the evidence is about the uninflected words."""


class _Source(NamedTuple):
    relations: Callable[[Mapping[str, float], Callable[[str], bool]], Iterator[Relation]]
    package: sources.Source
    most: int
    """Homographs kept per substitute, by strength and frequency in French."""
    least: float = 0.0
    """Least strength of a pair that is kept."""
    knows_forms: bool = False
    """The source judges inflected words by themselves: none is carried over."""


def _embedding(wanted: Mapping[str, float], is_usable: Callable[[str], bool]) -> Iterator[Relation]:
    zipf = _zipfs("en")
    frequent = {word for word in _frequent() if zipf[word] >= EMBEDDED_ZIPF and is_usable(word)}
    heard = {word: worth for word, worth in wanted.items() if worth >= EMBEDDED_WORTH}
    return synonyms_embedding.relations(heard, frequent)


_SOURCES = {
    "embedding": _Source(_embedding, synonyms_embedding.MINILM, 10, 0.4, knows_forms=True),
    "moby": _Source(synonyms_moby.relations, synonyms_moby.MOBY, 96),
    "roget": _Source(synonyms_roget.relations, synonyms_roget.ROGET, 8),
    "wordnet": _Source(synonyms_wordnet.relations, synonyms_wordnet.WORDNET, 96),
}
"""The cuts cost nothing that was measured: on the tuning half, 24 neighbours from 0.3 on, or 16 of
Roget, propose as many right words as these do, in four and in two times the space."""

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


@cache
def is_usable(phrase: str) -> bool:
    """Say whether a spinner may write this word or phrase: frequent words, at most four."""
    words = phrase.split(" ")
    if len(words) == 1 and phrase in _frequent():
        return True
    parts = phrase.replace("-", " ").split()
    if not 1 < len(parts) <= LONGEST or not all(part in _frequent() for part in parts):
        return False
    # English thesauri hold French phrases (*en route, de luxe*), and these are no damage.
    here, there = _zipfs("fr"), _zipfs("en")
    return not all(here.get(part, 0.0) >= there[part] for part in parts)


class _Targets(NamedTuple):
    """The homographs that stand for a thesaurus word: itself, other spellings, plurals.

    ``mass``: French plurals of words that English does not count (*informations*). A spinner that
    cuts the *-s* finds them too, and English lexicons have no such word.
    """

    same: dict[str, set[str]]
    inflected: dict[str, set[str]]
    mass: dict[str, set[str]]

    def wanted(self) -> dict[str, float]:
        """Return the words to look up, each with the frequency of its homographs in French.

        That is the Zipf frequency of the most frequent homograph that the word stands for.
        """
        zipf = _zipfs("fr")
        worth: dict[str, float] = {}
        for table in self:
            for word, found in table.items():
                most = max(zipf.get(homograph, 0.0) for homograph in found)
                worth[word] = max(worth.get(word, LEAST_WORTH), most)
        return worth


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
    mass: dict[str, set[str]] = defaultdict(set)
    for form in sorted({form.form for form in french.forms()} - inventory.keys()):
        base, heard = form.removesuffix("s"), zipf.get(form, 0.0)
        if base == form or base not in inventory or heard < MASS_PLURAL:
            continue
        if zipf.get(base, 0.0) >= max(MASS_BASE, heard + 1):
            mass[base].add(form)
    return _Targets(same, inflected, mass)


def _invert(relations: Iterable[Relation], knows_forms: bool) -> _Rows:
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
            for plural in () if knows_forms else inflected(substitute):
                add(plural, homograph, kinds | INFLECTED, CARRIED * strength)
        for homograph in targets.mass.get(word, ()):
            for other in spelled(substitute) | inflected(substitute):
                add(other, homograph, kinds | INFLECTED, CARRIED * strength)
    return rows


def _strongest(row: Mapping[str, tuple[int, float]], most: int) -> list[str]:
    """Return the homographs to keep: strong evidence for words that are frequent in French."""
    zipf = _zipfs("fr")
    return sorted(
        row, key=lambda word: (-row[word][1] * max(LEAST_WORTH, zipf.get(word, 0.0)), word)
    )[:most]


def write(folder: Path, name: str, rows: _Rows, most: int) -> tuple[list[Path], int]:
    """Write one source's two files; return their paths and the number of pairs."""
    kept = {substitute: _strongest(row, most) for substitute, row in rows.items()}
    trie = marisa_trie.Trie(sorted(kept))
    words = sorted({word for row in kept.values() for word in row})
    place = {word: number for number, word in enumerate(words)}
    starts, numbers, marks, strengths = array("I", [0]), array("H"), bytearray(), bytearray()
    for number in range(len(trie)):
        substitute = trie.restore_key(number)
        for word in kept[substitute]:
            kinds, strength = rows[substitute][word]
            numbers.append(place[word])
            marks.append(kinds)
            strengths.append(max(1, round(strength * STRENGTH_STEPS)))
        starts.append(len(numbers))
    texts = ["\n".join(lines).encode() for lines in (words, *map(sorted, edges(kept)))]
    header = SYNONYMS_HEADER.pack(len(trie), len(numbers), *map(len, texts))
    paths = [folder / file_name(name, ending) for ending in ("marisa", "bin")]
    trie.save(str(paths[0]))
    columns = [header, starts.tobytes(), numbers.tobytes(), bytes(marks), bytes(strengths)]
    paths[1].write_bytes(b"".join([*columns, *texts]))
    return paths, len(numbers)


def _spelling() -> _Rows:
    """Return the homographs in their other English spelling: *program* for *programme*."""
    known = english.words()
    rows: _Rows = defaultdict(dict)
    for word in homographs.inventory():
        for other in synonyms_forms.spellings(word, known):
            rows[other][word] = (FIRST, 1.0)
    return rows


def build(folder: Path) -> Iterable[sources.Entry]:
    """Write ``synonyms.NAME.marisa`` and ``synonyms.NAME.bin`` of each source."""
    wanted = _targets().wanted()
    for name, source in _SOURCES.items():
        relations = source.relations(wanted, is_usable)
        strong = (relation for relation in relations if relation.strength >= source.least)
        rows = _invert(strong, source.knows_forms)
        yield from _entries(folder, name, rows, source.most, [source.package])
    scowl = [sources.SCOWL_AMERICAN, sources.SCOWL_BRITISH]
    yield from _entries(folder, "spelling", _spelling(), 96, scowl)


def _entries(
    folder: Path, name: str, rows: _Rows, most: int, packages: Sequence[sources.Source]
) -> Iterator[sources.Entry]:
    paths, pairs = write(folder, name, rows, most)
    for path in paths:
        yield sources.entry(path, "synonyms", packages[0].licence, pairs, packages)
