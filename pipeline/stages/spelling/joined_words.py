"""SPL005 and SPL004: two words without a space, where a capital or an elided word shows it.

Other words run together are options of unknown words (:func:`pipeline.spelling.model.splits`).
"""

from collections.abc import Sequence

import regex

from pipeline.edits import Edit, replacement
from pipeline.resources import lexicon
from pipeline.spelling.model import ELIDED
from pipeline.stages.spelling.neighbours import may_start_sentence
from pipeline.stages.spelling.screening import FREQUENT_ZIPF
from pipeline.stages.spelling.unknown_words import CODE_SIGNS
from pipeline.text.tokens import Token

_CODE_OR_QUOTE = CODE_SIGNS | {"'", '"'}


_GLUED = regex.compile(
    r"(?P<left>\p{L}?\p{Ll}{2,})(?P<right>(?:\p{Lu}\p{Ll}*|(?:L|D|J|C|N|S|M|T|Qu|Lorsqu)['’]))"
)


_OPENING_ZIPF, _KNOWN_ZIPF = 5.5, 3.0
"""Zipf value that words which begin a sentence have (*Le, Selon, Si*), and that any other second
word needs after a French one in lower case. Elsewhere a capital inside a word is a brand more often
than not (*StopCovid*), or a name in a program: of 117 joined words in sound text all 54 of two
English words were (*useState, imageSize, onChange*) but one."""

_OPENING_PARTS = frozenset({"det", "prep", "pron", "conj", "adv"})
"""Parts of speech of words that begin a sentence; *Compte* is frequent as well: *MonCompte*."""


_TWO_SENTENCES, _TWO_WORDS = 0.6, 0.35
"""Confidence that a capital inside a word begins a sentence, or only a word."""

_ELIDED_AFTER_WORD = 0.96
"""Confidence in the parting of a word from an elided one."""

_CLITIC = regex.compile(rf"(?P<left>\p{{L}}\p{{Ll}}{{2,}}?)(?P<right>(?:{'|'.join(ELIDED)})['’])")
"""A word and an elided one after it; the shortest word, so that *jusqu'* stays whole."""


def parted_at_capital(text: str, token: Token) -> Edit | None:
    """Return the parting of a word that a capital cuts in two: *annoncéLe*."""
    match = _GLUED.fullmatch(token.text)
    if not match:
        return None
    left, right = match["left"], match["right"]
    if text[token.start - 1 : token.start] in _CODE_OR_QUOTE or not lexicon.analyses(left):
        return None
    if right[-1] not in "'’" and not (_may_open(right) or _may_follow(left, right)):
        return None
    sentences, words = f"{left}. {right}", f"{left} {right}"
    return replacement(
        text,
        (token.start, token.end),
        sentences,
        "SPL005",
        _TWO_SENTENCES,
        "two words are run together at the capital",
        candidates=((sentences, _TWO_SENTENCES), (words, _TWO_WORDS)),
    )


def _may_open(word: str) -> bool:
    """Say whether a capitalised word begins sentences."""
    if len(word) < 2:
        return word in "AÀ"
    return lexicon.zipf(word, "fr") >= _OPENING_ZIPF and any(
        a.pos in _OPENING_PARTS for a in lexicon.analyses(word.lower())
    )


def _may_follow(left: str, right: str) -> bool:
    """Say whether a capitalised word may be the next one after a word in lower case."""
    word = right.lower()
    return (
        left.islower()
        and len(right) > 1
        and lexicon.zipf(right, "fr") >= _KNOWN_ZIPF
        and not (lexicon.is_english(left) and lexicon.is_english(word))
    )


def parted_at_elision(text: str, tokens: Sequence[Token], at: int) -> Edit | None:
    """Return the parting of a word from the elided one that it ran into: *respirerl'air*.

    The 18 such places in typed sentences (tune part) were right; clean news has none. A scan may
    have a stray apostrophe (*rassemblem'ent*, *vers'un*): nothing is parted where the word without
    it is French.
    """
    token = tokens[at]
    match = _CLITIC.fullmatch(token.text)
    if not match or at + 1 == len(tokens):
        return None
    after = tokens[at + 1].word
    if not (lexicon.elides(after) and lexicon.is_french(after)):
        return None
    if lexicon.is_french(token.word) or lexicon.is_french(token.word + after):
        return None
    left = match["left"]
    if left[0].isupper() and not may_start_sentence(tokens, text, at):
        return None  # a name: *Gall'erond*
    if lexicon.zipf(left, "fr") < FREQUENT_ZIPF or not lexicon.is_french(left):
        return None
    two = f"{left} {match['right']}"
    reason = f"« {left} » and an elided word are run together"
    return replacement(text, (token.start, token.end), two, "SPL004", _ELIDED_AFTER_WORD, reason)
