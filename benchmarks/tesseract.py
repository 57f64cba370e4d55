"""Print news on pages, read them with Tesseract and clean that: ``python -m benchmarks.tesseract``.

The articles are our own (``seeds/``), and those of ``clean_news.jsonl`` in ``../shared/dev`` (or
``RATURE_DEV``) where that is present. Each is set in one newspaper column or more, in several fonts
and sizes, and the page is skewed, blurred, strewn with specks or faded before Tesseract sees it.
Word error rates are against the known text, before and after cleaning; "joined" only joins what a
hyphen cuts at a line end, which any program can do. ``--install`` installs what it needs (Debian),
``--pages FOLDER`` keeps the pages, ``--seeds`` makes those of ``seeds/scans`` anew.
"""

import argparse
import io
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import regex
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from rapidfuzz.distance import Levenshtein

from dictionaries.builders import sources
from dictionaries.builders.spelling import read
from pipeline.io import ocr
from pipeline.pipeline import Pipeline

PACKAGES = (
    *("tesseract-ocr", "tesseract-ocr-fra", "poppler-utils"),
    *("fonts-dejavu-core", "fonts-liberation"),
)

FONTS = Path("/usr/share/fonts/truetype")

SEEDS = Path(__file__).parents[1] / "seeds"

SERIF = "liberation/LiberationSerif-Regular.ttf"
SANS = "dejavu/DejaVuSans.ttf"
NARROW = "liberation/LiberationSansNarrow-Regular.ttf"
BOOK = "dejavu/DejaVuSerif.ttf"


@dataclass(frozen=True)
class Print:
    """How a page is printed and scanned. Sizes are pixels of the scan."""

    name: str
    font: str = SERIF
    size: int = 30
    width: int = 1100
    columns: int = 1
    skew: float = 0.0
    """Degrees."""
    blur: float = 0.0
    specks: float = 0.0
    """Share of the pixels that are turned black or white."""
    fade: float = 0.0
    """Share of the ink that is lost, in patches."""


PRINTS = (
    Print("clean print"),
    Print("sans serif", font=SANS),
    Print("small print", size=15, width=560),
    Print("skewed", skew=2.5, size=24),
    Print("blurred", size=22, width=800, blur=1.7),
    Print("specks", size=24, width=880, specks=0.04),
    Print("faded", size=24, width=880, fade=0.12),
    Print("two columns", size=24, width=520, columns=2),
    Print("narrow measure", font=NARROW, size=24, width=300, columns=3),
    Print("bad newspaper scan", font=BOOK, size=16, width=330, columns=2, blur=0.8, specks=0.012),
    Print("worse newspaper scan", size=16, width=300, columns=3, skew=0.7, blur=1.0, specks=0.01),
)

SCANNED = {
    "marche": Print("marche", font=BOOK, size=16, width=330, columns=2, blur=0.8, specks=0.01),
    "train": Print("train", size=17, width=380, columns=2, skew=0.5, blur=1.0, specks=0.006),
}
"""How the pages of ``seeds/scans`` are printed."""

_VOWELS, _CONSONANTS = "aeiouyàâéèêëîïôûü", "bcdfghjklmnpqrstvz"

_BREAK = regex.compile(
    rf"(?<=\p{{L}}[{_VOWELS}])(?=(?:[{_CONSONANTS}]|[bcdfgptv][lr]|[cpt]h|qu|gn)[{_VOWELS}]\p{{L}})"
    rf"|(?<=[{_VOWELS}][lmnrs])(?=[bcdfpqtv][{_VOWELS}]\p{{L}})"
)
"""Where printers cut words: *mi-nistre, par-tie, dé-plaire*."""


def set_lines(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return the lines of a column, words cut between syllables at line ends."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            whole = f"{line} {word}".strip()
            if font.getlength(whole) <= width:
                line = whole
                continue
            cuts = [m.start() for m in _BREAK.finditer(word) if word.isalpha()]
            fits = [c for c in cuts if font.getlength(f"{line} {word[:c]}-".strip()) <= width]
            if fits:
                lines.append(f"{line} {word[: fits[-1]]}-".strip())
                line = word[fits[-1] :]
            else:
                lines.append(line)
                line = word
        lines.append(line)
    return lines


def page(text: str, form: Print, seed: int) -> Image.Image:
    """Return the scan of a text."""
    chance = np.random.default_rng(seed)
    font = ImageFont.truetype(str(FONTS / form.font), form.size)
    lines = set_lines(text, font, form.width)
    rows = -(-len(lines) // form.columns)
    gap, margin, step = form.size * 2, form.size * 3, round(form.size * 1.3)
    size = (
        form.columns * form.width + (form.columns - 1) * gap + 2 * margin,
        rows * step + 2 * margin,
    )
    image = Image.new("L", size, 255)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        column, row = divmod(number, rows)
        at = (margin + column * (form.width + gap), margin + row * step)
        pen.text(at, line, font=font, fill=20)
    if form.skew:
        image = image.rotate(form.skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if form.blur:
        image = image.filter(ImageFilter.GaussianBlur(form.blur))
    pixels = np.asarray(image).astype(np.float64)
    if form.fade:
        patches = chance.random((size[1] // 6 + 1, size[0] // 6 + 1))
        cover = np.kron(patches, np.ones((6, 6)))[: size[1], : size[0]]
        ink = 255 - pixels
        pixels = 255 - ink * np.where(cover < form.fade, 0.35, 1.0)
        pixels = np.where(pixels > 150, 255.0, 0.0)
    if form.specks:
        spots = chance.random(pixels.shape)
        pixels = np.where(spots < form.specks / 2, 0, pixels)
        pixels = np.where(spots > 1 - form.specks / 2, 255, pixels)
    return Image.fromarray(pixels.astype(np.uint8))


def png(image: Image.Image) -> bytes:
    """Return an image as a small PNG: sixteen greys are enough."""
    out = io.BytesIO()
    image.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()


def words(text: str) -> list[str]:
    """Return the words of a text, letters and digits in lower case."""
    return "".join(c if c.isalnum() else " " for c in text.lower()).split()


def joined(text: str) -> str:
    """Return a text without the hyphens at line ends."""
    return regex.sub(r"(?<=\p{L})[-\u2010]\n(?=\p{Ll})", "", text)


def articles(most: int) -> Iterator[tuple[str, str]]:
    """Yield names and texts: our own sound articles, then news."""
    for path in sorted(SEEDS.glob("*.gold.txt"))[:most]:
        yield path.name, path.read_text("utf-8")[:2500]
    if (sources.development() / "clean_news.jsonl").is_file():
        rows = [r for r in read("clean_news.jsonl", "report") if 800 < len(r["text"]) < 3500]
        for row in rows[:most]:
            yield row["id"], row["text"][:2500]


def measure(forms: Sequence[Print], texts: Sequence[tuple[str, str]], keep: Path | None) -> None:
    """Print the word error rates of each way of printing."""
    pipeline = Pipeline()
    print(f"{len(texts)} articles, {sum(len(words(t)) for _, t in texts)} words")
    print(f"{'word error rate':24} as read  joined  cleaned   pages better  worse  edits")
    for form in forms:
        errors = [0, 0, 0]
        total = better = worse = edits = 0
        for number, (name, text) in enumerate(texts):
            scan = png(page(text, form, number))
            seen = ocr.read(scan, name)
            result = pipeline.explain(seen)
            if keep:
                stem = f"{form.name} {name}".replace(" ", "-")
                (keep / f"{stem}.png").write_bytes(scan)
                (keep / f"{stem}.txt").write_text(seen, "utf-8")
            truth = words(text)
            found = [
                Levenshtein.distance(words(t), truth) for t in (seen, joined(seen), result.text)
            ]
            errors = [a + b for a, b in zip(errors, found, strict=True)]
            total += len(truth)
            better, worse = better + (found[2] < found[1]), worse + (found[2] > found[1])
            edits += len(result.edits)
        shown = "  ".join(f"{count / total:7.2%}" for count in errors)
        print(f"{form.name:24} {shown} {better:10} {worse:8} {edits:7}", flush=True)


def make_seeds() -> None:
    """Write the pages of ``seeds/scans`` and what Tesseract reads on them."""
    for number, (name, form) in enumerate(SCANNED.items()):
        stem = SEEDS / "scans" / name
        scan = png(page(stem.with_suffix(".gold.txt").read_text("utf-8"), form, number))
        stem.with_suffix(".png").write_bytes(scan)
        stem.with_suffix(".txt").write_text(ocr.read(scan, name), "utf-8")


def main(arguments: list[str] | None = None) -> None:
    """Install, or print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tesseract", description=__doc__)
    parser.add_argument("--install", action="store_true", help="install Tesseract and fonts first")
    parser.add_argument(
        "--articles", type=int, default=6, help="articles of each kind (default: 6)"
    )
    parser.add_argument("--pages", type=Path, help="keep pages and what was read in this folder")
    parser.add_argument("--seeds", action="store_true", help="make the pages of seeds/scans anew")
    options = parser.parse_args(arguments)
    if options.install:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", *PACKAGES], check=True)
    if not shutil.which("tesseract") or not (FONTS / SERIF).is_file():
        sys.exit(f"run with --install, or: apt-get install {' '.join(PACKAGES)}")
    if options.seeds:
        make_seeds()
        return
    if options.pages:
        options.pages.mkdir(parents=True, exist_ok=True)
    measure(PRINTS, list(articles(options.articles)), options.pages)


if __name__ == "__main__":
    main()
