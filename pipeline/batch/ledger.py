"""The ledger: one row for each edit and each proposal, in Parquet or as JSON lines.

Rows are sorted by file, row, start and end. :func:`read` gives them back from either format.
"""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.batch import streams
from pipeline.batch.formats.json_lines import JsonLinesFormat
from pipeline.batch.formats.parquet import ParquetFormat, table_writer
from pipeline.batch.formats.tables import Grouped
from pipeline.edits import Edit
from pipeline.errors import InputError
from pipeline.io import records
from pipeline.io.table import edit_fields, edit_value, utf8
from pipeline.result import MADE
from pipeline.schemas import candidate_objects, candidates_of

if TYPE_CHECKING:
    import pyarrow as pa

LEDGER_FORMATS = (ParquetFormat.name, JsonLinesFormat.name)
"""A ledger is written as ``ledger.parquet`` or ``ledger.jsonl``; the first is the default."""

LEDGER_GROUP_ROWS = 65_536
"""Rows of a row group. It is fixed, so that the bytes depend on nothing but the rows."""

ADDED_LATER = frozenset({"calibrated", "column"})
"""Columns that ledgers of earlier versions lack; they have the default of :class:`LedgerRow`."""

LEDGER_BATCH_ROWS = 4096
"""Rows that are held as Python objects at a time."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """An edit or a proposal for article ``row`` (0-based) of ``file``.

    ``column`` is the column of the text where several were named, else "". Offsets
    count code points of the article's source text. The program writes the ``decision``
    ``auto`` or ``review``; a person writes ``accepted``, ``rejected`` or ``edited``.
    """

    file: str
    row: int
    id: str
    start: int
    end: int
    before: str
    after: str
    rule: str
    stage: str
    confidence: float
    decision: str
    group: str | None
    candidates: tuple[tuple[str, float], ...]
    reason: str
    calibrated: bool = False
    column: str = ""

    @property
    def place(self) -> str:
        """Return the file, with the column behind it where a run reads several."""
        return place_of(self.file, self.column)

    @property
    def is_made(self) -> bool:
        """Say whether the edit was made, by the program or a person, rather than proposed."""
        return self.decision in MADE

    def edit(self) -> Edit:
        """Return the row as an edit of the source text."""
        return Edit(
            start=self.start,
            end=self.end,
            before=self.before,
            after=self.after,
            rule=self.rule,
            confidence=self.confidence,
            candidates=self.candidates,
            group=self.group,
            reason=self.reason,
            calibrated=self.calibrated,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain JSON types, in the order of the columns."""
        values = {name: getattr(self, name) for name in schema_names()}
        values["candidates"] = candidate_objects(self.candidates)
        return values


Where = tuple[str, int, str]
"""The place of a text: its file, its row and its column."""


def place_of(file: str, column: str) -> str:
    """Return the name of a file, with a column of it.

    >>> place_of("a.csv", "title"), place_of("a.csv", "")
    ('a.csv:title', 'a.csv')
    """
    return f"{file}:{column}" if column else file


@cache
def schema_names() -> list[str]:
    """Return the names of the columns of the ledger, in their order."""
    return list(schema().names)


def schema() -> "pa.Schema":
    """Return the columns of the ledger."""
    import pyarrow as pa

    where = [("file", pa.string()), ("row", pa.int64()), ("id", pa.string())]
    where.append(("column", pa.string()))
    return pa.schema([*(pa.field(*column) for column in where), *edit_fields()])


def rows_of(
    where_is: Where, document_id: str, edits: Iterable[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the ledger rows of one text as dictionaries for :func:`table`."""
    file, row, column = where_is
    where = {"file": utf8(file), "row": row, "id": utf8(document_id), "column": utf8(column)}
    for edit in edits:
        yield {**where, **edit_value(edit)}


def table(values: "list[Any]") -> "pa.Table":
    """Return rows as a table; each row is a dictionary from column to value."""
    import pyarrow as pa

    return pa.Table.from_pylist(values, schema=schema())


def write(path: str | Path, rows: Iterable[LedgerRow]) -> None:
    """Write a ledger as Parquet or JSON lines, as the suffix of ``path`` says."""
    with writer(str(path)) as add:
        batch: list[Any] = []
        for row in rows:
            batch.append(row.to_dict())
            if len(batch) == LEDGER_BATCH_ROWS:
                add(table(batch))
                batch = []
        add(table(batch))


@contextlib.contextmanager
def writer(path: str) -> "Iterator[Callable[[pa.Table], None]]":
    """Give a function that writes tables of rows to a ledger; the file is complete at the end.

    The bytes depend on the rows alone, not on how they were cut into tables.
    """
    if path.endswith(".jsonl"):
        with streams.written(path) as put:
            yield lambda rows: put(lines(rows))
        return
    with table_writer(path, schema()) as write_group:
        grouped = Grouped(write_group, LEDGER_GROUP_ROWS)
        yield grouped.add
        grouped.flush()


def lines(rows: "pa.Table") -> bytes:
    """Return rows of the ledger as JSON lines."""
    return b"".join(records.encode(records.dumps(row)) for row in rows.to_pylist())


def find(folder: str | Path) -> Path:
    """Return the path of the ledger of a run; raise :class:`InputError` if there is none."""
    for kind in LEDGER_FORMATS:
        path = Path(folder) / f"ledger.{kind}"
        if path.is_file():
            return path
    raise InputError(f"no ledger in {folder}: name the folder that `rature run -o` wrote")


def read(folder: str | Path) -> Iterator[LedgerRow]:
    """Yield the rows of the ledger of a run in order, with a few thousand in memory at a time.

    Raises :class:`InputError` if there is no ledger or it is damaged.
    """
    path = find(folder)
    for number, values in enumerate(_values(path)):
        try:
            yield LedgerRow(**{**values, "candidates": candidates_of(values)})
        except (TypeError, KeyError, ValueError) as error:
            raise InputError(
                f"{path} is no ledger (row {number}): run `rature run` again"
            ) from error


def _values(path: Path) -> Iterator[dict[str, Any]]:
    if path.suffix == ".jsonl":
        with path.open("rb") as file:
            for number, line in enumerate(file):
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise InputError(f"{path}: line {number + 1} is not JSON: {error}") from error
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            there = set(file.schema_arrow.names)
            if not set(schema().names) - ADDED_LATER <= there:
                raise InputError(f"{path} is no ledger: name the folder that `rature run -o` wrote")
            names = [name for name in schema().names if name in there]
            for batch in file.iter_batches(LEDGER_BATCH_ROWS, columns=names):
                yield from batch.to_pylist()
    except pa.ArrowException as error:
        raise InputError(f"{path} is damaged: {error}") from error
