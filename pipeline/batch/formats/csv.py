"""CSV and TSV: a record for each article, below a header. ``delimited.py`` cuts the bytes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from pipeline.batch import delimited, streams
from pipeline.batch.formats.base import Batch, Row, Source, Texts
from pipeline.batch.formats.columns import with_columns
from pipeline.batch.formats.lines import Raw, RecordFormat, head_of, unreadable_row
from pipeline.batch.formulas import guarded, is_formula, is_number, unguarded
from pipeline.errors import InputError
from pipeline.io import files, records
from pipeline.io.table import free_name


class CsvFormat(RecordFormat):
    """CSV and TSV; only the text and the added fields of a record change, byte for byte."""

    name = "csv"
    suffixes = (".csv", ".tsv")
    limits = (
        "the first line names the columns; other formats cannot be turned into CSV; UTF-16 has to "
        "be converted first"
    )
    keeps_names = True
    computed = True

    def open(self, source: Source) -> Source:
        """See :meth:`Format.open`."""
        head, whole = head_of(source)
        plain = source.path.lower().removesuffix(streams.packing(source.path))
        delimiter = delimited.dialect(head, PurePosixPath(plain).suffix)
        found = delimited.header(head, delimiter, whole)
        if found is None:
            if head.strip():
                raise InputError(
                    f"{source.path} has no header: its first line names the columns, "
                    "and their quotes are closed"
                )
            return replace(source, text_column=source.text_column or "text")
        header, names = found
        source = replace(source, delimiter=delimiter, header=header, columns=tuple(names))
        source = with_columns(source, names, names)
        again = [n for n, kept in zip(names, unique(names), strict=True) if n != kept]
        if again:
            told = (
                f"columns of the same name ({', '.join(again[:5])}) are numbered in other formats"
            )
            source = replace(source, guessed=(*source.guessed, told))
        return source

    def records(self, source: Source, blocks: streams.Blocks, end: int | None) -> Iterator[Raw]:
        """See :meth:`RecordFormat.records`."""
        for raw in delimited.records(blocks, end, source.delimiter, source.max_record):
            if isinstance(raw, int):
                yield Raw(b"", raw)
            else:
                yield Raw(raw.raw, len(raw.raw), raw.blank)

    def row(self, source: Source, number: int, raw: bytes) -> Row:
        """See :meth:`RecordFormat.row`."""
        record = delimited.cut(raw, 0, source.delimiter.encode(), True)
        if record is None or not record.sound or len(record.raw) < len(raw):
            many = raw.count(source.delimiter.encode()) >= delimited.MAX_FIELDS
            error = "too many fields" if many else "a quote is never closed"
            return unreadable_row(number, raw, error)
        if len(record.spans) != len(source.columns):
            error = f"{len(record.spans)} fields, not {len(source.columns)}"
            return unreadable_row(number, raw, error)
        name = record.value(source.columns.index(source.id_column)) if source.id_column else b""
        shown = name.decode("utf-8", "replace")
        try:
            texts = [
                record.value(source.columns.index(column)).decode()
                for column in source.text_columns
            ]
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            return Row(number, shown, None, raw, f"not valid {source.encoding} (0x{byte:02X})")
        first, *others = map(unguarded, texts) if source.csv_safe else texts
        return Row(number, shown, first, raw, others=tuple(others))

    def fields(self, source: Source, batch: Batch, i: int, texts: Texts) -> dict[str, Any]:
        """See :meth:`Format.fields`; all values are strings."""
        row = batch.rows[i]
        if row.error is not None:
            text = texts[0]
            shown = text if text is not None else row.raw.decode("utf-8", "backslashreplace")
            return {**dict.fromkeys(unique(source.columns), ""), source.text_column: shown}
        record = delimited.cut(row.raw, 0, source.delimiter.encode(), True)
        assert record is not None
        values = {
            name: value.decode("utf-8", "backslashreplace")
            for name, value in zip(unique(source.columns), record.values, strict=True)
        }
        new = zip(source.text_columns, texts, strict=True)
        return {**values, **{name: text for name, text in new if text is not None}}

    def column_names(self, source: Source) -> list[str]:
        """See :meth:`Format.column_names`; an empty file still has a column of texts."""
        return unique(source.columns) or [source.text_column]

    def header(self, source: Source, added: Sequence[str]) -> bytes:
        """See :meth:`LineFormat.header`."""
        if not source.header or not added:
            return source.header
        body = source.header.rstrip(b"\r\n")
        quoted = _quoted(source)
        names = list(source.columns)
        for name in added:
            free = free_name(name, names)
            names.append(free)
            cell = delimited.cell(free.encode(), source.delimiter, quoted)
            body += source.delimiter.encode() + cell
        return body + _newline(source)

    def line(
        self, source: Source, batch: Batch, i: int, texts: Texts, new: Mapping[str, Any]
    ) -> bytes:
        """See :meth:`LineFormat.line`; a record that is no article goes into the text column."""
        row = batch.rows[i]
        sign = source.delimiter.encode()
        quoted = _quoted(source)
        cells = b"".join(
            sign + delimited.cell(_cell(value), source.delimiter, quoted) for value in new.values()
        )
        columns = [source.columns.index(column) for column in source.text_columns]
        record = delimited.cut(row.raw, 0, sign, True)
        whole = record is not None and record.sound and len(record.spans) == len(source.columns)
        if record is None or not whole:
            if not new:
                return row.raw
            body = row.raw.rstrip(b"\r\n")
            empty = delimited.cell(b"", source.delimiter, quoted)
            fields = [empty] * len(source.columns)
            safe = source.csv_safe and is_formula(body[:1].decode("latin-1"))
            fields[columns[0]] = delimited.cell(
                b"'" + body if safe else body, source.delimiter, True
            )
            return sign.join(fields) + cells + (row.raw[len(body) :] or _newline(source))
        if source.csv_safe:
            changed = dict(zip(columns, texts, strict=True))
            return sign.join(_safe(source, record, changed)) + cells + record.ending
        three = zip(columns, texts, row.texts, strict=True)
        changed = {at: text for at, text, was in three if text is not None and text != was}
        body, done = b"", 0
        for at, text in sorted(changed.items()):
            start, end = record.spans[at]
            quoted_cell = record.raw[start:end].startswith(b'"')
            cell = (text or "").encode("utf-8", "surrogatepass")
            body += record.raw[done:start] + delimited.cell(cell, source.delimiter, quoted_cell)
            done = end
        return body + record.raw[done : record.spans[-1][1]] + cells + record.ending

    def longer(self, source: Source, line: bytes, name: str, value: Any) -> bytes:
        """See :meth:`LineFormat.longer`."""
        body = line.rstrip(b"\r\n")
        field = delimited.cell(_cell(value), source.delimiter, _quoted(source))
        return body + source.delimiter.encode() + field + line[len(body) :]


def unique(names: Sequence[str]) -> list[str]:
    """Return names of columns of which no two are equal: a name that comes again gets a number."""
    found: dict[str, None] = {}
    for name in names:
        free, number = name, 1
        while free in found or (number > 1 and free in names):
            number += 1
            free = f"{name}_{number}"
        found[free] = None
    return list(found)


def _safe(
    source: Source, record: delimited.DelimitedRecord, texts: Mapping[int, str | None]
) -> Iterator[bytes]:
    """Yield the fields of a record, which no spreadsheet computes; numbers stay.

    ``texts`` are the new texts by the numbers of their columns.
    """
    for number, (start, end) in enumerate(record.spans):
        field = record.raw[start:end]
        was = new = delimited.value(field)
        shown = was.decode("latin-1")
        text = texts.get(number)
        if text is not None:
            new = guarded(text).encode("utf-8", "surrogatepass")
        elif is_formula(shown) and not is_number(shown):
            new = b"'" + was
        quoted = field.startswith(b'"')
        yield field if new == was else delimited.cell(new, source.delimiter, quoted)


def _quoted(source: Source) -> bool:
    """Say whether the header is in quotes; then all added fields are."""
    return source.header.removeprefix(files.BOM.encode()).lstrip().startswith(b'"')


def _cell(value: Any) -> bytes:
    if value is None:
        return b""
    return (value if isinstance(value, str) else records.dumps(value)).encode("utf-8", "replace")


def _newline(source: Source) -> bytes:
    """Return the line break of the header, which rows that have none get."""
    body = source.header.rstrip(b"\r\n")
    return source.header[len(body) :] or b"\n"
