"""Read a bad scan again: every word of it may be misread, also those that are French words.

Start reading from :func:`reread`; :mod:`pipeline.spelling.scan_detection` finds the texts that need
it. In a sound text only unknown words are looked at (:mod:`pipeline.spelling.model`). In a scan the
rate of errors is a hundred times as high, so known words, capitalised ones and fragments get
options too (:mod:`pipeline.spelling.scan_options`). Words are decoded together: each is scored
again beside what its neighbours became. A small network turns the features of an option and of its
place (:mod:`pipeline.spelling.scan_features`) into a score, and a softmax turns scores into
probabilities. ``python -m benchmarks.scans --fit`` fits it.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import tanh
from typing import Any, NamedTuple

from pipeline.resources import data, lexicon, noisy_channel
from pipeline.resources.log_linear import dot, softmax
from pipeline.spelling.scan_detection import SCAN_WEIGHTS
from pipeline.spelling.scan_features import SuspectUnit, option_keys, suspects
from pipeline.spelling.scan_segments import UNIT_CLASSES, Scan, ScanUnit, read

LEAST_READ = 0.3
"""Probability below which no reading is proposed."""

_LEAST_TAKEN = 0.5
"""Probability from which the neighbours of a word are scored beside its new reading."""

_MOST_RIVALS = 5
"""Options of a word that are shown, that of the reading among them."""

MOST_SWEEPS = 2
"""Times that each word is scored; from the second on beside what its neighbours became."""


class ScanReading(NamedTuple):
    """What a span of a scan may read, with its probability, class, kind of slip and rivals."""

    start: int
    end: int
    text: str
    chance: float
    sort: str
    kind: str
    rivals: tuple[tuple[str, float], ...]
    unit: ScanUnit
    tokens: tuple[int, int]
    """The first and the last token of the span."""
    no_change: float
    options: tuple[tuple[str, float], ...]
    """The readings of this span in lower case, with their probabilities if the scan is bad."""
    place: tuple[float, ...]
    rows: tuple[tuple[float, ...], ...]
    """The features of the place, and of each of ``options``."""


def reread(text: str, likely: float = 1.0, least: float = LEAST_READ) -> list[ScanReading]:
    """Return the likeliest reading of each word that is probably misread, in order.

    ``likely`` is the probability that the text is a bad scan. In a doubtful one, every reading is
    less likely. ``least`` is the probability below which a reading is left out.
    """
    scan = read(text)
    odds = min(1.0, likely / max(1e-6, 1 - likely))
    became: dict[int, tuple[str, ...]] = {}
    found: list[ScanReading] = []
    for _ in range(MOST_SWEEPS):
        found = []
        now: dict[int, tuple[str, ...]] = {}
        for _, suspect in suspects(scan, became):
            chances = probabilities(suspect)
            best = max(range(1, len(chances)), key=lambda n: (chances[n], -n))
            unit, option = suspect.unit, suspect.options[best]
            raised = chances[best] * odds
            chance = raised / (raised + (1 - chances[best]))
            start = scan.tokens[unit.first + option.first].start
            if chance < least or (found and found[-1].end > start):
                continue
            found.append(_reading(scan, suspect, best, chance, chances))
            if chance >= _LEAST_TAKEN and option.first == option.last == 0:
                now.update(dict.fromkeys(range(unit.first, unit.last + 1), ()))
                now[unit.first] = option_keys(option, unit)
        if now == became:
            break
        became = now
    return found


def _reading(
    scan: Scan, suspect: SuspectUnit, best: int, chance: float, chances: Sequence[float]
) -> ScanReading:
    """Return the reading of a unit as option ``best``, with its rivals for the same span."""
    unit, option = suspect.unit, suspect.options[best]
    first, last = unit.first + option.first, unit.last + option.last
    start, end = scan.tokens[first].start, scan.tokens[last].stop
    like = scan.text[start:end]
    ranked = sorted(range(1, len(chances)), key=lambda n: (-chances[n], n))[:_MOST_RIVALS]
    shown = [
        n
        for n in ranked
        if (suspect.options[n].first, suspect.options[n].last) == (option.first, option.last)
    ]
    options = tuple((suspect.options[n].text, chances[n]) for n in shown)
    share = chance / chances[best]
    rivals = tuple((cased(word, like, unit.starts), min(1.0, p * share)) for word, p in options)
    text = cased(option.text, like, unit.starts)
    return ScanReading(
        start,
        end,
        text,
        chance,
        unit.sort,
        option.kind,
        rivals,
        unit,
        (first, last),
        chances[0],
        options,
        suspect.place,
        tuple(suspect.rows[n] for n in shown),
    )


def cased(text: str, like: str, starts: bool) -> str:
    """Return ``text`` with the capitals of ``like``.

    Inside a sentence a capital that is itself misread is none: *celui de Bavoir*, *un Uom*. It
    stays where the letter is the same, and on a name.
    """
    if len(like) > 1 and like.isupper():
        return text.upper()
    if not like[:1].isupper():
        return text
    same = noisy_channel.bare(text[:1]) == noisy_channel.bare(like[:1].lower())
    capital = starts or same or _is_name(text)
    return text[:1].upper() + text[1:] if capital else text


@lru_cache(1 << 12)
def _is_name(text: str) -> bool:
    """Say whether a word is a name before all: *brest, paris*, not *pierre* or *savoir*."""
    name = text[:1].upper() + text[1:]
    lemmas = [reading.lemma for reading in lexicon.analyses(name)]
    return not lemmas or all(lemma[:1].isupper() for lemma in lemmas)


class ScanNet(NamedTuple):
    """Weights of one class: of the options, of the place for no change, and of hidden units.

    The file calls those of no change ``keep``.
    """

    features: tuple[float, ...]
    no_change: tuple[float, ...]
    hidden: tuple[tuple[float, ...], ...]
    """For each hidden unit its bias, then its weights of place and option."""
    out: tuple[float, ...]


def net_of(found: Mapping[str, Any]) -> ScanNet:
    """Return the network that a file of weights holds."""
    return ScanNet(
        tuple(found["features"]),
        tuple(found["keep"]),
        tuple(map(tuple, found["hidden"])),
        tuple(found["out"]),
    )


@cache
def nets() -> dict[str, ScanNet]:
    """Return the weights by class."""
    with data.opening(SCAN_WEIGHTS):
        found = data.stored(SCAN_WEIGHTS)
        return {sort: net_of(found[sort]) for sort in UNIT_CLASSES}


def probabilities(suspect: SuspectUnit) -> list[float]:
    """Return the probability of each option, 0 to 1; they add up to 1."""
    return net_probabilities(nets()[suspect.unit.sort], suspect.place, suspect.rows)


def net_probabilities(
    net: ScanNet, place: Sequence[float], rows: Sequence[Sequence[float]]
) -> list[float]:
    """Return the probability of each option, that of no change first; they add up to 1."""
    middle = 1 + len(place)
    stays = [row[0] + dot(row[1:middle], place) for row in net.hidden]
    heads = [row[middle:] for row in net.hidden]
    scores = [
        dot(net.features, row)
        + sum(
            out * tanh(stay + dot(head, row))
            for out, stay, head in zip(net.out, stays, heads, strict=True)
        )
        for row in rows
    ]
    scores[0] += dot(net.no_change, place)
    return softmax(scores)
