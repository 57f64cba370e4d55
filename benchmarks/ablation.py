"""Print what each source and feature group is worth: ``python -m benchmarks.ablation``.

Each is left out in turn, the weights unchanged, on the report part of the spun articles. Shares
are of all damage: found (damage likelier than not), first (the best option is right), and sure
(right with a calibrated confidence of at least :data:`SURE`).

``--context`` prints what the context model adds to the restorer, and what the restorer's n-gram
model still adds to it, for each kind of suspect: features of the second model left out in turn.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any
from unittest.mock import patch

from benchmarks.restoration import DEV, SPUN, UNSEEN, gold_rows
from pipeline.resources import synonyms
from pipeline.restoration import context, names
from pipeline.restoration.candidates import PAIR_FEATURES
from pipeline.restoration.context_features import OPTION_FEATURES as CONTEXT_OPTION_FEATURES
from pipeline.restoration.context_features import UNCHANGED_FEATURES
from pipeline.restoration.context_weights import Weights as ContextWeights
from pipeline.restoration.context_weights import weights as context_weights
from pipeline.restoration.decoding import decode
from pipeline.restoration.detection import find
from pipeline.restoration.scoring import Restoration, restore
from pipeline.restoration.weights import (
    CANDIDATE_FEATURES,
    IN_PLACE_FEATURES,
    NO_CHANGE_FEATURES,
    Weights,
    weights,
)
from pipeline.stages.leakage import LIKELY_DAMAGE_IN_PASSAGE, suspects
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
    parser.add_argument("--context", action="store_true", help="the context model's features")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="articles: each Nth")
    chosen = parser.parse_args(arguments)
    if not DEV.is_dir():
        print(f"benchmarks.ablation: no articles in {DEV}", file=sys.stderr)
        return 2
    if chosen.context:
        for name in (*SPUN, UNSEEN):
            rows = (row for row in gold_rows(name) if row["split"] == chosen.split)
            _context_table(name, list(islice(rows, 0, None, chosen.every)))
        return 0
    articles = [
        (analyze(row["source"]), row)
        for name in SPUN
        for row in islice(gold_rows(name), 0, None, chosen.every)
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


CONTEXT_GROUPS = {
    "n-gram model": (
        *("weighed", "weighed-half", "alone", "damaged", "no-options", "score", "score-squared"),
    ),
    "context model": (
        *("fit", "fit-behind", "fit-best", "fit-rank", "fit-unknown", "added-fit"),
        *("stands", "stands-unknown", "stands-behind", "best"),
    ),
    "other places": ("elsewhere",),
    "damage elsewhere": ("impossible", "impossible-share", "known", "curated-known"),
}
"""Features of the second model that are left out together, its weights unchanged. What weighs the
n-gram model's answer knows sources, agreement and frequency as well."""

KINDS = ("word", "homograph", "phrase")


def _context_table(name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print what is found, first and sure with each group of features left out, by kind."""
    fitted = context_weights()
    print(f"{name}, {len(rows)} articles", *(f"{kind:>20}" for kind in KINDS), sep="\t")
    print("left out", *["found first  sure"] * len(KINDS), sep="\t")
    variants: dict[str, ContextWeights | None] = {"nothing": fitted, "the second model": None}
    for group, features in CONTEXT_GROUPS.items():
        variants[group] = _without_context(fitted, features)
    for label, changed in variants.items():
        counts: Counter[tuple[str, str]] = Counter()
        with patch.object(context, "weights", lambda changed=changed: changed):
            for row in rows:
                counts += _count_context(row, with_context=changed is not None)
        shares = (
            " ".join(
                f"{counts[kind, what] / max(1, counts[kind, 'gold']):.3f}"
                for what in ("found", "first", "sure")
            )
            for kind in KINDS
        )
        print(f"{label:16}", *shares, sep="\t", flush=True)


def _without_context(whole: ContextWeights, features: Sequence[str]) -> ContextWeights:
    def option(values: Sequence[float]) -> tuple[float, ...]:
        return _zeroed(values, CONTEXT_OPTION_FEATURES, features)

    def keep(values: Sequence[float]) -> tuple[float, ...]:
        return _zeroed(values, UNCHANGED_FEATURES, features)

    return replace(
        whole,
        option={kind: option(values) for kind, values in whole.option.items()},
        no_change={kind: keep(values) for kind, values in whole.no_change.items()},
        nets={
            kind: net._replace(
                option=tuple(map(option, net.option)), no_change=tuple(map(keep, net.no_change))
            )
            for kind, net in whole.nets.items()
        },
    )


def _count_context(row: Mapping[str, Any], *, with_context: bool) -> Counter[tuple[str, str]]:
    """Count the damage of an article, by kind, and what is found of it."""
    analyzed = analyze(row["source"])
    gold = {(e["start"], e["end"]): e["after"].lower() for e in row["edits"]}
    spun = names.spun(analyzed)
    found = suspects(analyzed, spun)
    weighed = restore(analyzed, found, most_no_change=1.0)
    if with_context:
        strange = context.strangers(analyzed, found, spun)
        weighed = context.reconsider(analyzed, found, strange, weighed)
    seen = {(r.suspect.start, r.suspect.end): r for r in weighed if r.options}
    kinds = {(s.start, s.end): s.kind for s in found}
    counts: Counter[tuple[str, str]] = Counter()
    for span, true in gold.items():
        kind = kinds.get(span, "word")
        counts[kind, "gold"] += 1
        if span in seen:
            counts += Counter({(kind, what): 1 for what in _fate(seen[span], true)})
    return counts


def _fate(one: Restoration, true: str) -> Iterator[str]:
    """Yield what became of damage: found, its word first, sure of it."""
    best = one.options[0]
    by_context = one.confidence is not None
    if 1.0 - one.no_change < (LIKELY_DAMAGE_IN_PASSAGE if by_context else 0.5):
        return
    yield "found"
    if best.word != true:
        return
    yield "first"
    confidence = one.confidence or weights().calibrated(one.suspect.kind, best.probability)
    if confidence >= SURE:
        yield "sure"


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
