"""Characters that are in pieces, or two in one: normal form, ligatures, halves of UTF-16."""

import re
from collections.abc import Iterator
from unicodedata import is_normalized, normalize

import regex

from pipeline.encoding.repairs import Repair, repaired

_CLUSTER = regex.compile(r"\X")
_CROWD = regex.compile(r"\p{M}{31}")
"""More marks on one letter than any language writes: Unicode's Stream-Safe Text Format allows 30.
The time to put them into the order of the normal form grows with the square of their number."""

_LIGATURE = re.compile("[\ufb00-\ufb06]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""Two halves of a character beyond U+FFFF, as UTF-16 writes it."""


def composed(text: str) -> Iterator[Repair]:
    """Yield repairs, trimmed, that make ``text`` NFC. Both spellings are one text."""
    crowded = _CROWD.search(text) is not None
    if text.isascii() or (not crowded and is_normalized("NFC", text)):
        return
    found = [
        Repair(*match.span(), normalize("NFC", match.group())).trimmed(text)
        for match in _CLUSTER.finditer(text)
        if not (crowded and _CROWD.search(match.group()))
        and not is_normalized("NFC", match.group())
    ]
    if crowded or is_normalized("NFC", repaired(text, found)):
        yield from found
    else:  # clusters that compose with their neighbours: rare scripts
        yield Repair(0, len(text), normalize("NFC", text)).trimmed(text)


def ligatures(text: str) -> Iterator[Repair]:
    """Yield ligatures of typefaces with their letters: *ﬁn*."""
    for match in _LIGATURE.finditer(text) if not text.isascii() else ():
        yield Repair(*match.span(), _LIGATURES[match.group()])


def surrogate_pairs(text: str) -> Iterator[Repair]:
    """Yield the characters of which each half of UTF-16 stands for itself."""
    for match in _PAIR.finditer(text) if not text.isascii() else ():
        pair = match.group()
        yield Repair(*match.span(), pair.encode("utf-16", "surrogatepass").decode("utf-16"))
