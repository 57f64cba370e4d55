"""Places in a text as editors count them: lines, and units of an encoding within a line.

Start reading from :class:`Positions`. The protocol knows three line ends; other characters at which
Python would break a line do not end one for an editor.
"""

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\n|\r")
_BYTES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


class EditorPlace(NamedTuple):
    """A line, from 0, and the units before the place in that line."""

    line: int
    character: int


class Positions:
    """The places of a text; ``encoding`` says in which units: utf-8, utf-16 or utf-32."""

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self._text = text
        self._codec = f"{encoding}-le" if encoding != "utf-8" else encoding
        self._unit = _BYTES[encoding]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_END.finditer(self._text))]

    def place(self, offset: int) -> EditorPlace:
        """Return the place of a code point."""
        line = bisect_right(self._starts, offset) - 1
        return EditorPlace(line, self._units(self._text[self._starts[line] : offset]))

    def offset(self, place: EditorPlace) -> int:
        """Return the offset of a place; one behind the end of its line is that end."""
        line = min(place.line, len(self._starts) - 1)
        start = self._starts[line]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self._text)
        at, units = start, 0
        while at < end and units < place.character and self._text[at] not in "\r\n":
            units += self._units(self._text[at])
            at += 1
        return at

    def _units(self, text: str) -> int:
        return len(text) if text.isascii() else len(self._encoded(text)) // self._unit

    def _encoded(self, text: str) -> bytes:
        return text.encode(self._codec, "surrogatepass")
