r"""Lines of a text, and what to delete so that one of them goes without a gap or a join.

News dumps separate paragraphs by a blank line or by a line break alone, so a paragraph is a line
that is not blank. Line breaks are ``\n`` and ``\r\n``.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import regex

from pipeline.text.caching import by_text

VERBATIM = regex.compile(r"^```[^`]*+^```|`[^`\n]++`", regex.MULTILINE)
"""Code that somebody quotes, as Markdown does: it stays as it is."""


class Line(NamedTuple):
    """The half-open span of a line without the white space around it, and where its break ends.

    ``first`` is where the line begins, white space included; a blank line has ``start == end``.
    """

    first: int
    start: int
    end: int
    stop: int

    @property
    def is_blank(self) -> bool:
        """Say whether the line holds white space alone."""
        return self.start == self.end


@by_text(maxsize=16)
def lines(text: str) -> tuple[Line, ...]:
    """Return the lines of ``text`` in order; together they cover it."""
    found = []
    first = 0
    for raw in text.split("\n"):
        body = raw.strip()
        start = first + (raw.index(body) if body else 0)
        stop = min(first + len(raw) + 1, len(text))
        found.append(Line(first, start, start + len(body), stop))
        first = stop
    return tuple(found)


def row_of(rows: Sequence[Line], offset: int) -> int:
    """Return the index of the row that holds the code point at ``offset``."""
    return max(0, bisect_right(rows, offset, key=lambda row: row.first) - 1)


def removal(rows: Sequence[Line], i: int, last: int | None = None) -> tuple[int, int]:
    """Return the span to delete so that rows ``i`` to ``last`` go, with the blank lines after.

    What stood before and after them stays apart as it was: a blank line that alone divides the
    neighbours is kept. The last paragraph goes with the blank lines *before* it.
    """
    last = i if last is None else last
    after = next((j for j in range(last + 1, len(rows)) if not rows[j].is_blank), None)
    before = next((j for j in range(i - 1, -1, -1) if not rows[j].is_blank), None)
    if after is None:
        return rows[i].start if before is None else rows[before].end, rows[last].end
    if after > last + 1 and before == i - 1:
        return rows[i].first, rows[last].stop
    return rows[i].first, rows[after].first
