"""Fit how bad scans are read again, or measure it: ``python -m benchmarks.scans [--fit]``.

Reads ``ocr.jsonl`` of ``../shared/dev`` (or ``RATURE_DEV``): the ``tune`` part to fit, the
``report`` part to report.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from dictionaries.builders import sources
from dictionaries.builders.spelling import read
from pipeline.spelling import scan_correction, scan_detection, scan_segments
from pipeline.spelling.scan_detection import SCAN_WEIGHTS
from pipeline.spelling.scan_features import SuspectUnit, suspects
from pipeline.spelling.scan_segments import UNIT_CLASSES, Scan
from pipeline.stages.spelling import screening
from pipeline.stages.spelling.hyphens import cut_words
from pipeline.text.tokens import tokenize

HIDDEN = 16
"""Hidden units of each class: with none the loss on held-out lines is a tenth higher, with 24 it is
the same."""

ROUNDS, BATCH = 900, 1024

RATE = 0.02
"""Step of the first round; it falls to nothing, as a cosine does."""

DECAY = 1e-3
"""Weight decay of the hidden units: with half of it the loss on held-out lines is higher."""

CLEAN = ("clean_news.jsonl", "clean_machine_translated.jsonl")

HYPHENS = "-\u2010\u2011\u00ac"

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Sample:
    """A word of a scan with the number of the right option."""

    id: str
    suspect: SuspectUnit
    right: int


@dataclass(frozen=True)
class Alignment:
    """A scan and its transcription, plain, and where each offset of the one is in the other."""

    offsets: Sequence[int]
    """For each offset of the source its place in ``source``."""
    source: str
    text: str
    places: Sequence[tuple[int, int]]
    """For each offset of ``source`` the first and last place in ``text`` that it may stand for."""


def plain(text: str) -> tuple[str, list[int]]:
    """Return letters and digits in lower case, parted by single spaces, and where each went.

    Hyphens count for nothing: transcriptions keep those of line ends or do not.
    """
    kept: list[str] = []
    offsets = []
    for letter in text:
        offsets.append(len(kept))
        if letter.isalnum():
            kept += letter.lower()
        elif letter not in HYPHENS and kept and kept[-1] != " ":
            kept.append(" ")
    offsets.append(len(kept))
    return "".join(kept), offsets


def aligned(source: str, text: str) -> Alignment:
    """Line a scan up with its transcription."""
    a, offsets = plain(source)
    b = plain(text)[0].strip()
    places: list[tuple[int, int] | None] = [None] * (len(a) + 1)

    def put(at: int, low: int, high: int) -> None:
        old = places[at]
        places[at] = (low, high) if old is None else (min(old[0], low), max(old[1], high))

    for op in Levenshtein.opcodes(a, b):
        i, j, k, m = op.src_start, op.src_end, op.dest_start, op.dest_end
        if op.tag == "equal":
            for step in range(j - i + 1):
                put(i + step, k + step, k + step)
        else:
            for at in range(i + 1, j):
                put(at, k, m)
            put(i, k, m if i == j else k)
            put(j, k if op.tag == "insert" else m, m)
    return Alignment(offsets, a, b, [p or (len(b), len(b)) for p in places])


def label(scan: Scan, suspect: SuspectUnit, lines: Alignment) -> int | None:
    """Return the number of the right option, ``None`` where the lines are out of step."""
    unit, tokens = suspect.unit, scan.tokens

    def stands(start: int, end: int, text: str) -> bool:
        """Say whether the transcription has ``text`` for a span of the source."""
        starts, ends = lines.places[lines.offsets[start]], lines.places[lines.offsets[end]]
        return any(lines.text[x:y].strip() == text for x in starts for y in ends if x <= y)

    spans = [
        (tokens[unit.first + o.first].start, tokens[unit.last + o.last].stop)
        for o in suspect.options
    ]
    at, end = lines.offsets[unit.start], lines.offsets[unit.end]
    own = lines.source[at:end].strip()
    kinds = [option.kind for option in suspect.options]
    ranks = sorted(range(len(kinds)), key=lambda n: (kinds[n] not in ("join", "split"), n))
    for number in ranks:
        option = suspect.options[number]
        text = own if not number else plain(option.text)[0].strip()
        if stands(*(spans[number] if number else (unit.start, unit.end)), text):
            return number
    if len(own) > 2 and stands(unit.start, unit.end, ""):
        return None  # a margin that was cut elsewhere
    start, stop = max(0, at - 12), min(len(lines.source), end + 12)
    other = lines.text[lines.places[start][0] : lines.places[stop][1]]
    far = Levenshtein.distance(lines.source[start:stop], other)
    return None if far > 0.4 * (stop - start) else 0


def samples(split: str) -> Iterator[Sample]:
    """Yield the words of old newspapers and books that may be misread."""
    for row in read("ocr.jsonl", split):
        if row["kind"] == "modern-document":  # receipts: abbreviations, few words
            continue
        scan = scan_segments.read(row["source"])
        lines = aligned(row["source"], row["text"])
        for _, suspect in suspects(scan):
            if (right := label(scan, suspect, lines)) is not None:
                yield Sample(row["id"], suspect, right)


def _softmax(scores: NDArray[np.floating]) -> Array:
    masses = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(masses / masses.sum(1, keepdims=True), dtype=np.float32)


def fit(found: Sequence[Sample]) -> dict[str, object]:
    """Return the weights of one class that make the right options most probable."""
    return fit_network(
        [s.suspect.place for s in found],
        [s.suspect.rows for s in found],
        [s.right for s in found],
    )


def fit_network(  # noqa: PLR0913 — the size of the network and how it is fitted
    places: Sequence[Sequence[float]],
    rows: Sequence[Sequence[Sequence[float]]],
    right: Sequence[int],
    weight: Sequence[float] | None = None,
    *,
    hidden: int = HIDDEN,
    rounds: int = ROUNDS,
    decay: float = DECAY,
) -> dict[str, object]:
    """Return the weights of a network that make the right options most probable (Adam).

    ``rows`` are the features of the options of each place, that of no change first; ``weight`` says
    how often a place is drawn.
    """
    most = max(map(len, rows))
    place = np.array(places, dtype=np.float32)
    width = len(rows[0][0])
    x = np.zeros((len(rows), most, width), dtype=np.float32)
    mask = np.full((len(rows), most), -1e9, dtype=np.float32)
    for n, options in enumerate(rows):
        x[n, : len(options)] = options
        mask[n, : len(options)] = 0
    wanted = np.array(right)
    share = None if weight is None else np.array(weight) / sum(weight)
    chance = np.random.default_rng(1)
    first_layer = chance.normal(0, 0.1, (1 + place.shape[1] + width, hidden))
    weights: list[Array] = [
        np.zeros(width, dtype=np.float32),
        np.zeros(place.shape[1], dtype=np.float32),
        first_layer.astype(np.float32),
        chance.normal(0, 0.05, hidden).astype(np.float32),
    ]
    decays = (1e-4, 1e-4, decay, 1e-4)
    first = [np.zeros_like(w) for w in weights]
    second = [np.zeros_like(w) for w in weights]
    losses = []
    for step in range(1, rounds + 1):
        batch = chance.choice(len(rows), min(len(rows), BATCH), replace=share is not None, p=share)
        loss, slopes = _slopes(weights, x[batch], place[batch], mask[batch], wanted[batch])
        losses.append(loss)
        rate = RATE * (1 + cos(pi * step / rounds)) / 2 + 1e-4
        for w, slope, m, v, small in zip(weights, slopes, first, second, decays, strict=True):
            slope = slope + small * w
            m += 0.1 * (slope - m)
            v += 0.001 * (slope * slope - v)
            w -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    print(f"{len(rows)} words, {(wanted > 0).sum()} misread, loss {np.mean(losses[-50:]):.4f}")
    return {
        "features": [round(float(w), 4) for w in weights[0]],
        "keep": [round(float(w), 4) for w in weights[1]],
        "hidden": [[round(float(w), 4) for w in row] for row in weights[2].T],
        "out": [round(float(w), 4) for w in weights[3]],
    }


def _slopes(
    weights: Sequence[Array], options: Array, place: Array, mask: Array, right: NDArray[np.int_]
) -> tuple[float, list[Array]]:
    """Return the loss of a network on some places, and the slope of each of its weights."""
    rows = np.arange(len(place))
    ones = np.ones((*options.shape[:2], 1), dtype=np.float32)
    wide = np.repeat(place[:, None, :], options.shape[1], axis=1)
    inputs = np.concatenate([ones, wide, options], axis=2)
    inner = np.tanh(inputs @ weights[2])
    scores = options @ weights[0] + inner @ weights[3] + mask
    scores[:, 0] += place @ weights[1]
    p = _softmax(scores)
    loss = -float(np.log(p[rows, right] + 1e-9).mean())
    d = p.copy()
    d[rows, right] -= 1
    d /= len(place)
    back = d[:, :, None] * weights[3] * (1 - inner * inner)
    slopes = [
        np.tensordot(d, options, ((0, 1), (0, 1))),
        d[:, 0] @ place,
        np.tensordot(inputs, back, ((0, 1), (0, 1))),
        np.tensordot(d, inner, ((0, 1), (0, 1))),
    ]
    return loss, slopes


def fitted(found: Sequence[Sample]) -> dict[str, object]:
    """Return the weights of all classes."""
    return {sort: fit([s for s in found if s.suspect.unit.sort == sort]) for sort in UNIT_CLASSES}


def report(found: Sequence[Sample]) -> None:
    """Print how many misread words are read right, and how many right ones are spoilt, by class."""
    print(f"{'class':16} words  misread  mended  read wrong  spoilt")
    for sort in UNIT_CLASSES:
        counts = Counter[str]()
        for sample in found:
            if sample.suspect.unit.sort != sort:
                continue
            chances = scan_correction.probabilities(sample.suspect)
            best = max(range(len(chances)), key=lambda n: chances[n])
            counts["words"] += 1
            counts["misread"] += sample.right > 0
            counts["mended"] += best == sample.right > 0
            counts["wrong"] += 0 < sample.right != best > 0
            counts["spoilt"] += best > 0 == sample.right
        print(
            f"{sort:16}{counts['words']:6} {counts['misread']:8} {counts['mended']:7}"
            f" {counts['wrong']:11} {counts['spoilt']:7}"
        )


def gate() -> dict[str, float]:
    """Return the weights that tell lines of bad scans from typed and clean texts."""
    rows: list[tuple[float, ...]] = []
    truth: list[float] = []
    counts: list[float] = []

    def add(text: str, bad: bool, weight: float) -> None:
        tokens = tokenize(text)
        unknown = screening.unknown(tokens, screening.unsound(tokens))
        cut = sum(1 for _ in cut_words(text, tokens))
        rows.append((*scan_detection.scan_features(text, tokens, unknown, cut), 1.0))
        truth.append(float(bad))
        counts.append(weight)

    for row in read("ocr.jsonl", "tune"):
        if row["kind"] != "modern-document":
            wrong = "".join(plain(row["source"])[0].split()) != "".join(
                plain(row["text"])[0].split()
            )
            add(row["source"], wrong, 1.0 if wrong else 0.3)
    for row in read("typos.jsonl", "tune"):
        add(row["source"], False, 2.0)
    for name in CLEAN:
        for row in read(name, "tune"):
            for text in (row["text"], *row["text"].splitlines()):
                if len(text) > 80:
                    add(text, False, 1.0)
    x, y, weight = np.array(rows), np.array(truth), np.array(counts)
    w, m, v = np.zeros(x.shape[1]), np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for step in range(1, 3001):
        p = 1 / (1 + np.exp(-(x @ w)))
        slope = x.T @ ((p - y) * weight) / weight.sum() + 1e-5 * w
        m, v = 0.9 * m + 0.1 * slope, 0.999 * v + 0.001 * slope * slope
        w -= 0.03 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-9)
    return {
        name: round(float(value), 4)
        for name, value in zip((*scan_detection.SCAN_FEATURES, "bias"), w, strict=True)
    }


def main(arguments: list[str] | None = None) -> None:
    """Fit, or print how the report part is read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scans", description=__doc__)
    parser.add_argument("--fit", action="store_true", help="fit the weights and write them")
    options = parser.parse_args(arguments)
    if not options.fit:
        report(list(samples("report")))
        return
    path = sources.HOME / SCAN_WEIGHTS
    weights = {**fitted(list(samples("tune"))), "gate": gate()}
    path.write_text(json.dumps(weights) + "\n", encoding="utf-8")
    licence = "own work, under the licence of this repository"
    made = sources.entry(path, "benchmarks.scans", licence, len(weights), sources.articles("ocr"))
    sources.write_register([made])


if __name__ == "__main__":
    main()
