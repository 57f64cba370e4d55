"""Ask the context model which reading of a doubtful word the whole sentence wants.

Start reading from :func:`weighed`. The speller and the reader of scans see three words on each side
of a word. What they doubt is asked of the context model (:mod:`pipeline.resources.context_model`):
how likely is each reading there, and how likely is what stands there. A small log-linear model puts
its answer beside theirs. So a rare word that fits stays, and a misread one is mended where the
sentence says which word it was. ``python -m benchmarks.spelling_context --fit`` fits the weights.

A text without doubts never loads the model. What is asked depends on the text alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log
from typing import NamedTuple

from pipeline.resources import data, lexicon
from pipeline.resources.context_model import END, LONGEST_WINDOW, START, Reading
from pipeline.resources.context_model import load as context_model
from pipeline.spelling.conventions import glyph
from pipeline.spelling.model import keys, old, softmax
from pipeline.spelling.scan_correction import ScanReading, cased
from pipeline.text.tokens import Token

CONTEXT_SPELLING = "spelling.context.json"

WINDOW = 128
"""Keys of a window, borders of sentences counted."""

SORTS = ("typed", "unknown", "known")
"""Kinds of doubt, each with weights of its own: an unknown word of a sound text, an unknown word of
a scan, a French word of a scan."""

OPTION_FEATURES = ("chance", "fit", "unseen", "pieces", "glyph", "frequency", "capital")
"""Features of a reading: what the speller says, what the context model says, whether it does not
know the word, whether it is several words, whether scanners confuse the letters."""

KEEP_FEATURES = (
    "bias",
    "chance",
    "fit",
    "unseen",
    "frequency",
    "english",
    "scan",
    "others",
    "repeated",
    "capital",
    "upper",
    "short",
    "old",
)
"""Features of leaving the word alone."""

WORST = -14.0
"""Log-probability below which it does not matter how unlikely a word is."""

LEAST = 1e-4
"""Probability that smaller ones of the speller count as."""


class Option(NamedTuple):
    """A reading: its text, what the speller gives it, and whether scanners confuse the letters."""

    text: str
    chance: float
    glyph: float = 0.0


@dataclass(frozen=True)
class Doubt:
    """A doubtful word or span: the tokens ``first`` to ``last`` and what they may read."""

    first: int
    last: int
    word: str
    """What stands there, in lower case."""
    keep: float
    """The probability that the speller gives to leaving it alone."""
    options: tuple[Option, ...]
    sort: str
    repeated: bool = False
    capital: bool = False
    upper: bool = False
    old: bool = False


class Passages:
    """The keys of a text in windows of whole sentences; each window is read once, when asked.

    ``slots`` are the keys of each token: none, one or more. ``breaks`` says for each token whether
    a sentence begins there. What stands at a place does not move its own scores.
    """

    def __init__(self, slots: Sequence[tuple[str, ...]], breaks: Sequence[bool]) -> None:
        self._windows: list[list[str]] = []
        self._places: dict[int, tuple[int, int]] = {}
        self._readings: dict[int, Reading] = {}
        starts = [at for at, begins in enumerate(breaks) if begins or not at] + [len(slots)]
        for start, end in pairwise(starts):
            self._add(slots, start, end)

    def _add(self, slots: Sequence[tuple[str, ...]], start: int, end: int) -> None:
        """Put a sentence into the last window, or begin another one where it is full."""
        size = sum(len(slots[at]) for at in range(start, end)) + 2
        if not self._windows or len(self._windows[-1]) + size > WINDOW:
            self._windows.append([])
        window = self._windows[-1]
        window.append(START)
        for at in range(start, end):
            if len(window) + len(slots[at]) > WINDOW:  # a sentence longer than a window
                window = []
                self._windows.append(window)
            self._places[at] = len(self._windows) - 1, len(window)
            window += slots[at]
        window.append(END)

    def fits(
        self, asked: Sequence[tuple[int, Sequence[tuple[str, ...]]]]
    ) -> list[list[float | None]]:
        """Return, for each token asked about, the log-probability of each sequence of keys.

        It is None for what is not one key, and for keys that the model does not know.
        """
        wholes: dict[int, float] = {}
        by_window: dict[int, list[int]] = {}
        for at, _ in asked:
            by_window.setdefault(self._places[at][0], []).append(at)
        for number, tokens in by_window.items():
            reading = self.reading(number)
            places = [self._places[at][1] for at in tokens]
            wholes.update(zip(tokens, reading.partition(places), strict=True))
        found = []
        for at, sequences in asked:
            number, place = self._places[at]
            words = [keys[0] for keys in sequences if len(keys) == 1]
            scores = iter(self.reading(number).scores(place, words))
            row: list[float | None] = []
            for sequence in sequences:
                score = next(scores) if len(sequence) == 1 else None
                row.append(None if score is None else max(WORST, score - wholes[at]))
            found.append(row)
        return found

    def reading(self, number: int) -> Reading:
        """Return what the context model makes of a window."""
        if number not in self._readings:
            window = self._windows[number][:LONGEST_WINDOW]
            self._readings[number] = context_model().read(window)
        return self._readings[number]


def weighed(
    tokens: Sequence[Token],
    breaks: Sequence[bool],
    doubts: Sequence[Doubt],
    scan: float,
) -> list[tuple[float, ...]]:
    """Return, for each doubt, the probability of leaving it alone and of each of its options.

    ``scan`` is the probability that the text is a bad scan.
    """
    fitted = weights()
    found = []
    for doubt, (keep, rows) in zip(doubts, features(tokens, breaks, doubts, scan), strict=True):
        sort = fitted[doubt.sort]
        scores = [_dot(sort.keep, keep), *(_dot(sort.option, row) for row in rows)]
        found.append(tuple(softmax(scores)))
    return found


def doubts_of_scan(
    text: str, tokens: Sequence[Token], readings: Sequence[ScanReading]
) -> list[Doubt]:
    """Return the doubts that the reader of scans leaves, for each of its readings."""
    counts = Counter(token.word.lower() for token in tokens)
    found = []
    for reading in readings:
        before = text[reading.start : reading.end]
        word = before.lower()
        first, last = reading.tokens
        options = tuple(Option(o, chance, glyph(word, o)) for o, chance in reading.options)
        known = reading.sort.startswith("known")
        found.append(
            Doubt(
                first,
                last,
                reading.unit.word if (first, last) == reading.unit[:2] else word,
                reading.no_change,
                options,
                "known" if known else "unknown",
                counts[word] > 1,
                before[:1].isupper(),
                len(before) > 1 and before.isupper(),
                old(word),
            )
        )
    return found


def reconsidered(
    text: str,
    tokens: Sequence[Token],
    breaks: Sequence[bool],
    readings: Sequence[ScanReading],
    scan: float,
) -> list[ScanReading]:
    """Return the readings of a scan with the probabilities that the whole sentence gives them."""
    doubts = doubts_of_scan(text, tokens, readings)
    found = []
    chances = weighed(tokens, breaks, doubts, scan)
    for reading, doubt, (_, *options) in zip(readings, doubts, chances, strict=True):
        like = text[reading.start : reading.end]
        starts = reading.unit.starts
        ranked = sorted(zip(options, doubt.options, strict=True), key=lambda x: (-x[0], x[1].text))
        rivals = tuple((cased(o.text, like, starts), round(p, 4)) for p, o in ranked)
        found.append(reading._replace(text=rivals[0][0], chance=ranked[0][0], rivals=rivals))
    return found


Rows = tuple[tuple[float, ...], list[tuple[float, ...]]]


def features(
    tokens: Sequence[Token], breaks: Sequence[bool], doubts: Sequence[Doubt], scan: float
) -> list[Rows]:
    """Return for each doubt the features :data:`KEEP_FEATURES` and those of each option."""
    slots = [(token.key,) if token.key else () for token in tokens]
    strengths = []
    for doubt in doubts:
        best = max(doubt.options, key=lambda o: (o.chance, o.text))
        strengths.append(best.chance * best.glyph)
        text = best.text if best.chance > doubt.keep else doubt.word
        slots[doubt.first] = tuple(keys(text))[:1] or ("?",)
        for at in range(doubt.first + 1, doubt.last + 1):
            slots[at] = ()
    asked = []
    for doubt in doubts:
        mark = "'" if tokens[doubt.last].text[-1:] in "'’" else ""
        asked.append(
            (
                doubt.first,
                [tuple(keys(text + mark)) for text in (doubt.word, *(o.text for o in doubt.options))],
            )
        )
    fits = Passages(slots, breaks).fits(asked)
    total = sum(strengths)
    return [
        _rows(doubt, fit, wanted, scan, total - own)
        for doubt, fit, (_, wanted), own in zip(doubts, fits, asked, strengths, strict=True)
    ]


def _rows(
    doubt: Doubt,
    fits: Sequence[float | None],
    wanted: Sequence[tuple[str, ...]],
    scan: float,
    others: float,
) -> Rows:
    rows = [
        (
            log(option.chance + LEAST),
            0.0 if fit is None else fit,
            float(fit is None and len(found) == 1),
            float(len(found) > 1),
            option.glyph,
            lexicon.zipf(option.text, "fr") / 3,
            float(doubt.capital),
        )
        for option, fit, found in zip(doubt.options, fits[1:], wanted[1:], strict=True)
    ]
    word = doubt.word
    own = fits[0]
    keep = (
        1.0,
        log(doubt.keep + LEAST),
        0.0 if own is None else own,
        float(own is None),
        lexicon.zipf(word, "fr") / 3,
        lexicon.zipf(word, "en") / 3,
        log((scan + 0.001) / (1.001 - scan)) / 3,
        min(others, 3.0),
        float(doubt.repeated),
        float(doubt.capital),
        float(doubt.upper),
        float(len(word) < 3),
        float(doubt.old),
    )
    return keep, rows


class Weights(NamedTuple):
    """The weights of one kind of doubt."""

    option: tuple[float, ...]
    keep: tuple[float, ...]


@cache
def weights() -> dict[str, Weights]:
    """Return the fitted weights by kind of doubt."""
    with data.opening(CONTEXT_SPELLING):
        found = data.stored(CONTEXT_SPELLING)
        return {
            sort: Weights(
                tuple(found[sort]["option"][name] for name in OPTION_FEATURES),
                tuple(found[sort]["keep"][name] for name in KEEP_FEATURES),
            )
            for sort in SORTS
        }


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


