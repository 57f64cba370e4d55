"""What the checks of agreement share: spaces and case of neighbours, readings, edits of tokens."""

from functools import lru_cache

from pipeline.edits import Edit, replacement
from pipeline.resources import lexicon
from pipeline.text.tokens import Token

_HYPHENS = frozenset("-\u2010\u2011")


@lru_cache(maxsize=2)
def apostrophe(text: str) -> str:
    """Return the apostrophe that a text uses."""
    return "’" if text.count("’") > text.count("'") else "'"


def like(word: str, model: str) -> str:
    """Return a word with the capital of the word that it replaces."""
    return word[0].upper() + word[1:] if model[0].isupper() else word


def is_spaced(text: str, here: Token, following: Token) -> bool:
    """Say whether one space or two lie between two tokens."""
    return following.start > here.end and text[here.end : following.start] in (" ", "\u00a0", "  ")


def follows_hyphen(text: str, token: Token) -> bool:
    """Say whether a hyphen stands right before a token."""
    return token.start > 0 and text[token.start - 1] in _HYPHENS


def has_only(word: str, *parts: str) -> bool:
    """Say whether all readings of a word are of these parts of speech."""
    found = lexicon.analyses(word)
    return bool(found) and all(reading.pos in parts for reading in found)


def token_edit(  # noqa: PLR0913 — a replacement, with tokens instead of a span
    text: str, first: Token, last: Token, after: str, rule: str, confidence: float, reason: str
) -> Edit:
    """Return the edit that puts ``after`` in the place of the tokens ``first`` to ``last``."""
    return replacement(text, (first.start, last.stop), after, rule, confidence, reason)
