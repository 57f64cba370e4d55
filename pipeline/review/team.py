"""What several people say of the same edits: comments, flags, agreement, disagreements.

Start reading from :func:`judgments`. Agreement is Cohen's κ (Cohen 1960) over what each of two
people said first, before the other's decision could change theirs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from pipeline.errors import InputError
from pipeline.review.database import FITS_CONDITION, Database
from pipeline.review.model import stored

COMMENTS_TABLE = """CREATE TABLE IF NOT EXISTS comments (
    n INTEGER PRIMARY KEY AUTOINCREMENT, action TEXT NOT NULL UNIQUE, key TEXT NOT NULL,
    who TEXT NOT NULL, at TEXT NOT NULL, flag INTEGER, text TEXT NOT NULL)"""
"""What people wrote about edits; ``flag`` is 1 where they flagged one, 0 where they took it off."""

COMMENTS_INDEX = "CREATE INDEX IF NOT EXISTS comments_key ON comments (key)"

MAX_COMMENT = 2000
"""Code points of a comment, at most."""

MAX_DISAGREEMENTS = 100
"""Disagreements on a page, at most; those that are settled leave it."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What a person wrote about an edit; ``flag`` says whether they flagged it, or took it off."""

    key: str
    who: str
    at: str
    flag: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Judgment:
    """What a person said of an edit: ``accept``, ``reject``, or ``edit`` with the text."""

    key: str
    who: str
    what: str
    value: str | None


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How two people agree on the edits that both judged; ``kappa`` is None where it has no sense.

    That is when both always said the same one thing: then nothing tells them from chance.
    """

    first: str
    second: str
    both: int
    agreed: int
    kappa: float | None


# --- comments --------------------------------------------------------------------------------


def comment(store: Database, action: str, new: Comment) -> None:
    """Write a comment about an edit, or flag it. A request that comes twice counts once."""
    text = new.text.strip()
    if len(text) > MAX_COMMENT:
        raise InputError(f"a comment has at most {MAX_COMMENT} characters")
    if not text and new.flag is None:
        raise InputError("write a comment first")
    with store.writing() as cx:
        if not cx.execute("SELECT 1 FROM edits WHERE key = ?", (new.key,)).fetchone():
            raise InputError("this edit is not in the run any more: load the page again")
        cx.execute(
            "INSERT OR IGNORE INTO comments VALUES (NULL, ?, ?, ?, ?, ?, ?)",
            (action, new.key, stored(new.who), new.at, new.flag, stored(text)),
        )


def comments(store: Database, keys: Sequence[str]) -> dict[str, list[Comment]]:
    """Return the comments about edits, by key, the oldest first."""
    found: dict[str, list[Comment]] = {}
    marks = ",".join("?" * len(keys))
    for key, who, at, flag, text in store.rows(
        f"SELECT key, who, at, flag, text FROM comments WHERE key IN ({marks}) ORDER BY n", *keys
    ):
        one = Comment(key, who, at, None if flag is None else bool(flag), text)
        found.setdefault(key, []).append(one)
    return found


def exported(store: Database) -> Iterator[dict[str, Any]]:
    """Yield all comments and flags in order, each with the edit that it is about.

    What describes the edit is null when the run has it no longer.
    """
    names = ("key", "who", "at", "flag", "text", "file", "row", "id", "start", "end", "rule")
    for row in store.rows(
        """SELECT c.key, c.who, c.at, c.flag, c.text, a.file, a.row, a.id, e.start, e.stop, e.rule,
            s.before, coalesce(e.value, s.after), e.state
        FROM comments c LEFT JOIN edits e ON e.key = c.key
        LEFT JOIN series s ON s.series = e.series LEFT JOIN articles a ON a.article = e.article
        ORDER BY c.n"""
    ):
        found = dict(zip((*names, "before", "after", "state"), row, strict=True))
        found["flag"] = None if found["flag"] is None else bool(found["flag"])
        yield {"schema": 1, **found}


def is_flagged(found: Iterable[Comment]) -> bool:
    """Say whether an edit with these comments is flagged: the latest word about it counts."""
    said = [one.flag for one in found if one.flag is not None]
    return bool(said and said[-1])


# --- agreement -------------------------------------------------------------------------------


def judgments(store: Database, *, first: bool) -> list[Judgment]:
    """Return what each person said, first or last, of each edit that several people judged."""
    order = "ASC" if first else "DESC"
    return [
        Judgment(*row)
        for row in store.rows(
            f"""SELECT key, who, what, value FROM (
                SELECT d.key, d.who, d.what, CASE d.what WHEN 'edit' THEN d.value END AS value,
                    a.article, e.start,
                    row_number() OVER (PARTITION BY d.key, d.who ORDER BY d.at {order}) AS place
                FROM decisions d JOIN edits e ON e.key = d.key
                JOIN series s ON s.series = e.series JOIN articles a ON a.article = e.article
                WHERE d.what <> 'undo' AND {FITS_CONDITION} AND d.key IN (
                    SELECT key FROM decisions GROUP BY key HAVING count(DISTINCT who) > 1
                ) AND NOT EXISTS
                    (SELECT 1 FROM decisions u WHERE u.undoes = d.action AND u.key = d.key)
            ) WHERE place = 1 ORDER BY article, start, key, who"""
        )
    ]


def kappa(pairs: Sequence[tuple[object, object]]) -> float | None:
    """Return Cohen's κ of pairs of labels: 1 is agreement, 0 what chance gives; None if undefined.

    >>> kappa([("a", "a"), ("a", "r"), ("r", "r"), ("r", "r")])
    0.5
    """
    if not pairs:
        return None
    n = len(pairs)
    left, right = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    chance = sum(left[label] * right[label] for label in left) / n**2
    if chance == 1:
        return None
    observed = sum(a == b for a, b in pairs) / n
    return (observed - chance) / (1 - chance)


def agreements(found: Iterable[Judgment]) -> list[PairAgreement]:
    """Return how each two people agree, those with the most edits in common first."""
    pairs: dict[tuple[str, str], list[tuple[object, object]]] = defaultdict(list)
    for said in by_key(found).values():
        for one, other in combinations(sorted(said, key=lambda j: j.who), 2):
            labels = ((one.what, one.value), (other.what, other.value))
            pairs[one.who, other.who].append(labels)
    rows = [
        PairAgreement(*names, len(own), sum(a == b for a, b in own), kappa(own))
        for names, own in pairs.items()
    ]
    return sorted(rows, key=lambda row: (-row.both, row.first, row.second))


def disagreements(found: Iterable[Judgment]) -> dict[str, list[Judgment]]:
    """Return what people say of the edits about which two of them differ, by key.

    The word of a third person settles it.
    """
    return {
        key: said
        for key, said in by_key(found).items()
        if len(said) == 2 and len({(one.what, one.value) for one in said}) == 2
    }


def by_key(found: Iterable[Judgment]) -> dict[str, list[Judgment]]:
    """Return judgments by the key of their edit."""
    keys: dict[str, list[Judgment]] = {}
    for one in found:
        keys.setdefault(one.key, []).append(one)
    return keys
