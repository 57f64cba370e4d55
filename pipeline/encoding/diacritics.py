"""Give back the letters that a text lost on its way through an encoding without accents.

Start reading from :func:`restored`. Three things happen to French in such an encoding: the accents
go (*les elus ont decide*), each letter that has one becomes a sign of loss (*les ?lus ont d?cid?*,
:mod:`pipeline.encoding.replacement_characters`), or it falls out (*les lus ont dcid*,
:mod:`pipeline.encoding.dropped_letters`). What may have stood there is looked up for each word, and
the language model chooses among it: all words are read again and again, each beside what its
neighbours have become. How often the text loses an accent is counted on words that leave no doubt,
and is the prior of words that do (*a* or *à*): in a text that keeps its accents nothing is asked.
"""

from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from math import log, log10
from typing import Literal, NamedTuple

from pipeline.encoding import dropped_letters, replacement_characters
from pipeline.encoding.mojibake import is_piece
from pipeline.encoding.replacement_characters import ALONE, SIGN, SIGNS
from pipeline.resources import lexicon
from pipeline.resources.language_model import END, START, model
from pipeline.resources.spelling_index import accented
from pipeline.spelling.model import old, softmax
from pipeline.spelling.scan_candidates import other_accented
from pipeline.text.tokens import Token, sentences, tokenize

LEAST = 0.3
"""Probability below which nothing is proposed."""

_LOST = 0.5
"""Share of accents that must be lost before a text is read again."""

_ANCIENT = 3
"""Words that lost an accent for each one in a spelling of before 1878 (*avoit*), from which a text
is no old one. Of 10,643 such words in news without accents 122 look old."""

_ODD = 2
"""Words that no accent makes French, for each one that lost an accent, from which a text is a bad
scan, or Middle French, which did without accents."""

_LIKELY = 2
"""Words that are English, and French with *é*, which tell that a text has lost its accents when
nothing else tells, and nothing else is English: *le general a maintenu sa deposition*."""

_ACCENTS, _FEWEST = "éèàê", 60
"""The most frequent letters with accents. A text of which one character in 60 is such a letter has
not lost half of them: in news it is one in 34."""

_VANISHED = 2
"""Words that leave no doubt that letters fell out, from which a text is read again for them."""

_INITIALS = 6
"""Letters from which a word in capitals is more likely one of a headline than a row of initials."""

_STRAY = 0.03
"""Prior of an unknown word that has no accent to lose: a name in small letters, a foreign word."""

_ENGLISH = 0.1
"""The same of an English word that French would write with an accent: *decision*."""

_BY_ITSELF = -2.0
"""Prior (log10) of a sign by itself that is no letter: a quotation mark, a dash, a question."""

_NO_LETTER = -3.0
"""The same of a sign inside a word."""

_NO_WORD = -2.0
"""The same of a space too many, where *à* may have stood."""

_NO_HEAD = -4.0
"""The same where a sentence would begin in small letters."""

_FRENCH, _SAMPLE = 0.7, 300
"""Share of words in small letters, without those that may have lost something, that are French
below which a text is in another language, and how many are looked up."""

_RARE = 2.0
"""Zipf value of a usual word that the language model does not know."""

_CONTEXT = 3

_SWEEPS = 3
"""Times that each word is read beside what its neighbours have become."""


class Option(NamedTuple):
    """What a word may be: its text, its keys, and the log10 of its prior probability."""

    text: str
    keys: tuple[str, ...]
    prior: float


Loss = Literal["accent", "sign", "letter"]
"""What was lost: an accent, a letter with a sign in its place, a letter without one."""


class Word(NamedTuple):
    """A word that may have lost something: the number of its token, and its options.

    The first option leaves it as it is.
    """

    at: int
    lost: Loss
    options: tuple[Option, ...]


class Losses(NamedTuple):
    """Shares, 0 to 1, of the letters with accents that a text lost: the accent alone, or all.

    ``elided`` says that apostrophes may be among what was lost: the text has none.
    """

    accents: float
    letters: float
    elided: bool


class Restored(NamedTuple):
    """A word given back: its span, its text, the probability of it, its rivals, what it lost."""

    start: int
    end: int
    text: str
    chance: float
    rivals: tuple[tuple[str, float], ...]
    lost: Loss


def restored(text: str) -> list[Restored]:
    """Return the words of a text that lost letters or accents, with what they probably were.

    Empty for a text that keeps its accents, for one that is not French, and for one in the spelling
    of before 1878, which did without some of them.
    """
    spans = replacement_characters.spans(text) if replacement_characters.has_signs(text) else []
    if not spans and sum(map(text.count, _ACCENTS)) * _FEWEST >= len(text):
        return []
    tokens = _merged(text, spans)
    losses = _losses(text, tokens)
    if losses.letters >= _LOST:
        tokens = _with_gaps(text, tokens)
    ranges = list(sentences(text, tokens))
    words = list(_words(text, tokens, {first for first, _ in ranges}, losses))
    return list(_decoded(tokens, ranges, words)) if words and _is_french(tokens, words) else []


def _merged(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Token, ...]:
    """Return the tokens of a text in which each of ``spans`` is one token."""
    tokens = tokenize(text)
    found: list[Token] = []
    at = 0
    for start, end in spans:
        while at < len(tokens) and tokens[at].end <= start:
            found.append(tokens[at])
            at += 1
        while at < len(tokens) and tokens[at].start < end:
            at += 1
        piece = text[start:end]
        found.append(Token(piece, start, end, piece.lower().replace("’", "'"), piece, True))
    return (*found, *tokens[at:])


def _is_spoilt(token: Token) -> bool:
    return token.is_word and not SIGNS.isdisjoint(token.text)


def _with_gaps(text: str, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return the tokens of a text with one of no width wherever *à* may have stood."""
    gaps = (Token("À", at, at, "", "", False) for at in dropped_letters.gaps(text))
    return tuple(sorted((*tokens, *gaps), key=lambda token: (token.start, token.end)))


def _losses(text: str, tokens: Sequence[Token]) -> Losses:
    """Return how much was lost, counted on words that leave no doubt.

    Only *é* counts for accents: old print does without the others (*remede, siecle, ame*). Neither
    do pieces of compounds, which may be those of a word that a hyphen cuts, or of garbled words.
    """
    lost = kept = ancient = vanished = odd = likely = english = 0
    elided = not any(token.key.endswith("'") for token in tokens)
    keys = ["", *(token.key for token in tokens)]
    for (before, word), token in zip(pairwise(keys), tokens, strict=True):
        if not word.isalpha() or not token.text.islower() or before.endswith("-"):
            continue
        if "é" in word:
            kept += 1
        elif _lacks_accent(word):
            lost += not is_piece(text, token.start, token.end)
        elif (
            word.isascii()
            and len(word) > 3
            and not lexicon.is_french(word)
            and not is_piece(text, token.start, token.end)
        ):
            ancient += old(word)
            odd += not accented(word)
            if lexicon.is_english(word):
                english += 1
                likely += _may_lack_accent(word)
            else:
                vanished += _lacks_letter(word, elided)
    if not lost + kept and likely >= _LIKELY and likely == english:
        lost = likely
    doubt = lost + vanished + kept + 1
    return Losses(
        (lost + 0.5) / doubt if lost > max(_ANCIENT * ancient, odd / _ODD) else 0.0,
        vanished / doubt if vanished >= _VANISHED else 0.0,
        elided,
    )


@lru_cache(1 << 12)
def _lacks_accent(word: str) -> bool:
    """Say whether a word in small letters is no word, and is one with an acute accent."""
    return (
        word.isascii()
        and len(word) > 4
        and not lexicon.is_french(word)
        and not lexicon.is_english(word)
        and _may_lack_accent(word)
    )


@lru_cache(1 << 12)
def _may_lack_accent(word: str) -> bool:
    """Say whether a word in small letters is one of French with an acute accent."""
    return any("é" in form and lexicon.zipf(form, "fr") >= _RARE for form in accented(word))


@lru_cache(1 << 12)
def _lacks_letter(word: str, elided: bool) -> bool:
    """Say whether a word in small letters that is no French one is what is left of one."""
    forms = (form for _, form in dropped_letters.shapes(word, elided))
    return any(lexicon.zipf(form, "fr") >= _RARE for form in forms)


def _words(
    text: str, tokens: Sequence[Token], starts: Container[int], losses: Losses
) -> Iterator[Word]:
    """Yield the words that may have lost something; at ``starts`` a sentence begins."""
    for at, token in enumerate(tokens):
        if _is_spoilt(token):
            word = Word(at, "sign", _lost_letters(token.text, at in starts))
        elif token.start == token.end:
            word = Word(at, "letter", _lost_word(at in starts, tokens[at + 1].text))
        elif not (token.is_word and token.word.isalpha()) or is_piece(text, token.start, token.end):
            continue
        elif losses.letters >= _LOST:
            word = Word(at, "letter", _vanished_letters(token, at in starts, losses.elided))
        elif losses.accents >= _LOST:
            word = Word(at, "accent", _lost_accents(token, losses.accents))
        else:
            continue
        if len(word.options) > 1:
            yield word


def _lost_word(starts: bool, following: str) -> tuple[Option, ...]:
    if starts and following[0].islower():  # a sentence has lost its head
        return (Option("", (), _NO_HEAD), Option("À", ("à",), 0.0))
    return (Option("", (), _NO_WORD), Option("À" if starts else "à", ("à",), 0.0))


def _vanished_letters(token: Token, starts: bool, elided: bool) -> tuple[Option, ...]:
    word, tail = token.word, token.key[len(token.word) :]
    if tail == "'" or (word.isupper() and 1 < len(word) < _INITIALS):
        return ()
    forms = [
        Option(text, (*_keys(form)[:-1], _keys(form)[-1] + tail), log10(share))
        for shape, form in dropped_letters.shapes(word, elided)
        for text, share in replacement_characters.recased(shape, form, starts).items()
    ]
    return (Option(word, (token.key,), _stays(word)), *forms)


def _lost_accents(token: Token, lost: float) -> tuple[Option, ...]:
    word, tail = token.word, token.key[len(token.word) :]
    if len(word) > 1 and word.isupper():
        return ()
    forms = [
        Option(text, (form + tail,), log10(lost))
        for form in _accented(word)
        if (text := _with_accents(word, form)) != word
    ]
    return (Option(word, (token.key,), _stays(word)), *forms)


def _with_accents(word: str, form: str) -> str:
    """Return a word with the accents of a form; a capital stays without, as newspapers print it."""
    return "".join(a if b.isascii() or a.isupper() else b for a, b in zip(word, form, strict=True))


@lru_cache(1 << 14)
def _accented(word: str) -> tuple[str, ...]:
    """Return what a word is with accents where it has none."""
    lower = word.lower()
    if lower == "a":
        return ("à",)
    forms = (*accented(lower), *(other_accented(lower) if word[0].isupper() else ()))
    return tuple(
        form
        for form in forms
        if len(form) == len(lower)
        and not replacement_characters.is_inverted(form)
        and all(a == b or a.isascii() for a, b in zip(lower, form, strict=True))
    )


@lru_cache(1 << 14)
def _stays(word: str) -> float:
    """Return the log10 of the prior probability that a word lost nothing."""
    english = lexicon.is_english(word)
    if lexicon.is_french(word) or (english and word[0].isupper()):  # *Housing Preservation*
        return 0.0
    return log10(_ENGLISH if english else _STRAY)


def _lost_letters(word: str, starts: bool) -> tuple[Option, ...]:
    if word in ALONE:
        return (Option(word, (), _BY_ITSELF), Option("À" if starts else "à", ("à",), 0.0))
    found = [
        Option(text, _keys(form), log10(share))
        for form in replacement_characters.filled(word.lower().replace("’", "'"))
        for text, share in replacement_characters.recased(word, form, starts).items()
    ]
    if SIGNS.isdisjoint(word[:-1]) and word[-1] == "?":  # the end of a question, perhaps
        return (Option(word, _keys(word), 0.0), *found)
    return (Option(word, (SIGN,), _NO_LETTER), *found)


def _keys(text: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokenize(text))


def _is_french(tokens: Sequence[Token], words: Sequence[Word]) -> bool:
    """Say whether a text is French, by the words that lost nothing."""
    lost = {word.at for word in words}
    kept = (token for at, token in enumerate(tokens) if token.is_word and at not in lost)
    sample = list(islice((token.key for token in kept if token.text[0].islower()), _SAMPLE))
    return sum(map(lexicon.is_french, sample)) >= _FRENCH * len(sample)


def _decoded(
    tokens: Sequence[Token], ranges: Sequence[tuple[int, int]], words: Sequence[Word]
) -> Iterator[Restored]:
    """Read all words together and yield those that have become others."""
    keys: list[tuple[str, ...]] = [(t.key,) if t.key else () for t in tokens]
    borders = [span for span in ranges for _ in range(*span)]
    for word in words:  # to begin with, the most frequent one
        keys[word.at] = max(word.options, key=_usual).keys
    chances: list[list[float]] = [[] for _ in words]
    for _ in range(_SWEEPS):
        for number, (at, _, options) in enumerate(words):
            first, last = borders[at]
            left = [k for n in range(max(first, at - _CONTEXT), at) for k in keys[n]]
            right = [k for n in range(at + 1, min(last, at + 1 + _CONTEXT)) for k in keys[n]]
            if at - first < _CONTEXT:
                left.insert(0, START)
            if last - at <= _CONTEXT:
                right.append(END)
            scores = model().options(left, [option.keys for option in options], right)
            chances[number] = softmax(
                [
                    log(10) * (score + o.prior + _unseen(o.keys))
                    for score, o in zip(scores, options, strict=True)
                ]
            )
            best = max(range(len(options)), key=chances[number].__getitem__)
            keys[at] = options[best].keys
    for (at, lost, options), found in zip(words, chances, strict=True):
        ranked = sorted(range(1, len(found)), key=lambda n: (-found[n], n))
        chance = found[ranked[0]]
        if chance >= LEAST:
            token = tokens[at]
            rivals = tuple((options[n].text, found[n]) for n in ranked[:5])
            stop = token.start + len(token.word)
            yield Restored(token.start, stop, rivals[0][0], chance, rivals, lost)


def _usual(option: Option) -> float:
    zipfs = (lexicon.zipf(key.rstrip("'-"), "fr") for key in option.keys)
    return option.prior + min(zipfs, default=0.0)


def _unseen(keys: Sequence[str]) -> float:
    """Return what frequencies say of words that the language model does not know."""
    return sum(lexicon.zipf(key.rstrip("'-"), "fr") - _RARE for key in keys if key not in model())
