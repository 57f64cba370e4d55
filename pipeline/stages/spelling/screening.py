"""Which tokens need a look: unknown words, and French words that a scan makes of frequent ones.

Start reading from :func:`unsound`. Nearly every token of a text is sound, so the answers are kept.
"""

from collections.abc import Sequence

import regex

from pipeline.resources import lexicon
from pipeline.resources.spelling_index import lacks_accents
from pipeline.spelling.model import real_words
from pipeline.text.abbreviations import SHORT_FORM
from pipeline.text.tokens import Token

FREQUENT_ZIPF = 3.0
"""Zipf value from which a word that the lexicon lacks is no error: names, new words, initials."""

_SOUND: dict[str, bool] = {}
"""Answers of :func:`_is_sound` by key; emptied when it holds :data:`_MOST_CACHED`."""

_MOST_CACHED = 1 << 15


_ORDINAL = regex.compile(
    r"(?:\d+(?:er|ers|re|ère|e|eme|ème|emes|èmes|ième|ieme|nd|nde|h|min|s|km|m|cm|mm|g|kg|l|cl|"
    r"k|x|d|p|fr?|am|pm|th|st|rd|go|mo|to|w|kw|mw|v|hz|ghz|ans|c|b|o|a|t|j|n|i)\d*|\p{L}{1,2}\d+)-?"
)
"""Figures with letters that are no misread word: ordinals, units, sizes, *co2*."""


def unsound(tokens: tuple[Token, ...]) -> list[int]:
    """Return the numbers of the tokens that need a look."""
    known = _SOUND.get
    return [
        i for i, token in enumerate(tokens) if not known(token.key, False) and not _sound(token.key)
    ]


def unknown(tokens: Sequence[Token], doubtful: Sequence[int]) -> list[int]:
    """Return those of the ``doubtful`` tokens that are unknown words in lower case."""
    rare = real_words()
    return [i for i in doubtful if tokens[i].text[0].islower() and tokens[i].key not in rare]


def _sound(key: str) -> bool:
    found = _SOUND.get(key)
    if found is None:
        if len(_SOUND) >= _MOST_CACHED:
            _SOUND.clear()
        found = _SOUND[key] = _is_sound(key)
    return found


def _is_sound(key: str) -> bool:
    """Say whether a key needs no look: it is French, English, frequent, or no word at all.

    A rare French word that a scan makes of a frequent one needs a look.
    """
    if not key:
        return True
    if key in real_words():
        return False
    if SHORT_FORM.fullmatch(key):
        return True
    word = key.rstrip("-'")
    if key.endswith("'"):
        return len(word) < 4 or lexicon.is_french(key)
    if len(word) < 2:
        return True
    if not word.isalpha():
        return not (word.isalnum() and _may_be_word(word))
    return (
        lexicon.is_french(key)
        or lexicon.is_french(word)
        or lexicon.is_english(word)
        or (
            max(lexicon.zipf(word, "fr"), lexicon.zipf(word, "en")) >= FREQUENT_ZIPF
            and not lacks_accents(word)
        )
    )


def _may_be_word(word: str) -> bool:
    """Say whether letters and digits may be a misread word: *1es, v0ir*, but not *3e, 10km*."""
    figures = sum(letter.isdigit() for letter in word)
    return 0 < figures < len(word) - figures and not _ORDINAL.fullmatch(word)
