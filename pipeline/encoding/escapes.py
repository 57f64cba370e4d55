r"""Find characters that a program wrote as escapes and nobody read back.

Start reading from :func:`unescaped`. JSON and Python write ``\u00e9`` and ``\xc3\xa9`` for *é*,
mail (quoted-printable) ``=C3=A9``, addresses ``%C3%A9``. A backslash before a quotation mark,
``=3D`` and the like prove nothing by themselves: they are read only where proper escapes are.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.encoding.repairs import Repair, is_lone_letter
from pipeline.text.addresses import Addresses


class _Kind(NamedTuple):
    """A way to escape: what its texts have, what proves it, and what else it writes then."""

    hint: str
    proof: re.Pattern[str]
    rest: re.Pattern[str]
    plain: dict[str, str]


_KINDS = (
    _Kind(
        "\\u",
        re.compile(r"(?:\\{1,2}u[0-9a-fA-F]{4})+"),
        re.compile(r"\\[\"/]|\\r\\n|\\n"),
        {'\\"': '"', "\\/": "/", "\\r\\n": "\n", "\\n": "\n"},
    ),
    _Kind(
        "\\x",
        re.compile(r"(?:\\x[0-9a-fA-F]{2})+"),
        re.compile(r"\\[\"']|\\n"),
        {'\\"': '"', "\\'": "'", "\\n": "\n"},
    ),
    _Kind(
        "=",
        re.compile(
            r"(?:=[C-F][0-9A-F](?:(?:=\r?\n)?=[89AB][0-9A-F])+(?:=\r?\n(?==[C-F]))?)+"
            r"|(?<=[a-z])=[EF][0-9A-F](?=[a-z])|(?<=[a-z][a-z])=[EF][0-9A-F](?=[\s.,;])"
        ),
        re.compile(r"=\r?\n|=3D|=20(?=\s|$)|=09"),
        {"=\n": "", "=\r\n": "", "=3D": "=", "=20": " ", "=09": "\t"},
    ),
    _Kind(
        "%",
        re.compile(r"(?:%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])+)+"),
        re.compile(r"(?!)"),
        {},
    ),
)

_NAMED = re.compile(r"[#/_=&\\]|\.\w{2,5}\b")
"""What the name of a file or a piece of an address has: *page#Fichier_d'%C3%A9change*."""

_LONGEST_NAME = 100
"""Code points on each side of an escape that may belong to such a name."""

_BYTE = re.compile(r"[=%x]([0-9a-fA-F]{2})")
_UNIT = re.compile(r"u([0-9a-fA-F]{4})")


def unescaped(text: str) -> Iterator[Repair]:
    """Yield the escapes of a text with what they stand for, those of addresses left out."""
    for kind in _KINDS:
        proofs = list(kind.proof.finditer(text)) if kind.hint in text else []
        if not proofs:
            continue
        addresses = Addresses(text)
        found = [
            Repair(*match.span(), after)
            for match in proofs
            if match.start() not in addresses
            and not (kind.hint == "%" and _NAMED.search(_stretch(text, *match.span())))
            and (after := _decoded(match.group()))
        ]
        if all(is_lone_letter(text, one) for one in found):
            continue  # it is spoken about
        if kind.hint == "=" and any(map(_is_single_byte, proofs)):
            found += _single_bytes(text, found, addresses)
        yield from found
        edges = [at for escape in found for at in (escape.start, escape.end)]
        for match in kind.rest.finditer(text) if found else ():
            at = match.start()
            if at not in addresses and bisect_right(edges, at) % 2 == 0:
                yield Repair(*match.span(), kind.plain[match.group()])


_SINGLE = re.compile(
    r"(?<![=\w])=(?:E0|C0)(?=\s)|(?:(?<=[a-z'’\s(\"])|(?<==92))=(?:[CEF][0-9A-F]|D[0-9A-F]|9C)(?=[a-z=])"
    r"|(?<=[a-z])=(?:[EF][0-9A-F]|92)(?=[\s.,;:!?)a-z=])"
)
"""Bytes of Windows-1252 beside letters. They are read where others prove that mail wrote them."""


def _is_single_byte(escape: re.Match[str]) -> bool:
    return len(escape.group()) == len("=E9")


def _single_bytes(text: str, found: Iterable[Repair], addresses: Addresses) -> Iterator[Repair]:
    """Yield the bytes of a quoted-printable text that no letters around them prove by themselves.

    ``found`` are those that do: *ferm=E9e* explains *L'=E9cole* and *=E0 midi*.
    """
    taken = {escape.start for escape in found}
    for match in _SINGLE.finditer(text):
        if match.start() not in taken and match.start() not in addresses:
            yield Repair(*match.span(), _decoded(match.group()))


def _stretch(text: str, start: int, end: int) -> str:
    """Return what stands around a span without white space."""
    low, high = max(0, start - _LONGEST_NAME), min(len(text), end + _LONGEST_NAME)
    while start > low and not text[start - 1].isspace():
        start -= 1
    while end < high and not text[end].isspace():
        end += 1
    return text[start:end]


def _decoded(escape: str) -> str:
    """Return what a stretch of escapes stands for, empty when that is no printable text."""
    units = _UNIT.findall(escape)
    raw = bytes(int(pair, 16) for pair in ([] if units else _BYTE.findall(escape)))
    try:
        if units:
            both = b"".join(int(unit, 16).to_bytes(2, "big") for unit in units)
            found = both.decode("utf-16-be")
        else:
            found = raw.decode("utf-8")
    except UnicodeDecodeError:
        if escape[0] == "=" and len(raw) > 1:
            return ""
        found = raw.decode("cp1252", "replace")
    return found if found.isprintable() or found in ("\u00a0", "\u202f") else ""
