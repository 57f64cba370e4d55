"""Read text of one code page that another one misread, byte by byte: *dйcidй*, *dÈcidÈ*.

Start reading from :func:`mistaken`. Each letter became one other character, so nothing but the
words tells it: in the right pair of code pages several that were none become French.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from pipeline.encoding.code_pages import CODE_PAGES, character_of
from pipeline.encoding.repairs import Repair
from pipeline.resources.lexicon import is_french
from pipeline.text.signs import LONGEST_PIECE, sign
from pipeline.text.tokens import LONGEST_WORD

_TRUE = ("cp1252", "mac-roman", "cp850")
"""Code pages in which French was written."""

_LETTERS = "éèàêçîôâûùëïœÉÈÀÊÇ’«»€"
_SHORT_FORMS = frozenset("c d j l m n s t qu jusqu lorsqu puisqu quelqu aujourd".split())
_PROVEN = 2
"""Different words that must become French in a text."""

_SHORTEST = 4
"""Letters of the shortest word that proves something."""

_FOREIGN = re.compile("[\u0370-\u1fff]")
_FIGURE = re.compile(r"\d[ \u00a0]?\Z")
_HEAD = re.compile(r"(?:^|[.!?…:;«»“”\"(\[–—-])\s*\Z", re.MULTILINE)
"""What stands before the first word of a sentence. Elsewhere a capital by itself is no *À*: in some
code pages the sign for it is that for € in others, *5 А* for *5 €*."""


def mistaken(text: str) -> Iterator[Repair]:
    """Yield the letters that one code page made of those of another.

    >>> list(mistaken("Les йlus ont dйcidй de rйformer."))[0]
    Repair(start=4, end=5, text='é')
    """
    if text.isascii() or not _has_unknown(text):
        return
    pieces = [piece for piece in {*text.split(" ")} if not piece.isascii()]
    words = {word for piece in pieces for word in _unknown(piece)}
    if len(words) < _PROVEN:
        return
    best = max(_pairs(), key=lambda table: _proof(words, table))
    if _proof(words, best) < _PROVEN:
        return
    grave = next((chr(seen) for seen, letter in best.items() if letter == "à"), "")
    if grave and not grave.isalpha():
        for lone in re.finditer(rf"(?<=[^\W\d_] ){re.escape(grave)}(?= [^\W\d_])", text):
            yield Repair(*lone.span(), "à")
    for match in _run().finditer(text):
        if match.group() not in words:
            continue
        after = match.group().translate(best)
        if after == "À" and not _HEAD.search(text, max(0, match.start() - 3), match.start()):
            continue
        priced = after == "€" and _FIGURE.search(text, max(0, match.start() - 3), match.start())
        if after != match.group() and (
            priced or _is_known(after) or _is_name(match.group(), after)
        ):
            for at, (a, b) in enumerate(zip(match.group(), after, strict=True), match.start()):
                if a != b:
                    yield Repair(at, at + 1, b)


def _is_name(word: str, after: str) -> bool:
    """Say whether a name of two scripts is one of Latin letters when it is read: *Genиve*."""
    return (
        len(word) >= _SHORTEST
        and after[0].isupper()
        and after[1:].islower()
        and _FOREIGN.search(word) is not None
        and _FOREIGN.search(after) is None
        and re.search("[A-Za-z]{2}", word) is not None
    )


def _proof(words: set[str], table: Mapping[int, str]) -> float:
    """Return how many words a pair of code pages makes French, less those that stay odd."""
    proof = 0.0
    for word in words:
        after = word.translate(table)
        if after == word:
            continue
        if not _is_known(after):
            proof -= 0.25
        elif len(after) >= _SHORTEST:
            proof += 1
    return proof


def _unknown(piece: str) -> tuple[str, ...]:
    """Return the runs in a stretch of text without spaces that are no French words."""
    return _looked_up(piece) if len(piece) <= LONGEST_WORD else _looked_up.__wrapped__(piece)


@lru_cache(1 << 14)
def _looked_up(piece: str) -> tuple[str, ...]:
    return tuple(run for run in _run().findall(piece) if not _is_known(run))


def _holds_unknown(piece: str) -> bool:
    """Say whether a piece of a text has a run with letters beyond ASCII that is no French word."""
    return not piece.isascii() and bool(_unknown(piece))


_has_unknown = sign(_holds_unknown, in_words=LONGEST_PIECE)


@lru_cache(1 << 12)
def _is_known(word: str) -> bool:
    """Say whether a run is a French word, with its short form, in a usual spelling."""
    *heads, last = word.strip("«»").split("’")
    shape = last.islower() or last.isupper() or last[1:].islower()
    if last == "hui" and heads:
        return True
    return shape and all(head.lower() in _SHORT_FORMS for head in heads) and is_french(last.lower())


@cache
def _pairs() -> tuple[Mapping[int, str], ...]:
    """Return for each pair of code pages what its characters were, those of letters alone."""
    found: dict[tuple[tuple[int, str], ...], None] = {}
    for true in _TRUE:
        for read in CODE_PAGES:
            table: dict[int, str] = {}
            for letter in _LETTERS:
                try:
                    (byte,) = letter.encode(true)
                except UnicodeEncodeError:
                    continue
                seen = character_of(read, byte)
                if seen != letter and seen not in "\ufffd\u00a0" and byte >= 0x80:
                    table[ord(seen)] = letter
            if table:
                found[tuple(sorted(table.items()))] = None
    return tuple(dict(items) for items in found)


@cache
def _run() -> re.Pattern[str]:
    """Return what finds a run of letters and of signs that letters became, with one of these."""
    seen = {chr(point) for table in _pairs() for point in table}
    others = sorted(one for one in seen if not one.isalpha() and one not in "’«»")
    signs = re.escape("".join(others))
    odd = re.escape("".join(sorted(seen)))
    piece = rf"(?:[^\W\d_]|[{signs}]){{0,40}}"  # longer words are none
    return re.compile(rf"(?<!\w)(?=[a-zA-Z{odd}]{{0,40}}[{odd}]){piece}[^\W\d_{signs}]{piece}")
