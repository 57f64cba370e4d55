"""Formats of dumps: one class per format, and the one list of them.

Start reading from :data:`FORMATS`. To add a format, write a module with a class like those in
``arrow.py`` or ``json_lines.py`` and add it to the list: the choices of the command line, the
guess by suffix, the error messages and the assembly all come from there.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from pipeline.batch import places, streams
from pipeline.batch.formats.arrow import ArrowFormat
from pipeline.batch.formats.base import Batch, Cursor, Format, Row, Slice, Source, Texts, Write
from pipeline.batch.formats.csv import CsvFormat
from pipeline.batch.formats.in_place import (
    DocxFormat,
    EmlFormat,
    EpubFormat,
    FeedFormat,
    OdtFormat,
    SrtFormat,
    VttFormat,
)
from pipeline.batch.formats.json_lines import JsonLinesFormat
from pipeline.batch.formats.parquet import ParquetFormat
from pipeline.batch.formats.text import HtmlFormat, MarkdownFormat, TextFolder, TextFormat
from pipeline.errors import InputError
from pipeline.io import encodings, files
from pipeline.io.extraction import charset

__all__ = [
    "DEFAULT_FORMAT",
    "FORMATS",
    "Batch",
    "Cursor",
    "Format",
    "Row",
    "Slice",
    "Source",
    "Texts",
    "Write",
    "by_name",
    "by_suffix",
    "input_choices",
    "known_suffixes",
    "open_dump",
    "output_choices",
    "output_name",
    "suffix_of",
    "target_of",
]

FORMATS: tuple[Format, ...] = (
    TextFormat(),
    MarkdownFormat(),
    HtmlFormat(),
    JsonLinesFormat(),
    CsvFormat(),
    ParquetFormat(),
    ArrowFormat(),
    SrtFormat(),
    VttFormat(),
    FeedFormat(),
    DocxFormat(),
    EmlFormat(),
    OdtFormat(),
    EpubFormat(),
)
"""All formats, in the order in which messages name them."""

DEFAULT_FORMAT = JsonLinesFormat()
"""The format of standard input when the user names none."""

_BY_NAME = {known.name: known for known in FORMATS}
_BY_OUTPUT = {known.output: known for known in FORMATS if known.output}
_BY_SUFFIX = {suffix: known for known in FORMATS for suffix in known.suffixes}


def by_name(name: str) -> Format:
    """Return the format that ``--input-format`` and ``run.json`` call ``name``."""
    return _BY_NAME[name]


def by_suffix(path: str) -> Format | None:
    """Return the format that the suffix of a file tells, None for an unknown suffix."""
    return _BY_SUFFIX.get(suffix_of(path))


def input_choices() -> list[str]:
    """Return the names for ``--input-format``: formats with a row per article come first."""
    return [f.name for f in sorted(FORMATS, key=lambda known: not known.tabular)]


def output_choices() -> list[str]:
    """Return the names for ``--output-format``: formats with a row per article come first."""
    return [f.output for f in sorted(_BY_OUTPUT.values(), key=lambda known: not known.tabular)]


def known_suffixes() -> str:
    """Return all suffixes as one text for messages."""
    return " ".join(_BY_SUFFIX)


def suffix_of(path: str) -> str:
    """Return the suffix that tells the format of a file, without ``.gz`` or ``.zst``."""
    name = path.lower().removesuffix(streams.packing(path))
    return PurePosixPath(name).suffix


def open_dump(  # noqa: PLR0913 — a file, and each option that says how to read it
    path: str,
    *,
    name: str = "",
    text_column: str | Sequence[str] = "",
    id_column: str = "",
    encoding: str = "utf-8",
    input_format: str = "",
    max_record: int = 0,
    csv_safe: bool = False,
) -> Source:
    """Return what is needed to read a file; columns that are not named are guessed.

    So is the encoding if it is "".
    ``text_column`` may name several, in a sequence or with commas between.
    Raises :class:`InputError` if the file cannot be read or lacks the columns.
    """
    given_encoding = encoding
    known = by_name(input_format) if input_format else by_suffix(path)
    if known is None:
        raise InputError(
            f"{path}: no format has that suffix (known: {known_suffixes()}, also .gz and .zst)"
        )
    first, *more = [text_column] if isinstance(text_column, str) else text_column
    source = Source(path, name or path, known, encoding, first, id_column)
    source = replace(source, more_columns=tuple(more))
    size = places.stamp(path)[0]
    source = replace(source, size=size, max_record=max_record, csv_safe=csv_safe)
    if not encoding:
        encoding = _encoding_of(source)
        source = replace(source, encoding=encoding)
    if known.by_lines and files.wide(encoding):
        raise InputError(f"{path}: lines in {encoding} cannot be cut: convert it to UTF-8 first")
    opened = known.open(source)
    if encoding not in (given_encoding, "utf-8"):
        opened = replace(opened, guessed=(*opened.guessed, f"encoding {encoding}"))
    return opened


def _encoding_of(source: Source) -> str:
    """Return the encoding that the beginning of a file speaks for."""
    if source.format.tells_encoding:
        return "utf-8"
    head = b""
    with contextlib.suppress(InputError), streams.unpacked(source.path) as blocks:
        while len(head) < encodings.EXAMINED_BYTES and (block := blocks.read()):
            head += block
    if source.format.extracted and charset(head):  # a page that says it itself
        return "utf-8"
    return encodings.found(head)


def target_of(known: Format, output: str) -> Format:
    """Return the format that a file comes out in; ``output`` is "" if the user named none."""
    if output == TextFormat.output:
        return TextFolder() if known.tabular else TextFormat()
    if output:
        return _BY_OUTPUT[output]
    return known if known.tabular or known.in_place else TextFormat()


def output_name(name: str, known: Format, output: str) -> str:
    """Return the name of the file that comes out; ``output`` is "" if the user named none."""
    packed = streams.packing(name)
    stem = name.removesuffix(packed)
    suffix = PurePosixPath(stem).suffix
    bare = stem.removesuffix(suffix) if suffix.lower() in _BY_SUFFIX else stem
    if not output:
        return f"{bare}{TextFormat.suffixes[0]}{packed}" if known.extracted else name
    target = target_of(known, output)
    if target.folder:
        return bare
    if target == known and known.tabular:
        return name
    if target.packs_itself or known.packs_itself:
        packed = ""
    return f"{bare}{target.suffixes[0]}{packed}"
