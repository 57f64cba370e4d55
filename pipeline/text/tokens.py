"""Cut text into tokens: the one tokenisation that rules, lexicons and language model share.

A token is a stretch of the text that is judged as a unit. Elided words keep their apostrophe
(``l'`` ``attaque``) and the parts of a compound keep their hyphen (``pro-`` ``russes``),
because that is where spinners cut: *professional-russes*, *l'motion*. ``Token.key`` is what the
language model and the lexicons see: lower case, straight apostrophe, digits folded to ``0``.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from pipeline.text.caching import by_text

_TOKEN = regex.compile(
    r"""
      (?i:aujourd['’]hui | prud['’]hom\p{L}+)       # one word in spite of the apostrophe
    | [\p{L}\p{M}][\p{L}\p{M}\p{Nd}]*+(?:['’](?=\p{L})|[-\u2010\u2011](?=[\p{L}\p{Nd}]))?
    | \p{Nd}{1,3}(?:[ \u00a0\u202f]\p{Nd}{3})+(?!\p{Nd})           # 30 000
    | \p{Nd}+(?:[.,]\p{Nd}+)*\p{L}*+
    | \.{2,}
    | \S
    """,
    regex.VERBOSE,
)
LONGEST_WORD = 60
"""Code points of the longest word. The longest of French has 26, of the lexicons 45; what is longer
is glued text, a key or an address, and to look it up, cut it up or keep it costs its length again
and again."""

_NO_KEY = "\ufffd"
"""The key of what no model can know."""

_DIGITS = regex.compile(r"\p{Nd}+(?:[.,\u00a0\u202f ]\p{Nd}+)*")
_KEYS = {
    "’": "'",
    "‘": "",
    "'": "",
    "«": "",
    "»": "",
    "“": "",
    "”": "",
    "„": "",
    '"': "",
    "—": "–",
    "...": "…",
}
_JOINTS = frozenset("'’-\u2010\u2011")
_SENTENCE_END = frozenset(".!?…")


class Token(NamedTuple):
    """A token: its text, its half-open code-point span and its normalised ``key``.

    ``key`` is empty for quotation marks, which the language model does not see. ``word`` is the
    text without a trailing elision apostrophe or compound hyphen; ``is_word`` says that it begins
    with a letter and is not longer than :data:`LONGEST_WORD`.
    """

    text: str
    start: int
    end: int
    key: str
    word: str
    is_word: bool

    @property
    def stop(self) -> int:
        """Return the offset where :attr:`word` ends."""
        return self.start + len(self.word)


def key(text: str) -> str:
    """Return the normalised form of one token's text: what the language model sees."""
    if text in _KEYS:
        return _KEYS[text]
    if text[0].isalpha():
        if text.isascii() and text.isalpha():
            return text.lower()
        lower = text.lower().replace("’", "'").replace("\u2010", "-").replace("\u2011", "-")
        return _DIGITS.sub("0", lower) if any(c.isdigit() for c in lower) else lower
    if text[0].isdigit():
        return _DIGITS.sub("0", text.lower())
    if text.startswith(".."):
        return "…"
    return _NO_KEY if "\ud800" <= text[0] <= "\udfff" else text  # a lone surrogate has no UTF-8


@by_text(maxsize=16)
def tokenize(text: str) -> tuple[Token, ...]:
    """Return the tokens of ``text`` in order; white space lies between them."""
    new, parts, find = tuple.__new__, _parts, text.find  # a third of the time of `Token(…)`
    tokens = []
    end = 0
    for piece in _TOKEN.findall(text):
        start = find(piece, end)  # the next one: only white space lies between
        end = start + len(piece)
        key, word, is_word = parts(piece) if len(piece) <= LONGEST_WORD else (_NO_KEY, piece, False)
        tokens.append(new(Token, (piece, start, end, key, word, is_word)))
    return tuple(tokens)


@lru_cache(maxsize=1 << 15)
def _parts(piece: str) -> tuple[str, str, bool]:
    """Return the key of a token, its word, and whether it is one."""
    is_word = piece[0].isalpha()
    return key(piece), piece[:-1] if is_word and piece[-1] in _JOINTS else piece, is_word


def sentences(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the half-open token ranges of the sentences of ``text``.

    A sentence ends at a line break, or after ``. ! ? …`` (and closing quotes) when the next
    token begins with a capital, a digit or a quotation mark; never after a lone initial or
    a title (*M. Dupont*).
    """
    first = 0
    for i in range(len(tokens) - 1):
        here, following = tokens[i], tokens[i + 1]
        if following.start > here.end and "\n" in text[here.end : following.start]:
            yield first, i + 1
            first = i + 1
        elif here.key in _SENTENCE_END and (
            following.text[0].isupper() or following.text[0].isdigit()
        ):
            before = tokens[i - 1].key if i > first else ""
            if here.key != "." or not (len(before) == 1 or before in ("mm", "mme", "dr", "st")):
                yield first, i + 1
                first = i + 1
        elif (
            not here.key
            and i > first
            and tokens[i - 1].key in _SENTENCE_END
            and following.text[0].isupper()
        ):
            yield first, i + 1
            first = i + 1
    if first < len(tokens):
        yield first, len(tokens)
