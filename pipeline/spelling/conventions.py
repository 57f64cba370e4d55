"""Tell a spelling that a text keeps to from slips: dialect, old print, inclusive writing.

Start reading from :func:`on_purpose`. A slip happens once. What a writer or a printer does on
purpose comes again: *bian, rian, vartu* say *a* where the lexicon says *e*, *tems, enfans, loix*
are how people printed before 1835, *toustes* goes with *invité·es*. Scanners confuse shapes (*c*
and *e*, *rn* and *m*); no writer does. So in such a text only what scanners confuse is mended.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import regex

from pipeline.resources import lexicon, noisy_channel
from pipeline.spelling.long_s import is_long_s
from pipeline.spelling.model import old

SHAPE = 0.6
"""How much likelier a scanner than a typist must be to make a confusion that no writer makes, -1 to
1: *c* for *e* and *n* for *u* have 1, *a* for *e* 0.44, *é* for *e* 0.14."""

LEAST_HABIT = 2
"""Different words of a text with the same change that make it a habit."""

_INCLUSIVE = regex.compile(
    r"\p{L}[·⋅•‧∙](?:\p{Ll}{1,6})\b|\p{Ll}{3}(?:E|NE|TE|RICE)s?\b|\b(?i:iels?|celleux|toustes)\b"
)
"""Signs of inclusive writing: *invité·es, citoyenNEs, iel*."""

_PRONOUNS = frozenset(
    "iel iels toustes touxtes celleux ceuxelles elleux maon taon saon ellui cellui".split()
)
"""Words of inclusive writing that the lexicon may lack."""


_STRAY = frozenset("äñöãåõ")
"""Letters that no French writer types by mistake: a scanner saw specks."""

LEAST_SHAPES = 3
"""If scanners alone explain so many unknown words of a text, it has no habits but specks."""


class Change(NamedTuple):
    """A word that may be mended: where it stands, what stands there, what may be meant."""

    start: int
    before: str
    after: str


def glyph(word: str, text: str) -> float:
    """Say how much likelier a scanner than a typist is to turn ``text`` into ``word``, -1 to 1."""
    if not (word.isalpha() and text.isalpha()) or word == text:
        return 0.0
    if _STRAY.intersection(word) - set(text):
        return 1.0
    typed, scanned = noisy_channel.cost(text, word)
    return max(-1.0, min(1.0, (typed - scanned) / 2))


def substitution(before: str, after: str) -> tuple[str, str]:
    """Return the letters in which two words differ, what is meant first.

    >>> substitution("bian", "bien"), substitution("uné", "une"), substitution("tems", "temps")
    (('e', 'a'), ('e', 'é'), ('p', ''))
    """
    a, b = before.lower(), after.lower()
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    return b[head : len(b) - tail], a[head : len(a) - tail]


def on_purpose(text: str, words: Iterable[str], changes: Sequence[Change]) -> set[Change]:
    """Return the changes of words that the text writes so on purpose.

    ``words`` are the unknown words of the text in lower case.
    """
    shapes = {
        change.before.lower()
        for change in changes
        if glyph(change.before.lower(), change.after.lower()) >= SHAPE
        and not lexicon.is_french(change.before.lower())
    }
    habits = _habits(changes) if len(shapes) < LEAST_SHAPES else set()
    is_old = is_old_print(words)
    inclusive = bool(_INCLUSIVE.search(text))
    long_s = has_long_s(changes)
    found = set()
    for change in changes:
        before, after = change.before.lower(), change.after.lower()
        if before in _PRONOUNS:
            found.add(change)
        elif (" " in after and not inclusive) or (long_s and is_long_s(after, before)):
            continue  # a lost space is no spelling, nor is a long s
        elif glyph(before, after) >= SHAPE:
            if is_old and old(before):
                found.add(change)
        elif (
            substitution(before, after) in habits
            or (is_old and not (_is_slip(before, after) or _adds_accents(before, after)))
            or (inclusive and not lexicon.is_french(before))
        ):
            found.add(change)
    return found


LEAST_LONG_S = 2
"""Words of a text whose long s is misread, from which it is no spelling (*foit* for *soit*, which
would be an old *fait* elsewhere) and any f may be one."""


def has_long_s(changes: Iterable[Change]) -> bool:
    """Say whether several changes of a text read an f as the long s of old print."""
    found = {c.before.lower() for c in changes if is_long_s(c.after.lower(), c.before.lower())}
    return len(found) >= LEAST_LONG_S


def is_old_print(words: Iterable[str]) -> bool:
    """Say whether two words, or one that no writer of today uses, are spelled as before 1878.

    >>> is_old_print(["habitans", "départemens"]), is_old_print(["avoit"]), is_old_print(["fraix"])
    (True, True, False)
    """
    found = {word for word in words if len(word) > 3 and not lexicon.is_french(word) and old(word)}
    return len(found) > 1 or any(
        word.endswith(("oit", "oient", "ois")) and lexicon.is_french(word.replace("oi", "ai", 1))
        for word in found
    )


def _habits(changes: Sequence[Change]) -> set[tuple[str, str]]:
    """Return the changes of one letter that several different words of a text show."""
    words: dict[tuple[str, str], set[str]] = {}
    for change in changes:
        before, after = change.before.lower(), change.after.lower()
        meant, seen = found = substitution(before, after)
        if len(meant) != 1 or len(seen) != 1 or glyph(before, after) >= SHAPE:
            continue
        if noisy_channel.bare(meant) == seen:  # accents that a keyboard or a scan lost
            continue
        words.setdefault(found, set()).add(before)
    return {found for found, seen in words.items() if len(seen) >= LEAST_HABIT}


def is_spelling(before: str, after: str) -> bool:
    """Say whether a printer may have meant what stands there: no swapped letters, no odd shape.

    >>> is_spelling("avanture", "aventure"), is_spelling("puor", "pour")
    (True, False)
    """
    return not _is_slip(before, after) and glyph(before, after) < SHAPE


def _adds_accents(before: str, after: str) -> bool:
    """Say whether a change only adds accents: in old print that is doubted elsewhere."""
    return before != after and noisy_channel.bare(after) == before


def _is_slip(before: str, after: str) -> bool:
    """Say whether a change is one that old print does not explain: two letters swapped or more."""
    meant, seen = substitution(before, after)
    return len(meant) == len(seen) == 2 and meant == seen[::-1]
