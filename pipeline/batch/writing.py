"""Write articles again in the format they came in, or in another.

Start reading from :func:`rendered`, which turns rows with new texts into what goes out, and
:func:`writer`, which writes that. Whatever is not the text stays as it was written: bytes in JSON
lines and CSV, types in Parquet.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.batch import delimited, places, streams
from pipeline.batch.formats import Source, kind_of, parquet_file
from pipeline.batch.reading import Batch, Row, line_of
from pipeline.io import files, records
from pipeline.io.table import as_column, free_name, utf8

if TYPE_CHECKING:
    import pyarrow as pa

GROUP_ROWS = 10_000
GROUP_BYTES = 1 << 26
"""Rows and bytes of text after which a row group of Parquet ends, whatever the shards were."""


def rendered(
    source: Source,
    batch: Batch,
    texts: Sequence[str | None],
    added: Mapping[str, Sequence[Any]] | None = None,
    output: str = "",
) -> "pa.Table":
    """Return rows with their new ``texts`` as a table for :func:`writer`.

    ``added`` maps the names of new fields to their values. Where a text is None, or is what came
    in, the row stays as it was written.
    """
    kind = kind_of(source, output)
    added = added or {}
    if kind == "parquet":
        return _rendered_table(source, batch, texts, added)
    lines: list[bytes] = []
    for i, (row, text) in enumerate(zip(batch.rows, texts, strict=True)):
        new = {name: values[i] for name, values in added.items()}
        if kind == "jsonl":
            lines.append(_rendered_jsonl(source, batch, i, row, text, new))
        elif kind == "csv":
            lines.append(_rendered_csv(source, row, text, new))
        elif text is None or (text == row.text and row.raw and kind == "text"):
            lines.append(row.raw)
        else:
            lines.append(text.encode("utf-8", "surrogatepass"))
    return line_table(lines)


def line_table(lines: Sequence[bytes]) -> "pa.Table":
    """Return rows that go out as they stand as a table."""
    import pyarrow as pa

    return pa.table({"line": pa.array(lines, pa.large_binary())})


def _rendered_jsonl(
    source: Source, batch: Batch, i: int, row: Row, text: str | None, new: dict[str, Any]
) -> bytes:
    if source.format == "jsonl":
        if row.text is None:
            if not new:
                return row.raw
            raw = row.raw.decode("utf-8", "surrogateescape").strip("\r\n")
            kept = {name: value for name, value in new.items() if name not in ("text", "raw")}
            out = {source.id_column or "id": "", "text": None, **kept, "raw": raw}
            return records.encode(records.dumps(out))
        changed = {} if text in (None, row.text) else {source.text_column: text or ""}
        line = line_of(row.raw)
        if not changed and not new:
            return row.raw
        ending = row.raw[len(row.raw.rstrip(b"\r\n")) :]
        head = row.raw[: 3 * row.raw.startswith(files.BOM.encode())]
        return head + _escaped(records.spliced(line, changed, new)) + ending
    return records.encode(records.dumps({**_fields(source, batch, i, row, text), **new}))


def _escaped(line: str) -> bytes:
    return line.encode("utf-8", "backslashreplace")


def _fields(source: Source, batch: Batch, i: int, row: Row, text: str | None) -> dict[str, Any]:
    """Return the fields of a row of CSV or Parquet, or of a file, as plain JSON types."""
    shown = text if text is not None else row.raw.decode("utf-8", "backslashreplace")
    if source.format == "parquet":
        assert batch.table is not None
        values = batch.table.slice(i, 1).to_pylist()[0]
        return {n: _plain(v) for n, v in {**values, source.text_column: text}.items()}
    if source.format == "csv":
        if row.error is not None:
            return {**dict.fromkeys(source.columns, ""), source.text_column: shown}
        record = delimited.cut(row.raw, 0, source.delimiter.encode(), True)
        assert record is not None
        values = {
            name: value.decode("utf-8", "backslashreplace")
            for name, value in zip(source.columns, record.values, strict=True)
        }
        return {**values, source.text_column: shown}
    return {"id": row.id, "text": shown}


def _plain(value: Any) -> Any:
    """Return a value of Arrow as plain JSON types: dates in ISO form, bytes in base64."""
    import base64

    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _rendered_csv(source: Source, row: Row, text: str | None, new: dict[str, Any]) -> bytes:
    sign = source.delimiter.encode()
    quoted = source.header.removeprefix(files.BOM.encode()).lstrip().startswith(b'"')
    cells = b"".join(
        sign + delimited.cell(_cell(value), source.delimiter, quoted) for value in new.values()
    )
    at = source.columns.index(source.text_column)
    record = delimited.cut(row.raw, 0, sign, True)
    whole = record is not None and record.sound and len(record.spans) == len(source.columns)
    if record is None or not whole:
        if not new:
            return row.raw
        body = row.raw.rstrip(b"\r\n")
        empty = delimited.cell(b"", source.delimiter, quoted)
        fields = [empty] * len(source.columns)
        fields[at] = delimited.cell(body, source.delimiter, True)
        return sign.join(fields) + cells + (row.raw[len(body) :] or _newline(source))
    start, end = record.spans[at]
    field = record.raw[start:end]
    if text is not None and text != row.text:
        was = field.startswith(b'"')
        field = delimited.cell(text.encode("utf-8", "surrogatepass"), source.delimiter, was)
    last = record.spans[-1][1]
    return record.raw[:start] + field + record.raw[end:last] + cells + record.ending


def _cell(value: Any) -> bytes:
    if value is None:
        return b""
    return (value if isinstance(value, str) else records.dumps(value)).encode("utf-8", "replace")


def _newline(source: Source) -> bytes:
    body = source.header.rstrip(b"\r\n")
    return source.header[len(body) :] or b"\n"


def appended(source: Source, line: bytes, name: str, value: Any, kind: str) -> bytes:
    """Return a rendered line of CSV or JSON with one field more."""
    if kind == "csv":
        body = line.rstrip(b"\r\n")
        sign = source.delimiter
        quoted = source.header.removeprefix(files.BOM.encode()).lstrip().startswith(b'"')
        field = delimited.cell(_cell(value), sign, quoted)
        return body + sign.encode() + field + line[len(body) :]
    body = line.rstrip(b"\r\n")
    head = body[: 3 * body.startswith(files.BOM.encode())]
    shown = body[len(head) :].decode("utf-8", "surrogateescape")
    new = records.spliced(shown, {}, {name: value}).encode("utf-8", "surrogateescape")
    return head + new + line[len(body) :]


def _rendered_table(
    source: Source, batch: Batch, texts: Sequence[str | None], added: Mapping[str, Sequence[Any]]
) -> "pa.Table":
    import pyarrow as pa

    if batch.table is not None:
        table = batch.table
        at = source.columns.index(source.text_column)
        if list(texts) != batch.texts:
            field = table.schema.field(at)
            table = table.set_column(at, field, as_column(texts, field.type))
    else:
        string = pa.string()
        columns: dict[str, Any] = {}
        rows = [
            _parquet_fields(source, batch, i, row, text)
            for i, (row, text) in enumerate(zip(batch.rows, texts, strict=True))
        ]
        for name in _parquet_names(source):
            columns[name] = pa.array([row[name] for row in rows], string)
        table = pa.table(columns)
    for name, values in added.items():
        table = table.append_column(
            free_name(name, table.column_names), pa.array(_utf8_all(values), added_type(name))
        )
    return table


def _utf8_all(values: Sequence[Any]) -> list[Any]:
    return [utf8(value) if isinstance(value, str) else value for value in values]


def added_type(name: str) -> "pa.DataType":
    """Return the type of a column that a run adds."""
    import pyarrow as pa

    if name == "duplicate_of":
        return pa.struct([("file", pa.string()), ("row", pa.int64()), ("id", pa.string())])
    return pa.string()


def _parquet_names(source: Source) -> list[str]:
    """Return the columns of a Parquet file that is made of another format."""
    if source.format == "csv":
        return list(dict.fromkeys(source.columns))
    return ["id", "text", "fields"] if source.format == "jsonl" else ["id", "text"]


def _parquet_fields(
    source: Source, batch: Batch, i: int, row: Row, text: str | None
) -> dict[str, str | None]:
    """Return the columns of a row; the other fields of JSON lines stay JSON, in one column."""
    shown = utf8(text if text is not None else row.raw.decode("utf-8", "replace"))
    if source.format != "jsonl":
        return {n: utf8(v) for n, v in _fields(source, batch, i, row, shown).items()}
    rest = None
    if row.text is not None:
        line = line_of(row.raw)
        own = (source.text_column, source.id_column)
        found = {n: line[a:b] for n, (a, b) in records.spans(line).items() if n not in own}
        rest = utf8("{" + ",".join(f"{records.dumps(n)}:{v}" for n, v in found.items()) + "}")
    return {"id": utf8(row.id), "text": shown, "fields": rest}


def schema_of(source: Source, added: Iterable[str], output: str = "") -> "pa.Schema":
    """Return the columns that come out of a file as Parquet."""
    import pyarrow as pa

    if source.format == "parquet":
        with parquet_file(source) as file:
            schema = file.schema_arrow
    else:
        schema = pa.schema([(name, pa.string()) for name in _parquet_names(source)])
    for name in added:
        schema = schema.append(pa.field(free_name(name, schema.names), added_type(name)))
    return schema


@contextlib.contextmanager
def writer(
    path: str, source: Source, added: Sequence[str] = (), output: str = ""
) -> "Iterator[Callable[[pa.Table], None]]":
    """Give a function that writes tables of :func:`rendered` to a file that is whole at the end.

    The bytes depend on the rows alone, not on how they were cut into tables.
    """
    kind = kind_of(source, output)
    if kind == "parquet":
        schema = schema_of(source, added, output)
        at = schema.names.index(
            "text" if source.format == "jsonl" else source.text_column or "text"
        )
        with table_writer(path, schema, _codec(source)) as write:
            grouped = Grouped(write, GROUP_ROWS, GROUP_BYTES, at)
            yield grouped.add
            grouped.flush()
        return
    with streams.written(path) as put:
        if kind == "csv" and source.format == "csv":
            put(_header(source, added))

        def add(table: "pa.Table") -> None:
            for chunk in table.column("line").chunks:
                put(b"".join(chunk.to_pylist()))

        yield add


def _header(source: Source, added: Sequence[str]) -> bytes:
    if not source.header or not added:
        return source.header
    body = source.header.rstrip(b"\r\n")
    quoted = body.removeprefix(files.BOM.encode()).lstrip().startswith(b'"')
    names = list(source.columns)
    for name in added:
        free = free_name(name, names)
        names.append(free)
        body += source.delimiter.encode() + delimited.cell(free.encode(), source.delimiter, quoted)
    return body + _newline(source)


def _codec(source: Source) -> str:
    """Return the compression of a Parquet file that is written again."""
    if source.format == "parquet":
        with parquet_file(source) as file:
            if file.metadata.num_row_groups and file.metadata.num_columns:
                found = file.metadata.row_group(0).column(0).compression.lower()
                return "none" if found == "uncompressed" else str(found)
    return "zstd"


@contextlib.contextmanager
def table_writer(
    path: str, schema: "pa.Schema", codec: str = "zstd"
) -> "Iterator[Callable[[pa.Table], None]]":
    """Give a function that writes each table to a Parquet file as a row group."""
    import pyarrow.parquet as pq

    with places.written(path) as file, pq.ParquetWriter(file, schema, compression=codec) as out:

        def write(table: "pa.Table") -> None:
            if table.num_rows:
                out.write_table(table.combine_chunks(), row_group_size=table.num_rows)

        yield write


class Grouped:
    """Passes rows on in groups that depend on the rows alone, not on the tables they came in."""

    def __init__(
        self, write: "Callable[[pa.Table], None]", rows: int, size: int = 0, column: int = 0
    ) -> None:
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
        """Pass on what is left."""
        import pyarrow as pa

        if self._held:
            self._write(_encoded_anew(pa.concat_tables(self._held)))
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


def _encoded_anew(table: "pa.Table") -> "pa.Table":
    """Return ``table`` with dictionaries in the order of their use, wherever it was cut before.

    Where the order of a dictionary means something it stays.
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
