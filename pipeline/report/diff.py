"""Diffs for people and programs: a unified patch, and changed words in context.

Both are made from the edits, not by comparing two texts. So they take linear time and show what
the program really did.
"""

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from pipeline.edits import Edit, apply

PATCH_CONTEXT_LINES = 3
"""Unchanged lines around a hunk, as in ``git diff`` and ``diff -u``."""

WORD_CONTEXT = 60
"""Unchanged code points on each side of a changed word. Together they fill about a line."""

RED, GREEN, YELLOW, BOLD, DIM, PLAIN = (f"\x1b[{n}m" for n in ("9;31", "32", "33", "1", "2", "0"))

_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class _Change(NamedTuple):
    """Lines ``[start, end)`` of the source and the lines that replace them."""

    start: int
    end: int
    new: list[str]


def unified(source: str, edits: Iterable[Edit], name: str) -> str:
    r"""Return the patch that makes ``edits``, as ``git apply`` and ``patch -p1`` read it.

    ``name`` is a path relative to the working folder. Lines end at ``\n`` alone. The patch is
    empty when nothing changes.
    """
    lines = _Lines(source)
    patch: list[str] = []
    hunk: list[_Change] = []
    shift = 0
    for change in _changes(lines, edits):
        if hunk and change.start - hunk[-1].end > 2 * PATCH_CONTEXT_LINES:
            shift += _write_hunk(patch, lines.rows, hunk, shift)
            hunk = []
        hunk.append(change)
    if not hunk:
        return ""
    _write_hunk(patch, lines.rows, hunk, shift)
    return f"--- {_label('a/' + name)}\n+++ {_label('b/' + name)}\n{''.join(patch)}"


class _Lines:
    """A text as lines, and which line an offset lies in."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rows = _split(text)
        self.starts = [0, *accumulate(map(len, self.rows))]

    def at(self, offset: int) -> int:
        """Return the number of the line at an offset; the end of the text is in the last line."""
        return max(0, min(bisect_right(self.starts, offset) - 1, len(self.rows) - 1))


def _split(text: str) -> list[str]:
    r"""Cut at ``\n`` alone. ``splitlines`` also cuts at characters that are content here."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])


def _changes(lines: _Lines, edits: Iterable[Edit]) -> Iterator[_Change]:
    """Yield the changes of whole lines, in order. No two of them touch the same line."""
    cluster: list[Edit] = []
    first = end = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if cluster and lines.at(edit.start) >= end:
            yield from _change(lines, first, end, cluster)
            cluster = []
        if not cluster:
            first = lines.at(edit.start)
        cluster.append(edit)
        end = lines.at(edit.end) + 1
    if cluster:
        yield from _change(lines, first, end, cluster)


def _change(lines: _Lines, first: int, end: int, edits: Sequence[Edit]) -> Iterator[_Change]:
    """Yield what ``edits`` change in the lines ``[first, end)``, without equal lines around it."""
    end = min(end, len(lines.rows))
    base = lines.starts[first]
    text = lines.text[base : lines.starts[end]]
    old = lines.rows[first:end]
    inside = (replace(edit, start=edit.start - base, end=edit.end - base) for edit in edits)
    new = _split(apply(text, inside))
    head = _equal(old, new)
    tail = _equal(old[head:][::-1], new[head:][::-1])
    if head < max(len(old), len(new)):
        yield _Change(first + head, end - tail, new[head : len(new) - tail])


def _equal(a: Sequence[str], b: Sequence[str]) -> int:
    """Return how many lines are equal before the first difference."""
    for count, (left, right) in enumerate(zip(a, b, strict=False)):
        if left != right:
            return count
    return min(len(a), len(b))


def _write_hunk(patch: list[str], lines: Sequence[str], hunk: list[_Change], shift: int) -> int:
    """Append a hunk to ``patch``; return how many lines longer it makes the text."""
    start = max(0, hunk[0].start - PATCH_CONTEXT_LINES)
    end = min(len(lines), hunk[-1].end + PATCH_CONTEXT_LINES)
    growth = sum(len(change.new) - (change.end - change.start) for change in hunk)
    body: list[str] = []
    position = start
    for change in hunk:
        body += (_row(" ", line) for line in lines[position : change.start])
        body += (_row("-", line) for line in lines[change.start : change.end])
        body += (_row("+", line) for line in change.new)
        position = change.end
    body += (_row(" ", line) for line in lines[position:end])
    size = end - start
    old, new = _range(start, size), _range(start + shift, size + growth)
    patch += f"@@ -{old} +{new} @@\n", *body
    return growth


def _range(start: int, size: int) -> str:
    """Return a range of lines as patches write it.

    Lines count from 1. An empty range names the line before it.
    """
    return f"{start + bool(size)},{size}" if size != 1 else str(start + 1)


def _row(sign: str, line: str) -> str:
    """Return a line of a hunk."""
    return sign + line if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"


def _label(path: str) -> str:
    """Return a path for the head of a patch."""
    if path.endswith(" "):
        return _quoted(path)  # patch would strip the space
    # The tab is what git writes: it tells patch that a name with spaces ends here.
    return quoted(path) + "\t" * (" " in path)


def quoted(path: str) -> str:
    r"""Return ``path`` as git writes it, quoted only when needed: ``"caf\303\251"``."""
    plain = all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in os.fsencode(path))
    return path if plain else _quoted(path)


def _quoted(path: str) -> str:
    return f'"{"".join(map(_octet, os.fsencode(path)))}"'


def _octet(byte: int) -> str:
    if byte in _ESCAPES:
        return "\\" + _ESCAPES[byte]
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def words(
    source: str,
    edits: Sequence[Edit],
    proposals: Sequence[Edit],
    name: str,
    *,
    colour: bool = False,
) -> str:
    """Return each change in its context, with the rule, probability and reason below it.

    An edit that was made is written ``[-before-]{+after+}``, as in ``git diff --word-diff``; a
    proposal is written ``[?before→after?]``. With ``colour`` ANSI colours replace these signs.
    """
    paint = _paint if colour else _signs
    changes = sorted(
        [*((e, True) for e in edits), *((e, False) for e in proposals)],
        key=lambda change: (change[0].start, change[0].end),
    )
    blocks: list[list[tuple[Edit, bool]]] = []
    for change in changes:
        if blocks and _near(source, blocks[-1][-1][0].end, change[0].start):
            blocks[-1].append(change)
        else:
            blocks.append([change])
    out: list[str] = []
    line, counted = 1, 0
    for block in blocks:
        start, end = block[0][0].start, block[-1][0].end
        line += source.count("\n", counted, start)
        counted = start
        head, tail = _before(source, start), _after(source, end)
        pieces = [head]
        position = start
        for edit, made in block:
            pieces += visible(source[position : edit.start]), paint(edit, made)
            position = edit.end
        pieces.append(tail)
        title = f"{visible(name)}:{line}"
        out.append(f"{BOLD}{title}{PLAIN}" if colour else title)
        out.append(f"    {''.join(pieces)}")
        out += (_note(edit, made, colour) for edit, made in block)
        out.append("")
    return "".join(row + "\n" for row in out)


def _near(source: str, end: int, start: int) -> bool:
    """Say whether two changes share their context: same line, and little text between them."""
    return start - end <= 2 * WORD_CONTEXT and "\n" not in source[end:start]


def _before(source: str, start: int) -> str:
    """Return the context before ``start``: whole words of the same line."""
    line = source.rfind("\n", max(0, start - WORD_CONTEXT), start) + 1
    if line or start <= WORD_CONTEXT:
        return visible(source[line:start])
    return "…" + visible(source[start - WORD_CONTEXT : start].partition(" ")[2])


def _after(source: str, end: int) -> str:
    """Return the context after ``end``: whole words of the same line."""
    line = source.find("\n", end, end + WORD_CONTEXT)
    if line >= 0:
        return visible(source[end:line])
    rest = source[end : end + WORD_CONTEXT]
    return visible(rest if end + WORD_CONTEXT >= len(source) else rest.rpartition(" ")[0] + "…")


def _signs(edit: Edit, made: bool) -> str:
    """Return an edit with brackets as signs."""
    before, after = visible(edit.before, "↵"), visible(edit.after, "↵")
    if not made:
        return f"[?{before}→{after}?]"
    return (f"[-{before}-]" if before else "") + (f"{{+{after}+}}" if after else "")


def _paint(edit: Edit, made: bool) -> str:
    """Return an edit with colours as signs."""
    before, after = visible(edit.before, "↵"), visible(edit.after, "↵")
    if not made:
        return f"{YELLOW}{before}→{after}?{PLAIN}"
    return (f"{RED}{before}{PLAIN}" if before else "") + (f"{GREEN}{after}{PLAIN}" if after else "")


def _note(edit: Edit, made: bool, colour: bool) -> str:
    """Return the line about an edit: rule, probability, both sides, reason."""
    before, after = (_short(visible(text, "↵")) for text in (edit.before, edit.after))
    reason = f": {visible(edit.reason, ' ')}" if edit.reason else ""
    note = f"{edit.rule} {edit.confidence:.2f} {before} → {after}{reason}"
    if colour:
        note = f"{DIM if made else YELLOW}{note}{PLAIN}"
    return f"  {' ' if made else '?'} {note}"


def _short(text: str, size: int = 40) -> str:
    return text if len(text) <= size else f"{text[: size - 1]}…"


def visible(text: str, newline: str = "\\n") -> str:
    """Return ``text`` safe for a terminal: controls become escapes, line breaks ``newline``."""
    text = text.replace("\r\n", "\n").replace("\n", newline)
    return _CONTROLS.sub(lambda match: ascii(match.group())[1:-1], text)
