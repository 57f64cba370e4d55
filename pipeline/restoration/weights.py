"""The features of restoration and the weights that were fitted to them.

Start reading from :class:`Weights`. ``python -m dictionaries.builders restoration`` fits them and
writes ``dictionaries/restoration.json`` with the report of the fit. The file calls the no-change
option ``keep``, the prefilter ``glimpse`` and its thresholds ``border``.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pipeline.resources import data
from pipeline.resources.log_linear import dot as dot
from pipeline.restoration.candidates import PAIR_FEATURES, Candidate, features
from pipeline.restoration.detection import Kind

WEIGHTS_FILE = "restoration.json"

IN_PLACE_FEATURES = (
    "fit",  # log10 probability of the option in its sentence
    "elsewhere",  # mean log probability at the other suspect spans of the same substitute
    "topic",  # how well it goes with the content words around
    "elision-differs",  # « l' », « d' » before a consonant, « le », « de » before a vowel
    "determiner-agrees",
    "determiner-differs",
    "in-document",
    "lemma-in-document",
    "capital",  # a capitalised span and a frequent title word
    "repeats",  # stands right beside the span already
    "accents-damage",  # log density of other English words, for what stands there with accents
)
"""Features of an option in its sentence and document."""

CANDIDATE_FEATURES = (*IN_PLACE_FEATURES, *PAIR_FEATURES)
"""Features of an option: those in place, then those of the pair that it makes with the span."""


NO_CHANGE_FEATURES = (
    "bias",
    "contrast",
    "frequency",
    "english",
    "damage",  # log density of other English words in the document
    "no-damage",
    "capital",
    "acronym",
    "english-left",
    "english-right",
    "capital-left",
    "capital-right",
    "loanword",
    "risky-loanword",
    "count",
    "quoted",
    "options",
    "surprise",  # how much less likely the span is here than its frequency says
    "unknown",
    "elsewhere",
    "phrase",
    "piece",
    "topic",
)

"""Features of the no-change option."""


PREFILTER_FEATURES = (
    "bias",
    "score",
    "score-squared",
    "frequency",
    "english",
    "curated",
    "pairs",
    "loanword",
    "risky-loanword",
    "damage",
    "no-damage",
    "capital",
    "capital-left",
    "capital-right",
    "acronym",
    "quoted",
    "count",
    "elision-differs",
    "determiner-differs",
)

"""Features of the prefilter: cheap ones, which say whether a span is worth a full look."""

WEIGHT_SETS: dict[Kind, str] = {
    "word": "word",
    "phrase": "word",
    "piece": "word",
    "homograph": "homograph",
}
"""The set of weights for each kind of suspect span."""


Rows = tuple[tuple[float, ...], ...]


class Net(NamedTuple):
    """Hidden units that correct the linear score: rows of weights, one per unit.

    Each unit adds ``out`` times the hyperbolic tangent of ``bias`` plus the weighted features of an
    option, in place and of the pair. For the no-change option it adds ``no_change_out`` times that
    of its own weighted features.
    """

    bias: tuple[float, ...]
    place: Rows
    pair: Rows
    out: tuple[float, ...]
    no_change: Rows
    no_change_out: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Weights:
    """The fitted weights per kind of suspect span, and the calibration of their probabilities."""

    option: Mapping[str, tuple[float, ...]]
    no_change: Mapping[str, tuple[float, ...]]
    prefilter: Mapping[str, tuple[float, ...]]
    threshold: Mapping[str, float]
    """By kind, the least score of the prefilter with which a span gets a full look."""
    calibration: Mapping[str, Sequence[tuple[float, float]]]
    nets: Mapping[str, Net]

    def calibrated(self, kind: Kind, chance: float) -> float:
        """Return how often the best option is right when the model gives it ``chance``."""
        return between(self.calibration[WEIGHT_SETS[kind]], chance)


def between(knots: Sequence[tuple[float, float]], chance: float) -> float:
    """Return the value at ``chance`` of the line through ``knots``."""
    at = bisect_left(knots, (chance, 0.0))
    if at == 0:
        return knots[0][1]
    if at == len(knots):
        return knots[-1][1]
    (x, y), (x2, y2) = knots[at - 1], knots[at]
    return y + (y2 - y) * (chance - x) / (x2 - x) if x2 > x else y2


@cache
def weights() -> Weights:
    """Return the fitted weights."""
    with data.opening(WEIGHTS_FILE):
        stored = data.stored(WEIGHTS_FILE)
        kinds = stored["weights"]
        return Weights(
            {k: tuple(w["option"][f] for f in CANDIDATE_FEATURES) for k, w in kinds.items()},
            {k: tuple(w["keep"][f] for f in NO_CHANGE_FEATURES) for k, w in kinds.items()},
            {k: tuple(w[f] for f in PREFILTER_FEATURES) for k, w in stored["glimpse"].items()},
            stored["border"],
            {k: [(x, y) for x, y in knots] for k, knots in stored["calibration"].items()},
            {k: _net(net) for k, net in stored["nets"].items()},
        )


def _net(stored: Mapping[str, Any]) -> Net:
    """Return the hidden units; the file has, per feature, the weights of all units."""

    def rows(part: str, features: Sequence[str]) -> Rows:
        return tuple(zip(*(stored[part][feature] for feature in features), strict=True))

    return Net(
        tuple(stored["bias"]),
        rows("place", IN_PLACE_FEATURES),
        rows("pair", PAIR_FEATURES),
        tuple(stored["out"]),
        rows("keep", NO_CHANGE_FEATURES),
        tuple(stored["keep_out"]),
    )


def pair_score(candidate: Candidate, name: str, fitted: Weights) -> float:
    """Return what the features of its pair add to the score of a candidate."""
    return dot(_pair_weights(name, fitted), features(candidate))


@lru_cache(maxsize=8)
def _pair_weights(name: str, fitted: Weights) -> tuple[float, ...]:
    return fitted.option[name][len(IN_PLACE_FEATURES) :]


def hidden_inputs(candidates: Iterable[Candidate], name: str, fitted: Weights) -> Rows:
    """Return, per candidate, what its pair and the bias put into each hidden unit."""
    net = fitted.nets.get(name)
    if net is None:
        return ()
    pairs = [features(candidate) for candidate in candidates]
    rows = list(zip(net.bias, net.pair, strict=True))
    return tuple([tuple([bias + dot(row, pair) for bias, row in rows]) for pair in pairs])
