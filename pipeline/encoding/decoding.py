"""Find text that was decoded with the wrong encoding, and read it with the right one.

Start reading from :func:`wrongly_decoded`. ftfy knows how text gets garbled; here it is asked about
the few characters that look garbled, one place at a time, so that each repair is of its own and a
long line costs no more than many short ones. Lines that a code page garbled are read before, by
:mod:`pipeline.encoding.code_pages`; single pairs of Mac Roman and DOS by
:mod:`pipeline.encoding.mojibake`. Where none of it is UTF-8,
:mod:`pipeline.encoding.single_bytes` looks for letters of one code page that another one misread.
"""

import re
from collections.abc import Iterator

import ftfy
from ftfy.badness import is_bad
from ftfy.chardata import UTF8_DETECTOR_RE

from pipeline.encoding.code_pages import misread
from pipeline.encoding.lost_controls import lost_controls
from pipeline.encoding.mojibake import reread
from pipeline.encoding.repairs import Repair
from pipeline.encoding.single_bytes import mistaken
from pipeline.resources.lexicon import is_french
from pipeline.text.spans import Spans

_CONTINUATION = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_GARBLED = re.compile(
    "(?=[Â-ÔØÙ×ĂĆĐßà-ïðđ√РСГ\x80-\x9f])(?:"  # one set, so that the search runs fast
    f"[ÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔØÙ×ĂĆĐß][{_CONTINUATION}]"
    f"|[à-ï][{_CONTINUATION}][{_CONTINUATION}]"
    f"|[ðđ][{_CONTINUATION}]{{2}}"
    r"|Ã  ?|(?<=[a-zà-ÿ\d²³°%€«»])Â "
    r"|√[©®ßî†™≠´¥¢§]|[РСГ][’ўЎЂЃѓ„†‡€‰ЉЊЌЋЏђ°±Ііґµ¶·ё№є»јЅѕї ]|[\x80-\x9f])"
)
"""Where to ask ftfy: a prefilter. French has its own such pairs (``là »``), which ftfy spares. To
ask it about every character costs 0.6 µs for each, this search 0.04."""


_PROOF = re.compile("Ã[©¨ª§´®¢»¯«]|ÃƒÂ")
_PROVEN = re.compile("[ÃÄÅÌ].|â..", re.DOTALL)
"""Pairs that ftfy takes for text when it is asked about nothing else (*ÃŽle*, *cÅ“ur*). They are
read again where other pairs (:data:`_PROOF`) prove that the text is UTF-8 read as Windows-1252."""

_FOREIGN = re.compile("[\ufffdĀ-ŐŔ-ŷŹ-ſƀ-ɏͰ-῿⌐-⏿─-▟]")
"""What a word has that is still garbled when its C1 controls are read: the rest is left, too."""

_UNLIKELY = re.compile("[\x80-\x9f\ufffdƀ-ȗȜ-ͯ⌀-⏿]")
"""What no text around here has: a sequence that is read so was garbled by another encoding."""

_STRAY = re.compile("Â(?=[\u00a0«»°²³·©®])|(?<=[a-zà-ÿ\\d²³°%€«»])Â(?= )")
_A_GRAVE = re.compile(r"([\w’'-]*)Ã(\u00a0 ?|  ?)")
_WINDOW = 40
"""Code points on each side of a garbled character that are read with it, at most."""


def wrongly_decoded(text: str) -> list[Repair]:
    """Return what was decoded with the wrong encoding, trimmed, as it should be."""
    if text.isascii():
        return []
    found = list(misread(text))
    mended = Spans((one.start, one.end) for one in found)
    found += [one for one in reread(text) if not mended.meet(one.start, one.end)]
    decoded = Spans((one.start, one.end) for one in found)
    proven = _PROOF.search(text) is not None
    for start, end in _windows(text):
        if not decoded.meet(start, end):
            found += [
                Repair(start + a, start + b, after)
                for a, b, after in _decoded(text[start:end], proven)
                if not _is_cited(text, start + a, start + b)
            ]
    found = [repair.trimmed(text) for repair in found] or list(mistaken(text))
    return found or list(lost_controls(text))


_CITED_BEFORE = re.compile(r"[«\"“‘(][ \u00a0\u202f]?\Z")
_CITED_AFTER = re.compile(r"[ \u00a0\u202f]?[»\"”’)]")


def _is_cited(text: str, start: int, end: int) -> bool:
    """Say whether one character stands alone in quotation marks: somebody speaks about it."""
    stop = start + len(text[start:end].rstrip())
    return (
        stop - start == 1
        and _CITED_BEFORE.search(text[max(0, start - 2) : start]) is not None
        and _CITED_AFTER.match(text, stop) is not None
    )


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield disjoint spans of whole words around characters that look garbled."""
    start = end = -1
    for match in _GARBLED.finditer(text):
        if match.start() < end:
            continue
        if start >= 0 and match.start() >= end:
            yield start, end
        start, low = match.start(), max(end, match.start() - _WINDOW, 0)
        while start > low and not text[start - 1].isspace():
            start -= 1
        end, high = match.end(), min(len(text), match.end() + _WINDOW)
        while end < high and not text[end].isspace():
            end += 1
    if start >= 0:
        yield start, end


def _decoded(word: str, proven: bool) -> Iterator[tuple[int, int, str]]:
    """Yield the parts of ``word`` that were wrongly decoded, with what they should be.

    ``proven`` says that other parts of the text were.
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
            if after != piece and not _UNLIKELY.search(after):
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
        if (
            not is_bad(after)
            and not word.endswith(("Ã ", "Ã\u00a0"))
            and not _FOREIGN.search(after)
        ):
            yield 0, len(word), after


def _windows_1252(piece: str) -> str:
    """Return what was read as Windows-1252, unchanged when it was not."""
    try:
        return piece.encode("sloppy-windows-1252").decode()
    except UnicodeError:
        return piece
