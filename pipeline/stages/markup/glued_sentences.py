"""Sentences that markup, taken out, left without a space between."""

from collections.abc import Iterator

import regex

from pipeline.edits import Edit, insertion
from pipeline.markup.spintax import reads_french
from pipeline.resources.lexicon import is_french, zipf
from pipeline.text.abbreviations import ABBREVIATION

_GLUED = regex.compile(
    r"(?<![^\s«“\"'’(-])([\p{Ll}][\p{Ll}\p{M}]{2,60}+)([»”\"]?(?:[^\S\n]?[!?]|[.…])[»”]?)"
    r"(\p{Lu}[\p{Ll}\p{M}]{0,60}+)(?=['’]\p{L}|[\s,]|-\p{Ll})"
)
_STOP_CAPITAL = regex.compile(r"[!?.…][»”]?\p{Lu}")
"""A prefilter: what two joined sentences have. Few texts have it, and it is found fast."""
_GLUED_WORD = regex.compile(r"(?<!\w)(\p{Ll}{4,60}+)(\p{Lu}\p{Ll}{2,60}+)(?=[\s,'’])")
_INNER_CAPITAL = regex.compile(r"\p{Ll}\p{Lu}")
"""A prefilter: what a joined word has. Few texts have it, and it is found fast."""
_FREQUENT = 4.5
"""Zipf frequency of words that begin a sentence rather than a name: *Les, Pour, Depuis, Trois*."""


def glued_sentences(text: str) -> Iterator[Edit]:
    """Yield spaces between sentences that markup, taken out, left without one."""
    for match in _GLUED.finditer(text) if _STOP_CAPITAL.search(text) else ():
        left, stop, right = match[1], match[2], match[3].lower()
        if not reads_french(left) or (stop[0] == "." and ABBREVIATION.fullmatch(left)):
            continue
        if not (reads_french(right) or is_french(right + "'")):
            continue
        elided = text[match.end() : match.end() + 1] in ("'", "’")
        sure = elided or zipf(right, "fr") >= _FREQUENT
        yield _break(match.end(2), 0.97 if sure else 0.8, "Two sentences are joined.")
    for match in _GLUED_WORD.finditer(text) if _INNER_CAPITAL.search(text) else ():
        whole = match.group().lower()
        if reads_french(match[1]) and reads_french(match[2].lower()) and not is_french(whole):
            yield _break(match.end(1), 0.7, "A heading is joined to what follows.", "\n\n", " ")


def _break(at: int, confidence: float, reason: str, after: str = " ", other: str = "\n\n") -> Edit:
    """Return the edit that parts two words; ``other`` is what may part them as well."""
    candidates = ((after, confidence), (other, round(0.9 * (1 - confidence), 2)))
    return insertion(at, after, "MRK010", confidence, reason, candidates=candidates)
