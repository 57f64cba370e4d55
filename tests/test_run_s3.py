"""``rature run`` from and to a store of objects: a real server on this machine, real processes."""

import gzip
import importlib.util
import json
import signal
import socket
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from patience import PATIENCE
from test_run import DAMAGED, OPTIONS, command, environment, jsonl, records, written

pytestmark = [
    pytest.mark.slow,
    *(
        pytest.mark.skipif(not importlib.util.find_spec(name), reason=f"{name} is not installed")
        for name in ("s3fs", "moto", "flask")
    ),
]


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """Return the environment in which s3:// is a server of ours, with the bucket ``news``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path_factory.mktemp("s3") / "log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=log,
        stderr=log,
    )
    there = {
        **environment(),
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            assert server.poll() is None
            assert time.monotonic() < deadline
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        store(there, "system.mkdir('news')")
        yield there
    finally:
        server.kill()
        server.wait()
        log.close()


def store(there, code, *arguments):
    """Do something in the store, by a process of its own; return what it printed."""
    begin = "import s3fs, sys; system = s3fs.S3FileSystem()\n"
    done = subprocess.run(
        [sys.executable, "-c", begin + code, *map(str, arguments)],
        env=there,
        check=True,
        stdout=subprocess.PIPE,
    )
    return done.stdout.decode()


def put(there, local, remote):
    store(there, "system.put(sys.argv[1], sys.argv[2], recursive=True)", local, remote)


def names(there, remote):
    return store(there, "print(*system.find(sys.argv[1]), sep='\\n')", remote).split()


def got(there, remote, folder):
    store(there, "system.get(sys.argv[1], sys.argv[2], recursive=True)", f"{remote}/", folder)
    return written(folder)


def start(there, *arguments):
    return subprocess.Popen(command(*arguments), stderr=subprocess.PIPE, env=there)


def run(there, *arguments, code=0):
    process = start(there, *arguments)
    said = process.communicate(timeout=PATIENCE)[1].decode()
    assert process.returncode == code, said
    assert "Traceback" not in said
    return said


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dump")
    (folder / "a.jsonl").write_bytes(jsonl(records(20)))
    (folder / "sub").mkdir()
    (folder / "sub" / "b.jsonl.gz").write_bytes(gzip.compress(jsonl(records(4, 20))))
    pq.write_table(pa.Table.from_pylist(records(6, 24)), folder / "c.parquet", row_group_size=4)
    (folder / "d.txt").write_text(DAMAGED, "utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(there, dump, tmp_path_factory):
    """Put the dump into the store; return what a run on this machine writes."""
    put(there, f"{dump}/", "news/dump/")
    out = tmp_path_factory.mktemp("whole") / "out"
    run(there, dump, "-o", out, *OPTIONS)
    return written(out)


def test_a_store_holds_what_a_disk_holds(there, whole, tmp_path):
    out = "s3://news/whole"
    run(there, "s3://news/dump/", "-o", out, "--shard-size", 3, *OPTIONS)
    assert got(there, out, tmp_path / "got") == whole
    assert not any(".work" in name for name in names(there, out))
    assert "nothing is left" in run(there, "s3://news/dump/", "-o", out, "--resume", *OPTIONS)
    said = run(there, "s3://news/dump/", "-o", out, *OPTIONS, code=2)
    assert "holds a finished run" in said
    said = run(there, "s3://news/dump/a.jsonl", "-o", "s3://news/dump/sub", code=2)
    assert "is not empty" in said


def test_one_end_in_a_store(there, dump, whole, tmp_path):
    run(there, "s3://news/dump", "-o", tmp_path / "here", "--workers", 1, *OPTIONS)
    assert written(tmp_path / "here") == whole
    run(there, dump, "-o", "s3://news/there", *OPTIONS)
    assert got(there, "s3://news/there", tmp_path / "got") == whole
    run(there, "s3://news/dump/*.jsonl", "-o", tmp_path / "one")
    clean = (tmp_path / "one" / "clean" / "a.jsonl").read_bytes()
    assert [json.loads(line)["id"] for line in clean.splitlines()] == [f"a{n}" for n in range(20)]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_run_goes_on(there, whole, tmp_path, sign):
    out = f"s3://news/out{sign}"
    given = ("s3://news/dump", "-o", out, "--shard-size", 2, "--workers", 1, *OPTIONS)
    process = start(there, *given)
    deadline = time.monotonic() + PATIENCE
    while len([n for n in names(there, out) if n.endswith(".json") and "/parts/" in n]) < 2:
        assert process.poll() is None, process.communicate()[1].decode()
        assert time.monotonic() < deadline
    process.send_signal(sign)
    said = process.communicate(timeout=PATIENCE)[1].decode()
    if sign == signal.SIGINT:
        assert process.returncode == 130
        assert said.endswith("same command with --resume goes on where this run stopped\n")
    assert f"{out}/run.json".removeprefix("s3://") not in names(there, out)
    assert "add --resume" in run(there, *given, code=2)
    run(there, *given, "--resume")
    assert got(there, out, tmp_path / "got") == whole


def test_what_is_not_there_is_said_in_a_line(there, whole, tmp_path):
    for given, told in (
        (("s3://news/nothing.jsonl", "-o", tmp_path / "x"), "no such file: s3://news/nothing"),
        (("s3://nobody/a.jsonl", "-o", tmp_path / "x"), "no such file: s3://nobody/a.jsonl"),
        (("s3://news/dump/d.txt", "-o", "s3://nobody/out"), "cannot reach s3://nobody/out"),
        (("nope://news/a.jsonl", "-o", tmp_path / "x"), "nope://news/a.jsonl"),
    ):
        said = run(there, *given, code=2)
        assert told in said
        assert said.count("\n") == 1, said
    assert not (tmp_path / "x").exists()
    gone = {**there, "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}
    said = run(gone, "s3://news/dump/a.jsonl", "-o", tmp_path / "x", code=2)
    assert said.count("\n") == 1, said
    assert "s3://news/dump/a.jsonl" in said
