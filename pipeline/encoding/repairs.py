"""Repairs of characters: what the modules of this package find, and the stage encoding proposes."""

from collections.abc import Iterable
from typing import NamedTuple


class Repair(NamedTuple):
    """A span of a text, half-open and in code points, and the characters that it should be."""

    start: int
    end: int
    text: str

    def trimmed(self, source: str) -> "Repair":
        """Return the repair without what its ends have in common with the span in ``source``.

        >>> Repair(0, 4, "été").trimmed("étÃ©")
        Repair(start=2, end=4, text='é')
        """
        start, end, text = self
        while start < end and text and source[end - 1] == text[-1]:
            end, text = end - 1, text[:-1]
        while start < end and text and source[start] == text[0]:
            start, text = start + 1, text[1:]
        return Repair(start, end, text)


def repaired(text: str, repairs: Iterable[Repair]) -> str:
    """Return ``text`` with ``repairs`` made; they are in order, and no two overlap."""
    pieces: list[str] = []
    position = 0
    for start, end, after in repairs:
        pieces += text[position:start], after
        position = end
    return "".join([*pieces, text[position:]])


def is_lone_letter(text: str, repair: Repair) -> bool:
    """Say whether a repair writes a letter that is no word, without a letter beside it.

    >>> is_lone_letter("&eacute; est le code de é", Repair(0, 8, "é"))
    True
    """
    beside = text[max(0, repair.start - 1) : repair.start] + text[repair.end : repair.end + 1]
    lone = len(repair.text) == 1 and repair.text.isalpha() and repair.text not in "àÀôÔ"
    return lone and all(sign.isspace() or sign in _AROUND for sign in beside)


_AROUND = '«»"“”.,;:!?…()`'
"""What may stand beside a letter that somebody speaks about. Half of a garbled one stands there
too (*├&aacute;*)."""
