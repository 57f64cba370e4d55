"""Roget's Thesaurus of 1911 (public domain): words by category, 1,044 of them.

The digital copy has lost the order inside a category, so the evidence is only that two words
share one; the fewer words a category has and the fewer categories the two are in, the more it
tells.
"""

import io
import pickle
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from functools import cache
from math import log, sqrt
from typing import Any

from dictionaries.builders import sources
from dictionaries.builders.synonyms_relation import Relation
from pipeline.resources.synonyms import FIRST

ROGET = sources.Source(
    "PyRoget",
    "pypi",
    "0.0.3",
    "public domain",
    "866c44b869c1c9f3f167cb11171b88bdf432194c7ccdeb817837e64bbbed8aa6",
)
"""The package's code is under a GNU licence; only the list of 1911, which is in the public domain,
is taken."""

_SCALE = 2.0
"""Brings the sum over categories, at most about 1/log(8), near 0 to 1."""


class _Plain(pickle.Unpickler):
    """An unpickler of plain containers: a pickle that names any global is refused."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        raise pickle.UnpicklingError(f"{module_name}.{global_name} in a word list")


@cache
def categories() -> dict[str, frozenset[str]]:
    """Return the categories of each word or phrase, names left out."""
    packed = sources.member(ROGET, "PyRoget-0.0.3/PyRoget/roget/thes_dict.txt")
    words: dict[str, list[str]] = _Plain(io.BytesIO(packed), encoding="utf-8").load()
    return {word: frozenset(found) for word, found in words.items() if word.islower()}


def relations(wanted: Collection[str], is_usable: Callable[[str], bool]) -> Iterator[Relation]:
    """Yield the words that share a category with each ``wanted`` word."""
    members: dict[str, list[str]] = defaultdict(list)
    size: Counter[str] = Counter()
    for word, found in sorted(categories().items()):
        size.update(found)
        if is_usable(word):
            for category in found:
                members[category].append(word)
    for word in sorted(wanted & categories().keys()):
        here = categories()[word]
        total: dict[str, float] = defaultdict(float)
        for category in sorted(here):
            for other in members[category]:
                total[other] += 1 / log(1 + size[category])
        for other, shared in sorted(total.items()):
            if other != word:
                spread = sqrt(len(here) * len(categories()[other]))
                yield Relation(word, other, FIRST, min(1.0, _SCALE * shared / spread))
