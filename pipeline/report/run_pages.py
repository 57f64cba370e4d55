"""What the report of a finished run says, block by block, whatever it is written in.

Start reading from :func:`content`. Writers turn blocks into Markdown (:mod:`run_markdown`), into a
page (:mod:`run_html`) and into a document (:mod:`run_docx`), and escape what comes from articles.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pipeline.report.html_text import rule_title
from pipeline.report.messages import Messages

SHOWN_SAMPLES = 5
"""Samples of each rule that the report shows."""

SHOWN_ERRORS = 20
"""Errors that the report shows; ``run.json`` has more."""

MAX_REPORTED = 300
"""Code points of a text that comes from articles in a page or a document; a longer one is cut."""

PLOTTED_RULES = 20
"""Rules in the plot of edits by rule, those with the most edits."""


@dataclass(frozen=True, slots=True)
class Period:
    """A time of which articles are: how many, their words, and the edits in them."""

    name: str
    articles: int
    words: int
    made: int
    proposed: int


@dataclass(frozen=True)
class RunSummary:
    """What a run did.

    ``report`` is the content of ``run.json``. ``confidences`` counts edits made and proposed in
    equal steps of confidence from 0 to 1. ``worst`` names articles (number of edits and proposals,
    file, row, id), those with the most first. ``over_time`` is empty where articles have no dates.
    """

    report: Mapping[str, Any]
    made: Mapping[str, int]
    proposed: Mapping[str, int]
    confidences: tuple[tuple[int, int], ...]
    worst: tuple[tuple[int, str, int, str], ...] = ()
    over_time: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """A heading; ``level`` 1 is the title of the report."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Lead:
    """A line of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first column is text, those between are numbers, ``notes`` explain its rows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a plot: its made part, then its proposed part, and the sum in words."""

    name: str
    made: float
    proposed: float
    told: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars one below the other, with a heading.

    ``table`` has the same for what cannot draw; it is None where another table has it already.
    """

    title: str
    bars: tuple[Bar, ...]
    table: Table | None


@dataclass(frozen=True, slots=True)
class Sample:
    """An edit in its context, and what is told of it."""

    left: str
    before: str
    after: str
    right: str
    note: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list, with numbers or without."""

    items: tuple[str | Sample, ...]
    numbered: bool = False


ReportBlock = Title | Lead | Table | Plot | Items


def content(summary: RunSummary, say: Messages) -> Iterator[ReportBlock]:
    """Yield the report block by block."""
    yield Title(say("run.title"), 1)
    yield Lead(" · ".join(_facts(summary, say)))
    yield Title(say("report.summary"))
    yield _by_rule(summary, say)
    yield _rates(summary, say)
    yield _histogram(summary, say)
    if summary.over_time:
        yield _over_time(summary.over_time, say)
    yield Title(say("run.samples"))
    for rule in _rules(summary):
        yield Title(f"{rule} {rule_title(rule, say)}", 3)
        yield Items(tuple(_samples(summary, rule, say)))
    if summary.worst:
        yield Title(say("run.worst"))
        yield Items(
            tuple(
                f"{say.number(count)}: {file}:{row} {name}"
                for count, file, row, name in summary.worst
            ),
            numbered=True,
        )
    if summary.report["errors"]:
        yield Title(say("run.errors"))
        yield Items(tuple(map(_error, summary.report["errors"][:SHOWN_ERRORS])))


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


def _by_rule(summary: RunSummary, say: Messages) -> Table:
    words = summary.report["counts"]["words"]
    rows = []
    for rule in _rules(summary):
        made, proposed = summary.made[rule], summary.proposed[rule]
        rate = say.decimal(_rate(made + proposed, words))
        rows.append((rule, say.number(made), say.number(proposed), rate))
    heads = (say("rule"), say("edits"), say("proposals"), say("run.rate"))
    return Table(heads, tuple(rows), tuple(rule_title(rule, say) for rule in _rules(summary)))


def _rates(summary: RunSummary, say: Messages) -> Plot:
    """Return the plot of edits in 10,000 words by rule."""
    words = summary.report["counts"]["words"]
    parts = [
        (rule, _rate(summary.made[rule], words), _rate(summary.proposed[rule], words))
        for rule in _rules(summary)[:PLOTTED_RULES]
    ]
    bars = tuple(Bar(*part, say.decimal(part[1] + part[2])) for part in parts)
    return Plot(say("run.rate"), bars, None)


def _histogram(summary: RunSummary, say: Messages) -> Plot:
    """Return the plot of how sure edits are."""
    steps = len(summary.confidences)
    bars = tuple(
        Bar(say.probability(n / steps), float(made), float(proposed), say.number(made + proposed))
        for n, (made, proposed) in enumerate(summary.confidences)
    )
    return Plot(say("run.confidence"), bars, _table(say("probability"), bars, say, whole=True))


def _over_time(periods: Sequence[Period], say: Messages) -> Plot:
    """Return the plot of edits in 10,000 words of each time."""
    bars = []
    for one in periods:
        made, proposed = _rate(one.made, one.words), _rate(one.proposed, one.words)
        told = f"{say.decimal(made + proposed)} ({say.count('article', one.articles)})"
        bars.append(Bar(one.name, made, proposed, told))
    return Plot(say("run.over.time"), tuple(bars), _table(say("run.period"), tuple(bars), say))


def _table(head: str, bars: Sequence[Bar], say: Messages, *, whole: bool = False) -> Table:
    """Return the bars of a plot that are not empty as a table."""

    def shown(value: float) -> str:
        return say.number(round(value)) if whole else say.decimal(value)

    rows = tuple(
        (bar.name, shown(bar.made), shown(bar.proposed)) for bar in bars if bar.made or bar.proposed
    )
    return Table((head, say("edits"), say("proposals")), rows)


def _rate(count: int, words: int) -> float:
    """Return a number of edits as their number in 10,000 words."""
    return 1e4 * count / max(1, words)


_FATE = {"review": "proposed", "rejected": "rejected"}
"""What is told of the decision about a sample; all other edits were made."""


def _samples(summary: RunSummary, rule: str, say: Messages) -> Iterator[Sample]:
    """Yield samples that differ: a dump repeats itself."""
    distinct = {
        tuple(str(one[side]) for side in ("left", "before", "after", "right")): one
        for one in reversed(summary.report["samples"].get(rule, ()))
    }
    shown = islice(reversed(distinct.items()), SHOWN_SAMPLES)
    for (left, before, after, right), one in shown:
        what = say(_FATE.get(one["decision"], "made"))
        yield Sample(left, before, after, right, f"{what}, {say.probability(one['confidence'])}")


def _error(error: Mapping[str, Any]) -> str:
    place = "" if error["row"] is None else f":{error['row']}"
    return f"{error['file']}{place}: {error['error']}"


def spaces_shown(text: str) -> str:
    """Return one side of an edit with signs for its spaces if it is nothing else.

    >>> spaces_shown(" "), spaces_shown("a b")
    ('␣', 'a b')
    """
    return text.replace(" ", "␣") if text.isspace() else text
