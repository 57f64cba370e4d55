"""What a dump's own pairs say of a text: the second opinion beside the context model's.

Start reading from :func:`opinions`. The pairs are those that ``rature learn`` found
(:mod:`pipeline.restoration.spinner_pairs`); the text's own places are taken out first.
:mod:`pipeline.restoration.learned_weights` joins the opinion and the probabilities that context
gave.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.restoration.context_features import Extracted
from pipeline.restoration.dump_model import (
    NO_COUNTS,
    UNCHANGED,
    Key,
    Learned,
    SubstituteCounts,
)
from pipeline.restoration.learned_words import key_of_suspect
from pipeline.restoration.spinner_pairs import Answer, Struck, answered, responsibilities

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


class Strikes(NamedTuple):
    """How often a word is struck outside of a text, and that as a multiple of the average."""

    number: float
    factor: float


NO_STRIKES = Strikes(0.0, 1.0)


class Opinion(NamedTuple):
    """What the dump tells of a suspect.

    ``others`` are the counts of its places in the dump but for those of the text; ``strikes`` tell
    how often each of its options is struck, outside of the text.
    """

    others: SubstituteCounts
    strikes: Mapping[str, Strikes] = {}

    @property
    def is_told(self) -> bool:
        """Say whether the dump has anything to say: of the substitute or of a word."""
        struck = (found.number for found in self.strikes.values())
        return bool(self.others.places) or max(struck, default=0.0) >= LEAST_STRUCK


NO_OPINION = Opinion(NO_COUNTS)


def opinions(
    learned: Learned, seen: Sequence[Extracted], sources: frozenset[str] | None = None
) -> list[Opinion]:
    """Return what the dump makes of the suspects of a text that the context model was asked about.

    How the text's own places were read in the dump is not known, so it is found in the same way.
    """
    struck = struck_in(learned)
    answers = [_answer(one) for one in seen]
    keys = [key_of_suspect(one.suspect) for one in seen]
    found: list[Mapping[str, float]] = [{} for _ in seen]
    rests: dict[Key, SubstituteCounts] = {}
    all_own: Counter[str] = Counter()
    for turn in range(ROUNDS_OF_OWN):
        if turn:
            found = [
                _read(key[1], answer, rests[key], struck, all_own, sources)
                for key, answer in zip(keys, answers, strict=True)
            ]
        own: dict[Key, Counter[str]] = defaultdict(Counter)
        places: Counter[Key] = Counter(keys)
        all_own = Counter()
        for key, chances in zip(keys, found, strict=True):
            own[key].update(chances)
            all_own.update(chances)
        for key in own:
            read = {word: round(1000 * share) for word, share in own[key].items()}
            rests[key] = learned.counts(*key).without(SubstituteCounts(places[key], read))
    return [
        Opinion(rests[key], _strikes(one, struck, all_own)) if answer.words else NO_OPINION
        for one, key, answer in zip(seen, keys, answers, strict=True)
    ]


def _strikes(one: Extracted, struck: Struck, own: Mapping[str, float]) -> dict[str, Strikes]:
    """Return how often the options of a suspect are struck, without what a text ``own`` adds."""
    found = {}
    for option in one.options:
        less = own.get(option.word, 0.0)
        number = max(0.0, struck.heads.get(option.word, 0.0) - less)
        found[option.word] = Strikes(number, struck.factor(option.word, less))
    return found


def _read(  # noqa: PLR0913 — each is one thing that it depends on
    phrase: str,
    answer: Answer,
    rest: SubstituteCounts,
    struck: Struck,
    own: Mapping[str, float],
    sources: frozenset[str] | None,
) -> Mapping[str, float]:
    others = {word: n / 1000 for word, n in rest.read.items() if word != UNCHANGED}
    sound = rest.read.get(UNCHANGED, 0) / 1000
    return responsibilities(phrase, answer, others, sound, struck, own, sources)


def _answer(one: Extracted) -> Answer:
    """Return what the context model said of a suspect, in the form that places of a dump have."""
    fit, suspect = one.fit, one.suspect
    if fit is None or suspect.kind == "piece":
        return answered(suspect.phrase, one.before, {}, None)
    return answered(suspect.phrase, one.before, fit.scores, fit.stands)
