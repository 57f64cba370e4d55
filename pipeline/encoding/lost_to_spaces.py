"""Find spaces that stand for the apostrophe: *l accusé, qu il n était pas là, aujourd hui*.

Start reading from :func:`spaces_for_apostrophes`. A program that knew no curved apostrophe put a
space there. *Qu il* and *aujourd hui* are nothing else. A single letter may be a name, a point or a
vitamin (*le point d est au nord*): letters count only where a text has several different ones and
hardly an apostrophe.
"""

import re
from collections.abc import Iterator

from pipeline.encoding.repairs import Repair
from pipeline.resources import lexicon
from pipeline.text.signs import sign

_HEAD = (
    r"(?<![\w'’.\-/])(?P<head>[cdjlmnst]|[CDJLMNST]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu"
    r"|aujourd|Qu|Jusqu|Lorsqu|Puisqu|Quoiqu|Quelqu|Aujourd)"
)
_GAP = re.compile(rf"{_HEAD}(?P<gap>[ \u00a0])(?=(?P<rest>[^\W\d_]+)(?![\w'’/]))")
_has_head = sign(re.compile(rf"{_HEAD}(?:\Z|\u00a0)").search, in_words=len("aujourd"))
_LETTERS = 3
"""Single letters before a gap that a text must have: news has none, lists of points have some."""

_DIFFERENT = 2
"""Different letters among them."""

_NEVER = frozenset("à au aux et ou où".split())
_NOT_AFTER_D = frozenset(("est", "a", "ont", "avait", "avaient", "était", "étaient"))
"""Words that follow a letter that is a name: *la droite l et le point d est*."""

_ALONE = re.compile(r"(?<![\w'’.\-/])[cdjlmnstCDJLMNST](?![\w'’.\-/])")
_APOSTROPHE = re.compile(r"[^\W\d_]['’](?=[^\W\d_])")


def spaces_for_apostrophes(text: str) -> Iterator[Repair]:
    """Yield the spaces that stand for an apostrophe.

    >>> list(spaces_for_apostrophes("Il dit qu il part aujourd hui."))
    [Repair(start=9, end=10, text="'"), Repair(start=25, end=26, text="'")]
    """
    if not _has_head(text):
        return
    found = [match for match in _GAP.finditer(text) if _elides(match["head"], match["rest"])]
    if not found:
        return
    letters = [match["head"].lower() for match in found if len(match["head"]) == 1]
    kept = len(_APOSTROPHE.findall(text))
    proven = (
        len(letters) >= max(_LETTERS, kept + 1)
        and len({*letters}) >= _DIFFERENT
        and len(_ALONE.findall(text)) == len(letters)  # none is a name
    )
    mark = "’" if "’" in text else "'"
    for match in found:
        if proven or len(match["head"]) > 1:
            yield Repair(*match.span("gap"), mark)


def _elides(head: str, rest: str) -> bool:
    """Say whether French elides a short form before a word."""
    small = head.lower()
    if small == "aujourd":
        return rest.lower() == "hui"
    if small == "quelqu":
        return rest in ("un", "une")
    if len(head) == 1 and (rest in _NEVER or (small == "d" and rest in _NOT_AFTER_D)):
        return False
    if len(rest) == 1 and rest not in "àay":
        return False
    known = lexicon.is_french(rest.lower()) if rest.islower() else bool(lexicon.analyses(rest))
    return known and lexicon.elides(rest)
