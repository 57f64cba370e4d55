"""OCR002: words that a hyphen cuts in two, at the end of a printed line or in the middle of one."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from pipeline.edits import Edit, replacement
from pipeline.resources import lexicon
from pipeline.spelling.model import is_prefix
from pipeline.stages.spelling.neighbours import cased
from pipeline.text.tokens import Token

_HYPHEN = regex.compile(
    r"(?<=\p{L})(?:[-\u2010\u2011](?=\p{Ll}|\s{1,2}-?\p{Ll})"
    r"|[¬⸗=~](?=[^\S\n]?\n\p{Ll})|¬(?= \p{Ll}))"
)
"""A hyphen inside a word or at a line end, and the signs that print or programs put there: the
double hyphen of old print (read as *=*), and the sign *¬* of transcriptions."""


_UNLISTED_ZIPF = 3.0
"""Zipf value from which a whole word needs no entry in the lexicon (*Ven-dée*), and from which one
that begins with a prefix is no compound."""

_LISTED_ZIPF = 2.0
"""Zipf value from which a whole word of the lexicon is one."""

_OLD_COMPOUNDS = frozenset(
    "aussitôt bientôt plutôt sitôt longtemps partout surtout toujours lorsque puisque quoique "
    "quelque quelqu parfois autrefois quelquefois toutefois enfin ensuite partant davantage "
    "bonheur malheur contretemps printemps cependant auprès gentilhomme gentilshommes".split()
)
"""Words that were compounds with a hyphen until about 1800: *aussi-tôt, long-temps*."""

_SIGNS = "-\u2010\u2011"

_CUT_SIGN = "¬"
"""Marks nothing but a word that goes on in the next line, which may have been joined."""

_CLOSING = regex.compile(r"(?:[^\S\n]?[;:!?»]|[^\s\p{L}\p{N}]){0,3}(?=\s|$)")
"""Punctuation after a word, which stays on its line; French has a space before some signs."""

_CERTAIN, _DOUBTFUL = 0.98, 0.5
"""Confidence in a cut word, where it is certain and where its pieces may be a compound."""

_PIECE_ZIPF = 2.5
"""Zipf value from which a piece that the lexicon lacks is a word of its own."""


class CutWord(NamedTuple):
    """A word that a hyphen cuts in two: the numbers of its tokens, and the whole word."""

    first: int
    last: int
    whole: str
    certain: bool
    prefix: bool = False
    """Whether the first piece is a prefix, which may make a compound with the second."""


def cut_words(text: str, tokens: Sequence[Token]) -> Iterator[CutWord]:
    """Yield the words that a hyphen cuts in two, at the end of a line or in the middle of one.

    A cut is certain when a piece is no word and the whole is one, or when the hyphen ends a line
    and the compound is unknown. A prefix makes compounds of its own (*pro-russe*): it is no piece.
    Where lines were joined with a space (*inter- rompus*), one certain cut explains the others.
    """
    found = list(_cut_words(text, tokens))
    joined = any(word.certain and gap == " " for word, gap in found)
    for word, gap in found:
        if gap == " " and joined and tokens[word.last].word not in _COORDINATORS:
            yield word._replace(certain=True)
        elif not word.prefix:
            yield word


_COORDINATORS = frozenset("et ou à ni puis voire que mais comme".split())
"""What follows a prefix that stands for itself: *les pro- et les anti-européens*."""


def _cut_words(text: str, tokens: Sequence[Token]) -> Iterator[tuple[CutWord, str]]:
    """Yield what may be cut words, with what stands between their pieces."""
    for match in _HYPHEN.finditer(text):
        numbers = _pieces(text, tokens, match.end())
        if numbers is None:
            continue
        first, last, gap = numbers
        left, right = tokens[first].word.lower(), tokens[last].word
        whole = left + right
        listed = bool(lexicon.analyses(whole))
        ends_line = "\n" in gap
        if match.group() == _CUT_SIGN and (ends_line or listed):
            yield CutWord(first, last, whole, True), gap
            continue
        least = _LISTED_ZIPF if listed else _UNLISTED_ZIPF
        if min(len(left), len(right)) < 2 or lexicon.zipf(whole, "fr") < least:
            continue
        if not ends_line and (
            not listed or (whole in _OLD_COMPOUNDS and _is_old_compound(left, right))
        ):
            continue
        if lexicon.analyses(f"{left}-{right}") or lexicon.is_english(f"{left}-{right}"):
            continue
        if is_prefix(left) and _is_word(right) and not (ends_line and _cuts(left, whole)):
            if gap == " " and listed and lexicon.zipf(whole, "fr") >= _UNLISTED_ZIPF:
                yield CutWord(first, last, whole, False, prefix=True), gap
            continue
        stranger = not _is_word(right) or (not _is_word(left) and left[-1] not in "oi")
        yield CutWord(first, last, whole, stranger or ends_line), gap


def _pieces(text: str, tokens: Sequence[Token], end: int) -> tuple[int, int, str] | None:
    """Return the tokens on either side of a hyphen that ends at ``end``, and the gap after it.

    The gap is empty where one token holds the hyphen and its left piece.
    """
    at = bisect_left(tokens, end, key=lambda token: token.end)
    token = tokens[at]
    if token.end != end:
        return None
    first, last = at, at + 1
    apart = not token.is_word  # the hyphen is a token of its own
    if apart:
        if not at or tokens[at - 1].end != token.start or not tokens[at - 1].text.isalpha():
            return None
        first = at - 1
        if last < len(tokens) and tokens[last].key == "-":  # « re- -gard »
            last += 1
    if last >= len(tokens) or not tokens[last].word.islower() or not tokens[last].word.isalpha():
        return None
    gap = text[token.end : tokens[last].start]
    if (apart and not gap) or len(gap) > 3 or not tokens[first].word.isalpha():
        return None
    if tokens[last].text[-1] in _SIGNS or (first and tokens[first - 1].text[-1] in _SIGNS):
        return None  # a chain of more than two pieces
    return first, last, gap if apart else ""


def _is_old_compound(left: str, right: str) -> bool:
    """Say whether both pieces are words, so that no scan cut the whole in two."""
    return _is_word(left) and _is_word(right)


def _cuts(prefix: str, whole: str) -> bool:
    """Say whether a line end cut a word and no compound: *re-traite*, but not *anti-tabac*."""
    return len(prefix) < 4 and lexicon.zipf(whole, "fr") >= _UNLISTED_ZIPF


def _is_word(piece: str) -> bool:
    return (
        lexicon.is_french(piece)
        or lexicon.is_english(piece)
        or lexicon.zipf(piece, "fr") >= _PIECE_ZIPF
    )


def hyphen_removals(text: str, tokens: Sequence[Token]) -> Iterator[Edit]:
    """Yield the edits that take the hyphen out of a word; a line break inside goes after it."""
    taken = -1
    for word in cut_words(text, tokens):
        start, end = tokens[word.first].start, tokens[word.last].stop
        if start < taken:
            continue
        after = cased(word.whole, text[start:end])
        if "\n" in text[start:end]:
            start, end, after = _on_one_line(text, start, end, after)
        taken = end
        confidence = _CERTAIN if word.certain else _DOUBTFUL
        reason = "the pieces are no compound, together they are a word"
        yield replacement(text, (start, end), after, "OCR002", confidence, reason)


def _on_one_line(text: str, start: int, end: int, whole: str) -> tuple[int, int, str]:
    """Return the span of a cut word with its line break moved after the word, and its new text.

    Punctuation stays with the word. Where its second piece is a line of its own the break goes
    before the word.
    """
    closing = _CLOSING.match(text, end)
    if closing is None:
        return start, end, whole
    mark, stop = closing.group(), closing.end()
    if text[stop : stop + 1] == " ":
        return start, stop + 1, f"{whole}{mark}\n"
    if text[start - 1 : start] == " ":
        return start - 1, end, f"\n{whole}"
    return start, end, whole
