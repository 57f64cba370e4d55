"""What stands right beside a suspect span: English, a name, quotation marks."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from pipeline.resources import lexicon
from pipeline.text.analysis import AnalyzedText

if TYPE_CHECKING:
    from pipeline.restoration.detection import Suspect


@lru_cache(maxsize=1 << 14)
def is_plain_english(key: str) -> bool:
    """Say whether a key is English and not French too: *the, of, and*, but not *train*."""
    word = key.rstrip("-'")
    return lexicon.is_english(word) and (
        not lexicon.is_french(word) or lexicon.contrast(word) < -1.0
    )


def beside_english(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether an English word stands right beside a suspect span, on the same line."""
    tokens = analyzed.tokens
    around = []
    if suspect.first:
        around.append((tokens[suspect.first - 1], tokens[suspect.first - 1].end, suspect.start))
    if suspect.last < len(tokens):
        around.append((tokens[suspect.last], suspect.end, tokens[suspect.last].start))
    return any(
        token.is_word and is_plain_english(token.key) and analyzed.text[start:end].strip(" -") == ""
        for token, start, end in around
    )


def after_name(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether a French word with a capital goes on with a name (*Lexus Convertible*)."""
    if (
        suspect.kind != "homograph"
        or not suspect.first
        or not analyzed.text[suspect.start].isupper()
    ):
        return False
    before = analyzed.tokens[suspect.first - 1]
    return (
        before.is_word
        and before.text[0].isupper()
        and not lexicon.is_french(before.key)
        and analyzed.text[before.end : suspect.start].strip(" -") == ""
    )


def in_quotes(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether a quotation mark stands within two characters of a suspect span."""
    around = (
        analyzed.text[max(0, suspect.start - 2) : suspect.start]
        + analyzed.text[suspect.end : suspect.end + 2]
    )
    return any(c in around for c in '"“”«»‘')


_QUOTED = regex.compile(r"[«“\"‘'][\s\u00a0\u202f]?$"), regex.compile(r"[\s\u00a0\u202f]?[»”\"’']")
"""An opening quotation mark right before a place, and a closing one right after it."""

_SPOKEN_OF = regex.compile(
    r"\b(?:anglais\w*|signifi\w+|ve(?:ut|ulent) dire|tradui\w+|traduction\w*|synonymes?|remplac\w+"
    r"|mots?|termes?|verbes?|adverbes?|adjectifs?|orthograph\w+|étymolog\w+|dictionnaires?)\b",
    regex.IGNORECASE,
)
"""What tells that a text speaks of words: *« jail » signifie prison*."""

_NAMED = regex.compile(
    r"\b(?:(?:mot|terme|verbe|nom|adjectif|adverbe) anglais|en anglais,?|adverbe) $",
    regex.IGNORECASE,
)
"""What stands right before a word that is spoken of, without quotation marks."""

_NEAR = 60
"""Characters from a quoted word in which the text tells that it speaks of words."""


def is_spoken_of(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether a text speaks of a span as a word, rather than uses it."""
    text, start, end = analyzed.text, suspect.start, suspect.end
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    if _NAMED.search(before):
        return True
    opening, closing = _QUOTED
    if not opening.search(before) or not closing.match(after):
        return False
    return bool(
        _SPOKEN_OF.search(before.rpartition("\n")[2]) or _SPOKEN_OF.search(after.partition("\n")[0])
    )
