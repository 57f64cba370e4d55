"""Compare the ledgers of two runs: which edits appeared, vanished or changed.

Start reading from :func:`compare`. Both ledgers are read side by side, so memory does not grow.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline.batch.ledger import LedgerRow

Fate = Literal["same", "appeared", "vanished", "changed"]


class Compared(NamedTuple):
    """An edit of the older run, of the newer one or of both, and what became of it."""

    fate: Fate
    old: LedgerRow | None
    new: LedgerRow | None

    @property
    def row(self) -> LedgerRow:
        """Return the edit of the newer run, or the one that vanished."""
        found = self.new or self.old
        assert found is not None
        return found


def compare(old: Iterable[LedgerRow], new: Iterable[LedgerRow]) -> Iterator[Compared]:
    """Yield each edit of two runs over the same dump, in the order of the ledgers.

    Two edits are the same one when they replace the same stretch; it has *changed* when it is read
    otherwise, or was made in one run and proposed in the other.
    """
    left, right = _ordered(old), _ordered(new)
    a, b = next(left, None), next(right, None)
    while a is not None or b is not None:
        if b is None or (a is not None and _place(a) < _place(b)):
            yield Compared("vanished", a, None)
            a = next(left, None)
        elif a is None or _place(b) < _place(a):
            yield Compared("appeared", None, b)
            b = next(right, None)
        else:
            alike = a.after == b.after and a.is_made == b.is_made
            yield Compared("same" if alike else "changed", a, b)
            a, b = next(left, None), next(right, None)


def alone(old: str, new: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each of two runs that read files which the other did not, and their names."""
    files = {out: _files_of(out) for out in (old, new)}
    for out, other in ((old, new), (new, old)):
        if files[old] and files[new] and (names := files[out] - files[other]):
            yield out, sorted(names)


def _files_of(out: str) -> frozenset[str]:
    """Return the files that a run read, by its ``run.json``; none where that cannot tell."""
    try:
        found = json.loads((Path(out) / "run.json").read_bytes())["inputs"]
        return frozenset(one["file"] for one in found)
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def _ordered(rows: Iterable[LedgerRow]) -> Iterator[LedgerRow]:
    """Yield rows with the columns of an article in alphabetical order, however they were named."""
    for _, own in groupby(rows, key=lambda row: (row.file, row.row)):
        yield from sorted(own, key=_place)


def _place(row: LedgerRow) -> tuple[str, int, str, int, int]:
    return row.file, row.row, row.column, row.start, row.end
