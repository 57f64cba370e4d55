"""The review: what is decided, what follows from it, and what is written in the end."""

import json
import os
import pty
import select
import sqlite3
import subprocess
import sys
import time
from secrets import token_hex

import pytest
from patience import PATIENCE
from review_runs import edit, environment, made_run, rature, real_run, texts

from pipeline.batch import ledger
from pipeline.edits import apply
from pipeline.errors import InputError
from pipeline.review.applying import write
from pipeline.review.exchange import exported, imported
from pipeline.review.importing import opened
from pipeline.review.model import ACCEPT, EDIT, REJECT, Filter
from pipeline.review.run import FinishedRun
from pipeline.review.teaching import review_line, standings, wilson
from pipeline.stages import RULES

FRONT = "Le entrance avance. Un entrance, deux entrance. La as well as belle problem."


def articles():
    linked = {"group": "0.g"}
    return [
        (
            "a",
            FRONT,
            [
                edit(FRONT, "entrance", "front", confidence=0.9),
                edit(FRONT, "entrance", "front", nth=1, confidence=0.6),
                edit(FRONT, "as well as", "plus", decision="auto", confidence=0.99),
                edit(FRONT, "La", "Le", confidence=0.4, **linked),
                edit(FRONT, "problem", "problème", confidence=0.4, **linked),
            ],
        ),
        ("b", "Rien à dire.", []),
        ("a", "Encore un entrance.", [edit("Encore un entrance.", "entrance", "front")]),
    ]


def line_of(store, before):
    found = [line for line in store.doubtful(Filter(decision="all")) if line.before == before]
    return min(found, key=lambda line: (line.row, line.start))


def do(store, line, what=ACCEPT, value=None, who="Anne"):
    return store.decide(token_hex(16), who, what, line.key, value)


def states(store):
    return {
        (line.row, line.start): (line.state, line.result)
        for line in store.doubtful(Filter(decision="all"), limit=1000)
    }


# --- the store -------------------------------------------------------------------------------


def test_a_run_is_copied_with_its_sources_and_contexts(store):
    progress = store.progress()
    assert (progress.proposals, progress.made) == (5, 1)
    assert store.article(0)[1] == FRONT
    first = store.series(Filter())[0]
    assert (first.before, first.after, first.shown) == ("entrance", "front", 3)
    line = line_of(store, "problem")
    assert line.head == "Le entrance avance. Un entrance, deux entrance. La plus belle "
    assert line.tail == "."
    assert [a.row for a in store.articles(Filter())] == [0, 2]


def test_the_least_certain_come_first_page_after_page(store):
    seen, after = [], None
    while found := store.doubtful(Filter(decision="all"), after, 2):
        seen += found
        after = found[-1].confidence, found[-1].edit
    assert len({line.key for line in seen}) == 6
    assert [line.confidence for line in seen] == sorted(line.confidence for line in seen)


@pytest.mark.parametrize(
    ("where", "count"),
    [
        (Filter(rule="LEAK"), 5),
        (Filter(rule="LEAK002"), 0),
        (Filter(stage="leakage", language="fr"), 5),
        (Filter(language="de"), 0),
        (Filter(low=0.5), 3),
        (Filter(low=0.5, high=0.6), 2),
        (Filter(text="PROBLEME"), 1),
        (Filter(text="as well"), 0),
        (Filter(text="encore UN"), 1),
        (Filter(text="%' OR 1=1 --"), 0),
        (Filter(decision="auto"), 1),
        (Filter(decision="decided"), 0),
        (Filter(decision="all"), 6),
    ],
)
def test_filters(store, where, count):
    assert store.count(where) == count
    assert sum(one.shown for one in store.series(where)) == count


def test_linked_edits_move_together(store):
    problem = line_of(store, "problem")
    assert do(store, problem).edits == 2
    assert line_of(store, "La").state == "accepted"
    do(store, line_of(store, "La"), EDIT, "L'")
    assert states(store)[0, problem.start] == ("accepted", "problème")
    do(store, problem, EDIT, "ennui")
    assert line_of(store, "La").result == "L'"
    do(store, line_of(store, "La"), REJECT)
    assert line_of(store, "problem").state == "rejected"


def test_what_is_written_as_it_was_proposed_or_as_it_stood_is_no_edit(store):
    line = line_of(store, "problem")
    assert do(store, line, EDIT, "problème").what == ACCEPT
    assert do(store, line, EDIT, "problem").what == REJECT


def test_a_series_is_decided_at_once_but_for_what_was_judged(store):
    first = store.sample(Filter(text="Encore"))[0]
    do(store, first, REJECT, who="Bob")
    outcome = store.decide_series(token_hex(16), "Anne", ACCEPT, first.series)
    assert outcome.edits == 2
    assert line_of(store, "entrance").state in ("accepted", "rejected")
    assert store.line(first.key).state == "rejected"
    none = store.decide_series(token_hex(16), "Anne", ACCEPT, first.series, Filter(decision="all"))
    assert none.edits == 0


def test_a_series_is_decided_within_the_filter(store):
    series = line_of(store, "entrance").series
    where = Filter(low=0.8)
    assert store.decide_series(token_hex(16), "Anne", ACCEPT, series, where).edits == 1


def test_undo_takes_back_one_by_one_and_only_ones_own(store):
    start = states(store)
    front, problem = line_of(store, "entrance"), line_of(store, "problem")
    do(store, front, REJECT)
    do(store, problem)
    do(store, front, EDIT, "porche", who="Bob")
    assert store.undo(token_hex(16), "Anne").edits == 2
    assert store.undo(token_hex(16), "Anne").edits == 1
    assert store.undo(token_hex(16), "Anne").edits == 0
    assert store.line(front.key).result == "porche"
    assert store.undo(token_hex(16), "Bob").edits == 1
    assert states(store) == start


def test_an_older_decision_stands_again_when_a_later_one_is_undone(store):
    front = line_of(store, "entrance")
    do(store, front, REJECT)
    over = do(store, front, EDIT, "porche", who="Bob")
    assert (over.before, over.agreed) == ("Anne", False)
    action = store.history()[0].action
    store.undo(token_hex(16), "Carl", action)
    assert store.line(front.key).state == "rejected"
    assert store.line(front.key).who == "Anne"
    assert store.undo(token_hex(16), "Carl", action).edits == 0
    assert [one.what for one in store.history()] == ["undo", "edit", "reject"]


def test_a_request_that_comes_twice_counts_once(store):
    front = line_of(store, "entrance")
    action = token_hex(16)
    first = store.decide(action, "Anne", REJECT, front.key)
    again = store.decide(action, "Anne", REJECT, front.key)
    assert not first.repeated
    assert again.repeated
    assert again.changed == first.changed
    undo = token_hex(16)
    store.undo(undo, "Anne")
    assert store.undo(undo, "Anne").repeated
    assert len(list(exported(store))) == 2


def test_decisions_are_only_ever_added(store):
    do(store, line_of(store, "entrance"))
    for change in ("UPDATE decisions SET who = 'Bob'", "DELETE FROM decisions"):
        with pytest.raises(sqlite3.IntegrityError, match="decisions are never"):
            store.connection.execute(change)


def test_the_counts_are_those_of_the_edits(store):
    do(store, line_of(store, "entrance"))
    do(store, line_of(store, "as well as"), REJECT)
    store.undo(token_hex(16), "Anne")
    counted = dict(store.rows("SELECT tool || state, n FROM counts WHERE n > 0"))
    assert counted == dict(
        store.rows("SELECT tool || state, count(*) FROM edits GROUP BY tool, state")
    )


# --- hand over -------------------------------------------------------------------------------


def test_decisions_of_several_come_together_in_any_order(out, tmp_path):
    rows = {}
    for who, what in (("Anne", ACCEPT), ("Bob", REJECT)):
        copy = made_run(tmp_path / who, articles())
        with opened(copy) as store:
            do(store, line_of(store, "entrance"), what, who=who)
            do(store, line_of(store, "problem"), EDIT, who.lower(), who=who)
            rows[who] = list(exported(store))
    found = []
    for order in (("Anne", "Bob"), ("Bob", "Anne")):
        copy = made_run(tmp_path / "".join(order), articles())
        with opened(copy) as store:
            for who in order:
                assert imported(store, rows[who]) == (3, 0)
            assert imported(store, rows["Anne"]) == (0, 3)
            found.append(states(store))
    assert found[0] == found[1]
    assert ("edited", "bob") in found[0].values()


def test_export_and_import_by_the_commands(out, tmp_path):
    with opened(out) as store:
        do(store, line_of(store, "entrance"), EDIT, "« é »\u2028")
        store.undo(token_hex(16), "Anne")
        do(store, line_of(store, "problem"))
    path = tmp_path / "decisions.jsonl"
    rature("review", out, "--export", path)
    exported, _ = rature("review", out, "--export", "-")
    assert exported == path.read_bytes()
    rows = [json.loads(line) for line in exported.splitlines()]
    assert [(row["what"], row["stands"]) for row in rows] == [
        ("edit", False),
        ("undo", False),
        ("accept", True),
        ("accept", True),
    ]
    other = made_run(tmp_path / "other", articles())
    _, err = rature("review", other, "--import", "-", stdin=exported)
    assert err == "rature: 4 decisions added, 0 were known\n"
    assert rature("review", other, "--export", "-")[0] == exported


@pytest.mark.parametrize(
    "change",
    [
        {"what": "drop"},
        {"key": "0" * 32},
        {"at": "yesterday"},
        {"row": "1"},
        {"before": None},
        {"value": None},
        {"undoes": "x" * 16},
        {"action": "'; DROP TABLE edits; --"},
    ],
)
def test_a_bad_row_is_refused_and_nothing_is_added(store, change):
    do(store, line_of(store, "entrance"))
    rows = list(exported(store))
    rows += [{**rows[0], "action": token_hex(16), **change}]
    with pytest.raises(InputError, match="line 2 is no decision"):
        imported(store, rows)
    assert len(list(exported(store))) == 1


def test_decisions_whose_text_or_proposal_changed_are_told_and_not_applied(out):
    with opened(out) as store:
        for before in ("entrance", "problem", "as well as"):
            do(store, line_of(store, before), REJECT)
        do(store, store.sample(Filter(text="Encore"))[0], EDIT, "porche")
    rows = articles()
    rows[0][2][2]["after"] = "davantage"
    del rows[0][2][3:]
    rows[2] = ("a", "Encore un entrance !", [edit("Encore un entrance !", "entrance", "front")])
    made_run(out, rows)
    with opened(out) as store:
        assert [(s.row, s.before, s.why) for s in store.stale()] == [
            (0, "La", "gone"),
            (0, "as well as", "proposal"),
            (0, "problem", "gone"),
            (2, "entrance", "source"),
        ]
        assert line_of(store, "as well as").state == "auto"
    _, err = rature("apply", out)
    assert "4 decisions not applied, such as 'La' in dump.jsonl, row 0" in err
    report = json.loads((out / "reviewed" / "run.json").read_text("utf-8"))
    assert report["review"]["stale"] == 4
    assert texts(out / "reviewed") == [
        FRONT.replace("as well as", "davantage"),
        "Rien à dire.",
        "Encore un entrance !",
    ]


# --- apply -----------------------------------------------------------------------------------


def test_the_dump_is_written_as_decided(out):
    with opened(out) as store:
        front = line_of(store, "entrance")
        do(store, store.sample(Filter(text="Encore"))[0], EDIT, "porche")
        do(store, line_of(store, "as well as"), REJECT)
        do(store, line_of(store, "problem"))
        do(store, front, REJECT)
        expected = states(store)
    _, err = rature("apply", out)
    assert err.startswith("rature: 2 accepted, 2 rejected, 1 edited, 0 made by the program, 1 left")
    done = out / "reviewed"
    rows = list(ledger.read(done))
    assert [(r.row, r.start, r.decision, r.after) for r in rows] == [
        (
            row.row,
            row.start,
            {"open": "review"}.get(
                expected[row.row, row.start][0], expected[row.row, row.start][0]
            ),
            expected[row.row, row.start][1],
        )
        for row in ledger.read(out)
    ]
    sources = [FRONT, "Rien à dire.", "Encore un entrance."]
    kept = ("auto", "accepted", "edited")
    assert texts(done) == [
        apply(source, [r.edit() for r in rows if r.row == n and r.decision in kept])
        for n, source in enumerate(sources)
    ]
    report = json.loads((done / "run.json").read_text("utf-8"))
    assert report["review"]["decisions"] == {
        "accepted": 2,
        "edited": 1,
        "rejected": 2,
        "review": 1,
    }
    before = {p.name: p.read_bytes() for p in done.rglob("*") if p.is_file()}
    rature("apply", out, "-o", done)
    assert before == {p.name: p.read_bytes() for p in done.rglob("*") if p.is_file()}


def test_without_decisions_the_dump_stays_as_the_run_wrote_it(out):
    rature("apply", out)
    for name in ("clean/dump.jsonl", "ledger.parquet"):
        assert (out / "reviewed" / name).read_bytes() == (out / name).read_bytes()
    assert not (out / "review.sqlite").exists()


@pytest.mark.parametrize("place", ["full", "out", "out/clean", "out/clean/new", "file"])
def test_apply_writes_over_nothing_else(out, tmp_path, place):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "precious").touch()
    (tmp_path / "file").touch()
    before = sorted(tmp_path.rglob("*"))
    _, err = rature("apply", out, "-o", tmp_path / place, code=2)
    assert "-o" in err
    assert err.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", [["review", "--export", "-"], ["apply"]])
def test_no_run_is_said_in_one_line(tmp_path, command):
    for folder in (tmp_path, tmp_path / "none"):
        _, err = rature(command[0], folder, *command[1:], code=2)
        assert err == (
            f"rature: no finished run in {folder}: name the folder that `rature run -o` wrote\n"
        )
        assert list(tmp_path.iterdir()) == []


def test_a_ledger_of_another_dump_is_refused(out):
    (out / "clean" / "dump.jsonl").write_bytes(b'{"id": "a", "text": "Autre chose."}\n')
    with pytest.raises(InputError, match="is not what the ledger tells"):
        opened(out)


FORMATS = {
    "a.csv": b'id;texte\n1;Il risque dix ans de jail.\n\n2;"Rien\n\xc3\xa0 dire."\n',
    "b.txt": b"\xef\xbb\xbfIl risque dix ans de jail.\r\n",
    "c.md": b"# Il risque dix ans de jail.\n",
    "sub/d.jsonl.gz": None,
    "e.parquet": None,
}


def test_real_runs_of_every_format_come_out_as_decided(tmp_path):
    import gzip

    import pyarrow as pa
    import pyarrow.parquet as pq

    dump = tmp_path / "dump"
    (dump / "sub").mkdir(parents=True)
    for name, content in FORMATS.items():
        if content is not None:
            (dump / name).write_bytes(content)
    text = "Il risque dix ans de jail."
    line = json.dumps({"language": "xx", "text": text, "n": 1}).encode()
    (dump / "sub/d.jsonl.gz").write_bytes(gzip.compress(b"not json\n" + line + b"\n"))
    pq.write_table(pa.table({"text": [None, text], "n": [1, 2]}), dump / "e.parquet")
    rature("run", dump, "-o", tmp_path / "out", "--text-column", "text", code=1)
    (dump / "a.csv").write_bytes(FORMATS["a.csv"].replace(b"texte", b"text"))
    out = tmp_path / "out2"
    rature("run", dump, "-o", out, code=1)
    with opened(out) as store:
        lines = store.doubtful(Filter(decision="all"))
        assert {line.file for line in lines} == set(FORMATS)
        assert {line.language for line in lines} == {"fr", ""}
        for line in lines:
            do(store, line, EDIT, "bagne")
    write(out)
    for path in sorted((out / "clean").rglob("*")):
        if path.is_file() and path.suffix not in (".gz", ".parquet"):
            again = out / "reviewed" / path.relative_to(out)
            assert again.read_bytes() == path.read_bytes().replace(b"prison", b"bagne")
            assert b"bagne" in again.read_bytes()
    table = pq.read_table(out / "reviewed/clean/e.parquet")
    assert table.column("text").to_pylist() == [None, text.replace("jail", "bagne")]
    packed = gzip.decompress((out / "reviewed/clean/sub/d.jsonl.gz").read_bytes())
    assert b"bagne" in packed
    assert packed.startswith(gzip.decompress((out / "clean/sub/d.jsonl.gz").read_bytes())[:20])


def test_dropped_duplicates_do_not_shift_rows(out):
    report = json.loads((out / "run.json").read_text("utf-8"))
    report["configuration"]["dedup"] = "drop"
    (out / "run.json").write_text(json.dumps(report), "utf-8")
    (out / "duplicates.jsonl").write_text('{"file": "dump.jsonl", "row": 1}\n', "utf-8")
    lines = (out / "clean" / "dump.jsonl").read_bytes().splitlines(keepends=True)
    (out / "clean" / "dump.jsonl").write_bytes(lines[0] + lines[2])
    assert [a.row for a in FinishedRun(out).articles()] == [0, 2]
    write(out)
    assert len(texts(out / "reviewed")) == 2


# --- what decisions teach --------------------------------------------------------------------


def test_wilson_is_the_interval_of_the_textbook():
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(90, 100)
    assert (round(low, 3), round(high, 3)) == (0.826, 0.945)
    assert wilson(20, 20)[1] == 1.0
    assert wilson(0, 20)[0] == 0.0


def test_a_rule_that_people_reject_is_proposed_for_review_alone(tmp_path):
    source = "Un case. " * 30
    edits = [
        edit(source, "case", "cas", nth=n, decision="auto", confidence=0.99) for n in range(30)
    ]
    out = made_run(tmp_path / "out", [("a", source, edits)])
    with opened(out) as store:
        lines = store.doubtful(Filter(decision="auto"), limit=100)
        for n, line in enumerate(lines[:19]):
            do(store, line, ACCEPT if n < 5 else REJECT)
        assert review_line(standings(store.verdicts(), RULES, {}), ()) is None
        do(store, lines[19], REJECT)
        (one,) = standings(store.verdicts(), RULES, {})
        assert (one.verdicts.made_right, one.verdicts.made_wrong, one.under) == (5, 15, True)
        assert review_line([one], ["SPL001"]) == '[rules]\nreview = ["LEAK001", "SPL001"]'
        assert review_line([one], ["LEAK"]) is None
        (sure,) = standings(store.verdicts(), RULES, {"LEAK": 0.2})
        assert not sure.under


# --- the terminal ----------------------------------------------------------------------------


def answers(out, keys):
    printed, err = rature("review", "--terminal", out, "--name", "Anne", stdin=keys.encode())
    return printed.decode(), err


def test_the_terminal_asks_and_keeps(out):
    printed, err = answers(out, "?\na\nu\nr\nR\ne\nporche\ny\n")
    assert "a  accept this edit" in printed
    assert "[-entrance-]{+front+}" in printed
    assert "Undone: 1." in printed
    assert "2 rejected." in printed
    assert printed.endswith("Nothing is left to decide.\n")
    assert err == f"rature: 5 of 5 proposals decided\nrature: next: rature apply {out}\n"
    with opened(out) as store:
        found = sorted(state for state, _ in states(store).values())
        assert found == ["accepted", "auto", "edited", "rejected", "rejected", "rejected"]
        assert {one.who for one in store.history()} == {"Anne"}


def test_the_terminal_searches_passes_and_quits(out):
    printed, err = answers(out, "/\nnowhere\n/\nproblème\n2\nj\nA\nq\n")
    assert "Nothing to decide has 'nowhere'" in printed
    assert "No more with 'problème'" in printed or "{+problème+}" in printed
    assert "proposals decided" in err


def test_the_end_of_input_quits_and_keeps(out):
    _, err = answers(out, "y\n")
    assert err.startswith("rature: 1 of 5 proposals decided\n")


def test_escape_sequences_do_not_reach_the_terminal(tmp_path):
    source = "\x1b[2J\x1b]0;titre\x07 le entrance \u202eabc\u2066 \x9b31m fin"
    hostile = edit(
        source, "entrance", "\x1b[31mfront", reason="\x1b[5m", candidates=(("\x1b[8m", 0.5),)
    )
    out = made_run(tmp_path / "out", [("\x1b]52;c;\x07", source, [hostile])])
    printed, err = answers(out, "e\n\x1b[0m\nu\n/\n\x1b\ny\n")
    for sign in ("\x1b", "\x07", "\x9b", "\u202e", "\u2066"):
        assert sign not in printed + err


def test_one_key_is_enough_on_a_terminal(out):
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "review", "--terminal", str(out), "--name", "Anne"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**environment(), "TERM": "xterm"},
        start_new_session=True,
    )
    os.close(slave)
    seen = b""

    def wait_for(text):
        nonlocal seen
        until = time.monotonic() + PATIENCE
        while text not in seen:
            assert time.monotonic() < until, seen
            if select.select([master], [], [], 1)[0]:
                seen += os.read(master, 65536)
        seen = b""

    try:
        for key in (b"a", b"r", b"q"):
            wait_for(b"]? ")
            os.write(master, key)
        wait_for(b"2 of 5 proposals decided")
        assert process.wait(timeout=PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
        os.close(master)


# --- a real run ------------------------------------------------------------------------------


def test_a_real_run_gives_back_its_sources(tmp_path):
    out = real_run(tmp_path, 40)
    sources = [
        json.loads(line)["text"] for line in (tmp_path / "dump.jsonl").read_bytes().splitlines()
    ]
    found = list(FinishedRun(out).articles())
    assert found
    for article in found:
        assert article.source == sources[article.row]
    with opened(out) as store:
        for one in store.series(Filter(decision="all"), limit=1000):
            store.decide_series(token_hex(16), "Anne", REJECT, one.series, Filter(decision="all"))
    write(out)
    assert texts(out / "reviewed") == sources
