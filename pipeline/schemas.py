"""The shapes of the record.

They differ in the candidates of an edit alone: pairs in the first, which other programs rely on; in
the second objects, as the ledger and tables have them.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

SCHEMA = 1
"""The shape of the record, unless another is asked for."""


def candidate_pairs(candidates: Iterable[tuple[str, float]]) -> list[Any]:
    """Return candidates as records of schema 1 have them."""
    return [[text, probability] for text, probability in candidates]


def candidate_objects(candidates: Iterable[tuple[str, float]]) -> list[Any]:
    """Return candidates as records of schema 2, the ledger and tables have them."""
    return [{"text": text, "probability": probability} for text, probability in candidates]


Shaped = Callable[[Iterable[tuple[str, float]]], list[Any]]

SCHEMAS: Mapping[int, Shaped] = {SCHEMA: candidate_pairs, 2: candidate_objects}
"""What shapes the candidates in each schema."""


def in_schema(record: dict[str, Any], schema: int) -> dict[str, Any]:
    """Return a record, of whichever schema, in the shape of ``schema``."""
    if record["schema"] == schema:
        return record
    edits = [{**e, "candidates": SCHEMAS[schema](candidates_of(e))} for e in record["edits"]]
    return {**record, "schema": schema, "edits": edits}


def candidates_of(edit: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    """Return the candidates of an edit in a record or a ledger, in whichever shape it has them.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` when they have neither.

    >>> candidates_of({"candidates": [["front", 0.97]]})
    (('front', 0.97),)
    >>> candidates_of({"candidates": [{"text": "front", "probability": 0.97}]})
    (('front', 0.97),)
    """
    found = []
    for one in edit["candidates"]:
        is_object = isinstance(one, Mapping)
        text, probability = (one["text"], one["probability"]) if is_object else one
        found.append((text, probability))
    return tuple(found)
