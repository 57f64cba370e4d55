"""``rature learn``: what a dump teaches, what it must not, and the file that holds it."""

import gzip
import json
import os
import pickle
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.batch import dump_counts
from pipeline.errors import ConfigError
from pipeline.pipeline import Pipeline
from pipeline.restoration import dump_model

ROOT = Path(__file__).parents[1]
PLACES = ("Paris", "Genève", "Lyon", "Oslo", "Berne")
SENTENCES = (
    "Les deux events ont signé un accord de paix à {}.",
    "Les events au conflit négocient à {} depuis lundi.",
    "Un accord entre les deux events a été trouvé à {}.",
    "Les habitants de {} essaient la trottimette au marché.",
    "À {}, une trottimette coûte cher cette année.",
    "Le maire de {} a loué chaque trottimette aux familles.",
    "Pourquoi la trottimette plaît-elle à {} ?",
    "Une vieille trottimette a été retrouvée près de {}.",
    "Le gouvernment de {} a présenté son projet de loi.",
    "Selon le gouvernment, la ville de {} sera aidée.",
    "Le gouvernement de {} a présenté son budget.",
)
ARTICLES = [sentence.format(place) for place in PLACES for sentence in SENTENCES] + [
    f"Le gouvernement a reçu {n} élus de {place}." for place in PLACES for n in range(2, 32)
]
UNSURE = "Les events se réunissent."


def rature(*arguments, code=0, stdin=b"", cwd=None):
    """Run the program; check its exit code; return what it wrote and what it said."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("RATURE")}
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        input=stdin,
        cwd=cwd,
        capture_output=True,
        env={**kept, "PYTHONPATH": str(ROOT)},
        timeout=300,
    )
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert "Traceback" not in said
    return done.stdout, said


def dump(path, texts):
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), "utf-8")
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("learned")
    rature("learn", dump(folder / "dump.jsonl", ARTICLES), "-o", folder / "own.model")
    return folder / "own.model"


def best(text, substitute, model=None):
    """Return the edit of a substitute; without the context model, which reads *events* right."""
    learned = model and dump_model.load(model)
    around = " Le maire a rappelé que la piscine rouvrira en juin, après trois ans de travaux." * 5
    found = Pipeline(learned=learned, context="off").explain(text + around)
    (edit,) = (e for e in (*found.edits, *found.proposals) if e.before == substitute)
    return edit


def test_the_dump_decides_where_the_sentence_does_not(model):
    assert best(UNSURE, "events").after == "incidents"
    edit = best(UNSURE, "events", model)
    assert edit.after == "parties"
    assert re.search(r"in the dump read as “parties” in 1\d of 14 other places", edit.reason)


@pytest.mark.parametrize(
    "text",
    [
        "Il y a eu des events violents dans la ville.",
        "Deux events violents ont éclaté dans la nuit.",
    ],
)
def test_the_sentence_decides_where_it_can(model, text):
    edit = best(text, "events", model)
    assert edit.after == "incidents"
    assert "in the dump" not in edit.reason


@pytest.mark.parametrize(
    "text",
    [
        "Il risque dix ans de jail.",
        "Le leader du parti a passé le week-end à Londres.",
        "Le ministre a présenté son projet de loi devant le Parlement.",
    ],
)
def test_what_the_dump_does_not_tell_of_stays_as_it_is(model, text):
    plain, told = Pipeline().explain(text), Pipeline(learned=dump_model.load(model)).explain(text)
    assert (told.edits, told.proposals, told.text) == (plain.edits, plain.proposals, plain.text)


def test_an_article_does_not_testify_for_itself(tmp_path):
    text = "Les deux events ont signé un accord. Les events se réunissent."
    rature("learn", dump(tmp_path / "one.jsonl", [text]), "-o", tmp_path / "one.model")
    told = Pipeline(learned=dump_model.load(tmp_path / "one.model")).explain(text)
    plain = Pipeline().explain(text)
    assert (told.edits, told.proposals) == (plain.edits, plain.proposals)


def test_a_word_of_many_articles_is_a_word_and_a_common_slip_is_none(model):
    text = "Une trottimette neuve."
    assert best(text, "trottimette").after == "trottinette"
    found = Pipeline(learned=dump_model.load(model)).explain(text)
    assert (found.edits, found.proposals) == ((), ())
    text = "Le gouvernment a présenté son projet de loi."
    assert Pipeline(learned=dump_model.load(model)).clean(text) == text.replace("nment", "nement")


@pytest.mark.parametrize(
    ("articles", "neighbours", "meant", "expected"),
    [
        (50, 20, {"trottinette": 100}, True),
        (50, 20, {"trottinette": 500}, False),
        (4, 4, {"trottinette": 0}, False),
        (50, 1, {"trottinette": 0}, False),
        (50, 20, {"trôttimette": 0}, False),
        (50, 20, {"trottinette": 1, "trotte mette": 900}, False),
    ],
)
def test_what_makes_a_word(articles, neighbours, meant, expected):
    mask = (1 << neighbours) - 1
    assert dump_counts.is_word("trottimette", articles, mask, meant) is expected


def test_order_files_and_workers_do_not_count(model, tmp_path):
    texts = ARTICLES[:]
    random.Random(7).shuffle(texts)
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump" / "a.jsonl.gz").write_bytes(
        gzip.compress(dump(tmp_path / "x.jsonl", texts[:40]).read_bytes())
    )
    dump(tmp_path / "dump" / "b.jsonl", texts[40:])
    (tmp_path / "rature.toml").write_text("[run]\nshard-size = 17\n")
    out = tmp_path / "dump" / "own.model"
    rature("learn", tmp_path / "dump", "-o", out, "--workers", "2", "--quiet")
    assert out.read_bytes() == model.read_bytes()
    again = tmp_path / "own.model.gz"
    rature("learn", "-", "-o", again, stdin=(tmp_path / "x.jsonl").read_bytes())
    rature("learn", tmp_path / "dump", "-o", again)
    assert gzip.decompress(again.read_bytes()) == model.read_bytes()
    assert dump_model.load(again) == dump_model.load(model)


def test_a_pipeline_with_a_model_can_be_sent(model):
    there = pickle.loads(pickle.dumps(Pipeline(learned=dump_model.load(model))))
    assert there == Pipeline(learned=dump_model.load(model))
    assert there.explain(UNSURE) == Pipeline(learned=dump_model.load(model)).explain(UNSURE)


def test_bad_rows_are_told_and_left_out(model, tmp_path):
    path = dump(tmp_path / "dump.jsonl", ARTICLES)
    path.write_bytes(path.read_bytes() + b'{"text": 3}\nnot JSON\n')
    _, said = rature("learn", path, "-o", tmp_path / "own.model", code=1)
    assert "2 articles with errors" in said
    assert 'left out: 1 article: the field "text" is missing or is not a string' in said
    assert "left out: 1 article: not JSON: " in said
    assert "next: rature run " in said.splitlines()[-1]
    assert (tmp_path / "own.model").read_bytes() == model.read_bytes()


HEAD = '{"schema": 1, "kind": "rature model", "substitutes": 1, "words": 0}\n'
ROW = '{"substitute": "jail", "kind": "word", "places": 2, "read": {"prison": 2000}}\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no model"),
        (b"\xff\xfe", "is no model"),
        (b'{"text": "un article"}\n', "is no model"),
        (b"[1]\n", "is no model"),
        (HEAD.encode(), "damaged"),
        ((HEAD + ROW[:40]).encode(), "damaged near line 2"),
        ((HEAD + ROW + ROW.replace("jail", "work")).encode(), "damaged"),
        ((HEAD + ROW.replace("2000", "-1")).encode(), "damaged"),
        ((HEAD + ROW.replace('"prison": 2000', "[]")).encode(), "damaged"),
        ((HEAD + "7\n").encode(), "damaged"),
        ((HEAD + ROW).encode().replace(b"jail", b"\xe9\xe9"), "damaged"),
        (
            HEAD.replace('"schema": 1', f'"schema": {dump_model.MODEL_SCHEMA + 1}').encode(),
            "newer rature",
        ),
        (gzip.compress(HEAD.encode(), mtime=0)[:30], "cannot read"),
    ],
)
def test_a_file_that_is_no_model_is_refused(tmp_path, content, said):
    path = tmp_path / "bad.model"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=said) as caught:
        dump_model.load(path)
    assert "\n" not in str(caught.value)
    path.write_text(HEAD + ROW)
    assert dump_model.load(path).counts("word", "jail").places == 2


def test_the_command_line_refuses_in_one_line(tmp_path):
    text = dump(tmp_path / "dump.jsonl", ["Un article."])
    before = text.read_bytes()
    empty = dump(tmp_path / "empty.jsonl", [])
    for arguments in (
        ("clean", "--model", tmp_path / "none.model", text),
        ("diff", "--model", text, text),
        ("run", text, "-o", tmp_path / "out", "--model", tmp_path),
        ("learn", text, "-o", text),
        ("learn", tmp_path / "none.jsonl", "-o", tmp_path / "a.model"),
        ("learn", empty, "-o", tmp_path / "a.model", "--quiet"),
    ):
        _, said = rature(*arguments, code=2)
        assert said.startswith("rature: ")
        assert said.count("\n") == 1
    assert text.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dump.jsonl", "empty.jsonl"]


def test_the_model_is_named_in_records_and_runs(model, tmp_path):
    digest = dump_model.load(model).digest
    out, _ = rature("clean", "--json", "--model", model, stdin=UNSURE.encode())
    assert json.loads(out)["versions"]["model"] == digest
    out, _ = rature("clean", "--json", stdin=UNSURE.encode())
    assert "model" not in json.loads(out)["versions"]
    out, _ = rature("diff", "--model", model, stdin=UNSURE.encode())
    assert "in the dump read as" in out.decode()
    text = dump(tmp_path / "dump.jsonl", [UNSURE])
    rature("run", text, "-o", tmp_path / "out", "--ledger", "jsonl", "--model", model)
    report = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert report["configuration"]["model"] == digest
    assert "“parties”" in (tmp_path / "out" / "ledger.jsonl").read_text("utf-8")
    again = ("run", text, "-o", tmp_path / "out", "--ledger", "jsonl", "--resume")
    _, said = rature(*again, code=2)
    assert "other configuration (model)" in said
    rature(*again, "--model", model)


def test_the_configuration_names_a_model(model, tmp_path):
    (tmp_path / "own.model").write_bytes(model.read_bytes())
    (tmp_path / "rature.toml").write_text('[dictionaries]\nmodel = "own.model"\n')
    (tmp_path / "a.txt").write_text(UNSURE, "utf-8")
    out, _ = rature("diff", tmp_path / "a.txt")
    assert "in the dump read as" in out.decode()
    (tmp_path / "own.model").unlink()
    _, said = rature("diff", tmp_path / "a.txt", code=2)
    assert "rature learn" in said
    rature("diff", tmp_path / "a.txt", "--model", model)
    rature("learn", dump(tmp_path / "dump.jsonl", ARTICLES[:9]), "-o", tmp_path / "own.model")
    rature("diff", tmp_path / "a.txt")
