"""Find what a unit of a bad scan may be a misreading of: its options, that of no change first.

Start reading from :func:`options_of`.
"""

from collections.abc import Iterator
from functools import lru_cache

import regex
from symspellpy.editdistance import DistanceAlgorithm, EditDistance

from pipeline.resources import lexicon, noisy_channel
from pipeline.resources.spelling_index import accented, near_all
from pipeline.spelling.conventions import LEAST_LONG_S
from pipeline.spelling.letter_pairs import alike, very_frequent
from pipeline.spelling.long_s import is_long_s, long_s_readings
from pipeline.spelling.model import NO_CHANGE, Correction, old, splits
from pipeline.spelling.scan_candidates import meant, other_accented
from pipeline.spelling.scan_segments import Scan, ScanUnit, is_known, readings

MOST_READINGS = 16
"""Readings of one word that get a score, the cheapest in the channel first."""

_FREQUENCY = 0.6
"""Cost that ten times the frequency of a reading makes up for, where the cheapest are chosen."""

MOST_COST = 7.5
"""Cost in the channel above which an unknown word is no reading of another one."""

_MOST_COST_OF_KNOWN = 4.0
"""Highest cost at which a French word is a misreading of another: one confusion, or a slip that
scans often make."""

_MARK_COST = 2.0
"""Cost of an exclamation mark that is read as a letter or a figure, or the other way round."""

_MEANT_ZIPF = 3.0
"""Least Zipf value of the words that another French word may be a misreading of."""

_JOINED_ZIPF = 1.5
"""Least Zipf value of a word that two pieces make."""

_LONG_S_COST = 1.5
"""Cost of reading each of them in a text that has long s."""

_MOST_LONG_S = 6
"""Readings of a word by its long s that get a score."""

_NO_COST = 99.0
"""The cost of a reading that the table does not have."""


_ELIDED = ("l", "d", "j", "m", "t", "s", "n", "c", "qu")

"""Elided words, as they stand before the apostrophe."""


def options_of(scan: Scan, unit: ScanUnit) -> tuple[Correction, ...]:
    """Return the options of a unit, that of no change first."""
    known = unit.sort.startswith("known")
    found = [Correction(unit.word, NO_CHANGE), *edits(unit.word, known, unit.elided)]
    if not known and old(unit.word):
        # Only its long s is misread: an old text keeps its spelling.
        found = [o for o in found if o.kind == NO_CHANGE or is_long_s(o.text, unit.word)]
    if scan.long_s >= LEAST_LONG_S and not unit.elided:
        seen = {option.text for option in found}
        found += [
            option
            for option in _with_long_s(unit.word)
            if option.text not in seen and (not known or is_known(option.text))
        ]
    if not known and old(unit.word):
        return tuple(found)
    if unit.word == "1":
        found.append(Correction("!", "mark", _MARK_COST, _MARK_COST))
    if unit.sort.endswith("capital"):  # *Etat*: newspapers leave accents off capitals
        found = [
            o
            for o in found
            if o.kind != "accent" or o.text[0] == unit.word[0] or not unit.word[0].isascii()
        ]
    if known or unit.elided or unit.first != unit.last:
        return tuple(found)
    word = unit.word
    if len(word) > 3:
        found += splits(word)
    if unit.sort == "lower":
        for text, first, last in _joins(scan, unit):
            if lexicon.is_french(text) and lexicon.zipf(text, "fr") >= _JOINED_ZIPF:
                found.append(Correction(text, "join", 2.0, 2.0, 1, first, last))
            elif len(text) >= _LEAST_JOINED and word not in _ONE_LETTER:
                found += _misread_joins(text, first, last)
        if len(word) == 1 and word in _SPECKS:
            found += _without_speck(scan, unit)
    return tuple(found)


_LEAST_JOINED, _MOST_COST_OF_JOINED, _MOST_JOINED = 6, 3.2, 2
"""Letters of two pieces of a word that is misread as well, its cost, and how many are tried."""

_ONE_LETTER = frozenset("aàyô")

_SPECKS = frozenset("iîï")
"""Letters that scanners make of specks: *i principes*. Others may be what is left of a word, or of
a slip of the keyboard (*g se*)."""

_SPECK_COST = 2.5
"""Cost of a speck that is read as a letter."""


def _misread_joins(text: str, first: int, last: int) -> Iterator[Correction]:
    """Yield what two pieces make where a letter is misread as well: *longten ps* is *longtemps*."""
    options = edits(text, False, False)
    cheap = [
        o
        for o in options
        if o.scanned <= _MOST_COST_OF_JOINED and lexicon.zipf(o.text, "fr") >= _MEANT_ZIPF
    ]
    for option in cheap[:_MOST_JOINED]:
        price = 2.0 + option.scanned
        yield Correction(option.text, "join", price, price, 1, first, last)


def _without_speck(scan: Scan, unit: ScanUnit) -> Iterator[Correction]:
    """Yield the word after a single letter that may be a speck: *i principes*."""
    tokens = scan.tokens
    if unit.last + 1 < len(tokens):
        after = tokens[unit.last + 1]
        if (
            after.text.isalpha()
            and after.text.islower()
            and len(after.text) > 1
            and scan.text[unit.end : after.start] == " "
        ):
            yield Correction(after.key, "join", _SPECK_COST, _SPECK_COST, 1, 0, 1)


@lru_cache(1 << 12)
def edits(word: str, known: bool, elided: bool) -> tuple[Correction, ...]:
    """Return what a lower-case word may be a misreading of, the likeliest in the channel first."""
    if word[0] == "!":
        forms = (letter + word[1:] for letter in "il")
        return tuple(Correction(form, "edit", 0.0, _MARK_COST) for form in forms if is_known(form))
    table = dict(readings().get(word, ()))
    if elided:
        found = {other for other in _ELIDED if other != word}
    elif known:
        found = {form for form in _rewritten(word) if lexicon.zipf(form, "fr") >= _MEANT_ZIPF}
    else:
        found = {*near_all(word), *_rewritten(word), *meant(word)} if word.isalpha() else set()
        if word.isalnum() and not word.isalpha():
            found.update(near_all(word))
    dearest = _MOST_COST_OF_KNOWN if known else MOST_COST
    if not known and not elided and word.isalpha():
        if len(word) <= _LONGEST_SCRAP:
            found.update(_scraps(word))
        elif not any(noisy_channel.cost(o, word).scanned <= _CHEAP for o in found):
            found.update(alike(word))
            dearest = max(dearest, _MOST_COST_OF_LETTER * len(word))
    options = []
    # *avoient* and *iour* are old, not misread: an old text keeps its spelling.
    for other in sorted({*found, *table} - {word, word.replace("oi", "ai")}):
        scanned = noisy_channel.cost(other, word).scanned
        # The table of whole words knows cheaper readings than the confusions of letters add up to.
        price = min(scanned, table.get(other, _NO_COST))
        # *coeur* is a matter of typography.
        if word in (other.replace("œ", "oe"), other.replace("j", "i")):
            continue
        if known and _is_reform(word, other):
            continue
        if price <= dearest:
            same = noisy_channel.bare(other) == noisy_channel.bare(word)
            options.append(
                Correction(other, "accent" if same else "edit", float(other in table), price)
            )
    options.sort(key=lambda o: (o.scanned - _FREQUENCY * lexicon.zipf(o.text, "fr"), o.text))
    return tuple(options[:MOST_READINGS])


_LONGEST_SCRAP, _SCRAP_DISTANCE = 5, 2
"""Letters of the longest word that very frequent words are compared with, and how many may differ:
*ipnt* is *ont*, *hur* is *leur*."""

_CHEAP, _MOST_COST_OF_LETTER = 4.5, 1.3
"""Cost of the cheapest reading of a longer word above which words that share pairs of letters with
it are tried, and their cost at most, for each letter: *devianifesîatioa* costs 1.25."""

_DISTANCE = EditDistance(DistanceAlgorithm.LEVENSHTEIN)


def _scraps(word: str) -> Iterator[str]:
    """Yield the very frequent words of which a short one may be what is left."""
    plain = noisy_channel.bare(word)
    for form in very_frequent():
        other = noisy_channel.bare(form)
        if _DISTANCE.compare(plain, other, _SCRAP_DISTANCE) >= 0:
            yield form


_REFORMED = regex.compile(r"[ao]î|î(?!t$|mes$|tes$)|û(?!t$|mes$|tes$)")
"""A circumflex that the spelling of 1990 leaves off: *entraînant, brûler*, but not *il fût*."""


def _is_reform(word: str, other: str) -> bool:
    """Say whether two French words are one in the spellings of before and after 1990."""
    long, plain = (other, word) if "î" in other or "û" in other else (word, other)
    return (
        len(plain) >= _LEAST_REFORMED
        and long != plain
        and long.replace("î", "i").replace("û", "u") == plain
        and _REFORMED.search(long) is not None
    )


_LEAST_REFORMED = 5
"""Letters of the shortest word with two such spellings; *sur* and *sûr* are two words."""


@lru_cache(1 << 12)
def _rewritten(word: str) -> tuple[str, ...]:
    """Return the French words that one confusion of the channel turns into ``word``."""
    found = set(accented(noisy_channel.bare(word)))
    for right, seen in noisy_channel.scanned():
        at = word.find(seen)
        while at >= 0:
            found.update(accented(noisy_channel.bare(word[:at] + right + word[at + len(seen) :])))
            at = word.find(seen, at + 1)
    found.update(
        form
        for form in ("à", "a", "y")
        if len(word) == 1 and form != word and noisy_channel.cost(form, word).scanned < MOST_COST
    )
    return tuple(found)


@lru_cache(1 << 12)
def _with_long_s(word: str) -> tuple[Correction, ...]:
    """Return what a word is when letters in it are long s: *essoyne* for *effoyne*.

    Old words are in no lexicon, so any sequence of letters may be meant; those that are known come
    first.
    """
    found = long_s_readings(word)
    ranked = sorted(
        found,
        key=lambda f: (
            not lexicon.is_french(f),
            f not in other_accented(f),
            -lexicon.zipf(f, "fr"),
            found[f],
            f,
        ),
    )
    return tuple(
        Correction(form, "edit", 0.0, _LONG_S_COST * found[form]) for form in ranked[:_MOST_LONG_S]
    )


def _joins(scan: Scan, unit: ScanUnit) -> Iterator[tuple[str, int, int]]:
    """Yield a unit joined with either neighbour, and the tokens that this takes in."""
    tokens = scan.tokens
    if unit.first:
        before = tokens[unit.first - 1]
        if before.text.isalpha() and scan.text[before.end : unit.start] == " ":
            yield before.key + unit.word, -1, 0
    if unit.last + 1 < len(tokens):
        after = tokens[unit.last + 1]
        if (
            after.text.isalpha()
            and after.text.islower()
            and scan.text[unit.end : after.start] == " "
        ):
            yield unit.word + after.key, 0, 1
