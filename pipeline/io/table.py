"""Clean tables of Arrow: any engine can call :func:`clean_table` on tables of articles."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError
from pipeline.io.articles import Outcome, clean_article
from pipeline.io.cleaned_row import CleanedRow
from pipeline.io.columns import named
from pipeline.pipeline import Pipeline
from pipeline.schemas import candidate_objects, candidates_of

if TYPE_CHECKING:
    import pyarrow as pa

TABLE_FIELDS = ("language", "edits", "error")
"""Columns that are added. If the input has a column of that name, ours begins with ``rature_``."""


def clean_table(
    table: "pa.Table",
    *,
    pipeline: Pipeline | None = None,
    text_column: str | Sequence[str] = "text",
    id_column: str = "id",
) -> "pa.Table":
    """Return ``table`` with the texts cleaned and the columns language, edits and error added.

    All columns keep their order and type. ``edits`` is a list of made and proposed edits. Their
    offsets count code points of the input text or, if the text is a web page, of its article. A
    row that cannot be cleaned keeps its text and says why in ``error``. ``text_column`` may name
    several, in a sequence or with commas between: each is cleaned for itself, and each edit says
    in ``column`` which one it is of. ``id_column`` may be missing. Raises :class:`InputError` if
    there is no column of texts.
    """
    import pyarrow as pa

    names = table.column_names
    wanted = named(text_column, names) if isinstance(text_column, str) else list(text_column)
    several = len(wanted) > 1
    places = [column_index(table.schema, name) for name in wanted if name in names or not several]
    if not places:
        column_index(table.schema, " or ".join(wanted))  # raises
    ids: Sequence[Any] = table.column(id_column).to_pylist() if id_column in names else ()
    used = pipeline or _default()
    called = [names[at] if several else "" for at in places]
    rows = [
        CleanedRow(called, [_cleaned(used, text, as_id(ids[i]) if ids else "") for text in found])
        for i, found in enumerate(zip(*(texts(table.column(at)) for at in places), strict=True))
    ]
    for place, at in enumerate(places):
        cleaned = as_column([row.texts[place] for row in rows], table.field(at).type)
        table = table.set_column(at, table.schema.field(at), cleaned)
    columns = {
        "language": pa.array([row.language for row in rows], pa.string()),
        "edits": pa.array([_edits(row, several) for row in rows], edits_type(several=several)),
        "error": pa.array([_error(row) for row in rows], pa.string()),
    }
    for name, column in columns.items():
        table = table.append_column(free_name(name, table.column_names), column)
    return table


NO_TEXT_ERROR = "the text is missing (null)"
"""The error of a row without a text."""


def _edits(row: CleanedRow, several: bool) -> list[dict[str, Any]]:
    """Return the edits of a row, each with its column where there are several."""
    return [
        {**edit, "column": column} if several else edit
        for column, outcome in row.named()
        for edit in edit_values(outcome.edits)
    ]


def _error(row: CleanedRow) -> str | None:
    return row.error if any(row.outcomes) else NO_TEXT_ERROR


@cache
def _default() -> Pipeline:
    return Pipeline()


def _cleaned(pipeline: Pipeline, text: str | None, document_id: str) -> Outcome | None:
    return None if text is None else clean_article(pipeline, text, document_id)


def column_index(schema: "pa.Schema", name: str) -> int:
    """Return the position of the text column ``name``; raise :class:`InputError` if it is none."""
    import pyarrow as pa

    at = schema.names.index(name) if name in schema.names else -1
    if at < 0:
        found = ", ".join(schema.names) or "none"
        raise InputError(f"there is no column {name}: name the column of texts (found: {found})")
    kind = schema.field(at).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not is_text(kind):
        raise InputError(f"column {name} holds {kind} and no text: name the column of texts")
    return at


def is_text(kind: "pa.DataType") -> bool:
    """Say whether a column of that type holds text."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def texts(column: "pa.ChunkedArray | pa.Array") -> list[str | None]:
    """Return a column of texts as a list; null is None."""
    found: list[str | None] = column.to_pylist()
    return found


def as_column(values: Sequence[str | None], kind: "pa.DataType") -> "pa.Array":
    """Return texts as an array of type ``kind``: string, large string, view or dictionary."""
    import pyarrow as pa

    plain = [None if value is None else utf8(value) for value in values]
    if pa.types.is_dictionary(kind):
        return pa.array(plain, pa.large_string()).dictionary_encode().cast(kind)
    return pa.array(plain, kind)


def as_id(value: Any) -> str:
    """Return the id of an article as text, "" for a null."""
    return "" if value is None else str(value)


def free_name(name: str, names: Iterable[str]) -> str:
    """Return ``name``, with ``rature_`` before it as often as needed to differ from ``names``."""
    taken = set(names)
    while name in taken:
        name = f"rature_{name}"
    return name


def utf8(text: str) -> str:
    """Return ``text`` with U+FFFD for lone surrogates, which no Arrow column can hold."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def edits_type(*, several: bool = False) -> "pa.DataType":
    """Return the type of the column ``edits``: a list of edits like those in the ledger.

    Where ``several`` columns are cleaned an edit has its ``column``.
    """
    import pyarrow as pa

    column = [pa.field("column", pa.string())] if several else []
    return pa.list_(pa.struct([*edit_fields(), *column]))


def edit_fields() -> "list[pa.Field]":
    """Return the fields of an edit in the column ``edits`` and in the ledger."""
    import pyarrow as pa

    string = pa.string()
    candidate = pa.struct([("text", string), ("probability", pa.float64())])
    return [
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
        pa.field("before", string),
        pa.field("after", string),
        pa.field("rule", string),
        pa.field("stage", string),
        pa.field("confidence", pa.float64()),
        pa.field("calibrated", pa.bool_()),
        pa.field("decision", string),
        pa.field("group", string),
        pa.field("candidates", pa.list_(candidate)),
        pa.field("reason", string),
    ]


def edit_values(edits: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return edits as values for the fields of :func:`edit_fields`."""
    return [edit_value(edit) for edit in edits]


def edit_value(edit: dict[str, Any]) -> dict[str, Any]:
    """Return an edit as values for the fields of :func:`edit_fields`."""
    return {
        **edit,
        "before": utf8(edit["before"]),
        "after": utf8(edit["after"]),
        "reason": utf8(edit["reason"]),
        "candidates": candidate_objects((utf8(text), p) for text, p in candidates_of(edit)),
    }
