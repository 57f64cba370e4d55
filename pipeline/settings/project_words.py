"""Add a word to the protected words of a project, so that no later run changes it.

Start reading from :func:`add_word`. The word goes into the list that ``rature.toml`` names. If it
names none, the name of a new list is inserted there: every other character of the file stays, and
the new text must parse to what is wanted before it is written.
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

WORD_LIST_NAME = "rature.words.tsv"
"""Name of the list that is written when the configuration names none."""

MAX_ENTRY_LENGTH = 200
"""Code points of an entry at most: room for a phrase, not for a passage."""

_HEAD = (
    "# Words and phrases that rature leaves alone: one a line, anything after a tab is a remark.\n"
)
_WORDS = re.compile(r"words[ \t]*=[ \t]*\[")
_SECTION = re.compile(r"^[ \t]*\[[ \t]*dictionaries[ \t]*\][^\n]*\n?", re.MULTILINE)


def add_word(config: str | os.PathLike[str], word: str) -> tuple[Path, bool]:
    """Protect ``word`` from now on; return the list that holds it, and whether it is new there.

    ``config`` is the path of a ``rature.toml``; the file is written if it does not exist. The word
    is added to the first ``.tsv`` of its ``[dictionaries] words``, else to ``rature.words.tsv``
    beside it. A word that is already in the list is not added again. Files are replaced as a whole.

    Raises :class:`ConfigError` for a text that cannot be an entry, and for a configuration that is
    broken or cannot be edited safely; then the message gives the line to add by hand.
    """
    path = Path(config)
    shown = _entry(word)
    name = _named(path)
    target = path.parent / (name or WORD_LIST_NAME)
    with _locked(target.parent):
        is_new = _append(target, shown)
    if name is None:  # last, so that the configuration never names a missing list
        with _locked(path.parent):
            if _named(path) is None:
                _replace(path, _naming(_read(path) or "", path))
    return target, is_new


def remove_word(config: str | os.PathLike[str], word: str) -> Path:
    """Take ``word`` off the list that :func:`add_word` added it to; return the list.

    A list without the word stays as it is.
    """
    path = Path(config)
    target = path.parent / (_named(path) or WORD_LIST_NAME)
    with _locked(target.parent):
        content = _read(target)
        if content is None:
            return target
        kept = [
            line
            for line in content.splitlines(keepends=True)
            if line.startswith("#") or entry(line.partition("\t")[0]) != entry(_entry(word))
        ]
        if "".join(kept) != content:
            _replace(target, "".join(kept))
    return target


def _named(path: Path) -> str | None:
    """Return the list that the configuration names; :class:`ConfigError` when that is broken."""
    content = (_read(path) or "").removeprefix("\ufeff")
    names = parse(content, path).dictionaries
    return next((name for name in names if name.lower().endswith(".tsv")), None)


def _entry(word: str) -> str:
    """Return the line for ``word``; :class:`ConfigError` when it cannot be an entry."""
    shown = " ".join(word.split())
    quoted = repr(shown if len(shown) <= 40 else f"{shown[:39]}…")
    if len(shown) > MAX_ENTRY_LENGTH:
        raise ConfigError(
            f"{quoted} has more than {MAX_ENTRY_LENGTH} characters: protect a word of it"
        )
    if shown.startswith("#") or not any(c.isalnum() for c in shown):
        raise ConfigError(f"{quoted} is no word that a list can hold: protect another part of it")
    if any(category(c) in ("Cc", "Cs") for c in shown):
        raise ConfigError(f"{quoted} has control characters: protect another part of it")
    return shown


def _append(target: Path, word: str) -> bool:
    """Add a line to the list, unless it has the word; say whether it was added."""
    content = _read(target)
    if content is None:
        content = _HEAD
    elif entry(word) in map(entry, words_of(content.removeprefix("\ufeff"))):
        return False
    end = "\r\n" if "\r\n" in content else "\n"
    gap = "" if not content or content.endswith("\n") else end
    _replace(target, f"{content}{gap}{word}{end}")
    return True


def _naming(content: str, path: Path) -> str:
    """Return ``content`` of ``path`` with :data:`WORD_LIST_NAME` among its dictionaries."""
    bom = "\ufeff" if content.startswith("\ufeff") else ""
    content = content.removeprefix(bom)
    wanted = tables(content, path)
    wanted.setdefault("dictionaries", {})
    wanted["dictionaries"]["words"] = [WORD_LIST_NAME, *wanted["dictionaries"].get("words", [])]
    end = "\r\n" if "\r\n" in content else "\n"
    line = f'words = ["{WORD_LIST_NAME}"]'
    for tried in _tries(content, line, end):
        if _means(tried, wanted, path):
            return bom + tried
    raise ConfigError(
        f'cannot edit {path} safely: add "{WORD_LIST_NAME}" to its [dictionaries] words, '
        f"as in {line}"
    )


def _tries(content: str, line: str, end: str) -> Iterator[str]:
    """Yield texts that name the list: in the array, in the section, in a section of its own."""
    for match in _WORDS.finditer(content):
        rest = content[match.end() :]
        comma = "" if re.match(r"\s*\]", rest) else ", "
        yield f'{content[: match.end()]}"{WORD_LIST_NAME}"{comma}{rest}'
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


def _read(path: Path) -> str | None:
    """Return the text of a file with its line ends unchanged, None if there is no such file."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}: see what stands there") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"cannot read {path}: not UTF-8: save it as UTF-8") from error


def _replace(path: Path, content: str) -> None:
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
def _locked(folder: Path) -> Iterator[None]:
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
