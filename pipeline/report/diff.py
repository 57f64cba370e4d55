"""Diffs for people and programs: a unified patch, and words in context.

Both are made from the edits and not by comparing two texts: they take linear time and show what
was really done.
"""

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from pipeline.edits import Edit, apply

CONTEXT_LINES = 3
"""Unchanged lines around a hunk: what ``git diff`` and ``diff -u`` give."""

CONTEXT = 60
"""Unchanged code points on each side of a changed word: with it, about a line of a terminal."""

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
    lines = _lines(source)
    patch: list[str] = []
    hunk: list[_Change] = []
    shift = 0
    for change in _changes(source, lines, edits):
        if hunk and change.start - hunk[-1].end > 2 * CONTEXT_LINES:
            shift += _write_hunk(patch, lines, hunk, shift)
            hunk = []
        hunk.append(change)
    if not hunk:
        return ""
    _write_hunk(patch, lines, hunk, shift)
    return f"--- {_label('a/' + name)}\n+++ {_label('b/' + name)}\n{''.join(patch)}"


def _lines(text: str) -> list[str]:
    r"""Cut at ``\n`` alone: ``splitlines`` would cut at other characters, which are content."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])


def _changes(source: str, lines: Sequence[str], edits: Iterable[Edit]) -> Iterator[_Change]:
    """Yield in order what happens to whole lines, no two changes touching the same line."""
    starts = [0, *accumulate(map(len, lines))]
    last = len(lines) - 1

    def line_at(offset: int) -> int:
        return max(0, min(bisect_right(starts, offset) - 1, last))

    cluster: list[Edit] = []
    first = end = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if cluster and line_at(edit.start) >= end:
            yield from _change(source, lines, starts, first, end, cluster)
            cluster = []
        if not cluster:
            first = line_at(edit.start)
        cluster.append(edit)
        end = line_at(edit.end) + 1
    if cluster:
        yield from _change(source, lines, starts, first, end, cluster)


def _change(
    source: str,
    lines: Sequence[str],
    starts: Sequence[int],
    first: int,
    end: int,
    edits: Sequence[Edit],
) -> Iterator[_Change]:
    """Yield the change that ``edits`` make to the lines ``[first, end)``, without equal ends."""
    end = min(end, len(lines))
    base = starts[first]
    text = source[base : starts[end]]
    old = lines[first:end]
    inside = (replace(edit, start=edit.start - base, end=edit.end - base) for edit in edits)
    new = _lines(apply(text, inside))
    head = _equal(old, new)
    tail = _equal(old[head:][::-1], new[head:][::-1])
    if head < max(len(old), len(new)):
        yield _Change(first + head, end - tail, new[head : len(new) - tail])


def _equal(a: Sequence[str], b: Sequence[str]) -> int:
    """Return how many first lines are equal."""
    for count, (left, right) in enumerate(zip(a, b, strict=False)):
        if left != right:
            return count
    return min(len(a), len(b))


def _write_hunk(patch: list[str], lines: Sequence[str], hunk: list[_Change], shift: int) -> int:
    """Append a hunk to ``patch``; return by how many lines it lengthens the text."""
    start = max(0, hunk[0].start - CONTEXT_LINES)
    end = min(len(lines), hunk[-1].end + CONTEXT_LINES)
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
    """Return a line range as patches count it: from 1, and from the line before when empty."""
    return f"{start + bool(size)},{size}" if size != 1 else str(start + 1)


def _row(sign: str, line: str) -> str:
    return sign + line if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"


def _label(path: str) -> str:
    if path.endswith(" "):
        return _quoted(path)  # patch would strip the space
    # The tab is what git writes: it tells patch that a name with spaces ends here.
    return quoted(path) + "\t" * (" " in path)


def quoted(path: str) -> str:
    r"""Return ``path`` as git quotes it: ``"caf\303\251"``, and as it is when nothing needs it."""
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

    An edit that was made reads ``[-before-]{+after+}``, as ``git diff --word-diff`` writes it; one
    that is only proposed reads ``[?before→after?]``. With ``colour`` the signs are ANSI colours.
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
    return start - end <= 2 * CONTEXT and "\n" not in source[end:start]


def _before(source: str, start: int) -> str:
    """Return the context left of ``start``: whole words of the same line."""
    line = source.rfind("\n", max(0, start - CONTEXT), start) + 1
    if line or start <= CONTEXT:
        return visible(source[line:start])
    return "…" + visible(source[start - CONTEXT : start].partition(" ")[2])


def _after(source: str, end: int) -> str:
    line = source.find("\n", end, end + CONTEXT)
    if line >= 0:
        return visible(source[end:line])
    rest = source[end : end + CONTEXT]
    return visible(rest if end + CONTEXT >= len(source) else rest.rpartition(" ")[0] + "…")


def _signs(edit: Edit, made: bool) -> str:
    before, after = visible(edit.before, "↵"), visible(edit.after, "↵")
    if not made:
        return f"[?{before}→{after}?]"
    return (f"[-{before}-]" if before else "") + (f"{{+{after}+}}" if after else "")


def _paint(edit: Edit, made: bool) -> str:
    before, after = visible(edit.before, "↵"), visible(edit.after, "↵")
    if not made:
        return f"{YELLOW}{before}→{after}?{PLAIN}"
    return (f"{RED}{before}{PLAIN}" if before else "") + (f"{GREEN}{after}{PLAIN}" if after else "")


def _note(edit: Edit, made: bool, colour: bool) -> str:
    before, after = (_short(visible(text, "↵")) for text in (edit.before, edit.after))
    reason = f": {visible(edit.reason, ' ')}" if edit.reason else ""
    note = f"{edit.rule} {edit.confidence:.2f} {before} → {after}{reason}"
    if colour:
        note = f"{DIM if made else YELLOW}{note}{PLAIN}"
    return f"  {' ' if made else '?'} {note}"


def _short(text: str, size: int = 40) -> str:
    return text if len(text) <= size else f"{text[: size - 1]}…"


def visible(text: str, newline: str = "\\n") -> str:
    """Return ``text`` safe for a terminal: controls are named, line breaks become ``newline``."""
    text = text.replace("\r\n", "\n").replace("\n", newline)
    return _CONTROLS.sub(lambda match: ascii(match.group())[1:-1], text)
