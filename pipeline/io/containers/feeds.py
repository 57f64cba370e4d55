"""Feeds: RSS 0.9 to 2.0 and Atom. Headlines, summaries and contents are read, HTML in them too.

A text of a feed may be plain, HTML that is written as text (escaped, or in CDATA), or XHTML.
Names, addresses, dates, categories and all that a program reads stay.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from pipeline.errors import InputError
from pipeline.io.containers.container import Container, Leaf
from pipeline.io.containers.markup import (
    Lexeme,
    piece,
    read_html,
    stretch,
    tokens,
    xml_bytes,
    xml_text,
)
from pipeline.io.containers.segments import Builder, Segment

_ROOTS = frozenset(("rss", "feed", "rdf"))
_TEXTS = frozenset(("title", "description", "summary", "content", "subtitle", "encoded", "tagline"))
_UNREAD = frozenset(("image", "textinput", "source", "thumbnail", "credit"))
"""Elements whose title is that of something else: a logo, a search form, another feed."""

_TYPE = re.compile(r"""\btype\s*=\s*["']([^"']*)["']""")
_SHOWN = frozenset(("", "text", "html", "xhtml", "plain", "text/plain", "text/html"))
_HTML = re.compile(r"<[A-Za-z!/][^<>]*>|&(?:#\d+|#[xX][\dA-Fa-f]+|[A-Za-z]\w*);")


def read(raw: bytes, codec: str, name: str, kind: str = "feed") -> Container:
    """Read a feed; raise :class:`InputError` if it is none. XML tells its encoding itself."""
    source = xml_text(raw, name)
    found = list(tokens(source))
    root = next(_local(token) for token in found if token.kind == "tag")
    if root not in _ROOTS:
        raise InputError(
            f"{name} is XML, but no feed (RSS, Atom; found {root}): --format text cleans it as text"
        )
    segments = list(_segments(source, found))

    def build(changed: Mapping[int, str]) -> bytes:
        return xml_bytes(changed[0], raw)

    reread = partial(read, codec=codec, name=name, kind=kind)
    return Container(kind, raw, [Leaf(source, segments)], build, reread)


def _local(token: Lexeme) -> str:
    return token.name.rpartition(":")[2].lower()


def _segments(source: str, found: list[Lexeme]) -> Iterator[Segment]:
    above: list[str] = []
    at = 0
    while at < len(found):
        token = found[at]
        at += 1
        if token.kind != "tag":
            continue
        local = _local(token)
        if token.opens and not token.closes:
            if local in _TEXTS and _UNREAD.isdisjoint(above):
                end = _closing(found, at, token.name)
                yield from _texts(source, token, found[at:end])
                at = end + 1
            else:
                above.append(local)
        elif not token.opens and above:
            above.pop()


def _closing(found: list[Lexeme], at: int, name: str) -> int:
    """Return where the element that was opened before ``at`` is closed."""
    depth = 1
    for number in range(at, len(found)):
        token = found[number]
        if token.name == name:
            depth += token.opens - token.closes
        if not depth:
            return number
    return len(found)


def _texts(source: str, tag: Lexeme, content: list[Lexeme]) -> list[Segment]:
    """Return the segments of an element."""
    declared = _TYPE.search(source, tag.start, tag.end)
    kind = declared[1].lower() if declared else ""
    if kind not in _SHOWN:
        return []
    if any(token.kind == "tag" for token in content):
        builder = Builder()
        read_html(source, builder, iter(content))
        return builder.segments
    outer = tuple(stretch(source, token) for token in content if token.kind != "other")
    text = "".join(one.text for one in outer)
    builder = Builder(outer=outer)
    if kind not in ("text", "plain", "text/plain") and _HTML.search(text):
        read_html(text, builder, tokens(text))
    else:
        builder.add(piece(text, 0, len(text), str, references=False))
        builder.end()
    return builder.segments
