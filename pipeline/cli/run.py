"""The command ``rature run``; what it does is in ``run.py``, imported when it is asked for."""

import argparse
from typing import Any

from pipeline.batch import formats
from pipeline.batch.ledger import LEDGER_FORMATS
from pipeline.cli.options import common, input_format, settings_of
from pipeline.errors import ConfigError


def add(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "run",
        help="clean a dump",
        description=f"Clean files, folders and patterns of {formats.known_suffixes()} "
        "(each also .gz .zst), or standard input. OUT gets the clean dump in the format it came "
        "in (clean/), a row for each edit (ledger.parquet) and a report (run.json). Paths may be "
        "URLs such as s3://bucket/key (needs rature[remote]). Inputs are never written to.",
        epilog="""examples:
  rature run dump.jsonl -o out              one file
  rature run dump/ -o out --workers 4       a folder, by four processes
  rature run 'news/*.csv.gz' -o out --text-column body --id-column url
  zcat dump.gz | rature run - -o out        standard input: JSON lines, or --input-format
  rature run dump.jsonl -o out --resume     go on after an interruption
  rature run dump.parquet -o out --dedup drop --ledger jsonl

Exit code: 0 done, errors of articles told; 1 the same with --strict; 2 files that cannot be read,
bad options or a full disk; 130 and 143 interrupted. docs/run.md tells what OUT holds.""",
    )
    command.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="a file, folder, pattern or URL; - is stdin"
    )
    command.add_argument(
        "-o", "--output", required=True, metavar="OUT", help="a new folder, or one to resume"
    )
    command.add_argument(
        "--resume", action="store_true", help="go on with the interrupted run in OUT"
    )
    command.add_argument(
        "--strict", action="store_true", help="exit with 1 when an article has an error"
    )
    command.add_argument("--quiet", action="store_true", help="say nothing but errors")
    reading(command)
    _add_writing(command)
    _add_working(command)
    common(command)
    command.set_defaults(run=_run)


def reading(command: argparse.ArgumentParser) -> None:
    """Add the options that say what is read."""
    more = command.add_argument_group("what is read")
    more.add_argument(
        "--text-column", default="", metavar="C", help="the column of texts (default: guessed)"
    )
    more.add_argument(
        "--id-column", default="", metavar="C", help="the column of ids (default: guessed)"
    )
    more.add_argument(
        "--input-format",
        choices=formats.input_choices(),
        default="",
        help="of standard input and of files with another suffix (default: jsonl)",
    )
    input_format(command)


def _add_writing(command: argparse.ArgumentParser) -> None:
    more = command.add_argument_group("what is written")
    more.add_argument(
        "--output-format",
        choices=formats.output_choices(),
        default="",
        help="of the clean dump (default: that of the input)",
    )
    more.add_argument("--ledger", choices=LEDGER_FORMATS, help=f"default: {LEDGER_FORMATS[0]}")
    more.add_argument("--patch", action="store_true", help="write changes.patch as well")
    more.add_argument(
        "--dedup",
        choices=["mark", "drop"],
        help="find near-duplicates (needs rature[dedup]): name the first article of each in the "
        "field duplicate_of, or leave them out of clean/; duplicates.jsonl lists them",
    )


def _add_working(command: argparse.ArgumentParser) -> None:
    more = command.add_argument_group("how the work is done; changes nothing in what comes out")
    more.add_argument("--workers", type=count, metavar="N", help="default: one per core")
    more.add_argument("--shard-size", type=count, metavar="N", help="articles of a unit of work")
    more.add_argument(
        "--time-limit",
        type=seconds,
        metavar="S",
        help="seconds for an article, or a million characters of a long one; then it has an error "
        "(default: 600; 0 for none)",
    )
    more.add_argument("--engine", choices=["local", "ray"], default="local", help="default: local")
    more.add_argument(
        "--address", default="", metavar="ADDR", help="of a running Ray cluster (with --engine ray)"
    )


def _run(options: argparse.Namespace) -> int:
    from pipeline.batch.options import TIME_LIMIT, RunOptions
    from pipeline.batch.run import run

    if options.address and options.engine != "ray":
        raise ConfigError("--address is for --engine ray: add it, or leave the address out")
    settings = settings_of(options, options.inputs)
    limit = settings.time_limit if options.time_limit is None else options.time_limit
    return run(
        RunOptions(
            inputs=options.inputs,
            out=options.output,
            pipeline=settings.pipeline(),
            configuration=settings.fingerprint(),
            text_column=options.text_column or settings.text or "",
            id_column=options.id_column or settings.id or "",
            encoding=options.encoding,
            shape=options.input,
            input_format=options.input_format,
            output=options.output_format,
            ledger=options.ledger or settings.ledger,
            patch=options.patch,
            dedup=options.dedup or settings.dedup or "",
            shard_size=options.shard_size or settings.shard_size,
            engine=options.engine,
            address=options.address,
            workers=options.workers or settings.workers,
            time_limit=TIME_LIMIT if limit is None else limit,
            resume=options.resume,
            strict=options.strict,
            quiet=options.quiet,
        )
    )


def count(text: str) -> int:
    """Return the whole number that an option gives."""
    if text.isdecimal() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(f"a whole number from 1 on, not {text!r}")


def seconds(text: str) -> float:
    """Return the seconds that an option gives."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if 0 <= found < float("inf"):
        return found
    raise argparse.ArgumentTypeError(f"a number of seconds, not {text!r}")
