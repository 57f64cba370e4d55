"""The command line. Start reading from :func:`main`.

Each command is one module of this package: its ``add_to`` adds the command and its options to the
parser, and names the function that runs it. To add a command, write such a module and put it into
:data:`COMMANDS`.

Standard output carries only the result, as bytes: no newline is translated. Everything else goes
to standard error, one line for each message. The exit codes are in :mod:`pipeline.exit_codes`.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

from pipeline.cli import (
    apply,
    clean,
    compare,
    config,
    diff,
    doctor,
    evaluate,
    explain,
    learn,
    lsp,
    report,
    review,
    run,
    serve,
    version,
)
from pipeline.errors import ConfigError
from pipeline.exit_codes import DONE, FAILED, INTERRUPTED
from pipeline.io.terminal import LOG_FORMATS, log_as, say, told

COMMANDS = (
    clean,
    diff,
    explain,
    evaluate,
    run,
    learn,
    report,
    review,
    apply,
    compare,
    serve,
    lsp,
    config,
    doctor,
)
"""The modules of the commands, in the order in which ``rature --help`` lists them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``rature`` with ``arguments`` (default: those of the process); return its exit code."""
    try:
        try:
            options = parser().parse_args(arguments)
            log_as(getattr(options, "log_format", LOG_FORMATS[0]))
            status: int = options.run(options)
        except SystemExit as stop:  # --help and --version
            status = int(stop.code or DONE)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, wants no more
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except Exception as error:
        say(told(error))
        return FAILED
    return status


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = _Parser(
        prog="rature",
        description="Clean French text that machines translated, spun and garbled, "
        "and show every change.",
        epilog="""examples:
  rature clean article.txt > clean.txt      clean one text
  rature diff articles/                     what would change, in context
  rature learn dump/ -o dump.model          learn from a dump before it is cleaned
  rature run dump/ -o out --model dump.model
  rature report out                         what was done, by rule, with samples
  rature review out                         decide about what was only proposed
  rature apply out                          write the dump again, as decided
  rature explain LEAK001                    what a rule does, and why

`rature COMMAND --help` tells more. Exit code: 0 done; 1 there are edits (--exit-code), or some
articles, records or files failed (0 with --lenient); 2 nothing could be done: bad input or options,
said in one line on standard error; 130 interrupted.""",
    )
    version.add_to(top)
    subparsers = top.add_subparsers(metavar="COMMAND", required=True, dest="command")
    for command in COMMANDS:
        command.add_to(subparsers)
    return top


class _Parser(argparse.ArgumentParser):
    """A parser that reports an error in one line."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **settings
        )

    def error(self, message: str) -> NoReturn:
        raise ConfigError(f"{message} (see `{self.prog} --help`)")
