"""Find characters that nobody sees: soft hyphens, zero-width spaces, control characters."""

import re
from collections.abc import Iterator

import regex

from pipeline.encoding.repairs import Repair
from pipeline.text.caching import alphabet

_INVISIBLE = re.compile(
    r"\xad[ \t]*\r?\n[ \t]*(?=[^\W\d_])|\x1b\[[\d;]*[A-Za-z]"
    "|[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]+"
)
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_RIGHT_TO_LEFT = regex.compile(r"[\p{Hebrew}\p{Arabic}\p{Syriac}\p{Thaana}\p{Nko}]")
_JOINS = regex.compile(r"[^\p{Latin}\p{Common}\p{Inherited}]|\p{Extended_Pictographic}")
"""Scripts and pictures beside which zero-width characters mean something."""


def invisible(text: str) -> Iterator[Repair]:
    """Yield invisible characters; a space takes their place where they alone part two words."""
    if not _INVISIBLE.search(alphabet(text)):  # one character of each sequence is enough to tell
        return
    has_direction = _DIRECTION.search(text) is not None and _RIGHT_TO_LEFT.search(text) is not None
    for match in _INVISIBLE.finditer(text):
        start, end = match.span()
        before, left, right = match.group(), text[start - 1 : start], text[end : end + 1]
        if _JOINS.match(left) or _JOINS.match(right):
            continue
        if has_direction and _DIRECTION.fullmatch(before):
            continue
        apart = (left.islower() and right.isupper()) or (
            left.isalnum() and right.isalnum() and any("\x1c" <= c <= "\x1f" for c in before)
        )
        yield Repair(start, end, " " if apart else "")
