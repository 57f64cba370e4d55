"""Options that several commands share. Start reading from :func:`add_common`."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pipeline.batch import formats
from pipeline.batch.options import MAX_RECORD
from pipeline.errors import ConfigError
from pipeline.io import files
from pipeline.io.containers import CONTAINERS
from pipeline.io.extraction import SHAPES
from pipeline.io.terminal import LOG_FORMATS
from pipeline.pipeline import Pipeline
from pipeline.schemas import SCHEMA, SCHEMAS
from pipeline.settings.config import Settings, load

Subparsers = Any
"""Where commands are added: what ``ArgumentParser.add_subparsers`` returns, which has no public
type."""


def add_input_format(command: argparse.ArgumentParser, *, in_place: bool = True) -> None:
    """Add ``--format``: which format the input has; ``in_place`` allows files that hold texts."""
    more = (
        "; subtitles, a feed, a document, a book or a mail, whose texts are cleaned in place"
        if in_place
        else ""
    )
    command.add_argument(
        "--format",
        dest="input",
        choices=(*SHAPES, *CONTAINERS) if in_place else SHAPES,
        default="auto",
        help="what comes in: text, a web page whose article is taken out (needs rature[html]), or "
        f"Markdown, which stays{more} (default: by suffix and first characters)",
    )


def add_common(command: argparse.ArgumentParser) -> None:
    """Add the options that all commands which clean have."""
    add_cleaning(command)
    add_encoding(command)


def add_encoding(command: argparse.ArgumentParser) -> None:
    """Add ``--encoding``."""
    command.add_argument(
        "--encoding",
        type=_encoding,
        metavar="NAME",
        help="encoding of the input (default: found out for each file, and said when it is not "
        "UTF-8; UTF-8 for standard input)",
    )


def add_columns(group: Any, usual: str = "") -> None:
    """Add ``--text-column`` and ``--id-column``; ``usual`` says what holds without them."""
    for what, more in (("text", "; several are cleaned each on its own: title,body"), ("id", "")):
        group.add_argument(
            f"--{what}-column",
            default="",
            metavar="C",
            help=f"the column of {what}s (default: {usual or what}){more}",
        )


def set_columns(options: argparse.Namespace, settings: Settings) -> None:
    """Take the columns that no option names from the configuration."""
    options.text_column = options.text_column or settings.text or ""
    options.id_column = options.id_column or settings.id or ""


def add_schema(command: argparse.ArgumentParser) -> None:
    """Add ``--schema``. :func:`settings_of` reads it."""
    command.add_argument(
        "--schema",
        type=int,
        choices=SCHEMAS,
        help="shape of the records: in 1 a candidate is a pair, in 2 an object, as in the ledger "
        f"of a run (default: {SCHEMA})",
    )


def add_dump_input(command: argparse.ArgumentParser) -> None:
    """Add the options that say how a dump is read."""
    more = command.add_argument_group("what is read")
    add_columns(more, "guessed")
    more.add_argument(
        "--input-format",
        choices=formats.input_choices(),
        default="",
        help="of standard input and of files with another suffix (default: jsonl)",
    )
    more.add_argument(
        "--max-record",
        type=size,
        default=MAX_RECORD,
        metavar="SIZE",
        help="bytes of a row, or of a file of one article, such as 64M; a longer one is not read "
        "but told, with its place in the file (default: 64M)",
    )
    add_input_format(command, in_place=False)


def add_lenient(command: argparse.ArgumentParser) -> None:
    """Add ``--lenient``."""
    command.add_argument(
        "--lenient",
        action="store_true",
        help="exit with 0 even when some articles, records or files failed; they are told all the "
        "same",
    )


def add_log_format(command: argparse.ArgumentParser) -> None:
    """Add ``--log-format``."""
    command.add_argument(
        "--log-format",
        choices=LOG_FORMATS,
        default=LOG_FORMATS[0],
        help="what is said on standard error: lines for people, or JSON objects with time and "
        "message, and counts where it is progress (default: text)",
    )


def add_host(command: argparse.ArgumentParser) -> None:
    """Add ``--host``, where a server listens."""
    command.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="listen there instead of on this machine alone; then others can reach it, without "
        "encryption",
    )


def add_run_folder(command: argparse.ArgumentParser) -> None:
    """Add ``OUT``, the folder of a finished run."""
    command.add_argument("out", metavar="OUT", help="the folder that `rature run -o` wrote")


def add_cleaning(command: argparse.ArgumentParser) -> None:
    """Add the options that say what to clean. :func:`settings_of` reads them."""
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
    add_glossary(add)
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
    add(
        "--keep-lines",
        action="store_true",
        help="keep every line break where it is: words that a line end cuts stay cut",
    )
    add(
        "--grammar",
        metavar="PROGRAM",
        help="ask languagetool=URL or grammalecte about the cleaned text, too, and propose what it "
        "finds (GRM001 to GRM005)",
    )


def add_glossary(add: Callable[..., object]) -> None:
    """Add ``--glossary`` by ``add``, the method of a parser or a group."""
    add(
        "--glossary",
        action="append",
        default=[],
        metavar="FILE",
        help="entries « before → after, always or never », beside those of rature.toml; may be "
        "repeated",
    )


def _encoding(name: str) -> str:
    """Return the usual name of an encoding."""
    try:
        return files.encoding(name)
    except ConfigError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def settings_of(options: argparse.Namespace, inputs: Sequence[str] = ()) -> Settings:
    """Return the settings: the configuration found for ``inputs``, then the options, which win."""
    given: dict[str, Any] = {
        "select": codes(options.select),
        "ignore": codes(options.ignore),
        "min_confidence": options.min_confidence,
        "typography": options.typography or None,
        "model": options.model,
        "more_glossaries": tuple(options.glossary),
        "context": options.context,
        "keep_lines": options.keep_lines or None,
        "grammar": options.grammar,
        "schema": getattr(options, "schema", None),  # of the commands that write records
    }
    given = {name: value for name, value in given.items() if value not in ((), None)}
    return load(options.config, inputs).with_options(**given)


def pipeline_of(options: argparse.Namespace, inputs: Sequence[str] = ()) -> Pipeline:
    """Return the pipeline that the settings ask for."""
    return settings_of(options, inputs).pipeline()


def codes(lists: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of rules in lists such as ``LEAK,spl001``."""
    return tuple(code.strip().upper() for one in lists for code in one.split(","))


def positive_integer(text: str) -> int:
    """Return the value of an option that takes a whole number from 1 on."""
    if text.isdecimal() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(f"a whole number from 1 on, not {text!r}")


def size(text: str) -> int:
    """Return the value of an option that takes bytes: a whole number, and k, M or G behind it."""
    number, unit = (text[:-1], text[-1].upper()) if text[-1:].isalpha() else (text, "")
    if number.isdecimal() and int(number) and unit in _UNITS:
        return int(number) << _UNITS[unit]
    raise argparse.ArgumentTypeError(f"bytes, such as 64M, not {text!r}")


_UNITS = {"": 0, "K": 10, "M": 20, "G": 30}


def seconds(text: str) -> float:
    """Return the value of an option that takes seconds."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if 0 <= found < float("inf"):
        return found
    raise argparse.ArgumentTypeError(f"a number of seconds, not {text!r}")
