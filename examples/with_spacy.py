"""rature in a spaCy pipeline, before the tokens or beside them: with_spacy.py ARTICLE.txt.

The text of a spaCy document never changes. So either a tokenizer cleans the text first, and all
that comes after sees clean French; or the component ``rature`` leaves the text as it is and marks
the edits as spans, for pipelines that only look.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline import Pipeline

Doc.set_extension("rature", default=None, force=True)  # the record
Doc.set_extension("clean", getter=lambda doc: doc._.rature["text"], force=True)
Span.set_extension("edit", default=None, force=True)  # one of its edits


@Language.factory("rature", default_config={"ignore": [], "context": "auto"})
class Rature:
    """Put the record into ``doc._.rature`` and a span for each edit into ``doc.spans``."""

    def __init__(self, nlp: Language, name: str, ignore: list[str], context: str) -> None:
        self.pipeline = Pipeline(ignore=tuple(ignore), context=context)

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with its edits."""
        doc._.rature = self.pipeline.explain(doc.text).to_dict()
        found = []
        for edit in doc._.rature["edits"]:
            span = doc.char_span(
                edit["start"], edit["end"], label=edit["rule"], alignment_mode="expand"
            )
            if span is not None:
                span._.edit = edit
                found.append(span)
        doc.spans["rature"] = found
        return doc


def cleaned_first(nlp: Language, pipeline: Pipeline | None = None) -> Language:
    """Let ``nlp`` clean each text before it makes tokens of it."""
    tokenizer: Callable[[str], Doc] = nlp.tokenizer
    clean = (pipeline or Pipeline()).explain

    def tokens_of_clean(text: str) -> Doc:
        result = clean(text)
        doc = tokenizer(result.text)
        doc._.rature = result.to_dict()
        return doc

    nlp.tokenizer = tokens_of_clean
    return nlp


def main(path: str) -> None:
    text = Path(path).read_text("utf-8")
    nlp = spacy.blank("fr")
    nlp.add_pipe("rature")
    for span in nlp(text).spans["rature"]:
        print(f"{span.label_}\t{span.text!r}\t{span._.edit['after']!r}")
    print(cleaned_first(spacy.blank("fr"))(text).text[:200])


if __name__ == "__main__":
    main(*sys.argv[1:])
