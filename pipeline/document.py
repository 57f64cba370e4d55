"""The document that stages read: a text, its identifier and what is known about its spans."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import accumulate

from pipeline.edits import Edit, Mark, apply


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its ``id`` and its ``marks``, whose offsets are code points of ``text``.

    ``made`` are the edits that a round of the runner has made in it, in order: what stood there
    tells about what is left. Each round begins with none, so that the last one sees the cleaned
    text as a reader does, and cleaning it again changes nothing.
    """

    text: str
    id: str = ""
    marks: tuple[Mark, ...] = ()
    made: tuple[Edit, ...] = field(default=(), compare=False)

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
        made = (*self.made, *ordered)
        if not self.marks:
            return replace(self, text=text, made=made)
        ends = [edit.end for edit in ordered]
        shifts = [0, *accumulate(len(edit.after) - len(edit.before) for edit in ordered)]
        moved = []
        for mark in self.marks:
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
                moved.append(replace(mark, start=start + shifts[head], end=end + shifts[tail]))
        return replace(self, text=text, marks=tuple(moved), made=made)
