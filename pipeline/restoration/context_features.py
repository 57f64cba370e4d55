"""Extract what the second log-linear model weighs: a suspect's options, seen by context.

:func:`measure_fit` asks the context model's reading of a window about a place, :func:`extract`
makes features of the answer, one row for each option and one for leaving the suspect alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, log1p
from typing import NamedTuple

from pipeline.resources import lexicon
from pipeline.resources.context_model import Reading
from pipeline.resources.opposites import opposed
from pipeline.resources.spelling_index import near
from pipeline.restoration import titles
from pipeline.restoration.candidates import (
    PAIR_FEATURES,
    Candidate,
    adds_accents,
    features,
    looks_plural,
    offered,
)
from pipeline.restoration.detection import Suspect
from pipeline.restoration.grammar import agreement
from pipeline.restoration.neighbours import beside_english
from pipeline.restoration.prefilter import prefilter_features
from pipeline.restoration.scoring import Restoration, RestoredWord, restoration_of
from pipeline.restoration.weights import PREFILTER_FEATURES
from pipeline.text.analysis import AnalyzedText, keys_of

ADDED = 10
"""Words added to a suspect's options: the homographs that fit best by context."""

LOOKED = 40
"""Homographs that are scored at a position, at most. The sum of all is taken over these."""


FARTHEST = -14.0
"""A word that scores farther behind the sum of all homographs counts as this far behind."""

LEAST = 1e-4
"""The restorer's probabilities count as at least this."""


OF_SOURCES = ("curated", "moby", "moby-reverse", "roget", "wordnet-synset", "embedding", "rank")
"""Those of :data:`pipeline.restoration.candidates.PAIR_FEATURES` that are weighed again."""

OPTION_FEATURES = (
    "weighed",  # log probability that the restorer gives the option
    "weighed-half",  # it gives at least half of all
    "added",  # the restorer has it not
    "fit",  # log probability among the homographs
    "fit-behind",  # how far it is behind the best one
    "fit-best",  # none fits better
    "fit-rank",
    "fit-unknown",  # the context model has no score
    "added-fit",
    "offered",  # a source has the pair
    *OF_SOURCES,
    "elsewhere",  # mean log probability at the same word's other places
    "curated-known",  # a curated pair, times the share of "known"
    "frequency",
    "determiner-agrees",
    "determiner-differs",
    "elision-differs",
    "accents",
    "in-document",
    "number-agrees",
    "number-differs",
    "function",  # a word of grammar
    "capital-frequency",
)
UNCHANGED_FEATURES = (
    *PREFILTER_FEATURES,
    "alone",  # log probability of being left alone, as the restorer says
    "damaged",  # log probability of the contrary
    "no-options",
    "stands",  # log probability among the homographs of what stands there
    "stands-unknown",
    "stands-behind",
    "best",  # log probability among the homographs of the best one: how sure the context is
    "beside-english",
    "phrase",
    "piece",
    "title",
    "impossible",  # log number of other damaged words of the document
    "impossible-share",  # the share that they have of all its suspects
    "strange",  # neither French nor English
    "misspelled",  # so, and one slip away from a French word
    "elsewhere",
    "known",  # share of the text's other English words that have a curated pair which fits
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """A suspect with its options, the features of each and those of leaving it alone."""

    suspect: Suspect
    options: tuple[RestoredWord, ...]
    """With the probabilities that the restorer gave; zero for those that context added."""
    rows: tuple[tuple[float, ...], ...]
    no_change: tuple[float, ...]
    fit: "Fit | None" = None
    before: str = ""
    """The key before the suspect, which restricts what may have stood there."""


FLOOR = 1e-3
"""Probability below which what another place makes of an option does not count further."""


View = Mapping[str, float]


def _mean(views: Sequence[View], word: str) -> float:
    if not views:
        return 0.0
    return sum(view.get(word, log(FLOOR)) for view in views) / len(views)


@lru_cache(maxsize=1 << 11)
def pairs_of(
    phrase: str, sources: frozenset[str] | None
) -> dict[str, tuple[Candidate, tuple[float, ...]]]:
    """Return what the sources offer for a phrase, with its features :data:`OF_SOURCES`."""
    found = {}
    for candidate in offered(phrase, sources):
        row = features(candidate)
        found[candidate.word] = candidate, tuple(row[n] for n in _OF_SOURCES)
    return found


_OF_SOURCES = tuple(PAIR_FEATURES.index(name) for name in OF_SOURCES)
_NO_SOURCE = (0.0,) * len(OF_SOURCES)


class Fit(NamedTuple):
    """What the context model says of a place: scores below the sum over the homographs."""

    best: tuple[tuple[str, float], ...]
    scores: Mapping[str, float]
    stands: float | None


def measure_fit(  # noqa: PLR0913 — each is one thing that it depends on
    analyzed: AnalyzedText,
    one: Restoration,
    reading: Reading,
    place: int,
    sources: frozenset[str] | None,
    more: Sequence[str] = (),
) -> tuple[Restoration, Fit | None]:
    """Return what the context model says of a place; nothing where what stands there fits.

    It is asked about ``more`` words than the options and those that it names itself.
    """
    suspect = one.suspect
    found = reading.best(place, LOOKED)
    keys = [t.key for t in analyzed.tokens[suspect.first : suspect.last] if t.key]
    (stands,) = reading.scores(place, keys) if len(keys) == 1 else (None,)
    if stands is not None and found[0][1] - stands < FITS:
        return one, None
    total = found[0][1] + log(sum(exp(score - found[0][1]) for _, score in found))
    best = tuple((word, score - total) for word, score in found)
    if not one.options and one.no_change == 1.0:
        one = restoration_of(analyzed, suspect, sources)
    words = [*(o.word for o in one.options), *(w for w, _ in best if not suspect.tail), *more]
    wanted = {w: keys_of(w)[0] + suspect.tail for w in words if len(keys_of(w)) == 1}
    scores = reading.scores(place, list(wanted.values()))
    return one, Fit(
        best,
        {w: s - total for w, s in zip(wanted, scores, strict=True) if s is not None},
        None if stands is None else stands - total,
    )


FITS = 4.0
"""How far behind the best homograph a word may be that fits well where it stands. Of 9,000 damaged
words of the tuning articles 25 are nearer, of 34,000 sound suspects 24,000."""


def extract(  # noqa: PLR0913 — each is one thing that features depend on
    analyzed: AnalyzedText,
    one: Restoration,
    fit: Fit,
    others: tuple[float, float],
    elsewhere: Sequence[View],
    known: float,
    sources: frozenset[str] | None,
    more: Sequence[str] = (),
) -> Extracted:
    """Return the features of a suspect's options, and of leaving it alone, seen by context.

    ``others``: how many other words of the text are damaged, and their share of all; ``elsewhere``:
    what the same word's other places are read as; ``known``: see :data:`UNCHANGED_FEATURES`;
    ``more``: words that are options besides.
    """
    suspect = one.suspect
    before = analyzed.tokens[suspect.first - 1].key if suspect.first else ""
    impossible, share = others
    pairs = pairs_of(suspect.phrase, sources)
    options = [*one.options, *_added(one, fit, before, pairs, more)]
    top = fit.best[0][1]
    ranks = {word: n for n, (word, _) in enumerate(fit.best)}
    capital = float(
        analyzed.text[suspect.start].isupper() and bool(before) and before not in ".!?…:"
    )
    number = "p" if looks_plural(suspect.phrase) else "s"
    rows = []
    for n, option in enumerate(options):
        score = fit.scores.get(option.word)
        added = n >= len(one.options)
        gap = max(FARTHEST, score) if score is not None else 0.0
        behind = min(-FARTHEST, top - score) if score is not None else 0.0
        elision, agrees, clashes = agreement(before, option.word)
        frequency, numbers, is_function = _of_word(option.word)
        rows.append(
            (
                0.0 if added else log(option.probability + LEAST),
                float(option.probability > 0.5),
                float(added),
                gap,
                behind,
                float(score is not None and score >= top),
                1.0 / (1.0 + ranks[option.word]) if option.word in ranks else 0.0,
                float(score is None),
                gap if added else 0.0,
                float(option.word in pairs),
                *(pairs[option.word][1] if option.word in pairs else _NO_SOURCE),
                _mean(elsewhere, option.word),
                pairs[option.word][1][0] * known if option.word in pairs else 0.0,
                frequency,
                agrees,
                clashes,
                elision,
                float(adds_accents(suspect.phrase, option.word)),
                log1p(analyzed.counts[option.word]),
                float(number in numbers),
                float(bool(numbers) and number not in numbers),
                is_function,
                capital * frequency,
            )
        )
    strange = not lexicon.is_french(suspect.phrase) and not lexicon.is_english(suspect.phrase)
    alone = one.no_change if one.options else 0.5
    stands = fit.stands
    no_change = (
        *prefilter_features(analyzed, suspect, impossible / analyzed.size),
        log(alone + LEAST),
        log(1.0 - alone + LEAST),
        float(not one.options),
        max(FARTHEST, stands) if stands is not None else 0.0,
        float(stands is None),
        min(-FARTHEST, top - stands) if stands is not None else 0.0,
        top,
        float(beside_english(analyzed, suspect)),
        float(suspect.kind == "phrase"),
        float(suspect.kind == "piece"),
        float(titles.in_title_case(analyzed, suspect)),
        log(impossible + 0.1),
        share,
        float(strange),
        float(strange and _is_near(suspect.phrase)),
        _mean(elsewhere, ""),
        known,
    )
    return Extracted(suspect, tuple(options), tuple(rows), no_change, fit, before)


def _added(
    one: Restoration,
    fit: Fit,
    before: str,
    pairs: Mapping[str, tuple[Candidate, tuple[float, ...]]],
    more: Sequence[str] = (),
) -> Iterator[RestoredWord]:
    """Yield the homographs that fit best and agree with what stands before, as options.

    So are ``more`` words of which the context model says how they fit, however badly.
    """
    suspect = one.suspect
    known = {option.word for option in one.options} | {suspect.phrase}
    if suspect.tail:
        return
    own = [word for word in more if word in fit.scores]
    count = -len(set(own) - known)  # they come besides the ten
    for word in dict.fromkeys((*own, *(w for w, _ in fit.best))):
        if suspect.kind == "piece" and not (
            len(word) > len(suspect.head + suspect.foot)
            and word.startswith(suspect.head)
            and word.endswith(suspect.foot)
        ):
            continue
        if word in known or len(word) < 2:
            continue
        elision, _, clashes = agreement(before, word)
        if elision or clashes or opposed(suspect.phrase, word):
            count += word in own
            continue
        yield RestoredWord(word, 0.0, pairs[word][0].evidence if word in pairs else ())
        count += 1
        if count == ADDED:
            return


@lru_cache(maxsize=1 << 12)
def _is_near(word: str) -> bool:
    """Say whether a word is one slip away from a French one."""
    return any(found.distance < 2 for found in near(word))


@lru_cache(maxsize=1 << 14)
def _of_word(word: str) -> tuple[float, frozenset[str], float]:
    """Return the Zipf value of a French word, its numbers, and whether it is one of grammar."""
    analyses = lexicon.analyses(word)
    parts = {a.pos for a in analyses}
    return (
        lexicon.zipf(word, "fr"),
        frozenset(a.number for a in analyses if a.number and a.pos in ("noun", "adj", "verb")),
        float(bool(parts) and not parts & {"noun", "adj", "verb", "adv"}),
    )
