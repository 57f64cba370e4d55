"""M2 files: gold and predictions as shared tasks on correction keep them, and their scores.

Start reading from :func:`parse`, :func:`written` and :func:`score`. A block has a line ``S`` with
the tokens of a text and a line ``A`` for each edit: a span of tokens, a type, the correction and
the annotator. :func:`score` counts as the ``errant_compare`` of ERRANT 3 does (Bryant, Felice and
Briscoe 2017, « Automatic annotation and evaluation of error types »), with its four ways to match:
an edit counts once for each type at its place, where several annotators differ the combination
counts that brings the corpus the highest F0.5 so far, and a figure without errors is 1.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from pipeline.edits import Edit, apply
from pipeline.errors import InputError

BETA = 0.5
"""The weight of recall, as everywhere in grammatical error correction."""

DECIMALS = 4
"""Decimals of a figure; two combinations of annotators whose F differs less are alike."""

NOTHING = "noop"
"""The type of the line that says that an annotator found nothing."""

_UNKNOWN = "UNK"
"""The type of an edit that an annotator found and could not correct."""

_EMPTY = "-NONE-"
_TOKEN = re.compile(r"\w+['’]?|[^\w\s]")

_BETWEEN_SPACES = re.compile(r"\S+")

Way = Literal["correction", "classified", "spans", "tokens"]
WAYS: tuple[Way, ...] = ("correction", "classified", "spans", "tokens")
"""What has to be alike for an edit to be right: span and correction; the type as well; the span;
or each token of it. ERRANT calls them ``-cs``, ``-cse``, ``-ds`` and ``-dt``."""


class M2Edit(NamedTuple):
    """An edit of the tokens ``[start, end)``; -1 and -1 where an annotator found nothing."""

    start: int
    end: int
    type: str
    correction: str
    annotator: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A text and its edits."""

    tokens: tuple[str, ...]
    edits: tuple[M2Edit, ...] = ()

    @property
    def source(self) -> str:
        """Return the text, with a space between two tokens."""
        return " ".join(self.tokens)


class Scores(NamedTuple):
    """Right, wrong and missing edits, and what follows from them."""

    right: int
    wrong: int
    missing: int

    @property
    def precision(self) -> float:
        """Return the share of the edits that are right."""
        return self.right / (self.right + self.wrong) if self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Return the share of the wanted edits that are there."""
        return self.right / (self.right + self.missing) if self.missing else 1.0

    @property
    def f05(self) -> float:
        """Return F0.5."""
        weight, both = BETA**2, self.precision + self.recall
        if not both:
            return 0.0
        return (1 + weight) * self.precision * self.recall / (weight * self.precision + self.recall)

    def to_dict(self) -> dict[str, float]:
        """Return counts and figures, rounded as ERRANT prints them."""
        figures = {"precision": self.precision, "recall": self.recall, "f05": self.f05}
        return {
            **self._asdict(),
            **{name: round(value, DECIMALS) for name, value in figures.items()},
        }


# --- files -----------------------------------------------------------------------------------


def parse(content: str, name: str) -> list[Block]:
    """Return the blocks of an M2 file; raise :class:`InputError` for what is none."""
    blocks: list[Block] = []
    number = 1
    for part in re.split(r"(\n(?:[ \t]*\n)+)", content.replace("\r\n", "\n").strip("\n")):
        lines = part.split("\n")
        if part.strip():
            blocks.append(_block(lines, name, number))
        number += part.count("\n")
    return blocks


def _block(lines: Sequence[str], name: str, number: int) -> Block:
    if not lines[0].startswith("S"):
        raise InputError(f"{name}:{number}: a line « S token token … » is wanted: give an M2 file")
    edits = []
    for at, line in enumerate(lines[1:], number + 1):
        try:
            sign, span = line[:2], line[2:].split("|||")
            start, end = (int(one) for one in span[0].split())
            if sign != "A " or len(span) < 6:
                raise ValueError(line)
            edits.append(M2Edit(start, end, span[1], span[2], int(span[-1])))
        except (ValueError, IndexError) as error:
            raise InputError(
                f"{name}:{at}: a line « A start end|||type|||correction|||…|||annotator » is wanted"
            ) from error
    block = Block(tuple(lines[0][2:].split(" ")) if lines[0][2:] else (), tuple(edits))
    if any(e.start > e.end or e.end > len(block.tokens) for e in edits):
        raise InputError(f"{name}:{number}: an edit reaches beyond the tokens of its text")
    return block


def written(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the blocks of an M2 file."""
    for block in blocks:
        edits = block.edits or (M2Edit(-1, -1, NOTHING, _EMPTY),)
        yield (
            f"S {block.source}\n"
            + "".join(
                f"A {e.start} {e.end}|||{e.type}|||{e.correction}"
                f"|||REQUIRED|||{_EMPTY}|||{e.annotator}\n"
                for e in edits
            )
            + "\n"
        )


# --- from and to texts -----------------------------------------------------------------------


def gold_row(block: Block, annotator: int = 0) -> dict[str, Any]:
    """Return the gold row of a block, with offsets in code points: see :mod:`pipeline.evaluate`."""
    source = block.source
    edits = [
        Edit(*_span(block, e), source[slice(*_span(block, e))], _after(block, e), "GOLD", 1.0)
        for e in block.edits
        if e.annotator == annotator and e.start >= 0 and e.type != _UNKNOWN
    ]
    edits = list(_apart(sorted(edits, key=lambda e: (e.start, e.end))))
    found = [{"start": e.start, "end": e.end, "before": e.before, "after": e.after} for e in edits]
    return {"source": source, "text": apply(source, edits), "edits": found}


def _apart(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield edits that do not overlap: the first of several at a place.

    Of two deletions one after the other the space between them goes once.
    """
    last: Edit | None = None
    for edit in edits:
        if last is not None:
            by = last.end - edit.start
            if by == 1 and not edit.after and not last.after and edit.end > last.end:
                edit = replace(edit, start=last.end, before=edit.before[by:])
            elif by > 0 or (edit.start, edit.end) == (last.start, last.end):
                continue
        yield edit
        last = edit


def _span(block: Block, edit: M2Edit) -> tuple[int, int]:
    """Return the code points of an edit; where words go, a space beside them goes too."""
    before = len(" ".join(block.tokens[: edit.start])) + (edit.start > 0)
    words = len(" ".join(block.tokens[edit.start : edit.end]))
    start, end = before, before + words
    if edit.start == edit.end:
        at = min(before, len(block.source))
        return at, at
    if _is_empty(edit.correction):
        if start:
            start -= 1
        elif end < len(block.source):
            end += 1
    return start, end


def _after(block: Block, edit: M2Edit) -> str:
    if _is_empty(edit.correction):
        return ""
    if edit.start < edit.end:
        return edit.correction
    return f"{edit.correction} " if edit.start < len(block.tokens) else f" {edit.correction}"


def _is_empty(correction: str) -> bool:
    return correction in ("", _EMPTY)


def block_of(source: str, edits: Sequence[Mapping[str, Any]], *, tokenised: bool = False) -> Block:
    """Return the block of a text: ``edits`` have start, end and after, and maybe a rule.

    In a ``tokenised`` text, as M2 files have it, spaces alone part the tokens.

    An edit takes the whole of each token that it touches; what it leaves as it was at its ends is
    not part of it. An edit of white space alone is none.
    """
    token = _BETWEEN_SPACES if tokenised else _TOKEN
    spans = [found.span() for found in token.finditer(source)]
    tokens = tuple(source[start:end] for start, end in spans)
    found: list[M2Edit] = []
    for first, last, own in _touching(source, spans, edits):
        start = spans[first][0] if first < last else own[0]["start"]
        end = spans[last - 1][1] if first < last else own[-1]["end"]
        start, end = min(start, own[0]["start"]), max(end, own[-1]["end"])
        made = [
            Edit(a - start, b - start, source[a:b], str(e["after"]), "", 1.0)
            for e in own
            for a, b in [(e["start"], e["end"])]
        ]
        new = token.findall(apply(source[start:end], made))
        old = list(tokens[first:last])
        while old and new and old[0] == new[0]:
            old, new, first = old[1:], new[1:], first + 1
        while old and new and old[-1] == new[-1]:
            old, new, last = old[:-1], new[:-1], last - 1
        if old or new:
            kind = "R" if old and new else "M" if new else "U"
            rule = str(own[0].get("rule", "OTHER"))
            found.append(M2Edit(first, last, f"{kind}:{rule}", " ".join(new)))
    return Block(tokens, tuple(found))


_Touching = tuple[int, int, list[Mapping[str, Any]]]


def _touching(
    source: str, spans: Sequence[tuple[int, int]], edits: Sequence[Mapping[str, Any]]
) -> list[_Touching]:
    """Return edits that touch the same tokens together, with the tokens that they touch.

    An edit within no token, such as one of a space, touches the tokens that it stands at.
    """
    starts, stops = [start for start, _ in spans], [stop for _, stop in spans]
    groups: list[_Touching] = []
    for edit in sorted(edits, key=lambda e: (e["start"], e["end"])):
        start, end = edit["start"], edit["end"]
        first, last = bisect_right(stops, start), bisect_left(starts, end)
        if first >= last:
            first, last = bisect_left(stops, start), bisect_right(starts, end)
        else:  # a sign between letters that becomes one makes a word of them
            left, right = source[:start][-1:], source[end:][:1]
            new = str(edit["after"])
            first -= first > 0 and stops[first - 1] == start and _joins(left, new[:1] or right)
            last += last < len(spans) and starts[last] == end and _joins(new[-1:] or left, right)
        if groups and groups[-1][1] > first:
            before_first, before_last, own = groups.pop()
            groups.append((before_first, max(before_last, last), [*own, edit]))
        else:
            groups.append((first, last, [edit]))
    return groups


def _joins(left: str, right: str) -> bool:
    """Say whether two signs side by side are letters or figures of one word."""
    return left.isalnum() and right.isalnum()


# --- scores ----------------------------------------------------------------------------------

_Key = tuple[object, ...]


def score(predicted: Sequence[Block], gold: Sequence[Block], way: Way = "correction") -> Scores:
    """Return how the edits of ``predicted`` agree with ``gold``, block by block.

    Raises :class:`InputError` if they are not of the same texts.
    """
    if len(predicted) != len(gold):
        raise InputError(f"{len(predicted)} texts are predicted, and {len(gold)} have a truth")
    total = Scores(0, 0, 0)
    for number, (ours, theirs) in enumerate(zip(predicted, gold, strict=True), 1):
        if ours.tokens != theirs.tokens:
            raise InputError(f"text {number} of the predictions is another one than in the gold")
        total = max(
            (
                _together(total, _compared(mine, true))
                for mine in _by_annotator(ours, way)
                for true in _by_annotator(theirs, way)
            ),
            key=_rank,
        )
    return total


def _together(total: Scores, one: Scores) -> Scores:
    return Scores(*(a + b for a, b in zip(total, one, strict=True)))


def _rank(scores: Scores) -> tuple[float, int, int, int]:
    """Return by what a combination is better: F, right edits, then few wrong and missing ones."""
    return round(scores.f05, DECIMALS), scores.right, -scores.wrong, -scores.missing


def _by_annotator(block: Block, way: Way) -> list[dict[_Key, list[str]]]:
    """Return, for each annotator, the types of the edits at each key that has to be alike."""
    found: dict[int, dict[_Key, list[str]]] = {}
    for edit in block.edits or (M2Edit(-1, -1, NOTHING, _EMPTY),):
        own = found.setdefault(edit.annotator, {})
        if edit.type == _UNKNOWN and way in ("correction", "classified"):
            continue
        for key in _keys(edit, way):
            own.setdefault(key, []).append(edit.type)
    return list(found.values())


def _keys(edit: M2Edit, way: Way) -> Iterator[_Key]:
    if way == "tokens" and edit.start >= 0:
        end = edit.end if edit.end > edit.start else edit.start + 1  # the token to the right
        yield from ((at, at + 1) for at in range(edit.start, end))
    elif way in ("tokens", "spans"):
        yield edit.start, edit.end
    elif way == "classified":
        yield edit.start, edit.end, edit.type, edit.correction
    else:
        yield edit.start, edit.end, edit.correction


def _compared(mine: Mapping[_Key, list[str]], true: Mapping[_Key, list[str]]) -> Scores:
    """Count the edits of one annotator against those of another."""
    right = wrong = 0
    for key, types in mine.items():
        if types[0] == NOTHING:
            continue
        right += len(true[key]) if key in true else 0
        wrong += len(types) if key not in true else 0
    missing = sum(
        len(types) for key, types in true.items() if types[0] != NOTHING and key not in mine
    )
    return Scores(right, wrong, missing)
