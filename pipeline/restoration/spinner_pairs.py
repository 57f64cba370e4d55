"""Find a spinner's own pairs in the places of a dump, by expectation-maximisation.

A spinner puts substitute *s* for the French word *w* at a rate of its own. Where *s* stands,

    P(w stood there | place) is proportional to P(w | context) * rate(s, w),

and P(*s* stood there itself) to P(s | context). The context model gives the first factors
(:func:`ask`); the rates are what the responsibilities of all places add up to, by the number of
places where *w* still stands (:func:`expected`). No thesaurus is needed, but what one offers is a
better guess before any place has spoken (:func:`guess`). An article's own places never testify for
themselves: without that, every odd word convinces itself of what fits best there.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import exp, log
from sys import intern
from typing import NamedTuple

from pipeline.resources import lexicon
from pipeline.resources.context_model import load as context_model
from pipeline.resources.opposites import opposed
from pipeline.restoration.candidates import offered
from pipeline.restoration.dump_model import UNCHANGED, Head, Key, SubstituteCounts
from pipeline.restoration.dump_places import DumpPlace
from pipeline.restoration.grammar import agreement
from pipeline.text.analysis import keys_of

ROUNDS = 8
"""Times that rates and responsibilities are computed; after eight they move by less than 0.01."""

GUESSED_PLACES = 3.0
"""The guessed rate of a pair counts as much as so many places."""

GUESSED_STRIKES = 1.0
"""For a single word, the rate at which all words are struck counts as much as so many places."""

SOUND_POWER = 0.5
"""The odds that a substitute's other places are sound are raised to this power before they count at
a place."""

HOMOGRAPHS = 0.05
"""Share of homographs among running words: what a share of them is by Zipf values."""

RAREST = 1.0
"""Zipf value of what French never uses."""

BEST_ASKED = 40
"""Homographs asked for at a place."""

LEAST_FIT = -11.0
"""Log probability among the homographs below which a word is no option."""

LEAST_SHARE = 1e-3
"""Responsibility below which a word does not count."""


class Answer(NamedTuple):
    """What the context model says of a place: probabilities of words among the homographs.

    ``stands`` is that of what stands there, as if nothing was replaced. A dump has many: each
    takes a dozen bytes a word.
    """

    words: tuple[str, ...]
    fits: Sequence[float]
    stands: float


def ask(place: DumpPlace, sources: frozenset[str] | None = None) -> Answer:
    """Ask the context model what fits at a place, and about what ``sources`` (all: None) offer."""
    reading = context_model().read(place.keys)
    best = reading.best(place.at, BEST_ASKED)
    top = best[0][1]
    total = top + log(sum(exp(score - top) for _, score in best))
    found = dict(best)
    offers = _guesses(place.phrase, sources)
    others = [w for w in offers if w not in found and len(keys_of(w)) == 1]
    asked = reading.scores(place.at, [keys_of(w)[0] + place.tail for w in others])
    found |= {w: score for w, score in zip(others, asked, strict=True) if score is not None}
    (stands,) = reading.scores(place.at, [place.stands]) if place.stands else (None,)
    return answered(
        place.phrase,
        place.before,
        {word: score - total for word, score in found.items()},
        None if stands is None else stands - total,
    )


def answered(phrase: str, before: str, scores: Mapping[str, float], stands: float | None) -> Answer:
    """Return an answer of log probabilities among the homographs; words that clash are left out."""
    possible = sorted(
        word
        for word, score in scores.items()
        if score > LEAST_FIT and is_possible(phrase, before, word)
    )
    return Answer(
        tuple(map(intern, possible)),
        array("f", [exp(scores[word]) for word in possible]),
        stands_alone(phrase, stands),
    )


def is_possible(phrase: str, before: str, word: str) -> bool:
    """Say whether a word may have stood behind the key ``before``, where a substitute stands."""
    if word == phrase or len(word) < 2:
        return False
    elision, _, clashes = agreement(before, word)
    return not (elision or clashes or opposed(phrase, word))


def stands_alone(phrase: str, score: float | None) -> float:
    """Return the probability of what stands there among the homographs.

    Where the context model has no ``score`` for it, it is as likely as it is frequent in French.
    """
    if score is not None:
        return exp(score)
    zipf = max(RAREST, lexicon.zipf(phrase, "fr")) if " " not in phrase else RAREST
    return float(10 ** (zipf - 9.0) / HOMOGRAPHS)


_FOR_NOTHING, _FOR_AN_OFFER = 4e-6, 4e-5
_FOR_STRENGTH = {"curated": 1e-2, "embedding": 8e-4}
_FOR_SOURCES = {"moby": 6e-4, "roget": 6e-4, "wordnet": 8e-4}


@lru_cache(maxsize=1 << 12)
def _guesses(phrase: str, sources: frozenset[str] | None) -> Mapping[str, float]:
    """Return the rates of the pairs that the sources offer for a substitute."""
    found = {}
    for candidate in offered(phrase, sources):
        evidence = dict(candidate.evidence)
        rate = _FOR_AN_OFFER
        rate += sum(max(0.0, evidence.get(s, 0.0)) * r for s, r in _FOR_STRENGTH.items())
        kinds = sorted({kind.split("-")[0] for kind in evidence})
        rate += sum(_FOR_SOURCES.get(kind, 0.0) for kind in kinds)
        found[candidate.word] = rate
    return found


def guess(phrase: str, word: str, sources: frozenset[str] | None = None) -> float:
    """Return the rate at which a spinner that nobody knows puts ``phrase`` for ``word``.

    ``sources`` are the only ones to guess by.
    """
    return _guesses(phrase, sources).get(word, _FOR_NOTHING)


class Asked(NamedTuple):
    """A substitute's places that were asked about, by number of article, and how many there are."""

    answers: tuple[tuple[int, Answer], ...]
    places: int


class _Sums(NamedTuple):
    """What a substitute's places add up to: per word, the rest being sound, and per article."""

    read: Counter[str]
    by_article: Mapping[int, Counter[str]]


_NO_SUMS = _Sums(Counter(), {})


class Struck(NamedTuple):
    """How often each word is struck, and how often all words are that any place reads as."""

    heads: Mapping[str, float]
    standing: Mapping[str, int]
    common: float

    def factor(self, word: str, less: float = 0.0) -> float:
        """Return a word's strikes as a multiple of the average, without ``less`` strikes."""
        struck = max(0.0, self.heads.get(word, 0.0) - less)
        seen = struck + self.standing.get(word, 0) + GUESSED_STRIKES
        return (struck + GUESSED_STRIKES * self.common) / seen / self.common


def rate(guessed: float, strikes: float, standing: int) -> float:
    """Return the rate of a pair that explains ``strikes`` places of a word that still stands.

    ``guessed`` is what it was thought to be before.
    """
    prior = GUESSED_PLACES * guessed
    return (strikes + prior) / (strikes + standing + GUESSED_PLACES)


def responsibilities(  # noqa: PLR0913 — each is one thing that they depend on
    phrase: str,
    answer: Answer,
    others: Mapping[str, float],
    sound: float,
    struck: Struck,
    less: Mapping[str, float],
    sources: frozenset[str] | None = None,
) -> dict[str, float]:
    """Return the probabilities of what may have stood at a place, :data:`UNCHANGED` among them.

    ``others`` is how many other places of the substitute read as each word, ``sound`` how many are
    sound; ``less`` is what the article's own places add to the strikes of each word.
    """
    damaged = sum(others.values())
    chances = {UNCHANGED: answer.stands * ((sound + 0.5) / (damaged + 0.5)) ** SOUND_POWER}
    for word, fit in zip(answer.words, answer.fits, strict=True):
        standing = struck.standing.get(word, 0)
        chances[word] = (
            fit
            * rate(guess(phrase, word, sources), others.get(word, 0.0), standing)
            * struck.factor(word, less.get(word, 0.0))
        )
    total = sum(chances.values())
    return {w: p / total for w, p in chances.items() if p >= LEAST_SHARE * total}


def expected(
    asked: Mapping[Key, Asked],
    standing: Mapping[str, int],
    sources: frozenset[str] | None = None,
) -> tuple[dict[Key, SubstituteCounts], dict[str, Head]]:
    """Return what the places of each substitute read as, and how often each word is struck.

    ``standing`` has the number of articles where each word stands; ``sources`` are the only ones to
    guess by.
    """
    struck = Struck({}, standing, 1.0)
    sums: dict[Key, _Sums] = {}
    for turn in range(ROUNDS):
        sums = {
            key: _added(key[1], one, sums.get(key, _NO_SUMS), struck, sources)
            for key, one in sorted(asked.items())
        }
        heads: dict[str, float] = defaultdict(float)
        for key, found in sums.items():
            scale = asked[key].places / len(asked[key].answers)
            for word, share in sorted(found.read.items()):
                if word != UNCHANGED:
                    heads[word] += scale * share
        total = sum(heads[word] for word in sorted(heads))
        seen = total + sum(standing.get(word, 0) for word in heads)
        struck = Struck(heads, standing, max(1e-6, total / seen) if seen else 1.0)
        if turn + 1 == ROUNDS or not total:
            break
    return (
        {key: _counts(asked[key], found) for key, found in sums.items()},
        {
            word: Head(standing.get(word, 0), round(1000 * struck.heads.get(word, 0.0)))
            for word in sorted(
                {w for one in asked.values() for _, a in one.answers for w in a.words}
            )
        },
    )


def _added(
    phrase: str, one: Asked, before: _Sums, struck: Struck, sources: frozenset[str] | None
) -> _Sums:
    """Return what the places of a substitute read as, given what they read as before."""
    scale = one.places / len(one.answers)
    read: Counter[str] = Counter()
    by_article: dict[int, Counter[str]] = defaultdict(Counter)
    for article, answer in one.answers:
        own = before.by_article.get(article, Counter())
        others = {
            word: scale * max(0.0, share - own[word])
            for word, share in before.read.items()
            if word != UNCHANGED
        }
        sound = scale * max(0.0, before.read[UNCHANGED] - own[UNCHANGED])
        less = {word: scale * share for word, share in own.items()}
        found = responsibilities(phrase, answer, others, sound, struck, less, sources)
        read.update(found)
        by_article[article].update(found)
    return _Sums(read, by_article)


def _counts(one: Asked, sums: _Sums) -> SubstituteCounts:
    scale = one.places / len(one.answers)
    read = {word: round(1000 * scale * share) for word, share in sums.read.items()}
    return SubstituteCounts(one.places, {word: n for word, n in read.items() if n})


def distinct(digests: Sequence[str], most: int) -> int:
    """Return how many places there are, by the smallest ``digests`` of them, at most ``most``.

    The digests are evenly spread, so the largest of the smallest tells how many there are.
    """
    if len(digests) < most:
        return len(digests)
    largest: float = int(max(digests), 16) / 16.0 ** len(digests[0])
    return max(most, round((most - 1) / largest))
