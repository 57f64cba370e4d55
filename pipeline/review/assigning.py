"""Who has which articles: « give me the next 50 », a range, and giving back.

Start reading from :func:`next_ones`. An article belongs to one person at most, and is given away in
one transaction: so two people who work through what they were given never meet.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import InputError
from pipeline.review.database import Database
from pipeline.review.model import stored
from pipeline.review.store import Store, checked, now

ASSIGNED_TABLE = """CREATE TABLE IF NOT EXISTS assigned (
    file TEXT NOT NULL, row INTEGER NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,
    action TEXT NOT NULL, PRIMARY KEY (file, row)) WITHOUT ROWID"""
"""The person who has an article, since when, and by which request."""

NEXT_SIZE = 50
"""Articles that one asks for at once: a morning's work."""

MAX_ASSIGNED = 10_000
"""Articles that are given away at once, at most."""

_FREE = (
    "NOT EXISTS (SELECT 1 FROM assigned x WHERE x.file = a.file AND x.row = a.row)"
    " AND NOT EXISTS (SELECT 1 FROM finished f WHERE f.file = a.file AND f.row = a.row"
    " AND f.source = a.digest)"
)
"""SQL: nobody has the article ``a``, and nobody has called it done."""


@dataclass(frozen=True, slots=True)
class Share:
    """The articles of a person: how many, how many of them done, and proposals left in them."""

    who: str
    articles: int
    done: int
    left: int


def next_ones(store: Store, action: str, who: str, n: int = NEXT_SIZE) -> int:
    """Give ``who`` the next ``n`` articles with something to decide; return how many there were.

    A request that comes twice gives once.
    """
    if not 1 <= n <= MAX_ASSIGNED:
        raise InputError(f"ask for 1 to {MAX_ASSIGNED:,} articles")
    return _given(
        store,
        action,
        who,
        f"SELECT a.file, a.row FROM articles a WHERE {_FREE} AND EXISTS"
        " (SELECT 1 FROM edits e INDEXED BY edits_article WHERE e.article = a.article"
        " AND e.state = 'open')"
        " ORDER BY a.article LIMIT ?",
        n,
    )


def in_range(store: Store, action: str, who: str, first: int, last: int) -> int:
    """Give ``who`` the articles from number ``first`` to ``last``, from 1, that nobody has."""
    if not 1 <= first <= last or last - first >= MAX_ASSIGNED:
        raise InputError(f"a range goes from 1 on, up to {MAX_ASSIGNED:,} articles")
    return _given(
        store,
        action,
        who,
        f"SELECT a.file, a.row FROM articles a WHERE {_FREE} AND a.article BETWEEN ? AND ?"
        " ORDER BY a.article",
        first - 1,
        last - 1,
    )


def give_back(store: Store, action: str, who: str) -> int:
    """Take from ``who`` the articles that are not done; return how many."""
    checked(action, "edit")
    with store.writing() as cx:
        return cx.execute(
            """DELETE FROM assigned WHERE who = ? AND NOT EXISTS (
                SELECT 1 FROM articles a JOIN finished f ON f.file = a.file AND f.row = a.row
                AND f.source = a.digest WHERE a.file = assigned.file AND a.row = assigned.row)""",
            (stored(who),),
        ).rowcount


def _given(store: Store, action: str, who: str, select: str, *values: int) -> int:
    checked(action, "edit")
    with store.writing() as cx:
        if known := _known(cx, action):
            return known
        rows = cx.execute(select, values).fetchall()
        at = now()
        cx.executemany(
            "INSERT INTO assigned VALUES (?, ?, ?, ?, ?)",
            [(file, row, stored(who), at, action) for file, row in rows],
        )
        return len(rows)


def _known(cx: sqlite3.Connection, action: str) -> int:
    """Return how many articles a request gave that came before."""
    found: int = cx.execute("SELECT count(*) FROM assigned WHERE action = ?", (action,)).fetchone()[
        0
    ]
    return found


def shares(store: Database) -> list[Share]:
    """Return who has how many articles, by name."""
    return [
        Share(*row)
        for row in store.rows(
            """SELECT x.who, count(*), sum(f.file IS NOT NULL), sum(
                (SELECT count(*) FROM edits e INDEXED BY edits_article
                WHERE e.article = a.article AND e.state = 'open'))
            FROM assigned x JOIN articles a ON a.file = x.file AND a.row = x.row
            LEFT JOIN finished f ON f.file = a.file AND f.row = a.row AND f.source = a.digest
            GROUP BY x.who ORDER BY x.who"""
        )
    ]


def people(store: Database, known: Sequence[str] = ()) -> list[str]:
    """Return all who decided, were given something or are ``known``, by name."""
    found = {who for (who,) in store.rows("SELECT who FROM decisions GROUP BY who")}
    found |= {who for (who,) in store.rows("SELECT who FROM assigned GROUP BY who")}
    return sorted(found | {*known})
