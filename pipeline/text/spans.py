"""Ask in no time whether a span meets any of many others."""

from bisect import bisect_right
from collections.abc import Iterable


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
