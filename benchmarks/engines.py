"""What Ray, Spark and Dask take besides the cleaning: processor time of a start, and of an article.

python -m benchmarks.engines                  600 articles, and 100
python -m benchmarks.engines --articles 2000 --engines run,ray

The scripts in ``examples/`` and `rature run` clean the same dump twice, a small part and all of
it, so that what a start takes is told from what an article takes. Counted is the time of the
processors in all processes, which a busy machine changes less than the time of the clock. From both
it is reckoned what ten million articles would take. Engines that are not installed are left out.
"""

import argparse
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.long_run import tree, write_dump

ROOT = Path(__file__).parents[1]
ENGINES = {"run": (), "ray": ("ray", "pandas"), "spark": ("pyspark",), "dask": ("dask",)}
"""The engines, and what each needs."""

TEN_MILLION = 10_000_000
PAUSE = 0.2
ROW_GROUP = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.engines",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--articles", type=int, default=600, metavar="N")
    parser.add_argument("--engines", default=",".join(ENGINES), metavar="A,B")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_dump(folder / "dump.jsonl", chosen.articles)
        rows = [json.loads(line) for line in (folder / "dump.jsonl").open(encoding="utf-8")]
        sizes = (chosen.articles // 6, chosen.articles)
        for size in sizes:
            table = pa.Table.from_pylist(rows[:size])
            pq.write_table(table, folder / f"{size}.parquet", row_group_size=ROW_GROUP)
        for engine in chosen.engines.split(","):
            if all(importlib.util.find_spec(package) for package in ENGINES[engine]):
                tell(engine, sizes, [seconds(engine, folder, size) for size in sizes])
    return 0


def tell(engine: str, sizes: Sequence[int], took: Sequence[float]) -> None:
    """Print what a start and an article take, and what ten million articles would."""
    each = (took[1] - took[0]) / (sizes[1] - sizes[0])
    start = max(0.0, took[0] - each * sizes[0])
    hours = (start + each * TEN_MILLION) / 3600
    print(
        f"{engine:6} {start:6.1f} s a start, {1000 * each:6.1f} ms an article, "
        f"{hours:6.1f} core-hours for ten million",
        flush=True,
    )


def seconds(engine: str, folder: Path, size: int) -> float:
    """Return the processor time of cleaning so many articles, that of all processes together."""
    source, target = folder / f"{size}.parquet", folder / f"{engine}{size}"
    command = [sys.executable, str(ROOT / "examples" / f"with_{engine}.py"), str(source)]
    command += [str(target)]
    if engine == "run":
        command = [sys.executable, "-m", "pipeline", "run", str(source), "-o", str(target)]
        command += ["--quiet", "--workers", "2"]
    process = subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL)
    spent: dict[int, float] = {}
    while process.poll() is None:
        for pid in tree(process.pid):
            spent[pid] = max(spent.get(pid, 0.0), of_process(pid))
        time.sleep(PAUSE)
    if process.returncode:
        raise SystemExit(f"benchmarks.engines: {engine} ended with {process.returncode}")
    shutil.rmtree(target, ignore_errors=True)
    return sum(spent.values())


def of_process(pid: int) -> float:
    """Return the seconds that a process has used a processor, 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def environment() -> Mapping[str, str]:
    """Return the environment of an engine that listens on this machine alone."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "RAY_ADDRESS": "local",
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_USAGE_STATS_ENABLED": "0",
        "SPARK_LOCAL_IP": "127.0.0.1",
    }


if __name__ == "__main__":
    sys.exit(main())
