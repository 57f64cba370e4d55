"""How fast a review answers: import, first pages and decisions, over HTTP on this machine.

python -m benchmarks.review              100,000 edits
python -m benchmarks.review --edits 1000000

A run is written with made-up articles and edits (a few kinds of change are frequent, most are
rare), imported, and served by a real process. Each page is asked for as a browser does, with a
cookie; each decision is one request that is answered when it is on disk. Beside the time of the
clock stands how long the server used a processor, which is what counts where other programs are
busy. Exit code 1 when a page takes 300 ms the first time, or a decision 50 ms at the median.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from secrets import token_hex
from statistics import median, quantiles
from urllib.parse import urlsplit

from pipeline.batch import ledger
from pipeline.batch.ledger import LedgerRow
from pipeline.io import records

PAGE_LIMIT, DECISION_LIMIT = 0.300, 0.050

WORDS = (
    "le la les un une des de du en et à pour par sur dans que qui ministre guerre ville année "
    "président pays gouvernement monde accord projet après avant selon plus moins grande petite"
).split()

VIEWS = {
    "series": "/series",
    "series, all decisions": "/series?decision=all",
    "series, one rule": "/series?rule=LEAK002",
    "series, with a search": "/series?q=ministre",
    "lines of the largest series": "/series/0",
    "doubt": "/doubt",
    "doubt, from 0.5 to 0.6": "/doubt?low=0.5&high=0.6",
    "sample of edits made": "/sample?decision=auto",
    "audit": "/audit",
    "audit of one rule": "/audit?rule=LEAK002",
    "the largest series, split": "/series/0?by=left",
    "articles": "/articles",
    "articles that are not done": "/articles?finished=no",
    "final text": "/articles/17/final",
    "team": "/team",
    "flagged": "/doubt?decision=all&noted=flagged",
    "an article": "/articles/17",
    "rules": "/rules",
    "history": "/history",
}


def main() -> int:
    """Print the figures; return 1 when one is over its limit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--edits", type=int, default=100_000, help="default: 100,000")
    parser.add_argument("--requests", type=int, default=200, help="decisions; default: 200")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        articles = write_run(out, options.edits)
        return measure(out, options.edits, articles, options.requests)


def write_run(out: Path, edits: int) -> int:
    """Write a run with about that many edits, five in an article; return how many articles."""
    (out / "clean").mkdir(parents=True)
    chance = random.Random(8)
    with (out / "clean" / "dump.jsonl").open("wb") as dump:
        ledger.write(out / "ledger.parquet", _rows(dump, edits, chance))
    articles = -(-edits // 5)
    report = {
        "configuration": {"output_format": "", "dedup": ""},
        "inputs": [
            {"file": "dump.jsonl", "clean": "dump.jsonl", "format": "jsonl"}
            | {"text_column": "text", "id_column": "id", "rows": articles, "error": None}
        ],
        "counts": {"articles": articles, "edits": {}},
    }
    (out / "run.json").write_text(json.dumps(report), "utf-8")
    return articles


def _rows(dump: object, edits: int, chance: random.Random) -> Iterator[LedgerRow]:
    for row in range(-(-edits // 5)):
        words = chance.choices(WORDS, k=300)
        places = sorted(chance.sample(range(300), 5))
        start, found = 0, []
        for at, word in enumerate(words):
            if at in places:
                kind = min(
                    int(chance.paretovariate(0.6)), 20_000
                )  # few are frequent, most are rare
                after = word + "e"
                auto = chance.random() < 0.5
                words[at] = after if auto else f"{word}{kind}"
                found.append((start, f"{word}{kind}", after, kind, auto))
                word = f"{word}{kind}"
            start += len(word) + 1
        line = {"id": f"a{row}", "text": " ".join(words), "language": "fr", "error": None}
        dump.write(records.encode(records.dumps(line)))  # type: ignore[attr-defined]
        for place, before, after, kind, auto in found:
            yield LedgerRow(
                file="dump.jsonl",
                row=row,
                id=f"a{row}",
                start=place,
                end=place + len(before),
                before=before,
                after=after,
                rule=f"LEAK00{1 + kind % 4}",
                stage="leakage",
                confidence=round(chance.random(), 4),
                decision="auto" if auto else "review",
                group=None,
                candidates=((after, 0.6), ("autre", 0.2), ("tiers", 0.1)),
                reason="“front” is spelled like an English word that it can replace.",
            )


def measure(out: Path, edits: int, articles: int, requests: int) -> int:
    """Import, serve and ask; print what it took."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "pipeline", "review", str(out), "--name", "Anne"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout is not None
    address = urlsplit(server.stdout.readline().split()[0])
    print(f"{edits:,} edits in {articles:,} articles")
    size = (out / "review.sqlite").stat().st_size / 2**20
    print(f"{'import and start':34} {time.perf_counter() - start:8.1f} s   ({size:.0f} MB on disk)")
    try:
        over = _ask(address.netloc, address.query, requests, server.pid)
    finally:
        server.terminate()
        server.communicate()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'memory of the server, at most':34} {memory:8.0f} MB")
    return int(over)


def processor(pid: int) -> float:
    """Return the seconds that the threads of a process have used a processor."""
    found = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(path.read_text().split()[0]) for path in found) / 1e9


def _ask(host: str, query: str, requests: int, pid: int) -> bool:
    connection = HTTPConnection(host, timeout=60)
    connection.request("GET", f"/?{query}")
    answer = connection.getresponse()
    answer.read()
    cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
    headers = {"Cookie": cookie}

    def page(path: str) -> tuple[float, str]:
        start = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        assert answer.status == 200, body
        return time.perf_counter() - start, body

    over = False
    for name, path in VIEWS.items():
        begun = processor(pid)
        first, _ = page(path)
        used = processor(pid) - begun
        again = median(page(path)[0] for _ in range(9))
        used_again = (processor(pid) - begun - used) / 9
        over = over or first >= PAGE_LIMIT
        print(
            f"{name:34} {1000 * first:8.0f} ms  again {1000 * again:.0f} ms   "
            f"(processor {1000 * used:.0f} and {1000 * used_again:.0f} ms)"
        )
    _, body = page("/doubt")
    keys: list[str] = []
    while len(keys) < requests:
        keys += [part[:32] for part in body.split('data-key="')[1:]]
        following = body.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        body = page(following)[1]
    headers |= {"Content-Type": "application/json", "X-Rature": "1", "Origin": f"http://{host}"}

    def post(body: dict[str, object]) -> float:
        start = time.perf_counter()
        connection.request(
            "POST", "/decide", json.dumps({"action": token_hex(16), **body}), headers
        )
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, content
        return time.perf_counter() - start

    begun = processor(pid)
    times = [post({"what": "accept", "key": k}) for k in keys[:requests]]
    over = _tell("a decision", times, processor(pid) - begun) or over
    begun = processor(pid)
    times = [post({"what": "undo"}) for _ in range(min(50, requests))]
    over = _tell("an undo", times, processor(pid) - begun) or over
    took = post({"what": "accept", "series": 0})
    print(f"{'the largest series at once':34} {1000 * took:8.0f} ms")
    took = post({"what": "undo"})
    print(f"{'undo of that':34} {1000 * took:8.0f} ms")
    connection.close()
    return over


def _tell(name: str, times: list[float], used: float) -> bool:
    middle = median(times)
    last = quantiles(times, n=20)[-1]
    print(
        f"{name:34} {1000 * middle:8.1f} ms  95 % within {1000 * last:.1f} ms   "
        f"(processor {1000 * used / len(times):.1f} ms)"
    )
    return middle >= DECISION_LIMIT


if __name__ == "__main__":
    sys.exit(main())
