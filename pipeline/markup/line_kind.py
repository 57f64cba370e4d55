"""The type of the rows of :mod:`~pipeline.markup.boilerplate` and its neighbours."""

from typing import NamedTuple

import regex


class LineKind(NamedTuple):
    """A kind of line: its rule, what a whole line must match, how sure that makes, and examples.

    ``goes`` are lines that are taken out, ``stays`` others that are left alone.
    """

    rule: str
    pattern: "regex.Pattern[str]"
    confidence: float
    reason: str
    goes: tuple[str, ...]
    stays: tuple[str, ...]


def line_kind(  # noqa: PLR0913 — the cells of a row
    rule: str,
    confidence: float,
    reason: str,
    pattern: str,
    goes: tuple[str, ...],
    stays: tuple[str, ...],
) -> LineKind:
    """Return a row, its pattern compiled: verbose, capitals do not count."""
    compiled = regex.compile(pattern, regex.IGNORECASE | regex.VERBOSE)
    return LineKind(rule, compiled, confidence, reason, goes, stays)
