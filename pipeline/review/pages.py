"""Templates of the review, and what they call. Texts of articles are escaped, never interpreted.

Start reading from :func:`environment`. :func:`pipeline.report.html_text.shown` names characters
that people cannot see, or that could change how the rest of the page looks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.report.html_text import shown
from pipeline.report.reasons import in_language
from pipeline.review.messages import Say
from pipeline.review.model import DECIDED, NOTED_CONDITIONS, OPEN, STATES, Filter, ReviewedEdit
from pipeline.review.teaching import Audit
from pipeline.review.team import is_flagged
from pipeline.rules import HAND
from pipeline.stages import DESCRIBED

HERE = Path(__file__).parent

MAX_SIDE_ON_PAGE = 300
"""Code points of one side of an edit; a longer one is cut."""

SIDE_OF_LINE = 44
"""Code points on each side of an edit in a list of lines: what fits beside it on 1280 pixels."""

CHECKED = 20
"""Lines drawn by lot to judge before all of a series are decided at once."""

_BREAK = re.compile(r"[^\S\n]*\n\s*")

MAX_GAP = 6000
"""Unchanged code points between two edits; the middle of a longer text is left out."""

DECISION_FILTERS = (*STATES, "decided", "all")
"""Values of the filter ``decision``."""

MAX_SEARCH_LENGTH = 200
"""Code points of a text to search for, at most."""


@cache
def environment() -> Environment:
    """Return the templates. They escape all values."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters |= {"shown": lambda text: Markup(shown(text)), "prose": prose}
    found.filters |= {"head_of": head_of, "tail_of": tail_of}
    found.globals |= {
        "side": side,
        "title": title,
        "when": when,
        "DECIDED": DECIDED,
        "HAND": HAND,
        "is_flagged": is_flagged,
    }
    found.globals |= {"states_told": states_told, "in_language": in_language}
    found.globals |= {"audit_told": audit_told, "percents": percents, "signed": signed}
    return found


def side(text: str, say: Say) -> Markup:
    """Return one side of an edit; invisible characters are named in words."""
    named = say.invisible(text)
    if named:
        return Markup("<i>{}</i>").format(named)
    return Markup(shown(text, MAX_SIDE_ON_PAGE))


def prose(text: str) -> Markup:
    """Return a text with its line breaks. ``data-w`` tells what is wider than it looks."""
    return Markup('<span data-w="2">\n</span>').join(
        Markup("\n").join(Markup(shown(line)) for line in part.split("\n"))
        for part in text.split("\r\n")
    )


def title(code: str, say: Say) -> str:
    """Return the title of a rule, nothing for an unknown rule."""
    rule = DESCRIBED.get(code)
    if rule is None:
        return ""
    return rule.titre if say.language == "fr" else rule.title


def states_told(states: Mapping[str, int], say: Say) -> str:
    """Return how many edits are in each state, in words."""
    return " · ".join(f"{say.number(n)} {say(f'decision.{state}')}" for state, n in states.items())


def agreement_told(found: tuple[int, int, int], say: Say) -> str:
    """Return how many of a sample were accepted, in words: accepted, judged, size."""
    right, judged, size = found
    if not judged:
        return say.count("agreement.none", size)
    said = say("agreement", n=say.number(right), all=say.number(judged))
    return said if judged == size else f"{said} ({say('agreement.of', n=say.number(size))})"


def audit_told(audit: Audit, say: Say) -> str:
    """Return what an audit found so far and whether it can stop, in words."""
    if not audit.judged:
        return say.count("audit.none", audit.total)
    said = say(
        "audit.is",
        n=say.number(audit.right),
        all=say.number(audit.judged),
        range=percents(audit.low, audit.high, say),
    )
    return f"{said} {say(f'stop.{audit.stop}')}" if audit.stop else said


def signed(value: float | None, say: Say) -> str:
    """Return a number between -1 and 1, a dash for none."""
    if value is None:
        return "–"
    text = f"{value:.2f}".replace("-", "−")
    return text.replace(".", ",") if say.language == "fr" else text


def percents(low: float, high: float, say: Say) -> str:
    """Return an interval of shares in per cent."""
    text = f"{100 * low:.1f}–{100 * high:.1f} %".replace(" ", "\u00a0")
    return text.replace(".", ",") if say.language == "fr" else text


def head_of(text: str) -> Markup:
    """Return the end of the text before an edit, from the beginning of a word on, on one line."""
    line = _BREAK.sub(" ¶ ", text)
    if len(line) <= SIDE_OF_LINE:
        return Markup(shown(line))
    found = re.search(r"(?<=\s)\S", line[-SIDE_OF_LINE:])
    return Markup("…{}").format(
        Markup(shown(line[-SIDE_OF_LINE:][found.start() if found else 0 :]))
    )


def tail_of(text: str) -> Markup:
    """Return the beginning of the text after an edit, up to the end of a word, on one line."""
    line = _BREAK.sub(" ¶ ", text)
    if len(line) <= SIDE_OF_LINE:
        return Markup(shown(line))
    cut = line[:SIDE_OF_LINE].rsplit(None, 1)
    whole = line[: len(cut[0])] if len(cut) == 2 else line[:SIDE_OF_LINE]
    return Markup("{}…").format(Markup(shown(whole)))


def when(at: str) -> str:
    """Return a time in a form for people."""
    return f"{at[:10]} {at[11:19]} UTC"


def in_view(lines: Sequence[ReviewedEdit]) -> list[ReviewedEdit]:
    """Return edits in text order without those beneath an edit that was made by hand."""
    hands = [line for line in lines if line.rule == HAND.code and line.made]
    return [
        line
        for line in lines
        if line.made or not any(h.start < line.stop and h.stop > line.start for h in hands)
    ]


@dataclass(frozen=True, slots=True)
class ArticlePiece:
    """A piece of an article: an edit, or the text between two edits, and where it starts."""

    text: Markup
    start: int
    line: ReviewedEdit | None = None


def pieces(
    source: str, lines: Sequence[ReviewedEdit], start: int, stop: int, say: Say
) -> Iterator[ArticlePiece]:
    """Cut ``[start, stop)`` of a source into edits and the texts between, which are shortened."""
    position = start
    for line in (*lines, None):
        end = stop if line is None else line.start
        gap = source[position:end]
        if len(gap) > MAX_GAP:
            half = MAX_GAP // 2
            left = say.count("elided", len(gap) - 2 * half)
            yield ArticlePiece(
                Markup('{}<span class="elided" data-w="{}">{}</span>{}').format(
                    prose(gap[:half]), len(gap) - 2 * half, f"[… {left} …]", prose(gap[-half:])
                ),
                position,
            )
        elif gap:
            yield ArticlePiece(prose(gap), position)
        if line is not None:
            yield ArticlePiece(Markup(), line.start, line)
            position = max(position, line.stop)


# --- filters in addresses --------------------------------------------------------------------

_NAMES = {"rule": "rule", "stage": "stage", "decision": "decision", "language": "language"} | {
    "low": "low",
    "high": "high",
    "q": "text",
    "left": "left",
    "right": "right",
    "finished": "finished",
    "noted": "noted",
    "who": "who",
    "whose": "whose",
}
_DEFAULT = Filter()


def filter_of(values: Mapping[str, Any]) -> Filter:
    """Return the filter in an address or a request. Wrong values are ignored."""
    found: dict[str, Any] = {}
    for name, own in _NAMES.items():
        value = values.get(name)
        if own in ("low", "high"):
            found[own] = _probability(value, getattr(_DEFAULT, own))
        elif isinstance(value, str) and value.strip():
            found[own] = value.strip()[:MAX_SEARCH_LENGTH]
    if found.get("decision") not in DECISION_FILTERS:
        found["decision"] = OPEN
    if found.get("finished") not in ("yes", "no"):
        found.pop("finished", None)
    if found.get("noted") not in NOTED_CONDITIONS:
        found.pop("noted", None)
    return Filter(**found)


def _probability(value: Any, default: float) -> float:
    try:
        number = float(str(value).replace(",", ".")) if value not in (None, "") else default
    except ValueError:
        return default
    return number if 0 <= number <= 1 else default


def query(where: Filter, **more: Any) -> str:
    """Return ``where`` and further parameters as the query of an address."""
    rows: dict[str, Any] = {}
    for name, own in _NAMES.items():
        value = getattr(where, own)
        if value != getattr(_DEFAULT, own):
            rows[name] = f"{value:g}" if isinstance(value, float) else value
    rows |= {name: value for name, value in more.items() if value is not None}
    return f"?{urlencode(rows, errors='replace')}" if rows else ""


def narrowed(where: Filter, **changes: Any) -> Filter:
    """Return ``where`` with some fields changed."""
    known = {f.name for f in fields(Filter)}
    assert set(changes) <= known
    return replace(where, **changes)
