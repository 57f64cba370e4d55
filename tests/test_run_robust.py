"""``rature run`` on what should not be: deadly pages, damaged tables, odd names and files."""

import itertools
import json
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_run import (
    DAMAGED,
    MENDED,
    command,
    environment,
    jsonl,
    lines,
    refused,
    report,
    run,
    written,
)
from test_run_faults import ARTICLE_SECONDS, DRIVER, LIGHT

from benchmarks import faults
from pipeline.batch.formats import open_dump
from pipeline.batch.names import LONGEST_NAME, output_names

PAGES = """
import pipeline.io.articles as articles

def extracted(page, name, extract=articles.extract):
    if "HANG" in page:
        time.sleep(1000)
    if "DIE" in page:
        os.kill(os.getpid(), signal.SIGKILL)
    return extract(page, name)

articles.extract = extracted

if __name__"""

OFF = ("--context", "off", "--select", "ENC")


def drive(folder, *, code=0, **given):
    """Run with pages whose extraction hangs or kills."""
    path = folder / "driver.py"
    path.write_text(DRIVER.replace("\nif __name__", PAGES))
    options = json.dumps({"stages": (), "light": LIGHT, **given})
    done = subprocess.run(
        [sys.executable, str(path), options], capture_output=True, env=environment(), timeout=300
    )
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert "Traceback" not in said
    return said


# --- time limits and deaths ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("HANG", f"time limit of {ARTICLE_SECONDS} s"),
        ("DIE", "the program was stopped twice at this article (SIGKILL)"),
    ],
)
@pytest.mark.slow
def test_a_page_that_hangs_or_kills_is_named_and_no_other(tmp_path, word, error):
    page = (
        f"<!DOCTYPE html><html><body><article><p>{word} {DAMAGED * 9}</p></article></body></html>"
    )
    rows = [{"id": str(n), "text": DAMAGED} for n in range(5)]
    rows[2]["text"] = page
    (tmp_path / "a.jsonl").write_bytes(jsonl(rows))
    drive(
        tmp_path,
        code=1,
        inputs=[str(tmp_path / "a.jsonl")],
        out=str(tmp_path / "out"),
        workers=1,
        time_limit=ARTICLE_SECONDS,
    )
    found = lines(tmp_path / "out" / "clean" / "a.jsonl")
    assert [r["error"] for r in found] == [None, None, error, None, None]
    assert found[2]["text"] == page
    assert [r["text"] for r in found if r["error"] is None] == [MENDED] * 4


# --- damaged files ---------------------------------------------------------------------------


def parquet(path, count=600, group=200):
    """Write a Parquet file whose pages have no checksum."""
    texts = [f"{DAMAGED} {n * 7919 % 9973}" for n in range(count)]
    table = pa.table({"id": [str(n) for n in range(count)], "text": texts})
    pq.write_table(table, path, row_group_size=group, use_dictionary=False, compression="zstd")
    return table


def damage(path, group=1):
    """Overwrite a page of the texts of one row group."""
    chunk = pq.ParquetFile(path).metadata.row_group(group).column(1)
    raw = bytearray(path.read_bytes())
    start = chunk.data_page_offset + chunk.total_compressed_size // 2
    raw[start : start + 40] = bytes(40)
    path.write_bytes(raw)


@pytest.mark.parametrize("size", [50, 256])
def test_a_damaged_page_of_a_table_is_told_and_the_rest_is_done(tmp_path, size):
    dump = tmp_path / "dump"
    dump.mkdir()
    parquet(dump / "a.parquet")
    sound = (dump / "a.parquet").read_bytes()
    damage(dump / "a.parquet")
    (dump / "b.txt").write_text(DAMAGED, "utf-8")
    (dump / "c.jsonl").write_bytes(jsonl([{"id": "c", "text": DAMAGED}]))
    out = tmp_path / "out"
    options = (dump, "-o", out, *OFF, "--shard-size", size)
    said = run(*options, code=1)
    assert "a.parquet: rows 200 to 399 cannot be read" in said
    assert "--retry-failed" in said
    assert (out / "clean" / "b.txt").read_text("utf-8") == MENDED
    assert lines(out / "clean" / "c.jsonl")[0]["text"] == MENDED
    ids = pq.read_table(out / "clean" / "a.parquet")["id"].to_pylist()
    assert ids == [str(n) for n in (*range(200), *range(400, 600))]
    told = report(out)
    assert [i.get("missing") for i in told["inputs"]] == [[[200, 200]], None, None]
    assert told["counts"]["files_with_errors"] == 1
    # as it was, resuming changes nothing; the file replaced, the rest comes, too
    before = written(out)
    said = run(*options, "--resume", code=1)
    assert "nothing is left" in said
    assert "articles that failed in it: 0, files: 1" in said
    assert "--retry-failed" in said
    assert run(*options, "--resume", "--lenient").count("\n") == said.count("\n")
    assert written(out) == before
    (dump / "a.parquet").write_bytes(sound)
    run(*options, "--retry-failed")
    whole = tmp_path / "whole"
    run(dump, "-o", whole, *OFF)
    assert written(out) == written(whole)
    assert not (out / ".work").exists()


def test_a_file_that_could_not_be_opened_is_taken_in_when_it_was_replaced(tmp_path):
    dump = tmp_path / "dump"
    dump.mkdir()
    (dump / "a.parquet").write_bytes(b"PAR1 and nothing else")
    (dump / "b.jsonl").write_bytes(jsonl([{"id": "c", "text": DAMAGED}]))
    out = tmp_path / "out"
    run(dump, "-o", out, *OFF, code=1)
    parquet(dump / "a.parquet", 10, 5)
    run(dump, "-o", out, *OFF, "--retry-failed")
    assert report(out)["counts"]["articles"] == 11
    assert "whole" in run(dump, "-o", out, *OFF, "--retry-failed")


def test_a_part_that_was_cut_short_is_made_anew(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(jsonl({"id": str(n), "text": DAMAGED} for n in range(40)))
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and nothing else")  # keeps the parts
    out = tmp_path / "out"
    options = (tmp_path, "-o", out, *OFF, "--shard-size", 10)
    run(*options, code=1)
    before = (out / "clean" / "a.jsonl").read_bytes()
    ledger = (out / "ledger.parquet").read_bytes()
    cut, flipped = sorted((out / ".work").rglob("*.rows"))[:2]
    for kind in ("cut", "flipped"):
        (out / "run.json").unlink()
        if kind == "cut":
            cut.write_bytes(cut.read_bytes()[:100])
            run(*options, "--resume", code=1)
        else:
            raw = flipped.read_bytes()
            flipped.write_bytes(raw[:40] + bytes(len(raw) - 40))
            assert "made anew" in run(*options, "--resume", "--quiet", code=2)
            run(*options, "--resume", code=1)
        assert (out / "clean" / "a.jsonl").read_bytes() == before
        assert (out / "ledger.parquet").read_bytes() == ledger


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [237, 250, LONGEST_NAME])
def test_names_of_any_length(tmp_path, length):
    dump = tmp_path / "dump"
    dump.mkdir()
    for suffix in (".txt", ".jsonl", ".html"):
        name = "é" * ((length - len(suffix)) // 2)
        name += "a" * (length - len(suffix) - len(name.encode())) + suffix
        (dump / name).write_text(
            json.dumps({"id": "a", "text": DAMAGED}) if suffix == ".jsonl" else DAMAGED, "utf-8"
        )
    out = tmp_path / "out"
    run(dump, "-o", out, *OFF, "--patch")
    kept = {p.name for p in dump.iterdir() if p.suffix != ".html"}
    found = {p.name for p in (out / "clean").iterdir()}
    assert kept < found
    assert len(found) == 3
    run(dump, "-o", tmp_path / "parquet", *OFF, "--output-format", "parquet")
    assert len(list((tmp_path / "parquet" / "clean").iterdir())) == 3


SUFFIXES = ["", ".txt", ".html", ".htm", ".md", ".jsonl", ".csv", ".parquet", ".arrow"]


@pytest.mark.parametrize("output", ["", "txt", "jsonl", "parquet", "arrow"])
def test_names_that_come_out_never_collide(tmp_path, output):
    (tmp_path / "x.txt").write_text("")
    plain = open_dump(str(tmp_path / "x.txt"))
    from dataclasses import replace

    from pipeline.batch.formats import by_suffix

    names = ["".join(("a", *of)) for n in (1, 2, 3) for of in itertools.product(SUFFIXES, repeat=n)]
    names += [f"{name}{packed}" for name in names[:200] for packed in (".gz", ".zst")]
    names += [f"{name}/b.txt" for name in ("a.jsonl", "a.txt.html")]
    names = sorted({name for name in names if by_suffix(name)} - {"a.jsonl", "a.txt.html"})
    sources = [replace(plain, name=name, path=name, format=by_suffix(name)) for name in names]
    found = output_names(sources, output)
    assert len(set(found)) == len(found)
    taken = set(found)
    for name in found:
        parts = name.split("/")
        assert not any("/".join(parts[:n]) in taken for n in range(1, len(parts)))
    assert found == output_names(sources, output)


def test_three_files_in_are_three_files_out(tmp_path):
    dump = tmp_path / "dump"
    dump.mkdir()
    for n, name in enumerate(("a.html", "a.txt", "a.html.txt")):
        (dump / name).write_text(f"{DAMAGED} {n}", "utf-8")
    run(dump, "-o", tmp_path / "out", *OFF)
    found = sorted(p.read_text("utf-8") for p in (tmp_path / "out" / "clean").iterdir())
    assert found == [f"{MENDED} {n}" for n in range(3)]


def test_a_link_is_read_by_its_own_name(tmp_path):
    (tmp_path / "blobs").mkdir()
    (tmp_path / "blobs" / "0a1b").write_bytes(jsonl([{"id": "c", "text": DAMAGED}]))
    dump = tmp_path / "dump"
    dump.mkdir()
    (dump / "x.jsonl").symlink_to("../blobs/0a1b")
    (dump / "y.jsonl").symlink_to("x.jsonl")
    run(dump, "-o", tmp_path / "out", *OFF)
    assert sorted(p.name for p in (tmp_path / "out" / "clean").iterdir()) == ["x.jsonl", "y.jsonl"]
    run(dump / "x.jsonl", "-o", tmp_path / "one", *OFF)
    assert lines(tmp_path / "one" / "clean" / "x.jsonl")[0]["text"] == MENDED


def test_a_pipe_in_a_folder_is_left_out_and_told(tmp_path):
    dump = tmp_path / "dump"
    dump.mkdir()
    os.mkfifo(dump / "a.txt")
    (dump / "b.txt").write_text(DAMAGED, "utf-8")
    assert "a.txt is a pipe" in run(dump, "-o", tmp_path / "out", *OFF)
    assert "use - for standard input" in refused(dump / "a.txt", "-o", tmp_path / "one")


# --- resuming --------------------------------------------------------------------------------


def begun(tmp_path, *options):
    """Return the folder of a run that has its plan and some parts, and no results."""
    out = tmp_path / "out"
    (tmp_path / "z.parquet").write_bytes(b"PAR1 and nothing else")  # keeps the parts
    run(*options, "-o", out, *OFF, code=1)
    (out / "run.json").unlink()
    return out


def test_an_option_that_says_what_was_guessed_resumes(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(jsonl([{"id": "c", "text": DAMAGED, "b": "b"}]))
    out = begun(tmp_path, tmp_path)
    same = ("--text-column", "text", "--id-column", "id", "--shard-size", 256)
    said = run(tmp_path, "-o", out, *OFF, "--resume", "--text-column", "b", code=2)
    assert "resume it with the same --text-column" in said
    run(tmp_path, "-o", out, *OFF, "--resume", *same, code=1)
    run(tmp_path, "-o", out, *OFF, "--resume", *same, code=1)


def test_other_content_of_the_same_size_and_time_is_seen(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_bytes(jsonl([{"id": "c", "text": DAMAGED}]))
    out = begun(tmp_path, tmp_path)
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(b"sonne", b"tonne"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    said = run(tmp_path, "-o", out, *OFF, "--resume", code=2)
    assert "a.jsonl: changed since the run began" in said


def test_a_column_of_numbers_is_no_text(tmp_path):
    pq.write_table(pa.table({"text": pa.array([1, 2], pa.int64())}), tmp_path / "a.parquet")
    said = run(tmp_path, "-o", tmp_path / "out", *OFF, "--text-column", "text", code=2)
    assert "holds int64 and no text" in said


# --- the machine -----------------------------------------------------------------------------


def test_a_damaged_installation_ends_the_run_at_once(tmp_path):
    home = tmp_path / "dictionaries"
    home.mkdir()
    from pipeline.resources.data import home as real

    for file in real().iterdir():
        if file.name != "vectors.bin":
            (home / file.name).symlink_to(file)
    text = "Le entrance de la cost jail. " * 3
    (tmp_path / "a.jsonl").write_bytes(jsonl({"id": str(n), "text": text} for n in range(9)))
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", tmp_path / "a.jsonl", "-o", tmp_path / "out"],
        capture_output=True,
        env={**environment(), "RATURE_DICTIONARIES": str(home)},
        timeout=300,
    )
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert "vectors.bin is missing" in said
    assert len([line for line in said.splitlines() if "vectors" in line]) == 1
    assert not (tmp_path / "out" / "run.json").exists()


@pytest.mark.parametrize("handles", [12, 24, 32])
def test_too_few_file_handles_end_the_run_at_once(tmp_path, handles):
    text = "Le entrance de la cost jail. " * 3
    (tmp_path / "a.jsonl").write_bytes(jsonl({"id": str(n), "text": text} for n in range(9)))
    done = subprocess.run(
        [
            *("sh", "-c", f'ulimit -n {handles}; exec "$@"', "sh", *command(tmp_path / "a.jsonl")),
            *("-o", tmp_path / "out", "--workers", "2", "--quiet"),
        ],
        capture_output=True,
        env=environment(),
        timeout=300,
    )
    said = done.stderr.decode()
    if done.returncode == 0:
        assert report(tmp_path / "out")["counts"]["errors"] == 0
    else:
        assert done.returncode == 2, said
        assert "ulimit -n" in said
        assert sum(line.startswith("rature: ") for line in said.splitlines()) == 1


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="no /proc here")  # noqa: PTH110
def test_runs_that_are_harmed_come_out_the_same(capsys):
    code = faults.main(["--trials", "6", "--seed", "100"])
    assert code == 0, capsys.readouterr().out


def test_a_slice_behind_a_damaged_one_is_read_by_whoever_read_the_one_before(tmp_path):
    """Which worker reads which slice is a matter of chance; what comes out is not."""
    from pipeline.batch.reading import Reader, plan
    from pipeline.errors import InputError

    path = tmp_path / "a.parquet"
    parquet(path)
    damage(path)
    source = open_dump(str(path))
    parts = list(plan(source, 50, 1 << 30))
    sound = [part for part in parts if not 200 <= part.row < 400]
    for before in range(4):
        for after in sound[4:]:
            reader = Reader()
            assert sum(len(batch.rows) for batch in reader.rows(source, parts[before])) == 50
            found = [row.id for batch in reader.rows(source, after) for row in batch.rows]
            assert found == [str(n) for n in range(after.row, after.row + 50)]
            with pytest.raises(InputError):
                list(Reader().rows(source, parts[5]))
            reader.close()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"id": "1", "text": DAMAGED}, {"id": "2"}], 1),
        ([{"id": "1", "text": 1}, {"id": "2", "text": 2}], 2),
        ([{"id": "1", "text": DAMAGED}], 0),
    ],
    ids=["some failed", "all failed", "none failed"],
)
def test_resuming_a_whole_run_returns_what_the_run_returned(tmp_path, rows, code):
    (tmp_path / "a.jsonl").write_bytes(jsonl(rows))
    options = (tmp_path / "a.jsonl", "-o", tmp_path / "out", "--text-column", "text", *OFF)
    run(*options, code=code)
    said = run(*options, "--resume", code=code)
    assert "nothing is left" in said
    assert ("failed in it" in said) == (code > 0)
    if code == 1:
        run(*options, "--resume", "--lenient")
