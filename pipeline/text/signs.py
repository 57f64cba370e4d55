"""Say whether a text has what a rule looks for, asking each of its pieces once for all rules.

A piece is a stretch of text without spaces. Half of a text's pieces come again, in it and in other
texts, so what they hold is remembered. :func:`sign` makes the question; each module asks for its
own when it is imported.
"""

import re
from collections.abc import Callable
from functools import lru_cache, reduce
from operator import or_

import regex

from pipeline.text.caching import by_text

LONGEST_PIECE = 60
"""Code points of the longest piece that is remembered: longer ones are addresses and code."""


_PLAIN = re.compile(r"(?:[^\W\d_]{1,7}['’])?[^\W\d_]+[.,]?")
"""Most pieces, if they are in small letters: a word with its elision and a mark after it."""

_NAME = regex.compile(r"(?:\p{Lu}?\p{Ll}{0,6}['’])?\p{Lu}\p{Ll}+[.,]?")
"""Most others: the same with a capital where a name or a sentence begins."""


class _Signs:
    """What is looked for, by its number, and what is remembered of pieces and texts."""

    def __init__(self) -> None:
        self._finds: list[tuple[int, Callable[[str], object], int]] = []

    def add(self, find: Callable[[str], object], in_words: int) -> int:
        """Add a question, forget the answers to the others, and return its bit."""
        bit = 1 << len(self._finds)
        self._finds.append((bit, find, in_words))
        self._remembered = lru_cache(1 << 15)(self._of_piece)
        self.of_text = by_text(maxsize=4)(self._of_text)
        return bit

    def _of_piece(self, piece: str) -> int:
        plain = (piece.islower() and _PLAIN.fullmatch(piece)) or _NAME.fullmatch(piece)
        size = min(len(piece), LONGEST_PIECE) if plain else 0
        return sum([bit for bit, find, longest in self._finds if size <= longest and find(piece)])

    def _of_text(self, text: str) -> int:
        pieces = {*text.split(" ")}
        long = [piece for piece in pieces if len(piece) > LONGEST_PIECE]
        found = reduce(or_, map(self._of_piece, long), 0)
        return reduce(or_, {*map(self._remembered, pieces.difference(long))}, found)


_SIGNS = _Signs()


def sign(find: Callable[[str], object], in_words: int = 0) -> Callable[[str], bool]:
    """Return a function that says whether ``find`` finds anything in any piece of a text.

    What is looked for may hold no space, nor depend on what stands beyond one. In a single word in
    small letters, or with a capital where it begins, with an elision before and a comma or a full
    stop after it, it is looked for only if these have at most ``in_words`` code points.
    """
    bit = _SIGNS.add(find, in_words)

    def has(text: str) -> bool:
        return bool(_SIGNS.of_text(text) & bit)

    return has
