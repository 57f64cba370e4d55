"""The engine for a cluster: Ray starts workers on its nodes and says when one is lost.

Start reading from :func:`on_ray`. Each Ray worker cleans in a process of its own, which
:mod:`pipeline.batch.local_engine` starts. So an article that hangs or kills the process is treated
as on one machine. The shard of a lost node is given to another node.
"""

import contextlib
import logging
import os
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import ray
from ray.exceptions import RayError

from pipeline.batch import places
from pipeline.batch.local_engine import MAX_DEATHS, Seen, local
from pipeline.batch.shards import Job, Shard
from pipeline.errors import InputError, PipelineError
from pipeline.io.terminal import say, told
from pipeline.result import versions

POLL_INTERVAL = 1.0
"""Seconds between two questions to a worker for what it has counted."""

FIRST_WORKER_WAIT = 30.0
"""After so many seconds without any worker the user is told that the cluster has no free CPU."""

NOTHING_SEEN: Seen = (0, 0, 0, 0, 0)


class Cleaner:
    """A worker on a node. Its methods are called from another process, two at a time."""

    def __init__(self, job: Job, time_limit: float) -> None:
        self._job, self._time_limit = job, time_limit
        self._todo: deque[Shard] = deque()
        self._seen = NOTHING_SEEN
        self._finished: Iterator[dict[str, Any]] | None = None

    def check(self) -> dict[str, Any]:
        """Return what decides whether this worker can take part."""
        return {
            "node": ray.util.get_node_ip_address(),
            "versions": versions(),
            "sees": places.exists(places.join(self._job.work, "plan.json")),
        }

    def clean(self, shard: Shard) -> dict[str, Any]:
        """Process a shard; return its marker."""
        self._todo.append(shard)
        self._finished = self._finished or local(
            iter(self._todo.popleft, None),
            self._job,
            workers=1,
            time_limit=self._time_limit,
            watch=self._watch,
        )
        try:
            return next(self._finished)
        except BaseException:
            self._finished = None
            raise
        finally:
            self._seen = NOTHING_SEEN

    def _watch(self, seen: list[Seen]) -> None:
        self._seen = seen[0] if seen else NOTHING_SEEN

    def seen(self) -> Seen:
        """Wait a moment, then return what is counted so far in the shard that is being done."""
        time.sleep(POLL_INTERVAL)
        return self._seen


@dataclass
class Trial:
    """A shard that is being done, and how many workers were lost over it."""

    shard: Shard
    deaths: int = 0


class Worker:
    """A :class:`Cleaner` as seen from the driver: it is started, checked, then given shards."""

    def __init__(self, kind: Any, job: Any, time_limit: float) -> None:
        self.actor = kind.remote(job, time_limit)
        self.doing = self.actor.check.remote()
        self.watching: Any = None
        self.checked = False
        self.trial: Trial | None = None
        self.seen = NOTHING_SEEN

    def give(self, trial: Trial) -> None:
        """Send the worker a shard."""
        self.trial, self.seen = trial, NOTHING_SEEN
        self.doing = self.actor.clean.remote(trial.shard)
        self.watching = self.watching or self.actor.seen.remote()

    def end(self) -> None:
        """Remove the worker from its node."""
        with contextlib.suppress(RayError):
            ray.kill(self.actor)


def on_ray(
    *, address: str = "", workers: int | None = None, time_limit: float = 0.0
) -> Callable[
    [Iterable[Shard], Job, Callable[[list[Seen]], None]],
    Iterator[dict[str, Any]],
]:
    """Return the engine that processes shards with ``workers`` processes of a Ray cluster.

    ``address`` is the address of a running cluster; if it is empty, RAY_ADDRESS is used. Without
    both, Ray is started on this machine for the time of the run. Without ``workers`` there is one
    for each CPU of the cluster.
    """

    def engine(
        shards: Iterable[Shard], job: Job, watch: Callable[[list[Seen]], None]
    ) -> Iterator[dict[str, Any]]:
        with _connected(address or os.environ.get("RAY_ADDRESS", ""), workers):
            count = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
            yield from _run(shards, job, count, time_limit, watch)

    return engine


@contextlib.contextmanager
def _connected(address: str, workers: int | None) -> Iterator[None]:
    """Connect to the cluster unless this process is connected; keep the signal handlers."""
    if ray.is_initialized():
        yield
        return
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    own: dict[str, Any] = {"address": address}
    if not address or address == "local":
        own = {"address": "local", "include_dashboard": False, "num_cpus": workers}
    _reachable(address)
    handler = signal.getsignal(signal.SIGTERM)
    try:
        ray.init(**own, logging_level=logging.CRITICAL, log_to_driver=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise _unreachable(address or "on this machine", str(error)) from error
    try:
        if threading.current_thread() is threading.main_thread() and handler is not None:
            signal.signal(signal.SIGTERM, handler)
        yield
    finally:
        ray.shutdown()


def _reachable(address: str) -> None:
    """Raise :class:`InputError` if HOST:PORT does not answer; Ray would wait for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), 10).close()
    except (OSError, OverflowError) as error:
        raise _unreachable(address, getattr(error, "strerror", None) or str(error)) from error


def _unreachable(address: str, why: str) -> InputError:
    reason = (why.splitlines() or ["no reason given"])[0]
    return InputError(
        f"no Ray cluster {address} ({reason}): start one with "
        "ray start --head, or name the HOST:PORT of one with --address"
    )


def _run(
    shards: Iterable[Shard],
    job: Job,
    count: int,
    time_limit: float,
    watch: Callable[[list[Seen]], None],
) -> Iterator[dict[str, Any]]:
    """Keep ``count`` workers busy; a shard is taken only when a worker is free."""
    queue = iter(shards)
    again: deque[Trial] = deque()
    crew: list[Worker] = []
    kind = ray.remote(num_cpus=1, max_concurrency=2, max_restarts=0)(Cleaner)
    shared = ray.put(job)
    failed, since = 0, time.monotonic()
    held = next(queue, None)  # None if all shards are done
    try:
        while held is not None or again or any(worker.trial for worker in crew):
            while len(crew) < count:
                crew.append(Worker(kind, shared, time_limit))
            for worker in crew:
                if not worker.checked or worker.trial is not None:
                    continue
                if again:
                    worker.give(again.popleft())
                elif held is not None:
                    worker.give(Trial(held))
                    held = next(queue, None)
            waiting = [ref for w in crew for ref in (w.doing, w.watching) if ref is not None]
            ready, _ = ray.wait(waiting, timeout=POLL_INTERVAL, fetch_local=True)
            for worker in list(crew):
                try:
                    yield from _heard(worker, ready, job)
                except RayError as error:
                    crew.remove(worker)
                    worker.end()
                    failed = _lost(worker, again, error, failed)
            if any(worker.checked for worker in crew):
                failed, since = 0, time.monotonic()
            elif time.monotonic() - since > FIRST_WORKER_WAIT:
                say("the Ray cluster has no CPU free: waiting for one")
                since = float("inf")
            watch([worker.seen for worker in crew if worker.trial is not None])
    finally:
        for worker in crew:
            worker.end()


def _heard(worker: Worker, ready: list[Any], job: Job) -> Iterator[dict[str, Any]]:
    """Receive the answers of a worker; yield the marker if a shard is finished."""
    if worker.watching in ready:
        worker.seen, worker.watching = ray.get(worker.watching), None
        if worker.trial is not None:
            worker.watching = worker.actor.seen.remote()
    if worker.doing not in ready:
        return
    answer, worker.doing = _answer(worker.doing), None
    if worker.trial is not None:
        worker.trial = None
        yield answer
        return
    _same(answer, job)
    worker.checked = True


def _answer(ref: Any) -> Any:
    """Return the answer of a worker; raise our own errors without Ray's wrapping."""
    try:
        return ray.get(ref)
    except ray.exceptions.RayTaskError as error:
        cause = error.cause
        if isinstance(cause, PipelineError):
            raise type(cause)(str(cause)) from error
        raise PipelineError(f"a worker failed: {told(cause or error)}") from error


def _same(answer: dict[str, Any], job: Job) -> None:
    """Raise :class:`PipelineError` if a node has another version or does not see the folder."""
    if answer["versions"] != versions():
        raise PipelineError(
            f"node {answer['node']} has another version of rature or its dictionaries: "
            "install the same on all nodes"
        )
    if not answer["sees"]:
        raise InputError(
            f"node {answer['node']} does not see {job.work}: choose a place for -o that all "
            "nodes share"
        )


def _lost(worker: Worker, again: deque[Trial], error: RayError, failed: int) -> int:
    """Put the shard of a lost worker back.

    Returns how many workers in a row were lost before any could start.
    """
    why = (str(error).strip().splitlines() or [type(error).__name__])[-1].strip()
    trial = worker.trial
    if trial is None:
        failed += not worker.checked
        if failed == MAX_DEATHS:
            raise PipelineError(f"no worker can be started on the Ray cluster ({why})")
        return failed
    trial.deaths += 1
    if trial.deaths == MAX_DEATHS:
        raise PipelineError(
            f"Ray workers were lost {MAX_DEATHS} times over the same articles ({why}): free some "
            "memory or use fewer --workers"
        )
    again.append(trial)
    return failed
