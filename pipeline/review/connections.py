"""Connections of the review's server: few, and none that keeps others waiting.

Start reading from :class:`Connection`. uvicorn waits for ever for a request that was begun, and
takes as many connections as come; then the process has no file handle left for a reviewer.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 256
"""Open connections at most. A browser has six; then the oldest that asks for nothing goes."""

REQUEST_SECONDS = 20.0
"""Seconds in which a request has to arrive: four megabytes at the slowest network of an office."""


class Connection(H11Protocol):
    """A connection that ends when a request does not arrive in time, or others need its place."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See :class:`asyncio.Protocol`."""
        super().connection_made(transport)
        self._made = self.loop.time()
        self._wait()
        if len(self.connections) > MOST_CONNECTIONS:
            idle = [c for c in self.connections if isinstance(c, Connection) and c.is_idle()]
            min(idle, key=lambda one: one._made, default=self).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """See :class:`asyncio.Protocol`."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See :class:`asyncio.Protocol`."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._wait()
        else:
            self._wait_no_longer()

    def is_idle(self) -> bool:
        """Say whether no answer is being made."""
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        """Give the other side its time, once for each request."""
        if self._late is None:
            self._late = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _wait_no_longer(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
