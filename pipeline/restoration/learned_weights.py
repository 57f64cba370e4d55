"""Weigh a suspect by both opinions: what its passage says, and what the pairs of its dump do.

A log-linear model over the two, with one set of weights for English words and one for French ones,
and others for substitutes that the dump has nowhere else: of these it only tells which words are
struck. Start reading from :func:`joined`. The weights are fitted by ``python -m
dictionaries.builders learned_restoration`` and kept in ``dictionaries/restoration.learned.json``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log, log1p
from typing import NamedTuple

from pipeline.resources import data
from pipeline.resources.log_linear import dot
from pipeline.restoration.context_features import Extracted
from pipeline.restoration.context_weights import HIGHEST_PROPOSED, THRESHOLD_IN_TERMS, shares
from pipeline.restoration.detection import Suspect
from pipeline.restoration.dump_model import UNCHANGED
from pipeline.restoration.learned_pairs import NO_STRIKES, Opinion
from pipeline.restoration.scoring import RestoredWord
from pipeline.restoration.weights import WEIGHT_SETS, between

FITTED_ON_DUMPS = "restoration.learned.json"

OPTION_OPINIONS = (
    "context",  # log probability by the passage
    "share",  # of the other places of the dump, one more counted, those that read so
    "struck",  # log of how often the word is struck, as a multiple of the average word
)

UNCHANGED_OPINIONS = (
    "bias",
    "context",
    "damaged",  # log probability by the passage that anything was replaced
    "places",  # log of the other places of the dump
    "sound",  # log odds of the other places that they are sound
)

OF_UNMET = frozenset({"context", "damaged", "struck", "bias"})
"""The features that substitutes have which the dump has nowhere else; the weights of others are
zero."""

FLOOR_OF_OPINIONS = 1e-4
"""What is added to each probability of an opinion before its logarithm is taken: below it, a
difference does not count."""

SETS = tuple(f"{name}{met}" for name in sorted(set(WEIGHT_SETS.values())) for met in ("", "-unmet"))
"""The sets of weights: ``unmet`` are substitutes that the dump has nowhere else."""


class BothOpinions(NamedTuple):
    """The features of a suspect's options (:data:`OPTION_OPINIONS`) and of leaving it alone."""

    rows: Sequence[tuple[float, ...]]
    no_change: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class JointWeights:
    """The fitted weights per set, the calibration and the threshold of confidence."""

    option: Mapping[str, tuple[float, ...]]
    no_change: Mapping[str, tuple[float, ...]]
    calibration: Mapping[str, Sequence[tuple[float, float]]]
    threshold: Mapping[str, float]

    def calibrated(self, name: str, best: RestoredWord) -> tuple[float, float]:
        """Return how often the best option of a suspect is right, anywhere and in what was spun.

        ``name`` is the set of weights. A number that does not reach the threshold is at most
        :data:`HIGHEST_PROPOSED`. Beside terms of a field an English word that the dump has nowhere
        else needs as much as without a dump.
        """
        found = between(self.calibration[name], best.probability)
        held, lower = min(found, HIGHEST_PROPOSED), self.threshold[name]
        threshold = THRESHOLD_IN_TERMS if name == "word-unmet" else lower
        return found if found >= threshold else held, found if found >= lower else held


@cache
def joint_weights() -> JointWeights:
    """Return the fitted weights."""
    with data.opening(FITTED_ON_DUMPS):
        stored = data.stored(FITTED_ON_DUMPS)
        kinds = stored["weights"]
        return JointWeights(
            {k: tuple(w["option"][f] for f in OPTION_OPINIONS) for k, w in kinds.items()},
            {k: tuple(w["keep"][f] for f in UNCHANGED_OPINIONS) for k, w in kinds.items()},
            {k: [(x, y) for x, y in knots] for k, knots in stored["calibration"].items()},
            stored["border"],
        )


def weight_set(suspect: Suspect, opinion: Opinion) -> str:
    """Return the set of weights for a suspect."""
    return WEIGHT_SETS[suspect.kind] + ("" if opinion.others.places else "-unmet")


def both_opinions(chances: Sequence[float], one: Extracted, opinion: Opinion) -> BothOpinions:
    """Return what the passage (``chances``, first of no change) and the dump say of a suspect."""
    others = opinion.others
    rows = []
    for option, chance in zip(one.options, chances[1:], strict=True):
        rows.append(
            (
                log(chance + FLOOR_OF_OPINIONS),
                others.read.get(option.word, 0) / 1000 / (others.places + 1),
                log(opinion.strikes.get(option.word, NO_STRIKES).factor),
            )
        )
    sound = others.read.get(UNCHANGED, 0) / 1000
    damaged = max(0.0, others.places - sound)
    no_change = (
        1.0,
        log(chances[0] + FLOOR_OF_OPINIONS),
        log(1.0 - chances[0] + FLOOR_OF_OPINIONS),
        log1p(others.places),
        log((sound + 0.5) / (damaged + 0.5)),
    )
    return BothOpinions(rows, no_change)


def joined(both: BothOpinions, name: str, fitted: JointWeights) -> list[float]:
    """Return the probabilities of leaving a suspect alone and of its options, by both opinions."""
    option, no_change = fitted.option[name], fitted.no_change[name]
    return shares([dot(no_change, both.no_change), *(dot(option, row) for row in both.rows)])
