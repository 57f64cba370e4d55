"""Read the articles of a file, all of them or in slices that need nothing of the rest.

Start reading from :func:`read`. :func:`plan` cuts a file into slices, and :class:`Reader` gives
the rows of one. How that is done is a matter of each format (:mod:`pipeline.batch.formats`).
"""

from collections.abc import Iterator

from pipeline.batch import streams
from pipeline.batch.formats import Batch, Cursor, Slice, Source
from pipeline.errors import InputError

READ_ROWS = 1000
"""Rows of a slice when a whole file is read."""


def plan(source: Source, rows: int, size: int) -> Iterator[Slice]:
    """Yield slices of at most ``rows`` rows and about ``size`` bytes each that make up a file.

    If the file is damaged, the slices before the damage come first, then :class:`InputError` is
    raised.
    """
    yield from source.format.plan(source, rows, size)


class Reader:
    """Reads slices of files and keeps the file open for the next slice.

    A compressed file and a large row group can only be read from their beginning. So slices that
    come in order are read in one go.
    """

    def __init__(self) -> None:
        self._path = ""
        self._cursor: Cursor | None = None

    def rows(self, source: Source, part: Slice) -> Iterator[Batch]:
        """Yield the rows of a slice, a few at a time; raise :class:`InputError` on failure."""
        cursor = self._cursor
        if cursor is None or self._path != source.path or cursor.at > part.start:
            cursor = self._opened(source, part.start)
        elif cursor.at < part.start:
            # On the way to the slice lies what another worker reads. If that is damaged, the slice
            # may be sound all the same: a new cursor may get there without it.
            batches = cursor.rows(part)
            try:
                first = next(batches, None)
            except InputError:
                cursor = self._opened(source, part.start)
            else:
                if first is not None:
                    yield first
                yield from batches
                return
        yield from cursor.rows(part)

    def _opened(self, source: Source, start: int) -> Cursor:
        """Return a new cursor, which may begin at ``start`` or before it."""
        self.close()
        self._cursor = source.format.cursor(source, start)
        self._path = source.path
        return self._cursor

    def close(self) -> None:
        """Close the file that is open."""
        if self._cursor is not None:
            self._cursor.close()
        self._path, self._cursor = "", None


def read(source: Source) -> Iterator[Batch]:
    """Yield all rows of a file, a few at a time.

    If the file is damaged, the rows before the damage come first, then :class:`InputError` is
    raised.
    """
    reader = Reader()
    try:
        for part in plan(source, READ_ROWS, streams.BLOCK):
            yield from reader.rows(source, part)
    finally:
        reader.close()
