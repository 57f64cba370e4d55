"""Readers and parsers on what is nearly right: an error that is told, or rows, and nothing else."""

import contextlib
import json

import pytest
from fuzzing import FILES, PAGE, mutated
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.batch import ledger
from pipeline.batch.formats import open_dump, target_of
from pipeline.batch.reading import Reader, plan
from pipeline.errors import ConfigError, InputError, PipelineError
from pipeline.io import records
from pipeline.io.extraction import extract
from pipeline.markup import spintax
from pipeline.restoration.dump_model import load as load_model
from pipeline.review.run import FinishedRun
from pipeline.settings.config import load as load_config

fuzzed = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def rows_of(path):
    """Return the rows of a file, however much of it can be read."""
    source = open_dump(str(path), max_record=2000)
    reader = Reader()
    found = []
    try:
        for part in plan(source, 3, 500):
            for batch in reader.rows(source, part):
                target = target_of(source.format, "")
                target.render(source, batch, batch.texts, {})
                found += batch.rows
    finally:
        reader.close()
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_sound_file_is_read(tmp_path, name):
    (tmp_path / name).write_bytes(FILES[name])
    assert all(row.text for row in rows_of(tmp_path / name))


@pytest.mark.parametrize("name", FILES)
@fuzzed
@given(data=st.data())
def test_readers(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data.draw(mutated(FILES[name])))
    try:
        found = rows_of(path)
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert [row.number for row in found] == list(range(len(found)))
        assert all((row.text is None) == (row.error is not None) for row in found)


CONFIG = b"""[rules]
select = ["LEAK", "SPL001"]
min-confidence = 0.9
[thresholds]
LEAK = 0.95
[protected]
words = ["front"]
[columns]
text = "body"
[run]
workers = 2
"""


@fuzzed
@given(mutated(CONFIG))
def test_configurations(tmp_path, content):
    (tmp_path / "rature.toml").write_bytes(content)
    try:
        load_config(str(tmp_path / "rature.toml"), [])
    except ConfigError as error:
        assert "\n" not in str(error)


@fuzzed
@given(mutated(b'{"rature":1,"articles":2}\n{"places":2}\n'))
def test_models(tmp_path, content):
    (tmp_path / "a.model").write_bytes(content)
    with pytest.raises(PipelineError):
        load_model(str(tmp_path / "a.model"))


LEDGER = json.dumps(
    {"file": "a", "row": 0, "id": "", "start": 0, "end": 1, "before": "a", "after": "b"}
    | {"rule": "LEAK001", "stage": "leakage", "confidence": 0.5, "calibrated": True}
    | {"decision": "auto", "group": None, "candidates": [["b", 0.5]], "reason": ""}
).encode()


@fuzzed
@given(mutated(LEDGER))
def test_ledgers(tmp_path, content):
    (tmp_path / "ledger.jsonl").write_bytes(content)
    try:
        for row in ledger.read(tmp_path):
            row.edit()
    except PipelineError as error:
        assert "\n" not in str(error)


REPORT = json.dumps(
    {
        "configuration": {"output_format": "", "dedup": ""},
        "inputs": [
            {"file": "a", "clean": "a", "format": "jsonl", "text_column": "text", "id_column": ""}
        ],
        "counts": {},
    }
).encode()


@fuzzed
@given(mutated(REPORT))
def test_reports(tmp_path, content):
    (tmp_path / "run.json").write_bytes(content)
    try:
        for dump in FinishedRun(tmp_path).dumps:
            assert dump.path.resolve().is_relative_to(tmp_path.resolve())
    except InputError as error:
        assert "\n" not in str(error)


@fuzzed
@given(mutated(PAGE.encode()))
def test_pages(content):
    with contextlib.suppress(InputError):
        extract(content.decode("utf-8", "surrogateescape"))


@given(st.text(st.sampled_from("{}|ab \\é[]#~%"), max_size=60))
def test_spintax(text):
    for found in spintax.choices(text):
        assert found


@given(st.text(st.sampled_from('{}[]",:\\ua1 é\ud800\n'), max_size=60))
def test_records(line):
    try:
        found = json.loads(line)
    except ValueError:
        return
    if isinstance(found, dict):
        assert set(records.spans(line)) == set(found)
        new = records.spliced(line, {}, {"error": None})
        assert json.loads(new) | found == json.loads(new)


@pytest.mark.parametrize(
    "content", ['",5\r\na&', '"\n', 'id,"text\n1,mot\n', '\n"id\n1\n', '"id,text\n' + "1,mot\n" * 9]
)
def test_a_header_whose_quote_is_never_closed_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_text(content)
    with pytest.raises(InputError, match=r"has no header.*quotes are closed"):
        open_dump(str(path))


@pytest.mark.parametrize("column", ["text", "id"])
@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "a.arrows"])
def test_strings_that_are_no_utf_8_are_told(tmp_path, name, column):
    mark = "sonne" if column == "text" else "a3"
    content = FILES[name]
    if mark.encode() not in content:
        pytest.skip("compressed")
    (tmp_path / name).write_bytes(content.replace(mark.encode(), b"\xd8" + mark[1:].encode()))
    with pytest.raises(InputError, match=r"no sound .* file .*get the file again"):
        rows_of(tmp_path / name)
