"""Read UTF-8 that was decoded as Mac Roman or as a code page of DOS, character by character.

Start reading from :func:`reread`. All turn *é* into two characters that no French text has side by
side: ``√©`` (Mac Roman), ``├®`` (cp850), ``├⌐`` (cp437). ftfy knows two of the three, and needs a
whole line: it leaves a single pair that proves little (*o√π*, *≈ìil*). Here each garbled character
is looked up. Most prove themselves. A few may be a formula (``√π``) or part of a drawing (``├┤``):
they are read only beside one that proves itself, or where they complete a French word.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.edits import Edit
from pipeline.encoding.repairs import Repair
from pipeline.resources.lexicon import is_french

_CODECS = ("mac-roman", "cp850", "cp437")
_DRAWN = "─-╿▀-▟"


def _pattern() -> str:
    """Return what finds a character that takes two bytes, three (U+2xxx), or four (emoji)."""
    patterns = []
    for codec in _CODECS:
        two, three, four, rest = (
            re.escape(bytes(points).decode(codec))
            for points in (range(0xC2, 0xC6), [0xE2], [0xF0, 0x9F], range(0x80, 0xC0))
        )
        patterns.append(f"[{two}][{rest}]|{three}[{rest}]{{2}}|{four}[{rest}]{{2}}")
    return "|".join(patterns)


_LEADS = b"\xc2\xc3\xc4\xc5\xe2\xf0"
_FIRST = sorted({bytes([lead]).decode(codec) for codec in _CODECS for lead in _LEADS})
_GARBLED = re.compile(f"(?=[{''.join(_FIRST)}])(?:{_pattern()})")
_DOUBTFUL = re.compile(
    f"[{_DRAWN}]{{2}}|─.|√[πΩ∞∫≠≤≥±µ]|¬[∞±≤≥µ∫Ωπ]|ƒ.|≈[^ìí]"  # drawings, formulas, names of Europe
)
"""Pairs that prove nothing by themselves."""
_DRAWING = re.compile(f"[{_DRAWN}]")
_BEFORE, _AFTER = re.compile(r"[^\W\d_]+\Z"), re.compile(r"[^\W\d_]+")
_BOUNDARIES = frozenset("\"'’‘«»“”()[]{}<>*_`~|.,;:!?…–—-\u2010\u2011/\\@#=+%€$°¹²³\xad\ufffd")
"""What may touch a word that is whole."""
_FRENCH = frozenset("àâäæçèéêëîïôöùûüÿœÀÂÄÆÇÈÉÊËÎÏÔÖÙÛÜŸŒ")
_LONGEST_SIDE = 30
"""Letters on either side of a character that may belong to its word."""


def reread(text: str) -> Iterator[Repair]:
    """Yield the characters that one of the codecs garbled.

    >>> list(reread("o├╣ est l’├®t├®"))[0]
    Repair(start=1, end=3, text='ù')
    """
    found = [
        Repair(*match.span(), character)
        for match in _GARBLED.finditer(text)
        if (character := _meant(match.group()))
    ]
    clear = [not _DOUBTFUL.fullmatch(text, start, end) for start, end, _ in found]
    if found and _DRAWING.search(_GARBLED.sub("", text)):
        clear = [end - start > 2 for start, end, _ in found]
        proven = False
    else:
        proven = any(clear)
    for one, is_clear in zip(found, clear, strict=True):
        if is_clear or proven or _makes_word(text, *one):
            yield one


@lru_cache(1 << 12)
def _meant(garbled: str) -> str:
    """Return the character that a sequence stands for, empty when it stands for none."""
    for codec in _CODECS:
        try:
            raw = garbled.encode(codec)
            found = raw.decode()
        except UnicodeError:
            continue
        if raw[0] in _LEADS and (found.isprintable() or found.isspace() or found == "\xad"):
            return found
    return ""


def _makes_word(text: str, start: int, end: int, character: str) -> bool:
    """Say whether a character completes a French word of more than itself."""
    left = _BEFORE.search(text, max(0, start - _LONGEST_SIDE), start)
    right = _AFTER.match(text, end, end + _LONGEST_SIDE)
    head, tail = left.group() if left else "", right.group() if right else ""
    return bool(head + tail) and is_french((head + character + tail).lower())


def is_piece(text: str, start: int, end: int) -> bool:
    """Say whether the word at ``[start, end)`` is a piece of one with a garbled letter.

    It is when a character stands beside it that French does not put there (*publi├ę*,
    *publi&eacute*). That letter is not lost, and to write it again would double it.
    """
    return not (is_boundary(text[max(0, start - 1) : start]) and is_boundary(text[end : end + 1]))


def doubles(text: str, edit: Edit) -> bool:
    """Say whether an edit adds a letter where a garbled one stands: *é* in *indiqu├ę*."""
    return len(edit.after) > len(edit.before) and (
        (edit.before[-1:] != edit.after[-1:] and not is_boundary(text[edit.end : edit.end + 1]))
        or (
            edit.before[:1] != edit.after[:1]
            and not is_boundary(text[max(0, edit.start - 1) : edit.start])
        )
    )


def is_boundary(character: str) -> bool:
    """Say whether a character, if any, may touch a word that is whole."""
    return (
        not character
        or character in _BOUNDARIES
        or character.isspace()
        or character in _FRENCH
        or (character.isascii() and character.isalnum())
    )
