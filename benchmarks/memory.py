"""How much memory a run takes, whatever comes in: ``python -m benchmarks.memory [NAME…]``.

Each bait is written to a temporary folder and cleaned by ``rature run`` with one worker. Prints the
size of the file, the seconds, the exit code, and the peak memory of the largest process of the run,
with what it maps of the dictionaries. All rules run with ``--all-rules``; by default only those
about encoding do, because the long articles take many minutes.

Exit code 1 when a bait takes more than :data:`MOST` megabytes.
"""

import argparse
import gzip
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

MOST = 700
"""Megabytes: what the largest process of a run may take."""

PROSE = "Le conseil a vot&eacute; le budget de la ville, et le maire s'en réjouit. " * 6
SOUND = json.dumps({"id": "a", "text": PROSE}, ensure_ascii=False).encode() + b"\n"
MEGABYTE = 1 << 20

Content = Iterator[bytes]


def normal() -> Content:
    """Yield a dump of 3,000 articles."""
    for _ in range(3000):
        yield SOUND


def article() -> Content:
    """Yield an article of 50 MB."""
    yield b'{"id":"a","text":"'
    paragraph = f"{PROSE}\\n\\n".encode()
    for _ in range(50 * MEGABYTE // len(paragraph)):
        yield paragraph
    yield b'"}\n' + SOUND


def line() -> Content:
    """Yield a line of 300 MB between two sound ones."""
    yield SOUND + b'{"id":"a","text":"'
    for _ in range(300):
        yield b"mot " * (MEGABYTE // 4)
    yield b'"}\n' + SOUND


def nul() -> Content:
    """Yield 1 GB of NUL after a sound line."""
    yield b'{"text":"mot"}\n'
    for _ in range(1024):
        yield bytes(MEGABYTE)


def csv_nul() -> Content:
    """Yield 1 GB of NUL after a row of CSV."""
    yield b"id,text\n1,mot\n"
    for _ in range(1024):
        yield bytes(MEGABYTE)


def commas() -> Content:
    """Yield a line of 60 MB of commas in CSV."""
    yield b"id,text\n1,mot\n"
    for _ in range(60):
        yield b"," * MEGABYTE
    yield b"\n2,mot\n"


def quote() -> Content:
    """Yield 300 MB of CSV behind a quote that is never closed."""
    yield b'id,text\n1,mot\n2,"mot\n'
    for number in range(300):
        yield b"mot " * (MEGABYTE // 4) + f"\n{number},mot\n".encode()


def columns() -> Content:
    """Yield CSV with 100,000 columns."""
    yield b"text," + b",".join(f"c{n}".encode() for n in range(100_000)) + b"\n"
    for _ in range(30):
        yield b"mot," + b"x," * 99_999 + b"x\n"


def fields() -> Content:
    """Yield JSON objects with 100,000 fields."""
    values = b",".join(f'"c{n}":{n}'.encode() for n in range(100_000))
    for _ in range(30):
        yield b'{"id":"a","text":"mot",' + values + b"}\n"


def nested() -> Content:
    """Yield JSON, and texts, of 100,000 brackets within one another."""
    deep = 100_000
    yield b'{"text":"mot","a":' + b"[" * deep + b"]" * deep + b"}\n"
    yield b"[" * deep + b"\n" + SOUND
    for left, right in (("{a|", "}"), ("[", "]"), ("<div>", "</div>"), ("« ", " »")):
        text = f"{PROSE}{left * deep}mot{right * deep}{PROSE}"
        yield json.dumps({"text": text}, ensure_ascii=False).encode() + b"\n"


def lists() -> Content:
    """Yield a line of 40 MB of empty lists."""
    yield SOUND + b'{"text":"mot","a":[' + b"[]," * (40 * MEGABYTE // 3) + b"[]]}\n"


BAITS: dict[str, tuple[str, Callable[[], Content]]] = {
    "normal dump": ("a.jsonl", normal),
    "article of 50 MB": ("a.jsonl", article),
    "line of 300 MB": ("a.jsonl", line),
    "1 GB of packed NUL": ("a.jsonl.gz", nul),
    "1 GB of packed NUL, CSV": ("a.csv.gz", csv_nul),
    "1 GB of packed NUL, text": ("a.txt.gz", nul),
    "60 MB of commas": ("a.csv", commas),
    "300 MB in a quote": ("a.csv", quote),
    "100,000 columns": ("a.csv", columns),
    "100,000 fields": ("a.jsonl", fields),
    "100,000 brackets": ("a.jsonl", nested),
    "14 million lists": ("a.jsonl", lists),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.memory",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BAITS)}")
    parser.add_argument("--all-rules", action="store_true", help="not only those about encoding")
    options = parser.parse_args(arguments)
    rules = [] if options.all_rules else ["--select", "ENC"]
    print(f"{'bait':26}{'on disk':>12}{'seconds':>9}{'exit':>6}{'peak MB':>9}")
    worst = 0.0
    for name in options.names or BAITS:
        size, seconds, code, peak = measured(*BAITS[name], rules)
        worst = max(worst, peak)
        print(f"{name:26}{size:12,}{seconds:9.1f}{code:6}{peak:9.0f}", flush=True)
    return worst > MOST


def measured(
    name: str, content: Callable[[], Content], rules: Sequence[str]
) -> tuple[int, float, int, float]:
    """Return the bytes of a bait, the seconds, the exit code, and the peak in megabytes."""
    with tempfile.TemporaryDirectory(prefix="rature-memory-") as folder:
        path = Path(folder, name)
        with gzip.open(path, "wb", 1) if name.endswith(".gz") else path.open("wb") as file:
            for block in content():
                file.write(block)
        command = [sys.executable, "-m", "pipeline", "run", str(path), "-o", f"{folder}/out"]
        command += ["--workers", "1", "--quiet", "--context", "off", *rules]
        begun = time.monotonic()
        pid = os.posix_spawn(
            sys.executable,
            command,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 2, f"{folder}/said", os.O_RDWR | os.O_CREAT, 0o600)
            ],
        )
        _, status, used = os.wait4(pid, 0)
        seconds = time.monotonic() - begun
        peak = peak_of(used)
        return path.stat().st_size, seconds, os.waitstatus_to_exitcode(status), peak


def peak_of(used: resource.struct_rusage) -> float:
    """Return the megabytes of the largest process among one and those it waited for."""
    return used.ru_maxrss / (1024 if sys.platform != "darwin" else MEGABYTE)


if __name__ == "__main__":
    sys.exit(main())
