"""Copy a run into the database of its review, once, and again when the run has changed.

Start reading from :func:`opened`. Decisions stay through all of it; those about a text or a
proposal that is no longer there are kept, told of and not applied.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.batch.ledger import LedgerRow
from pipeline.errors import InputError
from pipeline.review.database import settle, touch
from pipeline.review.model import AUTO, OPEN, digest_of, folded, key_of, stored
from pipeline.review.run import Run, RunArticle
from pipeline.review.store import Store

VERSION = "1"
"""Of the schema; a database of another one is refused."""

NAME = "review.sqlite"

CONTEXT = 80
"""Code points of the cleaned text that are kept on each side of an edit."""

SEARCHED = 1000
"""Code points of an edit that the search looks at."""

_COPIES = ("articles", "series", "edits", "counts")


def opened(out: Path) -> Store:
    """Return the store of the run in the folder ``out``, up to date with it.

    Raises :class:`InputError` when there is no run, or the database is of another version.
    """
    run = Run(out)
    _ = run.report, run.stamp()  # they raise what is wrong before a database is made
    path = out / NAME
    with closing(sqlite3.connect(path, timeout=600, isolation_level=None)) as cx:
        try:
            cx.execute("PRAGMA journal_mode = WAL")
            _prepare(cx, run)
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"{path} cannot be used ({error}): give it back from a copy, or move it away"
            ) from error
    return Store(path)


def _prepare(cx: sqlite3.Connection, run: Run) -> None:
    """Make the tables when they are not there, and the copy when the run is another one."""
    if _is_current(cx, run):
        return
    cx.execute("PRAGMA cache_size = -64000")
    cx.execute("BEGIN IMMEDIATE")  # of several that start at once, one copies and the others wait
    try:
        if not cx.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            _execute_all(cx, _schema())
            cx.execute("INSERT INTO meta VALUES ('version', ?)", (VERSION,))
        if not _is_current(cx, run):
            _copy(cx, run)
        cx.execute("COMMIT")
    except BaseException:
        if cx.in_transaction:
            cx.execute("ROLLBACK")
        raise
    cx.execute("PRAGMA optimize")


def _is_current(cx: sqlite3.Connection, run: Run) -> bool:
    if not cx.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return False
    meta = dict(cx.execute("SELECT name, value FROM meta WHERE name IN ('version', 'stamp')"))
    if meta.get("version") != VERSION:
        raise InputError(
            f"{run.out / NAME} is of another version of rature: review with that one, and hand the "
            "decisions over with --export and --import"
        )
    return meta.get("stamp") == run.stamp()


def _schema() -> str:
    return Path(__file__).with_name("schema.sql").read_text("utf-8")


def _execute_all(cx: sqlite3.Connection, script: str) -> None:
    """Run a script inside the transaction; ``executescript`` would end it."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            cx.execute(statement)
            statement = ""


def _copy(cx: sqlite3.Connection, run: Run) -> None:
    """Fill the tables from the run, and let what was decided before stand again."""
    indexes = cx.execute(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')"
        " AND tbl_name = 'edits' AND sql IS NOT NULL"
    ).fetchall()
    for name, sql in indexes:  # filling first and sorting then is several times as fast
        cx.execute(f"DROP {sql.split()[1].replace('UNIQUE', 'INDEX')} {name}")
    for table in _COPIES:
        cx.execute(f"DELETE FROM {table}")
    found = _fill(cx, run.articles())
    for _, sql in indexes:
        cx.execute(sql)
    cx.execute("INSERT INTO counts SELECT tool, state, count(*) FROM edits GROUP BY tool, state")
    for name, value in (("stamp", run.stamp()), ("choices", json.dumps(found))):
        cx.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
    _settle(cx)


def _settle(cx: sqlite3.Connection) -> None:
    """Let the states follow from the decisions of before; they are all looked at."""
    if cx.execute("SELECT 1 FROM decisions LIMIT 1").fetchone():
        touch(cx, "SELECT DISTINCT key, NULL, NULL FROM decisions")
        settle(cx)


def _fill(cx: sqlite3.Connection, articles: Iterable[RunArticle]) -> dict[str, list[str]]:
    """Insert articles, series and edits; return the rules, stages and languages there are."""
    series: dict[bytes, int] = {}
    seen: dict[str, set[str]] = {"rule": set(), "stage": set(), "language": set()}
    for number, article in enumerate(articles):
        seen["language"].add(article.language)
        cx.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(number, stored(article.file), article.row, stored(article.id)),
                *(article.language, digest_of(article.source)),
                *(len(article.rows), stored(article.source)),
            ),
        )
        values = []
        for row, head, tail in _placed(article):
            seen["rule"].add(row.rule)
            seen["stage"].add(row.stage)
            name = "\0".join((row.rule, row.before, row.after))
            digest = sha256(name.encode("utf-8", "surrogatepass")).digest()[:16]
            one = series.get(digest)
            if one is None:
                one = series[digest] = len(series)
                cx.execute(
                    "INSERT INTO series VALUES (?, ?, ?, ?)",
                    (one, row.rule, stored(row.before), stored(row.after)),
                )
            values.append(_values(article, number, row, one, head, tail))
        cx.executemany(f"INSERT INTO edits VALUES (NULL, {', '.join('?' * 20)})", values)
    return {name: sorted(found - {""}) for name, found in seen.items()}


def _placed(article: RunArticle) -> Iterator[tuple[LedgerRow, str, str]]:
    """Yield the edits of an article with the cleaned text before and behind each."""
    shift = 0
    for row in article.rows:
        start = row.start + shift
        end = start + len(row.after if row.decision == AUTO else row.before)
        if row.decision == AUTO:
            shift += len(row.after) - len(row.before)
        yield (
            row,
            _head(article.text, start),
            _tail(article.text, end),
        )


def _head(text: str, start: int) -> str:
    """Return the text before ``start``, from the first whole word on."""
    found = text[max(0, start - CONTEXT) : start]
    if start <= CONTEXT:
        return found
    return "…" + (found.partition(" ")[2] or found)


def _tail(text: str, end: int) -> str:
    """Return the text from ``end`` on, up to the last whole word."""
    found = text[end : end + CONTEXT]
    if end + CONTEXT >= len(text):
        return found
    return (found.rpartition(" ")[0] or found) + "…"


def _values(
    article: RunArticle, number: int, row: LedgerRow, series: int, head: str, tail: str
) -> tuple[Any, ...]:
    """Return an edit as values of the table."""
    key = key_of(row.file, row.row, row.start, row.end, row.before, row.rule)
    searched = (head, row.before[:SEARCHED], row.after[:SEARCHED], tail, article.id)
    return (
        *(key, number, row.start, row.end, row.rule, row.stage, article.language),
        *(row.confidence, row.decision, series, int(key[:15], 16)),
        *(AUTO if row.decision == AUTO else OPEN, None, None, row.group),
        *(json.dumps(row.candidates), row.reason, stored(head), stored(tail)),
        folded(" ".join(searched)),
    )
