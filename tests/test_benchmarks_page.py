"""docs/BENCHMARKS.md is what its figures say, and says first where rature is worse."""

import json
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from benchmarks import peers, plots

DONE = json.loads(peers.RESULTS.read_text("utf-8"))


def test_the_page_is_that_of_the_results():
    assert plots.PAGE.read_text("utf-8") == plots.page(DONE), "make benchmarks, or benchmarks.plots"
    for name, svg in plots.plots(DONE).items():
        assert (plots.IMAGES / f"benchmark-{name}.svg").read_text("utf-8") == svg
        assert ET.fromstring(svg).tag.endswith("svg")


def test_what_is_worse_stands_first():
    page = plots.page(DONE)
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings[0] == "## Where rature is worse"
    table = page.partition(headings[0])[2].partition(headings[1])[0]
    for one in plots.worse(DONE):
        assert f"| {one.what} | {one.ours} | {one.other} | {one.theirs} |" in table


def test_versions_machine_and_commit_are_told():
    page = plots.page(DONE)
    for told in (DONE["machine"]["commit"], DONE["machine"]["processor"]):
        assert told in page
    for name, row in DONE["programs"].items():
        assert row["version"], name
        assert row["version"] in page


def test_there_are_150_ordinary_errors_and_50_sound_sentences():
    found = peers.ordinary()
    wrong = [row for row in found if row["edits"]]
    assert (len(wrong), len(found) - len(wrong)) == (150, 50)
    assert {row["kind"] for row in wrong} == {
        "homophone",
        "agreement",
        "participle",
        "er-é",
        "elision",
        "accent",
        "conjugation",
    }
    assert len({row["source"] for row in found}) == 200
    for row in wrong:
        text, at = "", 0
        for edit in row["edits"]:
            text += row["source"][at : edit["start"]] + edit["after"]
            at = edit["end"]
        assert text + row["source"][at:] == row["text"]


@pytest.mark.parametrize("name", ["rature, context off"])
def test_the_worker_says_what_the_program_does(name):
    text = "Il risque dix ans de jail. Rien de plus."
    told = peers.ran(name, [text, "Le chat dort."])
    assert told["flags"][0][0][:2] == [21, 25]
    assert told["flags"][0][0][2][0] == "prison"
    assert told["flags"][1] == []
    assert told["spent"][0]["cpu"] > 0
    assert told["memory"] > 10


def test_ratios_are_taken_within_a_round():
    def row(cpu):
        return {"clean": {"words": 1000, "cpu": cpu, "wall": 2 * cpu}}

    done = {"rounds": [{"a": row(1), "b": row(4)}, {"a": row(3), "b": row(9)}, {"a": row(5)}]}
    assert peers.times(done, "a", "b", "clean") == pytest.approx(3.5)
    assert peers.pace(done, "a", "clean") == pytest.approx(1000 / 3)
    assert peers.pace(done, "c", "clean") == 0.0


def test_bars_grow_with_their_values():
    svg = plots.bars("T", [("rature", 4.0), ("x", 2.0), ("y", 1.0)], "{:.0f}")
    widths = [
        float(one.get("width"))
        for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect")
    ][1:]
    assert all(a == pytest.approx(2 * b) for a, b in pairwise(widths))
