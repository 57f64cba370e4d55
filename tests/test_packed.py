"""The edits of a long article are packed, and come out as they went in."""

import contextlib
import tracemalloc
import weakref

import pytest
from test_run import jsonl, run

from pipeline.batch import ledger, shards
from pipeline.batch.formats import open_dump
from pipeline.batch.parts import tables
from pipeline.batch.reading import Reader
from pipeline.io import articles
from pipeline.io.packed import PackedRecords
from pipeline.pipeline import Pipeline

PARAGRAPH = "Le t&eacute;l&eacute;phone sonne à l'h&ocirc;tel <b>encore</b>. puis plus rien.\n\n"

RECORDS = [
    {"start": 1, "end": 2, "before": "a\ud800", "after": "é€😀", "confidence": 0.1, "group": None},
    {"start": 5, "end": 9, "before": "", "after": "", "confidence": 1.0, "group": "2/1.a"},
    {"start": 9, "end": 9, "candidates": [["front", 0.97], ["entrée", 0.02]], "calibrated": True},
]


def test_records_come_out_as_they_went_in():
    packed = PackedRecords()
    assert (len(packed), list(packed), bool(packed)) == (0, [], False)
    packed.extend(RECORDS[:2])
    packed.extend([])
    packed.extend(iter(RECORDS[2:]))
    assert list(packed) == RECORDS
    assert list(packed) == RECORDS, "it can be read again"
    assert len(packed) == 3
    assert RECORDS[1] in packed
    assert {"start": 1} not in packed


def test_many_records_take_little_room():
    edit = {"before": "&eacute;", "after": "é", "rule": "ENC002", "reason": "An entity."}
    tracemalloc.start()
    packed = PackedRecords()
    for block in range(50):
        packed.extend(
            {**edit, "start": n, "end": n + 8} for n in range(1000 * block, 1000 * block + 1000)
        )
    now, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert now < 100 * len(packed)


@pytest.mark.parametrize("size", [200, 1000])
def test_the_edits_of_a_long_article_are_those_of_its_pieces(monkeypatch, size):
    pipeline = Pipeline(context="off", select=("ENC", "MRK"))
    text = "".join(PARAGRAPH.replace("rien", f"rien {n}") for n in range(30))
    whole = articles.clean_article(pipeline, text)
    monkeypatch.setattr(articles, "PIECE_LENGTH", size)
    found = articles.clean_article(pipeline, text)
    assert isinstance(whole.edits, tuple)
    assert isinstance(found.edits, PackedRecords)
    assert found.text == whole.text
    assert list(found.edits) == list(whole.edits)


def test_a_ledger_is_the_same_in_however_many_batches_it_is_written(monkeypatch, tmp_path):
    rows = [{"id": str(n), "text": PARAGRAPH * 3} for n in range(4)] + [{"id": "5", "text": "Oui."}]
    (tmp_path / "a.jsonl").write_bytes(jsonl(rows))
    options = ("--context", "off", "--select", "ENC", "--workers", "1")
    run(tmp_path / "a.jsonl", "-o", tmp_path / "out", *options)
    whole = list(ledger.read(tmp_path / "out"))
    assert len(whole) == 4 * 3 * 3
    parts = []
    monkeypatch.setattr(shards.ledger, "LEDGER_BATCH_ROWS", 5)
    with shards.ledger_part(str(tmp_path / "part")) as add:
        for n in range(4):
            own = [row.to_dict() for row in whole if row.row == n]
            for row in own:
                row["candidates"] = []
            add(iter(own))
    for table in tables(str(tmp_path / "part")):
        assert len(table) <= 5
        parts += table.to_pylist()
    assert [(r["row"], r["start"], r["before"]) for r in parts] == [
        (r.row, r.start, r.before) for r in whole
    ]
    with shards.ledger_part(str(tmp_path / "none")) as add:
        add([])
    assert not (tmp_path / "none").exists()


def test_the_edits_of_a_long_article_are_gone_before_it_is_rendered(monkeypatch, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(jsonl([{"id": "1", "text": PARAGRAPH * 9}]))
    edits, rendered = [], []
    clean, render = shards._cleaned, shards._rendered

    def cleaned(*arguments, **named):
        row = clean(*arguments, **named)
        edits.extend(weakref.ref(outcome.edits) for _, outcome in row.named())
        return row

    def written(*arguments):
        rendered.extend(one() for one in edits)
        return render(*arguments)

    monkeypatch.setattr(articles, "PIECE_LENGTH", 100)
    monkeypatch.setattr(shards, "_cleaned", cleaned)
    monkeypatch.setattr(shards, "_rendered", written)
    job = shards.Job(str(tmp_path), Pipeline(context="off", select=("ENC",)))
    sources = [open_dump(str(tmp_path / "a.jsonl"))]
    (shard,) = shards.shards(sources, 5, "", lambda number, error: None)
    with contextlib.closing(Reader()) as reader:
        assert shards.process(shard, job, reader)["tally"]["articles"] == 1
    assert rendered == [None]
