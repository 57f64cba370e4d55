"""The gate: what restoration achieves must not fall. ``benchmarks/floors.json`` holds the pins.

``python -m benchmarks.restoration --pin`` raises them, ``--pin --lower`` alone lowers them. A pin
holds for the articles whose digest is stored with it.
"""

import json

import pytest

from benchmarks import restoration
from pipeline.evaluate import alarms
from pipeline.pipeline import Pipeline

PINNED = json.loads(restoration.FLOORS.read_text("utf-8"))


def check(names):
    measured = restoration.measure(names)
    assert restoration.worse(restoration.pins(measured), PINNED["floors"]) == []


def test_our_own_articles():
    assert restoration.digests([restoration.OWN])["seeds"] == PINNED["sha256"]["seeds"], "pin again"
    check([restoration.OWN])


@pytest.mark.slow
@pytest.mark.skipif(not restoration.DEV.is_dir(), reason="the development articles are not here")
def test_development_articles():
    names = (*restoration.SPUN, *restoration.SOUND)
    if restoration.digests(names) != {name: PINNED["sha256"][name] for name in names}:
        pytest.skip("the development articles are others than those of the pins")
    check(names)


def test_the_gate_shuts():
    floors = {"a": {"found": 0.9, "alarms_per_10k": 0.5}}
    assert restoration.worse({"a": {"found": 0.91, "alarms_per_10k": 0.5}}, floors) == []
    assert len(restoration.worse({"a": {"found": 0.8, "alarms_per_10k": 0.5}}, floors)) == 1
    assert len(restoration.worse({"a": {"found": 0.9, "alarms_per_10k": 2.5}}, floors)) == 1


def test_alarms_that_mend_a_slip_are_told_apart(monkeypatch):
    """What somebody has read is known by its digest; nothing is pinned by it."""
    row = {"id": "a", "source": "Le minstre est venu.", "edits": []}
    result = Pipeline().explain(row["source"])
    (edit,) = alarms(row, result)
    monkeypatch.setattr(restoration, "gold_rows", lambda name: [row])
    monkeypatch.setattr(restoration, "verdicts", dict)
    unread = restoration.measure(["x"])
    digest = restoration.sign("x", row, edit)
    assert unread.counts["x"]["slip"] == 0
    assert digest in unread.shown[0]
    monkeypatch.setattr(restoration, "verdicts", lambda: {digest: "slip"})
    read = restoration.measure(["x"])
    assert read.counts["x"]["slip"] == read.counts["x"]["alarms"] == 1
    assert restoration.pins(read) == restoration.pins(unread)
