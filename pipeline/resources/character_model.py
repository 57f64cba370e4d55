"""Ask a model of letters how French a stretch of text looks, whatever words it has.

The model of words (:mod:`pipeline.resources.language_model`) knows no names, no old spellings, and
nothing of words beside misread ones. This one, a KenLM trie over six letters, was trained on
novels of 1840 to 1920 by ``python -m dictionaries.builders letters``. Numbers are log10
probabilities.
"""

from collections.abc import Sequence
from functools import cache

import kenlm
import regex

from pipeline.resources import data

CHARACTER_MODEL_FILE = "letters.bin"

ORDER = 6

SPACE = "_"

LETTERS = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüœæ'"

_OTHER = regex.compile(rf"[^{LETTERS}]+")


def plain(text: str) -> str:
    """Return a text in lower case, with one space for everything between letters.

    >>> plain("L’été, 1903 !")
    "l'été "
    """
    return _OTHER.sub(" ", text.lower().replace("’", "'"))


@cache
def _model() -> kenlm.Model:
    return data.ngram_model(CHARACTER_MODEL_FILE)


def scores(left: str, options: Sequence[str], right: str) -> list[float]:
    """Return how likely each option and what follows it are after ``left``, all of them plain."""
    score = _model().BaseScore
    before, there = kenlm.State(), kenlm.State()
    _model().NullContextWrite(before)
    for letter in left[1 - ORDER :]:
        score(before, SPACE if letter == " " else letter, there)
        before, there = there, before
    found = []
    after = right[: ORDER - 1]
    for option in options:
        state, here, there = before, kenlm.State(), kenlm.State()
        total = 0.0
        for letter in option + after:
            total += score(state, SPACE if letter == " " else letter, here)
            state, here, there = here, there, here
        found.append(total)
    return found
