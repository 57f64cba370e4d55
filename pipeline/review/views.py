"""Queries about a review: series, lines, articles, history, precision of rules.

Each page starts after the last row of the page before, and not at a row number. So no row is
skipped when rows of earlier pages are decided and leave the list. The module is longer than others
because each page has its query here.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from pipeline.batch.ledger import LedgerRow
from pipeline.review.database import FITS_CONDITION, Database, latest
from pipeline.review.model import (
    ACCEPTED,
    AUTO,
    DECIDED,
    EDITED,
    OPEN,
    REJECTED,
    STATES,
    Action,
    ArticleSummary,
    Filter,
    Group,
    Progress,
    ReviewedEdit,
    Series,
    Stale,
    Verdicts,
    stored,
)
from pipeline.rules import HAND

_LINE = """
SELECT e.edit, e.key, a.file, a.row, a.id, e.language, e.article, e.start, e.stop, s.before,
       s.after, e.rule, e.stage, e.confidence, e.tool, e.link, e.candidates, e.reason, e.series,
       e.draw, e.head, e.tail, e.state, e.value, e.who
FROM edits e JOIN series s USING (series) JOIN articles a USING (article)
"""


class Views(Database):
    """A database with the queries that pages and commands need."""

    def progress(self) -> Progress:
        """Return how much of the review is done."""
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
        """Return the series after ``after`` (count, series), the most frequent first."""
        edits, condition, values = _of_rule(where, where.where())
        behind = "HAVING n < ? OR (n = ? AND e.series > ?)" if after else ""
        values += (after[0], after[0], after[1]) if after else ()
        found = self.rows(
            f"""SELECT f.series, s.rule, s.before, s.after, f.n FROM (
                SELECT e.series, count(*) AS n FROM {edits} WHERE {condition}
                GROUP BY e.series {behind} ORDER BY n DESC, e.series LIMIT ?
            ) f JOIN series s USING (series) ORDER BY f.n DESC, f.series""",
            *values,
            limit,
        )
        states = self._states([row[0] for row in found])
        return [Series(*(*row, states.get(row[0], {}))) for row in found]

    def one_series(self, series: int, where: Filter) -> Series | None:
        """Return the series of that number, None if there is none."""
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
        """Return how many edits of each series pass the filter (and, if asked, are undecided)."""
        if undecided and not where.undecided:
            return {}
        found = where.where(where.undecided if undecided else None)
        edits, condition, values = _of_rule(where, found)
        marks = ",".join("?" * len(series))
        return dict(
            self.rows(
                f"SELECT e.series, count(*) FROM {edits} WHERE {condition}"
                f" AND e.series IN ({marks}) GROUP BY e.series",
                *values,
                *series,
            )
        )

    def _states(self, series: Sequence[int]) -> dict[int, dict[str, int]]:
        """Return how many edits of each series are in each state.

        The index is named, because it holds all that is asked for: with the one by series SQLite
        reads the edits themselves, 57 ms for the largest of 100,000 instead of 2.
        """
        found: dict[int, dict[str, int]] = {}
        marks, states = ",".join("?" * len(series)), ",".join("?" * len(STATES))
        for one, state, n in self.rows(
            "SELECT series, state, count(*) FROM edits INDEXED BY edits_state_series"
            f" WHERE state IN ({states}) AND series IN ({marks}) GROUP BY series, state",
            *STATES,
            *series,
        ):
            found.setdefault(one, {})[state] = n
        return found

    def split(self, where: Filter, side: str, limit: int, sample: int) -> list[Group]:
        """Return the edits that pass the filter by the word beside them, most frequent first.

        ``side`` is ``left`` or ``right``. Each group has up to ``sample`` of its lines.
        """
        condition, values = where.where()
        column = {"left": "head", "right": "tail"}[side]
        groups: dict[str, list[tuple[int, str]]] = {}
        for word, edit, state in self.rows(
            f"SELECT neighbour(e.{column}, ?), e.edit, e.state FROM edits e"
            f" WHERE {condition} ORDER BY +e.draw, e.edit",  # +: sort them, don't read all by draw
            side,
            *values,
        ):
            groups.setdefault(word, []).append((edit, state))
        found = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))[:limit]
        wanted = [edit for _, own in found for edit, _ in own[:sample]]
        marks = ",".join("?" * len(wanted))
        lines = {x.edit: x for x in self._lines(f"WHERE e.edit IN ({marks})", *wanted)}
        return [
            Group(
                word,
                len(own),
                sum(state in where.undecided for _, state in own),
                tuple(lines[edit] for edit, _ in own[:sample]),
            )
            for word, own in found
        ]

    def concordance(
        self, where: Filter, side: str, after: int | None = None, limit: int = 25
    ) -> list[ReviewedEdit]:
        """Return edits by the text on one side of them, after the edit ``after``.

        ``side`` is ``left`` or ``right``; the nearest word decides first.
        """
        condition, values = where.where()
        column = {"left": "head", "right": "tail"}[side]
        if after is not None:
            condition += (
                f" AND (sorting(e.{column}, ?), e.edit) >"
                f" (SELECT sorting(x.{column}, ?), x.edit FROM edits x WHERE x.edit = ?)"
            )
            values += [side, side, after]
        order = f"sorting(e.{column}, ?), e.edit"
        return self._lines(f"WHERE {condition} ORDER BY {order} LIMIT ?", *values, side, limit)

    def agreement(self, where: Filter, size: int) -> tuple[int, int, int]:
        """Return how many of a sample were accepted and judged, and its size.

        The sample are the first ``size`` edits, in the order drawn by lot, that pass the filter,
        whatever was decided about them.
        """
        condition, values = where.where(STATES)
        states = [
            state
            for (state,) in self.rows(
                f"SELECT e.state FROM edits e WHERE {condition} ORDER BY e.draw, e.edit LIMIT ?",
                *values,
                size,
            )
        ]
        judged = sum(state in DECIDED for state in states)
        return states.count(ACCEPTED), judged, len(states)

    def audit(self, where: Filter) -> tuple[int, int, int]:
        """Return how many made edits that pass the filter were found right, judged, and are there.

        Only those count that come before the first that nobody judged, in the order drawn by lot:
        they are a random sample, whatever else people chose to judge.
        """
        condition, values = where.where(STATES)
        made = f"FROM edits e WHERE e.tool = 'auto' AND {condition}"
        row = self.rows(
            f"""SELECT coalesce(sum(e.state = 'accepted' AND e.draw < f.draw), 0),
                coalesce(sum(e.draw < f.draw), 0), count(*) FROM edits e, (
                    SELECT coalesce(min(e.draw), 1 << 62) AS draw {made} AND e.state = 'auto'
                ) f WHERE e.tool = 'auto' AND {condition}""",
            *values,
            *values,
        )[0]
        return row[0], row[1], row[2]

    def audits(self) -> dict[str, tuple[int, int, int]]:
        """Return for each rule what :meth:`audit` tells."""
        return {
            rule: (right, judged, total)
            for rule, right, judged, total in self.rows(
                """SELECT e.rule, sum(e.state = 'accepted' AND e.draw < coalesce(f.draw, 1 << 62)),
                    sum(e.draw < coalesce(f.draw, 1 << 62)), count(*)
                FROM edits e LEFT JOIN (
                    SELECT rule, min(draw) AS draw FROM edits
                    WHERE tool = 'auto' AND state = 'auto' GROUP BY rule
                ) f ON f.rule = e.rule WHERE e.tool = 'auto' GROUP BY e.rule ORDER BY e.rule"""
            )
        }

    def count(self, where: Filter) -> int:
        """Return how many edits pass the filter."""
        condition, values = where.where()
        found: int = self.value(f"SELECT count(*) FROM edits e WHERE {condition}", *values)
        return found

    def doubtful(
        self, where: Filter, after: tuple[float, int] | None = None, limit: int = 25
    ) -> list[ReviewedEdit]:
        """Return the edits after ``after`` (confidence, edit), the least certain first."""
        return self._page(where, "e.confidence", "e.edit", after, limit)

    def sample(
        self, where: Filter, after: tuple[int, int] | None = None, limit: int = 25
    ) -> list[ReviewedEdit]:
        """Return edits in a random order that is always the same."""
        return self._page(where, "e.draw", "e.edit", after, limit)

    def _page(
        self,
        where: Filter,
        first: str,
        second: str,
        after: tuple[float, int] | None,
        limit: int,
    ) -> list[ReviewedEdit]:
        condition, values = where.where()
        if after:
            condition += f" AND ({first}, {second}) > (?, ?)"
            values += after
        return self._lines(f"WHERE {condition} ORDER BY {first}, {second} LIMIT ?", *values, limit)

    def _lines(self, tail: str, *values: Any) -> list[ReviewedEdit]:
        return [_line(row) for row in self.rows(_LINE + tail, *values)]

    def in_order(self, where: Filter) -> Iterator[ReviewedEdit]:
        """Yield the edits that pass the filter in the order of the dump, a page at a time."""
        condition, values = where.where()
        after = (-1, -1, -1)
        while found := self._lines(
            f"WHERE {condition} AND (e.article, e.start, e.edit) > (?, ?, ?)"
            " ORDER BY e.article, e.start, e.edit LIMIT 1000",
            *values,
            *after,
        ):
            yield from found
            after = found[-1].article, found[-1].start, found[-1].edit

    def article_count(self, where: Filter) -> int:
        """Return how many articles have edits that pass the filter."""
        condition, values = where.where()
        found: int = self.value(
            f"SELECT count(DISTINCT e.article) FROM edits e WHERE {condition}", *values
        )
        return found

    def line(self, key: str) -> ReviewedEdit | None:
        """Return the edit with that key, None if there is none."""
        return next(iter(self._lines("WHERE e.key = ?", key)), None)

    def linked(self, line: ReviewedEdit) -> list[ReviewedEdit]:
        """Return the other edits that are made or rejected together with ``line``."""
        if line.link is None:
            return []
        return self._lines(
            "WHERE e.article = ? AND e.link = ? AND e.key <> ? ORDER BY e.start LIMIT 20",
            line.article,
            line.link,
            line.key,
        )

    def articles(
        self, where: Filter, after: int | None = None, limit: int = 50
    ) -> list[ArticleSummary]:
        """Return the articles with edits that pass the filter, in the order of the dump."""
        condition, values = where.where()
        return [
            _summary(row)
            for row in self.rows(
                f"""SELECT a.article, a.file, a.row, a.id, a.language, a.edits, f.n,
                    CASE typeof(a.source) WHEN 'text' THEN substr(a.source, 1, 400)
                    ELSE a.source END, d.who FROM (
                    SELECT e.article, count(*) AS n FROM edits e INDEXED BY edits_article
                    WHERE e.article > ? AND {condition} GROUP BY e.article
                    ORDER BY e.article LIMIT ?
                ) f JOIN articles a USING (article) LEFT JOIN finished d
                ON d.file = a.file AND d.row = a.row AND d.source = a.digest
                ORDER BY a.article""",
                -1 if after is None else after,
                *values,
                limit,
            )
        ]

    def article(self, article: int) -> tuple[ArticleSummary, str] | None:
        """Return the article of that number and its source, None if there is none."""
        found = self.rows(
            "SELECT a.article, a.file, a.row, a.id, a.language, a.edits, a.edits, a.source, d.who"
            " FROM articles a LEFT JOIN finished d ON d.file = a.file AND d.row = a.row"
            " AND d.source = a.digest WHERE a.article = ?",
            article,
        )
        return (_summary(found[0]), found[0][-2]) if found else None

    def in_article(self, article: int, start: int = 0, limit: int = 1000) -> list[ReviewedEdit]:
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
        if self.value("SELECT 1 FROM edits WHERE rule = ? LIMIT 1", HAND.code):
            found["rule"] = [*found.get("rule", []), HAND.code]
        return {name: found.get(name, []) for name in ("rule", "stage", "language")}

    # --- history -----------------------------------------------------------------------------

    def history(self, before: int | None = None, limit: int = 50) -> list[Action]:
        """Return the latest actions before the decision of number ``before``."""
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
        """Yield the decisions that do not count because their text or proposal has changed."""
        for row in self.rows(
            f"""SELECT CASE WHEN a.digest <> d.source THEN 'source'
                WHEN e.key IS NULL AND a.row IS NOT NULL AND d.rule = 'HAND001' THEN 'overlap'
                WHEN e.key IS NULL THEN 'gone' ELSE 'proposal' END,
                d.file, d.row, d.id, d.rule, d.before, d.after, d.who, d.at
            FROM ({latest("")}) d
            LEFT JOIN edits e ON e.key = d.key LEFT JOIN series s ON s.series = e.series
            LEFT JOIN articles a ON a.file = d.file AND a.row = d.row
            WHERE d.place = 1 AND (e.key IS NULL OR NOT ({FITS_CONDITION}))
            ORDER BY d.file, d.row, d.start, d.stop"""
        ):
            yield Stale(*row)

    def verdicts(self) -> list[Verdicts]:
        """Return how people judged the edits of each rule."""
        counts: dict[str, dict[tuple[str, str], int]] = {}
        for rule, tool, state, n in self.rows(
            "SELECT rule, tool, state, count(*) FROM edits WHERE rule <> ?"
            " GROUP BY rule, tool, state",
            HAND.code,
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
        """Return the series with most rejected edits; ``shown`` counts those that were judged."""
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
        """Return by key the state, the value and the digest of the source of each judged edit."""
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

    def replacements(self, before: str, limit: int) -> list[str]:
        """Return what the words ``before`` are replaced by elsewhere, the most frequent first."""
        return [
            text
            for (text,) in self.rows(
                """SELECT coalesce(e.value, s.after) AS text
                FROM series s JOIN edits e USING (series)
                WHERE s.before = ?1 AND e.state <> 'rejected' AND text <> ?1
                GROUP BY text ORDER BY count(*) DESC, text LIMIT ?2""",
                stored(before),
                limit,
            )
        ]

    def by_hand(self) -> dict[tuple[str, int], tuple[str, list[LedgerRow]]]:
        """Return the edits made by hand, by file and row, with the digest of their source."""
        found: dict[tuple[str, int], tuple[str, list[LedgerRow]]] = {}
        for row in self.rows(
            """SELECT a.digest, a.file, a.row, a.id, e.start, e.stop, s.before,
                coalesce(e.value, s.after), e.rule, e.stage, e.confidence, e.state
            FROM edits e JOIN series s USING (series) JOIN articles a USING (article)
            WHERE e.rule = ? ORDER BY e.article, e.start""",
            HAND.code,
        ):
            digest, file, number, name, *place = row
            start, stop, before, after, rule, stage, confidence, state = place
            one = LedgerRow(
                **{"file": file, "row": number, "id": name, "start": start, "end": stop},
                **{"before": before, "after": after, "rule": rule, "stage": stage},
                **{"confidence": confidence, "group": None, "candidates": (), "reason": ""},
                decision="review" if state == OPEN else state,
            )
            found.setdefault((one.file, one.row), (digest, []))[1].append(one)
        return found


def _of_rule(where: Filter, found: tuple[str, list[Any]]) -> tuple[str, str, list[Any]]:
    """Return the table of edits to count by series, and the condition ``found`` with its values.

    Where a rule is asked for, an index has all that the filter and the count look at.
    """
    condition, values = found
    if not where.rule:
        return "edits e", condition, values
    ends = [where.rule, where.rule + chr(0x10FFFF)]
    by_rule = "edits e INDEXED BY edits_rule_series"
    return by_rule, f"e.rule >= ? AND e.rule < ? AND {condition}", [*ends, *values]


HEADLINE_LENGTH = 90
"""Code points of the first line of an article that lists show."""


def _summary(row: tuple[Any, ...]) -> ArticleSummary:
    """Return a row that ends with the beginning of the source and who called it done."""
    article, file, number, name, language, edits, shown, source, who = row
    line = next(iter(source.strip().splitlines()), "").strip()
    cut = line if len(line) <= HEADLINE_LENGTH else line[: HEADLINE_LENGTH - 1].rstrip() + "…"
    return ArticleSummary(article, file, number, name, language, edits, shown, cut, who)


def _line(row: tuple[Any, ...]) -> ReviewedEdit:
    """Return a row of the query ``_LINE`` as a line."""
    values = dict(zip((f.name for f in fields(ReviewedEdit)), row, strict=True))
    candidates = tuple((text, p) for text, p in json.loads(values["candidates"]))
    return ReviewedEdit(**{**values, "candidates": candidates})
