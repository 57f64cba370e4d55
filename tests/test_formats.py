"""Formats: rows in, the same bytes out but for the text; slices that nobody can tell apart."""

import csv
import gzip
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.batch import delimited, formats, ledger, streams
from pipeline.batch.formats import open_dump, output_name
from pipeline.batch.ledger import LEDGER_FORMATS
from pipeline.batch.reading import Reader, plan, read
from pipeline.batch.writing import rendered, writer
from pipeline.errors import InputError
from pipeline.settings.config import Settings

ROOT = Path(__file__).parents[1]

JSONL = (
    b'{"url": "a\\u00e9", "text": "Un mot.", "n": 1.10, "id": "b", "x": [1, {"text": 1}]}\r\n'
    b"\n"
    b'{ "id":7,"text" : "Deux \\u00e9mot\\ns.","big":1e999 }\n'
    b'{"language":"xx","error":0,"text":"Trois.","text":"Trois, pour de bon."}'
)
CSV = (
    b'\xef\xbb\xbf"id";"text";"n"\r\n'
    b'"1";"Un ""mot"".";0010\r\n'
    b"2;Deux,3;\r\n"
    b'3;"Trois\r\nlignes;";x"y\r\n'
)


def rows(path, **options):
    return [row for batch in read(open_dump(str(path), **options)) for row in batch.rows]


def copied(path, target, change=lambda text: text, added=(), output="", **options):
    """Read a file, change its texts and write it; return what was written."""
    source = open_dump(str(path), **options)
    with writer(str(target), source, added, output) as write:
        for batch in read(source):
            texts = [(None if row.text is None else change(row.text),) for row in batch.rows]
            new = {name: [row.error or "fr" for row in batch.rows] for name in added}
            write(rendered(source, batch, texts, new, output))
    return target.read_bytes()


@pytest.mark.parametrize("packed", ["", ".gz", ".zst"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", JSONL.replace(b"\n\n", b"\n")),
        ("a.csv", CSV),
        ("a.txt", b"\xef\xbb\xbfUn mot.\r\n"),
        ("e.jsonl", b""),
    ],
)
def test_what_nobody_changes_comes_out_byte_for_byte(tmp_path, name, content, packed):
    path = tmp_path / (name + packed)
    with streams.written(str(path)) as put:
        put(content)
    copied(path, tmp_path / f"out{packed}")
    assert streams.whole(str(tmp_path / f"out{packed}")) == content


def test_only_the_text_of_a_json_line_changes(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(JSONL)
    out = copied(path, tmp_path / "out", lambda t: t.replace("mot", "pôt"), ["language", "error"])
    first, _, _, third = JSONL.split(b"\n")
    assert out.split(b"\n") == [
        first.replace(b"mot", "pôt".encode()).replace(b"}]}", b'}],"language":"fr","error":"fr"}'),
        '{ "id":7,"text" : "Deux épôt\\ns.","big":1e999,"language":"fr","error":"fr"}'.encode(),
        third.replace(b'bon."}', b'bon.","rature_language":"fr","rature_error":"fr"}'),
    ]
    assert [(r.number, r.id, r.text) for r in rows(path)] == [
        (0, "b", "Un mot."),
        (1, "7", "Deux émot\ns."),
        (2, "", "Trois, pour de bon."),
    ]


def test_only_the_text_of_a_csv_record_changes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(CSV)
    out = copied(path, tmp_path / "out", lambda t: t.replace("o", "ô;"), ["language"])
    assert (
        out
        == (
            '\ufeff"id";"text";"n";"language"\r\n'
            '"1";"Un ""mô;t"".";0010;"fr"\r\n'
            '2;Deux,3;;"fr"\r\n'
            '3;"Trô;is\r\nlignes;";x"y;"fr"\r\n'
        ).encode()
    )


def test_columns_are_guessed_or_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("GUID,Texte,body_size\nx,Un.,3\n")
    source = open_dump(str(path))
    assert (source.text_column, source.id_column) == ("Texte", "GUID")
    assert source.guessed == ("text from Texte", "id from GUID")
    named = open_dump(str(path), text_column="body_size", id_column="Texte")
    assert [(r.id, r.text) for r in read(named).__next__().rows] == [("Un.", "3")]
    with pytest.raises(InputError, match="no column nope: --text-column is one of GUID, Texte"):
        open_dump(str(path), text_column="nope")
    path.write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match=r"Name it with --text-column \(found: a, b\)"):
        open_dump(str(path))


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiters_are_found(tmp_path, sign):
    path = tmp_path / "a.csv"
    path.write_text(f'id{sign}text\n1{sign}"Un, deux; trois | quatre"\n2{sign}Deux\n')
    assert open_dump(str(path)).delimiter == sign
    assert [r.id for r in rows(path)] == ["1", "2"]


cells = st.text(st.sampled_from('ab", \r\n'), max_size=6)


@given(st.lists(cells, min_size=1, max_size=5))
def test_records_are_cut_as_python_cuts_them(parts):
    text = ",".join(parts)
    if text.count('"') % 2:
        text += '"'
    raw = text.encode()
    expected = [r for r in csv.reader(io.StringIO(text, newline=""), strict=False) if r]
    found = []
    at = 0
    while at < len(raw):
        record = delimited.cut(raw, at, b",", True)
        if not record.sound:
            return  # Python takes all that follows into one field
        found += [[v.decode() for v in record.values]] * (record.raw.strip(b"\r\n") != b"")
        at += len(record.raw)
    assert at == len(raw)
    assert found == expected


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'id,text\n1,Un.\n2,"Deux.\n3,Trois.\n4\n5,\xff\n')
    found = rows(path)
    assert [(r.text, r.error) for r in found] == [
        ("Un.", None),
        (None, "a quote is never closed"),
        ("Trois.", None),
        (None, "1 fields, not 2"),
        (None, "not valid utf-8 (0xFF)"),
    ]
    out = copied(path, tmp_path / "out.csv", added=["error"])
    again = list(csv.reader(io.StringIO(out.decode("utf-8", "surrogateescape"))))
    assert [r[1] for r in again] == ["text", "Un.", '2,"Deux.', "Trois.", "4", "\udcff"]
    assert all(len(r) == 3 for r in again)


def test_bad_json_lines_keep_their_bytes(tmp_path):
    bad = [b"not json", b"[1]", b'{"id":"4"}', b'{"text":null}', b'{"text":"\xff"}', b"[" * 10_000]
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join([b'{"text":"Un."}', *bad]))
    assert [r.raw for r in rows(path)[1:]] == [*(line + b"\n" for line in bad[:-1]), bad[-1]]
    out = copied(path, tmp_path / "out", added=["error"])
    records = [json.loads(line) for line in out.splitlines()][1:]
    assert all(r["error"] and r["text"] is None for r in records)
    assert [r["raw"].encode("utf-8", "surrogateescape") for r in records] == bad


def table():
    fields = [
        pa.field("n", pa.int16(), metadata={"unit": "s"}),
        pa.field("body", pa.large_string()),
        pa.field("when", pa.timestamp("us", "Europe/Paris")),
        pa.field("kind", pa.dictionary(pa.int32(), pa.string())),
        pa.field("more", pa.struct([("a", pa.list_(pa.decimal128(9, 2)))])),
    ]
    columns = [
        [*range(200)],
        [None if i == 5 else f"Le mot {i} dort." for i in range(200)],
        [*range(200)],
        ["a", "b"] * 100,
        [{"a": []}] * 200,
    ]
    arrays = [pa.array(c, f.type) for c, f in zip(columns, fields, strict=True)]
    return pa.table(arrays, schema=pa.schema(fields, metadata={"origin": "test"}))


@pytest.mark.parametrize("packed", ["", ".gz"])
def test_parquet_keeps_types_order_and_metadata(tmp_path, packed):
    path = tmp_path / "a.parquet"
    pq.write_table(table(), path, row_group_size=70, compression="gzip")
    if packed:
        path = tmp_path / "a.parquet.gz"
        path.write_bytes(gzip.compress((tmp_path / "a.parquet").read_bytes()))
    out = tmp_path / "out.parquet"
    copied(path, out, lambda t: t.replace("mot", "chat"), ["language"])
    found, source = pq.read_table(out), pq.read_table(tmp_path / "a.parquet")
    assert found.schema.remove(5).equals(source.schema, check_metadata=True)
    assert found.drop(["body", "language"]) == source.drop(["body"])
    assert found["body"][3].as_py() == "Le chat 3 dort."
    assert found["body"][5].as_py() is None
    assert pq.ParquetFile(out).metadata.row_group(0).column(0).compression == "GZIP"


def test_parquet_has_the_same_bytes_however_it_was_cut(tmp_path):
    path = tmp_path / "a.parquet"
    kinds = pa.array([f"k{n * n % 37}" for n in range(500)]).dictionary_encode()
    texts = [f"Mot {n}." for n in range(500)]
    pq.write_table(pa.table({"text": texts, "kind": kinds}), path, row_group_size=90)
    source = open_dump(str(path))
    found = set()
    for size in (3, 64, 500):
        reader = Reader()
        with writer(str(tmp_path / "out"), source) as write:
            for part in plan(source, size, 1 << 30):
                if part.row % 2:
                    reader.close()  # as when another worker goes on
                for batch in reader.rows(source, part):
                    write(rendered(source, batch, batch.texts))
        reader.close()
        found.add((tmp_path / "out").read_bytes())
    assert len(found) == 1
    assert pq.read_table(tmp_path / "out").equals(pq.read_table(path))


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.csv", "a.csv.zst", "a.parquet"])
def test_slices_give_the_rows_whatever_their_size(tmp_path, name):
    path = tmp_path / name
    ids, texts = [f"i{n}" for n in range(50)], [f"Mot\n{n},\n" * (n % 7 + 1) for n in range(50)]
    if "jsonl" in name:
        lines = [json.dumps({"id": i, "text": t}) for i, t in zip(ids, texts, strict=True)]
        content = "\n\n".join(lines).encode()
    else:
        buffer = io.StringIO()
        csv.writer(buffer).writerows([("id", "text"), *zip(ids, texts, strict=True)])
        content = buffer.getvalue().encode()
    if name == "a.parquet":
        pq.write_table(pa.table({"id": ids, "text": texts}), path, row_group_size=13)
    else:
        with streams.written(str(path)) as put:
            put(content)
    source = open_dump(str(path))
    for count, size in [(1, 1 << 20), (7, 1 << 20), (1000, 60), (1000, 1 << 20)]:
        slices = list(plan(source, count, size))
        assert sum(s.rows for s in slices) == 50
        assert sum(s.size for s in slices) <= source.size
        for order in (slices, slices[::-1], slices[::2] + slices[1::2]):
            reader = Reader()
            found = {s.row: [r for b in reader.rows(source, s) for r in b.rows] for s in order}
            reader.close()
            flat = [row for at in sorted(found) for row in found[at]]
            assert [(r.number, r.id, r.text) for r in flat] == list(
                zip(range(50), ids, texts, strict=True)
            )


@pytest.mark.parametrize("packed", [".gz", ".zst"])
def test_of_a_file_cut_off_all_rows_before_are_read(tmp_path, packed):
    path = tmp_path / f"a.jsonl{packed}"
    lines = [json.dumps({"id": str(n), "text": f"Mot {n * 7919 % 1000}."}) for n in range(5000)]
    with streams.written(str(path)) as put:
        put("\n".join(lines).encode())
    path.write_bytes(path.read_bytes()[:-30])
    source = open_dump(str(path))
    found = []
    with pytest.raises(InputError, match="damaged or cut off after"):
        for batch in read(source):
            found += batch.rows
    sound = [row for row in found if row.error is None]
    assert len(sound) > 3000
    assert [row.id for row in sound] == [str(n) for n in range(len(sound))]
    assert len(found) - len(sound) <= 1, "only the line that was cut is bad"


def test_broken_and_unknown_files_are_refused(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no")
    (tmp_path / "b.jsonl.gz").write_bytes(b"no gzip")
    (tmp_path / "c.rtf").write_bytes(b"")
    (tmp_path / "d.jsonl").mkdir()
    for name, said in {
        "a.parquet": "no sound Parquet file",
        "b.jsonl.gz": "damaged",
        "c.rtf": "no format has that suffix",
        "d.jsonl": "is a folder",
        "e.csv": "no such file",
    }.items():
        with pytest.raises(InputError, match=said):
            open_dump(str(tmp_path / name))


def test_other_encodings_come_out_as_utf8(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("id,text,é\n1,Été,ç\n2,à,\x81\n".encode("latin-1"))
    out = copied(path, tmp_path / "out", encoding="cp1252", added=["error"])
    assert out.splitlines()[:2] == ["id,text,é,error".encode(), "1,Été,ç,fr".encode()]


@pytest.mark.parametrize("output", ["jsonl", "parquet", "txt"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "a.txt"])
def test_formats_turn_into_one_another(tmp_path, name, output):
    path = tmp_path / name
    if name == "a.parquet":
        pq.write_table(table().slice(0, 3), path)
    else:
        path.write_bytes({"a.jsonl": JSONL, "a.csv": CSV, "a.txt": b"Un mot."}[name])
    source = open_dump(str(path))
    target = tmp_path / "out" / output_name(name, source.format, output)
    out = copied(path, target, added=["language"], output=output)
    texts = [row.text for row in rows(path)]
    if output == "jsonl":
        found = [json.loads(line) for line in out.splitlines()]
        assert [r[source.text_column or "text"] for r in found] == texts
        assert all("language" in r for r in found)
    elif output == "parquet":
        found = pq.read_table(target)
        column = source.format.text_name(source)
        assert found[column].to_pylist() == texts
        assert found.column_names[-1] == "language"
    elif name == "a.txt":
        assert out == b"Un mot."


def test_ledger_comes_back_as_it_was_written(tmp_path):
    rows = [
        ledger.LedgerRow(
            *("a.jsonl", n, "x", 3, 6, "mot", "pot", "SPL001", "spelling", 0.5, "review"),
            group=None if n % 2 else "g",
            candidates=(("pot", 0.5), ("lot", 0.25)),
            reason="why",
        )
        for n in range(5000)
    ]
    for kind in ledger.LEDGER_FORMATS:
        folder = tmp_path / kind
        ledger.write(folder / f"ledger.{kind}", rows)
        assert list(ledger.read(folder)) == rows
    assert rows[0].edit().after == "pot"
    with pytest.raises(InputError, match="no ledger in"):
        next(ledger.read(tmp_path))
    (folder / "ledger.jsonl").write_text("{}\n")
    with pytest.raises(InputError, match="is no ledger"):
        next(ledger.read(folder))


def test_each_format_is_documented():
    page = (ROOT / "docs" / "run.md").read_text("utf-8")
    table = page.partition("| `--input-format` |")[2].partition("\n\n")[0].splitlines()[2:]
    rows = {row.split("`")[1]: row for row in table}
    assert list(rows) == formats.input_choices()
    suffixes = [suffix for known in formats.FORMATS for suffix in known.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    for known in formats.FORMATS:
        assert formats.by_name(known.name) is known
        _, _, shown, article, output, limits, _ = rows[known.name].split("|")
        assert shown.split() == [f"`{suffix}`" for suffix in known.suffixes]
        assert article.strip() == ("row" if known.tabular else "file")
        assert output.strip() == (f"`{known.output}`" if known.output else "")
        assert limits.strip() == known.limits
        for suffix in known.suffixes:
            assert formats.by_suffix(f"x{suffix.upper()}.gz") is known
        if known.output:
            assert formats.target_of(formats.by_name("text"), known.output) == known
    *most, last = (f"`{name}`" for name in formats.output_choices())
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"{', '.join(most)} or {last} for what comes out" in readme


def test_the_default_ledger_is_the_first_of_its_formats():
    assert Settings().ledger == LEDGER_FORMATS[0]
