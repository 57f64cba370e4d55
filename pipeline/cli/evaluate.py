"""``rature eval``: measure cleaning against texts whose truth is known."""

import argparse
from collections import Counter

from pipeline.cli.options import Subparsers, add_common, pipeline_of
from pipeline.exit_codes import DONE
from pipeline.io import files, records
from pipeline.io.terminal import counter, stdout

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


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "eval",
        help="measure cleaning against texts whose truth is known",
        description="Clean the source of each row of a gold file (JSON lines: source, text, edits "
        "with start, end, before, after) and print how much of the damage was found and restored, "
        "how many of the edits made were right, and the false alarms per 10,000 words.",
        epilog="""examples:
  rature eval gold.jsonl                    all rules
  rature eval --select LEAK gold.jsonl      one family
  rature eval --json gold.jsonl             the figures as JSON""",
    )
    command.add_argument("file", metavar="GOLD.jsonl", help="rows with source, text and edits")
    command.add_argument("--json", action="store_true", help="write the figures as JSON")
    add_common(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print precision, recall, F0.5 and harm on a gold file."""
    from pipeline.evaluate import figures, rows, tally

    pipeline = pipeline_of(options, [options.file])
    content = files.decode(files.read_bytes(options.file), options.encoding, options.file)
    counts: Counter[str] = Counter()
    with counter("articles") as count:
        for row in rows(content.splitlines(), options.file):
            counts += tally(row, pipeline.explain(row["source"]))
            count()
    found = figures(counts)
    if options.json:
        out = records.dumps(found)
    else:
        out = "\n".join(
            f"{what:44} {found[name]:10.{digits}f}" for name, (what, digits) in _FIGURES.items()
        )
    stdout().write(records.encode(f"{out}\n"))
    return DONE
