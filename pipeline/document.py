"""The document that stages read: a text, its identifier and what is known about its spans."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from pipeline.edits import Edit, Mark, apply


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its ``id`` and its ``marks``, whose offsets are code points of ``text``.

    ``repeated`` are the spans of ``text`` that its source, before any edit, had already said above
    (:func:`pipeline.paragraphs.repeated`); None says that this text is the source.
    """

    text: str
    id: str = ""
    marks: tuple[Mark, ...] = ()
    repeated: tuple[Mark, ...] | None = None

    def marked(self, marks: Iterable[Mark]) -> "Document":
        """Return the document with ``marks`` added, in text order."""
        added = {*self.marks, *marks}
        return replace(
            self, marks=tuple(sorted(added, key=lambda m: (m.start, m.end, m.kind, m.rule)))
        )

    def edited(self, edits: Iterable[Edit]) -> "Document":
        """Return the document with ``edits`` made and its marks moved along.

        A mark that an edit swallows whole is gone; one that an edit cuts keeps what is left.
        """
        ordered = sorted(edits, key=lambda e: (e.start, e.end))
        text = apply(self.text, ordered)
        if not self.marks and not self.repeated:
            return replace(self, text=text)
        ends = [edit.end for edit in ordered]
        shifts = [0, *accumulate(len(edit.after) - len(edit.before) for edit in ordered)]
        marks = tuple(_moved(self.marks, ordered, ends, shifts))
        again = self.repeated and tuple(_moved(self.repeated, ordered, ends, shifts))
        return replace(self, text=text, marks=marks, repeated=again)


def _moved(
    marks: Iterable[Mark], ordered: Sequence[Edit], ends: Sequence[int], shifts: Sequence[int]
) -> Iterator[Mark]:
    """Yield ``marks`` as the sorted edits leave them; ``shifts`` are sums of what these add."""
    for mark in marks:
        first = bisect_right(ends, mark.start)
        last = bisect_left(ordered, mark.end, lo=first, key=lambda e: e.start)
        start, end = mark.start, mark.end
        if first < last and ordered[first].start <= start:
            start = min(ordered[first].end, end)
        if first < last and ordered[last - 1].end >= end:
            end = max(ordered[last - 1].start, start)
        if start < end:
            head = first + (start > mark.start)
            tail = last - (end < mark.end)
            yield replace(mark, start=start + shifts[head], end=end + shifts[tail])
