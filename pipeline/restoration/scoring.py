"""Say what may have stood in a suspect span: the heart of rature.

Start reading from :func:`restore`. The options of a span are the French words that an English
spinner may have replaced by what stands there now, and « no change ». A log-linear model gives
their probabilities, with one weight per feature and kind of span
(:mod:`~pipeline.restoration.weights`); for English words a few hidden units correct it, because
some features mean something only together. The steps:

1. :mod:`~pipeline.restoration.prefilter` drops most of the suspect spans that are sound,
2. :mod:`~pipeline.restoration.features` extracts the features of the options,
3. :mod:`~pipeline.restoration.decoding` scores neighbouring spans until nothing changes,
4. :mod:`~pipeline.restoration.dump_evidence` adds the counts of a dump, if there are any.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from pipeline.resources.opposites import opposed
from pipeline.restoration.decoding import decode, probabilities
from pipeline.restoration.detection import Suspect
from pipeline.restoration.dump_evidence import (
    named_counts,
    named_decisions,
    own_counts,
    with_dump_counts,
)
from pipeline.restoration.dump_model import NO_COUNTS, Learned
from pipeline.restoration.features import SuspectFeatures, extract_features
from pipeline.restoration.weights import WEIGHT_SETS, weights
from pipeline.text.analysis import AnalyzedText

MOST_NO_CHANGE = 0.98
"""Probability of no change above which a suspect span is dropped."""


@dataclass(frozen=True, slots=True)
class RestoredWord:
    """An option of a suspect span: a French word, its probability and what testifies for it."""

    word: str
    probability: float
    evidence: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Restoration:
    """A suspect span and its options, the likeliest first; all probabilities sum to one.

    ``no_change`` is the probability that nothing was replaced. Opposites of what stands there are
    no options, their probability is part of it. ``dump`` is there when the counts of a dump made
    the difference: the number of its places that read as the best option, and of all its places.
    """

    suspect: Suspect
    options: tuple[RestoredWord, ...]
    no_change: float
    dump: tuple[int, int] | None = None
    decided: tuple[int, int] | None = None
    confidence: float | None = None
    """How often the best option is right, where context was asked. It replaces the calibrated
    probability."""
    in_spun: float | None = None
    """The same in running prose and in what was plainly spun."""


def restore(
    analyzed: AnalyzedText,
    suspects: Sequence[Suspect],
    sources: frozenset[str] | None = None,
    learned: Learned | None = None,
    most_no_change: float = MOST_NO_CHANGE,
) -> list[Restoration]:
    """Return what may have stood in those ``suspects`` of ``analyzed`` that may be damage.

    The counts of a dump that was ``learned`` go in without the text's own part of them. Suspects
    whose probability of no change is above ``most_no_change`` are left out.
    """
    extractions, decoded = decode(analyzed, suspects, weights(), sources)
    own = own_counts(extractions, decoded) if learned else {}
    found = []
    for extracted, chances in zip(extractions, decoded, strict=True):
        others, before = NO_COUNTS, chances
        if learned:
            key = WEIGHT_SETS[extracted.suspect.kind], extracted.suspect.phrase
            others = learned.counts(*key).without(own[key])
            if others.places or others.decided:
                chances = with_dump_counts(
                    [candidate.word for candidate in extracted.candidates], chances, others
                )
        restoration, best = ranked_restoration(extracted, chances)
        if restoration.no_change > most_no_change or not restoration.options:
            continue
        word = restoration.options[0].word
        dump = named_counts(word, before[best], chances[best], others)
        found.append(replace(restoration, dump=dump, decided=named_decisions(word, others)))
    return found


def ranked_restoration(
    extracted: SuspectFeatures, chances: Sequence[float]
) -> tuple[Restoration, int]:
    """Return the options of a suspect span, the likeliest first, and the number of the best."""
    opposites = _opposites(extracted)
    ranked = _ranked(extracted, chances, opposites)
    no_change = chances[0] + sum(chances[n] for n in opposites)
    options = _options(extracted, chances, ranked)
    return Restoration(extracted.suspect, options, no_change), ranked[0] if ranked else 0


def restoration_of(
    analyzed: AnalyzedText, suspect: Suspect, sources: frozenset[str] | None = None
) -> Restoration:
    """Return what may have stood in a suspect span that :func:`restore` did not find worth it."""
    extracted = extract_features(analyzed, suspect, 0.0, weights(), sources=sources)
    return replace(
        ranked_restoration(extracted, probabilities(extracted, weights()))[0], suspect=suspect
    )


def _ranked(extracted: SuspectFeatures, chances: Sequence[float], opposites: Set[int]) -> list[int]:
    """Return the numbers of the options but for ``opposites``, the likeliest first."""
    return sorted(
        (n for n in range(1, len(chances)) if n not in opposites),
        key=lambda n: (-chances[n], extracted.candidates[n - 1].word),
    )


def _options(
    extracted: SuspectFeatures, chances: Sequence[float], ranked: Sequence[int]
) -> tuple[RestoredWord, ...]:
    """Return the options with the numbers ``ranked``, with their probabilities."""
    numbered = ((n, extracted.candidates[n - 1]) for n in ranked)
    return tuple(RestoredWord(c.word, chances[n], c.evidence) for n, c in numbered)


def _opposites(extracted: SuspectFeatures) -> frozenset[int]:
    """Return the numbers of the options, from 1, that mean the opposite of what stands there.

    They are never offered, and their probability is one of no change: where only an opposite fits,
    what stands there is what was meant.
    """
    phrase = extracted.suspect.phrase
    return frozenset(n for n, c in enumerate(extracted.candidates, 1) if opposed(phrase, c.word))
