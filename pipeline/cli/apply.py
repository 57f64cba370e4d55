"""``rature apply``: write the dump of a run again, as its reviewers decided.

The work is done by :mod:`pipeline.review.applying`, which is imported only when the command runs.
"""

import argparse
from pathlib import Path

from pipeline.cli.options import Subparsers, add_run_folder
from pipeline.exit_codes import DONE
from pipeline.io.terminal import say


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "apply",
        help="write the dump again, as reviewers decided",
        description="Write the dump of a run again: each text with the edits that the program made "
        "and nobody rejected, and those that people accepted or wrote. The folder has clean/, the "
        "ledger with the decisions and run.json. Decisions whose text has changed are told of and "
        "not applied. The same decisions give the same bytes.",
        epilog="""examples:
  rature apply out                          write out/reviewed/
  rature apply out -o news-reviewed         write another folder""",
    )
    add_run_folder(command)
    command.add_argument(
        "-o", "--output", metavar="REVIEWED", help="the folder (default: OUT/reviewed)"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the dump and say what was written."""
    from pipeline.review.applying import complaint, summary, write

    written = write(Path(options.out), Path(options.output) if options.output else None)
    if said := complaint(written):
        say(said)
    say(summary(written))
    return DONE
