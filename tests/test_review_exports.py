"""Files from the browser: what is shown in each format, the dump, progress; hostile texts."""

import csv
import io
import json
import re
import subprocess
import time
import xml.etree.ElementTree as ET
from secrets import token_hex

import pytest
from browser import NARROW, violations
from patience import PATIENCE
from review_runs import edit, served, texts
from test_review_keys import FITS
from test_review_pages import HOSTILE, SENT, until

from pipeline.review import team
from pipeline.review.importing import opened
from pipeline.review.jobs import JOB_FAILED, Jobs
from pipeline.review.model import ACCEPT, EDIT, Filter
from pipeline.review.store import now

SOUND = "Le cost monte.\nIl va en jail ce soir."


def articles():
    found = [
        ("a", SOUND, [edit(SOUND, "cost", "coût"), edit(SOUND, "jail", "prison", rule="LEAK002")])
    ]
    for n, text in enumerate([*HOSTILE, "=1+1\x00\ufffe]]>"]):
        source = f"{text} entrance {text}"
        found.append((f"=h{n}", source, [edit(source, "entrance", text or "x", reason=text)]))
    return found


@pytest.fixture
def client(out):
    with served(out, "Anne") as found:
        yield found.client()


def written(client, kind, **where):
    """Begin an export, wait for it, and return its file and what is told."""
    job = client.post({"kind": kind, "filter": where or {"decision": "all"}}, "/write")["job"]
    begun = time.monotonic()
    while True:
        told = json.loads(client.page(f"/jobs/{job}"))
        if told["state"] != "running":
            break
        assert time.monotonic() - begun < PATIENCE
        time.sleep(0.05)
    assert told["state"] == "done", told
    if told["file"] is None:
        return b"", told
    status, headers, body = client.ask("GET", f"/jobs/{job}/file")
    assert status == 200
    assert headers["content-disposition"] == f'attachment; filename="{told["file"]}"'
    assert headers["content-type"] == "application/octet-stream"
    assert headers["x-content-type-options"] == "nosniff"
    return body, told


def accept_all(out):
    with opened(out) as store:
        for line in store.sample(Filter(), limit=1000):
            if line.before == "jail":
                store.decide(token_hex(16), "Anne", EDIT, line.key, "cellule")
            else:
                store.decide(token_hex(16), "Anne", ACCEPT, line.key)


def test_lines_of_json_and_the_filter(client, out):
    body, told = written(client, "jsonl")
    rows = [json.loads(line) for line in body.splitlines()]
    assert len(rows) == len(HOSTILE) + 3
    assert (told["done"], told["total"]) == (len(HOSTILE) + 2, len(HOSTILE) + 2)
    for row in rows:
        assert row["before"] in ("cost", "jail", "entrance")
        assert row["end"] - row["start"] == len(row["before"])
    assert rows[-1]["after"] == "=1+1\x00\ufffe]]>"
    body, _ = written(client, "jsonl", rule="LEAK002")
    (row,) = map(json.loads, body.splitlines())
    assert (row["before"], row["schema"]) == ("jail", 1)
    assert all(isinstance(one, list) for one in row["candidates"])


def test_the_configuration_chooses_the_shape_of_candidates(out):
    (out.parent / "rature.toml").write_text("[records]\nschema = 2\n", "utf-8")
    with served(out, "Anne") as found:
        body, _ = written(found.client(), "jsonl", rule="LEAK002")
    (row,) = map(json.loads, body.splitlines())
    assert row["schema"] == 2
    assert row["candidates"]
    assert all(set(one) == {"text", "probability"} for one in row["candidates"])


def test_no_cell_of_the_table_is_a_formula(client):
    body, _ = written(client, "csv")
    csv.field_size_limit(1 << 30)
    head, *rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    assert len(rows) == len(HOSTILE) + 3
    assert head[:3] == ["key", "file", "row"]
    assert not [cell for row in rows for cell in row if re.match(r"[=+\-@\t\r]", cell)]


def test_pairs_are_xml_and_have_what_stands(client, out):
    assert ET.fromstring(written(client, "tmx")[0]).findall(".//tu") == []
    accept_all(out)
    with opened(out) as store:
        store.decide(token_hex(16), "Anne", EDIT, store.in_article(0)[0].key, "\ud800 coût ]]>")
    root = ET.fromstring(written(client, "tmx")[0])
    units = root.findall(".//tu")
    assert len(units) == len(HOSTILE) + 3
    first = [seg.text for seg in units[1].findall("tuv/seg")]
    assert first[0].endswith("en jail ce soir.")
    assert first[1].endswith("en cellule ce soir.")


def test_the_patch_makes_the_texts(client, out, tmp_path):
    accept_all(out)
    body, _ = written(client, "patch", rule="LEAK002", decision="all")
    folder = tmp_path / "dump.jsonl"
    folder.mkdir()
    (folder / "0").write_text(SOUND, "utf-8", newline="")
    subprocess.run(["git", "apply"], input=body, cwd=tmp_path, check=True)
    assert (folder / "0").read_text("utf-8") == "Le cost monte.\nIl va en cellule ce soir."


def test_the_page_shows_each_change_and_runs_nothing(client, out, page, tmp_path):
    accept_all(out)
    body, _ = written(client, "html")
    path = tmp_path / "report.html"
    path.write_bytes(body)
    page.goto(path.as_uri())
    assert page.locator("article").count() == len(HOSTILE) + 2
    assert page.evaluate("typeof hacked") == "undefined"
    assert "cellule" in page.locator("article").first.inner_text()


def test_the_dump_is_written_again(client, out):
    accept_all(out)
    _, told = written(client, "apply")
    assert (told["done"], told["total"]) == (len(HOSTILE) + 2, len(HOSTILE) + 2)
    assert told["text"].startswith(f"{len(HOSTILE) + 2} articles differ from the run: ")
    assert texts(out / "reviewed")[0] == "Le coût monte.\nIl va en cellule ce soir."


def test_decisions_and_comments(client, out):
    accept_all(out)
    with opened(out) as store:
        key = store.in_article(0)[0].key
        team.comment(store, token_hex(16), team.Comment(key, "Anne", now(), None, HOSTILE[0]))
    rows = [json.loads(line) for line in written(client, "decisions")[0].splitlines()]
    assert len(rows) == len(HOSTILE) + 3
    rows = [json.loads(line) for line in written(client, "comments")[0].splitlines()]
    assert [row["text"] for row in rows] == [HOSTILE[0]]


@pytest.mark.parametrize("kind", ["", "pdf", "../../etc/passwd", None, ["html"]])
def test_an_unknown_export_is_refused(client, kind):
    body = {"action": token_hex(16), "kind": kind}
    assert client.ask("POST", "/write", body)[0] == 409
    for path in ("/jobs/x", "/jobs/x/file", "/jobs/..%2f..%2fetc%2fpasswd/file"):
        assert client.ask("GET", path)[0] == 404


def test_a_job_that_fails_says_so_and_a_request_sent_twice_begins_once():
    jobs, begun = Jobs(), []

    def work(job, path):
        begun.append(job)
        raise ValueError("surprise")

    try:
        first = jobs.start("a" * 16, "x", work)
        assert jobs.start("a" * 16, "x", work) is first
        for _ in range(100):
            if first.state == JOB_FAILED:
                break
            time.sleep(0.05)
        assert (first.state, len(begun), first.path) == (JOB_FAILED, 1, None)
    finally:
        jobs.close()


def test_by_keys_alone_with_progress(out, page):
    accept_all(out)
    with served(out, "Anne") as found:
        page.goto(found.addresses[0])
        page.goto(f"http://{found.host}/export")
        assert violations(page) == []
        page.locator("[data-kind=csv]").focus()
        page.keyboard.press("Enter")
        until(page, SENT)
        page.wait_for_selector("#jobs a")
        assert violations(page) == []
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename == "edits.csv"
        page.set_viewport_size(NARROW)
        assert page.evaluate(FITS)
