"""AGR007: a homophone of another part of speech (*a* and *à*, *son* and *sont*)."""

from collections.abc import Iterator, Sequence

from pipeline.edits import Edit
from pipeline.resources import lexicon
from pipeline.resources.language_model import model
from pipeline.stages.agreement.neighbours import follows_hyphen, token_edit
from pipeline.text.tokens import Token

HOMOPHONES = {
    "a": ("à", frozenset(("inf",))),
    "à": ("a", frozenset(("ppas",))),
    "sa": ("ça", frozenset(("ipre3s", "iimp3s", "ifut3s", "cond3s"))),
    "son": ("sont", frozenset(("ppas",))),
}
"""Words with a homophone, and the verb forms that follow the homophone but not the word."""


_SUBJECTS = frozenset("il elle on qui ça cela n' l' m' t' s'".split())
"""Words after which *a* is the verb: *elle a manger* lacks a participle, not an accent."""

_MOST = 0.9
"""Highest confidence in a homophone: the formula is not fitted."""

_EVEN_GAIN = 2.0
"""Gain in the language model (log10) at which the homophone is as likely as not: of 12 places of
clean news that gain 2.5, 10 are slips."""


def homophone(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Propose the homophone where the word after it asks for it and it fits far better."""
    here, following = tokens[i], tokens[i + 1]
    word = following.key
    other, forms = HOMOPHONES[here.key]
    if here.text != here.key or not following.text.isalpha() or follows_hyphen(text, here):
        return
    found = lexicon.analyses(word)
    if not any(r.verb in forms for r in found) or (
        "ppas" in forms and word != "été" and any(r.pos in ("noun", "prep", "adv") for r in found)
    ):
        return
    if here.key == "a" and i and tokens[i - 1].key in _SUBJECTS:
        yield from _participle(text, tokens, i)
        return
    chance = _chance(tokens, i, here.key, other)
    if chance > 0.5:
        yield token_edit(
            text, here, here, other, "AGR007", chance, f"« {other} » stands before « {word} »"
        )


def _participle(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Propose the participle where the infinitive of the same sound stands after *il a*."""
    following = tokens[i + 1]
    word = following.text
    if not (word.endswith("er") and word.islower()):
        return
    form = word[:-2] + "é"
    if not any(r.verb == "ppas" for r in lexicon.analyses(form)):
        return
    chance = _chance(tokens, i + 1, word, form)
    if chance > 0.5:
        reason = f"« {form} » stands after « a », not the infinitive"
        yield token_edit(text, following, following, form, "AGR007", chance, reason)


def _chance(tokens: Sequence[Token], at: int, word: str, other: str) -> float:
    """Return how likely ``other`` is in the place of ``word``, the key of a token."""
    left = [t.key for t in tokens[max(0, at - 3) : at] if t.key]
    right = [t.key for t in tokens[at + 1 : at + 4] if t.key]
    kept, changed = model().options(left, [[word], [other]], right)
    return min(_MOST, 1 / (1 + 10 ** (_EVEN_GAIN - changed + kept)))
