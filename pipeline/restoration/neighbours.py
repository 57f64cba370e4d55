"""What stands right beside a suspect span: English, a name, quotation marks."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

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
