"""Edits of one pass that rely on text which another of them replaces: one waits.

Start reading from :func:`uncontended`. :func:`pipeline.edits.choose` sees to edits that overlap.
Others spoil one another without a common character: *publi&#233;* is *publié*, and so it is when
one rule decodes the entity, or when another one completes *publi*; when both do, it is *publiéé*.
An edit relies on what it read, and each rule says how far it reads
(:data:`pipeline.rules.Reach`): a decoding no further than its span, the other rules the words that
they touch, and those that count what a text has lost the whole text. Edits of one rule were found
together and do not contend; nor do those of a group, nor decodings.
"""

import re
from collections.abc import Callable, Sequence

from pipeline.edits import Edit
from pipeline.rules import Reach

_SPACE = re.compile(r"\s")
_WIDTH: dict[Reach, int] = {"span": 0, "word": 1, "text": 2}


def uncontended(
    text: str, edits: Sequence[Edit], made: frozenset[Edit], reads: Callable[[Edit], Reach]
) -> tuple[Edit, ...]:
    """Return those of ``edits`` that rely on nothing which another one of them replaces.

    ``edits`` are of one pass over ``text``, in order, and do not overlap (:func:`choose`); ``made``
    are those that are sure enough to be made. Where two contend, these come before the others, an
    edit that reads less before one that reads more, and a likely one before an unlikely one. So
    the first of those to be made is always among what is returned. A group stays or goes whole.
    """
    if len({edit.rule for edit in edits}) < 2:
        return tuple(edits)
    places = _places(text, edits)
    units: dict[str | Edit, list[Edit]] = {}
    for edit in edits:
        units.setdefault(edit if edit.group is None else edit.group, []).append(edit)

    def rank(unit: list[Edit]) -> tuple[bool, int, float, int]:
        return (
            not made.issuperset(unit),
            max(_WIDTH[reads(edit)] for edit in unit),
            -min(edit.confidence for edit in unit),
            unit[0].start,
        )

    kept: set[Edit] = set()
    taken: dict[int, tuple[set[str], set[str | None]]] = {}
    changes = False  # whether an edit is made that those which read the whole text know nothing of
    for unit in sorted(units.values(), key=rank):
        widest = max((reads(edit) for edit in unit), key=_WIDTH.__getitem__)
        if changes and widest == "text":
            continue
        if all(_fits(taken[places[edit]], edit, reads) for edit in unit if places[edit] in taken):
            kept.update(unit)
            changes = changes or (widest != "text" and made.issuperset(unit))
            for edit in unit:
                kinds, groups = taken.setdefault(places[edit], (set(), set()))
                kinds.add(_kind(edit, reads))
                groups.add(edit.group)
    return tuple(edit for edit in edits if edit in kept)


def _fits(
    taken: tuple[set[str], set[str | None]], edit: Edit, reads: Callable[[Edit], Reach]
) -> bool:
    """Say whether an edit may be made in a place beside those that it is ``taken`` by."""
    kinds, groups = taken
    return kinds == {_kind(edit, reads)} or (edit.group is not None and groups == {edit.group})


def _kind(edit: Edit, reads: Callable[[Edit], Reach]) -> str:
    """Return what edits have in common that were found together: all decodings, or a rule."""
    reach = reads(edit)
    return edit.rule if reach == "word" else reach


def _places(text: str, edits: Sequence[Edit]) -> dict[Edit, int]:
    """Return a number for the place of each edit; no white space divides a place."""
    places: dict[Edit, int] = {}
    place, end = 0, 0
    for edit in edits:
        if _SPACE.search(text, end, edit.start):
            place += 1
        places[edit] = place
        end = max(end, edit.end)
    return places
