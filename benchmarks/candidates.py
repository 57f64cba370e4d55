"""Measure the inverse synonyms: whether the right word is proposed, and how far down.

``python -m benchmarks.candidates [--dev FOLDER] [--split tune|report]`` reads the spun development
articles and prints, for each source alone, all thesauri, all sources, and all sources but one, the
share of replacements whose French word is proposed, by token and by distinct pair, apart for pairs
that ``spinner_pairs.tsv`` held when the articles were spun (known) and for others; then the
median number of candidates, the median rank of the right one and the share of it among the first
10 and 40, by evidence alone: frequency and context have no say here.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from pipeline.resources import synonyms

FILES = ("spin_news.jsonl", "spin_machine_translated.jsonl")
DEV = Path(__file__).resolve().parent.parent.parent / "shared" / "dev"


class Replacement(NamedTuple):
    """One replaced word of the benchmark, in lower case."""

    substitute: str
    word: str
    known: bool


class Row(NamedTuple):
    """Figures over some replacements: shares 0 to 1, medians; ranks count from 1."""

    size: int
    found: float
    first_10: float
    first_40: float
    candidates: float
    rank: float


def replacements(folder: Path, split: str) -> Iterator[Replacement]:
    """Yield the replacements of one split (``tune`` or ``report``)."""
    for name in FILES:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record["split"] == split:
                for edit in record["edits"]:
                    before, after = edit["before"].lower(), edit["after"].lower()
                    yield Replacement(before, after, edit["known"])


def measure(items: Sequence[Replacement], sources: frozenset[str]) -> Row:
    """Return the figures of ``items`` with the evidence of ``sources``."""
    ranks, counts = [], []
    for item in items:
        words = [inverse.word for inverse in synonyms.inverses(item.substitute, sources)]
        counts.append(len(words))
        if item.word in words:
            ranks.append(words.index(item.word) + 1)
    total = len(items) or 1
    return Row(
        len(items),
        len(ranks) / total,
        sum(rank <= 10 for rank in ranks) / total,
        sum(rank <= 40 for rank in ranks) / total,
        median(counts or [0]),
        median(ranks or [0]),
    )


def ablations() -> Iterable[tuple[str, frozenset[str]]]:
    """Return the sets of sources to measure, named."""
    thesauri = synonyms.SOURCES - {synonyms.CURATED}
    return [
        *((name, frozenset({name})) for name in sorted(synonyms.SOURCES)),
        *((f"thesauri - {name}", thesauri - {name}) for name in sorted(thesauri)),
        ("thesauri", thesauri),
        ("all", synonyms.SOURCES),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.candidates")
    parser.add_argument("--dev", type=Path, default=DEV, metavar="FOLDER")
    parser.add_argument("--split", choices=("tune", "report"), default="tune")
    options = parser.parse_args(arguments)
    try:
        items = list(replacements(options.dev, options.split))
    except OSError as error:
        print(f"candidates: {error}: name the folder with --dev", file=sys.stderr)
        return 2
    print(f"split: {options.split}")
    print("sources\tpairs\tby\tn\tfound\tfirst 10\tfirst 40\tcandidates\trank")
    for name, sources in ablations():
        for known in (True, False):
            chosen = [item for item in items if item.known == known]
            for by, subset in (("token", chosen), ("pair", sorted(set(chosen)))):
                row = measure(subset, sources)
                shares = "\t".join(f"{x:.3f}" for x in (row.found, row.first_10, row.first_40))
                kind = "known" if known else "unknown"
                medians = f"{row.candidates:g}\t{row.rank:g}"
                print(f"{name}\t{kind}\t{by}\t{row.size}\t{shares}\t{medians}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
