"""The laws on what was made to break them: small baits of the benchmark, and their mixtures."""

import random

import hostile
import pytest

from benchmarks.scaling import BAITS, PROSE
from pipeline.edits import apply, invert
from pipeline.pipeline import Pipeline

SIZE = 400
"""Characters of a bait here: what comes of many is seen in the benchmark."""


def corpus():
    """Yield names and texts: each bait alone, behind prose, and 60 mixtures of three."""
    pieces = {name: bait(SIZE) for name, bait in BAITS.items()}
    pieces |= {f"hostile {name}": text for name, text in hostile.TEXTS.items()}
    for name, text in pieces.items():
        yield name, text
        yield f"{name}, behind prose", f"{PROSE}\n\n{text}\n\n{PROSE}"
    chance = random.Random(7)
    names = sorted(pieces)
    for number in range(60):
        chosen = chance.sample(names, 3)
        cut = [pieces[name][: chance.randrange(1, SIZE)] for name in chosen]
        yield f"mixture {number}: {', '.join(chosen)}", chance.choice(("", " ", "\n")).join(cut)


CORPUS = dict(corpus())
PIPELINE = Pipeline(context="off", typography=True)


@pytest.mark.parametrize("part", range(8))
def test_the_laws_hold(part):
    for name, text in list(CORPUS.items())[part::8]:
        result = PIPELINE.explain(text)
        assert apply(text, result.edits) == result.text, name
        assert apply(result.text, invert(result.edits)) == text, name
        again = PIPELINE.explain(result.text)
        assert again.text == result.text, name


def test_the_corpus_is_large():
    assert len(CORPUS) > 341
