"""Measure rature beside other programs: ``python -m benchmarks.peers``, after install_peers.sh.

Every program reads the same texts, in a process of its own (:mod:`benchmarks.peer_worker`): each
``--every``-th article of :mod:`benchmarks.spun_french`, its sentences with ordinary errors, and
where they are, so many development articles. Quality is counted once, speed in three rounds in
which all programs take turns; the figure is the median, and ratios are taken within a round, since
a busy machine slows all of a round alike. Results go to ``peers.json``, from which
``benchmarks.plots`` writes docs/BENCHMARKS.md. A program that is not installed is left out.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from shutil import which
from statistics import median
from typing import Any

from benchmarks.restoration import DEV, gold_rows
from benchmarks.spun_french import build
from benchmarks.spun_french.measure import rows, total
from benchmarks.spun_french.scoring import Flag, scored, shares
from benchmarks.spun_french.spinner import HERE

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".peers"
RESULTS = Path(__file__).with_name("peers.json")
ORDINARY = HERE / "ordinary.tsv"

OURS = "rature"
OURS_OFF = "rature, context off"
WITH_GRAMMAR = "rature with LanguageTool"

PROGRAMS: dict[str, bool] = {
    OURS_OFF: True,
    OURS: True,
    WITH_GRAMMAR: False,
    "LanguageTool": True,
    "Grammalecte": True,
    "hunspell": True,
    "pyspellchecker": True,
    "symspellpy": True,
    "ftfy": True,
}
"""The programs, and whether their speed is measured."""

TIMED = ("clean", "spun_words")
DEV_SETS = ("clean_news", "spin_news", "spin_machine_translated", "spin_unseen")
ROUNDS = 3

_ALIKE = str.maketrans("’\u00a0\u202f", "'  ")
"""Apostrophes and spaces count as the same: programs differ in which they write."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, and write the results."""
    parser = argparse.ArgumentParser(prog="benchmarks.peers", description=__doc__)
    parser.add_argument("--every", type=int, default=3, metavar="N", help="each Nth article")
    parser.add_argument("--dev", type=int, default=10, metavar="N", help="development articles")
    parser.add_argument("--timed", type=int, default=8, metavar="N", help="articles of a round")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="", help="this program alone, beside earlier results")
    parser.add_argument("--fresh", action="store_true", help="forget earlier results")
    chosen = parser.parse_args(arguments)
    there = [n for n in PROGRAMS if installed(n) and (not chosen.only or n == chosen.only)]
    done = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() and not chosen.fresh else {}
    done.setdefault("programs", {})
    done |= {"machine": machine(), "every": chosen.every, "dev": chosen.dev}
    sets = gold(chosen.every, chosen.dev)
    for name in there:
        print(f"{name}: quality", file=sys.stderr, flush=True)
        kept = done["programs"].get(name, {})
        done["programs"][name] = {**kept, **quality(name, sets)}
        write(done)
    timed = {name: rows(name)[:: 66 // chosen.timed] for name in TIMED}
    rounds = done.setdefault("rounds", [])
    for number in range(chosen.rounds):
        print(f"round {number + 1}", file=sys.stderr, flush=True)
        rounds.append({name: speed(name, timed) for name in there if PROGRAMS[name]})
        write(done)
    print(table(done))
    return 0


def write(done: Mapping[str, Any]) -> None:
    """Write the results so far."""
    RESULTS.write_text(f"{json.dumps(done, indent=1, ensure_ascii=False)}\n", encoding="utf-8")


def installed(name: str) -> bool:
    """Say whether a program is there."""
    if name in (OURS, OURS_OFF):
        return True
    if name in ("LanguageTool", WITH_GRAMMAR):
        return bool(which("java")) and (PEERS / "languagetool").is_dir()
    if name in ("Grammalecte", "hunspell"):
        return which({"Grammalecte": "grammalecte-cli"}.get(name, name)) is not None
    found = (PEERS / "venv").glob("lib/python*/site-packages/*.dist-info")
    return any(path.name.startswith(f"{name}-") for path in found)


def python_of(name: str) -> str:
    """Return the Python that has the packages of a program."""
    return sys.executable if name.startswith(OURS) else str(PEERS / "venv/bin/python")


def ran(name: str, texts: Sequence[str] | Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return what the worker of a program says about texts."""
    done = subprocess.run(
        [python_of(name), str(Path(__file__).with_name("peer_worker.py")), name],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def ordinary() -> list[dict[str, Any]]:
    """Return the sentences with ordinary errors, and the sound ones, as gold rows."""
    found = []
    for line in ORDINARY.read_text("utf-8").splitlines():
        kind, wrong, right = line.split("\t")
        old, new = wrong.split(" "), right.split(" ")
        edits = []
        for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if what != "equal":
                start = len(" ".join(old[:a])) + bool(a)
                before = " ".join(old[a:b])
                end = start + len(before)
                edits.append({"start": start, "end": end, "after": " ".join(new[c:d])})
        found.append({"source": wrong, "text": right, "edits": edits, "kind": kind})
    return found


def gold(every: int, dev: int) -> dict[str, list[dict[str, Any]]]:
    """Return the gold rows of each set that is measured."""
    sets = {name: rows(name)[::every] for name in build.SETS}
    sets["ordinary errors"] = [row for row in ordinary() if row["edits"]]
    sets["sound sentences"] = [row for row in ordinary() if not row["edits"]]
    for name in DEV_SETS if dev and DEV.is_dir() else ():
        report = (row for row in gold_rows(name) if row["split"] == "report")
        sets[f"dev: {name}"] = list(islice(report, 0, 3 * dev, 3))
    return sets


def quality(name: str, sets: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the version of a program, its start, and its shares for each set."""
    texts = [row["source"] for each in sets.values() for row in each]
    told = ran(name, texts)
    flags = iter(told["flags"])
    figures: dict[str, dict[str, float]] = {}
    for part, each in sets.items():
        counts = total(_judged(row, next(flags)) for row in each)
        figures[part] = {**shares(counts), **_numbers(counts)}
    return {"version": told["version"], "memory": told["memory"], "sets": figures}


def _numbers(counts: Counter[str]) -> dict[str, float]:
    return {f"n_{one}": counts[one] for one in ("gold", "first", "made", "words", "flags", "harm")}


def _judged(row: Mapping[str, Any], flags: Iterable[Sequence[Any]]) -> Counter[str]:
    """Score the flags of a program; apostrophes and spaces count as the same."""
    alike = {
        "source": row["source"].translate(_ALIKE),
        "edits": [{**e, "after": e["after"].translate(_ALIKE)} for e in row["edits"]],
    }
    return scored(
        alike,
        [
            Flag(a, b, tuple(c.translate(_ALIKE) for c in candidates), made)
            for a, b, candidates, made in flags
        ],
    )


def speed(name: str, timed: Mapping[str, list[dict[str, Any]]]) -> dict[str, dict[str, float]]:
    """Return seconds and words of each timed set; other articles have warmed the program."""
    groups = [[row["source"] for row in each] for each in timed.values()]
    told = ran(name, [warming(), *groups])
    start = {one: told[one] for one in ("start_cpu", "start_wall")}
    return {
        part: {"words": sum(len(row["source"].split()) for row in each), **start, **spent}
        for (part, each), spent in zip(timed.items(), told["spent"][1:], strict=True)
    }


def warming() -> list[str]:
    """Return the texts that every program reads before its time is taken: none of those timed."""
    return [row["source"] for name in TIMED for row in rows(name)[5::22]]


def machine() -> dict[str, str]:
    """Return what the figures were measured on."""
    info = Path("/proc/cpuinfo")
    names = info.read_text("utf-8").splitlines() if info.exists() else []
    model = next((n.partition(":")[2].strip() for n in names if n.startswith("model name")), "?")
    git = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True).stdout.strip()
    return {
        "processor": model,
        "cores": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.0f}",
        "python": platform.python_version(),
        "commit": commit,
    }


def pace(done: Mapping[str, Any], name: str, part: str, seconds: str = "cpu") -> float:
    """Return the median of the rounds of words a second; 0 where it was not measured."""
    each = [r[name][part] for r in done.get("rounds", []) if name in r]
    return median(row["words"] / max(row[seconds], 1e-3) for row in each) if each else 0.0


def times(done: Mapping[str, Any], ours: str, name: str, part: str) -> float:
    """Return how many times faster ours is in CPU seconds: the median of the rounds' ratios."""
    each = [r for r in done.get("rounds", []) if name in r and ours in r]
    ratios = [max(r[name][part]["cpu"], 1e-3) / max(r[ours][part]["cpu"], 1e-3) for r in each]
    return median(ratios) if ratios else 0.0


def table(done: Mapping[str, Any]) -> str:
    """Return the most important figures as text."""
    lines = [f"{'':26} found first  five harm/10k  ordinary   w/s clean    w/s spun"]
    for name, row in done["programs"].items():
        spun, clean = row["sets"]["spun_words"], row["sets"]["clean"]
        errors = row["sets"]["ordinary errors"]
        lines.append(
            f"{name:26} {spun['found']:.3f} {spun['first']:.3f} {spun['five']:.3f} "
            f"{clean['harm']:8.1f}  {errors['n_first']:3.0f}/{errors['n_gold']:3.0f} "
            f"{pace(done, name, 'clean'):11,.0f} {pace(done, name, 'spun_words'):11,.0f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
