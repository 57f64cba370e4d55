"""Ask the context model about the places of a dump that were kept, and find the spinner's pairs.

Start reading from :func:`found_pairs`, which ``rature learn`` calls when the dump is read. At most
:data:`MOST_PLACES` places of a substitute are kept, those with the smallest digests, so that the
same places are asked about whatever the order, the shards and the workers.
"""

import multiprocessing
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import exp

from pipeline.batch.dump_counts import WORD
from pipeline.restoration.dump_model import Head, Key, SubstituteCounts
from pipeline.restoration.dump_places import unpacked
from pipeline.restoration.spinner_pairs import Answer, Asked, ask, distinct, expected

MOST_PLACES = 40
"""Places of a substitute that are asked about, at most."""

FIRST_PLACES = 8
"""Places that are asked about first: the others only if not all of these are sound."""

SOUND = exp(-4.0)
"""How far behind the best word what stands there may be in a sound place."""

MIN_READING = 100
"""A reading with fewer counts, in thousandths of a place, is not written to the model."""

MOST_SUBSTITUTES = 20_000
"""Substitutes that are asked about, those with most places: it bounds the memory and the time."""

Packed = tuple[str, Sequence[str], frozenset[str] | None]
"""A substitute with its kind, its packed places, and the only sources of pairs to guess by."""


def smallest(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the rows of a substitute and a digest with its place that may be asked about."""
    by_key: dict[str, list[str]] = {}
    for key, told in rows:
        by_key.setdefault(key, []).append(told)
    for key, found in by_key.items():
        yield from ((key, told) for told in sorted(found)[:MOST_PLACES])


def create(database: sqlite3.Connection) -> None:
    """Create the table of places."""
    database.execute(
        "CREATE TABLE places (a TEXT, digest TEXT, place TEXT, PRIMARY KEY (a, digest))"
        " WITHOUT ROWID"
    )


def add(database: sqlite3.Connection, rows: Iterable[tuple[str, str]]) -> None:
    """Add places, of which the smallest digests of each substitute stay; copies count once."""
    changed = set()
    for key, told in rows:
        digest, _, place = told.partition("\t")
        database.execute(
            "INSERT INTO places VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
            " SET place = min(place, excluded.place)",
            (key, digest, place),
        )
        changed.add(key)
    for key in changed:
        database.execute(
            "DELETE FROM places WHERE a = ? AND digest > (SELECT digest FROM places"
            " WHERE a = ? ORDER BY digest LIMIT 1 OFFSET ?)",
            (key, key, MOST_PLACES - 1),
        )


def found_pairs(
    database: sqlite3.Connection,
    workers: int,
    show: Callable[[float], None],
    sources: frozenset[str] | None = None,
) -> tuple[dict[Key, SubstituteCounts], dict[str, Head]]:
    """Return what the substitutes of the dump are read as, and how often each word is struck.

    ``show`` is told the share of the substitutes that is asked about; ``sources`` are the only
    sources of pairs to guess by.
    """
    many = "SELECT a FROM places GROUP BY a ORDER BY count(*) DESC, a LIMIT ?"
    keys = [key for (key,) in database.execute(many, (MOST_SUBSTITUTES,))]
    of_key = "SELECT digest, place FROM places WHERE a = ? ORDER BY digest"
    sizes: dict[str, int] = {}

    def packed(key: str) -> tuple[str, list[str]]:
        rows = database.execute(of_key, (key,)).fetchall()
        sizes[key] = distinct([digest for digest, _ in rows], MOST_PLACES)
        return key, [place for _, place in rows]

    asked: dict[Key, Asked] = {}
    with _mapped(min(workers, len(keys))) as mapped:
        for first in range(0, len(keys), BATCH):
            some: list[Packed] = [(*packed(key), sources) for key in keys[first : first + BATCH]]
            for key, answers in mapped(some):
                kind, _, phrase = key.partition("\t")
                asked[kind, phrase] = Asked(tuple(answers), sizes[key])
            show(min(1.0, (first + BATCH) / len(keys)))
    words = {word for one in asked.values() for _, answer in one.answers for word in answer.words}
    held = "SELECT n FROM counts WHERE kind = ? AND a = ? AND b = ''"
    rows = ((w, database.execute(held, (WORD, w)).fetchone()) for w in sorted(words))
    return expected(asked, {word: row[0] for word, row in rows if row}, sources)


def of_several_places(found: Mapping[Key, SubstituteCounts]) -> dict[Key, SubstituteCounts]:
    """Return the substitutes of several places, without readings that hardly any place has."""
    return {
        key: SubstituteCounts(one.places, {w: n for w, n in one.read.items() if n >= MIN_READING})
        for key, one in found.items()
        if one.places > 1
    }


def _answers(packed: Packed) -> tuple[str, list[tuple[int, Answer]]]:
    """Return what the context model says of the places of a substitute, with their articles."""
    key, lines, sources = packed
    found: list[tuple[int, Answer]] = []
    for line in lines:
        if len(found) == FIRST_PLACES and all(_is_sound(answer) for _, answer in found):
            break
        article, place = unpacked(line)
        found.append((article, ask(place, sources)))
    return key, found


def _is_sound(answer: Answer) -> bool:
    return answer.stands >= SOUND * max(answer.fits, default=0.0)


Answered = tuple[str, list[tuple[int, Answer]]]


@contextmanager
def _mapped(workers: int) -> Iterator[Callable[[Sequence[Packed]], Iterable[Answered]]]:
    """Give a function that asks in order, by several processes where there are ``workers``."""
    if workers < 2:
        yield lambda some: map(_answers, some)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield lambda some: pool.map(_answers, some, chunksize=CHUNK)


BATCH, CHUNK = 256, 8
"""Substitutes whose places are read at a time, and those that a worker is given at a time."""
