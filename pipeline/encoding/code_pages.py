"""Read UTF-8 that was decoded with a code page, whichever it was, once or several times.

Start reading from :func:`misread`. Each code page turns *é* into other characters: ``Ã©``, ``Г©``,
``├®``. So for each of them a table says which characters a garbled sequence may stand for. All code
pages are tried on a line, and the lexicon judges: in the right one, words that were none become
French, and nothing odd is left. A wrong one yields other letters (*dÊcidÊ*) or none. Bytes that a
code page does not define became U+FFFD; then a sequence has several meanings, and the words choose.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.encoding.lost_bytes import ALONE, chosen
from pipeline.encoding.repairs import Repair
from pipeline.encoding.replacement_characters import REPLACEMENT
from pipeline.resources.lexicon import is_french
from pipeline.text.lines import lines
from pipeline.text.spans import Spans

CODE_PAGES = (
    *("cp1252", "iso8859-1", "iso8859-15", "mac-roman", "cp850", "cp437", "cp1250", "iso8859-2"),
    *("cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "iso8859-3"),
    *("iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-10"),
    *("iso8859-11", "iso8859-13", "iso8859-14", "iso8859-16", "koi8-r", "koi8-u", "cp852", "cp858"),
    *("cp866", "mac-latin2"),
)
"""The code pages, the commonest first: where two read a line alike, the first one names it."""

_LOWERED = "-lower"
_PAGES = (*CODE_PAGES, f"cp1252{_LOWERED}")
"""All that is tried: some programs write what is garbled in small letters then (*ã©*)."""

_LETTERS = "éèàêçîôâûùëïœÉÈÀÊÇÎÔÂÛÙËÏŒüÜÿŸæÆöÖäÄ"
_ELSEWHERE = "ñÑáÁíÍóÓúÚãÃõÕåÅøØßìòýÝþÞðÐ"
_SIGNS = "’«»\u00a0\u202f…–—“”‘€°·•²³©®™†‰£½¼¾±×÷µ§¡¿´¨„‚‹›\u2009\u200a\u200b\u2011ﬁﬂﬀﬃﬄᵉʳˢᵈⁿᵒ−"
_FRENCH = frozenset(_LETTERS + _SIGNS)
_USUAL = frozenset("’«»\u00a0\u202f…–—“”€°")
_ALONE = ALONE | frozenset(_SIGNS)
"""What stands between spaces: *ë* does not."""
_RAISED = "ᵉʳˢᵈⁿᵒ"
_A_GRAVE = frozenset("à là voilà déjà delà deçà çà holà".split())
"""Words on *à*, whose second byte looks like a no-break space, and often became a plain one."""

_SIGNS_AS_CONTROLS = frozenset("\x80\x85\x91\x92\x93\x94\x96\x97\x9c")
"""Controls that are €, …, quotation marks, dashes and œ in Windows-1252: they are read next."""

_ELIDED = re.compile(r"(?:\b[cdjlmnstCDJLMNST]|[qQ]u)\Z")
_SPOILT = re.compile(rf"\w*(?:{REPLACEMENT}\w*)+")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-zª-ɏᴀ-ᵿḀ-ỿﬀ-ﬆ]+")
_NO_A = ("»", *",.;:!?)%€")
_AFTER_GRAVE = ("", *" \n\t,.;:!?»)")
"""What may follow a garbled *à* whose second half was lost."""

_PROVEN = 0.7
"""What French words must weigh, together, for a line to be read with a code page. A word of four
letters weighs one; so one does. Two words of two letters do (*où, né*), *à* alone does not."""

_DOUBT = 0.25
"""The most that what is odd in the reading may weigh, for each unit of French words."""

_SAMPLE = 3000
"""Code points of garbled lines that decide which code page a text was read with."""

_MOST_FIRST = 4
"""A second code page is tried after each of so many, those that read most."""

_MOST_RIVALS = 40
"""So many lines of a text are tried with all code pages; the others with the page of the text
alone."""

_TIMES = 3
"""How often a text is read back with one code page."""

_MANY = 20
"""A code page with so many undefined bytes or more loses letters for good: ISO-8859-6 has 45,
ISO-8859-8 36, the others 11 at most. What went through one of them twice is lost."""


class _Page(NamedTuple):
    """A code page: what each garbled sequence may stand for, and the characters they begin with.

    ``grave`` is the first half of a garbled *à*, and ``stray`` that of a garbled no-break space,
    whose second halves are no-break spaces and may have been lost; empty in other code pages.
    ``undefined`` counts the bytes that it reads as U+FFFD.
    """

    codec: str
    meanings: dict[str, tuple[str, ...]]
    first: re.Pattern[str]
    grave: str
    stray: str
    undefined: int


class _Reading(NamedTuple):
    """A text as a chain of code pages reads it; ``at[i]`` is where character ``i`` began.

    ``good`` is what its French words weigh, ``odd`` what is odd, ``left`` counts what nobody read.
    """

    text: str
    at: tuple[int, ...]
    chain: tuple[str, ...]
    good: float = 0.0
    odd: float = 0.0
    left: int = 0

    @property
    def rank(self) -> float:
        return self.good - self.odd - 0.3 * self.left

    @property
    def is_proven(self) -> bool:
        lost = (1 if _is_lossy(self.chain) else 2) * self.text.count(REPLACEMENT)
        spoilt = lost > self.good and any(_page(codec).undefined for codec in self.chain)
        return self.good >= _PROVEN and self.odd <= _DOUBT * self.good and not spoilt


def misread(text: str) -> Iterator[Repair]:
    """Yield the characters that a code page made of UTF-8, with what they were.

    >>> list(misread("Les Г©lus ont dГ©cidГ©."))[0]
    Repair(start=4, end=6, text='é')
    """
    if text.isascii() or not _garbled().search(text):
        return
    rows = [row for row in lines(text) if _garbled().search(text, row.first, row.stop)]
    sample, size = [], 0
    for row in rows:
        sample.append(text[row.first : min(row.stop, row.first + _SAMPLE - size)])
        size += len(sample[-1])
        if size >= _SAMPLE:
            break
    whole, tried = _best("".join(sample)), 0
    for row in rows:
        body = text[row.first : row.stop]  # its last no-break space may be half of a letter
        found = _weighed(body, _read(body, whole.chain)) if whole.is_proven else None
        if tried < _MOST_RIVALS and (found is None or found.odd or found.left):
            tried += 1
            rival = _best(body[:_SAMPLE])
            if found is None or (rival.is_proven and rival.rank > found.rank):
                found = _weighed(body, _read(body, rival.chain)) if rival.is_proven else None
        if found is not None and (found.is_proven or not found.odd):
            yield from _repairs(body, found, row.first)


def _repairs(body: str, found: _Reading, offset: int) -> Iterator[Repair]:
    """Yield what is different in a reading, a character at a time; no word that lost a letter."""
    lossy = _is_lossy(found.chain) and REPLACEMENT in found.text
    lost = Spans(match.span() for match in _SPOILT.finditer(found.text)) if lossy else Spans(())
    for i, character in enumerate(found.text):
        start, end = found.at[i], found.at[i + 1]
        if body[start:end] != character and not lost.meet(i, i + 1):
            yield Repair(offset + start, offset + end, character)


def _best(body: str) -> _Reading:
    """Return the best reading of a line, by any chain of code pages."""
    readings = [_weighed(body, _read(body, (codec,))) for codec in _PAGES]
    best = max(readings, key=lambda reading: reading.rank)
    if best.left or best.odd or not best.is_proven:
        kept = [one for one in readings if not _is_lossy(one.chain)]
        again = [
            _weighed(body, _read(body, (*one.chain, codec)))
            for one in sorted(kept, key=lambda reading: len(reading.text))[:_MOST_FIRST]
            if len(one.text) < len(body) and _garbled().search(one.text)
            for codec in CODE_PAGES
            if codec not in one.chain and not _is_lossy((codec,))
        ]
        best = max([best, *again], key=lambda reading: reading.rank)
    return best


def _read(body: str, chain: Sequence[str]) -> _Reading:
    """Return a text read back with each code page in turn, as often as it helps."""
    found = _Reading(body, tuple(range(len(body) + 1)), tuple(chain))
    for codec in chain:
        for _ in range(_TIMES):
            longer = len(found.text)
            found = _read_once(found, _page(codec))
            if len(found.text) == longer:
                break
    return found


def _read_once(given: _Reading, page: _Page) -> _Reading:
    text, at = given.text, given.at
    pieces: list[str] = []
    starts: list[int] = []
    doubtful: list[tuple[int, tuple[str, ...]]] = []
    done = size = 0
    for match in page.first.finditer(text):
        i = match.start()
        if i < done:
            continue
        stop, options = _meaning(text, i, page)
        if not options:
            continue
        pieces += text[done:i], options[0]
        starts += at[done:i]
        size += i - done
        if len(options) > 1:
            doubtful.append((size, options))
        starts += [at[i]] * len(options[0])
        size += len(options[0])
        done = stop
    pieces.append(text[done:])
    starts += at[done:]
    after = chosen("".join(pieces), doubtful, _is_lossy((page.codec,)))
    return given._replace(text=after, at=tuple(starts))


def _meaning(text: str, i: int, page: _Page) -> tuple[int, tuple[str, ...]]:
    """Return where the garbled sequence at ``i`` ends, and what it may stand for."""
    for length in (4, 3, 2):
        stop = i + length
        options = page.meanings.get(text[i:stop]) if stop <= len(text) else None
        if options:
            if options == ("à",) and text[stop - 1] == "\u00a0" and text[stop : stop + 1].isalnum():
                return stop - 1, ("à",)  # its byte, or the space after it, was lost
            return stop, options
    if text[i] == page.grave:
        head = _WORD.search(text[max(0, i - 6) : i][::-1])
        stem = head.group()[::-1] if head and head.start() == 0 else ""
        following = text[i + 1 : i + 2]
        fits = stem or page.grave != REPLACEMENT or _may_be_a(text, i)
        fits = fits and not (following == "?" and text[i + 2 : i + 3].isalpha())
        if fits and stem.lower() + "à" in _A_GRAVE and following in _AFTER_GRAVE:
            lost = following == " " and text[i + 2 : i + 3] in _AFTER_GRAVE
            return i + 1 + lost, ("à",)
    if text[i] == page.stray and text[i + 1 : i + 2] == " ":
        before = text[i - 1 : i]
        if before and not before.isspace() and not before.isupper():
            return i + 2, (" ",)
    return i, ()


def _may_be_a(text: str, i: int) -> bool:
    """Say whether the U+FFFD at ``i`` may be *à*: a word by itself, not a no-break space."""
    before, after = text[i - 1 : i], text[i + 1 : i + 3].lstrip(" ")[:1]
    return (not before or before.isspace() or before in "'’-(\x99") and after not in _NO_A


def _weighed(body: str, found: _Reading) -> _Reading:
    """Return a reading with what speaks for it and against it."""
    text, at = found.text, found.at
    good = odd = 0.0
    done = -1
    read = [i for i in range(len(text)) if at[i + 1] - at[i] != 1 or body[at[i]] != text[i]]
    for i in read:
        character = text[i]
        if _is_of_word(character):
            if i < done:
                continue
            start, done = i, i + 1
            while start > 0 and _is_of_word(text[start - 1]):
                start -= 1
            while done < len(text) and _is_of_word(text[done]):
                done += 1
            word = unicodedata.normalize("NFC", text[start:done])
            weight = _weight(word, body[at[start] : at[done]])
            good, odd = (good + weight, odd) if weight > 0 else (good, odd - weight)
        elif character == "’" and _ELIDED.search(text[max(0, i - 3) : i]):
            good += 0.7 if text[i + 1 : i + 2].isalpha() else 0.1
        elif character in _USUAL:
            good += 0.1
        elif character in _SIGNS_AS_CONTROLS:
            odd += 0.05
        elif character == REPLACEMENT and _is_lossy(found.chain):
            odd += 0.2
        elif character not in _FRENCH and character < "\U0001f000":
            odd += 0.5
    seen = set(read)
    others = (c for i, c in enumerate(text) if not c.isascii() and i not in seen)
    left = sum(character not in _FRENCH for character in others)
    return found._replace(good=good, odd=odd, left=left)


def _is_of_word(character: str) -> bool:
    """Say whether a character is a letter, or an accent that stands apart from its letter."""
    return character.isalpha() or "\u0300" <= character <= "\u0327"


@lru_cache(1 << 14)
def _weight(word: str, before: str) -> float:
    """Return what a word that was read speaks for the code page, negative when against it."""
    word = word.rstrip(_RAISED)
    if not word:
        return 0.05
    if not _LATIN.fullmatch(word):
        return -1.0 if _LATIN.search(word) or len(word) == 1 else 0.0
    if len(word) == 1 and word not in _ALONE:
        return -1.0
    lower = word.lower()
    shape = word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower())
    if shape and (is_french(lower) or is_french(word)) and not _is_word(before):
        return min(1.0, len(word) / 4)
    if word[0].isupper() and shape:
        return 0.05
    return -0.5


def _is_word(before: str) -> bool:
    """Say whether what stood there was a word of Latin letters already."""
    return _LATIN.fullmatch(before) is not None and is_french(before.lower())


@cache
def _page(codec: str) -> _Page:
    """Return what a code page makes of the characters that a French text may have."""
    table = [character_of(codec, byte) for byte in range(256)]
    found: dict[str, list[str]] = {}
    for character in _repertoire():
        garbled = "".join(table[byte] for byte in character.encode())
        found.setdefault(garbled, []).append(character)
        if REPLACEMENT in garbled:  # some programs write C1 controls, or the byte itself
            plain = "".join(
                chr(byte) if table[byte] == REPLACEMENT else table[byte]
                for byte in character.encode()
            )
            found.setdefault(plain, []).append(character)
    first = "".join(sorted({garbled[0] for garbled in found}))
    spaced = table[0xA0] == "\u00a0"
    return _Page(
        codec,
        {garbled: tuple(options) for garbled, options in found.items()},
        re.compile(f"[{re.escape(first)}]"),
        table[0xC3] if spaced else "",
        table[0xC2] if spaced else "",
        table.count(REPLACEMENT),
    )


def _is_lossy(chain: Sequence[str]) -> bool:
    """Say whether one of some code pages loses whole letters."""
    return any(_page(codec).undefined >= _MANY for codec in chain)


def character_of(codec: str, byte: int) -> str:
    """Return what a code page reads a byte as: a control where it is undefined, then U+FFFD."""
    if codec.endswith(_LOWERED):
        return character_of(codec.removesuffix(_LOWERED), byte).lower()
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte) if byte < 0xA0 else REPLACEMENT


@cache
def _repertoire() -> tuple[str, ...]:
    """Return the characters that are read, the usual ones first: a French text may have them."""
    ranges = (
        *((0xA0, 0x180), (0x218, 0x21C), (0x300, 0x328), (0x391, 0x3CA), (0x401, 0x45F)),
        *((0x5D0, 0x5EB), (0x621, 0x64B), (0x2010, 0x203B), (0x2190, 0x2194)),
    )
    others = (chr(point) for span in ranges for point in range(*span))
    emoji = (chr(point) for point in range(0x1F300, 0x1F700))
    controls = (chr(point) for point in range(0x80, 0xA0))  # what a first reading leaves
    more = ("\u20ac", "\u2122", REPLACEMENT, "\ufeff", *_intermediate())
    return tuple(
        dict.fromkeys((*_LETTERS, *_SIGNS, *_ELSEWHERE, *others, *more, *controls, *emoji))
    )


@cache
def _intermediate() -> tuple[str, ...]:
    """Return the characters that code pages read bytes as: a text garbled twice has them."""
    return tuple(sorted({character_of(c, byte) for c in CODE_PAGES for byte in range(0x80, 0x100)}))


@cache
def _garbled() -> re.Pattern[str]:
    """Return what finds a garbled character of French, by any code page: a prefilter."""
    ends: dict[str, set[str]] = {}
    for codec in _PAGES:
        table = [character_of(codec, byte) for byte in range(256)]
        for character in (*_LETTERS, *"’«»\u00a0\u202f…–—“”€°", *_twice(codec)):
            garbled = "".join(table[byte] for byte in character.encode())
            ends.setdefault(garbled[:-1], set()).add(garbled[-1])
        if table[0xA0] == "\u00a0":
            ends.setdefault(table[0xC3], set()).add(" ")
    first = "".join(sorted({head[0] for head in ends}))
    heads = "|".join(
        f"{re.escape(head)}[{re.escape(''.join(sorted(tails)))}]"
        for head, tails in sorted(ends.items())
    )
    return re.compile(f"(?=[{re.escape(first)}])(?:{heads})")


def _twice(codec: str) -> str:
    """Return the first characters that a code page makes of letters: they are garbled again."""
    return "".join({character_of(codec, byte) for byte in (0xC3, 0xC2, 0xC5, 0xE2)})
