"""The lists that ``rature.toml`` names: find, name, read and replace them.

Start reading from :func:`named`. If the configuration names no list, :func:`name_list` inserts the
name of a new one: every other character of the file stays, and the new text must parse to what is
wanted before it is written.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.settings.config import parse, tables

_SECTION = re.compile(r"^[ \t]*\[[ \t]*dictionaries[ \t]*\][^\n]*\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ListKind:
    """A key of ``[dictionaries]`` whose value is a list of files, and the name of a new one."""

    key: str
    name: str


def named(path: Path, kind: ListKind) -> str | None:
    """Return the list that the configuration names; :class:`ConfigError` when that is broken."""
    content = (read_text(path) or "").removeprefix("\ufeff")
    found = parse(content, path)
    names = {"words": found.dictionaries, "glossary": found.glossary}[kind.key]
    return next((name for name in names if name.lower().endswith(".tsv")), None)


def name_list(path: Path, kind: ListKind) -> None:
    """Write the name of a new list into the configuration, unless it names one."""
    with locked(path.parent):
        if named(path, kind) is None:
            replace_text(path, _naming(read_text(path) or "", path, kind))


def _naming(content: str, path: Path, kind: ListKind) -> str:
    """Return ``content`` of ``path`` with the name of a new list among its dictionaries."""
    bom = "\ufeff" if content.startswith("\ufeff") else ""
    content = content.removeprefix(bom)
    wanted = tables(content, path)
    wanted.setdefault("dictionaries", {})
    known = wanted["dictionaries"].get(kind.key, [])
    wanted["dictionaries"][kind.key] = [kind.name, *known]
    end = "\r\n" if "\r\n" in content else "\n"
    line = f'{kind.key} = ["{kind.name}"]'
    for tried in _tries(content, line, end, kind):
        if _means(tried, wanted, path):
            return bom + tried
    raise ConfigError(
        f'cannot edit {path} safely: add "{kind.name}" to its [dictionaries] {kind.key}, '
        f"as in {line}"
    )


def _tries(content: str, line: str, end: str, kind: ListKind) -> Iterator[str]:
    """Yield texts that name the list: in the array, in the section, in a section of its own."""
    for match in re.finditer(rf"{kind.key}[ \t]*=[ \t]*\[", content):
        rest = content[match.end() :]
        comma = "" if re.match(r"\s*\]", rest) else ", "
        yield f'{content[: match.end()]}"{kind.name}"{comma}{rest}'
    for match in _SECTION.finditer(content):
        gap = "" if match[0].endswith("\n") else end
        yield f"{content[: match.end()]}{gap}{line}{end}{content[match.end() :]}"
    gap = "" if not content else end if content.endswith("\n") else end * 2
    yield f"{content}{gap}[dictionaries]{end}{line}{end}"


def _means(content: str, wanted: dict[str, Any], path: Path) -> bool:
    """Say whether ``content`` is TOML with the wanted values."""
    try:
        return tables(content, path) == wanted
    except ConfigError:
        return False


def read_text(path: Path) -> str | None:
    """Return the text of a file with its line ends unchanged, None if there is no such file."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}: see what stands there") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"cannot read {path}: not UTF-8: save it as UTF-8") from error


def replace_text(path: Path, content: str) -> None:
    """Replace the content of a file. After a power cut it has the old or the new one, complete."""
    target = Path(os.path.realpath(path))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            with part.open("wb") as file:
                file.write(content.encode())
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileNotFoundError):
                part.chmod(stat.S_IMODE(target.stat().st_mode))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(
            f"cannot write {path}: {error.strerror}: make room, or ask for the right to write there"
        ) from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time change the files of ``folder``, if the system has file locks."""
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except ImportError:
        yield
        return
    except OSError as error:
        raise ConfigError(f"cannot open {folder}: {error.strerror}: choose a folder") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
