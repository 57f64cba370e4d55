"""Show the progress of a run: a bar on a terminal, elsewhere a line every ten seconds."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from pipeline.io.terminal import is_for_programs, say

LINE_INTERVAL = 10.0
"""Seconds between two lines if there is no terminal."""


@dataclass(frozen=True, slots=True)
class Status:
    """How far a run is: the ``share`` of the input that is done (0–1), and what was counted.

    ``edits`` is None for a run that makes no edits.
    """

    share: float
    articles: int = 0
    words: int = 0
    edits: int | None = 0
    errors: int = 0


@contextmanager
def shown(quiet: bool) -> Iterator[Callable[[Status], None]]:
    """Give a function that shows a status; with ``quiet`` it shows nothing."""
    if quiet or sys.stderr is None:
        yield lambda status: None
    elif sys.stderr.isatty() and not is_for_programs():
        with _bar() as update:
            yield update
    else:
        yield _lines()


def _lines() -> Callable[[Status], None]:
    begun = time.monotonic()
    due = begun + LINE_INTERVAL
    first: float | None = None

    def update(status: Status) -> None:
        nonlocal due, first
        now = time.monotonic()
        first = status.share if first is None else first
        if now >= due:
            due = now + LINE_INTERVAL
            say(_line(status, now - begun, first), **asdict(status))

    return update


def _line(status: Status, seconds: float, first: float) -> str:
    done = status.share - first
    left = f", {_duration(seconds * (1 - status.share) / done)} left" if done > 0 else ""
    return (
        f"{status.share:.0%}: {status.articles:,} articles "
        f"({status.articles / seconds:,.0f}/s), {status.words:,} words "
        f"({status.words / seconds:,.0f}/s), {_edits(status, ' edits, ')}"
        f"{status.errors:,} errors{left}"
    )


def _edits(status: Status, what: str) -> str:
    return "" if status.edits is None else f"{status.edits:,}{what}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


@contextmanager
def _bar() -> Iterator[Callable[[Status], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
    from rich.progress import TimeRemainingColumn as Left

    begun = time.monotonic()
    columns = (
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TextColumn("{task.fields[figures]}"),
        Left(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0, figures="")

        def update(status: Status) -> None:
            seconds = max(0.1, time.monotonic() - begun)
            figures = (
                f"{status.articles / seconds:,.0f} articles/s  "
                f"{status.words / seconds:,.0f} words/s  "
                f"{_edits(status, ' edits  ')}{status.errors:,} errors"
            )
            bar.update(task, completed=status.share, figures=figures)

        yield update
