"""What a run left in its folder: articles with their edits, and the texts that these are of."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.batch import ledger
from pipeline.batch.ledger import LedgerRow
from pipeline.edits import Edit, apply, invert
from pipeline.errors import InputError


@dataclass(frozen=True, slots=True)
class RunArticle:
    """An article that has edits: the cleaned ``text`` and the ``source`` that offsets are of."""

    file: str
    row: int
    id: str
    language: str
    text: str
    source: str
    rows: tuple[LedgerRow, ...]


def articles(out: Path) -> Iterator[RunArticle]:
    """Yield the articles of a run that have edits, in the order of its ledger.

    Raises :class:`InputError` when ledger and cleaned texts do not belong together.
    """
    for file, rows in groupby(ledger.read(out), key=lambda row: row.file):
        texts = _rows(out, file)
        for number, found in groupby(rows, key=lambda row: row.row):
            own = tuple(found)
            text, language = next((t, la) for n, t, la in texts if n == number)
            source = source_of(text, own, f"{file}, row {number}")
            yield RunArticle(file, number, own[0].id, language, text, source, own)


def source_of(text: str, rows: Iterable[LedgerRow], where: str) -> str:
    """Return the text that came in: the cleaned one with the edits that were made taken back."""
    try:
        return apply(text, invert(made(rows)))
    except ValueError as error:
        raise InputError(
            f"{where}: the cleaned text is not what the ledger tells: run `rature run` again"
        ) from error


def made(rows: Iterable[LedgerRow]) -> list[Edit]:
    """Return the edits that the program made."""
    return [row.edit() for row in rows if row.decision == "auto"]


def stamp(out: Path) -> str:
    """Return what changes when the run is another one: sizes and times of its files."""
    digest = sha256()
    for path in [ledger.find(out), *sorted((out / "clean").rglob("*"))]:
        found = path.stat()
        digest.update(f"{path.relative_to(out)}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _rows(out: Path, file: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate((out / "clean" / file).open(encoding="utf-8")):
        values: dict[str, Any] = json.loads(line)
        yield number, values["text"], values.get("language", "")
