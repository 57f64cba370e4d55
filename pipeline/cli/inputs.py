"""One input file: find its format and clean it."""

import argparse
from typing import Any

from pipeline.document import Document
from pipeline.errors import InputError
from pipeline.io import articles, files
from pipeline.io.extraction import extract, format_of
from pipeline.io.terminal import say
from pipeline.pipeline import Pipeline
from pipeline.result import Result


def cleaned(
    pipeline: Pipeline, options: argparse.Namespace, name: str, raw: bytes
) -> tuple[Result, dict[str, Any]]:
    """Clean one file: a text, Markdown, or the article of a web page.

    The dictionary holds what the record says of a web page besides; it is empty for other formats.
    """
    text = articles.decoded(raw, options.encoding, name)
    shape = format_of(name, text, options.input)
    if shape != "html":
        pipeline = articles.without_rendering(pipeline) if shape == "markdown" else pipeline
        return articles.explain(pipeline, text, name), {}
    if getattr(options, "format", "") == "unified":
        raise InputError(f"{name} is a web page, which no patch can mend: use --words or --json")
    article = extract(text.removeprefix(files.BOM), name)
    say(f"{name}: {article.summary()}")
    return pipeline.explain(Document(article.text, name)), {"meta": article.meta}
