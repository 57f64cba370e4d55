r"""Lines of a text, and what to delete so that one of them goes without a gap or a join.

News dumps separate paragraphs by a blank line or by a line break alone, so a paragraph is a line
that is not blank. Line breaks are ``\n`` and ``\r\n``.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple


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


@lru_cache(maxsize=16)
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


def removal(text: str, rows: Sequence[Line], i: int) -> tuple[int, int]:
    """Return the span to delete so that row ``i`` goes together with the blank lines after it.

    What stood before and after it stays apart as it was: a blank line that alone divides the
    neighbours is kept. The last paragraph goes with the blank lines *before* it.
    """
    row = rows[i]
    after = next((j for j in range(i + 1, len(rows)) if not rows[j].is_blank), None)
    before = next((j for j in range(i - 1, -1, -1) if not rows[j].is_blank), None)
    if after is None:
        if before is None:
            return row.start, row.end
        return rows[before].end, row.end
    if after > i + 1 and before == i - 1:
        return row.first, row.stop
    return row.first, rows[after].first
