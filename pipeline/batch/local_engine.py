"""The engine of one machine: a few processes, each with its own copy of the model.

Start reading from :func:`local`. A worker tells where it is before each article. So one that hangs
or dies can be replaced, and the article that did it be named: after its time limit, or when workers
died at it twice, it is refused and the rest of its shard is done.
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
from pipeline.batch.shards import Place, Shard, Tally, Task
from pipeline.errors import InputError, PipelineError
from pipeline.io.terminal import told

Seen = tuple[int, int, int, int, int]
"""Articles, words, edits made, edits proposed, errors."""

DEATHS = 3
"""Workers that may die before they reach an article until the run gives up."""

WAIT = 0.5
"""Seconds until the time limits are looked at again."""


@dataclass
class Trial:
    """A shard on its way, what was refused of it, and where workers died."""

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
        """Have the worker do a shard."""
        self.trial, self.place, self.since = trial, None, time.monotonic()
        self.seen = (0, 0, 0, 0, 0)
        with contextlib.suppress(OSError):  # it is dead, which its pipe will tell
            self.connection.send((trial.shard, trial.refused))

    def end(self) -> str:
        """Kill the worker; return how it died, if it was dead before."""
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
    """Have the garbage collector look seldom: cleaning makes many tuples and no cycles to speak of.

    With Python's own thresholds it takes a fifth of the time.
    """
    gc.set_threshold(100_000, 20, 100)
    gc.freeze()


def _serve(pipe: Any, job: Task) -> None:
    """Do shards until the parent closes the pipe or is gone."""
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
    """Return the error that ends the run: a shard that cannot be read or written."""
    if isinstance(error, OSError):
        return InputError(f"cannot write: {error.strerror or error}: make room")
    return PipelineError(told(error))


def local(
    shards: Iterable[Shard],
    job: Task,
    *,
    workers: int,
    time_limit: float = 0.0,
    watch: Callable[[list[Seen]], None] = lambda seen: None,
) -> Iterator[dict[str, Any]]:
    """Have ``workers`` processes do ``shards``; yield the marker of each that is finished.

    A shard is taken only when a worker is free. ``watch`` is told what is counted of the shards
    under way. ``time_limit`` is in seconds for an article or a piece of a long one, 0 for none.
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
            connection.wait([worker.connection for worker in busy], WAIT)
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
    """Give each free worker a shard, and make workers while there are too few."""
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
    """Take what a worker has said; yield the marker when it is finished."""
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
    """Put the shard of a dead worker back; refuse the article at which workers died twice."""
    trial, place = worker.trial, worker.place
    assert trial is not None
    how = worker.end()
    crew.remove(worker)
    trial.deaths[place] += 1
    if place is not None and trial.deaths[place] == 2:
        trial.refused[place] = f"the program was stopped twice at this article ({how})"
    if place is None and trial.deaths[None] >= DEATHS:
        raise PipelineError(
            f"a worker died {DEATHS} times outside of any article ({how}): free some memory "
            "or use fewer --workers"
        )
    again.append(trial)


def _timed(worker: Worker, crew: list[Worker], again: deque[Trial], limit: float) -> None:
    """Stop a worker that takes too long for an article, and refuse the article."""
    trial, place = worker.trial, worker.place
    if not limit or worker not in crew or trial is None or place is None:
        return
    if time.monotonic() - worker.since < limit or worker.connection.poll():
        return
    worker.process.kill()
    worker.end()
    crew.remove(worker)
    trial.refused[place] = f"time limit of {limit:g} s"
    again.append(trial)


def cores() -> int:
    """Return how many workers this machine has cores for."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
