"""A long run, watched: whether its memory is flat, and its bytes are the same after kills.

python -m benchmarks.long_run                      100,000 short articles, two workers
python -m benchmarks.long_run --articles 2000 --kills 3
python -m benchmarks.long_run --ray                the same bytes on Ray, on two nodes
python -m benchmarks.long_run --folder kept --kills 3
                                                   keep dump and runs there, and go on with them

The articles are made by varying the development articles of all kinds, spun and sound (the seeds
where there are none): each is a stretch of one of them, :data:`WORDS` long, with other figures and
a number of its own, drawn in an order that is the same each time. While `rature run` works, the
memory of each of its processes is read every few seconds. With ``--kills`` the dump is cleaned
once more, all processes are killed so many times, each when some share of the articles is done
that was drawn before, and the run is resumed each time; its
clean dump and ledger have to be those of the first run. ``--ray`` does it again on a cluster of two
nodes of one CPU each, and watches their memory. Exit code 1 when bytes differ, or when a worker
took more than :data:`MOST` megabytes.
"""

import argparse
import contextlib
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.restoration import DEV, gold_rows
from benchmarks.service import paragraphs

SPUN = ("spin_news", "spin_machine_translated", "spin_unseen")
SOUND = ("clean_news", "clean_machine_translated")

SPUN_SHARE = 0.1
"""The share of articles that are taken from spun ones."""

WORDS = 60, 100
"""How many words a stretch of an article has, but where the article ends before."""

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
    parser.add_argument(
        "--folder", metavar="F", help="keep dump and runs; a first run that is there is not redone"
    )
    chosen = parser.parse_args(arguments)
    kept = contextlib.nullcontext(chosen.folder) if chosen.folder else None
    with kept or tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.mkdir(exist_ok=True)
        dump = folder / "dump.jsonl"
        if not dump.exists():
            write_dump(dump, chosen.articles)
        words = sum(len(json.loads(line)["text"].split()) for line in dump.open("rb"))
        command = [sys.executable, "-m", "pipeline", "run", str(dump), "--quiet"]
        command += ["--context", chosen.context, "--workers", str(chosen.workers)]
        found: dict[str, Any] = {"articles": chosen.articles, "words": words}
        found |= {"workers": chosen.workers, "context": chosen.context, "cores": os.cpu_count()}
        if not (folder / "one" / "run.json").exists():
            found |= watched([*command, "-o", str(folder / "one")])
        digest = digest_of(folder / "one")
        print(json.dumps(found), file=sys.stderr, flush=True)
        same = True
        if chosen.kills:
            again = killed(command, folder / "two", chosen.articles, chosen.kills)
            found |= {"kills": again, "same_bytes": digest_of(folder / "two") == digest}
            same = found["same_bytes"]
            print(json.dumps(found), file=sys.stderr, flush=True)
        if chosen.ray:
            found |= on_ray([*command, "-o", str(folder / "ray")])
            found["same_bytes_on_ray"] = digest_of(folder / "ray") == digest
            same = same and found["same_bytes_on_ray"]
    print(json.dumps(found, indent=2))
    most = max(found.get("most_megabytes", 0), found.get("ray_most_megabytes", 0))
    return int(not same or most > MOST)


def write_dump(path: Path, articles: int) -> None:
    """Write so many articles."""
    chance = random.Random(28)
    sound, spun = (texts_of(SOUND), texts_of(SPUN)) if DEV.is_dir() else ((paragraphs(),) * 2)
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles):
            text = stretch(chance.choice(spun if chance.random() < SPUN_SHARE else sound), chance)
            text = f"Dépêche n° {number} du service.\n{text}"
            row = {"id": f"a{number}", "text": text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def texts_of(names: Sequence[str]) -> list[str]:
    """Return the development articles of these kinds, damaged where they are."""
    return [row["source"] for name in names for row in gold_rows(name)]


def stretch(text: str, chance: random.Random) -> str:
    """Return some sentences of a text, with other figures."""
    words = re.findall(r"\S+\s*", text)
    begins = [0] + [n + 1 for n, word in enumerate(words[:-1]) if word.rstrip().endswith(".")]
    begin = chance.choice(begins)
    wanted = begin + chance.randint(*WORDS)
    end = next((n for n in [*begins[1:], len(words)] if n >= wanted), len(words))
    taken = "".join(words[begin : min(end, begin + 2 * WORDS[1])]).strip()
    return re.sub(r"\d", lambda digit: str(chance.randint(1, 9)), taken)


def watched(
    command: Sequence[str],
    nodes: Sequence[int] = (),
    environment: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Run a command; return its seconds, and what memory its processes took on the way.

    ``nodes`` are the processes of a cluster whose workers are looked at too.
    """
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment)
    looks: list[float] = []
    while process.poll() is None:
        seen = [memory for pid in (process.pid, *nodes) for memory in memory_of(pid)]
        looks.append(max(seen, default=0.0))
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


def killed(command: Sequence[str], out: Path, articles: int, kills: int) -> int:
    """Run a command, kill all its processes so many times and resume; return how often it was."""
    chance = random.Random(29)
    done = 0
    for share in (*sorted(chance.uniform(0.05, 0.95) for _ in range(kills)), None):
        more = ["--resume"] if done else []
        process = subprocess.Popen([*command, "-o", str(out), *more])
        while share is not None and process.poll() is None and share_of(out, articles) < share:
            time.sleep(PAUSE / 10)
        if share is None or process.poll() is not None:
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


def share_of(out: Path, articles: int) -> float:
    """Return the share of the articles whose parts a run has written."""
    try:
        rows = json.loads((out / ".work" / "plan.json").read_bytes())["shard_size"]
    except (OSError, ValueError):
        return 0.0
    parts = sum(1 for _ in (out / ".work" / "parts").glob("*/*.json"))
    return float(parts * rows / articles)


def on_ray(command: Sequence[str]) -> dict[str, Any]:
    """Run a command on a Ray cluster of two nodes on this machine; return what was measured."""
    from benchmarks.ray_cluster import Cluster

    cluster = Cluster(dict(os.environ))
    try:
        cluster.start_head()
        cluster.start_second()
        more = ["--engine", "ray", "--address", cluster.address]
        nodes = [node.pid for node in cluster.nodes]
        found = watched([*command, *more], nodes, cluster.environment)
    finally:
        cluster.stop()
    return {f"ray_{name}": value for name, value in found.items()}


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
