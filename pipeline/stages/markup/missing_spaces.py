"""MRK012: a comma or a bracket that touches the next word: *les rues,les places*."""

from collections.abc import Iterator

import regex

from pipeline.edits import Edit, insertion
from pipeline.markup.spintax import reads_french

_COMMA = regex.compile(
    r"(?<![\w.,;@/\\=<>-])(?:[lLdDjJcCsSnNmMtT]['’]|[qQ]u['’])?(\p{L}\p{Ll}{2,40}+)([,;])"
    r"((?:[ldjcsnmt]['’]|qu['’])?\p{Ll}{2,40}+)(?![\w.,;@/\\=<>(])"
)
_BRACKET = regex.compile(r"(?<=\([^()\n]{6,200})\)(\p{Ll}{3,40}+)(?![\w(])")
_HINT = regex.compile(r"[,;)](?=\p{Ll})")
"""A prefilter: few texts have it, and it is found fast."""
_UNSPACED = regex.compile(r"[,;](?=\w)")
_SPACED = regex.compile(r"[,;]\s")
_MOST_UNSPACED = 2
"""Commas without a space in a line: where there are more, and more than others, it holds values."""

_SURE, _DOUBTFUL = 0.96, 0.7


def missing_spaces(text: str) -> Iterator[Edit]:
    """Yield the spaces that are missing after a comma and after a bracket."""
    if not _HINT.search(text):
        return
    begin = end = -1  # the line of the last match, and whether it holds values
    values = False
    for match in _COMMA.finditer(text):
        at = match.end(2)
        if at > end:
            begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            end = len(text) if end < 0 else end
            values = _holds_values(text[begin:end])
        if not values and reads_french(match[1].lower()) and _is_word(match[3]):
            yield insertion(at, " ", "MRK012", _SURE, "A comma touches the next word.")
    for match in _BRACKET.finditer(text):
        if reads_french(match[1]):
            yield insertion(match.start(1), " ", "MRK012", _DOUBTFUL, "A bracket touches a word.")


def _holds_values(line: str) -> bool:
    """Say whether a line is a list of values: most of its commas have no space after them."""
    unspaced, spaced = len(_UNSPACED.findall(line)), len(_SPACED.findall(line))
    return unspaced > max(_MOST_UNSPACED, spaced) or " " not in line


def _is_word(word: str) -> bool:
    """Say whether what follows a comma is French, with its elided word."""
    head, mark, rest = word.replace("’", "'").partition("'")
    return reads_french(rest) if mark else reads_french(head)
