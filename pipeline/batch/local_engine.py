"""The engine for one machine: several processes, each with its own copy of the model.

Start reading from :func:`local`. A worker reports each article before it does anything for it. If
the worker hangs or dies, it is replaced, and the article is known. An article is refused after its
time limit, or after two workers died at it; the rest of its shard is then done without it.
"""

import contextlib
import gc
import multiprocessing
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import connection
from typing import Any

from pipeline.batch.reading import Reader
from pipeline.batch.shards import Place, Shard, Task
from pipeline.batch.tally import Tally
from pipeline.errors import InputError, PipelineError
from pipeline.io.terminal import told
from pipeline.machine import cure

Seen = tuple[int, int, int, int, int]
"""Articles, words, edits made, edits proposed, errors."""

MAX_DEATHS = 3
"""The run fails after so many workers died in a shard outside of any article."""

CHECK_INTERVAL = 0.5
"""Seconds between two checks of the time limits."""


@dataclass
class Trial:
    """A shard that is being done, the articles refused in it, and the places where workers died."""

    shard: Shard
    refused: dict[Place, str] = field(default_factory=dict)
    deaths: Counter[Place | None] = field(default_factory=Counter)


class Worker:
    """A process that does one shard at a time."""

    def __init__(self, job: Task) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, job), daemon=True)
        with _interrupts_blocked():  # Ctrl-C goes to all, and is for the parent to answer
            self.process.start()
        theirs.close()
        self.trial: Trial | None = None
        self.place: Place | None = None
        self.since = 0.0
        self.seen: Seen = (0, 0, 0, 0, 0)

    def give(self, trial: Trial) -> None:
        """Send the worker a shard."""
        self.trial, self.place, self.since = trial, None, time.monotonic()
        self.seen = (0, 0, 0, 0, 0)
        with contextlib.suppress(OSError):  # it is dead, and its pipe will say so
            self.connection.send((trial.shard, trial.refused))

    def end(self) -> str:
        """Kill the worker; return the signal or exit code if it was dead before."""
        self.process.join(0.2)
        code = self.process.exitcode
        self.process.kill()
        self.process.join()
        self.connection.close()
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                return signal.Signals(-code).name
        return f"exit code {code}"


@contextlib.contextmanager
def _interrupts_blocked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def spare_the_collector() -> None:
    """Run the garbage collector less often.

    Cleaning makes many tuples and hardly any cycles. With Python's own thresholds the collector
    takes a fifth of the time.
    """
    gc.set_threshold(100_000, 20, 100)
    gc.freeze()


def _serve(pipe: Any, job: Task) -> None:
    """Process shards until the parent closes the pipe or is gone."""
    spare_the_collector()
    reader = Reader()

    def beat(place: Place | None, tally: Tally) -> None:
        pipe.send((place, (tally.articles, tally.words, tally.made, tally.proposed, tally.errors)))

    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionError):
        while True:
            shard, refused = pipe.recv()
            try:
                pipe.send(job.do(shard, reader, beat, refused))
            except (BrokenPipeError, ConnectionError):
                raise
            except Exception as error:
                pipe.send(_failure(error))
                reader.close()


def _failure(error: Exception) -> PipelineError:
    """Return the error that ends the run, because a shard cannot be read or written."""
    if isinstance(error, OSError):
        why = f"{error.strerror or error}: {cure(error) or 'check where input and output go'}"
        return InputError(f"cannot write: {why}")
    return PipelineError(told(error))


def local(
    shards: Iterable[Shard],
    job: Task,
    *,
    workers: int,
    time_limit: float = 0.0,
    watch: Callable[[list[Seen]], None] = lambda seen: None,
) -> Iterator[dict[str, Any]]:
    """Process ``shards`` with ``workers`` processes; yield the marker of each finished shard.

    A shard is taken only when a worker is free. ``watch`` is called with what is counted so far in
    each shard that is being done. ``time_limit`` is the number of seconds for an article, or for a
    piece of a long one; 0 is no limit.
    """
    queue = iter(shards)
    again: deque[Trial] = deque()
    crew: list[Worker] = []
    try:
        while True:
            _hand_out(queue, again, crew, workers, job)
            busy = [worker for worker in crew if worker.trial is not None]
            if not busy:
                return
            connection.wait([worker.connection for worker in busy], CHECK_INTERVAL)
            for worker in busy:
                yield from _heard(worker, crew, again)
            for worker in busy:
                _timed(worker, crew, again, time_limit)
            watch([worker.seen for worker in crew if worker.trial is not None])
    finally:
        for worker in crew:
            worker.process.kill()
            worker.end()


def _hand_out(
    queue: Iterator[Shard], again: deque[Trial], crew: list[Worker], workers: int, job: Task
) -> None:
    """Give each free worker a shard, and start workers if there are too few."""
    while sum(worker.trial is not None for worker in crew) < workers:
        if again:
            trial = again.popleft()
        elif (shard := next(queue, None)) is not None:
            trial = Trial(shard)
        else:
            return
        free = next((worker for worker in crew if worker.trial is None), None)
        if free is None:
            free = Worker(job)
            crew.append(free)
        free.give(trial)


def _heard(worker: Worker, crew: list[Worker], again: deque[Trial]) -> Iterator[dict[str, Any]]:
    """Receive the messages of a worker; yield the marker if the shard is finished."""
    try:
        while worker.trial is not None and worker.connection.poll():
            message = worker.connection.recv()
            if isinstance(message, PipelineError):
                raise message
            if isinstance(message, dict):
                worker.trial = None
                yield message
                return
            worker.place, worker.seen = message
            worker.since = time.monotonic()
    except (EOFError, ConnectionError):
        _died(worker, crew, again)


def _died(worker: Worker, crew: list[Worker], again: deque[Trial]) -> None:
    """Put the shard of a dead worker back; refuse an article at which two workers died."""
    trial, place = worker.trial, worker.place
    assert trial is not None
    how = worker.end()
    crew.remove(worker)
    trial.deaths[place] += 1
    if place is not None and trial.deaths[place] < MAX_DEATHS:
        if trial.deaths[place] == MAX_DEATHS - 1:
            at = "at this article" if place[1] >= 0 else "when these rows were read"
            trial.refused[place] = f"the program was stopped twice {at} ({how})"
    elif trial.deaths[place] >= MAX_DEATHS:
        raise PipelineError(
            f"a worker died {MAX_DEATHS} times outside of any article ({how}): free some memory "
            "or use fewer --workers"
        )
    again.append(trial)


def _timed(worker: Worker, crew: list[Worker], again: deque[Trial], limit: float) -> None:
    """Stop a worker that is over the time limit of an article, and refuse the article."""
    trial, place = worker.trial, worker.place
    if not limit or worker not in crew or trial is None or place is None:
        return
    if place[1] < 0:  # reading: what is packed has to be read from its beginning
        return
    if time.monotonic() - worker.since < limit or worker.connection.poll():
        return
    worker.process.kill()
    worker.end()
    crew.remove(worker)
    trial.refused[place] = f"time limit of {limit:g} s"
    again.append(trial)


def cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
