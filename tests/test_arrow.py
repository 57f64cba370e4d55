"""Arrow IPC as a format of dumps: files and streams go in and come out again."""

import functools
import gzip
import io
import json
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_formats import rows, table
from test_run import DAMAGED, MENDED, report, run, written

from pipeline.batch import local_engine, streams
from pipeline.batch.formats import open_dump, output_name
from pipeline.batch.formats.arrow import ArrowFormat
from pipeline.batch.options import RunOptions
from pipeline.batch.reading import Reader, plan, read
from pipeline.batch.run import run as clean
from pipeline.batch.writing import rendered, writer
from pipeline.errors import InputError
from pipeline.pipeline import Pipeline
from pipeline.review.run import FinishedRun
from pipeline.stages.encoding import encoding


def ipc(given, *, stream=False, codec=None, size=70):
    """Return a table as the bytes of a file or a stream, ``size`` rows a record batch."""
    sink = io.BytesIO()
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(sink, given.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as out:
        out.write_table(given, max_chunksize=size)
    return sink.getvalue()


def copied(path, target, change=lambda text: text, added=(), output=""):
    source = open_dump(str(path))
    with writer(str(target), source, added, output) as write:
        for batch in read(source):
            texts = [(None if row.text is None else change(row.text),) for row in batch.rows]
            new = {name: ["fr"] * len(texts) for name in added}
            write(rendered(source, batch, texts, new, output))
    return target


def content(path):
    """Return the reader of what a file holds, and whether that is a stream."""
    raw = streams.whole(str(path))
    stream = raw[:6] != b"ARROW1"
    return (pa.ipc.open_stream if stream else pa.ipc.open_file)(raw), stream


@pytest.mark.parametrize("packed", ["", ".gz", ".zst"])
@pytest.mark.parametrize("codec", [None, "lz4", "zstd"])
@pytest.mark.parametrize("stream", [False, True])
def test_types_order_metadata_and_compression_stay(tmp_path, stream, codec, packed):
    path = tmp_path / f"a.arrow{packed}"
    with streams.written(str(path)) as put:
        put(ipc(table(), stream=stream, codec=codec))
    out = copied(path, tmp_path / f"out.arrow{packed}", lambda t: t.replace("mot", "chat"), ["x"])
    reader, is_stream = content(out)
    found = reader.read_all()
    assert is_stream == stream
    assert found.schema.remove(5).equals(table().schema, check_metadata=True)
    assert found.drop(["body", "x"]) == table().drop(["body"])
    assert found["body"][3].as_py() == "Le chat 3 dort."
    assert found["body"][5].as_py() is None
    if not packed:
        with ArrowFormat()._opened(open_dump(str(out))) as file:
            assert (file.codec, file.damage) == (codec, "")
        assert [r.text for r in rows(out)] == found["body"].to_pylist()


@pytest.mark.parametrize("stream", [False, True])
def test_categories_that_no_row_uses_stay(tmp_path, stream):
    kinds = pa.DictionaryArray.from_arrays(
        pa.array([n * n % 37 for n in range(500)], pa.int8()),
        pa.array([f"k{n}" for n in range(100)]),
    )
    given = pa.table({"text": [f"Mot {n}." for n in range(500)], "kind": kinds})
    path = tmp_path / "a.feather"
    path.write_bytes(ipc(given, stream=stream, size=90))
    found = content(copied(path, tmp_path / "out"))[0].read_all()
    assert found.equals(given)
    assert found["kind"].chunk(0).dictionary.to_pylist() == [f"k{n}" for n in range(100)]


@pytest.mark.parametrize("stream", [False, True])
def test_a_copy_does_not_depend_on_the_slices(tmp_path, stream):
    words = pa.array([f"Mot {n % 90}." for n in range(500)])
    given = pa.table({"text": words.dictionary_encode(), "n": pa.array(range(500))})
    path = tmp_path / "a.arrow"
    path.write_bytes(ipc(given, stream=stream, size=90))
    source = open_dump(str(path))
    found = set()
    for size in (3, 64, 500):
        with writer(str(tmp_path / "out"), source) as write:
            for part in plan(source, size, 1 << 30):
                for batch in Reader().rows(source, part):
                    write(rendered(source, batch, [(t.replace("1", "7"),) for (t,) in batch.texts]))
        found.add((tmp_path / "out").read_bytes())
    assert len(found) == 1


def test_dictionaries_that_a_stream_replaces_may_be_more_than_the_indices_count(tmp_path):
    kind = pa.dictionary(pa.int8(), pa.string())
    parts = [
        pa.table(
            {
                "text": [f"Mot {n}." for n in range(100)],
                "kind": pa.DictionaryArray.from_arrays(
                    pa.array(range(100), pa.int8()), pa.array([f"{p}-{n}" for n in range(100)])
                ).cast(kind),
            }
        )
        for p in range(4)
    ]
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, parts[0].schema) as out:
        for part in parts:
            out.write_table(part)
    path = tmp_path / "a.arrows"
    path.write_bytes(sink.getvalue())
    found, stream = content(copied(path, tmp_path / "out"))
    assert stream
    expected = [value for part in parts for value in part["kind"].to_pylist()]
    assert [v for batch in found for v in batch["kind"].to_pylist()] == expected


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("size", [1, 13, 1000])
def test_slices_give_the_rows_whatever_their_size(tmp_path, stream, size):
    path = tmp_path / "a.arrow"
    given = pa.table(
        {"id": [f"i{n}" for n in range(300)], "text": [f"Mot {n}." for n in range(300)]}
    )
    path.write_bytes(ipc(given, stream=stream, size=size))
    source = open_dump(str(path))
    assert source.guessed == ("text from text", "id from id")
    for count, width in [(1, 1 << 20), (7, 1 << 20), (1000, 600), (1000, 1 << 20)]:
        slices = list(plan(source, count, width))
        assert sum(s.rows for s in slices) == 300
        assert sum(s.size for s in slices) == source.size
        for order in (slices, slices[::-1]):
            reader = Reader()
            found = {s.row: [r for b in reader.rows(source, s) for r in b.rows] for s in order}
            reader.close()
            flat = [row for at in sorted(found) for row in found[at]]
            assert [(r.number, r.id, r.text) for r in flat] == [
                (n, f"i{n}", f"Mot {n}.") for n in range(300)
            ]


@pytest.mark.parametrize("stream", [False, True])
def test_an_empty_table_comes_out_empty(tmp_path, stream):
    path = tmp_path / "a.arrow"
    path.write_bytes(ipc(table().slice(0, 0), stream=stream))
    out = copied(path, tmp_path / "out.arrow", added=["language"])
    found, is_stream = content(out)
    assert is_stream == stream
    assert found.read_all().num_rows == 0
    assert rows(out) == []


@pytest.mark.parametrize(
    ("stream", "missing", "whole"), [(0, 20, 200), (1, 20, 140), (0, 4000, 70)]
)
def test_of_a_file_cut_off_the_record_batches_before_are_read(tmp_path, stream, missing, whole):
    path = tmp_path / "a.arrow"
    path.write_bytes(ipc(table(), stream=stream)[:-missing])
    found = []
    with pytest.raises(InputError, match=f"damaged or cut off after {whole} rows") as said:
        for batch in read(open_dump(str(path))):
            found += batch.rows
    assert "\n" not in str(said.value)
    assert [row.text for row in found] == table()["body"].to_pylist()[:whole]


def test_damaged_files_are_refused_in_one_line(tmp_path):
    path = tmp_path / "a.arrow"
    for raw in (b"", b"ARROW1", b"ARROW1\0\0", b"no arrow at all", b"\xff" * 40, b"\0" * 40):
        path.write_bytes(raw)
        with pytest.raises(InputError) as said:
            list(read(open_dump(str(path))))
        assert "no sound Arrow file" in str(said.value)
        assert "\n" not in str(said.value)
    path.write_bytes(b"FEA1" + b"\0" * 40)
    with pytest.raises(InputError, match="Feather file of version 1: write it again"):
        open_dump(str(path))
    path.write_bytes(ipc(pa.table({"n": [1]})))
    with pytest.raises(InputError, match="which column is the text"):
        open_dump(str(path))


@pytest.mark.parametrize("stream", [False, True])
def test_a_changed_byte_gives_rows_or_one_line(tmp_path, stream):
    path = tmp_path / "a.arrow"
    raw = ipc(
        pa.table({"id": ["1", "2"] * 20, "text": ["Un mot.", "Été."] * 20}), stream=stream, size=9
    )
    dice = random.Random(1)
    refusals = 0
    for _ in range(300):
        changed = bytearray(raw)
        for _ in range(dice.randint(1, 3)):
            changed[dice.randrange(len(raw))] = dice.randrange(256)
        path.write_bytes(changed)
        try:
            list(read(open_dump(str(path))))
        except InputError as error:
            refusals += 1
            assert "\n" not in str(error)
    assert refusals > 50


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "a.txt"])
def test_other_formats_turn_into_arrow(tmp_path, name):
    path = tmp_path / name
    if name == "a.parquet":
        pq.write_table(table(), path, row_group_size=70)
    else:
        lines = {
            "a.jsonl": '{"id": 7, "text": "Un mot.", "n": 1.10}\n',
            "a.csv": "id,text,n\n7,Un mot.,1.10\n",
            "a.txt": "Un mot.",
        }
        path.write_text(lines[name])
    source = open_dump(str(path))
    target = tmp_path / output_name(name, source.format, "arrow")
    assert target.name == "a.arrow"
    found = content(copied(path, target, added=["language"], output="arrow"))[0].read_all()
    assert found.column_names[-1] == "language"
    column = source.format.text_name(source)
    assert found[column].to_pylist() == [row.text for row in rows(path)]
    if name == "a.parquet":
        assert found.drop(["language"]).equals(pq.read_table(path))
        assert found.schema.remove(5).equals(pq.read_table(path).schema, check_metadata=True)
    if name == "a.jsonl":
        assert found.to_pylist() == [
            {"id": "7", "text": "Un mot.", "fields": '{"n":1.10}', "language": "fr"}
        ]


@pytest.mark.parametrize("output", ["jsonl", "parquet"])
def test_arrow_turns_into_other_formats(tmp_path, output):
    path = tmp_path / "a.feather"
    path.write_bytes(ipc(table(), codec="lz4"))
    target = tmp_path / output_name("a.feather", open_dump(str(path)).format, output)
    copied(path, target, added=["language"], output=output)
    if output == "parquet":
        assert pq.read_table(target).drop(["language"]).equals(table())
    else:
        found = [json.loads(line) for line in target.read_bytes().splitlines()]
        assert [r["body"] for r in found] == table()["body"].to_pylist()
        assert found[1]["when"].startswith("1970-01-01T")


def test_a_type_that_parquet_lacks_is_said_before_the_work(tmp_path):
    odd = pa.array([(1, 2, 3)], pa.month_day_nano_interval())
    (tmp_path / "a.arrow").write_bytes(ipc(pa.table({"text": ["Un mot."], "odd": odd})))
    said = run(
        *(tmp_path / "a.arrow", "-o", tmp_path / "out", "--output-format", "parquet"), code=2
    ).splitlines()
    assert "column odd holds month_day_nano_interval, which Parquet cannot hold" in said[0]
    assert len(said) == 2
    assert not (tmp_path / "out").exists()


def test_a_run_over_arrow_can_be_reviewed(tmp_path):
    given = pa.table(
        {
            "id": [f"a{n}" for n in range(30)],
            "text": pa.array([None if n == 4 else f"{DAMAGED} {n}" for n in range(30)]),
            "kind": pa.array(["x", "y", "z"] * 10).dictionary_encode(),
        }
    )
    dump = tmp_path / "dump"
    dump.mkdir()
    (dump / "a.arrow").write_bytes(ipc(given, size=7, codec="lz4"))
    (dump / "b.feather.gz").write_bytes(gzip.compress(ipc(given, stream=True, size=7)))
    (dump / "c.arrow").write_bytes(ipc(given, size=7)[:-900])
    (dump / "d.arrow").write_bytes(b"ARROW1\0\0 no")
    options = ("--workers", 1, "--shard-size", 4, "--select", "ENC", "--dedup", "mark")
    said = run(dump, "-o", tmp_path / "out", *options, code=1)
    assert "c.arrow is damaged or cut off after" in said
    assert "d.arrow is no sound Arrow file" in said
    assert "2 files with errors (" in said
    for name, stream in (("a.arrow", False), ("b.feather.gz", True)):
        reader, is_stream = content(tmp_path / "out" / "clean" / name)
        found = reader.read_all()
        assert is_stream == stream
        assert found.column_names == ["id", "text", "kind", "language", "error", "duplicate_of"]
        assert found["text"].to_pylist()[:2] == [f"{MENDED} 0", f"{MENDED} 1"]
        assert found["error"].to_pylist()[4] == "the text is missing (null)"
        assert found["kind"].to_pylist() == given["kind"].to_pylist()
    inputs = {one["file"]: one for one in report(tmp_path / "out")["inputs"]}
    assert inputs["a.arrow"]["format"] == "arrow"
    assert 0 < inputs["c.arrow"]["rows"] < 30
    articles = list(FinishedRun(tmp_path / "out").articles())
    assert {a.file for a in articles} == {"a.arrow", "b.feather.gz", "c.arrow"}
    assert {a.language for a in articles} <= {"fr", "und"}
    assert articles[1].source == f"{DAMAGED} 1"


def test_an_interrupted_run_goes_on(tmp_path, monkeypatch):
    given = pa.table(
        {"id": [f"a{n}" for n in range(30)], "text": [f"{DAMAGED} {n}" for n in range(30)]}
    )
    path = tmp_path / "a.arrow"
    path.write_bytes(ipc(given, size=7))
    done = []

    def engine(todo, job, *, stop, **_):
        """Do shards in this process, and be interrupted before shard ``stop``."""
        for shard in todo:
            if shard.number == stop:
                raise KeyboardInterrupt
            done.append(shard.number)
            yield job.do(shard, Reader(), lambda place, tally: None, {})

    def go(out, stop, **more):
        monkeypatch.setattr(local_engine, "local", functools.partial(engine, stop=stop))
        pipeline = Pipeline(stages=(encoding,))
        return clean(RunOptions([str(path)], str(out), pipeline, quiet=True, shard_size=4, **more))

    assert go(tmp_path / "whole", None) == 0
    shards, done[:] = len(done), []
    assert go(tmp_path / "out", 3) == 130
    assert go(tmp_path / "out", None, resume=True) == 0
    assert done == [*range(shards)]
    assert written(tmp_path / "out") == written(tmp_path / "whole")
    assert content(tmp_path / "out" / "clean" / "a.arrow")[0].read_all().num_rows == 30
