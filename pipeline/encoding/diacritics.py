"""Give back the letters that a text lost on its way through an encoding without accents.

Start reading from :func:`restored`. Three things happen to French in such an encoding. The accents
go (*les elus ont decide*); or each letter with an accent becomes a replacement character (*les ?lus
ont d?cid?*, :mod:`pipeline.encoding.replacement_characters`); or it is dropped (*les lus ont dcid*,
:mod:`pipeline.encoding.dropped_letters`). For each word, the lexicon says what it may have been,
and the language model chooses, in several sweeps: each word is read beside what its neighbours have
become. Words that leave no doubt tell how often the text lost an accent. That share is the prior of
the words that are in doubt (*a* or *à*). In a text that keeps its accents nothing is done.
"""

from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from math import log, log10
from typing import Literal, NamedTuple

from pipeline.encoding import dropped_letters, replacement_characters
from pipeline.encoding.joint_readings import ZIPF_OF_UNKNOWN, read_pairs, unlikely, unseen
from pipeline.encoding.mojibake import is_piece
from pipeline.encoding.replacement_characters import LONE_REPLACEMENTS, REPLACEMENT, REPLACEMENTS
from pipeline.resources import lexicon
from pipeline.resources.language_model import END, START, model
from pipeline.resources.log_linear import softmax
from pipeline.resources.spelling_index import accented
from pipeline.spelling.model import old
from pipeline.spelling.scan_candidates import other_accented
from pipeline.text.tokens import Token, sentences, tokenize

LEAST_PROBABILITY = 0.3
"""Probability below which nothing is proposed."""

_LOST = 0.5
"""Share of accents that a text must have lost before it is read again."""

_ANCIENT = 3
"""Words that lost an accent, for each one spelled as before 1878 (*avoit*), that a modern text must
have at least. Of 10,643 words that lost an accent in news, 122 look old."""

_ODD = 2
"""Words that no accent makes French, for each one that lost an accent, that a text may have at
most. With more it is a bad scan, or Middle French, which did without accents."""

_LIKELY = 2
"""Words that are English, and with *é* French: *le general a maintenu sa deposition*. That many
tell that a text has lost its accents when it has no other English words and nothing else tells."""

_ACCENTS, _FEWEST = "éèàê", 60
"""The most frequent letters with accents, and the most characters for each of them. In news one
character in 34 is such a letter; a text with one in 60 has not lost half of them."""

_DROPPED = 2
"""Words without doubt that lost a letter, which a text must have before it is read for others."""

_INITIALS = 6
"""Letters of the shortest word in capitals that is one of a headline and no row of initials."""

_UNCHANGED = {
    "unknown": log10(0.03),  # a word that is not French: a name in small letters, a foreign word
    "english": log10(0.1),  # an English word that with an accent is French: *decision*
    "lone": -2.0,  # a replacement character by itself: a quotation mark, a dash, a question
    "inside": -3.0,  # a replacement character in a word
    "space": -2.0,  # two spaces where *à* may have stood
    "head": -4.0,  # a sentence that would begin with a small letter
}
"""Log10 of the prior probability that a place lost nothing, by what stands there."""

_FRENCH, _SAMPLE = 0.7, 300
"""The least share of French words that a French text has, and how many words are looked up: words
in small letters that lost nothing."""

_CONTEXT = 3
"""Words on each side that the language model reads."""

_SWEEPS = 3
"""Times that each word is read beside what its neighbours have become."""


class WordReading(NamedTuple):
    """What a word may have been: its text, its keys, and the log10 of its prior probability."""

    text: str
    keys: tuple[str, ...]
    prior: float


Loss = Literal["accent", "replaced", "dropped"]
"""What was lost: an accent, a letter that a replacement character stands for, a dropped letter."""


class SuspectWord(NamedTuple):
    """A word that may have lost something: the number of its token, and its readings.

    The first reading leaves it as it is.
    """

    at: int
    lost: Loss
    readings: tuple[WordReading, ...]


class Losses(NamedTuple):
    """Shares, 0 to 1, of the letters with accents that a text lost.

    ``accents`` is the share of which the bare letter stands there, ``letters`` the share of which
    nothing does. ``elided`` says that apostrophes may have been dropped, too: the text has none.
    """

    accents: float
    letters: float
    elided: bool


class Restored(NamedTuple):
    """A word given back: its span, text and probability, its likeliest readings, what it lost."""

    start: int
    end: int
    text: str
    chance: float
    rivals: tuple[tuple[str, float], ...]
    lost: Loss


def restored(text: str) -> list[Restored]:
    """Return the words of a text that lost letters or accents, with what they probably were.

    There are none in a text that keeps its accents, in one that is not French, and in one spelled
    as before 1878, when French did without some accents.
    """
    spans = replacement_characters.spans(text)
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
    """Say whether a token is a word with a replacement character."""
    return token.is_word and not REPLACEMENTS.isdisjoint(token.text)


def _with_gaps(text: str, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return the tokens of a text, with an empty one wherever *à* may have stood."""
    gaps = (Token("À", at, at, "", "", False) for at in dropped_letters.gaps(text))
    return tuple(sorted((*tokens, *gaps), key=lambda token: (token.start, token.end)))


def _losses(text: str, tokens: Sequence[Token]) -> Losses:
    """Return how much was lost, counted on words that leave no doubt.

    Of accents only *é* counts: old print does without the others (*remede, siecle, ame*). The parts
    of compounds do not count: a hyphen may cut a word. Nor do pieces of garbled words.
    """
    lost = kept = ancient = dropped = odd = likely = english = 0
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
                dropped += _lacks_letter(word, elided)
    if not lost + kept and likely >= _LIKELY and likely == english:
        lost = likely
    doubt = lost + dropped + kept + 1
    return Losses(
        (lost + 0.5) / doubt if lost > max(_ANCIENT * ancient, odd / _ODD) else 0.0,
        dropped / doubt if dropped >= _DROPPED else 0.0,
        elided,
    )


@lru_cache(1 << 12)
def _lacks_accent(word: str) -> bool:
    """Say whether a word in small letters is no word, but with an acute accent it is French."""
    return (
        word.isascii()
        and len(word) > 4
        and not lexicon.is_french(word)
        and not lexicon.is_english(word)
        and _may_lack_accent(word)
    )


@lru_cache(1 << 12)
def _may_lack_accent(word: str) -> bool:
    """Say whether a word in small letters is French with an acute accent."""
    return any(
        "é" in form and lexicon.zipf(form, "fr") >= ZIPF_OF_UNKNOWN for form in accented(word)
    )


@lru_cache(1 << 12)
def _lacks_letter(word: str, elided: bool) -> bool:
    """Say whether a word in small letters, not French, is what is left of a French one."""
    forms = (form for _, form in dropped_letters.shapes(word, elided))
    return any(lexicon.zipf(form, "fr") >= ZIPF_OF_UNKNOWN for form in forms)


def _words(
    text: str, tokens: Sequence[Token], starts: Container[int], losses: Losses
) -> Iterator[SuspectWord]:
    """Yield the words that may have lost something; at ``starts`` a sentence begins."""
    for at, token in enumerate(tokens):
        if _is_spoilt(token):
            word = SuspectWord(at, "replaced", _lost_letters(token.text, at in starts))
        elif token.start == token.end:
            word = SuspectWord(at, "dropped", _lost_word(at in starts, tokens[at + 1].text))
        elif not (token.is_word and token.word.isalpha()) or is_piece(text, token.start, token.end):
            continue
        elif losses.letters >= _LOST:
            word = SuspectWord(at, "dropped", _dropped_letters(token, at in starts, losses.elided))
        elif losses.accents >= _LOST:
            word = SuspectWord(at, "accent", _lost_accents(token, losses.accents))
        else:
            continue
        if len(word.readings) > 1:
            yield word


def _lost_word(starts: bool, following: str) -> tuple[WordReading, ...]:
    """Return the readings of a place where *à* may have been dropped."""
    if starts and following[0].islower():  # a sentence has lost its head
        return (WordReading("", (), _UNCHANGED["head"]), WordReading("À", ("à",), 0.0))
    return (
        WordReading("", (), _UNCHANGED["space"]),
        WordReading("À" if starts else "à", ("à",), 0.0),
    )


def _dropped_letters(token: Token, starts: bool, elided: bool) -> tuple[WordReading, ...]:
    """Return the readings of a word that may have dropped letters."""
    word, tail = token.word, token.key[len(token.word) :]
    if tail == "'" or (word.isupper() and 1 < len(word) < _INITIALS):
        return ()
    forms = [
        WordReading(text, (*_keys(form)[:-1], _keys(form)[-1] + tail), log10(share))
        for shape, form in dropped_letters.shapes(word, elided)
        for text, share in replacement_characters.recased(shape, form, starts).items()
    ]
    return (WordReading(word, (token.key,), _stays(word)), *forms)


def _lost_accents(token: Token, lost: float) -> tuple[WordReading, ...]:
    """Return the readings of a word that may have lost accents."""
    word, tail = token.word, token.key[len(token.word) :]
    if len(word) > 1 and word.isupper():
        return ()
    forms = [
        WordReading(text, (form + tail,), log10(lost))
        for form in _accented(word)
        if (text := _with_accents(word, form)) != word
    ]
    return (WordReading(word, (token.key,), _stays(word)), *forms)


def _with_accents(word: str, form: str) -> str:
    """Return a word with the accents of a form; capitals get none, as newspapers print them."""
    return "".join(a if b.isascii() or a.isupper() else b for a, b in zip(word, form, strict=True))


@lru_cache(1 << 14)
def _accented(word: str) -> tuple[str, ...]:
    """Return the French words that differ from one in accents that it lacks."""
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
    return _UNCHANGED["english" if english else "unknown"]


def _lost_letters(word: str, starts: bool) -> tuple[WordReading, ...]:
    """Return the readings of a word with replacement characters."""
    if word in LONE_REPLACEMENTS:
        return (
            WordReading(word, (), _UNCHANGED["lone"]),
            WordReading("À" if starts else "à", ("à",), 0.0),
        )
    found = [
        WordReading(text, _keys(form), log10(share))
        for form in replacement_characters.filled(word.lower().replace("’", "'"))
        for text, share in replacement_characters.recased(word, form, starts).items()
    ]
    if REPLACEMENTS.isdisjoint(word[:-1]) and word[-1] == "?":  # the end of a question, perhaps
        return (WordReading(word, _keys(word), 0.0), *found)
    return (WordReading(word, (REPLACEMENT,), _UNCHANGED["inside"]), *found)


def _keys(text: str) -> tuple[str, ...]:
    """Return the keys of a text."""
    return tuple(token.key for token in tokenize(text))


def _is_french(tokens: Sequence[Token], words: Sequence[SuspectWord]) -> bool:
    """Say whether a text is French, by the words that lost nothing."""
    lost = {word.at for word in words}
    kept = (token for at, token in enumerate(tokens) if token.is_word and at not in lost)
    sample = list(islice((token.key for token in kept if token.text[0].islower()), _SAMPLE))
    return sum(map(lexicon.is_french, sample)) >= _FRENCH * len(sample)


def _decoded(
    tokens: Sequence[Token], ranges: Sequence[tuple[int, int]], words: Sequence[SuspectWord]
) -> Iterator[Restored]:
    """Read all words together and yield those that have changed."""
    keys: list[tuple[str, ...]] = [(t.key,) if t.key else () for t in tokens]
    sentence_of = [span for span in ranges for _ in range(*span)]
    for word in words:  # the sweeps begin with the most frequent reading
        keys[word.at] = max(word.readings, key=_usual).keys
    read_pairs(words, keys, sentence_of, _CONTEXT)
    chances: list[list[float]] = [[] for _ in words]
    for _ in range(_SWEEPS):
        for number, (at, _, readings) in enumerate(words):
            first, last = sentence_of[at]
            left = [k for n in range(max(first, at - _CONTEXT), at) for k in keys[n]]
            right = [k for n in range(at + 1, min(last, at + 1 + _CONTEXT)) for k in keys[n]]
            if at - first < _CONTEXT:
                left.insert(0, START)
            if last - at <= _CONTEXT:
                right.append(END)
            scores = model().options(left, [reading.keys for reading in readings], right)
            chances[number] = softmax(
                [
                    log(10) * (score + r.prior + unseen(r.keys) + unlikely(left, r.keys))
                    for score, r in zip(scores, readings, strict=True)
                ]
            )
            best = max(range(len(readings)), key=chances[number].__getitem__)
            keys[at] = readings[best].keys
    for (at, lost, readings), found in zip(words, chances, strict=True):
        ranked = sorted(range(1, len(found)), key=lambda n: (-found[n], n))
        chance = found[ranked[0]]
        if chance >= LEAST_PROBABILITY:
            token = tokens[at]
            rivals = tuple((readings[n].text, found[n]) for n in ranked[:5])
            stop = token.start + len(token.word)
            yield Restored(token.start, stop, rivals[0][0], chance, rivals, lost)


def _usual(reading: WordReading) -> float:
    """Return how frequent a reading is without its context: its prior and its rarest key."""
    zipfs = (lexicon.zipf(key.rstrip("'-"), "fr") for key in reading.keys)
    return reading.prior + min(zipfs, default=0.0)
