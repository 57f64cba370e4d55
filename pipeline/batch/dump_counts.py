"""Count in an article: how its substitutes are read, its words, and which of them are doubted.

Start reading from :func:`counted`. Counts are whole numbers, so their sum is the same in whatever
order they come. :func:`is_word` tells which unknown words are words after all.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from pipeline.glossary import NO_GLOSSARY, Glossary
from pipeline.pipeline import Pipeline
from pipeline.resources import noisy_channel
from pipeline.restoration import names
from pipeline.restoration.context import strangers
from pipeline.restoration.decoding import decode
from pipeline.restoration.detection import Suspect
from pipeline.restoration.dump_evidence import own_counts
from pipeline.restoration.dump_places import key_of, places
from pipeline.restoration.features import SuspectFeatures
from pipeline.restoration.scoring import ranked_restoration
from pipeline.restoration.weights import weights
from pipeline.stages import STAGES
from pipeline.stages.leakage import leakage, suspects
from pipeline.stages.spelling import spelling, unsound
from pipeline.text.analysis import AnalyzedText, analyze
from pipeline.text.tokens import tokenize

READ, ALL_PLACES, WORD, DOUBT, PLACE = "read", "places", "word", "doubt", "place"
"""The kinds of rows. ``READ`` counts, in thousandths, the places at which a substitute is read as a
word; ``ALL_PLACES`` counts all its places; ``WORD`` the articles that hold a word; ``DOUBT`` the
articles in which spelling would replace it; ``PLACE`` is a place with what is around it, to be
asked about when all is read: ``b`` is its digest and the packed place."""

DOUBTS = frozenset({"SPL001", "SPL002", "SPL004", "OCR001", "OCR005"})
"""Rules that replace an unknown word by a known one, or by two."""

LONGEST = 40
"""Letters of the longest word that is counted."""

ARTICLES = 5
"""Articles that must hold an unknown word, and different pairs of neighbours that it must have (so
that a line on every page does not make one), until it is a word of the dump."""

COMMONER = 10
"""A word is an error if its correction is at least so many times as common in the dump. In 13,895
lines of old scans 19 words are less clear, and 16 of them are truly in print (in the others a long
s was read as an f). With 30 these are 24 of 29, without a limit 35 of 56 (*ejl* for *est*)."""


class Count(NamedTuple):
    """A count ``n`` of ``a`` and ``b``; the bits of ``mask`` stand for pairs of neighbours."""

    kind: str
    a: str
    b: str
    n: int
    mask: int = 0


def counting_pipeline(glossary: Glossary = NO_GLOSSARY) -> Pipeline:
    """Return the pipeline up to restoration, with spelling that only proposes.

    What the ``glossary`` replaces always is replaced before anything is counted.
    """
    before = STAGES[: STAGES.index(leakage)]
    return Pipeline(stages=(*before, spelling), review=("OCR", "SPL"), glossary=glossary)


def counted(pipeline: Pipeline, text: str, with_places: bool = False) -> Iterator[Count]:
    """Yield the counts of a text, none when it is not French.

    ``pipeline`` is what :func:`counting_pipeline` returns. The places are of use where the context
    model is asked about them later.
    """
    result = pipeline.explain(text)
    if result.language not in ("fr", "und"):
        return
    analyzed = analyze(result.text)
    spun = list(names.spun(analyzed))
    asked = suspects(analyzed, spun)
    extractions, chances = decode(analyzed, asked, weights())
    for (kind, substitute), found in own_counts(extractions, chances).items():
        key = f"{kind}\t{substitute}"
        yield Count(ALL_PLACES, key, "", found.places)
        for word, thousandths in found.read.items():
            if pipeline.glossary and pipeline.glossary.forbids(substitute, word):
                continue
            yield Count(READ, key, word, thousandths)
    if with_places:
        yield from _places(
            analyzed, [*asked, *strangers(analyzed, asked, spun)], extractions, chances
        )
    yield from _words(result.text)
    doubts = {(e.before.lower(), e.after.lower()) for e in result.proposals if e.rule in DOUBTS}
    for word, meant in doubts:
        if word.isalpha() and len(word) <= LONGEST:
            yield Count(DOUBT, word, meant, 1)


def _places(
    analyzed: AnalyzedText,
    found: Sequence[Suspect],
    extractions: Sequence[SuspectFeatures],
    chances: Sequence[Sequence[float]],
) -> Iterator[Count]:
    """Yield the places that the context model is to be asked about."""
    weighed = [ranked_restoration(*pair)[0] for pair in zip(extractions, chances, strict=True)]
    article = int.from_bytes(
        blake2b(analyzed.text.encode(errors="replace"), digest_size=6).digest()
    )
    for place in places(analyzed, sorted(found, key=lambda s: s.first), weighed):
        kind, phrase = key_of(place)
        told = f"{place.digest}\t{place.packed(article)}"
        yield Count(PLACE, f"{kind}\t{phrase}", told, 1)


def _words(text: str) -> Iterator[Count]:
    """Yield the words of a text, each once, the unknown ones with their neighbours."""
    tokens = tokenize(text)
    masks = {t.word.lower(): 0 for t in tokens if t.is_word and t.word.isalpha()}
    for i in unsound(tokens):
        word = tokens[i].word.lower()
        if word in masks:
            left = tokens[i - 1].key if i else ""
            right = tokens[i + 1].key if i + 1 < len(tokens) else ""
            digest = blake2b(f"{left} {right}".encode(), digest_size=8).digest()
            masks[word] |= 1 << int.from_bytes(digest) % 63
    for word, mask in masks.items():
        if len(word) <= LONGEST:
            yield Count(WORD, word, "", 1, mask)


def is_word(word: str, articles: int, mask: int, meant: dict[str, int]) -> bool:
    """Say whether a word that spelling doubts is one of the dump's own.

    ``meant`` has what spelling makes of it, with the articles that hold that: the whole of it, or
    the rarer of two words. A word that lacks nothing but accents is an error however common.
    """
    if min(articles, mask.bit_count()) < ARTICLES:
        return False
    return not any(
        noisy_channel.bare(other) == noisy_channel.bare(word) or count >= COMMONER * articles
        for other, count in meant.items()
    )
