"""Places of a text that never settle, because rules undo one another there.

The runner repeats the stages, round after round, until nothing changes. Start reading from
:func:`restless`, which finds the places where the rounds would never end. :func:`spoken` makes
marks that keep all rules off those places, :func:`moved` shifts these marks when edits elsewhere
shift the text, and :func:`contested` proposes what was withheld, with the reason.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from unicodedata import category

from pipeline.edits import Edit, Mark, Origin, compose
from pipeline.result import Result
from pipeline.text.spans import flat, touched, touches

MAX_ROUNDS_OF_PLACE = 8
"""Rounds in which one place may change. Development articles need five at most."""

MAX_ROUNDS_OF_TEXT = 32
"""Rounds that a text may take when each of them changes other places."""

DECIDES = "a person decides."
"""The end of the reason of every proposal that was withheld."""

HELD = "proposal"
"""The kind of the marks on places that no rule may change."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Rounds:
    """The rounds so far over ``source``.

    ``made`` are the passes of all rounds in turn; ``ends`` says how many of them were made before
    the first round and after each. ``texts`` are the text before the first round and after each.
    """

    source: str
    made: list[tuple[Edit, ...]] = field(default_factory=list)
    ends: list[int] = field(default_factory=lambda: [0])
    texts: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the source."""
        object.__setattr__(self, "texts", [self.source])

    def ended(self, text: str) -> None:
        """Note that a round ended and left ``text``."""
        self.ends.append(len(self.made))
        self.texts.append(text)

    def touched(self, first: int) -> list[list[Mark]]:
        """Return the spans of the source that each round after the round ``first`` changed."""
        composed = compose(self.source, self.made[: self.ends[first]])
        rounds = []
        for start, stop in zip(self.ends[first:], self.ends[first + 1 :], strict=False):
            spans = []
            for edits in self.made[start:stop]:
                at = Origin(composed)
                spans += [Mark(*at(e.start, e.end), HELD, e.rule) for e in edits]
                composed = compose(self.source, [composed, edits])
            rounds.append(spans)
        return rounds


def restless(rounds: Rounds) -> list[Mark]:
    """Return the places that do not settle, each with a rule that changed it; most texts have none.

    When a round leaves a text that an earlier round left, the rounds go in a circle: rules undo one
    another wherever something changed in between. Otherwise a place does not settle when the last
    round changed it, and ``MAX_ROUNDS_OF_PLACE`` rounds did. After ``MAX_ROUNDS_OF_TEXT`` rounds
    all places count that the last round changed.
    """
    count = len(rounds.ends) - 1
    if not count or rounds.ends[-1] == rounds.ends[-2]:
        return []  # the last round changed nothing
    before = rounds.texts.index(rounds.texts[-1])
    if before < count:
        return [span for spans in rounds.touched(before) for span in spans]
    if count < MAX_ROUNDS_OF_PLACE:
        return []
    changed = rounds.touched(0)
    if count >= MAX_ROUNDS_OF_TEXT:
        return changed[-1]
    busy = flat(_busy(changed))
    return [span for spans in changed for span in spans if touches(busy, span)]


def _busy(changed: Sequence[Iterable[Mark]]) -> Iterator[Mark]:
    """Yield the places that ``MAX_ROUNDS_OF_PLACE`` rounds changed, the last round among them."""
    places: list[tuple[int, int, int, bool]] = []  # start, end, rounds, whether in the last
    for spans in changed:
        rows = [(start, end, count, False) for start, end, count, _ in places]
        rows += [(span.start, span.end, 0, True) for span in spans]
        places = []
        for start, end, count, now in sorted(rows):
            if places and start <= places[-1][1]:  # side by side is one place
                first, last, most, moves = places[-1]
                places[-1] = first, max(last, end), max(most, count), moves or now
            else:
                places.append((start, end, count, now))
        places = [(start, end, count + now, now) for start, end, count, now in places]
    for start, end, count, now in places:
        if now and count >= MAX_ROUNDS_OF_PLACE:
            yield Mark(start, end, HELD)


def spoken(source: str, places: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return marks that keep every rule off ``places``, widened to whole words.

    The empty marks at both ends of a place keep insertions out.
    """
    found: set[Mark] = set()
    for span in flat(Mark(*_words(source, p.start, p.end), HELD) for p in places):
        for start, end in ((span.start, span.start), (span.start, span.end), (span.end, span.end)):
            found.add(Mark(start, end, HELD))
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))


def everything(source: str) -> tuple[Mark, ...]:
    """Return marks that keep every rule off the whole text."""
    return spoken(source, [Mark(0, len(source), HELD)])


def _words(source: str, start: int, end: int) -> Span:
    while start > 0 and _in_word(source[start - 1]):
        start -= 1
    while end < len(source) and _in_word(source[end]):
        end += 1
    return start, end


def _in_word(letter: str) -> bool:
    return letter.isalnum() or category(letter)[0] == "M"


def moved(held: tuple[Mark, ...], passes: Iterable[Sequence[Edit]]) -> tuple[Mark, ...]:
    """Return the marks ``held``, shifted by ``passes``, whose edits touch none of them."""
    if not held:
        return ()
    for edits in passes:
        ends = [edit.end for edit in edits]
        shifts = [0, *accumulate(len(edit.after) - len(edit.before) for edit in edits)]
        by = [shifts[bisect_right(ends, mark.start)] for mark in held]
        held = tuple(
            replace(mark, start=mark.start + n, end=mark.end + n)
            for mark, n in zip(held, by, strict=True)
        )
    return held


def contested(rounds: Rounds, places: Sequence[Mark]) -> list[Edit]:
    """Return what the passes made in ``places``, as edits of the source that wait for a person.

    For each place these are the edits of the first pass that changed it, with the rest of their
    groups. What later passes made of the same span become their other candidates. Nothing tells
    which rule is right, so each reading is as likely as no change.
    """
    touching = flat(places)
    rules = _rules(touching, places)
    first: dict[int, list[Edit]] = {}
    readings: dict[Span, list[str]] = defaultdict(list)
    composed: tuple[Edit, ...] = ()
    for edits in rounds.made:
        composed = compose(rounds.source, [composed, edits])
        here: dict[int, list[Edit]] = defaultdict(list)
        for edit in composed:
            for n in touched(touching, edit):
                here[n].append(edit)
                texts = readings[edit.start, edit.end]
                if edit.after not in texts:
                    texts.append(edit.after)
        fresh = {n: found for n, found in here.items() if n not in first}
        if fresh:
            groups = {e.group for found in fresh.values() for e in found} - {None}
            mates = [e for e in composed if e.group in groups] if groups else []
            for n, found in fresh.items():
                own = {e.group for e in found} - {None}
                first[n] = found + [e for e in mates if e.group in own and e not in found]
    return [
        _waiting(edit, readings[edit.start, edit.end], rules[n])
        for n, found in sorted(first.items())
        for edit in found
    ]


def _waiting(edit: Edit, readings: Sequence[str], rules: Sequence[str]) -> Edit:
    """Return an edit as a proposal whose reason names the ``rules`` that undo one another."""
    share = min(edit.confidence, 1 / (len(readings) + 1))
    texts = dict.fromkeys((edit.after, *readings))
    others = ((text, min(p, share)) for text, p in edit.candidates if text not in texts)
    return replace(
        edit,
        confidence=share,
        candidates=(*((text, share) for text in texts), *others),
        reason=f"{edit.reason} {because(rules)}".strip(),
    )


def because(rules: Sequence[str]) -> str:
    """Return a sentence that says why edits of ``rules`` were withheld."""
    if len(rules) == 1:
        return f"What {rules[0]} changes here it changes again: {DECIDES}"
    names = f"{', '.join(rules[:-1])} and {rules[-1]}"
    return f"{names} undo one another here: {DECIDES}"


def _rules(touching: Sequence[Mark], places: Iterable[Mark]) -> list[list[str]]:
    """Return, for each of the ``touching`` spans, the rules of the ``places`` in it."""
    rules: list[set[str]] = [set() for _ in touching]
    for place in places:
        for n in touched(touching, place):
            rules[n] |= {place.rule} - {""}
    return [sorted(found) for found in rules]


def joined(first: Result, second: Result) -> Result:
    """Return the one result of a text of which ``second`` cleaned what ``first`` left."""
    at = Origin(first.edits)
    renamed = (
        replace(e, group=None if e.group is None else f"{len(first.edits)}.{e.group}")
        for e in second.edits
    )
    edits = compose(first.source, (first.edits, renamed))
    said: list[Edit] = []
    for edit in second.proposals:
        start, end = at(edit.start, edit.end)
        if first.source[start:end] == edit.before:
            said.append(replace(edit, start=start, end=end))
    taken = flat(edits)
    free = [p for p in first.proposals if not touches(taken, p)]
    known = flat((*edits, *free))
    free += [p for p in said if not touches(known, p)]
    marks = (replace(m, start=a, end=b) for m in second.marks for a, b in (at(m.start, m.end),))
    return replace(
        first,
        text=second.text,
        edits=edits,
        proposals=tuple(sorted(free, key=lambda e: (e.start, e.end))),
        marks=tuple(marks) if second.language in ("fr", "und") else first.marks,
    )


def is_withheld(edit: Edit) -> bool:
    """Say whether a proposal was withheld because its place does not settle."""
    return edit.reason.endswith(DECIDES)
