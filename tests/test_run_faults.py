"""``rature run`` when things go wrong: nothing is lost, nothing half-written, one clear line."""

import csv
import gzip
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from patience import PATIENCE
from test_run import (
    DAMAGED,
    MENDED,
    environment,
    jsonl,
    lines,
    records,
    refused,
    report,
    run,
    written,
)

from pipeline.batch import ledger
from pipeline.batch.tally import word_count

DRIVER = '''
"""Runs with stages that fail, given through the Python interface."""
import json, os, signal, sys, time
from pathlib import Path

from pipeline.batch.options import RunOptions
from pipeline.batch.run import run
from pipeline.pipeline import Pipeline
from pipeline.settings.config import Settings
from pipeline.stages import STAGES

MARK = Path(__file__).with_name("killed")

def raises(document):
    if "RAISE" in document.text:
        raise ZeroDivisionError("some reason")
    return ()

def hangs(document):
    while "HANG" in document.text:
        time.sleep(1)
    return ()

def dies(document):
    if "DIE" in document.text:
        os.kill(os.getpid(), signal.SIGKILL)
    return ()

def dies_once(document):
    if "ONCE" in document.text and not MARK.exists():
        MARK.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return ()

def slow(document):
    time.sleep(0.02)
    return ()

if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    own = [globals()[name] for name in given.pop("stages")]
    light = given.pop("light")
    stages = tuple(stage for stage in STAGES if stage.__name__ in light)
    configuration = Settings().fingerprint()
    chosen = Pipeline(stages=(*own, *stages))
    from pipeline.io.terminal import say, told
    try:
        code = run(RunOptions(**given, pipeline=chosen, configuration=configuration))
    except Exception as error:
        say(told(error))
        code = 2
    sys.exit(code)
'''


LIGHT = ("encoding", "markup", "duplicates", "case")
"""Stages that cost next to nothing: these tests are about runs, not about what is cleaned."""


def driver(folder, *stages, light=LIGHT, **given):
    """Return the command of a run with the stages ``light`` and more ``stages``."""
    path = folder / "driver.py"
    path.write_text(DRIVER)
    return [sys.executable, str(path), json.dumps({"stages": stages, "light": light, **given})]


def drive(folder, *stages, code=0, **given):
    done = subprocess.run(
        driver(folder, *stages, **given), capture_output=True, env=environment(), timeout=300
    )
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert "Traceback" not in said
    return said


# --- bad rows and bad files ------------------------------------------------------------------


def test_bad_lines_come_out_with_their_error(tmp_path):
    good = jsonl([{"id": "1", "text": DAMAGED}])
    bad = [b"not json", b'{"id":"3"}', b'{"id":"4","text":7}', b'{"text":"\xff"}']
    (tmp_path / "a.jsonl").write_bytes(good + b"\n".join(bad) + b"\n\n" + good)
    said = run(tmp_path / "a.jsonl", "-o", tmp_path / "out", code=1)
    assert "4 articles with errors" in said
    found = lines(tmp_path / "out" / "clean" / "a.jsonl")
    assert [r["text"] for r in found] == [MENDED, None, None, None, None, MENDED]
    raw = [r["raw"].encode("utf-8", "surrogateescape") for r in found[1:5]]
    assert raw == bad
    assert [e["row"] for e in report(tmp_path / "out")["errors"]] == [1, 2, 3, 4]
    assert report(tmp_path / "out")["counts"]["errors"] == 4
    run(tmp_path / "a.jsonl", "-o", tmp_path / "lenient", "--lenient", "--quiet")
    assert {r.row for r in ledger.read(tmp_path / "lenient")} == {0, 5}


def test_csv_with_quotes_and_line_breaks(tmp_path):
    text = f'« Un "mot" » ;\r\n{DAMAGED}\n'
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("id", "text", "n"), (1, text, ""), (1, text, "a,b")])
    (tmp_path / "a.csv").write_bytes(buffer.getvalue().encode() + b'2,x\r\n3,"open,1\r\n')
    said = run(tmp_path / "a.csv", "-o", tmp_path / "out", code=1)
    assert "2 articles with errors" in said
    raw = (tmp_path / "out" / "clean" / "a.csv").read_bytes().decode()
    header, *rows = csv.reader(io.StringIO(raw, newline=""))
    assert header == ["id", "text", "n", "language", "error"]
    clean = text.replace(DAMAGED, MENDED)
    assert rows == [
        ["1", clean, "", "fr", ""],
        ["1", clean, "a,b", "fr", ""],
        ["", "2,x", "", "und", "2 fields, not 3"],
        ["", '3,"open,1', "", "und", "a quote is never closed"],
    ]
    assert {(r.row, r.id) for r in ledger.read(tmp_path / "out")} == {(0, "1"), (1, "1")}


def test_damaged_files_are_told_and_the_rest_is_done(tmp_path):
    dump = tmp_path / "dump"
    dump.mkdir()
    many = jsonl({"id": str(n), "text": f"Mot {n * 7919 % 997}."} for n in range(3000))
    (dump / "cut.jsonl.gz").write_bytes(gzip.compress(many)[:-40])
    (dump / "broken.parquet").write_bytes(b"PAR1 and nothing else")
    (dump / "columns.csv").write_text("a,b\n1,2\n")
    (dump / "empty.csv").write_bytes(b"")
    (dump / "header.csv").write_bytes(b"id,text\n")
    (dump / "binary.txt").write_bytes(b"a\0b")
    (dump / "good.txt").write_text(DAMAGED, "utf-8")
    (dump / "mem.jsonl").symlink_to("/proc/self/mem")
    pq.write_table(pa.table({"text": [DAMAGED, None]}), dump / "null.parquet")
    said = run(dump, "-o", tmp_path / "out", "--select", "ENC", code=1)
    found = report(tmp_path / "out")
    bad = {i["file"]: i["error"] for i in found["inputs"] if i["error"]}
    assert sorted(bad) == ["broken.parquet", "columns.csv", "cut.jsonl.gz", "mem.jsonl"]
    assert "damaged or cut off" in bad["cut.jsonl.gz"]
    assert "no sound Parquet" in bad["broken.parquet"]
    assert "--text-column" in bad["columns.csv"]
    assert all(str(tmp_path) not in error for error in bad.values())
    assert found["counts"]["files_with_errors"] == 4
    assert said.count("\n") < 15
    clean = tmp_path / "out" / "clean"
    rows = [
        json.loads(r) for r in gzip.decompress((clean / "cut.jsonl.gz").read_bytes()).splitlines()
    ]
    sound = [r["id"] for r in rows if r["error"] is None]
    assert sound == [str(n) for n in range(len(sound))]
    assert len(sound) > 2500
    assert (clean / "empty.csv").read_bytes() == b""
    assert (clean / "header.csv").read_bytes() == b"id,text,language,error\n"
    assert (clean / "binary.txt").read_bytes() == b"a\0b"
    assert (clean / "good.txt").read_text("utf-8") == MENDED
    table = pq.read_table(clean / "null.parquet")
    assert table["text"].to_pylist() == [MENDED, None]
    assert table["error"].to_pylist() == [None, "the text is missing (null)"]


def test_when_no_input_can_be_read_nothing_is_written(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    said = run(tmp_path / "a.csv", "-o", tmp_path / "out", code=2)
    assert "found: a, b" in said
    assert not (tmp_path / "out").exists()
    (tmp_path / "out").mkdir()
    said = run(tmp_path / "a.csv", "-o", tmp_path / "out", "--text-column", "c", code=2)
    assert "--text-column is one of a, b" in said
    run(tmp_path / "a.csv", "-o", tmp_path / "out", "--text-column", "b")


def test_input_files_are_never_written_to(tmp_path):
    for name in ("clean/a.txt", "a.txt", "run.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(DAMAGED, "utf-8")
    assert "run: choose" in refused(tmp_path, "-o", tmp_path)
    run(tmp_path, "-o", tmp_path / "out")
    run(tmp_path / "clean", "-o", tmp_path / "clean" / "clean")
    assert {(tmp_path / n).read_text("utf-8") for n in ("clean/a.txt", "a.txt")} == {DAMAGED}


# --- stages ----------------------------------------------------------------------------------


ARTICLE_SECONDS = 10
"""Time limit of an article: a busy machine needs seconds for what takes hundredths of one."""


@pytest.mark.slow
def test_an_article_that_fails_hangs_or_kills_comes_out_as_it_was(tmp_path):
    texts = [DAMAGED, "RAISE", DAMAGED, "HANG", "DIE", DAMAGED, "RAISE", "ONCE"]
    rows = [{"id": str(n), "text": f"{text} {DAMAGED}"} for n, text in enumerate(texts)]
    (tmp_path / "a.jsonl").write_bytes(jsonl(rows))
    outs = []
    for workers, size in ((1, 100), (2, 3)):
        outs.append(tmp_path / f"out{workers}")
        said = drive(
            *(tmp_path, "raises", "hangs", "dies", "dies_once"),
            code=1,
            inputs=[str(tmp_path / "a.jsonl")],
            out=str(outs[-1]),
            workers=workers,
            shard_size=size,
            time_limit=ARTICLE_SECONDS,
        )
        assert "4 articles with errors" in said
    found = lines(outs[0] / "clean" / "a.jsonl")
    assert [r["error"] for r in found] == [
        None,
        "ZeroDivisionError: some reason",
        None,
        f"time limit of {ARTICLE_SECONDS} s",
        "the program was stopped twice at this article (SIGKILL)",
        None,
        "ZeroDivisionError: some reason",
        None,
    ]
    for row, before in zip(found, rows, strict=True):
        expected = before["text"] if row["error"] else before["text"].replace(DAMAGED, MENDED)
        assert row["text"] == expected
    assert written(outs[0]) == written(outs[1])


@pytest.mark.slow
def test_an_article_of_fifty_megabytes(tmp_path):
    paragraph = f"{DAMAGED} {'Le conseil a voté le budget de la ville. ' * 20}\n\n"
    text = paragraph * (50_000_000 // len(paragraph.encode()) + 1)
    (tmp_path / "a.jsonl").write_bytes(jsonl([{"id": "1", "text": text}]))
    drive(
        tmp_path,
        inputs=[str(tmp_path / "a.jsonl")],
        out=str(tmp_path / "out"),
        workers=1,
        light=("encoding",),
    )
    (row,) = lines(tmp_path / "out" / "clean" / "a.jsonl")
    assert row["error"] is None
    assert row["text"] == text.replace(DAMAGED, MENDED)


@given(st.text(st.sampled_from("ab \n"), max_size=30), st.integers(1, 5))
def test_words_are_counted_as_split_does(text, step):
    assert word_count(text, step) == len(text.split())


# --- interruptions ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    path = tmp_path_factory.mktemp("dump") / "a.jsonl"
    path.write_bytes(jsonl(records(36)))
    return path


@pytest.fixture(scope="module")
def whole(dump, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    drive(folder, inputs=[str(dump)], out=str(folder / "out"), workers=2, patch=True)
    return written(folder / "out")


def resumed(tmp_path, dump, out, **given):
    """Resume a run; return what it wrote."""
    drive(tmp_path, inputs=[str(dump)], out=str(out), patch=True, resume=True, **given)
    assert not (out / ".work").exists()
    return written(out)


def begun(tmp_path, dump, **more):
    """Start a slow run; return its process when some shards are done, and its folder."""
    out = tmp_path / "out"
    process = subprocess.Popen(
        driver(
            *(tmp_path, "slow"),
            inputs=[str(dump)],
            out=str(out),
            workers=2,
            shard_size=3,
            patch=True,
            **more,
        ),
        stderr=subprocess.PIPE,
        env=environment(),
    )
    deadline = time.monotonic() + PATIENCE
    while len(list(out.glob(".work/parts/*/*.json"))) < 3:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process, out


def workers_of(process):
    """Return the ids of the worker processes of a run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == process.pid and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")


@pytest.mark.parametrize(
    ("sign", "code", "said"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")],
)
def test_interrupted_runs_tell_how_to_go_on(tmp_path, dump, whole, sign, code, said):
    process, out = begun(tmp_path, dump)
    process.send_signal(sign)
    message = process.communicate(timeout=PATIENCE)[1].decode()
    assert process.returncode == code
    told = f"rature: {said}: the same command with --resume goes on where this run stopped\n"
    assert message.endswith(told)
    assert "Traceback" not in message
    assert not (out / "run.json").exists()
    done = len(list(out.glob(".work/parts/*/*.json")))
    assert 3 <= done < 12
    options = ("-o", out, "--patch")
    assert "add --resume" in refused(dump, *options)
    assert "--shard-size 3" in refused(dump, *options, "--resume", "--shard-size", 4)
    assert "other configuration (patch)" in refused(dump, "-o", out, "--resume")
    assert resumed(tmp_path, dump, out) == whole


@needs_proc
def test_a_run_that_is_killed_goes_on_unless_its_input_changed(tmp_path, dump, whole):
    copy = tmp_path / "a.jsonl"
    shutil.copy2(dump, copy)
    process, out = begun(tmp_path, copy)
    options = (copy, "-o", out, "--patch", "--resume", "--workers", 1)
    crew = workers_of(process)
    assert crew
    process.send_signal(signal.SIGSTOP)  # or it may be done before the other one looks
    assert "another run is writing" in refused(*options)
    process.kill()
    process.communicate(timeout=PATIENCE)
    deadline = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{pid}").exists() for pid in crew):
        assert time.monotonic() < deadline, "workers outlive the run"
        time.sleep(0.05)
    os.utime(copy, ns=(1, 1))
    assert "changed since the run began" in refused(*options)
    shutil.copy2(dump, copy)
    assert resumed(tmp_path, copy, out, workers=1) == whole
    assert [r["id"] for r in lines(out / "clean" / "a.jsonl")] == [f"a{n}" for n in range(36)]


@needs_proc
def test_a_worker_that_is_killed_is_replaced(tmp_path, dump, whole):
    process, out = begun(tmp_path, dump)
    os.kill(workers_of(process)[0], signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert written(out) == whole


def test_a_run_that_is_killed_while_it_assembles_goes_on(tmp_path, dump, whole):
    process, out = begun(tmp_path, dump)
    while process.poll() is None and not (out / "clean").exists():
        time.sleep(0.001)
    process.kill()
    process.communicate(timeout=PATIENCE)
    assert resumed(tmp_path, dump, out) == whole


# --- disks -----------------------------------------------------------------------------------


def test_a_place_that_cannot_be_written(dump, tmp_path):
    for place in ("/sys/rature", tmp_path / "file" / "out"):
        (tmp_path / "file").write_text("")
        assert f"cannot write {place}" in refused(dump, "-o", place)


def test_a_full_disk_is_one_clear_error(tmp_path, dump, whole):
    """A small file system where one can be made, else a limit on the size of files."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)]
    try:
        mounted = subprocess.run(mount, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    out = disk / "out"
    try:
        options = {"patch": True, "shard_size": 5, "quiet": True}
        limited = ["sh", "-c", 'ulimit -f 40; exec "$@"', "sh"] if not mounted else []
        done = subprocess.run(
            [*limited, *driver(tmp_path, inputs=[str(dump)], out=str(out), **options)],
            capture_output=True,
            env=environment(),
        )
        said = done.stderr.decode().splitlines()
        assert done.returncode == 2
        assert "make room" in said[-1]
        assert "--resume" in said[-1]
        assert len(said) == 1, said
        assert not (out / "run.json").exists()
        if mounted:
            subprocess.run([*mount[:4], "remount,size=50m", *mount[5:]], check=True)
        assert resumed(tmp_path, dump, out) == whole
    finally:
        if mounted:
            subprocess.run(["umount", str(disk)], check=True)
