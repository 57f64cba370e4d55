"""Standard output and standard error: results, messages and progress.

Standard output carries only the result, as bytes. Each message is a line on standard error.
"""

import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO

from pipeline.errors import InputError, PipelineError
from pipeline.io import files
from pipeline.report.diff import visible


def say(message: str) -> None:
    """Write one line to standard error."""
    if sys.stderr is not None:
        line = visible(message, " ").encode("utf-8", "backslashreplace").decode()
        with suppress(OSError):
            print(f"rature: {line}", file=sys.stderr, flush=True)


def told(error: Exception) -> str:
    """Return the message about ``error``. With RATURE_DEBUG print the traceback as well."""
    if os.environ.get("RATURE_DEBUG"):
        traceback.print_exception(error)
    match error:
        case PipelineError():
            return str(error)
        case OSError(strerror=str(), filename=str()):
            return f"{error.filename}: {error.strerror}"
        case OSError():
            return f"{error.strerror or error}: check where input and output go"
    return (
        f"internal error: {type(error).__name__}: {error} "
        "(please report it, with what RATURE_DEBUG=1 prints)"
    )


def hint(paths: Sequence[str]) -> None:
    """Say that the program waits for input if it reads from a terminal."""
    if files.STDIN in paths and sys.stdin is not None and sys.stdin.isatty():
        say("reading from the terminal: end the text with Ctrl-D")


def stdout() -> BinaryIO:
    """Return standard output, for bytes; raise :class:`InputError` when it is closed."""
    if sys.stdout is None:
        raise InputError("standard output is closed: open it, or write to a file with -o")
    return sys.stdout.buffer


@contextmanager
def counter(what: str) -> Iterator[Callable[[], None]]:
    """Give a function that counts steps. It shows the count if no result goes to the terminal."""
    shown = sys.stderr is not None and sys.stderr.isatty() and not sys.stdout.isatty()
    done, due = 0, time.monotonic() + 0.5

    def count() -> None:
        nonlocal done, due
        done += 1
        if shown and time.monotonic() >= due:
            due = time.monotonic() + 0.1
            print(f"\r{done} {what}", end="", file=sys.stderr, flush=True)

    try:
        yield count
    finally:
        if shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
