"""Listen on a port of this machine, for the review and the service."""

import contextlib
import socket
from collections.abc import Iterator, Sequence

from pipeline.errors import InputError


@contextlib.contextmanager
def listening(host: str, ports: Sequence[int]) -> Iterator[socket.socket]:
    """Open a socket on the first of ``ports`` that is free; 0 stands for any free one.

    Raises :class:`InputError` if there is none.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    error: OSError | None = None
    for port in ports:
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # no Nagle
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen(128)  # before the address is printed
        except OSError as failure:
            listener.close()
            error = failure
            continue
        with listener:
            yield listener
        return
    named = f" port {ports[0]}" if len(ports) == 1 else ""
    raise InputError(
        f"cannot listen on {host}{named}: {error.strerror if error else ''}: "
        "try another --host or --port"
    ) from error


def is_local(host: str) -> bool:
    """Say whether only this machine can reach ``host``."""
    return host in ("localhost", "::1") or host.startswith("127.")


def shown(host: str) -> str:
    """Return the host for an address; a host that stands for all gets the name of this machine."""
    if host in ("0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def hosts(host: str, port: int) -> list[str]:
    """Return the names, with port, that a server on ``host`` answers to."""
    names = {shown(host), host, "127.0.0.1", "localhost", "[::1]"}
    if not is_local(host):
        names |= {socket.gethostname(), socket.getfqdn()}
    return [f"{name}:{port}".lower() for name in sorted(names)]
