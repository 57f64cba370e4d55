"""An article in the report: its paragraphs, each change in its place, and notes about them.

Start reading from :func:`article`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

from pipeline.edits import Edit
from pipeline.io import files
from pipeline.report.html_text import (
    MAX_EXAMPLE_LENGTH,
    MAX_NOTE_LENGTH,
    changed,
    counted,
    example,
    proposal,
    rule_title,
    shown,
    side,
)
from pipeline.report.messages import Messages
from pipeline.report.reasons import in_language
from pipeline.report.whole_words import WordUnit, cut, pieces, units
from pipeline.result import Result

MIN_FOLDED = 3
"""Unchanged paragraphs in a row, at least, that are folded."""

KEPT_PARAGRAPHS = 1
"""Unchanged paragraphs before and after a changed one that are not folded."""

MAX_EXAMPLES = 3
"""Examples of a rule in the summary, at most."""


@dataclass
class RuleTally:
    """How many edits of a rule were made and proposed, and the places of some of them."""

    made: int = 0
    proposed: int = 0
    examples: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class Counts:
    """The counts of all articles written so far."""

    rules: dict[str, RuleTally] = field(default_factory=dict)
    contents: list[tuple[str, int, int]] = field(default_factory=list)
    words: int = 0


def article(result: Result, number: int, say: Messages, counts: Counts) -> Iterator[str]:
    """Yield the HTML of an article, and add it to ``counts``."""
    name = say("stdin") if result.id == files.STDIN else result.id
    made, proposed = len(result.edits), len(result.proposals)
    words = len(result.source.split())
    counts.contents.append((name, made, proposed))
    counts.words += words
    language = "fr" if result.language == "und" else result.language
    left = result.untranslated
    rows = [counted(made, proposed, say), say.count("word", words), language]
    facts = " · ".join([*rows, *([say.count("untranslated", len(left))] if left else [])])
    yield (
        f'<article id="a{number}" aria-labelledby="t{number}">\n'
        f'<h3 id="t{number}">{shown(name)}</h3>\n<p class="facts">{escape(facts)}</p>\n'
        f'<div class="text" lang="{escape(language)}">\n'
    )
    linked = _linked(result)
    paragraphs = _paragraphs(result, number, linked, say, counts)
    yield from _folded(paragraphs, say)
    yield "</div>\n"
    if left:
        items = "".join(f"<li>{shown(sentence, MAX_NOTE_LENGTH)}</li>" for sentence in left)
        yield f'<h4>{escape(say("report.untranslated"))}</h4>\n<ul lang="en">{items}</ul>\n'
    yield "</article>\n"


def _linked(result: Result) -> dict[str, list[Edit]]:
    """Return the edits by group, of groups with several edits."""
    groups: dict[str, list[Edit]] = {}
    for edit in (*result.edits, *result.proposals):
        if edit.group is not None:
            groups.setdefault(edit.group, []).append(edit)
    return {name: edits for name, edits in groups.items() if len(edits) > 1}


def _paragraphs(
    result: Result, number: int, linked: dict[str, list[Edit]], say: Messages, counts: Counts
) -> Iterator[tuple[str, int | None]]:
    """Yield each line of the text as HTML, with its number of words, or None if it has a change."""
    line: list[str] = []
    words: int | None = 0
    place = 0
    for piece in pieces(result.source, units(result.source, result.edits, result.proposals)):
        if isinstance(piece, WordUnit):
            place += 1
            name = f"a{number}-{place}"
            line.append(_unit(piece, name, linked, say))
            words = None
            for edit in piece.edits:
                _count(counts, edit, piece, name)
            continue
        for n, text in enumerate(piece.replace("\r\n", "\n").split("\n")):
            if n:
                yield "".join(line), words
                line, words = [], 0
            line.append(shown(text))
            words = None if words is None else words + len(text.split())
    yield "".join(line), words


def _count(counts: Counts, edit: Edit, unit: WordUnit, place: str) -> None:
    """Add an edit to the tally of its rule."""
    row = counts.rules.setdefault(edit.rule, RuleTally())
    row.made += unit.made
    row.proposed += not unit.made
    if len(row.examples) < MAX_EXAMPLES:
        row.examples.setdefault(
            (cut(unit.before, MAX_EXAMPLE_LENGTH), cut(unit.after, MAX_EXAMPLE_LENGTH)), place
        )


def _folded(paragraphs: Iterable[tuple[str, int | None]], say: Messages) -> Iterator[str]:
    """Yield the paragraphs. Long runs of unchanged ones are folded, and a click unfolds them."""
    run: list[tuple[str, int]] = []
    before = 0
    for html, words in paragraphs:
        if words is not None:
            run.append((html, words))
            continue
        yield from _run(run, before, KEPT_PARAGRAPHS, say)
        yield f"<p>{html}</p>\n"
        run, before = [], KEPT_PARAGRAPHS
    yield from _run(run, before, 0, say)


def _run(run: list[tuple[str, int]], before: int, after: int, say: Messages) -> Iterator[str]:
    """Yield a run of unchanged paragraphs; ``before`` and ``after`` of them are not folded."""
    last = len(run) - after
    full = sum(bool(words) for _, words in run[before:last])
    for n, (html, _) in enumerate(run):
        if full >= MIN_FOLDED and n == before:
            words = sum(count for _, count in run[before:last])
            facts = f"{say.count('paragraph', full)} {say('report.same')}, "
            facts += say.count("word", words)
            yield f"<details><summary>{escape(facts)}</summary>\n"
        yield f"<p>{html}</p>\n"
        if full >= MIN_FOLDED and n == last - 1:
            yield "</details>\n"


def _unit(unit: WordUnit, name: str, linked: dict[str, list[Edit]], say: Messages) -> str:
    """Return a changed word: both sides, and the notes about its edits."""
    before, after = changed(unit.before), changed(unit.after)
    if unit.made:
        inner = f"<del>{before}</del>" * bool(before) + f"<ins>{after}</ins>" * bool(after)
    else:
        inner = proposal(before, after)
    label = "" if (unit.before + unit.after).strip() else f' aria-label="{_label(unit, say)}"'
    rules = " ".join(dict.fromkeys(edit.rule for edit in unit.edits))
    notes = "".join(_note(edit, unit.made, linked, say) for edit in unit.edits)
    decision = "made" if unit.made else "proposed"
    return (
        f'<span class="e" id="{name}" data-rule="{rules}" data-decision="{decision}">'
        f'<a href="#{name}" aria-describedby="{name}n"{label}>{inner}</a>'
        f'<span class="n" role="tooltip" id="{name}n" lang="{say.language}">{notes}</span></span>'
    )


def _label(unit: WordUnit, say: Messages) -> str:
    """Return a change of invisible characters in words, for screen readers."""
    sides = (say.invisible(text) or say.count("character", len(text)) for text in unit[2:4])
    return escape(" → ".join(sides))


def _note(edit: Edit, made: bool, linked: dict[str, list[Edit]], say: Messages) -> str:
    """Return the note about an edit: rule, probability, reason, candidates."""
    decision = say("made" if made else "proposed")
    rows = [
        f"<b>{edit.rule}</b> {escape(rule_title(edit.rule, say))} · "
        f"<b>{say.confidence(edit)}</b> · {escape(decision)}",
        f'<span lang="fr">{side(edit.before, say)}</span> → '
        f'<span lang="fr">{side(edit.after, say)}</span>',
    ]
    if edit.reason:
        reason, spoken = in_language(edit.reason, say.language)
        rows.append(f'<span lang="{spoken}">{shown(reason, MAX_NOTE_LENGTH)}</span>')
    if edit.candidates:
        ranked = " · ".join(
            f'<span lang="fr">{side(text, say)}</span> {say.probability(p)}'
            for text, p in edit.candidates
        )
        rows.append(f"{escape(say.label('candidates'))}{ranked}")
    others = [e for e in linked.get(edit.group or "", ()) if e is not edit]
    if others:
        links = " · ".join(
            f'<span lang="fr">{example(e.before, e.after, say)}</span>' for e in others[:5]
        )
        rows.append(f"{escape(say.label('linked'))}{links}")
    return f'<span class="i">{"".join(f"<span>{row}</span>" for row in rows)}</span>'
