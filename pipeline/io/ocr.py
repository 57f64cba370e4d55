"""Read the text of scanned pages with programs of the system, Tesseract and Poppler.

Start reading from :func:`read`. The first bytes of the input tell what it is. The programs get
files with our own names in a folder of our own and no shell, so the name of the input is harmless.
Lines and columns stay: Tesseract and pdftotext write one column after the other, one line for each
printed line, and a blank line between paragraphs. The stages mend words that a line break cuts.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import InputError

PROGRAM_SECONDS = 180
"""Seconds that a program may take for one page, or for the text layer of a whole PDF."""

PAGE_PIXELS = 3508
"""Pixels of the longer side of the image of a PDF page: A4 at 300 dots per inch."""

_PAGES = 2000

_LETTERS = 20
"""A PDF with fewer letters per page has no text layer: it is a scan."""

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
"""The Debian packages that hold each program."""


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
    """Return the text of the image or PDF ``raw``; ``name`` is only for messages.

    Raises :class:`~pipeline.errors.InputError` if ``raw`` is neither, cannot be read or takes too
    long, or if a program that is needed is not installed.
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
    """Return the text layer of a PDF; if it has none, what Tesseract reads on its pages."""
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
            [
                "pdftoppm",
                *which,
                "-gray",
                "-png",
                "-scale-to",
                str(PAGE_PIXELS),
                str(path),
                str(image),
            ],
            f"{name}, page {number}",
        )
        found.append(_image(image.with_suffix(".png"), f"{name}, page {number}"))
    return "\n\n".join(found)


def _image(path: Path, name: str) -> str:
    return _run(["tesseract", str(path), "-", "-l", "fra"], name)


def _run(command: Sequence[str], name: str) -> str:
    """Run a program without a shell and return what it writes."""
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
            timeout=PROGRAM_SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"{name}: {program} was stopped after {PROGRAM_SECONDS} seconds: "
            "give it a smaller image"
        ) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        if any("fra" in line and "load" in line.lower() for line in said):
            raise InputError(f"{name} needs Tesseract's French: apt-get install tesseract-ocr-fra")
        why = said[-1] if said else f"exit code {done.returncode}"
        raise InputError(f"{name} cannot be read by {program}: {why}")
    return done.stdout.decode("utf-8", "replace")


def _lines(text: str) -> str:
    """Return a text with a blank line for each page break, and one line break at its end."""
    lines = [line.rstrip() for line in text.replace("\f", "\n\n").split("\n")]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip("\n") + "\n"
