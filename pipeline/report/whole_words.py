"""Edits as people read them: changes of whole words.

Start reading from :func:`units`. An edit is as small as possible (``&egrave;`` → ``è``), but people
read words (« proc&egrave;s » → « procès »). A unit is one edit, or several in one word, together
with the rest of the word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import regex

from pipeline.edits import Edit, apply

MAX_WORD_REST = 64
"""Code points of the rest of a word that a unit takes in; people read nothing longer as a word."""

INVISIBLE = regex.compile(
    r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u034f\u115f\u1160\u2800\u3164\ufffe\uffff]|(?! )\p{Zs}"
)
"""A character that people cannot see or tell from others: controls, spaces other than the plain
one, formatting, halves of surrogate pairs."""

_WORD = r"[\w\u0300-\u036f]"
_HEAD = re.compile(f"{_WORD}*")
_TAIL = re.compile(f"{_WORD}*$")


class WordUnit(NamedTuple):
    """Replace ``before`` at ``[start, end)`` of the source by ``after``: whole words."""

    start: int
    end: int
    before: str
    after: str
    edits: tuple[Edit, ...]
    made: bool


class _Gap(NamedTuple):
    """The text between two changes.

    ``head`` code points of it belong to the change on the left and ``tail`` to the one on the
    right. ``joined`` says that both changes are in one word and make one unit.
    """

    head: int = 0
    tail: int = 0
    joined: bool = False


def units(source: str, edits: Iterable[Edit], proposals: Iterable[Edit]) -> Iterator[WordUnit]:
    """Yield the units of edits made and proposed, in text order. They do not overlap.

    Making the units that were made changes ``source`` in the same way as ``edits``.
    """
    changes = sorted(
        [*((e, True) for e in edits), *((e, False) for e in proposals)],
        key=lambda change: (change[0].start, change[0].end),
    )
    gaps = [_gap(source, left, right) for left, right in pairwise([None, *changes, None])]
    inside: list[Edit] = []
    start = 0
    for (edit, made), left, right in zip(changes, gaps, gaps[1:], strict=False):
        if not inside:
            start = edit.start - left.tail
        inside.append(edit)
        if right.joined:
            continue
        end = edit.end + right.head
        before = source[start:end]
        moved = (replace(e, start=e.start - start, end=e.end - start) for e in inside)
        yield WordUnit(start, end, before, apply(before, moved), tuple(inside), made)
        inside = []


def pieces(source: str, found: Iterable[WordUnit]) -> Iterator[str | WordUnit]:
    """Yield all of ``source``: the units, and the text between them."""
    position = 0
    for unit in found:
        if position < unit.start:
            yield source[position : unit.start]
        yield unit
        position = unit.end
    if position < len(source):
        yield source[position:]


def cut(text: str, longest: int) -> str:
    """Return ``text``, cut and marked with … when it is longer than ``longest`` code points."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _gap(source: str, left: tuple[Edit, bool] | None, right: tuple[Edit, bool] | None) -> _Gap:
    """Share out the text between two changes; None stands for the start and end of ``source``."""
    start = left[0].end if left else 0
    end = right[0].start if right else len(source)
    leans_left = right is not None and _leans(source, right[0], -1)
    leans_right = left is not None and _leans(source, left[0], 1)
    if left and right and end - start <= MAX_WORD_REST and _HEAD.fullmatch(source, start, end):
        if leans_left and leans_right:
            return _Gap(joined=left[1] == right[1])
        return _Gap((end - start) * leans_right, (end - start) * leans_left)
    return _Gap(
        _length(_HEAD.match(source, start, min(end, start + MAX_WORD_REST))) * leans_right,
        _length(_TAIL.search(source[max(start, end - MAX_WORD_REST) : end])) * leans_left,
    )


def _length(found: re.Match[str] | None) -> int:
    """Return the length of the rest of a word, 0 when it is too long to be one."""
    size = len(found.group()) if found else 0
    return size if size < MAX_WORD_REST else 0


def _leans(source: str, edit: Edit, side: int) -> bool:
    """Say whether ``edit`` changes the word on its left (-1) or right (1) side.

    It does when a letter next to that word is removed or inserted. It also does when the edit
    only removes, or only inserts, what is no letter between two letters: it joins two words or
    splits one.
    """
    near, far = (edit.start - 1, edit.end)[::side], (0, -1)[side > 0]
    beside, across = (_is_word(source[i : i + 1] if i >= 0 else "") for i in near[::-1])
    if not beside:
        return False
    ends = [text[far] for text in (edit.before, edit.after) if text]
    return any(map(_is_word, ends)) or (across and len(ends) < 2)


def _is_word(text: str) -> bool:
    """Say whether ``text`` consists of letters and digits."""
    return bool(text) and _HEAD.fullmatch(text) is not None
