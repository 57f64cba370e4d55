"""The runner: stages propose, the runner decides, makes the edits and remembers them.

Start reading from :meth:`Pipeline.explain`. All of a document's changes pass through
:meth:`Pipeline._round`, so the cleaned text and its ledger cannot disagree.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from pipeline.document import Document
from pipeline.edits import Edit, Mark, Origins, choose, compose, overlap
from pipeline.errors import ConfigError
from pipeline.learned import Learned
from pipeline.protected import KIND, protected
from pipeline.result import Result
from pipeline.stages import LEARNING, OPTIONAL, RULES, STAGE_OF, STAGES

Stage = Callable[[Document], Iterable[Edit | Mark]]

Quiet = dict[Stage, tuple[Document, Document]]
"""Stages that made no edit: the document that each was given, and the same with its marks."""

PROTECTED = frozenset(
    {
        "code",
        "foreign",
        "hashtag",
        "loanword",
        "name",
        "number",
        "proposal",
        "quotation",
        "title",
        "url",
    }
)
"""Kinds of mark that no edit of a later stage may touch. A ``proposal`` is an edit of an earlier
stage that waits for a person: the span is spoken for."""

PASSAGES = frozenset({"markup", "duplicates"})
"""Stages whose deletions take whole lines, and with them the words that a person protects."""

MAX_ROUNDS = 8
"""Rounds over the stages until nothing changes. Development articles need two or three."""


@dataclass(frozen=True)
class Pipeline:
    """Clean documents with ``stages``, in order.

    ``select`` and ``ignore`` are codes of rules or their prefixes (``LEAK``, ``LEAK001``);
    ``min_confidence`` (probability 0–1) replaces every rule's own border between edits that are
    made and edits that are only proposed, and ``thresholds``, pairs of code and probability, that
    of some: the longest code decides. Edits of the rules in ``review`` are never made, only
    proposed. ``protected`` words and phrases are never changed (:mod:`pipeline.protected`), though
    a line that goes takes them along. Stages that are off by default run when their family is
    selected. ``learned`` is what a dump has taught (:func:`pipeline.learned.load`).

    Raises :class:`ConfigError` for a code that no rule has and an impossible probability.
    """

    stages: tuple[Stage, ...] = STAGES
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_confidence: float | None = None
    typography: bool = False
    thresholds: tuple[tuple[str, float], ...] = ()
    review: tuple[str, ...] = ()
    protected: frozenset[str] = frozenset()
    learned: Learned | None = None
    _active: frozenset[str] = field(init=False, repr=False, compare=False)
    _running: tuple[Stage, ...] = field(init=False, repr=False, compare=False)
    _border: dict[str, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Resolve the codes once."""
        for code in (*self.select, *self.ignore, *self.review, *(c for c, _ in self.thresholds)):
            if not code or not any(rule.startswith(code) for rule in RULES):
                raise ConfigError(f"no rule or family is called {code!r}: see `rature explain`")
        if self.min_confidence is not None and not 0.0 <= self.min_confidence <= 1.0:
            raise ConfigError(
                f"--min-confidence is a probability from 0 to 1, not {self.min_confidence}"
            )
        for code, border in self.thresholds:
            if not 0.0 <= border <= 1.0:
                raise ConfigError(f"the threshold of {code} is a probability, not {border}")
        default = [c for c in RULES if self.typography or not c.startswith(OPTIONAL)]
        chosen = [c for c in RULES if c.startswith(self.select)] if self.select else default
        active = frozenset(c for c in chosen if not (self.ignore and c.startswith(self.ignore)))
        object.__setattr__(self, "_active", active)
        idle = {STAGE_OF[c] for c in RULES if c.startswith(OPTIONAL)}
        idle -= {STAGE_OF[c] for c in active}
        running = tuple(
            partial(s, learned=self.learned) if self.learned and s in LEARNING else s
            for s in self.stages
            if getattr(s, "__name__", "") not in idle
        )
        object.__setattr__(self, "_running", running)
        object.__setattr__(self, "_border", {rule: self._border_of(rule) for rule in RULES})

    def clean(self, text: str) -> str:
        """Return the cleaned text."""
        return self.explain(text).text

    def explain(self, document: Document | str) -> Result:
        """Clean a document and return its text with every edit made or proposed.

        Rounds over the stages go on until nothing changes, so that cleaning a cleaned text changes
        nothing. A text that never settles is left as it was, all its edits proposed. A document
        that is not French is left as it was, and nothing is proposed.
        """
        if isinstance(document, str):
            document = Document(document)
        source = document.text
        made: list[tuple[Edit, ...]] = []
        proposals: list[Edit] = []
        current = Document(source, document.id)
        quiet: Quiet = {}
        for _ in range(MAX_ROUNDS):
            current, passes = self._round(
                source, Document(current.text, document.id), made, proposals, quiet
            )
            if not passes:
                break
        edits = compose(source, made)
        if other := _other_language(current):  # what was mended before it was known is undone
            whole = replace(other, start=0, end=len(source))
            return Result(
                source,
                source,
                document.id,
                marks=(replace(whole, kind="foreign"), whole),
                model=self._model,
            )
        if passes:
            proposals += edits
            edits = ()
            current = Document(source, document.id)
        taken = _flat(edits)
        free = (p for p in proposals if not _touches(taken, p))
        return Result(
            source=source,
            text=current.text,
            id=document.id,
            edits=edits,
            proposals=_first_come(free),
            marks=tuple(_at_origin(edits, current.marks)),
            model=self._model,
        )

    @property
    def _model(self) -> str:
        return self.learned.digest if self.learned else ""

    def pipe(self, documents: Iterable[Document | str]) -> Iterator[Result]:
        """Clean documents one by one, lazily and in order."""
        return map(self.explain, documents)

    def _round(
        self,
        source: str,
        document: Document,
        made: list[tuple[Edit, ...]],
        proposals: list[Edit],
        quiet: Quiet,
    ) -> tuple[Document, int]:
        """Run every stage once, add to ``made`` and ``proposals``, and count the passes.

        A stage is pure: one that is in ``quiet`` with the document in hand is not run again.
        """
        passes = 0
        if self.protected:
            document = document.marked(protected(document.text, self.protected))
        for stage in self._running:
            given, known = document, quiet.get(stage)
            if known is not None and known[0] == given:
                document = known[1]
                continue
            edits: list[Edit] = []
            marks: list[Mark] = []
            for found in stage(document):
                if isinstance(found, Mark):
                    marks.append(found)
                else:
                    edits.append(found)
            if marks:
                document = document.marked(marks)
                if _other_language(document):
                    return document, 0
            if not edits:
                quiet[stage] = given, document
                continue
            prefix = f"{len(made)}."
            chosen = choose(
                replace(e, group=prefix + e.group) if e.group is not None else e
                for e in self._allowed(edits, document.marks)
            )
            cautious = {e.group for e in chosen if e.group is not None and not self._auto(e)}
            auto = tuple(e for e in chosen if self._auto(e) and e.group not in cautious)
            review = [e for e in chosen if not (self._auto(e) and e.group not in cautious)]
            if review:
                origin = Origins(compose(source, made))
                for edit in review:
                    start, end = origin(edit.start, edit.end)
                    if source[start:end] == edit.before:
                        proposals.append(replace(edit, start=start, end=end))
                document = document.marked(Mark(e.start, e.end, "proposal", e.rule) for e in review)
            if auto:
                document = document.edited(auto)
                if self.protected:
                    document = document.marked(protected(document.text, self.protected))
                made.append(auto)
                passes += 1
            else:
                quiet[stage] = given, document
        return document, passes

    def _auto(self, edit: Edit) -> bool:
        return edit.confidence >= self._border[edit.rule]

    def _border_of(self, rule: str) -> float:
        """Return the confidence from which on edits of ``rule`` are made; above 1 for never."""
        if self.review and rule.startswith(self.review):
            return math.inf
        own = RULES[rule].auto if self.min_confidence is None else self.min_confidence
        named = [row for row in self.thresholds if rule.startswith(row[0])]
        return max(named, key=lambda row: len(row[0]))[1] if named else own

    def _allowed(self, edits: list[Edit], marks: tuple[Mark, ...]) -> list[Edit]:
        """Drop edits of rules that are off or that touch a protected mark, with their groups."""
        spoken = _flat(m for m in marks if m.kind in PROTECTED)
        words = _flat(m for m in marks if m.kind == KIND) if self.protected else []
        refused = [
            e
            for e in edits
            if e.rule not in self._active
            or _touches(spoken, e)
            or (words and _touches(words, e) and (e.after or STAGE_OF[e.rule] not in PASSAGES))
        ]
        if not refused:
            return edits
        groups = {e.group for e in refused} - {None}
        dropped = set(refused)
        return [e for e in edits if e not in dropped and (e.group is None or e.group not in groups)]


def _other_language(document: Document) -> Mark | None:
    """Return the mark that says that the document is in another language than French."""
    for mark in document.marks:
        if mark.kind.startswith("language:") and mark.kind not in ("language:fr", "language:und"):
            return mark
    return None


def _flat(spans: Iterable[Edit | Mark]) -> list[Mark]:
    """Return the union of ``spans`` as sorted spans of which no two overlap."""
    flat: list[Mark] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if flat and (overlap(flat[-1], span) or span.start < flat[-1].end):
            flat[-1] = replace(flat[-1], end=max(flat[-1].end, span.end))
        else:
            flat.append(Mark(span.start, span.end, ""))
    return flat


def _touches(flat: list[Mark], span: Edit) -> bool:
    """Say whether ``span`` overlaps one of the sorted, disjoint ``flat`` spans."""
    at = bisect_right(flat, span.start, key=lambda s: s.start)
    return any(overlap(span, s) for s in flat[max(0, at - 2) : at]) or (
        at < len(flat) and overlap(span, flat[at])
    )


def _first_come(proposals: Iterable[Edit]) -> tuple[Edit, ...]:
    """Keep of overlapping proposals the one that was made first; return them in text order."""
    kept: list[Edit] = []
    for edit in proposals:
        at = bisect_right(kept, (edit.start, edit.end), key=lambda e: (e.start, e.end))
        if not any(overlap(edit, other) for other in kept[max(0, at - 2) : at + 2]):
            kept.insert(at, edit)
    return tuple(kept)


def _at_origin(edits: tuple[Edit, ...], marks: Iterable[Mark]) -> Iterator[Mark]:
    """Yield ``marks`` of the edited text in source coordinates, proposals left out."""
    origin = Origins(edits)
    for mark in marks:
        if mark.kind != "proposal":
            start, end = origin(mark.start, mark.end)
            yield replace(mark, start=start, end=end)
