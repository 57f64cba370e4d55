"""Tables: every column kept, every row accounted for, the same edits as the record."""

import subprocess
import sys

import pyarrow as pa
import pytest

import pipeline
from pipeline import edits
from pipeline.errors import InputError
from pipeline.io import articles
from pipeline.pipeline import Pipeline

DAMAGED = "Le t&eacute;l&eacute;phone sonne, puis plus rien."
MENDED = "Le téléphone sonne, puis plus rien."


def made(row):
    return [
        edits.Edit(e["start"], e["end"], e["before"], e["after"], e["rule"], e["confidence"])
        for e in row
        if e["decision"] == "auto"
    ]


def test_columns_keep_order_type_and_metadata():
    fields = [
        pa.field("n", pa.int16(), metadata={"unit": "s"}),
        pa.field("text", pa.large_string(), metadata={"a": "b"}),
        pa.field("when", pa.timestamp("us", "UTC")),
        pa.field("id", pa.int64()),
        pa.field("tags", pa.list_(pa.dictionary(pa.int8(), pa.string()))),
    ]
    schema = pa.schema(fields, metadata={"origin": "test"})
    source = pa.table([[1, 2], [DAMAGED, "Un mot."], [0, 1], [7, 8], [["x"], None]], schema=schema)
    cleaned = pipeline.clean_table(source)
    assert cleaned.column_names == [*source.column_names, "language", "edits", "error"]
    for field in fields:
        assert cleaned.schema.field(field.name).equals(field, check_metadata=True)
    assert cleaned.schema.metadata == {b"origin": b"test"}
    assert cleaned.drop(["text", "language", "edits", "error"]) == source.drop(["text"])
    assert cleaned["text"].to_pylist() == [MENDED, "Un mot."]
    assert cleaned["error"].to_pylist() == [None, None]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())]
)
def test_texts_of_each_type(kind):
    source = pa.table({"body": pa.array([DAMAGED, None], pa.string()).cast(kind)})
    cleaned = pipeline.clean_table(source, text_column="body")
    assert cleaned.schema.field("body").type == kind
    assert cleaned["body"].to_pylist() == [MENDED, None]
    assert cleaned["error"].to_pylist() == [None, "the text is missing (null)"]


def test_edits_are_those_of_the_record():
    cleaned = pipeline.clean_table(pa.table({"text": [DAMAGED]}))
    (row,) = cleaned["edits"].to_pylist()
    expected = pipeline.explain(DAMAGED).to_dict()["edits"]
    for edit in expected:
        edit["candidates"] = [{"text": t, "probability": p} for t, p in edit["candidates"]]
    assert row == expected
    assert edits.apply(DAMAGED, made(row)) == MENDED
    assert list(row[0]) == list(expected[0])


def test_columns_of_the_input_win_their_names():
    source = pa.table({"text": [DAMAGED], "edits": [3], "error": ["x"], "rature_error": ["y"]})
    cleaned = pipeline.clean_table(source)
    assert cleaned.column_names[4:] == ["language", "rature_edits", "rature_rature_error"]
    assert cleaned["edits"].to_pylist() == [3]


def test_empty_table_has_all_columns():
    cleaned = pipeline.clean_table(pa.table({"text": pa.array([], pa.string())}))
    assert cleaned.num_rows == 0
    assert cleaned.column_names == ["text", "language", "edits", "error"]


def test_missing_and_wrong_columns_are_named():
    with pytest.raises(InputError, match=r"found: a, b"):
        pipeline.clean_table(pa.table({"a": ["x"], "b": [1]}))
    with pytest.raises(InputError, match="column text holds int64"):
        pipeline.clean_table(pa.table({"text": [1]}))


@pytest.mark.parametrize("columns", ["title,body", " title , body", ("title", "body")])
def test_several_columns_are_cleaned_each_with_offsets_of_its_own(columns):
    source = pa.table(
        {
            "title": [DAMAGED, None, "Un mot.", None],
            "body": pa.array(
                ["Le soir, le proc&egrave;s.", DAMAGED, "Deux.", None], pa.large_string()
            ),
        }
    )
    cleaned = pipeline.clean_table(source, text_column=columns)
    assert cleaned.column_names == ["title", "body", "language", "edits", "error"]
    assert cleaned["title"].to_pylist() == [MENDED, None, "Un mot.", None]
    assert cleaned["body"].to_pylist() == ["Le soir, le procès.", MENDED, "Deux.", None]
    assert cleaned.schema.field("body").type == pa.large_string()
    assert cleaned["error"].to_pylist() == [None, None, None, "the text is missing (null)"]
    for row, found in zip(source.to_pylist(), cleaned.to_pylist(), strict=True):
        for column in ("title", "body"):
            own = [edit for edit in found["edits"] if edit["column"] == column]
            assert edits.apply(row[column] or "", made(own)) == (found[column] or "")
    empty = pipeline.clean_table(source.slice(0, 0), text_column=columns)
    assert empty.schema == cleaned.schema


def test_one_of_several_columns_is_enough_and_a_name_may_have_a_comma():
    source = pa.table({"body": [DAMAGED]})
    cleaned = pipeline.clean_table(source, text_column="title,body")
    assert cleaned["body"].to_pylist() == [MENDED]
    assert {edit["column"] for edit in cleaned["edits"].to_pylist()[0]} == {"body"}
    with pytest.raises(InputError, match=r"no column title or text.*found: body"):
        pipeline.clean_table(source, text_column="title,text")
    odd = pipeline.clean_table(pa.table({"a,b": [DAMAGED]}), text_column="a,b")
    assert odd["a,b"].to_pylist() == [MENDED]
    assert "column" not in odd["edits"].to_pylist()[0][0]


def test_a_stage_that_fails_leaves_the_text():
    def broken(document):
        raise ZeroDivisionError(f"{object()}")
        yield

    used = Pipeline(stages=(broken,))
    cleaned = pipeline.clean_table(pa.table({"text": [DAMAGED]}), pipeline=used)
    assert cleaned["text"].to_pylist() == [DAMAGED]
    assert cleaned["error"].to_pylist() == ["ZeroDivisionError: <object object at 0x…>"]


def test_importing_pipeline_does_not_import_pyarrow():
    code = "import sys, pipeline.cli; sys.exit('pyarrow' in sys.modules or 'rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


# --- long articles ---------------------------------------------------------------------------


@pytest.fixture
def short_pieces(monkeypatch):
    monkeypatch.setattr(articles, "PIECE_LENGTH", 200)


@pytest.mark.parametrize("gap", ["\n\n", "\n", " ", "\r\n\r\n"])
def test_long_articles_are_cleaned_in_pieces(short_pieces, gap):
    text = gap.join([DAMAGED, "Le chat dort sur le lit de la chambre."] * 20)
    calls = []
    used = Pipeline(select=("ENC",))
    outcome = articles.clean_article(used, text, before_piece=lambda: calls.append(1))
    assert len(calls) > 5
    assert outcome.text == used.clean(text)
    assert edits.apply(text, made(outcome.edits)) == outcome.text
    assert [e["start"] for e in outcome.edits] == sorted(e["start"] for e in outcome.edits)


@pytest.mark.parametrize("text", ["", "a" * 1000, "é\n" * 600, "\n" * 900, " \n\n" * 500])
def test_pieces_make_the_text_again(short_pieces, text):
    cut = list(articles.pieces(text))
    assert "".join(cut) == text
    assert all(len(piece) <= 200 for piece in cut)


def test_cuts_are_on_paragraph_borders(short_pieces):
    text = "Un mot. Deux mots.\nTrois.\n\n" * 30
    assert all(piece.endswith("\n\n") for piece in articles.pieces(text) if piece)


def test_groups_of_pieces_stay_apart(short_pieces):
    text = "\n\n".join(["Il a dit que la as well as sanglante bataille, la plus longue."] * 10)
    outcome = articles.clean_article(Pipeline(), text)
    groups = {e["group"] for e in outcome.edits if e["group"]}
    assert all("/" in group for group in groups)
