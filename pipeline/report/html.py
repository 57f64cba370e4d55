"""The report: one page that shows every change in its place, for people to read and print.

Start reading from :func:`write`. The page is one file. It loads nothing from the network and runs
no script but its own. Texts of articles are escaped, and characters that could change how the rest
of the page looks (direction overrides, controls) are named instead. Each article is written before
the next is read, so the number of articles does not change how much memory is needed.
"""

import base64
import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import BinaryIO

from pipeline.report.html_article import Counts, RuleTally, article
from pipeline.report.html_text import NEWLINE, counted, example, proposal, rule_title, shown
from pipeline.report.messages import Messages
from pipeline.result import Result, versions

_TEMPLATES = Path(__file__).with_name("templates")


def write(
    out: BinaryIO, results: Iterable[Result], messages: Messages, refused: Sequence[str] = ()
) -> None:
    """Write the page about ``results``.

    ``refused`` are messages about files that gave no result. It is read after the last result, so
    it may grow until then.
    """
    counts = Counts()
    with tempfile.TemporaryFile() as body:
        for number, result in enumerate(results, 1):
            body.write(_bytes("".join(article(result, number, messages, counts))))
        out.write(_bytes("".join(_top(counts, refused, messages))))
        body.seek(0)
        shutil.copyfileobj(body, out)
    out.write(_bytes("".join(_bottom(messages))))


def _bytes(html: str) -> bytes:
    """Return the page as bytes; halves of surrogate pairs become escapes."""
    return html.encode("utf-8", "backslashreplace")


def _top(counts: Counts, refused: Sequence[str], messages: Messages) -> Iterator[str]:
    """Yield the page up to the first article."""
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
    """Yield the page after the last article."""
    script = (_TEMPLATES / "report.js").read_text("utf-8")
    found = versions()
    version = f"rature {found['rature']} ({found['dictionaries']})"
    yield (
        f"</section>\n</main>\n<footer><p>{escape(messages('report.made.by', version=version))}"
        f"</p></footer>\n<script>{script}</script>\n</body>\n</html>\n"
    )


def _hash(code: str) -> str:
    """Return the name of a style or script in the Content-Security-Policy: its digest."""
    return f"sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}"


def _section(name: str, title: str, content: str) -> str:
    """Return a section with its heading."""
    return (
        f'<section aria-labelledby="{name}">\n<h2 id="{name}">{escape(title)}</h2>\n'
        f"{content}</section>\n"
    )


def _ranked(counts: Counts) -> list[tuple[str, RuleTally]]:
    """Return the rules, those with most edits first."""
    return sorted(counts.rules.items(), key=lambda row: (-row[1].made - row[1].proposed, row[0]))


def _filter(counts: Counts, say: Messages) -> Iterator[str]:
    """Yield the form that filters the changes. It needs the script, which makes it visible."""
    rules = [("", say("report.every.rule"))]
    rules += [(code, f"{code} {rule_title(code, say)}") for code, _ in sorted(counts.rules.items())]
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


def _summary(counts: Counts, say: Messages) -> Iterator[str]:
    """Yield the table of rules."""
    heads = [say("rule"), say("edits"), say("proposals")]
    row = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    yield f"<table>\n<tr>{row}</tr>\n"
    for code, tally in _ranked(counts):
        examples = "".join(
            f'<li><a href="#{place}" lang="fr">{example(before, after, say)}</a></li>'
            for (before, after), place in tally.examples.items()
        )
        yield (
            f'<tr><th scope="row">{code} <span>{escape(rule_title(code, say))}</span>'
            f"<ul>{examples}</ul></th>"
            f"<td>{say.number(tally.made)}</td><td>{say.number(tally.proposed)}</td></tr>\n"
        )
    yield "</table>\n"


def _legend(say: Messages) -> str:
    """Return the explanation of the signs."""
    rows = [
        ("<del>cost</del>", say("report.legend.taken")),
        ("<ins>procès</ins>", say("report.legend.added")),
        (proposal("cost", "procès"), say("report.legend.proposed")),
        (shown("a\u00a0b\u202fc\u200b") + NEWLINE, say("report.legend.invisible")),
    ]
    items = "".join(f"<li>{sign} {escape(text)}</li>" for sign, text in rows)
    return f'<ul class="legend">{items}</ul>\n<p class="hint">{escape(say("report.hint"))}</p>\n'


def _contents(counts: Counts, say: Messages) -> Iterator[str]:
    """Yield the table of contents."""
    label = escape(say("report.contents"))
    yield f'<nav aria-label="{label}"><details><summary>{label}</summary><ol>\n'
    for number, (name, made, proposed) in enumerate(counts.contents, 1):
        facts = counted(made, proposed, say)
        yield f'<li><a href="#a{number}">{shown(name)}</a> <small>{escape(facts)}</small></li>\n'
    yield "</ol></details></nav>\n"
