"""Weigh the readings of a bad scan with all that is known of them: channel, letters, sentence.

Start reading from :func:`weighed_rows`. The reader of scans
(:mod:`pipeline.spelling.scan_correction`) sees three words on each side, the context model the
whole sentence, and the other readings tell how bad the scan is. A small network for each kind of
word puts the features of all three together. ``python -m benchmarks.spelling_context --fit`` fits
it.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from pipeline.resources import data
from pipeline.spelling.scan_correction import ScanNet, ScanReading, net_of, net_probabilities

CONTEXT_SPELLING = "spelling.context.json"

WEIGHED_SORTS = ("unknown", "known")
"""Kinds of doubt in a scan, each with a network of its own: an unknown word, a French word."""

Evidence = tuple[float, ...]
"""A row of features, of a place or of a reading."""


def place_row(reading: ScanReading, no_change: Evidence) -> Evidence:
    """Return the features of a place: those of the doubt (``no_change``), those of the reader."""
    return (*no_change, *reading.place, float(reading.sort.endswith("capital")))


def option_rows(
    reading: ScanReading, no_change: Evidence, options: Sequence[Evidence]
) -> list[Evidence]:
    """Return the features of each reading of a place: those of the doubt, those of the reader.

    ``no_change`` are those of leaving the word alone; its third is how well it fits the sentence.
    """
    best = max(options, key=lambda row: row[_CHANCE])
    return [
        (
            *row,
            (row[_FIT] - no_change[_KEPT_FIT]) / 4,
            min(0.0, row[_FIT] - no_change[_KEPT_FIT]) / 4,
            row[_CHANCE] - best[_CHANCE],
            *own,
        )
        for row, own in zip(options, reading.rows, strict=True)
    ]


_CHANCE, _FIT = 0, 1
"""Places of the reader's probability and of the fit in the features of a reading."""

_KEPT_FIT = 2
"""Place of the fit in the features of leaving a word alone."""


def weighed_rows(sort: str, place: Evidence, rows: Sequence[Evidence]) -> list[float]:
    """Return the probability of leaving a word alone and of each of its readings."""
    net = networks()[sort]
    return net_probabilities(net, place, [(0.0,) * len(net.features), *rows])


@cache
def networks() -> Mapping[str, ScanNet]:
    """Return the fitted networks by kind of doubt."""
    with data.opening(CONTEXT_SPELLING):
        found = data.stored(CONTEXT_SPELLING)
        return {sort: net_of(found[sort]) for sort in WEIGHED_SORTS}
