"""Web pages and Markdown as input."""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import jsonschema
import pytest

from pipeline import Pipeline, cli
from pipeline.errors import ConfigError, InputError
from pipeline.io.extraction import extract, format_of
from pipeline.io.records import schema
from pipeline.stages.case import case
from pipeline.stages.duplicates import duplicates
from pipeline.stages.encoding import encoding
from pipeline.stages.language import language
from pipeline.stages.markup import markup

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))
STRUCTURE = Pipeline(stages=(encoding, markup, duplicates, language, case))
HAS_TRAFILATURA = find_spec("trafilatura") is not None
needs_extra = pytest.mark.skipif(not HAS_TRAFILATURA, reason='needs pip install "rature[html]"')


def page(name: str) -> str:
    codec = "cp1252" if name == "latin1" else "utf-8"
    return (PAGES / f"{name}.html").read_text(codec)


def run(capfdbinary, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(arguments)
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


def test_there_are_forty_two_pages():
    assert len(NAMES) == 42


@needs_extra
@pytest.mark.parametrize("name", NAMES)
def test_the_article_of_a_page_comes_out_clean(name):
    expected = (PAGES / f"{name}.txt").read_text("utf-8")
    assert STRUCTURE.explain(extract(page(name)).text).text == expected


@needs_extra
def test_what_is_known_and_what_was_removed_is_told():
    article = extract(page("wordpress"))
    known = {name: article.meta[name] for name in ("format", "title", "author", "date", "site")}
    assert known == {
        "format": "html",
        "title": "La piscine de Kerlann rouvre ses portes",
        "author": "Maud Le Goff",
        "date": "2021-05-11",
        "site": "Le Courrier des Landes bleues",
    }
    assert article.meta["blocks"] == {"kept": 6, "removed": 13}
    assert sum(article.meta["removed"].values()) == 13
    assert "removed 13" in article.summary()


@needs_extra
@pytest.mark.parametrize("name", NAMES)
def test_no_visible_block_is_lost_from_the_count(name):
    meta = extract(page(name)).meta
    assert sum(meta["removed"].values()) == meta["blocks"]["removed"]
    assert meta["characters"]["kept"] > meta["characters"]["removed"]


@needs_extra
@pytest.mark.parametrize(
    "text", ["", "<html></html>", "<html><script>\ud800</script>", "<html>" * 400]
)
def test_a_page_without_an_article_is_an_error_that_says_what_to_do(text):
    with pytest.raises(InputError, match="--format text"):
        extract(text)


def test_without_the_extra_the_error_says_what_to_install(monkeypatch, capfdbinary):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(ConfigError):
        extract("<html></html>")
    code, out, err = run(capfdbinary, "clean", str(PAGES / "table.html"))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert 'pip install "rature[html]"' in err


@pytest.mark.parametrize(
    ("name", "text", "shape"),
    [
        ("a.txt", "Le chat.", "text"),
        ("a.html", "<p>Le chat.</p>", "html"),
        ("a.HTM", "<body>Le chat.", "html"),
        ("a.html", "Le chat.", "text"),
        ("-", "<!DOCTYPE html>\n<html>", "html"),
        ("", "\n<!-- x -->\n<html lang=fr>", "html"),
        ("a.txt", "Le chat.</p> <html>", "text"),
        ("a.md", "# Le chat", "markdown"),
        ("html", "Le chat.", "text"),
    ],
)
def test_the_format_is_told_by_suffix_and_first_characters(name, text, shape):
    assert format_of(name, text) == shape
    assert format_of(name, text, "text") == "text"


@needs_extra
def test_clean_extracts_then_cleans_and_tells_what_it_left_out(capfdbinary):
    code, out, err = run(capfdbinary, "clean", "--select", "ENC,MRK", str(PAGES / "mojibake.html"))
    assert code == 0
    assert out.startswith("Un musée pour les sabots\n\nTrois mille paires")
    assert err.startswith("rature: ")
    assert "kept 4 blocks of text" in err


@needs_extra
def test_the_page_says_its_own_encoding(capfdbinary):
    code, out, _ = run(capfdbinary, "clean", "--select", "ENC,MRK", str(PAGES / "latin1.html"))
    assert code == 0
    assert out.startswith("Le dernier facteur à cheval\n")


@needs_extra
def test_pages_inside_records_keep_the_page_and_its_fields(capfdbinary, tmp_path):
    source = tmp_path / "in.jsonl"
    rows = [
        {"id": "a", "text": page("jsonld"), "meta": {"own": 1}},
        {"id": "b", "text": "Le proc&egrave;s.", "meta": {"own": 2}},
        {"id": "c", "text": "<html></html>"},
    ]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    code, out, _ = run(capfdbinary, "clean", "--select", "ENC,MRK", "--jsonl", str(source))
    first, second, third = map(json.loads, out.splitlines())
    assert code == 1
    assert first["meta"]["author"] == "Claire Besson"
    assert first["input"] == {"text": page("jsonld"), "meta": {"own": 1}}
    assert first["text"].startswith("Le lycée agricole inaugure sa fromagerie\n\nLes élèves")
    assert (second["text"], second["meta"]) == ("Le procès.", {"own": 2})
    assert third["text"] == "<html></html>"
    assert "no article found" in third["error"]
    for record in (first, second, third):
        jsonschema.validate(record, schema())


@needs_extra
def test_no_patch_is_made_for_a_page(capfdbinary):
    code, out, err = run(capfdbinary, "diff", "--unified", str(PAGES / "table.html"))
    assert (code, out) == (2, "")
    assert "--words" in err


def test_markdown_files_keep_their_markdown(capfdbinary, tmp_path):
    path = tmp_path / "a.md"
    text = (
        "# Le *chat*\n\nIl a **enfin** dormi, `&eacute;t&eacute;` et [lui](https://exemple.fr).\n"
    )
    path.write_text(text + "\nLe proc<b>ès</b> aussi.\n", "utf-8")
    code, out, _ = run(capfdbinary, "clean", "--select", "MRK", str(path))
    assert (code, out) == (0, text + "\nLe procès aussi.\n")
    code, out, _ = run(capfdbinary, "clean", "--select", "MRK", "--format", "text", str(path))
    assert "**" not in out
