"""``rature clean``: write the cleaned text, its record, or the records of many texts.

Start reading from :func:`run`.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any, BinaryIO

from pipeline.batch.conclusion import exit_code
from pipeline.cli.inputs import (
    as_records,
    cleaned,
    codec_of,
    columns,
    holds_records,
    say_codec,
)
from pipeline.cli.options import (
    Subparsers,
    add_columns,
    add_common,
    add_input_format,
    add_lenient,
    add_schema,
    set_columns,
    settings_of,
)
from pipeline.document import Document
from pipeline.errors import ConfigError, InputError
from pipeline.exit_codes import DONE
from pipeline.io import articles, containers, encodings, files, ocr, records
from pipeline.io.extraction import extract, format_of
from pipeline.io.terminal import counter, hint, say, stdout, told
from pipeline.pipeline import Pipeline
from pipeline.result import failed
from pipeline.schemas import in_schema


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "clean",
        help="write the cleaned text",
        description="Write the cleaned text to standard output, in UTF-8. Newlines and byte order "
        "mark stay as they are. Of files that hold texts among other things "
        f"({' '.join(containers.suffixes())}) "
        "the texts are cleaned in place, and all else stays to the byte.",
        epilog="""examples:
  rature clean article.txt > clean.txt      clean one text
  curl -s URL | rature clean -              clean standard input
  rature clean page.html                    the article of a web page (needs rature[html])
  rature clean film.srt -o clean.srt        subtitles, feeds, documents, books, mails: in place
  rature clean --json article.txt           the record: text, edits, proposals, marks
  rature clean --jsonl in.jsonl -o out.jsonl
                                            {"id": ..., "text": ...} per line; records out, in order
  rature clean --jsonl --text-column body in.jsonl
  rature clean --ocr scan.pdf               the text of a scan (needs Tesseract)
  rature clean --encoding cp1252 --ignore CAP,SPL old.txt""",
    )
    command.add_argument(
        "file",
        nargs="?",
        default=files.STDIN,
        metavar="FILE",
        help="a text; - is standard input (default)",
    )
    shape = command.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="write the record, as JSON")
    shape.add_argument(
        "--jsonl",
        action="store_true",
        help="read and write records, one JSON object per line; other fields pass through "
        "(default for .jsonl and .ndjson)",
    )
    add_columns(command)
    add_schema(command)
    add_lenient(command)
    command.add_argument(
        "--ocr",
        action="store_true",
        help="FILE is a scan, PDF, PNG, JPEG or TIFF, to be read first (needs tesseract-ocr, "
        "tesseract-ocr-fra and poppler-utils of the system)",
    )
    add_input_format(command)
    command.add_argument(
        "-o", "--output", metavar="OUT", help="write to a file, whole or not at all"
    )
    add_common(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the cleaned text, its record, or the records of many."""
    settings = settings_of(options, [options.file])
    pipeline = settings.pipeline()
    set_columns(options, settings)
    options.schema = settings.schema
    target: AbstractContextManager[BinaryIO] = (
        nullcontext(stdout()) if options.output is None else files.written(options.output)
    )
    hint([options.file])
    _set_encoding(options)
    with target as out:
        if options.jsonl and options.ocr:
            raise ConfigError("--ocr reads one file, --jsonl records: give one of them")
        if options.jsonl or (not options.ocr and holds_records(options, options.file)):
            return _clean_lines(pipeline, options, out, _lines_of(options.file, options.encoding))
        raw = files.read_bytes(options.file)
        kind = "" if options.ocr else containers.kind_of(options.file, options.input)
        if kind and not options.json:
            _clean_in_place(pipeline, options, out, (kind, raw))
            return DONE
        if not options.ocr and not kind and as_records(options, options.file, raw):
            return _clean_lines(pipeline, options, out, raw.splitlines(keepends=True))
        if options.ocr:
            raw, options.encoding, options.input = (
                ocr.read(raw, options.file).encode(),
                "utf-8",
                "text",
            )
        result, meta = cleaned(pipeline, options, options.file, raw)
        if options.json:
            record = {**result.to_dict(options.schema), **meta}
            out.write(records.encode(records.dumps(record)))
        else:
            out.write(result.text.encode("utf-8", "surrogatepass"))
        out.flush()
    return DONE


def _set_encoding(options: argparse.Namespace) -> None:
    """Find out the encoding of the file where no option names it, and tell it."""
    head = b""
    if not options.encoding and not options.ocr and os.path.isfile(options.file):  # noqa: PTH113
        with suppress(OSError), files.opened(options.file) as file:
            head = file.read(encodings.EXAMINED_BYTES)
    codec = codec_of(options, options.file, head)
    say_codec(options, options.file, codec)
    options.encoding = codec


def _clean_in_place(
    pipeline: Pipeline, options: argparse.Namespace, out: BinaryIO, given: tuple[str, bytes]
) -> None:
    """Write a file of a kind that holds texts, with these cleaned."""
    kind, raw = given
    if kind in containers.NOT_TEXT and options.output is None and sys.stdout.isatty():
        raise InputError(f"{options.file} is no text that a terminal can show: add -o OUT")
    container = containers.opened(kind, raw, options.encoding, options.file)
    out.write(container.rebuilt(container.cleaned(pipeline, options.file).text))
    out.flush()


def _clean_lines(
    pipeline: Pipeline, options: argparse.Namespace, out: BinaryIO, lines: Iterable[bytes]
) -> int:
    """Clean records one by one. Each is written before the next is read."""
    done = refused = 0
    with counter("records") as count:
        for number, raw in enumerate(lines, 1):
            if not raw.strip():
                continue
            done += 1
            cleaned_lines, ok = _clean_line(pipeline, raw, options, f"{options.file}:{number}")
            refused += not ok
            for line in cleaned_lines:
                out.write(records.encode(line))
            out.flush()
            count()
    if refused:
        say(f"{refused} bad record{'s' * (refused > 1)}: the field error of each says why")
    return exit_code(done, refused, 0, lenient=options.lenient)


def _lines_of(path: str, codec: str) -> Iterator[bytes]:
    r"""Yield the lines of a file as bytes.

    In UTF-16 and UTF-32 the byte of ``\n`` may be part of another character, so such a file is
    decoded as a whole first.
    """
    try:
        with files.opened(path) as file:
            if files.wide(codec):
                text = files.decode(file.read(), codec, path)
                yield from (line.encode(codec) for line in text.split("\n"))
            else:
                yield from file
    except OSError as error:
        raise files.unreadable(path, error) from error


def _clean_line(
    pipeline: Pipeline, raw: bytes, options: argparse.Namespace, where: str
) -> tuple[list[str], bool]:
    """Return the lines to write, one for each text, and whether all could be cleaned."""
    codec = options.encoding
    try:
        line = raw.decode(codec).strip("\r\n").removeprefix(files.BOM)
        found = records.parse_all(line, *columns(options))
    except (UnicodeError, InputError) as error:
        kept = raw.decode(codec, "surrogateescape" if codec == "utf-8" else "backslashreplace")
        refused = records.bad(kept.strip("\r\n"), f"{where}: {error}")
        return [records.dumps(in_schema(refused, options.schema))], False
    cleaned_lines, ok = [], True
    for record in found:
        try:
            result = _clean_record(pipeline, record, options.input, where)
        except Exception as error:  # whatever went wrong, the record keeps its text
            result = failed(record.id, record.text, f"{where}: {told(error)}")
        cleaned_lines.append(records.merged(record, in_schema(result, options.schema)))
        ok &= result["error"] is None
    return cleaned_lines, ok


def _clean_record(
    pipeline: Pipeline, record: records.Record, shape: str, where: str
) -> dict[str, Any]:
    """Clean one record; return the fields that replace those of the input."""
    shape = format_of("", record.text, shape)
    if shape == "html":
        article = extract(record.text.removeprefix(files.BOM), where)
        result = pipeline.explain(Document(article.text, record.id))
        return {**result.to_dict(), "meta": article.meta}
    if shape == "markdown":
        pipeline = articles.without_rendering(pipeline)
    return articles.explain(pipeline, record.text, record.id).to_dict()
