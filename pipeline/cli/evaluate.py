"""``rature eval``: measure cleaning against texts whose truth is known."""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.cli.options import Subparsers, add_common, pipeline_of
from pipeline.errors import ConfigError, InputError
from pipeline.exit_codes import DONE
from pipeline.io import files, records
from pipeline.io.terminal import counter, stdout
from pipeline.pipeline import Pipeline
from pipeline.report.diff import visible
from pipeline.stages import STAGE_OF

if TYPE_CHECKING:
    from pipeline.evaluate import Judged
    from pipeline.result import Result

_FIGURES = {
    "words": ("words", 0),
    "damaged": ("damaged spans", 0),
    "found": ("found (made or proposed), share", 3),
    "first": ("first candidate right, share", 3),
    "three": ("right word among three, share", 3),
    "recall": ("restored by edits made (recall), share", 3),
    "precision": ("edits made that are right (precision), share", 3),
    "f05": ("F0.5", 3),
    "alarms_per_10k": ("edits of sound text (harm), per 10,000 words", 2),
    "reviews_per_10k": ("proposals, per 10,000 words", 2),
}
"""The figures that are printed, in order: what each is called, and its decimals."""

_COUNTED = ("words", "damaged")
"""Figures that are the same whatever the predictions are, and need no interval."""


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "eval",
        help="measure cleaning against texts whose truth is known",
        description="Clean the source of each row of a gold file (JSON lines: source, text, edits "
        "with start, end, before, after) and print how much of the damage was found and restored, "
        "how many of the edits made were right, and the false alarms per 10,000 words, each with "
        "its 95 % interval, then the same by rule and by stage.",
        epilog="""examples:
  rature eval gold.jsonl                    all rules
  rature eval --select LEAK gold.jsonl      one family
  rature eval --show 20 gold.jsonl          and list edits that are wrong, and damage not found
  rature eval gold.jsonl --records a.jsonl  measure records of an earlier `clean --jsonl`
  rature eval gold.jsonl --records new.jsonl --records old.jsonl
                                            compare two of them, with intervals
  rature eval gold.m2                       an M2 file, with the scores of errant_compare
  rature eval gold.m2 --records hyp.m2      and predictions of another program
  rature eval gold.jsonl --m2 NAME          write NAME.ref.m2 and NAME.hyp.m2
  rature eval --json gold.jsonl             the figures as JSON""",
    )
    command.add_argument(
        "file",
        metavar="GOLD",
        help="rows with source, text and edits (.jsonl), or an M2 file (.m2)",
    )
    command.add_argument(
        "--m2",
        metavar="NAME",
        help="write the gold to NAME.ref.m2, the edits made to NAME.hyp.m2, and print their scores",
    )
    command.add_argument("--json", action="store_true", help="write the figures as JSON")
    command.add_argument(
        "--show", type=int, default=0, metavar="N", help="list so many wrong edits, and misses"
    )
    command.add_argument(
        "--records",
        action="append",
        default=[],
        metavar="FILE",
        help="take these records, a line for each gold row, or the edits of this M2 file instead "
        "of cleaning; given twice, the second is what the first is compared with",
    )
    add_common(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print precision, recall, F0.5 and harm on a gold file, in all and by rule."""
    from pipeline.cli import m2_files
    from pipeline.evaluate import figures, rows

    if len(options.records) > 2:
        raise ConfigError("two predictions can be compared: give --records once or twice")
    pipeline = pipeline_of(options, [options.file])
    content = files.decode(
        files.read_bytes(options.file), options.encoding or "utf-8", options.file
    )
    m2 = m2_files.wanted(options, content)
    gold = m2.gold if m2.gold else list(rows(content.splitlines(), options.file))
    measured = [
        _Measured(gold, m2.kept(_predicted(options, path, gold), number))
        for number, path in enumerate(options.records)
    ] or [_Measured(gold, m2.kept(_cleaned(pipeline, gold), 0))]
    scores = m2.scores(gold)
    found = [figures(one.total) for one in measured]
    spread = measured[0].intervals(measured[1] if len(measured) > 1 else None)
    if options.json:
        out = records.dumps(
            {
                **found[0],
                "intervals": {n: spread[n] for n in _FIGURES if n not in _COUNTED},
                "rules": measured[0].by_rule(),
                "stages": measured[0].by_stage(),
                **({"compared_with": found[1]} if len(found) > 1 else {}),
                **({"m2": scores} if scores else {}),
            }
        )
    else:
        out = "\n".join(
            [
                *_table(found, spread),
                "",
                *measured[0].table(),
                *m2_files.table(scores),
                *measured[0].lines(options.show),
            ]
        )
    stdout().write(records.encode(out))
    return DONE


def _cleaned(pipeline: Pipeline, gold: Sequence[Any]) -> "Iterator[Result]":
    with counter("articles") as count:
        for row in gold:
            yield pipeline.explain(row["source"])
            count()


def _predicted(options: argparse.Namespace, path: str, gold: Sequence[Any]) -> "Iterator[Result]":
    """Return the results that a file of predictions tells of: records, or an M2 file."""
    from pipeline.cli import m2_files

    if m2_files.is_m2(path):
        return m2_files.results(options, path, gold)
    return _from_records(options, path, gold)


def _from_records(
    options: argparse.Namespace, path: str, gold: Sequence[Any]
) -> "Iterator[Result]":
    """Yield the results that the lines of ``path`` tell of, which are in the order of the gold."""
    from pipeline.evaluate import predicted

    content = files.decode(files.read_bytes(path), options.encoding or "utf-8", path)
    found = [line for line in content.splitlines() if line.strip()]
    if len(found) != len(gold):
        raise InputError(f"{path} has {len(found)} records, {options.file} {len(gold)} rows")
    for number, (line, row) in enumerate(zip(found, gold, strict=True), 1):
        try:
            record = json.loads(line)
            yield predicted(record, row["source"])
        except (ValueError, AttributeError) as error:
            raise InputError(f"{path}:{number}: not a record: {error}") from error
        except InputError as error:
            raise InputError(f"{path}:{number}: {error}") from error


class _Measured:
    """What one set of predictions makes of the gold."""

    def __init__(self, gold: Sequence[Mapping[str, Any]], results: "Iterator[Result]") -> None:
        from pipeline.evaluate import judge, missed, tally

        self.counts: list[Counter[str]] = []
        self.judged: list[tuple[str, str, Judged]] = []
        self.missed: list[tuple[str, str, Mapping[str, Any]]] = []
        for number, (row, result) in enumerate(zip(gold, results, strict=True), 1):
            name = str(row.get("id", number))
            self.counts.append(tally(row, result))
            self.judged += [(name, result.source, one) for one in judge(row, result)]
            self.missed += [(name, result.source, one) for one in missed(row, result)]
        self.total = sum(self.counts, Counter[str]())

    def intervals(self, other: "_Measured | None") -> dict[str, tuple[float, float]]:
        from pipeline.evaluate import intervals

        return intervals(self.counts, other.counts if other else ())

    def by_rule(self) -> dict[str, dict[str, int]]:
        """Return, for each rule, how many edits were made and proposed, and how many are right."""
        return self._by(lambda rule: rule)

    def by_stage(self) -> dict[str, dict[str, int]]:
        """Return the same for each stage; edits of other programs have none."""
        return self._by(lambda rule: STAGE_OF.get(rule, "other"))

    def _by(self, named: Callable[[str], str]) -> dict[str, dict[str, int]]:
        found: dict[str, Counter[str]] = {}
        for _, _, one in self.judged:
            row = found.setdefault(named(one.edit.rule), Counter())
            what = "made" if one.made else "proposed"
            row[what] += 1
            row[f"{what}_right"] += one.right
        names = ("made", "made_right", "proposed", "proposed_right")
        return {one: {name: found[one][name] for name in names} for one in sorted(found)}

    def table(self) -> Iterator[str]:
        """Yield the lines of the tables by rule and by stage."""
        for what, rows in (("rule", self.by_rule()), ("\nstage", self.by_stage())):
            width = 11 + what.count("\n")
            heads = f"{'made':>7} {'right':>8} {'share':>6} {'proposed':>9} {'right':>8}"
            yield f"{what:{width}} {heads}"
            for name, row in rows.items():
                share = f"{row['made_right'] / row['made']:.3f}" if row["made"] else "–"
                yield (
                    f"{name:11} {row['made']:7} {row['made_right']:8} {share:>6} "
                    f"{row['proposed']:9} {row['proposed_right']:8}"
                )

    def lines(self, number: int) -> Iterator[str]:
        """Yield so many wrong edits that were made, surest first, and so much damage not found."""
        if not number:
            return
        wrong = [one for one in self.judged if one[2].made and not one[2].right]
        wrong.sort(key=lambda one: -one[2].edit.confidence)
        yield f"\n{len(wrong)} wrong edits made"
        for name, source, (edit, _, _) in wrong[:number]:
            what = f"{edit.rule} {edit.confidence:.2f} → {visible(edit.after, '↵')}"
            yield f"{name}: {_around(source, edit.start, edit.end)}  {what}"
        yield f"\n{len(self.missed)} damaged spans not found"
        for name, source, gold in self.missed[:number]:
            true = visible(gold["after"], "↵")
            yield f"{name}: {_around(source, gold['start'], gold['end'])}  was: {true}"


def _around(source: str, start: int, end: int, width: int = 40) -> str:
    left, right = source[max(0, start - width) : start], source[end : end + width]
    return visible(f"{left}[{source[start:end]}]{right}", "↵")


def _table(
    found: Sequence[Mapping[str, float]], spread: Mapping[str, tuple[float, float]]
) -> Iterator[str]:
    """Yield a line for each figure: its value, that of the other predictions, and the interval."""
    for name, (what, digits) in _FIGURES.items():
        values = "".join(f" {one[name]:10.{digits}f}" for one in found)
        if name in _COUNTED:
            yield f"{what:44}{values}"
        else:
            low, high = (f"{end:.{digits}f}" for end in spread[name])
            of = "difference " if len(found) > 1 else ""
            yield f"{what:44}{values}  [{of}{low} … {high}]"
