"""The inputs of a run: files, folders, patterns and standard input become named files."""

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.batch import places
from pipeline.batch.formats import FORMATS, suffix_of
from pipeline.errors import InputError
from pipeline.io import files
from pipeline.io.terminal import hint

SUFFIX_OF = {"jsonl": ".jsonl", "csv": ".csv", "parquet": ".parquet", "text": ".txt"}
SUFFIX_OF |= {"markdown": ".md", "html": ".html"}
"""What standard input of a format is called."""


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A file, by its name in the run, and where it is."""

    name: str
    path: str


def find(inputs: Sequence[str], out: str, spooled: str, input_format: str) -> list[Named]:
    """Return the files that ``inputs`` name, sorted by name, each once.

    Files in a folder are named from there, others by their last part; when two would have one name,
    all are named from the folder they share. The folder ``out`` is left out. Standard input is the
    file ``spooled``. Raises :class:`InputError` when there is none.
    """
    found: list[Named] = []
    for given in inputs:
        if given == files.STDIN:
            found.append(Named(f"stdin{SUFFIX_OF[input_format or 'jsonl']}", spooled))
        elif not places.is_url(given) and os.path.isdir(given):  # noqa: PTH112
            found += _in_folder(given, out)
        elif places.is_pattern(given) and not places.exists(given):
            hits = [path for path in places.matching(given) if not places.is_folder(path)]
            if not hits:
                raise InputError(f"no file matches {given}: check the pattern")
            found += [Named(path.rpartition("/")[2], path) for path in hits]
        elif places.is_folder(given):
            found += _in_folder(given, out)
        elif places.exists(given):
            found.append(Named(given.rpartition("/")[2], given))
        else:
            raise InputError(f"no such file: {given}: check the path, or use - for standard input")
    unique = {_absolute(one.path): one for one in found}
    named = [Named(one.name, path) for path, one in unique.items()]
    if max(Counter(one.name for one in named).values(), default=0) > 1:
        named = _from_common(named)
    if not named:
        known = " ".join(FORMATS)
        raise InputError(f"no files to clean in {', '.join(inputs)} (taken: {known}, .gz, .zst)")
    return sorted(named)


def _in_folder(folder: str, out: str) -> list[Named]:
    return [
        Named(name, places.join(folder, name))
        for name in places.files_in(folder, out)
        if suffix_of(name) in FORMATS
    ]


def _absolute(path: str) -> str:
    return path if places.is_url(path) else os.path.realpath(path)


def _from_common(named: Sequence[Named]) -> list[Named]:
    """Name files from the folder that all of them are in."""
    split = [one.path.split("/") for one in named]
    shared = 0
    while len({tuple(parts[: shared + 1]) for parts in split}) == 1:
        shared += 1
    return [
        Named("/".join(parts[shared:]), one.path) for parts, one in zip(split, named, strict=True)
    ]


def spool(path: str) -> None:
    """Keep standard input in a file, so that an interrupted run can go on."""
    if sys.stdin is None:
        raise InputError("standard input is closed: name a file")
    hint([files.STDIN])
    with places.written(path) as file:
        while block := sys.stdin.buffer.read(1 << 20):
            file.write(block)
