"""Print how this program does on the gold rows: ``python -m benchmarks.spun_french.measure``.

``--pin`` raises the floors of ``floors.json`` to what was measured; with ``--lower`` it also lowers
them.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from benchmarks.spun_french.build import GOLD, SETS
from benchmarks.spun_french.scoring import Flag, scored, shares
from benchmarks.spun_french.spinner import HERE
from pipeline.pipeline import Pipeline
from pipeline.restoration.context import Context
from pipeline.result import Result

FLOORS = HERE / "floors.json"

NOT_LOWER = ("found", "first", "made")
NOT_HIGHER = ("harm_made",)
"""Figures that are pinned: shares that must not fall, and harm that must not rise."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of all sets."""
    parser = argparse.ArgumentParser(prog="benchmarks.spun_french.measure", description=__doc__)
    parser.add_argument("--context", choices=get_args(Context), default="auto")
    parser.add_argument("--pin", action="store_true", help="raise the floors (context model off)")
    parser.add_argument("--lower", action="store_true", help="with --pin: floors may be lowered")
    chosen = parser.parse_args(arguments)
    pipeline = Pipeline(context="off" if chosen.pin else chosen.context)
    figures = {name: measured(name, pipeline) for name in SETS}
    print(f"{'':14} found first  five  made  harm/10k  proposals that harm/10k")
    for name, found in figures.items():
        columns = [f"{found[one]:.3f}" if one in found else "    –" for one in _SHOWN]
        proposed = found["harm"] - found["harm_made"]
        print(f"{name:14}", *columns, f"{found['harm_made']:9.2f}  {proposed:9.2f}")
    if chosen.pin:
        pin(figures, lower=chosen.lower)
    return 0


_SHOWN = ("found", "first", "five", "made")


def rows(name: str) -> list[dict[str, Any]]:
    """Return the gold rows of a set."""
    return [json.loads(line) for line in (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines()]


def flags(result: Result) -> list[Flag]:
    """Return what the program made and proposed as flags."""
    return [
        Flag(e.start, e.end, tuple(dict.fromkeys((e.after, *(t for t, _ in e.candidates)))), made)
        for edits, made in ((result.edits, True), (result.proposals, False))
        for e in edits
    ]


def measured(name: str, pipeline: Pipeline) -> dict[str, float]:
    """Return the shares and rates of a set."""
    return shares(total(scored(row, flags(pipeline.explain(row["source"]))) for row in rows(name)))


def total(counts: Iterable[Counter[str]]) -> Counter[str]:
    """Return the sum of counts."""
    summed: Counter[str] = Counter()
    for one in counts:
        summed.update(one)
    return summed


def pin(figures: dict[str, dict[str, float]], *, lower: bool) -> None:
    """Write the floors: the better of what was pinned and what was measured."""
    old = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() and not lower else {}
    pinned = {
        name: {
            one: round(best(old.get(name, {}).get(one, found[one]), found[one]), 4)
            for ones, best in ((NOT_LOWER, max), (NOT_HIGHER, min))
            for one in ones
            if one in found
        }
        for name, found in figures.items()
    }
    FLOORS.write_text(f"{json.dumps(pinned, indent=1)}\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
