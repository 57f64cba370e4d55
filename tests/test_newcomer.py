"""What a newcomer meets, one thing a test, each with processes of its own as at a terminal."""

import gzip
import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from review_runs import ROOT, environment

pytestmark = pytest.mark.slow

DAMAGED = "Le proc&egrave;s reprend mardi à Lille."
MENDED = "Le procès reprend mardi à Lille."


@pytest.fixture
def sh(tmp_path, monkeypatch):
    """Give a function that runs `rature` with arguments as typed: (code, output, said)."""
    monkeypatch.chdir(tmp_path)

    def run(line):
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *shlex.split(line)],
            capture_output=True,
            env=environment(),
            stdin=subprocess.DEVNULL,
        )
        assert b"Traceback" not in done.stderr
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


def write(name, *rows):
    Path(name).parent.mkdir(exist_ok=True)
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    Path(name).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def test_a_wrong_column(sh):
    write("d.jsonl", *({"id": str(n), "content": DAMAGED} for n in range(3)))
    code, _, said = sh("run d.jsonl -o out --text-column body --context off")
    assert code == 2
    assert '3 articles: the field "body" is missing' in said
    assert "--text-column is one of id, content" in said
    assert "out/run.json" in said
    write("half.jsonl", {"text": DAMAGED}, "{")
    assert sh("run half.jsonl -o half --context off")[0] == 1
    assert sh("run half.jsonl -o lenient --context off --lenient")[0] == 0


def test_records_given_to_clean(sh):
    write("a.jsonl", {"id": "1", "text": DAMAGED})
    code, out, _ = sh("clean a.jsonl --context off")
    assert (code, json.loads(out)["text"]) == (0, MENDED)
    write("a.json", '[{"text": "a"}]')
    code, out, said = sh("clean a.json")
    assert (code, out) == (2, "")
    assert "--format text" in said


def test_differences_of_records_and_folders(sh):
    write("dump/a.jsonl", {"id": "x", "text": DAMAGED})
    write("dump/b.csv", "id,text", f"z,{DAMAGED}")
    write("dump/c.png", "?")
    code, out, said = sh("diff dump --context off")
    assert code == 0
    assert "dump/a.jsonl:x:1" in out
    assert "dump/b.csv:z:1" in out
    assert "1 .png" in said
    assert sh("diff --html page.html dump/a.jsonl --context off")[0] == 0
    page = Path("page.html").read_text("utf-8")
    assert "{&quot;id" not in page
    assert "<article" in page


def test_the_report_of_a_run(sh):
    pytest.importorskip("docx")
    rows = [{"id": str(n), "date": f"2021-0{n}-01", "text": DAMAGED} for n in (1, 2)]
    write("a.jsonl", *rows, "{")
    sh("run a.jsonl -o out --context off")
    code, out, _ = sh("report out --lang en")
    assert code == 0
    for part in ("Summary by rule", "Samples", "with the most edits", "Errors", "Over time"):
        assert part in out
    assert sh("report out --html r.html --docx r.docx --md r.md")[0] == 0
    assert Path("r.html").read_text("utf-8").count("<svg") == 3
    assert Path("r.docx").read_bytes().startswith(b"PK")
    assert Path("r.md").read_text("utf-8").startswith("# ")


def test_a_headline_and_its_article(sh):
    write("a.jsonl", {"id": "1", "title": "Un proc&egrave;s", "body": DAMAGED})
    write("rature.toml", '[columns]\ntext = "title,body"')
    assert sh("run a.jsonl -o out --ledger jsonl --context off")[0] == 0
    rows = [json.loads(line) for line in Path("out/ledger.jsonl").read_text("utf-8").splitlines()]
    assert [(row["column"], row["start"]) for row in rows] == [("title", 7), ("body", 7)]
    (line,) = Path("out/clean/a.jsonl").read_text("utf-8").splitlines()
    assert (json.loads(line)["title"], json.loads(line)["body"]) == ("Un procès", MENDED)


def test_other_columns_and_encodings_in_each_file(sh):
    write("in/a.jsonl", {"id": "1", "content": DAMAGED})
    write("in/b.csv", "url;texte", f"u;{DAMAGED.replace(';', '')}")
    old = "L’élève a été reçu à Orléans, où il déménagera après l’été.\n"
    Path("in/c.txt").write_bytes(old.encode("cp1252"))
    code, _, said = sh("run in -o out --context off")
    assert code == 0
    assert "a.jsonl: text from content" in said
    assert "b.csv: text from texte, id from url" in said
    assert "c.txt: encoding cp1252" in said
    assert Path("out/clean/c.txt").read_text("utf-8") == old
    code, _, said = sh("run in/c.txt -o wins --encoding iso8859-15 --context off")
    assert code == 0
    assert "cp1252" not in said


def test_columns_of_the_configuration_mean_the_same_in_clean(sh):
    write("a.jsonl", {"id": "1", "content": DAMAGED})
    write("rature.toml", '[columns]\ntext = "content"')
    _, out, _ = sh("clean --jsonl a.jsonl --context off")
    assert json.loads(out)["text"] == MENDED


def test_what_to_do_next(sh):
    write("a.jsonl", {"id": "1", "text": "La maire a présenté le funds de la ville."})
    code, _, said = sh("run a.jsonl -o out")
    assert code == 0
    assert "1 proposal waits for a person: rature review" in said
    assert sh("run a.jsonl -o off --ignore LEAK --quiet")[2] == ""
    _, _, said = sh("learn a.jsonl -o m.gz --workers 1")
    assert "next: rature run a.jsonl -o OUT --model m.gz" in said


def test_a_family_of_rules(sh):
    code, out, _ = sh("explain LEAK")
    assert code == 0
    assert out.count("LEAK00") >= 6


def test_candidates_have_one_shape_in_schema_2(sh):
    write("a.txt", "Il risque dix ans de jail pour vol.")
    _, out, _ = sh("clean --json a.txt --context off")
    assert isinstance(json.loads(out)["edits"][0]["candidates"][0], list)
    write("rature.toml", "[records]", "schema = 2")
    _, out, _ = sh("clean --json a.txt --context off")
    record = json.loads(out)
    assert record["schema"] == 2
    sh("run a.txt -o out --ledger jsonl --context off")
    (row,) = map(json.loads, Path("out/ledger.jsonl").read_text("utf-8").splitlines())
    assert row["candidates"] == record["edits"][0]["candidates"]
    assert sh("clean --json a.txt --context off --schema 3")[0] == 2


def test_measuring(sh):
    edit = {"start": 21, "end": 25, "before": "jail", "after": "prison"}
    source = "Il risque dix ans de jail."
    gold = {"id": "g", "source": source, "text": "Il risque dix ans de prison.", "edits": [edit]}
    made = {**edit, "rule": "LEAK001", "confidence": 0.9, "candidates": [], "decision": "auto"}
    write("gold.jsonl", *[gold] * 4)
    write("good.jsonl", *[{"id": "g", "text": "", "edits": [made]}] * 4)
    write("bad.jsonl", *[{"id": "g", "text": "", "edits": [{**made, "after": "geôle"}]}] * 4)
    code, out, _ = sh("eval gold.jsonl --records good.jsonl --records bad.jsonl")
    assert code == 0
    assert "difference" in out
    _, out, _ = sh("eval gold.jsonl --records bad.jsonl --show 2")
    assert "LEAK001" in out
    assert "[jail].  LEAK001 0.90 → geôle" in out
    assert sh("eval gold.jsonl --records good.jsonl --m2 made")[0] == 0
    assert sh("eval made.ref.m2 --records made.hyp.m2")[0] == 0
    _, out, _ = sh("eval gold.jsonl --records good.jsonl")
    assert out.index("\nrule ") < out.index("LEAK001") < out.index("\nstage ")


def test_a_mixed_dump_from_run_to_report(sh):
    """Eight kinds of files, three of them with something wrong."""
    docx = pytest.importorskip("docx")
    import pyarrow as pa
    import pyarrow.parquet as pq

    spun = "La maire a présenté le funds de la ville."
    write("in/a.jsonl", {"id": "1", "text": spun}, "{", {"texte": "rien"})
    write("in/b.csv", "url;contenu", f"u;{spun}")
    write("in/c.csv", "x;y", "1;2")
    pq.write_table(pa.table({"doc_id": [7], "body": [spun]}), "in/d.parquet")
    Path("in/e.txt").write_bytes("Le maire a démissionné à Lille, l’été venu.".encode("cp1252"))
    write("in/f.srt", "1", "00:00:01,000 --> 00:00:02,000", "Il risque dix ans de jail.", "")
    document = docx.Document()
    document.add_paragraph(spun)
    document.save("in/g.docx")
    Path("in/h.txt").touch()
    packed = gzip.compress("".join(f'{{"text": "Mot {n}."}}\n' for n in range(9999)).encode())
    Path("in/i.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    Path("in/j.png").write_bytes(b"?")
    code, _, said = sh("run in -o out --context off --min-confidence 0.99")
    assert code == 1
    for told in ("left out: 1 .png", "e.txt: encoding cp1252", "c.csv: which column is the text?"):
        assert told in said
    assert "3 articles with errors, 2 files with errors (c.csv, i.jsonl.gz): " in said
    assert "proposals wait for a person: rature review " in said.splitlines()[-1]
    names = {path.name for path in Path("out/clean").iterdir()}
    assert names == {path.name for path in Path("in").iterdir()} - {"c.csv", "j.png"}
    _, out, _ = sh("report out --lang en")
    assert "c.csv: which column is the text?" in out
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "review", "--terminal", "out", "--name", "Anne"],
        capture_output=True,
        input=b"A\n" * 20,
        env=environment(),
    )
    assert b"next: rature apply out" in done.stderr
    assert sh("apply out")[0] == 0
    code, out, said = sh("compare out out/reviewed")
    assert code == 0
    assert "made" in out
    assert "0 appeared" not in said
    _, out, _ = sh("report out/reviewed --lang en")
    assert " 0 proposals " in out


def test_the_installation(sh):
    code, out, _ = sh("doctor")
    assert code == 0
    for told in ("Python 3", "dictionaries", "pyarrow", "ray", "tesseract"):
        assert told in out
    extras = (ROOT / "setup.cfg").read_text("utf-8")
    assert "\nall =\n    rature[dedup,docx,html,lsp,ray,remote,review,serve]\n" in extras


def test_progress_and_messages_for_programs(sh):
    write("a.jsonl", *({"id": str(n), "text": DAMAGED} for n in range(20)))
    _, _, said = sh("run a.jsonl -o out --context off --log-format json")
    assert all({"time", "message"} <= set(json.loads(line)) for line in said.splitlines())
    _, _, said = sh("run a.jsonl -o plain --context off")
    assert "\x1b" not in said
    assert "\r" not in said
    assert "20 articles, " in said


def test_the_demonstration_ends_on_the_seed_and_says_what_to_try():
    done = subprocess.run(["make", "-n", "demo"], cwd=ROOT, capture_output=True, text=True)
    assert "rature diff seeds/recrues.txt" in done.stdout
    tail = done.stdout[done.stdout.rindex("rature diff seeds/recrues.txt") :]
    assert "rature run DUMP -o OUT" in tail
    assert "rature doctor" in tail
