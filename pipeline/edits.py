"""Edits: the only way in which text changes.

Start reading from :class:`Edit`. A stage proposes edits, :func:`choose` resolves their overlaps,
:func:`apply` makes them, :func:`invert` takes them back, and :func:`compose` expresses several
passes over a text as one pass over its source. All offsets are half-open code-point spans.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``before`` at ``[start, end)`` by ``after``.

    ``confidence`` is the probability (0–1) that ``after`` is right: ``calibrated`` says that it was
    fitted on texts whose truth is known, else it was set by hand. ``candidates`` are ranked
    ``(text, probability)`` for the same span. Edits that share a ``group`` are made or refused
    together. ``rule`` is the code of the rule that found it, ``reason`` says why here.

    Build edits with :func:`replacement`, :func:`deletion` and :func:`insertion`.
    """

    start: int
    end: int
    before: str
    after: str
    rule: str
    confidence: float
    candidates: tuple[tuple[str, float], ...] = ()
    group: str | None = None
    reason: str = ""
    calibrated: bool = False

    def __post_init__(self) -> None:
        """Refuse an impossible span or probability (``ValueError``)."""
        if self.start < 0 or self.end - self.start != len(self.before):
            raise ValueError(f"span [{self.start}, {self.end}) does not hold {self.before!r}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is not a probability")


def replacement(  # noqa: PLR0913 — the fields of an edit
    text: str,
    span: tuple[int, int],
    after: str,
    rule: str,
    confidence: float,
    reason: str,
    *,
    candidates: Sequence[tuple[str, float]] = (),
    group: str | None = None,
    calibrated: bool = False,
) -> Edit:
    """Return the edit that puts ``after`` in the place of ``span`` of ``text``.

    Without ``candidates``, ``after`` is the only one, as likely as the edit is.
    """
    start, end = span
    ranked = tuple(candidates) or ((after, confidence),)
    before = text[start:end]
    return Edit(start, end, before, after, rule, confidence, ranked, group, reason, calibrated)


def deletion(  # noqa: PLR0913 — the fields of an edit
    text: str,
    span: tuple[int, int],
    rule: str,
    confidence: float,
    reason: str,
    *,
    group: str | None = None,
) -> Edit:
    """Return the edit that takes ``span`` out of ``text``."""
    return replacement(text, span, "", rule, confidence, reason, group=group)


def insertion(  # noqa: PLR0913 — the fields of an edit
    at: int,
    after: str,
    rule: str,
    confidence: float,
    reason: str,
    *,
    candidates: Sequence[tuple[str, float]] = (),
    group: str | None = None,
) -> Edit:
    """Return the edit that puts ``after`` in front of the code point ``at`` of a text."""
    return replacement(
        "", (at, at), after, rule, confidence, reason, candidates=candidates, group=group
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """Knowledge about ``[start, end)`` that changes nothing, such as « this is a name »."""

    start: int
    end: int
    kind: str
    rule: str = ""


def overlap(a: Edit | Mark, b: Edit | Mark) -> bool:
    """Say whether two spans share a code point, or an insertion falls inside or upon another."""
    if a.start == a.end == b.start == b.end:
        return True
    return a.start < b.end and b.start < a.end


def _order(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def choose(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return edits of which no two overlap, in text order, the most trustworthy kept.

    A group counts as much as its least certain member and is kept or dropped whole. Ties go to
    the longer span, then to the earlier, then to rule and text: the order of the input, and so the
    order in which rules ran, decides nothing. Edits that change nothing are dropped.
    """
    units: dict[str | Edit, set[Edit]] = {}
    for edit in edits:
        if edit.before != edit.after:
            units.setdefault(edit if edit.group is None else edit.group, set()).add(edit)
    ranked = sorted(
        (
            sorted(unit, key=lambda e: (*_order(e), e.rule, e.after, e.reason))
            for unit in units.values()
        ),
        key=lambda unit: (
            -min(e.confidence for e in unit),
            -sum(e.end - e.start for e in unit),
            [(e.start, e.end, e.rule, e.after, e.group or "", e.reason) for e in unit],
            [(e.candidates, e.confidence) for e in unit],
        ),
    )
    kept: list[Edit] = []  # sorted by position, so that a clash is a neighbour
    for unit in ranked:
        if _clash(unit):
            continue
        places = [bisect_right(kept, _order(e), key=_order) for e in unit]
        if any(
            overlap(e, other)
            for e, i in zip(unit, places, strict=True)
            for other in kept[max(0, i - 2) : i + 2]
        ):
            continue
        for e in unit:
            kept.insert(bisect_right(kept, _order(e), key=_order), e)
    return tuple(kept)


def _clash(ordered: Sequence[Edit]) -> bool:
    """Say whether any two of ``ordered`` (sorted by position) overlap."""
    reach = -1
    for previous, edit in zip([None, *ordered], ordered, strict=False):
        if previous is not None and (edit.start < reach or overlap(previous, edit)):
            return True
        reach = max(reach, edit.end)
    return False


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with all ``edits`` made.

    Raises ``ValueError`` when two of them overlap or one does not find its ``before``.
    """
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=_order):
        if edit.start < position or text[edit.start : edit.end] != edit.before:
            raise ValueError(f"edit {edit.rule} at {edit.start} does not fit the text")
        pieces += text[position : edit.start], edit.after
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces)


def invert(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that take ``edits`` back, in coordinates of the edited text."""
    shift = 0
    inverse = []
    for edit in sorted(edits, key=_order):
        start = edit.start + shift
        inverse.append(
            replace(
                edit,
                start=start,
                end=start + len(edit.after),
                before=edit.after,
                after=edit.before,
                candidates=(),
            )
        )
        shift += len(edit.after) - len(edit.before)
    return tuple(inverse)


def compose(source: str, passes: Iterable[Iterable[Edit]]) -> tuple[Edit, ...]:
    """Return one pass over ``source`` that does what ``passes`` do one after another.

    Each pass has the offsets of the text that the pass before it left. An edit of text that an
    earlier pass wrote is merged with it and carries the data of its least certain part.
    """
    composed: tuple[Edit, ...] = ()
    text = source
    for edits in passes:
        ordered = tuple(sorted(edits, key=_order))
        if ordered:
            composed = _join(source, composed, text, ordered)
            text = apply(text, ordered)
    return composed


class Origin:
    """Map spans of the edited text to the source of the sorted ``edits``, each in logarithmic time.

    A boundary inside a replacement moves outwards; a deletion at a boundary stays outside.

    >>> Origin((Edit(0, 3, "les", "la", "X", 1.0),))(3, 6)
    (4, 7)
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        """Note where each edit begins and ends in the edited text."""
        self._edits = edits
        grown = (len(edit.after) - len(edit.before) for edit in edits)
        self._shifts = [0, *accumulate(grown)]
        self._starts = [e.start + by for e, by in zip(edits, self._shifts, strict=False)]
        self._stops = [a + len(e.after) for a, e in zip(self._starts, edits, strict=True)]

    def __call__(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the source that ``[start, end)`` of the edited text comes from."""
        at = bisect_right(self._stops, start)
        first = start - self._shifts[at]
        if at < len(self._edits) and self._starts[at] <= start:
            first = self._edits[at].start
        at = bisect_left(self._stops, end)
        if at < len(self._edits) and start == end == self._starts[at] < self._stops[at]:
            at += 1  # an empty span before a replacement
        last = end - self._shifts[at]
        if at < len(self._edits) and self._starts[at] < end:
            last = self._edits[at].end
        return first, max(first, last)


def origin(edits: Sequence[Edit], start: int, end: int) -> tuple[int, int]:
    """Map one span as :class:`Origin` does; for many spans keep one of those."""
    return Origin(edits)(start, end)


def _join(
    source: str, first: Sequence[Edit], middle: str, second: Sequence[Edit]
) -> tuple[Edit, ...]:
    """Compose ``first`` (source → middle) and ``second`` (middle → result), both sorted.

    Edits that reach into one another form a cluster, which becomes one edit; the others stand
    alone. ``shift`` is what turns a source offset right of all that was passed into a middle one.
    """
    made: list[Edit] = []
    aliases: dict[str, str] = {}
    shift = i = j = 0
    while i < len(first) or j < len(second):
        olds: list[Edit] = []
        news: list[Edit] = []
        before_shift = shift
        if j == len(second) or (i < len(first) and _leads(first[i], shift, second[j])):
            olds.append(first[i])
            where = first[i].start + shift
        else:
            news.append(second[j])
            where = second[j].start
        lo = hi = where
        while olds or news:
            if olds and olds[-1] is (first[i] if i < len(first) else None):
                old_start = first[i].start + shift
                hi = max(hi, old_start + len(first[i].after))
                shift += len(first[i].after) - len(first[i].before)
                i += 1
            if news and news[-1] is (second[j] if j < len(second) else None):
                hi = max(hi, second[j].end)
                j += 1
            if olds and j < len(second) and _meet(olds[-1], old_start, second[j]):
                news.append(second[j])
                lo = min(lo, second[j].start)
            elif news and i < len(first) and _meet(first[i], first[i].start + shift, news[-1]):
                olds.append(first[i])
                lo = min(lo, first[i].start + shift)
            else:
                break
        start, end = lo - before_shift, hi - shift
        parts = [*olds, *news]
        if len(parts) == 1:
            made.append(replace(parts[0], start=start, end=end))
            continue
        inside = (replace(s, start=s.start - lo, end=s.end - lo) for s in news)
        before, after = source[start:end], apply(middle[lo:hi], inside)
        groups = sorted({p.group for p in parts if p.group is not None})
        aliases.update((name, groups[0]) for name in groups[1:])
        if before != after:
            weakest = min(reversed(parts), key=lambda p: p.confidence)
            made.append(
                replace(
                    weakest,
                    start=start,
                    end=end,
                    before=before,
                    after=after,
                    candidates=((after, weakest.confidence),) if weakest.candidates else (),
                    group=groups[0] if groups else None,
                    reason=" ".join(dict.fromkeys(p.reason for p in parts if p.reason)),
                )
            )
    return tuple(
        replace(e, group=_resolve(e.group, aliases)) if e.group in aliases else e for e in made
    )


def _resolve(group: str | None, aliases: dict[str, str]) -> str | None:
    while group in aliases:
        group = aliases[group]
    return group


def _leads(old: Edit, shift: int, new: Edit) -> bool:
    """Say whether ``old`` of the first pass comes before ``new`` of the second, or meets it."""
    start = old.start + shift
    return start + len(old.after) <= new.start or _meet(old, start, new)


def _meet(old: Edit, start: int, new: Edit) -> bool:
    """Say whether ``new`` reaches into what ``old`` wrote at ``start``.

    Two insertions at one place of the source meet as well: nothing would tell their order.
    """
    stop = start + len(old.after)
    if old.start == old.end and new.start == new.end:
        return start <= new.start <= stop
    return start < new.end and new.start < stop
