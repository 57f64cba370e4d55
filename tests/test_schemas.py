"""Schema 2 of the record: candidates as in the ledger, read wherever those of schema 1 are."""

import json
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest

from pipeline.batch import ledger
from pipeline.batch.ledger import LedgerRow
from pipeline.cli import main
from pipeline.edits import Edit
from pipeline.evaluate import predicted
from pipeline.io import records
from pipeline.io.table import edit_value
from pipeline.result import Result, failed
from pipeline.schemas import SCHEMA, SCHEMAS, candidates_of, in_schema
from pipeline.settings.config import load
from pipeline.stages import RULES

SOURCE = "Il risque dix ans de jail."
RANKED = (("prison", 0.9), ("geôle", 0.05))
RULE = next(rule for rule in RULES if rule.startswith("LEAK"))


def result():
    made = Edit(21, 25, "jail", "prison", RULE, 0.9, RANKED)
    waiting = Edit(0, 2, "Il", "Elle", RULE, 0.5, (("Elle", 0.5),), reason="why")
    return Result(SOURCE, SOURCE.replace("jail", "prison"), "a", (made,), (waiting,))


def shape(schema, record):
    jsonschema.Draft202012Validator(records.schema(schema)).validate(record)
    return record


def test_the_default_has_pairs_and_schema_2_has_objects():
    one, two = result().to_dict(), result().to_dict(2)
    assert (SCHEMA, one["schema"], two["schema"]) == (1, 1, 2)
    assert one["edits"][1]["candidates"] == [["prison", 0.9], ["geôle", 0.05]]
    assert two["edits"][1]["candidates"] == [
        {"text": "prison", "probability": 0.9},
        {"text": "geôle", "probability": 0.05},
    ]
    for schema, record in ((1, one), (2, two)):
        shape(schema, record)
        with pytest.raises(jsonschema.ValidationError):
            shape(3 - schema, record)


def test_an_edit_of_a_record_of_schema_2_is_that_of_the_ledger():
    record = result().to_dict(2)
    (row, _) = ledger.table(
        [*ledger.rows_of(("a.txt", 0, ""), "a", record["edits"])]
    ).to_pylist()  # fmt: skip
    place = {"file", "row", "id", "column"}
    assert {name: row[name] for name in row if name not in place} == record["edits"][0]


def test_both_ways_nothing_is_lost():
    one, two = result().to_dict(), result().to_dict(2)
    assert in_schema(one, 2) == two
    assert in_schema(two, 1) == one
    assert in_schema(one, 1) is one
    refused = in_schema(records.bad("{", "not JSON"), 2)
    assert shape(2, refused)["raw"] == "{"
    assert shape(2, in_schema(failed("a", "text", "too slow"), 2))["text"] == "text"


def test_the_two_schemas_differ_in_candidates_alone():
    one, two = (records.schema(number) for number in SCHEMAS)
    for schema in (one, two):
        jsonschema.Draft202012Validator.check_schema(schema)
        del schema["title"], schema["properties"]["schema"]
        del schema["$defs"]["edit"]["properties"]["candidates"]
    assert one == two


@pytest.mark.parametrize("schema", SCHEMAS)
def test_readers_take_either(schema):
    record = result().to_dict(schema)
    assert predicted(record, SOURCE).edits[0].candidates == RANKED
    assert edit_value(record["edits"][1])["candidates"][0] == {"text": "prison", "probability": 0.9}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_ledger_is_read_with_either(tmp_path, schema):
    """No version of rature writes pairs there; other programs may."""
    row = {"file": "a.txt", "row": 0, "id": "a", "column": ""}
    lines = [{**row, **one} for one in result().to_dict(schema)["edits"]]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "ledger.jsonl").write_text(text, "utf-8")
    found = [*ledger.read(tmp_path)]
    assert [one.candidates for one in found] == [(("Elle", 0.5),), RANKED]
    assert {field.name for field in fields(LedgerRow)} == set(lines[0])


@pytest.mark.parametrize("bad", [3, ["abc"], [["a"]], [["a", 1, 2]], [{"text": "a"}], [3]])
def test_what_are_no_candidates_is_an_error(bad):
    with pytest.raises((KeyError, TypeError, ValueError)):
        candidates_of({"candidates": bad})


def run(capfdbinary, *arguments):
    assert main([*arguments, "--context", "off"]) == 0
    return [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]


def test_the_option_and_the_key_hold_wherever_records_are_written(
    tmp_path, monkeypatch, capfdbinary
):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(SOURCE, "utf-8")
    Path("a.jsonl").write_text(json.dumps({"text": SOURCE}) + "\n", "utf-8")
    commands = (["clean", "--json", "a.txt"], ["clean", "a.jsonl"], ["diff", "--json", "a.txt"])
    for command in commands:
        (one,) = run(capfdbinary, *command)
        (two,) = run(capfdbinary, *command, "--schema", "2")
        assert shape(1, one) == in_schema(shape(2, two), 1)
        assert isinstance(two["edits"][0]["candidates"][0], dict)
    Path("rature.toml").write_text("[records]\nschema = 2\n", "utf-8")
    for command in commands:
        assert run(capfdbinary, *command)[0]["schema"] == 2
        assert run(capfdbinary, *command, "--schema", "1")[0]["schema"] == 1


def test_lines_that_are_no_records_have_the_schema_too(tmp_path, capfdbinary):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Un mot."}\n{\n', "utf-8")
    assert main(["clean", "--schema", "2", "--context", "off", "--lenient", str(path)]) == 0
    lines = map(json.loads, capfdbinary.readouterr().out.splitlines())
    assert [shape(2, line)["schema"] for line in lines] == [2, 2]


@pytest.mark.parametrize("value", ["3", '"2"', "true", "2.0"])
def test_another_value_of_the_key_is_an_error(tmp_path, value):
    path = tmp_path / "rature.toml"
    path.write_text(f"[records]\nschema = {value}\n", "utf-8")
    with pytest.raises(Exception, match=r"\[records\] schema is 1 or 2, not"):
        load(path)


def test_the_command_that_docs_run_gives_turns_old_records():
    if not shutil.which("jq"):
        pytest.skip("no jq")
    page = (Path(__file__).parents[1] / "docs" / "run.md").read_text("utf-8")
    (program,) = re.findall(r"^jq -c '(.+)' old\.jsonl > new\.jsonl$", page, re.MULTILINE)
    old = "".join(records.dumps(one) + "\n" for one in (result().to_dict(), failed("a", "b", "c")))
    new = subprocess.run(["jq", "-c", program], input=old, text=True, capture_output=True).stdout
    first, second = map(json.loads, new.splitlines())
    assert first == result().to_dict(2)
    assert shape(2, second)["error"] == "c"
