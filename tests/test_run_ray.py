"""``rature run --engine ray`` on two nodes: the same bytes, whatever happens to a node."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from patience import PATIENCE
from test_run import DAMAGED, command, environment, jsonl, lines, records, written
from test_run_faults import ARTICLE_SECONDS, DRIVER, LIGHT

from benchmarks.ray_cluster import Cluster

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not importlib.util.find_spec("ray"), reason="ray is not installed"),
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here"),
]

ENGINE = """
import json, sys
from faulty import *

if __name__ == "__main__":
    main()
"""


@pytest.fixture(scope="module")
def stages(tmp_path_factory):
    """Return a folder with the module ``faulty``, which nodes can import."""
    folder = tmp_path_factory.mktemp("stages")
    source = DRIVER.replace('if __name__ == "__main__":', "def main():")
    (folder / "faulty.py").write_text(source)
    (folder / "driver.py").write_text(ENGINE)
    return folder


@pytest.fixture(scope="module")
def cluster(stages):
    there = environment()
    there["PYTHONPATH"] += os.pathsep + str(stages)
    cluster = Cluster(there)
    try:
        cluster.start_head()
        cluster.start_second()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    path = tmp_path_factory.mktemp("dump") / "a.jsonl"
    path.write_bytes(jsonl(records(48)))
    return path


@pytest.fixture(scope="module")
def whole(dump, tmp_path_factory):
    """Return what the local engine writes."""
    out = tmp_path_factory.mktemp("whole") / "out"
    finish(subprocess.Popen(command(dump, "-o", out, "--workers", 1), **pipes(environment())))
    return written(out)


def pipes(there):
    return {"stderr": subprocess.PIPE, "env": there}


def finish(process, code=0):
    said = process.communicate(timeout=PATIENCE)[1].decode()
    assert process.returncode == code, said
    assert "Traceback" not in said
    return said


def run(cluster, *arguments, code=0):
    given = command(*arguments, "--engine", "ray", "--address", cluster.address)
    return finish(subprocess.Popen(given, **pipes(cluster.environment)), code)


def start(cluster, stages, *own, light=LIGHT, **given):
    """Start a run with stages that fail."""
    given = {"stages": own, "light": light, "engine": "ray", **given}
    if given["engine"] == "ray":
        given["address"] = cluster.address
    driver = [sys.executable, str(stages / "driver.py"), json.dumps(given)]
    return subprocess.Popen(driver, **pipes(cluster.environment))


def begun(process, out, least):
    """Wait until a run has finished ``least`` shards."""
    deadline = time.monotonic() + PATIENCE
    while len(list(out.glob(".work/parts/*/*.json"))) < least:
        assert process.poll() is None, process.communicate()[1].decode()
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(("workers", "size"), [(1, 7), (2, 5), (2, 30)])
def test_a_cluster_writes_what_one_process_writes(cluster, dump, whole, tmp_path, workers, size):
    out = tmp_path / "out"
    run(cluster, dump, "-o", out, "--workers", workers, "--shard-size", size)
    assert written(out) == whole
    assert "nothing is left" in run(cluster, dump, "-o", out, "--resume")


def test_articles_that_fail_hang_or_kill_come_out_as_on_one_machine(cluster, stages, tmp_path):
    texts = [DAMAGED, "RAISE", DAMAGED, "HANG", "DIE", DAMAGED, "RAISE", "ONCE"]
    rows = [{"id": str(n), "text": f"{text} {DAMAGED}"} for n, text in enumerate(texts)]
    (tmp_path / "a.jsonl").write_bytes(jsonl(rows))
    found = []
    for engine, size in (("local", 100), ("ray", 3)):
        (stages / "killed").unlink(missing_ok=True)
        given = {"inputs": [str(tmp_path / "a.jsonl")], "out": str(tmp_path / engine)}
        faults = ("raises", "hangs", "dies", "dies_once")
        limits = {"workers": 2, "shard_size": size, "time_limit": ARTICLE_SECONDS, "engine": engine}
        said = finish(start(cluster, stages, *faults, **given, **limits), code=1)
        assert "4 articles with errors" in said
        found.append(written(tmp_path / engine))
    assert found[0] == found[1]


def test_ctrl_c_says_how_to_go_on(cluster, stages, dump, tmp_path):
    whole = tmp_path / "whole"
    given = {"inputs": [str(dump)], "shard_size": 4, "workers": 2}
    finish(start(cluster, stages, engine="local", out=str(whole), **given))
    for sign, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        out = tmp_path / f"out{code}"
        process = start(cluster, stages, "slow", out=str(out), **given)
        begun(process, out, 2)
        process.send_signal(sign)
        said = finish(process, code)
        assert said.endswith("same command with --resume goes on where this run stopped\n")
        finish(start(cluster, stages, out=str(out), resume=True, **given))
        assert written(out) == written(whole)


def test_a_node_that_is_killed_is_done_without(cluster, stages, dump, tmp_path):
    outs = [tmp_path / "local", tmp_path / "ray"]
    given = {"inputs": [str(dump)], "shard_size": 2, "workers": 2, "patch": True}
    finish(start(cluster, stages, engine="local", out=str(outs[0]), **given))
    process = start(cluster, stages, "slow", out=str(outs[1]), **given)
    begun(process, outs[1], 4)
    cluster.kill(cluster.nodes[1])
    try:
        finish(process)
        assert written(outs[1]) == written(outs[0])
        assert [r["id"] for r in lines(outs[1] / "clean" / "a.jsonl")] == [
            f"a{n}" for n in range(48)
        ]
    finally:
        cluster.start_second()


def test_a_cluster_that_is_not_there(dump, tmp_path):
    for address in ("127.0.0.2:9", "nonsense"):
        given = command(dump, "-o", tmp_path / address[0], "--engine", "ray", "--address", address)
        said = finish(subprocess.Popen(given, **pipes(environment())), 2)
        assert f"no Ray cluster {address}" in said
        assert "ray start --head" in said


def test_nodes_that_do_not_fit_are_refused(tmp_path):
    from pipeline.batch import ray_engine
    from pipeline.batch.shards import Job
    from pipeline.errors import PipelineError
    from pipeline.pipeline import Pipeline
    from pipeline.result import versions

    job = Job(str(tmp_path), Pipeline())
    fit = {"node": "10.0.0.7", "versions": versions(), "sees": True}
    ray_engine._same(fit, job)
    with pytest.raises(PipelineError, match=r"10\.0\.0\.7 has another version of rature"):
        ray_engine._same({**fit, "versions": {**versions(), "rature": "0"}}, job)
    with pytest.raises(PipelineError, match=r"10\.0\.0\.7 does not see "):
        ray_engine._same({**fit, "sees": False}, job)
