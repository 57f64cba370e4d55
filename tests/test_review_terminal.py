"""The review at a terminal: the keys of the browser, 80 columns, and a console of Windows."""

import builtins
import re
import sys
import types

import pytest
from review_runs import edit, made_run, rature

from pipeline.glossary import GlossaryEntry
from pipeline.review import team, terminal_keys
from pipeline.review.importing import opened
from pipeline.review.model import Filter
from pipeline.settings.config import load

LONG = "Il faut dire que personne ne s’attendait à une telle affluence devant la mairie. "
SOURCE = f"{LONG}Le cost de la vie et le jail. {LONG}"
REASON = "“cost” is English; it stands elsewhere in this text; " * 4


@pytest.fixture
def out(tmp_path):
    found = [
        edit(SOURCE, "cost", "coût", reason=REASON, candidates=(("coût", 0.5), ("prix" * 40, 0.1))),
        edit(SOURCE, "jail", "prison", rule="LEAK002"),
    ]
    two = "Le jail est plein."
    return made_run(
        tmp_path / "out",
        [("a" * 90, SOURCE, found), ("b", two, [edit(two, "jail", "prison", rule="LEAK002")])],
    )


def answers(out, keys):
    config = out.parent / "rature.toml"
    printed, _ = rature(
        *("review", "--terminal", out, "--name", "Anne", "--config", config), stdin=keys.encode()
    )
    return printed.decode()


def states(out):
    with opened(out) as store:
        lines = store.sample(Filter(decision="all"), limit=1000)
        return {(line.row, line.before): (line.state, line.result) for line in lines}


def test_no_line_is_wider_than_eighty_columns(out):
    printed = answers(out, "?\nj\nj\nj\n")
    assert "Le [-cost-]{+coût+} de la vie" in printed
    rows = printed.replace("]? ", "]? \n").splitlines()  # where a key was pressed
    assert max(map(len, rows)) <= 80
    assert "it stands elsewhere in this text" in " ".join(printed.split())


def test_a_word_is_protected_and_undone(out):
    printed = answers(out, "/\njail\nw\nq\n")
    assert "2 rejected; 'jail' is protected in rature.words.tsv." in printed
    assert load(out.parent / "rature.toml").protected == {"jail"}
    assert states(out)[1, "jail"][0] == "rejected"
    printed = answers(out, "u\nq\n")
    assert "'jail' is no longer in rature.words.tsv." in printed
    assert load(out.parent / "rature.toml").protected == set()


def test_an_entry_goes_into_the_glossary(out):
    printed = answers(out, "/\njail\ng\ngeôle\na\nu\ng\n\nn\nq\n")
    assert "Written into rature.glossary.tsv; 2 decided." in printed
    assert "'jail' is no longer in rature.glossary.tsv." in printed
    (one,) = load(out.parent / "rature.toml").entries.entries
    assert one == GlossaryEntry("jail", "prison", always=False)
    assert states(out)[0, "jail"][0] == "rejected"


@pytest.mark.parametrize("value", ["=1+1", "a\u202eb", "x" * 300])
def test_what_no_glossary_can_hold_is_told_and_nothing_decided(out, value):
    printed = answers(out, f"g\n{value}\na\nq\n")
    assert "Not done: " in printed
    assert "\u202e" not in printed
    assert {state for state, _ in states(out).values()} == {"open"}


def test_back_shows_what_was_decided_and_decides_it_anew(out):
    printed = answers(out, "/\njail\na\nk\nr\nq\n")
    assert "accepted by Anne" in printed
    assert sorted(state for state, _ in states(out).values()) == ["open", "open", "rejected"]
    assert "That is the first one." in answers(out, "k\nq\n")


def test_digits_choose_and_candidates_fit(out):
    answers(out, "/\ncost\n2\nq\n")
    assert states(out)[0, "cost"] == ("edited", "prix" * 40)


def test_comments_flags_and_articles_done(out):
    printed = answers(out, "/\ncost\nc\n\x1b[31m<b>à voir</b>\nf\nd\nq\n")
    for said in ("The comment is written.", "Flagged.", "The article is done; 2 left undecided"):
        assert said in printed
    with opened(out) as store:
        (line,) = store.sample(Filter(noted="flagged"))
        notes = team.comments(store, [line.key])[line.key]
        assert notes[0].text == "\x1b[31m<b>à voir</b>"
        assert store.article(line.article)[0].done_by == "Anne"


def test_a_console_of_windows_gives_keys(monkeypatch, capsys):
    typed = iter("\xe0Ha\r")
    fake = types.SimpleNamespace(getwch=lambda: next(typed))
    real = builtins.__import__

    def importing(name, *rest):
        if name in ("termios", "tty"):
            raise ImportError(name)
        return fake if name == "msvcrt" else real(name, *rest)

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(builtins, "__import__", importing)
    with terminal_keys.keys() as read:
        assert read("Accept? ", True) == "a"
    assert capsys.readouterr().out == "Accept? a\n"
    typed = iter("\x1a")
    with terminal_keys.keys() as read, pytest.raises(terminal_keys.EndOfKeysError):
        read("? ", True)


def test_the_question_fits_and_names_real_keys(out):
    question = next(line for line in answers(out, "q\n").splitlines() if "Accept this" in line)
    named = re.search(r"\[(.*)\]", question)[1].split(",")
    assert {"a", "r", "1-9", "w", "k", "A", "R"} <= set(named)
    assert len(question) <= 80
