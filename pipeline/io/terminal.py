"""Standard output and standard error: results, messages and progress.

Standard output carries only the result, as bytes. Each message is a line on standard error.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import BinaryIO

from pipeline.errors import InputError, PipelineError
from pipeline.io import files
from pipeline.report.diff import visible

LOG_FORMATS = ("text", "json")
"""Messages are lines for people, or JSON objects for programs that collect logs."""

_log_format = LOG_FORMATS[0]


def log_as(log_format: str) -> None:
    """Write all further messages of this process as one of :data:`LOG_FORMATS`."""
    global _log_format
    _log_format = log_format


def is_for_programs() -> bool:
    """Say whether messages are JSON objects."""
    return _log_format == "json"


def say(message: str, **fields: object) -> None:
    """Write one line to standard error; as JSON it has the ``fields`` besides."""
    if sys.stderr is None:
        return
    line = visible(message, " ").encode("utf-8", "backslashreplace").decode()
    if is_for_programs():
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": at, "message": line, **fields})
    else:
        line = f"rature: {line}"
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)


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
