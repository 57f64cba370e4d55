"""Determinism: one dump through every engine, cut in three ways, must come out the same.

    python -m benchmarks.determinism --articles 20000

The dump is made of the development articles, spun and clean, repeated with other ids (they are
looked for in ``../shared/dev``). Ray runs on two nodes that are started here. Exits with 1 when two
configurations differ.
"""

import argparse
import hashlib
import importlib.util
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.ray_cluster import Cluster

ROOT = Path(__file__).parents[1]
DEV = ROOT.parent / "shared" / "dev"
FILES = ("clean_news", "spin_news", "clean_machine_translated", "spin_machine_translated")

CONFIGURATIONS = (
    ("local", 1, 256),
    ("local", 2, 64),
    ("local", 2, 1000),
    ("ray", 2, 256),
    ("ray", 2, 64),
    ("ray", 2, 1000),
)
"""Engine, workers, shard size."""


def articles() -> Iterator[str]:
    """Yield the development articles, turning from file to file."""
    columns = [
        [json.loads(line) for line in (DEV / f"{name}.jsonl").read_text("utf-8").splitlines()]
        for name in FILES
    ]
    for row in itertools.chain.from_iterable(itertools.zip_longest(*columns)):
        if row is not None:
            yield row.get("source") or row["text"]


def write_dump(path: Path, count: int) -> None:
    texts = list(articles())
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            row = {"id": f"{number:06}", "text": texts[number % len(texts)]}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def digests(out: Path) -> dict[str, str]:
    """Return the hash of each file that a run wrote, of the report without its timing."""
    found = {}
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        content = path.read_bytes()
        if path.name == "run.json":
            report = json.loads(content)
            report.pop("timing")
            content = json.dumps(report, ensure_ascii=False).encode()
        found[str(path.relative_to(out))] = hashlib.sha256(content).hexdigest()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=20_000, metavar="N")
    options = parser.parse_args()
    if not DEV.is_dir():
        print(f"the development articles are not in {DEV}")
        return 2
    chosen: Sequence[tuple[str, int, int]] = CONFIGURATIONS
    if importlib.util.find_spec("ray") is None:
        print("ray is not installed: only the local engine is compared")
        chosen = [one for one in CONFIGURATIONS if one[0] == "local"]
    cluster = None
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_dump(folder / "dump.jsonl", options.articles)
        try:
            for engine, workers, size in chosen:
                more: list[str] = []
                if engine == "ray":
                    if cluster is None:
                        cluster = Cluster(environment)
                        cluster.start_head()
                        cluster.start_second()
                    environment = cluster.environment
                    more = ["--address", cluster.address]
                out = folder / f"{engine}-{workers}-{size}"
                command = [
                    *(sys.executable, "-m", "pipeline", "run", str(folder / "dump.jsonl")),
                    *("-o", str(out), "--quiet", "--engine", engine, *more),
                    *("--workers", str(workers), "--shard-size", str(size)),
                ]
                subprocess.run(command, env=environment, check=True)
                report = json.loads((out / "run.json").read_text("utf-8"))
                counts, timing = report["counts"], report["timing"]
                print(
                    f"{engine}, workers {workers}, shard size {size}: {counts['articles']:,} "
                    f"articles, {counts['words']:,} words, {timing['seconds']:.0f} s, "
                    f"{timing['words_per_second']:,.0f} words/s"
                )
                found.append(digests(out))
                for file, digest in found[-1].items():
                    print(f"  {digest}  {file}", flush=True)
        finally:
            if cluster is not None:
                cluster.stop()
    same = all(one == found[0] for one in found)
    print("all the same" if same else "NOT THE SAME")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
