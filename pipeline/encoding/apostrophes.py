"""Find other characters that stand for the apostrophe: *l`accusé, n´était, qu′il, d,un*.

Start reading from :func:`apostrophes`. A keyboard, a scan or a font puts a grave or acute accent, a
prime, a modifier letter, a turned quotation mark or two straight ones there. A sign is one where
French elides: a short form before it, a French word with a vowel after it. So feet and minutes
(*5′*), derivatives (*f′*), letters of other languages (*Qurʼān, Hawaiʻi*) and code (`` `code` ``)
stay.
"""

import re
from collections.abc import Iterator

from pipeline.encoding.repairs import Repair
from pipeline.resources import lexicon
from pipeline.text import signs
from pipeline.text.addresses import Addresses
from pipeline.text.lines import VERBATIM, lines
from pipeline.text.spans import Spans

_SIGNS = "`´′‚”“ʼˈʹʻʽ‘‛＇ʾʿ΄᾽᾿՚ꞌ❛❜¿"
_SHORT = (
    "[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu|aujourd|entr|grand|prud|"
    "[CDJLMNST]|Qu|QU|Jusqu|JUSQU|Lorsqu|LORSQU|Puisqu|PUISQU|Quoiqu|Quelqu|Presqu|Aujourd|AUJOURD"
)
_APOSTROPHE = re.compile(
    rf"(?<![\w{_SIGNS}'’.])({_SHORT})"
    rf"([´`] |[{_SIGNS}\"]|\\{{1,3}}['’]|''[ \u00a0]?|’'|'’|’’"
    rf"|[ \u00a0][{_SIGNS}'’][ \u00a0]?|['’][ \u00a0]|,)"
    r"(?=([^\W\d_ʰ-˿]+))"
)
_may_have_sign = signs.sign(
    re.compile(
        rf"(?<![\w{_SIGNS}'’.])(?:{_SHORT})"
        rf"(?:\Z|[{_SIGNS}\"\\]|,(?=[^\W\d_])|['’]{{2}}|['’](?:\Z|\u00a0)|\u00a0[{_SIGNS}'’])"
    ).search,
    in_words=len("aujourd"),
)
"""What the piece of a text has that such a form begins."""

_COMMA = r",(?=[^\W\d_])"
_PAIRED = {"`": "", "''": "", '"': "", r"\\'": r"(?<!\\)'", _COMMA: ""}
"""Signs that come in pairs elsewhere, as patterns, and what shows that a line is one of code, or of
values between commas."""

_ARAMAIC = frozenset("ʻʾʿʹ")
"""Letters of transliterations: only a word of the lexicon in small letters may follow them."""


def apostrophes(text: str) -> Iterator[Repair]:
    """Yield the signs that stand for an apostrophe, with the one that the text uses.

    >>> list(apostrophes("L`accusé n´était pas là."))
    [Repair(start=1, end=2, text="'"), Repair(start=10, end=11, text="'")]
    """
    if not _may_have_sign(text):
        return
    found = [
        match
        for match in _APOSTROPHE.finditer(text)
        if _elides(match[1], match[2].strip(), match[3])
        and not (match[2] == "," and len(match[3]) == 1 and not _goes_on(text, match.end(3)))
    ]
    if not found:
        return
    mark = "’" if "’" in text else "'"
    addresses, code = Addresses(text), _code(text, {match.start(2) for match in found})
    for match in found:
        start, end = match.span(2)
        if start not in addresses and not code.meet(start, end):
            quote = '"' if _opens_quotation(text, start, end) else ""
            yield Repair(start, end, mark + quote)


def _opens_quotation(text: str, start: int, end: int) -> bool:
    """Say whether the second of two straight signs opened a quotation: *d''une faute", dit-il*."""
    if text[start:end] != "''":
        return False
    row, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    close = text.find('"', end, stop if stop >= 0 else len(text))
    if close < 0 or text.count('"', row, start) % 2:
        return False
    return not text[close - 1].isspace() and text[close + 1 : close + 2] in _AFTER_QUOTATION


_AFTER_QUOTATION = ("", *" .,;:!?)\n")


def _goes_on(text: str, at: int) -> bool:
    """Say whether a word follows after a space: *n,a rien*, not *l,a,b*."""
    return text[at : at + 1] == " " and text[at + 1 : at + 2].islower()


def _elides(head: str, sign: str, rest: str) -> bool:
    """Say whether French elides a short form before a word."""
    lower = rest.lower()
    if sign == "," and len(head) == 1 and head.isupper() and rest.isupper():
        return False  # letters of a list
    if head.lower() == "aujourd":
        return lower == "hui"
    if head.lower() in ("grand", "prud", "entr"):
        return lexicon.is_french(f"{head}'{rest}".lower())
    if not lexicon.elides(rest) or (len(rest) == 1 and (rest not in "ayàôAYÀÔ" or rest.isupper())):
        return False
    if rest.islower() or rest.isupper():
        return lexicon.is_french(lower)
    if sign in _ARAMAIC or (head.isupper() and len(head) == 1 and head not in "LDN"):
        return bool(lexicon.analyses(rest))
    return len(rest) > 2 and rest[1:].islower()


def _code(text: str, signs: set[int]) -> Spans:
    """Return what stays: code between backticks, and lines in which a sign has another use.

    Where each backtick, or pair of quotation marks, of a line stands for an apostrophe, it is no
    sign of Markdown or of a wiki.
    """
    kept = []
    for row in lines(text):
        body = text[row.start : row.end]
        for sign, other in _PAIRED.items():
            places = [row.start + match.start() for match in re.finditer(sign, body)]
            if not signs.issuperset(places) or (other and re.search(other, body)):
                kept += [(at, at + 1) for at in places]
    kept += [
        match.span()
        for match in VERBATIM.finditer(text)
        if match.group().startswith("```") and "\n" in match.group()
    ]
    return Spans(kept)
