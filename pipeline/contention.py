"""When an edit relies on text that another one of the same pass replaces, one of the two waits.

Start reading from :func:`uncontended`. :func:`pipeline.edits.choose` resolves edits that overlap.
Other edits have no common character, and still spoil one another. In *publi&#233;* one rule decodes
the entity, and another one completes *publi*: either edit alone gives *publié*, both give
*publiéé*. An edit relies on what its rule read, and each rule says how far it reads
(:data:`pipeline.rules.Reach`). A decoding reads its span. Most rules read the words that they
touch. Rules that count what a text has lost read the whole text. Edits of one rule do not contend,
because they were found together; nor do those of a group, nor decodings.
"""

import re
from collections.abc import Callable, Sequence

from pipeline.edits import Edit
from pipeline.rules import Reach

_SPACE = re.compile(r"\s")
_WIDTH: dict[Reach, int] = {"span": 0, "word": 1, "text": 2}
"""The reaches, from the narrowest to the widest."""


def uncontended(
    text: str, edits: Sequence[Edit], made: frozenset[Edit], reads: Callable[[Edit], Reach]
) -> tuple[Edit, ...]:
    """Return the edits that may be made now: none of the others replaces what they rely on.

    ``edits`` are of one pass over ``text``, in order, and do not overlap. ``made`` are those that
    are sure enough to be made. Where two contend, one in ``made`` goes first, then the one that
    reads less, then the likelier one. So at least one edit that is to be made is returned. A group
    stays or goes whole.
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
    changes = False  # whether an edit is kept that changes what rules of the whole text read
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
    """Say whether an edit may be made in a place that other edits have ``taken``."""
    kinds, groups = taken
    return kinds == {_kind(edit, reads)} or (edit.group is not None and groups == {edit.group})


def _kind(edit: Edit, reads: Callable[[Edit], Reach]) -> str:
    """Return what edits that do not contend have in common: that they decode, or their rule."""
    reach = reads(edit)
    return edit.rule if reach == "word" else reach


def _places(text: str, edits: Sequence[Edit]) -> dict[Edit, int]:
    """Return the number of each edit's place: a stretch without white space between its edits."""
    places: dict[Edit, int] = {}
    place, end = 0, 0
    for edit in edits:
        if _SPACE.search(text, end, edit.start):
            place += 1
        places[edit] = place
        end = max(end, edit.end)
    return places
