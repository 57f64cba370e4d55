"""The open benchmark: it is built as it stands, its gold is true, and no figure falls."""

import json
import re
import unicodedata
from itertools import pairwise

import pytest

from benchmarks.spun_french import build, measure, spinner
from benchmarks.spun_french.scoring import Flag, meets, reads, scored
from pipeline.cli import main
from pipeline.evaluate import APART
from pipeline.pipeline import Pipeline

ARTICLES = build.articles()
OFF = Pipeline(context="off")
SLACK = {"found": 0.01, "first": 0.01, "made": 0.015, "harm_made": 1.0}
"""How far a figure may be worse than its floor: about two damages, one alarm."""


def test_there_are_sixty_articles_of_many_genres():
    assert len(ARTICLES) >= 60
    assert len({name.partition("-")[0] for name in ARTICLES}) >= 12


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_short_and_well_set(name):
    text = ARTICLES[name]
    assert 110 <= len(text.split()) <= 230
    assert unicodedata.is_normalized("NFC", text)
    assert text.endswith("\n")
    assert not re.search(r"['\"]|\.\.\.|  | [;!?:»]|« |\n\n\n| \n", text)


@pytest.mark.parametrize("style", build.STYLES)
def test_the_dictionaries_are_tidy(style):
    lines = (spinner.HERE / f"{style}.tsv").read_text("utf-8").splitlines()
    words = [line.partition("\t")[0] for line in lines]
    assert words == sorted(set(words))
    for word, substitutes in spinner.dictionary(style).items():
        assert word.isascii()
        assert word.islower()
        assert word not in substitutes
        assert len(set(substitutes)) == len(substitutes)
        assert all(one == one.strip() != "" for one in substitutes)


def test_the_gold_is_built_as_it_stands(tmp_path):
    build.main([str(tmp_path)])
    for name in build.SETS:
        built = (tmp_path / f"{name}.jsonl").read_bytes()
        assert built == (build.GOLD / f"{name}.jsonl").read_bytes(), name


@pytest.mark.parametrize("name", build.SETS)
def test_the_gold_gives_the_truth(name):
    for row in measure.rows(name):
        text, at = [], 0
        for edit in row["edits"]:
            assert row["source"][edit["start"] : edit["end"]] == edit["before"] != edit["after"]
            assert edit["start"] >= at
            text += [row["source"][at : edit["start"]], edit["after"]]
            at = edit["end"]
        assert "".join([*text, row["source"][at:]]) == row["text"]
        assert all(a["end"] <= b["start"] for a, b in pairwise(row["edits"]))


def test_the_datasheet_counts_right():
    told = (build.HERE / "README.md").read_text("utf-8")
    for name in build.SETS:
        rows = measure.rows(name)
        damage = sum(len(row["edits"]) for row in rows) or "none"
        assert f"| `{name}.jsonl` | {len(rows)} | {damage} |" in told, name


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if n == "scans" else n for n in build.SETS]
)
def test_no_figure_falls_below_its_floor(name):
    """``python -m benchmarks.spun_french.measure --pin`` raises the floors."""
    floors = json.loads(measure.FLOORS.read_text("utf-8"))[name]
    found = measure.measured(name, OFF)
    for one, floor in floors.items():
        if one in measure.NOT_LOWER:
            assert found[one] >= floor - SLACK[one], one
        else:
            assert found[one] <= floor + SLACK[one], one


def test_the_scorer_judges_flags():
    row = {
        "source": "Il est en cost de la jail.",
        "text": "Il est en charge de la prison.",
        "edits": [
            {"start": 10, "end": 14, "before": "cost", "after": "charge"},
            {"start": 21, "end": 25, "before": "jail", "after": "prison"},
        ],
    }
    right = Flag(10, 14, ("charge",), made=True)
    wider = Flag(18, 25, ("une prison", "la prison"))
    alarm = Flag(0, 2, ("Elle",))
    nothing = Flag(3, 6)
    counts = scored(row, [right, wider, alarm, nothing])
    assert counts["found"] == 2
    assert counts["first"] == 1
    assert counts["five"] == 2
    assert counts["made"] == 1
    assert (counts["flags"], counts["alarms"]) == (4, 2)
    assert (counts["harm"], counts["harm_made"]) == (1, 0)


@pytest.mark.parametrize("name", ["clean", "spun_words", "typing"])
def test_eval_equals_an_independent_count(name, capsysbinary):
    """The definitions, counted anew from the records alone, without ``pipeline.evaluate``."""
    assert main(["eval", "--json", "--context", "off", str(_file(name))]) == 0
    told = json.loads(capsysbinary.readouterr().out)
    gold = found = first = three = auto = touched = alarms = proposals = words = 0
    for row in measure.rows(name):
        record = OFF.explain(row["source"]).to_dict()
        own = [e for e in record["edits"] if not e["rule"].startswith(APART)]
        made = [e for e in own if e["decision"] == "auto"]
        true = [Flag(e["start"], e["end"], (e["after"],)) for e in row["edits"]]
        words += len(row["source"].split())
        proposals += len(own) - len(made)
        for one in true:
            near = [e for e in own if meets(_flag(e), one)]
            near_made = [e for e in near if e in made]
            gold += 1
            found += bool(near)
            touched += bool(near_made)
            is_first = bool(near) and reads(row["source"], true, one, [_flag(e) for e in near])
            first += is_first
            auto += bool(near_made) and reads(
                row["source"], true, one, [_flag(e) for e in near_made]
            )
            three += is_first or any(
                (e["start"], e["end"]) == one[:2]
                and one.candidates[0] in [text for text, _ in e["candidates"][:3]]
                for e in near
            )
        alarms += sum(not any(meets(_flag(e), one) for one in true) for e in made)
    precision = auto / (touched + alarms) if touched + alarms else 1.0
    recall = auto / gold if gold else 1.0
    expected = {
        "words": words,
        "damaged": gold,
        "found": found / gold if gold else 1.0,
        "first": first / gold if gold else 1.0,
        "three": three / gold if gold else 1.0,
        "recall": recall,
        "precision": precision,
        "alarms_per_10k": 1e4 * alarms / words,
        "reviews_per_10k": 1e4 * proposals / words,
    }
    if precision + recall:
        weighted = 0.25 * precision + recall
        expected["f05"] = 1.25 * precision * recall / weighted
    for figure, value in expected.items():
        assert told[figure] == pytest.approx(value), figure


def _file(name):
    return build.GOLD / f"{name}.jsonl"


def _flag(edit):
    return Flag(edit["start"], edit["end"], (edit["after"],), edit["decision"] == "auto")
