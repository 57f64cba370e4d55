"""The articles of ``seeds/`` come out as their gold says, and by the mechanism, not by memory."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline
from pipeline.resources import data, synonyms

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
ROWS = [line.split("\t") for line in (SEEDS / "index.tsv").read_text("utf-8").splitlines()]
CLASSES = {name: kind for name, kind, *_ in ROWS}
DAMAGED = sorted(name for name, kind in CLASSES.items() if kind == "damaged")
SOUND = sorted(name for name, kind in CLASSES.items() if kind != "damaged")

KNOWN_FAILURES = json.loads((SEEDS / "known_failures.json").read_text("utf-8"))
"""Per article, the gold edits (by offset) that are not made today, and the edits too many."""


def text_of(name: str) -> str:
    return (SEEDS / f"{name}.txt").read_bytes().decode()


def gold_of(name: str) -> list[dict]:
    lines = (SEEDS / f"{name}.gold.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def cases():
    for name in DAMAGED:
        failing = KNOWN_FAILURES.get(name, [])
        for edit in gold_of(name):
            marks = [pytest.mark.xfail(reason="known")] if edit["start"] in failing else []
            yield pytest.param(name, edit, marks=marks, id=f"{name}-{edit['start']}")


@pytest.fixture(scope="module")
def results():
    return {name: pipeline.explain(text_of(name)) for name in CLASSES}


@pytest.mark.parametrize(("name", "edit"), list(cases()))
def test_gold_edit_is_made(results, name, edit):
    right = {edit["after"], *edit["acceptable"]}
    found = [e for e in results[name].edits if (e.start, e.end) == (edit["start"], edit["end"])]
    assert [e.after in right for e in found] == [True]
    assert found[0].before == edit["before"]
    assert found[0].reason
    assert found[0].rule in pipeline.stages.RULES
    assert 0.5 < found[0].confidence <= 1.0


@pytest.mark.parametrize("name", DAMAGED)
def test_nothing_else_is_changed(results, name):
    gold = gold_of(name)
    extra = [
        (e.start, e.before, e.after)
        for e in results[name].edits
        if not any(e.start < g["end"] and g["start"] < e.end for g in gold)
    ]
    assert extra == []


@pytest.mark.parametrize("name", SOUND)
def test_sound_article_comes_out_untouched(results, name):
    assert [(e.start, e.before, e.after) for e in results[name].edits] == []


def test_the_seed_article_equals_its_gold(results):
    gold = (SEEDS / "recrues.gold.txt").read_bytes().decode()
    found = results["recrues"]
    assert found.text == gold
    spans = {(g["start"], g["end"]) for g in gold_of("recrues")}
    assert {(e.start, e.end) for e in found.edits} == spans


def test_the_mechanism_works_without_the_curated_pairs(tmp_path):
    """Without ``spinner_pairs.tsv`` most leaks of the seed article are restored, no word harmed."""
    copy = tmp_path / "dictionaries"
    shutil.copytree(
        data.home(),
        copy,
        ignore=shutil.ignore_patterns(*synonyms.TABLES.values(), "*.py"),
    )
    program = (
        "import json, sys, pipeline;"
        "result = pipeline.explain(sys.stdin.buffer.read().decode());"
        "rows = [[e.start, e.end, e.after] for e in result.edits];"
        "more = [[e.start, e.end, e.after] for e in result.proposals];"
        "print(json.dumps([rows, more]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=text_of("recrues").encode(),
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={"RATURE_DICTIONARIES": str(copy), "PYTHONHASHSEED": "1"},
    )
    made, proposed = (
        {(start, end): after for start, end, after in rows} for rows in json.loads(done.stdout)
    )
    gold = gold_of("recrues")
    leaks = [g for g in gold if g["kind"].startswith("leak")]
    assert len(leaks) == 16

    def restored(edits):
        return sum(
            edits.get((g["start"], g["end"])) in (g["after"], *g["acceptable"]) for g in leaks
        )

    assert restored(made) >= 12
    assert restored(made | proposed) >= 14
    spans = [(g["start"], g["end"]) for g in gold]
    assert all(any(a < end and start < b for a, b in spans) for start, end in made)


def test_no_sentence_of_the_seed_article_stands_in_the_program():
    words = text_of("recrues").split()
    runs = {" ".join(words[n : n + 4]) for n in range(len(words) - 3)}
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        code = " ".join(path.read_text("utf-8").split())
        assert not [run for run in runs if run in code], path
