"""Files of one article: text, Markdown and web pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pipeline.batch import places, streams
from pipeline.batch.formats.base import Batch, Cursor, Row, Slice, Source, Texts
from pipeline.batch.formats.lines import LineFormat
from pipeline.errors import InputError
from pipeline.io.articles import decoded


class TextFormat(LineFormat):
    """Plain text: the file is the article, and what comes out is the text alone."""

    name = "text"
    suffixes: ClassVar[tuple[str, ...]] = (".txt",)
    output = "txt"
    limits = "one article a file; no place for `language` and `error`"

    def open(self, source: Source) -> Source:
        """See :meth:`Format.open`."""
        with places.opened(source.path) as file:  # raises if it is a folder or not readable
            file.read(1)
        return source

    def plan(self, source: Source, rows: int, size: int) -> Iterator[Slice]:
        """See :meth:`Format.plan`; the whole file is one slice."""
        yield Slice(0, source.size, 0, 1, source.size)

    def cursor(self, source: Source, start: int) -> Cursor:
        """See :meth:`Format.cursor`."""
        return _WholeFile(source)

    def fields(self, source: Source, batch: Batch, i: int, texts: Texts) -> dict[str, Any]:
        """See :meth:`Format.fields`."""
        row, text = batch.rows[i], texts[0]
        shown = text if text is not None else row.raw.decode("utf-8", "backslashreplace")
        return {"id": row.id, "text": shown}

    def line(
        self, source: Source, batch: Batch, i: int, texts: Texts, new: Mapping[str, Any]
    ) -> bytes:
        """See :meth:`LineFormat.line`; there is no place for fields."""
        row, text = batch.rows[i], texts[0]
        as_it_was = text == row.text and row.raw and source.encoding == "utf-8"
        if text is None or (as_it_was and not self.folder):
            return row.raw
        return text.encode("utf-8", "surrogatepass")


class MarkdownFormat(TextFormat):
    """Markdown: text whose markup is no damage."""

    name = "markdown"
    suffixes = (".md", ".markdown")
    output = ""
    limits = "one article a file; no place for `language` and `error`"


class HtmlFormat(TextFormat):
    """A web page, whose article comes out as a text file."""

    name = "html"
    suffixes = (".html", ".htm")
    output = ""
    limits = "one article a page; the page itself does not come out, nor a patch of it"
    extracted = True


class TextFolder(TextFormat):
    """A folder with a text file for each row: the target ``txt`` for files of many rows."""

    name = "texts"
    suffixes = ()
    folder = True

    def refuses(self, source: Source) -> str:
        """See :meth:`Format.refuses`; a file of text is one text."""
        columns = " and ".join(source.text_columns)
        return f"{columns} do not fit into one text file" if source.more_columns else ""


@dataclass
class _WholeFile:
    """A file that is one article."""

    source: Source
    at: int = 0

    def rows(self, part: Slice) -> Iterator[Batch]:
        source = self.source
        raw = streams.whole(source.path, source.max_record)
        try:
            text = decoded(raw, source.encoding, source.name)
        except InputError as error:
            yield Batch((Row(0, source.name, None, raw, str(error)),))
        else:
            yield Batch((Row(0, source.name, text, raw),))

    def close(self) -> None:
        pass
