"""Find suspect spans, where something English may stand in a French word's place.

Start reading from :func:`find`. Most suspect spans are sound; :mod:`pipeline.restoration.scoring`
says what may have stood there, and how likely no change is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import regex

from pipeline.resources import lexicon, synonyms
from pipeline.resources.language_model import model
from pipeline.resources.spelling_index import accented
from pipeline.restoration.english_runs import compound, run
from pipeline.text.analysis import AnalyzedText
from pipeline.text.tokens import Token

Kind = Literal["word", "phrase", "homograph", "piece"]

ENGLISH_CONTRAST = -1.0
"""Contrast (Zipf units) below which a form of the French lexicon is read as English: *building*."""

FRENCH_CONTRAST = 2.5
"""Spinners write no French word with a higher contrast: *en, sont, encore*. Of 371 French words
that spinners wrote in the tuning articles, fewer than 1 in 100 are above."""

MOST_LIKELY = -3.6
"""A French word is suspect if its log10 probability and that of the word after it add up to at most
this. 98 of 100 substitutes are less likely, and 1 in 2 of the sound words that spinners write."""

_PIECES = regex.compile(r"[a-z]+|[^a-z]+", regex.IGNORECASE)
_CLOSED = frozenset({"det", "prep", "pron", "conj", "num", "interj", "loc", "affix"})


@dataclass(frozen=True, slots=True)
class Suspect:
    """A suspect span ``[start, end)``, its tokens ``[first, last)`` and what stands there.

    ``phrase`` is the lower-case substitute, ``tail`` the hyphen that ties it to the next word.
    ``head`` and ``foot`` are the letters of the word around a *piece*; ``score`` is the log10
    probability of a single word and of the one after it.
    """

    first: int
    last: int
    start: int
    end: int
    kind: Kind
    phrase: str
    tail: str = ""
    head: str = ""
    foot: str = ""
    score: float = 0.0


@lru_cache(maxsize=1 << 15)
def nature(word: str) -> Kind | None:
    """Say of what kind a lower-case word is suspect, ``None`` if it is not."""
    if len(word) < 2 or (word in lexicon.FUNCTION_WORDS and word not in synonyms.curated()):
        return None
    french = lexicon.is_french(word)
    contrast = lexicon.contrast(word) if french else 0.0
    if (not french or contrast < ENGLISH_CONTRAST) and (
        lexicon.is_english(word) or synonyms.is_substitute(word)
    ):
        return "word"
    if not french:
        # *consideré* has lost an accent.
        return "piece" if not word.isascii() and not accented(word) and _piece(word) else None
    if contrast > FRENCH_CONTRAST or not synonyms.is_substitute(word):
        return None
    if all(a.pos in _CLOSED for a in lexicon.analyses(word)):
        return None
    return "homograph"


@lru_cache(maxsize=1 << 12)
def _piece(word: str) -> tuple[str, str, str] | None:
    """Return head, substitute and foot of a word of which a spinner replaced a piece.

    Some spinners take an accented letter for the end of a word: *réaction* → *rémotion*.
    """
    parts: Sequence[str] = _PIECES.findall(word)
    found = [
        ("".join(parts[:n]), part, "".join(parts[n + 1 :]))
        for n, part in enumerate(parts)
        if len(part) > 2
        and part.isascii()
        and any(
            lexicon.is_french("".join((*parts[:n], inverse.word, *parts[n + 1 :])))
            for inverse in synonyms.inverses(part)
        )
    ]
    return max(found, key=lambda f: len(f[1]), default=None)


def find(analyzed: AnalyzedText) -> Iterator[Suspect]:
    """Yield the suspect spans of a text in order; phrases go before words, the longest first."""
    tokens = analyzed.tokens
    end = 0
    suspect = {*filter(_suspect, analyzed.different)}
    cuts = "~" in analyzed.text or _CUT.search(analyzed.text) is not None
    for n in [n for n, key in enumerate(analyzed.keys) if key in suspect]:
        token = tokens[n]
        if n < end or not token.is_word:
            continue
        if cuts and is_cut(analyzed.text, token):
            continue
        if size := _phrase(analyzed, n) or run(analyzed, n) or compound(analyzed, n):
            end = n + size
            last = tokens[end - 1]
            phrase = " ".join(t.key for t in tokens[n:end]).replace("- ", "-").rstrip("-")
            yield Suspect(n, end, token.start, last.stop, "phrase", phrase, _tail(last.key))
            continue
        if token.key[-1] == "'":
            continue
        word = token.key.rstrip("-")
        kind = nature(word)
        if kind == "piece":
            head, middle, foot = _piece(word) or ("", "", "")
            yield Suspect(
                n, n + 1, token.start, token.stop, kind, middle, _tail(token.key), head, foot
            )
        elif kind is not None:
            score = _score(analyzed, n)
            if kind == "word" or score <= MOST_LIKELY:
                yield Suspect(
                    n, n + 1, token.start, token.stop, kind, word, _tail(token.key), score=score
                )


_CUT = regex.compile(r"[-\u2010\u00ac][^\S\n]?\n")
_CUT_AFTER = regex.compile(rf"{_CUT.pattern}(?P<rest>\p{{Ll}}+)")
_CUT_BEFORE = regex.compile(rf"(?P<head>\p{{L}}{{1,30}}+){_CUT.pattern}\Z")
_LONGEST_PIECE = 34
"""Code points of the first piece of a cut word, with its hyphen and the line end."""


def is_cut(text: str, token: Token) -> bool:
    """Say whether a token is a piece of a word: a line end cuts it (*fla-⏎grant*), or a speaker.

    Transcripts of speech mark the latter with a tilde (*cette quest~ cette réponse*).
    """
    if text.startswith("~", token.end):
        return True
    word = token.word.lower()
    if after := _CUT_AFTER.match(text, token.start + len(token.word)):
        return lexicon.is_french(word + after["rest"])
    if text[token.start - 1 : token.start] != "\n":
        return False
    before = _CUT_BEFORE.search(text[max(0, token.start - _LONGEST_PIECE) : token.start])
    return before is not None and lexicon.is_french(before["head"].lower() + word)


@lru_cache(maxsize=1 << 15)
def _suspect(key: str) -> bool:
    """Say whether a suspect span may begin with a key."""
    return synonyms.may_begin(key) or (key[-1] != "'" and nature(key.rstrip("-")) is not None)


def _tail(key: str) -> str:
    return "-" if key.endswith("-") else ""


def _phrase(analyzed: AnalyzedText, n: int) -> int:
    """Return the number of tokens of the English phrase that starts at token ``n``, or 0.

    A phrase stands on one line, with single spaces, and has a word that is not French.
    """
    tokens = analyzed.tokens
    if n + 1 == len(tokens) or not synonyms.may_open(tokens[n].key, tokens[n + 1].key):
        return 0
    window = tokens[n : n + synonyms.LONGEST_PHRASE]
    keys = [token.key for token in window]
    size = synonyms.longest(keys)
    while size > 1:
        part = window[:size]
        gaps = (b.start - a.end for a, b in pairwise(part))
        words = [token.key.rstrip("-'") for token in part]
        if all(gap <= 1 for gap in gaps) and (
            " ".join(words) in synonyms.curated()
            or not all(
                lexicon.is_french(w) and lexicon.contrast(w) > ENGLISH_CONTRAST for w in words
            )
        ):
            return size
        size = next(
            (
                count
                for count in range(size - 1, 1, -1)
                if synonyms.is_substitute(" ".join(keys[:count]).replace("- ", "-"))
            ),
            0,
        )
    return 0


def _score(analyzed: AnalyzedText, n: int) -> float:
    """Return the log10 probability of the word at token ``n`` and of the one after it."""
    left, right = analyzed.around(n)
    return model().pair(left, analyzed.keys[n], right)
