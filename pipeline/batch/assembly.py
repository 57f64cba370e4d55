"""Assembly: the parts of all shards become the files that a run leaves behind.

Start reading from :func:`assemble`. Everything streams, in the order of the dump; nothing depends
on where one shard ends and the next begins. It may be done again when it was interrupted.
"""

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.batch import duplicates, ledger, places, streams
from pipeline.batch.duplicates import Article, Index
from pipeline.batch.formats import TABULAR, Source, kind_of
from pipeline.batch.shards import ADDED, Tally, marker, part, tables
from pipeline.batch.writing import added_type, appended, line_table, writer
from pipeline.errors import InputError
from pipeline.io import records
from pipeline.io.table import free_name, utf8

if TYPE_CHECKING:
    import pyarrow as pa

LIST = "duplicates.jsonl"
"""The list of duplicates: article, first article, share of what they say."""

PAGES = "pages.jsonl"
"""The list of web pages: what is known of each, and how much of it, from where, was left out."""


@dataclass(frozen=True)
class Plan:
    """What to assemble: ``count`` shards in ``work``, of ``sources``, to ``out``.

    ``names`` are the files that come out.
    ``dedup`` is "", ``mark`` or ``drop``.
    """

    out: str
    work: str
    count: int
    sources: Sequence[Source]
    names: Sequence[str]
    output: str = ""
    ledger: str = "parquet"
    patch: bool = False
    dedup: str = ""


@dataclass(frozen=True)
class Assembled:
    """What was counted: over all, rows per file, duplicates."""

    tally: Tally
    rows: Sequence[int]
    duplicates: int


def assemble(plan: Plan) -> Assembled:
    """Write the clean dump, the ledger, the patch and the duplicates; return what was counted."""
    places.remove(places.join(plan.out, "clean"))  # what an interrupted assembly has left
    places.tidy(plan.out)
    repeats = _list_duplicates(plan) if plan.dedup else 0
    _write_dump(plan)
    _write_ledger(plan)
    _write_pages(plan)
    if plan.patch:
        _write_patch(plan)
    tally, rows = Tally(), [0] * len(plan.sources)
    for found in _markers(plan):
        tally.merge(Tally.of(found["tally"]))
        for file, _, count in found["pieces"]:
            rows[file] += count
    return Assembled(tally, rows, repeats)


def _markers(plan: Plan) -> Iterator[dict[str, Any]]:
    for number in range(plan.count):
        found = marker(plan.work, number)
        if found is None:
            raise InputError(f"shard {number} is gone from {plan.work}: start the run again")
        yield found


# --- duplicates ------------------------------------------------------------------------------


def _list_duplicates(plan: Plan) -> int:
    """Find the duplicates, in the order of the dump, and write their list."""
    index, count = Index(), 0
    with streams.written(places.join(plan.out, LIST)) as put:
        for found in _markers(plan):
            signed = duplicates.read(part(plan.work, found["number"], "signatures"))
            for file, first, rows in found["pieces"]:
                name = plan.sources[file].name
                for row in range(first, first + rows):
                    document_id, signature = next(signed)
                    article = Article(name, row, document_id)
                    repeat = index.first(article, signature)
                    if repeat is not None:
                        other, share = repeat
                        line = {
                            **article.to_dict(),
                            "duplicate_of": other.to_dict(),
                            "similarity": round(share, 4),
                        }
                        put(records.encode(records.dumps(line)))
                        count += 1
    return count


class _Repeats:
    """The list of duplicates, read along with what is in the same order."""

    def __init__(self, plan: Plan, stack: contextlib.ExitStack) -> None:
        self._order = {source.name: file for file, source in enumerate(plan.sources)}
        self._lines: Iterator[bytes] = iter(())
        if plan.dedup:
            path = places.join(plan.out, LIST)
            self._lines = iter(stack.enter_context(places.opened(path)))
        self._next()

    def _next(self) -> None:
        line = next(self._lines, None)
        self._found: dict[str, Any] = json.loads(line) if line else {}
        self._place = (
            (self._order[self._found["file"]], self._found["row"]) if line else (1 << 62, 0)
        )

    def of(self, file: int, row: int) -> dict[str, Any] | None:
        """Return what an article repeats; articles are asked for in order."""
        while self._place < (file, row):
            self._next()
        if self._place > (file, row):
            return None
        first: dict[str, Any] = self._found["duplicate_of"]
        return first


# --- files -----------------------------------------------------------------------------------


def _write_dump(plan: Plan) -> None:
    added = (*ADDED, "duplicate_of") if plan.dedup == "mark" else ADDED
    with contextlib.ExitStack() as stack:
        repeats = _Repeats(plan, stack)
        found = _rows(plan)
        held = next(found, None)
        for file, source in enumerate(plan.sources):
            kind = kind_of(source, plan.output)
            with _target(plan, file, source, kind, added) as write:
                while held is not None and held[0] == file:
                    _, row, table = held
                    if plan.dedup:
                        table = _judged(plan, repeats, source, kind, file, row, table)
                    write(row, table)
                    held = next(found, None)


def _rows(plan: Plan) -> "Iterator[tuple[int, int, pa.Table]]":
    """Yield the rows of all shards: file, number of the first row, table."""
    for found in _markers(plan):
        pieces = iter(found["pieces"])
        file, row, left = next(pieces)
        for table in tables(part(plan.work, found["number"], "rows")):
            while table.num_rows:
                while not left:
                    file, row, left = next(pieces)
                take = min(left, table.num_rows)
                yield file, row, table.slice(0, take)
                table = table.slice(take)
                row, left = row + take, left - take


def _judged(
    plan: Plan,
    repeats: _Repeats,
    source: Source,
    kind: str,
    file: int,
    row: int,
    table: "pa.Table",
) -> "pa.Table":
    """Return rows without duplicates, or with the field that names what they repeat."""
    import pyarrow as pa

    firsts = [repeats.of(file, row + i) for i in range(table.num_rows)]
    if plan.dedup == "drop" and kind == "texts":  # each is named by its row, so none may move up
        lines = table.column("line").to_pylist()
        kept = [line if first is None else None for line, first in zip(lines, firsts, strict=True)]
        return pa.table({"line": pa.array(kept, table.schema.field("line").type)})
    if plan.dedup == "drop":
        return table.filter(pa.array([first is None for first in firsts]))
    if kind == "parquet":
        name = free_name("duplicate_of", table.column_names)
        return table.append_column(name, pa.array(firsts, added_type("duplicate_of")))
    if kind not in TABULAR:
        return table
    lines = table.column("line").to_pylist()
    return line_table(
        [
            appended(source, line, "duplicate_of", first, kind)
            for line, first in zip(lines, firsts, strict=True)
        ]
    )


@contextlib.contextmanager
def _target(
    plan: Plan, file: int, source: Source, kind: str, added: Sequence[str]
) -> "Iterator[Callable[[int, pa.Table], None]]":
    """Give a function that writes rows, of which it is told the first number, where they belong."""
    path = places.join(plan.out, "clean", plan.names[file])
    if kind == "texts":
        yield lambda row, table: _write_texts(path, row, table)
    elif kind == "text":
        yield lambda row, table: _write_text(path, table)
    else:
        with writer(path, source, added, plan.output) as write:
            yield lambda row, table: write(table)


def _write_text(path: str, table: "pa.Table") -> None:
    for content in table.column("line").to_pylist():
        with streams.written(path) as put:
            put(content)


def _write_texts(folder: str, row: int, table: "pa.Table") -> None:
    for number, content in enumerate(table.column("line").to_pylist(), row):
        if content is not None:
            places.write(places.join(folder, f"{number:09}.txt"), content)


def _write_ledger(plan: Plan) -> None:
    with contextlib.ExitStack() as stack:
        repeats = _Repeats(plan, stack)
        order = {utf8(source.name): file for file, source in enumerate(plan.sources)}
        path = places.join(plan.out, f"ledger.{plan.ledger}")
        add = stack.enter_context(ledger.writer(path))
        for found in _markers(plan):
            if not found["ledger"]:
                continue
            for table in tables(part(plan.work, found["number"], "ledger")):
                add(_kept(table, repeats, order) if plan.dedup == "drop" else table)


def _kept(table: "pa.Table", repeats: _Repeats, order: dict[str, int]) -> "pa.Table":
    """Return the rows of the ledger whose articles stay in the dump."""
    import pyarrow as pa

    keys = zip(table.column("file").to_pylist(), table.column("row").to_pylist(), strict=True)
    return table.filter(pa.array([repeats.of(order[file], row) is None for file, row in keys]))


def _write_pages(plan: Plan) -> None:
    parts = [part(plan.work, f["number"], "pages") for f in _markers(plan) if f["pages"]]
    if parts:
        with streams.written(places.join(plan.out, PAGES)) as put:
            for path in parts:
                put(places.read(path))


def _write_patch(plan: Plan) -> None:
    with streams.written(places.join(plan.out, "changes.patch")) as put:
        for found in _markers(plan):
            if found["patch"]:
                put(places.read(part(plan.work, found["number"], "patch")))
