"""Scans: the pages of ``seeds/scans``, and what becomes of images and PDFs on the command line."""

import io
import os
import shutil
import stat
import subprocess
import sys
import textwrap
from itertools import pairwise
from pathlib import Path

import pytest

import pipeline
from pipeline.cli import main
from pipeline.errors import InputError
from pipeline.io import ocr
from pipeline.resources import character_model
from pipeline.spelling import (
    scan_candidates,
    scan_correction,
    scan_features,
    scan_options,
    scan_segments,
)

SCANS = Path(__file__).parents[1] / "seeds" / "scans"
NAMES = sorted(path.stem for path in SCANS.glob("*.png"))

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def needs(*programs: str):
    missing = [name for name in programs if not shutil.which(name)]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.lower()).split()


def distance(a: list[str], b: list[str]) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def text_of(name: str) -> str:
    return (SCANS / name).read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_scan_has_a_third_fewer_wrong_words_after_cleaning(name):
    truth = words(text_of(f"{name}.gold.txt"))
    seen = text_of(f"{name}.txt")
    before = distance(words(seen), truth)
    assert distance(words(pipeline.clean(seen)), truth) <= before * 2 / 3


@pytest.mark.parametrize("name", NAMES)
def test_what_was_printed_is_no_bad_scan(name):
    result = pipeline.explain(text_of(f"{name}.gold.txt"))
    assert [(e.rule, e.before, e.after) for e in result.edits] == []


def test_there_are_two_pages():
    assert len(NAMES) == 2
    assert all(ocr.kind((SCANS / f"{name}.png").read_bytes()) == "png" for name in NAMES)


@needs("tesseract")
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_read_and_cleaned(name, capfdbinary):
    assert main(["clean", "--ocr", str(SCANS / f"{name}.png")]) == 0
    cleaned = capfdbinary.readouterr().out.decode()
    truth = words(text_of(f"{name}.gold.txt"))
    assert distance(words(cleaned), truth) < 0.2 * len(truth)
    assert cleaned.count("\n\n") >= 3  # paragraphs


@needs("pdftotext", "pdfinfo")
def test_a_pdf_with_text_is_not_photographed(tmp_path, capfdbinary):
    path = tmp_path / "-e; touch hostile.pdf"
    path.write_bytes(pdf("Le maire assure que le budget sera vote avant la fin du mois."))
    assert main(["clean", "--ocr", str(path)]) == 0
    assert b"Le maire assure que le budget" in capfdbinary.readouterr().out
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@needs("tesseract", "pdftoppm", "pdfinfo", "pdftotext")
def test_a_pdf_of_images_is_read_page_by_page(tmp_path):
    image = pytest.importorskip("PIL.Image")
    (tmp_path / "a.pdf").write_bytes(pdf("Le budget de la ville est enfin vote."))
    command = ["pdftoppm", "-r", "150", "-png", "-singlefile", "a.pdf", "a"]
    subprocess.run(command, cwd=tmp_path, check=True)
    page = image.open(tmp_path / "a.png").convert("L")
    out = io.BytesIO()
    page.save(out, "PDF", save_all=True, append_images=[page], resolution=150)
    assert ocr.read(out.getvalue(), "two.pdf").count("Le budget de la ville est enfin") == 2


def pdf(line: str) -> bytes:
    """Return a PDF of one page that holds a line of text."""
    stream = f"BT /F1 12 Tf 50 700 Td ({line}) Tj ET".encode()
    return b"\n".join(
        [
            b"%PDF-1.4",
            b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj",
            b"2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj",
            b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>> endobj",
            b"4 0 obj <</Length %d>> stream\n" % len(stream) + stream + b"\nendstream endobj",
            b"5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj",
            b"trailer <</Root 1 0 R>>",
            b"%%EOF",
        ]
    )


# --- with a program that stands in for Tesseract -----------------------------------------------


@pytest.fixture
def tesseract(tmp_path, monkeypatch):
    """Give a function that puts a Tesseract of our own, a Python program, in the path."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def install(program: str) -> Path:
        path = folder / "tesseract"
        path.write_text(f"#!{sys.executable}\n{textwrap.dedent(program)}", "utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return folder

    monkeypatch.setenv("PATH", str(folder))
    return install


def test_it_sees_no_name_from_outside_and_no_input(tesseract, tmp_path):
    tesseract(
        """
        import pathlib, sys
        print(sys.argv[1:], repr(sys.stdin.read()), pathlib.Path(sys.argv[1]).read_bytes()[:4])
        """
    )
    said = ocr.read(PNG, "$(touch x); -psm.png")
    assert "touch" not in said
    assert "page.png', '-', '-l', 'fra']" in said
    assert "'' b'\\x89PNG'" in said
    assert not Path(said.split("'")[1]).exists()  # the folder is gone


def test_lines_stay_and_page_breaks_go(tesseract):
    tesseract(r"print('Un\n deux \n\n\n\ntrois-\nquatre\f', end='')")
    assert ocr.read(PNG, "a.png") == "Un\n deux\n\ntrois-\nquatre\n"


def test_bytes_that_are_no_text_do_no_harm(tesseract):
    tesseract(r"import sys; sys.stdout.buffer.write(b'caf\xe9 \xff')")
    assert ocr.read(PNG, "a.png") == "caf� �\n"


def test_it_is_stopped_in_time(tesseract, monkeypatch):
    tesseract("import time; time.sleep(60)")
    monkeypatch.setattr(ocr, "PROGRAM_SECONDS", 0.5)
    with pytest.raises(InputError, match=r"a\.png: tesseract was stopped after"):
        ocr.read(PNG, "a.png")


def test_what_it_says_is_told_in_one_line(tesseract, capfd, tmp_path):
    tesseract("import sys; sys.exit('first line\\nImage too large')")
    (tmp_path / "a.png").write_bytes(PNG)
    assert main(["clean", "--ocr", str(tmp_path / "a.png")]) == 2
    told = capfd.readouterr().err
    assert told.endswith("a.png cannot be read by tesseract: Image too large\n")
    assert told.count("\n") == 1


def test_missing_french_names_its_package(tesseract):
    tesseract("import sys; sys.exit('Failed loading language \\'fra\\'\\nTesseract failed')")
    with pytest.raises(InputError, match=r"apt-get install tesseract-ocr-fra$"):
        ocr.read(PNG, "a.png")


@pytest.mark.parametrize(
    ("raw", "package"),
    [(PNG, "tesseract-ocr tesseract-ocr-fra"), (b"%PDF-1.4\n", "poppler-utils")],
)
def test_a_missing_program_names_its_package(raw, package, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match=f"which is not installed: apt-get install {package}$"):
        ocr.read(raw, "a")


@pytest.mark.parametrize("raw", [b"", b"Le maire.\n", b"/etc/passwd\n", b"GIF89a", b"\x89PN"])
def test_what_is_no_scan_is_refused_before_any_program_sees_it(raw, monkeypatch):
    monkeypatch.setattr(subprocess, "run", None)
    with pytest.raises(InputError, match="is no PDF, PNG, JPEG or TIFF"):
        ocr.read(raw, "a.png")


@needs("tesseract", "pdfinfo")
@pytest.mark.parametrize("raw", [PNG, b"%PDF-1.4\nno", b"\xff\xd8\xff" * 9, b"II*\0" * 9])
def test_broken_files_are_bad_input(raw):
    with pytest.raises(InputError, match="cannot be read by"):
        ocr.read(raw, "broken")


def test_records_are_no_scans(capfd):
    assert main(["clean", "--ocr", "--jsonl", os.devnull]) == 2
    assert "give one of them" in capfd.readouterr().err


# --- reading a bad scan again ------------------------------------------------------------------

BAD = (
    "Le mi-nistre a ouvert tes débats de la séanee, puis les dé-putés ont voté ta loi sur ies"
    " écoles."
)


def test_known_words_change_in_a_bad_scan_alone():
    assert {e.rule for e in pipeline.explain(BAD).edits} >= {"OCR005", "OCR006"}
    sound = "Tu prends tes affaires et ta veste, et tu ranges tes livres dans ta chambre."
    long = " ".join([sound] * 40)
    rules = {e.rule for e in pipeline.explain(f"{long} On lit ies pages.").edits}
    assert not rules & {"OCR005", "OCR006"}


def test_a_doubtful_scan_is_read_with_doubt():
    sure, doubtful = scan_correction.reread(BAD), scan_correction.reread(BAD, 0.3)
    chances = {(r.start, r.end): r.chance for r in sure}
    assert doubtful
    assert all(r.chance < chances[r.start, r.end] for r in doubtful if (r.start, r.end) in chances)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "a",
        "\n\n",
        "1a 0o l1 £",
        "-\n-\n",
        "É-\n",
        "ſ" * 50,
        "x-y-z " * 30,
        "d' l' j'",
        "'-a",
    ],
)
def test_any_text_can_be_read_again(text):
    scan_correction.reread(text)


def test_readings_do_not_meet_and_add_up():
    readings = scan_correction.reread(BAD)
    assert all(a.end <= b.start for a, b in pairwise(readings))
    for reading in readings:
        chances = [chance for _, chance in reading.rivals]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) <= 1.001
        assert reading.rivals[0] == (reading.text, reading.chance)


@pytest.mark.parametrize(
    ("seen", "right"),
    [
        ("mailreffe", "maîtresse"),  # two confusions
        ("basardernient", "hasarderaient"),
        ("genlilly", "gentilly"),  # a name
        ("vojlre", "vostre"),  # an old spelling
        ("fujl", "fust"),
    ],
)
def test_a_search_finds_words_that_were_misread_twice_names_and_old_spellings(seen, right):
    assert right in scan_candidates.meant(seen)


def test_a_search_ends_and_finds_no_word_itself():
    for word in ("", "l", "x" * 40, "iljfrn" * 12, "maison"):
        assert word not in scan_candidates.meant(word)


def test_an_old_spelling_is_not_modernised_but_its_long_s_is_read():
    text = "Il paffoit par la ville, dift-il, & fon frere feroit venu auffi chez fa fœur."
    options = {
        suspect.unit.word: {option.text for option in suspect.options}
        for _, suspect in scan_features.suspects(scan_segments.read(text))
    }
    assert options["feroit"] == {"feroit", "seroit"}
    assert "jour" not in {option.text for option in scan_options.edits("iour", False, False)}


def test_letters_tell_french_from_what_a_scan_makes_of_it():
    right, wrong = character_model.scores(" le ", ["cortège", "eortège"], " funèbre")
    assert right > wrong + 1
    assert character_model.scores("", [""], "") == [0.0]


def test_a_figure_or_mark_between_words_may_be_the_other():
    scan = scan_segments.read("Ohl il la tient de ses deux mains 1 Vide, !e verre est tombé.")
    found = {s.unit.word: [o.text for o in s.options] for _, s in scan_features.suspects(scan)}
    assert found["1"] == ["1", "!"]
    assert found["!e"] == ["!e", "le"]
    figures = scan_segments.read("La page 1 de 2, son article 1er ; le 1 , 10 1 Oui. 1")
    assert [unit.word for unit in figures.units if "1" in unit.word] == []
