"""Protect: mark what later stages must leave alone, and change nothing.

Only what is certain is marked: addresses, hashtags, code (:mod:`pipeline.text.technical`), English
between quotation marks, English passages, known names (:mod:`pipeline.text.gazetteer`) and the
loanwords of ``loanwords.tsv``. A capital alone protects nothing: spinners keep capitals. The stage
leakage decides whether a single English word belongs where it stands.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import regex

from pipeline.document import Document
from pipeline.edits import Mark
from pipeline.resources import lexicon, synonyms
from pipeline.rules import Rule
from pipeline.text.analysis import AnalyzedText, analyze
from pipeline.text.gazetteer import names
from pipeline.text.technical import technical
from pipeline.text.tokens import tokenize

RULES: tuple[Rule, ...] = ()

_ADDRESS = regex.compile(
    r"""
      (?P<url> (?:https?|ftp)://[^\s<>"«»]+ | www\.[^\s<>"«»]+
        | (?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+
        | (?<![\w.-])(?:[\p{L}\d-]++\.)+(?!(?-i:De|Ca)\s)   # a sentence: *Sète.De nombreux*
          (?:com|fr|org|net|eu|be|ch|ca|uk|io|info|tv|gouv|lu|de)\b
          (?:/[^\s<>"«»]*)?
        | (?<![\w'’-]) [a-z0-9]+ (?: - [a-z0-9]+ ){4,} (?![\w'’]) )   # the end of one
    | (?P<hashtag> (?<!\w)[\#@][\p{L}\d_]+ )
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_HINT = regex.compile(
    r"[@#]|://|www\.|\.(?:com|fr|org|net|eu|be|ch|ca|uk|io|info|tv|gouv|lu|de)\b"
    r"|-[a-z0-9]++-[a-z0-9]++-[a-z0-9]++-",
    regex.IGNORECASE,
)
"""A prefilter: what every address has. Texts without it take a twentieth of the time."""

_QUOTED = regex.compile(r"“[^“”\n]{3,600}”|«[^«»\n]{3,600}»|\"[^\"\n]{3,600}\"|‘[^‘’\n]{3,300}’")

_ENGLISH_SHARE = 0.7
"""Share of English among the words of a quotation that makes it an English one. A spun French
quotation stays under one half."""
_FRENCH_CONTRAST = 1.5
"""Contrast (Zipf units) above which a word of both languages ends an English passage."""
_LEAST_RUN, _LEAST_PROOF = 4, 2
"""Words of the shortest English passage outside quotation marks, and how many of them must be
function words."""
_LONGEST_TITLE = 8
"""Words of the longest title; what is longer is a quotation."""

_LONGEST_LOANWORD = 4
"""Tokens of the longest loanword that is looked for."""


def protect(document: Document) -> Iterable[Mark]:
    """Mark addresses, code, English quotations and passages, known names and loanwords."""
    analyzed = analyze(document.text)
    if _HINT.search(document.text):
        for match in _ADDRESS.finditer(document.text):
            yield Mark(match.start(), match.end(), match.lastgroup or "url")
    for start, end in technical(document.text):
        yield Mark(start, end, "code")
    yield from _quotations(analyzed)
    yield from _passages(analyzed)
    for start, end, kind in names(analyzed):
        yield Mark(start, end, kind)
    yield from _loans(analyzed)


def _quotations(analyzed: AnalyzedText) -> Iterator[Mark]:
    """Yield English between quotation marks, as a title or as a quotation."""
    for match in _QUOTED.finditer(analyzed.text):
        first, last = analyzed.at(match.start()), analyzed.at(match.end())
        words = [t.key.rstrip("-") for t in analyzed.tokens[first:last] if t.is_word]
        if not words:
            continue
        english = [w for w in words if _is_english(w)]
        if len(english) >= _ENGLISH_SHARE * len(words) and (
            len(words) > 3
            or any(w in lexicon.FUNCTION_WORDS for w in words)
            or _capitals(analyzed, first, last)
        ):
            yield Mark(
                match.start(), match.end(), "title" if len(words) <= _LONGEST_TITLE else "quotation"
            )


def _capitals(analyzed: AnalyzedText, first: int, last: int) -> bool:
    """Say whether all of several words begin with a capital."""
    words = [t for t in analyzed.tokens[first:last] if t.is_word]
    return len(words) > 1 and all(t.text[0].isupper() for t in words)


@lru_cache(maxsize=1 << 14)
def _is_english(word: str) -> bool:
    """Say whether a word reads as English: French does not have it, or has it less often."""
    return lexicon.is_english(word) and (
        word in lexicon.FUNCTION_WORDS
        or not lexicon.is_french(word)
        or lexicon.contrast(word) < -0.5
    )


def _passages(analyzed: AnalyzedText) -> Iterator[Mark]:
    """Yield runs of English words, sentence by sentence."""
    proof = analyzed.counts.keys() & _proofs()
    if sum(analyzed.counts[key] for key in proof) < _LEAST_PROOF:
        return
    grammar = [n for n, token in enumerate(analyzed.tokens) if token.key.rstrip("-") in proof]
    for first, last in analyzed.sentences:
        if bisect_left(grammar, last) - bisect_left(grammar, first) < _LEAST_PROOF:
            continue
        run: list[int] = []
        for n in range(first, last + 1):
            token = analyzed.tokens[n] if n < last else None
            if token is not None and not token.is_word and token.key not in ".!?…:;":
                continue
            if token is not None and _may_be_english(token.key):
                run.append(n)
                continue
            if len(run) >= _LEAST_RUN:
                yield from _run(analyzed, run)
            run = []


@lru_cache(maxsize=1 << 14)
def _may_be_english(key: str) -> bool:
    """Say whether a word may stand in an English passage; *la, les, pour* end it."""
    word = key.rstrip("-'")
    return lexicon.is_english(word) and (
        word in lexicon.FUNCTION_WORDS or lexicon.contrast(word) < _FRENCH_CONTRAST
    )


@cache
def _proofs() -> frozenset[str]:
    """Return the English function words that French has less often, elided ones as well."""
    words = {word for word in lexicon.FUNCTION_WORDS if lexicon.contrast(word) < 0.0}
    return frozenset(words | {word + "'" for word in words})


def _run(analyzed: AnalyzedText, run: list[int]) -> Iterator[Mark]:
    """Yield the English part of a run of words, if its function words prove it English."""
    words = [analyzed.tokens[n].key.rstrip("-'") for n in run]
    english = [n for n, word in enumerate(words) if _is_english(word)]
    if not english:
        return
    run = run[english[0] : english[-1] + 1]
    words = words[english[0] : english[-1] + 1]
    spun = _in_phrases(words)
    grammar = [w for w in words if w not in spun and w in _proofs()]
    proof = set(grammar)
    strong = [w for w in words if not lexicon.is_french(w) or w in proof]
    if (
        len(words) >= _LEAST_RUN
        and len(grammar) >= _LEAST_PROOF
        and len(strong) >= 0.5 * len(words)
    ):
        yield Mark(analyzed.tokens[run[0]].start, analyzed.tokens[run[-1]].stop, "foreign")


def _in_phrases(words: list[str]) -> set[str]:
    """Return the words of phrases that spinners write (*as well as*): they prove no passage."""
    found: set[str] = set()
    n = 0
    while n < len(words):
        size = synonyms.longest(words[n : n + synonyms.LONGEST_PHRASE])
        found.update(words[n : n + size])
        n += max(1, size)
    return found


def _loans(analyzed: AnalyzedText) -> Iterator[Mark]:
    """Yield loanwords that no spinner writes; of several that start at a word, the longest."""
    known, heads = lexicon.loanwords(), _heads()
    tokens = analyzed.tokens
    end = 0
    for n in [n for n, token in enumerate(tokens) if token.key in heads]:
        if n < end:
            continue
        for size in range(min(_LONGEST_LOANWORD, len(tokens) - n), 0, -1):
            text = analyzed.text[tokens[n].start : tokens[n + size - 1].stop].lower()
            if not known.get(text.replace("’", "'"), True):
                yield Mark(tokens[n].start, tokens[n + size - 1].stop, "loanword")
                end = n + size
                break


@cache
def _heads() -> frozenset[str]:
    """Return the keys with which loanwords that no spinner writes begin, compounds cut or not."""
    words = {
        tokenize(w)[0].key.rstrip("-") for w, risky in lexicon.loanwords().items() if not risky
    }
    return frozenset(words | {word + "-" for word in words})
