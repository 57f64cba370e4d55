"""AGR006: an article of another gender or number than its noun."""

from collections.abc import Iterator, Sequence

from pipeline.edits import Edit
from pipeline.resources import lexicon
from pipeline.stages.agreement.neighbours import (
    follows_hyphen,
    has_only,
    is_spaced,
    like,
    token_edit,
)
from pipeline.text.tokens import Token

GENDERED = {"le": "m", "la": "f", "un": "m", "une": "f", "cette": "f", "ce": "m", "du": "m"}
"""Articles and determiners, with their gender."""


_OTHER_GENDER = {
    "le": "la",
    "la": "le",
    "un": "une",
    "une": "un",
    "cette": "ce",
    "ce": "cette",
    "du": "de la",
}


_PLURAL = {"le": "les", "la": "les", "un": "des", "une": "des", "cette": "ces", "ce": "ces"}
"""Plurals. Not of *du*: *du vacances* may as well be *de vacances*."""


def disagreeing(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Propose the other article before a frequent noun that has one gender, or is plural only."""
    here, following = tokens[i], tokens[i + 1]
    word, gender = following.text, GENDERED[here.key]
    if not word.isalpha() or not word.islower() or len(word) < 4 or following.end > following.stop:
        return
    if not is_spaced(text, here, following) or follows_hyphen(text, here):
        return
    if not has_only(word, "noun") or lexicon.zipf(word, "fr") < 3 or lexicon.is_english(word):
        return
    found = lexicon.analyses(word)
    if all(r.number == "p" for r in found) and here.key in _PLURAL:
        if here.key in ("un", "une") and i and _counts(tokens[i - 1].key):
            return  # mille et une nuits, deux cent un lits, plus d'un mois
        after = like(_PLURAL[here.key], here.text)
        yield token_edit(text, here, here, after, "AGR006", 0.6, "the noun is plural")
        return
    if any(r.gender in (gender, "") or r.number != "s" for r in found):
        return
    after = like(_OTHER_GENDER[here.key], here.text)
    if after.lower() in ("le", "la", "ce") and lexicon.onset(word) != "consonant":
        return
    yield token_edit(text, here, here, after, "AGR006", 0.6, "the noun is of the other gender")


def _counts(key: str) -> bool:
    """Say whether *un* after a word is the end of a numeral, or a number itself (*plus d'un*)."""
    return key in ("et", "d'") or any(r.pos == "num" for r in lexicon.analyses(key))
