"""Find words in which replacement characters stand for lost letters, and what the words may be.

Start reading from :func:`spans` and :func:`filled`. A replacement character is U+FFFD or a question
mark (*d?cid?*). It stands for a letter beyond ASCII or for an apostrophe; two or three in a row may
be the bytes of one letter. What may have stood there is looked up in the lexicon, letter by letter.
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
from pipeline.text.tokens import LONGEST_WORD

REPLACEMENT = "\ufffd"
"""What an encoding that knows Unicode writes for a character that it cannot read."""

REPLACEMENTS = frozenset("?\ufffd")
"""The replacement characters."""

LONE_REPLACEMENTS = ("?", REPLACEMENT, REPLACEMENT * 2)
"""What may be *à* when it stands between two spaces."""

_LEAST_WORDS = 2
"""Words that are French with letters in the place of replacement characters inside them. With that
many, all question marks of a text may be replacement characters, at the ends of words, too."""

_MOST_RUNS = 6
"""Stretches of replacement characters in a word; one that has more is not looked up."""

_MOST_SHAPES = 16
"""Ways to share the replacement characters of a word among letters that are tried."""

_LETTERS = "àâæçèéêëîïôùûüœ"
"""What French has beyond ASCII, in small letters."""

_STEPS = ("a", "ae", "c", "e", "i", "o", "oe", "u")
"""These letters without their accents."""

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
"""Words that news write with a capital now and then, and how often they do inside of a sentence,
counted in OrangeSum. Words with a capital in less than one place of ten are left out."""

_IN_WORD = regex.compile(r"(?<=\p{Ll})\?+(?=\p{Ll})")

_RUN = regex.compile(r"[\p{L}'’?\ufffd]++")
"""A run of letters and replacement characters."""

_GARBLED = regex.compile(
    r"[[\p{L}\p{M}]--[\p{Latin}\p{Common}]]|[\x80-\x9f\u2500-\u259f]", regex.V1
)
"""What shows that a word is still garbled otherwise: its U+FFFD is a byte, and no letter."""

_NO_EDGE = regex.compile(r"[\p{N}/=&\xa1-\xaa\xac-\xba\xbc-\xbf]")
"""What touches such a run in code, and the signs that are the second half of a garbled letter
(*m�¨re*): it is no word then."""


def has_replacements(text: str) -> bool:
    """Say whether a text may have replacement characters: a prefilter that costs no time."""
    return REPLACEMENT in text or ("?" in text and _IN_WORD.search(text) is not None)


def spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of words with replacement characters, and of lone ones."""
    if not has_replacements(text):
        return []
    found = list(_spans(text, wide=False))
    if sum(bool(filled(text[start:end].lower())) for start, end in found) >= _LEAST_WORDS:
        return list(_spans(text, wide=True))
    return [(start, end) for start, end in found if "?" not in text[start:end]]


def _spans(text: str, wide: bool) -> Iterator[tuple[int, int]]:
    """Yield the spans; ``wide`` takes question marks at the ends of words and lone ones, too."""
    addresses = Addresses(text)
    edges = "'’" if wide else "'’?"
    for match in _RUN.finditer(text):
        start, end = match.span()
        if REPLACEMENTS.isdisjoint(match.group()) or start in addresses:
            continue
        if _GARBLED.search(text, max(0, start - 1), end + 1):
            continue
        if _NO_EDGE.match(text[start - 1 : start]) or _NO_EDGE.match(text[end : end + 1]):
            continue
        while start < end and text[start] in edges:
            start += 1
        while start < end and text[end - 1] in edges:
            end -= 1
        piece = text[start:end]
        if piece[:1] in REPLACEMENTS and piece[1:2].isupper() and not piece.isupper():
            piece = piece[1:]  # a quotation mark was lost
            start += 1
        if REPLACEMENTS.isdisjoint(piece):
            continue
        apart = not text[start - 1 : start].strip() and not text[end : end + 1].strip()
        if not REPLACEMENTS.issuperset(piece) or (apart and piece in LONE_REPLACEMENTS):
            yield start, end


@lru_cache(1 << 12)
def filled(word: str) -> tuple[str, ...]:
    """Return the French words that a lower-case one with replacement characters may be.

    >>> filled("d?cid?"), filled("p?cheur")
    (('décidé',), ('pécheur', 'pêcheur'))
    """
    if len(word) > LONGEST_WORD or len(regex.findall(r"[?\ufffd]+", word)) > _MOST_RUNS:
        return ()
    found = [form for shape in _shapes(word.replace("?", REPLACEMENT)) for form in _elided(shape)]
    if word.endswith("?") and not REPLACEMENTS.isdisjoint(word[:-1]):  # the end of a question
        found += [form + "?" for form in filled(word[:-1])]
    return tuple(dict.fromkeys(found))


def _shapes(word: str) -> Iterator[str]:
    """Yield a word with one U+FFFD for each letter: two or three may have been one letter."""
    pieces = regex.split(rf"({REPLACEMENT}+)", word)
    sizes = ({n: 0, -(-n // 2): 0, -(-n // 3): 0} for n in map(len, pieces[1::2]))
    for chosen in islice(product(*sizes), _MOST_SHAPES):
        pieces[1::2] = [REPLACEMENT * size for size in chosen]
        yield "".join(pieces)


def _elided(word: str) -> Iterator[str]:
    """Yield the words of a shape, in which U+FFFD after *l, d, qu…* is an apostrophe."""
    for mark, joint in (("'", "'"), (REPLACEMENT, "’")):
        head, found, rest = word.partition(mark)
        if found and head in _ELIDED:
            yield from (head + joint + form for form in _matching(rest) if lexicon.elides(form))
        elif (head, rest) == ("aujourd", "hui"):
            yield head + joint + rest
    if "'" not in word:
        yield from _matching(word)


def _matching(shape: str) -> list[str]:
    """Return the French words of a shape, in which each U+FFFD is a letter with an accent."""
    if REPLACEMENT not in shape:
        return [shape] if shape and lexicon.is_french(shape) else []
    heads = [""]
    for letter in shape:
        steps = _STEPS if letter == REPLACEMENT else (bare(letter),)
        longer = [head + step for head in heads for step in steps]
        heads = [head for head in longer if begins(head)]
    fits = regex.compile(shape.replace(REPLACEMENT, f"[{_LETTERS}]")).fullmatch
    forms = {form for head in heads for form in (*accented(head), *other_accented(head))}
    return sorted(form for form in forms if fits(form) and not is_inverted(form))


def is_inverted(form: str) -> bool:
    """Say whether a form is that of a verb before *je*, which nobody writes: *parlè-je*."""
    return form.endswith("è") and lexicon.is_french(form[:-1] + "é")


def recased(word: str, form: str, starts: bool) -> dict[str, float]:
    """Return the spellings of a form, with the capitals of its word, and their shares.

    ``form`` is what ``word``, with replacement characters, may be. When its first letter was lost,
    it may have been a capital: surely so where a sentence ``starts``.
    """
    if not any(map(str.islower, word)) and any(map(str.isupper, word[1:])):
        return {form.upper(): 1.0}
    if len(word) == len(form):
        form = "".join(b if a in REPLACEMENTS else a for a, b in zip(word, form, strict=True))
    elif word[0].isupper():
        form = _capital(form)
    head, mark, stem = form.rpartition("’" if "’" in form else "'")
    if word[len(head + mark)] not in REPLACEMENTS:
        return {form: 1.0}
    if (starts and not head) or not lexicon.is_french(stem):  # a name
        return {head + mark + _capital(stem): 1.0}
    share = _CAPITAL.get(stem, 0.0)
    return {form: 1 - share} | ({head + mark + _capital(stem): share} if share else {})


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
