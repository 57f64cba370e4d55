"""What decisions of people teach a model: readings, thresholds, and how many are behind each."""

import json
from secrets import token_hex

import pytest
from review_runs import edit, made_run, rature

from pipeline import Pipeline
from pipeline.batch.decisions import decision_counts, threshold_of
from pipeline.batch.learn import with_decisions
from pipeline.errors import InputError
from pipeline.report.reasons import in_french
from pipeline.restoration.dump_model import (
    Head,
    Learned,
    LearnedThreshold,
    SubstituteCounts,
    lines,
    load,
    packed,
)
from pipeline.review.importing import opened
from pipeline.review.model import ACCEPT, EDIT, REJECT

SOURCE = "Les deux events sont là, les deux events sont ici, les events sont finis."


@pytest.fixture
def decided(tmp_path):
    """Return a file with the decisions about three proposals, one of them undone."""
    found = [edit(SOURCE, "events", "parties", nth=n) for n in range(3)]
    out = made_run(tmp_path / "out", [("a", SOURCE, found)])
    with opened(out) as store:
        keys = [line.key for line in store.in_article(0)]
        for what, key, value in ((ACCEPT, 0, None), (EDIT, 1, "Fêtes"), (REJECT, 2, None)):
            store.decide(token_hex(16), "Anne", what, keys[key], value)
        store.decide(token_hex(16), "Bob", REJECT, keys[0])
        store.undo(token_hex(16), "Bob")
    path = tmp_path / "said.jsonl"
    rature("review", out, "--export", path)
    return path


def test_decisions_that_stand_count_each_once(decided):
    found = decision_counts([str(decided), str(decided)])
    assert found.decisions == 3
    assert found.readings == {("word", "events"): {"parties": 1, "fêtes": 1, "": 1}}
    assert found.thresholds == {}
    counts = {("word", "events"): SubstituteCounts(7, {"parties": 6000})}
    assert with_decisions(counts, found)["word", "events"] == SubstituteCounts(
        7, {"parties": 6000}, {"parties": 1, "fêtes": 1, "": 1}
    )


TEXT = "Les deux events ont signé hier soir un accord sur la frontière, dit le ministre."


PROSE = (
    " Le texte, long de quarante pages, fixe le tracé entre les deux pays et le calendrier du "
    "retrait des troupes. Il sera soumis aux députés avant la fin du mois, puis à un vote des "
    "habitants de la région. Les réfugiés pourront rentrer chez eux dès le printemps, selon le "
    "ministre, qui a remercié les pays voisins de leur aide."
)
"""What makes an article of the sentence."""


def chance_of(word, learned, context="off"):
    text = TEXT if context == "off" else TEXT + PROSE
    result = Pipeline(learned=learned, context=context, min_confidence=0.0).explain(text)
    found = [e for e in (*result.edits, *result.proposals) if e.before == "events"]
    return dict(found[0].candidates).get(word, 0.0), found[0].reason


def model(decided, heads=()):
    counts = {("word", "events"): SubstituteCounts(0, {}, decided)}
    return Learned("sha256:x", counts, heads={word: Head(9, 2000) for word in heads})


def test_they_weigh_the_readings_and_are_named():
    before, _ = chance_of("parties", None)
    after, reason = chance_of("parties", model({"parties": 12, "": 1}))
    against, _ = chance_of("parties", model({"": 12}))
    assert against < before < after
    assert "people chose “parties” in 12 of 13 decisions" in reason
    assert "« parties » a été choisi dans 12 décisions sur 13" in in_french(reason)


def test_they_weigh_what_context_and_the_pairs_of_the_dump_say_too():
    heads = ("parties", "match")
    before, _ = chance_of("parties", model({}, heads), "always")
    after, reason = chance_of("parties", model({"parties": 12, "": 1}, heads), "always")
    against, _ = chance_of("parties", model({"": 12}, heads), "always")
    assert against < before < after
    assert "people chose “parties” in 12 of 13 decisions" in reason


@pytest.mark.parametrize(
    ("judged", "wanted"),
    [
        ([(0.97, True)] * 19, None),
        ([(0.97, True)] * 400, None),
        ([(0.97, False)] * 19, None),
        ([(0.97, False)] * 20, LearnedThreshold(1.0, 20)),
        ([(0.96, False)] * 10 + [(0.98, True)] * 30, LearnedThreshold(0.98, 40)),
        ([(0.9, True)] * 400, LearnedThreshold(0.9, 400)),
        ([(0.9, True)] * 100, None),
        ([(0.9, True)] * 395 + [(0.9, False)] * 5, None),
        ([], None),
    ],
)
def test_a_threshold_moves_only_where_decisions_surely_say_so(judged, wanted):
    assert threshold_of(judged, 0.95) == wanted


def test_the_model_holds_numbers_of_decisions_and_rules_obey(tmp_path):
    thresholds = {"LEAK001": LearnedThreshold(1.0, 40)}
    counts = {("word", "events"): SubstituteCounts(2, {"parties": 2000}, {"parties": 3})}
    path = tmp_path / "m.gz"
    path.write_bytes(packed(lines({}, {}, counts, {}, {}, thresholds), "m.gz"))
    learned = load(path)
    assert learned.thresholds == thresholds
    assert learned.counts("word", "events").decided == {"parties": 3}
    text = "Il risque quinze ans de jail. La as well as lourde peine est de dix ans de jail."
    plain = Pipeline(context="off").explain(text)
    held = Pipeline(context="off", learned=learned).explain(text)
    assert "LEAK001" in {e.rule for e in plain.edits}
    assert "LEAK001" not in {e.rule for e in held.edits}
    named = Pipeline(context="off", learned=learned, thresholds=(("LEAK", 0.9),)).explain(text)
    assert "LEAK001" in {e.rule for e in named.edits}


def test_learn_takes_them_and_says_what_they_moved(tmp_path, decided):
    row = json.loads(decided.read_text("utf-8").splitlines()[0])
    row |= {"confidence": 0.99, "what": "reject", "value": None, "stands": True}
    more = tmp_path / "more.jsonl"
    rows = [json.dumps({**row, "key": f"{n:032x}"}) for n in range(30)]
    more.write_text("\n".join(rows), "utf-8")
    dump = tmp_path / "a.txt"
    dump.write_text(TEXT, "utf-8")
    _, said = rature(
        "learn", dump, "-o", tmp_path / "m", "--decisions", decided, "--decisions", more
    )
    assert "33 decisions about 1 substitutes" in said
    assert "LEAK001: acts alone from 1 instead of " in said
    assert "30 decisions" in said
    assert load(tmp_path / "m").thresholds["LEAK001"].decisions == 30
    assert '"decided": {"": 31, "fêtes": 1, "parties": 1}' in (tmp_path / "m").read_text("utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{}",
        "x",
        "[" * 100_000,
        '{"what": "accept", "stands": true, "key": "k"}',
        '{"what": "accept", "stands": true, "key": "k", "rule": 1, "before": "a", "after": "b",'
        ' "confidence": 0.5, "value": "b"}',
        '{"what": "accept", "stands": true, "key": "k", "rule": "LEAK001", "before": "a",'
        ' "after": "b", "confidence": 7, "value": "b"}',
    ],
)
def test_what_is_no_decision_is_refused_with_its_line(tmp_path, line):
    path = tmp_path / "x.jsonl"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(InputError, match=r"x\.jsonl:1: no decision"):
        decision_counts([str(path)])
