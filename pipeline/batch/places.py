"""Open, list and write files in the same way on this machine and behind URLs.

A path with ``://`` in it is a URL for fsspec, such as ``s3://bucket/key``; this needs the extra
``rature[remote]``. Everything that a run reads or writes goes through this module.
"""

import contextlib
import glob
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, cast

from pipeline.errors import ConfigError, InputError, PipelineError
from pipeline.io.files import unreadable


def is_url(path: str) -> bool:
    """Say whether ``path`` is a URL."""
    return "://" in path


def join(folder: str, *names: str) -> str:
    """Return the path of a file or folder in ``folder``."""
    return "/".join((folder.rstrip("/") or folder, *names))


def _remote(path: str) -> tuple[Any, str]:
    """Return the file system of a URL and the path on it."""
    try:
        import fsspec
    except ImportError as error:
        raise ConfigError(f'{path} needs an extra: pip install "rature[remote]"') from error
    try:
        found: tuple[Any, str] = fsspec.core.url_to_fs(path)
    except ImportError as error:  # the package of that kind of store
        raise ConfigError(f"{path} needs a package: {error}") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}: name a path or a URL that fsspec knows") from error
    return found


@contextlib.contextmanager
def _errors_of(path: str, to_read: bool = False) -> Iterator[None]:
    """Turn any error of a store or of its package into :class:`InputError`."""
    try:
        yield
    except PipelineError:
        raise
    except Exception as error:
        if to_read and isinstance(error, FileNotFoundError):
            raise unreadable(path, error) from error
        why = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
        raise InputError(
            f"cannot reach {path}: {why}: check the address, the network and the credentials"
        ) from error


@contextlib.contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a file for reading bytes; raise :class:`InputError` on failure."""
    file = reader(path)
    try:
        yield file
    finally:
        file.close()


def reader(path: str) -> BinaryIO:
    """Return a file that is open for reading bytes; raise :class:`InputError` on failure."""
    try:
        if not is_url(path):
            return Path(path).open("rb")
    except OSError as error:
        raise unreadable(path, error) from error
    with _errors_of(path, to_read=True):
        system, inner = _remote(path)
        return cast(BinaryIO, system.open(inner, "rb"))


def stamp(path: str) -> tuple[int, str]:
    """Return the size of a file, and a text that changes when the file is written again."""
    try:
        if not is_url(path):
            found = Path(path).stat()
            return found.st_size, str(found.st_mtime_ns)
    except OSError as error:
        raise unreadable(path, error) from error
    with _errors_of(path, to_read=True):
        system, inner = _remote(path)
        system.invalidate_cache()
        info = system.info(inner)
    changed = info.get("ETag") or info.get("etag") or info.get("LastModified") or info.get("mtime")
    return int(info.get("size") or 0), str(changed or "")


PIECES, PIECE = 16, 1 << 16
"""A file is told from another one by so many pieces of so many bytes between its first and its last
megabyte, and by those two."""


def fingerprint(path: str) -> str:
    """Return a text that changes when the file is written again, or when its content does.

    Of a large file only some of the content is read.
    """
    size, changed = stamp(path)
    if is_url(path):
        return f"{size} {changed}"
    digest = blake2b(digest_size=12)
    end = 1 << 20
    with opened(path) as file:
        digest.update(file.read(end))
        if size > end:
            for n in range(1, PIECES + 1):
                file.seek(size * n // (PIECES + 1))
                digest.update(file.read(PIECE))
            file.seek(max(end, size - end))
            digest.update(file.read(end))
    return f"{size} {changed} {digest.hexdigest()}"


def exists(path: str) -> bool:
    """Say whether there is a file or folder."""
    if not is_url(path):
        return Path(path).exists()
    with _errors_of(path):
        system, inner = _remote(path)
        system.invalidate_cache()
        return bool(system.exists(inner))


def is_folder(path: str) -> bool:
    """Say whether ``path`` is a folder."""
    if not is_url(path):
        return Path(path).is_dir()
    with _errors_of(path):
        system, inner = _remote(path)
        return bool(system.isdir(inner))


def is_file(path: str) -> bool:
    """Say whether ``path`` is no pipe, socket or device, whose reading may never come to an end.

    What is missing is told when it is read.
    """
    if is_url(path):
        return True
    try:
        kind = Path(path).stat().st_mode
    except OSError:
        return True
    return stat.S_ISREG(kind) or stat.S_ISDIR(kind)


def is_empty(folder: str) -> bool:
    """Say whether ``folder`` is empty or does not exist."""
    if not is_url(folder):
        with contextlib.suppress(FileNotFoundError), os.scandir(folder) as found:
            return next(found, None) is None
        return True
    return not files_in(folder)


def files_in(folder: str, without: str = "") -> list[str]:
    """Return the paths of all files in ``folder``, relative to it and sorted.

    Hidden files and folders are left out, and so are the folder ``without`` and folders that
    ``rature run`` wrote.
    """
    names = _names_in(folder, without)
    reports = {name.removesuffix("run.json") for name in names if name.endswith("/run.json")}
    runs = tuple(r for r in reports if any(name.startswith(f"{r}clean/") for name in names))
    return [name for name in names if not name.startswith(runs)] if runs else names


def _names_in(folder: str, without: str) -> list[str]:
    if is_url(folder):
        system, inner = _remote(folder)
        base = inner.rstrip("/") + "/"
        avoid = f"{_remote(without)[1].rstrip('/')}/" if is_url(without) else "\0"
        with _errors_of(folder):
            every = system.find(inner)
        found = [name.removeprefix(base) for name in every if not name.startswith(avoid)]
        return sorted(name for name in found if not any(p[:1] == "." for p in name.split("/")))
    avoid = os.path.realpath(without) if without and not is_url(without) else "\0"
    names = []

    def refuse(error: OSError) -> None:
        raise unreadable(str(error.filename), error)

    for top, folders, here in os.walk(folder, onerror=refuse):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and os.path.realpath(os.path.join(top, name)) != avoid  # noqa: PTH118
        ]
        names += [
            os.path.relpath(os.path.join(top, name), folder).replace(os.sep, "/")  # noqa: PTH118
            for name in here
            if not name.startswith(".")
        ]
    return sorted(names)


def matching(pattern: str) -> list[str]:
    """Return the files that match a pattern with ``*``, ``**``, ``?`` or ``[``, sorted."""
    if not is_url(pattern):
        return sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 — as a shell does it
    with _errors_of(pattern):
        system, inner = _remote(pattern)
        return sorted(system.unstrip_protocol(name) for name in system.glob(inner))


def is_pattern(path: str) -> bool:
    """Say whether ``path`` has a special character of patterns."""
    return any(sign in path for sign in "*?[")


@contextlib.contextmanager
def written(path: str) -> Iterator[BinaryIO]:
    """Open a file for writing; it appears, complete and synced, only if no error occurs."""
    if is_url(path):
        with _errors_of(path):
            system, inner = _remote(path)
            file = _opened_for_writing(system, inner)  # a store shows an object when it is closed
        try:
            yield cast(BinaryIO, file)
        except BaseException:
            with contextlib.suppress(Exception):
                file.discard()
            file.closed = True  # or collecting it would upload what there is
            raise
        with _errors_of(path):
            file.close()
        return
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{secrets.token_hex(8)}.part")  # short: names have 255 bytes
    try:
        with part.open("wb") as local:
            yield local
            local.flush()
            os.fsync(local.fileno())
        part.replace(target)
        _sync_folder(target.parent)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _opened_for_writing(system: Any, inner: str) -> Any:
    try:
        return system.open(inner, "wb")
    except FileNotFoundError:  # a store that has folders
        system.makedirs(inner.rpartition("/")[0], exist_ok=True)
        return system.open(inner, "wb")


def _sync_folder(folder: Path) -> None:
    """Write the file names of ``folder`` to the disk."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write(path: str, content: bytes) -> None:
    """Write a small file completely or not at all."""
    with written(path) as file:
        file.write(content)


def read(path: str) -> bytes:
    """Return the content of a small file."""
    with opened(path) as file:
        return file.read()


def make_folder(path: str) -> None:
    """Make a folder and its parents; an object store needs none."""
    if is_url(path):
        return
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror}: choose another place for -o"
        ) from error


def remove(path: str) -> None:
    """Remove a folder and its content if it exists."""
    if not is_url(path):
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(path)
        return
    with _errors_of(path):
        system, inner = _remote(path)
        system.invalidate_cache()
        with contextlib.suppress(FileNotFoundError):
            system.rm(inner, recursive=True)


def discard(path: str) -> None:
    """Remove a file if it exists."""
    if not is_url(path):
        Path(path).unlink(missing_ok=True)
        return
    with _errors_of(path), contextlib.suppress(FileNotFoundError):
        system, inner = _remote(path)
        system.rm(inner)


def tidy(folder: str) -> None:
    """Remove the half-written files that a killed process left directly in ``folder``."""
    if not is_url(folder):
        for part in Path(folder).glob(".*.part"):
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(path: str) -> Iterator[None]:
    """Hold a lock until the block or the process ends.

    Raises :class:`InputError` if another process holds it. Behind a URL there are no locks.
    """
    if is_url(path):
        yield
        return
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with Path(path).open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputError(
                f"another run is writing to {Path(path).parent.parent}: wait for it, "
                "or choose another place for -o"
            ) from error
        yield
