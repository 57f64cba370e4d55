"""The fitted weights of the second log-linear model, and the probabilities that they give.

``dictionaries/restoration.context.json`` calls the no-change option ``keep`` and the thresholds of
confidence ``border``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, tanh
from operator import add
from typing import Any, NamedTuple

from pipeline.resources import data
from pipeline.resources.log_linear import bent, columns, dot, products
from pipeline.restoration.candidates import adds_accents
from pipeline.restoration.context_features import OPTION_FEATURES, UNCHANGED_FEATURES, Extracted
from pipeline.restoration.detection import Suspect
from pipeline.restoration.scoring import RestoredWord
from pipeline.restoration.weights import WEIGHT_SETS, Rows, between


class Net(NamedTuple):
    """Hidden units that correct the linear scores, of options and of leaving alone.

    Each adds its ``out`` times the hyperbolic tangent of its bias and of what the features weigh.
    """

    option: Rows
    bias: tuple[float, ...]
    out: tuple[float, ...]
    no_change: Rows
    no_change_bias: tuple[float, ...]
    no_change_out: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Weights:
    """The fitted weights per kind of suspect, and the calibration of their probabilities."""

    option: Mapping[str, tuple[float, ...]]
    no_change: Mapping[str, tuple[float, ...]]
    calibration: Mapping[str, Sequence[tuple[float, float]]]
    nets: Mapping[str, Net]
    threshold: Mapping[str, float]
    """The confidence from which on restorations are made: see :data:`HIGHEST_PROPOSED`."""

    def calibrated(self, suspect: Suspect, best: RestoredWord) -> tuple[float, float]:
        """Return how often the best option is right that has such a probability.

        A number that does not reach its threshold is at most :data:`HIGHEST_PROPOSED`. The second
        number is for running prose and what is plainly spun (:data:`THRESHOLD_IN_SPUN`). English
        words have a higher threshold elsewhere (:data:`THRESHOLD_IN_TERMS`).
        """
        name = WEIGHT_SETS[suspect.kind]
        found = between(self.calibration[name], best.probability)
        threshold = lower = self.threshold[name]
        if name == "word" and adds_accents(suspect.phrase, best.word):
            threshold = lower = THRESHOLD_OF_ACCENTS
        elif name == "word":
            threshold, lower = max(threshold, THRESHOLD_IN_TERMS), THRESHOLD_IN_SPUN
        held = min(found, HIGHEST_PROPOSED)
        if name == "homograph" and best.probability < LEAST_FOR_FRENCH:
            return held, held
        return found if found >= threshold else held, found if found >= lower else held


HIGHEST_PROPOSED = 0.87
"""Highest confidence of what is only proposed: no rule acts alone with it."""


THRESHOLD_IN_SPUN = 0.9
"""Threshold of English words where others leave no doubt that the text was spun, and in running
prose. Of the restorations above it 98.9, 98.4 and 98.6 in 100 are right on three spinners left out,
97.5 on a raw thesaurus, whose substitutes nobody could guess, and 96.3 to 99.1 on those made of
sources (``report`` of ``restoration.context.json``)."""


THRESHOLD_IN_TERMS = 0.9895
"""Threshold of English words in single sentences and beside terms of a field: below it *closing*
became « final », *heat* « police »."""


LEAST_FOR_FRENCH = 0.95
"""Probability from which a French word is replaced without asking. On the tuning articles 98.2 of
100 such are right, above 0.965 98.5, above 0.94 97.9; from 0.965 on two in 100 substitutes of our
own articles more would wait. *Une salle transformée en auditorium* lies between 0.94 and 0.95."""


THRESHOLD_OF_ACCENTS = 0.875
"""Threshold of accents that were left out: those are slips wherever they stand. In 840,000 words of
sound text 7 lie above it, all of them slips."""


FITTED = "restoration.context.json"


@cache
def weights() -> Weights:
    """Return the fitted weights."""
    with data.opening(FITTED):
        stored = data.stored(FITTED)
        kinds = stored["weights"]
        return Weights(
            {k: tuple(w["option"][f] for f in OPTION_FEATURES) for k, w in kinds.items()},
            {k: tuple(w["keep"][f] for f in UNCHANGED_FEATURES) for k, w in kinds.items()},
            {k: [(x, y) for x, y in knots] for k, knots in stored["calibration"].items()},
            {k: Net(*(_tuples(part) for part in net)) for k, net in stored["nets"].items()},
            stored["border"],
        )


def _tuples(part: Any) -> Any:
    return tuple(_tuples(one) for one in part) if isinstance(part, list) else part


def probabilities(seen: Extracted, fitted: Weights) -> list[float]:
    """Return the probability of leaving a suspect alone, then of each option."""
    name = WEIGHT_SETS[seen.suspect.kind]
    option, no_change = fitted.option[name], fitted.no_change[name]
    if net := fitted.nets.get(name):
        ((first, *units),) = products(
            [seen.no_change], columns((no_change, *net.no_change))
        ).tolist()
        scores = [first + dot(net.no_change_out, map(tanh, map(add, net.no_change_bias, units)))]
        if seen.rows:
            found = products(seen.rows, columns((option, *net.option)))
            corrections = bent(found[:, 1:] + net.bias, net.out)
            scores += map(add, found[:, 0].tolist(), corrections)
    else:
        scores = [dot(no_change, seen.no_change), *(dot(option, row) for row in seen.rows)]
    return shares(scores)


def shares(scores: Sequence[float]) -> list[float]:
    """Return the probabilities that go with the scores of a log-linear model."""
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    total = sum(raised)
    return [chance / total for chance in raised]


_START = {"weighed": 1.0, "fit": 0.5, "added": -5.0}
_START_UNCHANGED = {"alone": 1.0, "stands": 0.3, "no-options": -3.0}
START_WEIGHTS = Weights(
    {
        name: tuple(_START.get(f, 0.0) for f in OPTION_FEATURES)
        for name in set(WEIGHT_SETS.values())
    },
    {
        name: tuple(_START_UNCHANGED.get(f, 0.0) for f in UNCHANGED_FEATURES)
        for name in set(WEIGHT_SETS.values())
    },
    {},
    {},
    {},
)
"""Weights good enough to read neighbours by before any are fitted."""
