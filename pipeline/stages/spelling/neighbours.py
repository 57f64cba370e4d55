"""What stands around a word: its left and right keys, the start of its sentence, its spaces."""

from collections.abc import Sequence

from pipeline.resources.language_model import START
from pipeline.text.tokens import Token

_OPENING = frozenset('(«“"—–}')
_CLOSING = frozenset('.,;:!?…»”")')

_LONGEST_TITLE = 3
"""Letters of the longest title that ends with a full stop: *M., Mme., Dr., Mgr.*"""


def left_keys(tokens: Sequence[Token], text: str, at: int) -> tuple[str, ...]:
    """Return up to four keys before a token, with ``<s>`` where its sentence begins."""
    keys: list[str] = []
    while len(keys) < 4:
        if at == 0 or "\n" in text[tokens[at - 1].end : tokens[at].start]:
            keys.append(START)
            break
        at -= 1
        key = tokens[at].key
        if key in (".", "!", "?", "…") and tokens[at + 1].text[0].isupper():
            keys.append(START)
            break
        if key:
            keys.append(key)
    return tuple(reversed(keys))


def right_keys(tokens: Sequence[Token], text: str, at: int) -> tuple[str, ...]:
    """Return up to four keys after a token, on its line."""
    keys: list[str] = []
    for here, token in zip(tokens[at : at + 8], tokens[at + 1 : at + 8], strict=False):
        if "\n" in text[here.end : token.start] or len(keys) == 4:
            break
        if token.key:
            keys.append(token.key)
    return tuple(keys)


def may_start_sentence(tokens: Sequence[Token], text: str, at: int) -> bool:
    """Say whether a sentence may begin at a token."""
    while at:
        token = tokens[at - 1]
        if "\n" in text[token.end : tokens[at].start] or token.key in (".", "!", "?", "…", ":"):
            return True
        if token.key and token.key not in ("–", "-", "(", "•", "*"):
            return False
        at -= 1
    return True


def starts_sentence(tokens: Sequence[Token], text: str, at: int) -> bool:
    """Say whether a sentence begins at a token; after a title such as *M.* none does."""
    return may_start_sentence(tokens, text, at) and not (
        at > 1 and tokens[at - 1].key == "." and len(tokens[at - 2].text) <= _LONGEST_TITLE
    )


def is_place_of_news(tokens: Sequence[Token], text: str, at: int) -> bool:
    """Say whether a token with a capital stands alone before a full stop: *Jallais. Le maire …*.

    Local news begins so with the name of the village, of which no lexicon has all.
    """
    token = tokens[at]
    if not token.text[0].isupper() or text[token.end : token.end + 1] != ".":
        return False
    begins = at == 0 or "\n" in text[tokens[at - 1].end : token.start]
    return begins or tokens[at - 1].key in (".", "!", "?", "…", "–", "—", "•")


def stands_free(text: str, start: int, end: int) -> bool:
    """Say whether white space or punctuation stands on either side of a word."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if after == "." and text[end + 1 : end + 2].isalnum():
        return False  # an address
    return (not before or before.isspace() or before in _OPENING) and (
        not after or after.isspace() or after in _CLOSING
    )


def cased(text: str, like: str) -> str:
    """Return ``text`` with a capital if ``like`` begins with one."""
    return text[:1].upper() + text[1:] if like[:1].isupper() else text
