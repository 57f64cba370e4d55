"""The report of a finished run as one page that loads nothing. Start reading from :func:`html`."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from pipeline.report.html_text import changed, shown
from pipeline.report.messages import Messages
from pipeline.report.run_pages import (
    MAX_REPORTED,
    Bar,
    Items,
    Lead,
    Plot,
    ReportBlock,
    RunSummary,
    Sample,
    Table,
    Title,
    content,
)
from pipeline.report.whole_words import cut

_STYLE = Path(__file__).with_name("templates") / "report.css"

_LABELS, _BARS, _NUMBERS = 100, 380, 640
"""Where bars begin in a plot, how long the longest is, and how wide the plot is."""


def html(summary: RunSummary, say: Messages) -> Iterator[str]:
    """Yield the page. What comes from articles is text, whatever it holds."""
    title = escape(say("run.title"))
    yield (
        f'<!DOCTYPE html>\n<html lang="{say.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>{_STYLE.read_text('utf-8')}</style>\n</head>\n<body>\n"
        "<main>\n"
    )
    for block in content(summary, say):
        yield from _parts(block, say)
    yield "</main>\n</body>\n</html>\n"


def _parts(block: ReportBlock, say: Messages) -> Iterator[str]:
    match block:
        case Title(text, level):
            yield f"<h{level}>{escape(text)}</h{level}>\n"
        case Lead(text):
            yield f'<p class="facts">{escape(text)}</p>\n'
        case Table():
            yield from _table(block)
        case Plot():
            yield f"<h2>{escape(block.title)}</h2>\n{_plot(block, say)}\n"
        case Items(items, numbered):
            tag = "ol" if numbered else "ul"
            yield f"<{tag}>\n"
            for item in items:
                told = _sample(item) if isinstance(item, Sample) else shown(item, MAX_REPORTED)
                yield f"<li>{told}</li>\n"
            yield f"</{tag}>\n"


def _table(table: Table) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    yield f"<table>\n<tr>{heads}</tr>\n"
    notes = table.notes or ("",) * len(table.rows)
    for (name, *values), note in zip(table.rows, notes, strict=True):
        numbers = "".join(f"<td>{escape(value)}</td>" for value in values)
        told = f" <span>{escape(note)}</span>" if note else ""
        yield f'<tr><th scope="row">{shown(name, MAX_REPORTED)}{told}</th>{numbers}</tr>\n'
    yield "</table>\n"


def _sample(sample: Sample) -> str:
    left, right = (shown(side, MAX_REPORTED) for side in (sample.left, sample.right))
    before, after = (changed(cut(side, MAX_REPORTED)) for side in (sample.before, sample.after))
    return (
        f"{left}<del>{before}</del><ins>{after}</ins>{right} <small>{escape(sample.note)}</small>"
    )


def _plot(plot: Plot, say: Messages) -> str:
    """Return a plot with a bar for each row: its made part, then its proposed part."""
    most = max((bar.made + bar.proposed for bar in plot.bars), default=0.0) or 1.0
    height = 22 * len(plot.bars) + 24
    told = ", ".join(f"{bar.name}: {bar.told}" for bar in plot.bars if bar.made or bar.proposed)
    parts = [
        f'<svg viewBox="0 0 {_NUMBERS} {height}" width="100%" role="img" '
        f'aria-label="{escape(plot.title)}: {escape(told)}" font-size="13" fill="currentColor">'
    ]
    parts += [_bar(bar, 22 * n, most) for n, bar in enumerate(plot.bars)]
    y = 22 * len(plot.bars) + 4
    for x, fill, key in ((_LABELS, "in", "edits"), (_LABELS + 160, "ask", "proposals")):
        parts.append(
            f'<rect x="{x}" y="{y}" width="14" height="14" fill="var(--{fill})"/>'
            f'<text x="{x + 20}" y="{y + 12}">{escape(say(key))}</text>'
        )
    return "".join((*parts, "</svg>"))


def _bar(bar: Bar, y: int, most: float) -> str:
    first, second = (round(_BARS * value / most, 1) for value in (bar.made, bar.proposed))
    end = round(_LABELS + first + second, 1)
    return (
        f'<text x="{_LABELS - 10}" y="{y + 15}" text-anchor="end">{escape(bar.name)}</text>'
        f'<rect x="{_LABELS}" y="{y + 3}" width="{first}" height="16" fill="var(--in)"/>'
        f'<rect x="{_LABELS + first}" y="{y + 3}" width="{second}" height="16" fill="var(--ask)"/>'
        f'<text x="{end + 6}" y="{y + 15}">{escape(bar.told)}</text>'
    )
