"""Tags, text and character references of XML and HTML, with their places.

Start reading from :func:`tokens`. XML comes from anywhere: :func:`xml_text` refuses what declares
entities, is nested too deep or is not well-formed before anything else reads it, and nothing is
ever fetched.
"""

import html
import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from pipeline.errors import InputError
from pipeline.io.containers.segments import LINE, PARAGRAPH, Builder, Stretch

MAX_XML = 64 << 20
"""Bytes of the longest XML that is read; a novel has two million."""

MAX_DEPTH = 500
"""Elements within elements; real documents have fewer than a hundred."""

_MARKUP = re.compile(
    r"""<!--(?:(?s:.*?)-->|(?s:.*)\Z)
    |<!\[CDATA\[(?P<cdata>(?s:.*?))(?:\]\]>|\Z)
    |<\?(?s:.*?)(?:\?>|\Z)
    |<![A-Za-z](?:[^\[<>"']++|"[^"]*+"|'[^']*+'|\[[^\]]{0,4000}+\])*+>
    |<(?P<close>/?+)(?P<name>[A-Za-z_][^\s/<>"']*+)(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+>
    |<[A-Za-z/!][^<>]*+>""",
    re.VERBOSE,
)
_UNIT = re.compile(r"&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|\s+")
_BLANK = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]|&")
_SPACE = frozenset(" \t\r\n\f")
_DECLARED = re.compile(rb"""<\?xml[^>]{1,200}?encoding\s*=\s*["']([\w.-]+)""")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

_INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite del dfn em font hi i ins kbd label mark q s small span "
        "strike strong sub sup time tt u wbr"
    ).split()
)
"""Elements of HTML within a sentence; all others end a paragraph."""

_UNREAD = frozenset(
    (
        "head script style noscript template svg math iframe select textarea pre code samp var "
        "object audio video rt rp"
    ).split()
)
"""Elements of HTML whose content is no text, or is code."""

_OBJECTS = frozenset("code samp var math svg".split())
"""Those of them that stand for a word of the sentence."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A tag (with its ``name``), text, a CDATA section or other markup of the source.

    Of a CDATA section start and end are those of its content.
    """

    kind: str
    start: int
    end: int
    name: str = ""
    opens: bool = False
    closes: bool = False


def tokens(source: str, start: int = 0) -> Iterator[Lexeme]:
    """Yield all of ``source`` as tokens; what HTML has wrong is text."""
    at = start
    for match in _MARKUP.finditer(source, start):
        if at < match.start():
            yield Lexeme("text", at, match.start())
        at = match.end()
        if match["name"]:
            close, alone = bool(match["close"]), source[at - 2] == "/"
            yield Lexeme("tag", match.start(), at, match["name"], not close, close or alone)
        elif match["cdata"] is not None:
            yield Lexeme("cdata", match.start("cdata"), match.end("cdata"))
        else:
            yield Lexeme("other", match.start(), at)
    if at < len(source):
        yield Lexeme("text", at, len(source))


def escaped(text: str) -> str:
    """Return ``text`` as XML and HTML write it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_cdata(text: str) -> str:
    """Return ``text`` as a CDATA section holds it."""
    return text.replace("]]>", "]]]]><![CDATA[>")


def piece(  # noqa: PLR0913 — a stretch of the source, and each way to spell it
    source: str,
    start: int,
    end: int,
    escape: Callable[[str], str] = escaped,
    *,
    collapse: bool = True,
    references: bool = True,
) -> Stretch:
    """Return a stretch of text with its character references read.

    With ``collapse``, each run of white space is a space; a line break always is.
    """
    text = source[start:end]
    if not _BLANK.search(text):
        return Stretch(text, range(start, end + 1), escape)
    shown: list[str] = []
    places = array("Q")
    at = start
    for match in _UNIT.finditer(source, start, end):
        shown.append(source[at : match.start()])
        places.extend(range(at, match.start()))
        at, unit = match.end(), match.group()
        if unit[0] != "&":
            if collapse and _SPACE.issuperset(unit):
                read = " "
            else:
                shown.append(re.sub(r"[\r\n]", " ", unit))
                places.extend(range(match.start(), at))
                continue
        else:
            read = html.unescape(unit) if references else unit
            if read == unit:
                shown.append(unit)
                places.extend(range(match.start(), at))
                continue
            read = re.sub(r"[\r\n]", " ", read)
        shown.append(read)
        places.extend([match.start()] + [at] * (len(read) - 1))
    shown.append(source[at:end])
    places.extend(range(at, end + 1))
    return Stretch("".join(shown), places, escape)


def stretch(source: str, token: Lexeme) -> Stretch:
    """Return text or a CDATA section with all its spaces."""
    if token.kind == "text":
        return piece(source, token.start, token.end, collapse=False)
    return piece(source, token.start, token.end, in_cdata, collapse=False, references=False)


def read_html(source: str, builder: Builder, found: Iterator[Lexeme]) -> None:
    """Add the paragraphs of HTML to a builder. The tokens are those of ``source``."""
    unread = ""
    depth = 0
    for token in found:
        name = token.name.lower().rpartition(":")[2]
        if unread:
            depth += (name == unread) * (token.opens - token.closes)
            if depth <= 0:
                unread = ""
        elif token.kind == "text":
            builder.add(piece(source, token.start, token.end))
        elif token.kind == "tag" and name in _UNREAD and token.opens and not token.closes:
            unread, depth = name, 1
            if name in _OBJECTS:
                builder.object(token.start)
            else:
                builder.end()
        elif token.kind == "tag" and name == "br":
            builder.end(LINE)
        elif token.kind == "tag" and name == "img":
            builder.object(token.start)
        elif token.kind == "tag" and name not in _INLINE:
            builder.end(PARAGRAPH)
    builder.end()


def xml_codec(raw: bytes) -> tuple[bytes, str]:
    """Return the byte order mark and the encoding of an XML document."""
    for mark, codec in _BOMS:
        if raw.startswith(mark):
            return mark, codec
    if raw[:2] in (b"<\0", b"\0<"):
        return b"", "utf-16-le" if raw[0] else "utf-16-be"
    declared = _DECLARED.match(raw[:400].lstrip())
    return b"", declared[1].decode().lower() if declared else "utf-8"


def xml_text(raw: bytes, name: str) -> str:
    """Return an XML document as text, without byte order mark, once it proved harmless.

    Raises :class:`InputError` if it is not well-formed, or made to exhaust its reader.
    """
    if len(raw) > MAX_XML:
        raise InputError(f"{name} has more than {MAX_XML >> 20} MB of XML: too much to read")
    depth = 0

    def refuse(*_: object) -> None:
        raise InputError(f"{name} declares entities, which may hide anything: refused")

    def opened(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise InputError(f"{name} is nested deeper than {MAX_DEPTH} elements: refused")

    def closed(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    try:
        parser.Parse(raw, True)
        mark, codec = xml_codec(raw)
        text = raw[len(mark) :].decode(codec)
        if mark + text.encode(codec) != raw:
            raise ValueError(f"bytes that {codec} writes otherwise")
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise InputError(f"{name} is damaged, no sound XML ({error}): mend it first") from error
    return text


def xml_bytes(text: str, raw: bytes) -> bytes:
    """Return an XML document in the encoding that ``raw`` has; other signs become references."""
    mark, codec = xml_codec(raw)
    return mark + text.encode(codec, "xmlcharrefreplace")
