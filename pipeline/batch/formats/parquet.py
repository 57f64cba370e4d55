"""Parquet: columns with types, compressed in row groups."""

import contextlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pipeline.batch import places
from pipeline.batch.formats.base import Slice, Source, Write
from pipeline.batch.formats.tables import (
    BATCH_ROWS,
    TableFormat,
    TableRows,
    encoded_anew,
    schema_of,
    seekable,
    slices_of,
)
from pipeline.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_BYTES = 1 << 22
"""Bytes, on average, that are read of a row group at a time, however long its texts are."""

_CODEC = "zstd"
"""The compression of files that were no Parquet before."""


class ParquetFormat(TableFormat):
    """Parquet files; the compression of the first column becomes that of all."""

    name = "parquet"
    suffixes = (".parquet",)
    output = "parquet"
    title = "Parquet"
    limits = "the end of the file is needed: of a file that is cut off nothing can be read"

    def schema(self, source: Source) -> "pa.Schema":
        """See :meth:`TableFormat.schema`."""
        with self._opened(source) as file:
            schema: pa.Schema = file.schema_arrow
            return schema

    def plan(self, source: Source, rows: int, size: int) -> Iterator[Slice]:
        """See :meth:`Format.plan`."""
        with self._opened(source) as file:
            metadata = file.metadata
            first = 0
            for number in range(metadata.num_row_groups):
                group = metadata.row_group(number)
                each = max(1, group.total_byte_size // max(1, group.num_rows))
                limit = max(1, min(rows, size // each))
                yield from slices_of(first, group.num_rows, limit, source, metadata.num_rows)
                first += group.num_rows

    @contextlib.contextmanager
    def batches(self, source: Source, start: int) -> Iterator[TableRows]:
        """See :meth:`TableFormat.batches`; whole row groups are skipped."""
        with self._opened(source) as file:
            at = 0
            groups = list(range(file.metadata.num_row_groups))
            while groups and at + file.metadata.row_group(groups[0]).num_rows <= start:
                at += file.metadata.row_group(groups.pop(0)).num_rows
            yield TableRows(at, file.schema_arrow, _batches(file, groups, source.max_record))

    @contextlib.contextmanager
    def grouped_writer(
        self, path: str, source: Source, schema: "pa.Schema", text_column: int
    ) -> Iterator[Write]:
        """See :meth:`TableFormat.grouped_writer`."""
        codec = self._codec(source) if source.format == self else _CODEC
        with table_writer(path, schema, codec) as write:
            yield write

    def refuses(self, source: Source) -> str:
        """See :meth:`Format.refuses`; Arrow has types that Parquet lacks."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if source.format == self or not isinstance(source.format, TableFormat):
            return ""
        for field in schema_of(source):
            try:
                pq.ParquetWriter(pa.BufferOutputStream(), pa.schema([field])).close()
            except pa.ArrowException:
                return f"column {field.name} holds {field.type}, which Parquet cannot hold"
        return ""

    @contextlib.contextmanager
    def _opened(self, source: Source) -> Iterator[Any]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        with contextlib.ExitStack() as stack:
            file = stack.enter_context(seekable(source))
            try:
                yield stack.enter_context(pq.ParquetFile(file))
            except (pa.ArrowException, OSError) as error:
                raise self.broken(source, error) from error

    def _codec(self, source: Source) -> str:
        """Return the compression of the first column of a file."""
        with self._opened(source) as file:
            if file.metadata.num_row_groups and file.metadata.num_columns:
                found = file.metadata.row_group(0).column(0).compression.lower()
                return "none" if found == "uncompressed" else str(found)
        return _CODEC


def _batches(file: Any, groups: Iterable[int], most: int) -> "Iterator[pa.RecordBatch]":
    """Yield the rows of each row group from its beginning on.

    So the rows that a damaged page takes along do not depend on where reading began. Raises
    :class:`InputError` for a group whose rows have more than ``most`` bytes on average.
    """
    for number in groups:
        group = file.metadata.row_group(number)
        each = group.total_byte_size // max(1, group.num_rows)
        if most and each > most:
            raise InputError(f"{each:,} bytes a row are more than --max-record {most:,}")
        rows = max(1, min(BATCH_ROWS, BATCH_BYTES // max(1, each)))
        yield from file.iter_batches(rows, row_groups=[number])


@contextlib.contextmanager
def table_writer(path: str, schema: "pa.Schema", codec: str = _CODEC) -> Iterator[Write]:
    """Give a function that writes each table to a Parquet file as a row group."""
    import pyarrow.parquet as pq

    with places.written(path) as file, pq.ParquetWriter(file, schema, compression=codec) as out:

        def write(table: "pa.Table") -> None:
            if table.num_rows:
                whole = encoded_anew(table).combine_chunks()
                out.write_table(whole, row_group_size=whole.num_rows)

        yield write
