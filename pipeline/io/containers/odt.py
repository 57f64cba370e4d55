"""Texts of LibreOffice (``.odt``): paragraphs, headings, notes, comments, heads and feet.

A paragraph is a segment. Fields stand in it as objects; what was deleted with changes tracked is
not read.
"""

import re
from functools import partial

from pipeline.errors import InputError
from pipeline.io.containers.archives import Archive
from pipeline.io.containers.container import Container
from pipeline.io.containers.markup import Lexeme, escaped, piece, stretch, tokens
from pipeline.io.containers.members import of_members
from pipeline.io.containers.segments import LINE, Builder, Segment, Stretch

_TEXT = re.compile(
    r"""xmlns:([\w.-]+)\s*=\s*["']urn:oasis:names:tc:opendocument:xmlns:text:1\.0["']"""
)
_MIME = re.compile(rb"application/vnd\.oasis\.opendocument\.text(?:-template|-master)?\s*\Z")
_MEMBERS = ("content.xml", "styles.xml")

_PARAGRAPHS = frozenset(("p", "h"))
_WITHIN = frozenset(("span", "a", "meta", "ruby", "ruby-base"))
_APART = frozenset(("note", "ruby-text", "tracked-changes", "bibliography-mark"))
"""Elements within a paragraph that are no word of it; all others with a content are fields."""


def read(raw: bytes, codec: str, name: str, kind: str = "odt") -> Container:
    """Read a text; raise :class:`InputError` if it is damaged, encrypted or signed."""
    archive = Archive(raw, name)
    if "mimetype" not in archive.names or not _MIME.match(archive.read("mimetype")):
        raise InputError(f"{name} is no OpenDocument text")
    if "META-INF/documentsignatures.xml" in archive.names:
        raise InputError(f"{name} is signed, and any change would break that: sign it after")
    manifest = "META-INF/manifest.xml"
    if manifest in archive.names and b"encryption-data" in archive.read(manifest):
        raise InputError(f"{name} is encrypted: save it without a password first")
    members = [member for member in _MEMBERS if member in archive.names]
    if _MEMBERS[0] not in members:
        raise InputError(f"{name} is damaged: it has no {_MEMBERS[0]}")
    reread = partial(read, codec=codec, name=name, kind=kind)
    return of_members(kind, archive, members, _segments, reread)


def _segments(source: str) -> list[Segment]:
    """Return the paragraphs of a member; those of a note come before the one it stands in."""
    declared = _TEXT.search(source)
    reader = _Reader(source, declared[1] if declared else "text")
    for token in tokens(source):
        if token.kind == "tag":
            reader.tag(token)
        elif token.kind != "other" and reader.open:
            reader.open.add(
                piece(source, token.start, token.end)
                if token.kind == "text"
                else stretch(source, token)
            )
    return reader.segments


class _Reader:
    """Reads the tags of a member; ``open`` is the paragraph that text at this place belongs to."""

    def __init__(self, source: str, prefix: str) -> None:
        self.segments: list[Segment] = []
        self.open: Builder | None = None
        self._prefix = prefix
        self._above: list[Builder | None] = []
        self._deleted = 0

    def tag(self, token: Lexeme) -> None:
        prefix, _, local = token.name.rpartition(":")
        local = local if prefix == self._prefix else ""
        if token.opens and token.closes:
            if local and self.open:
                _mark(self.open, local, token)
            return
        if local == "tracked-changes":
            self._deleted += 1 if token.opens else -1
        if token.opens:
            self._above.append(self.open)
            self.open = self._opened(local, token)
        elif self._above:
            if local in _PARAGRAPHS and self.open:
                self.open.end()
                self.segments += self.open.segments
            self.open = self._above.pop()

    def _opened(self, local: str, token: Lexeme) -> Builder | None:
        """Return the paragraph that the text in an element belongs to."""
        if local in _PARAGRAPHS and not self._deleted:
            return Builder()
        if local in _WITHIN:
            return self.open
        if local and self.open and local not in _APART:
            self.open.object(token.start)
        return None


def _mark(paragraph: Builder, local: str, token: Lexeme) -> None:
    """Add a space or a line break that is written as an element."""
    if local == "s":
        paragraph.add(Stretch(" ", (token.start, token.end), escaped))
    elif local in ("tab", "line-break"):
        paragraph.end(LINE)
