"""The store of a review: a copy of the run, the decisions about it, and what follows from them.

Start reading from :meth:`Store.decide`. ``schema.sql`` says what each table holds. Decisions are
only ever added to; the state of an edit follows from the latest one about it that was not undone
and that judged the text as it is now. Several processes may use one database at once: each request
is one transaction and carries a name, so that one sent twice counts once.
"""

import json
import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.errors import InputError

VERSION = "1"
"""Of the schema; a database of another one is refused."""

WAIT = 60.0
"""Seconds that a request waits for those of others; an import of 100,000 edits takes a few."""

OPEN, AUTO, ACCEPTED, REJECTED, EDITED = "open", "auto", "accepted", "rejected", "edited"
STATES = (OPEN, AUTO, ACCEPTED, REJECTED, EDITED)
DECIDED = (ACCEPTED, REJECTED, EDITED)
UNDECIDED = (OPEN, AUTO)
"""Proposals nobody has judged, and edits that were made and nobody has judged."""

ACCEPT, REJECT, EDIT, UNDO = "accept", "reject", "edit", "undo"

_ACTION = re.compile(r"[0-9A-Za-z-]{16,64}")
_MANY = 2000
"""Changed edits that an outcome names; a page shows fewer."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which edits are looked at; what is empty says nothing.

    ``rule`` is a code or a family, ``decision`` a state, ``decided`` or ``all``, ``low`` and
    ``high`` are probabilities (both included), ``text`` is looked for in the edit and the text
    around it without regard to case and accents.
    """

    rule: str = ""
    stage: str = ""
    decision: str = OPEN
    language: str = ""
    low: float = 0.0
    high: float = 1.0
    text: str = ""
    series: int | None = None

    def where(self, states: Sequence[str] | None = None) -> tuple[str, list[Any]]:
        """Return the condition on ``edits e``, with its values; ``states`` replace ``decision``."""
        parts: list[str] = []
        values: list[Any] = []

        def add(condition: str, *given: Any) -> None:
            parts.append(condition)
            values.extend(given)

        states = self.states if states is None else states
        if not set(STATES) <= set(states):
            add(f"e.state IN ({','.join('?' * len(states))})", *states)
        if self.series is not None:
            add("e.series = ?", self.series)
        if self.rule:
            add("substr(e.rule, 1, ?) = ?", len(self.rule), self.rule)
        if self.stage:
            add("e.stage = ?", self.stage)
        if self.language:
            add("e.language = ?", self.language)
        if self.low > 0:
            add("e.confidence >= ?", self.low)
        if self.high < 1:
            add("e.confidence <= ?", self.high)
        if wanted := folded(self.text.strip()):
            add("instr(e.folded, ?) > 0", wanted)
        return " AND ".join(parts) or "1", values

    @property
    def states(self) -> tuple[str, ...]:
        """Return the states that ``decision`` names."""
        return {"all": STATES, "decided": DECIDED}.get(self.decision, (self.decision,))

    @property
    def undecided(self) -> tuple[str, ...]:
        """Return those of them in which no person has decided yet."""
        return tuple(state for state in self.states if state in UNDECIDED)


@dataclass(frozen=True, slots=True)
class Line:
    """An edit with its series, its article and what was decided; offsets are of the source."""

    edit: int
    key: str
    file: str
    row: int
    id: str
    language: str
    article: int
    start: int
    stop: int
    before: str
    after: str
    rule: str
    stage: str
    confidence: float
    tool: str
    link: str | None
    candidates: tuple[tuple[str, float], ...]
    reason: str
    series: int
    draw: int
    head: str
    tail: str
    state: str
    value: str | None
    who: str | None

    @property
    def made(self) -> bool:
        """Say whether the text has the change as things stand."""
        return self.state in (AUTO, ACCEPTED, EDITED)

    @property
    def result(self) -> str:
        """Return what stands there when the edit is made: what a person wrote, else ``after``."""
        return self.after if self.value is None else self.value


_LINE = """
SELECT e.edit, e.key, a.file, a.row, a.id, e.language, e.article, e.start, e.stop, s.before,
       s.after, e.rule, e.stage, e.confidence, e.tool, e.link, e.candidates, e.reason, e.series,
       e.draw, e.head, e.tail, e.state, e.value, e.who
FROM edits e JOIN series s USING (series) JOIN articles a USING (article)
"""


@dataclass(frozen=True, slots=True)
class Series:
    """Edits that do the same: ``shown`` of them pass the filter; ``states`` counts all."""

    series: int
    rule: str
    before: str
    after: str
    shown: int
    states: dict[str, int]


@dataclass(frozen=True, slots=True)
class Article:
    """An article that has edits; ``shown`` of them pass the filter."""

    article: int
    file: str
    row: int
    id: str
    language: str
    edits: int
    shown: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Proposals and, of them, those that are decided; the same of edits made without asking."""

    proposals: int
    decided: int
    made: int
    checked: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request did: how many edits, and for the first of them key, state, value and name.

    ``repeated`` says that it had been done before, ``over`` who had decided otherwise.
    """

    action: str
    what: str
    edits: int
    changed: tuple[tuple[str, str, str | None, str | None], ...]
    repeated: bool = False
    over: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A request of the past, with the edit that it was first of all about."""

    n: int
    action: str
    what: str
    who: str
    at: str
    edits: int
    rule: str
    before: str
    value: str | None
    undone: bool


@dataclass(frozen=True, slots=True)
class Stale:
    """A decision that no longer fits, and why: ``source``, ``gone`` or ``proposal``."""

    why: str
    file: str
    row: int
    id: str
    rule: str
    before: str
    after: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What people said of the edits of a rule: of those made, and of those only proposed."""

    rule: str
    total: int
    made_right: int
    made_wrong: int
    proposed_right: int
    proposed_wrong: int


# --- values ----------------------------------------------------------------------------------


def key_of(file: str, row: int, start: int, end: int, before: str, rule: str) -> str:
    """Return the name of an edit, which is the same in every run over the same text."""
    parts = "\0".join((file, str(row), str(start), str(end), rule, before))
    return sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def digest_of(source: str) -> str:
    """Return the digest of a source text."""
    return sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def folded(text: str) -> str:
    """Return ``text`` without case and accents."""
    plain = unicodedata.normalize("NFKD", text)
    return safe("".join(c for c in plain if not unicodedata.combining(c)).casefold())


def safe(text: str) -> str:
    """Return ``text`` with lone surrogates, which no database takes, as question marks."""
    return text.encode("utf-8", "replace").decode()


def stored(text: str | None) -> str | bytes | None:
    """Return ``text`` as the database takes it: as bytes when it has lone surrogates."""
    if text is None or text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def _loaded(value: Any) -> Any:
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value


def now() -> str:
    """Return the time in UTC, in a form that sorts."""
    return _written(datetime.now(UTC))


def _written(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


# --- the store -------------------------------------------------------------------------------


class Store:
    """A database of a review. Threads may share it: each gets a connection of its own."""

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
                self.path, timeout=WAIT, isolation_level=None, check_same_thread=False
            )
            found.execute("PRAGMA journal_mode = WAL")
            found.execute("PRAGMA synchronous = FULL")  # what was confirmed outlives a power cut
            found.execute("PRAGMA temp_store = MEMORY")
            found.execute("PRAGMA cache_size = -32000")
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

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Run a transaction that alone may write; all or nothing of it stays."""
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
        """Return the rows of a query, texts as texts."""
        return [tuple(map(_loaded, row)) for row in self.connection.execute(sql, values)]

    def value(self, sql: str, *values: Any) -> Any:
        """Return the first value of a query, None without a row."""
        row = self.connection.execute(sql, values).fetchone()
        return _loaded(row[0]) if row else None

    # --- deciding ----------------------------------------------------------------------------

    def decide(
        self, action: str, who: str, what: str, key: str, value: str | None = None
    ) -> Outcome:
        """Accept, reject or edit (to ``value``) an edit and those linked to it.

        ``action`` names the request: one that was done before is not done again. Raises
        :class:`InputError` for an edit that is not there.
        """
        _checked(action, what)
        with self.writing() as cx:
            if done := self._done(action):
                return done
            row = cx.execute(
                "SELECT e.state, e.who, s.before, s.after FROM edits e JOIN series s USING (series)"
                " WHERE e.key = ?",
                (key,),
            ).fetchone()
            if row is None:
                raise InputError("this edit is not in the run any more: load the page again")
            state, judge, before, after = map(_loaded, row)
            if what == EDIT:
                if value is None:
                    raise InputError("to edit, say what is to stand there")
                what = {after: ACCEPT, before: REJECT}.get(value, EDIT)
            touch(cx, "SELECT ?, ?, ?", key, what, stored(value) if what == EDIT else None)
            outcome = self._record(action, who, what)
            other = judge if state in DECIDED and judge != who else None
            return replace(outcome, over=other)

    def decide_series(
        self, action: str, who: str, what: str, series: int, where: Filter = Filter()
    ) -> Outcome:
        """Accept or reject the edits of a series that pass ``where`` and that nobody has judged."""
        _checked(action, what)
        if what not in (ACCEPT, REJECT):
            raise InputError("a series is accepted or rejected")
        condition, values = where.where(where.undecided)
        if not where.undecided:
            condition, values = "0", []
        with self.writing() as cx:
            if done := self._done(action):
                return done
            touch(
                cx,
                f"SELECT e.key, ?, NULL FROM edits e WHERE e.series = ? AND {condition}",
                what,
                series,
                *values,
            )
            return self._record(action, who, what)

    def undo(self, action: str, who: str, target: str | None = None) -> Outcome:
        """Take back the action ``target``, by default the latest of ``who`` that still stands."""
        _checked(action, UNDO)
        with self.writing() as cx:
            if done := self._done(action):
                return done
            if target is None:
                target = self.value(
                    "SELECT d.action FROM decisions d WHERE d.who = ? AND d.what <> 'undo' AND"
                    " NOT EXISTS (SELECT 1 FROM decisions u WHERE u.undoes = d.action)"
                    " ORDER BY d.n DESC LIMIT 1",
                    stored(who),
                )
            if target is None:
                return Outcome(action, UNDO, 0, ())
            touch(
                cx,
                "SELECT key, 'undo', NULL FROM decisions WHERE action = ? AND what <> 'undo'"
                " AND NOT EXISTS (SELECT 1 FROM decisions u WHERE u.undoes = ?)",
                target,
                target,
            )
            cx.execute(
                """INSERT INTO decisions
                SELECT NULL, ?, d.key, 'undo', NULL, d.action, ?, ?, d.file, d.row, d.id, d.start,
                       d.stop, d.rule, d.before, d.after, d.source
                FROM touched t JOIN decisions d ON d.action = ? AND d.key = t.key ORDER BY d.n""",
                (action, stored(who), self._time(), target),
            )
            return self._settle(action, UNDO)

    def _done(self, action: str) -> Outcome | None:
        """Return what ``action`` did, when it was done before."""
        what = self.value("SELECT what FROM decisions WHERE action = ? ORDER BY n", action)
        if what is None:
            return None
        touch(self.connection, "SELECT key, what, NULL FROM decisions WHERE action = ?", action)
        return replace(self._outcome(action, what), repeated=True)

    def _record(self, action: str, who: str, what: str) -> Outcome:
        """Append the decisions about what is touched, and about what is linked to it."""
        cx = self.connection
        cx.execute(
            """INSERT OR IGNORE INTO touched (key, what, value)
            SELECT p.key,
                   CASE WHEN t.what = 'reject' THEN 'reject'
                        WHEN p.state = 'edited' THEN 'edit' ELSE 'accept' END,
                   CASE WHEN t.what <> 'reject' AND p.state = 'edited' THEN p.value END
            FROM touched t JOIN edits e USING (key)
            JOIN edits p ON p.article = e.article AND p.link = e.link
            ORDER BY t.n, p.start"""
        )
        cx.execute(
            """INSERT INTO decisions
            SELECT NULL, ?, t.key, t.what,
                   CASE t.what WHEN 'accept' THEN s.after WHEN 'edit' THEN t.value END,
                   NULL, ?, ?, a.file, a.row, a.id, e.start, e.stop, e.rule, s.before, s.after,
                   a.digest
            FROM touched t CROSS JOIN edits e ON e.key = t.key JOIN series s USING (series)
            JOIN articles a USING (article) ORDER BY t.n""",
            (action, stored(who), self._time()),
        )
        return self._settle(action, what)

    def _settle(self, action: str, what: str) -> Outcome:
        settle(self.connection)
        return self._outcome(action, what)

    def _outcome(self, action: str, what: str) -> Outcome:
        edits = self.value("SELECT count(*) FROM touched")
        changed = self.rows(
            "SELECT e.key, e.state, e.value, e.who FROM touched t CROSS JOIN edits e USING (key)"
            " ORDER BY t.n LIMIT ?",
            _MANY,
        )
        return Outcome(action, what, edits, tuple((k, s, v, w) for k, s, v, w in changed))

    def _time(self) -> str:
        """Return a time later than that of every decision, whatever the clock does."""
        last = self.value("SELECT max(at) FROM decisions")
        time = now()
        if last is not None and time <= last:
            time = _written(datetime.fromisoformat(last) + timedelta(microseconds=1))
        return time

    # --- looking -----------------------------------------------------------------------------

    def progress(self) -> Progress:
        """Return how far the review is."""
        counts = {(tool, state): n for tool, state, n in self.rows("SELECT * FROM counts")}
        proposals = sum(n for (tool, _), n in counts.items() if tool == "review")
        made = sum(n for (tool, _), n in counts.items() if tool == "auto")
        return Progress(
            proposals,
            proposals - counts.get(("review", OPEN), 0),
            made,
            made - counts.get(("auto", AUTO), 0),
        )

    def series(
        self, where: Filter, after: tuple[int, int] | None = None, limit: int = 25
    ) -> list[Series]:
        """Return series, the most frequent first, from behind ``after`` (count, series) on."""
        condition, values = where.where()
        behind = "HAVING n < ? OR (n = ? AND e.series > ?)" if after else ""
        values += (after[0], after[0], after[1]) if after else ()
        found = self.rows(
            f"""SELECT f.series, s.rule, s.before, s.after, f.n FROM (
                SELECT e.series, count(*) AS n FROM edits e WHERE {condition}
                GROUP BY e.series {behind} ORDER BY n DESC, e.series LIMIT ?
            ) f JOIN series s USING (series) ORDER BY f.n DESC, f.series""",
            *values,
            limit,
        )
        states = self._states([row[0] for row in found])
        return [Series(*(*row, states.get(row[0], {}))) for row in found]

    def one_series(self, series: int, where: Filter) -> Series | None:
        """Return a series, None when there is none of that number."""
        found = self.rows("SELECT rule, before, after FROM series WHERE series = ?", series)
        if not found:
            return None
        shown = self.shown([series], where).get(series, 0)
        rule, before, after = found[0]
        states = self._states([series]).get(series, {})
        return Series(series, rule, before, after, shown, states)

    def shown(
        self, series: Sequence[int], where: Filter, *, undecided: bool = False
    ) -> dict[int, int]:
        """Return how many edits of each of ``series`` pass the filter (and wait for a person)."""
        condition, values = where.where(where.undecided if undecided else None)
        if undecided and not where.undecided:
            return {}
        marks = ",".join("?" * len(series))
        return dict(
            self.rows(
                f"SELECT e.series, count(*) FROM edits e WHERE e.series IN ({marks})"
                f" AND {condition} GROUP BY e.series",
                *series,
                *values,
            )
        )

    def _states(self, series: Sequence[int]) -> dict[int, dict[str, int]]:
        found: dict[int, dict[str, int]] = {}
        marks = ",".join("?" * len(series))
        for one, state, n in self.rows(
            f"SELECT series, state, count(*) FROM edits WHERE series IN ({marks})"
            " GROUP BY series, state",
            *series,
        ):
            found.setdefault(one, {})[state] = n
        return found

    def count(self, where: Filter) -> int:
        """Return how many edits pass the filter."""
        condition, values = where.where()
        found: int = self.value(f"SELECT count(*) FROM edits e WHERE {condition}", *values)
        return found

    def doubtful(
        self, where: Filter, after: tuple[float, int] | None = None, limit: int = 25
    ) -> list[Line]:
        """Return edits, the least certain first, from behind ``after`` (confidence, edit) on."""
        return self._page(where, "e.confidence", "e.edit", after, limit)

    def sample(
        self, where: Filter, after: tuple[int, int] | None = None, limit: int = 25
    ) -> list[Line]:
        """Return edits in an order drawn by lot that is always the same."""
        return self._page(where, "e.draw", "e.edit", after, limit)

    def _page(
        self,
        where: Filter,
        first: str,
        second: str,
        after: tuple[float, int] | None,
        limit: int,
    ) -> list[Line]:
        condition, values = where.where()
        if after:
            condition += f" AND ({first}, {second}) > (?, ?)"
            values += after
        return self._lines(f"WHERE {condition} ORDER BY {first}, {second} LIMIT ?", *values, limit)

    def _lines(self, tail: str, *values: Any) -> list[Line]:
        return [_line(row) for row in self.rows(_LINE + tail, *values)]

    def line(self, key: str) -> Line | None:
        """Return one edit, None when there is none of that name."""
        return next(iter(self._lines("WHERE e.key = ?", key)), None)

    def linked(self, line: Line) -> list[Line]:
        """Return the other edits that are made or refused together with ``line``."""
        if line.link is None:
            return []
        return self._lines(
            "WHERE e.article = ? AND e.link = ? AND e.key <> ? ORDER BY e.start LIMIT 20",
            line.article,
            line.link,
            line.key,
        )

    def articles(self, where: Filter, after: int | None = None, limit: int = 50) -> list[Article]:
        """Return articles that have edits which pass the filter, in the order of the dump."""
        condition, values = where.where()
        return [
            Article(*row)
            for row in self.rows(
                f"""SELECT a.article, a.file, a.row, a.id, a.language, a.edits, f.n FROM (
                    SELECT e.article, count(*) AS n FROM edits e INDEXED BY edits_article
                    WHERE e.article > ? AND {condition} GROUP BY e.article
                    ORDER BY e.article LIMIT ?
                ) f JOIN articles a USING (article) ORDER BY a.article""",
                -1 if after is None else after,
                *values,
                limit,
            )
        ]

    def article(self, article: int) -> tuple[Article, str] | None:
        """Return an article and its source, None when there is none of that number."""
        found = self.rows(
            "SELECT article, file, row, id, language, edits, edits, source FROM articles"
            " WHERE article = ?",
            article,
        )
        return (Article(*found[0][:-1]), found[0][-1]) if found else None

    def in_article(self, article: int, start: int = 0, limit: int = 1000) -> list[Line]:
        """Return the edits of an article in text order, from the offset ``start`` on."""
        return self._lines(
            "WHERE e.article = ? AND e.start >= ? ORDER BY e.start, e.stop LIMIT ?",
            article,
            start,
            limit,
        )

    def beside(self, article: int, where: Filter) -> tuple[int | None, int | None]:
        """Return the articles before and after this one that have edits which pass the filter."""
        condition, values = where.where()
        previous, following = (
            self.value(
                f"SELECT e.article FROM edits e INDEXED BY edits_article"
                f" WHERE e.article {sign} ? AND {condition}"
                f" ORDER BY e.article {order} LIMIT 1",
                article,
                *values,
            )
            for sign, order in (("<", "DESC"), (">", "ASC"))
        )
        return previous, following

    def choices(self) -> dict[str, list[str]]:
        """Return the rules, stages and languages of the run, for the filters."""
        found = json.loads(self.value("SELECT value FROM meta WHERE name = 'choices'") or "{}")
        return {name: found.get(name, []) for name in ("rule", "stage", "language")}

    # --- the past ----------------------------------------------------------------------------

    def history(self, before: int | None = None, limit: int = 50) -> list[Action]:
        """Return the latest actions, from before decision ``before`` on."""
        return [
            Action(*(*row[:-1], bool(row[-1])))
            for row in self.rows(
                """SELECT f.first, d.action, d.what, d.who, d.at, f.n, d.rule, d.before, d.value,
                    EXISTS (SELECT 1 FROM decisions u WHERE u.undoes = d.action)
                FROM (
                    SELECT min(n) AS first, count(*) AS n FROM decisions
                    GROUP BY action HAVING first < ? ORDER BY first DESC LIMIT ?
                ) f JOIN decisions d ON d.n = f.first ORDER BY f.first DESC""",
                2**62 if before is None else before,
                limit,
            )
        ]

    def stale(self) -> Iterator[Stale]:
        """Yield the decisions that would stand, had not their text or proposal changed."""
        for row in self.rows(
            f"""SELECT CASE WHEN a.digest <> d.source THEN 'source'
                WHEN e.key IS NULL THEN 'gone' ELSE 'proposal' END,
                d.file, d.row, d.id, d.rule, d.before, d.after, d.who, d.at
            FROM ({_latest("")}) d
            LEFT JOIN edits e ON e.key = d.key LEFT JOIN series s ON s.series = e.series
            LEFT JOIN articles a ON a.file = d.file AND a.row = d.row
            WHERE d.place = 1 AND (e.key IS NULL OR NOT ({_FITS}))
            ORDER BY d.file, d.row, d.start, d.stop"""
        ):
            yield Stale(*row)

    def verdicts(self) -> list[Verdicts]:
        """Return what people said of the edits of each rule."""
        counts: dict[str, dict[tuple[str, str], int]] = {}
        for rule, tool, state, n in self.rows(
            "SELECT rule, tool, state, count(*) FROM edits GROUP BY rule, tool, state"
        ):
            counts.setdefault(rule, {})[tool, state] = n
        return [
            Verdicts(
                rule,
                sum(found.values()),
                found.get(("auto", ACCEPTED), 0),
                found.get(("auto", REJECTED), 0) + found.get(("auto", EDITED), 0),
                found.get(("review", ACCEPTED), 0),
                found.get(("review", REJECTED), 0) + found.get(("review", EDITED), 0),
            )
            for rule, found in sorted(counts.items())
        ]

    def judged_series(self, limit: int = 50) -> list[Series]:
        """Return the series of which most was refused; ``shown`` counts what was judged."""
        found = self.rows(
            """SELECT f.series, s.rule, s.before, s.after, f.n FROM (
                SELECT series, count(*) AS n, sum(state = 'accepted') AS right FROM edits
                WHERE state IN ('accepted', 'rejected', 'edited') GROUP BY series
                ORDER BY n - right DESC, n DESC, series LIMIT ?
            ) f JOIN series s USING (series) ORDER BY f.n - f.right DESC, f.n DESC, f.series""",
            limit,
        )
        states = self._states([row[0] for row in found])
        return [Series(*(*row, states.get(row[0], {}))) for row in found]

    def of_article(self, file: str, row: int) -> dict[str, tuple[str, str | None, str]]:
        """Return state, value and digest of the source, by key, of edits that people judged."""
        return {
            key: (state, value, digest)
            for key, state, value, digest in self.rows(
                """SELECT e.key, e.state, e.value, a.digest
                FROM articles a JOIN edits e USING (article) WHERE a.file = ? AND a.row = ?
                AND e.state IN ('accepted', 'rejected', 'edited')""",
                stored(file),
                row,
            )
        }

    # --- handing over ------------------------------------------------------------------------

    def exported(self) -> Iterator[dict[str, Any]]:
        """Yield all decisions in order; ``stands`` is true for those that count now."""
        for row in self.connection.execute(
            f"""SELECT d.action, d.key, d.what, d.value, d.undoes, d.who, d.at, d.file, d.row, d.id,
                d.start, d.stop, d.rule, d.before, d.after, d.source,
                l.action IS NOT NULL AND l.action = d.action, e.confidence, e.head, e.tail
            FROM decisions d LEFT JOIN edits e USING (key)
            LEFT JOIN ({_standing("")}) l ON l.key = d.key
            ORDER BY d.n"""
        ):
            values = dict(zip(_EXPORTED, map(_loaded, row), strict=True))
            yield {"schema": 1, **values, "stands": bool(values["stands"])}

    def imported(self, rows: Iterable[dict[str, Any]]) -> tuple[int, int]:
        """Add decisions that :meth:`exported` gave; return how many were new and how many known.

        Whatever the order in which several reviewers' decisions come in, the latest stands.
        Raises :class:`InputError` for a row that is no decision, and adds none then.
        """
        new = known = 0
        with self.writing() as cx:
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
        return new, known


def touch(cx: sqlite3.Connection, select: str, *values: Any) -> None:
    """Fill the table of the edits that a request is about: key, what and value."""
    cx.execute(
        "CREATE TEMP TABLE IF NOT EXISTS touched"
        " (n INTEGER PRIMARY KEY, key TEXT UNIQUE, what TEXT, value TEXT)"
    )
    cx.execute("DELETE FROM touched")
    cx.execute(f"INSERT OR IGNORE INTO touched (key, what, value) {select}", values)


def settle(cx: sqlite3.Connection) -> None:
    """Let the state of the edits that are touched follow from the decisions about them."""
    cx.execute(
        f"""UPDATE edits SET state = new.state, value = new.value, who = new.who
        FROM (
            SELECT e.key,
                   coalesce(l.state, CASE e.tool WHEN 'auto' THEN 'auto' ELSE 'open' END) AS state,
                   l.value, l.who
            FROM touched t CROSS JOIN edits e ON e.key = t.key
            LEFT JOIN ({_standing("JOIN touched USING (key)")}) l ON l.key = e.key
        ) AS new
        WHERE edits.key = new.key"""
    )


_EXPORTED = (
    *("action", "key", "what", "value", "undoes", "who", "at", "file", "row", "id", "start"),
    *("end", "rule", "before", "after", "source", "stands", "confidence", "head", "tail"),
)
_FITS = "d.source = a.digest AND (d.what = 'edit' OR d.after = s.after)"


def _latest(join: str) -> str:
    """Return a query for decisions that are not undone, the latest about each edit in place 1."""
    return f"""
        SELECT d.*, row_number() OVER (PARTITION BY d.key ORDER BY d.at DESC, d.action DESC)
               AS place
        FROM decisions d {join}
        WHERE d.what <> 'undo' AND NOT EXISTS
              (SELECT 1 FROM decisions u WHERE u.undoes = d.action AND u.key = d.key)"""


def _standing(join: str) -> str:
    """Return a query for the decisions that count: the latest about each edit that fits it."""
    return f"""
        SELECT key, action, value, who,
               CASE what WHEN 'accept' THEN 'accepted' WHEN 'reject' THEN 'rejected'
                         ELSE 'edited' END AS state
        FROM (
            SELECT d.key, d.action, d.what, d.who,
                   CASE d.what WHEN 'edit' THEN d.value END AS value,
                   row_number() OVER (PARTITION BY d.key ORDER BY d.at DESC, d.action DESC)
                       AS place
            FROM decisions d {join} JOIN edits e ON e.key = d.key
            JOIN series s ON s.series = e.series JOIN articles a ON a.article = e.article
            WHERE d.what <> 'undo' AND {_FITS} AND NOT EXISTS
                  (SELECT 1 FROM decisions u WHERE u.undoes = d.action AND u.key = d.key)
        ) WHERE place = 1"""


def _line(row: tuple[Any, ...]) -> Line:
    values = dict(zip((f.name for f in fields(Line)), row, strict=True))
    candidates = tuple((text, p) for text, p in json.loads(values["candidates"]))
    return Line(**{**values, "candidates": candidates})


def _checked(action: str, what: str) -> None:
    if not _ACTION.fullmatch(action):
        raise InputError("a request has a name of 16 to 64 letters, digits and hyphens")
    if what not in (ACCEPT, REJECT, EDIT, UNDO):
        raise InputError("a decision is accept, reject, edit or undo")


def _decision(row: dict[str, Any], number: int) -> tuple[Any, ...]:
    """Return a row of an export as values of the table; :class:`InputError` when it is none."""
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
        _checked(texts["action"], texts["what"])
        if (texts["what"] == UNDO) != (undoes is not None):
            raise ValueError("an undo, and nothing else, says what it undoes")
        if texts["what"] in (ACCEPT, EDIT) and value is None:
            raise ValueError("the value is missing")
        at = _written(datetime.fromisoformat(row["at"]))
        where = places[0], places[1], places[2], texts["before"], texts["rule"]
        if key_of(texts["file"], *where) != texts["key"]:
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
