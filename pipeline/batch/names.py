"""Names of the files that come out of a run. Start reading from :func:`output_names`."""

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import PurePosixPath

from pipeline.batch.formats import Source, output_name, suffix_of, target_of

LONGEST_NAME = 255
"""Bytes of the name of a file or folder, on most file systems."""


def output_names(sources: Sequence[Source], output: str) -> list[str]:
    """Return the names of the files that come out, each of which can stand beside the others.

    Files that keep their names come first; then those whose new name no other file wants. The
    others get the suffix behind the whole name, and a number if that is taken as well.
    """
    wanted = [_short(output_name(s.name, s.format, output)) for s in sources]
    often = Counter(wanted)
    names = _Names()
    found = [""] * len(sources)
    order = sorted(
        range(len(sources)),
        key=lambda at: (wanted[at] != sources[at].name, often[wanted[at]] > 1, at),
    )
    for at in order:
        source = sources[at]
        suffix = "" if target_of(source.format, output).folder else suffix_of(wanted[at])
        name = wanted[at]
        if often[name] > 1 and name != source.name:
            name = _short(f"{source.name}{suffix}")
        stem, number = name.removesuffix(suffix), 1
        while not names.free(name):
            number += 1
            name = _short(f"{stem}-{number}{suffix}")
        names.take(name)
        found[at] = name
    return found


class _Names:
    """Names that are taken: no file may be called like another one, or like its folder."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._folders: set[str] = set()

    def free(self, name: str) -> bool:
        """Say whether there may be a file or folder with that name."""
        parents = {str(parent) for parent in PurePosixPath(name).parents}
        known = name in self._taken or name in self._folders
        return not known and not parents & self._taken

    def take(self, name: str) -> None:
        """Note the name of a file or folder."""
        self._taken.add(name)
        self._folders.update(str(parent) for parent in PurePosixPath(name).parents)


def _short(name: str) -> str:
    """Return a path whose last part is no longer than a file system allows.

    What is cut off is replaced by a hash of the whole name.
    """
    folder, slash, last = name.rpartition("/")
    raw = last.encode("utf-8", "surrogateescape")
    if len(raw) <= LONGEST_NAME:
        return name
    end = "".join(PurePosixPath(last).suffixes[-2:])[-20:]
    mark = blake2b(raw, digest_size=6).hexdigest()
    room = LONGEST_NAME - len(f"~{mark}{end}".encode("utf-8", "surrogateescape"))
    return f"{folder}{slash}{raw[:room].decode('utf-8', 'ignore')}~{mark}{end}"
