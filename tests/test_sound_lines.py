"""Sound lines that look odd: slang, dialect, terms, old print, regional languages. No edit."""

from pathlib import Path

import pytest

from pipeline.pipeline import Pipeline

LINES = [
    line
    for line in (Path(__file__).parent / "lines" / "sound.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]

WORDS = ("OCR", "SPL", "AGR")


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(select=WORDS)


def made(pipeline: Pipeline, text: str) -> list[tuple[str, str, str]]:
    result = pipeline.explain(text)
    return [(edit.rule, edit.before, edit.after) for edit in result.edits]


def test_there_are_two_hundred() -> None:
    assert len(LINES) >= 200
    assert len(set(LINES)) == len(LINES)


@pytest.mark.slow
def test_no_line_is_mended(pipeline: Pipeline) -> None:
    assert {line: found for line in LINES if (found := made(pipeline, line))} == {}


def test_no_passage_of_them_is_mended(pipeline: Pipeline) -> None:
    passages = ["\n".join(LINES[at : at + 10]) for at in range(0, len(LINES), 10)]
    assert {text: found for text in passages if (found := made(pipeline, text))} == {}


def test_few_proposals(pipeline: Pipeline) -> None:
    assert sum(len(pipeline.explain(line).proposals) for line in LINES) <= len(LINES) // 5


def test_without_the_context_model_hardly_any_is_mended() -> None:
    alone = Pipeline(select=WORDS, context="off")
    assert sum(bool(made(alone, line)) for line in LINES) <= len(LINES) // 50
