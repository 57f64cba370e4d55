"""``rature report``: one content, three writers; edits over time; hostile texts are text."""

import io
import json
import sys
import zipfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.report.messages import LANGUAGES, Messages
from pipeline.report.run_html import html
from pipeline.report.run_markdown import markdown
from pipeline.report.run_pages import Period, RunSummary, content
from pipeline.review.over_time import as_date, periods

DAMAGED = "Le proc&egrave;s reprend mardi."
HOSTILE = "<script>alert(1)</script> | *x* \u202e\x07 [a](b) &amp; `c`"


def summary():
    sample = {"left": HOSTILE, "before": HOSTILE, "after": " ", "right": HOSTILE}
    sample |= {"confidence": 0.5, "decision": "auto"}
    report = {
        "counts": {"articles": 2, "words": 1000, "errors": 1},
        "samples": {"LEAK001": [sample]},
        "errors": [{"file": HOSTILE, "row": 1, "error": HOSTILE}],
    }
    times = (Period("2020-01", 1, 500, 1, 0), Period("2020-02", 1, 500, 4, 1))
    worst = ((3, HOSTILE, 0, HOSTILE),)
    return RunSummary(report, {"LEAK001": 5}, {"LEAK001": 1}, ((0, 1), (5, 0)), worst, times)


def document(made):
    docx = pytest.importorskip("pipeline.report.run_docx")
    pytest.importorskip("docx")
    out = io.BytesIO()
    docx.write(out, made, Messages("fr"))
    return out.getvalue()


# -- writers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_writer_tells_all_that_the_content_has(language):
    say = Messages(language)
    whole = "\n".join(markdown(summary(), say)), "".join(html(summary(), say))
    for told in (
        *(say(key) for key in ("run.title", "report.summary", "run.over.time", "run.worst")),
        *("2020-02", say.decimal(60.0)),
    ):
        assert all(told in text for text in whole)
    kinds = [type(block).__name__ for block in content(summary(), say)]
    assert (kinds.count("Plot"), kinds.count("Table"), kinds.count("Items")) == (3, 1, 3)


def test_hostile_texts_are_text():
    page = "".join(html(summary(), Messages()))
    assert "<script" not in page
    assert "\u202e" not in page
    lines = list(markdown(summary(), Messages()))
    assert any("\\<script\\>" in line for line in lines)
    assert not any("\u202e" in line or "\x07" in line or "\n" in line for line in lines)


def test_a_document_has_the_same_and_the_same_bytes():
    whole = document(summary())
    assert whole == document(summary())
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        text = archive.read("word/document.xml").decode()
    assert "&lt;script&gt;" in text
    assert r"\u202e\x07" in text
    assert "Au fil du temps" in text
    assert "█" in text
    assert "w:strike" in text


# -- over time ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2021-03-05", "2021-03-05"),
        ("2021-03-05T23:59:00+02:00", "2021-03-05"),
        ("2021/3/5 10:00", "2021-03-05"),
        ("05/03/2021", "2021-03-05"),
        ("20210305", "2021-03-05"),
        ("2021-03", "2021-03-01"),
        ("Fri, 05 Mar 2021 08:00:00 GMT", "2021-03-05"),
        (1614931200, "2021-03-05"),
        (1614931200000, "2021-03-05"),
        ("1614931200.5", "2021-03-05"),
        (20210305, "2021-03-05"),
    ],
)
def test_dates_as_dumps_write_them(value, day):
    assert str(as_date(value)) == day


@pytest.mark.parametrize(
    "value",
    [None, "", "hier", 12, 3.5, True, "2021-13-05", "31/02/2021", "9999-01-01", "1 000", []],
)
def test_what_is_no_date(value):
    assert as_date(value) is None


def test_many_days_are_told_by_month_and_many_months_by_year():
    def names(days):
        return [one.name for one in periods({day: [1, 1, 1, 1] for day in days})]

    assert names([date(2020, 1, 1)]) == []
    assert names([date(2020, 1, 1), date(2020, 1, 2)]) == ["2020-01-01", "2020-01-02"]
    by_month = names([date(2020, month, day) for month in (1, 2) for day in range(1, 29)])
    assert by_month == ["2020-01", "2020-02"]
    years = range(2000, 2010)
    assert names([date(y, m, 1) for y in years for m in range(1, 13)]) == [str(y) for y in years]


def write(name, rows):
    if name.endswith(".parquet"):
        pq.write_table(pa.Table.from_pylist(rows), name)
    elif name.endswith(".csv"):
        lines = [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
        Path(name).write_text("\n".join(lines) + "\n", "utf-8")
    else:
        Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return name


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_damage_over_time(rature, name):
    dates = [date(2020, 1, 5), date(2020, 1, 5), date(2021, 6, 1)]
    rows = [
        {"id": str(n), "published": day if name.endswith("parquet") else str(day)}
        | {"text": DAMAGED if n else "Le procès reprend mardi."}
        for n, day in enumerate(dates)
    ]
    rature("run", write(name, rows), "-o", "out", "--context", "off")
    _, told, _ = rature("report", "out", "--lang", "en")
    assert "| 2020-01-05 | 1,250.00 | 0.00 |" in told
    assert "| 2021-06-01 | 2,500.00 | 0.00 |" in told


def test_the_column_of_dates_is_named_and_none_is_no_error(rature):
    rows = [{"id": str(n), "parution": f"0{n + 1}/02/1998", "text": DAMAGED} for n in range(2)]
    rature("run", write("a.jsonl", rows), "-o", "out", "--context", "off")
    assert "Over time" not in rature("report", "out", "--lang", "en")[1]
    _, told, _ = rature("report", "out", "--lang", "en", "--date-column", "parution")
    assert "| 1998-02-02 |" in told
    code, told, said = rature("report", "out", "--lang", "en", "--date-column", "jour")
    assert code == 0
    assert "no two dates in the column jour" in said
    assert "Over time" not in told


def test_all_formats_at_once(rature):
    pytest.importorskip("docx")
    rature("run", write("a.jsonl", [{"text": DAMAGED}]), "-o", "out", "--context", "off")
    code, out, _ = rature("report", "out", "--html", "r.html", "--docx", "r.docx", "--md", "r.md")
    assert (code, out) == (0, "")
    assert Path("r.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert Path("r.md").read_text("utf-8").startswith("# ")
    assert Path("r.docx").read_bytes().startswith(b"PK")


def test_a_missing_package_is_named(rature, monkeypatch):
    rature("run", write("a.jsonl", [{"text": DAMAGED}]), "-o", "out", "--context", "off")
    monkeypatch.setitem(sys.modules, "docx", None)
    code, _, said = rature("report", "out", "--docx", "r.docx")
    assert code == 2
    assert "rature[docx]" in said
    assert not Path("r.docx").exists()
