"""Formats whose rows are lines or records of bytes. Start from :class:`RecordFormat`.

What comes out of them is a table with one column of bytes, ``line``: the rows as they are written.
"""

import abc
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.batch import streams
from pipeline.batch.formats.base import Batch, Cursor, Format, Row, Slice, Source, Texts, Write
from pipeline.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

HEAD_BYTES = 1 << 20
"""Bytes at the start of a file that are read to find out its columns."""


class Raw(NamedTuple):
    """A record in the bytes of a file; ``content`` is b"" if it is too long to be read."""

    content: bytes
    length: int
    blank: bool = False


class LineFormat(Format):
    """A format whose rows are written as bytes, one after the other."""

    @abc.abstractmethod
    def line(
        self, source: Source, batch: Batch, i: int, texts: Texts, new: Mapping[str, Any]
    ) -> bytes:
        """Return row ``i`` with its new ``texts`` and the fields ``new``.

        Without new fields, a row whose texts are None or did not change keeps its bytes.
        """

    def header(self, source: Source, added: Sequence[str]) -> bytes:
        """Return the bytes before the first row, with the names of the fields ``added``."""
        return b""

    def longer(self, source: Source, line: bytes, name: str, value: Any) -> bytes:
        """Return a rendered line with one more field."""
        return line

    def render(
        self,
        source: Source,
        batch: Batch,
        texts: Sequence[Texts],
        added: Mapping[str, Sequence[Any]],
    ) -> "pa.Table":
        """See :meth:`Format.render`."""
        return line_table(
            [
                self.line(source, batch, i, own, {name: v[i] for name, v in added.items()})
                for i, own in enumerate(texts)
            ]
        )

    @contextlib.contextmanager
    def writer(self, path: str, source: Source, added: Sequence[str]) -> Iterator[Write]:
        """See :meth:`Format.writer`."""
        with streams.written(path) as put:
            put(self.header(source, added))

            def add(table: "pa.Table") -> None:
                for chunk in table.column("line").chunks:
                    put(b"".join(chunk.to_pylist()))

            yield add

    def with_field(
        self, source: Source, table: "pa.Table", name: str, values: Sequence[Any]
    ) -> "pa.Table":
        """See :meth:`Format.with_field`."""
        lines = table.column("line").to_pylist()
        return line_table(
            [
                self.longer(source, line, name, value)
                for line, value in zip(lines, values, strict=True)
            ]
        )


def line_table(lines: Sequence[bytes]) -> "pa.Table":
    """Return rows that are already written as bytes, as a table."""
    import pyarrow as pa

    return pa.table({"line": pa.array(lines, pa.large_binary())})


class RecordFormat(LineFormat):
    """A format with many rows in a file; slices are ranges of bytes."""

    tabular = True
    by_lines = True

    @abc.abstractmethod
    def records(self, source: Source, blocks: streams.Blocks, end: int | None) -> Iterator[Raw]:
        """Yield the records up to offset ``end`` (None: all).

        If the file is damaged, all whole records come before :class:`InputError`.
        """

    @abc.abstractmethod
    def row(self, source: Source, number: int, raw: bytes) -> Row:
        """Return the article of a record, which is in UTF-8."""

    def plan(self, source: Source, rows: int, size: int) -> Iterator[Slice]:
        """See :meth:`Format.plan`."""
        start = at = first = count = spent = 0
        damage: InputError | None = None
        with streams.unpacked(source.path) as blocks:
            start = at = _skip_header(source, blocks)

            def share() -> int:
                nonlocal spent
                before, spent = spent, min(source.size, blocks.offset)
                return spent - before

            try:
                for raw in self.records(source, blocks, None):
                    at += raw.length
                    count += not raw.blank
                    if count == rows or at - start >= size:
                        yield Slice(start, at, first, count, share())
                        start, first, count = at, first + count, 0
            except InputError as error:
                damage = error
            if at > start:
                yield Slice(start, at, first, count, share())
        if damage is not None:
            raise damage

    def cursor(self, source: Source, start: int) -> Cursor:
        """See :meth:`Format.cursor`."""
        return _RecordCursor(source, self, streams.Blocks(source.path))


@dataclass
class _RecordCursor:
    """A file of records, compressed or not. A compressed one is read from its beginning."""

    source: Source
    format: RecordFormat
    blocks: streams.Blocks

    @property
    def at(self) -> int:
        return self.blocks.at

    def rows(self, part: Slice) -> Iterator[Batch]:
        source = self.source
        self.blocks.seek(part.start)
        number = part.row
        rows: list[Row] = []
        held, at = 0, part.start
        for raw in self.format.records(source, self.blocks, part.end):
            start, at = at, at + raw.length
            if raw.blank:
                continue
            if raw.content:
                content = in_utf8(raw.content, source.encoding)
                row = self.format.row(source, number, content)
            else:
                row = _too_long(source, number, (start, raw.length))
            if row.error is not None and source.more_columns:
                row = replace(row, others=(None,) * len(source.more_columns))
            rows.append(row)
            number += 1
            held += len(raw.content)
            if held >= streams.BLOCK:
                yield Batch(tuple(rows))
                rows, held = [], 0
        if rows:
            yield Batch(tuple(rows))
        if number != part.row + part.rows:
            raise InputError(f"{source.path} has changed: start the run again")

    def close(self) -> None:
        self.blocks.close()


def _skip_header(source: Source, blocks: streams.Blocks) -> int:
    """Read past the header of CSV; return its length in the encoding of the file."""
    length = len(source.header)
    if source.encoding != "utf-8":
        text = source.header.decode("utf-8", "surrogateescape")
        length = len(text.encode(source.encoding, "surrogateescape"))
    blocks.seek(length)
    return length


def head_of(source: Source) -> tuple[bytes, bool]:
    """Return the first bytes of a file, in UTF-8, and whether they are the whole file."""
    head = b""
    with streams.unpacked(source.path) as blocks, contextlib.suppress(InputError):
        while len(head) < HEAD_BYTES and (block := blocks.read(HEAD_BYTES)):
            head += block
        if not head or len(head) < HEAD_BYTES:
            return in_utf8(head, source.encoding), True
    if not head:
        streams.whole(source.path)  # raises the error that was suppressed
    return in_utf8(head, source.encoding), False


def in_utf8(raw: bytes, codec: str) -> bytes:
    """Return ``raw`` in UTF-8. Bytes that ``codec`` does not know stay and make it invalid."""
    if codec == "utf-8" or raw.isascii():
        return raw
    return raw.decode(codec, "surrogateescape").encode("utf-8", "surrogateescape")


def _too_long(source: Source, number: int, span: tuple[int, int]) -> Row:
    """Return the row of a record that is too long to be read."""
    start, length = span
    error = (
        f"{length:,} bytes, from byte {start:,} of {source.name} on, are more than --max-record "
        f"{source.max_record:,}"
    )
    return Row(number, "", None, b"", error, span)


def unreadable_row(number: int, raw: bytes, error: str) -> Row:
    """Return the row of a record that is no article."""
    return Row(number, "", None, raw, error)


def lines(blocks: streams.Blocks, end: int | None, most: int = 0) -> Iterator[Raw]:
    """Yield the lines up to offset ``end`` (None: all).

    Of a line of more than ``most`` bytes only the length comes; 0 is no limit. If the file is
    damaged, all that can be read comes before :class:`InputError`.
    """
    held: list[bytes] = []
    length = 0
    damage: InputError | None = None

    def hold(part: bytes) -> None:
        nonlocal length
        length += len(part)
        if most and length > most:
            held.clear()
        else:
            held.append(part)

    def line() -> Raw:
        nonlocal length
        content, size = b"".join(held), length
        held.clear()
        length = 0
        return Raw(content, size, bool(content) and not content.strip())

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
        for part in others:
            hold(first + b"\n")
            yield line()
            first = part
        hold(first)
    if length:
        yield line()
    if damage is not None:
        raise damage
