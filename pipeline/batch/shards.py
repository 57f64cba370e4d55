"""A shard: some articles that one process reads, cleans and writes as parts.

Start reading from :func:`process`, which every engine calls. A part is complete or it does not
exist. The marker of a shard is written last and says that the shard is done.
"""

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.batch import duplicates, ledger, places
from pipeline.batch.formats import Batch, Row, Slice, Source, target_of
from pipeline.batch.formulas import without_new_formula
from pipeline.batch.parts import part_path, sizes, table_writer
from pipeline.batch.reading import Reader, plan
from pipeline.batch.tally import Tally
from pipeline.edits import Edit
from pipeline.errors import InputError
from pipeline.io import records
from pipeline.io.articles import Outcome, clean_article
from pipeline.io.cleaned_row import UNDETERMINED, CleanedRow
from pipeline.io.terminal import told
from pipeline.machine import is_of_machine
from pipeline.pipeline import Pipeline
from pipeline.report.diff import unified

if TYPE_CHECKING:
    import pyarrow as pa

ADDED_FIELDS = ("language", "error")
"""Fields that each row gets, in formats with a row per article."""

ARTICLE_BYTES = 1 << 14
"""A shard of N rows ends after N times this many bytes; most articles are much shorter."""

Place = tuple[int, int]
"""An article: the number of its file and the number of its row.

A negative row stands for reading: ``~row`` is the first row of the slice that is read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A slice of the file with the number ``file``."""

    file: int
    source: Source
    part: Slice


@dataclass(frozen=True, slots=True)
class Shard:
    """Slices that are processed together: all that a worker on another machine has to know."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        """Return how many bytes of the input the shard stands for."""
        return sum(piece.part.size for piece in self.pieces)

    @property
    def key(self) -> int:
        """Return the name of the parts: a hash of the rows, and of the files they come from.

        So the parts of a shard are found again when other files of the run have changed.
        """
        content = [
            (s.name, s.stamp, s.format.name, *_read_as(s), s.id_column, part.start, part.end)
            for s, part in ((piece.source, piece.part) for piece in self.pieces)
        ]
        digest = blake2b(repr(content).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest)


def _read_as(source: Source) -> tuple[Any, ...]:
    """Return which columns of a file are read, and in which encoding."""
    more = (source.more_columns,) if source.several else ()
    return source.text_column, *more, *([source.encoding] if source.encoding != "utf-8" else [])


@dataclass(frozen=True)
class Job:
    """What is the same for all shards. ``work`` is the folder of the parts."""

    work: str
    pipeline: Pipeline
    shape: str = "auto"
    output: str = ""
    patch: bool = False
    dedup: bool = False

    def do(
        self, shard: Shard, reader: Reader, beat: "Beat", refused: Mapping[Place, str]
    ) -> dict[str, Any]:
        """Process a shard: see :func:`process`."""
        return process(shard, self, reader, beat, refused)


class Task(Protocol):
    """What the workers do with each shard. It is sent to them and must be picklable."""

    def do(
        self, shard: Shard, reader: Reader, beat: "Beat", refused: Mapping[Place, str]
    ) -> dict[str, Any]:
        """Do a shard and return what the worker reports: see :func:`process` for the arguments."""


Beat = Callable[[Place | None, Tally], None]
"""A function that a worker calls with the place of each article before it starts on it.

The place is None while the worker does anything else."""


# --- the shards of a run ---------------------------------------------------------------------


def shards(
    sources: Sequence[Source],
    rows: int,
    output: str,
    damaged: Callable[[int, InputError], None],
) -> Iterator[Shard]:
    """Cut files into shards of at most ``rows`` articles.

    The shards depend on the files and on ``rows`` alone. ``damaged`` is called with the number of
    each file that is damaged, and the error.
    """
    size = rows * ARTICLE_BYTES
    number = 0
    held: list[Piece] = []

    def cut() -> Iterator[Shard]:
        nonlocal number, held
        if held:
            yield Shard(number, tuple(held))
            number, held = number + 1, []

    for file, source in enumerate(sources):
        alone = target_of(source.format, output).typed  # columns differ from file to file
        try:
            for part in plan(source, rows, size):
                full = sum(p.part.rows for p in held) + part.rows > rows
                if full or sum(p.part.size for p in held) + part.size > size or alone:
                    yield from cut()
                held.append(Piece(file, source, part))
        except InputError as error:
            damaged(file, error)
        if alone:
            yield from cut()
    yield from cut()


# --- one shard -------------------------------------------------------------------------------


def process(
    shard: Shard,
    job: Job,
    reader: Reader | None = None,
    beat: Beat = lambda place, tally: None,
    refused: Mapping[Place, str] | None = None,
) -> dict[str, Any]:
    """Clean a shard, write its parts and then its marker, and return the marker.

    ``beat`` is called with the place of each article before anything is done for it, with the
    place of each slice before it is read, and with None before anything else. The articles in
    ``refused`` are not cleaned; each gets its reason as an error. Rows that cannot be read, or
    that are ``refused`` while they are read, are left out, and the marker names them.
    """
    reader = reader or Reader()
    refused = refused or {}
    broken: list[Missing] = []
    tally = Tally()
    pages: list[bytes] = []
    patches: list[bytes] = []
    signatures: list[tuple[str, bytes]] = []
    counted: list[tuple[str, int, int]] = []
    key = shard.key
    with (
        table_writer(part_path(job.work, key, "rows")) as write,
        ledger_part(part_path(job.work, key, "ledger")) as add,
    ):

        def lean(piece: Piece, row: Row) -> CleanedRow:
            """Clean a row and write its edits; nothing holds on to these when it is rendered."""
            place = (piece.file, row.number)
            beat(place, tally)
            before_piece = functools.partial(beat, place, tally)
            own = _cleaned(piece.source, row, job, refused.get(place), before_piece)
            tally.add(piece.source.name, row, own)
            for column, outcome in own.named():
                where = (piece.source.name, row.number, column)
                add(ledger.rows_of(where, row.id, outcome.edits))
                if outcome.meta is not None:
                    pages.append(_page(where, row, outcome.meta))
                if job.patch:
                    patches.append(_patch(piece.source, row, column, outcome))
            if job.dedup:
                signatures.append((row.id, duplicates.signature(own)))
            return own.without_edits()

        for piece in shard.pieces:
            done = 0
            reading = functools.partial(beat, (piece.file, ~piece.part.row), tally)
            why = refused.get((piece.file, ~piece.part.row))
            for batch in _readable(reader, piece, why, reading, broken):
                done += len(batch.rows)
                cleaned = [lean(piece, row) for row in batch.rows]
                beat(None, tally)
                write(_rendered(piece.source, batch, cleaned, job))
            counted.append((piece.source.name, piece.part.row, done))
    beat(None, tally)
    kinds = ["rows"]
    if tally.edits:
        kinds.append("ledger")
    if pages:
        kinds.append("pages")
        places.write(part_path(job.work, key, "pages"), b"".join(pages))
    if any(patches):
        kinds.append("patch")
        places.write(part_path(job.work, key, "patch"), b"".join(patches))
    if job.dedup:
        kinds.append("signatures")
        duplicates.write(part_path(job.work, key, "signatures"), signatures)
    found = {
        "key": key,
        "pieces": counted,
        "broken": broken,
        "size": shard.size,
        "parts": sizes(job.work, key, kinds),
        "tally": tally.to_dict(),
    }
    places.write(part_path(job.work, key, "json"), records.encode(records.dumps(found)))
    return found


@contextlib.contextmanager
def ledger_part(path: str) -> Iterator[Callable[[Iterable[dict[str, Any]]], None]]:
    """Give a function that adds rows to the ledger of a shard; without any there is no part.

    A few thousand are held at a time: a long article may have hundreds of thousands.
    """
    with contextlib.ExitStack() as stack:
        write: Callable[[pa.Table], None] | None = None
        held: list[dict[str, Any]] = []

        def flush() -> None:
            nonlocal write
            write = write or stack.enter_context(table_writer(path))
            write(ledger.table(held))
            held.clear()

        def add(rows: Iterable[dict[str, Any]]) -> None:
            for row in rows:
                held.append(row)
                if len(held) >= ledger.LEDGER_BATCH_ROWS:
                    flush()

        yield add
        if held:
            flush()


Missing = tuple[str, int, int, str]
"""Rows that could not be read: name of the file, first row, number of rows, and why."""


def _readable(
    reader: Reader,
    piece: Piece,
    refused: str | None,
    reading: Callable[[], None],
    broken: list[Missing],
) -> Iterator[Batch]:
    """Yield the rows of a slice; when it cannot be read to its end, tell ``broken`` the rest."""
    source, part = piece.source, piece.part
    done = 0
    try:
        reading()
        if refused is not None:
            raise InputError(refused)
        for batch in reader.rows(source, part):
            done += len(batch.rows)
            yield batch
            reading()
    except Exception as error:  # whatever it is, the other files are cleaned
        reader.close()
        if is_of_machine(error):
            raise
        why = told(error).replace(source.path, source.name)
        broken.append((source.name, part.row + done, part.rows - done, why))


def _cleaned(
    source: Source, row: Row, job: Job, refused: str | None, before_piece: Callable[[], None]
) -> CleanedRow:
    """Clean a row; one that cannot be read and one that is ``refused`` have an error instead."""
    if row.error is not None or all(text is None for text in row.texts):
        outcome = Outcome("", "", UNDETERMINED, error=row.error or "no text")
        return CleanedRow(("",), (outcome,))
    outcomes = [
        None if text is None else _outcome(source, row, text, job, refused, before_piece)
        for text in row.texts
    ]
    return CleanedRow(source.text_columns if source.several else ("",), outcomes)


def _outcome(  # noqa: PLR0913 — a text, where it is from, and what is to be done with it
    source: Source,
    row: Row,
    text: str,
    job: Job,
    refused: str | None,
    before_piece: Callable[[], None],
) -> Outcome:
    """Clean a text of a row."""
    if refused is not None:
        return Outcome(text, text, UNDETERMINED, error=refused)
    outcome = clean_article(
        job.pipeline,
        text,
        row.id,
        name="" if source.tabular else source.name.removesuffix(source.packed),
        shape=job.shape,
        container=row.container,
        before_piece=before_piece,
    )
    if target_of(source.format, job.output).computed and not source.csv_safe:
        return without_new_formula(text, outcome)
    return outcome


def _rendered(source: Source, batch: Batch, cleaned: Sequence[CleanedRow], job: Job) -> "pa.Table":
    texts = [
        row.texts if row.error is not None else own.texts
        for row, own in zip(batch.rows, cleaned, strict=True)
    ]
    added: dict[str, Sequence[Any]] = {
        "language": [own.language for own in cleaned],
        "error": [own.error for own in cleaned],
    }
    target = target_of(source.format, job.output)
    return target.render(source, batch, texts, added if target.tabular else {})


def _page(where: ledger.Where, row: Row, meta: dict[str, Any]) -> bytes:
    """Return the line for the list of web pages: what is known of a page and what was left out."""
    file, number, column = where
    place = {"file": file, "row": number, "id": row.id, **({"column": column} if column else {})}
    return records.encode(records.dumps({**place, **meta}))


def _patch(source: Source, row: Row, column: str, outcome: Outcome) -> bytes:
    """Return the patch of a text: of its file, or of ``FILE/ROW`` if the file has many articles.

    Of several columns each has its own: ``FILE/ROW/COLUMN``.
    """
    if source.format.extracted or source.format.in_place:
        return b""
    name = f"{source.name}/{row.number}" if source.tabular else source.name
    name = f"{name}/{column}" if column else name
    made = [
        Edit(e["start"], e["end"], e["before"], e["after"], e["rule"], e["confidence"])
        for e in outcome.edits
        if e["decision"] == "auto"
    ]
    patch = unified(outcome.source, made, name)
    with contextlib.suppress(UnicodeEncodeError):
        return patch.encode("utf-8" if source.tabular else source.encoding)
    return patch.encode("utf-8", "surrogatepass")
