"""Options that several commands share. Start reading from :func:`common`."""

import argparse
from collections.abc import Iterable

from pipeline import files
from pipeline.errors import ConfigError
from pipeline.extraction import FORMATS
from pipeline.pipeline import Pipeline


def input_format(command: argparse.ArgumentParser) -> None:
    """Add ``--format``: what an input is."""
    command.add_argument(
        "--format",
        dest="input",
        choices=FORMATS,
        default="auto",
        help="what comes in: text, a web page whose article is taken out (needs rature[html]), or "
        "Markdown, which stays (default: by suffix and first characters)",
    )


def common(command: argparse.ArgumentParser) -> None:
    """Add the options of all commands that clean."""
    add = command.add_argument_group("what to clean").add_argument
    add(
        "--select",
        action="append",
        default=[],
        metavar="CODES",
        help="only these rules or families: LEAK,SPL001",
    )
    add("--ignore", action="append", default=[], metavar="CODES", help="all rules but these")
    add(
        "--min-confidence",
        type=float,
        metavar="P",
        help="make edits from this probability on, 0 to 1 (default: each rule's own)",
    )
    add(
        "--typography",
        action="store_true",
        help="French quotation marks, apostrophes and spaces too",
    )
    add(
        "--encoding",
        type=_encoding,
        default="utf-8",
        metavar="NAME",
        help="encoding of the input (default: utf-8)",
    )


def _encoding(name: str) -> str:
    try:
        return files.encoding(name)
    except ConfigError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def pipeline_of(options: argparse.Namespace) -> Pipeline:
    """Return the pipeline that the options of :func:`common` ask for."""
    return Pipeline(
        select=codes(options.select),
        ignore=codes(options.ignore),
        min_confidence=options.min_confidence,
        typography=options.typography,
    )


def codes(lists: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of rules in lists such as ``LEAK,spl001``."""
    return tuple(code.strip().upper() for one in lists for code in one.split(","))
