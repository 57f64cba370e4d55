"""Markdown that was never rendered: bold, headings, links."""

from collections.abc import Iterator

import regex

from pipeline.edits import Edit, deletion

_BOLD = regex.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*\*(?![\w*])")
_HEADING = regex.compile(r"^(#{1,6})[^\S\n]+(?=[\p{L}«\"“])", regex.MULTILINE)
_LINK = regex.compile(r"(!?\[)([^\[\]\n]{0,200}+)(\]\(https?://[^\s()]++(?:\s\"[^\"\n]*+\")?\))")


def markdown(text: str) -> Iterator[Edit]:
    """Yield the marks of Markdown; those around a word or a link go together."""
    if not ("**" in text or "](" in text or "# " in text) or _is_page(text):
        return
    for match in _BOLD.finditer(text):
        start, end = match.span()
        if not match[1].isdigit():
            for span in ((start, start + 2), (end - 2, end)):
                group = f"bold{start}"
                yield deletion(text, span, "MRK006", 0.97, "Markdown for bold.", group=group)
    for match in _HEADING.finditer(text):
        confidence = 0.97 if len(match[1]) > 1 else 0.8
        yield deletion(text, match.span(), "MRK006", confidence, "Markdown for a heading.")
    for match in _LINK.finditer(text):
        if match[1] == "![":
            yield deletion(text, match.span(), "MRK006", 0.97, "A picture in Markdown.")
        elif match[2].strip():
            for span in (match.span(1), match.span(3)):
                group = f"link{match.start()}"
                yield deletion(text, span, "MRK006", 0.97, "A link in Markdown.", group=group)


_PAGE = (
    regex.compile(r"^(?:```|~~~)[\w+-]*\s*?$[^\0]*?^(?:```|~~~)\s*?$", regex.MULTILINE),
    regex.compile(r"^#{1,6} \S", regex.MULTILINE),
    regex.compile(r"^(?:[-*+]|\d{1,2}\.) \S", regex.MULTILINE),
    regex.compile(r"^\|?(?:\s?:?-{3,}:?\s?\|)+", regex.MULTILINE),
    regex.compile(r"`[^`\n]+`|\]\(|\*\*\S"),
)
"""What a page of Markdown has: fences, headings, lists, tables, code and links."""

_LEAST_SIGNS = 3
"""Kinds of signs of a page that is meant to be Markdown. Residue in news has one or two."""


def _is_page(text: str) -> bool:
    """Say whether a text is a page of Markdown as a whole, with code or a table: it stays one."""
    found = [pattern.search(text) is not None for pattern in _PAGE]
    return (found[0] or found[3]) and sum(found) >= _LEAST_SIGNS
