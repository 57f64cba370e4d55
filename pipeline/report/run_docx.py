"""The report of a finished run as a document for word processors. Start from :func:`write`."""

from collections.abc import Sequence
from typing import Any, BinaryIO

from pipeline.report.docx import begun, legible, saved
from pipeline.report.messages import Messages
from pipeline.report.run_pages import (
    MAX_REPORTED,
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
from pipeline.report.whole_words import cut

BAR_LENGTH = 24
"""Blocks of the longest bar."""

TEXT_WIDTH, NUMBER_WIDTH, BAR_WIDTHS = 14.6, 2.9, (2.6, 12.0)
"""Widths in cm: of the text of a page, of a column of numbers, of the two parts of a plot."""

_MADE, _PROPOSED, _OUT = "0C5527", "B07A00", "97180F"
"""Colours of what was made, proposed, and taken out."""


def write(out: BinaryIO, summary: RunSummary, say: Messages) -> None:
    """Write the document. The same run gives the same bytes.

    Raises :class:`ConfigError` when python-docx is missing.
    """
    document = begun(say("run.title"))
    for block in content(summary, say):
        _add(document, block, say)
    saved(document, out)


def _add(document: Any, block: ReportBlock, say: Messages) -> None:
    match block:
        case Title(text, level):
            document.add_heading(legible(text), level - 1)
        case Lead(text):
            document.add_paragraph(legible(text))
        case Table():
            _add_table(document, block)
        case Plot():
            _add_plot(document, block, say)
        case Items(items, numbered):
            for item in items:
                style = "List Number" if numbered else "List Bullet"
                paragraph = document.add_paragraph(style=style)
                if isinstance(item, Sample):
                    _add_sample(paragraph, item)
                else:
                    paragraph.add_run(legible(cut(item, MAX_REPORTED)))


def _add_table(document: Any, table: Table) -> None:
    numbers = len(table.heads) - 1
    widths = [TEXT_WIDTH - NUMBER_WIDTH * numbers, *[NUMBER_WIDTH] * numbers]
    rows = _table(document, 1 + len(table.rows), widths, "Table Grid")
    notes = table.notes or ("",) * len(table.rows)
    for cell, head in zip(rows[0], table.heads, strict=True):
        _write(cell, head, bold=True)
    for row, values, note in zip(rows[1:], table.rows, notes, strict=True):
        for number, (cell, value) in enumerate(zip(row, values, strict=True)):
            _write(cell, f"{value} {note}" if note and not number else value)
    for row in rows:
        for cell in row[1:]:
            _align_right(cell)


def _add_plot(document: Any, plot: Plot, say: Messages) -> None:
    """Add bars of full blocks: made in green, proposed in amber, and the number behind."""
    document.add_heading(plot.title, 1)
    most = max((bar.made + bar.proposed for bar in plot.bars), default=0.0) or 1.0
    bars = [bar for bar in plot.bars if bar.made or bar.proposed]
    for row, bar in zip(_table(document, len(bars), BAR_WIDTHS, "Normal Table"), bars, strict=True):
        _write(row[0], bar.name)
        made = round(BAR_LENGTH * bar.made / most)
        both = max(1, round(BAR_LENGTH * (bar.made + bar.proposed) / most))
        _write(row[1], "█" * made, colour=_MADE)
        _write(row[1], "█" * (both - made), colour=_PROPOSED)
        _write(row[1], f" {bar.told}")
    legend = document.add_paragraph()
    for colour, key in ((_MADE, "edits"), (_PROPOSED, "proposals")):
        _write_run(legend, "█ ", colour=colour)
        _write_run(legend, f"{say(key)}   ")


def _add_sample(paragraph: Any, sample: Sample) -> None:
    before, after = (spaces_shown(cut(x, MAX_REPORTED)) for x in (sample.before, sample.after))
    _write_run(paragraph, cut(sample.left, MAX_REPORTED))
    _write_run(paragraph, before, struck=True, colour=_OUT)
    _write_run(paragraph, after, bold=True, colour=_MADE)
    _write_run(paragraph, f"{cut(sample.right, MAX_REPORTED)} ({sample.note})")


def _table(document: Any, rows: int, widths: Sequence[float], style: str) -> list[tuple[Any, ...]]:
    """Add a table with columns of these widths in cm; return its cells row by row.

    The cells are asked for at once, which is far cheaper than one by one.
    """
    from docx.shared import Cm, Pt

    table = document.add_table(rows, len(widths))
    table.style = style
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    cells = table._cells
    found = [tuple(cells[n : n + len(widths)]) for n in range(0, len(cells), len(widths))]
    for row in found:
        for cell, width in zip(row, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    return found


def _write(cell: Any, text: str, *, bold: bool = False, colour: str = "") -> None:
    _write_run(cell.paragraphs[0], text, bold=bold, colour=colour)


def _align_right(cell: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _write_run(
    paragraph: Any, text: str, *, bold: bool = False, struck: bool = False, colour: str = ""
) -> None:
    from docx.shared import RGBColor

    if not text:
        return
    run = paragraph.add_run(legible(text))
    run.bold = bold or None
    run.font.strike = struck or None
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
