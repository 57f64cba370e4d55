"""Cut a bad scan into words, also cut ones and oddly misread ones, and measure its damage.

Start reading from :func:`read`.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from pipeline.resources import data, lexicon
from pipeline.resources.spelling_index import near_all
from pipeline.spelling.long_s import long_s_readings, only_long_s
from pipeline.spelling.scan_candidates import other_accented
from pipeline.text.caching import by_text
from pipeline.text.tokens import Token, tokenize

READINGS = "spelling.readings.tsv"

READINGS_HEADER = "seen\tmeant\tcost"

_ENDS = frozenset(".!?…")
_PARAGRAPH = regex.compile(r"\n[^\S\n]*\n")

_HYPHENS = "-\u2010\u2011\u00ac"

_CODE = frozenset("/@_#\\=`{}<>")
"""What touches a word of an address or of code."""

_ODD = frozenset("~^_|£§¥©®°•■♦*<>{}[]\\=+¬¦")
"""Characters that bad scans have many of."""

_LONGEST_ELIDED = 3
"""Letters of the longest unknown word that is taken for an elided one: *qn'* for *qu'*. After a
longer one the apostrophe is a speck or has lost its space: *suiivre'le*."""

UNIT_CLASSES = ("lower", "capital", "known", "known-capital")


class ScanUnit(NamedTuple):
    """A word of a scan, perhaps in two pieces: the numbers of its tokens and its span."""

    first: int
    last: int
    start: int
    end: int
    word: str
    """In lower case, its pieces joined."""
    sort: str
    """One of :data:`UNIT_CLASSES`."""
    elided: bool
    starts: bool


@dataclass(frozen=True)
class Scan:
    """A document as it is read again: its tokens, units, words that it repeats, its damage."""

    text: str
    tokens: tuple[Token, ...]
    units: tuple[ScanUnit, ...]
    breaks: tuple[bool, ...]
    """For each token, whether a sentence or paragraph begins there."""
    counts: Counter[str]
    words: frozenset[str]
    damage: float
    capitals: float
    odd: float
    cut: bool
    """The shares of unknown words, unknown capitalised words and stray signs; whether a hyphen
    cuts a word."""
    long_s: int
    """Unknown words, those of a plain shape twice, that are words when their long s is read."""


@cache
def readings() -> dict[str, tuple[tuple[str, float], ...]]:
    """Return, by what is seen, the words that it may be a misreading of, and their costs."""
    found: dict[str, list[tuple[str, float]]] = {}
    with data.opening(READINGS):
        for seen, meant, cost in data.table(READINGS, 3):
            found.setdefault(seen, []).append((meant, float(cost)))
    return {seen: tuple(meant) for seen, meant in found.items()}


def is_elided(token: Token) -> bool:
    """Say whether a token has lost its vowel to an apostrophe: *l', jusqu'*, *qn'* for *qu'*."""
    return token.text[-1:] in ("'", "’") and (
        len(token.word) <= _LONGEST_ELIDED or lexicon.is_french(token.key)
    )


@lru_cache(1 << 14)
def is_known(word: str) -> bool:
    """Say whether a lower-case word is French; of one letter only *a*, *à*, *y* and *ô* are."""
    if len(word) == 1:
        return word in "aàyô"
    return lexicon.is_french(word) and (len(word) > 2 or lexicon.zipf(word, "fr") > 4.5)


def sentence_breaks(text: str, tokens: Sequence[Token]) -> tuple[bool, ...]:
    """Say for each token whether a sentence or a paragraph begins there."""
    found = [before.key in _ENDS and token.text[0].isupper() for before, token in pairwise(tokens)]
    found[:0] = [True] * bool(tokens)
    for match in _PARAGRAPH.finditer(text):  # only white space lies between tokens
        at = bisect_left(tokens, match.end(), key=lambda token: token.start)
        if at < len(tokens):
            found[at] = True
    return tuple(found)


@by_text(maxsize=4)
def breaks_of(text: str) -> tuple[bool, ...]:
    """Say for each token of ``text`` whether a sentence or a paragraph begins there."""
    return sentence_breaks(text, tokenize(text))


def read(text: str) -> Scan:
    """Return the units of a text, with its counts and the shares that show its damage."""
    tokens = tokenize(text)
    breaks = sentence_breaks(text, tokens)
    table = readings()
    units = []
    skip, cut = -1, False
    for at, token in enumerate(tokens):
        word = token.word
        if (
            at <= skip
            or text[token.start - 1 : token.start] in _CODE
            or (text[token.stop : token.stop + 1] in _CODE)
        ):
            continue
        if not token.is_word or not word.isalpha():
            if token.text == "!" and _leads(text, tokens, at):
                skip = at + 1
                lower = "!" + tokens[skip].word
            elif (token.text == "1" and _ends(text, tokens, at)) or (
                word.isalnum()
                and not word.isdigit()
                and (word.lower() in table or _may_be_misread(word))
            ):
                skip, lower = at, word.lower()
            else:
                continue
            stop = tokens[skip].stop
            units.append(ScanUnit(at, skip, token.start, stop, lower, "lower", False, breaks[at]))
            continue
        last = at
        elided = is_elided(token)
        lower = word.lower()
        if after := _rest(text, tokens, at):
            whole = lower + tokens[after].word
            compound = lexicon.is_french(f"{lower}-{tokens[after].word}")
            if compound or lexicon.is_french(whole):
                skip, cut = after, cut or not compound
                continue
            if not (is_known(lower) and is_known(tokens[after].word)) and _is_cut(
                text[token.start : tokens[after].start], whole
            ):
                last, lower, cut = after, whole, True
        skip = last
        known = lexicon.is_french(token.key) if elided else is_known(lower)
        sort = ("known" if known else "lower") if word.islower() else "capital"
        if sort == "capital" and known:
            sort = "known-capital"
        units.append(
            ScanUnit(at, last, token.start, tokens[last].stop, lower, sort, elided, breaks[at])
        )
    sorts = Counter(unit.sort for unit in units)
    size = len(units) + 50
    long_s = sum(_long_s_sign(unit.word) for unit in units if unit.sort == "lower")
    return Scan(
        text=text,
        tokens=tokens,
        units=tuple(units),
        breaks=breaks,
        counts=Counter(unit.word for unit in units),
        words=frozenset(unit.word for unit in units if unit.sort.startswith("known")),
        damage=(sorts["lower"] + 0.5) / size,
        capitals=(sorts["capital"] + 0.5) / size,
        odd=(sum(token.text in _ODD for token in tokens) + 0.5) / size,
        cut=cut,
        long_s=long_s,
    )


_FIGURES = regex.compile(r"\p{L}{2,}\d\p{L}+|\p{L}+\d\p{L}{2,}")


def _may_be_misread(word: str) -> bool:
    """Say whether a word has a figure in the place of a letter: *pr4sident*, not *co2, 3ème*."""
    return word.islower() and _FIGURES.fullmatch(word) is not None


def _leads(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Say whether an exclamation mark begins a word: *!e* for *le*."""
    here = tokens[at]
    if at + 1 == len(tokens) or text[max(0, here.start - 1) : here.start] not in ("", " ", "\n"):
        return False
    after = tokens[at + 1]
    return after.start == here.end and after.text.isalpha() and after.text.islower()


def _ends(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Say whether a figure stands where an exclamation mark may have ended a sentence."""
    here = tokens[at]
    around = text[here.start - 1 : here.start] + text[here.end : here.end + 1]
    return (
        at > 0
        and not around.strip()
        and tokens[at - 1].text.islower()
        and (at + 1 == len(tokens) or tokens[at + 1].text[0].isupper())
    )


def _rest(text: str, tokens: Sequence[Token], at: int) -> int:
    """Return the number of the token that goes on with a word cut by a hyphen, 0 if none does."""
    here = tokens[at]
    after = at + 1
    if here.text[-1] not in _HYPHENS:
        if after >= len(tokens) or tokens[after].text not in _HYPHENS:
            return 0
        if tokens[after].start > here.end or "\n" not in text[here.end : tokens[after].end + 2]:
            return 0
        after += 1
    if after >= len(tokens):
        return 0
    token = tokens[after]
    whole = token.word.islower() and token.word.isalpha() and token.end == token.stop
    return after if whole and token.start - here.end < 4 else 0


def _is_cut(gap: str, whole: str) -> bool:
    """Say whether a hyphen cuts a word: at a line end, or where the whole is near a French one.

    It makes a compound of *trls-sage* and *demi-heupe*, each piece misread by itself.
    """
    return "\n" in gap or bool(near_all(whole))


@lru_cache(1 << 12)
def _long_s_sign(word: str) -> int:
    """Return how much an unknown word says for the long s of old print: 0, 1 or 2."""
    if not ("f" in word or "j" in word):
        return 0
    if not any(is_known(form) or other_accented(form) for form in long_s_readings(word)):
        return 0
    return 2 if only_long_s(word) else 1
