"""CSV as bytes: where each record and each field begins and ends, so that nothing else changes.

The csv module of Python gives values and forgets how they were written; here a record is cut like
there (a test compares the two), and fields that nobody changes keep their bytes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.batch.streams import BLOCK, Blocks
from pipeline.errors import InputError

DELIMITERS = (",", ";", "\t", "|")
"""What may stand between fields, tried in this order."""

RECORD = 1 << 27
"""Bytes that a quoted field may have: a quote that is not closed by then was never meant as one."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands, its fields as spans of ``raw``, and whether its quotes are closed."""

    raw: bytes
    spans: tuple[tuple[int, int], ...]
    sound: bool = True

    def value(self, number: int) -> bytes:
        """Return the value of a field, without its quotes."""
        return value(self.raw[slice(*self.spans[number])])

    @property
    def values(self) -> list[bytes]:
        """Return the values of all fields."""
        return [self.value(number) for number in range(len(self.spans))]

    @property
    def ending(self) -> bytes:
        """Return the line break at the end, b"" when the file ends here."""
        return self.raw[self.spans[-1][1] :]

    @property
    def blank(self) -> bool:
        """Say whether there is nothing in it: a line of white space."""
        return not self.raw.strip()


def value(field: bytes) -> bytes:
    """Return the value of a field as it is written."""
    if field[:1] != b'"':
        return field
    inner, tail = _QUOTED.fullmatch(field).groups()  # type: ignore[union-attr]
    return bytes(inner.replace(b'""', b'"') + tail)


_QUOTED = re.compile(rb'"([^"]*+(?:""[^"]*+)*+)"(.*)', re.DOTALL)


@cache
def _field(delimiter: bytes) -> re.Pattern[bytes]:
    other = b"[^\r\n" + re.escape(delimiter) + b"]*+"
    return re.compile(rb'"[^"]*+(?:""[^"]*+)*+"' + other + b"|" + other)


def cut(buffer: bytes, at: int, delimiter: bytes, final: bool) -> Record | None:
    """Return the record that begins at ``at``; None when ``buffer`` ends within it.

    ``final`` says that nothing comes after ``buffer``.
    """
    pattern = _field(delimiter)
    spans: list[tuple[int, int]] = []
    start = at
    size = len(buffer)
    while True:
        end = pattern.match(buffer, at).end()  # type: ignore[union-attr]
        if buffer[at : at + 1] == b'"' and not _closed(buffer, at, end):
            if not final and size - start < RECORD:
                return None
            return _line(buffer, start, final)
        if end == size and not final:
            return None
        spans.append((at - start, end - start))
        at = end + 1
        if buffer[end:at] == delimiter:
            continue
        if buffer[end:at] == b"\r":
            if at == size and not final:
                return None
            at += buffer[at : at + 1] == b"\n"
        return Record(buffer[start:at], tuple(spans))


def _closed(buffer: bytes, start: int, end: int) -> bool:
    """Say whether the field, which begins with a quote, was matched as a quoted one."""
    return _QUOTED.fullmatch(buffer, start, end) is not None


def _line(buffer: bytes, start: int, final: bool) -> Record | None:
    """Return the line at ``start`` as a record that is none: its quote is never closed."""
    end = buffer.find(b"\n", start) + 1
    if not end:
        if not final and len(buffer) - start < 2 * RECORD:
            return None
        end = len(buffer)
    body = buffer[start:end].rstrip(b"\r\n")
    return Record(buffer[start:end], ((0, len(body)),), sound=False)


def records(blocks: Blocks, end: int | None, delimiter: str) -> Iterator[Record]:
    """Yield the records up to offset ``end`` (None: all); blank lines are records too.

    Raises :class:`InputError` after the last record that a damaged file gives.
    """
    sign = delimiter.encode()
    buffer = b""
    at, size = 0, BLOCK
    final = False
    damage: InputError | None = None
    while True:
        while at < len(buffer) and (record := cut(buffer, at, sign, final)):
            yield record
            at += len(record.raw)
            size = BLOCK
        if final:
            break
        want = size if end is None else min(size, end - blocks.at)
        size *= 2  # a long field is looked through again each time more of it is there
        chunks = [buffer[at:]]
        try:
            while want > 0 and (block := blocks.read(min(want, BLOCK))):
                chunks.append(block)
                want -= len(block)
        except InputError as error:
            damage = error
        final = damage is not None or want > 0 or (end is not None and blocks.at >= end)
        buffer, at = b"".join(chunks), 0
    if damage is not None:
        raise damage


def dialect(head: bytes, suffix: str) -> str:
    """Return the delimiter of a file that begins with ``head``."""
    if suffix == ".tsv":
        return "\t"
    head = head.removeprefix(_BOM)
    best, found = ",", (0, 0)
    for delimiter in DELIMITERS:
        rows = _sample(head, delimiter.encode())
        if rows:
            width = len(rows[0].spans)
            alike = sum(len(row.spans) == width for row in rows)
            score = (width > 1 and 2 * alike > len(rows), width)
            if score > found:
                best, found = delimiter, (int(score[0]), width)
    return best


def _sample(head: bytes, sign: bytes) -> list[Record]:
    rows: list[Record] = []
    at = 0
    while at < len(head) and len(rows) < 20:
        record = cut(head, at, sign, False)
        if record is None:
            if rows:
                break
            record = cut(head, at, sign, True)
            if record is None:
                break
        at += len(record.raw)
        if not record.blank:
            rows.append(record)
    return rows


def header(head: bytes, delimiter: str, final: bool) -> tuple[bytes, list[str]] | None:
    """Return the bytes up to the end of the header, and its names; None when there is none.

    The header is the first record that is not blank. ``final`` says that ``head`` is all there is.
    """
    at = len(_BOM) if head.startswith(_BOM) else 0
    while at < len(head) and (record := cut(head, at, delimiter.encode(), final)):
        at += len(record.raw)
        if not record.blank:
            return head[:at], [name.decode("utf-8", "replace") for name in record.values]
    return None


def cell(text: bytes, delimiter: str, quoted: bool) -> bytes:
    """Return a value as a field, in quotes when it needs them or ``quoted``."""
    if quoted or any(sign in text for sign in (b'"', b"\r", b"\n", delimiter.encode())):
        return b'"' + text.replace(b'"', b'""') + b'"'
    return text
