"""Weigh the suspects of a text together: each reading is context for its neighbours.

:func:`decode` reads every window with the best readings so far, weighs the suspects in it, and
reads a window again where a reading in it has changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import NamedTuple

from pipeline.resources import lexicon
from pipeline.resources.context_model import LONGEST_WINDOW, UNKNOWN, Reading, ask_together
from pipeline.resources.context_model import load as context_model
from pipeline.restoration.asking import Questions, is_doubted, is_worth_it
from pipeline.restoration.context_features import (
    FITS,
    FLOOR,
    LOOKED,
    Extracted,
    Fit,
    View,
    extract,
    measure_fit,
    pairs_of,
)
from pipeline.restoration.context_weights import Weights, probabilities
from pipeline.restoration.detection import Suspect
from pipeline.restoration.dump_model import Learned
from pipeline.restoration.learned_words import words_of
from pipeline.restoration.scoring import Restoration
from pipeline.restoration.windows import passages, window, within
from pipeline.text.analysis import AnalyzedText

PASSES = 2
"""Passes over a text. The second reads only windows in which a reading has changed."""


def decode(  # noqa: PLR0913 — each is one thing that it depends on
    analyzed: AnalyzedText,
    chosen: Sequence[Restoration],
    fitted: Weights,
    sources: frozenset[str] | None = None,
    asked_about: Questions | None = None,
    learned: Learned | None = None,
) -> list[Extracted]:
    """Weigh suspects until their readings agree; return the features of those that fit badly.

    ``sources`` are the only sources of evidence to use. What is not ``asked_about`` stays as the
    restorer read it, and is context for the others. The words that a ``learned`` dump has for a
    suspect are among its options.
    """
    suspects = [one.suspect for one in chosen]
    ask = asked_about or Questions(tuple(map(is_worth_it, chosen)), whole=True)
    settled = [is_doubted(one) and not asked for one, asked in zip(chosen, ask.asked, strict=True)]
    state = _State(
        [first_reading(analyzed, one) for one in chosen],
        [1.0 - one.no_change for one in chosen],
        [False] * len(chosen),
        list(chosen),
        [None] * len(chosen),
        [words_of(learned, suspect) for suspect in suspects],
    )
    places = [suspect.first for suspect, asked in zip(suspects, ask.asked, strict=True) if asked]
    windows = [
        (pieces, asked)
        for pieces in passages(analyzed, suspects, None if ask.whole else places)
        if (asked := [n for n in within(suspects, pieces) if ask.asked[n]])
    ]
    read: list[dict[int, str]] = [{} for _ in windows]
    seen: dict[int, Extracted] = {}
    views: dict[int, View] = {}
    for turn in range(PASSES):
        moved = [
            number
            for number, (_, asked) in enumerate(windows)
            if not turn or _is_moved(read[number], state, asked)
        ]
        _read_windows(
            analyzed, [windows[n] for n in moved], suspects, state, sources, first=not turn
        )
        for number in moved:
            read[number] = {n: state.reads[n] for n in windows[number][1]}
        numbers = [n for n, fit in enumerate(state.fits) if fit]
        state.damaged = [
            chance if fit or is_settled else 0.0
            for chance, fit, is_settled in zip(state.damaged, state.fits, settled, strict=True)
        ]
        others = _others([suspect.phrase for suspect in suspects], state.damaged, analyzed.restored)
        known = _known(suspects, state.fits, settled, sources)
        elsewhere = _elsewhere({n: _place(analyzed, suspects[n]) for n in numbers}, views)
        for n in numbers:
            one, fit = state.base[n], state.fits[n]
            assert fit
            seen[n] = extract(
                analyzed,
                one,
                fit,
                others[n],
                elsewhere.get(n, ()),
                known[n],
                sources,
                state.more[n],
            )
            chances = probabilities(seen[n], fitted)
            words = ("", *(option.word for option in seen[n].options))
            views[n] = {w: log(p + FLOOR) for w, p in zip(words, chances, strict=True)}
            state.damaged[n] = 1.0 - chances[0]
            state.reads[n] = _reading(analyzed, seen[n], chances)
            state.sure[n] = max(chances) >= SURE_READING
    return [seen[n] for n in sorted(seen)]


@dataclass(slots=True)
class _State:
    """What is known of each suspect while they are weighed."""

    reads: list[str]
    damaged: list[float]
    sure: list[bool]
    base: list[Restoration]
    fits: list[Fit | None]
    more: list[tuple[str, ...]]


def _is_moved(before: Mapping[int, str], state: _State, asked: Sequence[int]) -> bool:
    """Say whether a window has an unsure suspect beside a suspect whose reading has changed."""
    moved = [n for n in asked if state.reads[n] != before[n]]
    return any(
        0 < abs(state.base[m].suspect.first - state.base[n].suspect.first) <= NEIGHBOURS
        for n in asked
        if state.fits[n] and not state.sure[n]
        for m in moved
    )


def _read_windows(  # noqa: PLR0913 — windows, and what is known of their suspects
    analyzed: AnalyzedText,
    windows: Sequence[tuple[Sequence[tuple[int, int]], Sequence[int]]],
    suspects: Sequence[Suspect],
    state: _State,
    sources: frozenset[str] | None,
    *,
    first: bool,
) -> None:
    """Ask the context model about windows, and keep what it says of those that fit badly."""
    asked_about: list[tuple[Reading, dict[int, int]]] = []
    for pieces, asked in windows:
        keys, places = window(analyzed, pieces, suspects, state.reads)
        weighed = [n for n in asked if n in places and places[n] < len(keys)]
        weighed = [n for n in weighed if first or state.fits[n]]
        if weighed:
            asked_about.append((_read(keys), {n: places[n] for n in weighed}))
    ask_together([(reading, tuple(at.values())) for reading, at in asked_about], LOOKED)
    for reading, at in asked_about:
        for n, place in at.items():
            state.base[n], state.fits[n] = measure_fit(
                analyzed, state.base[n], reading, place, sources, state.more[n]
            )
            if first and state.fits[n] is None:
                state.reads[n] = ""


@lru_cache(maxsize=256)  # 15 MB at most: the windows of a text of 25,000 words, for its next round
def _read(keys: tuple[str, ...]) -> Reading:
    """Return the reading of a window, which depends on its keys alone."""
    return context_model().read(keys[:LONGEST_WINDOW])


def first_reading(analyzed: AnalyzedText, one: Restoration) -> str:
    """Return what the restorer reads a suspect as."""
    if one.options and 1.0 - one.no_change > 0.5:
        return one.options[0].word
    return _unread(analyzed, one.suspect)


def _reading(analyzed: AnalyzedText, seen: Extracted, chances: Sequence[float]) -> str:
    best = max(range(len(chances)), key=lambda n: chances[n])
    if chances[0] <= 0.5 and best:
        return seen.options[best - 1].word
    return _unread(analyzed, seen.suspect)


def _unread(analyzed: AnalyzedText, suspect: Suspect) -> str:
    """Return the reading where nothing is restored: French as it stands, English as unknown."""
    if (
        suspect.kind == "homograph"
        or suspect.phrase in lexicon.loanwords()
        or analyzed.text[suspect.start].isupper()
    ):
        return ""
    return UNKNOWN


def _others(
    phrases: Sequence[str], damaged: Sequence[float], restored: Iterable[str] = ()
) -> list[tuple[float, float]]:
    """Return for each suspect how many *other* words are damaged, and their share of all.

    The same word counts once: what comes again may be a term of the text.
    """
    most = dict.fromkeys(restored, 1.0)
    for phrase, chance in zip(phrases, damaged, strict=True):
        most[phrase] = max(most.get(phrase, 0.0), chance)
    total = sum(most.values())
    return [
        (number, number / (len(most) - 0.5))
        for phrase in phrases
        for number in (max(0.0, total - most[phrase]),)
    ]


PLACES = 8
"""Other places of the same word that count as evidence, at most."""


_BESIDE = 4
"""Words on each side by which two places are told apart."""


class _Place(NamedTuple):
    """A suspect, and the words on both sides of it."""

    phrase: str
    around: tuple[str, ...]


def _place(analyzed: AnalyzedText, suspect: Suspect) -> _Place:
    first, last = max(0, suspect.first - _BESIDE), suspect.last + _BESIDE
    beside = (*analyzed.tokens[first : suspect.first], *analyzed.tokens[suspect.last : last])
    return _Place(suspect.phrase, tuple(token.key for token in beside))


def _elsewhere(places: Mapping[int, _Place], views: Mapping[int, View]) -> dict[int, list[View]]:
    """Return, for each suspect, what the other places of its word are read as.

    A sentence that stands twice, as captions do, is read alike both times and tells nothing new.
    """
    same: dict[str, list[int]] = {}
    for n, place in places.items():
        if n in views:
            same.setdefault(place.phrase, []).append(n)
    found = {}
    for numbers in same.values():
        for n in numbers if len(numbers) > 1 else ():
            others = [m for m in numbers[: PLACES + 1] if places[m].around != places[n].around]
            found[n] = [views[m] for m in others[:PLACES]]
    return found


def _known(
    suspects: Sequence[Suspect],
    fits: Sequence[Fit | None],
    settled: Sequence[bool],
    sources: frozenset[str] | None,
) -> list[float]:
    """Return, for each suspect, how far the text's other English words tell of a known spinner."""
    fitting: dict[str, bool] = {}
    for suspect, fit, is_settled in zip(suspects, fits, settled, strict=True):
        if suspect.kind == "homograph":
            continue
        if is_settled:  # by a known pair
            fitting[suspect.phrase] = True
        if fit is None:
            continue
        pairs = pairs_of(suspect.phrase, sources)
        fitting[suspect.phrase] = fitting.get(suspect.phrase, False) or any(
            word in pairs and pairs[word][1][0] > 0 and fit.best[0][1] - score <= FITS
            for word, score in fit.scores.items()
        )
    total = sum(fitting.values())
    return [
        (total - fitting.get(suspect.phrase, False) + 0.2)
        / (len(fitting) - (suspect.phrase in fitting) + 1.0)
        for suspect in suspects
    ]


NEIGHBOURS = 12
"""A suspect is asked about again if a reading at most so many tokens away has changed."""

SURE_READING = 0.95
"""A suspect is not asked about again if its best reading has at least this probability."""
