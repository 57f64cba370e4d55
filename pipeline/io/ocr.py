"""Read the text of scanned pages with the programs of the system: Tesseract and Poppler.

Start reading from :func:`read`. What comes in is bytes, told apart by their first ones: the
programs see files of our own naming in a folder of our own, whatever the input was called, and no
shell. Lines and columns stay: Tesseract and pdftotext write one column after the other, a line of
print to a line, a blank line between paragraphs; the stages mend what line ends cut.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import InputError

SECONDS = 180
"""Time that a program has for one page, or for the text layer of a whole PDF."""

SIDE = 3508
"""Pixels of the longer side of a PDF page when it is made an image: A4 at 300 dots per inch."""

_PAGES = 2000

_LETTERS = 20
"""Letters per page from which a PDF has a text layer, and is no mere scan."""

_KINDS = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
)

_PACKAGES = {
    "tesseract": "tesseract-ocr tesseract-ocr-fra",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdfinfo": "poppler-utils",
}
"""The Debian packages of each program."""


def kind(raw: bytes) -> str:
    """Return ``pdf``, ``png``, ``jpg`` or ``tif`` for the content of a file, "" for any other."""
    head = raw[:1024]
    return next(
        (
            name
            for magic, name in _KINDS
            if head.startswith(magic) or (name == "pdf" and magic in head)
        ),
        "",
    )


def read(raw: bytes, name: str) -> str:
    """Return the text of the image or PDF ``raw``; ``name`` is for messages alone.

    Raises :class:`~pipeline.errors.InputError` when it is neither, cannot be read or takes too
    long, and when a program that is needed is not installed.
    """
    sort = kind(raw)
    if not sort:
        raise InputError(f"{name} is no PDF, PNG, JPEG or TIFF: leave --ocr out for text files")
    with tempfile.TemporaryDirectory(prefix="rature-ocr-") as place:
        folder = Path(place)
        page = folder / f"page.{sort}"
        page.write_bytes(raw)
        text = _pdf(page, name) if sort == "pdf" else _image(page, name)
    return _lines(text)


def _pdf(path: Path, name: str) -> str:
    """Return the text layer of a PDF, or what Tesseract reads on its pages when it has none."""
    info = _run(["pdfinfo", str(path)], name)
    counted = [line.split()[-1] for line in info.splitlines() if line.startswith("Pages:")]
    pages = int(counted[0]) if counted and counted[0].isdigit() else 1
    if pages > _PAGES:
        raise InputError(f"{name} has {pages} pages: split it into parts of at most {_PAGES}")
    text = _run(["pdftotext", "-enc", "UTF-8", str(path), "-"], name)
    if sum(map(str.isalpha, text)) >= _LETTERS * pages:
        return text
    found = []
    for number in range(1, pages + 1):
        image = path.with_name("image")
        which = ["-f", str(number), "-l", str(number), "-singlefile"]
        _run(
            ["pdftoppm", *which, "-gray", "-png", "-scale-to", str(SIDE), str(path), str(image)],
            f"{name}, page {number}",
        )
        found.append(_image(image.with_suffix(".png"), f"{name}, page {number}"))
    return "\n\n".join(found)


def _image(path: Path, name: str) -> str:
    return _run(["tesseract", str(path), "-", "-l", "fra"], name)


def _run(command: Sequence[str], name: str) -> str:
    """Run a program and return what it writes; nothing of ``command`` passes through a shell."""
    program = command[0]
    found = shutil.which(program)
    if found is None:
        raise InputError(
            f"{name} needs {program}, which is not installed: apt-get install {_PACKAGES[program]}"
        )
    try:
        done = subprocess.run(
            [found, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"{name}: {program} was stopped after {SECONDS} seconds: give it a smaller image"
        ) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        if any("fra" in line and "load" in line.lower() for line in said):
            raise InputError(f"{name} needs Tesseract's French: apt-get install tesseract-ocr-fra")
        why = said[-1] if said else f"exit code {done.returncode}"
        raise InputError(f"{name} cannot be read by {program}: {why}")
    return done.stdout.decode("utf-8", "replace")


def _lines(text: str) -> str:
    """Return a text without page breaks, with a blank line for each, and one newline at its end."""
    lines = [line.rstrip() for line in text.replace("\f", "\n\n").split("\n")]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip("\n") + "\n"
