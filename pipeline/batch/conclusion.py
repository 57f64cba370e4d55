"""What is said at the end of a run: which kinds of errors there were, and the exit code."""

import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pipeline.batch.formats import Source
from pipeline.batch.options import RunOptions
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


def how_many(number: int, what: str) -> str:
    """Return a number of things.

    >>> how_many(1, "article"), how_many(2000, "article")
    ('1 article', '2,000 articles')
    """
    return f"{number:,} {what}{'s' * (number != 1)}"


def complaints(listed: Sequence[Mapping[str, Any]], errors: int) -> list[str]:
    """Return a line for each frequent kind of error: how many articles have it, and the first.

    ``listed`` are the errors as in ``run.json``, which may be only the first of all ``errors``.
    """
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for one in listed:
        kinds.setdefault(_VARIABLE.sub("…", one["error"]), []).append(one)
    frequent = sorted(kinds.values(), key=len, reverse=True)
    told = [
        f"{how_many(len(of_kind), 'article')}: {first['error']} "
        f"(first: {first['file']}, row {first['row']})"
        for of_kind in frequent[:KINDS]
        for first in of_kind[:1]
    ]
    rest = errors - sum(len(of_kind) for of_kind in frequent[:KINDS])
    return [*told, *([f"{rest:,} other errors"] if rest > 0 else [])]


def files_told(bad: Collection[str]) -> str:
    """Return how many files could not be read as a whole, and the names of the first.

    >>> files_told(["b.csv", "a.gz"])
    '2 files with errors (a.gz, b.csv)'
    """
    named = sorted(bad)[:KINDS]
    more = ", …" * (len(bad) > len(named))
    return f"{how_many(len(bad), 'file')} with errors ({', '.join(named)}{more})"


def next_step(out: str, proposed: int) -> str:
    """Return what to do after a run, by the number of proposals.

    >>> next_step("out", 0), next_step("out", 1)
    ('next: rature report out', '1 proposal waits for a person: rature review out')
    """
    folder = shlex.quote(out)
    if not proposed:
        return f"next: rature report {folder}"
    waiting = "1 proposal waits" if proposed == 1 else f"{proposed:,} proposals wait"
    return f"{waiting} for a person: rature review {folder}"


def read_as(options: RunOptions, sources: Sequence[Source]) -> list[str]:
    """Return how files were read, a line for those read alike, where that differs between them.

    It differs when a file is not in UTF-8 though nobody named its encoding, or when the texts come
    from other columns than in the other files.
    """
    alike: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for source in sources:
        if source.tabular or source.encoding != "utf-8":
            columns = source.text_columns if source.tabular else ()
            alike.setdefault((columns, source.encoding), []).append(source.name)
    if len({columns for columns, _ in alike if columns}) < 2:
        alike = {
            ((), codec): names
            for (_, codec), names in alike.items()
            if codec not in ("utf-8", options.encoding)
        }
    told = []
    for (columns, codec), names in alike.items():
        more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
        said = [f"text from {' and '.join(columns)}"] if columns else []
        said += [f"read as {codec} (--encoding wins)"] if codec != "utf-8" else []
        told.append(f"{names[0]}{more}: {', '.join(said)}")
    return told
