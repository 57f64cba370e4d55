"""Markdown that was never rendered: bold, headings, links."""

from collections.abc import Iterator

import regex

from pipeline.edits import Edit, deletion

_BOLD = regex.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*\*(?![\w*])")
_HEADING = regex.compile(r"^(#{1,6})[^\S\n]+(?=[\p{L}«\"“])", regex.MULTILINE)
_LINK = regex.compile(r"(!?\[)([^\[\]\n]{0,200}+)(\]\(https?://[^\s()]++(?:\s\"[^\"\n]*+\")?\))")


def markdown(text: str) -> Iterator[Edit]:
    """Yield the marks of Markdown; those around a word or a link go together."""
    if not ("**" in text or "](" in text or "# " in text):
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
