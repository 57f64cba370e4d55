"""``rature compare``: which edits another version or another setting makes of a dump."""

import argparse
from collections import Counter
from collections.abc import Iterator

from pipeline.cli.options import Subparsers, positive_integer
from pipeline.exit_codes import DONE, EDITS_FOUND
from pipeline.io import records
from pipeline.io.terminal import say, stdout
from pipeline.report.diff import visible

SAMPLES = 5
"""Edits of each rule and fate that are shown, unless the user says otherwise."""


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "compare",
        help="compare two runs over the same dump",
        description="Compare the ledgers of two runs over the same dump: by rule, how many edits "
        "appeared, vanished and changed, with samples. So an upgrade or another setting can be "
        "judged before it is rolled out.",
        epilog="""examples:
  rature compare out-old out-new            by rule, with samples
  rature compare out-old out-new --show 50  more samples
  rature compare out-old out-new --json     each difference as a line of JSON
  rature compare out-old out-new --exit-code > /dev/null
                                            fail when anything differs""",
    )
    command.add_argument("old", metavar="OUT1", help="the folder of the run to compare with")
    command.add_argument("new", metavar="OUT2", help="the folder of the newer run")
    command.add_argument(
        "--show",
        type=positive_integer,
        default=SAMPLES,
        metavar="N",
        help=f"samples of each kind (default: {SAMPLES})",
    )
    command.add_argument("--json", action="store_true", help="write differences as JSON lines")
    command.add_argument(
        "--exit-code", action="store_true", help="exit with 1 when there are differences"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what differs between two runs."""
    from pipeline.batch import ledger
    from pipeline.batch.comparing import Compared, alone, compare

    counts: dict[str, Counter[str]] = {}
    samples: dict[tuple[str, str], list[Compared]] = {}
    out = stdout()
    for one in compare(ledger.read(options.old), ledger.read(options.new)):
        rule = one.row.rule
        counts.setdefault(rule, Counter())[one.fate] += 1
        if one.fate == "same":
            continue
        if options.json:
            sides = {"old": one.old and one.old.to_dict(), "new": one.new and one.new.to_dict()}
            out.write(records.encode(records.dumps({"fate": one.fate, **sides})))
            continue
        kept = samples.setdefault((rule, one.fate), [])
        if len(kept) < options.show:
            kept.append(one)

    def lines() -> Iterator[str]:
        fates = ("same", "appeared", "vanished", "changed")
        yield f"{'rule':10}" + "".join(f"{fate:>10}" for fate in fates)
        for rule in sorted(counts):
            yield f"{rule:10}" + "".join(f"{counts[rule][fate]:10,}" for fate in fates)
        for (rule, fate), kept in sorted(samples.items()):
            yield f"\n{rule} {fate}"
            for one in kept:
                row = one.row
                before, after = visible(row.before, "↵"), visible(row.after, "↵")
                was = ""
                if one.old and one.new:
                    how = "made" if one.old.is_made else "proposed"
                    was = f" (was {how}: {visible(one.old.after, '↵')})"
                how = "made" if row.is_made else "proposed"
                yield (
                    f"  {row.place}:{row.row} {row.start}  {before} → {after} "
                    f"{how} {row.confidence:.2f}{was}"
                )

    if not options.json:
        for line in lines():
            out.write(f"{line}\n".encode("utf-8", "backslashreplace"))
    for where, names in alone(options.old, options.new):
        more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
        say(f"only {where} read {names[0]}{more}: its edits are no difference of settings")
    total = sum(counts.values(), Counter[str]())
    differ = sum(n for fate, n in total.items() if fate != "same")
    same = total["same"]
    say(
        f"{same:,} {'edit is' if same == 1 else 'edits are'} the same, "
        f"{differ:,} {'differs' if differ == 1 else 'differ'}"
    )
    return EDITS_FOUND if differ and options.exit_code else DONE
