"""Print what each source and feature group is worth: ``python -m benchmarks.ablation``.

Each is left out in turn, the weights unchanged, on the report part of the spun articles. Shares
are of all damage: found (damage likelier than not), first (the best option is right), and sure
(right with a calibrated confidence of at least :data:`SURE`).
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.restoration import DEV, SPUN, gold_rows
from pipeline.resources import synonyms
from pipeline.restoration.candidates import PAIR_FEATURES
from pipeline.restoration.decoding import decode
from pipeline.restoration.detection import find
from pipeline.restoration.weights import (
    CANDIDATE_FEATURES,
    IN_PLACE_FEATURES,
    NO_CHANGE_FEATURES,
    Weights,
    weights,
)
from pipeline.text.analysis import AnalyzedText, analyze

SURE = 0.95

GROUPS = {
    "language model": ("fit",),
    "frequency": ("frequency", "english"),
    "agreement": ("number-agrees", "number-differs", "determiner-agrees", "determiner-differs"),
    "elision": ("elision-differs",),
    "document": ("in-document", "lemma-in-document"),
    "other occurrences": ("elsewhere",),
    "spelling likeness": ("cognate",),
    "damage elsewhere": ("damage", "no-damage"),
    "contrast": ("contrast",),
    "loanwords": ("loanword", "risky-loanword"),
    "English neighbours": ("english-left", "english-right"),
    "surprise": ("surprise", "unknown"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; exit 2 when its articles are absent."""
    parser = argparse.ArgumentParser(prog="benchmarks.ablation", description=__doc__)
    parser.add_argument("--split", choices=["tune", "report"], default="report")
    chosen = parser.parse_args(arguments)
    if not DEV.is_dir():
        print(f"benchmarks.ablation: no articles in {DEV}", file=sys.stderr)
        return 2
    articles = [
        (analyze(row["source"]), row)
        for name in SPUN
        for row in gold_rows(name)
        if row["split"] == chosen.split
    ]
    print(f"{'left out':28} found  first   sure")
    for name, fitted, sources in _variants(weights()):
        counts: Counter[str] = Counter()
        for analyzed, row in articles:
            counts += _count(analyzed, row, fitted, sources)
        shares = (counts[k] / counts["gold"] for k in ("found", "first", "sure"))
        print(f"{name:28}", *(f"{share:.3f} " for share in shares), flush=True)
    return 0


def _variants(whole: Weights) -> Iterator[tuple[str, Weights, frozenset[str] | None]]:
    yield "nothing", whole, None
    for source in sorted(synonyms.SOURCES):
        yield f"source {source}", whole, synonyms.SOURCES - {source}
    yield "all sources", whole, frozenset()
    for group, features in GROUPS.items():
        yield group, _without(whole, features), None


def _without(whole: Weights, features: Sequence[str]) -> Weights:
    return replace(
        whole,
        option={k: _zeroed(v, CANDIDATE_FEATURES, features) for k, v in whole.option.items()},
        no_change={k: _zeroed(v, NO_CHANGE_FEATURES, features) for k, v in whole.no_change.items()},
        nets={
            k: net._replace(
                place=tuple(_zeroed(row, IN_PLACE_FEATURES, features) for row in net.place),
                pair=tuple(_zeroed(row, PAIR_FEATURES, features) for row in net.pair),
                no_change=tuple(
                    _zeroed(row, NO_CHANGE_FEATURES, features) for row in net.no_change
                ),
            )
            for k, net in whole.nets.items()
        },
    )


def _zeroed(
    values: Sequence[float], names: Sequence[str], left_out: Sequence[str]
) -> tuple[float, ...]:
    return tuple(0.0 if name in left_out else v for name, v in zip(names, values, strict=True))


def _count(
    analyzed: AnalyzedText, row: Mapping[str, Any], fitted: Weights, sources: frozenset[str] | None
) -> Counter[str]:
    gold = {(e["start"], e["end"]): e["after"].lower() for e in row["edits"]}
    counts = Counter({"gold": len(gold)})
    suspects = list(find(analyzed))
    for extracted, chances in zip(*decode(analyzed, suspects, fitted, sources), strict=True):
        true = gold.get((extracted.suspect.start, extracted.suspect.end))
        if true is None or not extracted.candidates:
            continue
        best = max(range(1, len(chances)), key=lambda n: chances[n])
        right = extracted.candidates[best - 1].word == true
        sure = fitted.calibrated(extracted.suspect.kind, chances[best]) >= SURE
        found = chances[0] < 0.5
        counts += Counter({"found": found, "first": found and right, "sure": sure and right})
    return counts


if __name__ == "__main__":
    raise SystemExit(main())
