"""Measure the word vectors: ``python -m benchmarks.vectors``.

In each gap of spun text, all words that were lost in that half of the file compete for the place
between its true neighbours: by the language model alone, then with the vectors as well. Their
weight is fitted on the ``tune`` part of the file. Neighbours that were damaged too are no context.
"""

import math
import time
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.language_model import rows, share
from pipeline.resources import vectors
from pipeline.resources.language_model import model
from pipeline.text.analysis import analyze

FILES = ("spin_news", "spin_machine_translated")

# What the vectors' natural logarithms are multiplied by, to be added to the model's decimal ones.
WEIGHTS = [n / 10 for n in range(41)]


class Gap(NamedTuple):
    """A place where a spinner struck.

    It has the keys around it, the lost ones, the apostrophe or hyphen that ties them to what was
    not struck, and the keys of its wider context.
    """

    left: list[str]
    lost: tuple[str, ...]
    right: list[str]
    tail: str
    context: list[str]


class Scores(NamedTuple):
    """What all options get in one gap, and the number of the true one."""

    model: list[float]
    topic: list[float]
    true: int


def gaps(name: str, split: str) -> Iterator[Gap]:
    """Yield the gaps of a file whose lost words lie in one sentence."""
    for row in rows(name, split):
        analyzed = analyze(row["text"])
        spans = []
        shift = 0
        for edit in sorted(row["edits"], key=lambda edit: int(edit["start"])):
            start = edit["start"] + shift
            stop = start + len(edit["after"])
            shift += len(edit["after"]) - (edit["end"] - edit["start"])
            first = last = analyzed.at(start)
            while first and analyzed.tokens[first - 1].end > start:
                first -= 1
            while last < len(analyzed.tokens) and analyzed.tokens[last].start < stop:
                last += 1
            spans.append((first, last, edit["after"]))
        damaged = {i for first, last, _ in spans for i in range(first, last)}
        keyed = [i for i, token in enumerate(analyzed.tokens) if token.key]
        for first, last, after in spans:
            lost = [token.key for token in analyzed.tokens[first:last] if token.key]
            if not lost or last > analyzed.sentence(first)[1]:
                continue
            end = lost[-1][-1]
            tail = end if end in "-'" and after[-1] not in "-'’" else ""
            lost[-1] = lost[-1].removesuffix(tail)
            before = [i for i in keyed if i < first][-vectors.TOPIC_REACH :]
            behind = [i for i in keyed if i >= last][: vectors.TOPIC_REACH]
            near = [analyzed.tokens[i].key for i in before + behind if i not in damaged]
            yield Gap(analyzed.left(first, {}), tuple(lost), analyzed.right(last, {}), tail, near)


def scores(name: str, split: str) -> tuple[list[Scores], float, float]:
    """Return what each option gets in each gap, and the microseconds of a topic and of a fit."""
    found = list(gaps(name, split))
    inventory = sorted({gap.lost for gap in found})
    words = [" ".join(option) for option in inventory]
    for word in words:
        vectors.topic(()).fit(word)
    result = []
    gathering = fitting = 0.0
    for gap in found:
        options = [(*option[:-1], option[-1] + gap.tail) for option in inventory]
        base = model().options(gap.left, options, gap.right)
        vectors.topic(gap.context)  # as in a text, where each word is met many times
        started = time.perf_counter()
        topic = vectors.topic(gap.context)
        gathered = time.perf_counter()
        fits = [topic.fit(word) for word in words]
        fitting += time.perf_counter() - gathered
        gathering += gathered - started
        result.append(Scores(base, fits, inventory.index(gap.lost)))
    number = len(found)
    return result, 1e6 * gathering / number, 1e6 * fitting / number / len(inventory)


def ranks(found: list[Scores], weight: float) -> list[int]:
    """Return the rank of the true option in each gap."""
    result = []
    for gap in found:
        totals = [a + weight * b for a, b in zip(gap.model, gap.topic, strict=True)]
        true = totals[gap.true]
        result.append(sum(total > true for total in totals) + 1)
    return result


def gain(found: list[Scores], weight: float) -> float:
    """Return the mean of the reciprocal ranks."""
    return math.fsum(1 / rank for rank in ranks(found, weight)) / len(found)


def main() -> None:
    """Print the figures."""
    for name in FILES:
        tune, gathering, fitting = scores(name, "tune")
        weight = max(WEIGHTS, key=lambda weight: gain(tune, weight))
        print(f"{name}: weight {weight}; a topic {gathering:.1f} µs, a fit {fitting:.2f} µs")
        for split in ("tune", "report"):
            found = tune if split == "tune" else scores(name, split)[0]
            for label, value in (("model alone", 0.0), ("with vectors", weight)):
                ranked = ranks(found, value)
                figures = ", ".join(
                    f"within {within} {share(ranked, within)}" for within in (1, 3, 10)
                )
                print(f"  {split}, {len(found)} gaps, {label}: {figures}")


if __name__ == "__main__":
    main()
