"""What cleaning a document gives: its text, its edits, and the record that is written of them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pipeline.edits import Edit, Mark
from pipeline.errors import DictionaryError
from pipeline.report.diff import unified
from pipeline.resources import data
from pipeline.schemas import SCHEMA, candidate_pairs, in_schema
from pipeline.stages import STAGE_OF

MADE = frozenset({"auto", "accepted", "edited"})
"""Decisions about an edit, the program's and people's, after which the text holds it."""


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome for one document; all offsets are code points of ``source``.

    ``edits`` were made, ``proposals`` wait for a person; no two of them overlap. ``model`` is the
    digest of a dump's model, if there was one, ``context`` the name of the context model, if it
    could be asked, ``grammar`` that of the program that checked the cleaned text, if one did.
    """

    source: str
    text: str
    id: str = ""
    edits: tuple[Edit, ...] = ()
    proposals: tuple[Edit, ...] = ()
    marks: tuple[Mark, ...] = ()
    model: str = ""
    context: str = ""
    grammar: str = ""

    @property
    def language(self) -> str:
        """Return the language code of the document, ``und`` when nothing tells it."""
        for mark in self.marks:
            if mark.kind.startswith("language:"):
                return mark.kind.removeprefix("language:")
        return "und"

    @property
    def untranslated(self) -> tuple[str, ...]:
        """Return the English sentences that a machine translation left as they were, in order."""
        return tuple(self.source[m.start : m.end] for m in self.marks if m.kind == "untranslated")

    def diff(self, name: str = "") -> str:
        """Return a unified patch from source to cleaned text, as ``git apply`` reads it."""
        return unified(self.source, self.edits, name or self.id or "text.txt")

    def prefixed(self, head: str) -> "Result":
        """Return the result for the same document with ``head`` before it, left as it is."""
        by = len(head)
        return replace(
            self,
            source=head + self.source,
            text=head + self.text,
            edits=tuple(replace(e, start=e.start + by, end=e.end + by) for e in self.edits),
            proposals=tuple(replace(e, start=e.start + by, end=e.end + by) for e in self.proposals),
            marks=tuple(replace(m, start=m.start + by, end=m.end + by) for m in self.marks),
        )

    def to_dict(self, schema: int = SCHEMA) -> dict[str, Any]:
        """Return the record as plain JSON types, in one of :data:`SCHEMAS`."""
        rows = [(e, "auto") for e in self.edits] + [(e, "review") for e in self.proposals]
        rows.sort(key=lambda row: (row[0].start, row[0].end))
        record = {
            "schema": SCHEMA,
            "id": self.id,
            "language": self.language,
            "text": self.text,
            "edits": [edit_record(edit, decision) for edit, decision in rows],
            "marks": [
                {"start": m.start, "end": m.end, "kind": m.kind}
                for m in self.marks
                if not m.kind.startswith("language:")
            ],
            "error": None,
            "versions": {
                **versions(),
                **({"model": self.model} if self.model else {}),
                **({"context": self.context} if self.context else {}),
                **({"grammar": self.grammar} if self.grammar else {}),
            },
        }
        return in_schema(record, schema)


def edit_record(edit: Edit, decision: str) -> dict[str, Any]:
    """Return one row of ``edits``; ``decision`` is ``auto`` or ``review``."""
    return {
        "start": edit.start,
        "end": edit.end,
        "before": edit.before,
        "after": edit.after,
        "rule": edit.rule,
        "stage": STAGE_OF[edit.rule],
        "confidence": round(edit.confidence, 4),
        "calibrated": edit.calibrated,
        "decision": decision,
        "group": edit.group,
        "candidates": candidate_pairs((text, round(p, 4)) for text, p in edit.candidates),
        "reason": edit.reason,
    }


def failed(document_id: str, text: str, error: str) -> dict[str, Any]:
    """Return the record of a document that could not be processed: its text and the ``error``."""
    record = Result(text, text, document_id).to_dict()
    return {**record, "error": error}


@cache
def versions() -> dict[str, str]:
    """Return the version of rature and the digest of its dictionaries."""
    from importlib import metadata  # costs more than all the rest of a cold start's bookkeeping

    home = data.home()
    if not home.is_dir():
        raise DictionaryError(
            f"no folder {home}: reinstall rature, or set RATURE_DICTIONARIES right"
        )
    try:
        own = metadata.version("rature")
    except metadata.PackageNotFoundError:
        own = "0+unknown"
    return {"rature": own, "dictionaries": f"sha256:{_digest(home.iterdir())}"}


def _digest(files: Iterable[Any]) -> str:
    """Hash names, sizes and, where a provenance file lists them, the digests of ``files``."""
    digest = hashlib.sha256()
    for file in sorted(files):
        if file.suffix in {".json", ".tsv"}:
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
        elif file.suffix in {".marisa", ".bin"}:
            digest.update(f"{file.name}\0{file.stat().st_size}".encode())
    return digest.hexdigest()[:16]
