"""The runner: stages propose, the runner decides, makes the edits and remembers them.

Start reading from :meth:`Pipeline.explain`. All of a document's changes pass through
:meth:`Pipeline._round`, so the cleaned text and its ledger cannot disagree. The module is longer
than others for the same reason: what decides about an edit stands here, and nowhere else.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, get_args

from pipeline.checkers.checker import Checker
from pipeline.contention import uncontended
from pipeline.document import Document
from pipeline.edits import Edit, Mark, Origin, choose, compose, overlap
from pipeline.encoding.mojibake import doubles
from pipeline.errors import ConfigError, StageError
from pipeline.facts import changing
from pipeline.glossary import NO_GLOSSARY, Glossary
from pipeline.protected import PROTECTED_WORD, protected
from pipeline.resources import context_model
from pipeline.restoration.context import Context
from pipeline.restoration.dump_model import Learned
from pipeline.result import Result
from pipeline.rules import Reach
from pipeline.settling import (
    Rounds,
    because,
    contested,
    everything,
    joined,
    moved,
    restless,
    spoken,
)
from pipeline.stages import (
    CONTEXTUAL,
    FINAL,
    LEARNING,
    OPTIONAL,
    ORDERED,
    RECALLING,
    RULES,
    STAGE_OF,
    STAGES,
)
from pipeline.text.paragraphs import REPEATED, repeated
from pipeline.text.spans import flat, touches

Stage = Callable[[Document], Iterable[Edit | Mark]]

Quiet = dict[Stage, tuple[Document, Document]]
"""Stages that made no edit: the document that each was given, and the same with its marks."""

PROTECTED = frozenset(
    {
        "code",
        "foreign",
        "glossary",
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

_WHOLE = "duplicates"
"""The stage whose proposals are about whole paragraphs."""

PASSAGES = frozenset({"markup", "duplicates"})
"""Stages whose deletions take whole lines, and with them the words that a person protects."""

MOST_STARTS = 8
"""How often the rounds over a text begin anew, at most, because places in it do not settle. After
that the whole text is left as it was. Development texts need two."""

MOST_TEXTS = 4
"""Texts that are cleaned one after another until one stays as it is; see ``Pipeline.explain``."""

MAX_ASKS = 4
"""How often a stage is asked in one round, at most. It is asked again while some of its edits wait
for others, and while it decodes: what was decoded may be garbled in turn. Edits that still wait
have the next round."""


@dataclass(frozen=True)
class _Cleaning:
    """What the rounds over a text made, proposed and saw so far; no rule may touch ``held``."""

    rounds: Rounds
    held: tuple[Mark, ...]
    proposals: list[Edit] = field(default_factory=list)
    quiet: Quiet = field(default_factory=dict)


@dataclass(frozen=True)
class Pipeline:
    """Clean documents with ``stages``, in order.

    ``select`` and ``ignore`` are codes of rules or their prefixes (``LEAK``, ``LEAK001``);
    ``min_confidence`` (probability 0–1) replaces every rule's own threshold between edits that are
    made and edits that are only proposed, and ``thresholds``, pairs of code and probability, that
    of some: the longest code decides. Edits of the rules in ``review`` are never made, only
    proposed. ``protected`` words and phrases are never changed (:mod:`pipeline.protected`), though
    a line that goes takes them along. Stages that are off by default run when their family is
    selected. ``learned`` is the model of a dump (:func:`pipeline.restoration.dump_model.load`).
    ``context`` says whether the context model is asked: ``auto`` about doubts, ``off``, or
    ``always`` about every suspect. ``glossary`` says what is replaced always, and what no rule may
    make of a word (:mod:`pipeline.glossary`). With ``keep_lines`` no edit moves, adds or removes a
    line break. ``grammar`` is a program that is asked about the cleaned text; what it finds is only
    proposed.

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
    context: Context = "auto"
    keep_lines: bool = False
    glossary: Glossary = NO_GLOSSARY
    grammar: Checker | None = None
    _active: frozenset[str] = field(init=False, repr=False, compare=False)
    _running: tuple[Stage, ...] = field(init=False, repr=False, compare=False)
    _threshold: dict[str, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Resolve the codes once."""
        for code in (*self.select, *self.ignore, *self.review, *(c for c, _ in self.thresholds)):
            if not code or not any(rule.startswith(code) for rule in RULES):
                raise ConfigError(f"no rule or family is called {code!r}: see `rature explain`")
        if self.min_confidence is not None and not 0.0 <= self.min_confidence <= 1.0:
            raise ConfigError(
                f"--min-confidence is a probability from 0 to 1, not {self.min_confidence}"
            )
        for code, threshold in self.thresholds:
            if not 0.0 <= threshold <= 1.0:
                raise ConfigError(f"the threshold of {code} is a probability, not {threshold}")
        if self.context not in get_args(Context):
            raise ConfigError(f"--context is auto, off or always, not {self.context!r}")
        default = [c for c in RULES if self.typography or not c.startswith(OPTIONAL)]
        chosen = [c for c in RULES if c.startswith(self.select)] if self.select else default
        active = frozenset(c for c in chosen if not (self.ignore and c.startswith(self.ignore)))
        object.__setattr__(self, "_active", active)
        idle = {STAGE_OF[c] for c in RULES if c.startswith(OPTIONAL)}
        idle -= {STAGE_OF[c] for c in active}
        running = tuple(
            self._told(s)
            for s in self.stages
            if getattr(s, "__name__", "") not in idle and (self.glossary or s not in ORDERED)
        )
        object.__setattr__(self, "_running", running)
        object.__setattr__(self, "_threshold", {rule: self._threshold_of(rule) for rule in RULES})

    def _told(self, stage: Stage) -> Stage:
        """Return a stage that knows the model of a dump and whether to ask the context model."""
        told: dict[str, Any] = {}
        if self.learned and stage in LEARNING:
            told["learned"] = self.learned
        if stage in FINAL:
            told["checker"] = self.grammar
        if self.context != "off" and stage in CONTEXTUAL:
            told["context"] = self.context
        if stage in ORDERED:
            told["glossary"] = self.glossary
        return partial(stage, **told) if told else stage

    def clean(self, text: str) -> str:
        """Return the cleaned text."""
        return self.explain(text).text

    def explain(self, document: Document | str) -> Result:
        """Clean a document and return its text with every edit made or proposed.

        Rounds over the stages go on until nothing changes, so that cleaning a cleaned text changes
        nothing. Where rules undo one another, and so the rounds never end, edits are proposed only
        (:mod:`pipeline.settling`). A document that is not French is left as it was, and nothing is
        proposed.
        """
        if isinstance(document, str):
            document = Document(document)
        result, withheld = self._settled(document.text, document.id)
        whole, texts = result, {document.text}
        while withheld and result.edits:  # what was withheld may come to rest beside the rest
            if whole.text in texts or len(texts) == MOST_TEXTS:
                return self._left(whole)
            texts.add(whole.text)
            result, withheld = self._settled(whole.text, document.id)
            whole = joined(whole, result)
        return whole

    def _settled(self, source: str, name: str) -> tuple[Result, bool]:
        """Clean a text, and say whether edits were withheld because they never settle."""
        held: tuple[Mark, ...] = ()
        places: list[Mark] = []
        withheld: list[Edit] = []
        for _ in range(MOST_STARTS):
            so_far, found, current = self._rounds(source, name, held)
            if other := _other_language(current):  # what was mended before it was known is undone
                foreign = replace(other, start=0, end=len(source))
                marks = replace(foreign, kind="foreign"), foreign
                return Result(
                    source, source, name, marks=marks, model=self._model, context=self._context
                ), False
            edits = compose(source, so_far.rounds.made)
            if not found:
                if self.grammar:
                    so_far.proposals.extend(self._finally(current, so_far))
                taken = flat(edits)
                free = (p for p in (*withheld, *so_far.proposals) if not touches(taken, p))
                result = Result(
                    source=source,
                    text=current.text,
                    id=name,
                    edits=edits,
                    proposals=_first_come(free),
                    marks=tuple(_at_origin(edits, current.marks)),
                    model=self._model,
                    context=self._context,
                    grammar=self.grammar.name if self.grammar else "",
                )
                return result, bool(withheld)
            withheld += contested(so_far.rounds, found)
            places += found
            held = spoken(source, places)
        return self._left(Result(source, source, name, edits, _first_come(withheld))), True

    def _finally(self, cleaned: Document, so_far: _Cleaning) -> Iterator[Edit]:
        """Yield what the stages that come last find in the cleaned text, as edits of the source.

        What touches a mark, a proposal or the place of an edit is left out.
        """
        for stage in map(self._told, FINAL):
            found = [one for one in stage(cleaned) if isinstance(one, Edit)]
            _check(stage, cleaned.text, found)
            yield from _in_source(so_far.rounds, choose(self._allowed(found, cleaned)))

    def _left(self, result: Result) -> Result:
        """Return the text as it was, everything proposed: only as a whole does it not settle."""
        source = result.source
        *_, current = self._rounds(source, result.id, everything(source))
        rules = sorted({e.rule for e in result.edits})
        edits = (replace(e, reason=f"{e.reason} {because(rules)}".strip()) for e in result.edits)
        return Result(
            source,
            source,
            result.id,
            proposals=_first_come((*result.proposals, *edits)),
            marks=tuple(_at_origin((), current.marks)),
            model=self._model,
            context=self._context,
        )

    def _rounds(
        self, source: str, name: str, held: tuple[Mark, ...]
    ) -> tuple[_Cleaning, list[Mark], Document]:
        """Go round until nothing changes or places do not settle, and return those places, too.

        No rule may touch the spans ``held``.
        """
        so_far = _Cleaning(Rounds(source), held)
        current = Document(source, name, tuple(repeated(source)))
        while True:
            current, passes = self._round(current, so_far)
            so_far.rounds.ended(current.text)
            found = restless(so_far.rounds) if passes else []
            if not passes or found:
                return so_far, found, current
            said = tuple(mark for mark in current.marks if mark.kind == REPEATED)
            current = Document(current.text, name, said)

    @property
    def _context(self) -> str:
        return context_model.name() if self.context != "off" else ""

    @property
    def _model(self) -> str:
        return self.learned.digest if self.learned else ""

    def pipe(self, documents: Iterable[Document | str]) -> Iterator[Result]:
        """Clean documents one by one, lazily and in order."""
        return map(self.explain, documents)

    def _round(self, document: Document, so_far: _Cleaning) -> tuple[Document, int]:
        """Run every stage once, add to what was made and proposed, and count the passes."""
        made = so_far.rounds.made
        begun = len(made)
        document = document.marked(moved(so_far.held, made))
        if self.protected:
            document = document.marked(protected(document.text, self.protected))
        for stage in self._running:
            known = document.marks
            for left in reversed(range(MAX_ASKS)):
                document, again = self._ask(stage, document, so_far, may_ask_again=left > 0)
                if not again:
                    break
            if document.marks is not known and _other_language(document):
                return document, 0
        return document, len(made) - begun

    def _ask(
        self, stage: Stage, given: Document, so_far: _Cleaning, *, may_ask_again: bool
    ) -> tuple[Document, bool]:
        """Run a stage, make its edits, and say whether it is to be asked again at once.

        A stage is pure: one that is quiet about the document in hand is not run again.
        """
        known = so_far.quiet.get(stage)
        if known is not None and known[0] == given and _recalls_alike(stage, known[0], given):
            return known[1], False
        found = list(stage(given))
        edits = [one for one in found if isinstance(one, Edit)]
        marks = [one for one in found if isinstance(one, Mark)]
        _check(stage, given.text, edits)
        document = given.marked(marks) if marks else given
        if not edits or (marks and _other_language(document)):
            so_far.quiet[stage] = given, document
            return document, False
        made = so_far.rounds.made
        chosen = choose(
            replace(e, group=f"{len(made)}.{e.group}") if e.group is not None else e
            for e in self._allowed(edits, document)
        )
        sure = self._sure(document.text, chosen)
        kept = uncontended(document.text, chosen, sure, _reads)
        auto = tuple(e for e in kept if e in sure)
        again = may_ask_again and any(
            len(kept) < len(chosen) or _reads(edit) == "span" for edit in auto
        )
        if again:  # about the text as it will be
            document = given
        elif review := [e for e in kept if e not in sure]:
            so_far.proposals.extend(_in_source(so_far.rounds, review))
            # Whether a whole paragraph goes says nothing about its words: they may still be mended.
            document = document.marked(
                Mark(e.start, e.end, "proposal", e.rule)
                for e in review
                if STAGE_OF[e.rule] != _WHOLE
            )
        if auto:
            document = document.edited(auto)
            if self.protected:
                document = document.marked(protected(document.text, self.protected))
            made.append(auto)
            document = document.marked(moved(so_far.held, made))
        else:
            so_far.quiet[stage] = given, document
        return document, again

    def _sure(self, text: str, chosen: tuple[Edit, ...]) -> frozenset[Edit]:
        """Return the edits that are made: sure ones, whole groups, and none that changes a fact."""
        cautious = {e.group for e in chosen if e.group is not None and not self._auto(e)}
        likely = tuple(e for e in chosen if self._auto(e) and e.group not in cautious)
        return frozenset(likely) - changing(text, likely)

    def _auto(self, edit: Edit) -> bool:
        return edit.confidence >= self._threshold[edit.rule]

    def _threshold_of(self, rule: str) -> float:
        """Return the confidence from which on edits of ``rule`` are made; above 1 for never."""
        safety = RULES[rule].safety
        if safety == "review" or (self.review and rule.startswith(self.review)):
            return math.inf
        if safety == "alone":
            return 0.0
        own = RULES[rule].auto
        if self.learned and rule in self.learned.thresholds:
            own = self.learned.thresholds[rule].threshold
        if self.min_confidence is not None:
            own = self.min_confidence
        named = [row for row in self.thresholds if rule.startswith(row[0])]
        return max(named, key=lambda row: len(row[0]))[1] if named else own

    def _allowed(self, edits: list[Edit], document: Document) -> list[Edit]:
        """Drop edits of rules that are off or that touch a protected mark, with their groups.

        Those that would write a letter anew beside what it was garbled into are dropped, too, and
        those that the glossary forbids.
        """
        spoken = flat(m for m in document.marks if m.kind in PROTECTED)
        words = (
            flat(m for m in document.marks if m.kind == PROTECTED_WORD) if self.protected else []
        )
        refused = [
            e
            for e in edits
            if e.rule not in self._active
            or (touches(spoken, e) and not RULES[e.rule].crosses)
            or (self.glossary and self.glossary.forbids(e.before, e.after))
            or (self.keep_lines and "\n" in e.before + e.after)
            or (_reads(e) != "span" and e.after[:1].isalpha() and doubles(document.text, e))
            or (
                words
                and touches(words, e)
                and (e.after or STAGE_OF[e.rule] not in PASSAGES)
                and not RULES[e.rule].crosses
            )
        ]
        if not refused:
            return edits
        groups = {e.group for e in refused} - {None}
        dropped = set(refused)
        return [e for e in edits if e not in dropped and (e.group is None or e.group not in groups)]


def _check(stage: Stage, text: str, edits: Iterable[Edit]) -> None:
    """Raise :class:`StageError` for an edit that no rule or no text stands for."""
    for edit in edits:
        if edit.rule not in RULES:
            problem = f"is of no known rule: give {edit.rule!r} a Rule in its stage"
        elif text[edit.start : edit.end] != edit.before:
            problem = f"replaces {edit.before!r}, which does not stand there"
        else:
            continue
        name = getattr(getattr(stage, "func", stage), "__name__", "a stage")
        raise StageError(f"the edit of {name} at {edit.start} {problem}")


def _recalls_alike(stage: Stage, before: Document, now: Document) -> bool:
    """Say whether a stage cannot tell two equal documents apart by the edits that made them."""
    return before.made == now.made or getattr(stage, "func", stage) not in RECALLING


def _reads(edit: Edit) -> Reach:
    return RULES[edit.rule].reads


def _in_source(rounds: Rounds, edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield ``edits`` of the text in hand as those of the source, where it says the same."""
    origin = Origin(compose(rounds.source, rounds.made))
    for edit in edits:
        start, end = origin(edit.start, edit.end)
        if rounds.source[start:end] == edit.before:
            yield replace(edit, start=start, end=end)


def _other_language(document: Document) -> Mark | None:
    """Return the mark that says that the document is in another language than French."""
    for mark in document.marks:
        if mark.kind.startswith("language:") and mark.kind not in ("language:fr", "language:und"):
            return mark
    return None


def _first_come(proposals: Iterable[Edit]) -> tuple[Edit, ...]:
    """Keep of overlapping proposals the one that was made first; return them in text order."""
    kept: list[Edit] = []
    for edit in proposals:
        at = bisect_right(kept, (edit.start, edit.end), key=lambda e: (e.start, e.end))
        if not any(overlap(edit, other) for other in kept[max(0, at - 2) : at + 2]):
            kept.insert(at, edit)
    return tuple(kept)


def _at_origin(edits: tuple[Edit, ...], marks: Iterable[Mark]) -> Iterator[Mark]:
    """Yield ``marks`` of the edited text in source coordinates, those of the runner left out."""
    origin = Origin(edits)
    for mark in marks:
        if mark.kind not in ("proposal", REPEATED):
            start, end = origin(mark.start, mark.end)
            yield replace(mark, start=start, end=end)
