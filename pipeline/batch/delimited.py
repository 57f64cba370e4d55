"""Find where each record and each field of CSV begins and ends, in bytes.

Python's csv module returns values and does not say how they were written. This module cuts records
as csv does (a test compares the two), and fields that do not change keep their bytes.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.batch.streams import BLOCK, Blocks
from pipeline.errors import InputError

DELIMITERS = (",", ";", "\t", "|")
"""Possible delimiters, tried in this order."""

MAX_RECORD_BYTES = 1 << 27
"""Bytes of a record at most. If a quote is not closed after so many, it opens no quoted field."""

MAX_FIELDS = 1 << 18
"""Fields of a record at most, so that a line of commas does not fill the memory."""

MOST_BLOCKS = 8
"""Blocks that are read at once, at most, in search for the end of a record."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class DelimitedRecord:
    """The bytes of a record, the spans of its fields in ``raw``, and whether quotes are closed."""

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
        """Return the line break at the end, b"" if the file ends here."""
        return self.raw[self.spans[-1][1] :]

    @property
    def blank(self) -> bool:
        """Say whether the record is only white space."""
        return not self.raw.strip()


def value(field: bytes) -> bytes:
    """Return the value of a field that is given as it is written."""
    if field[:1] != b'"':
        return field
    inner, tail = _QUOTED.fullmatch(field).groups()  # type: ignore[union-attr]
    return bytes(inner.replace(b'""', b'"') + tail)


_QUOTED = re.compile(rb'"([^"]*+(?:""[^"]*+)*+)"(.*)', re.DOTALL)


@cache
def _field(delimiter: bytes) -> re.Pattern[bytes]:
    other = b"[^\r\n" + re.escape(delimiter) + b"]*+"
    return re.compile(rb'"[^"]*+(?:""[^"]*+)*+"' + other + b"|" + other)


def cut(
    buffer: bytes, at: int, delimiter: bytes, final: bool, most: int = sys.maxsize
) -> DelimitedRecord | None:
    """Return the record that begins at ``at``, None if ``buffer`` ends within it.

    ``final`` says that nothing comes after ``buffer``. Where no record of at most ``most`` bytes
    begins, or a quote is never closed, the line is an unsound record; a line of more bytes is None.
    """
    record = _fields(buffer, at, delimiter, final)
    if record is not None and record.spans and len(record.raw) <= most:
        return record
    if record is None and not final and len(buffer) - at <= most:
        return None
    return _line(buffer, at, final, most)


def _fields(buffer: bytes, at: int, delimiter: bytes, final: bool) -> DelimitedRecord | None:
    """Return the record that begins at ``at``, None if ``buffer`` has not all of it.

    A record of too many fields has none.
    """
    pattern = _field(delimiter)
    spans: list[tuple[int, int]] = []
    start = at
    size = len(buffer)
    while True:
        end = pattern.match(buffer, at).end()  # type: ignore[union-attr]
        if buffer[at : at + 1] == b'"' and not _closed(buffer, at, end):
            return None
        if end == size and not final:
            return None
        if len(spans) == MAX_FIELDS:
            return DelimitedRecord(b"", (), sound=False)
        spans.append((at - start, end - start))
        at = end + 1
        if buffer[end:at] == delimiter:
            continue
        if buffer[end:at] == b"\r":
            if at == size and not final:
                return None
            at += buffer[at : at + 1] == b"\n"
        return DelimitedRecord(buffer[start:at], tuple(spans))


def _closed(buffer: bytes, start: int, end: int) -> bool:
    """Say whether a field that begins with a quote also ends it."""
    return _QUOTED.fullmatch(buffer, start, end) is not None


def _line(buffer: bytes, start: int, final: bool, most: int) -> DelimitedRecord | None:
    """Return the line at ``start`` as an unsound record; None if it is longer than ``most``."""
    end = buffer.find(b"\n", start, min(len(buffer), start + most)) + 1
    if not end and final and len(buffer) - start <= most:
        end = len(buffer)
    if not end:
        return None
    body = buffer[start:end].rstrip(b"\r\n")
    return DelimitedRecord(buffer[start:end], ((0, len(body)),), sound=False)


def records(
    blocks: Blocks, end: int | None, delimiter: str, most: int = 0
) -> Iterator[DelimitedRecord | int]:
    """Yield the records up to offset ``end`` (None: all); blank lines are records, too.

    Of a line of more than ``most`` bytes (0: :data:`MAX_RECORD_BYTES`) only the length comes. If
    the file is damaged, all whole records come before :class:`InputError`.
    """
    sign = delimiter.encode()
    most = most or MAX_RECORD_BYTES
    buffer = b""
    at, size = 0, BLOCK
    passed = 0  # bytes of a line that is too long
    final = False
    damage: InputError | None = None
    while True:
        while at < len(buffer):
            if passed or ((record := cut(buffer, at, sign, final, most)) is None):
                if not passed and (len(buffer) - at <= most):
                    break
                found = buffer.find(b"\n", at) + 1
                passed += (found or len(buffer)) - at
                at = found or len(buffer)
                if not found:
                    break
                yield passed
                passed = 0
                continue
            yield record
            at += len(record.raw)
            size = BLOCK
        if final:
            break
        want = size if end is None else min(size, end - blocks.at)
        size = min(2 * size, MOST_BLOCKS * BLOCK)  # each time, a long field is scanned again
        chunks = [buffer[at:]]
        try:
            while want > 0 and (block := blocks.read(min(want, BLOCK))):
                chunks.append(block)
                want -= len(block)
        except InputError as error:
            damage = error
        final = damage is not None or want > 0 or (end is not None and blocks.at >= end)
        buffer, at = b"".join(chunks), 0
    if passed:
        yield passed
    if damage is not None:
        raise damage


def dialect(head: bytes, suffix: str) -> str:
    """Return the delimiter of a file with the suffix ``suffix`` that begins with ``head``."""
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


def _sample(head: bytes, sign: bytes) -> list[DelimitedRecord]:
    rows: list[DelimitedRecord] = []
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
    """Return the bytes up to the end of the header, and its names; None if there is no header.

    The header is the first record that is not blank; one with a quote that is never closed is none.
    ``final`` says that ``head`` is the whole file.
    """
    at = len(_BOM) if head.startswith(_BOM) else 0
    while at < len(head) and (record := cut(head, at, delimiter.encode(), final)):
        at += len(record.raw)
        if not record.sound:
            break
        if not record.blank:
            return head[:at], [name.decode("utf-8", "replace") for name in record.values]
    return None


def cell(text: bytes, delimiter: str, quoted: bool) -> bytes:
    """Return a value as a field, in quotes if it needs them or if ``quoted`` is set."""
    if quoted or any(sign in text for sign in (b'"', b"\r", b"\n", delimiter.encode())):
        return b'"' + text.replace(b'"', b'""') + b'"'
    return text
