"""Read a substitute that no source knows as one that a source knows, spelled otherwise.

Spinners' files are badly kept: phrases lose their spaces (*headofstate*), compounds are written
with a hyphen, a space or neither (*well-known*), and words are misspelled (*succesful,
despatched*). Start reading from :func:`respelled`.
"""

from collections.abc import Iterator
from functools import lru_cache

from pipeline.resources import lexicon, synonyms

SHORTEST_GLUED, SHORTEST_MISSPELLED = 6, 7
"""Letters of the shortest word that is read as a phrase without its spaces, or as misspelled. Of
shorter ones too many are one letter away from an English word by chance."""

SHORTEST_PART = 2
"""Letters of the shortest word of a glued phrase."""

FREQUENT = 3.0
"""English Zipf from which on a word is one that people misspell."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=1 << 12)
def respelled(phrase: str) -> str:
    """Return the known substitute that a lower-case one is another spelling of, or nothing.

    >>> respelled("headofstate"), respelled("succesful"), respelled("jail")
    ('head of state', 'successful', '')
    """
    if synonyms.is_substitute(phrase) or not phrase.replace("-", " ").replace(" ", "").isascii():
        return ""
    found = [other for other in _joined(phrase) if synonyms.is_substitute(other)]
    if not found and phrase.isalpha() and not _is_word(phrase):
        found = [*_parted(phrase), *_mended(phrase)]
    return found[0] if found else ""


def is_known(phrase: str) -> bool:
    """Say whether a source knows a lower-case substitute, in this spelling or another."""
    return synonyms.is_substitute(phrase) or bool(respelled(phrase))


def _is_word(word: str) -> bool:
    return lexicon.is_english(word) or lexicon.is_french(word)


def _joined(phrase: str) -> Iterator[str]:
    """Yield a compound or phrase with spaces, with hyphens, and with neither."""
    parts = phrase.replace("-", " ").split()
    if len(parts) > 1:
        yield from (" ".join(parts), "-".join(parts), "".join(parts))


def _parted(word: str) -> list[str]:
    """Return the known phrases of two or three words that a word is without their spaces."""
    if len(word) < SHORTEST_GLUED:
        return []
    places = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    two = [f"{word[:n]} {word[n:]}" for n in places]
    three = [
        f"{word[:n]} {word[n:m]} {word[m:]}"
        for n in places
        for m in range(n + SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    ]
    hyphened = [phrase.replace(" ", "-") for phrase in two]
    return [phrase for phrase in (*two, *hyphened, *three) if synonyms.is_substitute(phrase)]


def _mended(word: str) -> list[str]:
    """Return the frequent English words one slip away that are substitutes, most frequent first."""
    if len(word) < SHORTEST_MISSPELLED:
        return []
    found = {
        other
        for other in _slips(word)
        if lexicon.is_english(other)
        and not lexicon.is_french(other)
        and lexicon.zipf(other, "en") >= FREQUENT
        and synonyms.is_substitute(other)
    }
    return sorted(found, key=lambda other: (-lexicon.zipf(other, "en"), other))


def _slips(word: str) -> Iterator[str]:
    """Yield what a word reads with a letter less, more or another, or with two exchanged.

    The first letter stays: hardly anybody mistakes it.
    """
    for n in range(1, len(word) + 1):
        head, rest = word[:n], word[n:]
        yield from (head + letter + rest for letter in _LETTERS)
        if rest:
            yield head + rest[1:]
            yield from (head + letter + rest[1:] for letter in _LETTERS)
        if len(rest) > 1:
            yield head + rest[1] + rest[0] + rest[2:]
