"""The text around an edit, as the database keeps it for lists of lines."""

import re

CONTEXT_LENGTH = 80
"""Code points of the cleaned text, on each side of an edit, that the database keeps."""


def head(text: str, start: int) -> str:
    """Return the text before ``start``; a word that is cut is left out."""
    found = text[max(0, start - CONTEXT_LENGTH) : start]
    if start <= CONTEXT_LENGTH:
        return found
    return "…" + (found.partition(" ")[2] or found)


def tail(text: str, end: int) -> str:
    """Return the text after ``end``; a word that is cut is left out."""
    found = text[end : end + CONTEXT_LENGTH]
    if end + CONTEXT_LENGTH >= len(text):
        return found
    return (found.rpartition(" ")[0] or found) + "…"


EDGE = "¶"
"""The neighbour of an edit at the edge of its line or text."""

_NEIGHBOUR = {
    "left": re.compile(r"(?:(\w+(?:-\w+)*[’']?)|([^\w\s]))[^\S\n]*\Z"),
    "right": re.compile(r"[^\S\n]*(?:(\w+(?:-\w+)*[’']?)|([^\w\s]))"),
}


def neighbour(text: str | bytes, side: str) -> str:
    """Return the word or sign beside an edit, in small letters; ``text`` is what stands there."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    pattern = _NEIGHBOUR[side]
    found = pattern.search(text) if side == "left" else pattern.match(text)
    return found[0].strip().lower() if found else EDGE


def sorting(text: str | bytes, side: str) -> str:
    """Return the text beside an edit as a concordance sorts it: its words, the nearest first."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    words = re.findall(r"\w+|[^\w\s]", text.casefold())
    return " ".join(reversed(words) if side == "left" else words)


def word_at(source: str, start: int, stop: int, longest: int = 100) -> str:
    """Return the text at ``[start, stop)`` of ``source``, extended to whole words."""
    head = re.search(r"\w*$", source[max(0, start - longest) : start])
    tail = re.match(r"\w*", source[stop : stop + longest])
    left = head.group() if head and source[start : start + 1].isalnum() else ""
    right = tail.group() if tail and source[stop - 1 : stop].isalnum() else ""
    return left + source[start:stop] + right
