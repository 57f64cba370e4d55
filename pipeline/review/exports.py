"""What a filter lets through, as files: JSON lines, CSV, pairs (TMX), a patch, a page.

Start reading from :data:`FORMATS_OF_EXPORT`. Each function writes a file from the edits in the
order of the dump, and counts articles while it does. Texts are hostile: cells of CSV compute
nothing, XML and the page escape all of them.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pipeline.batch.formulas import guarded
from pipeline.edits import Edit, apply
from pipeline.io import records
from pipeline.report import html
from pipeline.report.diff import unified
from pipeline.result import Result
from pipeline.review.jobs import ReviewJob
from pipeline.review.messages import Say
from pipeline.review.model import Filter, ReviewedEdit
from pipeline.review.run import FinishedRun
from pipeline.review.store import Store
from pipeline.schemas import SCHEMA, SCHEMAS

_FIELDS = (
    *("key", "file", "row", "id", "language", "start", "stop", "before", "after", "rule"),
    *("stage", "confidence", "tool", "state", "value", "who", "reason", "head", "tail"),
)

_NOT_IN_XML = {
    **dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF), "\ufffd"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}

Lines = list[ReviewedEdit]
"""The edits of one article that the filter lets through, in text order."""


def articles(store: Store, where: Filter, job: ReviewJob) -> Iterator[Lines]:
    """Yield the edits that pass the filter, article by article, and count the articles."""
    job.total = store.article_count(where)
    for _, lines in groupby(store.in_order(where), key=lambda line: line.article):
        yield list(lines)
        job.beat()


def _row(line: ReviewedEdit) -> dict[str, Any]:
    return {name: getattr(line, name) for name in _FIELDS}


def as_jsonl(schema: int) -> "Writing":
    """Return the function that writes a line of JSON for each edit, with candidates as in there."""

    def write(store: Store, where: Filter, job: ReviewJob, path: Path, say: Say) -> None:
        with path.open("wb") as file:
            for lines in articles(store, where, job):
                for line in lines:
                    candidates = SCHEMAS[schema](line.candidates)
                    row = {"schema": schema, **_row(line), "candidates": candidates}
                    row["end"] = row.pop("stop")
                    file.write(records.encode(records.dumps(row)))

    return write


def as_csv(store: Store, where: Filter, job: ReviewJob, path: Path, say: Say) -> None:
    """Write a row for each edit, as spreadsheets read it; no cell is a formula."""
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf" + _csv([["end" if n == "stop" else n for n in _FIELDS]]))
        for lines in articles(store, where, job):
            file.write(_csv([[_cell(v) for v in _row(line).values()] for line in lines]))


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: Any) -> str:
    return "" if value is None else guarded(value) if isinstance(value, str) else str(value)


def as_tmx(store: Store, where: Filter, job: ReviewJob, path: Path, say: Say) -> None:
    """Write what stood there and what stands there now, in its context, as a translation memory."""
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
            '<header creationtool="rature" creationtoolversion="1" segtype="phrase" '
            'o-tmf="rature" adminlang="en" srclang="fr-x-before" datatype="plaintext"/>\n<body>\n'
        )
        for lines in articles(store, where, job):
            for line in lines:
                if line.made:
                    file.write(_unit(line))
        file.write("</body>\n</tmx>\n")


def _unit(line: ReviewedEdit) -> str:
    """Return the pair of an edit that stands."""
    head, tail = line.head.strip("…"), line.tail.strip("…")
    sides = (("fr-x-before", line.before), ("fr", line.result))
    segments = "".join(
        f'<tuv xml:lang="{language}"><seg>{escape(_xml(head + side + tail))}</seg></tuv>'
        for language, side in sides
    )
    return (
        f'<tu tuid={quoteattr(line.key)}><prop type="rule">{escape(_xml(line.rule))}</prop>'
        f'<prop type="change">{escape(_xml(line.before))} → {escape(_xml(line.result))}</prop>'
        f"{segments}</tu>\n"
    )


def _xml(text: str) -> str:
    return text.translate(_NOT_IN_XML)


def as_patch(store: Store, where: Filter, job: ReviewJob, path: Path, say: Say) -> None:
    """Write the edits that stand as a patch; an article of a table is named by file and row."""
    tables = {dump.file for dump in FinishedRun(store.path.parent).dumps if dump.kind.tabular}
    with path.open("wb") as file:
        for lines in articles(store, where, job):
            found = store.article(lines[0].article)
            assert found is not None
            summary, source = found
            is_table = summary.file in tables
            name = f"{summary.file}/{summary.row}" if is_table else summary.file
            patch = unified(source, [_edit(line) for line in lines if line.made], name)
            file.write(patch.encode("utf-8", "surrogatepass"))


def as_html(store: Store, where: Filter, job: ReviewJob, path: Path, say: Say) -> None:
    """Write the page that shows each change in its place."""
    with path.open("wb") as file:
        html.write(file, (_result(store, lines) for lines in articles(store, where, job)), say)


def _result(store: Store, lines: Lines) -> Result:
    found = store.article(lines[0].article)
    assert found is not None
    summary, source = found
    made = tuple(_edit(line) for line in lines if line.made)
    taken = [(edit.start, edit.end) for edit in made]
    proposed = tuple(
        _edit(line)
        for line in lines
        if line.state == "open" and not any(a < line.stop and line.start < b for a, b in taken)
    )
    return Result(source, apply(source, made), summary.id or summary.file, made, proposed)


def _edit(line: ReviewedEdit) -> Edit:
    reason = line.reason if line.who is None else f"{line.who}: {line.state}"
    return Edit(
        line.start, line.stop, line.before, line.result, line.rule, line.confidence, reason=reason
    )


Writing = Callable[[Store, Filter, ReviewJob, Path, Say], None]

JSONL = "jsonl"

FORMATS_OF_EXPORT: Mapping[str, tuple[str, Writing]] = {
    JSONL: ("edits.jsonl", as_jsonl(SCHEMA)),
    "csv": ("edits.csv", as_csv),
    "tmx": ("pairs.tmx", as_tmx),
    "patch": ("changes.patch", as_patch),
    "html": ("report.html", as_html),
}
"""What can be exported: the name of the file, and the function that writes it."""


def writing_of(kind: str, schema: int) -> tuple[str, Writing]:
    """Return the row of :data:`FORMATS_OF_EXPORT`, with records in a schema."""
    name, writing = FORMATS_OF_EXPORT[kind]
    return name, as_jsonl(schema) if kind == JSONL else writing


def dumped(rows: Iterator[bytes], job: ReviewJob, path: Path) -> None:
    """Write lines, and count them."""
    with path.open("wb") as file:
        for row in rows:
            file.write(row)
            job.beat()
