"""Demonyms: words for people and things of a place, right though no lexicon has them all.

French makes them anew of any place (*canarien, floridienne, almérien*), and a frequent one of
another place is often a letter away (*canadienne, algérienne*): an edit between two of them changes
a fact. Start reading from :func:`vouched` and :func:`is_other`.
"""

from collections.abc import Iterable
from functools import lru_cache

from pipeline.resources import lexicon
from pipeline.resources.noisy_channel import bare

ENDINGS = tuple("ais aise ois oise ien ienne éen éenne ain aine".split())
"""Endings of demonyms, in the singular, that French adds to new names."""

OTHER_DEMONYMS = frozenset(
    """afghan africain allemand américain anglais arabe argentin balte basque belge breton bulgare
    catalan corse croate espagnol estonien flamand français germain grec kazakh kurde lapon letton
    libyen moldave monégasque mongol moscovite nigérian normand norvégien ouzbek persan philippin
    russe saoudite serbe slave slovaque slovène suisse suédois tatar tchèque tchétchène turc
    vietnamite wallon yéménite zélandais""".split()
)
"""Demonyms, as lemmas, that have another ending, or whose place is spelled otherwise. A rule for
their endings would take *personne, poisson, machine* for demonyms."""

PLACE_ENDINGS = "|a|e|es|ie|ia|ies|as|o|os|i|is|y|u|us|ique".split("|")
"""What the names of places have after the stem of the demonym: *Chine, Italie, Mali, Mexique*."""

SHORTEST_STEM = 4
"""Letters of the shortest stem of which a name is proof: *Canaries* of *canar-*. The stems of known
words may have one letter less."""

LONGEST_REST = 4
"""Letters that a name in the same text may have more: *La Gomera* vouches for *gomériens*."""

USUAL_NAME = 2.0
"""French Zipf value of the rarest name of the lexicon that is proof of a demonym."""


def stem(word: str) -> str:
    """Return what stands before the ending of a demonym, the longest ending first, or nothing.

    >>> stem("canariennes"), stem("charles")
    ('canar', '')
    """
    word = word.lower()
    singular = word[:-1] if word.endswith("s") and not word.endswith(("ais", "ois", "ès")) else word
    found = [ending for ending in ENDINGS if singular.endswith(ending)]
    return singular.removesuffix(max(found, key=len)) if found else ""


@lru_cache(maxsize=1 << 12)
def is_demonym(word: str) -> bool:
    """Say whether a French adjective or noun is a demonym, as far as the lexicon has the place.

    >>> is_demonym("canadienne"), is_demonym("slovaques"), is_demonym("maison")
    (True, True, False)
    """
    lemmas = {a.lemma for a in lexicon.analyses(word) if a.pos in ("adj", "noun")}
    head = stem(word)
    return not lemmas.isdisjoint(OTHER_DEMONYMS) or (
        bool(lemmas)
        and len(head) >= SHORTEST_STEM - 1
        and lexicon.has_name(head, USUAL_NAME, PLACE_ENDINGS)
    )


def vouched(word: str, names: Iterable[str]) -> bool:
    """Say whether an unknown word is a demonym of a known place, or of a name beside it in a text.

    ``names`` are those of the text. Rare names of the lexicon do not count: *frangaise* is misread,
    though there is a village of Frangy.

    >>> vouched("canarienne", []), vouched("almérienne", ["Almeria"]), vouched("frangaise", [])
    (True, True, False)
    """
    head = stem(word)
    if len(head) < SHORTEST_STEM:
        return False
    if lexicon.has_name(head, USUAL_NAME, PLACE_ENDINGS):
        return True
    start, longest = bare(head), len(head) + LONGEST_REST
    return any(len(name) <= longest and bare(name.lower()).startswith(start) for name in names)


def is_other(word: str, meant: str) -> bool:
    """Say whether an edit makes one demonym of one that is not of the same word.

    A word that no lexicon has is taken for a demonym by its ending alone: ask where it stands.
    One that lacks its accents, or has a letter too many or too few, is the same.

    >>> is_other("irakienne", "iranienne"), is_other("fançais", "français")
    (True, False)
    """
    word, meant = word.lower(), meant.lower()
    if bare(word) == bare(meant) or not is_demonym(meant):
        return False
    if lexicon.is_french(word):
        lemmas = {a.lemma for a in lexicon.analyses(meant)}
        return is_demonym(word) and lemmas.isdisjoint(a.lemma for a in lexicon.analyses(word))
    here, there = stem(word), stem(meant)
    return (
        len(here) >= SHORTEST_STEM - 1 and len(here) == len(there) and sorted(here) != sorted(there)
    )


ENGLISH_ENDINGS = ("an", "ish", "ese", "ch", "iss", "ard", "ic")
"""Endings of English demonyms, in the singular: *Italian, Spanish, Chinese, French, Swiss*."""


def is_other_in_french(phrase: str, word: str) -> bool:
    """Say whether an English demonym would become a French one of another place.

    >>> is_other_in_french("chilean", "argentine"), is_other_in_french("roman", "romaine")
    (True, False)
    """
    same = bare(word)[: SHORTEST_STEM - 1] == phrase[: SHORTEST_STEM - 1]
    return phrase.removesuffix("s").endswith(ENGLISH_ENDINGS) and not same and is_demonym(word)
