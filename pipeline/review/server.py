"""Serve a review to browsers. Start reading from :func:`serve`."""

import contextlib
import secrets
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote
from zlib import crc32

import uvicorn

from pipeline.errors import InputError
from pipeline.io.terminal import say, stdout
from pipeline.review.app import application
from pipeline.review.connections import Connection
from pipeline.review.guard import Reviewers
from pipeline.review.importing import opened

DEFAULT_PORTS = range(20_000, 32_000)
"""Ports to choose from. No system assigns them to other programs by default."""


def serve(out: Path, names: Sequence[str], config: Path, host: str, port: int | None) -> int:
    """Print an address for each name and serve the review of the run in ``out`` until stopped.

    Each address has a random token, which is new each time.
    """
    store = opened(out)
    try:
        with _listening(host, port, out) as listener:
            bound = listener.getsockname()[1]
            tokens = {secrets.token_urlsafe(24): name for name in names}
            open_to_all = not _local(host)
            hosts = _hosts(host, bound)
            app = application(store, config, Reviewers(tokens, bound), hosts, addresses=open_to_all)
            for token, name in tokens.items():
                address = f"http://{_shown(host)}:{bound}/?token={quote(token)}"
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
                uvicorn.Server(settings).run([listener])
    finally:
        store.close()
    return 0


@contextlib.contextmanager
def _listening(host: str, port: int | None, out: Path) -> Iterator[socket.socket]:
    """Open the socket: on ``port``, else on the usual port of this folder, else on a free one."""
    usual = DEFAULT_PORTS[
        crc32(str(out.resolve()).encode("utf-8", "surrogateescape")) % len(DEFAULT_PORTS)
    ]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    error: OSError | None = None
    for one in (port,) if port is not None else (usual, 0):
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # no Nagle
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, one))
            listener.listen(128)  # before the address is printed
        except OSError as failure:
            listener.close()
            error = failure
            continue
        with listener:
            yield listener
        return
    raise InputError(
        f"cannot listen on {host}{f' port {port}' if port else ''}: "
        f"{error.strerror if error else ''}: try another --host or --port"
    ) from error


def _local(host: str) -> bool:
    """Say whether only this machine can reach ``host``."""
    return host in ("localhost", "::1") or host.startswith("127.")


def _shown(host: str) -> str:
    """Return the host for an address; a host that stands for all gets the name of this machine."""
    if host in ("0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _hosts(host: str, port: int) -> list[str]:
    """Return the names, with port, that the review answers to."""
    names = {_shown(host), host, "127.0.0.1", "localhost", "[::1]"}
    if not _local(host):
        names |= {socket.gethostname(), socket.getfqdn()}
    return [f"{name}:{port}" for name in sorted(names)]
