"""Read text files without changing a byte, walk folders, and write files completely or not."""

import codecs
import contextlib
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import ConfigError, InputError

STDIN = "-"
"""The name of standard input in place of a path."""

BOM = "\ufeff"
"""The byte order mark. It stays in the file, and no stage sees it."""


def encoding(name: str) -> str:
    """Return the text codec called ``name``; raise :class:`ConfigError` if there is none."""
    with contextlib.suppress(UnicodeError, LookupError):
        codec = codecs.lookup(name).name
        with contextlib.suppress(UnicodeError):
            b"a".decode(codec)
        return "utf-8" if codec == "utf-8-sig" else codec
    raise ConfigError(f"no text encoding is called {name!r}: try utf-8, cp1252 or latin-1")


def wide(codec: str) -> bool:
    """Say whether ``codec`` writes ASCII characters, and so line breaks, as several bytes."""
    return codec.startswith(("utf-16", "utf-32"))


def read_bytes(path: str) -> bytes:
    """Return the content of a file, or of standard input for ``-``.

    Raises :class:`InputError` if it cannot be read.
    """
    try:
        with opened(path) as file:
            return file.read()
    except OSError as error:
        raise unreadable(path, error) from error


@contextlib.contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a file, or standard input for ``-``, for reading bytes."""
    if path != STDIN:
        with Path(path).open("rb") as file:
            yield file
    elif sys.stdin is None:
        raise InputError("standard input is closed: name a file")
    else:
        yield sys.stdin.buffer


def unreadable(path: str, error: OSError) -> InputError:
    """Return the error for a file that cannot be read, which says what to do."""
    match error:
        case FileNotFoundError():
            return InputError(f"no such file: {path}: check the path, or use - for standard input")
        case IsADirectoryError():
            return InputError(
                f"{path} is a folder: `rature run {path} -o OUT` cleans it, `rature diff {path}` "
                "shows what would change"
            )
        case PermissionError():
            return InputError(
                f"cannot read {path}: permission denied: ask for the right to read it"
            )
    return InputError(f"cannot read {path}: {error.strerror or error}")


def decode(raw: bytes, codec: str, name: str) -> str:
    """Return ``raw`` as text, with its line breaks and byte order mark as they are.

    Raises :class:`InputError` if the bytes are no text in the encoding ``codec``.
    """
    at = -1 if wide(codec) else raw.find(b"\0")
    if at >= 0:
        hint = "name its encoding: --encoding utf-16" if _looks_wide(raw) else "give me a text"
        raise InputError(f"{name} is a binary file (NUL at byte {at}): {hint}")
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        found = f"0x{raw[error.start]:02X} at byte {error.start}"
        other = "cp1252" if codec == "utf-8" else "utf-8"
        raise InputError(
            f"{name} is not valid {codec} ({found}): "
            f"name its encoding, for example --encoding {other}"
        ) from error
    except UnicodeError as error:
        raise InputError(f"{name} is not valid {codec}: name another --encoding") from error


def _looks_wide(raw: bytes) -> bool:
    return raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def walk(
    paths: list[str],
    takes: Callable[[str], bool],
    left_out: Callable[[str], None],
    refused: Callable[[InputError], None],
) -> Iterator[str]:
    """Yield files and, for each folder, the files in it that ``takes`` accepts, in a fixed order.

    ``left_out`` is called with each other file of a folder. Hidden files are left out silently,
    and links to folders are not followed. ``refused`` is called with the error for each folder
    that cannot be read.
    """

    def report(error: OSError) -> None:
        refused(unreadable(str(error.filename), error))

    for path in paths:
        if path == STDIN or not Path(path).is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path, onerror=report):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.startswith("."):
                    continue
                path = os.path.normpath(Path(folder) / name)
                if takes(name):
                    yield path
                else:
                    left_out(path)


def patch_name(path: str) -> str:
    """Return ``path`` for a patch: relative to the working folder.

    A file outside of it is named from the root, so ``patch -p1 -d /`` finds it.
    """
    if path == STDIN:
        return "stdin"
    whole = os.path.abspath(path)  # noqa: PTH100 — links must stay as they were named
    relative = os.path.relpath(whole)
    outside = relative == os.pardir or relative.startswith(os.pardir + os.sep)
    return (whole.lstrip(os.sep) if outside else relative).replace(os.sep, "/")


@contextlib.contextmanager
def written(path: str) -> Iterator[BinaryIO]:
    """Open ``path`` for writing; it appears, or is replaced, only if no error occurs."""
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():  # a device or a pipe; a folder is refused
            with target.open("wb") as file:
                yield file
            return
        part = target.with_name(f".{secrets.token_hex(8)}.part")  # short: names have 255 bytes
        try:
            with part.open("xb") as file:
                yield file
            if target.exists():
                part.chmod(stat.S_IMODE(target.stat().st_mode))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError) as error:
        raise InputError(f"cannot write {path}: {error.strerror}: choose another place") from error
