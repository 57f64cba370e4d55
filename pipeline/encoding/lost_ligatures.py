"""Give back the ligatures that a PDF lost: *réa rmé, con ance, d'a�aires, ˛nances, Pﬁ zer*.

Start reading from :func:`lost_ligatures`. The glyphs ff, fi, fl, ffi and ffl of a font have no
letters behind them: text taken out of the file has a space, another sign, or nothing in their
place. Where exactly such letters make a French word of two pieces of which one is none, the loss is
sure. One sure loss explains the pieces that are words themselves (*a aires*); the language model
tells them from words that stand side by side.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from pipeline.encoding.repairs import Repair
from pipeline.resources import lexicon
from pipeline.resources.language_model import model
from pipeline.text.caching import alphabet
from pipeline.text.lines import VERBATIM
from pipeline.text.spans import Spans
from pipeline.text.tokens import tokenize

LIGATURES = ("fi", "ff", "fl", "ffi", "ffl")
"""What the glyphs stand for, the commonest first."""

_USUAL_LIGATURES, _INTACT = ("fi", "ff"), 1
"""A news article of 400 words has the first eight times and the second four times."""

_GLYPHS = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_SEPARATED = re.compile(
    r"(?<![\w-])(?:([^\W\d_]+) )?(?:([^\W\d_]*[ﬀ-ﬄ])|(ffi|ffl|ff|fi|fl)) ([^\W\d_]+)(?![\w'’-])"
)
"""A glyph, or its letters, with a space after it and perhaps one before."""

_SIGNS = re.compile(r"[\ue000-\uf8ff˛˝˙˚˜\x01-\x08\x0b\x0c\x0e-\x1f\ufffd]")
_SIGN = re.compile(rf"(?<![\w�])([^\W\d_]*)({_SIGNS.pattern})(?=[^\W\d_])([^\W\d_]+)(?!\w)")
"""Another sign in the place of the glyph: of private use, an accent that no letter has, a control
of the old encoding of TeX, a replacement character."""

_GAP = regex.compile(r"(?<![\w\-])([^\W\d_]++)(?=  ?([^\W\d_]++)(?![\w\-'’]))", regex.V1)
_WORD = regex.compile(r"[^\W\d_]++", regex.V1)
_SHORTEST = 5
"""Letters of the shortest word that may have a ligature between two pieces."""

_PROVEN = 2
"""Sure losses from which a text is read for the doubtful ones: one may be a slip."""

_SURE_GAIN = 3.0
"""Gain from which two rare pieces are surely one word."""

_GAIN = 1.0
"""Gain in the language model (log10) from which two words are one with a ligature."""

_USUAL, _LONGEST_RARE = 4.2, 6
"""Zipf value from which a word of fewer letters than the second stands for itself."""

_RARE = 2.0
"""Zipf value of the rarest word that a piece is completed to."""


class _Gap(NamedTuple):
    """Two pieces that a ligature makes one word, and whether that leaves no doubt."""

    start: int
    end: int
    options: tuple[str, ...]
    is_sure: bool


def lost_ligatures(text: str) -> Iterator[Repair]:
    """Yield the words that lost a ligature, whole.

    >>> list(lost_ligatures("Le président a réa rmé sa con ance."))
    [Repair(start=18, end=19, text='ffi'), Repair(start=29, end=30, text='fi')]
    """
    found = [*_separated(text), *_signs(text)]
    taken = Spans((one.start, one.end) for one in found)
    found += [one for one in _gaps(text, len(found)) if not taken.meet(one.start, one.end)]
    if not found:
        return
    code = Spans(match.span() for match in VERBATIM.finditer(text))
    yield from (one.trimmed(text) for one in found if not code.meet(one.start, one.end))


def _separated(text: str) -> Iterator[Repair]:
    """Yield words that a space after a ligature cuts: *modiﬁ é, Pﬁ zer, e ffi cacité*."""
    if not any(glyph in text for glyph in _GLYPHS) and not _LONE.search(text):
        return
    at = 0
    while match := _SEPARATED.search(text, at):
        left, glyph, letters, right = match.groups()
        at = match.start(4)
        middle = letters or _letters(glyph)
        for head, start in ((left or "", match.start()), ("", match.start(2 if glyph else 3))):
            word = head + middle + right
            parts = [head + middle, right]
            if not (head or not left or start != match.start()):
                continue
            if _is_cut(word, parts, head) or (
                glyph
                and lexicon.is_french(word.lower())
                and likeliest(text, start, match.end(), (word,))[1] >= _GAIN
            ):
                yield Repair(start, match.end(), word)
                at = match.end()
                break


_LONE = re.compile(r"f(?<!\wf)(?:f[il]?|[il])(?!\w)")  # searched faster from its first letter


def _letters(piece: str) -> str:
    return "".join(_GLYPHS.get(letter, letter) for letter in piece)


def _is_cut(word: str, parts: Sequence[str], head: str) -> bool:
    """Say whether the parts are one word and not words themselves."""
    if head and (lexicon.is_french(parts[0].lower()) or not lexicon.is_french(word.lower())):
        return False
    known = lexicon.is_french(word.lower()) or lexicon.is_french(word)
    known = known or (word[0].isupper() and lexicon.zipf(word.lower(), "fr") >= _RARE)
    return known and not all(
        lexicon.is_french(part.lower()) and (len(part) > 1 or part in "aàyôAÀYÔ") for part in parts
    )


def _signs(text: str) -> Iterator[Repair]:
    """Yield words in which another sign stands for a ligature; the same one for each sign."""
    if not _SIGNS.search(alphabet(text)):
        return
    found = [
        (match, options)
        for match in _SIGN.finditer(text)
        if (match[3].islower() or (match[1] + match[3]).isupper())
        and (match[1] or not match[2].isspace())
        and (options := _completed(match[1], match[3]))
    ]
    usual: dict[str, dict[str, int]] = {}
    for match, options in found:
        if len(options) == 1 and match[2] != "\ufffd":
            counts = usual.setdefault(match[2], {})
            counts[options[0]] = counts.get(options[0], 0) + 1
    for match, options in found:
        counts = usual.get(match[2], {})
        best = max(options, key=lambda o: (counts.get(o, 0), _frequency(match[1] + o + match[3])))
        word = match[1] + best + match[3]
        if match[2] != "\ufffd" or (len(options) == 1 and not _has_accented(match[1], match[3])):
            yield Repair(*match.span(), word)


def _has_accented(left: str, right: str) -> bool:
    """Say whether one letter with an accent makes a French word of two pieces."""
    return any(lexicon.is_french(f"{left}{letter}{right}".lower()) for letter in "éèàêçîôâûùëïüœ'")


@lru_cache(1 << 12)
def _completed(left: str, right: str) -> tuple[str, ...]:
    """Return the ligatures that make a usual French word of two pieces."""
    if len(left + right) == 1 and right != "n":  # *fin* alone is shorter than four letters
        return ()
    words = {middle: f"{left}{middle}{right}".lower() for middle in LIGATURES}
    return tuple(m for m, w in words.items() if _frequency(w) >= _RARE)


def _frequency(word: str) -> float:
    lower = word.lower()
    return lexicon.zipf(lower, "fr") if lexicon.is_french(lower) else 0.0


def _gaps(text: str, others: int) -> Iterator[Repair]:
    """Yield words of which a space took the ligature, when several losses are sure.

    ``others`` counts the ligatures that were lost otherwise. A font loses its ligatures wherever it
    has them: where the usual ones are there, none was lost.
    """
    if not others and all(text.count(usual) >= _INTACT for usual in _USUAL_LIGATURES):
        return
    odd = list(_pairs(text, odd_alone=True))
    sure = others + sum(
        gap.is_sure or likeliest(text, gap.start, gap.end, gap.options)[1] >= _SURE_GAIN
        for gap in odd
    )
    if not odd or sure < _PROVEN:
        return
    done = 0
    for start, end, options, is_sure in _pairs(text):
        if start < done:
            continue
        best, gain = likeliest(text, start, end, options)
        if is_sure or gain >= _GAIN:
            done = end
            yield Repair(start, end, best)


def _pairs(text: str, odd_alone: bool = False) -> Iterator[_Gap]:
    """Yield neighbours that a ligature makes one usual word.

    ``odd_alone`` looks at those alone of which one is no word.
    """
    words = {*_WORD.findall(text)}
    odd = {*filter(_is_odd, words)}
    looked_at = {*filter(_is_rare, words)} | odd if odd_alone else words
    found = {
        (left, right)
        for left, right in (_GAP.findall(text) if looked_at else ())
        if (left in looked_at or right in looked_at)
        and right.islower()
        and (_options(left, right) or (right in odd and _completed("", right)))
    }
    for match in _GAP.finditer(text) if found else ():
        left, right = match.groups()
        if (left, right) not in found:
            continue
        if options := _options(left, right):
            yield _Gap(match.start(), match.end(2), options, left in odd or right in odd)
        else:  # the ligature began the word
            begun = _completed("", right)
            yield _Gap(*match.span(2), tuple(m + right for m in begun), is_sure=False)


def _options(left: str, right: str) -> tuple[str, ...]:
    """Return the usual words of at least :data:`_SHORTEST` letters that a ligature makes of two."""
    if len(left + right) + 2 < _SHORTEST:
        return ()
    return tuple(f"{left}{middle}{right}" for middle in _completed(left, right))


@lru_cache(1 << 16)
def _is_rare(piece: str) -> bool:
    """Say whether a piece is a word that hardly anybody writes: *chi, béné*, or a single letter."""
    if len(piece) == 1:
        return piece not in "aàyôAÀYÔ"
    return len(piece) < _LONGEST_RARE and lexicon.zipf(piece.lower(), "fr") < _USUAL


@lru_cache(1 << 16)
def _is_odd(piece: str) -> bool:
    """Say whether a piece is no word of French or English."""
    lower = piece.lower()
    return not lexicon.is_french(lower) and (len(piece) < 3 or not lexicon.is_english(lower))


def likeliest(text: str, start: int, end: int, options: Sequence[str]) -> tuple[str, float]:
    """Return the likeliest word in its place, and what it gains over what stands there (log10)."""
    before = [t.key for t in tokenize(text[max(0, start - 60) : start]) if t.key][-3:]
    after = [t.key for t in tokenize(text[end : end + 60]) if t.key][:3]
    pieces = [t.key for t in tokenize(text[start:end]) if t.key]
    words = [[option.lower()] for option in options]
    scores = model().options(before, [pieces, *words], after)
    best = max(range(len(words)), key=lambda n: scores[n + 1])
    return options[best], scores[best + 1] - scores[0]
