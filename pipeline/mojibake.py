"""Read UTF-8 that was decoded as Mac Roman or as a code page of DOS, character by character.

Start reading from :func:`reread`. Both turn *é* into two signs that no French text has side by
side: ``√©`` (Mac Roman), ``├®`` (cp850), ``├⌐`` (cp437). ftfy knows two of the three, asks for a
whole line and gives up where one sign stands for little by itself (*o√π*, *≈ìil*). Here each
garbled character is looked up. Most prove themselves; a few might be a formula (``√π``) or part of
a drawing (``├┤``) and need another one that proves itself, or a French word that they complete.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import ftfy.bad_codecs  # noqa: F401 — registers sloppy-windows-1252

from pipeline.lexicon import is_french

_WRITTEN = "".join(map(chr, range(0xA0, 0x180))) + "’‘‚“”„–—…•€™−′″‹›\u2009\u202f\u2011"
"""What French news writes beyond ASCII, names of Europe included."""

_CODECS = ("mac-roman", "cp850", "cp437")
_DRAWN = "─-╿▀-▟"
_FORMULA = "√[πΩ∞∫≠≤≥±µ]|¬[∞±≤≥µ∫Ωπ]|ƒ.|≈[^ìí]"


def _table() -> dict[str, str]:
    """Return each character under what a codec makes of its UTF-8."""
    found = {"Å“": "œ", "Å’": "Œ"}  # of Windows-1252, which ftfy reads in some words only
    for codec in _CODECS:
        for character in _WRITTEN:
            found.setdefault(character.encode().decode(codec), character)
    return found


_TABLE = _table()
_SEQUENCE = re.compile(
    f"(?=[{''.join(sorted({key[0] for key in _TABLE}))}])"
    f"(?:{'|'.join(map(re.escape, sorted(_TABLE, key=lambda key: (-len(key), key))))})"
)
_DOUBTFUL = re.compile(f"Å.|.*[{_DRAWN}].*[{_DRAWN}]|─.*|{_FORMULA}", re.DOTALL)
"""Sequences that prove nothing by themselves."""
_DRAWING = re.compile(f"[{_DRAWN}]")
_BEFORE, _AFTER = re.compile(r"[^\W\d_]+\Z"), re.compile(r"[^\W\d_]+")
_LONGEST = 30
"""Letters on either side of a sequence that may belong to its word."""


class Reread(NamedTuple):
    """A garbled character: its span, and what it was."""

    start: int
    end: int
    text: str


def reread(text: str) -> Iterator[Reread]:
    """Yield the characters that one of the codecs garbled.

    >>> list(reread("o├╣ est l’├®t├®"))[0]
    Reread(start=1, end=3, text='ù')
    """
    found = list(_SEQUENCE.finditer(text))
    if not found:
        return
    proven = any(not _DOUBTFUL.fullmatch(match.group()) for match in found)
    drawn = _DRAWING.search(_SEQUENCE.sub("", text)) is not None
    for match in found:
        garbled, (start, end) = match.group(), match.span()
        if (
            (proven and not drawn and not garbled.startswith("Å"))
            or (not drawn and not _DOUBTFUL.fullmatch(garbled))
            or _makes_word(text, start, end)
        ):
            yield Reread(start, end, _TABLE[garbled])


def _makes_word(text: str, start: int, end: int) -> bool:
    """Say whether what was garbled completes a French word of more than itself."""
    left = _BEFORE.search(text, max(0, start - _LONGEST), start)
    right = _AFTER.match(text, end, end + _LONGEST)
    head, tail = left.group() if left else "", right.group() if right else ""
    return bool(head + tail) and is_french((head + _TABLE[text[start:end]] + tail).lower())
