"""Read UTF-8 of which the invisible half is gone: *lâaccusé*, *sÅur*, *5 â¬*, *Ãtat*.

Start reading from :func:`lost_controls`. UTF-8 read as Latin-1 turns *’* into *â* and two control
characters, *œ* into *Å* and one. Many programs throw control characters away, or write a question
mark for each (*lâ??accusé*, *Ã?tat*, *â€?*). What is left is told by the words: *lâaccusé* is none,
*accusé* is one that French elides before.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from pipeline.encoding.repairs import Repair
from pipeline.resources.lexicon import elides, is_french, zipf
from pipeline.text.addresses import Addresses

_ELIDED = re.compile(
    r"(?<![^\W_])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu|aujourd)\Z",
    re.IGNORECASE,
)
_APOSTROPHE = re.compile(r"â(?<=[cdjlmnstuCDJLMNSTU]â)(?:\?\?|€\?)?(?=([^\W\d_]+))")
_LONGEST_ELIDED = len("aujourd") + 1
_SIGN = re.compile(r"(?<=\d )â¬|(?<=\w)â¦(?=[\s»”)]|$)")
_SIGNS = {"â¬": "€", "â¦": "…"}
_OE = re.compile(r"(?<![^\W_])([^\W\d_Å]*)(Å\??)([^\W\d_Å]+)")
_CAPITALS = re.compile(
    r"(?:(?<![^\W_])|(?<=[cdjlmnstuCDJLMNSTU]â)|(?<=â\?\?))(?=[^\W\d_]*Ã)(?:[A-ZÀ-ÂÄ-ÖØ-Þ]|Ã\??)+[^\W\d_Ã]*"
)
_CAPITAL = re.compile(r"Ã\??")
_ACCENTED = "ÉÀÊÈÇÔÎÂÛ"
"""What *Ã* stands for whose second byte is a control character: these letters, no small ones."""

_MOST_CAPITALS = 3
_CLEAR = 1.5
"""How much more usual (Zipf, log10) a word must be than the next one: *ÉTÉ* than *ÔTÉ*."""

_OPENED = re.compile(r"(?<![^\s(\['’])â(?:\?\?)?(?=([^\W\d_]+))")
_CLOSED = re.compile(r"(?<=[\w.!?…])â(?:€\?|\?\?)?(?=[\s.,;:!?)]|$)")
_LATE = re.compile(r"(?<=“)([^“”\n]{1,400})â€(?:\?|(?=[\s.,;:!?)]|$))")
"""A closing quotation mark whose last byte no code page defines."""

_DASH = re.compile(r"(?<=\s)â(?:\?\?)?(?=\s)")
_HINTS = ("â", "Å", "Ã")


def lost_controls(text: str) -> Iterator[Repair]:
    """Yield what is left of garbled characters, with what they were.

    >>> list(lost_controls("Lâaccusé a parlé."))
    [Repair(start=1, end=2, text='’')]
    """
    if not any(hint in text for hint in _HINTS):
        return
    found = [*_apostrophes(text), *_ligatures(text), *_capitals(text)]
    if any(sign in text for sign in _SIGNS):
        found += [Repair(*sign.span(), _SIGNS[sign.group()]) for sign in _SIGN.finditer(text)]
    if any(one.text in "’€…" for one in found):  # then quotation marks and dashes lost theirs, too
        found += _quotations(text)
        found += [Repair(*match.span(), "–") for match in _DASH.finditer(text)]
    if "â€" in text:
        found += [Repair(match.end(1), match.end(), "”") for match in _LATE.finditer(text)]
    addresses = Addresses(text) if found else ()
    yield from (one for one in sorted(found) if one.start not in addresses)


def _apostrophes(text: str) -> Iterator[Repair]:
    """Yield each *â* that was an apostrophe."""
    for match in _APOSTROPHE.finditer(text):
        start, rest = match.start(), match[1]
        head = _ELIDED.search(text[max(0, start - _LONGEST_ELIDED) : start])
        if not head:
            continue
        short = head.group().lower()
        if (short, rest.lower()) == ("aujourd", "hui") or _elides(short, rest):
            yield Repair(*match.span(), "’")


def _elides(short: str, rest: str) -> bool:
    """Say whether French elides a short form before a word, and no other word is in sight."""
    return (
        elides(rest)
        and (short != "c" or rest[0] in "eéêEÉÊ")
        and _is_word(rest)
        and not is_french(f"{short}â{rest}".lower())
    )


def _is_word(word: str) -> bool:
    """Say whether a word is French, or a name: one with a capital."""
    if len(word) == 1:
        return word in "ayAY"
    return is_french(word.lower()) or (len(word) > 2 and word[0].isupper() and word[1:].islower())


def _ligatures(text: str) -> Iterator[Repair]:
    """Yield each *Å* that was an *œ*; at the head of a sentence it was a capital."""
    for match in _OE.finditer(text) if "Å" in text else ():
        before, sign, after = match.groups()
        if is_french((before + sign[0] + after).lower()) or not is_french(
            f"{before}œ{after}".lower()
        ):
            continue
        starts = not before and not text[: match.start()].rstrip(' «\u00a0“"')[-1:].strip(".!?…\n")
        upper = (before + after).isupper() or starts
        yield Repair(*match.span(2), "Œ" if upper else "œ")


def _capitals(text: str) -> Iterator[Repair]:
    """Yield each *Ã* that was another capital letter, where one French word is likely."""
    for match in _CAPITALS.finditer(text) if "Ã" in text else ():
        word = match.group()
        if word in ("Ã", "Ã?"):  # it may be *à*
            continue
        signs = list(_CAPITAL.finditer(word))
        if len(signs) > _MOST_CAPITALS or is_french(_CAPITAL.sub("Ã", word).lower()):
            continue
        pieces = _CAPITAL.split(word)
        values = {
            letters: zipf(form, "fr")
            for letters in product(_ACCENTED, repeat=len(signs))
            if is_french(form := _filled(pieces, letters).lower())
        }
        ranked = sorted(values, key=lambda letters: -values[letters])
        if ranked and (len(ranked) == 1 or values[ranked[0]] - values[ranked[1]] >= _CLEAR):
            for sign, letter in zip(signs, ranked[0], strict=True):
                yield Repair(match.start() + sign.start(), match.start() + sign.end(), letter)


def _filled(pieces: Sequence[str], letters: Sequence[str]) -> str:
    """Return a word of pieces with a letter between each two."""
    return "".join(piece + letter for piece, letter in zip(pieces, (*letters, ""), strict=True))


def _quotations(text: str) -> Iterator[Repair]:
    """Yield the halves of quotations, an opening one with the next closing one."""
    for match in _OPENED.finditer(text):
        if is_french("â" + match[1].lower()):
            continue
        close = _CLOSED.search(text, match.end())
        if close and "\n" not in text[match.end() : close.start()]:
            yield Repair(*match.span(), "“")
            yield Repair(*close.span(), "”")
