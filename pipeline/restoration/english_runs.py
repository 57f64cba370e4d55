"""Find English of several words that no source knows, to be read as one span.

Spinners put phrases and compounds in a word's place: *body of workers*, *force-outs*. Read word for
word, each of their words would be taken for a word of its own (*thousands and thousands* became
« millions plus millions »). A run of English words is one span where a word of English grammar
holds it together, for a spinner replaces no such word by itself; so is a compound of English words.
Start reading from :func:`run` and :func:`compound`.
"""

from itertools import pairwise

from pipeline.resources import lexicon
from pipeline.restoration.neighbours import is_plain_english
from pipeline.text.analysis import AnalyzedText
from pipeline.text.tokens import Token

LONGEST_RUN = 5
"""Words of the longest run that is read as a substitute: longer English is a passage."""

GLUE = frozenset(
    "and away by down for from into of off out over the to up upon with without".split()
)
"""English words of grammar that are not French, and that hold a phrase together."""

MOST_FRENCH = 1.0
"""Contrast above which a word after an English one goes on with the French sentence."""

PARTS = 3
"""Parts of the longest compound."""


def run(analyzed: AnalyzedText, n: int) -> int:
    """Return the tokens of the run of English words that starts at token ``n``, or 0.

    All stand on one line in small letters, and French stands around.
    """
    tokens = analyzed.tokens
    if not _is_english(tokens[n]):
        return 0
    if n and _follows(analyzed, n) and is_plain_english(tokens[n - 1].key):
        return 0
    last = n
    while last < len(tokens) and _is_english(tokens[last]):
        if last > n and not _follows(analyzed, last):
            break
        last += 1
    if last > n and tokens[last - 1].key in GLUE and _ends(analyzed, last):
        last += 1
    keys = [token.key for token in tokens[n:last]]
    if not 2 <= len(keys) <= LONGEST_RUN or _is_borrowed(" ".join(keys)):
        return 0
    if keys[0] in GLUE or keys[-1] in GLUE:
        return 0
    held = any(key in GLUE for key in keys) and any(
        key not in GLUE and is_plain_english(key) for key in keys
    )
    return len(keys) if held else 0


def _is_english(token: Token) -> bool:
    return (
        token.is_word
        and token.text.islower()
        and token.key[-1] not in "-'"
        and is_plain_english(token.key)
        and token.key not in lexicon.loanwords()
    )


def _ends(analyzed: AnalyzedText, n: int) -> bool:
    """Say whether token ``n`` may end a phrase; it may be a French word, too: *of the clan*."""
    if n >= len(analyzed.tokens) or not _follows(analyzed, n):
        return False
    token = analyzed.tokens[n]
    return (
        token.text.islower()
        and token.key not in lexicon.FUNCTION_WORDS
        and lexicon.is_english(token.key)
        and lexicon.contrast(token.key) < MOST_FRENCH
    )


def _follows(analyzed: AnalyzedText, n: int) -> bool:
    """Say whether nothing but a space parts token ``n`` from the one before."""
    return analyzed.text[analyzed.tokens[n - 1].end : analyzed.tokens[n].start] == " "


def compound(analyzed: AnalyzedText, n: int) -> int:
    """Return the tokens of the compound of English words that starts at token ``n``, or 0.

    One of its parts at least is no French word, and French has not borrowed it.
    """
    tokens = analyzed.tokens
    if tokens[n].key[-1:] != "-" or (n and tokens[n - 1].key[-1:] == "-"):
        return 0
    last = n
    while last < len(tokens) and last < n + PARTS and tokens[last].key[-1:] == "-":
        last += 1
    parts = tokens[n : last + 1]
    if not 2 <= len(parts) <= PARTS or not all(t.is_word and t.text.islower() for t in parts):
        return 0
    if any(b.start != a.end for a, b in pairwise(parts)):
        return 0
    words = [token.key.rstrip("-") for token in parts]
    joined = "-".join(words)
    if _is_borrowed(joined) or lexicon.is_french(joined):
        return 0
    english = all(lexicon.is_english(word) and len(word) > 1 for word in words)
    return len(parts) if english and any(is_plain_english(word) for word in words) else 0


def _is_borrowed(phrase: str) -> bool:
    """Say whether French has borrowed a phrase or compound."""
    loans = lexicon.loanwords()
    if phrase in loans or phrase.replace("-", " ") in loans or phrase.replace(" ", "-") in loans:
        return True
    return all(word in loans for word in phrase.replace("-", " ").split()) or (
        lexicon.zipf(phrase, "fr") >= lexicon.zipf(phrase, "en") > 0.0
    )
