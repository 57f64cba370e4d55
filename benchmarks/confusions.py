"""Measure how well real words that sound alike are told apart.

Run ``python -m benchmarks.confusions [--every N] [--most N] [--show]``. For each direction of
:data:`pipeline.spelling.confusions.CONFUSABLE` it puts the wrong word into clean articles of
``../shared/dev`` (or ``RATURE_DEV``), one in a paragraph, and counts how many are found, by the
thresholds of ``dictionaries/confusions.tsv``. Alarms are counted on the clean articles as they are
and on the sound genres; ``--show`` prints them, because most are slips of the text itself.
Precision is that of a text in which one such word in :data:`RATE` is wrong, all alarms counted as
false: a lower bound.
"""

import argparse
import json
import lzma
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dictionaries.builders import sources
from dictionaries.builders.spelling import read
from pipeline.spelling import confusions
from pipeline.spelling.confusions import Confusion
from pipeline.spelling.scan_segments import sentence_breaks
from pipeline.text.tokens import Token, tokenize

CLEAN = ("clean_news.jsonl", "clean_machine_translated.jsonl")

RATE = 200
"""One such word in so many is wrong in the text that precision is given for. In sound texts of the
development files one in some thousands is, in informal ones one in a hundred."""

Direction = tuple[str, str]


class Found(NamedTuple):
    """What is known about a direction."""

    injected: dict[str, list[float]]
    """By split, the scores of words put in wrongly; minus infinity where nothing was asked."""
    alarms: list[tuple[float, str]]
    """The scores of words that stand right, each with its place, the doubted ones alone."""
    right: int
    """How often what is meant stands in the sound texts."""


def scored(text: str, least: float) -> Iterator[tuple[Confusion, float, Sequence[Token]]]:
    """Yield the doubted places of a text with their scores."""
    tokens = tokenize(text)
    breaks = sentence_breaks(text, tokens)
    found = list(confusions.places(tokens, breaks, least))
    scores = confusions.weighed(tokens, breaks, found) if found else []
    for place, score in zip(found, scores, strict=True):
        if score is not None:
            yield place, score, tokens


def spoiled(text: str, chance: random.Random) -> Iterator[tuple[Direction, int, str]]:
    """Yield for each direction that a paragraph allows the place and the text with its error."""
    tokens = tokenize(text)
    found: dict[Direction, list[Confusion]] = defaultdict(list)
    for place in confusions.everywhere(tokens):
        found[place.direction].append(place)
    for (seen, meant), places in sorted(found.items()):
        place = chance.choice(places)
        start, end = tokens[place.first].start, tokens[place.last].end
        if not text[start:end].islower():
            continue
        wrong = "".join(k if k.endswith("'") else f"{k} " for k in place.meant).rstrip()
        yield (meant, seen), start, text[:start] + wrong + text[end:]


def injected(most: int) -> dict[Direction, dict[str, list[float]]]:
    """Return, by direction and split, the scores of words put in wrongly."""
    found: dict[Direction, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    chance = random.Random(1)
    for split in ("tune", "report"):
        lines = [
            line
            for name in CLEAN
            for row in read(name, split)
            for line in row["text"].splitlines()
            if 60 < len(line) < 600
        ]
        chance.shuffle(lines)
        for line in lines:
            for direction, start, wrong in spoiled(line, chance):
                scores = found[direction][split]
                if len(scores) >= most:
                    continue
                hits = [
                    score
                    for place, score, tokens in scored(wrong, confusions.CONFUSION_GAIN)
                    if place.direction == direction and tokens[place.first].start == start
                ]
                scores.append(hits[0] if hits else -math.inf)
    return found


def sound(every: int) -> Iterator[str]:
    """Yield every n-th of the clean articles and sound texts."""
    texts = [
        row["text"] for name in CLEAN for part in ("tune", "report") for row in read(name, part)
    ]
    for path in sorted((sources.development() / "sound").glob("*.jsonl.xz")):
        lines = lzma.decompress(path.read_bytes()).decode().splitlines()
        texts += [json.loads(line)["text"] for line in lines]
    yield from texts[::every]


def measured(every: int, most: int) -> tuple[dict[Direction, Found], int]:
    """Return what is known about each direction, and the number of sound words."""
    wrong = injected(most)
    alarms: dict[Direction, list[tuple[float, str]]] = defaultdict(list)
    right: dict[Direction, int] = defaultdict(int)
    words = 0
    for text in sound(every):
        words += len(text.split())
        tokens = tokenize(text)
        for place in confusions.everywhere(tokens):
            right[place.direction[::-1]] += 1
        for place, score, _ in scored(text, confusions.CONFUSION_GAIN):
            start, end = tokens[place.first].start, tokens[place.last].end
            around = f"{text[max(0, start - 60) : start]}[{text[start:end]}]{text[end : end + 50]}"
            alarms[place.direction].append((score, " ".join(around.split())))
    found = {d: Found(dict(wrong[d]), alarms[d], right[d]) for d in wrong}
    return found, words


def precision(found: Found, border: float) -> tuple[float, float, int]:
    """Return recall, precision and number of alarms of a direction at a threshold."""
    scores = [score for part in found.injected.values() for score in part]
    recall = sum(score >= border for score in scores) / max(1, len(scores))
    alarms = sum(score >= border for score, _ in found.alarms)
    hits = recall * found.right / RATE
    return recall, hits / max(1e-9, hits + alarms), alarms


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.confusions")
    parser.add_argument("--every", type=int, default=1, help="only every n-th sound text")
    parser.add_argument("--most", type=int, default=100, help="errors of a direction and split")
    parser.add_argument("--show", action="store_true", help="print the alarms, to be read")
    options = parser.parse_args(arguments)
    found, words = measured(options.every, options.most)
    print(f"{words} sound words; precision where one word in {RATE} is wrong")
    print(f"{'seen → meant':20} errors |  made recall precision alarms | shown recall alarms")
    for direction, one in sorted(found.items()):
        borders = confusions.borders().get(direction)
        if borders is None:
            continue
        recall, right, alarms = precision(one, borders.auto)
        shown, _, doubts = precision(one, borders.review)
        count = sum(map(len, one.injected.values()))
        print(
            f"{' → '.join(direction):20} {count:6} | {borders.auto:5} {recall:6.1%} {right:9.1%}"
            f" {alarms:6} | {borders.review:5} {shown:6.1%} {doubts:6}"
        )
        if options.show:
            for score, place in sorted(one.alarms, reverse=True):
                if score >= borders.review:
                    print(f"      {score:5.1f} {place}")


if __name__ == "__main__":
    main()
