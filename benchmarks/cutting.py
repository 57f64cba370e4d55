"""Does it matter how a dump is cut into files? ``python -m benchmarks.cutting [--articles N]``.

Cleans every set of ``../shared/dev`` (or ``RATURE_DEV``): each article alone, in files of 12, and
all of a set in one file, joined by empty lines. Prints

- the places that never settle, which are proposed with a reason; a text that does not settle
  otherwise (cleaning what came out changes it again) is counted as silent: there must be none;
- the automatic edits that an article alone has and the joined one lacks (``lost``), or the other
  way round (``gained``), by rule; in brackets those that the other side proposes at least: there
  the document weighs otherwise (its other words, names and substitutes, how surely it was spun);
- seconds of processor time per 100,000 characters of each: it grows no faster than length.

``--show RULE`` prints the differences of a rule, ``--articles N`` takes N articles of each set
(0: all), ``--sets`` those whose name contains one of the words.
"""

import argparse
import json
import lzma
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import Edit, Pipeline
from pipeline.result import Result
from pipeline.settling import is_withheld

DEV = Path(os.environ.get("RATURE_DEV") or Path(__file__).resolve().parents[2] / "shared" / "dev")
BETWEEN = "\n\n"
FILE = 12
"""Articles of a file."""

Key = tuple[int, int, int, str]
"""Number of the article, start, end, what stands there after it."""


@dataclass
class Cut:
    """What one way to cut a set gives: automatic edits, proposed spans, places withheld."""

    made: dict[Key, Edit] = field(default_factory=dict)
    proposed: set[tuple[int, int, int]] = field(default_factory=set)
    withheld: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    foreign: set[int] = field(default_factory=set)
    seconds: float = 0.0
    letters: int = 0


def sets(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the damaged or sound articles of each development set."""
    for path in sorted([*DEV.glob("*.jsonl"), *DEV.glob("sound/*.jsonl.xz")]):
        name = path.name.partition(".")[0]
        if words and not any(word in name for word in words):
            continue
        raw = path.read_bytes()
        if path.suffix == ".xz":
            raw = lzma.decompress(raw)
        rows = [json.loads(line) for line in raw.splitlines()]
        yield name, [row.get("source", row["text"]) for row in rows]


def clean(articles: Sequence[str], size: int) -> Cut:
    """Clean ``articles`` in files of ``size``, and map the edits back to the articles."""
    runner, cut = Pipeline(), Cut()
    for first in range(0, len(articles), size):
        part = articles[first : first + size]
        text = BETWEEN.join(part)
        begun = time.process_time()
        result = runner.explain(text)
        cut.seconds += time.process_time() - begun
        cut.letters += len(text)
        _note(cut, result, part, first)
        if any(map(is_withheld, result.proposals)):
            cut.silent += bool(runner.explain(result.text).edits)
    return cut


def _note(cut: Cut, result: Result, part: Sequence[str], first: int) -> None:
    """Add what a file gave to ``cut``; ``first`` is the number of its first article."""
    start = 0
    spans = []
    for n, article in enumerate(part, first):
        spans.append((n, start, start + len(article)))
        start += len(article) + len(BETWEEN)
    if result.language not in ("fr", "und"):
        cut.foreign.update(n for n, _, _ in spans)
    for edit in result.edits:
        n, start, _ = _article(spans, edit)
        cut.made[n, edit.start - start, edit.end - start, edit.after] = edit
    for edit in result.proposals:
        n, start, _ = _article(spans, edit)
        cut.proposed.add((n, edit.start - start, edit.end - start))
        if is_withheld(edit):
            cut.withheld[edit.rule] += 1


def _article(spans: Sequence[tuple[int, int, int]], edit: Edit) -> tuple[int, int, int]:
    return next(row for row in reversed(spans) if row[1] <= edit.start)


def differences(alone: Cut, joined: Cut) -> tuple[dict[str, list[Key]], dict[str, list[Key]]]:
    """Return the automatic edits of ``alone`` that ``joined`` lacks, and the others, by rule."""
    lost: dict[str, list[Key]] = defaultdict(list)
    gained: dict[str, list[Key]] = defaultdict(list)
    for one, other, found in ((alone, joined, lost), (joined, alone, gained)):
        for key in sorted(one.made.keys() - other.made.keys()):
            found[one.made[key].rule].append(key)
    return lost, gained


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=60, metavar="N")
    parser.add_argument("--sets", nargs="*", default=[], metavar="WORD")
    parser.add_argument("--show", nargs="*", default=[], metavar="RULE")
    options = parser.parse_args(argv)
    if not DEV.is_dir():
        print(f"no development data in {DEV}: set RATURE_DEV", file=sys.stderr)
        return 2
    totals: dict[str, tuple[Counter[str], Counter[str]]] = {}
    edits: Counter[str] = Counter()
    silent = 0
    for name, everything in sets(options.sets):
        step = max(1, len(everything) // options.articles) if options.articles else 1
        articles = everything[::step][: options.articles or None]
        alone = clean(articles, 1)
        edits.update(e.rule for e in alone.made.values())
        ways = ((f"by {FILE}", clean(articles, FILE)), ("in one", clean(articles, len(articles))))
        print(f"{name}: {len(articles)} articles, {alone.letters:,} characters", flush=True)
        for way, cut in (("alone", alone), *ways):
            silent += cut.silent
            rate = 1e5 * cut.seconds / max(1, cut.letters)
            line = f"  {way:7} {len(cut.made):6} edits  {rate:6.2f} s per 100,000"
            if cut is not alone:
                lost, gained = differences(alone, cut)
                sums = totals.setdefault(way, (Counter(), Counter()))
                for found, total in zip((lost, gained), sums, strict=True):
                    total.update({rule: len(keys) for rule, keys in found.items()})
                line += f"  lost {_counts(lost, cut)}; gained {_counts(gained, alone)}"
            if cut.withheld:
                line += f"  withheld {dict(cut.withheld)}"
            if cut.foreign:
                line += f"  foreign {len(cut.foreign)}"
            print(line, flush=True)
            if cut is not alone:
                for sign, found, source in (("-", lost, alone), ("+", gained, cut)):
                    for rule in sorted(set(found) & {*options.show}):
                        for key in found[rule]:
                            _show(sign, articles, key, source.made[key])
    print("\nrule     alone" + "".join(f"{way:>9} lost  gained" for way in totals))
    for rule in sorted({r for sums in totals.values() for total in sums for r in total}):
        row = "".join(f"{lost[rule]:14}{gained[rule]:8}" for lost, gained in totals.values())
        print(f"{rule:8}{edits[rule]:6}{row}")
    print(f"\ntexts that do not settle and do not say so: {silent}")
    return int(silent > 0)


def _counts(found: dict[str, list[Key]], other: Cut) -> str:
    """Count by rule, and in brackets how many of them the other side proposes at least."""
    rows = []
    for rule, keys in sorted(found.items()):
        weaker = sum(key[:3] in other.proposed for key in keys)
        rows.append(f"{rule} {len(keys)}" + (f" ({weaker})" if weaker else ""))
    return " ".join(rows) or "none"


def _show(sign: str, articles: Sequence[str], key: Key, edit: Edit) -> None:
    n, start, end, after = key
    text = articles[n]
    around = f"{text[max(0, start - 40) : start]}[{edit.before}→{after}]{text[end : end + 40]}"
    print(f"    {sign} {edit.rule} {n} {edit.confidence:.2f} {around!r}"[:400])


if __name__ == "__main__":
    sys.exit(main())
