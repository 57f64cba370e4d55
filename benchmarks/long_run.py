"""A long run, watched: whether its memory is flat, and its bytes are the same after kills.

python -m benchmarks.long_run                      100,000 short articles, two workers
python -m benchmarks.long_run --articles 2000 --kills 3
python -m benchmarks.long_run --ray                the same bytes on Ray, on two nodes

The articles are made by varying the seeds: each is one to three of their paragraphs, drawn in an
order that is the same each time, with a number of its own, so that no two are alike. While
`rature run` works, the memory of each of its processes is read every few seconds. With ``--kills``
the dump is cleaned once more, all processes are killed so many times on the way and the run is
resumed each time; its clean dump and ledger have to be those of the first run. Exit code 1 when
they are not, or when a worker took more than :data:`MOST` megabytes.
"""

import argparse
import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.service import paragraphs

MOST = 600
"""Megabytes: what a worker may take."""

PAUSE = 2.0
"""Seconds between two looks at the memory."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the dump, clean it, and print what was measured."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.long_run",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--articles", type=int, default=100_000, metavar="N")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    parser.add_argument("--kills", type=int, default=0, metavar="N")
    parser.add_argument("--context", default="off", choices=["off", "auto"])
    parser.add_argument("--ray", action="store_true", help="also on a Ray cluster of two nodes")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dump = folder / "dump.jsonl"
        words = write_dump(dump, chosen.articles)
        command = [sys.executable, "-m", "pipeline", "run", str(dump), "--quiet"]
        command += ["--context", chosen.context, "--workers", str(chosen.workers)]
        found: dict[str, Any] = {"articles": chosen.articles, "words": words}
        found |= {"workers": chosen.workers, "context": chosen.context, "cores": os.cpu_count()}
        found |= watched([*command, "-o", str(folder / "one")])
        digest = digest_of(folder / "one")
        same = True
        if chosen.kills:
            again = killed([*command, "-o", str(folder / "two")], found["seconds"], chosen.kills)
            found |= {"kills": again, "same_bytes": digest_of(folder / "two") == digest}
            same = found["same_bytes"]
        if chosen.ray:
            on_ray([*command, "-o", str(folder / "ray")])
            found["same_bytes_on_ray"] = digest_of(folder / "ray") == digest
            same = same and found["same_bytes_on_ray"]
    print(json.dumps(found, indent=2))
    return int(not same or found["most_megabytes"] > MOST)


def write_dump(path: Path, articles: int) -> int:
    """Write so many articles; return the number of their words."""
    chance = random.Random(28)
    texts = paragraphs()
    words = 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles):
            chosen = chance.sample(texts, chance.choice((1, 1, 1, 2, 3)))
            text = "\n".join((f"Dépêche n° {number} du service.", *chosen))
            words += len(text.split())
            row = {"id": f"a{number}", "text": text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return words


def watched(command: Sequence[str]) -> dict[str, Any]:
    """Run a command; return its seconds, and what memory its processes took on the way."""
    begun = time.monotonic()
    process = subprocess.Popen(command)
    looks: list[float] = []
    while process.poll() is None:
        looks.append(max(memory_of(process.pid), default=0.0))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PAUSE)
    if process.returncode:
        raise SystemExit(f"benchmarks.long_run: the run ended with {process.returncode}")
    tenths = [looks[len(looks) * n // 10 : len(looks) * (n + 1) // 10] for n in range(10)]
    return {
        "seconds": round(time.monotonic() - begun, 1),
        "most_megabytes": round(max(looks, default=0.0)),
        "megabytes_by_tenth": [round(max(tenth, default=0.0)) for tenth in tenths],
    }


def memory_of(pid: int) -> Iterator[float]:
    """Yield the megabytes that each process of a tree has in memory."""
    for one in tree(pid):
        with contextlib.suppress(OSError, IndexError, ValueError):
            pages = int(Path(f"/proc/{one}/statm").read_text().split()[1])
            yield pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def tree(pid: int) -> Iterator[int]:
    """Yield a process and those that it started."""
    yield pid
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from tree(int(child))


def killed(command: Sequence[str], seconds: float, kills: int) -> int:
    """Run a command, kill all its processes so many times and resume; return how often it was."""
    chance = random.Random(29)
    done = 0
    for number in range(kills + 1):
        process = subprocess.Popen([*command, *(["--resume"] if number else [])])
        if number < kills:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds * chance.uniform(0.5, 1.5) / (kills + 1))
        if number == kills or process.poll() is not None:
            process.wait()
            break
        for one in list(tree(process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        process.wait()
        done += 1
    if process.returncode:
        raise SystemExit(f"benchmarks.long_run: the resumed run ended with {process.returncode}")
    return done


def on_ray(command: Sequence[str]) -> None:
    """Run a command on a Ray cluster of two nodes on this machine."""
    from benchmarks.ray_cluster import Cluster

    cluster = Cluster(dict(os.environ))
    try:
        cluster.start_head()
        cluster.start_second()
        more = ["--engine", "ray", "--address", cluster.address]
        subprocess.run([*command, *more], check=True, env=dict(cluster.environment))
    finally:
        cluster.stop()


def digest_of(out: Path) -> str:
    """Return a digest of the clean dump and the ledger of a run."""
    digest = hashlib.sha256()
    for path in [*sorted((out / "clean").rglob("*")), out / "ledger.parquet"]:
        if path.is_file():
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
