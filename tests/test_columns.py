"""Several columns of texts, and what is found out about each file: columns and encodings."""

import csv
import json
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.batch import ledger
from pipeline.batch.formats.columns import named
from pipeline.edits import apply
from pipeline.io import encodings
from pipeline.review.importing import opened
from pipeline.review.model import REJECT, Filter

TITLE = "Le proc&egrave;s de {} reprend"
TITLE_CLEAN = "Le procès de {} reprend"
BODY = "Les tranch&eacute;es de Lille. La d&eacute;fense plaide à {}."
BODY_CLEAN = "Les tranchées de Lille. La défense plaide à {}."
TOWNS = ("Lille", "Arras", "Douai")


def articles():
    return [
        {"id": f"a{n}", "title": TITLE.format(town), "n": n, "body": BODY.format(town)}
        for n, town in enumerate(TOWNS)
    ]


def write_jsonl(name, rows):
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    Path(name).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def write_csv(name, rows, codec="utf-8"):
    with Path(name).open("w", newline="", encoding=codec) as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_parquet(name, rows):
    pq.write_table(pa.Table.from_pylist(rows), name)


def lines(path):
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]


def run(rature, *arguments):
    return rature("run", *arguments, "--context", "off", "--workers", 1)


# -- several columns ------------------------------------------------------------------------------


def test_columns_are_named_with_commas_between():
    assert named("title,body") == ["title", "body"]
    assert named(" title , body ,") == ["title", "body"]
    assert named("title,title") == ["title"]
    assert named("text") == ["text"]
    assert named("a,b", ["id", "a,b"]) == ["a,b"]  # a column may have that name


@pytest.mark.parametrize(
    ("name", "write"),
    [("d.jsonl", write_jsonl), ("d.csv", write_csv), ("d.parquet", write_parquet)],
)
def test_each_column_has_offsets_of_its_own(rature, name, write):
    rows = articles()
    write(name, rows)
    code, _, _ = run(rature, name, "-o", "out", "--text-column", "title,body")
    assert code == 0
    found = list(ledger.read("out"))
    texts = {}
    for (row, column), own in groupby(found, key=lambda one: (one.row, one.column)):
        edits = [one.edit() for one in own if one.decision == "auto"]
        texts[row, column] = apply(rows[row][column], edits)
    assert texts == {
        **{(n, "title"): TITLE_CLEAN.format(town) for n, town in enumerate(TOWNS)},
        **{(n, "body"): BODY_CLEAN.format(town) for n, town in enumerate(TOWNS)},
    }
    assert [(one.row, one.column) for one in found] == sorted(
        ((one.row, one.column) for one in found), key=lambda at: (at[0], at[1] == "body")
    )
    counts = json.loads(Path("out/run.json").read_text("utf-8"))["counts"]
    assert counts["articles"] == len(rows)


@pytest.mark.parametrize(
    ("name", "write"),
    [("d.jsonl", write_jsonl), ("d.csv", write_csv), ("d.parquet", write_parquet)],
)
@pytest.mark.parametrize("target", ["", "jsonl", "parquet"])
def test_all_columns_come_out_clean(rature, name, write, target):
    write(name, articles())
    more = ["--output-format", target] if target else []
    assert run(rature, name, "-o", "out", "--text-column", "title,body", *more)[0] == 0
    path = next(Path("out/clean").iterdir())
    if path.suffix == ".parquet":
        found = pq.read_table(path).to_pylist()
    elif path.suffix == ".csv":
        with path.open(newline="", encoding="utf-8") as file:
            found = list(csv.DictReader(file))
    else:
        found = lines(path)
    assert [row["title"] for row in found] == [TITLE_CLEAN.format(town) for town in TOWNS]
    assert [row["body"] for row in found] == [BODY_CLEAN.format(town) for town in TOWNS]
    assert [row["language"] for row in found] == ["fr"] * 3


def test_everything_but_the_texts_keeps_its_bytes(rature):
    write_jsonl("d.jsonl", [{"n": 1.50, **row} for row in articles()])
    run(rature, "d.jsonl", "-o", "out", "--text-column", "body,title")
    before = Path("d.jsonl").read_text("utf-8").splitlines()
    after = Path("out/clean/d.jsonl").read_text("utf-8").splitlines()
    for was, now in zip(before, after, strict=True):
        mended = was.replace("&egrave;", "è").replace("&eacute;", "é")
        assert now == mended[:-1] + ',"language":"fr","error":null}'


def test_a_text_that_is_missing_is_no_error_beside_another(rature):
    write_jsonl("d.jsonl", [{"title": None, "body": "Le proc&egrave;s."}, {"title": "Un mot."}, {}])
    code, _, said = run(rature, "d.jsonl", "-o", "out", "--text-column", "title,body")
    assert code == 1
    assert 'none of the fields "title" and "body"' in said
    first, second, third = lines("out/clean/d.jsonl")
    assert (first["title"], first["body"], first["error"]) == (None, "Le procès.", None)
    assert (second["title"], second["error"]) == ("Un mot.", None)
    assert "body" not in second
    assert third["error"]


def test_a_file_with_one_of_the_columns_is_cleaned_all_the_same(rature):
    write_csv("a.csv", [{"id": "1", "body": "Le proc&egrave;s."}])
    write_csv("b.csv", [{"id": "1", "title": "Un proc&egrave;s", "body": "Le proc&egrave;s."}])
    write_csv("c.csv", [{"id": "1", "autre": "Le proc&egrave;s."}])
    code, _, said = run(
        rature, "a.csv", "b.csv", "c.csv", "-o", "out", "--text-column", "title,body"
    )
    assert code == 1
    assert "a.csv: no column title" in said
    assert "a.csv: text from body" in said
    assert "b.csv: text from title and body" in said
    assert "c.csv has no column title,body: --text-column is one of id, autre" in said
    assert [(one.file, one.column) for one in ledger.read("out")] == [
        *(("a.csv", "body"), ("b.csv", "title"), ("b.csv", "body")),
    ]


def test_text_files_take_one_column(rature):
    write_jsonl("d.jsonl", articles())
    code, _, said = run(
        rature, "d.jsonl", "-o", "out", "--text-column", "title,body", "--output-format", "txt"
    )
    assert code == 2
    assert "title and body do not fit into one text file" in said


def test_near_duplicates_are_found_over_all_columns(rature):
    pytest.importorskip("rensa")
    rows = articles()
    write_jsonl("d.jsonl", [*rows, {**rows[1], "id": "again"}])
    run(rature, "d.jsonl", "-o", "out", "--text-column", "title,body", "--dedup", "mark")
    assert [row["id"] for row in lines("out/duplicates.jsonl")] == ["again"]


def test_a_run_goes_on_only_with_the_same_columns(rature):
    write_jsonl("d.jsonl", articles())
    run(rature, "d.jsonl", "-o", "out", "--text-column", "title,body")
    code, _, said = run(rature, "d.jsonl", "-o", "out", "--text-column", "title,body", "--resume")
    assert (code, "nothing is left to do" in said) == (0, True)
    code, _, said = run(rature, "d.jsonl", "-o", "out", "--text-column", "body", "--resume")
    assert code == 2
    assert "title,body as the text column" in said


@pytest.mark.parametrize("value", ['"title,body"', '["title", "body"]'])
def test_the_configuration_names_several(rature, value):
    Path("rature.toml").write_text(f"[columns]\ntext = {value}\n", "utf-8")
    write_jsonl("d.jsonl", articles())
    run(rature, "d.jsonl", "-o", "out")
    assert {one.column for one in ledger.read("out")} == {"title", "body"}
    _, out, _ = rature("clean", "d.jsonl", "--context", "off")
    assert [json.loads(line)["column"] for line in out.splitlines()] == ["title", "body"] * 3
    _, out, _ = rature("config", "d.jsonl")
    assert "title" in out
    assert "body" in out


def test_columns_in_the_configuration_have_to_be_names(rature):
    Path("rature.toml").write_text("[columns]\ntext = []\n", "utf-8")
    write_jsonl("d.jsonl", articles())
    code, _, said = run(rature, "d.jsonl", "-o", "out")
    assert code == 2
    assert '["title", "body"]' in said


def test_one_meaning_of_the_column_in_the_configuration(rature):
    Path("rature.toml").write_text('[columns]\ntext = "content"\nid = "ref"\n', "utf-8")
    row = {"ref": "r1", "text": "Le proc&egrave;s.", "content": "La d&eacute;fense."}
    write_jsonl("d.jsonl", [row])
    record = json.loads(rature("clean", "d.jsonl", "--context", "off")[1])
    assert (record["id"], record["text"]) == ("r1", "La défense.")
    shown = rature("diff", "d.jsonl", "--context", "off")[1]
    assert "fense" in shown
    assert "proc" not in shown
    run(rature, "d.jsonl", "-o", "out")
    (found,) = lines("out/clean/d.jsonl")
    assert (found["text"], found["content"]) == ("Le proc&egrave;s.", "La défense.")


def test_records_and_differences_of_each_column(rature):
    write_jsonl("d.jsonl", articles()[:1])
    code, out, _ = rature("clean", "d.jsonl", "--text-column", "title,body", "--context", "off")
    assert code == 0
    title, body = (json.loads(line) for line in out.splitlines())
    assert (title["column"], title["text"]) == ("title", TITLE_CLEAN.format("Lille"))
    assert (body["column"], body["text"]) == ("body", BODY_CLEAN.format("Lille"))
    assert title["id"] == body["id"] == "a0"
    _, out, _ = rature("diff", "d.jsonl", "--text-column", "title,body", "--context", "off")
    assert "d.jsonl:a0:title:1" in out
    assert "d.jsonl:a0:body:1" in out


def test_a_patch_of_each_column(rature):
    write_jsonl("d.jsonl", articles()[:1])
    run(rature, "d.jsonl", "-o", "out", "--text-column", "title,body", "--patch")
    patch = Path("out/changes.patch").read_text("utf-8")
    assert "a/d.jsonl/0/title" in patch
    assert "a/d.jsonl/0/body" in patch


# -- review, apply, report, compare ---------------------------------------------------------------


def reject(out, place):
    """Reject the one edit of a place."""
    with opened(Path(out)) as store:
        (line,) = [one for one in store.doubtful(Filter(decision="all")) if one.file == place]
        store.decide("a" * 16, "Anne", REJECT, line.key)


@pytest.mark.parametrize(
    ("name", "write"),
    [("d.jsonl", write_jsonl), ("d.csv", write_csv), ("d.parquet", write_parquet)],
)
def test_what_is_decided_about_a_column_stays_in_it(rature, name, write):
    # the same slip at the same offset of both columns
    write(name, [{"id": "1", "title": "Le proc&egrave;s.", "body": "Le proc&egrave;s dure."}])
    run(rature, name, "-o", "out", "--text-column", "title,body")
    assert rature("apply", "out")[0] == 0
    assert Path(f"out/reviewed/clean/{name}").read_bytes() == Path(f"out/clean/{name}").read_bytes()
    reject("out", f"{name}:title")
    assert rature("apply", "out")[0] == 0
    assert [(r.column, r.decision) for r in ledger.read("out/reviewed")] == [
        *(("title", "rejected"), ("body", "auto")),
    ]
    (row,) = (
        pq.read_table(f"out/reviewed/clean/{name}").to_pylist()
        if name.endswith("parquet")
        else [None]
    )
    shown = str(row) if row else Path(f"out/reviewed/clean/{name}").read_text("utf-8")
    assert "Le proc&egrave;s." in shown
    assert "Le procès dure." in shown


def test_report_and_compare_of_several_columns(rature):
    write_jsonl("d.jsonl", articles())
    run(rature, "d.jsonl", "-o", "one", "--text-column", "title,body")
    run(rature, "d.jsonl", "-o", "two", "--text-column", "body,title")
    code, out, _ = rature("report", "one", "--lang", "en")
    assert code == 0
    assert "d.jsonl" in out
    assert rature("compare", "one", "two", "--exit-code")[0] == 0  # the order is no difference
    run(rature, "d.jsonl", "-o", "three", "--text-column", "title,body", "--ignore", "ENC")
    code, out, _ = rature("compare", "one", "three", "--exit-code")
    assert code == 1
    assert "d.jsonl:title:0" in out


# -- encodings ------------------------------------------------------------------------------------

FRENCH = "L'été à Orléans : le procès d'un élève, déjà jugé, a été reporté à février. Là, où ?"


@pytest.mark.parametrize("codec", ["cp1252", "iso8859-15", "mac-roman", "cp850", "cp437"])
def test_the_encoding_is_found(codec):
    raw = FRENCH.encode(codec)
    assert raw.decode(encodings.found(raw)) == FRENCH


@pytest.mark.parametrize(
    "raw",
    [
        FRENCH.encode(),
        FRENCH.encode()[:-1] + "é".encode()[:1],  # cut in a character, as a beginning is
        b"plain",
        b"",
        "déjà".encode() + b"\xe9\n",  # UTF-8 with a stray byte: the row tells it
        "д".encode("cp1251") * 40,  # nothing French in any of them
        b"\xff\x00\xfe" * 20,
        bytes(range(128, 256)),
    ],
)
def test_without_good_signs_it_is_utf8(raw):
    assert encodings.found(raw) == "utf-8"


def test_utf16_is_found_by_its_mark():
    assert encodings.found(FRENCH.encode("utf-16")) == "utf-16"


def test_each_file_of_a_run_has_its_encoding(rature):
    Path("dump").mkdir()
    text = "Le proc&egrave;s d'été, déjà reporté.\n"
    Path("dump/a.txt").write_text(text, "utf-8")
    Path("dump/b.txt").write_text(text, "cp1252")
    write_csv("dump/c.csv", [{"id": "é", "texte": text, "n": "à"}], "cp850")
    code, _, said = run(rature, "dump", "-o", "out")
    assert code == 0
    clean = text.replace("&egrave;", "è")
    assert Path("out/clean/a.txt").read_text("utf-8") == clean
    assert Path("out/clean/b.txt").read_text("utf-8") == clean
    with Path("out/clean/c.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["id"], row["texte"], row["n"]) == ("é", clean, "à")
    assert "b.txt: read as cp1252 (--encoding wins)" in said
    assert "c.csv: read as cp850 (--encoding wins)" in said
    assert "a.txt: read" not in said
    inputs = json.loads(Path("out/run.json").read_text("utf-8"))["inputs"]
    assert [one["encoding"] for one in inputs] == ["utf-8", "cp1252", "cp850"]


def test_the_option_wins_over_what_is_found(rature):
    Path("b.txt").write_text("Le procès d'été, déjà reporté.\n", "cp1252")
    code, _, said = run(rature, "b.txt", "-o", "out", "--encoding", "mac-roman", "--ignore", "ENC")
    assert code == 0
    assert "procès" not in Path("out/clean/b.txt").read_text("utf-8")
    assert "read as" not in said


def test_a_text_without_edits_comes_out_as_utf8_too(rature):
    Path("b.txt").write_text("Le procès d'été, déjà reporté.\n", "cp1252")
    run(rature, "b.txt", "-o", "out")
    assert Path("out/clean/b.txt").read_text("utf-8") == "Le procès d'été, déjà reporté.\n"
    assert rature("apply", "out")[0] == 0


def test_clean_and_diff_find_the_encoding(rature):
    Path("b.txt").write_text("Le proc&egrave;s d'été, déjà reporté.\n", "cp1252")
    code, out, said = rature("clean", "b.txt", "--context", "off")
    assert (code, out) == (0, "Le procès d'été, déjà reporté.\n")
    assert "b.txt: read as cp1252" in said
    assert "été" in rature("diff", "b.txt", "--context", "off")[1]
    Path("b.jsonl").write_text('{"text": "Le proc&egrave;s d\'été, déjà reporté."}\n', "cp1252")
    code, out, _ = rature("clean", "b.jsonl", "--context", "off")
    assert json.loads(out)["text"] == "Le procès d'été, déjà reporté."
