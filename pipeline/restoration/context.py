"""Weigh restorations anew by the whole passage: what the context model says about them.

The restorer sees three words on each side of a suspect. Start reading from :func:`reconsider`: it
takes what the restorer made of a text's suspects, asks the context model
(:mod:`pipeline.resources.context_model`) what fits in their places, adds the words that fit best
there, and weighs all of it by a second log-linear model. Its weights are fitted by ``python -m
dictionaries.builders context_restoration`` and kept in ``dictionaries/restoration.context.json``.

A text without doubts never loads the model.

The module is long because its steps share the table of features and the types between them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import exp, log, log1p, tanh
from typing import Any, Literal, NamedTuple

from pipeline.resources import data, lexicon
from pipeline.resources.context_model import END, LONGEST_WINDOW, START, UNKNOWN, Reading
from pipeline.resources.context_model import load as context_model
from pipeline.resources.opposites import opposed
from pipeline.resources.spelling_index import near
from pipeline.restoration import names, titles
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
from pipeline.restoration.scoring import Restoration, RestoredWord, unweighed
from pipeline.restoration.weights import PREFILTER_FEATURES, WEIGHT_SETS, Rows, between, dot
from pipeline.text.analysis import AnalyzedText, keys_of
from pipeline.text.spans import Spans

Context = Literal["auto", "off", "always"]
"""Whether the context model is asked: about doubts, never, or about all suspects."""

WINDOW = 128
"""Keys of a window, borders of sentences counted. Longer ones fit no better and cost more a key."""

ADDED = 10
"""Words added to a suspect's options: the homographs that fit best by context."""

LOOKED = 40
"""Homographs asked for at a position; what others would add to their sum does not count."""

DOUBTFUL = 0.5
"""Expected number of damaged words of a text from which on all its suspects are asked about."""

CLEAR = 0.98
"""Probability of being left alone above which a suspect in a sound text is not asked about."""

NO_OFFER = 0.25
"""What an English word for which no source offers anything adds to the expected number."""

FARTHEST = -14.0
"""Score behind the sum of all homographs below which it does not matter how far behind."""

LEAST = 1e-4
"""Probability that the restorer's smaller ones count as."""

PASSES = 2
"""Times that a text is weighed; a window is read again where a reading in it has changed."""

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
KEEP_FEATURES = (
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
class Seen:
    """A suspect with its options, the features of each and those of leaving it alone."""

    suspect: Suspect
    options: tuple[RestoredWord, ...]
    """With the probabilities that the restorer gave; zero for those that context added."""
    rows: tuple[tuple[float, ...], ...]
    keep: tuple[float, ...]


class Net(NamedTuple):
    """Hidden units that correct the linear scores, of options and of leaving alone.

    Each adds its ``out`` times the hyperbolic tangent of its bias and of what the features weigh.
    """

    option: Rows
    bias: tuple[float, ...]
    out: tuple[float, ...]
    keep: Rows
    keep_bias: tuple[float, ...]
    keep_out: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Weights:
    """The fitted weights per kind of suspect, and the calibration of their probabilities."""

    option: Mapping[str, tuple[float, ...]]
    keep: Mapping[str, tuple[float, ...]]
    calibration: Mapping[str, Sequence[tuple[float, float]]]
    nets: Mapping[str, Net]
    border: Mapping[str, float]
    """The confidence from which on restorations are made: see :data:`HELD`."""

    def calibrated(self, suspect: Suspect, chance: float) -> float:
        """Return how often the best option is right when the model gives it ``chance``."""
        name = WEIGHT_SETS[suspect.kind]
        found = between(self.calibration[name], chance)
        return found if found >= self.border[name] else min(found, HELD)


HELD = 0.87
"""Highest confidence below the border: it is under that of every rule, so the edit is proposed."""


FITTED = "restoration.context.json"


@cache
def weights() -> Weights:
    """Return the fitted weights."""
    with data.opening(FITTED):
        stored = data.stored(FITTED)
        kinds = stored["weights"]
        return Weights(
            {k: tuple(w["option"][f] for f in OPTION_FEATURES) for k, w in kinds.items()},
            {k: tuple(w["keep"][f] for f in KEEP_FEATURES) for k, w in kinds.items()},
            {k: [(x, y) for x, y in knots] for k, knots in stored["calibration"].items()},
            {k: Net(*(_tuples(part) for part in net)) for k, net in stored["nets"].items()},
            stored["border"],
        )


def _tuples(part: Any) -> Any:
    return tuple(_tuples(one) for one in part) if isinstance(part, list) else part


def reconsider(
    analyzed: AnalyzedText,
    suspects: Sequence[Suspect],
    strange: Sequence[Suspect],
    weighed: Sequence[Restoration],
    always: bool = False,
) -> list[Restoration]:
    """Return what may have stood in the ``suspects`` of a analyzed, weighed by context as well.

    ``weighed`` is what the restorer made of those that it looked at; ``strange`` are words that
    it never looks at (:func:`strangers`). ``always`` asks about all.
    """
    chosen = doubtful(analyzed, [*suspects, *strange], weighed, always)
    found = _decided(analyzed, chosen, weights()) if chosen else []
    asked = {one.suspect.first for one in found}
    found += [one for one in weighed if one.suspect.first not in asked]
    return sorted(
        (one for one in found if one.options and one.no_change <= CLEAR),
        key=lambda one: one.suspect.first,
    )


def _decided(
    analyzed: AnalyzedText, chosen: Sequence[Restoration], fitted: Weights
) -> list[Restoration]:
    dump = {one.suspect.first: one.dump for one in chosen}
    return [
        replace(_restored(seen, fitted), dump=dump[seen.suspect.first])
        for seen in settle(analyzed, chosen, fitted)
    ]


def _restored(seen: Seen, fitted: Weights) -> Restoration:
    chances = probabilities(seen, fitted)
    order = sorted(range(len(seen.options)), key=lambda n: (-chances[n + 1], seen.options[n].word))
    options = tuple(replace(seen.options[n], probability=chances[n + 1]) for n in order)
    confidence = fitted.calibrated(seen.suspect, options[0].probability) if options else 0.0
    return Restoration(seen.suspect, options, chances[0], confidence=confidence)


# -- which suspects to ask about ------------------------------------------------------------------


def doubtful(
    analyzed: AnalyzedText,
    suspects: Sequence[Suspect],
    weighed: Sequence[Restoration],
    always: bool,
) -> list[Restoration]:
    """Return the suspects that the context model is asked about, as the restorer saw them.

    In a text with damage that is every suspect, else those that the restorer doubts.
    """
    known = {(r.suspect.first, r.suspect.last): r for r in weighed}
    every = [
        known.get((suspect.first, suspect.last)) or Restoration(suspect, (), 1.0)
        for suspect in sorted(suspects, key=lambda suspect: suspect.first)
    ]
    expected = sum(
        1.0 - r.no_change if r.options else NO_OFFER * _odd(analyzed, r.suspect) for r in every
    )
    if always or expected >= DOUBTFUL:
        return every
    return [r for r in every if r.options and r.no_change <= CLEAR]


def _odd(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether something English in small letters is none of what French news borrows."""
    return (
        suspect.kind == "word"
        and analyzed.text[suspect.start].islower()
        and suspect.phrase not in lexicon.loanwords()
        and not offered(suspect.phrase, None)
    )


def strangers(
    analyzed: AnalyzedText, suspects: Iterable[Suspect], spun: Iterable[names.Spun] = ()
) -> list[Suspect]:
    """Return the words in small letters that are neither French nor English, nor suspects yet.

    Spinners write such words as well: *headofstate*, *paments*.
    """
    taken = {n for suspect in suspects for n in range(suspect.first, suspect.last)}
    named = Spans((name.start, name.end) for name in spun)
    return [
        Suspect(n, n + 1, token.start, token.stop, "word", token.key)
        for n, token in enumerate(analyzed.tokens)
        if token.is_word
        and n not in taken
        and token.text.islower()
        and is_strange(token.key)
        and not named.meet(token.start, token.end)
    ]


@lru_cache(maxsize=1 << 14)
def is_strange(word: str) -> bool:
    """Say whether a lower-case word is neither French nor English, and rare besides."""
    return (
        len(word) > 3
        and word.isascii()
        and word.isalpha()
        and not lexicon.is_french(word)
        and not lexicon.is_english(word)
        and lexicon.zipf(word, "fr") < RARE
    )


RARE = 2.5
"""French Zipf of words that are in no lexicon, but that French news has."""


# -- windows --------------------------------------------------------------------------------------


class Window(NamedTuple):
    """Keys of neighbouring sentences, and where in them each suspect stands, by its number."""

    keys: tuple[str, ...]
    places: Mapping[int, int]


def passages(analyzed: AnalyzedText, suspects: Sequence[Suspect]) -> list[list[tuple[int, int]]]:
    """Return the token ranges of the sentences of each window, in order, as many as fit.

    Windows depend on the sentences alone, so that a text is read in the same ones before and after
    it was mended. A sentence longer than a window is cut up, but no suspect.
    """
    found: list[list[tuple[int, int]]] = []
    room = 0
    inside = {n for suspect in suspects for n in range(suspect.first + 1, suspect.last)}
    for sentence in analyzed.sentences:
        for piece in _pieces(sentence, inside):
            if _size(piece) > room:
                found.append([])
                room = WINDOW
            found[-1].append(piece)
            room -= _size(piece)
    return found


def _size(piece: tuple[int, int]) -> int:
    return piece[1] - piece[0] + 2


def _pieces(sentence: tuple[int, int], inside: Set[int]) -> Iterator[tuple[int, int]]:
    """Yield a sentence, in pieces when it is longer than a window, cut at no token ``inside``."""
    first, last = sentence
    while last - first > WINDOW - 2:
        cut = first + WINDOW - 2
        while cut in inside:
            cut -= 1
        yield first, cut
        first = cut
    yield first, last


def _within(suspects: Sequence[Suspect], pieces: Sequence[tuple[int, int]]) -> list[int]:
    """Return the numbers of the suspects, which are in order, that lie in a window."""
    first, last = pieces[0][0], pieces[-1][1]
    low = bisect_left(suspects, first, key=lambda suspect: suspect.first)
    high = bisect_left(suspects, last, lo=low, key=lambda suspect: suspect.first)
    return [n for n in range(low, high) if suspects[n].last <= last]


def window(
    analyzed: AnalyzedText,
    pieces: Sequence[tuple[int, int]],
    suspects: Sequence[Suspect],
    reads: Sequence[str],
) -> Window:
    """Return the keys of a window, its suspects read as ``reads`` says (empty: as they stand)."""
    keys: list[str] = []
    places: dict[int, int] = {}
    inside = {suspects[n].first: n for n in _within(suspects, pieces)}
    for start, stop in pieces:
        keys.append(START)
        n = start
        while n < stop:
            number = inside.get(n)
            if number is None:
                if analyzed.tokens[n].key:
                    keys.append(analyzed.tokens[n].key)
                n += 1
                continue
            suspect, places[number] = suspects[number], len(keys)
            if reads[number] == UNKNOWN:
                keys.append(UNKNOWN)
            elif reads[number]:
                *more, key = keys_of(reads[number])
                keys += (*more, key + suspect.tail)
            else:
                keys += [t.key for t in analyzed.tokens[suspect.first : suspect.last] if t.key] or [
                    UNKNOWN
                ]
            n = suspect.last
        keys.append(END)
    return Window(tuple(keys), places)


# -- weighing -------------------------------------------------------------------------------------


def settle(
    analyzed: AnalyzedText,
    chosen: Sequence[Restoration],
    fitted: Weights,
    sources: frozenset[str] | None = None,
) -> list[Seen]:
    """Weigh suspects until their readings agree; return the features of those that fit badly.

    ``sources`` are the only sources of evidence to use.
    """
    suspects = [one.suspect for one in chosen]
    state = _State(
        [_first_reading(analyzed, one) for one in chosen],
        [1.0 - one.no_change for one in chosen],
        [False] * len(chosen),
        list(chosen),
        [None] * len(chosen),
    )
    windows = [
        (pieces, asked)
        for pieces in passages(analyzed, suspects)
        if (asked := [n for n in _within(suspects, pieces) if _asks(chosen[n])])
    ]
    read: list[dict[int, str]] = [{} for _ in windows]
    seen: dict[int, Seen] = {}
    views: dict[int, View] = {}
    for turn in range(PASSES):
        for number, (pieces, asked) in enumerate(windows):
            if not turn or _is_moved(read[number], state, asked):
                _read_window(analyzed, pieces, suspects, asked, state, sources, first=not turn)
                read[number] = {n: state.reads[n] for n in asked}
        numbers = [n for n, fit in enumerate(state.fits) if fit]
        state.damaged = [
            chance if fit else 0.0 for chance, fit in zip(state.damaged, state.fits, strict=True)
        ]
        others = _others([suspect.phrase for suspect in suspects], state.damaged)
        known = _known(suspects, state.fits, sources)
        elsewhere = _elsewhere({n: suspects[n].phrase for n in numbers}, views)
        for n in numbers:
            one, fit = state.base[n], state.fits[n]
            assert fit
            seen[n] = _seen(analyzed, one, fit, others[n], elsewhere.get(n, ()), known[n], sources)
            chances = probabilities(seen[n], fitted)
            words = ("", *(option.word for option in seen[n].options))
            views[n] = {w: log(p + FLOOR) for w, p in zip(words, chances, strict=True)}
            state.damaged[n] = 1.0 - chances[0]
            state.reads[n] = _reading(analyzed, seen[n], chances)
            state.sure[n] = max(chances) >= SURE
    return [seen[n] for n in sorted(seen)]


@dataclass(slots=True)
class _State:
    """What is known of each suspect while they are weighed."""

    reads: list[str]
    damaged: list[float]
    sure: list[bool]
    base: list[Restoration]
    fits: "list[_Fit | None]"


def _is_moved(before: Mapping[int, str], state: _State, asked: Sequence[int]) -> bool:
    """Say whether a neighbour of an unsure suspect of a window is read otherwise than before."""
    moved = [n for n in asked if state.reads[n] != before[n]]
    return any(
        0 < abs(state.base[m].suspect.first - state.base[n].suspect.first) <= NEIGHBOURS
        for n in asked
        if state.fits[n] and not state.sure[n]
        for m in moved
    )


def _read_window(  # noqa: PLR0913 — a window, and what is known of its suspects
    analyzed: AnalyzedText,
    pieces: Sequence[tuple[int, int]],
    suspects: Sequence[Suspect],
    asked: Sequence[int],
    state: _State,
    sources: frozenset[str] | None,
    *,
    first: bool,
) -> None:
    """Ask the context model about a window, and keep what it says of those that fit badly."""
    keys, places = window(analyzed, pieces, suspects, state.reads)
    reading = _read(keys)
    for n in asked:
        if n in places and places[n] < len(keys) and (first or state.fits[n]):
            state.base[n], state.fits[n] = _fit(
                analyzed, state.base[n], reading, places[n], sources
            )
            if first and state.fits[n] is None:
                state.reads[n] = ""


@lru_cache(maxsize=256)  # 50 MB at most: the windows of a text of 25,000 words, for its next round
def _read(keys: tuple[str, ...]) -> Reading:
    """Return the reading of a window, which depends on its keys alone."""
    return context_model().read(keys[:LONGEST_WINDOW])


def _first_reading(analyzed: AnalyzedText, one: Restoration) -> str:
    if one.options and 1.0 - one.no_change > 0.5:
        return one.options[0].word
    return _unread(analyzed, one.suspect)


def _reading(analyzed: AnalyzedText, seen: Seen, chances: Sequence[float]) -> str:
    best = max(range(len(chances)), key=lambda n: chances[n])
    if chances[0] <= 0.5 and best:
        return seen.options[best - 1].word
    return _unread(analyzed, seen.suspect)


def _unread(analyzed: AnalyzedText, suspect: Suspect) -> str:
    """Return what is read where nothing is restored: French as it stands, English as unknown."""
    if (
        suspect.kind == "homograph"
        or suspect.phrase in lexicon.loanwords()
        or analyzed.text[suspect.start].isupper()
    ):
        return ""
    return UNKNOWN


def _others(phrases: Sequence[str], damaged: Sequence[float]) -> list[tuple[float, float]]:
    """Return for each suspect how many *other* words are damaged, and their share of all.

    The same word counts once: what comes again may be a term of the text.
    """
    most: dict[str, float] = {}
    for phrase, chance in zip(phrases, damaged, strict=True):
        most[phrase] = max(most.get(phrase, 0.0), chance)
    total = sum(most.values())
    return [
        (number, number / (len(most) - 0.5))
        for phrase in phrases
        for number in (max(0.0, total - most[phrase]),)
    ]


FLOOR = 1e-3
"""Probability below which what another place makes of an option does not count further."""

PLACES = 8
"""Other places of the same word that are asked."""

View = Mapping[str, float]


def _elsewhere(phrases: Mapping[int, str], views: Mapping[int, View]) -> dict[int, Sequence[View]]:
    """Return, for each suspect, what the other places of its word are read as."""
    same: dict[str, list[int]] = {}
    for n, phrase in phrases.items():
        if n in views:
            same.setdefault(phrase, []).append(n)
    return {
        n: [views[m] for m in numbers[: PLACES + 1] if m != n][:PLACES]
        for numbers in same.values()
        if len(numbers) > 1
        for n in numbers
    }


def _known(
    suspects: Sequence[Suspect], fits: "Sequence[_Fit | None]", sources: frozenset[str] | None
) -> list[float]:
    """Return, for each suspect, how far the text's other English words tell of a known spinner."""
    fitting: dict[str, bool] = {}
    for suspect, fit in zip(suspects, fits, strict=True):
        if fit is None or suspect.kind == "homograph":
            continue
        pairs = _pairs(suspect.phrase, sources)
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


def _mean(views: Sequence[View], word: str) -> float:
    if not views:
        return 0.0
    return sum(view.get(word, log(FLOOR)) for view in views) / len(views)


@lru_cache(maxsize=1 << 11)
def _pairs(
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


class _Fit(NamedTuple):
    """What the context model says of a place: scores below the sum over the homographs."""

    best: tuple[tuple[str, float], ...]
    scores: Mapping[str, float]
    stands: float | None


def _fit(
    analyzed: AnalyzedText,
    one: Restoration,
    reading: Reading,
    place: int,
    sources: frozenset[str] | None,
) -> tuple[Restoration, _Fit | None]:
    """Return what the context model says of a place; nothing where what stands there fits."""
    suspect = one.suspect
    found = reading.best(place, LOOKED)
    keys = [t.key for t in analyzed.tokens[suspect.first : suspect.last] if t.key]
    (stands,) = reading.scores(place, keys) if len(keys) == 1 else (None,)
    if stands is not None and found[0][1] - stands < FITS:
        return one, None
    total = found[0][1] + log(sum(exp(score - found[0][1]) for _, score in found))
    best = tuple((word, score - total) for word, score in found)
    if not one.options and one.no_change == 1.0:
        one = unweighed(analyzed, suspect, sources)
    words = [*(o.word for o in one.options), *(w for w, _ in best if not suspect.tail)]
    wanted = {w: keys_of(w)[0] + suspect.tail for w in words if len(keys_of(w)) == 1}
    scores = reading.scores(place, list(wanted.values()))
    return one, _Fit(
        best,
        {w: s - total for w, s in zip(wanted, scores, strict=True) if s is not None},
        None if stands is None else stands - total,
    )


FITS = 4.0
"""How far behind the best homograph a word may be that fits well where it stands. Of 9,000 damaged
words of the tuning articles 25 are nearer, of 34,000 sound suspects 24,000."""

NEIGHBOURS = 12
"""Tokens from a suspect to the farthest one whose reading it is asked about again for."""

SURE = 0.95
"""Probability of the best reading from which on a suspect is not asked about again."""


def _asks(one: Restoration) -> bool:
    """Say whether the context model is asked about a suspect: not about the least odd French."""
    left_aside = not one.options or one.no_change > CLEAR
    return one.suspect.kind != "homograph" or not left_aside or one.suspect.score <= ODD


ODD = -4.5
"""Score of a French word that the restorer leaves alone, up to which it is asked about: so are 95
in 100 of those that were damaged, and 74 of those that were not."""


def _seen(  # noqa: PLR0913 — each is one thing that features depend on
    analyzed: AnalyzedText,
    one: Restoration,
    fit: _Fit,
    others: tuple[float, float],
    elsewhere: Sequence[View],
    known: float,
    sources: frozenset[str] | None,
) -> Seen:
    suspect = one.suspect
    before = analyzed.tokens[suspect.first - 1].key if suspect.first else ""
    impossible, share = others
    pairs = _pairs(suspect.phrase, sources)
    options = [*one.options, *_added(one, fit, before, pairs)]
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
    keep = (
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
    return Seen(suspect, tuple(options), tuple(rows), keep)


def _added(
    one: Restoration,
    fit: _Fit,
    before: str,
    pairs: Mapping[str, tuple[Candidate, tuple[float, ...]]],
) -> Iterator[RestoredWord]:
    """Yield the homographs that fit best and agree with what stands before, as options."""
    suspect = one.suspect
    known = {option.word for option in one.options} | {suspect.phrase}
    if suspect.tail:
        return
    count = 0
    for word, _ in fit.best:
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


def probabilities(seen: Seen, fitted: Weights) -> list[float]:
    """Return the probability of leaving a suspect alone, then of each option."""
    name = WEIGHT_SETS[seen.suspect.kind]
    option = fitted.option[name]
    scores = [dot(fitted.keep[name], seen.keep), *(dot(option, row) for row in seen.rows)]
    if net := fitted.nets.get(name):
        scores[0] += _bent(net.keep, net.keep_bias, net.keep_out, seen.keep)
        for n, row in enumerate(seen.rows, 1):
            scores[n] += _bent(net.option, net.bias, net.out, row)
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    total = sum(raised)
    return [chance / total for chance in raised]


def _bent(
    rows: Rows, bias: Sequence[float], out: Sequence[float], features: Sequence[float]
) -> float:
    return dot(out, [tanh(b + dot(row, features)) for b, row in zip(bias, rows, strict=True)])


_START = {"weighed": 1.0, "fit": 0.5, "added": -5.0}
_START_KEEP = {"alone": 1.0, "stands": 0.3, "no-options": -3.0}
START_WEIGHTS = Weights(
    {
        name: tuple(_START.get(f, 0.0) for f in OPTION_FEATURES)
        for name in set(WEIGHT_SETS.values())
    },
    {
        name: tuple(_START_KEEP.get(f, 0.0) for f in KEEP_FEATURES)
        for name in set(WEIGHT_SETS.values())
    },
    {},
    {},
    {},
)
"""Weights good enough to read neighbours by before any are fitted."""
