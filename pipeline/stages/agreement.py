"""Stage agreement."""

from collections.abc import Iterable

from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.rules import Rule

RULES: tuple[Rule, ...] = ()


def agreement(document: Document) -> Iterable[Edit | Mark]:
    """Propose nothing yet."""
    return ()
