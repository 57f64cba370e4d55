"""Choose what a garbled character was where a code page left some of its bytes undefined.

Start reading from :func:`chosen`. Such bytes became U+FFFD, so that one sequence has several
meanings: *é*, *è*, *î* or a quotation mark. The words choose: of all meanings those stand that make
a French word, with signs at its edges alone (*« naître »*, *35 °C*). Where the page loses whole
letters and two words are as likely (*gêne*, *gène*), U+FFFD stands, and a person decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from pipeline.encoding.replacement_characters import REPLACEMENT
from pipeline.resources.lexicon import is_french, zipf

ALONE = frozenset("àÀôÔ")
"""Letters that are words, of those beyond ASCII: *ë* is none."""

_LETTERS = frozenset("éèàêçîôâûùëïœÉÈÀÊÇÎÔÂÛÙËÏŒüÜÿŸæÆöÖäÄ")
_SPACES = ("\u00a0", "\u202f")
_HEADS = ("", "«", "“", *(f"{sign}{space}" for sign in ("«", "") for space in _SPACES))
_TAILS = ("", "»", "”", "…", *(f"{space}{sign}" for sign in ("»", "") for space in _SPACES))
"""Signs that touch a word on its left and on its right."""

_AFTER_SPACE = tuple("»:;!?%€$")
"""What a no-break space stands before, beside figures."""

_MOST_OPTIONS = 1024
"""Readings of a word with lost bytes that are looked up."""

_NEAR = 400
"""Code points in which a quotation that ends must have begun."""

_CLEAR = 1.0
"""How much more usual (Zipf, log10) a word must be than the next one to stand without asking the
sentence: ten times. *près* and *prés* are 1.6 apart, *côté* and *coté* 1.9, *événement* and
*évènement* 0.5."""


def chosen(text: str, doubtful: Sequence[tuple[int, tuple[str, ...]]], may_lose: bool) -> str:
    """Return a text with the meanings of its doubtful characters that make French words.

    ``doubtful`` says where they stand and what each may mean, the usual meaning first. Where none
    makes a word the usual one stands, or U+FFFD where the page ``may_lose`` whole letters.

    >>> chosen("d?cid?", [(1, ("é", "è")), (5, ("é", "è"))], True)
    'décidé'
    """
    options = dict(doubtful)
    letters = list(text)
    done = 0
    for at, _ in doubtful:
        if at < done:
            continue
        start, end = at, at + 1
        while start > done and (letters[start - 1].isalpha() or start - 1 in options):
            start -= 1
        while end < len(letters) and (letters[end].isalpha() or end in options):
            end += 1
        done = end
        places = {n - start: options[n] for n in range(start, end) if n in options}
        run = "".join(letters[start:end])
        before = "".join(letters[max(0, start - _NEAR) : start])
        letters[start:end] = _read(run, places, before, text[end : end + 2], may_lose)
    return "".join(letters)


def _read(
    run: str, places: Mapping[int, tuple[str, ...]], before: str, after: str, may_lose: bool
) -> str:
    """Return a run of letters and doubtful characters, read as a word or as signs."""
    if sign := _sign(run, places, before, after):
        return sign
    values: dict[str, float] = {}
    for head, tail in _edges(run, places, before, after):
        for word in _words(run, places, len(head), len(run) - len(tail)):
            values[head + word + tail] = 1 + zipf(word.lower(), "fr") if word else 0.5
    ranked = sorted(values, key=lambda reading: -values[reading])
    if ranked and (
        not may_lose or len(ranked) == 1 or values[ranked[0]] - values[ranked[1]] >= _CLEAR
    ):
        return ranked[0]
    lost = may_lose and (len(run) > 1 or bool(ranked))
    return "".join(
        (REPLACEMENT if lost else places[n][0]) if n in places else letter
        for n, letter in enumerate(run)
    )


def _words(run: str, places: Mapping[int, tuple[str, ...]], first: int, stop: int) -> Iterator[str]:
    """Yield the French words that a part of a run may be; nothing, where it is empty."""
    if first >= stop:
        if first == stop:
            yield ""
        return
    wanted = _LETTERS if stop - first > 1 else ALONE
    letters = [
        tuple(one for one in places[n] if one in wanted) if n in places else (run[n],)
        for n in range(first, stop)
    ]
    for choice in islice(product(*letters), _MOST_OPTIONS):
        word = "".join(choice)
        if is_french(word.lower()) or is_french(word):
            yield word


def _edges(
    run: str, places: Mapping[int, tuple[str, ...]], before: str, after: str
) -> Iterator[tuple[str, str]]:
    """Yield the signs that a run may begin and end with, those that go together."""
    inside = before[-1:] == "«" or before[-1:].isdigit()
    ahead = after[:1] in _AFTER_SPACE or after[:1].isdigit()
    heads = [
        head for head in _HEADS if _may_be(head, 0, places) and (head[:1] not in _SPACES or inside)
    ]
    for tail in _TAILS:
        at = len(run) - len(tail)
        if at < 0 or not _may_be(tail, at, places):
            continue
        if tail[-1:] in _SPACES and not ahead:
            continue
        if tail == "…" and ahead:
            continue
        for head in heads:
            if "»" not in tail or "«" in before or "«" in head:
                yield head, tail


def _may_be(signs: str, at: int, places: Mapping[int, tuple[str, ...]]) -> bool:
    """Say whether the characters from ``at`` on may be some signs."""
    return all(sign in places.get(at + n, ()) for n, sign in enumerate(signs))


def _sign(run: str, places: Mapping[int, tuple[str, ...]], before: str, after: str) -> str:
    """Return what a run is in a figure (*35 °C, n° 3*), or empty."""
    if "°" not in places.get(0, ()) and "°" not in places.get(len(run) - 1, ()):
        return ""
    if run[1:] in ("C", "F") and before.rstrip()[-1:].isdigit():
        return "°" + run[1:]
    if run[:-1] in ("n", "N") and after[:1].isspace() and after[1:2].isdigit():
        return run[:-1] + "°"
    return ""
