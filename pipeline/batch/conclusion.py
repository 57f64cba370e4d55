"""What is said at the end of a run: which kinds of errors there were, and the exit code."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.exit_codes import DONE, ERRORS_FOUND, FAILED

KINDS = 3
"""Kinds of errors that are told, the most frequent ones."""

_VARIABLE = re.compile(r"«[^»]*»|'[^']*'|\"[^\"]*\"|\d+")
"""What differs between two errors of the same kind: figures and what is quoted."""


def exit_code(articles: int, errors: int, files_with_errors: int, *, lenient: bool) -> int:
    """Return the exit code of work on ``articles``, of which ``errors`` failed.

    It is 2 where nothing could be done, 1 where some articles or files failed, and 0 with
    ``lenient`` in that case.
    """
    if not errors and not files_with_errors:
        return DONE
    if errors == articles:
        return FAILED
    return DONE if lenient else ERRORS_FOUND


def complaints(listed: Sequence[Mapping[str, Any]], errors: int) -> list[str]:
    """Return a line for each frequent kind of error: how many articles have it, and the first.

    ``listed`` are the errors as in ``run.json``, which may be only the first of all ``errors``.
    """
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for one in listed:
        kinds.setdefault(_VARIABLE.sub("…", one["error"]), []).append(one)
    frequent = sorted(kinds.values(), key=len, reverse=True)
    told = [
        f"{len(of_kind):,} article{'s' * (len(of_kind) > 1)}: {first['error']} "
        f"(first: {first['file']}, row {first['row']})"
        for of_kind in frequent[:KINDS]
        for first in of_kind[:1]
    ]
    rest = errors - sum(len(of_kind) for of_kind in frequent[:KINDS])
    return [*told, *([f"{rest:,} other errors"] if rest > 0 else [])]
