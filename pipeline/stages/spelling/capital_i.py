"""OCR007: capital I and small l in each other's place (*lsabelle, lls*, *EIIe, Ià, iI*)."""

import re
from collections.abc import Iterator, Sequence

from pipeline.edits import Edit, replacement
from pipeline.resources import lexicon
from pipeline.spelling.lost_apostrophes import fits_before
from pipeline.stages.spelling.neighbours import right_keys, stands_free, starts_sentence
from pipeline.text import demonyms
from pipeline.text.tokens import Token

_CONFIDENCE = 0.98

_SHORTEST_NAME = 4
"""Letters of the shortest name that begins with I and a consonant: *Inde, Iran, Ivan*."""


_CONJUNCTIONS = frozenset("mais car or donc quand comme".split())


_ORDINAL = re.compile(r"I{2,3}(?:e|es|de|nde?|i?[èée]mes?)")


_VOWELS = frozenset("aeiouyàâéèêëîïôöûü")


def restored_capitals(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:
    """Yield words whose capital I was read as a small l, or the other way round."""
    for i, token in enumerate(tokens):
        word = token.text
        if "I" in word and (meant := _with_small_l(text, tokens, i)):
            reason = f"no French word is written « {word} »; a scan reads the small l so"
            yield _as_capital(text, token, meant, reason)
            continue
        if word == "II" and _is_pronoun(text, tokens, i):
            yield _as_capital(text, token, "Il", "a pronoun stands before a verb, not a number")
        if word[0] != "l" or not word.isalpha() or lexicon.is_french(word):
            continue
        elided = i > 0 and tokens[i - 1].end == token.start and tokens[i - 1].key[-1:] == "'"
        start = tokens[i - 1].start if elided else token.start  # *l'ltalie*
        if len(word) < 2 or not stands_free(text, start, token.end):
            continue
        meant = "I" + word[1:]
        if not _may_be_capital_i(text, tokens, i, meant):
            continue
        reason = f"no French word begins as « {word} »; a scan reads the capital I so"
        yield _as_capital(text, token, meant, reason)


def _may_be_capital_i(text: str, tokens: Sequence[Token], at: int, meant: str) -> bool:
    """Say whether a token is a name, or the first word of a sentence, when its l is read as I."""
    word = tokens[at].text
    if word in ("ll", "lls"):
        return starts_sentence(tokens, text, at) and bool(right_keys(tokens, text, at))
    proper = any(a.lemma[:1].isupper() for a in lexicon.analyses(meant))
    if word[1] in _VOWELS:  # *lan* may be *l'an*
        following = tokens[at + 1].text if at + 1 < len(tokens) else ""
        return proper and following[:1].isupper() and following[1:2].islower()
    return len(word) >= _SHORTEST_NAME and (
        proper
        or (starts_sentence(tokens, text, at) and lexicon.is_french(meant))
        or demonyms.is_demonym(meant.lower())
    )


def _is_pronoun(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Tell *II* that begins a sentence (*II ne dit rien*) from a number (*Napoléon II*)."""
    head = starts_sentence(tokens, text, at) or tokens[at - 1].key in _CONJUNCTIONS
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return (
        head
        and following is not None
        and following.text[0].islower()
        and text[tokens[at].end : following.start] == " "
        and fits_before(following.text)
    )


def _with_small_l(text: str, tokens: Sequence[Token], at: int) -> str:
    """Return a word with its capital I read as a small l, empty where it is right as it stands.

    Inside a word in lower case a capital is out of place: *EIIe, AIors, iI*. At the beginning the
    word must be no French one, and a frequent one with the l: *Ià, Ies*, not *Ian*.
    """
    token = tokens[at]
    word = token.text
    if not stands_free(text, token.start, token.stop) and word[-1] not in "'’":
        return ""
    if word[-1] in "'’":
        following = tokens[at + 1].word if at + 1 < len(tokens) else ""
        fits = len(word) == 2 and following[2:].islower() and lexicon.elides(following)
        return "l" + word[-1] if fits and lexicon.is_french(following) else ""
    rest = word[1:]
    meant = word[0] + rest.replace("I", "l")
    if "I" in rest:
        plain = rest.replace("I", "")
        if not word.isalpha() or word.isupper() or not (plain + word[0].lower()).islower():
            return ""
        if _ORDINAL.fullmatch(word):
            return ""  # *le IIe siècle*, not *l'Ile*
        return meant if lexicon.is_french(meant.lower()) and len(meant) > 1 else ""
    meant = "l" + rest
    if (word == "Ie" and _follows_je(tokens, at)) or not _before_french(tokens, at):
        return ""
    if len(word) < 2 or not rest.isalpha() or not rest.islower():
        return ""
    known = lexicon.analyses(word) or lexicon.is_french(word.lower()) or lexicon.is_english(word)
    frequent = lexicon.zipf(meant, "fr") >= _FREQUENT
    return meant if frequent and not known and lexicon.is_french(meant) else ""


def _before_french(tokens: Sequence[Token], at: int) -> bool:
    """Say whether no foreign word follows: *« Ia ora na »* is Tahitian."""
    following = next((t.word for t in tokens[at + 1 : at + 2] if t.word), "")
    return not following.islower() or lexicon.is_french(following)


def _follows_je(tokens: Sequence[Token], at: int) -> bool:
    """Say whether what follows stands after *je*, not after *le*: old print has *Ie ne sçay*."""
    if at + 1 == len(tokens):
        return False
    following = tokens[at + 1].key.replace("’", "'")
    readings = lexicon.analyses(tokens[at + 1].word.lower())
    return following in _AFTER_JE or (
        any(reading.verb.endswith("1s") for reading in readings)
        and all(reading.pos == "verb" for reading in readings)
    )


_AFTER_JE = frozenset("ne n' me m' te t' vous y ay sçay sçays doibs".split())

_FREQUENT = 4.0
"""Zipf value that a word needs to be read so where its first letter is the misread one."""


def _as_capital(text: str, token: Token, meant: str, reason: str) -> Edit:
    return replacement(text, (token.start, token.end), meant, "OCR007", _CONFIDENCE, reason)
