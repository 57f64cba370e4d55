"""Find the files of a run from the files, folders, patterns and URLs that the user named."""

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.batch import places
from pipeline.batch.formats import DEFAULT_FORMAT, by_name, by_suffix, known_suffixes
from pipeline.errors import InputError
from pipeline.io import files
from pipeline.io.terminal import hint, say


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A file: its name in the run, and its path."""

    name: str
    path: str


def stdin_name(input_format: str) -> str:
    """Return the name of standard input as a file of the run."""
    known = by_name(input_format) if input_format else DEFAULT_FORMAT
    return f"stdin{known.suffixes[0]}"


def find(
    inputs: Sequence[str],
    out: str,
    spooled: str,
    input_format: str,
    left_out: Counter[str] | None = None,
) -> list[Named]:
    """Return the files that ``inputs`` name, sorted by name, each file once.

    ``left_out`` counts the files of folders that are not taken, by suffix.

    A file in a folder is named by its path below that folder, any other by the last part of its
    path. If two files get the same name, all are named by their paths below the folder they share.
    The folder ``out`` is left out. Standard input is the file ``spooled``. Raises
    :class:`InputError` if there are no files.
    """
    others: Counter[str] = Counter() if left_out is None else left_out
    found: list[Named] = []
    for given in inputs:
        if given == files.STDIN:
            found.append(Named(stdin_name(input_format), spooled))
        elif not places.is_url(given) and os.path.isdir(given):  # noqa: PTH112
            found += _in_folder(given, out, others)
        elif places.is_pattern(given) and not places.exists(given):
            hits = [path for path in places.matching(given) if not places.is_folder(path)]
            if not hits:
                raise InputError(f"no file matches {given}: check the pattern")
            found += [Named(path.rpartition("/")[2], path) for path in hits]
        elif places.is_folder(given):
            found += _in_folder(given, out, others)
        elif places.exists(given):
            if not places.is_file(given):
                raise InputError(
                    f"{given} is a pipe, a socket or a device: use - for standard input"
                )
            found.append(Named(given.rpartition("/")[2], given))
        else:
            raise InputError(f"no such file: {given}: check the path, or use - for standard input")
    unique = {_absolute(one.path): one for one in found}
    named = [Named(one.name, path) for path, one in unique.items()]
    if max(Counter(one.name for one in named).values(), default=0) > 1:
        named = _from_common(named)
    if not named:
        raise InputError(
            f"no files to clean in {', '.join(inputs)} (taken: {known_suffixes()}, .gz, .zst)"
        )
    return sorted(named)


def _in_folder(folder: str, out: str, left_out: Counter[str]) -> list[Named]:
    found = []
    for name in places.files_in(folder, out):
        path = places.join(folder, name)
        if not by_suffix(name):
            left_out[os.path.splitext(name)[1] or "without suffix"] += 1  # noqa: PTH122 — of a URL
            continue
        if places.is_file(path):
            found.append(Named(name, path))
        else:
            say(f"{path} is a pipe, a socket or a device: left out")
    return found


def _absolute(path: str) -> str:
    """Return the path as it was named: behind a link there may be a file without a suffix."""
    return path if places.is_url(path) else os.path.abspath(path)  # noqa: PTH100


def _from_common(named: Sequence[Named]) -> list[Named]:
    """Name files by their paths below the folder that holds all of them."""
    split = [one.path.split("/") for one in named]
    shared = 0
    while len({tuple(parts[: shared + 1]) for parts in split}) == 1:
        shared += 1
    return [
        Named("/".join(parts[shared:]), one.path) for parts, one in zip(split, named, strict=True)
    ]


def spool(path: str) -> None:
    """Copy standard input to a file, so that an interrupted run can be resumed."""
    if sys.stdin is None:
        raise InputError("standard input is closed: name a file")
    hint([files.STDIN])
    with places.written(path) as file:
        while block := sys.stdin.buffer.read(1 << 20):
            file.write(block)
