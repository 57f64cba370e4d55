"""Check that data files are those that were installed, each once. Start from :func:`is_sound`.

A byte that changed in a trie crashes the process or gives other words, and nobody is told. Hashing
all files takes half a second, so what was found sound is noted in the cache folder of the user,
with size, time and number of the file: the next process reads that note alone.
"""

import hashlib
import json
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

MOST_NOTES = 500
"""Files that are noted at most; when there are more, all are checked anew."""


def is_sound(path: Path, expected: str) -> bool:
    """Say whether the content of a file has the SHA-256 ``expected``."""
    real = Path(os.path.realpath(path))
    found = real.stat()
    stamp = f"{found.st_size} {found.st_mtime_ns} {found.st_ino} {expected}"
    notes = _notes()
    if notes.get(str(real)) == stamp:
        return True
    with real.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != expected:
            return False
    if len(notes) >= MOST_NOTES:
        notes.clear()
    notes[str(real)] = stamp
    _write(notes)
    return True


def place() -> Path:
    """Return the file of the notes."""
    folder = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    return Path(folder) / "rature" / "sound.json"


@cache
def _notes() -> dict[str, str]:
    with suppress(OSError, ValueError, RuntimeError):
        found = json.loads(place().read_bytes())
        if isinstance(found, dict):
            return found
    return {}


def _write(notes: dict[str, str]) -> None:
    """Write the notes; where that cannot be done, the next process checks the files again."""
    with suppress(OSError, RuntimeError):
        target = place()
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{secrets.token_hex(8)}.part")
        try:
            part.write_text(json.dumps(notes))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
