"""Find the data files: beside the package when installed, at the top level in a checkout."""

import os
from pathlib import Path

from pipeline.errors import DictionaryError

_PACKAGE = Path(__file__).resolve().parents[1]


def home() -> Path:
    """Return the folder of the dictionaries; ``RATURE_DICTIONARIES`` names another one."""
    if chosen := os.environ.get("RATURE_DICTIONARIES"):
        return Path(chosen)
    installed = _PACKAGE / "dictionaries"
    return installed if installed.is_dir() else _PACKAGE.parent / "dictionaries"


def path(name: str) -> Path:
    """Return the path of the dictionary ``name``.

    Raises :class:`DictionaryError` when it is missing.
    """
    found = home() / name
    if not found.is_file():
        raise DictionaryError(
            f"dictionary {name} is missing from {home()}: reinstall rature, "
            "or unset RATURE_DICTIONARIES"
        )
    return found
