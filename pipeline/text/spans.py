"""Ask in no time whether a span meets any of many others.

:class:`Spans` are stretches of text: one meets another when they share a character. Edits and marks
may be empty and then stand between two characters, where :func:`~pipeline.edits.overlap` says what
they meet: for them there are :func:`flat`, :func:`touched` and :func:`touches`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.edits import Edit, Mark, overlap


class Spans:
    """Half-open spans ``(start, end)``, none of them empty, in any order; they may overlap."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        """Join those that overlap or touch."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def meet(self, start: int, end: int) -> bool:
        """Say whether ``[start, end)`` shares a character with one of the spans."""
        at = bisect_right(self._ends, start)
        return at < len(self._ends) and self._starts[at] < end


def flat(spans: Iterable[Edit | Mark]) -> list[Mark]:
    """Return the union of ``spans`` as sorted spans of which no two overlap."""
    found: list[Mark] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if found and (overlap(found[-1], span) or span.start < found[-1].end):
            found[-1] = replace(found[-1], end=max(found[-1].end, span.end))
        else:
            found.append(Mark(span.start, span.end, ""))
    return found


def touched(spans: Sequence[Mark], span: Edit | Mark) -> Iterator[int]:
    """Yield the indices of those of the :func:`flat` ``spans`` that ``span`` overlaps."""
    n = max(0, bisect_left(spans, span.start, key=lambda s: s.start) - 1)
    while n < len(spans) and spans[n].start <= span.end:
        if overlap(spans[n], span):
            yield n
        n += 1


def touches(spans: Sequence[Mark], span: Edit | Mark) -> bool:
    """Say whether ``span`` overlaps one of the :func:`flat` ``spans``."""
    return next(touched(spans, span), None) is not None
