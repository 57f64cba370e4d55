"""Articles: one text of a dump in, what became of it out. Whatever happens, the text comes out.

Start reading from :func:`clean_article`. Every engine and every table goes through it.
"""

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.document import Document
from pipeline.errors import ConfigError, InputError, PipelineError
from pipeline.io import files
from pipeline.io.extraction import charset, extract, format_of
from pipeline.pipeline import Pipeline
from pipeline.result import Result, edit_record

PIECE = 1_000_000
"""Code points up to which an article is cleaned in one go: what a long book has, and about the
memory that a worker may take for one text."""

_BORDERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\n[ \t\r]*\n[ \t\r\n]*",  # paragraphs
        r"\n",
        r"[.!?…][»\"”’)\s]*\s(?=[«\"“A-ZÀ-Þ])",  # sentences
        r"\s+",
    )
)
"""Where a text may be cut, best first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an article.

    ``source`` is the text that the offsets are of: the text that came in, or the article of the
    page that came in. ``edits`` are records as in :func:`pipeline.result.edit_record`, made and
    proposed, in text order. ``error`` says why the text is as it came in, ``meta`` what is known of
    a page.
    """

    source: str
    text: str
    language: str
    edits: tuple[dict[str, Any], ...] = ()
    error: str | None = None
    meta: dict[str, Any] | None = None


def clean_article(
    pipeline: Pipeline,
    text: str,
    document_id: str = "",
    *,
    name: str = "",
    shape: str = "auto",
    before_piece: Callable[[], None] = lambda: None,
) -> Outcome:
    """Clean an article, which may be text, Markdown or a web page (``shape``; ``name``: its file).

    A text longer than ``PIECE`` is cut on the borders of its paragraphs, its pieces are cleaned
    one by one, ``before_piece`` is called before each. An error of any kind leaves the text as it
    was.
    """
    try:
        source, meta, shape = article_of(text, name, shape)
        if shape == "markdown":
            pipeline = without_rendering(pipeline)
        cleaned: list[str] = []
        edits: list[dict[str, Any]] = []
        languages: Counter[str] = Counter()
        at = 0
        whole = len(source) <= PIECE
        for number, piece in enumerate(pieces(source), 1):
            before_piece()
            result = explain(pipeline, piece, document_id)
            cleaned.append(result.text)
            languages[result.language] += len(piece)
            edits += _moved(result, at, "" if whole else f"{number}/")
            at += len(piece)
        language = max(languages, key=lambda code: languages[code], default="und")
        return Outcome(source, "".join(cleaned), language, tuple(edits), None, meta)
    except Exception as error:  # whatever went wrong, the article goes on with its text
        return Outcome(text, text, "und", error=reason(error))


def article_of(text: str, name: str, shape: str) -> tuple[str, dict[str, Any] | None, str]:
    """Return the article of a text, what is known of it when it was a page, and its shape."""
    shape = format_of(name, text, shape)
    if shape != "html":
        return text, None, shape
    article = extract(text.removeprefix(files.BOM), name or "the page")
    return article.text, article.meta, shape


def explain(pipeline: Pipeline, text: str, document_id: str) -> Result:
    """Clean a text that may begin with a byte order mark, which no stage should see."""
    if not text.startswith(files.BOM):
        return pipeline.explain(Document(text, document_id))
    return pipeline.explain(Document(text[1:], document_id)).prefixed(files.BOM)


def decoded(raw: bytes, codec: str, name: str) -> str:
    """Return the text of a file; a page that is not UTF-8 says itself what it is."""
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
    """Return ``pipeline`` for Markdown files, in which Markdown is no damage."""
    return replace(pipeline, ignore=(*pipeline.ignore, "MRK006"))


def pieces(text: str) -> Iterator[str]:
    """Cut ``text`` into pieces of at most ``PIECE`` code points; a function of the text alone."""
    start = 0
    while len(text) - start > PIECE:
        end = _border(text, start, start + PIECE)
        yield text[start:end]
        start = end
    yield text[start:]


def _border(text: str, start: int, end: int) -> int:
    """Return the last good place to cut in the second half of ``[start, end)``."""
    half = (start + end) // 2
    for pattern in _BORDERS:
        last = None
        for last in pattern.finditer(text, half, end):  # noqa: B007 — the last one is wanted
            pass
        if last is not None and last.end() < end:
            return last.end()
    return end


def _moved(result: Result, by: int, prefix: str) -> Iterator[dict[str, Any]]:
    """Yield the edits of a piece as records in coordinates of the whole text."""
    rows = [(e, "auto") for e in result.edits] + [(e, "review") for e in result.proposals]
    for edit, decision in sorted(rows, key=lambda row: (row[0].start, row[0].end)):
        record = edit_record(edit, decision)
        record["start"] += by
        record["end"] += by
        if prefix and edit.group is not None:
            record["group"] = prefix + edit.group
        yield record


def reason(error: Exception) -> str:
    """Return why an article failed, the same on every run: addresses in memory are left out."""
    said = str(error) if isinstance(error, PipelineError) else f"{type(error).__name__}: {error}"
    return re.sub(r"0x[0-9a-fA-F]{6,}", "0x…", said)
