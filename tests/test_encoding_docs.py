"""The tables of docs/encoding.md hold, row by row."""

import ast
from pathlib import Path

import ftfy
import pytest

from pipeline import Pipeline
from pipeline.stages.encoding import encoding
from pipeline.stages.markup import markup

PAGE = (Path(__file__).parents[1] / "docs" / "encoding.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and "---" not in line
]
FIXERS = [row for row in ROWS if len(row) == 5][1:]
CODECS = [row[0] for row in ROWS if len(row) == 2][1:]
STRUCTURE = Pipeline(stages=(encoding, markup))
SENTENCE = "L’été a été très chaud à Nîmes, où « naître » coûte 5 €."


def literal(cell: str) -> str:
    text: str = ast.literal_eval(f'"{cell[1:-1]}"')
    return text


@pytest.mark.parametrize("row", FIXERS, ids=lambda row: row[0])
def test_a_fixer_does_what_the_table_says(row):
    _, before, after, verdict, _ = row
    text, expected = literal(before), literal(after)
    theirs = ftfy.fix_text(text, uncurl_quotes=False)
    assert STRUCTURE.clean(text) == expected
    found = "left" if expected == text else "same" if expected == theirs else "other"
    assert found == verdict


def test_every_option_of_ftfy_has_a_row():
    named = {row[0].split(",")[0].split(" ")[0] for row in FIXERS}
    assert set(ftfy.TextFixerConfig._fields) - named == {"max_decode_length", "explain"}


@pytest.mark.parametrize("codec", CODECS)
def test_text_read_in_another_encoding_comes_back(codec):
    garbled = SENTENCE.encode().decode(codec)
    text = f"Une phrase saine.\n\n{garbled}\n\nUne autre, à côté."
    result = STRUCTURE.explain(text)
    assert result.text == text.replace(garbled, SENTENCE)
    assert max(len(edit.before) for edit in result.edits) < 8


@pytest.mark.parametrize(
    "text",
    [
        "M. Erdoğan, Wałęsa et Đinđić se voient à Łódź, puis à Šibenik.",
        "Тарас Шевченко est né en 1814 ; Ελλάδα est le nom grec de la Grèce.",
        "Si a ≠ b et √2 ≈ 1,41, alors ¬p : c’est ainsi.",
        "┌──┐ Le cadre └──┘ est dessiné.",
    ],
)
def test_what_only_looks_garbled_stays(text):
    assert STRUCTURE.explain(text).edits == ()
