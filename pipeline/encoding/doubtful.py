"""Read the words of which a code page lost letters for good, by what their sentence says.

Start reading from :func:`doubts`. ISO-8859-6 leaves so many bytes undefined that *é*, *è* and *ê*
became the same two characters, an Arabic letter and U+FFFD. Where two French words are likely
(*gêne*, *gène*) the other words of the line are read first (:mod:`pipeline.encoding.code_pages`),
and the language model weighs the rest as it does lost letters.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.encoding.diacritics import restored
from pipeline.encoding.replacement_characters import REPLACEMENT

_LETTER = "[A-Za-zÀ-ÖØ-öø-ÿœŒ]"
_GARBLED = f"[\u0621-\u064a]{REPLACEMENT}"
_WORD = re.compile(f"(?:{_LETTER}|{_GARBLED})*{_GARBLED}(?:{_LETTER}|{_GARBLED})*")
_ELIDED = re.compile(r".*['’]", re.DOTALL)


class DoubtfulWord(NamedTuple):
    """A span, what it probably was, how probably, and all that it may be, by likelihood."""

    start: int
    end: int
    text: str
    chance: float
    rivals: tuple[tuple[str, float], ...]


def doubts(text: str) -> Iterator[DoubtfulWord]:
    """Yield what words that lost letters probably were; what is elided before them stays.

    >>> [(one.text, one.start) for one in doubts("Le texte g\u0623\ufffdne les juristes.")]
    [('gêne', 9)]
    """
    if REPLACEMENT not in text:
        return
    words = [match for match in _WORD.finditer(text) if len(match.group()) > len("\u0623\ufffd")]
    pieces: list[str] = []
    places: dict[int, tuple[int, int]] = {}
    done = size = 0
    for match in words:
        word = re.sub(_GARBLED, REPLACEMENT, match.group())
        pieces += text[done : match.start()], word
        size += match.start() - done + len(word)
        places[size] = match.span()
        done = match.end()
    if not words:
        return
    for found in restored("".join([*pieces, text[done:]])):
        if found.end in places:
            rivals = tuple((_ELIDED.sub("", form), share) for form, share in found.rivals)
            start, end = places[found.end]
            yield DoubtfulWord(start, end, _ELIDED.sub("", found.text), found.chance, rivals)
