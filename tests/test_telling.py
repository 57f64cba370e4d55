"""What the command line tells: exit codes, reasons, records wherever texts go, sums of runs."""

import json
from pathlib import Path

import pytest

from pipeline.batch import ledger, progress
from pipeline.batch.comparing import compare
from pipeline.batch.conclusion import complaints, exit_code
from pipeline.batch.ledger import LedgerRow
from pipeline.cli.doctor import dictionaries
from pipeline.io import terminal
from pipeline.resources import data
from pipeline.review import model as review
from pipeline.review.importing import opened

DAMAGED = "Le proc&egrave;s reprend mardi à Lille."
MENDED = "Le procès reprend mardi à Lille."


def write(name, *rows):
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    Path(name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return name


def row(start, after="b", *, rule="LEAK001", decision="auto", number=0):
    return LedgerRow(
        "a.jsonl", number, "", start, start + 1, "a", after, rule, "leakage", 0.9, decision, None,
        (), "",
    )  # fmt: skip


# -- exit codes and reasons -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("articles", "errors", "files", "lenient", "code"),
    [
        (5, 0, 0, False, 0),
        (5, 1, 0, False, 1),
        (5, 0, 1, False, 1),
        (5, 1, 1, True, 0),
        (5, 5, 0, False, 2),
        (5, 5, 0, True, 2),
        (0, 0, 1, False, 2),
        (0, 0, 0, False, 0),
    ],
)
def test_exit_codes_of_work_on_many(articles, errors, files, lenient, code):
    assert exit_code(articles, errors, files, lenient=lenient) == code


def test_errors_are_told_by_kind_with_their_number():
    listed = [
        {"file": "a", "row": n, "error": f'the field "{"xyz"[n % 3]}" is missing'} for n in range(5)
    ]
    listed.append({"file": "b", "row": 7, "error": "not JSON: line 3 column 9"})
    told = complaints(listed, 9)
    assert told[0] == '5 articles: the field "x" is missing (first: a, row 0)'
    assert told[1] == "1 article: not JSON: line 3 column 9 (first: b, row 7)"
    assert told[2] == "3 other errors"


def test_a_wrong_column_is_named_and_fails(rature):
    dump = write("depeches.jsonl", *({"id": str(n), "content": DAMAGED} for n in range(3)))
    code, _, said = rature("run", dump, "-o", "out", "--text-column", "body", "--context", "off")
    assert code == 2
    assert '3 articles: the field "body" is missing' in said
    assert "--text-column is one of id, content" in said
    assert "out/run.json" in said


def test_some_errors_are_exit_code_1_and_0_with_lenient(rature):
    dump = write("a.jsonl", {"text": DAMAGED}, "{")
    assert rature("run", dump, "-o", "one", "--context", "off")[0] == 1
    assert rature("run", dump, "-o", "two", "--context", "off", "--lenient")[0] == 0
    assert rature("clean", dump, "--context", "off")[0] == 1
    assert rature("clean", dump, "--context", "off", "--lenient")[0] == 0
    assert rature("learn", dump, "-o", "a.model")[0] == 1
    assert rature("learn", dump, "-o", "a.model", "--lenient")[0] == 0


# -- records wherever texts go --------------------------------------------------------------------


def test_a_file_of_records_is_cleaned_record_by_record(rature):
    name = write("a.jsonl", {"id": "1", "text": DAMAGED, "n": 3})
    code, out, _ = rature("clean", name, "--context", "off")
    found = json.loads(out)
    assert (code, found["text"], found["n"]) == (0, MENDED, 3)


def test_records_without_a_telling_suffix_are_recognised_and_it_is_said(rature):
    name = write("a.dat", {"text": DAMAGED}, {"text": MENDED})
    code, out, said = rature("clean", name, "--context", "off")
    assert code == 0
    assert [json.loads(line)["text"] for line in out.splitlines()] == [MENDED, MENDED]
    assert "read as with --jsonl" in said


def test_records_read_as_text_when_the_user_says_so(rature):
    name = write("a.jsonl", {"text": "Un mot."})
    code, out, _ = rature("clean", name, "--format", "text", "--context", "off")
    assert (code, out) == (0, '{"text": "Un mot."}\n')


@pytest.mark.parametrize(
    ("name", "content", "cure"),
    [
        ("a.json", '[{"text": "a"}]', "--format text"),
        ("a.json", '{\n "text": "a"\n}', "--format text"),
        ("a.csv", "id,text\n1,a", "rature run a.csv -o OUT"),
        ("a.parquet", "PAR1", "rature run a.parquet -o OUT"),
        ("a.jsonl.gz", "x", "rature run a.jsonl.gz -o OUT"),
    ],
)
def test_what_is_no_text_is_refused_with_the_cure(rature, name, content, cure):
    write(name, content)
    code, out, said = rature("clean", name)
    assert (code, out) == (2, "")
    assert cure in said
    assert said.count("\n") == 1


def test_the_text_column_means_the_same_everywhere(rature):
    """By option and by configuration; the text that came in stays in its own column."""
    name = write("a.jsonl", {"url": "u1", "body": DAMAGED, "id": 7, "text": "other"})
    _, by_option, _ = rature(
        "clean", name, "--text-column", "body", "--id-column", "url", "--context", "off"
    )
    write("rature.toml", '[columns]\ntext = "body"\nid = "url"')
    _, by_configuration, _ = rature("clean", name, "--context", "off")
    assert by_option == by_configuration
    found = json.loads(by_option)
    assert (found["id"], found["text"], found["body"]) == ("u1", MENDED, DAMAGED)
    assert found["input"] == {"id": 7, "text": "other"}
    _, shown, _ = rature("diff", "--json", name, "--context", "off")
    assert json.loads(shown)["text"] == MENDED


def test_diff_shows_the_articles_of_dumps_and_tells_what_it_left_out(rature, tmp_path):
    (tmp_path / "in").mkdir()
    write("in/a.jsonl", {"id": "x", "text": DAMAGED}, {"id": "y", "text": MENDED})
    write("in/b.csv", "id,text", f"z,{DAMAGED}")
    write("in/c.txt", DAMAGED)
    write("in/d.png", "?")
    code, out, said = rature("diff", "in", "--context", "off")
    assert code == 0
    assert [line for line in out.splitlines() if line.startswith("in/")] == [
        "in/a.jsonl:x:1",
        "in/b.csv:z:1",
        "in/c.txt:1",
    ]
    assert "1 .png" in said
    code, _, said = rature("diff", "--unified", "in/a.jsonl")
    assert code == 2
    assert "no patch" in said


def test_a_family_is_explained_by_its_rules(rature):
    _, out, _ = rature("explain", "leak")
    assert out.startswith("LEAK001")
    assert all(line.startswith("LEAK") for line in out.splitlines())


# -- sums of runs ---------------------------------------------------------------------------------


def test_two_runs_are_compared_edit_by_edit():
    old = [row(1), row(5), row(9), row(9, number=1)]
    new = [row(1), row(5, "c"), row(7), row(9, decision="review", number=1)]
    fates = [(one.fate, one.row.start, one.row.row) for one in compare(old, new)]
    assert fates == [
        ("same", 1, 0),
        ("changed", 5, 0),
        ("appeared", 7, 0),
        ("vanished", 9, 0),
        ("changed", 9, 1),
    ]


def test_an_edit_that_a_person_accepted_counts_as_made():
    (one,) = compare([row(1)], [row(1, decision="accepted")])
    assert one.fate == "same"


def test_compare_and_report_tell_of_a_run(rature):
    name = write(
        "a.jsonl", {"id": "<b>1", "text": f"{DAMAGED} Les deux *événements* | d'hier."}, "{"
    )
    rature("run", name, "-o", "one", "--context", "off")
    rature("run", name, "-o", "two", "--context", "off", "--ignore", "ENC")
    code, out, said = rature("compare", "one", "two", "--exit-code")
    assert code == 1
    assert "ENC002 vanished" in out
    assert "1 differ" in said
    assert rature("compare", "one", "one", "--exit-code")[0] == 0
    _, out, _ = rature("compare", "one", "two", "--json")
    assert json.loads(out.splitlines()[0])["fate"] == "vanished"
    _, out, _ = rature("report", "one", "--lang", "fr")
    assert "## Résumé par règle" in out
    assert "~~\\&egrave;~~ **è**" in out
    assert "## Erreurs" in out
    assert rature("report", "one", "--lang", "en", "--html", "page.html")[0] == 0
    page = Path("page.html").read_text("utf-8")
    assert "<del>&amp;egrave;</del><ins>è</ins>" in page
    assert "<b>1" not in page
    assert page.count("<svg") == 2


def test_compare_tells_of_files_that_only_one_run_read(rature):
    for name in ("a.jsonl", "b.jsonl"):
        write(name, {"text": DAMAGED})
    rature("run", "a.jsonl", "b.jsonl", "-o", "one", "--context", "off")
    rature("run", "a.jsonl", "-o", "two", "--context", "off")
    _, _, said = rature("compare", "one", "two")
    assert "only one read b.jsonl: " in said
    assert "1 edit is the same, 1 differs" in said
    assert "only" not in rature("compare", "two", "two")[2]


def test_what_was_reviewed_is_summed_up_as_decided(rature):
    text = "La maire a présenté le funds de la ville."
    name = write("a.jsonl", *({"id": str(n), "text": f"{text} {n}"} for n in range(3)))
    rature("run", name, "-o", "out", "--context", "off", "--min-confidence", "1")
    decisions = zip(ledger.read("out"), (review.ACCEPT, review.REJECT), strict=False)
    with opened(Path("out")) as store:
        keys = {line.row: line.key for line in store.sample(review.Filter(), limit=9)}
        for number, (one, what) in enumerate(decisions):
            store.decide(f"{number:016}", "Anne", what, keys[one.row])
    _, _, said = rature("apply", "out")
    assert "1 article changed: " in said
    code, out, _ = rature("report", "out/reviewed", "--lang", "en")
    assert code == 0
    assert "3 articles · 30 words · 1 edit · 1 proposal" in out
    for fate in ("made", "rejected", "proposed"):
        assert out.count(f"({fate}, ") == 1


def test_samples_of_the_report_differ(rature):
    other = "Il risque dix ans de jail. Le proc&egrave;s reprend."
    name = write("a.jsonl", *[{"text": DAMAGED}] * 9, {"text": other})
    rature("run", name, "-o", "out", "--context", "off", "--select", "ENC")
    _, out, _ = rature("report", "out", "--lang", "en")
    assert out.count("(made, ") == 2


def test_a_run_tells_what_it_left_out_what_is_wrong_and_what_comes_next(rature):
    Path("in").mkdir()
    write("in/a.jsonl", {"text": DAMAGED})
    write("in/b.csv", "x,y", "1,2")
    for name in ("c.png", "d.png", "e"):
        Path("in", name).write_bytes(b"?")
    code, _, said = rature("run", "in", "-o", "out", "--context", "off")
    assert code == 1
    assert "left out: 2 .png, 1 without suffix\n" in said
    assert "1 file with errors (b.csv): " in said
    assert said.splitlines()[-1] == f"rature: next: rature report {Path('out').absolute()}"
    _, _, said = rature("run", "in", "-o", "again", "--context", "off", "--quiet")
    assert "left out" not in said
    assert "next" not in said


def test_a_folder_given_to_clean_is_told_where_to_go(rature):
    Path("in").mkdir()
    code, _, said = rature("clean", "in")
    assert code == 2
    assert "`rature run in -o OUT` cleans it, `rature diff in` shows" in said


def test_the_help_tells_the_exit_codes_of_the_readme(rature):
    code, out, _ = rature("--help")
    assert code == 0
    for told in ("some\narticles, records or files failed (0 with --lenient); 2", "130 interr"):
        assert told in out
    for command in ("report", "review", "apply"):
        assert f"  rature {command} out " in out


def test_a_folder_without_a_run_is_refused_in_one_line(rature, tmp_path):
    for command in (("report", tmp_path), ("compare", tmp_path, tmp_path)):
        code, out, said = rature(*command)
        assert (code, out) == (2, "")
        assert "rature run -o" in said
        assert said.count("\n") == 1


def test_the_summary_counts_all_that_the_ledger_holds(rature):
    from pipeline.batch.summary import sum_up

    name = write("a.jsonl", *({"id": str(n), "text": DAMAGED * (n + 1)} for n in range(4)))
    rature("run", name, "-o", "out", "--context", "off")
    found = sum_up(Path("out"))
    rows = list(ledger.read("out"))
    assert sum(made + asked for made, asked in found.confidences) == len(rows)
    assert sum(found.made.values()) == sum(one.is_made for one in rows)
    assert [one[0] for one in found.worst] == sorted((one[0] for one in found.worst), reverse=True)
    assert found.worst[0][3] == "3"


# -- the installation -----------------------------------------------------------------------------


def test_doctor_finds_a_sound_installation(rature):
    code, out, _ = rature("doctor")
    assert code == 0
    assert "dictionaries" in out
    code, out, _ = rature("doctor", "--json")
    assert {row["state"] for row in json.loads(out)["checks"]} <= {"ok", "missing"}


def test_doctor_names_a_data_file_that_was_changed(monkeypatch, tmp_path):
    register = json.loads(data.path(data.REGISTER).read_bytes())
    for name in register:
        (tmp_path / name).symlink_to(data.path(name))
    (tmp_path / data.REGISTER).write_bytes(data.path(data.REGISTER).read_bytes())
    (tmp_path / "loanwords.tsv").unlink()
    (tmp_path / "antonyms.tsv").unlink()
    (tmp_path / "antonyms.tsv").write_text("x\n")
    monkeypatch.setenv("RATURE_DICTIONARIES", str(tmp_path))
    found = {check.part: (check.state, check.found) for check in dictionaries()}
    assert found == {
        "loanwords.tsv": ("broken", "missing"),
        "antonyms.tsv": ("broken", "not as it was built"),
    }


# -- measuring ------------------------------------------------------------------------------------

GOLD = {
    "id": "g",
    "source": "Il risque dix ans de jail. Le chat dort.",
    "text": "Il risque dix ans de prison. Le chat dort.",
    "edits": [{"start": 21, "end": 25, "before": "jail", "after": "prison"}],
}


def record(*edits):
    usual = {"rule": "LEAK001", "confidence": 0.9, "candidates": []}
    return {"id": "g", "text": "", "edits": [{**usual, **edit} for edit in edits]}


RIGHT = {"start": 21, "end": 25, "before": "jail", "after": "prison", "decision": "auto"}
WRONG = {"start": 30, "end": 34, "before": "chat", "after": "chien", "decision": "auto"}


def test_eval_measures_records_by_rule_and_shows_what_is_wrong(rature):
    gold = write("gold.jsonl", GOLD)
    made = write("made.jsonl", record(RIGHT, WRONG))
    code, out, _ = rature("eval", gold, "--records", made, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["recall"], found["precision"]) == (1.0, 0.5)
    assert found["rules"]["LEAK001"] == {
        "made": 2, "made_right": 1, "proposed": 0, "proposed_right": 0,
    }  # fmt: skip
    assert found["stages"] == {"leakage": found["rules"]["LEAK001"]}
    _, out, _ = rature("eval", gold, "--records", made, "--show", "5")
    assert "stage          made    right  share  proposed    right\nleakage " in out
    assert "Le [chat] dort.  LEAK001 0.90 → chien" in out
    assert "0 damaged spans not found" in out


def test_eval_compares_two_predictions(rature):
    gold = write("gold.jsonl", *[GOLD] * 4)
    better = write("better.jsonl", *[record(RIGHT)] * 4)
    worse = write("worse.jsonl", *[record()] * 4)
    _, out, _ = rature("eval", gold, "--records", better, "--records", worse)
    (line,) = [line for line in out.splitlines() if line.startswith("restored")]
    assert line.endswith("1.000      0.000  [difference 1.000 … 1.000]")
    _, out, _ = rature("eval", gold, "--records", worse, "--show", "1")
    assert "4 damaged spans not found" in out
    assert "[jail]. Le chat dort.  was: prison" in out


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "0 records"),
        (["{"], "not a record"),
        ([record({**RIGHT, "before": "nail"})], "not a record of this text"),
        ([record({"start": 3})], "not a record of this text"),
    ],
)
def test_records_that_do_not_fit_the_gold_are_refused(rature, lines, said):
    code, out, err = rature("eval", write("g.jsonl", GOLD), "--records", write("r.jsonl", *lines))
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


# -- messages for programs, and what to do next ---------------------------------------------------


def test_messages_as_json(rature):
    write("d.jsonl", {"id": "1", "text": DAMAGED})
    code, out, said = rature(
        "run", "d.jsonl", "-o", "out", "--context", "off", "--log-format", "json"
    )
    assert (code, out) == (0, "")
    found = [json.loads(line) for line in said.splitlines()]
    assert all({"time", "message"} <= set(one) for one in found)
    assert "1 article, " in found[-2]["message"]
    code, _, said = rature("clean", "nope.txt")
    assert said.startswith("rature: ")  # only where it was asked for


def test_progress_as_json_has_its_counts(monkeypatch, capfd):
    monkeypatch.setattr(progress, "LINE_INTERVAL", 0.0)
    terminal.log_as("json")
    try:
        with progress.shown(False) as show:
            show(progress.Status(0.25, 10, 1000, 7, 1))
    finally:
        terminal.log_as("text")
    (line,) = capfd.readouterr()[1].splitlines()
    found = json.loads(line)
    assert (found["share"], found["articles"], found["words"], found["errors"]) == (
        0.25,
        10,
        1000,
        1,
    )


def test_learning_tells_what_to_do_next(rature):
    write("my dump.jsonl", {"id": "1", "text": DAMAGED})
    code, _, said = rature("learn", "my dump.jsonl", "-o", "m.gz", "--workers", 1)
    assert code == 0
    assert "next: rature run 'my dump.jsonl' -o OUT --model m.gz" in said
