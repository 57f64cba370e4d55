"""Cut a text into windows of whole sentences for the context model.

A window holds the keys of neighbouring sentences, each suspect read as its best reading so far.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from pipeline.resources.context_model import UNKNOWN
from pipeline.resources.language_model import END, START
from pipeline.restoration.detection import Suspect
from pipeline.text.analysis import AnalyzedText, keys_of

WINDOW = 128
"""Keys of a window, with boundaries of sentences. Longer ones fit no better and cost more a key."""


class Window(NamedTuple):
    """Keys of neighbouring sentences, and where in them each suspect stands, by its number."""

    keys: tuple[str, ...]
    places: Mapping[int, int]


def passages(
    analyzed: AnalyzedText, suspects: Sequence[Suspect], asked: Sequence[int] | None = None
) -> list[list[tuple[int, int]]]:
    """Return the token ranges of the sentences of each window, in order, as many as fit.

    Windows depend on the sentences alone, so that a text is read in the same ones before and after
    it was mended; given the first tokens ``asked`` about, only sentences with one of them are read.
    A sentence longer than a window is cut up, but no suspect.
    """
    found: list[list[tuple[int, int]]] = []
    room = 0
    inside = {n for suspect in suspects for n in range(suspect.first + 1, suspect.last)}
    for sentence in analyzed.sentences:
        for piece in _pieces(sentence, inside):
            if asked is not None and not _has(asked, piece):
                continue
            if _size(piece) > room:
                found.append([])
                room = WINDOW
            found[-1].append(piece)
            room -= _size(piece)
    return found


def _has(asked: Sequence[int], piece: tuple[int, int]) -> bool:
    return bisect_left(asked, piece[0]) < bisect_left(asked, piece[1])


def _size(piece: tuple[int, int]) -> int:
    return piece[1] - piece[0] + 2


def _pieces(sentence: tuple[int, int], inside: Set[int]) -> Iterator[tuple[int, int]]:
    """Yield a sentence, in pieces when it is longer than a window, cut at no token ``inside``."""
    first, last = sentence
    while last - first > WINDOW - 2:
        cut = first + WINDOW - 2
        while cut in inside:
            cut -= 1
        yield first, cut
        first = cut
    yield first, last


def within(suspects: Sequence[Suspect], pieces: Sequence[tuple[int, int]]) -> list[int]:
    """Return the numbers of the suspects, which are in order, that lie in a window."""
    first, last = pieces[0][0], pieces[-1][1]
    low = bisect_left(suspects, first, key=lambda suspect: suspect.first)
    high = bisect_left(suspects, last, lo=low, key=lambda suspect: suspect.first)
    return [n for n in range(low, high) if suspects[n].last <= last]


def window(
    analyzed: AnalyzedText,
    pieces: Sequence[tuple[int, int]],
    suspects: Sequence[Suspect],
    reads: Sequence[str],
) -> Window:
    """Return the keys of a window, its suspects read as ``reads`` says (empty: as they stand)."""
    keys: list[str] = []
    places: dict[int, int] = {}
    inside = {suspects[n].first: n for n in within(suspects, pieces)}
    for start, stop in pieces:
        keys.append(START)
        n = start
        while n < stop:
            number = inside.get(n)
            if number is None:
                if analyzed.tokens[n].key:
                    keys.append(analyzed.tokens[n].key)
                n += 1
                continue
            suspect, places[number] = suspects[number], len(keys)
            if reads[number] == UNKNOWN:
                keys.append(UNKNOWN)
            elif reads[number]:
                *more, key = keys_of(reads[number])
                keys += (*more, key + suspect.tail)
            else:
                keys += [t.key for t in analyzed.tokens[suspect.first : suspect.last] if t.key] or [
                    UNKNOWN
                ]
            n = suspect.last
        keys.append(END)
    return Window(tuple(keys), places)


def window_of(
    analyzed: AnalyzedText, suspects: Sequence[Suspect], reads: Sequence[str], number: int
) -> Window:
    """Return the sentence of one suspect, the others read as ``reads`` says."""
    first = suspects[number].first
    inside = {n for s in suspects for n in range(s.first + 1, s.last)}
    for piece in _pieces(analyzed.sentence(first), inside):
        if piece[0] <= first < piece[1]:
            return window(analyzed, [piece], suspects, reads)
    raise ValueError("no sentence holds the suspect")
