"""Find short forms that lost their apostrophe: *cest, jai, quil, nont, lhomme, lÉtat*.

Start reading from :func:`partings`. A word that is no French word is parted where French elides
(*c', d', j', l', m', n', s', t', qu', jusqu'…*), when what follows begins with a vowel and is of a
kind that this short form goes with: *n'* stands before a verb, *qu'* before a pronoun, *l'* before
a noun. For a word that is French as well (*na*, *quelle*) only context decides: the stage asks
the language model.
"""

from functools import lru_cache

from pipeline.resources import lexicon

_PRONOUNS = frozenset("il ils elle elles on un une en à au aux".split())

_CLITICS = frozenset("ne n se s le la les l lui leur y en me m te t nous vous".split())
"""Words between a pronoun and its verb."""

_FOLLOWING: dict[str, frozenset[str]] = {
    "c": frozenset("est était étaient en eût".split()),
    "qu": _PRONOUNS | frozenset("y avec après avant entre eux aucun aucune autant ici".split()),
    "jusqu": frozenset("à au aux en ici alors où".split()),
    "lorsqu": _PRONOUNS,
    "puisqu": _PRONOUNS,
    "quoiqu": _PRONOUNS,
    "quelqu": frozenset(("un", "une")),
    "aujourd": frozenset(("hui",)),
}
"""Short forms that only a few words follow."""

NO_ARTICLE_AFTER = frozenset(
    "un une le la les l' des du au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos "
    "votre vos leur leurs".split()
)
"""Words after which no article stands: *un légo* is no *l'égo*."""

_SHORT = frozenset(("ny", "sy", "jy"))

_VERBAL = frozenset("nmtsj")
"""Short forms that stand before a verb, *en* or *y*."""

_NOMINAL = frozenset("ld")
"""Short forms of articles and prepositions: nouns, adjectives and infinitives follow."""

_HEADS = (*_FOLLOWING, *sorted(_VERBAL | _NOMINAL))
"""All short forms, in the order in which they are tried."""

REAL: dict[str, tuple[str, bool]] = {
    "dun": ("d", False),
    "dune": ("d", False),
    "lavaient": ("l", False),
    "lavait": ("l", False),
    "lavis": ("l", False),
    "lest": ("l", False),
    "lune": ("l", False),
    "men": ("m", False),
    "mont": ("m", False),
    "na": ("n", False),
    "quelle": ("qu", True),
    "quelles": ("qu", True),
    "sen": ("s", False),
    "sil": ("s", False),
    "sils": ("s", False),
}
"""French words that two words often become when they lose their apostrophe: the short form, and
whether a verb must follow.

In 1.2 million sound words, none of them gains as much as :data:`REAL_GAIN` when parted, except one
*quelle* in 370, which had lost its apostrophe. In news without apostrophes 9 in 10 gain as
much, of *quelle* half. *la* (*l'a*), *ma*, *ta* and *test* gain too little and are not here."""

AUXILIARY = {"la": "l", "ma": "m", "ta": "t", "las": "l", "mas": "m", "tas": "t"}
"""French words that are a short form and *a* or *as* before a participle: *on la vu* for *l'a vu*.
They are parted where other words of the text surely lost their apostrophe."""

AUXILIARY_GAIN = 1.5
"""Gain (log10) from which they are."""

REAL_GAIN = 3.0
"""Gain in the language model (log10) from which a word of :data:`REAL` is parted."""

GAIN, DOUBTFUL_GAIN = 1.0, -1.0
"""Gains from which an unknown word is parted for certain and with doubt. Above the first, 474 of
474 in news without apostrophes were right, and 40 of 40 in sound texts of 25 kinds; between the two
9 of 11."""

SHARED_GAIN = 2.0
"""What two certain losses in a text add to the gain of the others: all have one cause."""

FOREIGN_GAIN = 5.0
"""Gain from which an unknown word is parted that is as frequent in English as in French: names and
refrains (*lan, lon, nas*). *Et lon lan la* gains 4.2."""


@lru_cache(1 << 14)
def partings(word: str) -> tuple[str, ...]:
    """Return the short forms that a word may begin with, empty when it is a French word.

    >>> partings("navait"), partings("laccusé"), partings("lÉtat"), partings("navet")
    (('n',), ('l',), ('l',), ())
    """
    lower = word.lower()
    if not lower.startswith(_HEADS) or not word.isalpha():
        return ()
    if (len(word) < 3 and word not in _SHORT) or lexicon.analyses(word):
        return ()
    return tuple(
        head for head in _HEADS if lower.startswith(head) and _may_follow(head, word[len(head) :])
    )


def _may_follow(head: str, rest: str) -> bool:
    """Say whether a word may stand after a short form."""
    if head in _FOLLOWING:
        if rest.lower() in _FOLLOWING[head]:
            return True
        return head == "qu" and rest[:1].isupper() and _is_name(rest)
    if len(rest) < 2 and (head, rest) not in (("n", "a"), ("l", "a"), ("m", "a"), ("t", "a")):
        return rest == "y" and head in _VERBAL
    if not lexicon.elides(rest):
        return False
    if rest[0].isupper():
        return head in _NOMINAL and _is_name(rest)
    readings = lexicon.analyses(rest)
    if head in _VERBAL:
        if rest in ("en", "y"):
            return True
        forms = [r.verb for r in readings if r.pos == "verb"]
        if head == "j":
            return any(form.endswith("1s") for form in forms)
        return any(form and form not in ("ppas", "ppre") for form in forms)
    return any(r.pos not in ("interj", "affix", "loc") for r in readings)


def _is_name(rest: str) -> bool:
    """Say whether a word with a capital is a name that the lexicon knows: *Italie, Emmanuel*."""
    known = lexicon.analyses(rest) or (len(rest) > 3 and lexicon.zipf(rest.lower(), "fr") >= _NAMED)
    return len(rest) > 2 and lexicon.elides(rest) and bool(known)


_NAMED = 2.5
"""Zipf value of a name that the lexicon lacks and people write often: *Angers*."""


def fits_before(following: str) -> bool:
    """Say whether a word may follow *qu'elle*: a verb, or what stands between the two.

    >>> fits_before("ne"), fits_before("avait"), fits_before("saison")
    (True, True, False)
    """
    word = following.rstrip("'’").lower()
    readings = lexicon.analyses(word)
    return word in _CLITICS or (
        any(r.pos == "verb" and r.verb[-2:] in ("3s", "3p") for r in readings)
        and not any(r.pos in ("noun", "adj") for r in readings)
    )


def is_participle(word: str, after: str = "la") -> bool:
    """Say whether a word is a past participle and no noun: not *fait, mise*.

    After *ma* and *ta* it may be a noun that is masculine: *ma dit* is no noun with its article.

    >>> is_participle("dit"), is_participle("dit", "ma"), is_participle("mise", "ma")
    (False, True, False)
    """
    readings = lexicon.analyses(word)
    nouns = [r for r in readings if r.pos == "noun"]
    free = after in ("ma", "ta") and all(r.gender == "m" for r in nouns)
    return any(r.verb == "ppas" for r in readings) and (free or not nouns)


def resembles_name(word: str) -> bool:
    """Say whether a word is as frequent in English as in French: *lan, lon, nas*, not *jai*."""
    return (
        lexicon.zipf(word, "en") > lexicon.zipf(word, "fr") - _APART
        and lexicon.zipf(word, "en") > 0
    )


_APART = 0.4
"""Zipf units by which a word must be more French than English: *jai* is 0.5 more, *cest* 1.7, *lun*
0.36."""
