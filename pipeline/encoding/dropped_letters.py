"""Find what words were before their letters beyond ASCII were dropped: *prsident*, *président*.

Start reading from :func:`shapes` and :func:`gaps`. Where two spaces follow one another, *à* may
have stood.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

import regex

from pipeline.encoding.replacement_characters import REPLACEMENT, is_inverted
from pipeline.resources import lexicon
from pipeline.resources.spelling_index import accented
from pipeline.spelling.model import ELIDED
from pipeline.spelling.scan_candidates import other_accented

_GAP = regex.compile(r"(?<=\S )(?= [\p{L}\p{Nd}\"'(])|(?m:^)(?= [\p{L}\p{Nd}])")
"""Where *à* may have stood: between two spaces, or before a space that begins a line."""


def gaps(text: str) -> list[int]:
    """Return the offsets at which a word of one letter may have stood."""
    return [match.start() for match in _GAP.finditer(text)]


@lru_cache(1 << 14)
def shapes(word: str, elided: bool) -> tuple[tuple[str, str], ...]:
    """Return the French words that may have become ``word``, each after its shape.

    A shape is the word with U+FFFD where a letter is missing. ``elided`` says that apostrophes may
    have been dropped, too (*lcole* for *l’école*).

    >>> shapes("tait", False)
    (('\ufffdtait', 'était'), ('\ufffdtait', 'ôtait'))
    """
    if not word.isascii():
        return ()
    rest = word.lower()
    forms = list(_remains().get(rest, ()))
    for head in ELIDED if elided else ():
        if rest.startswith(head) and len(rest) > len(head):
            tail = rest.removeprefix(head)
            whole = (tail,) if lexicon.is_french(word[len(head) :]) else ()
            longer = (*whole, *_remains().get(tail, ()))
            forms += [f"{head}’{form}" for form in longer if lexicon.elides(form)]
    found = [(_shape(word, form), form) for form in forms]
    # Before a capital no letter was dropped.
    return tuple(x for x in found if x[0][0] != REPLACEMENT or word[0].islower() or word.isupper())


def _shape(word: str, form: str) -> str:
    """Return a word with U+FFFD for each letter that it lacks of a form."""
    letters = iter(word)
    return "".join(next(letters) if letter.isascii() else REPLACEMENT for letter in form)


@cache
def _remains() -> Mapping[str, tuple[str, ...]]:
    """Return the forms of the frequency list, sorted, by what is left of them in ASCII."""
    found: dict[str, tuple[str, ...]] = {}
    for form in sorted(form for form in lexicon.frequent() if not form.isascii()):
        rest = "".join(letter for letter in form if letter.isascii())
        known = form in accented(form) or form in other_accented(form)
        if rest and known and not is_inverted(form):
            found[rest] = (*found.get(rest, ()), form)
    return found
