"""Inverse synonyms: the French homographs that an English word or phrase may have replaced.

Start reading from :func:`inverses`. Each source has files of its own, because licences are never
merged; the evidence is merged here, at the question. ``synonyms.NAME.marisa`` holds the lower-case
substitutes, which marisa numbers; ``synonyms.NAME.bin`` holds columns (:class:`Columns`): for each
substitute a run of pairs, for each pair the number of a homograph, its kinds and its strength.
Tables that people wrote (:data:`TABLES`) are read as they are.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from functools import cache, lru_cache
from struct import Struct
from typing import NamedTuple

import marisa_trie

from pipeline.errors import DictionaryError
from pipeline.resources import data

SYNONYMS_HEADER = Struct("<IIIII")
"""Number of substitutes, number of pairs, bytes of each of the three texts that come last."""

STRENGTH_STEPS = 255
"""Strengths are stored in 255ths."""

FIRST, SECOND, INFLECTED = 1, 2, 4
"""Bits of the kinds of a pair; :data:`EVIDENCE_KINDS` names the first two."""

EVIDENCE_KINDS = {
    "embedding": ("embedding", ""),
    "moby": ("moby", "moby-reverse"),
    "roget": ("roget", ""),
    "spelling": ("spelling", ""),
    "wordnet": ("wordnet-synset", "wordnet-link"),
}
"""Sources that have a file, each with the names of its kinds of evidence."""

CURATED, WRITTEN, LISTED = "curated", "written", "listed"
TABLES = {CURATED: "spinner_pairs.tsv", WRITTEN: "written_pairs.tsv", LISTED: "listed_pairs.tsv"}
"""Sources that people wrote: what spinners are known to put, what they may put, and English
synonyms by the word that they may stand for."""

TABLE_STRENGTHS = {CURATED: 1.0, WRITTEN: 0.5, LISTED: 0.35}
"""How strongly a pair of a table testifies. With 0.8 for what spinners may put 2 in 100 words of
machine translations more were not restored on their own, with 0.35 some seeds. Lists by the French
word are long: with 0.5 fewer right words came first, and *movie* was less surely « film »."""

SOURCES = frozenset({*EVIDENCE_KINDS, *TABLES})
"""Names of all sources."""

UNLISTED = SOURCES - {LISTED}
"""Names of those that name few substitutes of a word."""

LONGEST_PHRASE = 4
"""Words of the longest phrase."""

EVIDENCE_WEIGHTS = {
    "curated": 0.95,
    "embedding": 0.6,
    "inflected": 0.2,
    "listed": 0.6,
    "moby": 0.4,
    "moby-reverse": 0.2,
    "roget": 0.4,
    "spelling": 0.9,
    "wordnet-link": 0.5,
    "wordnet-synset": 0.6,
    "written": 0.6,
}
"""Weight of each kind of evidence when evidence alone puts candidates in order. Fitted on the
tuning half (mean reciprocal rank 0.52, first weights 0.50; on the other half 0.52 and 0.49)."""

_CACHED = 1 << 10


class Inverse(NamedTuple):
    """A French homograph that may have stood there, with the evidence, strongest first.

    ``evidence`` pairs a kind (``moby``, ``moby-reverse``, ``wordnet-synset``…) with its strength,
    0 to 1. The kind ``inflected`` marks evidence about the uninflected words (*party, event*
    for *parties, events*) and repeats the best strength.
    """

    word: str
    evidence: tuple[tuple[str, float], ...]


class Columns(NamedTuple):
    """One source's data: what follows ``trie`` is in the ``bin`` file in this order.

    It comes after :data:`SYNONYMS_HEADER`. The columns of pairs run parallel; ``words``, ``firsts``
    and ``seconds`` are lines of text.
    """

    trie: marisa_trie.Trie
    starts: memoryview
    """First pair of each substitute, by its number, and one more for the end (32 bits)."""
    numbers: memoryview
    """Number of the homograph (16 bits)."""
    kinds: memoryview
    strengths: memoryview
    words: tuple[str, ...]
    """The homographs, by number."""
    firsts: frozenset[str]
    """First tokens of the phrases and compounds."""
    seconds: frozenset[str]
    """Their second tokens."""


def file_name(source: str, ending: str = "marisa") -> str:
    """Return the name of one of a source's two files, ``marisa`` or ``bin``."""
    return f"synonyms.{source}.{ending}"


@cache
def columns(source: str) -> Columns:
    """Open the files of a source.

    Raises :class:`DictionaryError` when one is missing.
    """
    trie, name = data.trie(file_name(source)), file_name(source, "bin")
    with data.opening(name):
        view = data.mapped(name)
        substitutes, pairs, *texts = SYNONYMS_HEADER.unpack_from(view)
        found, place = [], SYNONYMS_HEADER.size
        for size in (4 * (substitutes + 1), 2 * pairs, pairs, pairs, *texts):
            found.append(view[place : place + size])
            place += size
        if place != len(view) or substitutes != len(trie):
            raise ValueError("the columns do not fill the file")
        words, firsts, seconds = (bytes(text).decode().split("\n") for text in found[4:])
        starts, numbers, kinds, strengths = found[0].cast("I"), found[1].cast("H"), *found[2:4]
        edges = frozenset(firsts), frozenset(seconds)
        return Columns(trie, starts, numbers, kinds, strengths, tuple(words), *edges)


def edges(substitutes: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the first and the second tokens of the phrases and compounds among ``substitutes``.

    >>> [sorted(tokens) for tokens in edges(["put up", "up-to-date", "jail"])]
    [['put', 'up-'], ['to-', 'up']]
    """
    pairs = {
        tuple(substitute.replace("-", "- ").split(" ", 2)[:2])
        for substitute in substitutes
        if " " in substitute or "-" in substitute
    }
    first, second = zip(*pairs, strict=True) if pairs else ((), ())
    return frozenset(first), frozenset(second)


def curated() -> dict[str, tuple[str, ...]]:
    """Return the French words of each substitute in ``spinner_pairs.tsv``."""
    return written(CURATED)


@cache
def written(source: str) -> dict[str, tuple[str, ...]]:
    """Return the French words of each substitute in one of the :data:`TABLES`.

    A folder that ``RATURE_DICTIONARIES`` names may lack a table: so what it adds is measured.
    """
    name = TABLES[source]
    if data.chosen() and not (data.home() / name).is_file():
        return {}
    found: dict[str, list[str]] = defaultdict(list)
    for row in data.table(name, 2):
        first, second = map(str.lower, row)
        substitutes, word = (second.split(", "), first) if source == LISTED else ([first], second)
        for substitute in substitutes:
            if not (substitute and word):
                raise DictionaryError(f"dictionary {name} is damaged: a word of {row} is empty")
            if word not in found[substitute]:
                found[substitute].append(word)
    return {substitute: tuple(words) for substitute, words in found.items()}


def _evidence(phrase: str, sources: Iterable[str]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for source in sources:
        if source in TABLES:
            for word in written(source).get(phrase, ()):
                found[word][source] = TABLE_STRENGTHS[source]
            continue
        here = columns(source)
        number = here.trie.get(phrase)
        if number is None:
            continue
        first, second = EVIDENCE_KINDS[source]
        run = slice(here.starts[number], here.starts[number + 1])
        pairs = zip(here.numbers[run], here.kinds[run], here.strengths[run], strict=True)
        for homograph, kinds, value in pairs:
            evidence = found[here.words[homograph]]
            strength = value / STRENGTH_STEPS
            if kinds & FIRST:
                evidence[first] = strength
            if kinds & SECOND:
                evidence[second] = strength
            if kinds & INFLECTED and strength > evidence.get("inflected", 0.0):
                evidence["inflected"] = strength
    return found


def _support(evidence: dict[str, float]) -> float:
    """Return how far independent kinds of evidence together support a word, 0 to 1."""
    doubt = 1.0
    for kind, strength in evidence.items():
        # Unrelated words have a cosine of about 0.2 already: its square is a fairer share.
        share = strength * strength if kind == "embedding" else strength
        doubt *= 1.0 - EVIDENCE_WEIGHTS[kind] * share
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
    ranked = sorted((-_support(evidence), word) for word, evidence in found.items())
    return tuple(Inverse(word, _ordered(found[word])) for _, word in ranked)


def _ordered(evidence: dict[str, float]) -> tuple[tuple[str, float], ...]:
    if len(evidence) == 1:
        return tuple(evidence.items())
    return tuple(sorted(evidence.items(), key=lambda pair: (-pair[1], pair[0])))


@lru_cache(1 << 14)
def is_substitute(phrase: str) -> bool:
    """Say whether any source knows a lower-case word or phrase as a substitute."""
    return any([phrase in known for known in _known()])  # noqa: C419 — quicker


@cache
def _known() -> tuple[Container[str], ...]:
    """Return the substitutes of each source."""
    tables = tuple(written(source) for source in TABLES)
    return (*tables, *(columns(source).trie for source in EVIDENCE_KINDS))


def pairs(phrase: str) -> int:
    """Return how many pairs all sources together have for a lower-case word or phrase."""
    count = sum(len(written(source).get(phrase, ())) for source in TABLES)
    for source in EVIDENCE_KINDS:
        here = columns(source)
        number = here.trie.get(phrase)
        if number is not None:
            count += here.starts[number + 1] - here.starts[number]
    return count


@cache
def _written_forward() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for source in TABLES:
        for substitute, words in written(source).items():
            for word in words:
                found[word].append(substitute)
    return {word: tuple(substitutes) for word, substitutes in found.items()}


@cache
def _numbers(source: str) -> bytes:
    """Return a copy of the column: ``bytes`` are searched faster than memory maps."""
    return bytes(columns(source).numbers)


@lru_cache(_CACHED)
def forward(word: str) -> tuple[str, ...]:
    """Return the substitutes known for a French homograph, in alphabetical order.

    It searches whole columns: about a millisecond for a word not asked before.
    """
    found = set(_written_forward().get(word, ()))
    for source in EVIDENCE_KINDS:
        here = columns(source)
        number = bisect_left(here.words, word)
        if number == len(here.words) or here.words[number] != word:
            continue
        column, wanted = _numbers(source), number.to_bytes(2, "little")
        place = column.find(wanted)
        while place >= 0:
            if place % 2 == 0:  # else the end of one number and the beginning of the next
                substitute = bisect_right(here.starts, place // 2) - 1
                found.add(here.trie.restore_key(substitute))
            place = column.find(wanted, place + 1)
    return tuple(sorted(found))


@cache
def _edges() -> tuple[frozenset[str], frozenset[str]]:
    """Return the tokens with which a phrase may begin, and those that may follow."""
    firsts, seconds = edges(phrase for source in TABLES for phrase in written(source))
    every = [columns(source) for source in EVIDENCE_KINDS]
    return (
        firsts.union(*(here.firsts for here in every)),
        seconds.union(*(here.seconds for here in every)),
    )


def may_begin(key: str) -> bool:
    """Say whether a phrase or compound of some source begins with a token's ``key``."""
    return key in _edges()[0]


def may_open(first: str, second: str) -> bool:
    """Say whether a phrase or compound of some source may open with two keys.

    Two sets refuse nearly all places of a text before anything is joined or looked up.
    """
    firsts, seconds = _edges()
    return first in firsts and second in seconds


def longest(words: Sequence[str]) -> int:
    """Return how many of ``words``, from the first, make the longest phrase; 0 when none does.

    Words are lower-case token keys: a compound's part keeps its hyphen (``up-`` ``to-`` ``date``).
    A single word is no phrase.
    """
    if len(words) < 2 or not may_open(words[0], words[1]):
        return 0
    for count in range(min(LONGEST_PHRASE, len(words)), 1, -1):
        if is_substitute(" ".join(words[:count]).replace("- ", "-")):
            return count
    return 0
