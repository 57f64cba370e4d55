"""Spin French as an English spinner does: it knows spelling only, and takes French for English.

Start reading from :func:`spin`. The dictionaries ``words.tsv`` (synonyms word for word) and
``phrases.tsv`` (a style that likes phrases) hold a word and its substitutes, parted by ``|``.
"""

import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dictionaries.builders import spinning
from dictionaries.builders.spinning import Mode

HERE = Path(__file__).parent

SHARE = 0.04
"""Words of an article that are replaced, at most."""


class Damage(NamedTuple):
    """A stretch of a text that is to read ``after``, and the ``kind`` of its damage."""

    start: int
    end: int
    after: str
    kind: str


@cache
def dictionary(style: str) -> Mapping[str, tuple[str, ...]]:
    """Return the substitutes of each word."""
    rows = (HERE / f"{style}.tsv").read_text("utf-8").splitlines()
    parts = (row.partition("\t") for row in rows)
    return {word: tuple(substitutes.split("|")) for word, _, substitutes in parts}


def spin(text: str, style: str, mode: Mode, seed: str) -> list[tuple[Damage, str]]:
    """Return what a spinner replaces, each with its substitute, in text order."""
    struck = spinning.spin(text, dictionary(style), mode, SHARE, random.Random(seed))
    return [(Damage(one.start, one.end, one.word, "leak"), one.substitute) for one in struck]
