"""Find the words in which signs stand for letters that an encoding lost, and what they may be.

Start reading from :func:`spans` and :func:`filled`. A sign is U+FFFD or a question mark (*d?cid?*).
Each stands for a letter beyond ASCII or for an apostrophe, two or three in a row perhaps for the
bytes of one. What may have stood there is looked up in the lexicon, letter by letter.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

import regex

from pipeline.resources import lexicon
from pipeline.resources.noisy_channel import bare
from pipeline.resources.spelling_index import accented
from pipeline.spelling.model import ELIDED
from pipeline.spelling.scan_candidates import begins, other_accented
from pipeline.text.addresses import Addresses
from pipeline.text.tokens import LONGEST

SIGN = "\ufffd"

SIGNS = frozenset("?\ufffd")

ALONE = ("?", SIGN, SIGN * 2)
"""Signs that by themselves may be *à*."""

_SURE = 2
"""Words that read as French when signs of loss inside of them are letters, from which question
marks are such signs, also at the ends of words."""

_MOST_RUNS, _MOST_SHAPES = 6, 16
"""Stretches of signs of one word beyond which it is given up, and ways to share them among letters
that are tried."""

_LETTERS = "àâæçèéêëîïôùûüœ"
"""What French has beyond ASCII, in small letters."""

_STEPS = ("a", "ae", "c", "e", "i", "o", "oe", "u")
"""The same without accents."""

_ELIDED = frozenset((*ELIDED, "presqu", "quelqu"))

_CAPITAL = {
    "écologie": 0.35,
    "économie": 0.36,
    "éducation": 0.6,
    "égalité": 0.22,
    "église": 0.26,
    "état": 0.52,
    "états": 0.96,
    "étoile": 0.17,
    "île": 0.47,
}
"""Words that news write with a capital now and then, and how often inside of sentences: counted in
OrangeSum. Those with a capital in less than one place of ten are left out."""

_IN_WORD = regex.compile(r"(?<=\p{Ll})\?+(?=\p{Ll})")

_RUN = regex.compile(r"[\p{L}'’?\ufffd]++")
"""Letters and signs of loss."""

_NO_EDGE = regex.compile(r"[\p{N}/=&]")
"""What such a run touches in code."""


def has_signs(text: str) -> bool:
    """Say, in no time, whether a text may have signs of loss."""
    return SIGN in text or ("?" in text and _IN_WORD.search(text) is not None)


def spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of words with signs of loss, and of signs by themselves."""
    found = list(_spans(text, wide=False))
    if sum(bool(filled(text[start:end].lower())) for start, end in found) >= _SURE:
        return list(_spans(text, wide=True))
    return [(start, end) for start, end in found if "?" not in text[start:end]]


def _spans(text: str, wide: bool) -> Iterator[tuple[int, int]]:
    """Yield the spans; question marks at the ends of words, or by themselves, where ``wide``."""
    addresses = Addresses(text)
    edges = "'’" if wide else "'’?"
    for match in _RUN.finditer(text):
        start, end = match.span()
        if SIGNS.isdisjoint(match.group()) or start in addresses:
            continue
        if _NO_EDGE.match(text[start - 1 : start]) or _NO_EDGE.match(text[end : end + 1]):
            continue
        while start < end and text[start] in edges:
            start += 1
        while start < end and text[end - 1] in edges:
            end -= 1
        piece = text[start:end]
        if piece[:1] in SIGNS and piece[1:2].isupper() and not piece.isupper():
            piece = piece[1:]  # a quotation mark was lost
            start += 1
        if SIGNS.isdisjoint(piece):
            continue
        apart = not text[start - 1 : start].strip() and not text[end : end + 1].strip()
        if not SIGNS.issuperset(piece) or (apart and piece in ALONE):
            yield start, end


@lru_cache(1 << 12)
def filled(word: str) -> tuple[str, ...]:
    """Return the French words that a lower-case one with signs may be.

    >>> filled("d?cid?"), filled("p?cheur")
    (('décidé',), ('pécheur', 'pêcheur'))
    """
    if len(word) > LONGEST or len(regex.findall(r"[?\ufffd]+", word)) > _MOST_RUNS:
        return ()
    found = [form for shape in _shapes(word.replace("?", SIGN)) for form in _elided(shape)]
    if word.endswith("?") and not SIGNS.isdisjoint(word[:-1]):  # the end of a question
        found += [form + "?" for form in filled(word[:-1])]
    return tuple(dict.fromkeys(found))


def _shapes(word: str) -> Iterator[str]:
    """Yield a word with one sign for each letter: two or three bytes may have been one letter."""
    pieces = regex.split(rf"({SIGN}+)", word)
    sizes = ({n: 0, -(-n // 2): 0, -(-n // 3): 0} for n in map(len, pieces[1::2]))
    for chosen in islice(product(*sizes), _MOST_SHAPES):
        pieces[1::2] = [SIGN * size for size in chosen]
        yield "".join(pieces)


def _elided(word: str) -> Iterator[str]:
    """Yield the words of one shape, a sign after *l, d, qu…* an apostrophe."""
    for mark, joint in (("'", "'"), (SIGN, "’")):
        head, found, rest = word.partition(mark)
        if found and head in _ELIDED:
            yield from (head + joint + form for form in _matching(rest) if lexicon.elides(form))
        elif (head, rest) == ("aujourd", "hui"):
            yield head + joint + rest
    if "'" not in word:
        yield from _matching(word)


def _matching(shape: str) -> list[str]:
    """Return the French words of a shape, its signs letters with accents."""
    if SIGN not in shape:
        return [shape] if shape and lexicon.is_french(shape) else []
    heads = [""]
    for letter in shape:
        steps = _STEPS if letter == SIGN else (bare(letter),)
        longer = [head + step for head in heads for step in steps]
        heads = [head for head in longer if begins(head)]
    fits = regex.compile(shape.replace(SIGN, f"[{_LETTERS}]")).fullmatch
    forms = {form for head in heads for form in (*accented(head), *other_accented(head))}
    return sorted(form for form in forms if fits(form) and not is_inverted(form))


def is_inverted(form: str) -> bool:
    """Say whether a form is that of a verb before *je*, which nobody writes: *parlè-je*."""
    return form.endswith("è") and lexicon.is_french(form[:-1] + "é")


def recased(word: str, form: str, starts: bool) -> dict[str, float]:
    """Return a form with the capitals of the word that it was read from, and their shares.

    Of a first letter that was lost nobody knows whether it was a capital, but where a sentence
    ``starts``.
    """
    if not any(map(str.islower, word)) and any(map(str.isupper, word[1:])):
        return {form.upper(): 1.0}
    if len(word) == len(form):
        form = "".join(b if a in SIGNS else a for a, b in zip(word, form, strict=True))
    elif word[0].isupper():
        form = _capital(form)
    head, mark, stem = form.rpartition("’" if "’" in form else "'")
    if word[len(head + mark)] not in SIGNS:
        return {form: 1.0}
    if (starts and not head) or not lexicon.is_french(stem):  # a name
        return {head + mark + _capital(stem): 1.0}
    share = _CAPITAL.get(stem, 0.0)
    return {form: 1 - share} | ({head + mark + _capital(stem): share} if share else {})


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
