"""Entries of a glossary that people add in the review, and take out again with the undo.

Start reading from :func:`order`. An entry holds for the project, in the glossary that
``rature.toml`` names, or for the dump alone, in a glossary beside the run, for ``--glossary``.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import InputError
from pipeline.glossary import GlossaryEntry
from pipeline.review.database import Database
from pipeline.review.model import (
    ACCEPT,
    EDIT,
    REJECT,
    TO_DECIDE,
    DecisionOutcome,
    ReviewedEdit,
    stored,
)
from pipeline.review.store import Store
from pipeline.settings.project_glossary import (
    GLOSSARY_NAME,
    add_entry,
    add_to_project,
    of_project,
    remove_entry,
)

ENTRIES_TABLE = """CREATE TABLE IF NOT EXISTS entries (
    action TEXT PRIMARY KEY, path TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
    always INTEGER NOT NULL) WITHOUT ROWID"""
"""Entries that decisions added to a glossary, by the action."""

PROJECT, DUMP = "project", "dump"
"""What an entry holds for."""


@dataclass(frozen=True, slots=True)
class Order:
    """An entry, and what it holds for."""

    entry: GlossaryEntry
    scope: str = PROJECT


def order(  # noqa: PLR0913 — a request has these parts
    store: Store, config: Path, action: str, who: str, line: ReviewedEdit, one: Order
) -> tuple[DecisionOutcome, Path]:
    """Add an entry, and decide about the series of ``line`` if it speaks of that.

    What is replaced always is accepted wherever nobody has judged it, what never is rejected.
    """
    entry = one.entry
    path, is_new = add(config, store.path.parent, one.scope, entry, who)
    is_proposed = entry.after.lower() == line.after.lower()
    if entry.before.lower() != line.before.lower() or not (entry.always or is_proposed):
        return DecisionOutcome(action, EDIT, 0, ()), path
    what, value = (ACCEPT, None) if is_proposed else (EDIT, entry.after)  # each in its own case
    if not entry.always:
        what, value = REJECT, None
    outcome = store.decide_series(action, who, what, line.series, TO_DECIDE, value)
    if is_new and outcome.edits:
        note(store, action, path, entry)
    return outcome, path


def add(config: Path, out: Path, scope: str, one: GlossaryEntry, who: str) -> tuple[Path, bool]:
    """Add an entry to the glossary of ``scope``; return the file, and whether it is new there.

    Raises :class:`ConfigError` for what no glossary can hold.
    """
    remark = f"{who}, {date.today().isoformat()}"
    if scope == DUMP:
        path = out / GLOSSARY_NAME
        return path, add_entry(path, one, remark)
    if scope != PROJECT:
        raise InputError("an entry holds for the project or for the dump")
    path = of_project(config)
    before = path.read_bytes() if path.is_file() else b""
    add_to_project(config, one, remark)
    return path, path.read_bytes() != before


def note(store: Database, action: str, path: Path, one: GlossaryEntry) -> None:
    """Note that ``action`` added an entry."""
    with store.writing() as cx:
        cx.execute(
            "INSERT OR IGNORE INTO entries VALUES (?, ?, ?, ?, ?)",
            (action, stored(str(path)), stored(one.before), stored(one.after), one.always),
        )


def take_out(store: Database, action: str | None) -> tuple[GlossaryEntry, Path] | None:
    """Take out the entry that ``action`` added; return it with its file, None if it added none."""
    rows = store.rows(
        "SELECT path, before, after, always FROM entries WHERE action = ?", action or ""
    )
    if not rows:
        return None
    name, before, after, always = rows[0]
    one = GlossaryEntry(before, after, bool(always))
    remove_entry(Path(name), one)
    return one, Path(name)
