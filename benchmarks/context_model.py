"""Measure the context model: lost words found, speed, time to load, memory, same input same output.

    python -m benchmarks.context_model [FOLDER] [--windows N] [--lost-words FILE]

The lost-word test (``../shared/context/holes.npz``) are windows of the development articles' report
part in which a spinner replaced a word: the rank of the lost word among all words lost in that
file, and among the homographs. ``report-damaged`` windows have the spinner's other substitutes in
them.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dictionaries.builders import sources
from pipeline.resources.context_model import ContextModel, Reading

LOST_WORDS = sources.HOME.parents[1] / "shared" / "context" / "holes.npz"

RANKS = (1, 3, 10, 50)


def rank(reading: Reading, at: int, gold: str, among: Sequence[str]) -> int:
    """Return the place of ``gold`` among the words ``among`` at a position, 1 for the best."""
    (own,) = reading.scores(at, [gold])
    assert own is not None
    return 1 + sum(score is not None and score > own for score in reading.scores(at, among))


def lost_word_test(model: ContextModel, file: Path, windows: int | None) -> None:
    """Print how often the lost word comes first, among three, ten and fifty."""
    tests = np.load(file)
    print(f"{'lost-word test':40} {'among':10} " + " ".join(f"{k:>5}" for k in RANKS))
    for name in (str(name) for name in tests["names"]):
        golds = [model.words[i] for i in tests[f"{name}.gold"]]
        lost = sorted(set(golds))
        found: dict[str, list[int]] = {"lost": [], "homographs": []}
        rows = zip(tests[f"{name}.ids"], tests[f"{name}.at"].tolist(), golds, strict=True)
        for ids, at, gold in list(rows)[:windows]:
            reading = model.read([model.words[i] for i in ids])
            found["lost"].append(rank(reading, at, gold, lost))
            found["homographs"].append(rank(reading, at, gold, model.homographs))
        for label, ranks in found.items():
            shares = [100 * sum(r <= k for r in ranks) / len(ranks) for k in RANKS]
            print(f"{name:40} {label:10} " + " ".join(f"{s:5.1f}" for s in shares), flush=True)


def speed(model: ContextModel) -> None:
    """Print keys a second on one thread, by the length of the window, each twentieth asked."""
    draws = random.Random(1)
    for length in (16, 32, 64, 128, 256):
        window = draws.choices(model.words[3:5000], k=length)
        times = []
        for _ in range(20):
            started = time.process_time()
            model.states(window, range(0, length, 20))
            times.append(time.process_time() - started)
        print(f"{length:4} keys: {length / sorted(times)[10]:8,.0f} keys/s of processor time")


def repeatable(model: ContextModel) -> None:
    """Check that windows give the same scores in another order and with other threads."""
    draws = random.Random(2)
    windows = [draws.choices(model.words[3:9000], k=draws.randint(5, 128)) for _ in range(60)]
    first = {i: model.read(window).states for i, window in enumerate(windows)}
    order = list(range(len(windows)))
    draws.shuffle(order)
    same = all((model.read(windows[i]).states == first[i]).all() for i in order)
    two = ContextModel(threads=2)
    threads = all((two.read(windows[i]).states == first[i]).all() for i in order)
    print(f"states the same bit for bit: in another order {same}, with two threads {threads}")


def main(arguments: list[str] | None = None) -> int:
    """Print the figures and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.context_model")
    parser.add_argument("folder", nargs="?", type=Path, help="of the model (default: shipped)")
    parser.add_argument("--windows", type=int, help="windows of each file (default: all)")
    parser.add_argument("--lost-words", type=Path, default=LOST_WORDS)
    options = parser.parse_args(arguments)
    before = _memory()
    started = time.perf_counter()
    model = ContextModel(options.folder)
    loaded = time.perf_counter() - started
    model.read(["<s>", "la", "bataille", "</s>"]).best(1, 3)
    print(f"loaded in {loaded:.2f} s, {_memory() - before} MB more memory after a first question")
    speed(model)
    if options.folder is None:
        repeatable(model)
    if options.lost_words.is_file():
        lost_word_test(model, options.lost_words, options.windows)
    else:
        print(f"no lost-word test: {options.lost_words} is missing")
    return 0


def _memory() -> int:
    """Return the most memory the process has used, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


if __name__ == "__main__":
    sys.exit(main())
