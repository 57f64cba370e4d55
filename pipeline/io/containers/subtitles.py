"""Subtitles: SubRip (``.srt``) and WebVTT (``.vtt``). A segment is what one sentence fills.

Its lines, in one cue or several, are joined by a space, and no edit goes over a line. Numbers,
times, settings, tags and notes stay.
"""

import codecs
import html
import re
from collections.abc import Mapping
from functools import partial

from pipeline.errors import InputError
from pipeline.io import files
from pipeline.io.containers.container import DASHES, ENDED, Container, Leaf
from pipeline.io.containers.markup import escaped, piece
from pipeline.io.containers.segments import LINE, PARAGRAPH, Builder, Segment

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\n|\r|\Z)")
_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t].*)?$")
_STYLED = re.compile(r"<[/A-Za-z\d][^<>\n]*+>|\{\\[^{}\n]*+\}")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read(raw: bytes, codec: str, name: str, kind: str = "srt") -> Container:
    """Read subtitles; raise :class:`InputError` if the file has no cues or is no text."""
    mark, codec = next((b for b in _BOMS if raw.startswith(b[0])), (b"", codec))
    source = files.decode(raw[len(mark) :], codec, name)
    if mark + source.encode(codec) != raw:
        raise InputError(f"{name} cannot be written in {codec} again: convert it to UTF-8 first")
    if kind == "vtt" and not re.match(r"WEBVTT(?:[ \t\r\n]|\Z)", source):
        raise InputError(f"{name} is no WebVTT, which begins with WEBVTT: try --format srt or text")
    narrow = "" if codec.startswith("utf") else codec
    segments, cues = _segments(source, narrow, references=kind == "vtt")
    if not cues and (kind == "srt" and source.strip()):
        raise InputError(f"{name} has no cues, such as 00:00:01,000 --> 00:00:02,000: damaged?")

    def build(changed: Mapping[int, str]) -> bytes:
        return mark + changed[0].encode(codec)

    reread = partial(read, codec=codec, name=name, kind=kind)
    return Container(kind, raw, [Leaf(source, segments)], build, reread)


def _segments(source: str, codec: str, *, references: bool) -> tuple[list[Segment], int]:
    """Return the lines of all cues, and the number of cues."""
    builder = Builder(collapse=False, codec=codec)
    cues = 0
    inside = first = False
    last = ""
    lines = [match.span() for match in _LINE.finditer(source) if match.group()]
    for number, (start, end) in enumerate(lines):
        line = source[start:end].rstrip("\r\n")
        if _TIMES.match(line):
            cues += 1
            inside = first = True
        elif not line.strip() or (inside and _begins(source, lines, number)):
            inside = inside and bool(line.strip())
        elif inside:
            if ENDED.search(last) or line.lstrip().startswith(DASHES):
                builder.end(PARAGRAPH if first else LINE)
            else:
                builder.join(start)
            _add(builder, source, start, start + len(line), references=references)
            first, last = False, _text(line, references=references)
    builder.end()
    return builder.segments, cues


def _text(line: str, *, references: bool) -> str:
    """Return the text of a line as it is read."""
    text = _STYLED.sub("", line)
    return html.unescape(text) if references else text


def _begins(source: str, lines: list[tuple[int, int]], number: int) -> bool:
    """Say whether a line is the number of a cue that no empty line sets apart."""
    line = source[slice(*lines[number])].strip()
    if not line.isdecimal() or number + 1 == len(lines):
        return False
    return bool(_TIMES.match(source[slice(*lines[number + 1])].rstrip("\r\n")))


def _add(builder: Builder, source: str, start: int, end: int, *, references: bool) -> None:
    """Add the text of a line, without its tags."""
    at = start
    escape = escaped if references else str
    for tag in [*_STYLED.finditer(source, start, end), None]:
        stop = tag.start() if tag else end
        if at < stop:
            builder.add(piece(source, at, stop, escape, collapse=False, references=references))
        at = tag.end() if tag else end
