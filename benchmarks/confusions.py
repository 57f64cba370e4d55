"""Measure how well real words that sound alike are told apart, and set their thresholds.

Run ``python -m benchmarks.confusions [--fit] [--every N] [--most N] [--show]``. For each direction
of :data:`pipeline.spelling.confusions.CONFUSABLE` it puts the wrong word into clean articles of
``../shared/dev`` (or ``RATURE_DEV``), one in a paragraph, and counts how many are found. Alarms are
counted on the clean articles as they are and on the sound genres. Most words that raise one are
slips of the text: those that somebody read and called so (:mod:`benchmarks.judgements`) are no
alarms; ``--show`` prints all with their digests. Precision is that of a text in which one such word
in :data:`RATE` is wrong.

``--fit`` sets the thresholds on one half of the texts (the ``tune`` part of the articles, every
second text of a genre) and writes them to ``dictionaries/confusions.tsv`` with what the other half
shows. A direction whose precision is below :data:`LEAST_PRECISION` there, or that nothing measures
(:func:`evidence`), is never mended alone.
"""

import argparse
import json
import lzma
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from benchmarks.judgements import SLIP, sign, verdicts
from dictionaries.builders import sources
from dictionaries.builders.spelling import read
from pipeline.spelling import confusions
from pipeline.spelling.confusions import Confusion
from pipeline.spelling.scan_segments import sentence_breaks
from pipeline.stages.spelling.confusions import confusion_edit
from pipeline.text.tokens import Token, tokenize

CLEAN = ("clean_news.jsonl", "clean_machine_translated.jsonl")

RATE = 200
"""One such word in so many is wrong in the text that precision is given for. In sound texts of the
development files one in some thousands is, in informal ones one in a hundred."""

LEAST_PRECISION = 0.97
"""Precision on texts held out from which a direction is mended without asking."""

LEAST_ERRORS, LEAST_RIGHT = 10, 80
"""Errors put in, and right words of sound texts, that measure a direction."""

LEAST_SLIPS = 3
"""Slips of the texts, found and read, that measure a direction whose words are too rare for that:
*du* for *dû*, *sur* for *sûr*."""

STEPS = tuple(n / 2 for n in range(12, 29))
"""Scores that may be thresholds; the first one is that of proposals."""

MARGIN = 0.5
"""How far above the last alarm of the texts that thresholds are set on a threshold lies."""

SPLITS = ("tune", "report")

Direction = tuple[str, str]


class Found(NamedTuple):
    """What is known about a direction from one half of the texts."""

    injected: list[float]
    """The scores of words put in wrongly; minus infinity where nothing was asked."""
    alarms: list[tuple[float, str, bool]]
    """The doubted words of sound texts: the score, the place, and whether it is a slip."""
    right: int
    """How often what is meant stands in the sound texts."""


def scored(text: str, least: float) -> Iterator[tuple[Confusion, float, Sequence[Token]]]:
    """Yield the doubted places of a text with their scores."""
    tokens = tokenize(text)
    breaks = sentence_breaks(text, tokens)
    found = list(confusions.places(tokens, breaks, least))
    scores = confusions.gains(tokens, breaks, found) if found else []
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
    for split in SPLITS:
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


def sound(every: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every n-th of the clean articles and sound texts: half that it is of, genre, row."""
    for name in CLEAN:
        for split in SPLITS:
            for row in read(name, split)[::every]:
                yield split, name.partition(".")[0], row
    for path in sorted((sources.development() / "sound").glob("*.jsonl.xz")):
        lines = lzma.decompress(path.read_bytes()).decode().splitlines()
        for number, line in enumerate(lines[::every]):
            yield SPLITS[number % 2], path.name.partition(".")[0], json.loads(line)


def measured(every: int, most: int) -> tuple[dict[str, dict[Direction, Found]], dict[str, int]]:
    """Return what each half of the texts says about each direction, and its number of words."""
    wrong = injected(most)
    found = {split: {d: Found(wrong[d][split], [], 0) for d in wrong} for split in SPLITS}
    words = dict.fromkeys(SPLITS, 0)
    for split, genre, row in sound(every):
        text, half = row["text"], found[split]
        words[split] += len(text.split())
        for place in confusions.everywhere(tokenize(text)):
            if (one := half.get(place.direction[::-1])) is not None:
                half[place.direction[::-1]] = one._replace(right=one.right + 1)
        for place, score, tokens in scored(text, confusions.CONFUSION_GAIN):
            if place.direction in half:
                edit = confusion_edit(text, tokens, place, sure=True)
                digest = sign(genre, row, edit)
                left, right = text[max(0, edit.start - 60) : edit.start], text[edit.end :][:50]
                around = " ".join(f"{digest} {left}[{edit.before}]{right}".split())
                is_slip = verdicts().get(digest) == SLIP
                half[place.direction].alarms.append((score, around, is_slip))
    return found, words


class Row(NamedTuple):
    """How a direction does at a threshold: recall and precision, 0 to 1, and its alarms."""

    recall: float
    precision: float
    alarms: int


def measures(found: Found, least: float) -> Row:
    """Return recall, precision and number of alarms of a direction at a threshold."""
    recall = sum(score >= least for score in found.injected) / max(1, len(found.injected))
    alarms = sum(score >= least and not is_slip for score, _, is_slip in found.alarms)
    hits = recall * found.right / RATE
    return Row(recall, hits / max(1e-9, hits + alarms), alarms)


def threshold(found: Found) -> float:
    """Return the lowest threshold that keeps a margin to every alarm."""
    last = max((score for score, _, is_slip in found.alarms if not is_slip), default=-math.inf)
    return next((step for step in STEPS if step >= max(LEAST_AUTO, last + MARGIN)), math.inf)


LEAST_AUTO = 9.0
"""Lowest threshold of a direction: participles in quotation marks have 8.5."""


def evidence(found: Found, other: Found) -> str:
    """Return what measures a direction: ``errors`` put in, ``slips`` that were read, or ``no``.

    Slips of the ``other`` half count too: no threshold is set on slips.
    """
    if len(found.injected) >= LEAST_ERRORS and found.right >= LEAST_RIGHT:
        return "errors"
    both = (*found.alarms, *other.alarms)
    alarms = [is_slip for score, _, is_slip in both if score >= LEAST_AUTO]
    return "slips" if len(alarms) >= LEAST_SLIPS and all(alarms) else "no"


def table(found: dict[str, dict[Direction, Found]]) -> Iterator[tuple[Direction, float, Row]]:
    """Yield each direction, its threshold (infinite where it is off), what the other half shows."""
    tune, report = (found[split] for split in SPLITS)
    for direction in sorted(report):
        one = report[direction]
        least = threshold(tune[direction])
        row = measures(one, least if least < math.inf else STEPS[-1])
        sort = evidence(one, tune[direction])
        if sort == "no" or (sort == "errors" and row.precision < LEAST_PRECISION):
            least = math.inf
        yield direction, least, row


def write(found: dict[str, dict[Direction, Found]]) -> None:
    """Write the thresholds with what the texts held out show."""
    lines = ["\t".join(HEADER)]
    for direction, least, row in table(found):
        one = found["report"][direction]
        cells = (
            *direction,
            str(STEPS[0]),
            str(least),
            f"{row.recall:.2f}",
            f"{row.precision:.3f}",
            str(row.alarms),
            str(len(one.injected)),
            str(one.right),
            evidence(one, found["tune"][direction]),
        )
        lines.append("\t".join(cells))
    path = sources.HOME / confusions.CONFUSIONS
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


HEADER = tuple("seen meant review auto recall precision alarms errors right measured".split())
"""Columns of the table; what follows the thresholds is of the texts held out."""


def main(arguments: list[str] | None = None) -> None:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.confusions")
    parser.add_argument("--fit", action="store_true", help="set the thresholds and write them")
    parser.add_argument("--every", type=int, default=1, help="only every n-th sound text")
    parser.add_argument("--most", type=int, default=100, help="errors of a direction and split")
    parser.add_argument("--show", action="store_true", help="print the alarms, to be read")
    options = parser.parse_args(arguments)
    found, words = measured(options.every, options.most)
    if options.fit:
        write(found)
    print(
        f"thresholds set on {words['tune']} sound words, measured on {words['report']} others;"
        f" precision where one word in {RATE} is wrong"
    )
    print(f"{'seen → meant':20} errors  right | made recall precision alarms | shown recall alarms")
    for direction, least, row in table(found):
        one = found["report"][direction]
        shown = measures(one, STEPS[0])
        print(
            f"{' → '.join(direction):20} {len(one.injected):6} {one.right:6} | {least:4}"
            f" {row.recall:6.1%} {row.precision:9.1%} {row.alarms:6} |"
            f" {shown.recall:6.1%} {shown.alarms:6}"
        )
        if options.show:
            for split in SPLITS:
                for score, place, is_slip in sorted(found[split][direction].alarms, reverse=True):
                    if score >= STEPS[0]:
                        print(f"      {split} {score:5.1f} {'slip ' if is_slip else ''}{place}")


if __name__ == "__main__":
    main()
