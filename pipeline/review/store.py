"""The store of a review: decisions, which are only added, and the states that follow from them.

Start reading from :meth:`Store.decide`. The state of an edit is that of the latest decision about
it that was not undone and that fits the present text. Several processes can use one database: each
request is one transaction. It has a name, so that a request sent twice counts once.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.errors import InputError
from pipeline.review import hand
from pipeline.review.database import settle, touch
from pipeline.review.model import (
    ACCEPT,
    ACCEPTED,
    DECIDED,
    EDIT,
    EDITED,
    REJECT,
    REJECTED,
    TO_DECIDE,
    UNDO,
    DecisionOutcome,
    Filter,
    key_of,
    loaded,
    stored,
)
from pipeline.review.run import RunArticle
from pipeline.review.views import Views
from pipeline.rules import HAND

_ACTION = re.compile(r"[0-9A-Za-z-]{16,64}")
_MANY = 2000
"""Changed edits in an outcome, at most. A page shows fewer."""

_MANY_SERIES = 100
"""Series in an outcome, at most. A page shows fewer."""

STATE_AFTER = {ACCEPT: ACCEPTED, REJECT: REJECTED, EDIT: EDITED}
"""The state of an edit after each decision."""


class Store(Views):
    """A database that takes decisions."""

    def decide(
        self, action: str, who: str, what: str, key: str, value: str | None = None
    ) -> DecisionOutcome:
        """Accept, reject or edit (to ``value``) an edit and those linked to it.

        ``action`` names the request; a second request of the same name changes nothing. Raises
        :class:`InputError` for an unknown edit.
        """
        checked(action, what)
        with self.writing() as cx:
            if done := self._done(action):
                return done
            row = cx.execute(
                "SELECT e.state, e.who, e.value, s.before, s.after"
                " FROM edits e JOIN series s USING (series) WHERE e.key = ?",
                (key,),
            ).fetchone()
            if row is None:
                raise InputError("this edit is not in the run any more: load the page again")
            state, judge, written_before, before, after = map(loaded, row)
            if what == EDIT:
                if value is None:
                    raise InputError("to edit, say what is to stand there")
                what = {after: ACCEPT, before: REJECT}.get(value, EDIT)
            touch(cx, "SELECT ?, ?, ?", key, what, stored(value) if what == EDIT else None)
            outcome = self._record(action, who, what)
            if state not in DECIDED or judge == who:
                return outcome
            now_written = value if what == EDIT else None
            agreed = (state, written_before) == (STATE_AFTER[what], now_written)
            return replace(outcome, before=judge, agreed=agreed)

    def mend(
        self, action: str, who: str, article: int, span: tuple[int, int], words: tuple[str, str]
    ) -> DecisionOutcome:
        """Replace words of an article that no stage found: ``words`` are those, and what is right.

        Proposals that they overlap are rejected. Raises :class:`InputError` when an edit that
        stands overlaps them, or they do not stand at ``span``.
        """
        checked(action, EDIT)
        (start, stop), (before, after) = span, words
        with self.writing() as cx:
            if done := self._done(action):
                return done
            place = self._place(article, span, before)
            if after == before:
                raise InputError("that is what stands there already")
            key = key_of(*place, span, before, HAND.code)
            known = self.line(key)
            if known is not None:
                what = {known.after: ACCEPT}.get(after, EDIT)
            else:
                what = ACCEPT
                result = hand.in_the_way(cx, article, start, stop)
                if result is not None:
                    raise hand.OverlapError("overlap.stands", result[:60])
                hand.insert(
                    cx,
                    hand.HandEdit(
                        key, (article, start, stop), before, after, hand.TYPED_CONFIDENCE
                    ),
                )
            touch(
                cx,
                "SELECT ?1, ?2, ?3 UNION ALL SELECT key, 'reject', NULL FROM edits WHERE"
                " article = ?4 AND start < ?6 AND stop > ?5 AND state = 'open' AND key <> ?1",
                *(key, what, stored(after) if what == EDIT else None, article, start, stop),
            )
            return replace(self._record(action, who, what), redraw=True)

    def _place(self, article: int, span: tuple[int, int], before: str) -> tuple[str, int]:
        """Return file and row of an article if ``before`` stands there at ``span``."""
        start, stop = span
        found = self.article(article)
        if found is None or not 0 <= start < stop or found[1][start:stop] != before:
            raise InputError("these words are not there any more: load the page again")
        if stop - start > hand.MAX_MENDED:
            raise InputError(f"choose at most {hand.MAX_MENDED} characters")
        return found[0].file, found[0].row

    def offer(self, who: str, key: str, others: Iterable[RunArticle]) -> tuple[int, int]:
        """Propose the change of an edit made by hand everywhere else.

        Returns the series, and the number of new proposals. ``others`` are the articles without
        edits. Nothing is decided. Raises :class:`InputError` for an edit of the program.
        """
        with self.writing() as cx:
            line = self.line(key)
            if line is None or line.rule != HAND.code or not line.made:
                raise InputError("only an edit made by hand that stands is offered elsewhere")
            n = hand.offer(cx, who, line.before, line.result, others)
            return hand.series_of(cx, line.before, line.result), n

    def finish(self, who: str, article: int, *, done: bool) -> int:
        """Call an article done, or not; return how many proposals are left to decide in it."""
        with self.writing() as cx:
            found = cx.execute(
                "SELECT file, row, digest FROM articles WHERE article = ?", (article,)
            ).fetchone()
            if found is None:
                raise InputError("there is no such article any more: load the page again")
            if done:
                cx.execute(
                    "INSERT OR REPLACE INTO finished VALUES (?, ?, ?, ?, ?)",
                    (*found, stored(who), now()),
                )
            else:
                cx.execute("DELETE FROM finished WHERE file = ? AND row = ?", found[:2])
            left: int = self.value(
                "SELECT count(*) FROM edits WHERE article = ? AND state = 'open'", article
            )
            return left

    def reject_word(self, action: str, who: str, key: str, word: str) -> DecisionOutcome:
        """Reject an edit, and, when it replaces just ``word``, those that propose the same."""
        checked(action, REJECT)
        with self.writing() as cx:
            if done := self._done(action):
                return done
            touch(
                cx,
                "SELECT e.key, 'reject', NULL FROM edits e JOIN series s USING (series)"
                " WHERE e.key = ?1 OR (s.before = ?2 AND e.state = 'open'"
                " AND e.series = (SELECT series FROM edits WHERE key = ?1))"
                " ORDER BY e.key <> ?1",
                key,
                stored(word),
            )
            return self._record(action, who, REJECT)

    def protected(self, action: str, word: str) -> None:
        """Note that ``action`` added ``word`` to the list of protected words."""
        with self.writing() as cx:
            cx.execute("INSERT OR IGNORE INTO words VALUES (?, ?)", (action, stored(word)))

    def protected_by(self, action: str | None) -> str | None:
        """Return the word that ``action`` added to the list, None if it added none."""
        return self.value("SELECT word FROM words WHERE action = ?", action) if action else None

    def decide_series(  # noqa: PLR0913 — a request has these parts
        self,
        action: str,
        who: str,
        what: str,
        series: int,
        where: Filter = TO_DECIDE,
        value: str | None = None,
    ) -> DecisionOutcome:
        """Decide about the edits of a series that pass ``where`` and that nobody has judged.

        They are accepted, rejected, or edited to ``value``. One that overlaps words replaced by
        hand is passed over unless it is rejected.
        """
        checked(action, what)
        if what not in (ACCEPT, REJECT, EDIT):
            raise InputError("a series is accepted, rejected or edited")
        if what == EDIT:
            if value is None:
                raise InputError("to edit, say what is to stand there")
            texts = self.rows("SELECT before, after FROM series WHERE series = ?", series)
            before, after = texts[0] if texts else (None, None)
            what = {after: ACCEPT, before: REJECT}.get(value, EDIT)
        condition, values = where.where(where.undecided)
        if not where.undecided:
            condition, values = "0", []
        with self.writing() as cx:
            if done := self._done(action):
                return done
            touch(
                cx,
                f"SELECT e.key, ?, ? FROM edits e WHERE e.series = ? AND {condition}"
                + ("" if what == REJECT else f" AND NOT {hand.UNDER_HAND}"),
                what,
                stored(value) if what == EDIT else None,
                series,
                *values,
            )
            return self._record(action, who, what)

    def undo(self, action: str, who: str, target: str | None = None) -> DecisionOutcome:
        """Undo the action ``target``, by default the latest of ``who`` that is not undone."""
        checked(action, UNDO)
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
                return DecisionOutcome(action, UNDO, 0, ())
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
            return replace(self._settle(action, UNDO), target=target)

    def _done(self, action: str) -> DecisionOutcome | None:
        """Return the outcome of ``action`` if it was done before."""
        what = self.value("SELECT what FROM decisions WHERE action = ? ORDER BY n", action)
        if what is None:
            return None
        touch(self.connection, "SELECT key, what, NULL FROM decisions WHERE action = ?", action)
        return replace(self._outcome(action, what), repeated=True)

    def _record(self, action: str, who: str, what: str) -> DecisionOutcome:
        """Append decisions about the edits in ``touched`` and those linked to them."""
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

    def _settle(self, action: str, what: str) -> DecisionOutcome:
        """Compute the states and return the outcome."""
        cx = self.connection
        settle(cx)
        hand.check(cx)
        by_hand = what == UNDO and hand.dropped(cx)
        return replace(self._outcome(action, what), redraw=by_hand)

    def _outcome(self, action: str, what: str) -> DecisionOutcome:
        """Return what is now in ``touched`` as an outcome."""
        edits = self.value("SELECT count(*) FROM touched")
        changed = self.rows(
            "SELECT e.key, e.state, e.value, e.who FROM touched t CROSS JOIN edits e USING (key)"
            " ORDER BY t.n LIMIT ?",
            _MANY,
        )
        series = self.rows(
            "SELECT e.series FROM touched t CROSS JOIN edits e USING (key)"
            " GROUP BY e.series ORDER BY min(t.n) LIMIT ?",
            _MANY_SERIES,
        )
        rows = tuple((key, state, value, who) for key, state, value, who in changed)
        return DecisionOutcome(action, what, edits, rows, series=tuple(n for (n,) in series))

    def _time(self) -> str:
        """Return a time later than that of every decision, even if the clock goes back."""
        last = self.value("SELECT max(at) FROM decisions")
        time = now()
        if last is not None and time <= last:
            time = written(datetime.fromisoformat(last) + timedelta(microseconds=1))
        return time


def checked(action: str, what: str) -> None:
    """Raise :class:`InputError` for a wrong name of a request or an unknown decision."""
    if not _ACTION.fullmatch(action):
        raise InputError("a request has a name of 16 to 64 letters, digits and hyphens")
    if what not in (ACCEPT, REJECT, EDIT, UNDO):
        raise InputError("a decision is accept, reject, edit or undo")


def now() -> str:
    """Return the present time in UTC, in a form that sorts as text."""
    return written(datetime.now(UTC))


def written(time: datetime) -> str:
    """Return ``time`` in UTC, in a form that sorts as text."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
