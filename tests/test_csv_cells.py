"""CSV that a spreadsheet opens: no new formulas; columns of the same name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_run import DAMAGED, MENDED, jsonl, lines, run

from pipeline.batch import ledger
from pipeline.batch.formats.csv import unique
from pipeline.batch.formulas import guarded, is_formula, unguarded, without_new_formula
from pipeline.edits import Edit, apply
from pipeline.io.articles import clean_article
from pipeline.pipeline import Pipeline
from pipeline.review.applying import write

OFF = ("--context", "off", "--select", "ENC,MRK")

BAITS = [
    "&#61;HYPERLINK(&quot;a&quot;) dit-il.",
    "&#x3d;1+1 &eacute;t&eacute;",
    "<p>-Oui, dit-il au t&eacute;l&eacute;phone.</p>",
    "\u200b=A1 et t&eacute;l&eacute;phone",
    "&#64;SUM(A1)",
]
KEPT = ["Le maire dit &#61; oui.", "=A1 &eacute;tait l\u00e0.", "Oui &#45; non."]


def outcome(text):
    return clean_article(Pipeline(context="off"), text)


@pytest.mark.parametrize("text", BAITS)
def test_cleaning_makes_no_formula_of_a_cell(text):
    found = outcome(text)
    assert is_formula(found.text)
    kept = without_new_formula(text, found)
    assert not is_formula(kept.text)
    assert {e["decision"] for e in kept.edits} >= {"review"}
    made = [e for e in kept.edits if e["decision"] == "auto"]
    edits = [Edit(e["start"], e["end"], e["before"], e["after"], e["rule"], 1.0) for e in made]
    assert apply(text, edits) == kept.text
    assert "&eacute;" not in kept.text or "&eacute;" not in text


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_new_formula_is_cleaned(text):
    found = outcome(text)
    assert without_new_formula(text, found) is found


@given(st.text(st.sampled_from("'=+-@\ta 1")))
def test_guards_can_be_taken_off(text):
    assert unguarded(guarded(text)) == text
    assert not is_formula(guarded(text))


def test_formulas_in_a_run(tmp_path):
    texts = [BAITS[0], DAMAGED, "=1+1", "'=1", "-5"]
    raw = "id,n,text\n" + "".join(f'=i{n},-5,"{text}"\n' for n, text in enumerate(texts))
    (tmp_path / "a.csv").write_text(raw, "utf-8")
    run(tmp_path / "a.csv", "-o", tmp_path / "out", *OFF)
    clean = (tmp_path / "out" / "clean" / "a.csv").read_text("utf-8").splitlines()
    assert clean[1].startswith('=i0,-5,"&#61;HYPERLINK')
    assert clean[2].startswith(f'=i1,-5,"{MENDED}"')
    assert clean[3].startswith('=i2,-5,"=1+1"')
    assert any(row.decision == "review" for row in ledger.read(tmp_path / "out"))
    out = tmp_path / "safe"
    run(tmp_path / "a.csv", "-o", out, *OFF, "--csv-safe")
    clean = (out / "clean" / "a.csv").read_text("utf-8").splitlines()
    assert clean[1].startswith("'=i0,-5,\"'=HYPERLINK(")
    assert clean[3].startswith("'=i2,-5,\"'=1+1\"")
    assert clean[4].startswith("'=i3,-5,\"'=1\"")
    assert clean[5].startswith("'=i4,-5,\"'-5\"")
    write(out)
    assert (out / "reviewed" / "clean" / "a.csv").read_bytes() == (
        out / "clean" / "a.csv"
    ).read_bytes()


def test_columns_of_the_same_name_are_all_kept(tmp_path):
    raw = f'id,note,note,text,note_2\n1,a,b,"{DAMAGED}",c\n'
    (tmp_path / "a.csv").write_text(raw, "utf-8")
    said = run(tmp_path / "a.csv", "-o", tmp_path / "out", *OFF, "--output-format", "jsonl")
    assert "columns of the same name (note)" in said
    (row,) = lines(tmp_path / "out" / "clean" / "a.jsonl")
    assert {n: row[n] for n in ("note", "note_3", "note_2")} == {
        "note": "a",
        "note_3": "b",
        "note_2": "c",
    }
    assert row["text"] == MENDED


def test_names_are_numbered():
    assert unique(["a", "b", "a", "a", "a_2"]) == ["a", "b", "a_3", "a_4", "a_2"]
    assert unique(["a", "b"]) == ["a", "b"]


def test_a_row_may_be_as_long_as_an_option_allows(tmp_path):
    content = jsonl([{"id": "1", "text": DAMAGED}, {"id": "2", "text": "a" * 5000}])
    (tmp_path / "a.jsonl").write_bytes(content)
    said = run(tmp_path / "a.jsonl", "-o", tmp_path / "out", *OFF, "--max-record", "4k", code=1)
    assert "1 article with errors" in said
    first, second = lines(tmp_path / "out" / "clean" / "a.jsonl")
    assert first["text"] == MENDED
    place = second["raw"]
    assert content[place["offset"] :][: place["length"]] == content.splitlines(True)[1]
    assert second["text"] is None
    assert place["file"] == "a.jsonl"
