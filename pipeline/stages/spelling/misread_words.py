"""OCR004: rare French words that a scan makes of frequent ones (*inonde* of *monde*)."""

from collections.abc import Iterator, Sequence

from pipeline.edits import Edit, replacement
from pipeline.resources.language_model import model
from pipeline.spelling.model import real_words
from pipeline.stages.spelling.neighbours import left_keys, right_keys
from pipeline.stages.spelling.unknown_words import LEAST_PROPOSED
from pipeline.text.tokens import Token

_EVEN_GAIN = 3.0
"""Gain in the language model (log10) at which a real word is as likely misread as not: one word in
a thousand is misread."""

_MOST = 0.9
"""Highest confidence in such a reading: the formula is not fitted."""


def misread_real_word(text: str, tokens: Sequence[Token], i: int) -> Iterator[Edit]:
    """Propose the frequent word in the place of a rare one that the sentence makes unlikely."""
    token = tokens[i]
    if not token.text.islower():
        return
    meant = real_words()[token.key]
    options = [[token.key], *([word] for word in meant)]
    scores = model().options(left_keys(tokens, text, i), options, right_keys(tokens, text, i))
    gain, word = max(
        (score - scores[0], word) for score, word in zip(scores[1:], meant, strict=True)
    )
    chance = min(_MOST, 1 / (1 + 10 ** (_EVEN_GAIN - gain)))
    if chance >= LEAST_PROPOSED:
        reason = f"« {word} » fits far better here, and scans confuse the two"
        yield replacement(text, (token.start, token.end), word, "OCR004", chance, reason)
