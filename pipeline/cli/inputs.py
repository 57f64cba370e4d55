"""One input file: find its format and clean it."""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from pipeline.batch import formats
from pipeline.document import Document
from pipeline.errors import InputError
from pipeline.io import articles, containers, encodings, files, records
from pipeline.io.columns import named
from pipeline.io.extraction import charset, extract, format_of
from pipeline.io.terminal import say
from pipeline.pipeline import Pipeline
from pipeline.result import Result


def columns(options: argparse.Namespace) -> tuple[list[str], str]:
    """Return the columns of texts and that of ids of JSON lines."""
    return named(options.text_column or "text"), options.id_column or "id"


def codec_of(options: argparse.Namespace, name: str, raw: bytes) -> str:
    """Return the encoding of a file that begins with ``raw``: the one named, else the one found."""
    if options.encoding or name == files.STDIN:
        return options.encoding or encodings.UTF_8
    kind = containers.kind_of(name, options.input)
    if (kind and formats.by_name(kind).tells_encoding) or charset(raw):
        return encodings.UTF_8
    return encodings.found(raw)


def say_codec(options: argparse.Namespace, name: str, codec: str) -> None:
    """Tell in which encoding a file was read if nobody named it and it is not UTF-8."""
    if not options.encoding and codec != encodings.UTF_8:
        say(f"{name}: read as {codec} (--encoding wins)")


def holds_records(options: argparse.Namespace, name: str) -> bool:
    """Say whether the suffix of a file tells that it holds records, one JSON object per line.

    Raises :class:`InputError` for a table, which no command for texts reads.
    """
    known = formats.by_suffix(name)
    if known is None or not known.tabular or options.input != "auto":
        return False
    if known.name != formats.DEFAULT_FORMAT.name or name.lower().endswith((".gz", ".zst")):
        raise InputError(f"{name} holds many articles: rature run {name} -o OUT")
    if getattr(options, "json", False):
        raise InputError(f"{name} holds records: give --jsonl instead of --json")
    return True


def as_records(options: argparse.Namespace, name: str, raw: bytes) -> bool:
    """Say whether a file without a telling suffix holds records, one JSON object per line.

    Raises :class:`InputError` for other JSON, which would be broken if it were cleaned as a text.
    """
    if options.input != "auto" or raw.lstrip()[:1] not in (b"{", b"["):
        return False
    first = raw.strip().split(b"\n", 1)[0]
    with suppress(ValueError, RecursionError):
        found = json.loads(first)
        texts, _ = columns(options)
        if isinstance(found, dict) and any(isinstance(found.get(name), str) for name in texts):
            say(f"{name} holds records: read as with --jsonl (--format text for a text)")
            return True
    with suppress(ValueError, RecursionError):
        if isinstance(json.loads(raw), dict | list):
            raise InputError(
                f"{name} is JSON, not a text: give records, one object with a field "
                f'"{columns(options)[0][0]}" on each line, or --format text'
            )
    return False


def results(
    pipeline: Pipeline, options: argparse.Namespace, name: str, refuse: Callable[[Exception], None]
) -> Iterator[tuple[Result, dict[str, Any], bytes]]:
    """Clean one file: its text, or each article of a dump. Yield also what :func:`cleaned` adds.

    The last value is the text as it was read. ``refuse`` is called with the error of each article
    that cannot be cleaned.
    """
    if options.input == "auto" and holds_articles(name):
        rows = _rows_of_dump(options, name)
    else:
        raw = files.read_bytes(name)
        if containers.kind_of(name, options.input) or not as_records(options, name, raw):
            yield *cleaned(pipeline, options, name, raw), raw
            return
        rows = _rows_of_lines(options, name, raw)
    if getattr(options, "format", "") == "unified":
        raise InputError(f"{name} holds records, which no patch can mend: use --words or --json")
    for called, text, error in rows:
        try:
            if text is None:
                raise InputError(f"{called}: {error}")
            raw = text.encode("utf-8", "surrogatepass")
            yield *cleaned_text(pipeline, options, called, text), raw
        except Exception as failure:  # whatever it is, the other articles are shown
            refuse(failure)


def holds_articles(name: str) -> bool:
    """Say whether the suffix of a file is that of a dump with an article in each row."""
    known = formats.by_suffix(name)
    return known is not None and known.tabular


def _rows_of_dump(
    options: argparse.Namespace, name: str
) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield what each article of a dump is called, its text, or else why it has none."""
    from pipeline.batch.reading import read

    source = formats.open_dump(
        name,
        text_column=options.text_column,
        id_column=options.id_column,
        encoding=options.encoding or "",
    )
    for batch in read(source):
        for row in batch.rows:
            called = f"{name}:{row.id or row.number + 1}"
            if row.error is not None or not source.several:
                yield called, row.text, row.error
                continue
            for column, text in zip(source.text_columns, row.texts, strict=True):
                if text is not None:
                    yield f"{called}:{column}", text, None


def _rows_of_lines(
    options: argparse.Namespace, name: str, raw: bytes
) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield the same for lines of JSON that were read."""
    codec = codec_of(options, name, raw)
    say_codec(options, name, codec)
    text = files.decode(raw, codec, name).removeprefix(files.BOM)
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                found = records.parse_all(line, *columns(options))
            except InputError as error:
                yield f"{name}:{number}", None, str(error)
                continue
            for one in found:
                column = f":{one.text_column}" if one.several else ""
                yield f"{name}:{one.id or number}{column}", one.text, None


def cleaned(
    pipeline: Pipeline, options: argparse.Namespace, name: str, raw: bytes
) -> tuple[Result, dict[str, Any]]:
    """Clean one file: a text, Markdown, the article of a web page, or the texts of a container.

    The dictionary holds what the record says of a web page besides; it is empty for other formats.
    """
    if kind := containers.kind_of(name, options.input):
        if getattr(options, "format", "") == "unified":
            raise InputError(
                f"{name} is cleaned in place, which no patch can tell: use --words or --json"
            )
        codec = codec_of(options, name, raw)
        say_codec(options, name, codec)
        return containers.opened(kind, raw, codec, name).cleaned(pipeline, name), {}
    codec = codec_of(options, name, raw)
    say_codec(options, name, codec)
    text = articles.decoded(raw, codec, name)
    return cleaned_text(pipeline, options, name, text)


def cleaned_text(
    pipeline: Pipeline, options: argparse.Namespace, name: str, text: str
) -> tuple[Result, dict[str, Any]]:
    """Clean one text: see :func:`cleaned`."""
    shape = format_of(name, text, options.input)
    if shape != "html":
        pipeline = articles.without_rendering(pipeline) if shape == "markdown" else pipeline
        return articles.explain(pipeline, text, name), {}
    if getattr(options, "format", "") == "unified":
        raise InputError(f"{name} is a web page, which no patch can mend: use --words or --json")
    article = extract(text.removeprefix(files.BOM), name)
    say(f"{name}: {article.summary()}")
    return pipeline.explain(Document(article.text, name)), {"meta": article.meta}
