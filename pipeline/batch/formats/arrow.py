"""Arrow IPC: the tables of Arrow as they stand in memory, as a file (Feather) or as a stream.

Start reading from :class:`ArrowFormat`. A file is the magic word, a stream and a list of where its
record batches are. Arrow's own library reads and writes them, but it does not tell how many rows a
record batch has before it has read it, nor which compression it has. :func:`_headers` reads that
from the head of each message. https://arrow.apache.org/docs/format/Columnar.html describes both.
"""

import contextlib
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.batch import streams
from pipeline.batch.formats.base import Slice, Source, Write
from pipeline.batch.formats.tables import (
    BATCH_ROWS,
    TableFormat,
    TableRows,
    encoded_anew,
    seekable,
    slices_of,
)
from pipeline.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

_MAGIC = b"ARROW1\0\0"
_OLD_MAGIC = b"FEA1"
_RECORD_BATCH = 3
_CODECS = ("lz4", "zstd")
"""Constants of the format: the type of a message, and the compressions by their number."""


class ArrowFormat(TableFormat):
    """Arrow IPC files and streams; what comes out is again a file or a stream, as it came in.

    The compression of the first record batch becomes that of all.
    """

    name = "arrow"
    suffixes = (".arrow", ".feather", ".arrows")
    output = "arrow"
    title = "Arrow"
    limits = (
        "a record batch must fit into memory if it is compressed; Feather version 1 (before 2020) "
        "is refused"
    )

    def schema(self, source: Source) -> "pa.Schema":
        """See :meth:`TableFormat.schema`."""
        with self._opened(source) as file:
            schema: pa.Schema = file.reader.schema
            _ = schema.names  # raises UnicodeDecodeError if a name is damaged
            return schema

    def plan(self, source: Source, rows: int, size: int) -> Iterator[Slice]:
        """See :meth:`Format.plan`; of a file that is cut off, all whole record batches come."""
        with self._opened(source) as file:
            total = max(1, sum(header.rows for header in file.headers))
            first = 0
            for header in file.headers:
                each = max(1, header.size // max(1, header.rows))
                limit = max(1, min(rows, size // each))
                yield from slices_of(first, header.rows, limit, source, total)
                first += header.rows
            if file.damage:
                raise InputError(
                    f"{source.path} is damaged or cut off after {first} rows ({file.damage}): "
                    "get the file again; what is before that was kept"
                )

    @contextlib.contextmanager
    def batches(self, source: Source, start: int) -> Iterator[TableRows]:
        """See :meth:`TableFormat.batches`; a stream can only be read from its beginning."""
        with self._opened(source) as file:
            at, number = 0, 0
            while file.random and number < len(file.headers):
                if at + file.headers[number].rows > start:
                    break
                at += file.headers[number].rows
                number += 1
            yield TableRows(at, file.reader.schema, _small(file.batches(number)))

    @contextlib.contextmanager
    def grouped_writer(
        self, path: str, source: Source, schema: "pa.Schema", text_column: int
    ) -> Iterator[Write]:
        """See :meth:`TableFormat.grouped_writer`."""
        import pyarrow as pa

        stream, codec = False, None
        first = schema.empty_table()
        if source.format == self:
            with self._opened(source) as file:
                stream, codec = file.stream, file.codec
                first = _with_dictionaries(first, file, text_column)
        options = pa.ipc.IpcWriteOptions(compression=codec, emit_dictionary_deltas=not stream)
        make = pa.ipc.new_stream if stream else pa.ipc.new_file
        with streams.written(path) as put, make(_Sink(put), schema, options=options) as out:
            yield _Groups(out, first, stream).add

    @contextlib.contextmanager
    def _opened(self, source: Source) -> "Iterator[_Opened]":
        import pyarrow as pa

        with contextlib.ExitStack() as stack:
            file = stack.enter_context(seekable(source))
            if file.read(len(_OLD_MAGIC)) == _OLD_MAGIC:
                raise InputError(
                    f"{source.path} is a Feather file of version 1: write it again with "
                    "pyarrow.feather.write_feather"
                )
            file.seek(0)
            try:
                yield _Opened.of(_mapped(file, source))
            except (pa.ArrowException, OSError, struct.error, UnicodeDecodeError) as error:
                raise self.broken(source, error) from error


# --- reading -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Header:
    """What the head of a record batch says: its rows, its bytes and its compression."""

    rows: int
    size: int
    codec: str | None

    @classmethod
    def of(cls, batch: "_Flat", size: int) -> "_Header":
        """Read the head of a record batch; raise :class:`struct.error` if it is damaged."""
        rows = batch.number("<q", 0)
        columns, at = batch.vector(1)
        if columns and rows != struct.unpack_from("<q", batch.raw, at)[0]:
            raise struct.error("the first column has another number of rows")
        codec = _CODECS[batch.table(3).number("<b", 0) & 1] if batch.place(3) else None
        return cls(rows, size, codec)


@dataclass(frozen=True)
class _Opened:
    """An open file or stream.

    ``reader`` is Arrow's reader. ``random`` says that it reads any record batch without those
    before. ``damage`` says why the file has no sound end, "" if it has.
    """

    reader: Any
    stream: bool
    random: bool
    headers: list[_Header] = field(default_factory=list)
    damage: str = ""

    @classmethod
    def of(cls, file: Any) -> "_Opened":
        """Open a file; one that is cut off is read as a stream, as far as it goes."""
        import pyarrow as pa

        stream = file.read(len(_MAGIC)) != _MAGIC
        start = 0 if stream else len(_MAGIC)
        file.seek(start)
        headers, damage = _headers(file)
        if not stream:
            file.seek(0)
            try:
                reader = pa.ipc.open_file(file)
                if not damage and reader.num_record_batches != len(headers):
                    damage = "its list of record batches is wrong"
                return cls(reader, stream, True, headers, damage)
            except (pa.ArrowException, OSError) as error:
                damage = damage or str(error).splitlines()[0]
        file.seek(start)
        return cls(pa.ipc.open_stream(file), stream, False, headers, damage)

    @property
    def codec(self) -> str | None:
        """Return the compression of the first record batch."""
        return self.headers[0].codec if self.headers else None

    def batches(self, first: int = 0) -> "Iterator[pa.RecordBatch]":
        """Yield the record batches from number ``first`` on; damaged ones raise an error."""
        import pyarrow as pa

        for number in range(first, len(self.headers)):
            batch = self.reader.get_batch(number) if self.random else next(self.reader, None)
            if batch is None or batch.num_rows != self.headers[number].rows:
                raise pa.ArrowInvalid("a record batch is missing")
            batch.validate(full=True)
            yield batch


def _mapped(file: BinaryIO, source: Source) -> Any:
    """Return ``file`` as a file of Arrow; one on this disk is mapped, so it takes no memory."""
    import pyarrow as pa

    with contextlib.suppress(OSError, AttributeError, ValueError):
        if not streams.packing(source.path) and os.fstat(file.fileno()).st_size:
            return pa.memory_map(source.path)
    return pa.PythonFile(file, mode="r")


def _small(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    """Cut record batches into a few rows each, whose dictionaries hold only what they use."""
    import pyarrow as pa

    for batch in batches:
        for start in range(0, batch.num_rows, BATCH_ROWS):
            part = pa.Table.from_batches([batch.slice(start, BATCH_ROWS)])
            yield from encoded_anew(part).combine_chunks().to_batches()


def _headers(file: Any) -> tuple[list[_Header], str]:
    """Return the heads of all whole record batches, and why the rest cannot be read, if so.

    ``file`` stands at the first message. Each is four bytes FF, the length of its head, the head
    and its body; files from before 2019 have no FF.
    """
    size = file.size()
    found: list[_Header] = []
    try:
        while prefix := file.read(4):
            if prefix == b"\xff\xff\xff\xff":
                prefix = file.read(4)
            (length,) = struct.unpack("<i", prefix)
            if not length:
                break
            if not 0 < length <= size - file.tell():
                return found, "a message is cut off"
            message = _Flat.root(file.read(length))
            body = message.number("<q", 3)
            if not 0 <= body <= size - file.tell():
                return found, "a message is cut off"
            file.seek(file.tell() + body)
            if message.number("<B", 1) == _RECORD_BATCH:
                found.append(_Header.of(message.table(2), body))
    except struct.error:
        return found, "a message is damaged"
    return found, ""


@dataclass(frozen=True, slots=True)
class _Flat:
    """A table of FlatBuffers, in which Arrow writes the heads of its messages.

    At ``at`` stands the distance to a list of where each field is. Reading outside of ``raw``
    raises :class:`struct.error`. https://flatbuffers.dev/internals/ describes it.
    """

    raw: bytes
    at: int

    @classmethod
    def root(cls, raw: bytes) -> "_Flat":
        """Return the outermost table."""
        return cls(raw, *struct.unpack_from("<I", raw))

    def place(self, number: int) -> int:
        """Return where field ``number`` is, 0 if it is not written."""
        (back,) = struct.unpack_from("<i", self.raw, self.at)
        (size,) = struct.unpack_from("<H", self.raw, self.at - back)
        if 4 + 2 * number >= size:
            return 0
        (offset,) = struct.unpack_from("<H", self.raw, self.at - back + 4 + 2 * number)
        return self.at + offset if offset else 0

    def number(self, kind: str, number: int) -> int:
        """Return a field that is a number of the :mod:`struct` type ``kind``; 0 is not written."""
        place = self.place(number)
        found: int = struct.unpack_from(kind, self.raw, place)[0] if place else 0
        return found

    def table(self, number: int) -> "_Flat":
        """Return a field that is a table."""
        place = self.place(number)
        (offset,) = struct.unpack_from("<I", self.raw, place)
        return _Flat(self.raw, place + offset)

    def vector(self, number: int) -> tuple[int, int]:
        """Return the length of a field that is a list, and where its first item is."""
        place = self.place(number)
        if not place:
            return 0, 0
        (offset,) = struct.unpack_from("<I", self.raw, place)
        (length,) = struct.unpack_from("<I", self.raw, place + offset)
        return length, place + offset + 4


# --- writing -------------------------------------------------------------------------------------


class _Sink:
    """A file for Arrow, whose bytes go to a function."""

    closed = False

    def __init__(self, put: Any) -> None:
        self._put = put

    def write(self, content: bytes) -> None:
        self._put(bytes(content))

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


def _with_dictionaries(empty: "pa.Table", file: _Opened, text_column: int) -> "pa.Table":
    """Return ``empty`` with the dictionaries of the first record batch, save that of the texts.

    So the categories of a file stay, in their order, even those that no row uses.
    """
    import pyarrow as pa

    first = next(file.batches(), None)
    if first is None:
        return empty
    for at, column in enumerate(first.columns):
        if at != text_column and pa.types.is_dictionary(column.type):
            empty = empty.set_column(at, empty.schema.field(at), column.slice(0, 0))
    return empty


class _Groups:
    """Writes each table as a record batch; the bytes depend on the rows of the tables alone.

    A file may have one dictionary a column, to which later batches only add. So each group starts
    from the dictionaries of the one before. In a stream each batch may have its own.
    """

    def __init__(self, out: Any, first: "pa.Table", stream: bool) -> None:
        self._out, self._before, self._stream = out, first, stream
        self._empty = first.schema.empty_table()

    def add(self, table: "pa.Table") -> None:
        """Write a table."""
        import pyarrow as pa

        for before in (self._before, self._empty) if self._stream else (self._before,):
            try:
                whole = pa.concat_tables([before, encoded_anew(table)])
                whole = whole.unify_dictionaries().combine_chunks()
            except pa.ArrowInvalid:  # more values than the type of the indices can count
                continue
            self._before = whole.slice(0, 0)
            self._out.write_table(whole)
            return
        if not self._stream or table.num_rows < 2:
            raise InputError("a dictionary of Arrow has more values than its indices can count")
        half = table.num_rows // 2
        self.add(table.slice(0, half))
        self.add(table.slice(half))
