"""Documents of Word (``.docx``): paragraphs of the text, notes, comments, heads and feet.

A paragraph is a segment, its runs are stretches of it. What was deleted with changes tracked,
fields, formulas and the second copy of a text box for old programs are not read.
"""

import re
from functools import partial

from pipeline.errors import InputError
from pipeline.io.containers.archives import Archive
from pipeline.io.containers.container import Container
from pipeline.io.containers.markup import Lexeme, stretch, tokens, xml_text
from pipeline.io.containers.members import of_members
from pipeline.io.containers.segments import LINE, Builder, Segment

_MAIN = re.compile(
    r"""xmlns:([\w.-]+)\s*=\s*["'](?:http://schemas\.openxmlformats\.org/wordprocessingml/2006/main"""
    r"""|http://purl\.oclc\.org/ooxml/wordprocessingml/main)["']"""
)
_PART = re.compile(r"""\bPartName\s*=\s*["']/?([^"']+)["']""")
_TYPE = re.compile(
    r"""\bContentType\s*=\s*["']application/vnd\.[\w.-]*?"""
    r"""\.(document|footnotes|endnotes|comments|header|footer)(?:\.main)?\+xml["']"""
)
_ORDER = ("document", "footnotes", "endnotes", "comments", "header", "footer")

_BREAKS = frozenset(("br", "cr", "tab", "ptab"))
_OBJECTS = frozenset(("noBreakHyphen", "sym"))
_UNREAD = frozenset(("del", "moveFrom", "rt", "instrText", "delText"))
_UNREAD_ANYWHERE = frozenset(("Fallback", "oMath"))


def read(raw: bytes, codec: str, name: str, kind: str = "docx") -> Container:
    """Read a document; raise :class:`InputError` if it is damaged, encrypted or signed."""
    archive = Archive(raw, name)
    if any(member.startswith("_xmlsignatures/") for member in archive.names):
        raise InputError(f"{name} is signed, and any change would break that: sign it after")
    reread = partial(read, codec=codec, name=name, kind=kind)
    return of_members(kind, archive, _parts(archive), _segments, reread, _spaced)


def _parts(archive: Archive) -> list[str]:
    """Return the members that hold text, the text itself first."""
    types = xml_text(archive.read("[Content_Types].xml"), f"{archive.name}: its list of parts")
    found = []
    for token in tokens(types):
        tag = types[token.start : token.end]
        part, kind = _PART.search(tag), _TYPE.search(tag)
        if part and kind and part[1] in archive.names:
            found.append((_ORDER.index(kind[1]), part[1]))
    if all(order for order, _ in found):
        raise InputError(f"{archive.name} is no document of Word: it has no text")
    return [part for _, part in sorted(found)]


def _segments(source: str) -> list[Segment]:
    """Return the paragraphs of a part; those of a text box come before the one it stands in."""
    reader = _Reader(source, _prefix(source))
    for token in tokens(source):
        if token.kind == "tag":
            reader.tag(token)
        elif token.kind != "other":
            reader.text(token)
    return reader.segments


def _prefix(source: str) -> str:
    """Return what stands before the names of the elements of Word."""
    declared = _MAIN.search(source)
    return declared[1] if declared else "w"


class _Reader:
    """Reads the tokens of a part from front to back."""

    def __init__(self, source: str, prefix: str) -> None:
        self.segments: list[Segment] = []
        self._source, self._prefix = source, prefix
        self._builders: list[Builder] = []
        self._unread: list[str] = []
        self._in_text = False

    def text(self, token: Lexeme) -> None:
        if self._in_text and self._builders and not self._unread:
            self._builders[-1].add(stretch(self._source, token))

    def tag(self, token: Lexeme) -> None:
        prefix, _, local = token.name.rpartition(":")
        ours = prefix == self._prefix
        if self._unread or (ours and local in _UNREAD) or local in _UNREAD_ANYWHERE:
            if local == "oMath" and self._builders and not self._unread:
                self._builders[-1].object(token.start)
            if token.opens and not token.closes:
                self._unread.append(token.name)
            elif not token.opens and self._unread:
                self._unread.pop()
        elif ours and local == "p" and not (token.opens and token.closes):
            self._paragraph(token)
        elif ours and local == "t":
            self._in_text = not token.closes
        elif ours and token.opens and self._builders and local in _BREAKS:
            self._builders[-1].end(LINE)
        elif ours and token.opens and self._builders and local in _OBJECTS:
            self._builders[-1].object(token.start)

    def _paragraph(self, token: Lexeme) -> None:
        if token.opens:
            self._builders.append(Builder(collapse=False))
        elif self._builders:
            self._builders[-1].end()
            self.segments += self._builders.pop().segments


def _spaced(before: str, after: str) -> str:
    """Return a part whose changed texts keep the spaces at their ends, which Word drops else."""
    prefix = _prefix(before)
    bare = re.compile(rf"<{re.escape(prefix)}:t>(?=\s|[^<]*\s<)[^<]*<")
    kept = set(bare.findall(before))
    tag = f"<{prefix}:t"

    def mended(match: re.Match[str]) -> str:
        found = match.group()
        if found in kept:
            return found
        return f'{tag} xml:space="preserve">{found[len(tag) + 1 :]}'

    return bare.sub(mended, after)
