"""Formats that are tables of Arrow: columns with types. Start from :class:`TableFormat`.

Rows keep the types, the order and the metadata of their columns; only the texts change.
"""

import abc
import base64
import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from pipeline.batch import places, streams
from pipeline.batch.formats.base import Batch, Cursor, Format, Row, Slice, Source, Texts, Write
from pipeline.batch.formats.columns import with_columns
from pipeline.errors import InputError
from pipeline.io.table import (
    NO_TEXT_ERROR,
    as_column,
    as_id,
    column_index,
    free_name,
    is_text,
    utf8,
)

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 64
"""Rows that are held as Python objects at a time."""

TABLE_GROUP_ROWS = 10_000
TABLE_GROUP_BYTES = 1 << 26
"""Rows, and bytes of text, of a row group or record batch that is written. They are fixed, so that
the bytes of a file do not depend on the shards."""


class TableFormat(Format):
    """A format that Arrow reads and writes."""

    tabular = True
    typed = True
    tells_encoding = True
    packs_itself = True
    keeps_names = True

    title: ClassVar[str]
    """Name of the format in messages."""

    @abc.abstractmethod
    def schema(self, source: Source) -> "pa.Schema":
        """Return the columns of a file; raise :class:`InputError` if it cannot be read."""

    @abc.abstractmethod
    def batches(self, source: Source, start: int) -> "contextlib.AbstractContextManager[TableRows]":
        """Open a file to read it from row ``start`` on, or from a row before that."""

    @abc.abstractmethod
    def grouped_writer(
        self, path: str, source: Source, schema: "pa.Schema", text_column: int
    ) -> contextlib.AbstractContextManager[Write]:
        """Give a function that writes each table as a row group or record batch of its own."""

    def broken(self, source: Source, error: Exception | str) -> InputError:
        """Return the error for a file that cannot be read."""
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        return InputError(
            f"{source.path} is no sound {self.title} file ({said}): get the file again"
        )

    def open(self, source: Source) -> Source:
        """See :meth:`Format.open`."""
        schema = self.schema(source)
        names = tuple(schema.names)
        texts = [field.name for field in schema if is_text(field.type)]
        source = with_columns(replace(source, columns=names), texts, list(names))
        try:
            for column in source.text_columns:
                column_index(schema, column)
        except InputError as error:
            raise InputError(f"{source.path}: {error}") from error
        return source

    def cursor(self, source: Source, start: int) -> Cursor:
        """See :meth:`Format.cursor`."""
        stack = contextlib.ExitStack()
        found = stack.enter_context(self.batches(source, start))
        return _TableCursor(source, self, found, found.first, stack)

    def fields(self, source: Source, batch: Batch, i: int, texts: Texts) -> dict[str, Any]:
        """See :meth:`Format.fields`."""
        assert batch.table is not None
        values = batch.table.slice(i, 1).to_pylist()[0]
        new = dict(zip(source.text_columns, texts, strict=True))
        return {n: _plain(v) for n, v in {**values, **new}.items()}

    def render(
        self,
        source: Source,
        batch: Batch,
        texts: Sequence[Texts],
        added: Mapping[str, Sequence[Any]],
    ) -> "pa.Table":
        """See :meth:`Format.render`."""
        import pyarrow as pa

        if batch.table is not None:
            table = batch.table
            for number, column in enumerate(source.text_columns):
                new = [own[number] for own in texts]
                if new != [row.texts[number] for row in batch.rows]:
                    at = source.columns.index(column)
                    field = table.schema.field(at)
                    table = table.set_column(at, field, as_column(new, field.type))
        else:
            rows = [
                source.format.column_values(source, batch, i, own) for i, own in enumerate(texts)
            ]
            names = source.format.column_names(source)
            table = pa.table({n: pa.array([row[n] for row in rows], pa.string()) for n in names})
        for name, values in added.items():
            plain = [utf8(value) if isinstance(value, str) else value for value in values]
            table = self.with_field(source, table, name, plain)
        return table

    def with_field(
        self, source: Source, table: "pa.Table", name: str, values: Sequence[Any]
    ) -> "pa.Table":
        """See :meth:`Format.with_field`."""
        import pyarrow as pa

        free = free_name(name, table.column_names)
        return table.append_column(free, pa.array(values, added_type(name)))

    @contextlib.contextmanager
    def writer(self, path: str, source: Source, added: Sequence[str]) -> Iterator[Write]:
        """See :meth:`Format.writer`."""
        schema = schema_of(source, added)
        at = schema.names.index(source.format.text_name(source))
        with self.grouped_writer(path, source, schema, at) as write:
            groups = Grouped(write, TABLE_GROUP_ROWS, TABLE_GROUP_BYTES, at)
            yield groups.add
            groups.flush()


@dataclass(frozen=True, slots=True)
class TableRows:
    """The record batches of a table from row ``first`` on, and the columns of the table."""

    first: int
    schema: "pa.Schema"
    batches: "Iterator[pa.RecordBatch]"


@dataclass
class _TableCursor:
    """A table that is read from front to back."""

    source: Source
    format: TableFormat
    table: TableRows
    at: int
    stack: contextlib.ExitStack
    left: Any = None

    def rows(self, part: Slice) -> Iterator[Batch]:
        source = self.source
        number = part.row
        for table in self._tables(part.start, part.end):
            columns = [self._values(table, column) for column in source.text_columns]
            ids = (
                self._values(table, source.id_column)
                if source.id_column
                else [None] * table.num_rows
            )
            articles = zip(ids, *columns, strict=True)
            rows = (_row(n, name, texts) for n, (name, *texts) in enumerate(articles, number))
            yield Batch(tuple(rows), table)
            number += table.num_rows

    def _values(self, table: "pa.Table", name: str) -> list[Any]:
        """Return the values of a column; Arrow does not look whether strings are UTF-8 before."""
        try:
            return list(table.column(self.source.columns.index(name)).to_pylist())
        except UnicodeDecodeError as error:
            raise self.format.broken(self.source, error) from error

    def _tables(self, start: int, end: int) -> "Iterator[pa.Table]":
        """Yield the rows from ``start`` to ``end``."""
        import pyarrow as pa

        while self.at < end:
            batch = self.left
            self.left = None
            if batch is None:
                try:
                    batch = next(self.table.batches)
                except (pa.ArrowException, OSError, StopIteration) as error:
                    raise self.format.broken(self.source, error) from error
            take = min(end, self.at + batch.num_rows) - self.at
            if take < batch.num_rows:
                self.left = batch.slice(take)
            first, self.at = self.at, self.at + take
            if self.at > start:
                batch = batch.slice(max(0, start - first), take - max(0, start - first))
                yield pa.Table.from_batches([batch], self.table.schema)

    def close(self) -> None:
        self.stack.close()


def _row(number: int, name: Any, texts: Texts) -> Row:
    """Return an article of a table; it has an error when none of its texts is there."""
    first, *others = texts
    error = NO_TEXT_ERROR if all(text is None for text in texts) else None
    return Row(number, as_id(name), first, b"", error, others=tuple(others))


def slices_of(first: int, rows: int, limit: int, source: Source, total: int) -> Iterator[Slice]:
    """Cut ``rows`` rows from row ``first`` on into slices of at most ``limit`` rows.

    ``total`` is the number of rows of the file; each slice gets its share of the bytes.
    """
    last = first + rows
    for start in range(first, last, limit):
        end = min(last, start + limit)
        share = source.size * end // total - source.size * start // total
        yield Slice(start, end, start, end - start, share)


@contextlib.contextmanager
def seekable(source: Source) -> Iterator[BinaryIO]:
    """Open a file of which any part can be read; ``.gz`` and ``.zst`` go to a temporary file."""
    with contextlib.ExitStack() as stack:
        if streams.packing(source.path):
            file: Any = stack.enter_context(tempfile.TemporaryFile())
            with streams.unpacked(source.path) as blocks:
                while block := blocks.read():
                    file.write(block)
            file.seek(0)
        else:
            file = stack.enter_context(places.opened(source.path))
        yield file


def schema_of(source: Source, added: Sequence[str] = ()) -> "pa.Schema":
    """Return the columns of a table that is made of a file of any format."""
    import pyarrow as pa

    if isinstance(source.format, TableFormat):
        schema = source.format.schema(source)
    else:
        schema = pa.schema([(n, pa.string()) for n in source.format.column_names(source)])
    for name in added:
        schema = schema.append(pa.field(free_name(name, schema.names), added_type(name)))
    return schema


def added_type(name: str) -> "pa.DataType":
    """Return the type of a column that a run adds."""
    import pyarrow as pa

    if name == "duplicate_of":
        return pa.struct([("file", pa.string()), ("row", pa.int64()), ("id", pa.string())])
    return pa.string()


def _plain(value: Any) -> Any:
    """Return a value of Arrow as plain JSON types: dates in ISO form, bytes in base64."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class Grouped:
    """Collects rows and passes them on in groups.

    The groups depend on the rows alone, not on the tables in which the rows arrive. A group ends
    after ``rows`` rows, or after ``size`` bytes (0: no limit) in the column number ``column``.
    """

    def __init__(self, write: Write, rows: int, size: int = 0, column: int = 0) -> None:
        self._write = write
        self._rows, self._size, self._column = rows, size, column
        self._held: list[Any] = []
        self._count = self._bytes = 0

    def add(self, table: "pa.Table") -> None:
        """Take rows, and pass on each group that is full."""
        while table.num_rows:
            take = self._fits(table)
            self._held.append(table.slice(0, take))
            table = table.slice(take)
            if self._full():
                self.flush()

    def flush(self) -> None:
        """Pass on the rows that are left."""
        import pyarrow as pa

        if self._held:
            self._write(pa.concat_tables(self._held))
        self._held, self._count, self._bytes = [], 0, 0

    def _full(self) -> bool:
        return self._count >= self._rows or bool(self._size and self._bytes >= self._size)

    def _fits(self, table: "pa.Table") -> int:
        """Return how many rows of ``table`` the group takes, and count them."""
        most: int = min(table.num_rows, self._rows - self._count)
        if not self._size:
            self._count += most
            return most
        for taken, text in enumerate(table.column(self._column).slice(0, most), 1):
            self._count += 1
            value = text.as_py()
            self._bytes += len(value.encode()) if value else 0
            if self._full():
                return taken
        return most


def encoded_anew(table: "pa.Table") -> "pa.Table":
    """Return ``table`` with the values of each dictionary in the order of their first use.

    So the dictionaries do not depend on how the rows were cut before. Ordered dictionaries stay
    as they are.
    """
    import pyarrow as pa

    for at, field in enumerate(table.schema):
        kind = field.type
        if pa.types.is_dictionary(kind) and not kind.ordered:
            plain = table.column(at).cast(kind.value_type).combine_chunks()
            found = plain.dictionary_encode()
            indices = found.indices.cast(kind.index_type)
            column = pa.DictionaryArray.from_arrays(indices, found.dictionary)
            table = table.set_column(at, field, column)
    return table
