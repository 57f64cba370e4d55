"""Work that takes longer than a request: it runs in a thread, and pages ask how far it is.

Start reading from :meth:`Jobs.start`. A job is named by the request that began it, so that one
which is sent twice begins it once. Files that jobs write go with the server.
"""

import tempfile
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError, PipelineError

MAX_JOBS = 20
"""Finished jobs that are kept, with their files; the oldest go."""

MAX_RUNNING = 3
"""Jobs that run at once, at most."""

JOB_RUNNING, JOB_DONE, JOB_FAILED = "running", "done", "failed"


@dataclass
class ReviewJob:
    """A job: ``done`` of ``total`` steps; ``text`` tells the outcome, ``path`` is what it wrote."""

    action: str
    name: str
    total: int = 0
    done: int = 0
    state: str = JOB_RUNNING
    text: str = ""
    path: Path | None = None

    def beat(self) -> None:
        """Count one step."""
        self.done += 1


class Jobs:
    """The jobs of a server."""

    def __init__(self) -> None:
        self._jobs: dict[str, ReviewJob] = {}
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def find(self, action: str) -> ReviewJob | None:
        """Return the job that a request began."""
        return self._jobs.get(action)

    def start(self, action: str, name: str, work: Callable[[ReviewJob, Path], str]) -> ReviewJob:
        """Begin a job that writes a file ``name``; ``work`` returns what is told in the end.

        Raises :class:`InputError` when too many run already.
        """
        with self._lock:
            if known := self._jobs.get(action):
                return known
            if sum(job.state == JOB_RUNNING for job in self._jobs.values()) >= MAX_RUNNING:
                raise InputError("other work is still going on: wait for it to end")
            self._forget()
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="rature-")
            path = Path(self._folder.name) / f"{len(self._jobs)}-{action[:16]}" / name
            path.parent.mkdir()
            job = self._jobs[action] = ReviewJob(action, name)
        threading.Thread(target=_run, args=(job, path, work), daemon=True).start()
        return job

    def _forget(self) -> None:
        """Forget the oldest jobs that are done."""
        ended = [job for job in self._jobs.values() if job.state != JOB_RUNNING]
        for job in ended[: max(0, len(ended) - MAX_JOBS + 1)]:
            del self._jobs[job.action]
            if job.path is not None:
                job.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Remove all files."""
        with self._lock:
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None


def _run(job: ReviewJob, path: Path, work: Callable[[ReviewJob, Path], str]) -> None:
    try:
        job.text = work(job, path)
        job.path = path if path.is_file() else None
        job.state = JOB_DONE
    except PipelineError as error:
        job.text, job.state = str(error), JOB_FAILED
    except Exception:  # whatever it is, the review goes on
        traceback.print_exc()
        job.text, job.state = "something went wrong: the terminal says what", JOB_FAILED
