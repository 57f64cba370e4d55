"""The database of a review: connections, transactions, and the states of edits.

Start reading from :func:`settle`. ``schema.sql`` describes the tables.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from pipeline.errors import InputError
from pipeline.review.around import neighbour, sorting
from pipeline.review.model import loaded

LOCK_TIMEOUT = 60.0
"""Seconds that a request waits for the lock. An import of 100,000 edits holds it for a few."""


def trouble(path: Path, error: sqlite3.Error) -> InputError:
    """Return the error of a database in words; whatever happens, no decision is to be lost."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended bits
    cures = {
        sqlite3.SQLITE_FULL: "make room on the disk; all decisions that were confirmed are kept",
        sqlite3.SQLITE_IOERR: "see to the disk; all decisions that were confirmed are kept",
        sqlite3.SQLITE_READONLY: "give yourself the right to write there",
        sqlite3.SQLITE_CANTOPEN: "give yourself the right to write in its folder",
        sqlite3.SQLITE_BUSY: "another program holds it: end that one, and try again",
    }
    damaged = (
        "copy it, with the files beside it whose names begin like its own, before anything else; "
        "then get it back from a backup, or with sqlite3 .recover"
    )
    return InputError(f"{path} cannot be used ({error}): {cures.get(code, damaged)}")


class Database:
    """A database of a review. Threads can share it: each gets its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    @property
    def connection(self) -> sqlite3.Connection:
        """Return the connection of this thread."""
        found: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if found is None:
            found = sqlite3.connect(
                self.path, timeout=LOCK_TIMEOUT, isolation_level=None, check_same_thread=False
            )
            found.execute("PRAGMA journal_mode = WAL")
            found.execute("PRAGMA synchronous = FULL")  # what was confirmed survives a power cut
            found.execute("PRAGMA temp_store = MEMORY")
            found.execute("PRAGMA cache_size = -32000")
            found.create_function("neighbour", 2, neighbour, deterministic=True)
            found.create_function("sorting", 2, sorting, deterministic=True)
            self._own.connection = found
            with self._lock:
                self._all.append(found)
        return found

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
        self._own = threading.local()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Run a transaction with the lock for writing. It is rolled back after an error."""
        cx = self.connection
        cx.execute("BEGIN IMMEDIATE")
        try:
            yield cx
            cx.execute("COMMIT")
        except BaseException:
            if cx.in_transaction:
                cx.execute("ROLLBACK")
            raise

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query, with texts that were stored as bytes decoded."""
        return [tuple(map(loaded, row)) for row in self.connection.execute(sql, values)]

    def value(self, sql: str, *values: Any) -> Any:
        """Return the first value of the first row of a query, None if there is no row."""
        row = self.connection.execute(sql, values).fetchone()
        return loaded(row[0]) if row else None


def touch(cx: sqlite3.Connection, select: str, *values: Any) -> None:
    """Fill the temporary table ``touched`` with the edits that a request is about."""
    cx.execute(
        "CREATE TEMP TABLE IF NOT EXISTS touched"
        " (n INTEGER PRIMARY KEY, key TEXT UNIQUE, what TEXT, value TEXT)"
    )
    cx.execute("DELETE FROM touched")
    cx.execute(f"INSERT OR IGNORE INTO touched (key, what, value) {select}", values)


_TOUCHED = "touched t CROSS JOIN decisions d ON d.key = t.key"
"""SQL: decisions about the edits in ``touched``, looked up by their keys.

A plain join leaves the order to SQLite, which reads all decisions: 36 ms when there were 20,000.
"""


def settle(cx: sqlite3.Connection) -> None:
    """Compute the state of the edits in ``touched`` from the decisions about them."""
    cx.execute(
        f"""UPDATE edits SET state = new.state, value = new.value, who = new.who
        FROM (
            SELECT e.key,
                   coalesce(l.state, CASE e.tool WHEN 'auto' THEN 'auto' ELSE 'open' END) AS state,
                   l.value, l.who
            FROM touched t CROSS JOIN edits e ON e.key = t.key
            LEFT JOIN ({standing(_TOUCHED)}) l ON l.key = e.key
        ) AS new
        WHERE edits.key = new.key"""
    )


FITS_CONDITION = "d.source = a.digest AND (d.what = 'edit' OR d.after = s.after)"
"""SQL: the decision ``d`` was about the text and the proposal that are there now."""


def latest(join: str) -> str:
    """Return a query for decisions that are not undone; the latest of an edit has ``place`` 1."""
    return f"""
        SELECT d.*, row_number() OVER (PARTITION BY d.key ORDER BY d.at DESC, d.action DESC)
               AS place
        FROM decisions d {join}
        WHERE d.what <> 'undo' AND NOT EXISTS
              (SELECT 1 FROM decisions u WHERE u.undoes = d.action AND u.key = d.key)"""


def standing(decisions: str = "decisions d") -> str:
    """Return a query for those ``decisions`` that count: for each edit the latest that fits."""
    return f"""
        SELECT key, action, value, who,
               CASE what WHEN 'accept' THEN 'accepted' WHEN 'reject' THEN 'rejected'
                         ELSE 'edited' END AS state
        FROM (
            SELECT d.key, d.action, d.what, d.who,
                   CASE d.what WHEN 'edit' THEN d.value END AS value,
                   row_number() OVER (PARTITION BY d.key ORDER BY d.at DESC, d.action DESC)
                       AS place
            FROM {decisions} JOIN edits e ON e.key = d.key
            JOIN series s ON s.series = e.series JOIN articles a ON a.article = e.article
            WHERE d.what <> 'undo' AND {FITS_CONDITION} AND NOT EXISTS
                  (SELECT 1 FROM decisions u WHERE u.undoes = d.action AND u.key = d.key)
        ) WHERE place = 1"""
