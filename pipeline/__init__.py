"""Clean French text that machines translated, spun and garbled, and show every change.

>>> import pipeline
>>> pipeline.clean("Il risque dix ans de jail.")
'Il risque dix ans de prison.'
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.document import Document
from pipeline.edits import Edit, Mark, apply, choose, compose, invert
from pipeline.pipeline import Pipeline
from pipeline.result import Result

if TYPE_CHECKING:
    from pipeline.io.table import clean_table

__all__ = [
    "Document",
    "Edit",
    "Mark",
    "Pipeline",
    "Result",
    "apply",
    "choose",
    "clean",
    "clean_table",
    "compose",
    "explain",
    "invert",
]


@cache
def _default() -> Pipeline:
    return Pipeline()


def clean(text: str) -> str:
    """Return the cleaned text."""
    return _default().clean(text)


def explain(text: str) -> Result:
    """Clean ``text`` and return the result with every edit made or proposed."""
    return _default().explain(text)


def __getattr__(name: str) -> Any:
    """Import what needs pyarrow only when it is asked for."""
    if name == "clean_table":
        from pipeline.io.table import clean_table

        return clean_table
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
