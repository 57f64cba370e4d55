"""Read the articles of a file, whole or in slices that anybody can read without the rest.

Start reading from :func:`read`. :func:`plan` cuts a file into slices, and :class:`Reader` gives the
rows of one.
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.batch import delimited, streams
from pipeline.batch.formats import Source, broken, in_utf8, parquet_file
from pipeline.errors import InputError
from pipeline.io import files, records
from pipeline.io.articles import decoded
from pipeline.io.table import MISSING, as_id

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows ``[row, row + rows)`` of a file: what anybody needs to read them without the rest.

    ``start`` and ``end`` are offsets in the unpacked bytes, or rows in Parquet. ``size`` is the
    share in the bytes of the file.
    """

    start: int
    end: int
    row: int
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class Row:
    """An article as it comes in: ``text`` is None when there is none, and ``error`` says why.

    ``raw`` is the line, the record or the file as it stands, in UTF-8 where it is text at all; b""
    in Parquet.
    """

    number: int
    id: str
    text: str | None
    raw: bytes = b""
    error: str | None = None


@dataclass(frozen=True)
class Batch:
    """Rows that belong together, and in Parquet their ``table``."""

    rows: tuple[Row, ...]
    table: "pa.Table | None" = None

    @cached_property
    def texts(self) -> list[str | None]:
        """Return the texts of the rows."""
        return [row.text for row in self.rows]


def plan(source: Source, rows: int, size: int) -> Iterator[Slice]:
    """Yield slices of at most ``rows`` rows and about ``size`` bytes each that make up a file.

    Of a damaged file the slices before the damage come first, then :class:`InputError`.
    """
    if source.format == "parquet":
        yield from _plan_parquet(source, rows, size)
    elif source.tabular:
        yield from _plan_records(source, rows, size)
    else:
        yield Slice(0, source.size, 0, 1, source.size)


def _plan_records(source: Source, rows: int, size: int) -> Iterator[Slice]:
    start = at = first = count = spent = 0
    damage: InputError | None = None
    with streams.unpacked(source.path) as blocks:
        start = at = _skip_header(source, blocks)

        def share() -> int:
            nonlocal spent
            before, spent = spent, min(source.size, blocks.offset)
            return spent - before

        try:
            for raw, blank in _records(source, blocks, None):
                at += len(raw)
                count += not blank
                if count == rows or at - start >= size:
                    yield Slice(start, at, first, count, share())
                    start, first, count = at, first + count, 0
        except InputError as error:
            damage = error
        if at > start:
            yield Slice(start, at, first, count, share())
    if damage is not None:
        raise damage


def _skip_header(source: Source, blocks: streams.Blocks) -> int:
    """Read past the header of CSV, whose length counts in the encoding of the file."""
    length = len(source.header)
    if source.encoding != "utf-8":
        text = source.header.decode("utf-8", "surrogateescape")
        length = len(text.encode(source.encoding, "surrogateescape"))
    blocks.seek(length)
    return length


def _records(
    source: Source, blocks: streams.Blocks, end: int | None
) -> Iterator[tuple[bytes, bool]]:
    """Yield the lines or records of a file as they stand, and whether each is blank."""
    if source.format == "csv":
        for record in delimited.records(blocks, end, source.delimiter):
            yield record.raw, record.blank
    else:
        for line in _lines(blocks, end):
            yield line, not line.strip()


def _lines(blocks: streams.Blocks, end: int | None) -> Iterator[bytes]:
    """Yield lines up to offset ``end``; a damaged file gives what it has before the error."""
    tail: list[bytes] = []
    damage: InputError | None = None
    while end is None or blocks.at < end:
        want = streams.BLOCK if end is None else min(streams.BLOCK, end - blocks.at)
        try:
            block = blocks.read(want)
        except InputError as error:
            damage = error
            break
        if not block:
            break
        first, *others = block.split(b"\n")
        tail.append(first)
        for part in others:
            yield b"".join(tail) + b"\n"
            tail = [part]
    if any(tail):
        yield b"".join(tail)
    if damage is not None:
        raise damage


def _plan_parquet(source: Source, rows: int, size: int) -> Iterator[Slice]:
    with parquet_file(source) as file:
        metadata = file.metadata
        total = metadata.num_rows
        first = 0
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            each = max(1, group.total_byte_size // max(1, group.num_rows))
            step = max(1, min(rows, size // each))
            last = first + group.num_rows
            for start in range(first, last, step):
                end = min(last, start + step)
                share = source.size * end // total - source.size * start // total
                yield Slice(start, end, start, end - start, share)
            first = last


class Reader:
    """Reads slices of files; those that come in order are read in one go.

    A packed file and a large row group can only be read from the front: the place that was
    reached is kept for the next slice of the same file.
    """

    def __init__(self) -> None:
        self._path = ""
        self._stack = contextlib.ExitStack()
        self._blocks: streams.Blocks | None = None
        self._tables: _Tables | None = None

    def rows(self, source: Source, part: Slice) -> Iterator[Batch]:
        """Yield the rows of a slice, a few at a time; raise :class:`InputError` when it fails."""
        if source.format == "parquet":
            yield from self._table_rows(source, part)
        elif source.tabular:
            yield from self._record_rows(source, part)
        else:
            yield Batch((_file_row(source),))

    def close(self) -> None:
        """Close the file that is open."""
        self._stack.close()
        self._path, self._blocks, self._tables = "", None, None

    def _record_rows(self, source: Source, part: Slice) -> Iterator[Batch]:
        blocks = self._blocks
        if blocks is None or self._path != source.path or blocks.at > part.start:
            self.close()
            blocks = self._stack.enter_context(streams.unpacked(source.path))
            self._path, self._blocks = source.path, blocks
        blocks.seek(part.start)
        make = _csv_row if source.format == "csv" else _jsonl_row
        number = part.row
        rows: list[Row] = []
        held = 0
        for raw, blank in _records(source, blocks, part.end):
            if blank:
                continue
            rows.append(make(source, number, in_utf8(raw, source.encoding)))
            number += 1
            held += len(raw)
            if held >= streams.BLOCK:
                yield Batch(tuple(rows))
                rows, held = [], 0
        if rows:
            yield Batch(tuple(rows))
        if number != part.row + part.rows:
            raise InputError(f"{source.path} has changed: start the run again")

    def _table_rows(self, source: Source, part: Slice) -> Iterator[Batch]:
        tables = self._tables
        if tables is None or self._path != source.path or tables.at > part.start:
            self.close()
            tables = _Tables(source, self._stack.enter_context(parquet_file(source)), part.start)
            self._path, self._tables = source.path, tables
        number = part.row
        for table in tables.upto(part.start, part.end):
            texts = table.column(source.columns.index(source.text_column)).to_pylist()
            ids = (
                table.column(source.columns.index(source.id_column)).to_pylist()
                if source.id_column
                else [None] * len(texts)
            )
            yield Batch(
                tuple(
                    Row(n, as_id(name), text, b"", MISSING if text is None else None)
                    for n, (name, text) in enumerate(zip(ids, texts, strict=True), number)
                ),
                table,
            )
            number += table.num_rows


class _Tables:
    """A Parquet file as tables from front to back, from the row group that has ``start`` on."""

    def __init__(self, source: Source, file: Any, start: int) -> None:
        self.source = source
        self.at = 0
        groups = list(range(file.metadata.num_row_groups))
        while groups and self.at + file.metadata.row_group(groups[0]).num_rows <= start:
            self.at += file.metadata.row_group(groups.pop(0)).num_rows
        self._batches = file.iter_batches(64, row_groups=groups)
        self._schema = file.schema_arrow
        self._left: Any = None

    def upto(self, start: int, end: int) -> "Iterator[pa.Table]":
        import pyarrow as pa

        while self.at < end:
            batch = self._left
            self._left = None
            if batch is None:
                try:
                    batch = next(self._batches)
                except (pa.ArrowException, OSError, StopIteration) as error:
                    raise broken(self.source, error) from error
            take = min(end, self.at + batch.num_rows) - self.at
            if take < batch.num_rows:
                self._left = batch.slice(take)
            first, self.at = self.at, self.at + take
            if self.at > start:
                batch = batch.slice(max(0, start - first), take - max(0, start - first))
                yield pa.Table.from_batches([batch], self._schema)


def read(source: Source) -> Iterator[Batch]:
    """Yield all rows of a file, a few at a time.

    Of a damaged file the rows before the damage come first, then :class:`InputError`.
    """
    reader = Reader()
    try:
        for part in plan(source, 1000, streams.BLOCK):
            yield from reader.rows(source, part)
    finally:
        reader.close()


def _jsonl_row(source: Source, number: int, raw: bytes) -> Row:
    try:
        line = line_of(raw)
        found = json.loads(line)
        if not isinstance(found, dict):
            raise InputError("not a JSON object")
        text = found.get(source.text_column)
        if not isinstance(text, str):
            raise InputError(f'the field "{source.text_column}" is missing or is not a string')
        name = found.get(source.id_column)
        if name is not None and not isinstance(name, str):
            start, end = records.spans(line)[source.id_column]
            name = line[start:end]
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        return _bad(number, raw, f"not valid {source.encoding} (0x{byte:02X})")
    except InputError as error:
        return _bad(number, raw, str(error))
    except (ValueError, RecursionError) as error:
        return _bad(number, raw, f"not JSON: {error}")
    return Row(number, name or "", text, raw)


def line_of(raw: bytes) -> str:
    """Return a line of JSON without what is around it."""
    return raw.decode().strip("\r\n").removeprefix(files.BOM)


def _bad(number: int, raw: bytes, error: str) -> Row:
    return Row(number, "", None, raw, error)


def _csv_row(source: Source, number: int, raw: bytes) -> Row:
    record = delimited.cut(raw, 0, source.delimiter.encode(), True)
    if record is None or not record.sound or len(record.raw) < len(raw):
        return _bad(number, raw, "a quote is never closed")
    if len(record.spans) != len(source.columns):
        return _bad(number, raw, f"{len(record.spans)} fields, not {len(source.columns)}")
    name = record.value(source.columns.index(source.id_column)) if source.id_column else b""
    shown = name.decode("utf-8", "replace")
    try:
        text = record.value(source.columns.index(source.text_column)).decode()
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        return Row(number, shown, None, raw, f"not valid {source.encoding} (0x{byte:02X})")
    return Row(number, shown, text, raw)


def _file_row(source: Source) -> Row:
    raw = streams.whole(source.path)
    try:
        return Row(0, source.name, decoded(raw, source.encoding, source.name), raw)
    except InputError as error:
        return Row(0, source.name, None, raw, str(error))
