"""Decode the suspect spans of a text together: each is scored beside what its neighbours became.

Start reading from :func:`decode`; :func:`probabilities` scores the options of one suspect span.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import exp, log, tanh
from types import MappingProxyType

from pipeline.restoration.detection import Suspect
from pipeline.restoration.features import SuspectFeatures, density, extract_features
from pipeline.restoration.prefilter import passes_prefilter
from pipeline.restoration.weights import (
    IN_PLACE_FEATURES,
    NO_CHANGE_FEATURES,
    WEIGHT_SETS,
    Weights,
    dot,
)
from pipeline.text.analysis import AnalyzedText, Filled, keys_of

MOST_PASSES = 3
"""Passes over the suspect spans of a text, at most."""

NEAR_TOKENS = 4
"""Suspect spans with fewer tokens between them are neighbours: one is scored again when the best
option of the other changes."""

PROBABILITY_FLOOR = 1e-3
"""What is added to the probability of an option at another suspect span before its logarithm is
taken: below it, a difference does not count."""

MOST_OTHERS = 8
"""Other suspect spans of the same substitute that are read, at most."""

ELSEWHERE = IN_PLACE_FEATURES.index("elsewhere")
NO_CHANGE_ELSEWHERE = NO_CHANGE_FEATURES.index("elsewhere")


Decoded = tuple[list[SuspectFeatures], list[list[float]]]
"""Features of suspect spans, and for each span the probabilities of no change and each option."""


def decode(
    analyzed: AnalyzedText,
    suspects: Sequence[Suspect],
    fitted: Weights,
    sources: frozenset[str] | None = None,
) -> Decoded:
    """Return the features and the probabilities of ``suspects``, each scored beside the others.

    English words go first: how damaged they show the text to be decides which French homographs get
    a full look. Those that do not pass the prefilter are left out.
    """
    damage = density(analyzed, suspects)
    english = [
        suspect
        for suspect in suspects
        if suspect.kind != "homograph"
        and passes_prefilter(analyzed, suspect, damage[suspect.phrase], fitted)
    ]
    extractions, chances = _decoded(analyzed, english, damage, fitted, sources)
    expected = sum(1.0 - chance[0] for chance in chances) / analyzed.size
    odd = [
        suspect
        for suspect in suspects
        if suspect.kind == "homograph" and passes_prefilter(analyzed, suspect, expected, fitted)
    ]
    if not odd:
        return extractions, chances
    damage |= {suspect.phrase: expected for suspect in odd}
    known = dict(zip(english, zip(extractions, chances, strict=True), strict=True))
    every = sorted([*english, *odd], key=lambda suspect: suspect.first)
    return _decoded(analyzed, every, damage, fitted, sources, known)


def _decoded(  # noqa: PLR0913 — the two calls differ in all of them
    analyzed: AnalyzedText,
    suspects: Sequence[Suspect],
    damage: Mapping[str, float],
    fitted: Weights,
    sources: frozenset[str] | None,
    known: Mapping[Suspect, tuple[SuspectFeatures, list[float]]] = MappingProxyType({}),
) -> Decoded:
    """Score all ``suspects`` but the ``known`` ones, then again those whose neighbours changed."""
    filled = {n: _best(*known[suspect]) for n, suspect in enumerate(suspects) if suspect in known}
    filled = {n: word for n, word in filled.items() if word}
    fills = _fills(suspects, filled)
    extractions = [
        known[suspect][0]
        if suspect in known
        else extract_features(analyzed, suspect, damage[suspect.phrase], fitted, fills, sources)
        for suspect in suspects
    ]
    chances = [
        known[e.suspect][1] if e.suspect in known else probabilities(e, fitted) for e in extractions
    ]
    repeated = len({suspect.phrase for suspect in suspects}) < len(suspects)
    for _ in range(MOST_PASSES - 1):
        best = {n: _best(e, p) for n, (e, p) in enumerate(zip(extractions, chances, strict=True))}
        now = {n: word for n, word in best.items() if word}
        changed = {n for n in now.keys() | filled.keys() if now.get(n) != filled.get(n)}
        if not changed and not repeated:
            break
        fills = _fills(suspects, now)
        for n, suspect in enumerate(suspects):
            around = (m for m in (n - 2, n - 1, n + 1, n + 2) if m in changed)
            if any(_are_near(suspect, suspects[m]) for m in around):
                extractions[n] = extract_features(
                    analyzed, suspect, damage[suspect.phrase], fitted, fills, sources
                )
                chances[n] = probabilities(extractions[n], fitted)
        for n, extracted in with_other_places(extractions, chances):
            extractions[n], chances[n] = extracted, probabilities(extracted, fitted)
        filled = now
    return extractions, chances


def probabilities(extracted: SuspectFeatures, fitted: Weights) -> list[float]:
    """Return the probability of no change, then of each candidate."""
    name = WEIGHT_SETS[extracted.suspect.kind]
    option = fitted.option[name]
    scores = [dot(fitted.no_change[name], extracted.no_change)]
    scores += [
        dot(option, features) + more
        for more, features in zip(extracted.pair_scores, extracted.in_place, strict=True)
    ]
    if net := fitted.nets.get(name):
        scores[0] += dot(
            net.no_change_out, [tanh(dot(row, extracted.no_change)) for row in net.no_change]
        )
        for n, (head, features) in enumerate(
            zip(extracted.hidden, extracted.in_place, strict=True), 1
        ):
            seen = [tanh(h + dot(row, features)) for h, row in zip(head, net.place, strict=True)]
            scores[n] += dot(net.out, seen)
    top = max(scores)
    raised = [exp(s - top) for s in scores]
    total = sum(raised)
    return [r / total for r in raised]


def _best(extracted: SuspectFeatures, chances: Sequence[float]) -> str:
    """Return the likeliest word for a suspect span, empty when that is no change."""
    n = max(range(len(chances)), key=lambda m: chances[m])
    return extracted.candidates[n - 1].word if n else ""


def _fills(suspects: Sequence[Suspect], words: Mapping[int, str]) -> tuple[Filled, Filled]:
    """Return the words of suspect spans (by number) in the form in which contexts read them.

    The first mapping is for left contexts, by the last token of a span; the second is for right
    contexts, by its first token.
    """
    from_right: Filled = {}
    from_left: Filled = {}
    for n, word in words.items():
        suspect = suspects[n]
        keys = keys_of(word)
        keys = (*keys[:-1], keys[-1] + suspect.tail)
        from_right[suspect.last - 1] = (suspect.first, keys)
        from_left[suspect.first] = (suspect.last, keys)
    return from_right, from_left


def _are_near(a: Suspect, b: Suspect) -> bool:
    """Say whether two suspect spans are neighbours."""
    return a.first - b.last < NEAR_TOKENS and b.first - a.last < NEAR_TOKENS


def with_other_places(
    extractions: Sequence[SuspectFeatures], chances: Sequence[Sequence[float]]
) -> list[tuple[int, SuspectFeatures]]:
    """Return the features of the suspect spans whose substitute stands elsewhere too, by number.

    Their features « elsewhere » have the mean log probability of each option at the other places.
    """
    by_phrase: dict[str, list[int]] = defaultdict(list)
    for n, extracted in enumerate(extractions):
        by_phrase[extracted.suspect.phrase].append(n)
    found = []
    for numbers in by_phrase.values():
        if len(numbers) < 2:
            continue
        views = {
            n: {"": log(chances[n][0] + PROBABILITY_FLOOR)}
            | {
                candidate.word: log(chance + PROBABILITY_FLOOR)
                for candidate, chance in zip(extractions[n].candidates, chances[n][1:], strict=True)
            }
            for n in numbers
        }
        for n in numbers:
            others = [views[m] for m in numbers[: MOST_OTHERS + 1] if m != n][:MOST_OTHERS]
            extracted = extractions[n]
            means = [_mean(others, candidate.word) for candidate in extracted.candidates]
            in_place = zip(extracted.in_place, means, strict=True)
            found.append(
                (
                    n,
                    SuspectFeatures(
                        extracted.suspect,
                        extracted.candidates,
                        extracted.pair_scores,
                        extracted.hidden,
                        tuple([_with(features, ELSEWHERE, mean) for features, mean in in_place]),
                        _with(extracted.no_change, NO_CHANGE_ELSEWHERE, _mean(others, "")),
                    ),
                )
            )
    return found


def _mean(views: Sequence[Mapping[str, float]], word: str) -> float:
    """Return the mean log probability of a word at other places."""
    floor = log(PROBABILITY_FLOOR)
    return sum(view.get(word, floor) for view in views) / len(views)


def _with(features: tuple[float, ...], n: int, value: float) -> tuple[float, ...]:
    """Return a row of features with another value at number ``n``."""
    return (*features[:n], value, *features[n + 1 :])
