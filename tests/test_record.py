"""Records: what goes out is valid against the JSON Schema and keeps what came in."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.edits import Edit, Mark, apply
from pipeline.errors import InputError
from pipeline.io import records
from pipeline.result import Result, failed
from pipeline.stages import RULES

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
CODE = next(iter(RULES))
VALIDATOR = jsonschema.Draft202012Validator(records.schema())

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(
    st.text() | st.sampled_from(sorted(records.RECORD_FIELDS)), JSON, max_size=5
)


def result(source="un cost de plus", **more):
    return Result(
        source,
        source.replace("cost", "coût"),
        id="a",
        edits=(Edit(3, 7, "cost", "coût", CODE, 0.98, (("coût", 0.98), ("prix", 0.02))),),
        marks=(Mark(0, 2, "language:fr"), Mark(8, 10, "name", CODE)),
        **more,
    )


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(records.schema())


def test_record_of_a_result():
    proposal = Edit(11, 15, "plus", "trop", CODE, 0.5, group="1.g", reason="why")
    record = result(proposals=(proposal,)).to_dict()
    VALIDATOR.validate(record)
    assert record["language"] == "fr"
    assert [e["decision"] for e in record["edits"]] == ["auto", "review"]
    assert record["edits"][0]["candidates"] == [["coût", 0.98], ["prix", 0.02]]
    assert record["marks"] == [{"start": 8, "end": 10, "kind": "name"}]
    assert list(record) == [
        "schema", "id", "language", "text", "edits", "marks", "error", "versions"
    ]  # fmt: skip


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_records_of_the_seeds(path):
    found = pipeline.explain(path.read_bytes().decode())
    record = json.loads(records.dumps(found.to_dict()))
    VALIDATOR.validate(record)
    position = 0
    for row in record["edits"]:
        assert position <= row["start"] <= row["end"]
        assert found.source[row["start"] : row["end"]] == row["before"]
        assert RULES[row["rule"]]
        position = row["end"]
    assert apply(found.source, found.edits) == record["text"]


@pytest.mark.parametrize(
    ("change", "valid"),
    [
        ({}, True),
        ({"other": [1]}, True),
        ({"text": None}, False),
        ({"text": None, "error": "why"}, True),
        ({"schema": 2}, False),
        ({"versions": {}}, False),
        ({"edits": [{"start": 0}]}, False),
        ({"marks": [{"start": 0, "end": 1, "kind": "name", "more": 1}]}, False),
    ],
)
def test_the_schema_refuses_what_is_no_record(change, valid):
    assert VALIDATOR.is_valid({**result().to_dict(), **change}) == valid


def test_a_prefix_moves_all_offsets():
    head = "\ufeff"
    moved = result(proposals=(Edit(11, 15, "plus", "trop", CODE, 0.5),)).prefixed(head)
    assert apply(moved.source, moved.edits) == moved.text == "\ufeffun coût de plus"
    assert apply(moved.source, moved.proposals) == "\ufeffun cost de trop"
    assert [(m.start, m.end) for m in moved.marks] == [(1, 3), (9, 11)]


@given(OBJECTS, st.booleans(), st.sampled_from([None, 1]))
def test_fields_pass_through(fields, escaped, indent):
    fields = {**fields, "text": "un cost de plus"}
    separators = (" ,", " : ") if indent else None
    line = json.dumps(fields, ensure_ascii=escaped, separators=separators)
    record = records.parse(line)
    line = records.merged(record, result().to_dict())
    out = json.loads(records.encode(line))
    expected = json.loads(json.dumps(fields))
    assert out["text"] == "un coût de plus"
    covered = {
        name: expected[name] for name in expected if name in records.RECORD_FIELDS - {"id", "text"}
    }
    kept = [name for name in expected if name not in covered]
    for name in kept:
        if name != "text" and not (name == "input" and covered):
            assert out[name] == expected[name]
    assert list(out)[: len(kept)] == kept
    if covered:
        assert out["input"] == {
            **covered,
            **({"input": expected["input"]} if "input" in expected else {}),
        }


@pytest.mark.parametrize(
    "line",
    ["", "{", "1", "[]", "{}", '{"text":1}', '{"text":null}', '{"text":"a"} x', "{'text':'a'}",
     "[" * 100_000],
)  # fmt: skip
def test_what_is_no_record_is_refused_and_kept(line):
    with pytest.raises(InputError) as caught:
        records.parse(line)
    record = records.bad(line, str(caught.value))
    VALIDATOR.validate(record)
    assert record["raw"] == line
    assert record["text"] is None
    assert "\n" not in record["error"]


def test_a_failed_document_keeps_its_text():
    record = failed("a", "Un mot.", "why")
    VALIDATOR.validate(record)
    assert (record["text"], record["error"], record["edits"]) == ("Un mot.", "why", [])
    assert replace(result(), id="").to_dict()["id"] == ""


def test_lone_surrogates_are_escaped():
    assert records.encode(records.dumps(["\ud800é"])) == '["\\ud800é"]\n'.encode()
