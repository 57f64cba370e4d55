"""SPL001 to SPL004 and OCR001: what an unknown word may have been.

Start reading from :func:`corrections`. :func:`suspects` yields the unknown words that may be
errors, each with its surroundings and its options; :mod:`pipeline.spelling.model` gives their
probabilities, that of no change among them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from pipeline.document import Document
from pipeline.edits import Edit, replacement
from pipeline.resources import lexicon
from pipeline.resources.spelling_index import lacks_accents
from pipeline.restoration.context import Context
from pipeline.spelling.context import Doubt, Option, doubt_probabilities
from pipeline.spelling.conventions import glyph
from pipeline.spelling.model import (
    NO_CHANGE,
    Correction,
    Surroundings,
    candidates,
    old,
    only_before_je,
    probabilities,
    real_words,
)
from pipeline.spelling.scan_segments import breaks_of
from pipeline.stages.spelling.hyphens import cut_words
from pipeline.stages.spelling.neighbours import (
    cased,
    is_place_of_news,
    left_keys,
    may_start_sentence,
    right_keys,
)
from pipeline.stages.spelling.screening import unsound
from pipeline.text.tokens import Token, tokenize

LEAST_PROPOSED = 0.3
"""Probability below which no correction is proposed."""

_SAID = frozenset(
    (first, verb)
    for first, verbs in (
        ("se", "dit disait prononce prononçait"),
        ("s'", "écrit écrivait appelle appelait"),
        ("on", "dit disait écrit écrivait"),
    )
    for verb in verbs.split()
)
"""What stands before a word that is spoken of: *le goéland se dit gouéland*."""

_LONGEST_UNIT = 3
"""Letters of the longest word after a figure that is taken for a unit."""

LEAST_ASKED = 0.1
"""Probability of a correction from which the context model is asked about a word."""

_SHOWN = 6
"""Options of a word from which the candidates of its edit are taken."""


_ORDINALS = regex.compile(r"(?:[02-9]|\d\d+)es", regex.IGNORECASE)
"""*Les 2es*: « 1es » is « les » misread."""


CODE_SIGNS = frozenset("/@_#\\=`\u00ad&<>{}[]|~^*")
"""What touches a word of an address, of code or of a word with soft hyphens."""


class _Vocabulary(NamedTuple):
    """The words of a document: numbers of unknown tokens, known keys, share of unknown words."""

    unknown: frozenset[int]
    words: frozenset[str]
    damage: float


def suspects(
    document: Document, doubtful: Sequence[int] | None = None
) -> Iterator[tuple[int, Surroundings, tuple[Correction, ...]]]:
    """Yield the token number of each unknown word, its surroundings and its options.

    ``doubtful`` is what :func:`unsound` found, when the caller has asked already.
    """
    text = document.text
    tokens = tokenize(text)
    misread = real_words()
    found = [
        i
        for i in (unsound(tokens) if doubtful is None else doubtful)
        if tokens[i].key not in misread
    ]
    if not found:
        return
    counts = Counter(tokens[i].word.lower() for i in found)
    lower = [i for i in found if tokens[i].text[0].islower()]
    damage = (len(lower) + 0.5) / (0.86 * len(tokens) + 50)  # 14 tokens in 100 are no words
    unknown = frozenset(found)
    cut = {i for word in cut_words(text, tokens) for i in (word.first, word.last)}
    vocabulary: _Vocabulary | None = None
    for i in found:
        word = tokens[i].word
        if i in cut or not _may_be_error(text, tokens, i):
            continue
        if counts[word.lower()] > 1 and not lacks_accents(word.lower()):
            continue  # a word that is there twice is one
        if vocabulary is None:
            words = frozenset(t.key for j, t in enumerate(tokens) if j not in unknown)
            vocabulary = _Vocabulary(unknown, words, damage)
        yield i, *_with_options(text, tokens, i, vocabulary)


def _may_be_error(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Say whether an unknown word is no part of an address or code, no name, no old spelling."""
    token = tokens[at]
    word = token.word
    if len(word) < 3 or not (word.islower() or word[1:].islower()):
        return False
    before = text[token.start - 1 : token.start]
    after = text[token.stop : token.stop + 2]
    if _ORDINALS.fullmatch(word) or before in CODE_SIGNS or after[:1] in CODE_SIGNS:
        return False
    if (before == "." and token.start > 1 and not text[token.start - 2].isspace()) or (
        after[:1] in (".", ":") and after[1:].isalpha()
    ):
        return False
    if old(word.lower()) or is_place_of_news(tokens, text, at):
        return False
    if at > 1 and (tokens[at - 2].key, tokens[at - 1].key) in _SAID:
        return False
    if at and len(word) <= _LONGEST_UNIT and tokens[at - 1].text[0].isdigit():
        return False  # *2 càs de sucre*
    # With a capital it is a name; or *Etat*, as newspapers leave accents off capitals.
    return not word[0].isupper() or (
        not lexicon.is_french(word) and may_start_sentence(tokens, text, at)
    )


def _with_options(
    text: str, tokens: Sequence[Token], at: int, vocabulary: _Vocabulary
) -> tuple[Surroundings, tuple[Correction, ...]]:
    """Return the surroundings of an unknown word and its options."""
    token = tokens[at]
    word = token.word
    before = text[token.start - 1 : token.start]
    capital = word[0].isupper()
    strangers = sum(
        1
        for j in range(max(0, at - 2), min(len(tokens), at + 3))
        if j != at and (j in vocabulary.unknown or _foreign(tokens[j].key))
    )
    surroundings = Surroundings(
        word.lower() + token.text[len(word) :],
        left_keys(tokens, text, at),
        right_keys(tokens, text, at),
        vocabulary.damage,
        strangers,
        capital,
        token.end > token.stop or before in ("-", "\u2010", "\u2011"),
        before in ("«", "“", '"', "'", "‘", "(") or before == "\u00a0",
        vocabulary.words,
    )
    previous = tokens[at - 1].key if not capital and _joinable(tokens, text, at - 1) else ""
    following = tokens[at + 1].key if _joinable(tokens, text, at) else ""
    return surroundings, candidates(word.lower(), previous, following)


def _foreign(key: str) -> bool:
    return len(key) > 1 and key[0].isalpha() and not lexicon.is_french(key)


def _joinable(tokens: Sequence[Token], text: str, at: int) -> bool:
    """Say whether one space parts a token from the next, both lower-case words."""
    if not 0 <= at < len(tokens) - 1:
        return False
    here, following = tokens[at], tokens[at + 1]
    return (
        text[here.end : following.start] == " "
        and here.text.isalpha()
        and following.text.isalpha()
        and following.text.islower()
    )


def _rule(option: Correction) -> str:
    match option.kind:
        case "accent":
            return "SPL002"
        case "join":
            return "SPL003"
        case "split":
            return "SPL004"
    return "OCR001" if option.scanned + 0.5 < option.typed else "SPL001"


class Weighed(NamedTuple):
    """An unknown word with its options for one span, the likeliest first, and their chances.

    ``first`` and ``last`` are the tokens of that span.
    """

    at: int
    first: int
    last: int
    options: tuple[Correction, ...]
    chances: tuple[float, ...]
    no_change: float


def weighed_words(document: Document, doubtful: Sequence[int], least: float) -> Iterator[Weighed]:
    """Yield the unknown words that have an option of probability ``least`` or more."""
    for i, surroundings, options in suspects(document, doubtful):
        if len(options) == 1:
            continue
        ranked = sorted(
            zip(probabilities(options, surroundings), options, strict=True),
            key=lambda pair: (-pair[0], pair[1].text),
        )
        chance, best = next((p, o) for p, o in ranked if o.kind != NO_CHANGE)
        if chance < least:
            continue
        shown = [
            (p, o)
            for p, o in ranked[:_SHOWN]
            if o.kind != NO_CHANGE and (o.first, o.last) == (best.first, best.last)
        ]
        yield Weighed(
            i,
            i + best.first,
            i + best.last,
            tuple(o for _, o in shown),
            tuple(p for p, _ in shown),
            next(p for p, o in ranked if o.kind == NO_CHANGE),
        )


def corrections(
    document: Document, doubtful: Sequence[int], context: Context = "off"
) -> Iterator[Edit]:
    """Yield the likeliest correction of each unknown word that has a likely one."""
    text = document.text
    tokens = tokenize(text)
    found = list(
        weighed_words(document, doubtful, LEAST_PROPOSED if context == "off" else LEAST_ASKED)
    )
    if found and context != "off":
        found = _reconsidered(text, tokens, found)
    for word in found:
        if word.chances[0] < LEAST_PROPOSED:
            continue
        span = tokens[word.first].start, tokens[word.last].stop
        before = text[span[0] : span[1]]
        best = word.options[0]
        if only_before_je(best.text):
            continue  # it takes its share of the probability, but is no correction
        yield replacement(
            text,
            span,
            cased(best.text, before),
            _rule(best),
            word.chances[0],
            f"« {tokens[word.at].word} » is no French word",
            candidates=[
                (cased(o.text, before), round(p, 4))
                for o, p in zip(word.options, word.chances, strict=True)
            ],
            calibrated=True,
        )


def _reconsidered(text: str, tokens: Sequence[Token], found: Sequence[Weighed]) -> list[Weighed]:
    """Return the words with the probabilities that the whole sentence gives to their options."""
    doubts = [doubt_of_word(tokens, word) for word in found]
    chances = doubt_probabilities(tokens, breaks_of(text), doubts, 0.0)
    again = []
    for word, (no_change, *rest) in zip(found, chances, strict=True):
        ranked = sorted(zip(rest, word.options, strict=True), key=lambda x: (-x[0], x[1].text))
        again.append(
            word._replace(
                options=tuple(o for _, o in ranked),
                chances=tuple(p for p, _ in ranked),
                no_change=no_change,
            )
        )
    return again


def doubt_of_word(tokens: Sequence[Token], word: Weighed) -> Doubt:
    """Return what the context model is asked about an unknown word."""
    here = tokens[word.at].word
    single = word.first == word.last
    between = " ".join(t.word.lower() for t in tokens[word.first : word.last + 1])
    return Doubt(
        word.first,
        word.last,
        here.lower() if single else between,
        word.no_change,
        tuple(
            Option(o.text, p, glyph(here.lower(), o.text))
            for o, p in zip(word.options, word.chances, strict=True)
        ),
        "typed",
        capital=here[0].isupper(),
        old=old(here.lower()),
    )
