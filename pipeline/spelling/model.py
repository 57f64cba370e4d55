"""Say what may have been meant by an unknown word: a log-linear model of its corrections.

Start reading from :func:`candidates` and :func:`probabilities`. « No change » is one of the
options. It has features of its own: the word looks derived, it is in the frequency list, foreign
words stand around it. Each option is a row of features (:data:`CORRECTION_FEATURES`), their
weighted sum is its score, and a softmax over the scores gives probabilities. The weights are in
``spelling.weights.json``; ``python -m benchmarks.spelling --fit`` fits them.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from math import log10
from typing import NamedTuple

from pipeline.resources import data, lexicon, noisy_channel
from pipeline.resources.language_model import model
from pipeline.resources.log_linear import softmax
from pipeline.resources.spelling_index import lacks_accents, near
from pipeline.text.tokens import tokenize

SPELLING_WEIGHTS = "spelling.weights.json"

REAL_WORDS = "spelling.real_words.tsv"
REAL_WORDS_HEADER = "seen\tmeant"

NO_CHANGE = "no-change"
"""The kind of the option that leaves a word as it is. The weights file calls it ``keep``."""

MOST_EDITS = 24
"""Candidates by edit that get a score, the cheapest in the channel first."""

_PART_ZIPF = 3.6
"""Least Zipf value of both parts of a word that may be two: 4 in a million."""

_WHOLE_ZIPF = 1.5
"""Least Zipf value of a word that two pieces make, and of a part beside a function word."""

_LONG, _LONG_ZIPF = 4, 2.0
"""Letters and Zipf value that both parts need where neither is frequent: *enclosvénérable*."""

_FUNCTION_WORD_ZIPF = 6.2
"""Least Zipf value of the words that a rare one is most often run together with: *de, le, il*."""

ELIDED = ("l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu")
"""Words that lose their vowel to an apostrophe, as they stand before it."""

_SINGLE = frozenset("aày")
"""Parts of one letter that are words."""

_PREFIXES = tuple(
    "aéro agro anti auto bi bio cardio chimio co contre cyber dé dés dis éco électro euro ex "
    "extra franco gastro géo hydro hyper hypo im immuno in infra inter intra ir macro mal mé "
    "média méga méta micro mini mono multi nano narco naso néo neuro non omni ortho pan para péri "
    "pharmaco photo pluri poly post pré pro pseudo psycho quadri ra radio re ré rétro semi socio "
    "sous sub super supra sur techno télé thermo trans tri turbo ultra uni vice vidéo visio".split()
)
_SUFFIXES = {
    "able": ("er", "e"),
    "ais": ("", "e"),
    "aise": ("", "e"),
    "aises": ("", "e"),
    "ois": ("", "e"),
    "oise": ("", "e"),
    "oises": ("", "e"),
    "eois": ("", "e"),
    "eoise": ("", "e"),
    "age": ("er", "e"),
    "ages": ("er", "e"),
    "ateur": ("er", "ation"),
    "eur": ("er", "e"),
    "eurs": ("er", "e"),
    "euse": ("er", "e"),
    "euses": ("er", "e"),
    "esque": ("", "e"),
    "ien": ("", "ie", "e"),
    "ienne": ("", "ie", "e"),
    "iens": ("", "ie", "e"),
    "ique": ("", "ie", "e"),
    "iques": ("", "ie", "e"),
    "iser": ("", "e", "ique"),
    "isation": ("", "e", "ique", "iser"),
    "isme": ("", "e", "iste", "ique"),
    "iste": ("", "e", "isme"),
    "istes": ("", "e", "isme"),
    "ement": ("e", ""),
    "ment": ("", "e"),
    "ité": ("e", "", "if"),
}
"""Suffixes with which French makes new words, and the endings that they take the place of."""


class Correction(NamedTuple):
    """One option of an unknown word: ``text`` replaces tokens ``first`` to ``last``.

    ``first`` and ``last`` count from the unknown word: -1 is the token before it, 1 the one after.
    ``typed`` and ``scanned`` are the costs of the two noisy channels, ``distance`` the number of
    letters that differ.
    """

    text: str
    kind: str
    """:data:`NO_CHANGE`, ``edit``, ``accent``, ``split`` or ``join``."""
    typed: float = 0.0
    scanned: float = 0.0
    distance: int = 0
    first: int = 0
    last: int = 0


class Surroundings(NamedTuple):
    """What stands around an unknown ``word``; ``left`` and ``right`` hold keys in text order.

    ``damage`` is the share of unknown words in the document, ``strangers`` the number of foreign or
    unknown words among the two words on either side.
    """

    word: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    damage: float
    strangers: int
    capital: bool
    compound: bool
    quoted: bool
    words: frozenset[str]
    """Words of the document."""


CORRECTION_FEATURES = (
    "lm",
    "keep",
    "keep.damage",
    "keep.zipf",
    "keep.english",
    "keep.length",
    "keep.short",
    "keep.capital",
    "keep.compound",
    "keep.strangers",
    "keep.prefixed",
    "keep.derived",
    "keep.quoted",
    "edit.typed",
    "edit.scanned",
    "edit.channel",
    "edit.two",
    "edit.first",
    "edit.split",
    "edit.join",
    "edit.accent",
    "edit.zipf",
    "edit.rare",
    "edit.here",
)
"""Names of the features of an option, in the order of :func:`features`, as the file has them."""


def is_prefix(piece: str) -> bool:
    """Say whether a piece of a word is a prefix that makes new words."""
    return piece in _PREFIXES


def prefixed(word: str) -> bool:
    """Say whether a word is a French one after a prefix (*postélectoral*)."""
    return any(
        word.startswith(prefix)
        and len(rest := word.removeprefix(prefix)) >= 4
        and lexicon.is_french(rest)
        for prefix in _PREFIXES
    )


def derived(word: str) -> bool:
    """Say whether a word is a French one with a suffix that makes new words (*barrièrage*)."""
    return any(
        word.endswith(suffix)
        and len(stem := word.removesuffix(suffix)) >= 4
        and any(
            lexicon.is_french(stem + end) or lexicon.zipf(stem + end, "fr") >= 2.5 for end in ends
        )
        for suffix, ends in _SUFFIXES.items()
    )


_OLD_SPELLINGS = (
    ("oi", "ai"),  # avoit, foible, françois
    ("oî", "aî"),  # connoît, paroître
    ("sç", "s"),  # sçavoir
    ("ct", "t"),  # faict
    ("ul", "u"),  # aultre
    ("es", "é"),  # escrire
    ("es", "ê"),  # estre
    ("as", "â"),  # chasteau
    ("os", "ô"),  # hostel
    ("is", "î"),  # maistre
    ("us", "û"),  # couster
    ("y", "i"),  # luy
    ("oû", "ou"),  # toûjours
    ("ë", "è"),  # poëte
    ("oe", "oi"),  # boëte
    ("aign", "agn"),  # compaignie
    ("ége", "ège"),  # siége
)
"""Letters of spellings given up between 1600 and 1878, and what they are now."""


@lru_cache(1 << 12)
def old(word: str) -> bool:
    """Say whether an unknown word is the old spelling of a French one: *avoit*, *enfans*.

    Old texts keep their spelling; new texts have such words in names and quotations.
    """
    if word.endswith("ns") and lexicon.is_french(word[:-1] + "ts"):
        return True
    return any(
        before in word and lexicon.is_french(word.replace(before, after, 1))
        for before, after in _OLD_SPELLINGS
    ) and not noun_pairs(word)  # *duroi* is no old *durai*


def splits(word: str) -> list[Correction]:
    """Return the pairs of frequent words that a lower-case word may be when a space was lost."""
    found = []
    for cut in range(1, len(word)):
        left, right = word[:cut], word[cut:]
        zipf = lexicon.zipf(right, "fr")
        if (
            left in ELIDED
            and zipf >= _PART_ZIPF - 1
            and lexicon.is_french(right)
            and lexicon.elides(right)
        ):
            found.append((zipf + 1, Correction(f"{left}'{right}", "split", 2.0, 2.0, 1)))
        if any(len(part) == 1 and part not in _SINGLE for part in (left, right)):
            continue
        if left in _PREFIXES and lexicon.zipf(right, "fr") < _FUNCTION_WORD_ZIPF:
            continue  # *surutilisé* is a new word, *surles* two
        zipf, other = sorted(lexicon.zipf(part, "fr") for part in (left, right))
        if (
            (
                zipf >= _PART_ZIPF
                or (zipf >= _WHOLE_ZIPF and other >= _FUNCTION_WORD_ZIPF)
                or (zipf >= _LONG_ZIPF and min(len(left), len(right)) >= _LONG)
            )
            and lexicon.is_french(left)
            and lexicon.is_french(right)
        ):
            compound = f"{left}-{right}"
            text = compound if lexicon.analyses(compound) else f"{left} {right}"
            found.append((zipf, Correction(text, "split", 2.0, 2.0, 1)))
    found.sort(key=lambda pair: (-pair[0], pair[1].text))
    return [option for _, option in found[:4]]


@lru_cache(1 << 10)
def noun_pairs(word: str) -> tuple[Correction, ...]:
    """Return the pairs of a determiner and a noun or adjective that agree in number.

    >>> [pair.text for pair in noun_pairs("desfigures")], noun_pairs("despendre")
    (['des figures'], ())
    """
    found = []
    for pair in splits(word):
        left, _, right = pair.text.partition(" ")
        wanted = _DETERMINERS.get(left)
        if wanted and any(
            reading.pos in ("noun", "adj") and reading.number in (wanted, "")
            for reading in lexicon.analyses(right)
        ):
            found.append(pair)
    return tuple(found)


_DETERMINERS = {
    **dict.fromkeys("le la un une du au ce cet cette mon ma son sa notre votre leur".split(), "s"),
    **dict.fromkeys("les des aux ces mes ses nos vos leurs deux trois".split(), "p"),
}
"""Determiners and the number that they ask for."""


@lru_cache(1 << 12)
def candidates(word: str, before: str = "", after: str = "") -> tuple[Correction, ...]:
    """Return the options of an unknown lower-case word, that of no change first.

    ``before`` and ``after`` are lower-case neighbours that may be pieces of it, or empty.
    """
    edits = []
    for other, distance in near(word):
        typed, scanned = noisy_channel.cost(other, word)
        if min(typed, scanned) < 50:
            same = noisy_channel.bare(other) == noisy_channel.bare(word)
            kind = "accent" if same and "ſ" not in word else "edit"
            edits.append(Correction(other, kind, typed, scanned, distance))
    edits.sort(key=lambda o: (min(o.typed, o.scanned), o.text))
    joins = []
    for text, first, last in ((before + word, -1, 0), (word + after, 0, 1)):
        if len(text) > len(word) and (
            lexicon.is_french(text) and lexicon.zipf(text, "fr") >= _WHOLE_ZIPF
        ):
            joins.append(Correction(text, "join", 2.0, 2.0, 1, first, last))
    return (Correction(word, NO_CHANGE), *edits[:MOST_EDITS], *splits(word), *joins)


def only_before_je(word: str) -> bool:
    """Say whether a word stands before « -je » alone: *bêlè* is not meant by *bèlè*, a dance."""
    return word.endswith("è") and all(r.verb.endswith("1s") for r in lexicon.analyses(word))


@cache
def real_words() -> dict[str, tuple[str, ...]]:
    """Return, by rare French word, the frequent words that a scan may turn into it."""
    return {seen: tuple(meant.split(",")) for seen, meant in data.table(REAL_WORDS, 2)}


def keys(text: str) -> list[str]:
    """Return the keys of a candidate."""
    return [token.key for token in tokenize(text)]


def language_scores(options: Sequence[Correction], surroundings: Surroundings) -> list[float]:
    """Return the log10 probability of each option in its surroundings.

    The neighbours are part of each sequence, because an option may take one of them in.
    """
    before, after = surroundings.left[-1:], surroundings.right[:1]
    sequences = [
        [
            *(before if option.first == 0 else ()),
            *keys(option.text),
            *(after if option.last == 0 else ()),
        ]
        for option in options
    ]
    if surroundings.compound:  # the hyphen belongs to the key: *vice-*
        for sequence, option in zip(sequences, options, strict=True):
            if option.last == 0 and surroundings.word.endswith("-"):
                sequence[-1 - len(after)] += "-"
    return model().options(surroundings.left[:-1], sequences, surroundings.right[1:])


def features(options: Sequence[Correction], surroundings: Surroundings) -> list[tuple[float, ...]]:
    """Return the features of each option, in the order of :data:`CORRECTION_FEATURES`."""
    word = surroundings.word.rstrip("-")
    rows: list[tuple[float, ...]] = []
    for option, score in zip(options, language_scores(options, surroundings), strict=True):
        if option.kind == NO_CHANGE:
            rows.append(
                (
                    score,
                    1.0,
                    log10(surroundings.damage),
                    0.0 if lacks_accents(word) else lexicon.zipf(word, "fr"),
                    lexicon.zipf(word, "en"),
                    min(len(word), 12) / 10,
                    float(len(word) <= 3),
                    float(surroundings.capital),
                    float(surroundings.compound),
                    float(min(surroundings.strangers, 3)),
                    float(prefixed(word)),
                    float(derived(word)),
                    float(surroundings.quoted),
                    *(0.0,) * 11,
                )
            )
            continue
        zipf = lexicon.zipf(option.text, "fr")
        rows.append(
            (
                score,
                *(0.0,) * 12,
                option.typed,
                option.scanned,
                min(option.typed, option.scanned),
                float(option.distance == 2),
                float(noisy_channel.bare(option.text[:1]) != noisy_channel.bare(word[:1])),
                float(option.kind == "split"),
                float(option.kind == "join"),
                float(option.kind == "accent"),
                zipf,
                float(zipf < 2),
                float(option.text in surroundings.words),
            )
        )
    return rows


@cache
def weights() -> tuple[float, ...]:
    """Return the fitted weights, in the order of :data:`CORRECTION_FEATURES`."""
    with data.opening(SPELLING_WEIGHTS):
        found = data.stored(SPELLING_WEIGHTS)["weights"]
        return tuple(found[name] for name in CORRECTION_FEATURES)


def probabilities(options: Sequence[Correction], surroundings: Surroundings) -> list[float]:
    """Return the probability of each option, 0 to 1; they add up to 1."""
    fitted = weights()
    rows = features(options, surroundings)
    return softmax([sum(w * x for w, x in zip(fitted, row, strict=True)) for row in rows])
