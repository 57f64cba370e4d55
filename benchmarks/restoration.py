"""Print how restoration does on the development articles: ``python -m benchmarks.restoration``.

The report part is what to quote; ``--split tune`` and ``--sources`` serve experiments.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.evaluate import APART, BINS, figures, rows, tally
from pipeline.pipeline import Pipeline
from pipeline.result import Result

DEV = Path(__file__).resolve().parents[2] / "shared" / "dev"
SPUN = ("spin_machine_translated", "spin_news")
SOUND = ("clean_machine_translated", "clean_news")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; exit 2 when its articles are absent."""
    parser = argparse.ArgumentParser(prog="benchmarks.restoration", description=__doc__)
    parser.add_argument("--split", choices=["tune", "report"], default="report")
    parser.add_argument("--show", type=int, default=0, help="print so many failures and alarms")
    chosen = parser.parse_args(arguments)
    if not DEV.is_dir():
        print(f"benchmarks.restoration: no articles in {DEV}", file=sys.stderr)
        return 2
    pipeline = Pipeline()
    reliability: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    rules: Counter[tuple[str, bool]] = Counter()
    shown: list[str] = []
    print(f"{'':26}  found first three  auto  right  F0.5  alarms/10k  review/10k   words")
    for name in (*SPUN, *SOUND):
        counts: Counter[str] = Counter()
        for row in gold_rows(name):
            if row["split"] != chosen.split:
                continue
            result = pipeline.explain(row["source"])
            counts += tally(row, result)
            _judge(row, result, reliability, rules, shown, name)
        _print(name, counts)
        for known in (True, False):
            part = {k.partition(".")[0]: v for k, v in counts.items() if k.endswith(f"={known}")}
            if part:
                _print(f"  {'known' if known else 'unknown'} pairs", part)
    _tables(reliability, rules)
    for line in shown[: chosen.show]:
        print(line)
    return 0


def gold_rows(name: str) -> Iterator[dict[str, Any]]:
    with (DEV / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from rows(lines, name)


def _judge(
    row: dict[str, Any],
    result: Result,
    reliability: dict[int, list[tuple[float, bool]]],
    rules: Counter[tuple[str, bool]],
    shown: list[str],
    name: str,
) -> None:
    """Note for each proposed or made edit whether it is right."""
    gold = {(e["start"], e["end"]): e["after"] for e in row["edits"]}
    source = result.source
    for edit in (*result.edits, *result.proposals):
        if edit.rule.startswith(APART):
            continue
        right = gold.get((edit.start, edit.end)) == edit.after
        if edit.rule.startswith("LEAK"):
            reliability[min(BINS - 1, int(edit.confidence * BINS))].append((edit.confidence, right))
        if edit in result.edits:
            rules[edit.rule, right] += 1
            if not right:
                around = source[max(0, edit.start - 50) : edit.end + 40].replace("\n", "¶")
                true = gold.get((edit.start, edit.end))
                shown.append(
                    f"{name} {edit.rule} {edit.confidence:.3f} {edit.before!r} → {edit.after!r} "
                    f"(true {true!r}): {around}"
                )
    touched = [(e.start, e.end) for e in (*result.edits, *result.proposals)]
    for (start, end), after in gold.items():
        if not any(a < end and start < b for a, b in touched):
            around = source[max(0, start - 50) : end + 40].replace("\n", "¶")
            shown.append(f"{name} MISSED {source[start:end]!r} (true {after!r}): {around}")


def _print(name: str, counts: Counter[str] | dict[str, int]) -> None:
    f = figures(counts)
    if f["damaged"]:
        shares = (f[k] for k in ("found", "first", "three", "recall", "precision", "f05"))
        print(f"{name:26}", *(f" {x:.3f}" for x in shares), end="")
    else:
        print(f"{name:26}", " " * 40, end="")
    if f["words"]:
        print(f"  {f['alarms_per_10k']:10.2f}  {f['reviews_per_10k']:10.2f}  {f['words']:7.0f}")
    else:
        print()


def _tables(
    reliability: dict[int, list[tuple[float, bool]]], rules: Counter[tuple[str, bool]]
) -> None:
    print("\nconfidence of LEAK edits    mean   right      n")
    total = sum(len(found) for found in reliability.values())
    error = 0.0
    for number in sorted(reliability):
        found = reliability[number]
        mean = sum(c for c, _ in found) / len(found)
        right = sum(r for _, r in found) / len(found)
        error += abs(mean - right) * len(found) / total
        span = f"{number / BINS:.1f}–{(number + 1) / BINS:.1f}"
        print(f"  {span:24} {mean:.3f}  {right:.3f}  {len(found):5}")
    print(f"expected calibration error {error:.4f}\n\nauto edits by rule        right   n")
    for rule in sorted({rule for rule, _ in rules}):
        right, wrong = rules[rule, True], rules[rule, False]
        print(f"  {rule:22} {right / (right + wrong):.3f}  {right + wrong:4}")


if __name__ == "__main__":
    raise SystemExit(main())
