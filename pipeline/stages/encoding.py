"""Mend characters: mojibake, entities, invisible characters, normal form, ligatures.

Start reading from :func:`encoding`. ftfy knows how text gets garbled on its way through wrong
encodings; here it is asked about the few characters that look garbled, one place at a time, so
that each repair is an edit of its own and a long line costs no more than many short ones. Quotation
marks, no-break spaces, line breaks and widths stay as they are: a French reader would miss them.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from unicodedata import is_normalized, normalize

import ftfy
import regex
from ftfy.badness import is_bad
from ftfy.chardata import CHARMAP_ENCODINGS, UTF8_DETECTOR_RE
from ftfy.fixes import unescape_html

from pipeline.document import Document
from pipeline.edits import Edit, Mark, apply
from pipeline.encoding.diacritics import restored
from pipeline.encoding.escapes import unescaped
from pipeline.encoding.mojibake import reread
from pipeline.resources.lexicon import is_french
from pipeline.stages.rules.encoding import RULES
from pipeline.text.lines import VERBATIM, Line, lines
from pipeline.text.spans import Spans

__all__ = ["RULES", "encoding"]

_CONTINUATION = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_GARBLED = re.compile(
    "(?=[Â-ÔØÙ×ĂĆĐßà-ïðđ√РСГ\x80-\x9f])(?:"  # one set, so that the search runs fast
    f"[ÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔØÙ×ĂĆĐß][{_CONTINUATION}]"
    f"|[à-ï][{_CONTINUATION}][{_CONTINUATION}]"
    f"|[ðđ][{_CONTINUATION}]{{2}}"
    r"|Ã  ?|(?<=[a-zà-ÿ\d])Â |√[©®ßî†™≠´¥¢§]|[РСГ][’ўЎЂЃѓ„†‡€‰ЉЊЌЋЏђ°±Ііґµ¶·ё№є»јЅѕї ]|[\x80-\x9f])"
)
"""Where to ask ftfy. French has its own such pairs (``là »``), which ftfy then spares: asking it
about every character would cost 0.6 µs for each, this search costs 0.04."""

_RARE = re.compile("[Ā-ľŁ-őŔ-ŷŹ-ſƀ-ɏͰ-ЂЄ-ӿ√∫≈≠∞¬─-╿⌐ⁿ₧‚]")
"""What French does not write: where the encoding that garbled a line may be a rarer one."""
_LONGEST = 3000
"""Code points of the longest line that is decoded as a whole: ftfy tries many encodings on it."""

_PROOF = re.compile("Ã[©¨ª§´®¢»¯«]|ÃƒÂ")
_PROVEN = re.compile("[ÃÄÅÌ].|â..", re.DOTALL)
"""What is read again where other pairs prove that the text is UTF-8 read as Windows-1252, though
ftfy takes it for text when it is asked about nothing else: *ÃŽle*, *cÅ“ur*."""

_STRAY = re.compile("Â(?=[\u00a0«»°²³·©®])|(?<=[a-zà-ÿ\\d])Â(?= )")
_A_GRAVE = re.compile(r"([\w’'-]*)Ã(\u00a0 ?|  ?)")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_REACH = 40
_ENTITY = re.compile(r"&(?:amp;)*(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,24};)")
_AGAIN = re.compile(r"(?<=&)(?:amp;)+(?=.)")
"""What escaping an entity again and again adds to it."""
_BARE_ENTITY = re.compile(r"(?<=[^\W\d_])#0?39;(?=[^\W\d_])|&nbsp(?![;=\w])")
_INVISIBLE = re.compile(
    r"\xad[ \t]*\r?\n[ \t]*(?=[^\W\d_])|\x1b\[[\d;]*[A-Za-z]"
    "|[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]+"
)
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_RIGHT_TO_LEFT = regex.compile(r"[\p{Hebrew}\p{Arabic}\p{Syriac}\p{Thaana}\p{Nko}]")
_JOINS = regex.compile(r"[^\p{Latin}\p{Common}\p{Inherited}]|\p{Extended_Pictographic}")
"""Scripts and pictures beside which zero-width characters mean something."""
_CLUSTER = regex.compile(r"\X")
_CROWD = regex.compile(r"\p{M}{31}")
"""Marks on one letter that no language writes: Unicode's Stream-Safe Text Format allows 30. To put
them into the order of the normal form would take the square of their number."""
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_REPLACEMENT = re.compile("\ufffd+")


def encoding(document: Document) -> Iterator[Edit | Mark]:
    """Propose repairs of characters; mark those that are lost (U+FFFD)."""
    text = document.text
    yield from _entities(text)
    yield from _escapes(text)
    yield from _lost(text)
    if not text.isascii():
        yield from _mojibake(text)
        yield from _decomposed(text)
        yield from _replaced(text, _PAIR, "ENC001", 0.99, _joined, "Two halves of one character.")
        yield from _replaced(
            text, _LIGATURE, "ENC005", 0.99, _LIGATURES.get, "A ligature, not letters."
        )
        for match in _REPLACEMENT.finditer(text):
            yield Mark(match.start(), match.end(), "replacement", "ENC001")
    yield from _invisible(text)


def _escapes(text: str) -> Iterator[Edit]:
    """Yield the edits that read escapes; those of quoted code stay."""
    found = list(unescaped(text))
    quoted = _quoted(text) if found else []
    reason = "An escape stands for a character."
    for start, end, after in found:
        if bisect_right(quoted, start) % 2 == 0:
            yield Edit(
                start, end, text[start:end], after, "ENC008", 0.98, ((after, 0.98),), reason=reason
            )


def _quoted(text: str) -> list[int]:
    """Return where quoted code begins and ends, in turn."""
    return [at for match in VERBATIM.finditer(text) for at in match.span()]


LOST = {
    "accent": ("ENC006", "The text has lost its accents."),
    "sign": ("ENC007", "A letter was lost here."),
    "letter": ("ENC009", "Letters with accents have fallen out of the text."),
}


def _lost(text: str) -> Iterator[Edit]:
    """Yield the edits that give lost letters and accents back."""
    for word in restored(text):
        rule, reason = LOST[word.lost]
        yield Edit(
            word.start,
            word.end,
            text[word.start : word.end],
            word.text,
            rule,
            word.chance,
            word.rivals,
            None,
            reason,
        )


def _edit(text: str, start: int, end: int, after: str, rule: str, p: float, reason: str) -> Edit:
    """Return an edit of ``[start, end)`` cut down to what differs."""
    while start < end and after and text[end - 1] == after[-1]:
        end, after = end - 1, after[:-1]
    while start < end and after and text[start] == after[0]:
        start, after = start + 1, after[1:]
    return Edit(start, end, text[start:end], after, rule, p, ((after, p),), reason=reason)


def _replaced(
    text: str,
    pattern: re.Pattern[str],
    rule: str,
    confidence: float,
    replacement: Callable[[str], str | None],
    reason: str,
) -> Iterator[Edit]:
    """Yield an edit for each match for which ``replacement`` knows another text."""
    for match in pattern.finditer(text):
        before = match.group()
        after = replacement(before)
        if after is not None and after != before:
            yield Edit(
                *match.span(), before, after, rule, confidence, ((after, confidence),), None, reason
            )


# Mojibake


def _mojibake(text: str) -> Iterator[Edit]:
    reason = "These characters are UTF-8 read with another encoding."
    mended: list[tuple[int, int]] = []
    if _RARE.search(text):
        for row in lines(text):
            if edits := list(_line_decoded(text, row)):
                mended.append((row.start, row.end))
                yield from edits
    whole = Spans(mended)
    for found in reread(text):
        if not whole.meet(found.start, found.end):
            mended.append((found.start, found.end))
            yield _edit(text, *found, "ENC001", 0.99, reason)
    decoded = Spans(mended)
    proven = _PROOF.search(text) is not None
    for start, end in _windows(text):
        if not decoded.meet(start, end):
            for a, b, after in _decoded(text[start:end], proven):
                yield _edit(text, start + a, start + b, after, "ENC001", 0.99, reason)


def _line_decoded(text: str, row: Line) -> Iterator[Edit]:
    """Yield the repairs of a line that a rarer encoding garbled from end to end.

    Only the whole line tells which one it was.
    """
    body = text[row.start : row.end]
    if len(body) > _LONGEST or len(_RARE.findall(body)) < 2 or not is_bad(body):
        return
    after = ftfy.fix_encoding(body)
    if "\ufffd" in after or len(after) >= len(body) or is_bad(after) or _RARE.search(after):
        return
    reason = "This line is UTF-8 read with another encoding."
    at = row.start
    for before, piece in _aligned(body, after):
        if before != piece:
            yield _edit(text, at, at + len(before), piece, "ENC001", 0.99, reason)
        at += len(before)


def _aligned(body: str, after: str) -> Iterable[tuple[str, str]]:
    """Return the pieces of a garbled line with what each of them should be."""
    for codec in CHARMAP_ENCODINGS:
        if after.encode().decode(codec, "replace") == body:
            return [(c.encode().decode(codec, "replace"), c) for c in after]
    garbled, mended = re.split("( )", body), re.split("( )", after)
    if len(garbled) == len(mended):
        return zip(garbled, mended, strict=True)
    return [(body, after)]


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield disjoint spans of whole words around characters that look garbled."""
    start = end = -1
    for match in _GARBLED.finditer(text):
        if match.start() < end:
            continue
        if start >= 0 and match.start() >= end:
            yield start, end
        start, low = match.start(), max(end, match.start() - _REACH, 0)
        while start > low and not text[start - 1].isspace():
            start -= 1
        end, high = match.end(), min(len(text), match.end() + _REACH)
        while end < high and not text[end].isspace():
            end += 1
    if start >= 0:
        yield start, end


def _decoded(word: str, proven: bool) -> Iterator[tuple[int, int, str]]:
    """Yield the parts of ``word`` that were wrongly decoded, with what they should be.

    ``proven`` says that others of the text were.
    """
    found = False
    for match in UTF8_DETECTOR_RE.finditer(word):
        piece = match.group().rstrip(" ")
        if piece.endswith(("Ã", "Ã\u00a0")):
            piece = piece[: piece.rindex("Ã")]
        if piece and (is_bad(piece) or (proven and _PROVEN.fullmatch(piece))):
            after = ftfy.fix_encoding(piece)
            if proven and _PROVEN.fullmatch(after):
                after = _windows_1252(after)
            if after != piece and "\ufffd" not in after:
                found = True
                yield match.start(), match.start() + len(piece), after
    for match in _STRAY.finditer(word):
        found = True
        yield match.start(), match.end(), ""
    for match in _A_GRAVE.finditer(word):
        # « à » is C3 A0, whose second byte looks like a no-break space. Few French words end so.
        stem = re.split("['’]", ftfy.fix_encoding(match[1]))[-1]  # jusqu’à, l’a-t-il
        if not stem.isupper() and is_french((stem + "à").lower()):
            found = True
            gap = " " in match[2] or word[match.end() : match.end() + 1].isalnum()
            yield match.end(1), match.end(), "à " if gap else "à"
    if not found and is_bad(word):
        after = ftfy.fix_encoding(word)
        if "\ufffd" not in after and not is_bad(after) and not word.endswith(("Ã ", "Ã\u00a0")):
            yield 0, len(word), after


def _windows_1252(piece: str) -> str:
    """Return what was read as Windows-1252, unchanged when it was not."""
    try:
        return piece.encode("sloppy-windows-1252").decode()
    except UnicodeError:
        return piece


def _joined(pair: str) -> str:
    return pair.encode("utf-16", "surrogatepass").decode("utf-16")


# Entities


def _entities(text: str) -> Iterator[Edit]:
    if "&" in text:
        reason = "An HTML entity stands for a character."
        found = _replaced(text, _ENTITY, "ENC002", 0.99, _unescaped, reason)
        quoted = _quoted(text)
        yield from (edit for edit in found if bisect_right(quoted, edit.start) % 2 == 0)
    if "&" in text or "39;" in text:
        reason = "An HTML entity lost a character."
        yield from _replaced(
            text, _BARE_ENTITY, "ENC002", 0.98, lambda s: "'" if "3" in s else "\u00a0", reason
        )


def _unescaped(entity: str) -> str | None:
    """Return the character of an entity, however often it was escaped."""
    previous, current = entity, unescape_html(_AGAIN.sub("", entity))
    while current != previous and current.startswith("&"):
        previous, current = current, unescape_html(current)
    return None if "\ufffd" in current else current


# Invisible characters and normal form


def _invisible(text: str) -> Iterator[Edit]:
    has_direction = _DIRECTION.search(text) is not None and _RIGHT_TO_LEFT.search(text) is not None
    for match in _INVISIBLE.finditer(text):
        start, end = match.span()
        before, left, right = match.group(), text[start - 1 : start], text[end : end + 1]
        if _JOINS.match(left) or _JOINS.match(right):
            continue
        if has_direction and _DIRECTION.fullmatch(before):
            continue
        apart = (left.islower() and right.isupper()) or (
            left.isalnum() and right.isalnum() and any("\x1c" <= c <= "\x1f" for c in before)
        )
        after = " " if apart else ""
        reason = "An invisible character stands here."
        yield Edit(start, end, before, after, "ENC003", 0.98, ((after, 0.98),), reason=reason)


def _decomposed(text: str) -> Iterator[Edit]:
    """Yield edits that make ``text`` NFC. They are certain: both spellings are one text."""
    crowded = _CROWD.search(text) is not None
    if not crowded and is_normalized("NFC", text):
        return
    reason = "A letter and its accent are two characters."
    edits = [
        _edit(text, *match.span(), normalize("NFC", match.group()), "ENC004", 1.0, reason)
        for match in _CLUSTER.finditer(text)
        if not (crowded and _CROWD.search(match.group()))
        and not is_normalized("NFC", match.group())
    ]
    if crowded or is_normalized("NFC", apply(text, edits)):
        yield from edits
    else:  # clusters that compose with their neighbours: rare scripts
        yield _edit(text, 0, len(text), normalize("NFC", text), "ENC004", 1.0, reason)
