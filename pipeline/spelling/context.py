"""Ask the context model which reading of a doubtful word the whole sentence wants.

Start reading from :func:`weighed`. The speller and the reader of scans see three words on each side
of a word. What they doubt is asked of the context model (:mod:`pipeline.resources.context_model`):
how likely is each reading there, and how likely is what stands there. A small log-linear model puts
its answer beside theirs. So a rare word that fits stays, and a misread one is mended where the
sentence says which word it was. ``python -m benchmarks.spelling_context --fit`` fits the weights.

A text without doubts never loads the model. What is asked depends on the text alone. The module is
longer than others because features, weights and borders of one small model belong together.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import log
from typing import NamedTuple

from pipeline.resources import data, lexicon, noisy_channel
from pipeline.resources.context_model import LONGEST_WINDOW, Reading
from pipeline.resources.context_model import load as context_model
from pipeline.resources.language_model import END, START
from pipeline.resources.log_linear import softmax
from pipeline.spelling.conventions import SHAPE, glyph
from pipeline.spelling.model import keys, old
from pipeline.spelling.scan_correction import ScanReading, cased
from pipeline.spelling.scan_segments import is_elided
from pipeline.spelling.scan_weighing import CONTEXT_SPELLING, option_rows, place_row, weighed_rows
from pipeline.text.tokens import Token

SPELLING_WINDOW = 64
"""Keys of a window, borders of sentences counted: most doubts are settled in their own sentence,
and a window costs what its keys do."""

TYPED = "typed"
"""The kind of doubt about an unknown word of a sound text; :mod:`pipeline.spelling.scan_weighing`
has those of a scan."""

CHOICE_FEATURES = ("chance", "fit", "unseen", "pieces", "glyph", "frequency", "capital")
"""Features of a reading: what the speller says, what the context model says, whether it does not
know the word, whether it is several words, whether scanners confuse the letters."""

STANDING_FEATURES = (
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

WORST_FIT = -14.0
"""Log-probability below which it does not matter how unlikely a word is."""

UNSEEN = -11.0
"""What a word counts as that the context model does not know: it is rare."""

LEAST_CHANCE = 1e-4
"""Probability that smaller ones of the speller count as."""


@lru_cache(maxsize=64)
def read(window: tuple[str, ...]) -> Reading:
    """Return what the context model makes of a window; rounds over a text ask again."""
    return context_model().read(window)


@lru_cache(maxsize=64)
def _wholes(window: tuple[str, ...], places: tuple[int, ...]) -> tuple[float, ...]:
    """Return the logarithm of the sum over all words at places of a window."""
    return read(window).partition(places)


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
    no_change: float
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
        if not self._windows or len(self._windows[-1]) + size > SPELLING_WINDOW:
            self._windows.append([])
        window = self._windows[-1]
        window.append(START)
        for at in range(start, end):
            if len(window) + len(slots[at]) > SPELLING_WINDOW:  # a sentence longer than a window
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
            places = tuple(self._places[at][1] for at in tokens)
            window = tuple(self._windows[number][:LONGEST_WINDOW])
            wholes.update(zip(tokens, _wholes(window, places), strict=True))
        found = []
        for at, sequences in asked:
            number, place = self._places[at]
            words = [keys[0] for keys in sequences if len(keys) == 1]
            scores = iter(self.reading(number).scores(place, words))
            row: list[float | None] = []
            for sequence in sequences:
                score = next(scores) if len(sequence) == 1 else None
                row.append(None if score is None else max(WORST_FIT, score - wholes[at]))
            found.append(row)
        return found

    def reading(self, number: int) -> Reading:
        """Return what the context model makes of a window."""
        if number not in self._readings:
            self._readings[number] = read(tuple(self._windows[number][:LONGEST_WINDOW]))
        return self._readings[number]


def doubt_probabilities(
    tokens: Sequence[Token],
    breaks: Sequence[bool],
    doubts: Sequence[Doubt],
    scan: float,
) -> list[tuple[float, ...]]:
    """Return, for each doubt, the probability of leaving it alone and of each of its options.

    ``scan`` is the probability that the text is a bad scan.
    """
    found = []
    for no_change, rows in features(tokens, breaks, doubts, scan):
        chances = probabilities(no_change, rows)
        best = max(range(1, len(chances)), key=lambda n: (chances[n], -n))
        if chances[best] < _DOUBTFUL and rows[best - 1][_FIT] <= _REFUSED:
            rest = tuple(chance * _UNLIKELY for chance in chances[1:])
            chances = (1.0 - sum(rest), *rest)
        found.append(chances)
    return found


_DOUBTFUL, _REFUSED = 0.7, -12.0
"""Probability below which a correction is not worth a look if the sentence refuses it, and the
log-probability from which down it does."""


def reconsidered(
    text: str,
    tokens: Sequence[Token],
    breaks: Sequence[bool],
    readings: Sequence[ScanReading],
    scan: float,
) -> list[ScanReading]:
    """Return the readings of a scan with the probabilities that the whole sentence gives them."""
    doubts = doubts_of_scan(text, tokens, readings)
    rows = features(tokens, breaks, doubts, scan)
    found = []
    for reading, doubt, (no_change, options) in zip(readings, doubts, rows, strict=True):
        chances = weighed_rows(
            doubt.sort, place_row(reading, no_change), option_rows(reading, no_change, options)
        )[1:]
        like = text[reading.start : reading.end]
        best = max(range(len(chances)), key=lambda n: (chances[n], -n))
        most = _most(doubt, no_change, options[best], chances[best])
        if _is_likely_name(reading, doubt.options[best].text) and chances[best] < _NAME:
            most = min(most, _PROPOSED)
        shaped = _is_shape(doubt, doubt.options[best])
        least = PLAIN_CHANCE if _is_plain(doubt, no_change, chances[best], shaped) else 0.0
        share = min(1.0, max(least, chances[best]), most) / chances[best]
        ranked = sorted(zip(chances, doubt.options, strict=True), key=lambda x: (-x[0], x[1].text))
        starts = reading.unit.starts
        rivals = tuple(
            (
                cased(o.text, like, starts),
                round(p * (share if o is ranked[0][1] else min(1, share)), 4),
            )
            for p, o in ranked
        )
        chance = chances[best] * share
        found.append(reading._replace(text=rivals[0][0], chance=chance, rivals=rivals))
    return found


def _is_likely_name(reading: ScanReading, text: str) -> bool:
    """Say whether a French word with a capital inside a sentence would become another word.

    *Le passage du Raz*; not *Je* for *le*, and not *Uom*, which is no word.
    """
    return (
        reading.sort == "known-capital"
        and not reading.unit.starts
        and len(reading.unit.word) > _LONGEST_PRONOUN
        and noisy_channel.bare(text[:1]) != noisy_channel.bare(reading.unit.word[:1])
    )


_LONGEST_PRONOUN = 2
"""Letters of short words that scanners give a capital: *Je* for *le*."""


def supported(
    text: str, tokens: Sequence[Token], readings: Sequence[ScanReading]
) -> list[ScanReading]:
    """Return the readings of a scan, less likely where no other word tells of a scanner.

    That is what can be said without the context model.
    """
    doubts = doubts_of_scan(text, tokens, readings)
    signs = [
        max((o.chance for o in doubt.options if _is_shape(doubt, o)), default=0.0)
        for doubt in doubts
    ]
    total = sum(signs)
    found = []
    for reading, doubt, sign in zip(readings, doubts, signs, strict=True):
        alone = total - sign < LEAST_OTHERS
        most = 1.0 if not alone else _UNLIKELY if doubt.sort == "known" else _PROPOSED
        share = min(1.0, most / reading.chance)
        rivals = tuple((word, round(p * share, 4)) for word, p in reading.rivals)
        found.append(reading._replace(chance=reading.chance * share, rivals=rivals))
    return found


def _is_shape(doubt: Doubt, option: Option) -> bool:
    """Say whether a word is unknown and only a scanner makes it of a reading."""
    return (
        doubt.sort != "known"
        and not doubt.upper
        and (option.glyph >= SHAPE or not doubt.word.isalpha())
    )


def _is_plain(doubt: Doubt, no_change: Sequence[float], chance: float, shaped: bool) -> bool:
    """Say whether an unknown word stands in a text that others show to be misread.

    ``shaped`` says whether only scanners confuse its letters. A word that comes again is a term
    (*une ref*) unless the text is plainly a scan.
    """
    others, scan = no_change[_OTHERS], no_change[_SCAN]
    plainly = scan >= _scan_feature(PLAINLY_SCAN)
    surely = plainly or (shaped and not doubt.repeated and scan >= _scan_feature(SURE_SHAPES[0][0]))
    if others >= MOST_OTHER_SIGNS:
        least = PLAIN_LEAST_ON_PAGE
    elif others >= PLAIN_OTHERS:
        least = PLAIN_LEAST
    else:
        least = PLAIN_LEAST_OF_FEW if surely and others >= LEAST_OTHERS else 2.0
    is_word = doubt.repeated and not plainly
    return doubt.sort == "unknown" and not is_word and chance >= least


PLAIN_OTHERS, PLAIN_LEAST, PLAIN_CHANCE = 1.5, 0.45, 0.75
"""Other misread words of a text, by their probability, from which a reading of an unknown word that
has at least the second probability is right as often as the third: on the tuning part of the scans
16 of 18 readings of 0.45 to 0.7 were."""

PLAIN_LEAST_OF_FEW = 0.5
"""The same probability where a text that is plainly a scan has :data:`LEAST_OTHERS`, or one that is
surely a scan where only scanners confuse the letters: 28 of 39 tuning readings made the line better
and 4 worse, below it 4 of 14 better and 5 worse."""

MOST_OTHER_SIGNS, PLAIN_LEAST_ON_PAGE = 3.0, 0.3
"""Most other misread words that are counted, and the least probability of a reading among so many:
on three pages of a bad newspaper scan all 15 readings of 0.3 to 0.5 were right."""

LEAST_OTHERS = 0.5
"""Other words of a text, by their probability, that must look misread before one of them counts as
misread on no more than the reader's word. Sound texts with a rare word have none."""

WANTED, DEMANDED, ODD_WORD = -2.5, -1.0, -8.0
"""Log-probabilities: from the first on the sentence wants a reading that nothing else supports,
from the second it demands it; below the third it is odd itself, or what stands there is."""


def _sign(doubt: Doubt, options: Sequence[tuple[float, ...]]) -> float:
    """Return how surely a word tells of a scanner, 0 to 1: unknown, misshaped, its reading fits."""
    return max(
        (
            option.chance
            for option, row in zip(doubt.options, options, strict=True)
            if row[_FIT] > ODD_WORD and _is_shape(doubt, option)
        ),
        default=0.0,
    )


AT_ODDS = -5.5
"""Log-probability below which a reading is at odds with its sentence, and only proposed where no
other word looks misread: *intrapreneurs* is a word of sound texts."""

PLAINLY_SCAN = 0.9
"""Probability of being a scan from which a text plainly is one."""

AT_ODDS_ANYWAY = ((0.9, 0.5, 0.6), (0.75, 0.75, 0.75), (0.5, 0.94, 0.94), (0.3, 0.94, 2.0))
"""Probability that a text is a scan; those from which a reading of an unknown word is right there
though the sentence is at odds with it, where scanners confuse the letters, and where a typist does
as well. The sentence is misread itself, or too short to tell, or the word is too rare for the
context model (*vostre, desdaing*). In 4,400 tuning lines 174 readings are made by these borders and
those below that were not before: 20 of them make the line worse, and 3 right lines. In 270,000
words of sound text of 24 kinds there are three, one of them dialect (*agriable*). In lines of slang
that look like scans by 0.8 readings reach 0.72 (*tieks* for *tiers*), in others that do by 0.7 0.87
(*colectivos, chouffeurs*)."""

AT_ODDS_AMONG_OTHERS = 0.6
"""The same in a text that is a scan by as much and has other words that look misread. With 0.5
names of programs were mended in pages about them (*undefinednull, isvisible*)."""

REFUSED_ANYWAY = 0.9
"""The same of a reading that the sentence refuses outright, which may be an old spelling: *demourer
seulette* is *demeurer* by 0.86."""

LEAST_GAIN = 2.0
"""How much better than a French word its reading must fit to be proposed, in log-probability."""

SURE_SHAPES = ((0.75, 0.5, 0.6), (0.5, 0.7, 0.7), (0.3, 0.76, 0.8), (0.2, 0.8, 0.9))
"""Probability that a text is a scan; those from which a reading of an unknown word there, and of a
French one, needs no other word that looks misread, if scanners confuse the letters. Of the readings
of such words in tuning lines that were left out of the fit 9 in 10 made the line better; most of
the others are right where the transcription keeps what the scan has. In lines of sound text with a
rare word (*un chevillier, les colectivos*), which are scans by 0.7 at most, readings reach 0.75."""

SURE_IN_SCANS = ((0.75, 0.7, 0.7), (0.5, 0.8, 0.72), (0.3, 0.8, 0.85))
"""The same of readings whose letters a typist or a writer confuses as well: 167 and 25, 92 and 14.
A word of dialect or of another language looks so (*poutzé, dommaige*), a French word for another
one seldom: of sound texts that are scans by 0.5 no reading of one reaches 0.56."""

_NAME = 0.8
"""The same of an unknown word with a capital, which may be a name, in any scan."""


_PROPOSED, _UNLIKELY = 0.5, 0.25
"""Highest probability without such support: that of a proposal, and less."""


def _most(
    doubt: Doubt, no_change: tuple[float, ...], row: tuple[float, ...], chance: float
) -> float:
    """Return the highest probability that a reading of probability ``chance`` may have.

    One odd word makes no scan. Where no other word of the text looks misread, a reading is made
    only if it is sure and the text looks like a scan, or if scanners confuse the letters and the
    sentence wants it; in place of a French word, it must demand it. What is written in capitals is
    an abbreviation more often.
    """
    fit, shape, gain = row[_FIT], row[_GLYPH], row[_FIT] - no_change[_NO_CHANGE_FIT]
    known = doubt.sort == "known"
    shaped = shape >= SHAPE or not (known or doubt.word.isalpha())
    if known and (fit < ODD_WORD or (gain < LEAST_GAIN and no_change[_SCAN] < _PLAIN_SCAN)):
        return _UNLIKELY
    surely_scan = no_change[_SCAN] >= _scan_feature(SURE_SHAPES[0][0])
    bold = not known and chance >= _at_odds_anyway(no_change, fit, shaped)
    if fit < ODD_WORD and not (surely_scan or bold):
        return _PROPOSED  # *isvisible* for « invisible »
    plain = shaped and no_change[_SCAN] >= _scan_feature(SURE_IN_SCANS[0][0])
    if doubt.repeated and not known and no_change[_OTHERS] < 2 * LEAST_OTHERS and not plain:
        return _PROPOSED  # a word that comes again is one, but for *efi* twice for *est*
    if no_change[_OTHERS] >= LEAST_OTHERS:
        return _PROPOSED if doubt.upper and known and len(doubt.word) < 4 else 1.0
    if known:
        made = fit >= DEMANDED and no_change[_NO_CHANGE_FIT] <= ODD_WORD and shape >= SHAPE
    else:
        made = fit >= WANTED and shaped
    sure = max(
        _least(SURE_SHAPES if shaped else SURE_IN_SCANS, no_change[_SCAN], known),
        _NAME if doubt.capital and not known else 0.0,
    )
    fits = fit >= AT_ODDS or no_change[_OTHERS] > 0.0 or bold
    english = lexicon.is_english(doubt.word) and not (known and no_change[_SCAN] >= _PLAIN_SCAN)
    made = made or (chance >= sure and fits and not english)
    if made and not doubt.upper:
        return 1.0
    return _PROPOSED if fit >= ODD_WORD / 2 and not doubt.upper else _UNLIKELY


def _at_odds_anyway(no_change: tuple[float, ...], fit: float, shaped: bool) -> float:
    """Return the probability from which a reading is right though its sentence is at odds with it.

    It is that of a reading of an unknown word that fits by ``fit``; ``shaped`` says whether only
    scanners confuse the letters.
    """
    scan = no_change[_SCAN]
    least = _least(AT_ODDS_ANYWAY, scan, not shaped)
    if no_change[_OTHERS] >= LEAST_OTHERS and scan >= _scan_feature(AT_ODDS_AMONG_OTHERS):
        least = min(least, AT_ODDS_AMONG_OTHERS)
    return max(least, REFUSED_ANYWAY) if fit <= _REFUSED else least


def _least(borders: Sequence[tuple[float, float, float]], scan: float, second: bool) -> float:
    """Return the probability that ``borders`` ask of a reading in a text with the feature ``scan``.

    Each border has the least probability of being a scan, then two probabilities; ``second`` says
    which of them counts. A text that is no scan by any border allows none.
    """
    for likely, *least in borders:
        if scan >= _scan_feature(likely):
            return least[second]
    return 2.0


def _scan_feature(likely: float) -> float:
    """Return the feature « scan » of a text that is a bad scan with this probability."""
    return log((likely + 0.001) / (1.001 - likely)) / 3


_PLAIN_SCAN = _scan_feature(0.3)
"""The feature « scan » of a text that is probably one."""

_FIT, _GLYPH = CHOICE_FEATURES.index("fit"), CHOICE_FEATURES.index("glyph")
_NO_CHANGE_FIT, _OTHERS = STANDING_FEATURES.index("fit"), STANDING_FEATURES.index("others")
_SCAN = STANDING_FEATURES.index("scan")


def probabilities(no_change: Sequence[float], rows: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return the probability of leaving an unknown word alone and of each of its options."""
    fitted = weights()
    return tuple(
        softmax([_dot(fitted.no_change, no_change), *(_dot(fitted.option, row) for row in rows)])
    )


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


FeatureRows = tuple[tuple[float, ...], list[tuple[float, ...]]]


def features(
    tokens: Sequence[Token], breaks: Sequence[bool], doubts: Sequence[Doubt], scan: float
) -> list[FeatureRows]:
    """Return for each doubt the features :data:`STANDING_FEATURES` and those of each option."""
    slots: list[tuple[str, ...]] = [(token.key,) if token.key else () for token in tokens]
    for doubt in doubts:
        best = max(doubt.options, key=lambda o: (o.chance, o.text))
        text = best.text if best.chance > doubt.no_change else doubt.word
        slots[doubt.first] = tuple(keys(text))[:1] or ("?",)
        for at in range(doubt.first + 1, doubt.last + 1):
            slots[at] = ()
    asked = []
    for doubt in doubts:
        words = (doubt.word, *(option.text for option in doubt.options))
        elided = is_elided(tokens[doubt.last])
        asked.append(
            (doubt.first, [(f"{word}'",) if elided else tuple(keys(word)) for word in words])
        )
    fits = Passages(slots, breaks).fits(asked)
    rows = [
        [_row(doubt, *one) for one in zip(doubt.options, fit[1:], wanted[1:], strict=True)]
        for doubt, fit, (_, wanted) in zip(doubts, fits, asked, strict=True)
    ]
    signs = [_sign(doubt, row) for doubt, row in zip(doubts, rows, strict=True)]
    total = sum(signs)
    return [
        (_keep_row(doubt, fit[0], scan, total - own), row)
        for doubt, fit, row, own in zip(doubts, fits, rows, signs, strict=True)
    ]


def _row(
    doubt: Doubt, option: Option, fit: float | None, wanted: tuple[str, ...]
) -> tuple[float, ...]:
    """Return the features :data:`CHOICE_FEATURES` of a reading."""
    single = len(wanted) == 1
    return (
        log(option.chance + LEAST_CHANCE),
        (UNSEEN if single else 0.0) if fit is None else fit,
        float(fit is None and single),
        float(not single),
        option.glyph,
        lexicon.zipf(option.text, "fr") / 3,
        float(doubt.capital),
    )


def _keep_row(doubt: Doubt, fit: float | None, scan: float, others: float) -> tuple[float, ...]:
    """Return the features :data:`STANDING_FEATURES` of leaving a word alone."""
    word = doubt.word
    return (
        1.0,
        log(doubt.no_change + LEAST_CHANCE),
        UNSEEN if fit is None else fit,
        float(fit is None),
        lexicon.zipf(word, "fr") / 3,
        lexicon.zipf(word, "en") / 3,
        _scan_feature(scan),
        min(others, MOST_OTHER_SIGNS),
        float(doubt.repeated),
        float(doubt.capital),
        float(doubt.upper),
        float(len(word) < 3),
        float(doubt.old),
    )


class Weights(NamedTuple):
    """The weights of a doubt in a sound text."""

    option: tuple[float, ...]
    no_change: tuple[float, ...]


@cache
def weights() -> Weights:
    """Return the fitted weights of the doubts in sound texts."""
    with data.opening(CONTEXT_SPELLING):
        found = data.stored(CONTEXT_SPELLING)[TYPED]
        return Weights(
            tuple(found["option"][name] for name in CHOICE_FEATURES),
            tuple(found["keep"][name] for name in STANDING_FEATURES),
        )


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
