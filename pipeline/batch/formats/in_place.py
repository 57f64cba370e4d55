"""Files whose texts are cleaned in their places: one article a file, all else to the byte."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pipeline.batch import streams
from pipeline.batch.formats.base import Batch, Cursor, Row, Slice, Source, Texts
from pipeline.batch.formats.text import TextFormat
from pipeline.errors import InputError
from pipeline.io.containers import CONTAINERS, opened


class ContainerFormat(TextFormat):
    """A file that holds texts among other things. Each kind has a class, with what it cannot do."""

    output = ""
    in_place = True

    def cursor(self, source: Source, start: int) -> Cursor:
        """See :meth:`Format.cursor`."""
        return _OpenedFile(source)

    def line(
        self, source: Source, batch: Batch, i: int, texts: Texts, new: Mapping[str, Any]
    ) -> bytes:
        """See :meth:`LineFormat.line`."""
        container, text = batch.rows[i].container, texts[0]
        return container.rebuilt(text) if container and text is not None else batch.rows[i].raw


class SrtFormat(ContainerFormat):
    """Subtitles as SubRip writes them."""

    name = "srt"
    suffixes: ClassVar[tuple[str, ...]] = CONTAINERS[name][1]
    limits = "no edit goes over a line of a cue; a line is never emptied"


class VttFormat(ContainerFormat):
    """Subtitles as WebVTT."""

    name = "vtt"
    suffixes: ClassVar[tuple[str, ...]] = CONTAINERS[name][1]
    limits = "no edit goes over a line of a cue; a line is never emptied; notes stay"


class FeedFormat(ContainerFormat):
    """A feed: RSS or Atom."""

    name = "feed"
    tells_encoding = True
    suffixes: ClassVar[tuple[str, ...]] = CONTAINERS[name][1]
    limits = "other XML is refused; XML tells its encoding itself; names and categories stay"


class DocxFormat(ContainerFormat):
    """A document of Word."""

    name = "docx"
    tells_encoding = True
    suffixes: ClassVar[tuple[str, ...]] = CONTAINERS[name][1]
    limits = "signed and encrypted documents are refused; properties, charts and formulas stay"


class EmlFormat(ContainerFormat):
    """A mail."""

    name = "eml"
    tells_encoding = True
    suffixes: ClassVar[tuple[str, ...]] = CONTAINERS[name][1]
    limits = "signed and encrypted mails are refused; headers, attachments and quoted lines stay"


class OdtFormat(ContainerFormat):
    """A text of LibreOffice."""

    name = "odt"
    tells_encoding = True
    suffixes: ClassVar[tuple[str, ...]] = CONTAINERS[name][1]
    limits = "signed and encrypted texts are refused; properties, fields and formulas stay"


class EpubFormat(ContainerFormat):
    """A book."""

    name = "epub"
    tells_encoding = True
    suffixes: ClassVar[tuple[str, ...]] = CONTAINERS[name][1]
    limits = "signed and locked books are refused; metadata and tables of contents stay"


@dataclass
class _OpenedFile:
    """A container, whose texts are one article."""

    source: Source
    at: int = 0

    def rows(self, part: Slice) -> Iterator[Batch]:
        source = self.source
        raw = streams.whole(source.path)
        try:
            found = opened(source.format.name, raw, source.encoding, source.name)
        except InputError as error:
            yield Batch((Row(0, source.name, None, raw, str(error)),))
        else:
            yield Batch((Row(0, source.name, found.text, raw, container=found),))

    def close(self) -> None:
        pass
