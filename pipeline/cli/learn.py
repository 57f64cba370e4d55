"""``rature learn``: learn from a dump how to clean it.

The work is done by :mod:`pipeline.batch.learn`, which is imported only when the command runs.
"""

import argparse

from pipeline.cli.options import (
    Subparsers,
    add_dump_input,
    add_encoding,
    add_glossary,
    add_lenient,
    add_log_format,
    positive_integer,
    seconds,
    set_columns,
)
from pipeline.settings.config import load


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "learn",
        help="learn from a dump how to clean it",
        description="Read the dump that is to be cleaned, in all formats of `rature run`, and "
        "write to MODEL what it counts there: the pairs of the spinner (which French word each "
        "substitute stands for), and which unknown words are words that it uses. `clean`, `run` "
        "and `diff` take it with "
        "--model MODEL. No gold is needed, and no input is written to.",
        epilog="""examples:
  rature learn dump/ -o dump.model.gz       learn from a dump
  rature run dump/ -o out --model dump.model.gz
                                            then clean it
  rature learn dump/ -o dump.model.gz --pairs pairs.tsv
  rature learn dump.model.gz --corrected pairs.tsv -o mended.model.gz
                                            after a person read and corrected the pairs
  rature learn 'news/*.csv.gz' -o news.model --text-column body
  zcat dump.gz | rature learn - -o dump.model

Exit code: 0 done; 1 done, but some articles or files failed, which are told and left out (0 with
--lenient); 2 nothing could be learned, or bad options; 130 and 143 interrupted. docs/learn.md tells
what MODEL holds.""",
    )
    command.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="a file, folder, pattern or URL; - is stdin"
    )
    command.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="MODEL",
        help="a file, whole or not at all; packed when its name ends with .gz",
    )
    command.add_argument(
        "--pairs",
        metavar="TABLE",
        default="",
        help="write the spinner's pairs to a table as well: substitute, word, support, probability",
    )
    command.add_argument(
        "--corrected",
        metavar="TABLE",
        help="the only INPUT is a model: write it again with the pairs as they are in TABLE, whose "
        "rows a person deleted, changed or added",
    )
    command.add_argument(
        "--context",
        choices=("auto", "off"),
        default="auto",
        help="off: count by the sentence alone, without the context model: faster, and strangers' "
        "pairs are not found (default: auto)",
    )
    command.add_argument("--quiet", action="store_true", help="say nothing but errors")
    add_lenient(command)
    add_log_format(command)
    add_dump_input(command)
    more = command.add_argument_group("how the work is done; changes nothing in the model")
    more.add_argument("--workers", type=positive_integer, metavar="N", help="default: one per core")
    more.add_argument(
        "--time-limit",
        type=seconds,
        metavar="S",
        help="seconds for an article, or a million characters of a long one, which is then "
        "left out (default: 600; 0 for none)",
    )
    command.add_argument(
        "--config", metavar="FILE", help="the rature.toml whose [columns] and [run] hold"
    )
    command.add_argument(
        "--decisions",
        action="append",
        default=[],
        metavar="FILE",
        help="decisions that `rature review OUT --export` wrote: they weigh the readings of "
        "substitutes, and move thresholds of rules; may be repeated",
    )
    add_glossary(command.add_argument)
    add_encoding(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read the dump and write the model."""
    from pipeline.batch.decisions import decision_counts
    from pipeline.batch.learn import correct, learn
    from pipeline.batch.options import TIME_LIMIT, RunOptions

    if options.corrected:
        return correct(options.inputs, options.corrected, options.output, options.pairs)
    settings = load(options.config, options.inputs).with_options(
        more_glossaries=tuple(options.glossary)
    )
    set_columns(options, settings)
    limit = settings.time_limit if options.time_limit is None else options.time_limit
    run_options = RunOptions(
        inputs=options.inputs,
        out="",
        text_column=options.text_column,
        id_column=options.id_column,
        encoding=options.encoding or "",
        shape=options.input,
        input_format=options.input_format,
        max_record=options.max_record,
        shard_size=settings.shard_size,
        workers=options.workers or settings.workers,
        time_limit=TIME_LIMIT if limit is None else limit,
        lenient=options.lenient,
        quiet=options.quiet,
    )
    return learn(
        run_options,
        options.output,
        options.pairs,
        settings.entries,
        decision_counts(options.decisions),
        with_context=options.context != "off",
    )
