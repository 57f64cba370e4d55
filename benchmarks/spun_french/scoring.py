"""Score any program on the gold rows: it need only say what it flags and would put there.

Start reading from :func:`scored`. Unlike :mod:`pipeline.evaluate`, which knows the families of this
program's rules, it judges every flag alike, encodings and markup too, and it reads only offsets and
texts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple


class Flag(NamedTuple):
    """A stretch of the source that a program doubts, with what it would put there, best first.

    ``made`` says that the program changes it without asking.
    """

    start: int
    end: int
    candidates: tuple[str, ...] = ()
    made: bool = False


def scored(row: Mapping[str, Any], flags: Sequence[Flag]) -> Counter[str]:
    """Count what becomes of the damage of one row.

    ``gold`` damages; of them ``found`` (a flag touches it), ``first`` (the first candidates of all
    flags there give the truth), ``five`` (some of the first five of one flag do), ``made`` (those
    changed without asking do). ``flags`` in all, ``alarms``: those that touch no damage;
    ``harm``: those of them that would change the text, if the first candidate were taken;
    ``harm_made``: those of them that are made. ``words`` of the source.
    """
    source = row["source"]
    gold = [Flag(e["start"], e["end"], (e["after"],)) for e in row["edits"]]
    counts = Counter(gold=len(gold), flags=len(flags), words=len(source.split()))
    for one in gold:
        near = [flag for flag in flags if meets(flag, one)]
        changing = [flag for flag in near if flag.candidates]
        made = [flag for flag in near if flag.made]
        counts["found"] += bool(near)
        first = bool(changing) and reads(source, gold, one, changing)
        counts["first"] += first
        counts["five"] += first or any(
            reads(source, gold, one, [flag._replace(candidates=(candidate,))])
            for flag in changing
            for candidate in flag.candidates[:5]
        )
        counts["made"] += bool(made) and reads(source, gold, one, made)
    for flag in flags:
        if not any(meets(flag, one) for one in gold):
            counts["alarms"] += 1
            harms = flag.candidates[:1] not in ((), (source[flag.start : flag.end],))
            counts["harm"] += harms
            counts["harm_made"] += harms and flag.made
    return counts


def meets(one: Flag, other: Flag) -> bool:
    """Say whether two stretches share a character, or one is an insertion within the other."""
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def reads(source: str, gold: Sequence[Flag], one: Flag, near: Sequence[Flag]) -> bool:
    """Say whether the stretch of ``one`` reads as it should once ``near`` is put in place."""
    start, end = one.start, one.end
    true: list[Flag] = []
    while True:  # widen until nothing hangs over the boundaries
        true = [g for g in gold if g == one or (g.start < end and start < g.end)]
        first = min(start, *(f.start for f in (*near, *true)))
        last = max(end, *(f.end for f in (*near, *true)))
        if (first, last) == (start, end):
            break
        start, end = first, last
    return _put(source, start, end, near) == _put(source, start, end, true)


def _put(source: str, start: int, end: int, flags: Iterable[Flag]) -> str:
    """Return the stretch with the first candidates put in place; of overlapping ones the first."""
    parts, at = [], start
    for flag in sorted(flags, key=lambda f: (f.start, f.end)):
        if flag.start >= at:
            parts += [source[at : flag.start], flag.candidates[0]]
            at = flag.end
    return "".join([*parts, source[at:end]])


def shares(counts: Mapping[str, int]) -> dict[str, float]:
    """Turn counts into shares of the damage, and into flags and harm in 10,000 words."""
    gold = counts.get("gold", 0)
    found = {n: counts.get(n, 0) / gold for n in ("found", "first", "five", "made") if gold}
    of = ("flags", "alarms", "harm", "harm_made")
    words = max(1, counts.get("words", 0))
    return {**found, **{name: 1e4 * counts.get(name, 0) / words for name in of}}
