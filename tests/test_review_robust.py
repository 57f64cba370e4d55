"""The review and ``rature apply``: forged runs, bad disks, connections that wait."""

import json
import socket
import sqlite3
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from patience import PATIENCE
from review_runs import edit, made_run, rature, served

from benchmarks import faults
from pipeline.errors import InputError
from pipeline.review.applying import write
from pipeline.review.database import trouble
from pipeline.review.importing import opened
from pipeline.review.model import ACCEPT
from pipeline.review.run import FinishedRun

SOURCE = "Il risque 15 ans de jail."


@pytest.fixture
def out(tmp_path):
    return made_run(tmp_path / "out", [("a", SOURCE, [edit(SOURCE, "jail", "prison")])])


def change(out, **values):
    """Change the entry of the first file in run.json."""
    path = out / "run.json"
    report = json.loads(path.read_bytes())
    report["inputs"][0].update(values)
    path.write_text(json.dumps(report))


@pytest.mark.parametrize(
    "name", ["../../outside.jsonl", "../outside.jsonl", "a/../../../outside.jsonl", "/{}", "link"]
)
def test_a_forged_run_writes_nothing_outside(out, tmp_path, name):
    (tmp_path / "outside.jsonl").write_bytes((out / "clean" / "dump.jsonl").read_bytes())
    (out / "clean" / "link").symlink_to(tmp_path / "outside.jsonl")
    change(out, clean=name.format(tmp_path / "outside.jsonl"))
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    with pytest.raises(InputError, match="outside of the run"):
        write(out)
    assert "outside of the run" in rature("apply", out, code=2)[1]
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"[]", b"1", b"{}", b"\xff", b'{"configuration":[],"inputs":[]}', b"[" * 50_000),
        b'{"configuration":{"output_format":7,"dedup":""},"inputs":[],"counts":{}}',
        b'{"configuration":{"output_format":"","dedup":""},"inputs":[1],"counts":{}}',
    ],
)
def test_an_odd_report_is_said_in_one_line(out, content):
    (out / "run.json").write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        _ = FinishedRun(out).report


def test_an_odd_format_is_said(out):
    change(out, format="odd")
    with pytest.raises(InputError, match="damaged"):
        write(out)


@pytest.mark.parametrize("content", [b"", b"no database" * 100])
def test_a_damaged_database_is_never_thrown_away(out, content):
    opened(out).close()
    raw = (out / "review.sqlite").read_bytes()
    damaged = raw[:100] + b"\xff" * 3000 + raw[3100:]
    (out / "review.sqlite").write_bytes(content or damaged)
    for more in ([], ["--export", "-"]):
        said = rature("apply" if not more else "review", out, *more, code=2)[1]
        assert "copy it" in said
        assert "internal error" not in said
        assert said.count("\n") == 1


def test_each_trouble_has_a_cure_that_loses_nothing(tmp_path):
    for code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR_WRITE):
        error = sqlite3.OperationalError("some")
        error.sqlite_errorcode = code
        said = str(trouble(tmp_path, error))
        assert "away" not in said
        assert "copy it" not in said


def test_a_full_disk_is_said_and_decisions_stay(out):
    with opened(out) as store:
        (key,) = store.connection.execute("SELECT key FROM edits").fetchone()
        store.decide("a" * 16, "Anne", ACCEPT, key)
        store.connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError) as raised:
            for n in range(2000):
                store.decide(f"decide-{n:016}", "Anne" * 100, ACCEPT, key, None)
                store.undo(f"undo-{n:016}", "Anne" * 100, None)
        assert "make room" in str(trouble(store.path, raised.value))
    with opened(out) as store:
        assert store.history(None, 1 << 20)[-1].n == 1


def connected(address):
    host = urlsplit(address)
    return socket.create_connection((host.hostname, host.port), 20)


def test_half_open_requests_do_not_block_the_review(out):
    with served(out) as review:
        address = review.addresses[0]
        held = []
        for _ in range(1_100):
            one = connected(address)
            one.sendall(b"GET / HTTP/1.1\r\nHost: a")
            held.append(one)
        host = urlsplit(address)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with connected(address) as asking:
                    request = (
                        f"GET {host.path}?{host.query} HTTP/1.1\r\nHost: {host.netloc}\r\n\r\n"
                    )
                    asking.sendall(request.encode())
                    if asking.recv(12) == b"HTTP/1.1 303":
                        break
            except OSError:
                pass
            assert time.monotonic() < deadline
        for one in held:
            one.close()


def test_a_surrogate_is_no_key(out):
    with served(out) as review:
        body = {"key": "\ud800", "action": "a", "what": ACCEPT}
        status, _, _ = review.client().ask("POST", "/decide", body)
        assert status == 400


def _ended_process():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.skipif(sys.platform == "win32", reason="what is left stays there")
def test_apply_removes_what_a_killed_one_left(out):
    write(out)
    whole = {p.name for p in out.iterdir()}
    for suffix in ("part", "old"):
        (out / f".reviewed.{_ended_process()}.{suffix}" / "clean").mkdir(parents=True)
    for name in (".reviewed.1.part", ".other.1.part", ".reviewed.x.part"):  # others' and running
        (out / name).mkdir()
    kept = {".reviewed.1.part", ".other.1.part", ".reviewed.x.part"}
    write(out)
    assert {p.name for p in out.iterdir()} == whole | kept


@pytest.mark.skipif(sys.platform == "win32", reason="what is left stays there")
def test_an_earlier_result_that_was_put_away_comes_back(out):
    write(out)
    before = (out / "reviewed" / "run.json").read_bytes()
    (out / "reviewed").rename(out / f".reviewed.{_ended_process()}.old")
    (out / "clean" / "dump.jsonl").unlink()
    with pytest.raises(InputError):
        write(out)
    assert (out / "reviewed" / "run.json").read_bytes() == before


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
@pytest.mark.parametrize("of", ["review", "apply"])
def test_a_review_that_is_killed_and_done_again_gives_the_same(of, capsys):
    code = faults.main([of, "--trials", "3", "--seed", "100"])
    assert code == 0, capsys.readouterr().out
