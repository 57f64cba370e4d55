"""Add an entry to a glossary, so that each later run holds to it.

Start reading from :func:`add_entry`. The glossary of the project is the list that ``rature.toml``
names (:mod:`pipeline.settings.project_files`); that of one dump lies beside its run, for
``--glossary``.
"""

import os
from pathlib import Path

from pipeline.glossary import ALWAYS, GLOSSARY_HEAD, NEVER, GlossaryEntry, of_texts, parsed
from pipeline.settings.project_files import (
    ListKind,
    locked,
    name_list,
    named,
    read_text,
    replace_text,
)

GLOSSARY_NAME = "rature.glossary.tsv"
"""Name of the glossary that is written when there is none."""

_KIND = ListKind("glossary", GLOSSARY_NAME)


def add_to_project(config: str | os.PathLike[str], one: GlossaryEntry, remark: str = "") -> Path:
    """Add an entry to the glossary of the project, and name it in ``config``; return the file.

    Raises :class:`ConfigError` as :func:`add_entry` does, and when ``config`` is broken.
    """
    path = Path(config)
    name = named(path, _KIND)
    target = path.parent / (name or GLOSSARY_NAME)
    add_entry(target, one, remark)
    if name is None:  # last, so that the configuration never names a missing list
        name_list(path, _KIND)
    return target


def of_project(config: str | os.PathLike[str]) -> Path:
    """Return the glossary of the project; it need not exist."""
    path = Path(config)
    return path.parent / (named(path, _KIND) or GLOSSARY_NAME)


def add_entry(target: Path, one: GlossaryEntry, remark: str = "") -> bool:
    """Add an entry to a glossary; say whether it is new there. The file is replaced as a whole.

    Raises :class:`ConfigError` for an entry that no glossary can hold or that contradicts another.
    """
    line = "\t".join((_cell(one.before), _cell(one.after), _when(one), _cell(remark)))
    parsed(line, str(target))
    with locked(target.parent):
        content = read_text(target)
        if content is None:
            content = GLOSSARY_HEAD
        known = of_texts([(str(target), content)]).entries
        if parsed(line, "") in known:
            return False
        end = "\r\n" if "\r\n" in content else "\n"
        gap = "" if not content or content.endswith("\n") else end
        new = f"{content}{gap}{line.rstrip()}{end}"
        of_texts([(str(target), new)])  # raises when the entries contradict one another
        replace_text(target, new)
    return True


def remove_entry(target: Path, one: GlossaryEntry) -> None:
    """Take the lines of an entry out of a glossary; other lines stay as they are."""
    with locked(target.parent):
        content = read_text(target)
        if content is None:
            return
        wanted = _cell(one.before), _cell(one.after), _when(one)
        kept = [
            line
            for line in content.splitlines(keepends=True)
            if line.startswith("#") or _cells(line) != wanted
        ]
        if "".join(kept) != content:
            replace_text(target, "".join(kept))


def _cells(line: str) -> tuple[str, ...]:
    cells = [_cell(cell) for cell in line.split("\t")[:3]]
    return (*cells[:2], *(cell.lower() for cell in cells[2:]))


def _cell(text: str) -> str:
    return " ".join(text.split())


def _when(one: GlossaryEntry) -> str:
    return ALWAYS if one.always else NEVER
