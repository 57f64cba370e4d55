"""Formats of dumps: what a file is, which columns it has, what the file that comes out is called.

Start reading from :class:`Source`, which :func:`open_dump` makes of a path. ``reading.py`` gives
its rows, ``writing.py`` writes them again.
"""

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline.batch import delimited, places, streams
from pipeline.errors import InputError
from pipeline.io import files
from pipeline.io.table import column_index, is_text

if TYPE_CHECKING:
    pass

FORMATS = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
}
"""Suffixes of the files that are read, each also with ``.gz`` or ``.zst`` behind it."""

TABULAR = ("jsonl", "csv", "parquet")
"""Formats with a row for each article; the others are one article a file."""

TEXT_COLUMNS = (
    "text content body article texte contenu corps maintext article_text fulltext".split()
)
ID_COLUMNS = "id doc_id docid article_id uuid guid url link".split()
"""Names that columns are known to have, best first; capitals do not count."""

HEAD = 1 << 20
"""Bytes of a file that are looked at to find out its columns."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a dump and how to read it.

    ``name`` is what the run calls it. ``columns`` are the columns of CSV and Parquet; ``header``
    are the bytes of CSV up to the first record. ``id_column`` may be "".
    """

    path: str
    name: str
    format: str
    encoding: str = "utf-8"
    text_column: str = ""
    id_column: str = ""
    size: int = 0
    delimiter: str = ","
    header: bytes = b""
    columns: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()

    @property
    def packed(self) -> str:
        """Return ``.gz`` or ``.zst`` for a packed file, else ""."""
        return streams.packing(self.name)

    @property
    def tabular(self) -> bool:
        """Say whether each row is an article."""
        return self.format in TABULAR


def suffix_of(path: str) -> str:
    """Return the suffix that tells the format of a file, without that of its packing."""
    name = path.lower().removesuffix(streams.packing(path))
    return PurePosixPath(name).suffix


def open_dump(
    path: str,
    *,
    name: str = "",
    text_column: str = "",
    id_column: str = "",
    encoding: str = "utf-8",
    input_format: str = "",
) -> Source:
    """Return what is to be known of a file to read it; columns not named are guessed.

    Raises :class:`InputError` when it cannot be read, or has no such columns.
    """
    kind = input_format or FORMATS.get(suffix_of(path), "")
    if not kind:
        known = " ".join(FORMATS)
        raise InputError(f"{path}: no format has that suffix (known: {known}, also .gz and .zst)")
    source = Source(path, name or path, kind, encoding, text_column, id_column)
    source = replace(source, size=places.stamp(path)[0])
    if files.wide(encoding) and kind in ("jsonl", "csv"):
        raise InputError(f"{path}: lines in {encoding} cannot be cut: convert it to UTF-8 first")
    if kind == "jsonl":
        return _open_jsonl(source)
    if kind == "csv":
        return _open_csv(source)
    if kind == "parquet":
        return _open_parquet(source)
    with places.opened(path) as file:  # a folder or a file without rights shows here
        file.read(1)
    return source


def _head(source: Source) -> tuple[bytes, bool]:
    """Return the first bytes of a file, in UTF-8, and whether they are all."""
    head = b""
    with streams.unpacked(source.path) as blocks, contextlib.suppress(InputError):
        while len(head) < HEAD and (block := blocks.read(HEAD)):
            head += block
        if not head or len(head) < HEAD:
            return in_utf8(head, source.encoding), True
    if not head:
        streams.whole(source.path)  # raises what was suppressed
    return in_utf8(head, source.encoding), False


def in_utf8(raw: bytes, codec: str) -> bytes:
    """Return ``raw`` in UTF-8; bytes that ``codec`` lacks stay, and make it invalid."""
    if codec == "utf-8" or raw.isascii():
        return raw
    return raw.decode(codec, "surrogateescape").encode("utf-8", "surrogateescape")


def _open_jsonl(source: Source) -> Source:
    head, whole = _head(source)
    names: dict[str, bool] = {}
    lines = head.removeprefix(files.BOM.encode()).split(b"\n")
    for line in lines[: None if whole else -1][:100]:
        with contextlib.suppress(ValueError, RecursionError):
            found = json.loads(line)
            if isinstance(found, dict):
                for name, value in found.items():
                    names[name] = names.get(name, False) or isinstance(value, str)
    texts = [name for name, text in names.items() if text]
    if not names:
        texts = ["text"]
    return _with_columns(source, texts, list(names))


def _open_csv(source: Source) -> Source:
    head, whole = _head(source)
    delimiter = delimited.dialect(head, suffix_of(source.path))
    found = delimited.header(head, delimiter, whole)
    if found is None:
        if head.strip():
            raise InputError(f"{source.path} has no header: its first line names the columns")
        return replace(source, text_column=source.text_column or "text")
    header, names = found
    source = replace(source, delimiter=delimiter, header=header, columns=tuple(names))
    return _with_columns(source, names, names)


def _open_parquet(source: Source) -> Source:
    with parquet_file(source) as file:
        schema = file.schema_arrow
    names = tuple(schema.names)
    texts = [field.name for field in schema if is_text(field.type)]
    source = _with_columns(replace(source, columns=names), texts, list(names))
    try:
        column_index(schema, source.text_column)
    except InputError as error:
        raise InputError(f"{source.path}: {error}") from error
    return source


def _with_columns(source: Source, texts: Sequence[str], names: Sequence[str]) -> Source:
    """Return ``source`` with its columns named or guessed; ``texts`` may be the text."""
    guessed = []
    text, name = source.text_column, source.id_column
    if not text:
        text = _known(TEXT_COLUMNS, texts)
        if not text:
            found = ", ".join(names) or "none"
            raise InputError(
                f"{source.path}: which column is the text? Name it with --text-column "
                f"(found: {found})"
            )
        guessed.append(f"text from {text}")
    elif source.format != "jsonl" and text not in names:
        found = ", ".join(names) or "none"
        raise InputError(f"{source.path} has no column {text}: --text-column is one of {found}")
    if not name:
        name = _known(ID_COLUMNS, [n for n in names if n != text])
        guessed.append(f"id from {name}" if name else "no ids")
    elif source.format != "jsonl" and name not in names:
        found = ", ".join(names) or "none"
        raise InputError(f"{source.path} has no column {name}: --id-column is one of {found}")
    return replace(source, text_column=text, id_column=name, guessed=tuple(guessed))


def _known(known: Sequence[str], names: Sequence[str]) -> str:
    lower = {name.strip().lower(): name for name in reversed(names)}
    return next((lower[name] for name in known if name in lower), "")


@contextlib.contextmanager
def parquet_file(source: Source) -> "Iterator[Any]":
    """Open a Parquet file; a packed one is unpacked into a temporary file."""
    import tempfile

    import pyarrow as pa
    import pyarrow.parquet as pq

    with contextlib.ExitStack() as stack:
        if streams.packing(source.path):
            file: Any = stack.enter_context(tempfile.TemporaryFile())
            with streams.unpacked(source.path) as blocks:
                while block := blocks.read():
                    file.write(block)
            file.seek(0)
        else:
            file = stack.enter_context(places.opened(source.path))
        try:
            yield stack.enter_context(pq.ParquetFile(file))
        except (pa.ArrowException, OSError) as error:
            raise broken(source, error) from error


def broken(source: Source, error: Exception) -> InputError:
    """Return the error for a Parquet file that cannot be read."""
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputError(f"{source.path} is no sound Parquet file ({said}): get the file again")


def output_name(name: str, source_format: str, output: str) -> str:
    """Return the name of the file that comes out; ``output`` is "" for the format that went in."""
    packed = streams.packing(name)
    stem = name.removesuffix(packed)
    suffix = PurePosixPath(stem).suffix
    bare = stem.removesuffix(suffix) if suffix.lower() in FORMATS else stem
    if not output:
        return f"{bare}.txt{packed}" if source_format == "html" else name
    if output == source_format:
        return name
    if output == "parquet":
        return f"{bare}.parquet"
    if output == "jsonl":
        return f"{bare}.jsonl{packed if source_format != 'parquet' else ''}"
    if source_format in TABULAR:
        return bare  # a folder with a file for each row
    return f"{bare}.txt{packed}"


def kind_of(source: Source, output: str) -> str:
    """Return what comes out of a file: a format of ``TABULAR``, ``text``, or ``texts`` (many)."""
    if output == "txt":
        return "texts" if source.tabular else "text"
    if output:
        return output
    return source.format if source.tabular else "text"
