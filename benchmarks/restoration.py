"""Print how restoration does on the development articles: ``python -m benchmarks.restoration``.

The report part is what to quote; ``--split tune`` serves experiments. ``--context off`` leaves
the context model out (:mod:`benchmarks.harm` reads sound text of many kinds). ``--learned`` shows
the same with what ``rature learn`` makes of the texts, without their gold: of each file (of each
spinner, where there are several), then of all.

Some alarms mend a real slip of the article. The line « judged » does not count those as wrong that
somebody has read and called so in ``judged.tsv``, which knows edits by a digest; ``--show`` prints
the digests of those that nobody has read.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.judgements import SLIP, sign, verdicts
from pipeline.batch.learn import learn
from pipeline.batch.options import RunOptions
from pipeline.edits import Edit
from pipeline.evaluate import APART, BINS, alarms, figures, rows, tally
from pipeline.pipeline import Pipeline
from pipeline.restoration import dump_model
from pipeline.result import Result

ROOT = Path(__file__).resolve().parents[1]
DEV = ROOT.parent / "shared" / "dev"
SEEDS = ROOT / "seeds"
FLOORS = Path(__file__).parent / "floors.json"
SPUN = ("spin_machine_translated", "spin_news")
SOUND = ("clean_machine_translated", "clean_news")
UNSEEN = "spin_unseen"
"""Spun with dictionaries of real tools; nothing is fitted on those of the report part."""
OWN = "seeds"

HIGHER = ("found", "first", "three", "recall", "precision")
LOWER = ("alarms_per_10k",)
"""Figures that are pinned: those that must not fall, and those that must not rise."""

HEAD = f"{'':26}  found first three  auto  right  F0.5  alarms/10k  review/10k   words"

SLACK = {"alarms_per_10k": 0.2}
"""How far a figure may be worse than its pin; the others 0.005: an article more or less."""


class Measured(NamedTuple):
    """The counts per file and per file and kind of pair, and every LEAK edit's fate."""

    counts: dict[str, Counter[str]]
    reliability: dict[int, list[tuple[float, bool]]]
    rules: Counter[tuple[str, bool]]
    shown: list[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; exit 2 when its articles are absent or a pin would be lowered."""
    parser = argparse.ArgumentParser(prog="benchmarks.restoration", description=__doc__)
    parser.add_argument("--split", choices=["tune", "report"], default="report")
    parser.add_argument("--show", type=int, default=0, help="print so many failures and alarms")
    parser.add_argument("--pin", action="store_true", help="write the figures to floors.json")
    parser.add_argument("--lower", action="store_true", help="with --pin: floors may be lowered")
    parser.add_argument("--learned", action="store_true", help="compare with models of the texts")
    parser.add_argument("--context", choices=["auto", "off", "always"], default="auto")
    chosen = parser.parse_args(arguments)
    if not DEV.is_dir():
        print(f"benchmarks.restoration: no articles in {DEV}", file=sys.stderr)
        return 2
    if chosen.learned:
        return _compare(chosen.split, chosen.show)
    names = (*SPUN, UNSEEN, *SOUND, OWN)
    measured = measure(names, chosen.split, Pipeline(context=chosen.context))
    print(HEAD)
    for name in names:
        counts = measured.counts[name]
        _print(name, counts)
        for known in (True, False):
            part = {k.partition(".")[0]: v for k, v in counts.items() if k.endswith(f"={known}")}
            if part:
                _print(f"  {'known' if known else 'unknown'} pairs", part)
        for spinner in sorted({k.partition("@")[2] for k in counts if "@" in k}):
            part = {k.partition("@")[0]: v for k, v in counts.items() if k.endswith(f"@{spinner}")}
            _print(f"  {spinner}", part)
        if counts["alarms"]:
            _print("  judged", {**counts, "alarms": counts["alarms"] - counts[SLIP]})
    _tables(measured.reliability, measured.rules)
    for line in measured.shown[: chosen.show]:
        print(line)
    return _pin(measured, lower=chosen.lower) if chosen.pin else 0


def _compare(split: str, show: int) -> int:
    """Print the figures without a model, with that of each file, and with that of all files."""
    spinners = sorted({row["spinner"] for row in gold_rows(UNSEEN) if row["split"] == split})
    names = (*SPUN, *SOUND, *(f"{UNSEEN}@{spinner}" for spinner in spinners))
    alone = {name: Pipeline(learned=model_of([name])) for name in names}
    together = dict.fromkeys(names, Pipeline(learned=model_of(names)))
    for what, pipelines in (
        ("no model", {}),
        ("the model of the file", alone),
        ("the model of all files", together),
    ):
        print(f"\n{what}\n{HEAD}")
        measured = Measured({}, defaultdict(list), Counter(), [])
        for name in names:
            measure([name], split, pipelines.get(name, Pipeline()), measured)
            counts = measured.counts[name]
            _print(name, counts)
            _print("  judged", {**counts, "alarms": counts["alarms"] - counts[SLIP]})
        _print(UNSEEN, sum((c for n, c in measured.counts.items() if "@" in n), Counter()))
        _tables(measured.reliability, measured.rules)
        for line in measured.shown[:show]:
            print(line)
    return 0


def model_of(names: Iterable[str]) -> dump_model.Learned:
    """Return what the damaged texts of the files ``names``, both parts of them, teach."""
    with tempfile.TemporaryDirectory() as folder:
        dump, model = Path(folder, "dump.jsonl"), Path(folder, "model")
        rows = ({"text": row["source"]} for name in names for row in gold_rows(name))
        dump.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        learn(RunOptions([str(dump)], "", quiet=True), str(model))
        return dump_model.load(model)


def measure(
    names: Iterable[str],
    split: str = "report",
    pipeline: Pipeline = Pipeline(),  # noqa: B008 — it is frozen
    measured: Measured | None = None,
) -> Measured:
    """Clean the articles of the files ``names`` and count what becomes of them."""
    measured = measured or Measured({}, defaultdict(list), Counter(), [])
    for name in names:
        counts: Counter[str] = Counter()
        for row in own_rows() if name == OWN else gold_rows(name):
            if row.get("split", split) == split:
                result = pipeline.explain(row["source"])
                counts += (counted := tally(row, result))
                if "spinner" in row and "@" not in name:
                    counts += Counter({f"{k}@{row['spinner']}": v for k, v in counted.items()})
                if name != OWN:
                    fates = [verdicts().get(_sign(name, row, edit)) for edit in alarms(row, result)]
                    counts[SLIP] += fates.count(SLIP)
                    _judge(row, result, measured, name)
        measured.counts[name] = counts
    return measured


def pins(measured: Measured) -> dict[str, dict[str, float]]:
    """Return the figures that are pinned, per file."""
    return {
        name: {
            figure: round(found[figure], 4)
            for figure in (*HIGHER, *LOWER)
            if found["damaged"] or figure in LOWER
        }
        for name, counts in measured.counts.items()
        for found in (figures(counts),)
    }


def worse(now: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> list[str]:
    """Return what is worse than the floors, in words."""
    found = []
    for name, figures_now in now.items():
        for figure, value in figures_now.items():
            if name not in floors:  # a new file
                continue
            floor, slack = floors[name][figure], SLACK.get(figure, 0.005)
            if value < floor - slack if figure in HIGHER else value > floor + slack:
                found.append(f"{name}: {figure} {value} is worse than {floor}")
    return found


def digests(names: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each benchmark file: a floor holds for these articles only."""
    found = {}
    for name in names:
        digest = hashlib.sha256()
        paths = [DEV / f"{name}.jsonl"] if name != OWN else sorted(SEEDS.glob("*.gold.jsonl"))
        for path in paths:
            digest.update(path.read_bytes())
        found[name] = digest.hexdigest()
    return found


def _pin(measured: Measured, *, lower: bool) -> int:
    now = pins(measured)
    if FLOORS.exists() and not lower:
        fallen = worse(now, json.loads(FLOORS.read_text("utf-8"))["floors"])
        if fallen:
            print("\n".join([*fallen, "nothing pinned: --lower lowers floors"]), file=sys.stderr)
            return 2
    stored = {"sha256": digests(now), "floors": now}
    FLOORS.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


def own_rows() -> Iterator[dict[str, Any]]:
    """Yield our own articles, of ``seeds/``, as gold rows."""
    for path in sorted(SEEDS.glob("*.gold.jsonl")):
        name = path.name.removesuffix(".gold.jsonl")
        yield {
            "source": (SEEDS / f"{name}.txt").read_bytes().decode(),
            "text": (SEEDS / f"{name}.gold.txt").read_bytes().decode(),
            "edits": [json.loads(line) for line in path.read_text("utf-8").splitlines()],
        }


def gold_rows(name: str) -> Iterator[dict[str, Any]]:
    """Yield the articles of a file, or those of one of its spinners: *spin_unseen@tortured*."""
    file, _, spinner = name.partition("@")
    with (DEV / f"{file}.jsonl").open(encoding="utf-8") as lines:
        yield from (row for row in rows(lines, file) if not spinner or row["spinner"] == spinner)


def _sign(name: str, row: dict[str, Any], edit: Edit) -> str:
    return sign(name.partition("@")[0], row, edit)


def _judge(row: dict[str, Any], result: Result, measured: Measured, name: str) -> None:
    """Note for each proposed or made edit whether it is right."""
    gold = {(e["start"], e["end"]): e["after"] for e in row["edits"]}
    source = result.source
    for edit in (*result.edits, *result.proposals):
        if edit.rule.startswith(APART):
            continue
        right = gold.get((edit.start, edit.end)) == edit.after
        if edit.rule.startswith("LEAK"):
            measured.reliability[min(BINS - 1, int(edit.confidence * BINS))].append(
                (edit.confidence, right)
            )
        if edit in result.edits:
            measured.rules[edit.rule, right] += 1
            if not right:
                around = source[max(0, edit.start - 50) : edit.end + 40].replace("\n", "¶")
                true = gold.get((edit.start, edit.end))
                signed = _sign(name, row, edit)
                measured.shown.append(
                    f"{name} {edit.rule} {edit.confidence:.3f} {edit.before!r} → {edit.after!r} "
                    f"(true {true!r}; {verdicts().get(signed, signed)}): {around}"
                )
    touched = [(e.start, e.end) for e in (*result.edits, *result.proposals)]
    for (start, end), after in gold.items():
        if not any(a < end and start < b for a, b in touched):
            around = source[max(0, start - 50) : end + 40].replace("\n", "¶")
            measured.shown.append(f"{name} MISSED {source[start:end]!r} (true {after!r}): {around}")


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
