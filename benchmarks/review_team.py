"""Five reviewers on one server that is killed again and again: what is lost, doubled or shared.

python -m benchmarks.review_team                     20,000 decisions
python -m benchmarks.review_team --decisions 2000

Each reviewer asks for the next 50 articles, decides about all proposals in them, and asks again; a
request that got no answer is sent again under its own name, as the pages do. Meanwhile the server
is killed every few seconds and started anew. Exit code 1 when a decision was lost or doubled, or
two people were given the same first item.
"""

import argparse
import re
import sys
import tempfile
import threading
import time
from pathlib import Path
from secrets import token_hex
from statistics import median, quantiles

from benchmarks.review import write_run
from benchmarks.review_client import LOST, Reviewer, ReviewServer
from pipeline.review.importing import opened

NAMES = ("Anne", "Bob", "Carl", "Dora", "Emil")
KEY = re.compile(r'data-key="([0-9a-f]{32})" data-series')
LIVES = 8.0
"""Seconds between two kills."""


class Run:
    """What the reviewers share: the server of the moment, and what was confirmed."""

    def __init__(self, out: Path, wanted: int) -> None:
        self.out = out
        self.wanted = wanted
        self.server = ReviewServer(out, NAMES)
        self.port = int(self.server.host.rpartition(":")[2])
        self.up = threading.Event()
        self.up.set()
        self.lock = threading.Lock()
        self.confirmed: dict[str, tuple[str, str]] = {}
        self.first: dict[str, list[str]] = {name: [] for name in NAMES}
        self.times: list[float] = []
        self.errors: list[BaseException] = []

    def enough(self) -> bool:
        """Say whether there are as many decisions as wanted."""
        return len(self.confirmed) >= self.wanted

    def restart(self) -> None:
        """Kill the server and start another one at the same port."""
        self.up.clear()
        self.server.kill()
        self.server = ReviewServer(self.out, NAMES, self.port)
        self.up.set()


def review(run: Run, name: str) -> None:
    """Decide until there are enough decisions."""
    try:
        reviewer: Reviewer | None = None
        pending: list[tuple[str, str]] = []
        number = 0
        given = token_hex(16)
        while not run.enough():
            run.up.wait()
            try:
                reviewer = reviewer or Reviewer(run.server.addresses[name])
                if not pending:
                    keys = KEY.findall(reviewer.page(f"/doubt?whose={name}"))
                    if not keys:
                        link = reviewer.post("/assign", {"action": given})["link"]
                        given = token_hex(16)
                        if link is None:
                            return
                        continue
                    run.first[name].append(keys[0])
                    pending = [(token_hex(16), key) for key in dict.fromkeys(keys)]
                action, key = pending[-1]
                what = "accept" if number % 3 else "reject"
                begun = time.perf_counter()
                reviewer.post("/decide", {"action": action, "what": what, "key": key})
                took = time.perf_counter() - begun
            except LOST:
                reviewer = None
                time.sleep(0.05)
                continue
            with run.lock:
                run.confirmed[action] = name, key
                run.times.append(took)
            number += 1
            pending.pop()
    except BaseException as error:
        run.errors.append(error)
        raise


def main() -> int:
    """Print the figures; return 1 when something was lost, doubled or shared."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--decisions", type=int, default=20_000, help="default: 20,000")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        write_run(out, 2 * options.decisions + 2_000)
        run = Run(out, options.decisions)
        threads = [threading.Thread(target=review, args=(run, name)) for name in NAMES]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
        kills = 0
        while any(thread.is_alive() for thread in threads):
            time.sleep(LIVES)
            if any(thread.is_alive() for thread in threads) and not run.enough():
                run.restart()
                kills += 1
        seconds = time.perf_counter() - begun
        run.server.end()
        return tell(run, kills, seconds)


def tell(run: Run, kills: int, seconds: float) -> int:
    """Print what happened, and compare what was confirmed with what the database holds."""
    with opened(run.out) as store:
        rows = store.rows("SELECT action, key, who FROM decisions WHERE what <> 'undo'")
    kept = {(action, key): who for action, key, who in rows}
    lost = [a for a, (who, key) in run.confirmed.items() if kept.get((a, key)) != who]
    judges: dict[str, set[str]] = {}
    for (_, key), who in kept.items():
        judges.setdefault(key, set()).add(who)
    doubled = len(rows) - len({key for _, key in kept})
    shared = sum(len(people) > 1 for people in judges.values())
    first = [key for keys in run.first.values() for key in keys]
    same = len(first) - len(set(first))
    print(f"{len(run.confirmed):,} decisions by {len(NAMES)} people in {seconds:.0f} s")
    print(f"{kills} kills; {len(lost)} lost, {doubled} doubled, {shared} edits judged by two")
    print(f"{len(first)} first items, {same} of them shared; {len(run.errors)} errors")
    late = quantiles(run.times, n=20)[-1]
    print(f"a decision: {1000 * median(run.times):.1f} ms, 95 % within {1000 * late:.1f} ms")
    return int(bool(lost or doubled or shared or same or run.errors))


if __name__ == "__main__":
    sys.exit(main())
