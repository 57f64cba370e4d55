"""Short texts as pages, feeds, mail and subtitles have them, each mended, proposed or left alone.

``field_kinds.jsonl`` has a row for each: its ``kind``, the ``text``, what is ``wanted``;
``proposes`` names what must be proposed, ``quiet`` says that nothing may be.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline import Pipeline

PIPELINE = Pipeline(context="off")
TABLE = Path(__file__).with_name("field_kinds.jsonl")
CASES = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{row['kind']}" for n, row in enumerate(CASES)])
def test_it_comes_out_as_wanted(case: dict[str, Any]) -> None:
    result = PIPELINE.explain(case["text"])
    assert result.text == case["wanted"]
    if wanted := case.get("proposes"):
        at = case["text"].index(wanted)
        assert any(p.start < at + len(wanted) and at < p.end for p in result.proposals)
    if case.get("quiet"):
        assert result.proposals == ()


def test_a_third_of_them_are_sound() -> None:
    sound = [case for case in CASES if case["text"] == case["wanted"] and "proposes" not in case]
    assert 3 * len(sound) >= len(CASES)
