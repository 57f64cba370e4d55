"""Build ``letters.bin``: the six-gram model of letters that bad scans are read with, for KenLM.

Novels of 1840 to 1920 are what old scans read like. The same corpus gives the same bytes.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from dictionaries.builders import sources
from dictionaries.builders.language_model import CREDITS, KENLM, write_binary
from dictionaries.builders.lm_corpora import END, SPECIAL, START, corpora_home, lines
from dictionaries.builders.lm_kneser_ney import at_least, estimate
from dictionaries.builders.lm_mixture import prune
from pipeline.resources.character_model import CHARACTER_MODEL_FILE, LETTERS, ORDER, SPACE, plain

CORPUS = "eltec"

LEAST = (0, 1, 1, 2, 3, 4)
"""Times that stretches of one to six letters must have been seen."""

THRESHOLD = 1.0
"""Loss of entropy per byte, over all of the corpus, below which a stretch goes."""


def build(folder: Path) -> Iterable[sources.Entry]:
    """Train the model and write it into ``folder``."""
    symbols = (*SPECIAL, SPACE, *LETTERS)
    numbers = np.zeros(0x200, dtype=np.int32)
    for number, letter in enumerate(symbols[len(SPECIAL) :], start=len(SPECIAL)):
        numbers[ord(" " if letter == SPACE else letter)] = number
    found = [text for line in lines(CORPUS) if (text := plain(line).strip())]
    points = np.frombuffer("\n".join([*found, ""]).encode("utf-32-le"), dtype=np.uint32)
    ends = np.nonzero(points == ord("\n"))[0]
    stream = numbers[points]
    stream[ends] = END
    stream = np.insert(stream, np.concatenate([[0], ends[:-1] + 1]), START)
    model = prune(at_least(estimate(stream, len(symbols), ORDER), LEAST), THRESHOLD)
    path = folder / CHARACTER_MODEL_FILE
    write_binary(model, symbols, 1, path)
    credit, licence = CREDITS[CORPUS]
    seal = sources.digest(corpora_home() / f"{CORPUS}.txt.xz")
    used = [KENLM, sources.Source(credit, "corpus", "", licence, seal)]
    rows = sum(len(level) for level in model.levels)
    yield sources.entry(path, "letters", licence, rows, used)
