"""Opposites: French words that a spinner hardly ever replaced by what stands there.

A synonym spinner puts words of like meaning in each other's place. Thesauri and embeddings offer
opposites as well (*high* for *low*, *parents* for *childless*), and the sentence cannot tell them
apart: « la high tech » reads even better. Start reading from :func:`opposed`. ``antonyms.tsv`` is
built from WordNet, ``opposites.tsv`` is written by people, for French words that mean something
else than the English ones spelled alike (*grand, mort, son*) and for relations (*child, parents*).
"""

from collections.abc import Iterator
from functools import cache, lru_cache

from pipeline.resources import data, lexicon, synonyms

NEGATIONS = ("un", "non-", "non", "anti-", "anti")
"""Beginnings that negate an English word."""

LACKS = ("less", "-free")
"""Endings that say « without »: *childless* people have no child, what is *smoke-free* no smoke."""

LEAST_STEM_LETTERS = 3
"""Letters of the shortest word that is left when such an ending is taken away."""

NO_LACK = frozenset(
    {"doubtless", "nevertheless", "nonetheless", "priceless", "regardless", "unless", "wireless"}
)
"""Words with that ending that do not say « without »."""

SAME = frozenset({"curated", "wordnet-synset"})
"""Evidence that two words mean one thing; Moby and embeddings also pair words that go together."""


@lru_cache(maxsize=1 << 14)
def opposed(phrase: str, word: str) -> bool:
    """Say whether a French word means the opposite of a lower-case English word or phrase.

    Pairs that people have seen a spinner make (``spinner_pairs.tsv``) are none.

    >>> opposed("low", "high"), opposed("childless", "parents"), opposed("jail", "prison")
    (True, True, False)
    """
    if word in synonyms.curated().get(phrase, ()):
        return False
    return any(
        form in _opposites().get(base, ()) or _without(base, form) or _negated(base, form)
        for base in _forms(phrase)
        for form in _forms(word)
    )


TURNED = (
    ("im", "é"),
    ("im", "ex"),
    ("in", "ex"),
    ("hypo", "hyper"),
    ("sous", "sur"),
    ("anté", "anti"),
    ("ad", "ab"),
    ("afférent", "efférent"),
)
"""Beginnings that make opposites of French words: *immigré* and *émigré*, *import* and *export*."""

DENIED = ("in", "im", "il", "ir", "dé", "dés", "mal", "non")
"""Beginnings that deny a French word: *illégal*, *désarmer*."""


def turned(before: str, after: str) -> bool:
    """Say whether two lower-case French words are opposites by their beginnings.

    A misread word hardly ever becomes its opposite; a reader who believes it does changes a fact.

    >>> turned("immigrés", "émigrés"), turned("légal", "illégal"), turned("adsorbé", "absorbé")
    (True, True, True)
    >>> turned("insère", "infère"), turned("plaee", "place")
    (False, False)
    """
    return any(
        (before.startswith(one) and after == other + before.removeprefix(one))
        or (after.startswith(one) and before == other + after.removeprefix(one))
        for one, other in TURNED
    ) or any(prefix + before == after or prefix + after == before for prefix in DENIED)


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """Return the French words of each English word in both tables."""
    found: dict[str, set[str]] = {}
    for phrase, word, *_ in [*data.table("antonyms.tsv", 2), *data.table("opposites.tsv", 3)]:
        found.setdefault(phrase, set()).add(word)
    return {phrase: frozenset(words) for phrase, words in found.items()}


def _forms(word: str) -> Iterator[str]:
    """Yield a word and what it is without a plural ending."""
    yield word
    if len(word) > LEAST_STEM_LETTERS and word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
        if word.endswith("ies"):
            yield word[:-3] + "y"


def _without(phrase: str, word: str) -> bool:
    """Say whether a phrase says « without X » and a word is X, a synonym of it, or its opposite.

    Who is *childless* is no parent, who is *jobless* has no *emploi*.
    """
    for ending in LACKS:
        thing = phrase.removesuffix(ending)
        if thing != phrase and phrase not in NO_LACK and len(thing) >= LEAST_STEM_LETTERS:
            return lexicon.is_english(thing) and (
                word in (thing, thing + "ful")
                or word in _opposites().get(thing, ())
                or any(
                    inverse.word == word and any(kind in SAME for kind, _ in inverse.evidence)
                    for inverse in synonyms.inverses(thing)
                )
            )
    return False


def _negated(phrase: str, word: str) -> bool:
    """Say whether a phrase is the negation of an English word that is spelled like the French."""
    return (
        any(
            phrase.startswith(start)
            and phrase.removeprefix(start) == word
            and lexicon.is_english(word)
            for start in NEGATIONS
        )
        or (phrase.removesuffix("ful") + "less") == word != phrase
    )
