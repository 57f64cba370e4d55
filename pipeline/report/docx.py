r"""A document for word processors, with each change tracked and its reason in a comment.

Start reading from :func:`write`. The author of edits that were made is ``rature``, the author of
proposals is ``rature ?``. Who accepts the changes of the first and rejects those of the second gets
the cleaned text; who rejects all changes gets the source. Each line of the text is a paragraph.
Control characters, which XML cannot hold, and direction overrides, which would change how the text
looks, are written as escapes (``\x07``, ``\u202e``). The same results give the same bytes.
"""

import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.edits import Edit
from pipeline.errors import ConfigError
from pipeline.io import files
from pipeline.report.messages import Messages
from pipeline.report.reasons import in_language
from pipeline.report.whole_words import WordUnit, cut, pieces, units
from pipeline.result import Result
from pipeline.stages import DESCRIBED

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

AUTHOR, PROPOSER = "rature", "rature ?"
"""Authors of the changes that were made, and of those that are only proposed."""

A4_SIZE = 7_560_000, 10_692_000
"""Width and height of a page in EMU (English Metric Units, 36,000 a millimetre)."""

MAX_COMMENT_LENGTH = 300
"""Code points of a text in a comment; a longer one is cut."""

_FIRST_DAY = datetime(1980, 1, 1, tzinfo=UTC)
"""The earliest date that a ZIP archive can hold; it stands for none."""

_ESCAPED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufffe\uffff]"
)
_PIECE = re.compile("([\n\t\u00ad])")
_ELEMENTS = {"\t": "w:tab", "\u00ad": "w:softHyphen"}


def write(
    out: BinaryIO, results: Iterable[Result], messages: Messages, refused: Sequence[str] = ()
) -> None:
    """Write the document about ``results``.

    ``refused`` are messages about files that gave no result. It is read after the last result.
    Raises :class:`ConfigError` when python-docx is missing, or ``SOURCE_DATE_EPOCH`` is no number.
    """
    document = begun(messages("report.title"))
    document.add_heading(messages("report.title"), 0)
    document.add_paragraph(messages("docx.authors"))
    writer = _Writer(document, messages, _date())
    left: list[str] = []
    for result in results:
        name = messages("stdin") if result.id == files.STDIN else result.id
        document.add_heading(legible(name), 1)
        writer.article(result)
        left += (f"{name}: {sentence}" for sentence in result.untranslated)
    for title, rows in (("report.untranslated", left), ("report.refused", refused)):
        if rows:
            document.add_heading(messages(title), 1)
        for row in rows:
            document.add_paragraph(legible(row))
    saved(document, out)


def begun(title: str) -> Any:
    """Return a document without text: A4, in French, with ``title`` among its properties.

    Raises :class:`ConfigError` when python-docx is missing, or ``SOURCE_DATE_EPOCH`` is no number.
    """
    when = _date() or _FIRST_DAY
    document = _library()()
    document.core_properties.author = document.core_properties.last_modified_by = AUTHOR
    document.core_properties.title = title
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = when
    document.sections[0].page_width, document.sections[0].page_height = A4_SIZE
    for language in document.styles.element.xpath("w:docDefaults//w:lang"):
        _set(language, "w:val", "fr-FR")
    return document


def saved(document: Any, out: BinaryIO) -> None:
    """Write a document; the same one gives the same bytes."""
    whole = io.BytesIO()
    document.save(whole)
    _pack(whole, out, _date() or _FIRST_DAY)


def _library() -> Any:
    """Import python-docx and return what makes a document."""
    try:
        from docx import Document
    except ImportError as error:
        raise ConfigError('--docx needs python-docx: run `pip install "rature[docx]"`') from error
    return Document


def _date() -> datetime | None:
    """Return the date of the changes, from ``SOURCE_DATE_EPOCH``; None when that is not set."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if not seconds:
        return None
    try:
        return max(datetime.fromtimestamp(int(seconds), UTC), _FIRST_DAY)
    except (ValueError, OverflowError, OSError) as error:
        raise ConfigError(
            f"SOURCE_DATE_EPOCH={seconds} is no number of seconds: unset it or set it right"
        ) from error


def _pack(archive: BinaryIO, out: BinaryIO, when: datetime) -> None:
    """Copy the archive and give each file in it the same date."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))


def legible(text: str) -> str:
    r"""Return ``text`` with escapes for what XML or people cannot read: ``\x07``, ``\u202e``."""
    return _ESCAPED.sub(lambda found: ascii(found.group())[1:-1], text)


class _Writer:
    """Appends articles to a document, and numbers changes and comments."""

    def __init__(self, document: Any, messages: Messages, when: datetime | None) -> None:
        self.body = document.element.body
        self.comments = document.part._comments_part.element
        self.say = messages
        self.when = {"w:date": when.strftime("%Y-%m-%dT%H:%M:%SZ")} if when else {}
        self.numbers = count(1)

    def article(self, result: Result) -> None:
        """Append the paragraphs of an article, its changes tracked."""
        paragraph = self._paragraph()
        found = units(result.source, result.edits, result.proposals)
        for piece in pieces(result.source, found):
            if isinstance(piece, str):
                paragraph = self._text(paragraph, piece, None, "")
                continue
            author = AUTHOR if piece.made else PROPOSER
            number = str(self._comment(piece, author))
            paragraph.append(_element("w:commentRangeStart", {"w:id": number}))
            paragraph = self._text(paragraph, piece.before, "w:del", author)
            paragraph = self._text(paragraph, piece.after, "w:ins", author)
            paragraph.append(_element("w:commentRangeEnd", {"w:id": number}))
            paragraph.append(_run(_element("w:commentReference", {"w:id": number})))

    def _paragraph(self) -> "BaseOxmlElement":
        paragraph = _element("w:p")
        self.body.insert_element_before(paragraph, "w:sectPr")
        return paragraph

    def _text(
        self, paragraph: "BaseOxmlElement", text: str, change: str | None, author: str
    ) -> "BaseOxmlElement":
        """Append ``text``, tracked as ``change``; return the paragraph in which it ends."""
        kind = "w:delText" if change == "w:del" else "w:t"
        lines = text.replace("\r\n", "\n").split("\n")
        for n, line in enumerate(lines):
            if line:
                run = _run(*_contents(line, kind))
                paragraph.append(self._tracked(change, author, run) if change else run)
            if n < len(lines) - 1:
                if change:  # the line end itself is removed or inserted
                    mark = _element("w:rPr", {}, self._tracked(change, author))
                    paragraph.insert(0, _element("w:pPr", {}, mark))
                paragraph = self._paragraph()
        return paragraph

    def _tracked(self, change: str, author: str, *children: "BaseOxmlElement") -> "BaseOxmlElement":
        number = str(next(self.numbers))
        return _element(change, {"w:id": number, "w:author": author, **self.when}, *children)

    def _comment(self, unit: WordUnit, author: str) -> int:
        """Append a comment that tells about ``unit``; return its number."""
        number = next(self.numbers)
        head = {"w:id": str(number), "w:author": author, "w:initials": author[0], **self.when}
        rows = [row for edit in unit.edits for row in _note(edit, unit.made, self.say)]
        paragraphs = [
            _element("w:p", {}, _run(*_contents(row.replace("\n", "↵"), "w:t"))) for row in rows
        ]
        self.comments.append(_element("w:comment", head, *paragraphs))
        return number


def _note(edit: Edit, made: bool, say: Messages) -> Iterator[str]:
    """Yield the lines of a comment: rule, probability, both sides, reason, candidates."""
    rule = DESCRIBED[edit.rule]
    title = rule.titre if say.language == "fr" else rule.title
    decision = say("made" if made else "proposed")
    yield f"{edit.rule} {title} · {say.confidence(edit)} · {decision}"
    yield f"{_side(edit.before, say)} → {_side(edit.after, say)}"
    if edit.reason:
        reason, _ = in_language(edit.reason, say.language)
        yield cut(reason, MAX_COMMENT_LENGTH)
    if edit.candidates:
        ranked = (f"{_side(text, say)} {say.probability(p)}" for text, p in edit.candidates)
        yield say.label("candidates") + " · ".join(ranked)


def _side(text: str, say: Messages) -> str:
    """Return one side of an edit; invisible characters are named in words."""
    return say.invisible(text) or cut(text, MAX_COMMENT_LENGTH)


def _contents(line: str, kind: str) -> Iterator["BaseOxmlElement"]:
    """Yield the contents of a run: text, tabs and soft hyphens."""
    for part in _PIECE.split(line):
        if part in _ELEMENTS:
            yield _element(_ELEMENTS[part])
        elif part:
            text = _element(kind)
            text.text = legible(part)
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            yield text


def _run(*children: "BaseOxmlElement") -> "BaseOxmlElement":
    return _element("w:r", {}, *children)


def _element(
    name: str, attributes: dict[str, str] | None = None, *children: "BaseOxmlElement"
) -> "BaseOxmlElement":
    from docx.oxml import OxmlElement

    element: BaseOxmlElement = OxmlElement(name)
    for key, value in (attributes or {}).items():
        _set(element, key, value)
    element.extend(children)
    return element


def _set(element: "BaseOxmlElement", name: str, value: str) -> None:
    from docx.oxml.ns import qn

    element.set(qn(name), value)
