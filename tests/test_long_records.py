"""Records that are too long to be read: told with their place, the same however they are cut."""

import csv
import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.batch import delimited, streams
from pipeline.batch.formats import open_dump
from pipeline.batch.formats.lines import lines
from pipeline.batch.reading import Reader, plan
from pipeline.errors import InputError


class Chunks:
    """A file that gives its bytes in pieces of a given size."""

    def __init__(self, content, size):
        self.content, self.size, self.at = content, size, 0

    def read(self, size):
        found = self.content[self.at : self.at + min(size, self.size)]
        self.at += len(found)
        return found


ALPHABET = st.sampled_from([b"a", b"bb", b"\n", b"\r\n", b",", b'"', b'""', b'","', b"c" * 9])
CONTENT = st.lists(ALPHABET, max_size=40).map(b"".join)


@given(CONTENT, st.integers(1, 12), st.integers(1, 30))
def test_long_lines_have_their_length(content, size, most):
    found = list(lines(Chunks(content, size), None, most))
    assert sum(raw.length for raw in found) == len(content)
    expected = content.splitlines(keepends=True) if b"\r" not in content else None
    at = 0
    for raw in found:
        line = content[at : at + raw.length]
        assert raw.content == (line if len(line) <= most else b"")
        assert b"\n" not in line[:-1]
        at += raw.length
    if expected is not None:
        assert [raw.length for raw in found] == [len(line) for line in expected]


def cut(content, size, most, block):
    before = delimited.BLOCK
    delimited.BLOCK = block
    try:
        found = []
        for record in delimited.records(Chunks(content, size), None, ",", most):
            found.append(record if isinstance(record, int) else record.raw)
        return found
    finally:
        delimited.BLOCK = before


@given(CONTENT, st.integers(1, 30))
def test_long_records_are_the_same_however_they_are_read(content, most):
    whole = cut(content, 1 << 20, most, 1 << 20)
    assert sum(one if isinstance(one, int) else len(one) for one in whole) == len(content)
    assert all(one > most if isinstance(one, int) else len(one) <= most for one in whole)
    for size in (1, 3, 7):
        assert cut(content, size, most, size) == whole


def rows(path, rows=100, size=1 << 20, **options):
    source = open_dump(str(path), **options)
    reader = Reader()
    found = [
        row
        for part in plan(source, rows, size)
        for batch in reader.rows(source, part)
        for row in batch.rows
    ]
    reader.close()
    return found


@pytest.mark.parametrize("packed", ["", ".gz"])
@pytest.mark.parametrize("count", [1, 2, 100])
def test_a_long_line_is_told_with_its_place(tmp_path, packed, count):
    good = [json.dumps({"id": str(n), "text": "a"}).encode() + b"\n" for n in range(4)]
    content = good[0] + good[1] + b"\0" * 5_000_000 + b"\n" + good[2] + b"\0" * 3_000_000
    path = tmp_path / f"a.jsonl{packed}"
    path.write_bytes(gzip.compress(content) if packed else content)
    found = rows(path, count, max_record=1 << 20, name="a")
    assert [row.span for row in found] == [
        None,
        None,
        (2 * len(good[0]), 5_000_001),
        None,
        (3 * len(good[0]) + 5_000_001, 3_000_000),
    ]
    for row in found:
        assert row.number == found.index(row)
        if row.span:
            start, length = row.span
            assert content[start : start + length].strip(b"\n\0") == b""
            assert f"byte {start:,} of a" in row.error


def test_a_long_record_of_csv(tmp_path):
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("id", "text"), (1, "a"), (2, "b" * 3_000_000), (3, "c")])
    (tmp_path / "a.csv").write_text(buffer.getvalue())
    found = rows(tmp_path / "a.csv", max_record=1 << 20)
    assert [row.text for row in found] == ["a", None, "c"]
    assert found[1].span == (14, 3_000_004)


def test_a_line_of_commas_does_not_fill_the_memory():
    for final in (True, False):
        record = delimited.cut(b"," * 5_000_000 + b"\na,b\n", 0, b",", final)
        assert record.spans == ((0, 5_000_000),)
        assert not record.sound


def test_a_long_file(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"a" * 3_000_000)
    with pytest.raises(InputError, match="--max-record"):
        rows(tmp_path / "a.txt", max_record=1 << 20)
    assert len(rows(tmp_path / "a.txt")[0].text) == 3_000_000
    with gzip.open(tmp_path / "b.txt.gz", "wb") as file:
        for _ in range(300):
            file.write(bytes(1 << 20))
    with pytest.raises(InputError, match="--max-record"):
        streams.whole(str(tmp_path / "b.txt.gz"), 1 << 20)


def test_long_rows_of_a_table(tmp_path):
    table = pa.table({"text": ["a", "b" * 3_000_000, "c"]})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=1)
    source = open_dump(str(tmp_path / "a.parquet"), max_record=1 << 20)
    reader = Reader()
    texts = []
    for part in plan(source, 1, 1 << 20):
        try:
            texts += [row.text for batch in reader.rows(source, part) for row in batch.rows]
        except InputError as error:
            assert "--max-record" in str(error)
            reader.close()
            texts.append(None)
    assert texts == ["a", None, "c"]
