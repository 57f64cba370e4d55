"""Find words that lost their *œ*: *c½ur, main-d'uvre, le c ur*.

Start reading from :func:`lost_oe`. ISO-8859-1 has no *œ*: ISO-8859-15 put it where the other has
*½* (and *Œ* where it has *¼*), and programs dropped it or put a space there. What is left is no
word, and exactly one *œ* makes it a usual one.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.encoding.lost_ligatures import likeliest
from pipeline.encoding.mojibake import is_piece
from pipeline.encoding.repairs import Repair
from pipeline.resources import lexicon
from pipeline.text.addresses import Addresses
from pipeline.text.caching import by_text
from pipeline.text.signs import LONGEST_PIECE, sign

_SIGN = re.compile(r"(?<![\w])([^\W\d_]*)([½¼])([^\W\d_]+)(?!\w)")
_OE = {"½": "œ", "¼": "Œ"}
_REST = re.compile(r"(u[^\W\d_]{1,8})(?![\w'’-])")
_GAP = re.compile(rf"(?<![\w'’-])([^\W\d_]{{1,6}}) {_REST.pattern}")
_DROPPED = re.compile(r"(?<![\w.@/?\ufffd])([^\W\d_]*u[^\W\d_]+)(?![\w@/?\ufffd])")
_USUAL = 3.0
"""Zipf value of words that are taken for the lost one: *cœur, œuvre, nœud, manœuvre*."""

_GAIN = 1.0
"""Gain in the language model (log10) that a word without a sign for its *œ* needs."""


def lost_oe(text: str) -> Iterator[Repair]:
    """Yield the signs, gaps and places where an *œ* was.

    >>> list(lost_oe("Au c½ur de la ville."))
    [Repair(start=4, end=5, text='œ')]
    >>> list(lost_oe("La main-d'uvre manque."))
    [Repair(start=10, end=14, text='œuvre')]
    """
    yield from _all(text)


@by_text(maxsize=2)
def _all(text: str) -> tuple[Repair, ...]:
    return tuple(_found(text))


def _found(text: str) -> Iterator[Repair]:
    if "½" in text or "¼" in text:
        for match in _SIGN.finditer(text):
            word = match[1] + _OE[match[2]] + match[3]
            if _is_usual(word.lower()) and (word.islower() or word[1:].islower() or word.isupper()):
                yield Repair(*match.span(2), _OE[match[2]])
    if "œ" in text:
        return
    found = []
    for match in _GAP.finditer(text) if _has_rest(text) else ():
        word = f"{match[1]}œ{match[2]}"
        if not lexicon.is_french(match[2]) and _is_usual(word.lower()):
            found.append(Repair(*match.span(), word))
    for match in _DROPPED.finditer(text) if _has_dropped(text) else ():
        at = _place(match[1])
        word = f"{match[1][:at]}œ{match[1][at:]}"
        if (
            at >= 0
            and not is_piece(text, *match.span())
            and likeliest(text, *match.span(), [word])[1] >= _GAIN
        ):
            found.append(Repair(*match.span(), word))
    addresses = Addresses(text) if found else ()
    end = 0
    for one in sorted(found):
        if one.start >= end and one.start not in addresses:
            end = one.end
            yield one


@lru_cache(1 << 12)
def _place(word: str) -> int:
    """Return where exactly one *œ* makes a usual word of one that is none; -1 for nowhere."""
    if not word.islower() or lexicon.is_french(word):
        return -1
    places = [n for n in range(len(word)) if word[n] == "u" and _is_usual(f"{word[:n]}œ{word[n:]}")]
    return places[0] if len(places) == 1 else -1


@lru_cache(1 << 12)
def _is_usual(word: str) -> bool:
    return lexicon.is_french(word) and lexicon.zipf(word, "fr") >= _USUAL


def _begins_with_rest(piece: str) -> bool:
    """Say whether a piece of a text begins with what may follow a gap."""
    match = _REST.match(piece)
    return match is not None and not lexicon.is_french(match[1])


def _holds_dropped(piece: str) -> bool:
    """Say whether a piece of a text has a word that dropped one."""
    return "u" in piece and any(_place(match[1]) >= 0 for match in _DROPPED.finditer(piece))


_has_rest = sign(_begins_with_rest, in_words=LONGEST_PIECE)
_has_dropped = sign(_holds_dropped, in_words=LONGEST_PIECE)
