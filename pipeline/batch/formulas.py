"""Cells of CSV that a spreadsheet would compute. Start reading from :func:`is_formula`."""

import re
from dataclasses import replace

from pipeline.edits import Edit, apply
from pipeline.io.articles import Outcome

_FORMULA = re.compile(r"[=+\-@\t\r]")
_GUARDED = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[\d.,\s]+%?")


def is_formula(cell: str) -> bool:
    """Say whether a spreadsheet would take a cell for a formula."""
    return _FORMULA.match(cell) is not None


def is_number(cell: str) -> bool:
    """Say whether a cell is a number, with a sign or without."""
    return _NUMBER.fullmatch(cell) is not None


def guarded(cell: str) -> str:
    """Return a cell with a ``'`` before it if it would be a formula, else as it is.

    A cell that is guarded already gets one more, so that :func:`unguarded` gives each cell back.
    """
    return f"'{cell}" if _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return the cell that :func:`guarded` was given."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell


def without_new_formula(cell: str, outcome: Outcome) -> Outcome:
    """Return the outcome for a cell without edits that would make a formula of it.

    They are proposed instead. They are those at the beginning, with their groups.
    """
    if is_formula(cell) or not is_formula(outcome.text):
        return outcome
    if is_formula(outcome.source):  # an article that was taken out of a page
        return Outcome(cell, cell, "und", error="the article would be a formula: use --csv-safe")
    edits = list(outcome.edits)
    text = outcome.text
    while is_formula(text):
        first = next(edit for edit in edits if edit["decision"] == "auto")
        edits = [_proposed(edit) if _together(edit, first) else edit for edit in edits]
        text = apply(outcome.source, [_edit(edit) for edit in edits if edit["decision"] == "auto"])
    return replace(outcome, text=text, edits=tuple(edits))


def _together(edit: dict[str, object], first: dict[str, object]) -> bool:
    return edit is first or (edit["group"] is not None and edit["group"] == first["group"])


def _proposed(edit: dict[str, object]) -> dict[str, object]:
    return {**edit, "decision": "review"}


def _edit(edit: dict[str, object]) -> Edit:
    start, end = edit["start"], edit["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    return Edit(start, end, str(edit["before"]), str(edit["after"]), str(edit["rule"]), 1.0)
