"""Diffs for people and programs: a unified patch, and words in context."""

import difflib


def unified(before: str, after: str, name: str) -> str:
    """Return a unified patch with ``a/`` and ``b/`` paths; empty when nothing changed.

    Lines end at ``\\n`` alone, as for ``git apply`` and ``patch``.
    """
    if before == after:
        return ""
    old, new = (_lines(text) for text in (before, after))
    patch = []
    for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
        patch.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(patch)


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])
