"""Damage over time: the edits of a finished run by the dates of its articles.

Start reading from :func:`over_time`. The dates stand in a column of the dump.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from pipeline.batch.formats import Source
from pipeline.report.run_pages import Period
from pipeline.review.run import FinishedRun, LedgerRows

DATE_COLUMNS = (
    "date published publication_date date_publication datepublished published_at publish_date "
    "pubdate published_date date_published publie publié date_publi datetime timestamp time "
    "created_at created updated_at date_creation jour day"
).split()
"""Usual names of a column of dates, best first; upper and lower case are the same."""

MOST_DAYS, MOST_MONTHS = 31, 48
"""Bars of a plot by day, and by month, at most: more are told by month, and by year."""

FIRST_YEAR, LAST_YEAR = 1600, 2100
"""Years of articles, from the first newspapers on; other numbers are no dates."""

_ISO = re.compile(r"\s*(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_FRENCH = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?!\d)")
_SECONDS = re.compile(r"\s*(\d{9,10})(\d{3})?(?:\.\d*)?\s*")


def over_time(run: FinishedRun, column: str = "") -> tuple[Period, ...]:
    """Return the edits of a run by day, month or year, () where articles have no dates.

    ``column`` has the dates; else the first is taken whose name tells it and that holds one.
    """
    days: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for day, words, made, proposed in _dated(run, column):
        counts = days[day]
        for place, n in enumerate((1, words, made, proposed)):
            counts[place] += n
    return periods(days)


def periods(days: Mapping[date, list[int]]) -> tuple[Period, ...]:
    """Return the counts of days, added up so that few periods remain; () when it is only one.

    >>> [one.name for one in periods({date(2020, 1, 5): [1, 9, 0, 0], date(2021, 1, 5): [1] * 4})]
    ['2020-01-05', '2021-01-05']
    """
    for length, most in ((10, MOST_DAYS), (7, MOST_MONTHS), (4, LAST_YEAR)):
        found: dict[str, list[int]] = {}
        for day in sorted(days):
            counts = found.setdefault(day.isoformat()[:length], [0, 0, 0, 0])
            for place, n in enumerate(days[day]):
                counts[place] += n
        if len(found) <= most:
            return tuple(Period(name, *n) for name, n in found.items()) if len(found) > 1 else ()
    return ()


def _dated(run: FinishedRun, column: str) -> Iterator[tuple[date, int, int, int]]:
    """Yield for each article with a date: its day, its words, and the edits made and proposed."""
    ledger = LedgerRows(run.out)
    for dump in run.dumps:
        for first, source in dump.sources():
            name = column
            for numbers, batch in run.batches(dump, first, source):
                for i, number in enumerate(numbers):
                    rows = [
                        row
                        for of_column in dump.columns
                        for row in ledger.of(dump.file, number, of_column)
                    ]
                    values = _values(source, batch, i)
                    name = name or _column(values)
                    day = as_date(values.get(name))
                    if day is not None:
                        words = sum(len((text or "").split()) for text in batch.rows[i].texts)
                        made = sum(row.is_made for row in rows)
                        yield day, words, made, len(rows) - made


def _values(source: Source, batch: Any, i: int) -> Mapping[str, Any]:
    """Return the fields of a row beside its texts; those of a file that is one article are none."""
    if not source.tabular or batch.rows[i].text is None:
        return {}
    fields: Mapping[str, Any] = source.format.fields(source, batch, i, batch.rows[i].texts)
    return fields


def _column(values: Mapping[str, Any]) -> str:
    """Return the first column that is named like one of dates and holds one."""
    lower = {name.strip().lower(): name for name in reversed(list(values))}
    usual = (lower[known] for known in DATE_COLUMNS if known in lower)
    return next((name for name in usual if as_date(values[name]) is not None), "")


def as_date(value: Any) -> date | None:
    """Return the day that a value tells, None if it is none; 05/03/2021 is the fifth of March.

    >>> str(as_date("2021-03-05T12:00:00Z")), str(as_date("05/03/2021")), as_date("hier")
    ('2021-03-05', '2021-03-05', None)
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = str(value)
    try:
        if seconds := _SECONDS.fullmatch(text):
            return _in_range(datetime.fromtimestamp(int(seconds[1]), UTC).date())
        if found := _ISO.match(text) or _COMPACT.match(text):
            return _in_range(date(int(found[1]), int(found[2]), int(found[3] or 1)))
        if found := _FRENCH.match(text):
            return _in_range(date(int(found[3]), int(found[2]), int(found[1])))
        return _in_range(parsedate_to_datetime(text).date())
    except (ValueError, TypeError, OverflowError):
        return None


def _in_range(day: date) -> date | None:
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
