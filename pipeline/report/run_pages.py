"""A finished run as one page for people: Markdown, or HTML with plots.

Start reading from :func:`markdown` and :func:`html`. All that comes from articles is escaped.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from pipeline.report.diff import visible
from pipeline.report.html_text import rule_title, shown
from pipeline.report.messages import Messages

SHOWN_SAMPLES = 5
"""Samples of each rule that the page shows."""

SHOWN_ERRORS = 20
"""Errors that the page shows; ``run.json`` has more."""

_STYLE = Path(__file__).with_name("templates") / "report.css"


@dataclass(frozen=True)
class RunSummary:
    """What a run did.

    ``report`` is the content of ``run.json``. ``confidences`` counts edits made and proposed in
    equal steps of confidence from 0 to 1. ``worst`` names articles (number of edits and proposals,
    file, row, id), those with the most first.
    """

    report: Mapping[str, Any]
    made: Mapping[str, int]
    proposed: Mapping[str, int]
    confidences: tuple[tuple[int, int], ...]
    worst: tuple[tuple[int, str, int, str], ...] = ()


def _facts(summary: RunSummary, say: Messages) -> list[str]:
    counts = summary.report["counts"]
    return [
        say.count("article", counts["articles"]),
        say.count("word", counts["words"]),
        say.count("edit", sum(summary.made.values())),
        say.count("proposal", sum(summary.proposed.values())),
        say.count("error", counts["errors"]),
    ]


def _rules(summary: RunSummary) -> list[str]:
    """Return the rules, those with the most edits first."""
    both = {rule: n + summary.proposed.get(rule, 0) for rule, n in summary.made.items()}
    return sorted(both, key=lambda rule: (-both[rule], rule))


def _rate(count: int, summary: RunSummary, say: Messages) -> str:
    """Return a number of edits as their number in 10,000 words."""
    rate = f"{1e4 * count / max(1, summary.report['counts']['words']):.2f}"
    return rate.replace(".", ",") if say.language == "fr" else rate


# -- Markdown -------------------------------------------------------------------------------------


def markdown(summary: RunSummary, say: Messages) -> Iterator[str]:
    """Yield the lines of the page in Markdown."""
    yield f"# {say('run.title')}\n"
    yield " · ".join(_facts(summary, say)) + "\n"
    yield f"## {say('report.summary')}\n"
    heads = (say("rule"), say("edits"), say("proposals"), say("run.rate"), "")
    yield from _row(heads)
    yield from _row(("---", "---:", "---:", "---:", "---"))
    for rule in _rules(summary):
        made, proposed = summary.made[rule], summary.proposed[rule]
        rate = _rate(made + proposed, summary, say)
        title = _escaped(rule_title(rule, say))
        yield from _row((rule, say.number(made), say.number(proposed), rate, title))
    yield f"\n## {say('run.confidence')}\n"
    yield from _row((say("probability"), say("edits"), say("proposals")))
    yield from _row(("---", "---:", "---:"))
    for low, (made, proposed) in zip(_steps(summary), summary.confidences, strict=True):
        if made or proposed:
            yield from _row((say.probability(low), say.number(made), say.number(proposed)))
    yield f"\n## {say('run.samples')}\n"
    for rule in _rules(summary):
        yield f"**{rule}** {_escaped(rule_title(rule, say))}\n"
        for sample in summary.report["samples"].get(rule, ())[:SHOWN_SAMPLES]:
            what = say("made" if sample["decision"] == "auto" else "proposed")
            sides = f"~~{_escaped(sample['before'])}~~ **{_escaped(sample['after'])}**"
            yield (
                f"- {_escaped(sample['left'])}{sides}{_escaped(sample['right'])} "
                f"({what}, {say.probability(sample['confidence'])})"
            )
        yield ""
    if summary.worst:
        yield f"## {say('run.worst')}\n"
        for count, file, row, name in summary.worst:
            yield f"- {say.number(count)}: {_escaped(file)}:{row} {_escaped(name)}"
    if summary.report["errors"]:
        yield f"\n## {say('run.errors')}\n"
        for error in summary.report["errors"][:SHOWN_ERRORS]:
            place = "" if error["row"] is None else f":{error['row']}"
            yield f"- {_escaped(error['file'])}{place}: {_escaped(error['error'])}"


def _row(cells: Sequence[str]) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """Return text so that Markdown shows it as it is, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&!])", r"\\\1", visible(text, "↵"))


def _steps(summary: RunSummary) -> list[float]:
    return [n / len(summary.confidences) for n in range(len(summary.confidences))]


# -- HTML -----------------------------------------------------------------------------------------


def html(summary: RunSummary, say: Messages) -> Iterator[str]:
    """Yield the page in HTML, in one file that loads nothing."""
    title = escape(say("run.title"))
    yield (
        f'<!DOCTYPE html>\n<html lang="{say.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>{_STYLE.read_text('utf-8')}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{title}</h1>\n"
        f'<p class="facts">{escape(" · ".join(_facts(summary, say)))}</p>\n</header>\n<main>\n'
    )
    yield from _html_rules(summary, say)
    yield from _html_plots(summary, say)
    yield from _html_samples(summary, say)
    yield from _html_lists(summary, say)
    yield "</main>\n</body>\n</html>\n"


def _html_rules(summary: RunSummary, say: Messages) -> Iterator[str]:
    heads = (say("rule"), say("edits"), say("proposals"), say("run.rate"))
    cells = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    yield f"<h2>{escape(say('report.summary'))}</h2>\n<table>\n<tr>{cells}</tr>\n"
    for rule in _rules(summary):
        made, proposed = summary.made[rule], summary.proposed[rule]
        values = (say.number(made), say.number(proposed), _rate(made + proposed, summary, say))
        numbers = "".join(f"<td>{value}</td>" for value in values)
        head = f"{rule} <span>{escape(rule_title(rule, say))}</span>"
        yield f'<tr><th scope="row">{head}</th>{numbers}</tr>\n'
    yield "</table>\n"


def _html_plots(summary: RunSummary, say: Messages) -> Iterator[str]:
    """Yield two plots: edits in 10,000 words by rule, and the histogram of confidences."""
    words = max(1, summary.report["counts"]["words"])
    rules = _rules(summary)[:20]
    rows = [
        (rule, 1e4 * summary.made[rule] / words, 1e4 * summary.proposed[rule] / words)
        for rule in rules
    ]
    yield f"<h2>{escape(say('run.rate'))}</h2>\n{_bars(rows, say('run.rate'), say)}\n"
    steps = zip(_steps(summary), summary.confidences, strict=True)
    rows = [(say.probability(low), float(made), float(asked)) for low, (made, asked) in steps]
    yield f"<h2>{escape(say('run.confidence'))}</h2>\n{_bars(rows, say('run.confidence'), say)}\n"


def _bars(rows: Sequence[tuple[str, float, float]], title: str, say: Messages) -> str:
    """Return a plot with a bar for each row: its made part, then its proposed part."""
    most = max((made + proposed for _, made, proposed in rows), default=0.0) or 1.0
    height = 22 * len(rows) + 24
    parts = [
        f'<svg viewBox="0 0 640 {height}" width="100%" role="img" aria-label="{escape(title)}" '
        'font-size="13" fill="currentColor">'
    ]
    for n, (label, made, proposed) in enumerate(rows):
        y = 22 * n
        first, second = (round(430 * value / most, 1) for value in (made, proposed))
        parts.append(
            f'<text x="80" y="{y + 15}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="90" y="{y + 3}" width="{first}" height="16" fill="var(--in)"/>'
            f'<rect x="{90 + first}" y="{y + 3}" width="{second}" height="16" fill="var(--ask)"/>'
            f'<text x="{96 + first + second}" y="{y + 15}">{_short(made + proposed, say)}</text>'
        )
    y = 22 * len(rows) + 4
    for x, fill, key in ((90, "in", "edits"), (250, "ask", "proposals")):
        parts.append(
            f'<rect x="{x}" y="{y}" width="14" height="14" fill="var(--{fill})"/>'
            f'<text x="{x + 20}" y="{y + 12}">{escape(say(key))}</text>'
        )
    return "".join((*parts, "</svg>"))


def _short(value: float, say: Messages) -> str:
    text = f"{value:,.0f}" if value == int(value) else f"{value:.2f}"
    return text.replace(",", "\u202f").replace(".", ",") if say.language == "fr" else text


def _html_samples(summary: RunSummary, say: Messages) -> Iterator[str]:
    yield f"<h2>{escape(say('run.samples'))}</h2>\n"
    for rule in _rules(summary):
        yield f"<h3>{rule} {escape(rule_title(rule, say))}</h3>\n<ul>\n"
        for sample in summary.report["samples"].get(rule, ())[:SHOWN_SAMPLES]:
            what = say("made" if sample["decision"] == "auto" else "proposed")
            left, before, after, right = (
                shown(str(sample[side]), 300) for side in ("left", "before", "after", "right")
            )
            yield (
                f"<li>{left}<del>{before}</del><ins>{after}</ins>{right} "
                f"<small>{escape(what)}, {say.probability(sample['confidence'])}</small></li>\n"
            )
        yield "</ul>\n"


def _html_lists(summary: RunSummary, say: Messages) -> Iterator[str]:
    """Yield the articles with the most edits, and the errors."""
    if summary.worst:
        yield f"<h2>{escape(say('run.worst'))}</h2>\n<ol>\n"
        for count, file, row, name in summary.worst:
            yield f"<li>{shown(file)}:{row} {shown(name, 100)}: {say.number(count)}</li>\n"
        yield "</ol>\n"
    if summary.report["errors"]:
        yield f"<h2>{escape(say('run.errors'))}</h2>\n<ul>\n"
        for error in summary.report["errors"][:SHOWN_ERRORS]:
            place = "" if error["row"] is None else f":{error['row']}"
            said = shown(str(error["error"]), 300)
            yield f"<li>{shown(str(error['file']))}{place}: {said}</li>\n"
        yield "</ul>\n"
