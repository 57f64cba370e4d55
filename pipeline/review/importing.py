"""Copy a run into the database of its review, and copy it again when the run has changed.

Start reading from :func:`opened`. Decisions are never deleted. A decision about a text or a
proposal that no longer exists is kept and reported, but not applied.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.batch.ledger import LedgerRow
from pipeline.errors import InputError
from pipeline.review import around, assigning, entries, hand, team
from pipeline.review.database import settle, touch, trouble
from pipeline.review.model import AUTO, OPEN, folded, key_of, stored
from pipeline.review.run import FinishedRun, RunArticle
from pipeline.review.store import Store

SCHEMA_VERSION = "1"
"""Version of ``schema.sql``. A database with another one is refused."""

DATABASE_NAME = "review.sqlite"
"""Name of the database in the folder of the run."""

MAX_SEARCHED = 1000
"""Code points of each side of an edit that the search looks at."""

WORDS_TABLE = (
    "CREATE TABLE IF NOT EXISTS words (action TEXT PRIMARY KEY, word TEXT NOT NULL) WITHOUT ROWID"
)
"""Words that decisions protected, by the action."""

FINISHED_TABLE = """CREATE TABLE IF NOT EXISTS finished (
    file TEXT NOT NULL, row INTEGER NOT NULL, source TEXT NOT NULL, who TEXT NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (file, row)) WITHOUT ROWID"""
"""Articles that somebody has called done, with the digest of the text that was read."""

LATER_TABLES = (
    *(WORDS_TABLE, hand.OFFERS_TABLE, FINISHED_TABLE),
    *(team.COMMENTS_TABLE, team.COMMENTS_INDEX, entries.ENTRIES_TABLE),
    assigning.ASSIGNED_TABLE,
)
"""Tables and indexes that databases of the first reviews lack."""

AUDIT_INDEX = "CREATE INDEX IF NOT EXISTS edits_audit ON edits (tool, rule, draw, state)"
"""An audit counts without reading the edits themselves: 0.03 s instead of 0.7 s for 100,000."""

RULE_INDEX = "CREATE INDEX IF NOT EXISTS edits_rule_series ON edits (rule, state, series)"
"""The series of one rule come from this index alone: 0.01 s instead of 0.14 for 100,000."""

UNDONE_INDEX = (
    "CREATE INDEX IF NOT EXISTS decisions_undone ON decisions (undoes, key)"
    " WHERE undoes IS NOT NULL"
)
"""Whether a decision was undone is one look-up, however many edits the request was about."""

_COPIES = ("articles", "series", "edits", "counts")


def opened(out: Path) -> Store:
    """Return the store of the run in the folder ``out``, up to date with the run.

    Raises :class:`InputError` when there is no run, or the database is of another version.
    """
    run = FinishedRun(out)
    _ = run.report, run.stamp()  # both raise an error before a database is made
    path = out / DATABASE_NAME
    try:
        with closing(sqlite3.connect(path, timeout=600, isolation_level=None)) as cx:
            cx.execute("PRAGMA journal_mode = WAL")
            for table in LATER_TABLES:
                cx.execute(table)
            _prepare(cx, run)
            cx.execute(AUDIT_INDEX)
            cx.execute(UNDONE_INDEX)
            cx.execute(RULE_INDEX)
    except sqlite3.DatabaseError as error:
        raise trouble(path, error) from error
    return Store(path)


def _prepare(cx: sqlite3.Connection, run: FinishedRun) -> None:
    """Make the tables if there are none, and copy the run if it has changed."""
    if _is_current(cx, run):
        return
    cx.execute("PRAGMA cache_size = -64000")
    cx.execute("BEGIN IMMEDIATE")  # of several processes one copies, and the others wait
    try:
        if not cx.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            _execute_all(cx, _schema())
            cx.execute("INSERT INTO meta VALUES ('version', ?)", (SCHEMA_VERSION,))
        if not _is_current(cx, run):
            _copy(cx, run)
        cx.execute("COMMIT")
    except BaseException:
        if cx.in_transaction:
            cx.execute("ROLLBACK")
        raise
    cx.execute("PRAGMA optimize")


def _is_current(cx: sqlite3.Connection, run: FinishedRun) -> bool:
    if not cx.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return False
    meta = dict(cx.execute("SELECT name, value FROM meta WHERE name IN ('version', 'stamp')"))
    if meta.get("version") != SCHEMA_VERSION:
        raise InputError(
            f"{run.out / DATABASE_NAME} is of another version of rature: review with "
            "that one, and hand the decisions over with --export and --import"
        )
    return meta.get("stamp") == run.stamp()


def _schema() -> str:
    """Return the script that makes the tables."""
    return Path(__file__).with_name("schema.sql").read_text("utf-8")


def _execute_all(cx: sqlite3.Connection, script: str) -> None:
    """Run a script inside the transaction, which ``executescript`` would end."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            cx.execute(statement)
            statement = ""


def _copy(cx: sqlite3.Connection, run: FinishedRun) -> None:
    """Fill the tables from the run, and apply the decisions made before."""
    indexes = cx.execute(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')"
        " AND tbl_name = 'edits' AND sql IS NOT NULL"
    ).fetchall()
    for name, sql in indexes:  # it is several times faster to fill first and index then
        cx.execute(f"DROP {sql.split()[1].replace('UNIQUE', 'INDEX')} {name}")
    for table in _COPIES:
        cx.execute(f"DELETE FROM {table}")
    found = _fill(cx, run.articles())
    for _, sql in indexes:
        cx.execute(sql)
    cx.execute("INSERT INTO counts SELECT tool, state, count(*) FROM edits GROUP BY tool, state")
    for name, value in (("stamp", run.stamp()), ("choices", json.dumps(found))):
        cx.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
    _settle(cx, run)


def _settle(cx: sqlite3.Connection, run: FinishedRun) -> None:
    """Compute the states of all edits that have a decision, and put in those made by hand."""
    if cx.execute("SELECT 1 FROM decisions LIMIT 1").fetchone():
        touch(cx, "SELECT DISTINCT key, NULL, NULL FROM decisions")
        settle(cx)
    hand.restore(cx, run.untouched)


def _fill(cx: sqlite3.Connection, articles: Iterable[RunArticle]) -> dict[str, list[str]]:
    """Insert articles, series and edits; return the rules, stages and languages that occur."""
    series: dict[bytes, int] = {}
    seen: dict[str, set[str]] = {"rule": set(), "stage": set(), "language": set()}
    for number, article in enumerate(articles):
        seen["language"].add(article.language)
        hand.add_article(cx, article, number)
        values = []
        for placed in _placed(article):
            row = placed.row
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
            values.append(_values(article, number, placed, one))
        cx.executemany(f"INSERT INTO edits VALUES (NULL, {', '.join('?' * 20)})", values)
    return {name: sorted(found - {""}) for name, found in seen.items()}


class _Placed(NamedTuple):
    """An edit with the cleaned text before and after it."""

    row: LedgerRow
    head: str
    tail: str


def _placed(article: RunArticle) -> Iterator[_Placed]:
    """Yield the edits of an article, each with the text around it."""
    shift = 0
    for row in article.rows:
        start = row.start + shift
        end = start + len(row.after if row.decision == AUTO else row.before)
        if row.decision == AUTO:
            shift += len(row.after) - len(row.before)
        yield _Placed(row, around.head(article.text, start), around.tail(article.text, end))


def _values(article: RunArticle, number: int, placed: _Placed, series: int) -> tuple[Any, ...]:
    """Return the values of a row of the table ``edits``."""
    row, head, tail = placed
    key = key_of(article.file, row.row, (row.start, row.end), row.before, row.rule)
    searched = (head, row.before[:MAX_SEARCHED], row.after[:MAX_SEARCHED], tail, article.id)
    return (
        *(key, number, row.start, row.end, row.rule, row.stage, article.language),
        *(row.confidence, row.decision, series, int(key[:15], 16)),
        *(AUTO if row.decision == AUTO else OPEN, None, None, row.group),
        *(json.dumps(row.candidates), row.reason, stored(head), stored(tail)),
        folded(" ".join(searched)),
    )
