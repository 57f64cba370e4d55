"""SPL006: short forms that lost their apostrophe (*cest, navait, laccusé*).

Start reading from :func:`restored_apostrophes`; :mod:`pipeline.spelling.lost_apostrophes` knows
which short form goes with which words.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pipeline.edits import Edit, replacement
from pipeline.resources.language_model import model
from pipeline.spelling.lost_apostrophes import (
    AUXILIARY,
    AUXILIARY_GAIN,
    DOUBTFUL_GAIN,
    FOREIGN_GAIN,
    GAIN,
    NO_ARTICLE_AFTER,
    REAL,
    REAL_GAIN,
    SHARED_GAIN,
    fits_before,
    is_participle,
    partings,
    resembles_name,
)
from pipeline.spelling.model import keys
from pipeline.stages.spelling.neighbours import (
    is_place_of_news,
    left_keys,
    right_keys,
    stands_free,
    starts_sentence,
)
from pipeline.text.tokens import Token

_CAPITAL = frozenset(("Sil", "Sils"))
"""Words of :data:`REAL` that also begin sentences, and are nothing else there."""

_CERTAIN, _DOUBTFUL = 0.98, 0.7
"""Confidence in a short form whose gain is large enough, and in one whose gain is nearly so."""


def restored_apostrophes(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:
    """Yield short forms with the apostrophe that they lost.

    Where several of a text are certain, the others are more likely.
    """
    found = list(_short_forms(text, tokens))
    mark = "’" if "’" in text else "'"
    shared = SHARED_GAIN if sum(gain >= least for _, _, gain, least in found) > 1 else 0.0
    if shared:
        found += _auxiliaries(text, tokens)
    for token, head, gain, least in found:
        if gain + shared < least + DOUBTFUL_GAIN - GAIN:
            continue
        confidence = _CERTAIN if gain + shared >= least else _DOUBTFUL
        word = token.text
        after = f"{word[: len(head)]}{mark}{word[len(head) :]}"
        reason = f"« {word} » is no word here, « {after} » is two"
        yield replacement(text, (token.start, token.end), after, "SPL006", confidence, reason)


def _auxiliaries(text: str, tokens: Sequence[Token]) -> Iterator[tuple[Token, str, float, float]]:
    """Yield *la, ma, ta* before a participle that gain enough as *l'a, m'a, t'a*."""
    for i, token in enumerate(tokens[:-1]):
        head = AUXILIARY.get(token.text)
        if head is None or not i or not is_participle(tokens[i + 1].text, token.text):
            continue
        options = [[token.key], keys(f"{head}'{token.text[1:]}")]
        right = right_keys(tokens, text, i)
        left, parted = model().options(left_keys(tokens, text, i), options, right)
        if parted - left >= AUXILIARY_GAIN:
            yield token, head, parted - left, AUXILIARY_GAIN


def _short_forms(text: str, tokens: Sequence[Token]) -> Iterator[tuple[Token, str, float, float]]:
    """Yield words that may be two, their short form, their gain as two, and the gain they need."""
    words = {*filter(_may_be_two, {token.text for token in tokens if token.is_word})}
    parted = {
        word.lower(): _parted(word, heads[0])
        for word in words
        if (heads := partings(word)) and not resembles_name(word)  # *lon lon la*
    }
    places = [i for i, token in enumerate(tokens) if token.text in words] if words else []
    for i, token in ((i, tokens[i]) for i in places):
        word = token.text
        if any(other.text == word for other in (*tokens[i - 1 : i], *tokens[i + 1 : i + 2])):
            continue  # a refrain: *lon lon la*
        real = REAL.get(word) or (REAL.get(word.lower()) if word in _CAPITAL else None)
        heads = (real[0],) if real else partings(word) if token.is_word else ()
        if not heads or not stands_free(text, token.start, token.end):
            continue
        capital = word[0].isupper()
        if capital and is_place_of_news(tokens, text, i):
            continue
        if capital and (not word[1:].islower() or not starts_sentence(tokens, text, i)):
            continue
        if i and tokens[i - 1].key in NO_ARTICLE_AFTER:
            heads = tuple(head for head in heads if head != "l")
            if not heads:
                continue
        right = _with_parted(right_keys(tokens, text, i), parted)
        if real and real[1] and not (right and fits_before(right[0])):
            continue
        options = [[token.key], *(keys(f"{head}'{word[len(head) :]}") for head in heads)]
        left = _with_parted(left_keys(tokens, text, i), parted)
        scores = model().options(left, options, right)
        gain, head = max((s - scores[0], h) for s, h in zip(scores[1:], heads, strict=True))
        least = REAL_GAIN if real or capital else GAIN
        yield token, head, gain, FOREIGN_GAIN if not real and resembles_name(word) else least


@lru_cache(1 << 14)
def _may_be_two(word: str) -> bool:
    """Say whether a word may be a short form that lost its apostrophe, and another word."""
    return word in REAL or word in _CAPITAL or bool(partings(word))


def _parted(word: str, head: str) -> tuple[str, ...]:
    """Return the keys of a word that is two."""
    return tuple(keys(f"{head}'{word[len(head) :]}"))


def _with_parted(context: Sequence[str], parted: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return keys beside a word in which others that lost their apostrophe are two.

    The model knows neither of *lélève sennuie*: each would make the other unlikely.
    """
    return tuple(key for one in context for key in parted.get(one, (one,)))
