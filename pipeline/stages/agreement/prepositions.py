"""AGR003 and AGR004: missing contraction with an article, prepositions that take no *à*."""

from collections.abc import Iterator, Sequence

from pipeline.edits import Edit, replacement
from pipeline.resources import lexicon
from pipeline.stages.agreement.neighbours import has_only, is_spaced, like, token_edit
from pipeline.text.tokens import Token

_CONTRACTED = {
    ("de", "le"): "du",
    ("de", "les"): "des",
    ("à", "le"): "au",
    ("à", "les"): "aux",
}


WITHOUT_A = frozenset(
    ("selon", "malgré", "envers", "parmi", "durant", "hormis", "moyennant", "chez")
)
"""Prepositions that never take *à* before a determiner. Not *pendant*: it is also a participle."""


_DETERMINERS = frozenset(
    "un une le la les l' ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos "
    "leur leurs plusieurs quelques certains certaines deux trois quatre cinq six dix".split()
)


_LOOSENED = {"au": "le", "aux": "les"}


_FIXED = frozenset(
    ("moins", "plus", "total", "contraire", "mieux", "maximum", "minimum", "bas", "premier")
)
"""What follows *au* in a phrase that counts or compares: *parmi au moins trois*."""


def contraction(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Yield the contraction of a preposition and an article before a noun."""
    if i + 2 >= len(tokens):
        return
    here, article, noun = tokens[i : i + 3]
    after = _CONTRACTED.get((here.key, article.key))
    if after is None or not article.text.islower() or not noun.text[0].islower():
        return
    if not (is_spaced(text, here, article) and is_spaced(text, article, noun)):
        return
    found = lexicon.analyses(noun.key)
    number = "s" if article.key == "le" else "p"
    if not has_only(noun.key, "noun", "adj") or not any(r.pos == "noun" for r in found):
        return
    if not any(r.number in (number, "") and (number == "p" or r.gender != "f") for r in found):
        return
    if number == "s" and lexicon.onset(noun.key) in ("vowel", "either"):
        return
    why = f"« {here.key} {article.key} » is contracted before a noun"
    yield token_edit(text, here, article, like(after, here.text), "AGR003", 0.97, why)


def needless_preposition(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Yield the deletion of *à*, alone or in *au, aux*, after a preposition that takes none."""
    if i + 2 >= len(tokens):
        return
    here, needless, following = tokens[i : i + 3]
    if not (is_spaced(text, here, needless) and is_spaced(text, needless, following)):
        return
    why = f"« {here.key} » takes its noun without « à »"
    if needless.text == "à" and following.key in _DETERMINERS and following.text.islower():
        end = following.stop if following.text[-1] not in "'’" else following.end
        if following.text[-1] in "'’" and i + 3 < len(tokens):  # whole words: à l'avis
            end = tokens[i + 3].stop
        after = text[following.start : end]
        yield replacement(text, (needless.start, end), after, "AGR004", 0.98, why)
    elif needless.text in _LOOSENED and following.key not in _FIXED:
        after = _LOOSENED[needless.text]
        if needless.text == "au" and not any(
            r.pos in ("noun", "adj", "num") for r in lexicon.analyses(following.key)
        ):
            return
        yield token_edit(text, needless, needless, after, "AGR004", 0.96, why)
