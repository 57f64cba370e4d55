"""``rature report``: sum up a finished run for people."""

import argparse
from pathlib import Path

from pipeline.cli.options import Subparsers, add_run_folder
from pipeline.exit_codes import DONE
from pipeline.io import files
from pipeline.io.terminal import stdout
from pipeline.report.messages import LANGUAGES, Messages, of_locale


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "report",
        help="sum up a finished run",
        description="Sum up a finished run: edits by rule and in 10,000 words, how sure they are, "
        "samples of each rule, the articles with the most edits, and the errors. In Markdown on "
        "standard output, or as one HTML page with plots.",
        epilog="""examples:
  rature report out                         Markdown
  rature report out --html report.html      a page to read and to pass on
  rature report out --lang fr > rapport.md""",
    )
    add_run_folder(command)
    command.add_argument("--html", metavar="FILE", help="write a page instead of Markdown")
    command.add_argument(
        "--lang", choices=LANGUAGES, help="language (default: French where the locale is)"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the page."""
    from pipeline.batch.summary import sum_up
    from pipeline.report import run_pages

    summary, say = sum_up(Path(options.out)), Messages(options.lang or of_locale())
    if options.html:
        with files.written(options.html) as out:
            for part in run_pages.html(summary, say):
                out.write(part.encode("utf-8", "backslashreplace"))
    else:
        for line in run_pages.markdown(summary, say):
            stdout().write(f"{line}\n".encode("utf-8", "backslashreplace"))
    return DONE
