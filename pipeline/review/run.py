"""Read a finished run: the cleaned texts, their edits, and their sources.

Start reading from :meth:`FinishedRun.articles`. The cleaned files are read like any other dump. The
ledger tells which article an edit belongs to.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.batch import formats, ledger
from pipeline.batch.formats import Batch, Format, Source, open_dump
from pipeline.batch.ledger import LedgerRow
from pipeline.batch.reading import read
from pipeline.edits import Edit, apply, invert
from pipeline.errors import InputError

RUN_AGAIN = "run `rature run` again, into a new folder"
"""The advice in errors about a damaged run."""


@dataclass(frozen=True, slots=True)
class Dump:
    """An input file of the run, and its output: a file, or a folder of texts."""

    file: str
    path: Path
    kind: Format
    text_column: str
    id_column: str
    csv_safe: bool = False
    encoding: str = "utf-8"
    text_columns: tuple[str, ...] = ()

    def sources(self) -> Iterator[tuple[int, Source]]:
        """Yield the output files, each with the number of its first row."""
        if not self.kind.folder:
            if self.path.exists():  # rature run --dedup drop leaves out a text that repeats another
                yield 0, self._source(self.path, self.kind)
            return
        for path in sorted(self.path.glob("*.txt")):
            yield int(path.stem), self._source(path, formats.by_suffix(path.name) or self.kind)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns as the ledger names them: "" where the user did not name several."""
        return self.text_columns or ("",)

    def _source(self, path: Path, kind: Format) -> Source:
        return open_dump(
            str(path),
            name=self.file,
            input_format=kind.name,
            text_column=(self.text_columns or self.text_column) if kind.tabular else "",
            id_column=self.id_column if kind.tabular else "",
            encoding=self.encoding if kind.in_place else "utf-8",
            csv_safe=self.csv_safe,
        )


@dataclass(frozen=True, slots=True)
class RunArticle:
    """An article with edits: its cleaned ``text``, and its ``source``, which offsets refer to.

    Where a run reads several columns, the text of each is an article of its own here, and ``file``
    has the column behind it, as :attr:`LedgerRow.place` tells.
    """

    file: str
    row: int
    id: str
    language: str
    text: str
    source: str
    rows: tuple[LedgerRow, ...]


@dataclass(frozen=True)
class FinishedRun:
    """A finished run in the folder ``out``."""

    out: Path

    @cached_property
    def report(self) -> dict[str, Any]:
        """Return the content of run.json; :class:`InputError` when there is no finished run."""
        path = self.out / "run.json"
        if "://" in str(self.out):
            raise InputError(f"{self.out}: copy the run to this machine to review it")
        try:
            found: dict[str, Any] = json.loads(path.read_bytes())
            _check(found)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise InputError(
                f"no finished run in {self.out}: name the folder that `rature run -o` wrote"
            ) from error
        except (OSError, ValueError, TypeError, LookupError, RecursionError) as error:
            raise InputError(f"{path} is damaged: {RUN_AGAIN}") from error
        return found

    def _inside(self, name: str) -> Path:
        """Return the path of a cleaned file.

        Raises :class:`InputError` if it is not in the folder of the run, because then somebody
        else wrote ``run.json``.
        """
        clean = self.out / "clean"
        found = clean / name
        if not found.resolve().is_relative_to(clean.resolve()) or ".." in Path(name).parts:
            raise InputError(f"{self.out / 'run.json'} names a file outside of the run: {name}")
        return found

    @property
    def dumps(self) -> Iterator[Dump]:
        """Yield the input files that could be read, in the order of the ledger."""
        output = self.report["configuration"]["output_format"]
        for row in self.report["inputs"]:
            if not row["clean"]:
                continue
            known = formats.by_name(row["format"])
            kind = formats.target_of(known, output)
            own = known.tabular and (known.keeps_names or not kind.typed)
            yield Dump(
                row["file"],
                self._inside(row["clean"]),
                kind,
                row["text_column"] if own or row.get("text_columns") else "text",
                row["id_column"] if own else "id",
                self.report["configuration"].get("csv_safe", False),
                row.get("encoding") or self.report["configuration"].get("encoding") or "utf-8",
                tuple(row.get("text_columns", ())),
            )

    @cached_property
    def _left_out(self) -> dict[str, set[int]]:
        """Return the rows, by file, that were left out.

        They repeat others, or could not be read.
        """
        found: dict[str, set[int]] = {}
        for file in self.report["inputs"]:
            for first, count in file.get("missing", ()):
                found.setdefault(file["file"], set()).update(range(first, first + count))
        if self.report["configuration"]["dedup"] == "drop":
            with (self.out / "duplicates.jsonl").open("rb") as file:
                for line in file:
                    row = json.loads(line)
                    found.setdefault(row["file"], set()).add(row["row"])
        return found

    def batches(
        self, dump: Dump, first: int, source: Source
    ) -> Iterator[tuple[range | list[int], Batch]]:
        """Yield the rows of a cleaned file with their numbers in the input."""
        gone = self._left_out.get(dump.file, set())
        number = first
        for batch in read(source):
            numbers = []
            for _ in batch.rows:
                while number in gone and not dump.kind.folder:
                    number += 1
                numbers.append(number)
                number += 1
            yield numbers, batch

    def articles(self) -> Iterator[RunArticle]:
        """Yield the articles with edits, in the order of the ledger.

        Raises :class:`InputError` when the ledger does not fit the cleaned texts.
        """
        rows = LedgerRows(self.out)
        for dump in self.dumps:
            for first, source in dump.sources():
                for numbers, batch in self.batches(dump, first, source):
                    for i, number in enumerate(numbers):
                        for column, text in zip(dump.columns, batch.rows[i].texts, strict=True):
                            own = rows.of(dump.file, number, column)
                            if own:
                                text = text or ""
                                where = f"{own[0].place}, row {number}"
                                yield RunArticle(
                                    own[0].place,
                                    number,
                                    own[0].id,
                                    language_of(source, batch, i),
                                    text,
                                    source_of(text, own, where),
                                    own,
                                )
        rows.finish()

    def untouched(self) -> Iterator[RunArticle]:
        """Yield the articles without edits, in the order of the dump."""
        rows = LedgerRows(self.out)
        for dump in self.dumps:
            for first, source in dump.sources():
                for numbers, batch in self.batches(dump, first, source):
                    for i, number in enumerate(numbers):
                        row = batch.rows[i]
                        for column, text in zip(dump.columns, row.texts, strict=True):
                            if rows.of(dump.file, number, column) or not text:
                                continue
                            language = language_of(source, batch, i)
                            place = ledger.place_of(dump.file, column)
                            yield RunArticle(place, number, row.id, language, text, text, ())

    def stamp(self) -> str:
        """Return a digest of names, sizes and times of the files. It changes when the run does."""
        digest = sha256()
        for path in [ledger.find(self.out), *sorted((self.out / "clean").rglob("*"))]:
            found = path.stat()
            name = str(path.relative_to(self.out))
            digest.update(f"{name!r} {found.st_size} {found.st_mtime_ns}\n".encode())
        return digest.hexdigest()


class LedgerRows:
    """The rows of a ledger, article by article, for a caller that reads the articles in order."""

    def __init__(self, out: Path) -> None:
        found = groupby(ledger.read(out), key=lambda row: (row.file, row.row, row.column))
        self._groups = ((place, tuple(rows)) for place, rows in found)
        self._held = next(self._groups, None)

    def of(self, file: str, row: int, column: str = "") -> tuple[LedgerRow, ...]:
        """Return the rows of a text. Callers ask for texts in the order of the ledger."""
        if self._held is None or self._held[0] != (file, row, column):
            return ()
        rows = self._held[1]
        self._held = next(self._groups, None)
        return rows

    def finish(self) -> None:
        """Raise :class:`InputError` if the ledger has rows of articles that nobody asked for."""
        if self._held is not None:
            file, row, _ = self._held[0]
            raise InputError(
                f"the ledger has edits of {file}, row {row}, and clean/ not: {RUN_AGAIN}"
            )


def source_of(text: str, rows: Iterable[LedgerRow], where: str) -> str:
    """Return the source of a cleaned text: the edits that were made are undone."""
    try:
        return apply(text, invert(made(rows)))
    except ValueError as error:
        raise InputError(
            f"{where}: the cleaned text is not what the ledger tells: {RUN_AGAIN}"
        ) from error


def _check(report: Any) -> None:
    """Raise an error about a key or a type if a report has not what this module reads of it."""
    configuration = report["configuration"]
    texts = [configuration["output_format"], configuration["dedup"]]
    for one in report["inputs"]:
        texts.append(one["file"])
        for first, count in one.get("missing", ()):
            range(first, count)
        if one["clean"]:
            formats.by_name(one["format"])
            texts += [one["clean"], one["text_column"], one["id_column"]]
            texts += one.get("text_columns", ())
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("not a text")
    formats.target_of(formats.DEFAULT_FORMAT, configuration["output_format"])
    dict(report["counts"])


def made(rows: Iterable[LedgerRow]) -> list[Edit]:
    """Return the edits that the program made."""
    return [row.edit() for row in rows if row.decision == "auto"]


def language_of(source: Source, batch: Batch, i: int) -> str:
    """Return the language that the run wrote beside an article, "" if the format has no place."""
    fields = source.format.fields(source, batch, i, batch.rows[i].texts)
    name = _last(fields)
    value = fields[name] if name else None
    return value if isinstance(value, str) else ""


def _last(names: Iterable[str]) -> str:
    """Return the column of languages.

    It is called ``rature_language`` if the dump has a column ``language`` of its own.
    """
    taken = set(names)
    name = "language"
    while f"rature_{name}" in taken:
        name = f"rature_{name}"
    return name if name in taken else ""
