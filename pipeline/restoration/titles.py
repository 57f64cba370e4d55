"""English titles without quotation marks: *Ocean's eleven, twelve*, *Forbidden Love*.

Start reading from :func:`after_possessive` and :func:`in_title_case`. Nothing here marks a passage,
because spinners hit titles too (*Moody's Buyers Service*): restoration asks before it trusts.
"""

from pipeline.resources import lexicon
from pipeline.restoration.detection import Suspect
from pipeline.text.analysis import AnalyzedText
from pipeline.text.gazetteer import names

MOST_BETWEEN = 5
"""Words of a title between a possessive and a suspect span, at most."""


def after_possessive(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether a suspect span goes on with an English possessive: *Ocean's eleven, twelve*.

    French has no *'s* but at the end of names (*Moody's*): the words after it, up to the first that
    is French alone, are English. After a comma a title goes on only if French does not:
    *Schindler's list, movie de 1993* tells of the film.
    """
    if "s" not in analyzed.counts:
        return False
    tokens = analyzed.tokens
    end = suspect.start
    for n in range(suspect.first - 1, max(0, suspect.first - MOST_BETWEEN - 2), -1):
        token = tokens[n]
        if analyzed.text[token.end : end].strip(" "):
            return False
        if token.key == "s" and tokens[n - 1].end == token.start and tokens[n - 1].key[-1:] == "'":
            return all(end != token.stop for _, end, _ in names(analyzed))
        if token.key == "," and _french_follows(analyzed, suspect):
            return False
        if not (token.key in (",", "&") or token.text[0].isdigit() or _may_be_english(token.key)):
            return False
        end = token.start
    return False


def _french_follows(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether the word right after a suspect span is no English one."""
    if suspect.last >= len(analyzed.tokens):
        return False
    token = analyzed.tokens[suspect.last]
    return (
        token.is_word
        and analyzed.text[suspect.end : token.start].strip(" ") == ""
        and not _may_be_english(token.key)
    )


def _may_be_english(key: str) -> bool:
    """Say whether a word may stand in an English title; *a, on, pour* end it, *action* does not."""
    word = key.rstrip("-")
    return lexicon.is_english(word) and lexicon.contrast(word) < (
        0.0 if word in lexicon.FUNCTION_WORDS else 1.0
    )


def in_title_case(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether a phrase is written like a title: *Forbidden Love*, not *State of affairs*.

    A spinner capitalises the first word of a phrase, as the word was that it replaces.
    """
    words = [
        t
        for t in analyzed.tokens[suspect.first : suspect.last]
        if t.key not in lexicon.FUNCTION_WORDS
    ]
    text = analyzed.text[suspect.start : suspect.end]
    return len(words) > 1 and not text.isupper() and all(t.text[0].isupper() for t in words)
