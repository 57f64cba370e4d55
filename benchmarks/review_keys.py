"""A whole review by keys alone, judged by gold: key presses a decision, and seconds.

python -m benchmarks.review_keys GOLD.jsonl [--articles 200] [--context off]

Rows of GOLD have « source », « text » and « edits », as for `rature eval`. Their sources are
cleaned and reviewed in Chromium by a script that sees what a person sees: a series is decided at
once when all of its lines are on the card and are right, or wrong, alike; the rest one by one.
Typed letters are counted apart. Exit code 1 when a decision takes more than 1.05 key presses, or
something was decided that was not on the screen. Needs Chromium and playwright.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.review_client import ReviewServer
from pipeline.io import records
from pipeline.review.importing import opened
from pipeline.review.model import Filter, ReviewedEdit

MOST_PRESSES = 1.05

SEEN = """() => {
  const item = document.querySelector(".item.current");
  if (!item) return null;
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight && box.width > 0;
  };
  return {
    id: item.id, key: item.dataset.key || "", series: item.dataset.series || "",
    state: item.dataset.state, last: !item.closest("li").nextElementSibling,
    lines: [...item.querySelectorAll(".line")].filter(seen).length,
    next: document.getElementById("next") !== null,
  };
}"""

SENT = "JSON.parse(localStorage['rature.pending'] || '[]').length === 0"


class Verdict:
    """What gold says of each proposal: the key to press, or what to write."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], lines: Sequence[ReviewedEdit]) -> None:
        self.by_key = {line.key: _verdict(rows[line.row], line) for line in lines}
        self.series: dict[int, list[str]] = {}
        for line in lines:
            self.series.setdefault(line.series, []).append(line.key)

    def of_series(self, series: int) -> str:
        """Return the key that all lines of a series want, "" when they differ."""
        found = {self.by_key[key] for key in self.series[series]}
        return found.pop() if len(found) == 1 else ""


def _verdict(row: Mapping[str, Any], line: ReviewedEdit) -> str:
    """Return ``a``, ``r`` or the digit of a candidate; ``e`` and the text when none is right."""
    source = row["source"]
    near = [g for g in row["edits"] if g["start"] < line.stop and line.start < g["end"]]
    start = min([line.start, *(g["start"] for g in near)])
    stop = max([line.stop, *(g["end"] for g in near)])
    wanted = source[start:stop]
    for gold in sorted(near, key=lambda g: -g["start"]):
        a, b = gold["start"] - start, gold["end"] - start
        wanted = wanted[:a] + gold["after"] + wanted[b:]
    head, tail = source[start : line.start], source[line.stop : stop]
    if head + line.after + tail == wanted:
        return "a"
    if not near or not wanted.startswith(head) or not wanted.endswith(tail):
        return "r"
    for number, (text, _) in enumerate(line.candidates[:9], 1):
        if head + text + tail == wanted:
            return str(number)
    return f"e{wanted[len(head) : len(wanted) - len(tail)]}"


class Hands:
    """The keys of a reviewer, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses: Counter[str] = Counter()
        self.typed = 0
        self.unseen = 0

    def press(self, key: str) -> None:
        """Press a key."""
        self.presses[key] += 1
        self.page.keyboard.press(key)

    def look(self) -> dict[str, Any] | None:
        """Return what is chosen on the screen."""
        found: dict[str, Any] | None = self.page.evaluate(SEEN)
        return found

    def onward(self) -> bool:
        """Go to the page that follows, if there is one."""
        here = self.page.url
        if self.page.locator("#next").count() == 0:
            return False
        self.press("j")  # behind the last one
        self.page.wait_for_url(lambda url: url != here)
        return True

    def settle(self) -> None:
        """Wait until every decision is on disk."""
        while not self.page.evaluate(SENT):
            self.page.wait_for_timeout(20)


def review(hands: Hands, base: str, gold: Verdict) -> None:
    """Decide about series whose lines are all on their cards, then about each edit left."""
    hands.page.goto(f"{base}/series")
    while True:
        _series_on_page(hands, gold)
        hands.settle()
        if not hands.onward():
            break
    hands.page.goto(f"{base}/doubt")
    while (seen := hands.look()) is not None:
        _edits_on_page(hands, gold, seen)
        hands.settle()
        if not hands.onward():
            break


def _series_on_page(hands: Hands, gold: Verdict) -> None:
    done: set[str] = set()
    while (seen := hands.look()) is not None and seen["id"] not in done:
        done.add(seen["id"])
        series = int(seen["series"])
        verdict = gold.of_series(series) if seen["state"] == "open" else ""
        if seen["lines"] < len(gold.series[series]):
            verdict = ""
        if verdict in ("a", "r"):
            hands.press("Shift+A" if verdict == "a" else "Shift+R")
        elif verdict[:1].isdigit():
            hands.press(verdict)
        elif not seen["last"]:
            hands.press("j")
        if seen["last"]:
            return


def _edits_on_page(hands: Hands, gold: Verdict, seen: dict[str, Any]) -> None:
    while True:
        if seen["state"] == "open":
            hands.unseen += not seen["lines"]
            verdict = gold.by_key[seen["key"]]
            hands.press(verdict[:1])
            if verdict[:1] == "e":
                hands.page.wait_for_selector("#editor[open]")
                hands.page.keyboard.insert_text(verdict[1:])
                hands.typed += len(verdict) - 1
                hands.press("Enter")
        elif not seen["last"]:
            hands.press("j")
        now = hands.look()
        if now is None or seen["last"]:
            return
        seen = now


def main() -> int:
    """Print the figures; return 1 when one is over its limit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("gold", metavar="GOLD.jsonl")
    parser.add_argument("--articles", type=int, default=200, help="rows to take; default: 200")
    parser.add_argument("--context", default="auto", choices=("auto", "off", "always"))
    options = parser.parse_args()
    lines = Path(options.gold).read_text("utf-8").splitlines()[: options.articles]
    rows = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        dump, out = Path(folder) / "dump.jsonl", Path(folder) / "out"
        dump.write_bytes(
            b"".join(
                records.encode(records.dumps({"id": str(n), "text": row["source"]}))
                for n, row in enumerate(rows)
            )
        )
        command = [sys.executable, "-m", "pipeline", "run", str(dump), "-o", str(out), "--quiet"]
        subprocess.run([*command, "--context", options.context], check=True)
        return measure(out, rows)


def measure(out: Path, rows: Sequence[Mapping[str, Any]]) -> int:
    """Review the run in ``out``, and print what it took."""
    with opened(out) as store:
        gold = Verdict(rows, list(store.in_order(Filter())))
    server = ReviewServer(out, ["Anne"])
    try:
        with sync_playwright() as playwright:
            path = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            page = browser.new_page(
                viewport={"width": 1280, "height": 800}, locale="en", reduced_motion="reduce"
            )
            page.goto(server.addresses["Anne"])
            hands = Hands(page)
            begun = time.perf_counter()
            review(hands, f"http://{server.host}", gold)
            seconds = time.perf_counter() - begun
            browser.close()
    finally:
        server.end()
    with opened(out) as store:
        progress = store.progress()
        wrong = [
            line
            for line in store.in_order(Filter(decision="decided"))
            if line.key in gold.by_key and not _agrees(gold.by_key[line.key], line)
        ]
    presses = sum(hands.presses.values())
    rate = presses / max(1, progress.decided)
    print(f"{progress.decided:,} of {progress.proposals:,} proposals decided, {len(rows)} articles")
    print(f"{presses:,} key presses, {rate:.3f} a decision; {hands.typed} letters typed")
    print("keys: " + ", ".join(f"{key} {n}" for key, n in hands.presses.most_common()))
    print(
        f"{seconds:.0f} s of machine time, {1000 * seconds / max(1, progress.decided):.0f} ms each"
    )
    print(f"{len(wrong)} not as gold says, {hands.unseen} not on the screen")
    return int(
        rate > MOST_PRESSES or bool(wrong or hands.unseen) or progress.decided < progress.proposals
    )


def _agrees(verdict: str, line: ReviewedEdit) -> bool:
    """Say whether what was decided is what gold says; linked edits follow one another."""
    if line.link is not None:
        return True
    if verdict == "a":
        return line.state == "accepted"
    if verdict == "r":
        return line.state == "rejected"
    return line.state in ("edited", "accepted", "rejected") and (
        verdict[:1].isdigit() or line.result == verdict[1:]
    )


if __name__ == "__main__":
    sys.exit(main())
