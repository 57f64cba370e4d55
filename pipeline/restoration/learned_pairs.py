"""What a dump's own pairs say of a text: the second opinion beside the context model's.

Start reading from :func:`opinions`. The pairs are those that ``rature learn`` found
(:mod:`pipeline.restoration.spinner_pairs`); the text's own places are taken out first.
:func:`joint_probabilities` joins the opinion and the probabilities that context gave.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import exp, log, log1p
from typing import NamedTuple

from pipeline.restoration.context_features import Extracted
from pipeline.restoration.context_weights import HIGHEST_PROPOSED
from pipeline.restoration.detection import Suspect
from pipeline.restoration.dump_model import (
    NO_COUNTS,
    UNCHANGED,
    Key,
    Learned,
    SubstituteCounts,
)
from pipeline.restoration.learned_words import key_of_suspect
from pipeline.restoration.spinner_pairs import Answer, Struck, answered, responsibilities
from pipeline.restoration.weights import WEIGHT_SETS, between

ROUNDS_OF_OWN = 3
"""Times that the text's own places are taken out and read again."""


@lru_cache(maxsize=2)
def struck_in(learned: Learned) -> Struck:
    """Return how often the words of the dump are struck."""
    heads = {word: head.struck / 1000 for word, head in learned.heads.items()}
    standing = {word: head.standing for word, head in learned.heads.items()}
    total = sum(heads.values())
    seen = total + sum(standing[word] for word, strikes in heads.items() if strikes)
    return Struck(heads, standing, max(1e-6, total / seen) if seen else 1.0)


LEAST_STRUCK = 2.0
"""The dump tells something of a word that was struck at so many places or more."""


class Opinion(NamedTuple):
    """What the dump makes of a suspect: the probability of no change and of each word.

    ``others`` are the counts of its places in the dump but for those of the text; ``struck`` is how
    often those of its words that are struck most are struck, outside of the text.
    """

    chances: Mapping[str, float]
    others: SubstituteCounts
    struck: float = 0.0

    @property
    def is_told(self) -> bool:
        """Say whether the dump has anything to say: of the substitute or of a word."""
        return bool(self.others.places) or self.struck >= LEAST_STRUCK


NO_OPINION = Opinion({}, NO_COUNTS)


def opinions(learned: Learned, seen: Sequence[Extracted]) -> list[Opinion]:
    """Return what the dump makes of the suspects of a text that the context model was asked about.

    How the text's own places were read in the dump is not known, so it is found in the same way.
    """
    struck = struck_in(learned)
    answers = [_answer(one) for one in seen]
    keys = [key_of_suspect(one.suspect) for one in seen]
    found: list[Mapping[str, float]] = [{} for _ in seen]
    rests: dict[Key, SubstituteCounts] = {}
    all_own: Counter[str] = Counter()
    for _ in range(ROUNDS_OF_OWN):
        own: dict[Key, Counter[str]] = defaultdict(Counter)
        places: Counter[Key] = Counter(keys)
        all_own = Counter()
        for key, chances in zip(keys, found, strict=True):
            own[key].update(chances)
            all_own.update(chances)
        for key in own:
            read = {word: round(1000 * share) for word, share in own[key].items()}
            rests[key] = learned.counts(*key).without(SubstituteCounts(places[key], read))
        found = [
            _read(key[1], answer, rests[key], struck, all_own)
            for key, answer in zip(keys, answers, strict=True)
        ]
    return [
        Opinion(chances, rests[key], _most_struck(answer, struck, all_own))
        if answer.words
        else NO_OPINION
        for key, answer, chances in zip(keys, answers, found, strict=True)
    ]


def _most_struck(answer: Answer, struck: Struck, own: Mapping[str, float]) -> float:
    return max((struck.heads.get(w, 0.0) - own.get(w, 0.0) for w in answer.words), default=0.0)


def _read(
    phrase: str,
    answer: Answer,
    rest: SubstituteCounts,
    struck: Struck,
    own: Mapping[str, float],
) -> Mapping[str, float]:
    others = {word: n / 1000 for word, n in rest.read.items() if word != UNCHANGED}
    sound = rest.read.get(UNCHANGED, 0) / 1000
    return responsibilities(phrase, answer, others, sound, struck, own)


def _answer(one: Extracted) -> Answer:
    """Return what the context model said of a suspect, in the form that places of a dump have."""
    fit, suspect = one.fit, one.suspect
    if fit is None or suspect.kind == "piece":
        return answered(suspect.phrase, one.before, {}, None)
    return answered(suspect.phrase, one.before, fit.scores, fit.stands)


# -- joined with what context says ----------------------------------------------------------------


class Joint(NamedTuple):
    """Weights of two opinions: log probabilities by context and by the dump, and what is added.

    ``no_change`` is added for no change, ``support`` for log1p of the places that read as a word;
    ``calibration`` has the knots of how often the best option is right. Of those with at least the
    probability ``threshold``, 0.985 are.
    """

    context: float
    dump: float
    no_change: float
    support: float
    threshold: float
    calibration: Sequence[tuple[float, float]]


FLOOR_OF_OPINIONS = 1e-4
"""What is added to each probability of an opinion before its logarithm is taken: below it, a
difference does not count."""

JOINTS: Mapping[tuple[str, bool], Joint] = {
    ("word", True): Joint(
        0.729,
        0.192,
        0.08,
        1.906,
        0.968,
        (
            (0.0, 0.0),
            (0.03, 0.074),
            (0.177, 0.079),
            (0.409, 0.323),
            (0.756, 0.444),
            (0.8, 0.6),
            (0.831, 0.631),
            (0.891, 0.809),
            (0.98, 0.911),
            (0.991, 0.987),
            (1.0, 0.995),
        ),
    ),
    ("word", False): Joint(
        0.869,
        0.188,
        0.596,
        0.0,
        0.997,
        (
            (0.0, 0.0),
            (0.191, 0.123),
            (0.273, 0.212),
            (0.499, 0.423),
            (0.699, 0.587),
            (0.884, 0.77),
            (0.975, 0.793),
            (1.0, 0.995),
        ),
    ),
    ("homograph", True): Joint(
        0.808,
        0.138,
        1.021,
        2.609,
        0.871,
        (
            (0.0, 0.0),
            (0.335, 0.244),
            (0.501, 0.288),
            (0.584, 0.528),
            (0.819, 0.622),
            (0.912, 0.922),
            (1.0, 0.995),
        ),
    ),
    ("homograph", False): Joint(
        0.758,
        0.214,
        0.533,
        0.0,
        0.981,
        ((0.0, 0.0), (0.212, 0.258), (0.325, 0.277), (0.589, 0.575), (0.907, 0.873), (1.0, 0.995)),
    ),
}
"""By set of weights, and whether the dump has other places of the substitute. Fitted by maximum
likelihood on the tuning articles of two spinners, each read with the pairs of its own dump. Weights
fitted on one of them do for the other: of its substitutes with other places 549 of 840 and 681 of
825 are restored at 0.985 right, where context alone restores 7 and 607. Calibration and thresholds
are of the spinner that was left out."""


def _joint(suspect: Suspect, opinion: Opinion) -> Joint:
    return JOINTS[WEIGHT_SETS[suspect.kind], bool(opinion.others.places)]


def joint_probabilities(chances: Sequence[float], one: Extracted, opinion: Opinion) -> list[float]:
    """Return the probabilities of leaving a suspect alone and of its options, by both opinions."""
    joint = _joint(one.suspect, opinion)
    words = (UNCHANGED, *(option.word for option in one.options))
    scores = [
        joint.context * log(chance + FLOOR_OF_OPINIONS)
        + joint.dump * log(opinion.chances.get(word, 0.0) + FLOOR_OF_OPINIONS)
        + joint.support * log1p(opinion.others.read.get(word, 0) / 1000 if word else 0.0)
        for word, chance in zip(words, chances, strict=True)
    ]
    scores[0] += joint.no_change
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    total = sum(raised)
    return [share / total for share in raised]


def calibrated(suspect: Suspect, opinion: Opinion, chance: float) -> float:
    """Return how often the best option is right when both opinions together give it ``chance``."""
    joint = _joint(suspect, opinion)
    found = between(joint.calibration, chance)
    return found if chance >= joint.threshold else min(found, HIGHEST_PROPOSED)
