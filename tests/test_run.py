"""``rature run``, as real processes: what it writes, and that nothing about how it ran shows."""

import csv
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pipeline
from pipeline import edits
from pipeline.batch import ledger

ROOT = Path(__file__).parents[1]
SEEDS = [p for p in sorted((ROOT / "seeds").glob("*.txt")) if ".gold." not in p.name]
DAMAGED = "Le t&eacute;l&eacute;phone sonne, puis plus rien."
MENDED = "Le téléphone sonne, puis plus rien."


def environment():
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RATURE", "NO_COLOR"))}
    return {**kept, "PYTHONPATH": str(ROOT)}


def command(*arguments):
    return [sys.executable, "-m", "pipeline", "run", *map(str, arguments)]


def run(*arguments, code=0, stdin=b"", cwd=None):
    """Run ``rature run``; check its exit code; return what it said."""
    done = subprocess.run(
        command(*arguments),
        input=stdin,
        cwd=cwd,
        capture_output=True,
        env=environment(),
        timeout=300,
    )
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert done.stdout == b""
    assert "Traceback" not in said
    return said


def refused(*arguments, cwd=None):
    """Run ``rature run``, which must refuse in one line; return it."""
    said = run(*arguments, code=2, cwd=cwd)
    assert said.startswith("rature: ")
    assert said.count("\n") == 1
    return said


def written(out):
    """Return what a run wrote, but for the timing."""
    found = {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}
    report = json.loads(found["run.json"])
    assert report.pop("timing")["engine"]
    return {**found, "run.json": report}


def report(out):
    return json.loads((out / "run.json").read_text("utf-8"))


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def records(count, first=0):
    texts = [path.read_text("utf-8") for path in SEEDS]
    return [
        {"id": f"a{n}", "n": n, "text": f"{texts[n % len(texts)]}\nArticle {n}.\n"}
        for n in range(first, first + count)
    ]


def jsonl(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    """Return a folder with dumps in several formats."""
    folder = tmp_path_factory.mktemp("dump")
    (folder / "a.jsonl").write_bytes(jsonl(records(20)))
    (folder / "sub").mkdir()
    (folder / "sub" / "b.jsonl.gz").write_bytes(gzip.compress(jsonl(records(8, 20))))
    rows = [(r["id"], r["text"], r["n"]) for r in records(7, 28)]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([("url", "texte", "n"), *rows])
    (folder / "c.csv").write_text(buffer.getvalue(), "utf-8")
    kinds = pa.array(list("zyxxyzwxz")).dictionary_encode()
    table = pa.Table.from_pylist(records(9, 35)).append_column("kind", kinds)
    pq.write_table(table, folder / "d.parquet", row_group_size=4)
    for path in SEEDS[:5]:
        (folder / "sub" / path.name).write_bytes(path.read_bytes())
    (folder / "empty.jsonl").write_bytes(b"")
    (folder / "notes.xyz").write_bytes(b"?")
    return folder


OPTIONS = ("--patch", "--dedup", "mark", "--ledger", "jsonl")


@pytest.fixture(scope="module")
def whole(dump, tmp_path_factory):
    out = tmp_path_factory.mktemp("whole") / "out"
    run(dump, "-o", out, "--workers", 1, *OPTIONS)
    return out


# --- what is written -------------------------------------------------------------------------


def test_files_keep_their_names_formats_and_fields(dump, whole):
    found = {str(p.relative_to(whole / "clean")) for p in (whole / "clean").rglob("*.*")}
    expected = {str(p.relative_to(dump)) for p in dump.rglob("*.*")} - {"notes.xyz"}
    assert found == expected
    assert sorted(p.name for p in whole.iterdir()) == [
        *("changes.patch", "clean", "duplicates.jsonl", "ledger.jsonl", "run.json"),
    ]
    source = lines(dump / "a.jsonl")
    for before, after in zip(source, lines(whole / "clean" / "a.jsonl"), strict=True):
        expected = pipeline.explain(before["text"])
        assert list(after) == ["id", "n", "text", "language", "error", "duplicate_of"]
        assert after["text"] == expected.text
        assert {**after, "text": 0} == {
            **before,
            "text": 0,
            "language": expected.language,
            "error": None,
            "duplicate_of": after["duplicate_of"],
        }
    table = pq.read_table(whole / "clean" / "d.parquet")
    assert table.column_names == [
        *("id", "n", "text", "kind", "language", "error", "duplicate_of"),
    ]
    assert table["kind"].type == pa.dictionary(pa.int32(), pa.string())
    assert "".join(table["kind"].to_pylist()) == "zyxxyzwxz"
    assert table["n"].to_pylist() == [*range(35, 44)]
    text = (whole / "clean" / "sub" / SEEDS[0].name).read_text("utf-8")
    assert text == pipeline.clean(SEEDS[0].read_text("utf-8"))
    assert (whole / "clean" / "empty.jsonl").read_bytes() == b""


def test_ledger_and_clean_texts_give_the_source_back(dump, whole):
    rows = list(ledger.read(whole))
    assert rows == sorted(rows, key=lambda r: (r.file, r.row, r.start, r.end))
    made = {}
    for row in rows:
        if row.decision == "auto":
            made.setdefault((row.file, row.row), []).append(row.edit())
    for file in ("a.jsonl",):
        sources, cleaned = lines(dump / file), lines(whole / "clean" / file)
        for n, (before, after) in enumerate(zip(sources, cleaned, strict=True)):
            back = edits.invert(made.get((file, n), []))
            assert edits.apply(after["text"], back) == before["text"]
    (name,) = {row.id for row in rows if (row.file, row.row) == ("c.csv", 3)}
    assert name == "a31"


def test_report_counts_what_the_ledger_holds(whole):
    found = report(whole)
    counts = {}
    for row in ledger.read(whole):
        counts.setdefault(row.rule, {"auto": 0, "review": 0})[row.decision] += 1
    assert found["counts"]["edits"] == counts
    assert found["counts"]["articles"] == 49
    assert found["counts"]["errors"] == 0
    assert found["counts"]["duplicates"] == len(lines(whole / "duplicates.jsonl"))
    assert [(i["file"], i["rows"]) for i in found["inputs"]][:3] == [
        *[("a.jsonl", 20), ("c.csv", 7), ("d.parquet", 9)],
    ]
    for rule, samples in found["samples"].items():
        assert len(samples) == min(20, sum(counts[rule].values()))
        assert all(s["before"] or s["after"] for s in samples)


def test_patch_mends_the_text_files(dump, whole, tmp_path):
    (tmp_path / "sub").mkdir()
    for path in SEEDS[:5]:
        (tmp_path / "sub" / path.name).write_bytes(path.read_bytes())
    patch = (whole / "changes.patch").read_bytes()
    done = subprocess.run(
        ["git", "apply", "--include=sub/*.txt", "-"], input=patch, cwd=tmp_path, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    for path in SEEDS[:5]:
        clean = (whole / "clean" / "sub" / path.name).read_bytes()
        assert (tmp_path / "sub" / path.name).read_bytes() == clean


@pytest.mark.parametrize(
    ("workers", "size"),
    [(2, 1), *(pytest.param(*each, marks=pytest.mark.slow) for each in ((2, 5), (1, 1000)))],
)
def test_nothing_tells_how_the_work_was_cut(dump, whole, tmp_path, workers, size):
    out = tmp_path / "out"
    run(dump, "-o", out, "--workers", workers, "--shard-size", size, *OPTIONS)
    assert written(out) == written(whole)


@pytest.mark.slow
def test_nothing_tells_how_real_news_was_cut(tmp_path):
    folder = ROOT.parent / "shared" / "dev"
    names = ("clean_news.jsonl", "spin_news.jsonl")
    if not all((folder / name).is_file() for name in names):
        pytest.skip("the development articles are not here")
    rows = [
        {"id": f"{name}-{n}", "text": row.get("text") or row["source"]}
        for name in names
        for n, row in enumerate(lines(folder / name)[:40])
    ]
    (tmp_path / "dev.jsonl").write_bytes(jsonl(rows))
    found = []
    for workers, size in ((1, 1000), (2, 8), (2, 17), (1, 3)):
        out = tmp_path / f"out{size}"
        run(tmp_path / "dev.jsonl", "-o", out, "--workers", workers, "--shard-size", size)
        found.append(written(out))
    assert found[0]["run.json"]["counts"]["articles"] == 80
    assert all(one == found[0] for one in found)


def test_standard_input_is_json_lines(tmp_path):
    said = run("-", "-o", tmp_path / "out", stdin=jsonl([{"id": "1", "text": DAMAGED}]))
    assert "stdin.jsonl: text from text, id from id" in said
    (row,) = lines(tmp_path / "out" / "clean" / "stdin.jsonl")
    assert row["text"] == MENDED
    said = run("-", "-o", tmp_path / "out", "--resume")
    assert "nothing is left to do" in said
    stdin = f'body\n"{DAMAGED}"\n'.encode()
    run("-", "-o", tmp_path / "csv", "--input-format", "csv", "--quiet", stdin=stdin)
    clean = (tmp_path / "csv" / "clean" / "stdin.csv").read_text("utf-8")
    assert clean == f'body,language,error\n"{MENDED}",fr,\n'


@pytest.mark.parametrize(
    "output",
    ["jsonl", *(pytest.param(each, marks=pytest.mark.slow) for each in ("parquet", "txt"))],
)
def test_other_formats_come_out_on_request(dump, tmp_path, output):
    out = tmp_path / "out"
    run(dump, "-o", out, "--output-format", output, "--select", "ENC")
    found = {str(p.relative_to(out / "clean")): p for p in (out / "clean").rglob("*.*")}
    named = {i["file"]: i["clean"] for i in report(out)["inputs"]}
    if output == "jsonl":
        assert len(lines(found[named["c.csv"]])) == 7
        assert lines(found[named[f"sub/{SEEDS[0].name}"]])[0]["id"] == f"sub/{SEEDS[0].name}"
    elif output == "parquet":
        assert pq.read_table(found[named["a.jsonl"]]).num_rows == 20
        assert json.loads(pq.read_table(found["a.parquet"])["fields"][3].as_py()) == {"n": 3}
    else:
        assert named["d.parquet"] == "d"
        assert len([name for name in found if name.startswith("d/")]) == 9


def test_names_that_clash_get_their_folder(tmp_path):
    for name in ("x/a.txt", "y/a.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(DAMAGED, "utf-8")
    run("x/a.txt", "y/a.txt", "x", "-o", "out", cwd=tmp_path)
    found = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("out/clean/*/*.txt"))
    assert found == ["out/clean/x/a.txt", "out/clean/y/a.txt"]
    run("*/a.txt", "-o", "x/out", cwd=tmp_path)
    run("x", "-o", "x/out2", cwd=tmp_path)
    assert sorted(p.name for p in (tmp_path / "x" / "out2" / "clean").iterdir()) == ["a.txt"]


def test_web_pages_come_out_as_their_articles(tmp_path):
    pytest.importorskip("trafilatura")
    body = "".join(f"<p>{DAMAGED} Phrase numéro {n} de la page.</p>" for n in range(9))
    page = f"<html><body><article><h1>Un titre</h1>{body}</article></body></html>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    (tmp_path / "a.txt").write_text("Un mot.", "utf-8")
    (tmp_path / "b.jsonl").write_bytes(jsonl([{"text": page}]))
    run(tmp_path, "-o", tmp_path / "out", "--patch")
    assert (tmp_path / "out" / "clean" / "a.html.txt").read_text("utf-8").startswith("Un titre\n")
    (row,) = lines(tmp_path / "out" / "clean" / "b.jsonl")
    assert row["text"].count(MENDED) == 9
    first, second = lines(tmp_path / "out" / "pages.jsonl")
    assert (first["file"], second["file"], second["row"]) == ("a.html", "b.jsonl", 0)
    assert first["title"] == "Un titre"
    assert first["blocks"]["removed"] == sum(first["removed"].values())
    pages = json.loads((tmp_path / "out" / "run.json").read_bytes())["counts"]["pages"]
    assert pages["articles"] == 2
    assert pages["characters_kept"] == 2 * first["characters"]["kept"]


@pytest.mark.parametrize("shape", ["auto", "html", "markdown", "text"])
def test_records_are_read_as_by_clean(tmp_path, shape):
    pytest.importorskip("trafilatura")
    body = "".join(f"<p>{DAMAGED} Phrase numéro {n} de la page.</p>" for n in range(9))
    page = f"<html><body><nav>Accueil</nav><article><h1>Un titre</h1>{body}</article></body></html>"
    texts = [page, f"\ufeff{page}", "Il est **vraiment parti** hier.", f"\ufeff{DAMAGED}", ""]
    rows = [{"text": text, "html": page, "meta": 1} for text in texts]
    source = tmp_path / "a.jsonl"
    source.write_bytes(jsonl(rows))
    code = 1 if shape == "html" else 0  # texts are no pages
    run(source, "-o", tmp_path / "out", "--format", shape, "--select", "ENC,MRK", code=code)
    cleaned = subprocess.run(
        [
            *(sys.executable, "-m", "pipeline", "clean", "--jsonl"),
            *("--format", shape, "--select", "ENC,MRK", source),
        ],
        capture_output=True,
        env=environment(),
        timeout=300,
    )
    told = [json.loads(line) for line in cleaned.stdout.splitlines()]
    came_out = lines(tmp_path / "out" / "clean" / "a.jsonl")
    assert [row["text"] for row in came_out] == [row["text"] for row in told]
    assert all(row["html"] == page for row in (*came_out, *told))
    pages = tmp_path / "out" / "pages.jsonl"
    metas = [row["meta"] for row in told if isinstance(row.get("meta"), dict)]
    kept = (
        [{k: v for k, v in row.items() if k not in ("file", "row", "id")} for row in lines(pages)]
        if pages.exists()
        else []
    )
    assert kept == metas


# --- duplicates ------------------------------------------------------------------------------


def test_near_duplicates_are_left_out_and_listed(tmp_path):
    texts = [path.read_text("utf-8") for path in SEEDS[:3]]
    rows = [
        {"id": "x", "text": texts[0]},
        {"id": "y", "text": texts[1]},
        {"id": "x", "text": texts[0] + "\nUne phrase de plus.\n"},
        {"id": "z", "text": "Non."},
        {"id": "z", "text": "Non."},
        {"id": "w", "text": "Un mot.\n" + texts[0]},
    ]
    (tmp_path / "a.jsonl").write_bytes(jsonl(rows))
    (tmp_path / "b.txt").write_text(texts[1], "utf-8")
    (tmp_path / "c.txt").write_text(texts[2], "utf-8")
    outs = []
    for size in (1, 100):
        outs.append(tmp_path / f"out{size}")
        run(tmp_path, "-o", outs[-1], "--dedup", "drop", "--shard-size", size)
    assert written(outs[0]) == written(outs[1]), "what runs wrote is no input"
    out = outs[1]
    listed = lines(out / "duplicates.jsonl")
    assert [(d["file"], d["row"], d["duplicate_of"]["row"]) for d in listed] == [
        ("a.jsonl", 2, 0),
        ("a.jsonl", 5, 0),
        ("b.txt", 0, 1),
    ]
    assert [r["id"] for r in lines(out / "clean" / "a.jsonl")] == ["x", "y", "z", "z"]
    assert sorted(p.name for p in (out / "clean").iterdir()) == ["a.jsonl", "c.txt"]
    texts_out = []
    for size in (1, 4):
        texts_out.append(tmp_path / f"texts{size}")
        options = ("--dedup", "drop", "--output-format", "txt", "--shard-size", size)
        run(tmp_path / "a.jsonl", "-o", texts_out[-1], *options)
    assert written(texts_out[0]) == written(texts_out[1])
    kept = sorted(p.name for p in (texts_out[0] / "clean" / "a").iterdir())
    assert kept == [f"{row:09}.txt" for row in (0, 1, 3, 4)]
    kept = {(r.file, r.row) for r in ledger.read(out)}
    assert not kept & {("a.jsonl", 2), ("a.jsonl", 5), ("b.txt", 0)}
    assert report(out)["counts"]["duplicates"] == 3


# --- one folder, one run ---------------------------------------------------------------------


def test_a_folder_with_something_else_is_refused(dump, whole, tmp_path):
    (tmp_path / "x").write_text("")
    assert "is not empty" in refused(dump, "-o", tmp_path)
    assert "is a file" in refused(dump, "-o", tmp_path / "x")
    assert "is not empty" in refused(dump, "-o", dump)
    assert "holds a finished run" in refused(dump, "-o", whole, *OPTIONS)
    before = written(whole)
    assert "nothing is left to do" in run(dump, "-o", whole, "--resume", *OPTIONS)
    said = refused(dump, "-o", whole, "--resume", "--ignore", "CAP", *OPTIONS)
    assert "other configuration (ignore)" in said
    said = refused(dump / "a.jsonl", "-o", whole, "--resume", *OPTIONS)
    assert "other files (c.csv, d.parquet" in said
    assert written(whole) == before


def test_the_configuration_beside_the_dump_counts(tmp_path):
    (tmp_path / "rature.toml").write_text('[columns]\ntext = "b"\n[rules]\nignore = ["ENC"]\n')
    (tmp_path / "a.jsonl").write_bytes(jsonl([{"b": DAMAGED}]))
    run(tmp_path, "-o", tmp_path / "out")
    assert lines(tmp_path / "out" / "clean" / "a.jsonl")[0]["b"] == DAMAGED
    assert report(tmp_path / "out")["configuration"]["ignore"] == ["ENC"]


def test_options_that_cannot_be_meant(tmp_path):
    assert "a whole number from 1 on" in refused("x", "-o", "y", "--workers", "0")
    assert "a number of seconds" in refused("x", "-o", "y", "--time-limit", "-1")
    assert "--address is for" in refused("x", "-o", "y", "--address", "auto")
    assert "no such file: x" in refused("x", "-o", "y", cwd=tmp_path)
    assert "no file matches" in refused("*.csv", "-o", "y", cwd=tmp_path)
    assert "-o" in refused("x")
    assert list(tmp_path.iterdir()) == []


def test_helps_by_example():
    done = subprocess.run(command("--help"), capture_output=True, env=environment())
    assert done.stdout.count(b"\n  rature run") >= 3
