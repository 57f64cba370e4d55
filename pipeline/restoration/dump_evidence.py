"""What the counts of a dump add to the probabilities of one article.

Start reading from :func:`with_dump_counts`. :mod:`pipeline.restoration.dump_model` has the counts.
"""

from collections import defaultdict
from collections.abc import Sequence

from pipeline.restoration.dump_model import UNCHANGED, SubstituteCounts
from pipeline.restoration.features import SuspectFeatures
from pipeline.restoration.weights import WEIGHT_SETS

PRIOR_PLACES = 4.0
"""Places that are added to those of the dump, shared out evenly among the options."""

NO_CHANGE_POWER = 0.4
"""Power to which the dump's odds of no change are raised before they count."""

NAMED_RATIO = 1.5
"""Factor by which the dump must raise the odds of the best option to be named as a reason."""


def own_counts(
    extractions: Sequence[SuspectFeatures], chances: Sequence[Sequence[float]]
) -> dict[tuple[str, str], SubstituteCounts]:
    """Return the counts of one text, per set of weights and substitute."""
    places: dict[tuple[str, str], int] = defaultdict(int)
    read: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for extracted, chance in zip(extractions, chances, strict=True):
        key = WEIGHT_SETS[extracted.suspect.kind], extracted.suspect.phrase
        places[key] += 1
        words = (UNCHANGED, *[candidate.word for candidate in extracted.candidates])
        for word, share in zip(words, chance, strict=True):
            if thousandths := round(1000 * share):
                read[key][word] += thousandths
    return {key: SubstituteCounts(count, read[key]) for key, count in places.items()}


def with_dump_counts(
    words: Sequence[str], chances: Sequence[float], others: SubstituteCounts
) -> list[float]:
    """Return the probabilities of a suspect span with the counts of its ``others`` in the dump.

    ``chances`` are those of no change and of each of the ``words``.

    Together the options keep their probability, but share it by the number of places that read as
    each of them. The odds of no change are multiplied by the dump's own, to a power. Both constants
    are those that fit the tuning articles best, each article with the counts of all others;
    ``python -m benchmarks.restoration --learned`` shows the gain.
    """
    counts = others.with_decisions()
    sound = counts.read.get(UNCHANGED, 0) / 1000
    damaged = max(0.0, counts.places - sound)
    even = PRIOR_PLACES / max(1, len(words))
    weighted = [
        chance * (counts.read.get(word, 0) / 1000 + even)
        for word, chance in zip(words, chances[1:], strict=True)
    ]
    scale = sum(chances[1:]) / (sum(weighted) or 1.0)
    raised = [chances[0] * ((sound + 0.5) / (damaged + 0.5)) ** NO_CHANGE_POWER]
    raised += [chance * scale for chance in weighted]
    total = sum(raised) or 1.0
    return [chance / total for chance in raised]


def named_decisions(word: str, others: SubstituteCounts) -> tuple[int, int] | None:
    """Return how often people decided for ``word``, and how often they decided, None if never."""
    chosen = others.decided.get(word, 0)
    return (chosen, sum(others.decided.values())) if chosen else None


def named_counts(
    word: str, before: float, after: float, others: SubstituteCounts
) -> tuple[int, int] | None:
    """Return the places of the dump that read as ``word`` and all its places, if they are a reason.

    They are one when they raised the odds of the word (``before`` and ``after`` are its
    probabilities) and most of the places read so. Otherwise the counts only say that the substitute
    is seldom sound.
    """
    if not others.places or _odds(after) < NAMED_RATIO * _odds(before):
        return None
    read = round(others.read.get(word, 0) / 1000)
    return (read, others.places) if 2 * read > others.places else None


def _odds(chance: float) -> float:
    return chance / max(1e-9, 1.0 - chance)
