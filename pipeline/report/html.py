"""The report: one page that shows every change in its place, for people to read and print.

Start reading from :func:`write`. The page is one file that asks the network for nothing and runs
nothing but its own few lines of script. All that comes from an article is escaped, and characters
that could change how the rest is shown (direction overrides, controls) are named instead. Articles
are written as they come: how many there are does not decide how much memory it takes.
"""

import base64
import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import BinaryIO

from pipeline.edits import Edit
from pipeline.io import files
from pipeline.report.messages import Messages
from pipeline.report.whole_words import INVISIBLE, Unit, cut, pieces, units
from pipeline.result import Result, versions
from pipeline.stages import RULES

KEPT = 1
"""Unchanged paragraphs that stay in sight beside a changed one."""

COLLAPSED = 3
"""Unchanged paragraphs from which on the rest of them is folded."""

EXAMPLES = 3
"""Examples of a rule in the summary."""

SHORT, LONG = 40, 300
"""Code points of an example, and of a text in a note, before they are cut."""

_TEMPLATES = Path(__file__).with_name("templates")
_SPACES = re.compile(r"^ +| +$| {2,}")


@dataclass
class _Tally:
    """How often a rule was at work, and where."""

    made: int = 0
    proposed: int = 0
    examples: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class _Counts:
    """What the articles written so far add up to."""

    rules: dict[str, _Tally] = field(default_factory=dict)
    contents: list[tuple[str, int, int]] = field(default_factory=list)
    words: int = 0


def write(
    out: BinaryIO, results: Iterable[Result], messages: Messages, refused: Sequence[str] = ()
) -> None:
    """Write the page about ``results``; ``refused`` tells of files that gave none.

    ``refused`` is looked at when the last result has come: it may grow until then.
    """
    counts = _Counts()
    with tempfile.TemporaryFile() as body:
        for number, result in enumerate(results, 1):
            body.write(_bytes("".join(_article(result, number, messages, counts))))
        out.write(_bytes("".join(_top(counts, refused, messages))))
        body.seek(0)
        shutil.copyfileobj(body, out)
    out.write(_bytes("".join(_bottom(messages))))


def _bytes(html: str) -> bytes:
    return html.encode("utf-8", "backslashreplace")


# --- the page ----------------------------------------------------------------------------------


def _top(counts: _Counts, refused: Sequence[str], messages: Messages) -> Iterator[str]:
    say = messages
    style, script = ((_TEMPLATES / name).read_text("utf-8") for name in ("report.css", "report.js"))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    made = sum(row.made for row in counts.rules.values())
    proposed = sum(row.proposed for row in counts.rules.values())
    facts = [
        say.count("article", len(counts.contents)),
        say.count("word", counts.words),
        say.count("edit", made),
        say.count("proposal", proposed),
    ]
    title = escape(say("report.title"))
    yield (
        f'<!DOCTYPE html>\n<html lang="{say.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#articles">{escape(say("skip"))}</a>\n'
        f'<header>\n<h1>{title}</h1>\n<p class="facts">{escape(" · ".join(facts))}</p>\n'
    )
    if made + proposed:
        yield from _filter(counts, say)
    yield "</header>\n<main>\n"
    if refused:
        rows = "".join(f"<li>{shown(row)}</li>" for row in refused)
        yield _section("refused", say("report.refused"), f"<ul>{rows}</ul>\n")
    if made + proposed:
        yield _section("summary", say("report.summary"), "".join(_summary(counts, say)))
        yield _section("signs", say("report.legend"), _legend(say))
    else:
        yield f"<p>{escape(say('report.none'))}</p>\n"
    yield (
        '<section aria-labelledby="articles">\n<h2 id="articles" tabindex="-1">'
        f"{escape(say('report.articles'))}</h2>\n"
    )
    if len(counts.contents) > 1:
        yield from _contents(counts, say)


def _bottom(messages: Messages) -> Iterator[str]:
    script = (_TEMPLATES / "report.js").read_text("utf-8")
    found = versions()
    version = f"rature {found['rature']} ({found['dictionaries']})"
    yield (
        f"</section>\n</main>\n<footer><p>{escape(messages('report.made.by', version=version))}"
        f"</p></footer>\n<script>{script}</script>\n</body>\n</html>\n"
    )


def _hash(code: str) -> str:
    """Return what a Content-Security-Policy calls a style or a script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}"


def _section(name: str, title: str, content: str) -> str:
    return (
        f'<section aria-labelledby="{name}">\n<h2 id="{name}">{escape(title)}</h2>\n'
        f"{content}</section>\n"
    )


def _ranked(counts: _Counts) -> list[tuple[str, _Tally]]:
    return sorted(counts.rules.items(), key=lambda row: (-row[1].made - row[1].proposed, row[0]))


def _filter(counts: _Counts, say: Messages) -> Iterator[str]:
    """Yield the choice of what is marked; the script shows it, for without it nothing happens."""
    rules = [("", say("report.every.rule"))]
    rules += [(code, f"{code} {_title(code, say)}") for code, _ in sorted(counts.rules.items())]
    decisions = [
        ("", say("report.every.decision")),
        ("made", say("report.only.made")),
        ("proposed", say("report.only.proposed")),
    ]
    yield f'<form id="filter" hidden aria-label="{escape(say("report.filter"))}">'
    for name, rows in (("rule", rules), ("decision", decisions)):
        options = "".join(f'<option value="{a}">{escape(b)}</option>' for a, b in rows)
        yield f'<label>{escape(say.label(name))}<select id="{name}">{options}</select></label> '
    yield f'<output data-text="{escape(say("report.shown", n="{n}"))}"></output></form>\n'


def _summary(counts: _Counts, say: Messages) -> Iterator[str]:
    heads = [say("rule"), say("edits"), say("proposals")]
    row = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    yield f"<table>\n<tr>{row}</tr>\n"
    for code, tally in _ranked(counts):
        examples = "".join(
            f'<li><a href="#{place}" lang="fr">{_example(before, after, say)}</a></li>'
            for (before, after), place in tally.examples.items()
        )
        yield (
            f'<tr><th scope="row">{code} <span>{escape(_title(code, say))}</span>'
            f"<ul>{examples}</ul></th>"
            f"<td>{say.number(tally.made)}</td><td>{say.number(tally.proposed)}</td></tr>\n"
        )
    yield "</table>\n"


def _title(code: str, say: Messages) -> str:
    return RULES[code].titre if say.language == "fr" else RULES[code].title


def _example(before: str, after: str, say: Messages) -> str:
    return f"{_side(before, say, SHORT)} → {_side(after, say, SHORT)}"


def _legend(say: Messages) -> str:
    rows = [
        ("<del>cost</del>", say("report.legend.taken")),
        ("<ins>procès</ins>", say("report.legend.added")),
        (_proposal("cost", "procès"), say("report.legend.proposed")),
        (shown("a\u00a0b\u202fc\u200b") + _NEWLINE, say("report.legend.invisible")),
    ]
    items = "".join(f"<li>{sign} {escape(text)}</li>" for sign, text in rows)
    return f'<ul class="legend">{items}</ul>\n<p class="hint">{escape(say("report.hint"))}</p>\n'


def _contents(counts: _Counts, say: Messages) -> Iterator[str]:
    label = escape(say("report.contents"))
    yield f'<nav aria-label="{label}"><details><summary>{label}</summary><ol>\n'
    for number, (name, made, proposed) in enumerate(counts.contents, 1):
        facts = _facts(made, proposed, say)
        yield f'<li><a href="#a{number}">{shown(name)}</a> <small>{escape(facts)}</small></li>\n'
    yield "</ol></details></nav>\n"


def _facts(made: int, proposed: int, say: Messages) -> str:
    if not made and not proposed:
        return say("report.unchanged")
    both = (("edit", made), ("proposal", proposed))
    return " · ".join(say.count(what, n) for what, n in both if n)


# --- an article --------------------------------------------------------------------------------


def _article(result: Result, number: int, say: Messages, counts: _Counts) -> Iterator[str]:
    name = say("stdin") if result.id == files.STDIN else result.id
    made, proposed = len(result.edits), len(result.proposals)
    words = len(result.source.split())
    counts.contents.append((name, made, proposed))
    counts.words += words
    language = "fr" if result.language == "und" else result.language
    facts = " · ".join([_facts(made, proposed, say), say.count("word", words), language])
    yield (
        f'<article id="a{number}" aria-labelledby="t{number}">\n'
        f'<h3 id="t{number}">{shown(name)}</h3>\n<p class="facts">{escape(facts)}</p>\n'
        f'<div class="text" lang="{escape(language)}">\n'
    )
    linked = _linked(result)
    paragraphs = _paragraphs(result, number, linked, say, counts)
    yield from _folded(paragraphs, say)
    yield "</div>\n</article>\n"


def _linked(result: Result) -> dict[str, list[Edit]]:
    """Return the edits of each group that has several."""
    groups: dict[str, list[Edit]] = {}
    for edit in (*result.edits, *result.proposals):
        if edit.group is not None:
            groups.setdefault(edit.group, []).append(edit)
    return {name: edits for name, edits in groups.items() if len(edits) > 1}


def _paragraphs(
    result: Result, number: int, linked: dict[str, list[Edit]], say: Messages, counts: _Counts
) -> Iterator[tuple[str, int | None]]:
    """Yield each line of the text as HTML, with its words when nothing in it is changed."""
    line: list[str] = []
    words: int | None = 0
    place = 0
    for piece in pieces(result.source, units(result.source, result.edits, result.proposals)):
        if isinstance(piece, Unit):
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


def _count(counts: _Counts, edit: Edit, unit: Unit, place: str) -> None:
    row = counts.rules.setdefault(edit.rule, _Tally())
    row.made += unit.made
    row.proposed += not unit.made
    if len(row.examples) < EXAMPLES:
        row.examples.setdefault((cut(unit.before, SHORT), cut(unit.after, SHORT)), place)


def _folded(paragraphs: Iterable[tuple[str, int | None]], say: Messages) -> Iterator[str]:
    """Yield the paragraphs, long runs of unchanged ones folded; the text is whole all the same."""
    run: list[tuple[str, int]] = []
    before = 0
    for html, words in paragraphs:
        if words is not None:
            run.append((html, words))
            continue
        yield from _run(run, before, KEPT, say)
        yield f"<p>{html}</p>\n"
        run, before = [], KEPT
    yield from _run(run, before, 0, say)


def _run(run: list[tuple[str, int]], before: int, after: int, say: Messages) -> Iterator[str]:
    last = len(run) - after
    full = sum(bool(words) for _, words in run[before:last])
    for n, (html, _) in enumerate(run):
        if full >= COLLAPSED and n == before:
            words = sum(count for _, count in run[before:last])
            facts = f"{say.count('paragraph', full)} {say('report.same')}, "
            facts += say.count("word", words)
            yield f"<details><summary>{escape(facts)}</summary>\n"
        yield f"<p>{html}</p>\n"
        if full >= COLLAPSED and n == last - 1:
            yield "</details>\n"


# --- a change ----------------------------------------------------------------------------------

_NEWLINE = '<span class="c" data-u="A">↵</span>'
_TAGS = {"\xa0": "c b", "\u202f": "c b s"}


def shown(text: str, longest: int | None = None) -> str:
    """Return ``text`` as HTML in which every character that people cannot see is shown.

    No-break spaces stand in a drawn box; other invisible characters are named. ``data-u`` of each
    holds its code point in hexadecimal digits.
    """
    if longest is not None:
        text = cut(text, longest)
    out: list[str] = []
    position = 0
    for found in INVISIBLE.finditer(text):
        if found.group() == "\t":
            continue
        out += escape(text[position : found.start()]), _named(found.group())
        position = found.end()
    out.append(escape(text[position:]))
    return "".join(out)


def _named(character: str) -> str:
    code = f"{ord(character):X}"
    if character == "\n":
        return _NEWLINE
    if character in _TAGS:
        return f'<span class="{_TAGS[character]}" data-u="{code}">{character}</span>'
    return f'<span class="c" data-u="{code}">U+{code:0>4}</span>'


def _changed(text: str) -> str:
    """Return one side of a change as HTML: spaces are shown where they matter, lines are broken."""
    html = shown(text.replace("\r\n", "\n") if "\n" in text else text)
    return _SPACES.sub(_dots, html).replace(_NEWLINE, _NEWLINE + "<br>")


def _dots(found: re.Match[str]) -> str:
    return f'<span class="c b" data-u="20">{found.group()}</span>'


def _proposal(before: str, after: str) -> str:
    return f'<span class="p"><span class="f">{before}</span><span class="t">{after}</span></span>'


def _unit(unit: Unit, name: str, linked: dict[str, list[Edit]], say: Messages) -> str:
    before, after = _changed(unit.before), _changed(unit.after)
    if unit.made:
        inner = f"<del>{before}</del>" * bool(before) + f"<ins>{after}</ins>" * bool(after)
    else:
        inner = _proposal(before, after)
    label = "" if (unit.before + unit.after).strip() else f' aria-label="{_label(unit, say)}"'
    rules = " ".join(dict.fromkeys(edit.rule for edit in unit.edits))
    notes = "".join(_note(edit, unit.made, linked, say) for edit in unit.edits)
    decision = "made" if unit.made else "proposed"
    return (
        f'<span class="e" id="{name}" data-rule="{rules}" data-decision="{decision}">'
        f'<a href="#{name}" aria-describedby="{name}n"{label}>{inner}</a>'
        f'<span class="n" role="tooltip" id="{name}n" lang="{say.language}">{notes}</span></span>'
    )


def _label(unit: Unit, say: Messages) -> str:
    """Return in words a change of which nobody sees anything."""
    sides = (say.invisible(text) or say.count("character", len(text)) for text in unit[2:4])
    return escape(" → ".join(sides))


def _note(edit: Edit, made: bool, linked: dict[str, list[Edit]], say: Messages) -> str:
    """Return what is known of an edit: rule, probability, reason, candidates."""
    decision = say("made" if made else "proposed")
    rows = [
        f"<b>{edit.rule}</b> {escape(_title(edit.rule, say))} · "
        f"<b>{say.probability(edit.confidence)}</b> · {escape(decision)}",
        f'<span lang="fr">{_side(edit.before, say)}</span> → '
        f'<span lang="fr">{_side(edit.after, say)}</span>',
    ]
    if edit.reason:
        rows.append(f'<span lang="en">{shown(edit.reason, LONG)}</span>')
    if edit.candidates:
        ranked = " · ".join(
            f'<span lang="fr">{_side(text, say)}</span> {say.probability(p)}'
            for text, p in edit.candidates
        )
        rows.append(f"{escape(say.label('candidates'))}{ranked}")
    others = [e for e in linked.get(edit.group or "", ()) if e is not edit]
    if others:
        links = " · ".join(
            f'<span lang="fr">{_example(e.before, e.after, say)}</span>' for e in others[:5]
        )
        rows.append(f"{escape(say.label('linked'))}{links}")
    return f'<span class="i">{"".join(f"<span>{row}</span>" for row in rows)}</span>'


def _side(text: str, say: Messages, longest: int = LONG) -> str:
    """Return one side of an edit for its note; what cannot be seen is named in words."""
    named = say.invisible(text)
    return f"<i>{escape(named)}</i>" if named else shown(text, longest)
