"""The word before a replacement: its elision, and the case that a replacement takes over."""

from collections.abc import Sequence

from pipeline.resources import lexicon
from pipeline.text.tokens import Token

_FULL_FORMS = {"d'": "de ", "qu'": "que ", "n'": "ne ", "s'": "se ", "j'": "je ", "m'": "me "}
"""Elided words and their full forms; *l'* has two."""

_SHORT_FORMS = {
    "le": "l",
    "la": "l",
    "de": "d",
    "que": "qu",
    "ne": "n",
    "se": "s",
    "je": "j",
    "me": "m",
}
"""Words that a vowel elides, and what stays before the apostrophe."""


def elided(
    text: str, tokens: Sequence[Token], i: int, word: str, apostrophe: str
) -> tuple[int, str] | None:
    """Return where the word before token ``i`` starts, and its form before ``word``.

    None if it stays as it is. The form reaches up to token ``i``.
    """
    if i == 0:
        return None
    token = tokens[i - 1]
    onset = lexicon.onset(word)
    gap = text[token.end : tokens[i].start]
    if token.key in _FULL_FORMS | {"l'": ""} and onset in ("consonant", "aspirated") and not gap:
        genders = {a.gender for a in lexicon.analyses(word) if a.pos in ("noun", "adj")}
        after = _FULL_FORMS.get(token.key) or ("la " if genders == {"f"} else "le ")
        return token.start, cased(token.text, after)
    if token.key in _SHORT_FORMS and onset == "vowel" and gap == " ":
        return token.start, cased(token.text, _SHORT_FORMS[token.key]) + apostrophe
    return None


def cased(before: str, word: str) -> str:
    """Return ``word`` with the capitals of what stands there now.

    >>> cased("Entrance", "front"), cased("ENTRANCE", "front")
    ('Front', 'FRONT')
    """
    letters = [c for c in before if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return word.upper()
    return word[0].upper() + word[1:] if before[0].isupper() else word
