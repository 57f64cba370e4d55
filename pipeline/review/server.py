"""Serve a review to browsers. Start reading from :func:`serve`."""

import contextlib
import secrets
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from types import FrameType
from urllib.parse import quote
from zlib import crc32

import uvicorn

from pipeline.io.listening import hosts, is_local, listening, shown
from pipeline.io.terminal import say, stdout
from pipeline.review.app import application
from pipeline.review.connections import Connection
from pipeline.review.guard import Reviewers
from pipeline.review.importing import opened
from pipeline.review.requests import Review

DEFAULT_PORTS = range(20_000, 32_000)
"""Ports to choose from. No system assigns them to other programs by default."""


def serve(out: Path, names: Sequence[str], config: Path, host: str, port: int | None) -> int:
    """Print an address for each name and serve the review of the run in ``out`` until stopped.

    Each address has a random token, which is new each time.
    """
    store = opened(out)
    stopping = Event()
    review = Review(store, config, tuple(dict.fromkeys(names)), stopping.is_set)
    try:
        ports = [_usual_port(out), 0] if port is None else [port]
        with listening(host, ports) as listener:
            bound = listener.getsockname()[1]
            tokens = {secrets.token_urlsafe(24): name for name in names}
            open_to_all = not is_local(host)
            reviewers = Reviewers(tokens, bound)
            named = hosts(host, bound)
            app = application(review, reviewers, named, addresses=open_to_all)
            for token, name in tokens.items():
                address = f"http://{shown(host)}:{bound}/?token={quote(token)}"
                who = f"  {name}" if len(names) > 1 else ""
                stdout().write(f"{address}{who}\n".encode())
            stdout().flush()
            say("open this address in a browser; Ctrl-C stops the review, decisions are kept")
            if open_to_all:
                say(f"others can reach {host}, and what they send is not encrypted")
            settings = uvicorn.Config(
                app,
                http=Connection,
                log_level="error",
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=2,
            )
            with contextlib.suppress(KeyboardInterrupt):
                _Server(settings, stopping).run([listener])
    finally:
        review.jobs.close()
        store.close()
    return 0


class _Server(uvicorn.Server):
    """A server that says when it is asked to stop, so that streams to pages end."""

    def __init__(self, settings: uvicorn.Config, stopping: Event) -> None:
        super().__init__(settings)
        self._stopping = stopping

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """See :class:`uvicorn.Server`."""
        self._stopping.set()
        super().handle_exit(sig, frame)


def _usual_port(out: Path) -> int:
    """Return the port that the review of a folder has each time, if it is free."""
    name = str(out.resolve()).encode("utf-8", "surrogateescape")
    return DEFAULT_PORTS[crc32(name) % len(DEFAULT_PORTS)]
