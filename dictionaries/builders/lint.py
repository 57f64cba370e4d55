"""Lint the dictionaries like code: ``python -m dictionaries.builders.lint [FOLDER]``.

A table (``.tsv``) is UTF-8 in NFC, one header, then sorted rows, none twice, all with as many cells
as the header, no cell with white space at its ends. A trie's keys are in NFC. Each file is in
``sources.json`` as it is now, with a licence, and nothing else is there.
"""

import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from unicodedata import is_normalized

import marisa_trie

from dictionaries.builders import sources

_NO_DATA = frozenset({sources.REGISTER, "README.md"})


def table(path: Path) -> Iterator[str]:
    """Yield what is wrong with a table, each with its file and line number."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        yield f"{path.name}: not UTF-8 ({error})"
        return
    if not text.endswith("\n"):
        yield f"{path.name}: the last line does not end"
    if "\r" in text:
        yield f"{path.name}: carriage returns"
    header, *rows = text.split("\n")[:-1] or [""]
    cells = header.count("\t") + 1
    for number, row in enumerate([header, *rows], 1):
        where = f"{path.name}:{number}"
        if not is_normalized("NFC", row):
            yield f"{where}: not in NFC: {row!r}"
        if row.count("\t") + 1 != cells:
            yield f"{where}: {row.count(chr(9)) + 1} cells, the header has {cells}: {row!r}"
        if any(cell != cell.strip() for cell in row.split("\t")):
            yield f"{where}: white space around a cell: {row!r}"
    for number, (before, after) in enumerate(pairwise(rows), 3):
        if before == after:
            yield f"{path.name}:{number}: twice: {after!r}"
        elif before > after:
            yield f"{path.name}:{number}: not sorted: {after!r} comes after {before!r}"


def trie(path: Path) -> Iterator[str]:
    """Yield the keys of a trie that are not in NFC; a record's bytes are no part of its key."""
    for key in marisa_trie.BinaryTrie().load(str(path)):
        word = key.partition(b"\xff")[0].decode("utf-8", errors="replace")
        if not is_normalized("NFC", word):
            yield f"{path.name}: not in NFC: {word!r}"


def provenance(folder: Path) -> Iterator[str]:
    """Yield how ``sources.json`` and the files of a folder disagree."""
    register = sources.register(folder)
    files = {
        path.name: path
        for path in folder.iterdir()
        if path.is_file() and path.name not in _NO_DATA and not path.name.startswith(".")
    }
    for name in sorted(files.keys() - register.keys()):
        yield f"{name}: not in {sources.REGISTER}: run its builder, or « hand » for a table"
    for name in sorted(register.keys() - files.keys()):
        yield f"{name}: in {sources.REGISTER}, but the file is gone"
    for name in sorted(register.keys() & files.keys()):
        row, path = register[name], files[name]
        if row.get("sha256") != sources.digest(path) or row.get("bytes") != path.stat().st_size:
            yield f"{name}: changed since its builder ran"
        if missing := [key for key in ("builder", "licence", "rows") if not row.get(key)]:
            yield f"{name}: no {', '.join(missing)} in {sources.REGISTER}"
        if row.get("builder") != "hand" and not row.get("sources"):
            yield f"{name}: built from no source"
    if list(register) != sorted(register):
        yield f"{sources.REGISTER}: not sorted"


def lint(folder: Path = sources.HOME) -> list[str]:
    """Return everything that is wrong with the dictionaries of a folder, one line each."""
    found = [problem for path in sorted(folder.glob("*.tsv")) for problem in table(path)]
    found += [problem for path in sorted(folder.glob("*.marisa")) for problem in trie(path)]
    return [*found, *provenance(folder)]


def main(arguments: list[str]) -> int:
    """Print the problems and return the exit code."""
    problems = lint(Path(arguments[0]) if arguments else sources.HOME)
    print("\n".join(problems or ["all dictionaries are in order"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
