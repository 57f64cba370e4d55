"""The ledger: one row per edit or proposal, in Parquet or as JSON lines.

Rows are sorted by file, row, start and end. :func:`read` gives them back, whatever the format.
"""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.batch import streams, writing
from pipeline.edits import Edit
from pipeline.errors import InputError
from pipeline.io import records
from pipeline.io.table import edit_fields, edit_values, utf8

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("parquet", "jsonl")
"""What a ledger may be written as: ``ledger.parquet`` or ``ledger.jsonl``."""

GROUP_ROWS = 65_536
"""Rows of a row group: a fixed number, so that the bytes depend on nothing but the rows."""

BATCH = 4096
"""Rows held as Python objects at a time."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """An edit or proposal of article ``row`` (0-based) of ``file``.

    Offsets are code points of the article's source text. ``decision`` is ``auto`` or ``review``
    from the program, ``accepted``, ``rejected`` or ``edited`` from a person.
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
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain JSON types, in the order of the columns."""
        values = {name: getattr(self, name) for name in self.__slots__}
        values["candidates"] = [{"text": t, "probability": p} for t, p in self.candidates]
        return values


def schema() -> "pa.Schema":
    """Return the columns of the ledger."""
    import pyarrow as pa

    where = [("file", pa.string()), ("row", pa.int64()), ("id", pa.string())]
    return pa.schema([*(pa.field(*column) for column in where), *edit_fields()])


def rows_of(file: str, row: int, document_id: str, edits: Iterable[dict[str, Any]]) -> list[Any]:
    """Return the ledger rows of one article as values for :func:`table`."""
    where = {"file": utf8(file), "row": row, "id": utf8(document_id)}
    return [{**where, **edit} for edit in edit_values(edits)]


def table(values: "list[Any]") -> "pa.Table":
    """Return rows, each a dictionary by column, as a table."""
    import pyarrow as pa

    return pa.Table.from_pylist(values, schema=schema())


def write(path: str | Path, rows: Iterable[LedgerRow]) -> None:
    """Write a ledger; the suffix of ``path`` says whether as Parquet or as JSON lines."""
    with writer(str(path)) as add:
        batch: list[Any] = []
        for row in rows:
            batch.append(row.to_dict())
            if len(batch) == BATCH:
                add(table(batch))
                batch = []
        add(table(batch))


@contextlib.contextmanager
def writer(path: str) -> "Iterator[Callable[[pa.Table], None]]":
    """Give a function that writes tables of rows to a ledger, which is whole at the end.

    The bytes depend on the rows alone, not on how they were cut into tables.
    """
    if path.endswith(".jsonl"):
        with streams.written(path) as put:
            yield lambda rows: put(lines(rows))
        return
    with writing.table_writer(path, schema()) as write_group:
        grouped = writing.Grouped(write_group, GROUP_ROWS)
        yield grouped.add
        grouped.flush()


def lines(rows: "pa.Table") -> bytes:
    """Return rows of the ledger as JSON lines."""
    return b"".join(records.encode(records.dumps(row)) for row in rows.to_pylist())


def find(folder: str | Path) -> Path:
    """Return the path of the ledger of a run; raise :class:`InputError` when there is none."""
    for kind in FORMATS:
        path = Path(folder) / f"ledger.{kind}"
        if path.is_file():
            return path
    raise InputError(f"no ledger in {folder}: name the folder that `rature run -o` wrote")


def read(folder: str | Path) -> Iterator[LedgerRow]:
    """Yield the rows of the ledger of a run, in order, a few thousand in memory at a time.

    Raises :class:`InputError` when there is none or it is damaged.
    """
    path = find(folder)
    for number, values in enumerate(_values(path)):
        try:
            candidates = tuple((c["text"], c["probability"]) for c in values["candidates"])
            yield LedgerRow(**{**values, "candidates": candidates})
        except (TypeError, KeyError) as error:
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
            if not set(schema().names) <= set(file.schema_arrow.names):
                raise InputError(f"{path} is no ledger: name the folder that `rature run -o` wrote")
            for batch in file.iter_batches(BATCH, columns=schema().names):
                yield from batch.to_pylist()
    except pa.ArrowException as error:
        raise InputError(f"{path} is damaged: {error}") from error
