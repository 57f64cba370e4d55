"""Edits as people read them: whole words that go out and whole words that come in.

Start reading from :func:`units`. An edit is as small as it can be (``&egrave;`` → ``è``); people
read words (« proc&egrave;s » → « procès »). A unit is an edit, or several in one word, with the
rest of the word around it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import regex

from pipeline.edits import Edit, apply

LONGEST = 64
"""Code points of a word's rest that a unit takes in; what is longer is no word for people."""

INVISIBLE = regex.compile(
    r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u034f\u115f\u1160\u2800\u3164\ufffe\uffff]|(?! )\p{Zs}"
)
"""A character that people do not see as it is: controls, spaces other than the plain one,
formatting, and halves of surrogate pairs."""

_WORD = r"[\w\u0300-\u036f]"
_HEAD = re.compile(f"{_WORD}*")
_TAIL = re.compile(f"{_WORD}*$")


class Unit(NamedTuple):
    """Replace ``before`` at ``[start, end)`` of the source by ``after``: whole words."""

    start: int
    end: int
    before: str
    after: str
    edits: tuple[Edit, ...]
    made: bool


class _Gap(NamedTuple):
    """What lies between two changes: how much of it each takes in, or that both are one unit."""

    head: int = 0
    tail: int = 0
    joined: bool = False


def units(source: str, edits: Iterable[Edit], proposals: Iterable[Edit]) -> Iterator[Unit]:
    """Yield in text order what was made and what is proposed, no two units overlapping.

    The units that were made do to ``source`` what ``edits`` do.
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
        yield Unit(start, end, before, apply(before, moved), tuple(inside), made)
        inside = []


def pieces(source: str, found: Iterable[Unit]) -> Iterator[str | Unit]:
    """Yield the whole of ``source``: units, and the text between them."""
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
    start = left[0].end if left else 0
    end = right[0].start if right else len(source)
    leans_left = right is not None and _leans(source, right[0], -1)
    leans_right = left is not None and _leans(source, left[0], 1)
    if left and right and end - start <= LONGEST and _HEAD.fullmatch(source, start, end):
        if leans_left and leans_right:
            return _Gap(joined=left[1] == right[1])
        return _Gap((end - start) * leans_right, (end - start) * leans_left)
    return _Gap(
        _length(_HEAD.match(source, start, min(end, start + LONGEST))) * leans_right,
        _length(_TAIL.search(source[max(start, end - LONGEST) : end])) * leans_left,
    )


def _length(found: re.Match[str] | None) -> int:
    size = len(found.group()) if found else 0
    return size if size < LONGEST else 0


def _leans(source: str, edit: Edit, side: int) -> bool:
    """Say whether ``edit`` changes the word on its left (-1) or right (1) side.

    It does when what it writes or takes there is part of a word, and when it joins two words, or
    parts one, with nothing but what is no word.
    """
    near, far = (edit.start - 1, edit.end)[::side], (0, -1)[side > 0]
    beside, across = (_is_word(source[i : i + 1] if i >= 0 else "") for i in near[::-1])
    if not beside:
        return False
    ends = [text[far] for text in (edit.before, edit.after) if text]
    return any(map(_is_word, ends)) or (across and len(ends) < 2)


def _is_word(text: str) -> bool:
    return bool(text) and _HEAD.fullmatch(text) is not None
