"""English that a machine translation left whole is listed in the reports."""

import io
import zipfile

import pytest

from pipeline import Pipeline
from pipeline.report import html
from pipeline.report.messages import Messages
from pipeline.result import Result
from pipeline.stages.language import language
from pipeline.stages.protect import protect

LEFT = "They were told that the <hall> would be closed for the whole winter."
FRENCH = "Le maire est venu hier avec ses adjoints pour voir le port."
TITLES = {"en": "Left in English", "fr": "Laissé en anglais"}


def results(*texts: str) -> list[Result]:
    pipeline = Pipeline(stages=(language, protect))
    return [pipeline.explain(text) for text in texts]


@pytest.fixture(scope="module")
def found() -> list[Result]:
    return results(f"{FRENCH} {LEFT} Les élus sont surpris de le voir.", FRENCH)


@pytest.mark.parametrize("spoken", ["en", "fr"])
def test_in_a_page(found: list[Result], spoken: str) -> None:
    out = io.BytesIO()
    html.write(out, found, Messages(spoken))
    page = out.getvalue().decode()
    assert page.count(f"<h4>{TITLES[spoken]}</h4>") == 1
    shown = LEFT.replace("<", "&lt;").replace(">", "&gt;")
    assert f'<ul lang="en"><li>{shown}</li></ul>' in page
    counted = "1 sentence left in English" if spoken == "en" else "1 phrase laissée en anglais"
    assert page.count(counted) == 1


@pytest.mark.parametrize("spoken", ["en", "fr"])
def test_in_a_document(found: list[Result], spoken: str) -> None:
    docx = pytest.importorskip("pipeline.report.docx")
    pytest.importorskip("docx")
    out = io.BytesIO()
    docx.write(out, found, Messages(spoken), ["b.txt: no file"])
    with zipfile.ZipFile(out) as archive:
        content = archive.read("word/document.xml").decode()
    assert content.count(TITLES[spoken]) == 1
    assert content.count("would be closed") == 2  # in its place, and in the list
    assert content.rindex("would be closed") < content.index("b.txt: no file")


def test_nothing_is_said_where_nothing_is_left() -> None:
    out = io.BytesIO()
    html.write(out, results(FRENCH), Messages("en"))
    assert b"<h4>" not in out.getvalue()
    assert b"left in English" not in out.getvalue()
