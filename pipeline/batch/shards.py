"""A shard: some articles, read, cleaned and written as parts, by any process that has the files.

Start reading from :func:`process`, which every engine calls. The parts of a shard are whole or not
there; its marker is written last, and says that nothing of the shard is left to do.
"""

import contextlib
import hashlib
import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.batch import duplicates, ledger, places
from pipeline.batch.formats import TABULAR, Source, kind_of
from pipeline.batch.reading import Batch, Reader, Row, Slice, plan
from pipeline.batch.writing import rendered
from pipeline.edits import Edit
from pipeline.errors import InputError
from pipeline.io import records
from pipeline.io.articles import Outcome, clean_article
from pipeline.pipeline import Pipeline
from pipeline.report.diff import unified

if TYPE_CHECKING:
    import pyarrow as pa

ADDED = ("language", "error")
"""Fields that tabular formats get."""

SAMPLES = 20
"""Edits of each rule that the report shows."""

ERRORS = 1000
"""Errors that the report lists."""

CONTEXT = 60
"""Code points on each side of an edit in the report."""

ARTICLE_BYTES = 1 << 14
"""A shard ends when its rows have this many bytes each: articles are much shorter."""

Place = tuple[int, int]
"""An article: number of its file, number of its row."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A slice of file number ``file``."""

    file: int
    source: Source
    part: Slice


@dataclass(frozen=True, slots=True)
class Shard:
    """Slices that are processed together. It has all that a worker elsewhere has to know."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        """Return its share in the bytes of the input."""
        return sum(piece.part.size for piece in self.pieces)


@dataclass(frozen=True)
class Job:
    """What is the same for all shards: ``work`` is the folder of the parts."""

    work: str
    pipeline: Pipeline
    shape: str = "auto"
    output: str = ""
    patch: bool = False
    dedup: bool = False

    def do(
        self, shard: Shard, reader: Reader, beat: "Beat", refused: Mapping[Place, str]
    ) -> dict[str, Any]:
        """Do a shard: see :func:`process`."""
        return process(shard, self, reader, beat, refused)


class Task(Protocol):
    """What an engine has done with each shard: it goes to the workers, and gives what they send."""

    def do(
        self, shard: Shard, reader: Reader, beat: "Beat", refused: Mapping[Place, str]
    ) -> dict[str, Any]:
        """Do a shard; ``beat`` is told the place of each article, ``refused`` are left out."""


@dataclass
class Tally:
    """What was counted, and the first errors and smallest-hashed samples."""

    articles: int = 0
    words: int = 0
    errors: int = 0
    edits: dict[str, Counter[str]] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    listed: list[dict[str, Any]] = field(default_factory=list)
    samples: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def made(self) -> int:
        """Return how many edits were made."""
        return sum(count["auto"] for count in self.edits.values())

    @property
    def proposed(self) -> int:
        """Return how many edits were proposed."""
        return sum(count["review"] for count in self.edits.values())

    def add(self, file: str, row: Row, outcome: Outcome) -> None:
        """Count an article."""
        self.articles += 1
        if outcome.error is not None:
            self.errors += 1
            self.listed.append(
                {"file": file, "row": row.number, "id": row.id, "error": outcome.error}
            )
            del self.listed[ERRORS:]
            return
        self.words += word_count(outcome.source)
        self.languages[outcome.language] += 1
        if outcome.meta is not None:
            self.pages["articles"] += 1
            for what in ("blocks", "characters"):
                for fate, count in outcome.meta[what].items():
                    self.pages[f"{what}_{fate}"] += count
        for edit in outcome.edits:
            self.edits.setdefault(edit["rule"], Counter())[edit["decision"]] += 1
            self._sample(file, row, outcome.source, edit)

    def _sample(self, file: str, row: Row, source: str, edit: dict[str, Any]) -> None:
        key = f"{file}\0{row.number}\0{edit['start']}".encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(key, digest_size=8).hexdigest()
        kept = self.samples.setdefault(edit["rule"], [])
        if len(kept) == SAMPLES and digest > kept[-1][0]:
            return
        start, end = edit["start"], edit["end"]
        found = {
            "file": file,
            "row": row.number,
            "id": row.id,
            **{name: edit[name] for name in ("start", "end", "before", "after")},
            "confidence": edit["confidence"],
            "decision": edit["decision"],
            "left": source[max(0, start - CONTEXT) : start],
            "right": source[end : end + CONTEXT],
        }
        kept.append([digest, found])
        kept.sort(key=lambda one: (one[0], one[1]["start"], one[1]["end"]))
        del kept[SAMPLES:]

    def merge(self, other: "Tally") -> None:
        """Add what was counted of the articles that come after these."""
        self.articles += other.articles
        self.words += other.words
        self.errors += other.errors
        self.languages += other.languages
        self.pages.update(other.pages)
        self.listed += other.listed[: ERRORS - len(self.listed)]
        for rule, count in other.edits.items():
            self.edits.setdefault(rule, Counter()).update(count)
        for rule, kept in other.samples.items():
            both = heapq.merge(self.samples.get(rule, []), kept, key=lambda one: one[0])
            self.samples[rule] = list(both)[:SAMPLES]

    def to_dict(self) -> dict[str, Any]:
        """Return all as plain JSON types."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Tally":
        """Return what :meth:`to_dict` gave."""
        found = cls(**values)
        found.languages = Counter(found.languages)
        found.pages = Counter(found.pages)
        found.edits = {rule: Counter(count) for rule, count in found.edits.items()}
        return found


Beat = Callable[[Place | None, Tally], None]
"""What is told the place of each article before it is cleaned, and None before anything else."""


def word_count(text: str, step: int = 1 << 16) -> int:
    """Return the number of words between white space, without a list of all of them."""
    count = 0
    for start in range(0, len(text), step):
        count += len(text[start : start + step].split())
        if start and not text[start - 1].isspace() and not text[start].isspace():
            count -= 1  # the word that was cut was counted twice
    return count


# --- the shards of a run ---------------------------------------------------------------------


def shards(
    sources: Sequence[Source],
    rows: int,
    output: str,
    damaged: Callable[[int, InputError], None],
) -> Iterator[Shard]:
    """Cut files into shards of at most ``rows`` articles; ``damaged`` is told of bad files.

    The shards depend on the files and on ``rows`` alone.
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
        alone = kind_of(source, output) == "parquet"  # the columns of others may differ
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


def part(work: str, number: int, kind: str) -> str:
    """Return the path of a part.

    ``rows``, ``ledger``, ``pages``, ``patch``, ``signatures`` or ``json``.
    """
    return places.join(work, "parts", f"{number // 1000:05}", f"{number:08}.{kind}")


def marker(work: str, number: int) -> dict[str, Any] | None:
    """Return the marker of a finished shard; None for one that is still to be done."""
    path = part(work, number, "json")
    if not places.exists(path):
        return None
    try:
        found: dict[str, Any] = json.loads(places.read(path))
    except ValueError:  # half-written, where a store shows files before they are whole
        return None
    return found


def process(
    shard: Shard,
    job: Job,
    reader: Reader | None = None,
    beat: Beat = lambda place, tally: None,
    refused: Mapping[Place, str] | None = None,
) -> dict[str, Any]:
    """Clean a shard, write its parts and then its marker, and return the marker.

    ``beat`` is told the place of each article before it is cleaned, and None before anything else.
    The articles ``refused``, each with a reason, are not cleaned.
    """
    reader = reader or Reader()
    tally = Tally()
    rows: list[Any] = []
    pages: list[bytes] = []
    patches: list[bytes] = []
    signatures: list[tuple[str, bytes]] = []
    counted: list[list[int]] = []
    with _tables(part(job.work, shard.number, "rows")) as write:
        for piece in shard.pieces:
            counted.append([piece.file, piece.part.row, piece.part.rows])
            for batch in reader.rows(piece.source, piece.part):
                outcomes: list[Outcome] = []
                for row in batch.rows:
                    outcome = _cleaned(piece, row, job, tally, beat, refused or {})
                    outcomes.append(outcome)
                    tally.add(piece.source.name, row, outcome)
                    rows += ledger.rows_of(piece.source.name, row.number, row.id, outcome.edits)
                    if outcome.meta is not None:
                        pages.append(_page(piece.source.name, row, outcome.meta))
                    if job.patch:
                        patches.append(_patch(piece.source, row, outcome))
                    if job.dedup:
                        signatures.append((row.id, duplicates.signature(outcome)))
                beat(None, tally)
                write(_rendered(piece.source, batch, outcomes, job))
    beat(None, tally)
    if rows:
        with _tables(part(job.work, shard.number, "ledger")) as write:
            write(ledger.table(rows))
    if pages:
        places.write(part(job.work, shard.number, "pages"), b"".join(pages))
    if any(patches):
        places.write(part(job.work, shard.number, "patch"), b"".join(patches))
    if job.dedup:
        duplicates.write(part(job.work, shard.number, "signatures"), signatures)
    found = {
        "number": shard.number,
        "pieces": counted,
        "size": shard.size,
        "ledger": bool(rows),
        "pages": bool(pages),
        "patch": any(patches),
        "tally": tally.to_dict(),
    }
    places.write(part(job.work, shard.number, "json"), records.encode(records.dumps(found)))
    return found


def _cleaned(
    piece: Piece,
    row: Row,
    job: Job,
    tally: Tally,
    beat: Beat,
    refused: Mapping[Place, str],
) -> Outcome:
    place = (piece.file, row.number)
    if row.text is None:
        return Outcome("", "", "und", error=row.error or "no text")
    if place in refused:
        return Outcome(row.text, row.text, "und", error=refused[place])
    source = piece.source
    return clean_article(
        job.pipeline,
        row.text,
        row.id,
        name="" if source.tabular else source.name.removesuffix(source.packed),
        shape=job.shape,
        before_piece=lambda: beat(place, tally),
    )


def _rendered(source: Source, batch: Batch, outcomes: Sequence[Outcome], job: Job) -> "pa.Table":
    texts = [
        None if row.text is None else outcome.text
        for row, outcome in zip(batch.rows, outcomes, strict=True)
    ]
    added: dict[str, Sequence[Any]] = {
        "language": [outcome.language for outcome in outcomes],
        "error": [outcome.error for outcome in outcomes],
    }
    tabular = kind_of(source, job.output) in TABULAR
    return rendered(source, batch, texts, added if tabular else None, job.output)


def _page(file: str, row: Row, meta: dict[str, Any]) -> bytes:
    """Return the line that tells what is known of a page and what its article lacks."""
    return records.encode(records.dumps({"file": file, "row": row.number, "id": row.id, **meta}))


def _patch(source: Source, row: Row, outcome: Outcome) -> bytes:
    """Return the patch of an article: of its file, or of ``FILE/ROW`` in a file with many."""
    if source.format == "html":
        return b""
    name = f"{source.name}/{row.number}" if source.tabular else source.name
    made = [
        Edit(e["start"], e["end"], e["before"], e["after"], e["rule"], e["confidence"])
        for e in outcome.edits
        if e["decision"] == "auto"
    ]
    patch = unified(outcome.source, made, name)
    with contextlib.suppress(UnicodeEncodeError):
        return patch.encode("utf-8" if source.tabular else source.encoding)
    return patch.encode("utf-8", "surrogatepass")


# --- tables as parts -------------------------------------------------------------------------


@contextlib.contextmanager
def _tables(path: str) -> "Iterator[Callable[[pa.Table], None]]":
    """Give a function that writes tables with the same columns to a part."""
    import pyarrow as pa

    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with places.written(path) as file:
        out = None

        def write(table: "pa.Table") -> None:
            nonlocal out
            if out is None:
                out = pa.ipc.new_stream(file, table.schema, options=options)
            out.write_table(table)

        yield write
        if out is not None:
            out.close()


def tables(path: str) -> "Iterator[pa.Table]":
    """Yield the tables of a part, a batch at a time."""
    import pyarrow as pa

    with places.opened(path) as file:
        try:
            stream = pa.ipc.open_stream(file)
        except pa.ArrowInvalid:  # no table was written
            return
        for batch in stream:
            yield pa.Table.from_batches([batch], stream.schema)
