r"""Find escapes that lost their backslash, of mail headers, and before quotation marks in prose.

Start reading from :func:`bare_escapes`. A database that strips backslashes turns ``\u00e9`` into
``u00e9`` (*du00e9cidu00e9*); a program that quotes for SQL leaves ``\"`` and ``\n`` in the text;
and subjects of mail are ``=?UTF-8?Q?R=C3=A9union?=``.
"""

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header

from pipeline.encoding.repairs import Repair
from pipeline.resources.lexicon import is_french
from pipeline.text.addresses import Addresses
from pipeline.text.lines import lines

_POINTS = "00[a-fA-F][0-9a-fA-F]|015[23]|20(?:1[0-9a-fA-F]|2[026fF]|2[fF]|[aA][cC])"
_UNIT = re.compile(rf"u({_POINTS})")
_RUN = re.compile(rf"(?<![\w\\%&;#+])[\w'’-]*?u(?:{_POINTS})[\w'’-]*")
_LETTERS = frozenset("éèàêçîôâûùëïœÉÈÀÊÇÎÔÂÛÙËÏŒüÜÿŸæÆöÖäÄñ")
_SIGNS = frozenset("’‘“”«»\u00a0\u202f…–—€°•")
_PIECE = re.compile(r"[^\W\d_]+")

_HEADER = re.compile(
    r"=\?[A-Za-z0-9-]{2,20}\?[BbQq]\?[!->@-~]{1,200}\?="
    r"(?:\s+=\?[A-Za-z0-9-]{2,20}\?[BbQq]\?[!->@-~]{1,200}\?=)*"
)

_QUOTE = re.compile(r"\\{1,3}\"")
_BREAK = re.compile(r"(?<=[.!?…»\"])(?:\\r)?\\n(?:(?:\\r)?\\n)*[ ]?(?=[A-ZÀ-ÖØ-Þ«\"–—])")
_CODE = re.compile(r"[{}=;<>]|\w\(|[\[\](]\\?\"|^\s*\\?\"|\"\s*[:,]\s*\\?\"")
"""What lines of code and of JSON have: there a backslash is one."""


def bare_escapes(text: str) -> Iterator[Repair]:
    """Yield such escapes with what they stand for.

    >>> list(bare_escapes("Ils ont du00e9cidu00e9."))
    [Repair(start=9, end=14, text='é'), Repair(start=17, end=22, text='é')]
    """
    if "u00" in text or "u20" in text:
        yield from _units(text)
    if "=?" in text:
        yield from _headers(text)
    if "\\" in text:
        yield from _quoted(text)


def units_read(text: str) -> str:
    """Return a text in which all that looks like such a unit is read, proven or not.

    >>> units_read("5 u20ac")
    '5 €'
    """
    return _UNIT.sub(lambda unit: chr(int(unit[1], 16)), text)


def _units(text: str) -> Iterator[Repair]:
    """Yield the units of words that are French when they are read, and then all others."""
    addresses = Addresses(text)
    proven, alone = [], []
    for run in _RUN.finditer(text):
        units = list(_UNIT.finditer(text, *run.span()))
        after = units_read(run.group())
        if run.start() in addresses or not _LETTERS.union(_SIGNS).issuperset(
            chr(int(unit[1], 16)) for unit in units
        ):
            continue
        found = [Repair(*unit.span(), chr(int(unit[1], 16))) for unit in units]
        pieces = _PIECE.findall(after)
        words = [piece for piece in pieces if not _LETTERS.isdisjoint(piece) or len(pieces) > 1]
        if words and all(len(p) == 1 or is_french(p.lower()) or is_french(p) for p in pieces):
            if len(run.group()) > len(units[0].group()):
                proven += found
            else:
                alone += found
        else:
            alone += found
    if proven:
        yield from sorted(proven + alone)


def _headers(text: str) -> Iterator[Repair]:
    """Yield the encoded words of mail headers."""
    for match in _HEADER.finditer(text):
        try:
            parts = decode_header(match.group())
            after = "".join(
                part.decode(codec or "ascii") if isinstance(part, bytes) else part
                for part, codec in parts
            )
        except (HeaderParseError, LookupError, UnicodeDecodeError, ValueError):
            continue
        if after.isprintable():
            yield Repair(*match.span(), after)


def _quoted(text: str) -> Iterator[Repair]:
    """Yield the backslashes before quotation marks, and breaks of lines, in lines of prose."""
    for row in lines(text):
        body = text[row.start : row.end]
        if "\\" not in body or _CODE.search(body):
            continue
        quotes = list(_QUOTE.finditer(body))
        if len(quotes) % 2 == 0 and len(quotes) == body.count('"'):
            for match in quotes:
                yield Repair(row.start + match.start(), row.start + match.end() - 1, "")
        for match in _BREAK.finditer(body):
            breaks = "\n" * match.group().count("n")
            yield Repair(row.start + match.start(), row.start + match.end(), breaks)
