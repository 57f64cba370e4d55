"""What others decide, told to open pages while they are read: server-sent events.

Start reading from :func:`stream`. A page says up to which decision it is made; the server looks for
later ones, of this process or another one, and sends how their edits stand now.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pipeline.review.database import Database

POLL_SECONDS = 0.5
"""Time between two looks. A look costs less than a millisecond."""

QUIET_POLLS = 30
"""Looks without news after which an empty line keeps the connection open."""

MAX_CHANGED = 500
"""Changed edits in one event, at most; the latest ones. A page shows fewer."""


def last_decision(store: Database) -> int:
    """Return the number of the latest decision, 0 when there is none."""
    found: int = store.value("SELECT coalesce(max(n), 0) FROM decisions")
    return found


def changed_since(store: Database, n: int) -> tuple[int, list[str], list[int]]:
    """Return the number of the latest decision, and the edits and series that changed since ``n``.

    The edits are keys, the latest decided first.
    """
    last = last_decision(store)
    if last <= n:
        return last, [], []
    rows = store.rows(
        "SELECT d.key, e.series FROM decisions d JOIN edits e USING (key)"
        " WHERE d.n > ? AND d.n <= ? GROUP BY d.key ORDER BY max(d.n) DESC LIMIT ?",
        n,
        last,
        MAX_CHANGED,
    )
    return last, [key for key, _ in rows], list(dict.fromkeys(series for _, series in rows))


def stream(
    request: Request,
    start: int,
    changes: Callable[[int], tuple[int, dict[str, Any] | None]],
    ended: Callable[[], bool],
) -> Response:
    """Return a stream of events; ``changes`` tells of those since a decision.

    It ends when the browser goes or ``ended`` says that the server stops.
    """

    async def events() -> AsyncIterator[str]:
        last, quiet = start, 0
        yield "retry: 2000\n\n"
        while not ended() and not await request.is_disconnected():
            last, found = await run_in_threadpool(changes, last)
            quiet += 1
            if found is not None:
                quiet = 0
                yield f"id: {last}\ndata: {json.dumps(found)}\n\n"
            elif quiet >= QUIET_POLLS:
                quiet = 0
                yield ":\n\n"
            await asyncio.sleep(POLL_SECONDS)

    return StreamingResponse(events(), media_type="text/event-stream")
