"""Put accents that stand beside their letter on it: *pr´elev´ee, aoˆut, fran¸cais, `a*.

Start reading from :func:`spaced`. A PDF made by TeX draws an accent and a letter; taken out of it
they are two characters, the accent first, or last in other programs. Whether a word becomes French
decides, and several of them in a text prove the doubtful ones.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import normalize

from pipeline.encoding.repairs import Repair
from pipeline.encoding.replacement_characters import is_inverted
from pipeline.resources import lexicon
from pipeline.text.addresses import Addresses
from pipeline.text.caching import alphabet
from pipeline.text.lines import VERBATIM
from pipeline.text.spans import Spans

_COMBINING = {
    "´": "\u0301",
    "`": "\u0300",
    "ˋ": "\u0300",
    "ˊ": "\u0301",
    "ˆ": "\u0302",
    "^": "\u0302",
    "¨": "\u0308",
    "¸": "\u0327",
}
_SIGNS = "".join(map(re.escape, _COMBINING))
_BASES = "aeiouycAEIOUYCıœŒ"
_LETTER = rf"(?![{_SIGNS}])[^\W\d_]"
_TIGHT = re.compile(rf"(?:{_LETTER}|[{_SIGNS}])+")
_LOOSE = re.compile(
    rf"(?:{_LETTER}|(?<=[^\W\d_]) [{_SIGNS}] ?(?=[^\W\d_])|[{_SIGNS}] ?(?=[^\W\d_])|[{_SIGNS}])+"
)
"""Runs of letters and accents, without spaces and with spaces that a program put beside accents."""

_BEFORE = re.compile(rf" ?([{_SIGNS}]) ?([{_BASES}])")
_AFTER = re.compile(rf"([{_BASES}]) ?([{_SIGNS}])")
_DOTLESS = str.maketrans("ı", "i")
_SIGN = re.compile(f"[{_SIGNS}]")
_SIGN_AROUND = re.compile(f"([{_SIGNS}])")
_SHORT_FORMS = frozenset("c d j l m n s t qu jusqu lorsqu puisqu quoiqu quelqu presqu".split())

_CUT = re.compile(rf" (?=[{_SIGNS}])")
_MOST_PIECES = 8
"""Pieces of a run that may be one word."""

_LONE = re.compile("(?<= )[\u0300-\u0302\u0308\u0327]")
_SPACING = str.maketrans("\u0301\u0300\u0302\u0308\u0327", "´`ˆ¨¸")
_ANY = re.compile(f"[{_SIGNS}\u0300-\u0302\u0308\u0327]")
"""A combining accent after a space has no letter: it is one that stands beside its own."""

_LONGEST = 60
"""Code points of the longest word with its accents and spaces."""

_PIECE = 3
"""Letters of the longest word that may be the first piece of one cut at an accent."""

_PROVING = 1
"""Words without doubt that a text must have for the doubtful ones (*`a*, names) to be read."""


class _Word(NamedTuple):
    """A word with its accents put on, and whether that leaves no doubt."""

    start: int
    end: int
    text: str
    is_sure: bool


def spaced(text: str) -> Iterator[Repair]:
    """Yield the letters whose accents stand beside them.

    >>> list(spaced("une somme pr´elev´ee `a la source"))
    [Repair(start=12, end=19, text='élevé'), Repair(start=21, end=23, text='à')]
    """
    if not _ANY.search(alphabet(text)):
        return
    source = text
    text = _LONE.sub(lambda match: match.group().translate(_SPACING), text)
    addresses = Addresses(text)
    readings = [_words(text, addresses, mode) for mode in (_BEFORE, _AFTER)]
    words = max(readings, key=lambda found: sum(word.is_sure for word in found))
    proven = sum(word.is_sure for word in words) >= _PROVING
    code = [match.span() for match in VERBATIM.finditer(text)]
    sure = [word for word in words if word.is_sure]
    quoted = Spans(
        span for span in code if not any(span[0] < w.end and w.start < span[1] for w in sure)
    )
    for start, end, after, is_sure in words:
        if (is_sure or proven) and not quoted.meet(start, end):
            yield Repair(start, end, after).trimmed(source)


def _words(text: str, addresses: Addresses, mode: re.Pattern[str]) -> list[_Word]:
    """Return the words that become French when accents stand on the letters after or before."""
    found: list[_Word] = []
    for runs in (_LOOSE, _TIGHT):
        taken = Spans((word.start, word.end) for word in found)
        for match in runs.finditer(text):
            if (
                any(sign in match.group() for sign in _COMBINING)
                and match.start() not in addresses
                and not taken.meet(*match.span())
            ):
                found += _pieces(match.group(), match.start(), mode)
    return sorted(found)


def _pieces(run: str, at: int, mode: re.Pattern[str]) -> list[_Word]:
    """Return the words of a run, which a space before an accent may part: *a ´et ´e*, *ann ´ee*.

    There are none when one of its accents belongs to no word.
    """
    cuts = [0, *(match.start() for match in _CUT.finditer(run)), len(run)]
    found: list[_Word] = []
    first = 0
    while first < len(cuts) - 1:
        for last in range(min(len(cuts) - 1, first + _MOST_PIECES), first, -1):
            start = cuts[first] + (run[cuts[first]] == " ")
            if word := _accented(run[start : cuts[last]], at + start, mode):
                found.append(word)
                first = last
                break
        else:
            if _SIGN.search(run, cuts[first], cuts[first + 1]):
                return []
            first += 1
    return found


def _accented(run: str, at: int, mode: re.Pattern[str]) -> _Word | None:
    """Return a run with the accents on its letters, when it is French then."""
    if len(run) > _LONGEST:
        return None
    letter = 2 if mode is _BEFORE else 1
    after = mode.sub(
        lambda m: normalize("NFC", m[letter].translate(_DOTLESS) + _COMBINING[m[3 - letter]]), run
    )
    if not after.isalpha() or len(after) >= len(run) or _SIGN.search(after):
        return None
    first = run.split(" ")[0]
    if (len(first) > _PIECE and first != run and lexicon.is_french(first.lower())) or is_inverted(
        after.lower()
    ):
        return None
    if lexicon.is_french(after.lower()):
        return _Word(at, at + len(run), after, len(after) > 2 and not _may_elide(run))
    if after[0].isupper() and lexicon.is_french(after):
        return _Word(at, at + len(run), after, is_sure=False)
    return None


def _may_elide(run: str) -> bool:
    """Say whether the accent may be an apostrophe: *n´es*, *s´il*; *pr´elev´ee* has two."""
    head, sign, rest = (*_SIGN_AROUND.split(run, maxsplit=1), "", "")[:3]
    return (
        sign in "´`"
        and head.lower() in _SHORT_FORMS
        and rest.isalpha()
        and lexicon.elides(rest)
        and lexicon.is_french(rest.lower())
    )
