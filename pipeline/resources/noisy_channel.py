"""How likely a word is to be seen as another one: the channel of typing and that of scanning.

Start reading from :func:`cost`. A cost is minus the decimal logarithm of a probability. The table
``spelling.channel.tsv`` holds what was counted on misread and mistyped words (*rn* read for *m*,
*e* typed for *é*). A confusion that it lacks costs what its kind costs (:data:`DEFAULT_COSTS`).
Blocks of up to :data:`LONGEST_BLOCK` letters are confused as one.
"""

from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.resources import data

CONFUSIONS_TABLE = "spelling.channel.tsv"
CONFUSIONS_HEADER = "meant\tseen\ttyped\tscanned"

LONGEST_BLOCK = 2
"""Letters of the longest block: *m* and *rn*, *cl* and *d*."""

KEYBOARD = ("azertyuiop", "qsdfghjklm", "wxcvbn")
"""The rows of a French keyboard."""

_MARKS = str.maketrans("àâäáãçéèêëîïíìôöóòùûüúÿñſ", "aaaaaceeeeiiiioooouuuuyns")


class Costs(NamedTuple):
    """The costs of a confusion in the two channels: typing and scanning."""

    typed: float
    scanned: float


DEFAULT_COSTS = {
    "accent": Costs(2.2, 3.0),
    "double": Costs(2.5, 4.0),
    "swap": Costs(2.8, 4.5),
    "near": Costs(3.4, 4.0),
    "insert": Costs(3.6, 4.0),
    "delete": Costs(3.2, 4.0),
    "other": Costs(4.2, 4.0),
}
"""Costs of confusions too rare to be counted, by kind, rounded from the counts of the builder."""


def bare(word: str) -> str:
    """Return a lower-case word without accents and ligatures.

    >>> bare("bénédictins"), bare("cœur")
    ('benedictins', 'coeur')
    """
    if word.isascii():
        return word
    return word.translate(_MARKS).replace("œ", "oe").replace("æ", "ae")


@cache
def _neighbours() -> frozenset[tuple[str, str]]:
    """Return pairs of keys that touch one another."""
    places = {key: (x, y) for y, row in enumerate(KEYBOARD) for x, key in enumerate(row)}
    return frozenset(
        (a, b)
        for a, (x, y) in places.items()
        for b, (u, v) in places.items()
        if a != b and abs(x - u) <= 1 and abs(y - v) <= 1
    )


def kind(meant: str, seen: str) -> str:
    """Return the kind of a confusion of two blocks: a key of :data:`DEFAULT_COSTS`.

    It is empty when no single slip turns the one into the other.
    """
    if bare(meant) == bare(seen):
        return "accent"
    if len(meant) == len(seen) == 2:
        return "swap" if meant == seen[::-1] else ""
    if len(meant) > 1 or len(seen) > 1:
        short, long = sorted((meant, seen), key=len)
        return "double" if long == 2 * short else ""
    if not meant:
        return "insert"
    if not seen:
        return "delete"
    return "near" if (bare(meant), bare(seen)) in _neighbours() else "other"


@cache
def confusion_costs() -> dict[tuple[str, str], Costs]:
    """Return the costs of the confusions that were counted, by what was meant and what is seen."""
    with data.opening(CONFUSIONS_TABLE):
        return {
            (meant, seen): Costs(float(typed), float(scanned))
            for meant, seen, typed, scanned in data.table(CONFUSIONS_TABLE, 4)
        }


@cache
def confusions() -> tuple[tuple[str, str], ...]:
    """Return the pairs (meant, seen) of the table in which two letters take part on a side."""
    return tuple(
        (meant, seen)
        for meant, seen in confusion_costs()
        if seen and bare(meant) != bare(seen) and 2 in (len(meant), len(seen)) and meant
    )


_FREQUENT_COST = 3.2
"""Cost up to which a scanned confusion is tried on French words too."""


@cache
def scanned() -> tuple[tuple[str, str], ...]:
    """Return the pairs (meant, seen) that scans often confuse, accents apart."""
    return tuple(
        (meant, seen)
        for (meant, seen), costs in confusion_costs().items()
        if seen and bare(meant) != bare(seen) and costs.scanned <= _FREQUENT_COST
    )


@lru_cache(1 << 14)
def _step(meant: str, seen: str) -> Costs | None:
    """Return the costs of one confusion of two blocks, ``None`` when there is none."""
    if found := confusion_costs().get((meant, seen)):
        return found
    slip = kind(meant, seen)
    return DEFAULT_COSTS[slip] if slip else None


@lru_cache(1 << 14)
def cost(meant: str, seen: str) -> Costs:
    """Return what it costs to see ``seen`` where ``meant`` was written, both in lower case.

    The cheapest way through the blocks counts, for each channel by itself.
    """
    first = 0
    while first < len(meant) and first < len(seen) and meant[first] == seen[first]:
        first += 1
    last = 0
    limit = min(len(meant), len(seen)) - first
    while last < limit and meant[-1 - last] == seen[-1 - last]:
        last += 1
    # One letter of agreement on either side stays: *rn* for *m* in « rner » shares no letter,
    # but a doubled letter is only seen beside its twin.
    first, last = max(0, first - 1), max(0, last - 1)
    return _walk(meant[first : len(meant) - last], seen[first : len(seen) - last])


def _walk(meant: str, seen: str) -> Costs:
    """Return the costs of the cheapest ways through two words (dynamic programming)."""
    far = 99.0
    columns = len(seen) + 1
    typed = [[far] * columns for _ in range(len(meant) + 1)]
    scanned = [[far] * columns for _ in range(len(meant) + 1)]
    typed[0][0] = scanned[0][0] = 0.0
    for i in range(len(meant) + 1):
        for j in range(columns):
            best_typed, best_scanned = typed[i][j], scanned[i][j]
            if i and j and meant[i - 1] == seen[j - 1]:
                best_typed = min(best_typed, typed[i - 1][j - 1])
                best_scanned = min(best_scanned, scanned[i - 1][j - 1])
            for a in range(min(i, LONGEST_BLOCK) + 1):
                for b in range(min(j, LONGEST_BLOCK) + 1):
                    if not a and not b:
                        continue
                    before_typed, before_scanned = typed[i - a][j - b], scanned[i - a][j - b]
                    if before_typed >= best_typed and before_scanned >= best_scanned:
                        continue
                    if (step := _step(meant[i - a : i], seen[j - b : j])) is not None:
                        best_typed = min(best_typed, before_typed + step.typed)
                        best_scanned = min(best_scanned, before_scanned + step.scanned)
            typed[i][j], scanned[i][j] = best_typed, best_scanned
    return Costs(round(typed[-1][-1], 3), round(scanned[-1][-1], 3))
