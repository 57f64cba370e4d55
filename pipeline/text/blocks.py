"""Find blocks that are not prose: wiki text, LaTeX, rows of values, listings of code.

Start reading from :func:`blocks`. A paragraph may be followed by a listing, and an article by a
table: so each block is judged by its own lines. What is found is the structure, not the words:
the name of a command, the target of a link, the first row of a table. The words of a wiki page, of
a LaTeX paper and of a cell are those of the article.
"""

from collections.abc import Iterator
from itertools import groupby

import regex

from pipeline.text.lines import Line, lines

_WIKI = regex.compile(
    r"""\{\{ [^{}\n]++ \}\}                        # a template
      | \[\[ (?: [^\[\]|:\n]*+ : [^\[\]\n]*+ \]\] | [^\[\]|\n]++ \| )?+   # a category, a target
      | \]\]
      | ^ (?: \{\| | \|- ) [^\n]*+ | ^ \|\} | ^ [|!] [^|\n=]*+ = [^|\n]*+ \| (?!\|)
    """,
    regex.VERBOSE | regex.MULTILINE,
)
_WIKI_SIGN = regex.compile(r"\[\[[^\[\]\n]+\]\]|^\{\|", regex.MULTILINE)

_LATEX = regex.compile(
    r"""\\ (?: begin | end | (?:auto|foot)?cite[a-z]* | ref | eqref | label | usepackage | input
          | documentclass | include(?:graphics)? | bibliography(?:style)? | url | vspace | hspace )
        \*? (?: \[ [^\[\]\n]*+ \] )? \{ [^{}\n]*+ \}
      | \\ [a-zA-Z]++ \*?+ (?: \[ [^\[\]\n]*+ \] )?+
      | \$ [^$\n]{1,200} \$
    """,
    regex.VERBOSE,
)
_LATEX_SIGN = regex.compile(r"\\[a-z]{2,}\*?[{\[]")
_LATEX_ACCENT = regex.compile(r"\\(?:['`^\"](?:[A-Za-z]|\{\\?[A-Za-z]\}|\\i)|c(?:\{c\}| c))")
_LATEX_ACCENT_ALONE = regex.compile(r"\\(?:[`^][A-Za-z{\\]|c(?:\{c\}| c))|\p{L}{3}\\'e")
"""Accents as LaTeX writes them. Programs put a backslash before apostrophes and quotation marks
(*l\\'affaire*): only the others prove that LaTeX wrote those."""
_LEAST_COMMANDS = 2
"""Commands of LaTeX in a text whose dollars and backslashes are read as such."""

_STATEMENT = regex.compile(
    r"""(?: (?:def|class|function|public|private|static|void|int|for|if|elif|else|while|try|except
            |switch|return|import|from|var|let|const|print|echo|package|use|require|include|async
            |await|export|fn|func|end)\b .* (?: [;:{})\]] | \( .* \) )
          | [$@\w.\[\]'"]+ \s? (?: [-+*/.:|]? = | := | => ) \s? \S .*
          | (?:SELECT|INSERT\sINTO|UPDATE|DELETE\sFROM|CREATE\sTABLE|ALTER\sTABLE|DROP\sTABLE)\b .*
          | <\?php .* | \?> | [{}\])]+ [;,)]? | \#include .* | // .* | /\* .*
          | [\w$.>-]+ \( .* \) ;? | .* \w\( .* \) \s? (?: \{ | (?<!\s) ; )
          | [$\w]+ (?: -> | \. ) [\w.>()-]+ ; )""",
    regex.VERBOSE,
)
_CODE_SIGN = regex.compile(r"[(){}\[\]=<>$;]|\w\.\w|_|:\Z|\A//|\A/\*")
_LEAST_LINES = 2
"""Lines of the shortest listing. One line alone is seen to by :mod:`pipeline.text.technical`."""
_LEAST_SIGNED = 0.6
"""Share of its lines that are statements for certain; the others are indented between them."""

_DELIMITERS = ";,\t|"
_LEAST_ROWS = 3
"""Rows of the shortest table of values, its first row with the names of the columns included."""
_HEADER = regex.compile(r"""["']?[\p{L}_][\p{L}\d_ -]{0,30}["']?""")
_COLUMN_NAMES = regex.compile(
    rf"^(?:[a-z][a-z\d_]*+([{_DELIMITERS}])(?:[a-z][a-z\d_]*+\1)*+[a-z][a-z\d_]*+)$",
    regex.MULTILINE,
)
"""A line of names as programs like them, one sign without a space between them: *nom,prenom*."""


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open spans of what is structure, in no order; they may overlap."""
    if ("[[" in text or "{|" in text) and _WIKI_SIGN.search(text):
        for match in _WIKI.finditer(text):
            yield match.span()
    if "\\" in text and len(_LATEX_SIGN.findall(text)) >= _LEAST_COMMANDS:
        for match in _LATEX.finditer(text):
            yield match.span()
    yield from latex_accents(text)
    if "\n" not in text:
        return
    rows = lines(text)
    if any(sign in text for sign in "=({;"):
        yield from _listings(text, rows)
    yield from column_names(text)


def latex_accents(text: str) -> Iterator[tuple[int, int]]:
    r"""Yield the half-open spans of words in which LaTeX writes accents: *\`etre, re\c{c}u*."""
    if "\\" not in text or not _LATEX_ACCENT_ALONE.search(text):
        return
    for match in _LATEX_ACCENT.finditer(text):
        start, end = match.span()
        while start and text[start - 1].isalpha():
            start -= 1
        while end < len(text) and text[end].isalpha():
            end += 1
        yield start, end


def column_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open spans of lines with the names of columns, in no order."""
    if "\n" in text and any(sign in text for sign in _DELIMITERS):
        yield from _headers(text, lines(text))
        for match in _COLUMN_NAMES.finditer(text):
            yield match.span()


def _listings(text: str, rows: tuple[Line, ...]) -> Iterator[tuple[int, int]]:
    """Yield runs of lines that are statements, or indented between statements."""
    kinds = [(_kind(text, row), row) for row in rows]
    for is_code, run in groupby(kinds, key=lambda pair: bool(pair[0])):
        found = list(run)
        signed = sum(kind == "statement" for kind, _ in found)
        if is_code and len(found) >= _LEAST_LINES and signed >= _LEAST_SIGNED * len(found):
            yield found[0][1].first, found[-1][1].end


def _kind(text: str, row: Line) -> str:
    """Return ``statement`` for a line of code, ``indented`` for what may stand in it, or ""."""
    if row.is_blank:
        return ""
    body = text[row.start : row.end]
    if len(body) <= 200 and _CODE_SIGN.search(body) and _STATEMENT.fullmatch(body):
        return "statement"
    return "indented" if row.start - row.first >= 2 and _CODE_SIGN.search(body) else ""


def _headers(text: str, rows: tuple[Line, ...]) -> Iterator[tuple[int, int]]:
    """Yield the first row of each table of values: the names of its columns."""
    for n, row in enumerate(rows[: 1 - _LEAST_ROWS]):
        if row.is_blank or (n and not rows[n - 1].is_blank):
            continue
        body = text[row.start : row.end]
        for sign in _DELIMITERS:
            count = body.count(sign)
            if not count or any(not _HEADER.fullmatch(name) for name in body.split(sign)):
                continue
            below = [text[r.start : r.end] for r in rows[n + 1 : n + _LEAST_ROWS]]
            if all(line.count(sign) == count and f"{sign} " not in line for line in below):
                yield row.start, row.end
            break
