"""``rature doctor``: what is installed, whether it is whole, and what to install for what."""

import argparse
import hashlib
import json
import platform
import shutil
from collections.abc import Iterator
from importlib import metadata
from typing import Literal, NamedTuple

from pipeline.cli.options import Subparsers
from pipeline.exit_codes import DONE, FAILED
from pipeline.io import records
from pipeline.io.terminal import stdout
from pipeline.resources import data
from pipeline.result import versions

State = Literal["ok", "missing", "broken"]
"""Of a part: there and sound; not there, and only one feature wants it; nothing works without."""


class Check(NamedTuple):
    """One part of the installation, and what to do where it is not ``ok``."""

    part: str
    state: State
    found: str
    cure: str = ""


EXTRAS = {
    "html": ("web pages as input", "trafilatura"),
    "docx": ("documents with tracked changes", "python-docx"),
    "review": ("the review in the browser", "starlette", "uvicorn", "jinja2"),
    "serve": ("the service over HTTP", "starlette", "uvicorn"),
    "lsp": ("editors that speak LSP", "pygls"),
    "dedup": ("near-duplicates in a run", "rensa"),
    "remote": ("dumps behind URLs", "fsspec", "s3fs"),
    "ray": ("a run on a cluster", "ray"),
}
"""The extras that users may want: what each is for, and the distributions that it needs."""

PROGRAMS = {
    "tesseract": ("scans", "apt-get install tesseract-ocr tesseract-ocr-fra"),
    "grammalecte-cli": ("--grammar grammalecte", "apt-get install grammalecte-cli"),
    "pdftotext": ("PDF files", "apt-get install poppler-utils"),
}
"""Programs of the system: what each is for, and how Debian installs it."""


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "doctor",
        help="check the installation",
        description="Check the installation: Python, the packages that rature needs, each data "
        "file by its hash, and what optional features lack. Exit code 2 when something is broken; "
        "a missing extra is not.",
        epilog="""examples:
  rature doctor                             a line for each part
  rature doctor --json                      the same for programs""",
    )
    command.add_argument("--json", action="store_true", help="write JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the state of each part, with a cure where one is needed."""
    checks = [*packages(), *dictionaries(), *extras(), *programs()]
    if options.json:
        rows = [check._asdict() for check in checks]
        text = records.dumps({"python": platform.python_version(), "checks": rows})
    else:
        signs = {"ok": "ok     ", "missing": "missing", "broken": "BROKEN "}
        head = f"rature {versions()['rature']}, Python {platform.python_version()}"
        lines = [f"{head} on {platform.platform()}"]
        for check in checks:
            cure = f": {check.cure}" if check.cure else ""
            lines.append(f"{signs[check.state]} {check.part:24} {check.found}{cure}")
        text = "\n".join(lines)
    stdout().write(records.encode(text))
    return FAILED if any(check.state == "broken" for check in checks) else DONE


def packages() -> Iterator[Check]:
    """Yield a check for each package that rature cannot do without."""
    try:
        needed = metadata.requires("rature") or []
    except metadata.PackageNotFoundError:
        yield Check("rature", "broken", "not installed", "pip install rature")
        return
    for requirement in needed:
        if "extra ==" in requirement:
            continue
        name = _name(requirement)
        found = _version(name)
        state: State = "ok" if found else "broken"
        cure = "" if found else f'pip install "{requirement}"'
        yield Check(name, state, found or "not installed", cure)


def dictionaries() -> Iterator[Check]:
    """Yield one check for all data files, or one for each that is not as it was built."""
    register = json.loads(data.path(data.REGISTER).read_bytes())
    broken = 0
    for name, row in sorted(register.items()):
        file = data.home() / name
        if not file.is_file():
            wrong = "missing"
        elif hashlib.sha256(file.read_bytes()).hexdigest() != row["sha256"]:
            wrong = "not as it was built"
        else:
            continue
        broken += 1
        yield Check(name, "broken", wrong, "reinstall rature, or unset RATURE_DICTIONARIES")
    if not broken:
        yield Check("dictionaries", "ok", f"{len(register)} files in {data.home()}")


def extras() -> Iterator[Check]:
    """Yield a check for each extra."""
    for extra, (purpose, *names) in EXTRAS.items():
        lacking = [name for name in names if not _version(name)]
        if lacking:
            yield Check(extra, "missing", purpose, f'pip install "rature[{extra}]"')
        else:
            yield Check(extra, "ok", purpose)


def programs() -> Iterator[Check]:
    """Yield a check for each program of the system."""
    for name, (purpose, cure) in PROGRAMS.items():
        if shutil.which(name):
            yield Check(name, "ok", purpose)
        else:
            yield Check(name, "missing", purpose, cure)


def _name(requirement: str) -> str:
    return requirement.split(";")[0].translate(str.maketrans("<>=!~[(", "       ")).split()[0]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
