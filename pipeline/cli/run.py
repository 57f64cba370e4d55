"""``rature run``: clean a dump.

The work is done by :mod:`pipeline.batch.run`, which is imported only when the command runs.
"""

import argparse

from pipeline.batch import formats
from pipeline.batch.ledger import LEDGER_FORMATS
from pipeline.cli.options import (
    Subparsers,
    add_common,
    add_dump_input,
    add_lenient,
    add_log_format,
    positive_integer,
    seconds,
    set_columns,
    settings_of,
)
from pipeline.errors import ConfigError


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
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
  rature run dump/ -o out --retry-failed    take in files that were replaced
  rature run dump.parquet -o out --dedup drop --ledger jsonl

Exit code: 0 done; 1 done, but some articles or files failed (0 with --lenient); 2 nothing could be
done: every article failed, bad options, a full disk; 130 and 143 interrupted. docs/run.md tells
what OUT holds.""",
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
        "--retry-failed",
        action="store_true",
        help="resume, and do again what failed: while a file of the run has failed, its other "
        "parts are kept",
    )
    add_lenient(command)
    add_log_format(command)
    command.add_argument("--quiet", action="store_true", help="say nothing but errors")
    add_dump_input(command)
    _add_writing(command)
    _add_working(command)
    add_common(command)
    command.set_defaults(run=run)


def _add_writing(command: argparse.ArgumentParser) -> None:
    """Add the options that say what is written."""
    more = command.add_argument_group("what is written")
    more.add_argument(
        "--output-format",
        choices=formats.output_choices(),
        default="",
        help="of the clean dump (default: that of the input)",
    )
    more.add_argument("--ledger", choices=LEDGER_FORMATS, help=f"default: {LEDGER_FORMATS[0]}")
    more.add_argument(
        "--csv-safe",
        action="store_true",
        help="in CSV, write a ' before each cell that a spreadsheet would compute (= + - @)",
    )
    more.add_argument("--patch", action="store_true", help="write changes.patch as well")
    more.add_argument(
        "--dedup",
        choices=["mark", "drop"],
        help="find near-duplicates (needs rature[dedup]): name the first article of each in the "
        "field duplicate_of, or leave them out of clean/; duplicates.jsonl lists them",
    )


def _add_working(command: argparse.ArgumentParser) -> None:
    """Add the options that say how the work is done. They do not change what is written."""
    more = command.add_argument_group("how the work is done; changes nothing in what comes out")
    more.add_argument("--workers", type=positive_integer, metavar="N", help="default: one per core")
    more.add_argument(
        "--shard-size", type=positive_integer, metavar="N", help="articles of a unit of work"
    )
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


def run(options: argparse.Namespace) -> int:
    """Clean the dump with what the configuration and the options ask for."""
    from pipeline.batch.options import TIME_LIMIT, RunOptions
    from pipeline.batch.run import run as run_batch

    if options.address and options.engine != "ray":
        raise ConfigError("--address is for --engine ray: add it, or leave the address out")
    settings = settings_of(options, options.inputs)
    set_columns(options, settings)
    limit = settings.time_limit if options.time_limit is None else options.time_limit
    return run_batch(
        RunOptions(
            inputs=options.inputs,
            out=options.output,
            pipeline=settings.pipeline(),
            configuration=settings.fingerprint(),
            text_column=options.text_column,
            id_column=options.id_column,
            encoding=options.encoding or "",
            shape=options.input,
            input_format=options.input_format,
            output=options.output_format,
            ledger=options.ledger or settings.ledger,
            patch=options.patch,
            dedup=options.dedup or settings.dedup or "",
            max_record=options.max_record,
            csv_safe=options.csv_safe,
            shard_size=options.shard_size or settings.shard_size,
            engine=options.engine,
            address=options.address,
            workers=options.workers or settings.workers,
            time_limit=TIME_LIMIT if limit is None else limit,
            resume=options.resume,
            retry_failed=options.retry_failed,
            lenient=options.lenient,
            quiet=options.quiet,
        )
    )
