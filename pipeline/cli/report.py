"""``rature report``: sum up a finished run for people."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.options import Subparsers, add_run_folder
from pipeline.errors import InputError
from pipeline.exit_codes import DONE
from pipeline.io import files
from pipeline.io.terminal import say, stdout
from pipeline.report.messages import LANGUAGES, Messages, of_locale

if TYPE_CHECKING:
    from pipeline.report.run_pages import Period


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "report",
        help="sum up a finished run",
        description="Sum up a finished run, or what `rature apply` wrote: edits by rule and in "
        "10,000 words, how sure they are, over time where a column has dates, samples of each "
        "rule, the articles with the most edits, and the errors. In Markdown on standard output, "
        "or in files: a page with plots, a document for word processors.",
        epilog="""examples:
  rature report out                         Markdown
  rature report out --html report.html      a page to read and to pass on
  rature report out --docx report.docx      a document; needs python-docx
  rature report out --date-column parution  the dates are in that column
  rature report out --lang fr --md rapport.md""",
    )
    add_run_folder(command)
    command.add_argument("--html", metavar="FILE", help="write a page")
    command.add_argument("--docx", metavar="FILE", help="write a document for word processors")
    command.add_argument("--md", metavar="FILE", help="write Markdown to a file")
    command.add_argument(
        "--date-column", default="", metavar="C", help="column with the dates (default: guessed)"
    )
    command.add_argument(
        "--lang", choices=LANGUAGES, help="language (default: French where the locale is)"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the report, in each of the formats that were asked for."""
    from pipeline.batch.summary import sum_up
    from pipeline.report.run_html import html
    from pipeline.report.run_markdown import markdown

    summary, messages = sum_up(Path(options.out)), Messages(options.lang or of_locale())
    summary = replace(summary, over_time=_over_time(options.out, options.date_column))
    if options.docx:
        from pipeline.report import run_docx

        with files.written(options.docx) as out:
            run_docx.write(out, summary, messages)
    if options.html:
        with files.written(options.html) as out:
            for part in html(summary, messages):
                out.write(_encoded(part))
    if options.md:
        with files.written(options.md) as out:
            for line in markdown(summary, messages):
                out.write(_encoded(f"{line}\n"))
    if not (options.docx or options.html or options.md):
        for line in markdown(summary, messages):
            stdout().write(_encoded(f"{line}\n"))
    return DONE


def _over_time(out: str, column: str) -> "tuple[Period, ...]":
    """Return the edits by the dates of articles; without its cleaned texts a run has none."""
    from pipeline.review.over_time import over_time
    from pipeline.review.run import FinishedRun

    try:
        found = over_time(FinishedRun(Path(out)), column)
    except (InputError, OSError) as error:
        say(f"nothing over time: {error}")
        return ()
    if column and not found:
        say(f"no two dates in the column {column}: nothing over time")
    return found


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
