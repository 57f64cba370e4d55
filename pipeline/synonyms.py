"""Inverse synonyms: the French homographs that an English word or phrase may have replaced.

Start reading from :func:`inverses`. Each source has a file of its own, ``synonyms.NAME.marisa``,
because licences are never merged; the evidence is merged here, at the question. A file is a
marisa trie from the lower-case substitute to records of :data:`RECORD`: the number of a
homograph, kinds of evidence, strength. Two keys that no text can hold give the homographs in the
order of their numbers (:data:`WORDS`) and the first words of the phrases (:data:`FIRST_WORDS`).
``spinner_pairs.tsv``, written by people, is read as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from struct import Struct
from typing import NamedTuple

import marisa_trie

from pipeline import data
from pipeline.errors import DictionaryError

RECORD = Struct("<HBB")
"""Number of the homograph, kinds (bits), strength in :data:`CLASSES`-ths."""

CLASSES = 255
FIRST, SECOND, INFLECTED = 1, 2, 4
"""Bits of the kinds of a record; :data:`KINDS` names the first two."""

WORDS, FIRST_WORDS = "\x01words", "\x01first"

KINDS = {
    "moby": ("moby", "moby-reverse"),
    "roget": ("roget", ""),
    "spelling": ("spelling", ""),
    "wordnet": ("wordnet-synset", "wordnet-link"),
}
"""Sources that have a file, each with the names of its kinds of evidence."""

CURATED = "curated"
SOURCES = frozenset({*KINDS, CURATED})
"""Names of all sources."""

PAIRS = "spinner_pairs.tsv"

LONGEST = 4
"""Words of the longest phrase."""

WEIGHTS = {
    "curated": 0.95,
    "inflected": 0.0,
    "moby": 0.7,
    "moby-reverse": 0.2,
    "roget": 0.3,
    "spelling": 0.9,
    "wordnet-link": 0.4,
    "wordnet-synset": 0.6,
}
"""How far each kind is trusted when candidates are put in order, by evidence alone."""

_CACHED = 1 << 14


class Inverse(NamedTuple):
    """A French homograph that may have stood there, with the evidence, strongest first.

    ``evidence`` pairs a kind (``moby``, ``moby-reverse``, ``wordnet-synset``…) with its strength,
    0 to 1. The kind ``inflected`` marks evidence about the uninflected words (*party, event*
    for *parties, events*) and repeats the best strength.
    """

    word: str
    evidence: tuple[tuple[str, float], ...]


class _File(NamedTuple):
    trie: marisa_trie.BytesTrie
    words: tuple[str, ...]
    firsts: frozenset[str]


def file_name(source: str) -> str:
    """Return the name of a source's file."""
    return f"synonyms.{source}.marisa"


def first_words(phrases: Iterable[str]) -> frozenset[str]:
    """Return the first token of each phrase or compound: ``put`` of *put up*, ``up-`` of
    *up-to-date*.
    """
    found = set()
    for phrase in phrases:
        word, space, _ = phrase.partition(" ")
        part, hyphen, rest = word.partition("-")
        if hyphen and rest:
            found.add(part + hyphen)
        elif space:
            found.add(word)
    return frozenset(found)


@cache
def _file(source: str) -> _File:
    trie = marisa_trie.BytesTrie()
    trie.mmap(str(data.path(file_name(source))))
    words, firsts = (trie[key][0].decode().split("\n") for key in (WORDS, FIRST_WORDS))
    return _File(trie, tuple(words), frozenset(firsts))


@cache
def curated() -> dict[str, tuple[str, ...]]:
    """Return the French words of each substitute in ``spinner_pairs.tsv``, which may be missing.

    Raises :class:`DictionaryError` when a line is not a substitute, a tab and a word.
    """
    try:
        path = data.path(PAIRS)
    except DictionaryError:  # the thesauri do without
        return {}
    found: dict[str, list[str]] = defaultdict(list)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        substitute, tab, word = line.lower().partition("\t")
        if not (tab and substitute and word) or "\t" in word:
            raise DictionaryError(f"{path}:{number}: not « substitute, tab, French word »: {line}")
        if word not in found[substitute]:
            found[substitute].append(word)
    return {substitute: tuple(words) for substitute, words in found.items()}


def _evidence(phrase: str, sources: Iterable[str]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for source in sources:
        if source == CURATED:
            for word in curated().get(phrase, ()):
                found[word][CURATED] = 1.0
            continue
        trie, words, _ = _file(source)
        first, second = KINDS[source]
        for packed in trie.get(phrase, ()):
            for number, kinds, strength in RECORD.iter_unpack(packed):
                evidence = found[words[number]]
                value = strength / CLASSES
                if kinds & FIRST:
                    evidence[first] = value
                if kinds & SECOND:
                    evidence[second] = value
                if kinds & INFLECTED:
                    evidence["inflected"] = max(value, evidence.get("inflected", 0.0))
    return found


def _support(evidence: dict[str, float]) -> float:
    """Return how far independent kinds of evidence together support a word, 0 to 1."""
    doubt = 1.0
    for kind, strength in evidence.items():
        doubt *= 1.0 - WEIGHTS[kind] * strength
    return 1.0 - doubt


@lru_cache(_CACHED)
def inverses(phrase: str, sources: frozenset[str] | None = None) -> tuple[Inverse, ...]:
    """Return the homographs that a lower-case word or phrase may have replaced, best first.

    ``sources`` leaves the others out (an ablation); the order is by evidence alone.

    >>> [inverse.word for inverse in inverses("jail")][:1]
    ['prison']
    """
    chosen = SOURCES if sources is None else sources
    found = _evidence(phrase, sorted(chosen))
    ranked = sorted(found.items(), key=lambda item: (-_support(item[1]), item[0]))
    return tuple(
        Inverse(word, tuple(sorted(evidence.items(), key=lambda pair: (-pair[1], pair[0]))))
        for word, evidence in ranked
    )


@lru_cache(_CACHED)
def is_substitute(phrase: str) -> bool:
    """Say whether any source knows a lower-case word or phrase as a substitute."""
    return phrase in curated() or any(phrase in _file(source).trie for source in sorted(KINDS))


@cache
def _first_words() -> frozenset[str]:
    return first_words(curated()).union(*(_file(source).firsts for source in KINDS))


def longest(words: Sequence[str]) -> int:
    """Return how many of ``words``, from the first, make the longest phrase; 0 when none does.

    Words are lower-case token keys: a compound's part keeps its hyphen (``up-`` ``to-`` ``date``).
    A single word is no phrase.
    """
    if not words or words[0] not in _first_words():
        return 0
    for count in range(min(LONGEST, len(words)), 1, -1):
        if is_substitute(" ".join(words[:count]).replace("- ", "-")):
            return count
    return 0
