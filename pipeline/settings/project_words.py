"""Add a word to the protected words of a project, so that no later run changes it.

Start reading from :func:`add_word`. The word goes into the list that ``rature.toml`` names
(:mod:`pipeline.settings.project_files`).
"""

import os
from pathlib import Path
from unicodedata import category

from pipeline.errors import ConfigError
from pipeline.protected import entry
from pipeline.settings.config import words_of
from pipeline.settings.project_files import (
    ListKind,
    locked,
    name_list,
    named,
    read_text,
    replace_text,
)

WORD_LIST_NAME = "rature.words.tsv"
"""Name of the list that is written when the configuration names none."""

MAX_ENTRY_LENGTH = 200
"""Code points of an entry at most: room for a phrase, not for a passage."""

_KIND = ListKind("words", WORD_LIST_NAME)
_HEAD = (
    "# Words and phrases that rature leaves alone: one a line, anything after a tab is a remark.\n"
)


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
    name = named(path, _KIND)
    target = path.parent / (name or WORD_LIST_NAME)
    with locked(target.parent):
        is_new = _append(target, shown)
    if name is None:  # last, so that the configuration never names a missing list
        name_list(path, _KIND)
    return target, is_new


def remove_word(config: str | os.PathLike[str], word: str) -> Path:
    """Take ``word`` off the list that :func:`add_word` added it to; return the list.

    A list without the word stays as it is.
    """
    path = Path(config)
    target = path.parent / (named(path, _KIND) or WORD_LIST_NAME)
    with locked(target.parent):
        content = read_text(target)
        if content is None:
            return target
        kept = [
            line
            for line in content.splitlines(keepends=True)
            if line.startswith("#") or entry(line.partition("\t")[0]) != entry(_entry(word))
        ]
        if "".join(kept) != content:
            replace_text(target, "".join(kept))
    return target


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
    content = read_text(target)
    if content is None:
        content = _HEAD
    elif entry(word) in map(entry, words_of(content.removeprefix("\ufeff"))):
        return False
    end = "\r\n" if "\r\n" in content else "\n"
    gap = "" if not content or content.endswith("\n") else end
    replace_text(target, f"{content}{gap}{word}{end}")
    return True
