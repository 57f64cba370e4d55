"""SPL002: *ca* for *ça*, where a verb, a negation or a pronoun before a verb follows.

*ca* is no French word, but *ca. 1850* is Latin, *CA* a company's turnover and *can* lost its *n* in
English; so what follows decides.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.edits import Edit, replacement
from pipeline.resources import lexicon
from pipeline.stages.spelling.neighbours import stands_free
from pipeline.text.tokens import Token

_SURE = 0.97
"""In 1.2 million sound words all *ca* before such a word had lost their cedilla."""

_CLITICS = frozenset("c' ne n' me m' te t' se s' nous vous y lui leur".split())
_FORMS = frozenset(
    tense + "3s" for tense in ("ipre", "iimp", "ipsi", "ifut", "cond", "spre", "simp")
)


def lost_cedillas(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:
    """Yield *ça* for each *ca* that is the subject of a verb."""
    for here, following in pairwise(tokens):
        if here.text != "ca" or not stands_free(text, here.start, here.end):
            continue
        if not text[here.end : following.start].isspace():
            continue
        word = following.key.replace("’", "'")
        if word in _CLITICS or _is_verb(word):
            reason = f"« ça » stands before « {following.text} »"
            yield replacement(text, (here.start, here.end), "ça", "SPL002", _SURE, reason)


def _is_verb(word: str) -> bool:
    """Say whether a word is a verb of the third person, and no word of English above all."""
    return any(reading.verb in _FORMS for reading in lexicon.analyses(word)) and (
        lexicon.contrast(word) > -1
    )
