"""Clean one article of a dump. Whatever goes wrong, its text comes out.

Start reading from :func:`clean_article`. Every engine and every table calls it.
"""

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.document import Document
from pipeline.errors import ConfigError, InputError, PipelineError
from pipeline.io import files
from pipeline.io.containers.container import Container, pipeline_for
from pipeline.io.extraction import charset, extract, format_of
from pipeline.io.packed import PackedRecords
from pipeline.machine import is_of_machine
from pipeline.pipeline import Pipeline
from pipeline.result import Result, edit_record

PIECE_LENGTH = 1_000_000
"""A longer article, in code points, is cleaned in pieces. A long book has about so many, and a
worker has memory for about so many."""

_BOUNDARIES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\n[ \t\r]*\n[ \t\r\n]*",  # paragraphs
        r"\n",
        r"[.!?…][»\"”’)\s]*\s(?=[«\"“A-ZÀ-Þ])",  # sentences
        r"\s+",
    )
)
"""Places where a text may be cut, best first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result for an article.

    The offsets of edits count in ``source``: the input text or, if that is a web page, its
    article. ``edits`` are records as in :func:`pipeline.result.edit_record`, made and proposed, in
    text order; those of a long article are packed. ``error`` says why the text did not change.
    ``meta`` is what is known of a page.
    """

    source: str
    text: str
    language: str
    edits: Collection[dict[str, Any]] = ()
    error: str | None = None
    meta: dict[str, Any] | None = None


def clean_article(  # noqa: PLR0913 — an article, and what is known of where it comes from
    pipeline: Pipeline,
    text: str,
    document_id: str = "",
    *,
    name: str = "",
    shape: str = "auto",
    container: Container | None = None,
    before_piece: Callable[[], None] = lambda: None,
) -> Outcome:
    """Clean an article, which may be text, Markdown, a web page or the text of a ``container``.

    ``shape`` says which of the three it is; ``auto`` looks at the file ``name`` and at the text. A
    text longer than ``PIECE_LENGTH`` is cut between paragraphs and cleaned piece by piece;
    ``before_piece`` is called before each piece. After an error the text is as it was; an error of
    the machine or the installation, which all texts would have, is raised.
    """
    try:
        source, meta, shape = article_of(text, name, "text" if container else shape)
        if shape == "markdown":
            pipeline = without_rendering(pipeline)
        if container:
            pipeline = pipeline_for(pipeline)
        cleaned: list[str] = []
        languages: Counter[str] = Counter()
        at = 0
        whole = len(source) <= PIECE_LENGTH
        edits: list[dict[str, Any]] | PackedRecords = [] if whole else PackedRecords()
        for number, piece in enumerate(pieces(source), 1):
            before_piece()
            result = explain(pipeline, piece, document_id)
            result = container.fitted(result, at) if container else result
            cleaned.append(result.text)
            languages[result.language] += len(piece)
            edits.extend(_moved(result, at, "" if whole else f"{number}/"))
            at += len(piece)
        if container:
            container.check("".join(cleaned))
        language = max(languages, key=lambda code: languages[code], default="und")
        kept = tuple(edits) if isinstance(edits, list) else edits
        return Outcome(source, "".join(cleaned), language, kept, None, meta)
    except Exception as error:  # whatever went wrong, the text comes out
        if is_of_machine(error):
            raise
        return Outcome(text, text, "und", error=reason(error))


def article_of(text: str, name: str, shape: str) -> tuple[str, dict[str, Any] | None, str]:
    """Return the article of a text, its shape, and in between what is known of a web page."""
    shape = format_of(name, text, shape)
    if shape != "html":
        return text, None, shape
    article = extract(text.removeprefix(files.BOM), name or "the page")
    return article.text, article.meta, shape


def explain(pipeline: Pipeline, text: str, document_id: str) -> Result:
    """Clean a text; if it begins with a byte order mark, no stage sees that."""
    if not text.startswith(files.BOM):
        return pipeline.explain(Document(text, document_id))
    return pipeline.explain(Document(text[1:], document_id)).prefixed(files.BOM)


def decoded(raw: bytes, codec: str, name: str) -> str:
    """Return the text of a file; a web page that is not UTF-8 declares its encoding itself."""
    declared = charset(raw)
    if codec == "utf-8" and declared and format_of("", raw[:4096].decode("latin-1")) == "html":
        with contextlib.suppress(InputError):
            return files.decode(raw, codec, name)
        if declared in ("iso-8859-1", "latin1", "latin-1"):  # browsers read these as cp1252
            declared = "cp1252"
        with contextlib.suppress(ConfigError):
            codec = files.encoding(declared)
    return files.decode(raw, codec, name)


def without_rendering(pipeline: Pipeline) -> Pipeline:
    """Return ``pipeline`` without the rule that removes Markdown, for Markdown files."""
    return replace(pipeline, ignore=(*pipeline.ignore, "MRK006"))


def pieces(text: str) -> Iterator[str]:
    """Cut ``text`` into pieces of at most ``PIECE_LENGTH`` code points, always in the same way."""
    start = 0
    while len(text) - start > PIECE_LENGTH:
        end = _boundary(text, start, start + PIECE_LENGTH)
        yield text[start:end]
        start = end
    yield text[start:]


def _boundary(text: str, start: int, end: int) -> int:
    """Return the best place to cut in the second half of ``[start, end)``."""
    half = (start + end) // 2
    for pattern in _BOUNDARIES:
        last = None
        for last in pattern.finditer(text, half, end):  # noqa: B007 — the last one is wanted
            pass
        if last is not None and last.end() < end:
            return last.end()
    return end


def _moved(result: Result, by: int, prefix: str) -> Iterator[dict[str, Any]]:
    """Yield the edits of a piece as records with offsets in the whole text."""
    rows = [(e, "auto") for e in result.edits] + [(e, "review") for e in result.proposals]
    for edit, decision in sorted(rows, key=lambda row: (row[0].start, row[0].end)):
        record = edit_record(edit, decision)
        record["start"] += by
        record["end"] += by
        if prefix and edit.group is not None:
            record["group"] = prefix + edit.group
        yield record


def reason(error: Exception) -> str:
    """Return why an article failed, without memory addresses, which differ from run to run."""
    said = str(error) if isinstance(error, PipelineError) else f"{type(error).__name__}: {error}"
    return re.sub(r"0x[0-9a-fA-F]{6,}", "0x…", said)
