"""Stage agreement: plain errors of elision, contraction, prepositions, and doubled words.

Start reading from :func:`agreement`. Each pair of neighbours goes through a few checks that only
certain words can trigger; a family of checks has a module. English words are left to the stage
leakage: *de entrance* shows that the lost word began with a consonant, so its missing elision is
evidence, not an error.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.stages.agreement.articles import GENDERED, disagreeing
from pipeline.stages.agreement.doubled_words import (
    PAIR_HEADS,
    PAIR_TAILS,
    doubled,
    doubled_pair,
    is_spoken,
)
from pipeline.stages.agreement.elisions import ELIDING, WRONGLY_ELIDED, elision, wrong_elision
from pipeline.stages.agreement.homophones import HOMOPHONES, homophone
from pipeline.stages.agreement.prepositions import WITHOUT_A, contraction, needless_preposition
from pipeline.stages.rules.agreement import RULES
from pipeline.text.tokens import Token, tokenize

__all__ = ("RULES", "agreement")

_Check = Callable[[str, Sequence[Token], int], Iterator[Edit]]


def _checks() -> dict[str, tuple[_Check, ...]]:
    """Return the checks that each key triggers."""
    found: dict[str, tuple[_Check, ...]] = {}
    for keys, check in (
        ((*ELIDING, "si", "ce"), elision),
        (WRONGLY_ELIDED, wrong_elision),
        (("de", "à"), contraction),
        (GENDERED, disagreeing),
        (HOMOPHONES, homophone),
        (WITHOUT_A, needless_preposition),
    ):
        for key in keys:
            found[key] = (*found.get(key, ()), check)
    return found


_CHECKS = _checks()

_TELLING = PAIR_HEADS.union(_CHECKS)
"""Keys with which a pair of neighbours that needs a check begins, unless both are the same."""


_VOWELS = frozenset("aàâäeéèêëiîïoôöuùûüyhæœ")


def agreement(document: Document) -> Iterable[Edit | Mark]:
    """Propose edits of plain errors between neighbouring words."""
    text = document.text
    tokens = tokenize(text)
    spoken: bool | None = None
    keys = [token.key for token in tokens]
    pairs = enumerate(pairwise(keys))
    for i in [i for i, (key, after) in pairs if key in _TELLING or key == after]:
        key, following = keys[i], keys[i + 1]
        if key and following == key and tokens[i].is_word:
            if spoken is None:
                spoken = is_spoken(tokens)
            if not spoken:
                yield from doubled(text, tokens, i)
        elif (
            key in PAIR_HEADS
            and following in PAIR_TAILS
            and keys[i + 2 : i + 4] == [key, following]
        ):
            yield from doubled_pair(text, tokens, i)
        checks = _CHECKS.get(key)
        if checks is None:
            continue
        vowel = following[:1] in _VOWELS
        for check in checks:
            if check is elision and not vowel:
                continue
            if check is contraction and following not in ("le", "les"):
                continue
            yield from check(text, tokens, i)
