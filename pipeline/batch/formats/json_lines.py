"""JSON lines: a JSON object for each article."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.batch import streams
from pipeline.batch.formats.base import Batch, Row, Source, Texts
from pipeline.batch.formats.columns import with_columns
from pipeline.batch.formats.lines import Raw, RecordFormat, head_of, lines, unreadable_row
from pipeline.errors import InputError
from pipeline.io import files, records
from pipeline.io.table import free_name, utf8

MAX_VALUES = 1 << 22
"""Commas and brackets of a line at most: forty megabytes of empty lists would take a gigabyte, and
an article of fifty megabytes has one million."""

_SAMPLE_LINES = 100
"""Lines that are read to find out the fields."""


class JsonLinesFormat(RecordFormat):
    """JSON lines; only the text and the added fields of a line change, byte for byte."""

    name = "jsonl"
    suffixes = (".jsonl", ".ndjson")
    output = "jsonl"
    limits = "no line breaks within an object; UTF-16 has to be converted first"

    def open(self, source: Source) -> Source:
        """See :meth:`Format.open`; fields are known from the first lines only."""
        head, whole = head_of(source)
        names: dict[str, bool] = {}
        found = head.removeprefix(files.BOM.encode()).split(b"\n")
        for line in found[: None if whole else -1][:_SAMPLE_LINES]:
            with contextlib.suppress(ValueError, RecursionError):
                value = json.loads(line)
                if isinstance(value, dict):
                    for name, of_name in value.items():
                        names[name] = names.get(name, False) or isinstance(of_name, str)
        texts = [name for name, text in names.items() if text]
        if not names:
            texts = ["text"]
        return with_columns(source, texts, list(names), fixed=False)

    def records(self, source: Source, blocks: streams.Blocks, end: int | None) -> Iterator[Raw]:
        """See :meth:`RecordFormat.records`."""
        yield from lines(blocks, end, source.max_record)

    def row(self, source: Source, number: int, raw: bytes) -> Row:
        """See :meth:`RecordFormat.row`."""
        try:
            if len(raw) > MAX_VALUES and sum(map(raw.count, (b"[", b"{", b","))) > MAX_VALUES:
                raise InputError(f"more than {MAX_VALUES:,} values")
            line = line_of(raw)
            found = json.loads(line)
            if not isinstance(found, dict):
                raise InputError("not a JSON object")
            texts = [found.get(name) for name in source.text_columns]
            texts = [text if isinstance(text, str) else None for text in texts]
            if texts.count(None) == len(texts):
                raise InputError(records.no_text(source.text_columns, found))
            name = found.get(source.id_column)
            if name is not None and not isinstance(name, str):
                start, end = records.spans(line)[source.id_column]
                name = line[start:end]
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            return unreadable_row(number, raw, f"not valid {source.encoding} (0x{byte:02X})")
        except InputError as error:
            return unreadable_row(number, raw, str(error))
        except (ValueError, RecursionError) as error:
            return unreadable_row(number, raw, f"not JSON: {error}")
        return Row(number, name or "", texts[0], raw, others=tuple(texts[1:]))

    def fields(self, source: Source, batch: Batch, i: int, texts: Texts) -> dict[str, Any]:
        """See :meth:`Format.fields`."""
        found: dict[str, Any] = json.loads(line_of(batch.rows[i].raw))
        new = zip(source.text_columns, texts, strict=True)
        return {**found, **{n: text for n, text in new if text is not None or len(texts) == 1}}

    def column_names(self, source: Source) -> list[str]:
        """See :meth:`Format.column_names`; all other fields are one column of JSON."""
        return list(_typed_names(source))

    def column_values(
        self, source: Source, batch: Batch, i: int, texts: Texts
    ) -> dict[str, str | None]:
        """See :meth:`Format.column_values`."""
        row = batch.rows[i]
        rest = None
        shown = [None if text is None else utf8(text) for text in texts]
        if row.error is not None:
            shown[0] = utf8(row.raw.decode("utf-8", "replace"))
        else:
            line = line_of(row.raw)
            own = (*source.text_columns, source.id_column)
            found = {n: line[a:b] for n, (a, b) in records.spans(line).items() if n not in own}
            rest = utf8("{" + ",".join(f"{records.dumps(n)}:{v}" for n, v in found.items()) + "}")
        return dict(zip(_typed_names(source), (utf8(row.id), *shown, rest), strict=True))

    def text_name(self, source: Source) -> str:
        """See :meth:`Format.text_name`."""
        return _typed_names(source)[1]

    def line(
        self, source: Source, batch: Batch, i: int, texts: Texts, new: Mapping[str, Any]
    ) -> bytes:
        """See :meth:`LineFormat.line`."""
        row = batch.rows[i]
        if source.format != self:
            fields = {**source.format.fields(source, batch, i, texts), **new}
            return records.encode(records.dumps(fields))
        if row.error is not None:
            return _unreadable(source, row, new) if new else row.raw
        three = zip(source.text_columns, texts, row.texts, strict=True)
        changed = {n: text for n, text, was in three if text is not None and text != was}
        if not changed and not new:
            return row.raw
        # A line may have fifty megabytes: nothing holds on to what is decoded.
        return records.spliced(row.raw.decode(), changed, new).encode("utf-8", "backslashreplace")

    def longer(self, source: Source, line: bytes, name: str, value: Any) -> bytes:
        """See :meth:`LineFormat.longer`."""
        body = line.rstrip(b"\r\n")
        head = body[: 3 * body.startswith(files.BOM.encode())]
        shown = body[len(head) :].decode("utf-8", "surrogateescape")
        new = records.spliced(shown, {}, {name: value}).encode("utf-8", "surrogateescape")
        return head + new + line[len(body) :]


def _typed_names(source: Source) -> tuple[str, ...]:
    """Return the columns of a table that is made of the lines; several texts keep their names."""
    texts = source.text_columns if source.more_columns else ("text",)
    names = ["id"]
    for name in (*texts, "fields"):
        names.append(free_name(name, names))
    return tuple(names)


def _unreadable(source: Source, row: Row, new: Mapping[str, Any]) -> bytes:
    """Return the object that stands for a line that is none.

    The field ``raw`` keeps the line, or says where it is in the input when it was too long.
    """
    raw: Any = row.raw.decode("utf-8", "surrogateescape").strip("\r\n")
    if row.span is not None:
        raw = {"file": source.name, "offset": row.span[0], "length": row.span[1]}
    kept = {name: value for name, value in new.items() if name not in ("text", "raw")}
    out = {source.id_column or "id": "", "text": None, **kept, "raw": raw}
    return records.encode(records.dumps(out))


def line_of(raw: bytes) -> str:
    """Return a line of JSON without its line break and its byte order mark."""
    return raw.decode().strip("\r\n").removeprefix(files.BOM)
