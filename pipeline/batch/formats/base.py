"""What all formats of dumps share: a file, its rows, and what a format can do with them.

Start reading from :class:`Format`. Each format is one class in a module beside this one, and
``__init__.py`` lists them.
"""

import abc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from pipeline.batch import streams
from pipeline.io.containers.container import Container
from pipeline.io.table import utf8

if TYPE_CHECKING:
    import pyarrow as pa

Write = Callable[["pa.Table"], None]
"""A function that writes the rows of a table to a file."""

Texts = Sequence[str | None]
"""The texts of an article: one for each column that is cleaned, None where there is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a dump and how to read it.

    ``name`` is the name of the file in the run, and ``stamp`` changes when the file does.
    ``text_column`` is the first column that is cleaned, ``more_columns`` are the others;
    ``several`` says that the user named more than one, be it that the file has just one of them.
    ``columns`` are the columns of CSV and of tables; ``header`` holds the bytes of CSV before the
    first record. ``id_column`` may be "". A record of more than ``max_record`` bytes is not read;
    0 is no limit. With ``csv_safe`` cells of CSV that a spreadsheet would compute have a ``'``
    before them.
    """

    path: str
    name: str
    format: "Format"
    encoding: str = "utf-8"
    text_column: str = ""
    id_column: str = ""
    size: int = 0
    stamp: str = ""
    delimiter: str = ","
    header: bytes = b""
    columns: tuple[str, ...] = ()
    max_record: int = 0
    csv_safe: bool = False
    guessed: tuple[str, ...] = ()
    more_columns: tuple[str, ...] = ()
    several: bool = False

    @property
    def text_columns(self) -> tuple[str, ...]:
        """Return the columns that are cleaned, in the order in which the user named them."""
        return (self.text_column, *self.more_columns)

    @property
    def packed(self) -> str:
        """Return ``.gz`` or ``.zst`` for a compressed file, else ""."""
        return streams.packing(self.name)

    @property
    def tabular(self) -> bool:
        """Say whether each row is an article."""
        return self.format.tabular


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows ``[row, row + rows)`` of a file, and what a worker needs to read only these.

    ``start`` and ``end`` are offsets in the decompressed bytes; in tables they are row numbers.
    ``size`` is how many bytes of the file the slice stands for.
    """

    start: int
    end: int
    row: int
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class Row:
    """An article as it was read. What cannot be read has no text, and ``error`` says why.

    ``others`` are the texts of further columns. Of an article with several columns one may lack
    its text without an error.

    ``raw`` is the line, the record or the whole file, in UTF-8 where it is valid text; in tables
    it is b"". Of a record that is too long to be read there is the place instead: ``span`` has its
    first byte in the unpacked file, and its length. ``container`` is the file that the text is part
    of, if it is written in its place.
    """

    number: int
    id: str
    text: str | None
    raw: bytes = b""
    error: str | None = None
    span: tuple[int, int] | None = None
    container: Container | None = None
    others: tuple[str | None, ...] = ()

    @property
    def texts(self) -> tuple[str | None, ...]:
        """Return the texts of all columns that are cleaned."""
        return (self.text, *self.others)


@dataclass(frozen=True)
class Batch:
    """Rows that were read together; ``table`` holds all their columns if the file is a table."""

    rows: tuple[Row, ...]
    table: "pa.Table | None" = None

    @cached_property
    def texts(self) -> list[Texts]:
        """Return the texts of the rows."""
        return [row.texts for row in self.rows]


class Cursor(Protocol):
    """An open file that gives its slices from front to back."""

    @property
    def at(self) -> int:
        """Return the position, counted like ``Slice.start``: no earlier slice can be read."""

    def rows(self, part: Slice) -> Iterator[Batch]:
        """Yield the rows of a slice, a few at a time."""

    def close(self) -> None:
        """Close the file."""


@dataclass(frozen=True)
class Format(abc.ABC):
    """A format of dumps: how to read a file, and how to write one.

    The methods that write take a ``source`` of any format and make a file of this one.
    """

    name: ClassVar[str]
    """Name in ``--input-format`` and ``run.json``."""

    suffixes: ClassVar[tuple[str, ...]]
    """Suffixes of file names, the usual one first. Each may have ``.gz`` or ``.zst`` behind it."""

    output: ClassVar[str] = ""
    """Name in ``--output-format``; "" if other formats cannot be turned into this one."""

    limits: ClassVar[str]
    """What the format cannot do, as ``docs/run.md`` says it."""

    tabular: ClassVar[bool] = False
    """Whether each row is an article; otherwise the file is one article."""

    typed: ClassVar[bool] = False
    """Whether columns have types. Two such files may differ in them and never share a shard."""

    by_lines: ClassVar[bool] = False
    """Whether a reader looks for line breaks among the bytes, which UTF-16 does not allow."""

    packs_itself: ClassVar[bool] = False
    """Whether files have a compression inside, so that ``.gz`` behind the name is not kept."""

    keeps_names: ClassVar[bool] = False
    """Whether columns keep their names in a table made of such a file. Otherwise the text and the
    id become the columns ``text`` and ``id``."""

    extracted: ClassVar[bool] = False
    """Whether the article is taken out of the file, so that a text file comes out."""

    computed: ClassVar[bool] = False
    """Whether spreadsheets compute a text that begins with a sign such as ``=``."""

    tells_encoding: ClassVar[bool] = False
    """Whether a file says itself in which encoding it is, if in any."""

    in_place: ClassVar[bool] = False
    """Whether texts are cleaned in their places in the file, which no patch can tell."""

    folder: ClassVar[bool] = False
    """Whether each row becomes a file of its own in a folder. Only a target can be like that."""

    # --- reading -----------------------------------------------------------------------------

    @abc.abstractmethod
    def open(self, source: Source) -> Source:
        """Return ``source`` with its columns; raise :class:`InputError` if it cannot be read."""

    @abc.abstractmethod
    def plan(self, source: Source, rows: int, size: int) -> Iterator[Slice]:
        """Yield slices of at most ``rows`` rows and about ``size`` bytes that make up the file.

        If the file is damaged, the slices before the damage come first, then
        :class:`InputError` is raised.
        """

    @abc.abstractmethod
    def cursor(self, source: Source, start: int) -> Cursor:
        """Open a file to read slices from position ``start`` on."""

    @abc.abstractmethod
    def fields(self, source: Source, batch: Batch, i: int, texts: Texts) -> dict[str, Any]:
        """Return the fields of row ``i`` as plain JSON types, with the new ``texts``."""

    def column_names(self, source: Source) -> list[str]:
        """Return the columns of a table of strings that is made of a file."""
        return ["id", "text"]

    def column_values(
        self, source: Source, batch: Batch, i: int, texts: Texts
    ) -> dict[str, str | None]:
        """Return the values of row ``i`` for the columns of :meth:`column_names`."""
        if batch.rows[i].text is None and batch.rows[i].error is not None:
            texts = (batch.rows[i].raw.decode("utf-8", "replace"), *texts[1:])
        found = self.fields(source, batch, i, texts)
        return {n: None if v is None else utf8(v) for n, v in found.items()}

    def text_name(self, source: Source) -> str:
        """Return the name of the text column in a table that is made of a file."""
        return (source.text_column if self.keeps_names else "") or "text"

    # --- writing -----------------------------------------------------------------------------

    @abc.abstractmethod
    def render(
        self,
        source: Source,
        batch: Batch,
        texts: Sequence[Texts],
        added: Mapping[str, Sequence[Any]],
    ) -> "pa.Table":
        """Return rows with new ``texts`` and fields ``added`` as a table for :meth:`writer`."""

    @abc.abstractmethod
    def writer(
        self, path: str, source: Source, added: Sequence[str]
    ) -> AbstractContextManager[Write]:
        """Give a function that writes rendered rows; the file is complete when the block ends."""

    @abc.abstractmethod
    def with_field(
        self, source: Source, table: "pa.Table", name: str, values: Sequence[Any]
    ) -> "pa.Table":
        """Return rendered rows with one more field."""

    def refuses(self, source: Source) -> str:
        """Return why this format cannot hold the columns of ``source``, "" if it can."""
        return ""
