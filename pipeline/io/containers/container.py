"""A file whose texts are cleaned in place. Start reading from :class:`Container`.

The segments of the file, joined by line breaks, are one text, so that each sees what all others
testify; offsets of edits count in it. Line breaks stand between segments and nowhere else, and no
edit touches one: that is how a cleaned text finds its way back. Lines that one sentence fills are
joined by a space, which no edit touches either.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.document import Document
from pipeline.edits import Edit, apply
from pipeline.errors import InputError
from pipeline.io.containers.segments import OBJECT, Segment, SourceChange, has_words, spliced
from pipeline.pipeline import Pipeline
from pipeline.result import Result

WITHOUT = ("DUP",)
"""Rules that do not run: a feed says its headlines twice, a mail its text, a document its heads and
feet, subtitles « Non ! » after « Non ! »."""

ENDED = re.compile(r"[.!?…:♪\])][»\"”’)\s]*$")
"""How a cue ends when the next one begins a sentence."""

DASHES = ("-", "–", "—")
"""The signs at the head of a line in which another voice speaks."""

SUBTITLES = frozenset({"srt", "vtt"})
"""Kinds whose segments may begin anywhere in a sentence, so that none gets a capital."""

_ANYWHERE = frozenset(f"\n{OBJECT}")
_EMPTIED = "Only proposed: it would leave an empty place in the file."
_SHAPED = "Only proposed: the file would be read in other lines or spaces."
_NO_SIGN = "Only proposed: the encoding of the file has no sign for it."


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text of the file as it is written there, and its segments: a member, or the whole."""

    source: str
    segments: Sequence[Segment]


@dataclass(frozen=True)
class Container:
    """A file of one of the kinds in :data:`pipeline.io.containers.CONTAINERS`.

    ``build`` gives the bytes of the file with the leaves of the given numbers replaced; ``read``
    reads such bytes again.
    """

    kind: str
    raw: bytes
    leaves: Sequence[Leaf]
    build: Callable[[Mapping[int, str]], bytes]
    read: Callable[[bytes], "Container"]

    @cached_property
    def _segments(self) -> list[Segment]:
        return [segment for leaf in self.leaves for segment in leaf.segments]

    @cached_property
    def _lines(self) -> list[tuple[int, int]]:
        """Return where each segment, and each line of one, begins and ends in the text."""
        lines, at = [], 0
        for number, segment in enumerate(self._segments):
            at = start = at + len(segment.gap) * (number > 0)
            for piece in segment.pieces:
                if piece.fixed:
                    lines.append((start, at))
                    start = at + len(piece.text)
                at += len(piece.text)
            lines.append((start, at))
        return lines

    @cached_property
    def _codecs(self) -> list[str]:
        """Return the encoding that each line must keep to."""
        return [s.codec for s in self._segments for _ in range(1 + sum(p.fixed for p in s.pieces))]

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._lines]

    @cached_property
    def text(self) -> str:
        """Return the text that stages read."""
        return "".join(s.gap * (n > 0) + s.text for n, s in enumerate(self._segments))

    def cleaned(self, pipeline: Pipeline, document_id: str) -> Result:
        """Clean the text; every edit that is made has its place in the file."""
        result = self.fitted(pipeline_for(pipeline).explain(Document(self.text, document_id)))
        self.check(result.text)
        return result

    def check(self, text: str) -> None:
        """Raise :class:`InputError` if the file with ``text`` would be read as any other."""
        if text != self.text and self.read(self.rebuilt(text)).text != text:
            raise InputError("the cleaned text cannot be written back: nothing was changed")

    def rebuilt(self, text: str) -> bytes:
        """Return the file with ``text`` in the place of its own; all else stays as it is.

        Raises :class:`InputError` if that text has no place there.
        """
        if text == self.text:
            return self.raw
        if text not in self._rebuilt:
            self._rebuilt.clear()
            self._rebuilt[text] = self._built(text)
        return self._rebuilt[text]

    @cached_property
    def _rebuilt(self) -> dict[str, bytes]:
        return {}

    def _built(self, text: str) -> bytes:
        rows = text.split("\n")
        if len(rows) != self.text.count("\n") + 1:
            raise InputError("the cleaned text has other lines than the file: nothing was changed")
        at = -len(self._segments[0].gap)
        changed: dict[int, str] = {}
        for number, leaf in enumerate(self.leaves):
            made: list[SourceChange] = []
            for segment in leaf.segments:
                at += len(segment.gap)
                if rows[at].count(OBJECT) != segment.text.count(OBJECT):
                    raise InputError("an object within the text would be lost: nothing was changed")
                made += segment.changed(rows[at])
            if made:
                changed[number] = spliced(leaf.source, made)
        try:
            out = self.build(changed)
        except UnicodeEncodeError as error:
            raise InputError(
                f"the file's encoding has no {error.object[error.start]!r}: nothing was changed"
            ) from error
        if _words(self.read(out).text) != _words(text):
            raise InputError("the cleaned text cannot be written back: nothing was changed")
        return out

    def fitted(self, result: Result, at: int = 0) -> Result:
        """Return ``result`` without edits that have no place; ``at`` is where its source begins."""
        edits = list(self._parted(result.edits))
        proposals = list(self._parted(result.proposals))
        refused = _groups(e for e in (*edits, *proposals) if not self._fits(e, at))
        edits = [e for e in edits if self._fits(e, at) and e.group not in refused]
        proposals = [e for e in proposals if self._fits(e, at) and e.group not in refused]
        why = self._withheld(edits, at)
        groups = {edits[i].group: reason for i, reason in why.items() if edits[i].group is not None}
        made: list[Edit] = []
        for number, edit in enumerate(edits):
            reason = why.get(number) or groups.get(edit.group)
            if reason is None:
                made.append(edit)
            else:
                proposals.append(replace(edit, reason=f"{edit.reason} {reason}".strip()))
        proposals.sort(key=lambda e: (e.start, e.end))
        return replace(
            result,
            text=apply(result.source, made),
            edits=tuple(made),
            proposals=tuple(proposals),
        )

    def _parted(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        """Yield edits without the line breaks at their ends, and deletions line by line."""
        for edit in edits:
            if "\n" not in edit.before:
                yield edit
            elif not edit.after.strip("\n"):
                at = edit.start
                group = edit.group or f"lines{edit.start}"
                lines = edit.before.split("\n")
                several = sum(map(bool, lines)) > 1
                for line in lines:
                    if line:
                        yield replace(
                            edit, start=at, end=at + len(line), before=line, after="",
                            candidates=(), group=group if several else edit.group,
                        )  # fmt: skip
                    at += len(line) + 1
            else:
                lead = len(edit.before) - len(edit.before.lstrip("\n"))
                before, after = edit.before.strip("\n"), edit.after.strip("\n")
                start = edit.start + lead
                yield replace(
                    edit, start=start, end=start + len(before), before=before, after=after,
                    candidates=(),
                ) if before else edit  # fmt: skip

    def _fits(self, edit: Edit, at: int) -> bool:
        """Say whether an edit stays in its line and takes no object away."""
        start, end = self._lines[self._line(edit, at)]
        if edit.end + at > end or OBJECT in edit.before or not _ANYWHERE.isdisjoint(edit.after):
            return False
        if self.kind in SUBTITLES and edit.rule.startswith("CAP"):
            return start < edit.start + at
        return True

    def _line(self, edit: Edit, at: int) -> int:
        return max(0, bisect_right(self._starts, edit.start + at) - 1)

    def _looks(self, text: str) -> tuple[object, ...]:
        """Return what decides how a line is read: its ends, and how many spaces are between."""
        ended = self.kind in SUBTITLES and bool(ENDED.search(text))
        dashed = text[:1] in DASHES or text[:1].islower()
        return text[:1] == " ", text[-1:] == " ", ended, dashed, "  " in text

    def _withheld(self, edits: Sequence[Edit], at: int) -> dict[int, str]:
        """Return which edits are only proposed, by their numbers, and why."""
        why: dict[int, str] = {}
        of_line: dict[int, list[int]] = {}
        for number, edit in enumerate(edits):
            of_line.setdefault(self._line(edit, at), []).append(number)
        for which, numbers in of_line.items():
            start, end = self._lines[which]
            old = self.text[start:end]
            here = [edits[number] for number in numbers]
            by = start - at
            new = apply(old, [replace(e, start=e.start - by, end=e.end - by) for e in here])
            codec = self._codecs[which]
            if has_words(old) > has_words(new):
                why.update(dict.fromkeys(numbers, _EMPTIED))
            elif self._looks(old) != self._looks(new):
                why.update(dict.fromkeys(numbers, _SHAPED))
            elif codec:
                for number in numbers:
                    try:
                        edits[number].after.encode(codec)
                    except UnicodeEncodeError:
                        why[number] = _NO_SIGN
        return why


def pipeline_for(pipeline: Pipeline) -> Pipeline:
    """Return ``pipeline`` as containers need it."""
    return replace(pipeline, ignore=(*pipeline.ignore, *WITHOUT))


def _groups(edits: Iterable[Edit]) -> set[str]:
    return {edit.group for edit in edits if edit.group is not None}


def _words(text: str) -> list[str]:
    """Return the words, line by line: white space at the ends of a segment is not shown."""
    return text.split()
