"""Processes that clean texts for the service, each stopped when a text takes too long.

Start reading from :meth:`Workers.clean`. A worker cleans one text at a time. One that dies or is
over its time is replaced, and only its own request fails.
"""

import asyncio
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from pipeline.io import articles
from pipeline.pipeline import Pipeline
from pipeline.result import failed


class TooSlowError(Exception):
    """A text took longer than the service allows."""


class DiedError(Exception):
    """The process that cleaned a text ended."""


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection

    def ask(self, text: str, name: str) -> dict[str, Any]:
        """Send a text and wait for its record; this blocks."""
        try:
            self.pipe.send((text, name))
            found: dict[str, Any] = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise DiedError from error
        return found

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


@dataclass
class Workers:
    """``count`` processes with the same pipeline; ``limit`` is the seconds that a text may take."""

    pipeline: Pipeline
    count: int
    limit: float
    _idle: "asyncio.Queue[_Worker]" = field(init=False)
    _all: list[_Worker] = field(init=False, default_factory=list)

    def start(self) -> None:
        """Start the processes, each of which loads the dictionaries once."""
        self._idle = asyncio.Queue()
        for _ in range(self.count):
            self._add()

    def stop(self) -> None:
        """End the processes."""
        for worker in self._all:
            worker.kill()
        self._all.clear()

    def _add(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self.pipeline), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._all.append(worker)
        self._idle.put_nowait(worker)

    def _replace(self, worker: _Worker) -> None:
        worker.kill()
        self._all.remove(worker)
        self._add()

    async def clean(self, text: str, name: str = "") -> dict[str, Any]:
        """Return the record of a text.

        Raises :class:`TooSlowError` and :class:`DiedError`.
        """
        worker = await self._idle.get()
        asked = asyncio.create_task(asyncio.to_thread(worker.ask, text, name))
        try:
            found = await asyncio.wait_for(asyncio.shield(asked), self.limit)
        except TimeoutError as error:
            self._replace(worker)
            await _ended(asked)
            raise TooSlowError from error
        except DiedError:
            self._replace(worker)
            raise
        except asyncio.CancelledError:  # the client has gone; the answer must not reach the next
            self._replace(worker)
            await _ended(asked)
            raise
        self._idle.put_nowait(worker)
        return found


async def _ended(asked: "asyncio.Task[Any]") -> None:
    """Wait for a question to a killed worker, which fails."""
    await asyncio.gather(asked, return_exceptions=True)


def _serve(pipe: Connection, pipeline: Pipeline) -> None:
    """Answer texts with records until the other end is closed."""
    clean: Callable[[str, str], dict[str, Any]] = lambda text, name: articles.explain(  # noqa: E731
        pipeline, text, name
    ).to_dict()
    clean("Les deux parties ont signé un accord.", "")  # loads the dictionaries
    while True:
        try:
            text, name = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            pipe.send(clean(text, name))
        except Exception as error:  # whatever went wrong, the text comes back
            pipe.send(failed(name, text, articles.reason(error)))
