"""Mails (``.eml``): the bodies, plain and HTML, in their charset and transfer encoding.

Headers and attachments stay, quoted lines (``>``) and what follows ``-- `` as well: others wrote
the first, and the second is no text. Mails that are signed or encrypted (S/MIME, PGP) are refused:
any change would break them.
"""

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from functools import partial

from pipeline.errors import ConfigError, InputError
from pipeline.io import files
from pipeline.io.containers.container import Container, Leaf
from pipeline.io.containers.markup import piece, read_html, tokens
from pipeline.io.containers.segments import LINE, PARAGRAPH, Builder, Segment

MAX_PARTS = 1_000
MAX_NESTED = 20
"""Parts of a mail, and parts within parts; mailers make a handful."""

_HEAD = re.compile(rb"\A\r?\n|\r?\n\r?\n")
_KNOWN = ("from", "date", "subject", "message-id", "received", "mime-version", "to")
_SEALED = frozenset(
    (
        "multipart/signed multipart/encrypted application/pkcs7-mime application/x-pkcs7-mime "
        "application/pgp-encrypted application/pgp-signature application/pkcs7-signature "
        "application/x-pkcs7-signature"
    ).split()
)
_PGP = re.compile(rb"(?m)^(?:- )?-----BEGIN PGP ")
_PLAIN = ("", "7bit", "8bit", "binary")
_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\n|\r|\Z)")


@dataclass(frozen=True, slots=True)
class _Body:
    """A text of the mail: where it stands, how it is written, and the decoded ``content``."""

    start: int
    end: int
    html: bool
    encoding: str
    charset: str
    content: bytes
    ascii_only: bool

    @property
    def narrow(self) -> str:
        """Return the encoding that text put in must have, "" if any has a sign."""
        if self.html:
            return ""
        return "us-ascii" if self.ascii_only else "" if "utf" in self.charset else self.charset

    def encoded(self, text: str) -> bytes:
        codec = "us-ascii" if self.ascii_only else self.charset
        return text.encode(codec, "xmlcharrefreplace" if self.html else "strict")


def read(raw: bytes, codec: str, name: str, kind: str = "eml") -> Container:
    """Read a mail; raise :class:`InputError` if it is none, or sealed."""
    bodies = list(_bodies(raw, codec, name))
    leaves = []
    for body in bodies:
        source = body.content.decode(body.charset)
        if source.encode(body.charset) != body.content:
            raise InputError(f"{name} cannot be written in {body.charset} again: nothing was read")
        leaves.append(Leaf(source, _segments(source, body)))

    def build(changed: Mapping[int, str]) -> bytes:
        parts: list[bytes] = []
        at = 0
        for number, text in sorted(changed.items()):
            body = bodies[number]
            parts += raw[at : body.start], _transferred(raw[body.start : body.end], body, text)
            at = body.end
        return b"".join([*parts, raw[at:]])

    return Container(kind, raw, leaves, build, partial(read, codec=codec, name=name, kind=kind))


# --- what is in a mail -----------------------------------------------------------------------


def _bodies(raw: bytes, codec: str, name: str) -> Iterator[_Body]:
    """Yield the texts of a mail, in their order."""
    head = _message(raw, 0, len(raw))[0]
    if not any(known in head for known in _KNOWN):
        raise InputError(f"{name} is no mail: it has no headers, such as From, Date or Subject")
    todo = [(0, len(raw), 0)]
    count = 0
    while todo:
        start, end, depth = todo.pop()
        count += 1
        if count > MAX_PARTS or depth > MAX_NESTED:
            raise InputError(f"{name} has more parts than any mail: refused")
        message, start = _message(raw, start, end)
        kind = message.get_content_type()
        if kind in _SEALED:
            raise InputError(f"{name} is signed or encrypted, and any change would break it")
        if kind.startswith("multipart/"):
            todo += [(a, b, depth + 1) for a, b in reversed(_parts(raw, start, end, message))]
        elif kind in ("text/plain", "text/html") and not _attached(message):
            if _PGP.search(raw, start, end):
                raise InputError(f"{name} is signed or encrypted with PGP: nothing was changed")
            if body := _body(raw, start, end, message, codec, name):
                yield body


def _message(raw: bytes, start: int, end: int) -> tuple[Message, int]:
    """Return the headers of a part, and where its body begins."""
    blank = _HEAD.search(raw[start:end])
    stop = start + blank.end() if blank else end
    return BytesHeaderParser().parsebytes(raw[start:stop]), stop


def _parts(raw: bytes, start: int, end: int, message: Message) -> list[tuple[int, int]]:
    """Return the parts of a multipart body."""
    boundary = (message.get_boundary() or "").encode("ascii", "replace")
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    found: list[tuple[int, int]] = []
    first: int | None = None
    for match in delimiter.finditer(raw[start:end]):
        if first is not None:
            found.append((first, start + match.start()))
        if match[1]:
            return found
        first = start + match.end()
        first += 2 if raw[first : first + 2] == b"\r\n" else 1
    return [*found, (first, end)] if first is not None else found


def _attached(message: Message) -> bool:
    return message.get_content_disposition() == "attachment" or message.get_filename() is not None


def _body(  # noqa: PLR0913 — a span of a mail, its headers, and what holds without them
    raw: bytes, start: int, end: int, message: Message, codec: str, name: str
) -> _Body | None:
    """Return a text of the mail, None if its transfer encoding is unusual."""
    encoding = str(message.get("content-transfer-encoding", "")).strip().lower()
    written = raw[start:end]
    if encoding == "base64":
        content = binascii.a2b_base64(written)
    elif encoding == "quoted-printable":
        content = b"".join(decoded for _, decoded in _logical(written))
    elif encoding in _PLAIN:
        content = written
    else:
        return None
    declared = message.get_content_charset()
    try:
        charset = files.encoding(declared or (codec if not content.isascii() else "us-ascii"))
    except ConfigError as error:
        raise InputError(f"{name} declares a charset that nobody knows: {declared!r}") from error
    if charset == "ascii" and not content.isascii():
        charset = codec
    try:
        content.decode(charset)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} has bytes that are not {charset}, which it declares: name --encoding, "
            "or mend it"
        ) from error
    ascii_only = charset == "ascii" or (encoding in ("", "7bit") and content.isascii())
    kind = message.get_content_type() == "text/html"
    return _Body(start, end, kind, encoding, charset, content, ascii_only)


def _segments(source: str, body: _Body) -> list[Segment]:
    builder = Builder(collapse=body.html, codec=body.narrow)
    if body.html:
        read_html(source, builder, tokens(source))
        return builder.segments
    for match in _LINE.finditer(source):
        line = match.group().rstrip("\r\n")
        text = line.strip()
        if line in ("-- ", "--"):
            break
        if not text or text.startswith(">"):
            builder.end(PARAGRAPH)
            continue
        start = match.start() + line.index(text)
        if text[0].islower():  # a line that the mailer wrapped
            builder.join(start)
        else:
            builder.end(LINE)
        builder.add(piece(source, start, start + len(text), str, collapse=False, references=False))
    builder.end()
    return builder.segments


# --- how it is written -----------------------------------------------------------------------


def _logical(written: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the lines of quoted-printable, soft breaks resolved: as written, and decoded."""
    held: list[bytes] = []
    for line in written.splitlines(keepends=True):
        held.append(line)
        if not line.rstrip(b"\r\n \t").endswith(b"="):
            whole = b"".join(held)
            yield whole, binascii.a2b_qp(whole)
            held = []
    if held:
        whole = b"".join(held)
        yield whole, binascii.a2b_qp(whole)


def _transferred(written: bytes, body: _Body, text: str) -> bytes:
    """Return a body with a new text; in quoted-printable only lines that changed are new."""
    content = body.encoded(text)
    newline = b"\r\n" if b"\r\n" in written else b"\n"
    if body.encoding == "base64":
        return _in_base64(written, content, newline)
    if body.encoding != "quoted-printable":
        return content
    old = list(_logical(written))
    new = content.splitlines(keepends=True)
    if len(old) != len(new) or any(len(d.splitlines()) > 1 for _, d in old):
        return b"".join(_in_quoted(line, newline) for line in new)
    return b"".join(
        raw if decoded == line else _in_quoted(line, newline)
        for (raw, decoded), line in zip(old, new, strict=True)
    )


def _in_quoted(line: bytes, newline: bytes) -> bytes:
    bare = line.rstrip(b"\r\n")
    packed = binascii.b2a_qp(bare, istext=True).replace(b"=\n", b"=" + newline)
    return packed + line[len(bare) :]


def _in_base64(written: bytes, content: bytes, newline: bytes) -> bytes:
    """Return ``content`` in lines as long as those that were there."""
    lead = len(written) - len(written.lstrip())
    tail = len(written.rstrip())
    width = len(written[lead:tail].split(b"\n", 1)[0].rstrip()) or 76
    packed = binascii.b2a_base64(content, newline=False)
    lines = [packed[at : at + width] for at in range(0, len(packed), width)]
    return written[:lead] + newline.join(lines) + written[tail:]
