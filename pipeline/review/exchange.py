"""Decisions as JSON lines, for other reviewers and other programs."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from pipeline.errors import InputError
from pipeline.io import files, records
from pipeline.review import hand, team
from pipeline.review.database import settle, standing, touch
from pipeline.review.model import ACCEPT, EDIT, UNDO, key_of, loaded, stored
from pipeline.review.run import FinishedRun
from pipeline.review.store import Store, checked, written

_EXPORTED = (
    *("action", "key", "what", "value", "undoes", "who", "at", "file", "row", "id", "start"),
    *("end", "rule", "before", "after", "source", "stands", "confidence", "head", "tail"),
)


def lines(store: Store) -> Iterator[bytes]:
    """Yield all decisions as lines of JSON. docs/review.md describes their fields."""
    return (records.encode(records.dumps(row)) for row in exported(store))


def comment_lines(store: Store) -> Iterator[bytes]:
    """Yield all comments and flags as lines of JSON. docs/review.md describes their fields."""
    return (records.encode(records.dumps(row)) for row in team.exported(store))


def take(store: Store, path: str) -> tuple[int, int]:
    """Add the decisions of a file; return how many are new, and how many were there already."""
    try:
        with files.opened(path) as file:
            return imported(store, _parsed(file, path))
    except OSError as error:
        raise files.unreadable(path, error) from error


def _parsed(file: Any, path: str) -> Iterator[dict[str, Any]]:
    """Yield the lines of a file as JSON objects; :class:`InputError` when one is none."""
    for number, line in enumerate(file, 1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"{path}:{number}: not JSON: give a file that --export wrote"
            ) from error
        if not isinstance(row, dict):
            raise InputError(f"{path}:{number}: not a decision: give a file that --export wrote")
        yield row


def exported(store: Store) -> Iterator[dict[str, Any]]:
    """Yield all decisions in order; ``stands`` is true for those that count now."""
    for row in store.connection.execute(
        f"""SELECT d.action, d.key, d.what, d.value, d.undoes, d.who, d.at, d.file, d.row, d.id,
            d.start, d.stop, d.rule, d.before, d.after, d.source,
            l.action IS NOT NULL AND l.action = d.action, e.confidence, e.head, e.tail
        FROM decisions d LEFT JOIN edits e USING (key)
        LEFT JOIN ({standing()}) l ON l.key = d.key
        ORDER BY d.n"""
    ):
        values = dict(zip(_EXPORTED, map(loaded, row), strict=True))
        yield {"schema": 1, **values, "stands": bool(values["stands"])}


def imported(store: Store, rows: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """Add decisions that :func:`exported` gave; return how many are new, and how many are not.

    The latest decision about an edit counts, in whatever order the decisions are added. Raises
    :class:`InputError` when a row is no decision; then none is added.
    """
    new = known = 0
    with store.writing() as cx:
        touch(cx, "SELECT NULL, NULL, NULL WHERE 0")
        for number, row in enumerate(rows, 1):
            values = _decision(row, number)
            done = cx.execute(
                f"INSERT OR IGNORE INTO decisions VALUES (NULL, {','.join('?' * 16)})", values
            ).rowcount
            new += done
            known += not done
            cx.execute("INSERT OR IGNORE INTO touched (key) VALUES (?)", (values[1],))
        settle(cx)
        hand.restore(cx, FinishedRun(store.path.parent).untouched)
    return new, known


def _decision(row: dict[str, Any], number: int) -> tuple[Any, ...]:
    """Return the values of a row of ``decisions``; :class:`InputError` when they are wrong."""
    try:
        texts = {n: row[n] for n in ("action", "key", "what", "who", "file", "rule", "source")}
        texts |= {name: row[name] for name in ("before", "after", "id")}
        places = [row[name] for name in ("row", "start", "end")]
        value, undoes = row["value"], row["undoes"]
        if not all(isinstance(text, str) for text in texts.values()):
            raise TypeError("a text is missing")
        if not all(type(place) is int and place >= 0 for place in places):
            raise TypeError("row, start and end are whole numbers")
        if not all(text is None or isinstance(text, str) for text in (value, undoes)):
            raise TypeError("value and undoes are texts or null")
        checked(texts["action"], texts["what"])
        if (texts["what"] == UNDO) != (undoes is not None):
            raise ValueError("an undo, and nothing else, says what it undoes")
        if texts["what"] in (ACCEPT, EDIT) and value is None:
            raise ValueError("the value is missing")
        at = written(datetime.fromisoformat(row["at"]))
        row_number, *span = places
        key = key_of(texts["file"], row_number, (span[0], span[1]), texts["before"], texts["rule"])
        if key != texts["key"]:
            raise ValueError("its key does not fit its place")
    except (KeyError, TypeError, ValueError, InputError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(
            f"line {number} is no decision ({what}): give a file that --export wrote"
        ) from error
    return (
        *(texts["action"], texts["key"], texts["what"], stored(value), undoes),
        *(stored(texts["who"]), at, stored(texts["file"]), places[0], stored(texts["id"])),
        *(places[1], places[2], texts["rule"], stored(texts["before"]), stored(texts["after"])),
        texts["source"],
    )
