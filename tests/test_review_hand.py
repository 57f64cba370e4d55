"""What people mend themselves: an edit like any other, that never overlaps one that stands."""

import json
import os
import sqlite3
from contextlib import closing
from secrets import token_hex

import pytest
from review_runs import edit, made_run, rature, served, texts
from test_review import articles, do, line_of, states

from pipeline.batch import ledger
from pipeline.edits import apply
from pipeline.errors import InputError
from pipeline.review.exchange import exported, imported
from pipeline.review.importing import opened
from pipeline.review.model import ACCEPT, EDIT, REJECT, UNDO, Filter
from pipeline.review.run import FinishedRun

PLACE = (3, 11)
"""Where the first « entrance » of the first article stands: there is a proposal."""


def source_of(store, article=0):
    return store.article(article)[1]


def mend(store, before, after, *, who="Anne", nth=0, article=0):
    source = source_of(store, article)
    start = -1
    for _ in range(nth + 1):
        start = source.index(before, start + 1)
    span = start, start + len(before)
    return store.mend(token_hex(16), who, article, span, (before, after))


def by_hand(store):
    lines = store.doubtful(Filter(decision="all"), limit=1000)
    return {(i.row, i.before): (i.state, i.result, i.who) for i in lines if i.rule == "HAND001"}


def test_words_that_no_stage_found_become_an_edit_of_a_person(store):
    outcome = mend(store, "avance", "recule")
    assert outcome.redraw
    assert by_hand(store) == {(0, "avance"): ("accepted", "recule", "Anne")}
    line = next(line for line in store.in_article(0) if line.rule == "HAND001")
    assert (line.stage, line.confidence, line.head, line.tail[:4]) == (
        ("review", 1.0, "Le entrance ", ". Un")
    )
    assert store.choices()["rule"][-1] == "HAND001"
    assert "HAND001" not in {one.rule for one in store.verdicts()}
    counted = dict(store.rows("SELECT tool || state, n FROM counts WHERE n > 0"))
    assert counted == dict(
        store.rows("SELECT tool || state, count(*) FROM edits GROUP BY tool, state")
    )


def test_it_is_undone_and_made_again_with_another_text(store):
    start = states(store)
    counts = store.rows("SELECT * FROM counts WHERE n > 0")
    mend(store, "avance", "recule")
    outcome = store.undo(token_hex(16), "Anne")
    assert (outcome.what, outcome.redraw) == (UNDO, True)
    assert states(store) == start
    assert store.rows("SELECT * FROM counts WHERE n > 0") == counts
    mend(store, "avance", "progresse")
    assert by_hand(store) == {(0, "avance"): ("accepted", "progresse", "Anne")}


def test_the_same_words_again_edit_the_edit(store):
    mend(store, "avance", "recule")
    mend(store, "avance", "progresse", who="Bob")
    assert by_hand(store) == {(0, "avance"): ("edited", "progresse", "Bob")}
    store.undo(token_hex(16), "Bob")
    assert by_hand(store) == {(0, "avance"): ("accepted", "recule", "Anne")}


def test_a_request_sent_twice_counts_once(store):
    action, span = token_hex(16), (12, 18)
    first = store.mend(action, "Anne", 0, span, ("avance", "recule"))
    again = store.mend(action, "Anne", 0, span, ("avance", "recule"))
    assert again.repeated
    assert again.changed == first.changed
    assert len(list(exported(store))) == 1


def test_it_never_overlaps_an_edit_that_stands(store):
    with pytest.raises(InputError, match=r"stands there already \(plus\)"):
        mend(store, "as well as belle", "plus belle")
    do(store, line_of(store, "entrance"))
    with pytest.raises(InputError, match=r"stands there already \(front\)"):
        mend(store, "Le entrance", "Le front")
    assert by_hand(store) == {}


def test_proposals_beneath_it_are_rejected_and_come_back_with_undo(store):
    start = states(store)
    mend(store, "Le entrance", "Le front")
    assert states(store)[0, 3] == ("rejected", "front")
    with pytest.raises(InputError, match=r"overlaps the edit of « Le entrance »"):
        do(store, line_of(store, "entrance"))
    assert states(store)[0, 3] == ("rejected", "front")
    store.undo(token_hex(16), "Anne")
    assert states(store) == start


def test_nothing_makes_an_edit_stand_above_one_by_hand(store):
    made = line_of(store, "as well as")
    do(store, made, REJECT)
    mend(store, "as well as belle", "plus belle", who="Bob")
    for again in (lambda: store.undo(token_hex(16), "Anne"), lambda: do(store, made)):
        with pytest.raises(InputError, match="overlaps the edit of « as well as belle »"):
            again()
    mend(store, "Un entrance", "Un front")
    series = line_of(store, "entrance").series
    outcome = store.decide_series(token_hex(16), "Anne", ACCEPT, series)
    assert outcome.edits == 2
    assert states(store)[0, 23] == ("rejected", "front")


@pytest.mark.parametrize(
    ("span", "before"),
    [((0, 3), "Les"), ((-3, 2), "Le"), ((5, 5), ""), ((70, 9000), "x"), ((2, 1), "L")],
)
def test_words_that_do_not_stand_there_are_refused(store, span, before):
    with pytest.raises(InputError, match="not there any more"):
        store.mend(token_hex(16), "Anne", 0, span, (before, "y"))


def test_the_same_change_is_offered_everywhere_and_nothing_is_decided(tmp_path):
    more = [
        ("c", "Il avance. Elle avancera, il n'avance pas.", []),
        ("d", "Un avance-pied avance.", [edit("Un avance-pied avance.", "pied", "main")]),
        ("e", "On avance.", [edit("On avance.", "On avance", "Elle va")]),
    ]
    out = made_run(tmp_path / "out", [*articles(), *more])
    with opened(out) as store:
        mend(store, "avance", "recule")
        key = next(line.key for line in store.in_article(0) if line.rule == "HAND001")
        series, n = store.offer("Anne", key, FinishedRun(out).untouched())
        assert n == 4
        assert store.one_series(series, Filter()).states == {"accepted": 1, "open": 4}
        assert store.offer("Anne", key, FinishedRun(out).untouched()) == (series, 0)
        assert {line.row for line in store.sample(Filter(series=series))} == {3, 4}
        with pytest.raises(InputError, match="made by hand"):
            store.offer("Anne", line_of(store, "entrance").key, ())
        store.decide_series(token_hex(16), "Anne", ACCEPT, series)
        before = by_hand(store)
    os.utime(out / "ledger.parquet", (1, 1))  # the run is copied anew
    with opened(out) as store:
        assert by_hand(store) == before
    rature("apply", out)
    assert texts(out / "reviewed")[3] == "Il recule. Elle avancera, il n'recule pas."
    assert texts(out / "reviewed")[4] == "Un recule-pied recule."


def test_it_survives_a_new_start_and_apply_writes_it(out):
    with opened(out) as store:
        mend(store, "avance", "recule")
        mend(store, "Le entrance", "Le front")
        found = by_hand(store)
    os.utime(out / "ledger.parquet", (1, 1))
    with opened(out) as store:
        assert by_hand(store) == found
        assert list(store.stale()) == []
    rature("apply", out)
    rows = [row for row in ledger.read(out / "reviewed") if row.rule == "HAND001"]
    assert [(r.before, r.after, r.decision, r.id) for r in rows] == [
        ("Le entrance", "Le front", "accepted", "a"),
        ("avance", "recule", "accepted", "a"),
    ]
    source = next(FinishedRun(out).articles()).source
    own = [row.edit() for row in ledger.read(out / "reviewed") if row.row == 0 and row.is_made]
    assert texts(out / "reviewed")[0] == apply(source, own)
    assert texts(out / "reviewed")[0].startswith("Le front recule. Un entrance")
    report = json.loads((out / "reviewed" / "run.json").read_bytes())
    assert report["counts"]["edits"]["HAND001"] == {"accepted": 2}


def test_hand_edits_of_two_come_together_in_any_order(tmp_path):
    rows = {}
    for who, before in (("Anne", "Un entrance"), ("Bob", "avance. Un")):
        with opened(made_run(tmp_path / who, articles())) as store:
            mend(store, before, f"par {who}", who=who)
            rows[who] = list(exported(store))
    found = []
    for order in (("Anne", "Bob"), ("Bob", "Anne")):
        copy = made_run(tmp_path / "".join(order), articles())
        with opened(copy) as store:
            for who in order:
                imported(store, rows[who])
            found.append((states(store), [one.why for one in store.stale()]))
    assert found[0] == found[1]
    assert found[0][1] == ["overlap"]
    assert ("accepted", "par Bob") in found[0][0].values()


def test_a_database_of_an_earlier_version_opens(out):
    with opened(out) as store:
        do(store, line_of(store, "entrance"), EDIT, "porte")
    with closing(sqlite3.connect(out / "review.sqlite")) as cx:
        for table in ("offers", "words"):
            cx.execute(f"DROP TABLE {table}")
        cx.commit()
    with opened(out) as store:
        mend(store, "avance", "recule")
        assert len(by_hand(store)) == 1


def test_explain_tells_of_the_code():
    told, _ = rature("explain", "HAND001")
    assert "Words that a person replaced" in told.decode()
    assert "Stage: review." in told.decode()


def test_a_hand_edit_in_an_article_without_edits_is_handed_over(tmp_path):
    more = [("c", "Personne n’avance ici.", [])]
    out = made_run(tmp_path / "out", [*articles(), *more])
    with opened(out) as store:
        mend(store, "avance", "recule")
        key = next(line.key for line in store.in_article(0) if line.rule == "HAND001")
        series, _ = store.offer("Anne", key, FinishedRun(out).untouched())
        store.decide_series(token_hex(16), "Anne", EDIT, series, value="bouge")
        found = by_hand(store)
    assert found[3, "avance"] == ("edited", "bouge", "Anne")
    rature("review", out, "--export", tmp_path / "decisions.jsonl")
    copy = made_run(tmp_path / "copy", [*articles(), *more])
    rature("review", copy, "--import", tmp_path / "decisions.jsonl")
    with opened(copy) as store:
        assert by_hand(store) == found
        assert list(store.stale()) == []
    rature("apply", copy)
    assert texts(copy / "reviewed")[3] == "Personne n’bouge ici."


def test_the_reason_of_a_refusal_is_in_the_language_of_the_reader(out):
    with served(out, "Anne") as found:
        client = found.client()
        body = {"action": token_hex(16), "article": 0, "start": 54, "end": 61}
        body |= {"before": "well as", "value": "plus"}
        status, _, answer = client.ask("POST", "/mend", body, Accept_Language="fr")
        assert status == 409
        assert "une correction y est déjà faite (plus)" in json.loads(answer)["error"]


@pytest.mark.parametrize("path", ["/mend", "/offer", "/comment", "/article"])
def test_only_pages_of_the_review_may_ask(out, path):
    with served(out, "Anne") as found:
        client = found.client()
        for change in ({"X_Rature": None}, {"Origin": "http://evil.example"}, {"Cookie": None}):
            assert client.ask("POST", path, {"action": token_hex(16)}, **change)[0] == 403
        assert client.ask("POST", path, {"action": token_hex(16)})[0] == 409


def test_at_the_terminal_a_refusal_is_told_and_the_question_asked_again(out):
    with opened(out) as store:
        do(store, line_of(store, "La"), REJECT, who="Carl")  # the linked one as well
        mend(store, "problem", "question", who="Bob")
    told, _ = rature("review", "--terminal", out, "--name", "Carl", stdin=b"u\ny\nq\n")
    assert "Not done: it overlaps the edit of « problem », which stands" in told.decode()
    assert by_hand_of(out)[0, "problem"][0] == "accepted"


def by_hand_of(out):
    with opened(out) as store:
        return by_hand(store)
