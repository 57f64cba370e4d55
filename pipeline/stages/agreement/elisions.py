"""AGR001 and AGR002: missing elision before a vowel, elision before a consonant.

A word that has no elision before a plural noun is an article of another number: AGR006.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

import regex

from pipeline.edits import Edit
from pipeline.resources import lexicon
from pipeline.stages.agreement.neighbours import (
    apostrophe,
    follows_hyphen,
    has_only,
    is_spaced,
    like,
    token_edit,
)
from pipeline.text.tokens import Token

ELIDING = {
    "le": "l",
    "la": "l",
    "de": "d",
    "que": "qu",
    "ne": "n",
    "je": "j",
    "me": "m",
    "te": "t",
    "se": "s",
    "jusque": "jusqu",
    "lorsque": "lorsqu",
    "puisque": "puisqu",
}
"""Words that lose their last letter before a vowel, and what stays of them."""


_ELIDING_BEFORE_FEW: dict[str, tuple[str, tuple[str, ...], float]] = {
    "si": ("s", ("il", "ils"), 0.99),
    "ce": ("c", ("est", "était", "étaient", "eût"), 0.8),
}
"""Words that elide before a few words only: what stays, those words, and the confidence."""

_CERTAIN_ELISION, _DOUBTFUL_ELISION, _OTHER_NUMBER = 0.97, 0.8, 0.8
"""Confidence in an elision, in that of *de* before an adjective, and in another article."""

_ALSO_ENGLISH = frozenset(("on", "elle", "en", "un", "une", "an", "ans"))
"""English words that are taken for French ones all the same."""

_BEFORE_VERBS = frozenset(("je", "me", "te", "se", "ne"))
"""Those that stand before a verb, *y* or *en*."""


_NO_ELISION = {
    "le": frozenset(
        "ou et un une où à y en il elle on a au aux avril août octobre".split()  # a day is missing
    ),
    "la": frozenset("ou et un une où à y en il elle on a au aux est".split()),
    "de": frozenset(("ou", "et", "à", "a", "y", "où", "au", "aux", "un")),
    "je": frozenset(("et", "ou", "à", "au", "aux", "avec")),
}
"""Words before which these do not elide, or are something else (*là*, *de un à dix*)."""


_PAUSED = frozenset("et ou où euh heu eh ah oh".split())
"""Words before which none elides, because of a pause."""


WRONGLY_ELIDED = frozenset(("l'", "d'"))


def elision(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Yield the elision of a word before a vowel, or the plural of an article before a plural."""
    here, following = tokens[i], tokens[i + 1]
    key = here.key
    word = following.key.rstrip("'-")
    if (here.text.isupper() and len(here.text) > 1) or not following.text[0].islower():
        return
    if follows_hyphen(text, here) or not is_spaced(text, here, following):
        return
    if key in _ELIDING_BEFORE_FEW:
        short, before, confidence = _ELIDING_BEFORE_FEW[key]
        if word in before:
            after = f"{like(short, here.text)}{apostrophe(text)}{following.word}"
            why = f"« {key} » elides before « {before[0]} »"
            yield token_edit(text, here, following, after, "AGR001", confidence, why)
        return
    if not _may_elide(tokens, i, key, word):
        return
    found = lexicon.analyses(word)
    if key in _BEFORE_VERBS and not any(r.verb for r in found) and word not in ("y", "en"):
        return  # « te opération »: what is wrong is the first word
    if "tu" not in (token.key for token in tokens[max(0, i - 2) : i]):
        found = tuple(r for r in found if not r.verb.endswith("2s")) or found  # *œuvres*
    if key in ("le", "la") and all(r.number == "p" and not r.verb for r in found):
        why = "a plural stands after a singular article"
        yield token_edit(text, here, here, like("les", here.text), "AGR006", _OTHER_NUMBER, why)
        return
    # « leader de aérospatial »: what is missing is more than an apostrophe.
    is_doubtful = key == "de" and all(r.pos == "adj" for r in found)
    after = f"{like(ELIDING[key], here.text)}{apostrophe(text)}{following.word}"
    why = f"« {key} » elides before a vowel"
    confidence = _DOUBTFUL_ELISION if is_doubtful else _CERTAIN_ELISION
    yield token_edit(text, here, following, after, "AGR001", confidence, why)


def _may_elide(tokens: Sequence[Token], i: int, key: str, word: str) -> bool:
    """Say whether a word that elides does so before ``word``."""
    stays = word in _PAUSED or word in _NO_ELISION.get(key, ())
    if stays and not (key == "de" and word == "un" and _before_noun(tokens, i + 2)):
        return False
    if len(word) < 2 and word not in ("à", "y"):
        return False
    if not lexicon.analyses(word) or not lexicon.elides(word):
        return False
    # What an English word hides may begin with a consonant.
    return not lexicon.is_english(word) or word in _ALSO_ENGLISH


def _before_noun(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a noun or an adjective stands at a token, and nothing that counts."""
    return (
        i < len(tokens)
        and tokens[i].key != "virgule"  # *de un virgule deux milliard*
        and any(reading.pos in ("noun", "adj") for reading in lexicon.analyses(tokens[i].key))
        and not any(r.pos in ("prep", "conj", "num") for r in lexicon.analyses(tokens[i].key))
    )


def wrong_elision(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Yield the full form of *l'* or *d'* before a consonant."""
    here, following = tokens[i], tokens[i + 1]
    word = following.key.rstrip("'-")
    if len(word) < 4 or following.text[-1] in "'’-" or not following.text.islower():
        return
    if lexicon.onset(word) not in ("consonant", "aspirated") or lexicon.is_english(word):
        return  # what an English word hides may have begun with a vowel
    if not has_only(word, "noun", "adj"):
        return
    nouns = [r for r in lexicon.analyses(word) if r.pos == "noun"]
    if here.key == "d'":
        clitic, chance = "de", 0.97
    else:
        genders = {r.gender for r in nouns}
        if len(genders) != 1 or any(r.number == "p" for r in nouns):
            return
        gender = genders.pop()
        if not gender:
            return
        clitic, chance = ("la" if gender == "f" else "le"), 0.96
    if (
        not nouns
        or _quoted(text, here.start)
        or lexicon.onset(word) == "aspirated"
        or _is_clipped(text)
        or _after_dash(text, here.start)
    ):
        chance = 0.7  # « l'patron » may be how he speaks
    after = f"{like(clitic, here.text)} {following.text}"
    yield token_edit(
        text, here, following, after, "AGR002", chance, "no elision before a consonant"
    )


_CLIPPED = regex.compile(
    r"\b(?:[cdjlmnst]|qu)['’](?=[bcdfgjklmnpqrstvwxz][a-zà-ÿ])", regex.IGNORECASE
)
"""A lower-case consonant after an elided word: *j'te, qu'tu, l'vieux*, but not *d'HLM*."""

_DASHES = ("—", "–", "-")
"""What opens a line of dialogue."""


@lru_cache(maxsize=2)
def _is_clipped(text: str) -> bool:
    """Say whether more than one word is elided before a consonant: dialect, a song, a dialogue."""
    return len(list(islice(_CLIPPED.finditer(text), 2))) > 1


def _after_dash(text: str, at: int) -> bool:
    """Say whether a dash opens the line of a place."""
    return text[text.rfind("\n", 0, at) + 1 : at].lstrip().startswith(_DASHES)


def _quoted(text: str, at: int) -> bool:
    """Say whether a quotation is open at a place of its line."""
    breaks, *signs = _quotation_marks(text)
    first = breaks[bisect_left(breaks, at) - 1]
    opened, closed, straight = (bisect_left(s, at) - bisect_left(s, first) for s in signs)
    return opened > closed or straight % 2 == 1


@lru_cache(maxsize=2)
def _quotation_marks(text: str) -> tuple[list[int], ...]:
    """Return where the text and its line breaks, «, » and straight quotation marks stand."""
    return tuple(
        [-1] * (mark == "\n") + [at for at, sign in enumerate(text) if sign == mark]
        for mark in '\n«»"'
    )
