"""Books (``.epub``): the chapters, in the order in which they are read.

A chapter is XHTML. Title page, table of contents and metadata that are no chapter stay, as do
scripts, listings of code, pictures and their captions in attributes.
"""

import posixpath
import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import unquote

from pipeline.errors import InputError
from pipeline.io.containers.archives import Archive
from pipeline.io.containers.container import Container
from pipeline.io.containers.markup import piece, read_html, tokens, xml_text
from pipeline.io.containers.members import of_members
from pipeline.io.containers.segments import Builder, Segment

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_SEALS = frozenset(("META-INF/signatures.xml", "META-INF/rights.xml", "META-INF/license.lcpl"))
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CHAPTER = "application/xhtml+xml"


def read(raw: bytes, codec: str, name: str, kind: str = "epub") -> Container:
    """Read a book; raise :class:`InputError` if it is damaged, signed or locked."""
    archive = Archive(raw, name)
    if _CONTAINER not in archive.names:
        raise InputError(f"{name} is no EPUB: it has no {_CONTAINER}")
    if not _SEALS.isdisjoint(archive.names):
        raise InputError(f"{name} is signed or locked (DRM), and any change would break that")
    chapters = _chapters(archive)
    if _ENCRYPTION in archive.names:
        locked = {
            unquote(e.get("URI", "")) for e in _elements(archive, _ENCRYPTION, "CipherReference")
        }
        if not locked.isdisjoint(chapters):
            raise InputError(f"{name} is encrypted: nothing can be read")
    reread = partial(read, codec=codec, name=name, kind=kind)
    return of_members(kind, archive, chapters, _segments, reread)


def _chapters(archive: Archive) -> list[str]:
    """Return the members that are read one after the other."""
    roots = [e.get("full-path", "") for e in _elements(archive, _CONTAINER, "rootfile")]
    if not roots or roots[0] not in archive.names:
        raise InputError(f"{archive.name} is damaged: it has no list of chapters")
    folder = posixpath.dirname(roots[0])
    items = {
        item.get("id", ""): posixpath.normpath(
            posixpath.join(folder, unquote(item.get("href", "")))
        )
        for item in _elements(archive, roots[0], "item")
        if item.get("media-type") == _CHAPTER
    }
    order = [e.get("idref", "") for e in _elements(archive, roots[0], "itemref")]
    found = dict.fromkeys(items[one] for one in order if one in items)
    missing = [member for member in found if member not in archive.names]
    if missing or not found:
        raise InputError(f"{archive.name} is damaged: it has no {(missing or ['chapter'])[0]}")
    return list(found)


def _elements(archive: Archive, member: str, local: str) -> Iterator[dict[str, str]]:
    """Yield the attributes of each element of a name, whatever its prefix."""
    source = xml_text(archive.read(member), f"{archive.name}: {member}")
    for token in tokens(source):
        if token.opens and token.name.rpartition(":")[2] == local:
            found = _ATTRIBUTE.finditer(source, token.start, token.end)
            yield {match[1]: _read(match[2] or match[3] or "") for match in found}


def _read(value: str) -> str:
    return piece(value, 0, len(value)).text


def _segments(source: str) -> list[Segment]:
    builder = Builder()
    read_html(source, builder, tokens(source))
    return builder.segments
