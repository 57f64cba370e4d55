"""Find guillemets that point the wrong way: *d' »acte de courage »*, *il dit »Nous venons«*.

Start reading from :func:`turned_quotes`. A page wrote *"* for both, and a program guessed. An
opening guillemet stands after a space, an apostrophe or a parenthesis and before a letter, a
closing one the other way round; where neither of a line's guillemets is open, one that stands like
an opening one was turned. A guillemet at the head of a line continues a quotation, as printers did.
"""

import re
from collections.abc import Iterator

from pipeline.encoding.repairs import Repair
from pipeline.resources.lexicon import is_french
from pipeline.text.lines import lines

_TURNED = re.compile(
    r"(?P<before>(?:(?<=\w)['’]|[(\[:]|(?<=[^\W\d_]))[ \u00a0\u202f]?|(?<=[,;—–.]) )"
    r"»(?P<space>(?<=['’]»)[ \u00a0\u202f])?(?=[^\W\d_])"
    r"(?P<inside>[^«»\n]{1,400}?)(?P<gap>[ \u00a0\u202f]?)(?P<close>[»«])"
    r"(?=[\s.,;:!?)\]…]|$)"
)

_OPENED_TWICE = re.compile(
    r"«[^«»\n]{1,400}(?:(?<=[\w.!?…])|(?<=[\u00a0\u202f]))«(?=[ .,;:!?)\n]|$)(?![^«\n]*»)"
)
"""A quotation that ends with another opening guillemet: *« Je viens« et il part*."""

_REST = 400
"""Code points after a quotation in which a guillemet that closes another one is looked for."""


def turned_quotes(text: str) -> Iterator[Repair]:
    """Yield the guillemets that were turned, as they should be.

    >>> list(turned_quotes("La maire parle d' »acte de courage » devant les élus."))
    [Repair(start=17, end=19, text='« ')]
    """
    for twice in _OPENED_TWICE.finditer(text) if text.count("«") > 1 else ():
        yield Repair(twice.end() - 1, twice.end(), "»")
    if "»" not in text:
        return
    for row in lines(text):
        body = text[row.start : row.end]
        at = counted = opened = 0
        while match := _TURNED.search(body, at):
            at = match.end()
            opened += body.count("«", counted, match.start())
            opened -= body.count("»", counted, match.start())
            counted = match.start()
            before, gap = match["before"], match["gap"]
            spaced = before[-1:].isspace()
            nested = before[:1] in "'’" and not match["space"]
            if (opened and not nested) or (before[:1] not in "'’([:" and not spaced) or not before:
                continue
            rest = body[match.end() : match.end() + _REST]
            if match["close"] == "»" and (rest.count("»") - rest.count("«")) % 2 > 0:
                continue
            if "'" not in before.replace("’", "'") and not _reads_french(match["inside"]):
                continue  # « »Guten Tag« » is German as Germans print it
            kept = before[:-1] if spaced and before[0] in "'’" else before
            after = kept + "«" + (match["space"] or gap)
            start = row.start + match.start()
            stop = start + len(before) + 1 + len(match["space"] or "")
            yield Repair(start, stop, after).trimmed(text)
            if match["close"] == "«":
                close = row.start + match.start("close")
                yield Repair(close, close + 1, "»")


def _reads_french(words: str) -> bool:
    """Say whether most of some words are French."""
    found = _LETTERS.findall(words)
    return 2 * sum(is_french(word.lower()) or is_french(word) for word in found) > len(found)


_LETTERS = re.compile(r"[^\W\d_]{2,}")


_SAME_TWICE = re.compile(
    r"(?:(?<=[\s(\['’])|(?<=\A))“(?=\w)(?P<first>[^“”„\n]{1,300}[^\s“”„(])“(?=[\s.,;:!?)\]…]|\Z)"
    r"|(?:(?<=[\s(\['’])|(?<=\A))(?P<turned>”)(?=\w)[^“”„\n]{1,300}[^\s“”„(]”(?=[\s.,;:!?)\]…]|\Z)"
)
"""One sign on both sides of a quotation: *“climat de peur“, ”complot”*."""


def turned_curly_quotes(text: str) -> Iterator[Repair]:
    """Yield the curly quotation marks that were turned; German ends with “ what „ began.

    Swedish and Finnish put ” on both sides: a quotation without French words stays.

    >>> list(turned_curly_quotes("Il dénonce un “climat de peur“ ici."))
    [Repair(start=29, end=30, text='”')]
    """
    if ("“" not in text and "”" not in text) or "„" in text:
        return
    for match in _SAME_TWICE.finditer(text):
        if _reads_french(match.group()):
            at = match.start() if match["turned"] else match.end() - 1
            yield Repair(at, at + 1, "“" if match["turned"] else "”")


_ANGLES = re.compile(
    r"(?:(?<=[\s(\['’:])|\A)<<(?=[ \u00a0\u202f]?[^\W\d_])"
    r"([^<>\n{};=]{1,400}?[\w.!?…])[ \u00a0\u202f]?(>>)(?=[\s.,;:!?)\]…]|\Z)"
)
"""A quotation as keyboards without guillemets write it: *<< Mon client est innocent >>*."""


def doubled_angles(text: str) -> Iterator[Repair]:
    """Yield the pairs of signs that stand for guillemets around several French words.

    Single words are left: diagrams have *<<interface>>*, programs *a << b >> c*.

    >>> list(doubled_angles("Il dit : << je viens demain >>."))
    [Repair(start=9, end=11, text='«'), Repair(start=28, end=30, text='»')]
    """
    for match in _ANGLES.finditer(text) if "<<" in text and ">>" in text else ():
        words = _LETTERS.findall(match[1])
        if len(words) > 1 and _reads_french(match[1]):
            yield Repair(match.start(), match.start() + 2, "«")
            yield Repair(match.start(2), match.end(2), "»")


_DOUBLED = re.compile(
    r"(?<![^\s(\['’])\"\"(?=[^\W\d_])([^\"\n]{1,400}[^\s\"(,;])\"\"(?=[\s.,;:!?)\]…]|$)"
)


_DOUBLED_GUILLEMETS = re.compile(r"(?<!«)««(?!«)([^«»\n]{1,400})»»(?!»)")
_DOUBLED_APART = re.compile(
    r"(?<!«)(?<!«[ \u00a0\u202f])«([ \u00a0\u202f])«(?![\s]?«)[^«»\n]{1,400}»([ \u00a0\u202f])»"
    r"(?![ \u00a0\u202f]?»)"
)
"""With a space between the two: *« « un acte de courage » »*."""


def doubled_quotes(text: str) -> Iterator[Repair]:
    """Yield the second of two quotation marks around a quotation.

    Two guillemets that close may end a quotation in another one; two that open as well do not.

    >>> list(doubled_quotes('Il parle de ""dérapage"", hier.'))
    [Repair(start=12, end=13, text=''), Repair(start=23, end=24, text='')]
    """
    found = [*_DOUBLED.finditer(text)] if '""' in text else []
    found += _DOUBLED_GUILLEMETS.finditer(text) if "««" in text else ()
    for match in found:
        start, end = match.span()
        yield Repair(start, start + 1, "")
        yield Repair(end - 1, end, "")
    for match in _DOUBLED_APART.finditer(text) if "«" in text else ():
        yield Repair(match.start(), match.end(1), "")
        yield Repair(match.start(2), match.end(), "")
