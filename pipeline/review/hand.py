"""Edits that people make themselves, where no stage found the fault.

Start reading from :func:`restore`. Such an edit is a row of ``edits`` like any other, under the
rule ``HAND001``; it follows from the decisions about it, or from an offer: the same change at
another place, which waits for a person. It never overlaps another edit that the text holds.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pipeline.edits import Edit, apply
from pipeline.errors import InputError
from pipeline.review import around
from pipeline.review.database import latest, settle, touch
from pipeline.review.messages import Say
from pipeline.review.model import ACCEPTED, AUTO, EDITED, digest_of, folded, key_of, loaded, stored
from pipeline.review.run import RunArticle
from pipeline.rules import HAND

OFFERS_TABLE = """CREATE TABLE IF NOT EXISTS offers (
    key TEXT PRIMARY KEY, file TEXT NOT NULL, row INTEGER NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
    source TEXT NOT NULL, who TEXT NOT NULL) WITHOUT ROWID"""
"""A change made by hand, offered at the other places where the same words stand."""

HAND_STAGE = "review"
"""What the ledger tells as the stage of an edit made by hand."""

TYPED_CONFIDENCE = 1.0
"""Probability of what a person wrote at that very place."""

OFFERED_CONFIDENCE = 0.5
"""Probability of the same change elsewhere: nothing was measured, so a person has to look."""

MAX_MENDED = 2000
"""Code points that one edit by hand replaces, at most."""

MAX_OFFERS = 20_000
"""Places at which a change is offered at once, at most."""

_STANDING = f"('{AUTO}', '{ACCEPTED}', '{EDITED}')"

_OVERLAPS = "{a}.start < {b}.stop AND {a}.stop > {b}.start"

UNDER_HAND = f"""EXISTS (SELECT 1 FROM edits h WHERE h.article = e.article
    AND h.rule = '{HAND.code}'
    AND h.key <> e.key AND h.state IN {_STANDING} AND {_OVERLAPS.format(a="h", b="e")})"""
"""SQL: the edit ``e`` overlaps one that was made by hand and stands."""


class OverlapError(InputError):
    """An edit cannot stand because another does; ``key`` names the text that tells it."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(Say("en")(key, text=text))
        self.key = key
        self.text = text


class HandEdit(NamedTuple):
    """An edit made by hand, or offered; ``at`` says where: article, start and end."""

    key: str
    at: tuple[int, int, int]
    before: str
    after: str
    confidence: float


# --- rows of the database --------------------------------------------------------------------


def add_article(cx: sqlite3.Connection, article: RunArticle, number: int | None = None) -> int:
    """Insert an article, by default after all others; return its number."""
    if number is None:
        number = cx.execute("SELECT coalesce(max(article) + 1, 0) FROM articles").fetchone()[0]
    assert number is not None
    cx.execute(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, stored(article.file), article.row, stored(article.id)),
            *(article.language, digest_of(article.source)),
            *(len(article.rows), stored(article.source)),
        ),
    )
    return number


def insert(cx: sqlite3.Connection, edit: HandEdit) -> None:
    """Insert an edit, which nobody has decided about yet."""
    article, start, stop = edit.at
    source, language, name = map(
        loaded,
        cx.execute(
            "SELECT source, language, id FROM articles WHERE article = ?", (article,)
        ).fetchone(),
    )
    head, tail = _around(cx, source, edit.at)
    cx.execute(
        f"INSERT INTO edits VALUES (NULL, {', '.join('?' * 20)})",
        (
            *(edit.key, article, start, stop, HAND.code, HAND_STAGE, language),
            *(edit.confidence, "review", series_of(cx, edit.before, edit.after)),
            *(int(edit.key[:15], 16), "open", None, None, None, "[]", ""),
            *(stored(head), stored(tail)),
            folded(" ".join((head, edit.before, edit.after, tail, name))),
        ),
    )
    cx.execute(
        "INSERT INTO counts VALUES ('review', 'open', 1) ON CONFLICT DO UPDATE SET n = n + 1"
    )


def remove(cx: sqlite3.Connection, key: str) -> None:
    """Take an edit made by hand out of the edits; decisions about it stay."""
    row = cx.execute(
        "DELETE FROM edits WHERE key = ? AND rule = ? RETURNING tool, state", (key, HAND.code)
    ).fetchone()
    if row:
        cx.execute("UPDATE counts SET n = n - 1 WHERE tool = ? AND state = ?", row)


def series_of(cx: sqlite3.Connection, before: str, after: str) -> int:
    """Return the series of a change made by hand; it is added if there is none."""
    values = (HAND.code, stored(before), stored(after))
    row = cx.execute(
        "SELECT series FROM series WHERE rule = ? AND before = ? AND after = ?", values
    ).fetchone()
    if row is None:
        row = cx.execute(
            "INSERT INTO series VALUES ((SELECT coalesce(max(series) + 1, 0) FROM series), ?, ?, ?)"
            " RETURNING series",
            values,
        ).fetchone()
    found: int = row[0]
    return found


def _around(cx: sqlite3.Connection, source: str, at: tuple[int, int, int]) -> tuple[str, str]:
    """Return the text before and after a place, with the edits there that were made."""
    article, start, stop = at
    made = [
        Edit(first, last, source[first:last], after, rule, 1.0)
        for first, last, after, rule in (
            tuple(map(loaded, row))
            for row in cx.execute(
                "SELECT e.start, e.stop, coalesce(e.value, s.after), e.rule"
                " FROM edits e JOIN series s USING (series)"
                f" WHERE e.article = ? AND e.state IN {_STANDING}",
                (article,),
            )
        )
    ]
    before = [edit for edit in made if edit.end <= start]
    after = [
        Edit(e.start - stop, e.end - stop, e.before, e.after, e.rule, 1.0)
        for e in made
        if e.start >= stop
    ]
    left = apply(source[:start], before)
    return around.head(left, len(left)), around.tail(apply(source[stop:], after), 0)


# --- overlaps --------------------------------------------------------------------------------


def in_the_way(cx: sqlite3.Connection, article: int, start: int, stop: int) -> str | None:
    """Return the result of an edit that stands and overlaps the place, None if there is none."""
    row = cx.execute(
        "SELECT coalesce(e.value, s.after) FROM edits e JOIN series s USING (series)"
        f" WHERE e.article = ? AND e.state IN {_STANDING} AND e.start < ? AND e.stop > ?"
        " ORDER BY e.start LIMIT 1",
        (article, stop, start),
    ).fetchone()
    return None if row is None else loaded(row[0])


def check(cx: sqlite3.Connection) -> None:
    """Raise :class:`OverlapError` if an edit in ``touched`` now overlaps one made by hand."""
    if not cx.execute("SELECT 1 FROM edits WHERE rule = ? LIMIT 1", (HAND.code,)).fetchone():
        return
    clash = cx.execute(
        f"""SELECT s.before FROM touched t CROSS JOIN edits e ON e.key = t.key
        JOIN edits h ON h.article = e.article AND h.key <> e.key
             AND {_OVERLAPS.format(a="h", b="e")}
        JOIN series s ON s.series = h.series
        WHERE e.state IN {_STANDING} AND h.state IN {_STANDING}
              AND '{HAND.code}' IN (e.rule, h.rule) LIMIT 1"""
    ).fetchone()
    if clash:
        raise OverlapError("overlap.hand", loaded(clash[0])[:60])


# --- what follows from decisions and offers --------------------------------------------------


def restore(cx: sqlite3.Connection, untouched: Callable[[], Iterable[RunArticle]]) -> None:
    """Put in all edits made by hand, as decisions and offers tell; the latest of two that overlap.

    ``untouched`` gives the articles of the run that have no other edits. The result does not
    depend on the order in which the decisions came.
    """
    if not cx.execute(
        "SELECT 1 FROM decisions WHERE rule = ? UNION ALL SELECT 1 FROM offers LIMIT 1",
        (HAND.code,),
    ).fetchone():
        return
    for (key,) in cx.execute("SELECT key FROM edits WHERE rule = ?", (HAND.code,)).fetchall():
        remove(cx, key)
    if missing := _missing(cx):
        for article in untouched():
            if (article.file, article.row) in missing:
                add_article(cx, article)
    for edit in _decided(cx):
        _put(cx, edit)
    for edit in _offered(cx):
        _put(cx, edit, is_offer=True)


def _missing(cx: sqlite3.Connection) -> set[tuple[str, int]]:
    """Return file and row of the articles that have edits made by hand and are not in the table."""
    return {
        (loaded(file), row)
        for file, row in cx.execute(
            """SELECT f.file, f.row FROM (
                SELECT file, row FROM decisions WHERE rule = ? UNION SELECT file, row FROM offers
            ) f LEFT JOIN articles a ON a.file = f.file AND a.row = f.row WHERE a.row IS NULL""",
            (HAND.code,),
        )
    }


def dropped(cx: sqlite3.Connection) -> bool:
    """Take out edits in ``touched`` that nothing speaks for any more; say if one was by hand."""
    keys = [
        key
        for (key,) in cx.execute(
            "SELECT e.key FROM touched t CROSS JOIN edits e ON e.key = t.key WHERE e.rule = ?",
            (HAND.code,),
        ).fetchall()
    ]
    for key in keys:
        spoken = cx.execute(
            f"SELECT 1 FROM ({latest('')}) WHERE key = ?1"
            " UNION ALL SELECT 1 FROM offers WHERE key = ?1 LIMIT 1",
            (key,),
        ).fetchone()
        if not spoken:
            remove(cx, key)
    return bool(keys)


def _put(cx: sqlite3.Connection, edit: HandEdit, *, is_offer: bool = False) -> None:
    """Insert an edit and compute its state, unless its place is taken."""
    article, start, stop = edit.at
    if cx.execute("SELECT 1 FROM edits WHERE key = ?", (edit.key,)).fetchone():
        return
    if in_the_way(cx, article, start, stop) is not None:
        return
    if is_offer and _taken(cx, article, start, stop):
        return
    insert(cx, edit)
    touch(cx, "SELECT ?, NULL, NULL", edit.key)
    settle(cx)


def _taken(cx: sqlite3.Connection, article: int, start: int, stop: int) -> bool:
    """Say whether any edit, standing or not, overlaps a place."""
    return bool(
        cx.execute(
            "SELECT 1 FROM edits WHERE article = ? AND start < ? AND stop > ? LIMIT 1",
            (article, stop, start),
        ).fetchone()
    )


def _decided(cx: sqlite3.Connection) -> list[HandEdit]:
    """Return the edits that decisions tell of and whose text is still there, the latest first."""
    rows = cx.execute(
        f"""SELECT d.key, a.article, d.start, d.stop, d.before, d.after, o.key IS NULL
        FROM ({latest("")}) d JOIN articles a ON a.file = d.file AND a.row = d.row
        LEFT JOIN offers o ON o.key = d.key AND o.after = d.after
        WHERE d.place = 1 AND d.rule = ? AND d.source = a.digest
        ORDER BY d.what = 'reject', d.at DESC, d.action DESC, d.key""",
        (HAND.code,),
    ).fetchall()
    return [
        _edit(row, TYPED_CONFIDENCE if is_typed else OFFERED_CONFIDENCE) for *row, is_typed in rows
    ]


def _offered(cx: sqlite3.Connection) -> list[HandEdit]:
    """Return the offers whose text is still there."""
    rows = cx.execute(
        """SELECT o.key, a.article, o.start, o.stop, o.before, o.after
        FROM offers o JOIN articles a ON a.file = o.file AND a.row = o.row
        WHERE o.source = a.digest ORDER BY a.article, o.start, o.stop"""
    ).fetchall()
    return [_edit(row, OFFERED_CONFIDENCE) for row in rows]


def _edit(row: Sequence[Any], confidence: float) -> HandEdit:
    key, article, start, stop, before, after = map(loaded, row)
    return HandEdit(key, (article, start, stop), before, after, confidence)


# --- the same change elsewhere ---------------------------------------------------------------


def found_in(source: str, before: str) -> Iterator[tuple[int, int]]:
    """Yield the places where just the words ``before`` stand, not as a piece of a word."""
    left = r"(?<!\w)" if before[:1].isalnum() else ""
    right = r"(?!\w)" if before[-1:].isalnum() else ""
    for found in re.finditer(left + re.escape(before) + right, source):
        yield found.span()


def offer(
    cx: sqlite3.Connection, who: str, before: str, after: str, others: Iterable[RunArticle]
) -> int:
    """Propose a change wherever else its words stand and no edit is; return at how many places.

    ``others`` are the articles that have no edit.
    """
    known = {(loaded(file), row) for file, row in cx.execute("SELECT file, row FROM articles")}
    for article in others:
        if (article.file, article.row) not in known and any(found_in(article.source, before)):
            add_article(cx, article)
    n = 0
    for row in cx.execute(
        "SELECT article, file, row, digest, source FROM articles"
        " WHERE instr(source, ?) > 0 OR typeof(source) = 'blob' ORDER BY article",
        (stored(before),),
    ).fetchall():
        number, file, place, digest, source = map(loaded, row)
        for start, stop in found_in(source, before):
            if n == MAX_OFFERS:
                return n
            if _taken(cx, number, start, stop):
                continue
            key = key_of(file, place, (start, stop), before, HAND.code)
            cx.execute(
                "INSERT OR REPLACE INTO offers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(key, stored(file), place, start, stop, stored(before), stored(after)),
                    *(digest, stored(who)),
                ),
            )
            insert(cx, HandEdit(key, (number, start, stop), before, after, OFFERED_CONFIDENCE))
            n += 1
    return n
