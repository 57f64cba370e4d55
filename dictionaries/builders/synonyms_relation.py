"""What each thesaurus yields: a relation between a word that may be spun and its substitute."""

from typing import NamedTuple


class Relation(NamedTuple):
    """One thesaurus's evidence that a spinner may write ``substitute`` for ``word``.

    ``kinds`` joins ``FIRST`` and ``SECOND`` of :mod:`pipeline.resources.synonyms`; ``strength``
    is 0 to 1.
    """

    word: str
    substitute: str
    kinds: int
    strength: float
