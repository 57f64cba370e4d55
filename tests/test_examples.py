"""The examples, run as a reader would: every engine gives what ``clean_table`` gives."""

import importlib.util
import secrets
import shutil
import subprocess
import sys

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from test_run import ROOT, SEEDS, environment

import pipeline

pytestmark = pytest.mark.slow

NEEDS = {"ray": ("ray", "pandas"), "spark": ("pyspark",), "dask": ("dask",)}
NEEDS |= {"polars": ("polars",), "duckdb": ("duckdb",)}


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    texts = [path.read_text("utf-8") for path in SEEDS]
    rows = [
        {"id": f"a{n:03}", "n": n, "text": texts[n % len(texts)], "tags": ["x", str(n)]}
        for n in range(40)
    ]
    rows[7]["text"] = None
    path = tmp_path_factory.mktemp("dump") / "dump.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=15)
    return path


@pytest.fixture(scope="module")
def expected(dump):
    return pipeline.clean_table(pq.read_table(dump)).to_pylist()


@pytest.mark.parametrize("engine", NEEDS)
def test_every_engine_gives_the_same(engine, dump, expected, tmp_path):
    for package in NEEDS[engine]:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    if engine == "spark" and shutil.which("java") is None:
        pytest.skip("no Java here")
    there = {
        **environment(),
        "RAY_ADDRESS": "local",
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # Ray stays on the loopback address
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / f"with_{engine}.py"), str(dump), str(out)],
        capture_output=True,
        env=there,
        cwd=tmp_path,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()
    found = ds.dataset(out, format="parquet").to_table().sort_by("id").to_pylist()
    assert found == expected
    assert sum(len(row["edits"]) for row in found) > 100
    assert found[7]["error"]
