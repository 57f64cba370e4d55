"""Fit or measure what the context model adds to the speller.

Run ``python -m benchmarks.spelling_context``; with ``--fit`` it fits the weights of
:mod:`pipeline.spelling.context`. It reads ``ocr.jsonl``,
``typos.jsonl``, the clean articles and the sound genres of ``../shared/dev`` (or ``RATURE_DEV``):
``tune`` parts to fit, ``report`` parts to report. The genres have no parts: every second text of
each is kept to report. In a sound text a correction counts as wrong where people judged it so
(``wrong_edits.tsv``), and where it rewrites a French word or dialect; others are left out, since
most mend a slip.
"""

import argparse
import json
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein

from benchmarks.scans import Alignment, aligned, fit_network, plain
from dictionaries.builders import sources
from dictionaries.builders.spelling import read
from pipeline.document import Document
from pipeline.resources import noisy_channel
from pipeline.spelling import context
from pipeline.spelling.context import (
    CHOICE_FEATURES,
    STANDING_FEATURES,
    TYPED,
    Doubt,
)
from pipeline.spelling.scan_correction import reread
from pipeline.spelling.scan_detection import likelihood
from pipeline.spelling.scan_segments import sentence_breaks
from pipeline.spelling.scan_weighing import (
    CONTEXT_SPELLING,
    WEIGHED_SORTS,
    networks,
    option_rows,
    place_row,
    weighed_rows,
)
from pipeline.stages.spelling import screening
from pipeline.stages.spelling.hyphens import cut_words
from pipeline.stages.spelling.scans import ASKED, LEAST_READING_ASKED
from pipeline.stages.spelling.unknown_words import doubt_of_word, weighed_words
from pipeline.text.tokens import Token, tokenize

DIALECT = ("prose_drama_18", "hand", "hand_lines", "mem_notes_poetry")
"""Genres whose unknown words are meant as they stand."""

CLEAN = ("clean_news.jsonl", "clean_machine_translated.jsonl")

START = {"chance": 1.0, "fit": 0.4}
"""Weights that the fit begins with, and that it is drawn to."""

ROUNDS, RATE, DRAW = 1500, 0.02, 5e-4
"""Rounds of the fit, its step, and how strongly it is drawn to :data:`START`."""


SOUND = 1.5
"""How much a word of a sound text counts that the reader of scans would change: a text is far more
often sound than a scan."""


@dataclass(frozen=True)
class Sample:
    """A doubt with its features and the number of the right option, 0 for no change."""

    origin: str
    split: str
    doubt: Doubt
    no_change: tuple[float, ...]
    rows: list[tuple[float, ...]]
    right: int
    weight: float


def likely(text: str, tokens: Sequence[Token]) -> float:
    """Return the probability that a text is a bad scan."""
    lost = screening.unknown(tokens, screening.unsound(tuple(tokens)))
    return likelihood(text, tokens, lost, sum(1 for _ in cut_words(text, tokens)))


def stands(lines: Alignment, span: tuple[int, int], word: str) -> bool:
    """Say whether the transcription has ``word`` for a span of the source."""
    starts, ends = (lines.places[lines.offsets[at]] for at in span)
    return any(lines.text[x:y].strip() == word for x in starts for y in ends if x <= y)


def right_of(lines: Alignment, span: tuple[int, int], options: Sequence[str]) -> int | None:
    """Return the number of the right option, ``None`` where the lines are out of step."""
    start, stop = lines.offsets[span[0]], lines.offsets[span[1]]
    own = lines.source[start:stop].strip()
    if stands(lines, span, own):
        return 0
    for number, option in enumerate(options, 1):
        if stands(lines, span, plain(option)[0].strip()):
            return number
    if len(own) > 2 and stands(lines, span, ""):
        return None
    a, b = max(0, start - 12), min(len(lines.source), stop + 12)
    other = lines.text[lines.places[a][0] : lines.places[b][1]]
    return None if Levenshtein.distance(lines.source[a:b], other) > 0.4 * (b - a) else 0


def doubts(text: str, scans: bool, words: bool) -> Iterator[tuple[Doubt, context.FeatureRows]]:
    """Yield the doubts of a text with their features: those of a scan, those of unknown words.

    Those of a scan have the features of its reader as well.
    """
    tokens = tokenize(text)
    breaks = sentence_breaks(text, tokens)
    chance = likely(text, tokens) if scans else 0.0
    if scans and chance >= ASKED and (found := reread(text, chance, LEAST_READING_ASKED)):
        asked = context.doubts_of_scan(text, tokens, found)
        rows = context.features(tokens, breaks, asked, chance)
        for reading, doubt, (no_change, options) in zip(found, asked, rows, strict=True):
            yield doubt, (place_row(reading, no_change), option_rows(reading, no_change, options))
    if words:
        unsound = screening.unsound(tokens)
        least = LEAST_READING_ASKED
        weighed = list(weighed_words(Document(text), unsound, least)) if unsound else []
        asked = [doubt_of_word(tokens, word) for word in weighed]
        if asked:
            yield from zip(asked, context.features(tokens, breaks, asked, 0.0), strict=True)


def span_of(tokens: Sequence[Token], doubt: Doubt) -> tuple[int, int]:
    """Return the code points of a doubt."""
    return tokens[doubt.first].start, tokens[doubt.last].stop


def from_pairs(every: int) -> Iterator[Sample]:
    """Yield the doubts of scans and typing errors whose right reading is known."""
    for name, scans in (("ocr.jsonl", True), ("typos.jsonl", False)):
        for split in ("tune", "report"):
            for number, row in enumerate(read(name, split)):
                if row.get("kind") == "modern-document" or (scans and number % every):
                    continue
                text = row["source"]
                found = list(doubts(text, scans, not scans))
                if not found:
                    continue
                tokens, lines = tokenize(text), aligned(text, row["text"])
                for doubt, (no_change, rows) in found:
                    options = [option.text for option in doubt.options]
                    right = right_of(lines, span_of(tokens, doubt), options)
                    if right is not None:
                        yield Sample(name[:-6], split, doubt, no_change, rows, right, 1.0)


def wrong_edits() -> set[tuple[str, str, str]]:
    """Return the corrections of sound text that people judged wrong: genre, before, after."""
    path = sources.development() / "sound" / "wrong_edits.tsv"
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return {(row[0], row[2], row[3]) for row in rows if len(row) > 3}


def from_sound(every: int) -> Iterator[Sample]:
    """Yield doubts of sound texts, of which no change is right."""
    wrong = wrong_edits()
    texts = [
        (path.name.partition(".")[0], number, json.loads(line)["text"])
        for path in sorted((sources.development() / "sound").glob("*.jsonl.xz"))
        for number, line in enumerate(lzma.decompress(path.read_bytes()).decode().splitlines())
    ]
    texts += [
        ("news", number, row["text"])
        for name in CLEAN
        for number, row in enumerate(read(name, "tune"))
    ]
    for genre, number, text in texts:
        if genre not in DIALECT and number % every:
            continue
        tokens = tokenize(text)
        for doubt, (no_change, rows) in doubts(text, True, True):
            start, end = span_of(tokens, doubt)
            best = max(doubt.options, key=lambda o: o.chance)
            before, after = text[start:end].lower(), best.text
            judged = any(g == genre and b.lower() == before for g, b, _ in wrong)
            accents = noisy_channel.bare(before) == noisy_channel.bare(after)
            if doubt.sort == "typed" and genre in DIALECT:
                continue  # :mod:`pipeline.spelling.conventions` leaves them alone
            if judged or genre in DIALECT or (doubt.sort == "known" and not accents):
                split = "report" if number % 2 else "tune"
                yield Sample(f"sound {genre}", split, doubt, no_change, rows, 0, SOUND)


def fit(found: Sequence[Sample]) -> dict[str, dict[str, float]]:
    """Return the weights of one kind of doubt that make the right options most probable (Adam)."""
    most = max(len(s.rows) for s in found)
    wide = len(CHOICE_FEATURES)
    x = np.zeros((len(found), most, wide))
    mask = np.full((len(found), most), -1e9)
    for n, sample in enumerate(found):
        x[n, : len(sample.rows)] = sample.rows
        mask[n, : len(sample.rows)] = 0
    no_change = np.array([s.no_change for s in found])
    right = np.array([s.right for s in found])
    weight = np.array([s.weight for s in found])
    weight /= weight.sum()
    prior = np.array([START.get(name, 0.0) for name in (*CHOICE_FEATURES, *STANDING_FEATURES)])
    w = prior.copy()
    m, v = np.zeros_like(w), np.zeros_like(w)
    rows = np.arange(len(found))
    for step in range(1, ROUNDS + 1):
        scores = np.concatenate([(no_change @ w[wide:])[:, None], x @ w[:wide] + mask], axis=1)
        scores -= scores.max(1, keepdims=True)
        p = np.exp(scores)
        p /= p.sum(1, keepdims=True)
        d = p * weight[:, None]
        d[rows, right] -= weight
        slope = np.concatenate([np.tensordot(d[:, 1:], x, ((0, 1), (0, 1))), d[:, 0] @ no_change])
        slope += DRAW * (w - prior)
        m, v = 0.9 * m + 0.1 * slope, 0.999 * v + 0.001 * slope * slope
        w -= RATE * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-9)
    loss = -float((weight * np.log(p[rows, right] + 1e-12)).sum())
    print(f"{len(found)} doubts, {(right > 0).sum()} to mend, loss {loss:.4f}")
    values = [round(float(value), 4) for value in w]
    return {
        "option": dict(zip(CHOICE_FEATURES, values[:wide], strict=True)),
        "keep": dict(zip(STANDING_FEATURES, values[wide:], strict=True)),
    }


def fit_scans(found: Sequence[Sample]) -> dict[str, object]:
    """Return the network of one kind of doubt in a scan."""
    still = [(0.0,) * len(found[0].rows[0])]
    return fit_network(
        [s.no_change for s in found],
        [still + s.rows for s in found],
        [s.right for s in found],
        [s.weight for s in found],
        hidden=HIDDEN_OF_SCANS,
        decay=DECAY_OF_SCANS,
    )


HIDDEN_OF_SCANS, DECAY_OF_SCANS = 12, 3e-3
"""Hidden units of the networks for scans, and the decay of their weights."""


def report(found: Sequence[Sample]) -> None:
    """Print how often the best reading is right, by kind of doubt, origin and probability."""
    cells: dict[tuple[str, str], dict[float, list[int]]] = defaultdict(
        lambda: defaultdict(lambda: [0, 0])
    )
    fixable = Counter[tuple[str, str]]()
    for sample in found:
        chances = (
            context.probabilities(sample.no_change, sample.rows)
            if sample.doubt.sort == TYPED
            else weighed_rows(sample.doubt.sort, sample.no_change, sample.rows)
        )
        best = max(range(1, len(chances)), key=lambda n: (chances[n], -n))
        key = sample.doubt.sort, sample.origin.partition(" ")[0]
        fixable[key] += sample.right > 0
        for edge in (0.99, 0.97, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.3):
            if chances[best] >= edge:
                cells[key][edge][0] += 1
                cells[key][edge][1] += best == sample.right
                break
    for key, row in sorted(cells.items()):
        print(*key, f"to mend {fixable[key]}")
        for edge, (count, right) in sorted(row.items(), reverse=True):
            print(f"    {edge:.2f}+ {count:5} {right / count:7.1%}")


def main(arguments: list[str] | None = None) -> None:
    """Fit, or print how often what is said is right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spelling_context")
    parser.add_argument("--fit", action="store_true", help="fit the weights and write them")
    parser.add_argument("--every", type=int, default=1, help="only every n-th line and text")
    options = parser.parse_args(arguments)
    found = [*from_pairs(options.every), *from_sound(options.every)]
    if options.fit:
        path = sources.HOME / CONTEXT_SPELLING
        tune = [s for s in found if s.split == "tune"]
        weights: dict[str, object] = {
            TYPED: fit([s for s in tune if s.doubt.sort == TYPED]),
            **{
                sort: fit_scans([s for s in tune if s.doubt.sort == sort]) for sort in WEIGHED_SORTS
            },
        }
        path.write_text(json.dumps(weights) + "\n", encoding="utf-8")
        licence = "own work, under the licence of this repository"
        used = sources.articles("ocr", "typos", "clean_news", "clean_machine_translated")
        made = sources.entry(path, "benchmarks.spelling_context", licence, len(weights), used)
        sources.write_register([made])
        context.weights.cache_clear()
        networks.cache_clear()
    report([s for s in found if s.split == "report"])


if __name__ == "__main__":
    main()
