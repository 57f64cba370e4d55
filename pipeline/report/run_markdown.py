"""The report of a finished run in Markdown. Start reading from :func:`markdown`."""

import re
from collections.abc import Iterator

from pipeline.report.diff import visible
from pipeline.report.messages import Messages
from pipeline.report.run_pages import (
    Items,
    Lead,
    Plot,
    ReportBlock,
    RunSummary,
    Sample,
    Table,
    Title,
    content,
    spaces_shown,
)


def markdown(summary: RunSummary, say: Messages) -> Iterator[str]:
    """Yield the lines of the report. What comes from articles is shown as it is."""
    for block in content(summary, say):
        if not (isinstance(block, Plot) and block.table is None):
            yield from _lines(block)
            yield ""


def _lines(block: ReportBlock) -> Iterator[str]:
    match block:
        case Title(text, level):
            yield f"{'#' * level} {_escaped(text)}"
        case Lead(text):
            yield _escaped(text)
        case Table():
            yield from _table(block)
        case Plot(title, _, table):
            yield f"## {_escaped(title)}"
            yield ""
            yield from _table(table or Table((), ()))
        case Items(items, numbered):
            for number, item in enumerate(items, 1):
                sign = f"{number}." if numbered else "-"
                yield f"{sign} {_sample(item) if isinstance(item, Sample) else _escaped(item)}"


def _table(table: Table) -> Iterator[str]:
    more = ("",) * bool(table.notes)  # a column without a head for the notes
    yield _row((*table.heads, *more))
    yield _row(("---", *["---:"] * (len(table.heads) - 1), *("---" for _ in more)))
    for number, row in enumerate(table.rows):
        yield _row(tuple(map(_escaped, (*row, *table.notes[number : number + 1]))))


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _sample(sample: Sample) -> str:
    before, after = (_escaped(spaces_shown(side)) for side in (sample.before, sample.after))
    sides = (f"~~{before}~~ " if before else "") + (f"**{after}**" if after else "")
    return f"{_escaped(sample.left)}{sides}{_escaped(sample.right)} ({_escaped(sample.note)})"


def _escaped(text: str) -> str:
    """Return text so that Markdown shows it as it is, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&!])", r"\\\1", visible(text, "↵"))
