"""The benchmark of harm: what it counts, and that it says what is absent."""

import json
import lzma
from pathlib import Path

import pytest

from benchmarks import harm
from benchmarks.judgements import SLIP, UNREAD, WRONG
from pipeline.pipeline import Pipeline


def _edit(rule: str, *, made: bool = True, verdict: str = UNREAD) -> harm.Seen:
    return harm.Seen(
        "blog", "1", made, rule, "movie", "film", 0.9, verdict, "00", "Un court ", " de Lyon."
    )


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Development articles of one genre, four of them, and no others."""
    (tmp_path / "sound").mkdir()
    with lzma.open(tmp_path / "sound" / "blog.jsonl.xz", "wt", encoding="utf-8") as out:
        for number, text in enumerate(["Un de de trop.", "Deux.", "Trois.", "Quatre mots ici."]):
            out.write(json.dumps({"id": f"blog-{number}", "text": text}) + "\n")
    monkeypatch.setattr(harm, "DEV", tmp_path)
    monkeypatch.setattr(harm, "GENRES", tmp_path / "sound")
    monkeypatch.setattr(harm, "WRONG_EDITS", tmp_path / "sound" / "wrong_edits.tsv")
    harm._once_wrong.cache_clear()
    return tmp_path


def test_edits_are_counted_by_family_and_verdict() -> None:
    """Repairs of encoding and markup are judged elsewhere."""
    edits = [
        _edit("LEAK001", verdict=WRONG),
        _edit("LEAK002", verdict=SLIP),
        _edit("LEAK001", made=False),
        _edit("MRK001"),
    ]
    assert harm.count(edits) == {"LEAK": 2, "MRK": 1, WRONG: 1, SLIP: 1, "proposed": 1}


@pytest.mark.parametrize(
    ("before", "context", "same"),
    [
        ("movie", "Un court [movie] de Lyon. ", True),
        ("Movie", "Un court [Movie] de  Lyon. ", True),
        ("movie", "Un long [movie] de Lyon. ", False),
        ("movies", "Un court [movies] de Lyon. ", False),
    ],
)
def test_an_edit_once_wrong_is_known_by_its_place(before: str, context: str, same: bool) -> None:
    """What it became does not matter."""
    row = ("blog", "LEAK001", before, "cinéma", "0.950", context)
    assert harm._is_same(_edit("LEAK001"), row) is same


def test_a_genre_is_fitted_on_every_second_article(dev: Path) -> None:
    """The report part has the others."""
    assert [row["id"] for row in harm.rows("blog", "tune")] == ["blog-0", "blog-2"]
    assert [row["id"] for row in harm.rows("blog", "report")] == ["blog-1", "blog-3"]


def test_what_is_absent_is_skipped_with_a_reason(
    dev: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rest is counted."""
    assert harm.main(["--context", "off", "--show", "AGR"]) == 0
    told = capsys.readouterr()
    assert "clean_news: skipped" in told.err
    assert "wrong edits: skipped" in told.err
    assert "'de de' → 'de'" in told.out


def test_facts_stay_what_they_are_in_the_count(dev: Path) -> None:
    """What is counted is what the runner made."""
    row = {"id": 1, "text": "Il est resté en jail ten ans. La jail est vide."}
    result = Pipeline().explain(row["text"])
    words, seen = harm.read(Pipeline(), "blog", row)
    assert words == 11
    assert [(e.made, e.before, e.after) for e in seen] == [
        *((True, e.before, e.after) for e in result.edits),
        *((False, e.before, e.after) for e in result.proposals),
    ]


def test_reliability_says_how_many_were_right() -> None:
    """A band without edits is empty."""
    table = harm.reliability({"news": [(0.9, True), (0.9, False)]})
    assert table.splitlines()[-1].split("  ")[0] == "news"
    assert "0.50 of 2" in table
