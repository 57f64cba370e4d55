"""Options that several commands share. Start reading from :func:`common`."""

import argparse
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.errors import ConfigError
from pipeline.io import files
from pipeline.io.extraction import SHAPES
from pipeline.pipeline import Pipeline
from pipeline.settings.config import Settings, load


def input_format(command: argparse.ArgumentParser) -> None:
    """Add ``--format``: what an input is."""
    command.add_argument(
        "--format",
        dest="input",
        choices=SHAPES,
        default="auto",
        help="what comes in: text, a web page whose article is taken out (needs rature[html]), or "
        "Markdown, which stays (default: by suffix and first characters)",
    )


def common(command: argparse.ArgumentParser) -> None:
    """Add the options of all commands that clean."""
    cleaning(command)
    encoding(command)


def encoding(command: argparse.ArgumentParser) -> None:
    """Add ``--encoding``."""
    command.add_argument(
        "--encoding",
        type=_encoding,
        default="utf-8",
        metavar="NAME",
        help="encoding of the input (default: utf-8)",
    )


def cleaning(command: argparse.ArgumentParser) -> None:
    """Add the options that say what to clean, which :func:`settings_of` reads."""
    add = command.add_argument_group("what to clean").add_argument
    add(
        "--config",
        metavar="FILE",
        help="the configuration (default: rature.toml beside the input, or above it); "
        "options win over it",
    )
    add(
        "--model",
        metavar="MODEL",
        help="what `rature learn` learned from the dump",
    )
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
        "--context",
        choices=["auto", "off", "always"],
        help="whether the context model decides about doubtful words: where there are doubts "
        "(auto, the default), never (off), or about every suspect (always)",
    )


def _encoding(name: str) -> str:
    try:
        return files.encoding(name)
    except ConfigError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def settings_of(options: argparse.Namespace, inputs: Sequence[str] = ()) -> Settings:
    """Return what the configuration of ``inputs`` and the options of :func:`cleaning` ask for."""
    given: dict[str, Any] = {
        "select": codes(options.select),
        "ignore": codes(options.ignore),
        "min_confidence": options.min_confidence,
        "typography": options.typography or None,
        "model": options.model,
        "context": options.context,
    }
    given = {name: value for name, value in given.items() if value not in ((), None)}
    return load(options.config, inputs).with_options(**given)


def pipeline_of(options: argparse.Namespace, inputs: Sequence[str] = ()) -> Pipeline:
    """Return the pipeline of :func:`settings_of`."""
    return settings_of(options, inputs).pipeline()


def codes(lists: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of rules in lists such as ``LEAK,spl001``."""
    return tuple(code.strip().upper() for one in lists for code in one.split(","))
