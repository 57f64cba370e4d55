"""Add a word to the dictionary of a project: what a reviewer rejects shall not come back.

Start reading from :func:`add_word`. The word goes into the list that ``rature.toml`` names; where
none is named, the file gets the name, by an edit that leaves every other character as it is and
that is read back before it counts.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unicodedata import category

from pipeline.errors import ConfigError
from pipeline.protected import entry
from pipeline.settings.config import parse, tables, words_of

LIST = "rature.words.tsv"
"""The list that is written where the configuration names none."""

LONGEST = 200
"""Code points of the longest entry: a phrase, not a passage."""

_HEAD = (
    "# Words and phrases that rature leaves alone: one a line, anything after a tab is a remark.\n"
)
_WORDS = re.compile(r"words[ \t]*=[ \t]*\[")
_SECTION = re.compile(r"^[ \t]*\[[ \t]*dictionaries[ \t]*\][^\n]*\n?", re.MULTILINE)


def add_word(config: str | os.PathLike[str], word: str) -> Path:
    """Protect ``word`` from now on and return the list that holds it.

    ``config`` is the path of a ``rature.toml``, which is written when it is not there. The word is
    added to the first ``.tsv`` of its ``[dictionaries] words``, else to ``rature.words.tsv``
    beside it. Files are replaced whole or not at all; a word that is there already is not added.

    Raises :class:`ConfigError` for a text that is no entry, and for a configuration that is
    broken or too unusual to edit, with the line to add by hand.
    """
    path = Path(config)
    shown = _entry(word)
    name = _named(path)
    target = path.parent / (name or LIST)
    with _locked(target.parent):
        _append(target, shown)
    if name is None:  # last, so that it never names a list that is not there
        with _locked(path.parent):
            if _named(path) is None:
                _replace(path, _naming(_read(path) or "", path))
    return target


def _named(path: Path) -> str | None:
    """Return the list that the configuration names; :class:`ConfigError` for a broken one."""
    content = (_read(path) or "").removeprefix("\ufeff")
    names = parse(content, path).dictionaries
    return next((name for name in names if name.lower().endswith(".tsv")), None)


def _entry(word: str) -> str:
    """Return the line for ``word``; :class:`ConfigError` when no line can stand for it."""
    shown = " ".join(word.split())
    quoted = repr(shown if len(shown) <= 40 else f"{shown[:39]}…")
    if len(shown) > LONGEST:
        raise ConfigError(f"{quoted} has more than {LONGEST} characters: protect a word of it")
    if shown.startswith("#") or not any(c.isalnum() for c in shown):
        raise ConfigError(f"{quoted} is no word that a list can hold: protect another part of it")
    if any(category(c) in ("Cc", "Cs") for c in shown):
        raise ConfigError(f"{quoted} has control characters: protect another part of it")
    return shown


def _append(target: Path, word: str) -> None:
    content = _read(target)
    if content is None:
        content = _HEAD
    elif entry(word) in map(entry, words_of(content.removeprefix("\ufeff"))):
        return
    end = "\r\n" if "\r\n" in content else "\n"
    gap = "" if not content or content.endswith("\n") else end
    _replace(target, f"{content}{gap}{word}{end}")


def _naming(content: str, path: Path) -> str:
    """Return ``content`` of ``path`` with :data:`LIST` among its dictionaries."""
    bom = "\ufeff" if content.startswith("\ufeff") else ""
    content = content.removeprefix(bom)
    wanted = tables(content, path)
    wanted.setdefault("dictionaries", {})
    wanted["dictionaries"]["words"] = [LIST, *wanted["dictionaries"].get("words", [])]
    end = "\r\n" if "\r\n" in content else "\n"
    line = f'words = ["{LIST}"]'
    for tried in _tries(content, line, end):
        if _means(tried, wanted, path):
            return bom + tried
    raise ConfigError(
        f'cannot edit {path} safely: add "{LIST}" to its [dictionaries] words, as in {line}'
    )


def _tries(content: str, line: str, end: str) -> Iterator[str]:
    """Yield ways to name the list: in the array, in the section, in a section of its own."""
    for match in _WORDS.finditer(content):
        rest = content[match.end() :]
        comma = "" if re.match(r"\s*\]", rest) else ", "
        yield f'{content[: match.end()]}"{LIST}"{comma}{rest}'
    for match in _SECTION.finditer(content):
        gap = "" if match[0].endswith("\n") else end
        yield f"{content[: match.end()]}{gap}{line}{end}{content[match.end() :]}"
    gap = "" if not content else end if content.endswith("\n") else end * 2
    yield f"{content}{gap}[dictionaries]{end}{line}{end}"


def _means(content: str, wanted: dict[str, Any], path: Path) -> bool:
    try:
        return tables(content, path) == wanted
    except ConfigError:
        return False


def _read(path: Path) -> str | None:
    """Return the text of a file as it stands there, or None when there is none."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}: see what stands there") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"cannot read {path}: not UTF-8: save it as UTF-8") from error


def _replace(path: Path, content: str) -> None:
    """Put ``content`` in the place of a file, whole or not at all, in spite of a power cut."""
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
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time change the lists of ``folder``, where the system has locks."""
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
