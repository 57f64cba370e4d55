"""AGR005: a preposition, determiner or conjunction that stands there twice."""

from collections.abc import Iterator, Sequence

from pipeline.edits import Edit
from pipeline.stages.agreement.neighbours import follows_hyphen, is_spaced, token_edit
from pipeline.text.tokens import Token

NEVER_DOUBLED = frozenset(
    "de à la le les des du au aux et ou que qui dans par pour sur avec sans ce cette ces sa ses "
    "leurs dont chez entre vers".split()
)
"""Words that never stand twice. Not *une* (of a newspaper), *son* (bran), *en*, *nous*, *si*."""


_CRIES = frozenset({"oh", "o", "ô", "ah", "ha", "ho", "ouh", "hou", "eh"})
"""Words before *la la* that make a cry of it."""


def doubled(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Yield the edit that makes one word of two that are the same."""
    here, again = tokens[i], tokens[i + 1]
    if (
        here.text[1:] != again.text[1:]  # « ET et »: two words that somebody speaks of
        or again.text != here.key
        or not is_spaced(text, here, again)
        or follows_hyphen(text, here)
    ):
        return
    around = [tokens[j].key for j in (i - 1, i + 2) if 0 <= j < len(tokens)]
    if here.key == "la" and i and tokens[i - 1].key in _CRIES:
        return
    if here.key in around or (i + 2 < len(tokens) and not tokens[i + 2].is_word):
        return
    why = f"« {here.key} » stands there twice"
    # « L'appel de de Gaulle » is right, « le maire de de Lyon » is not.
    name = here.key in ("de", "du") and i + 2 < len(tokens) and tokens[i + 2].text[0].isupper()
    chance = 0.6 if name else 0.97
    yield token_edit(text, here, again, here.text, "AGR005", chance, why)
