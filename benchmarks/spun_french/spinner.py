"""Spin French as an English spinner does: it knows spelling only, and takes French for English.

Start reading from :func:`spin`. The dictionaries ``words.tsv`` (synonyms word for word) and
``phrases.tsv`` (a style that likes phrases) hold a word and its substitutes, parted by ``|``.
"""

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

HERE = Path(__file__).parent

Mode = Literal["article", "occurrence", "pieces"]
"""How a spinner draws: one substitute for a word in the whole article, sparing no occurrence; anew
each time; the same, by a spinner for which an accented letter ends a word."""

SHARE = 0.04
"""Words of an article that are replaced, at most."""

_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"[A-Za-z]+")

T = TypeVar("T")


class Damage(NamedTuple):
    """A stretch of a text that is to read ``after``, and the ``kind`` of its damage."""

    start: int
    end: int
    after: str
    kind: str


def drawn(chance: random.Random, options: Sequence[T]) -> T:
    """Return one of the options; the same in every version of Python, unlike ``choice``."""
    return options[int(chance.random() * len(options))]


def shuffled(chance: random.Random, options: Sequence[T]) -> list[T]:
    """Return the options in a drawn order."""
    drawn_order = sorted((chance.random(), number) for number in range(len(options)))
    return [options[number] for _, number in drawn_order]


@cache
def dictionary(style: str) -> Mapping[str, tuple[str, ...]]:
    """Return the substitutes of each word."""
    rows = (HERE / f"{style}.tsv").read_text("utf-8").splitlines()
    parts = (row.partition("\t") for row in rows)
    return {word: tuple(substitutes.split("|")) for word, _, substitutes in parts}


def spin(text: str, style: str, mode: Mode, seed: str) -> list[tuple[Damage, str]]:
    """Return what a spinner replaces, each with its substitute, in text order.

    A word in capitals is left alone; a substitute takes a capital first letter over.
    """
    known = dictionary(style)
    chance = random.Random(seed)
    pattern = _PIECE if mode == "pieces" else _WORD
    spots = [m for m in pattern.finditer(text) if m[0].lower() in known and not m[0][1:].isupper()]
    budget = SHARE * len(text.split())
    fixed: dict[str, str] = {}
    if mode == "article":
        for form in shuffled(chance, sorted({spot[0] for spot in spots})):
            count = sum(spot[0] == form for spot in spots)
            if count <= budget:
                fixed[form] = drawn(chance, known[form.lower()])
                budget -= count
        spots = [spot for spot in spots if spot[0] in fixed]
    else:
        kept = min(0.9, budget / max(1, len(spots)))
        spots = [spot for spot in spots if chance.random() < kept]
    found = []
    for spot in spots:
        word = spot[0]
        substitute = fixed.get(word) or drawn(chance, known[word.lower()])
        if word[0].isupper():
            substitute = substitute[0].upper() + substitute[1:]
        found.append((Damage(*spot.span(), word, "leak"), substitute))
    return found
