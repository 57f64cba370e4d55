"""Find and open the data files: beside the package when installed, at the top level in a checkout.

Every dictionary is opened here. A file that is missing, empty, cut short or of another kind gives
the same one-line error, whoever asked for it. Start reading from :func:`opening`.
"""

import json
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import kenlm
import marisa_trie

from pipeline.errors import DictionaryError
from pipeline.machine import cure
from pipeline.resources.verifying import is_sound

_PACKAGE = Path(__file__).resolve().parents[1]

REGISTER = "sources.json"
"""Names each data file with its size, licence and hash; the builders write it."""


BINARY = frozenset({".bin", ".marisa", ".onnx"})
"""Files whose content is checked before it is mapped. Tables of text may be edited by hand: they
are read line by line, and their content is in the version of the dictionaries."""

verified = True
"""Whether content is checked; builders, which write the register last, turn it off."""


def chosen() -> str:
    """Return the folder that ``RATURE_DICTIONARIES`` names, empty when it names none."""
    return os.environ.get("RATURE_DICTIONARIES", "")


def home() -> Path:
    """Return the folder of the dictionaries; ``RATURE_DICTIONARIES`` names another one."""
    if folder := chosen():
        return Path(folder)
    installed = _PACKAGE / "dictionaries"
    return installed if installed.is_dir() else _PACKAGE.parent / "dictionaries"


def path(name: str | Path) -> Path:
    """Return the path of the dictionary ``name``; a whole path is taken as it is.

    Raises :class:`DictionaryError` when it is missing.
    """
    found = home() / name
    if not found.is_file():
        raise DictionaryError(
            f"dictionary {found.name} is missing from {found.parent}: reinstall rature, "
            "or unset RATURE_DICTIONARIES"
        )
    return found


@contextmanager
def opening(name: str | Path) -> Iterator[Path]:
    """Give the path of the dictionary ``name``; say that it is damaged when reading it fails.

    Raises :class:`DictionaryError` when the file is missing, when it is smaller than the register
    says, when a binary file is not the one in the register, and in place of whatever the code
    inside raises about its content.
    """
    found = path(name)
    try:
        size, digest = _register(found.parent).get(found.name, (1, ""))
        if found.stat().st_size < size:
            raise ValueError("the file is cut short")
        if digest and found.suffix in BINARY and verified and not is_sound(found, digest):
            raise ValueError("the content has changed")
        found.open("rb").close()  # libraries do not say that too many files are open
        yield found
    except OSError as error:
        if advice := cure(error):
            raise DictionaryError(f"cannot open {found}: {error.strerror}: {advice}") from error
        raise _damaged(found) from error
    except (RuntimeError, ValueError, TypeError, LookupError, struct.error) as error:
        raise _damaged(found) from error


def _damaged(found: Path) -> DictionaryError:
    return DictionaryError(f"dictionary {found} is damaged: reinstall rature")


@cache
def _register(folder: Path) -> dict[str, tuple[int, str]]:
    """Return the bytes and the SHA-256 of each file; nothing of a folder without a register."""
    try:
        register = json.loads((folder / REGISTER).read_bytes())
        return {name: (row["bytes"], row["sha256"]) for name, row in register.items()}
    except (OSError, ValueError, TypeError, LookupError):
        return {}


def trie(name: str) -> marisa_trie.Trie:
    """Map a trie of words into memory; raise :class:`DictionaryError` when that fails."""
    found = marisa_trie.Trie()
    with opening(name) as file:
        found.mmap(str(file))
    return found


def bytes_trie(name: str) -> marisa_trie.BytesTrie:
    """Map a trie whose words have bytes into memory."""
    found = marisa_trie.BytesTrie()
    with opening(name) as file:
        found.mmap(str(file))
    return found


def record_trie(name: str, layout: str) -> marisa_trie.RecordTrie:
    """Map a trie whose words have records of the :mod:`struct` ``layout`` into memory."""
    found = marisa_trie.RecordTrie(layout)
    with opening(name) as file:
        found.mmap(str(file))
    return found


def mapped(name: str) -> memoryview:
    """Map a binary file into memory."""
    with opening(name) as found, found.open("rb") as file:
        return memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))


def ngram_model(name: str | Path) -> kenlm.Model:
    """Map a KenLM model into memory; its pages are read when they are asked for."""
    config = kenlm.Config()
    config.load_method = kenlm.LoadMethod.LAZY
    config.show_progress = False
    with opening(name) as file:
        return kenlm.Model(str(file), config)


def stored(name: str) -> Any:
    """Return what a JSON file holds."""
    with opening(name) as file:
        return json.loads(file.read_bytes())


def table(name: str, columns: int) -> list[list[str]]:
    """Return the rows of a table: cells between tabs, without the first line, which names them.

    Raises :class:`DictionaryError` when there is no row, and with the number of its line when one
    has not ``columns`` cells.
    """
    with opening(name) as file:
        rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()[1:]]
        if not rows:
            raise ValueError("no rows")
    for line, row in enumerate(rows, 2):
        if len(row) != columns:
            raise DictionaryError(
                f"dictionary {file}:{line} is damaged: reinstall rature, or give the row "
                f"{columns} cells"
            )
    return rows
