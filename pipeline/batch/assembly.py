"""Put the parts of all shards together into the files that a run leaves behind.

Start reading from :func:`assemble`. Everything is streamed in the order of the dump, and nothing
depends on where one shard ends and the next begins. An interrupted assembly may start again.
"""

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.batch import duplicates, ledger, places, streams
from pipeline.batch.duplicates import Article, Index
from pipeline.batch.formats import Format, Source, target_of
from pipeline.batch.parts import marker, part_path, reading, tables
from pipeline.batch.shards import ADDED_FIELDS
from pipeline.batch.tally import Tally
from pipeline.errors import InputError
from pipeline.io import records
from pipeline.io.table import utf8

if TYPE_CHECKING:
    import pyarrow as pa

DUPLICATES_FILE = "duplicates.jsonl"
"""The list of near-duplicates: an article, the first article that it repeats, their similarity."""

PAGES_FILE = "pages.jsonl"
"""The list of web pages: what is known of each page, and how much of it was left out."""


@dataclass(frozen=True)
class Plan:
    """What to assemble: ``shards`` of ``sources``, from the folder ``work`` to ``out``.

    ``shards`` are keys. ``names`` are the names of the files that come out. ``dedup`` is "",
    ``mark`` or ``drop``.
    """

    out: str
    work: str
    shards: Sequence[int]
    sources: Sequence[Source]
    names: Sequence[str]
    output: str = ""
    ledger: str = ledger.LEDGER_FORMATS[0]
    patch: bool = False
    dedup: str = ""


Gap = tuple[int, int, str]
"""Rows that could not be read: the first one, their number, and why."""


@dataclass(frozen=True)
class Assembled:
    """What was counted: the tally of all articles, the rows of each file, the duplicates.

    ``broken`` has, for files with rows that could not be read, these rows: the first one, their
    number, and why.
    """

    tally: Tally
    rows: Sequence[int]
    duplicates: int
    broken: Mapping[str, Sequence[Gap]]


def assemble(plan: Plan) -> Assembled:
    """Write the clean dump, the ledger, the patch and the duplicates; return what was counted."""
    places.remove(places.join(plan.out, "clean"))  # left behind by an interrupted assembly
    places.tidy(plan.out)
    repeats = _list_duplicates(plan) if plan.dedup else 0
    _write_dump(plan)
    _write_ledger(plan)
    _write_pages(plan)
    if plan.patch:
        _write_patch(plan)
    tally, rows = Tally(), {source.name: 0 for source in plan.sources}
    broken: dict[str, list[Gap]] = {}
    for found in _markers(plan):
        tally.merge(Tally.of(found["tally"]))
        for file, _, count in found["pieces"]:
            rows[file] += count
        for file, first, count, why in found["broken"]:
            _add_gap(broken.setdefault(file, []), (first, count, why))
    return Assembled(tally, list(rows.values()), repeats, broken)


def _add_gap(gaps: list[Gap], gap: Gap) -> None:
    """Add rows that could not be read, as one gap with those before them."""
    first, count, why = gap
    if gaps and gaps[-1][0] + gaps[-1][1] == first and gaps[-1][2] == why:
        gaps[-1] = (gaps[-1][0], gaps[-1][1] + count, why)
    else:
        gaps.append(gap)


def _markers(plan: Plan) -> Iterator[dict[str, Any]]:
    for key in plan.shards:
        found = marker(plan.work, key)
        if found is None:
            raise InputError(f"a part is gone from {plan.work}, and will be made anew")
        yield found


# --- duplicates ------------------------------------------------------------------------------


def _list_duplicates(plan: Plan) -> int:
    """Find the duplicates in the order of the dump, write their list and return their number."""
    index, count = Index(), 0
    with streams.written(places.join(plan.out, DUPLICATES_FILE)) as put:
        for found in _markers(plan):
            with reading(plan.work, found["key"]):
                signed = iter(
                    list(duplicates.read(part_path(plan.work, found["key"], "signatures")))
                )
            for name, first, rows in found["pieces"]:
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
    """Reads the list of duplicates, which is in the order of the dump, row by row."""

    def __init__(self, plan: Plan, stack: contextlib.ExitStack) -> None:
        self._order = {source.name: file for file, source in enumerate(plan.sources)}
        self._lines: Iterator[bytes] = iter(())
        if plan.dedup:
            path = places.join(plan.out, DUPLICATES_FILE)
            self._lines = iter(stack.enter_context(places.opened(path)))
        self._next()

    def _next(self) -> None:
        line = next(self._lines, None)
        self._found: dict[str, Any] = json.loads(line) if line else {}
        self._place = (
            (self._order[self._found["file"]], self._found["row"]) if line else (1 << 62, 0)
        )

    def of(self, file: int, row: int) -> dict[str, Any] | None:
        """Return the article that a row repeats, or None; rows must be asked for in order."""
        while self._place < (file, row):
            self._next()
        if self._place > (file, row):
            return None
        first: dict[str, Any] = self._found["duplicate_of"]
        return first


# --- files -----------------------------------------------------------------------------------


def _write_dump(plan: Plan) -> None:
    with contextlib.ExitStack() as stack:
        repeats = _Repeats(plan, stack)
        found = _rows(plan)
        held = next(found, None)
        for file, source in enumerate(plan.sources):
            target = target_of(source.format, plan.output)
            with _writer(plan, file, target) as write:
                while held is not None and held[0] == file:
                    _, row, table = held
                    if plan.dedup:
                        firsts = [repeats.of(file, row + i) for i in range(table.num_rows)]
                        table = _marked(plan, source, target, table, firsts)
                    write(row, table)
                    held = next(found, None)


def _rows(plan: Plan) -> "Iterator[tuple[int, int, pa.Table]]":
    """Yield the rows of all shards as tables, each with its file and its first row."""
    numbers = {source.name: file for file, source in enumerate(plan.sources)}
    for found in _markers(plan):
        pieces = iter(found["pieces"])
        file, row, left = next(pieces)
        for table in _tables(plan, found["key"], "rows"):
            while table.num_rows:
                while not left:
                    file, row, left = next(pieces)
                take = min(left, table.num_rows)
                yield numbers[file], row, table.slice(0, take)
                table = table.slice(take)
                row, left = row + take, left - take


def _tables(plan: Plan, key: int, kind: str) -> "Iterator[pa.Table]":
    """Yield the tables of a part."""
    found = tables(part_path(plan.work, key, kind))
    while True:
        with reading(plan.work, key):
            table = next(found, None)
        if table is None:
            return
        yield table


def _marked(
    plan: Plan,
    source: Source,
    target: Format,
    table: "pa.Table",
    firsts: Sequence[dict[str, Any] | None],
) -> "pa.Table":
    """Return rows without duplicates, or with a field that names what each row repeats.

    ``firsts`` has the article that each row repeats, None for a row that is no duplicate.
    """
    import pyarrow as pa

    if plan.dedup == "drop" and target.folder:  # the file names are row numbers, which must stay
        lines = table.column("line").to_pylist()
        kept = [line if first is None else None for line, first in zip(lines, firsts, strict=True)]
        return pa.table({"line": pa.array(kept, table.schema.field("line").type)})
    if plan.dedup == "drop":
        return table.filter(pa.array([first is None for first in firsts]))
    if not target.tabular:
        return table
    return target.with_field(source, table, "duplicate_of", firsts)


@contextlib.contextmanager
def _writer(plan: Plan, file: int, target: Format) -> "Iterator[Callable[[int, pa.Table], None]]":
    """Give a function that writes rows of a file; it is told the number of the first row."""
    path = places.join(plan.out, "clean", plan.names[file])
    if target.folder:
        yield lambda row, table: _write_texts(path, row, table)
    elif not target.tabular:
        yield lambda row, table: _write_text(path, table)
    else:
        added = (*ADDED_FIELDS, "duplicate_of") if plan.dedup == "mark" else ADDED_FIELDS
        with target.writer(path, plan.sources[file], added) as write:
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
            if "ledger" not in found["parts"]:
                continue
            for table in _tables(plan, found["key"], "ledger"):
                add(_kept(table, repeats, order) if plan.dedup == "drop" else table)


def _kept(table: "pa.Table", repeats: _Repeats, order: dict[str, int]) -> "pa.Table":
    """Return the rows of the ledger whose articles are not left out as duplicates."""
    import pyarrow as pa

    keys = zip(table.column("file").to_pylist(), table.column("row").to_pylist(), strict=True)
    return table.filter(pa.array([repeats.of(order[file], row) is None for file, row in keys]))


def _write_pages(plan: Plan) -> None:
    parts = [
        part_path(plan.work, f["key"], "pages") for f in _markers(plan) if "pages" in f["parts"]
    ]
    if parts:
        with streams.written(places.join(plan.out, PAGES_FILE)) as put:
            for path in parts:
                put(places.read(path))


def _write_patch(plan: Plan) -> None:
    with streams.written(places.join(plan.out, "changes.patch")) as put:
        for found in _markers(plan):
            if "patch" in found["parts"]:
                put(places.read(part_path(plan.work, found["key"], "patch")))
