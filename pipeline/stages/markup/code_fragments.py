"""Fragments of scripts and of style sheets."""

import re
from collections.abc import Iterator, Sequence

import regex

from pipeline.stages.markup.scraps import Scrap
from pipeline.text.lines import Line

_SCRIPT = regex.compile(
    r"(?:\(function\s*\(|!function\s*\(|function\s++\w*+\s*+\([\w\s,]*+\)\s*+\{|(?:var|let|const)\s++\w++\s*+=\s*+\S"
    r"|window\.\w+\s*[=.(\[]|document\.\w+\s*[=.(]|googletag\.|jQuery\(|\$\(document\)|\(?adsbygoogle\s*="
    r"|@media\s[^{]*\{|@import\s+url|@font-face\s*\{).*+(?<=[;{})>,])"
)
_CALL = regex.compile(
    r"(?<![\w.])(?:window|document|googletag|jQuery)\.[\w.]{1,80}+\s?(?:=\s?(?:new\s)?[\w.]{1,80}+\s?)?\("
)
_PUSHED = regex.compile(
    r"\(\w{2,40}\s?=\s?window\.\w{2,40}\s?\|\|\s?(?:\[\]|\{\})\)\.\w+\([^\n()]{0,200}\);?"
)
"""*(adsbygoogle = window.adsbygoogle || []).push({});* in the middle of a line."""

_LONGEST_CALL = 3000
"""Code points in which a call must end."""

_RULESET = regex.compile(
    r"(?:^|(?<=\}))[ \t]*+[.#@a-zA-Z*][\w#.,:>()\t *-]{0,120}+"
    r"\{\s*+(?:[a-z-]++\s*+:[^;{}]{1,160}+(?:;\s*+|(?=\})))++\}",
    regex.MULTILINE,
)
_PROPERTY = re.compile(
    r"\b(?:color|margin|padding|font|display|width|height|background|border|float|position|"
    r"text-align|line-height|z-index|overflow|max-width)[a-z-]*\s*:"
)


def code_fragments(text: str, rows: Sequence[Line]) -> Iterator[Scrap]:
    """Yield rule sets of style sheets, calls, and lines of scripts."""
    reason = "Code that the page executes."
    if not any(character in text for character in "{;("):
        return
    if "{" in text:
        for match in _RULESET.finditer(text):
            if _PROPERTY.search(match.group()):
                yield Scrap(*match.span(), "MRK005", 0.98, reason)
    for match in _PUSHED.finditer(text) if "window." in text else ():
        yield Scrap(*match.span(), "MRK005", 0.98, reason)
    for start, end in _calls(text):
        yield Scrap(start, end, "MRK005", 0.97, reason)
    for row in rows:
        if text[row.end - 1 : row.end] in (";", "{", "}", ")") and _SCRIPT.fullmatch(
            text, row.start, row.end
        ):
            yield Scrap(row.start, row.end, "MRK005", 0.98, reason)


def _calls(text: str) -> Iterator[tuple[int, int]]:
    """Yield calls and assignments of scripts in the middle of a line.

    They end with their closing bracket; what lacks it ends with the line.
    """
    position = 0
    while match := _CALL.search(text, position):
        depth, position = 1, match.end()
        limit = min(len(text), position + _LONGEST_CALL)
        while depth and position < limit and text[position] != "\n":
            depth += {"(": 1, ")": -1}.get(text[position], 0)
            position += 1
        inside = text[match.end() : position]
        torn = position == len(text) or text[position] == "\n"
        if not depth and any(character in match.group() + inside for character in "='\""):
            yield match.start(), position + (text[position : position + 1] == ";")
        elif depth and torn and 8 * sum(map(inside.count, "{}=\"':")) > len(inside) > 0:
            yield match.start(), position
