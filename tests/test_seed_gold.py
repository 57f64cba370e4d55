"""Check that the seed articles and their gold edits tell the same story."""

import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

SEEDS = Path(__file__).parents[1] / "seeds"
INDEX = [line.split("\t") for line in (SEEDS / "index.tsv").read_text("utf-8").splitlines()]
NAMES = [row[0] for row in INDEX]
CLASS = {row[0]: row[1] for row in INDEX}
FIELDS = {
    "start": int,
    "end": int,
    "before": str,
    "after": str,
    "kind": str,
    "acceptable": list,
}
KINDS = frozenset(
    ["leak", "leak-name", "duplicate", "case", "grammar", "markup", "encoding", "ocr", "typo"]
)


def read(name: str) -> str:
    """Return a seed file byte for byte: no newline is translated."""
    return (SEEDS / name).read_bytes().decode("utf-8")


def gold_edits(name: str) -> list[dict[str, Any]]:
    """Return the gold edits of one article, in file order."""
    return [json.loads(line) for line in read(f"{name}.gold.jsonl").splitlines()]


def test_index_lists_every_article_once_and_keeps_the_classes_filled() -> None:
    assert all(len(row) == 3 and all(row) for row in INDEX)
    assert len(set(NAMES)) == len(NAMES)
    assert {path.name for path in SEEDS.glob("*.txt")} == {
        name + end for name in NAMES for end in (".txt", ".gold.txt")
    }
    assert {path.name for path in SEEDS.glob("*.gold.jsonl")} == {f"{n}.gold.jsonl" for n in NAMES}
    # The article that started the project counts besides the ten.
    count = Counter(CLASS[name] for name in NAMES if name != "recrues")
    assert set(count) == {"damaged", "clean", "english"}
    assert count["damaged"] >= 10
    assert count["clean"] >= 5
    assert count["english"] >= 5


@pytest.mark.parametrize("name", NAMES)
def test_gold_edits_turn_the_source_into_the_gold_text(name: str) -> None:
    source = read(f"{name}.txt")
    pieces, position = [], 0
    for edit in gold_edits(name):
        assert source[edit["start"] : edit["end"]] == edit["before"]
        pieces += [source[position : edit["start"]], edit["after"]]
        position = edit["end"]
    assert "".join([*pieces, source[position:]]) == read(f"{name}.gold.txt")


@pytest.mark.parametrize("name", NAMES)
def test_gold_edits_are_well_formed(name: str) -> None:
    position = 0
    for edit in gold_edits(name):
        assert list(edit) == list(FIELDS)
        assert all(isinstance(edit[field], kind) for field, kind in FIELDS.items())
        assert edit["kind"] in KINDS
        assert position <= edit["start"] <= edit["end"], "sorted, without overlaps"
        position = edit["end"]
        answers = [edit["before"], edit["after"], *edit["acceptable"]]
        assert all(isinstance(answer, str) for answer in answers)
        assert len(set(answers)) == len(answers)
        assert all(unicodedata.is_normalized("NFC", answer) for answer in answers)


@pytest.mark.parametrize("name", NAMES)
def test_only_damaged_articles_have_edits(name: str) -> None:
    assert bool(gold_edits(name)) == (CLASS[name] == "damaged")


@pytest.mark.parametrize("name", NAMES)
def test_files_are_nfc_and_end_as_they_should(name: str) -> None:
    for end in (".txt", ".gold.txt", ".gold.jsonl"):
        text = read(name + end)
        assert unicodedata.is_normalized("NFC", text)
        assert "\r" not in text
        assert not text.endswith("\n\n")
        if not end.endswith("l"):
            assert text.endswith("\n") == (name != "recrues")
