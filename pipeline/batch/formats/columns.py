"""Columns: which one holds the texts, and which one the ids. Start from :func:`with_columns`."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.batch.formats.base import Source
from pipeline.errors import InputError
from pipeline.io.columns import named

TEXT_COLUMNS = (
    "text content body article texte contenu corps maintext article_text fulltext".split()
)
MAX_NAME_SHOWN = 40
"""Characters of a column's name in a message."""

ID_COLUMNS = "id doc_id docid article_id uuid guid url link".split()
"""Usual names of the two columns, best first; upper and lower case are the same."""


def with_columns(
    source: Source, texts: Sequence[str], names: Sequence[str], *, fixed: bool = True
) -> Source:
    """Return ``source`` with its columns: those that the user named, else a guess.

    ``names`` are all columns and ``texts`` those that may hold the text. ``fixed`` says that there
    are no others: then a column that the user named must be one of them, else
    :class:`InputError` is raised. Of several text columns one is enough.
    """
    guessed: list[str] = []
    found = ", ".join(" ".join(name.split())[:MAX_NAME_SHOWN] for name in names) or "none"
    name = source.id_column
    text, *more = source.text_columns if source.more_columns else named(source.text_column, names)
    several = bool(more)
    if fixed and more:
        wanted = [text, *more]
        there = [one for one in wanted if one in names]
        guessed += [f"no column {one}" for one in wanted if there and one not in there]
        text, *more = there or [source.text_column]
    if not text:
        text = _first_known(TEXT_COLUMNS, texts)
        if not text:
            raise InputError(
                f"{source.path}: which column is the text? Name it with --text-column "
                f"(found: {found})"
            )
        guessed.append(f"text from {text}")
    elif fixed and text not in names:
        raise InputError(f"{source.path} has no column {text}: --text-column is one of {found}")
    if not name:
        name = _first_known(ID_COLUMNS, [n for n in names if n not in (text, *more)])
        guessed.append(f"id from {name}" if name else "no ids")
    elif fixed and name not in names:
        raise InputError(f"{source.path} has no column {name}: --id-column is one of {found}")
    return replace(
        source,
        text_column=text,
        more_columns=tuple(more),
        several=several,
        id_column=name,
        guessed=tuple(guessed),
    )


def _first_known(known: Sequence[str], names: Sequence[str]) -> str:
    lower = {name.strip().lower(): name for name in reversed(names)}
    return next((lower[name] for name in known if name in lower), "")
