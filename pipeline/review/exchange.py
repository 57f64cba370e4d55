"""Decisions as JSON lines, to hand over to other reviewers and to the learner."""

import json
from collections.abc import Iterator
from typing import Any

from pipeline import files, records
from pipeline.errors import InputError
from pipeline.review.store import Store


def lines(store: Store) -> Iterator[bytes]:
    """Yield all decisions as lines of JSON; docs/review.md says what is in them."""
    return (records.encode(records.dumps(row)) for row in store.exported())


def take(store: Store, path: str) -> tuple[int, int]:
    """Add the decisions of a file; return how many were new, and how many were known."""
    try:
        with files.opened(path) as file:
            return store.imported(_parsed(file, path))
    except OSError as error:
        raise files.unreadable(path, error) from error


def _parsed(file: Any, path: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(file, 1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"{path}:{number}: not JSON: give a file that --export wrote"
            ) from error
        if not isinstance(row, dict):
            raise InputError(f"{path}:{number}: not a decision: give a file that --export wrote")
        yield row
