"""M2 files: read and written, and scores that are those of errant_compare."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import m2
from pipeline.cli import main
from pipeline.edits import Edit, apply
from pipeline.errors import InputError
from pipeline.m2 import Block, M2Edit, block_of, gold_row, parse, score, written

FILES = Path(__file__).with_name("m2")
ERRANT = json.loads((FILES / "errant.json").read_text("utf-8"))
"""What errant_compare of ERRANT 3.0.2 printed for the two files: texts of random words with edits
of one to three annotators, two types at a place, edits that nobody could correct, and none."""

OPTIONS = {"correction": "-cs", "classified": "-cse", "spans": "-ds", "tokens": "-dt"}


def blocks(name):
    path = FILES / f"{name}.m2"
    return parse(path.read_text("utf-8"), path.name)


@pytest.mark.parametrize("way", m2.WAYS)
def test_scores_are_those_of_errant(way):
    assert score(blocks("hyp"), blocks("ref"), way).to_dict() == ERRANT[way]


@pytest.mark.slow
@pytest.mark.parametrize("way", m2.WAYS)
def test_errant_prints_the_same_now(way):
    pytest.importorskip("errant")
    command = [sys.executable, "-m", "errant.commands.compare_m2", OPTIONS[way]]
    files = ["-hyp", FILES / "hyp.m2", "-ref", FILES / "ref.m2"]
    done = subprocess.run([*command, *files], capture_output=True, text=True, timeout=300)
    found = re.search(r"^(\d+\t\d+\t\d+\t.*)$", done.stdout, re.MULTILINE)
    assert found, done.stderr
    names = ("right", "wrong", "missing", "precision", "recall", "f05")
    assert dict(zip(names, map(float, found[1].split("\t")), strict=True)) == ERRANT[way]


def test_nothing_wrong_and_nothing_missing_is_one():
    same = Block(("Un", "mot"))
    assert score([same], [same]).to_dict() == {
        **{"right": 0, "wrong": 0, "missing": 0, "precision": 1.0, "recall": 1.0, "f05": 1.0}
    }


def test_other_texts_are_refused():
    one, two = Block(("Un", "mot")), Block(("Deux", "mots"))
    with pytest.raises(InputError, match="text 1"):
        score([one], [two])
    with pytest.raises(InputError, match="1 texts are predicted, and 2"):
        score([one], [one, two])


@pytest.mark.parametrize("name", ["hyp", "ref"])
def test_a_file_is_written_as_it_was_read(name):
    found = blocks(name)
    assert parse("".join(written(found)), name) == [
        block if block.edits else Block(block.tokens, (M2Edit(-1, -1, "noop", "-NONE-"),))
        for block in found
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Un mot\n", "g.m2:1: a line « S"),
        ("S Un mot\nA 0 x|||R|||a|||REQUIRED|||-NONE-|||0\n", "g.m2:2: a line « A"),
        ("S Un mot\nA 0 1|||R|||a\n", "g.m2:2"),
        ("S Un mot\n\nS Deux\nA 0 9|||R|||a|||REQUIRED|||-NONE-|||0\n", "beyond the tokens"),
    ],
)
def test_what_is_no_m2_file_is_told(content, told):
    with pytest.raises(InputError, match=told):
        parse(content, "g.m2")


# -- texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edits", "text"),
    [
        ([M2Edit(1, 2, "R", "chats")], "les chats dorment ici"),
        ([M2Edit(2, 2, "M", "noirs")], "les chat noirs dorment ici"),
        ([M2Edit(4, 4, "M", "toujours")], "les chat dorment ici toujours"),
        ([M2Edit(0, 0, "M", "Tous")], "Tous les chat dorment ici"),
        ([M2Edit(3, 4, "U", "")], "les chat dorment"),
        ([M2Edit(0, 1, "U", "-NONE-")], "chat dorment ici"),
        ([M2Edit(0, 1, "R", "le"), M2Edit(2, 3, "R", "dort")], "le chat dort ici"),
        ([M2Edit(2, 3, "U", ""), M2Edit(3, 4, "U", "")], "les chat"),
        ([M2Edit(0, 1, "U", ""), M2Edit(1, 2, "R", "ils")], "ils dorment ici"),
        ([M2Edit(0, 1, "R", "le"), M2Edit(0, 1, "R", "un")], "le chat dorment ici"),
        ([M2Edit(0, 1, "R", "le", 1)], "les chat dorment ici"),  # another annotator
        ([M2Edit(0, 1, "UNK", "le")], "les chat dorment ici"),  # nobody knew better
    ],
)
def test_a_block_is_a_gold_row(edits, text):
    row = gold_row(Block(("les", "chat", "dorment", "ici"), tuple(edits)))
    assert row["text"] == text
    changes = [Edit(e["start"], e["end"], e["before"], e["after"], "", 1.0) for e in row["edits"]]
    assert apply(row["source"], changes) == text


def edit(source, before, after, rule="LEAK001"):
    start = source.index(before)
    return {"start": start, "end": start + len(before), "after": after, "rule": rule}


@pytest.mark.parametrize(
    ("source", "before", "after", "wanted"),
    [
        ("lignes de entrance.", "entrance", "front", M2Edit(2, 3, "R:LEAK001", "front")),
        ("la as well as longue", "as well as", "plus", M2Edit(1, 4, "R:LEAK001", "plus")),
        ("les chat", "chat", "chats", M2Edit(1, 2, "R:LEAK001", "chats")),
        ("les chat", "t", "ts", M2Edit(1, 2, "R:LEAK001", "chats")),  # the whole token
        ("de de Paris", "de ", "", M2Edit(0, 1, "U:LEAK001", "")),
        ("le homme", "le ", "l’", M2Edit(0, 1, "R:LEAK001", "l’")),
        ("aujourd hui", " ", "", M2Edit(0, 2, "R:LEAK001", "aujourdhui")),
        ("il y a , dit-il", "a", "a longtemps", M2Edit(3, 3, "M:LEAK001", "longtemps")),
    ],
)
def test_an_edit_of_letters_is_one_of_tokens(source, before, after, wanted):
    assert block_of(source, [edit(source, before, after)]).edits == (wanted,)


def test_edits_of_white_space_alone_are_none():
    assert block_of("un  mot", [edit("un  mot", "  ", " ")]).edits == ()


@given(st.lists(st.sampled_from("le la chat . , d’ un\n été".split(" ")), max_size=12), st.data())
def test_tokens_after_the_edits_are_those_of_the_clean_text(words, data):
    source = " ".join(words)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(source)), max_size=6)))
    edits = [
        {"start": a, "end": b, "after": data.draw(st.sampled_from(["", "x", "de la", " . "]))}
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    changes = [
        Edit(e["start"], e["end"], source[e["start"] : e["end"]], e["after"], "", 1.0)
        for e in edits
    ]
    block = block_of(source, edits)
    tokens, at = [], 0
    for one in block.edits:
        tokens += [*block.tokens[at : one.start], *one.correction.split()]
        at = one.end
    tokens += block.tokens[at:]
    assert "".join(tokens) == "".join(apply(source, changes).split())


# -- the command ----------------------------------------------------------------------------------


def evaluated(capfdbinary, *arguments):
    assert main(["eval", "--context", "off", *map(str, arguments)]) == 0
    return capfdbinary.readouterr()[0].decode()


def test_gold_and_predictions_of_another_program(capfdbinary):
    out = evaluated(capfdbinary, FILES / "ref.m2", "--records", FILES / "hyp.m2", "--json")
    assert json.loads(out)["m2"] == ERRANT
    out = evaluated(capfdbinary, FILES / "ref.m2", "--records", FILES / "hyp.m2")
    assert re.search(r"correction +37 +31 +22 +0\.5441 +0\.6271 +0\.5589", out)


def test_what_is_written_has_the_scores_that_are_printed(capfdbinary, tmp_path):
    source = "Le proc&egrave;s reprend. La as well as longue bataille."
    true = "Le procès reprend. La plus longue bataille."
    edits = [edit(source, "&egrave;", "è"), edit(source, "as well as", "plus")]
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"source": source, "text": true, "edits": edits}) + "\n", "utf-8")
    found = json.loads(evaluated(capfdbinary, gold, "--m2", tmp_path / "x", "--json"))["m2"]
    ref, hyp = (
        parse((tmp_path / f"x.{kind}.m2").read_text("utf-8"), kind) for kind in ("ref", "hyp")
    )
    assert [(e.start, e.end, e.correction) for e in ref[0].edits] == [
        (1, 6, "procès"),
        (9, 12, "plus"),
    ]
    assert {way: score(hyp, ref, way).to_dict() for way in m2.WAYS} == found
    assert found["correction"]["right"] == 2


def test_an_m2_file_is_cleaned_and_measured(capfdbinary, tmp_path):
    gold = tmp_path / "gold.m2"
    gold.write_text(
        "S la as well as longue bataille de la guerre\n"
        "A 1 4|||R:OTHER|||plus|||REQUIRED|||-NONE-|||0\n\nS un mot sûr\n",
        "utf-8",
    )
    found = json.loads(evaluated(capfdbinary, gold, "--json"))
    assert (found["damaged"], found["precision"]) == (1, 1.0)
    assert found["m2"]["correction"]["wrong"] == 0
