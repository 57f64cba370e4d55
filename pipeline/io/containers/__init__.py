"""Files that hold texts among other things: subtitles, feeds, documents, books, mails.

Start reading from :func:`opened`. Their texts are cleaned in place, and everything else stays to
the byte. A module per kind of file finds the segments of text (:mod:`.segments`); what they have in
common is :mod:`.container`. Each module is imported when a file of its kind comes.
"""

from importlib import import_module
from pathlib import PurePosixPath
from typing import cast

from pipeline.errors import InputError
from pipeline.io.containers.container import Container

__all__ = ["CONTAINERS", "NOT_TEXT", "Container", "kind_of", "opened", "suffixes"]

CONTAINERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "srt": ("subtitles", (".srt",)),
    "vtt": ("subtitles", (".vtt",)),
    "feed": ("feeds", (".xml", ".rss", ".atom")),
    "docx": ("docx", (".docx",)),
    "eml": ("mail", (".eml",)),
    "odt": ("odt", (".odt",)),
    "epub": ("epub", (".epub",)),
}
"""The module that reads each kind of file, and its suffixes."""

NOT_TEXT = frozenset({"docx", "odt", "epub"})
"""Kinds that no terminal can show."""


def suffixes() -> list[str]:
    """Return the suffixes of all kinds."""
    return [suffix for _, own in CONTAINERS.values() for suffix in own]


def kind_of(name: str, asked: str = "auto") -> str:
    """Return the kind of a file by its suffix or by ``--format``, "" if it is no container."""
    if asked != "auto":
        return asked if asked in CONTAINERS else ""
    suffix = PurePosixPath(name.lower()).suffix
    return next((kind for kind, (_, own) in CONTAINERS.items() if suffix in own), "")


def opened(kind: str, raw: bytes, codec: str, name: str) -> Container:
    """Read a file; raise :class:`InputError` if it is damaged, or not what its name says."""
    module = import_module(f"{__name__}.{CONTAINERS[kind][0]}")
    try:
        found = cast(Container, module.read(raw, codec, name, kind))
        _ = found.text
    except (ValueError, KeyError, IndexError, LookupError, RecursionError) as error:
        raise InputError(f"{name} is damaged ({error}): open and save it again") from error
    return found
