"""Stretches of text in a file that is more than text, and how they go back to their places.

Start reading from :class:`Segment`. A segment is a paragraph, a line or a cue. It consists of
pieces: what stands between two tags is one, with its characters decoded and the place of each in
the source. A change of the text becomes changes of the source that touch nothing else.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from pipeline.errors import InputError

OBJECT = "\ufffc"
"""What stands for an image, a field or code within a sentence; no edit touches it."""

PARAGRAPH, LINE = "\n\n", "\n"
"""Gaps between two segments in the text that stages read."""

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")

_SIGNS = re.compile(r"\w+|\s|[^\w\s]")

_MOST_LINES = 20
"""Lines of the longest segment: captions that a machine wrote may have no full stop at all."""

_STRETCHED = 4
"""How many times as long a line may get: the longest corrections make two words of one."""

_ALIGNED = 4_000
"""Words of the longest stretch that is aligned with care: the time grows with their square."""

_WINDOW, _MET = 64, 6
"""Words and spaces that are looked at where two texts part, and that must be alike in a row where
they meet again."""

SourceChange = tuple[int, int, str]
"""A half-open span of the source, and what comes in its place."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text that stands in one place. Character ``i`` is at ``[at[i], at[i + 1])`` of the source.

    ``escape`` writes text as the source has to spell it. A ``fixed`` piece is what stands between
    two lines of a sentence: no edit touches it.
    """

    text: str
    at: Sequence[int]
    escape: Callable[[str], str] = str
    fixed: bool = False

    def part(self, start: int, end: int) -> "Stretch":
        """Return a stretch of the piece."""
        return Stretch(self.text[start:end], self.at[start : end + 1], self.escape)


@dataclass(frozen=True)
class Segment:
    """A stretch that edits never leave, with the ``gap`` before it.

    The offsets of the pieces count in the source or, if there are pieces of ``outer``, in their
    joined text: a page in an element of a feed is written twice. ``codec`` is the encoding that
    what is put in must have, "" if there are signs for all characters.
    """

    pieces: tuple[Stretch, ...]
    gap: str = PARAGRAPH
    outer: tuple[Stretch, ...] = ()
    codec: str = ""

    @cached_property
    def text(self) -> str:
        """Return the text, which has no line breaks."""
        return "".join(piece.text for piece in self.pieces)

    def changed(self, new: str) -> Iterator[SourceChange]:
        """Yield the changes of the source that put ``new`` in the place of the text."""
        if new == self.text:
            return
        lines = list(self._lines())
        olds = ["".join(piece.text for piece in line) for line in lines]
        for line, old, part in zip(lines, olds, divided(olds, new), strict=True):
            for start, end, after in changes(old, part):
                for one in placed(line, start, end, after):
                    yield from placed(self.outer, *one) if self.outer else (one,)

    def _lines(self) -> Iterator[list[Stretch]]:
        """Yield the stretches of each line."""
        held: list[Stretch] = []
        for piece in self.pieces:
            if piece.fixed:
                yield held
                held = []
            else:
                held.append(piece)
        yield held


def divided(olds: Sequence[str], new: str) -> list[str]:
    """Cut a changed text into as many lines as it had, at the spaces where these probably ended.

    Any cut gives the same text back; the one that leaves words in their lines is wanted.

    >>> divided(["on a tué les", "as well as bons"], "on a tué les plus bons")
    ['on a tué les', 'plus bons']
    """
    lines = [_SIGNS.findall(old) for old in olds]
    signs = _SIGNS.findall(new)
    first, last = 0, len(lines)
    start, end = 0, len(signs)
    while last - first > 1 and signs[start : start + len(lines[first]) + 1] == [*lines[first], " "]:
        start += len(lines[first]) + 1
        first += 1
    while last - first > 1 and (size := len(lines[last - 1]) + 1) <= end - start:
        if signs[end - size : end] != [" ", *lines[last - 1]]:
            break
        end -= size
        last -= 1
    middle = _cut(lines[first:last], signs[start:end])
    return [*olds[:first], *middle, *olds[last:]]


def _cut(lines: list[list[str]], signs: list[str]) -> list[str]:
    """Cut ``signs`` at spaces into parts that differ least from ``lines``."""
    spaces = [n for n, sign in enumerate(signs) if sign == " "]
    best: dict[int, tuple[int, list[int]]] = {-1: (0, [])}
    for number, line in enumerate(lines):
        stops = [len(signs)] if number == len(lines) - 1 else spaces
        reached: dict[int, tuple[int, list[int]]] = {}
        for at, (cost, cuts) in best.items():
            for stop in stops[bisect_right(stops, at) :]:
                whole = cost + _differ(line, signs[at + 1 : stop])
                if stop not in reached or whole < reached[stop][0]:
                    reached[stop] = whole, [*cuts, stop]
                if stop - at > _STRETCHED * len(line) + _STRETCHED:
                    break
        best = reached
    if len(signs) not in best:
        raise InputError("the cleaned text has fewer lines than the file: nothing was changed")
    cuts = [-1, *best[len(signs)][1]]
    return ["".join(signs[a + 1 : b]) for a, b in pairwise(cuts)]


def _differ(one: list[str], other: list[str]) -> int:
    """Return about how many words differ: all between the first and the last that do."""
    short = min(len(one), len(other))
    head = next((n for n in range(short) if one[n] != other[n]), short)
    tail = next((n for n in range(short - head) if one[-1 - n] != other[-1 - n]), short - head)
    return max(len(one), len(other)) - head - tail


def placed(pieces: Sequence[Stretch], start: int, end: int, after: str) -> Iterator[SourceChange]:
    """Yield a change of the joined text of ``pieces`` as changes of their source.

    Where it goes over several pieces, the first takes the new text. What is put in at a boundary
    belongs to the word before.
    """
    at = 0
    for number, piece in enumerate(pieces):
        stop = at + len(piece.text)
        low, high = max(start, at), min(end, stop)
        if low < high or (start == end and (at < start <= stop or start == number == 0)):
            yield piece.at[low - at], piece.at[max(low, high) - at], piece.escape(after)
            after = ""
        at = stop


def changes(old: str, new: str) -> Iterator[SourceChange]:
    """Yield what differs, word by word, in order. Objects stay where they are."""
    at = 0
    for one, other in zip(old.split(OBJECT), new.split(OBJECT), strict=True):
        if one != other:
            for start, end, after in _aligned(_WORDS.findall(one), _WORDS.findall(other)):
                yield at + start, at + end, after
        at += len(one) + 1


def _aligned(old: list[str], new: list[str]) -> Iterator[SourceChange]:
    """Yield what differs between two lists of words, with offsets in the joined old one.

    Where they part, a window as wide as needed shows where they meet again.
    """
    i = j = at = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and old[i] == new[j]:
            at += len(old[i])
            i, j = i + 1, j + 1
            continue
        steps = _parted(old, new, i, j)
        for kind, a, b, c, d in steps:
            length = sum(map(len, old[a:b]))
            if kind != "equal":
                yield at, at + length, "".join(new[c:d])
            at += length
        i, j = steps[-1][2], steps[-1][4]


def _parted(old: list[str], new: list[str], i: int, j: int) -> list[tuple[str, int, int, int, int]]:
    """Return the steps from a place where two lists part to where they meet again."""
    window = _WINDOW
    while True:
        ends = i + window >= len(old) and j + window >= len(new)
        matcher = SequenceMatcher(
            None, old[i : i + window], new[j : j + window], autojunk=window > _ALIGNED
        )
        steps = [(str(k), i + a, i + b, j + c, j + d) for k, a, b, c, d in matcher.get_opcodes()]
        met = next(
            (n for n, s in enumerate(steps) if n and s[0] == "equal" and s[2] - s[1] >= _MET), 0
        )
        if ends or met:
            return steps[: met or len(steps)]
        window *= 4


def spliced(source: str, made: Iterable[SourceChange]) -> str:
    """Return ``source`` with changes made, which must not overlap."""
    parts: list[str] = []
    at = 0
    for start, end, after in sorted(made):
        parts += source[at:start], after
        at = end
    return "".join([*parts, source[at:]])


class Builder:
    """Collects the segments of a source from front to back.

    With ``collapse``, white space is one space between words and nothing at the ends, as it is
    shown; a piece must then have no two spaces in a row.
    """

    def __init__(
        self, *, collapse: bool = True, outer: tuple[Stretch, ...] = (), codec: str = ""
    ) -> None:
        self.segments: list[Segment] = []
        self._collapse, self._outer, self._codec = collapse, outer, codec
        self._held: list[Stretch] = []
        self._gap = PARAGRAPH

    def add(self, piece: Stretch) -> None:
        """Add text to the segment that is being read."""
        if self._collapse and piece.text[:1] == " ":
            last = self._held[-1].text[-1:] if self._held else " "
            if last == " ":
                piece = piece.part(1, len(piece.text))
        if piece.text:
            self._held.append(piece)

    def join(self, at: int) -> None:
        """Go on in another line, before ``at``, as if only a space were between."""
        if self._held:
            if sum(piece.fixed for piece in self._held) + 1 < _MOST_LINES:
                self._held.append(Stretch(" ", (at, at), fixed=True))
            else:
                self.end(LINE)

    def object(self, at: int) -> None:
        """Add an object, which stands at ``at``."""
        self._held.append(Stretch(OBJECT, (at, at)))

    def end(self, gap: str = PARAGRAPH) -> None:
        """End the segment; ``gap`` is before the next, or a wider one that was asked for."""
        pieces = self._held
        self._held = []
        while self._collapse and pieces and pieces[-1].text[-1] == " ":
            last = pieces.pop()
            if len(last.text) > 1:
                pieces.append(last.part(0, len(last.text) - 1))
        if has_words("".join(piece.text for piece in pieces)):
            self.segments.append(Segment(tuple(pieces), self._gap, self._outer, self._codec))
            self._gap = gap
        else:
            self._gap = max(self._gap, gap, key=len)


def has_words(text: str) -> bool:
    """Say whether there is anything to read: what has no letter is no segment."""
    return any(c.isalpha() for c in text)
