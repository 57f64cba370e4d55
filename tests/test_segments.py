"""Changes of a text and of its source: they give what was asked for, in time, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patience import grows_as_the_text

from pipeline.io.containers.segments import OBJECT, Segment, Stretch, changes, divided, spliced

words = st.lists(st.sampled_from(["a", "b", " ", "c ", ".", "dd"]), max_size=150).map("".join)


@given(words, words)
def test_changes_turn_one_text_into_the_other(old, new):
    assert spliced(old, changes(old, new)) == new


@given(words, words, words)
def test_objects_stay(one, two, three):
    made = list(changes(f"{one}{OBJECT}{two}", f"{three}{OBJECT}{two}"))
    assert all(end <= len(one) for _, end, _ in made)


def test_one_word_is_one_change():
    old = "La tactique a été exposée, où les deux events ont subi des pertes."
    assert list(changes(old, old.replace("events", "parties"))) == [(39, 45, "parties")]


def test_what_is_put_in_between_two_stretches_belongs_to_the_first():
    pieces = Stretch("ab", range(3, 6)), Stretch("cd", range(9, 12))
    assert list(Segment(pieces).changed("ab x cd")) == [(3, 5, "ab x cd"), (9, 11, "")]
    assert spliced("<b>a b</b>", Segment((Stretch("a b", range(3, 7)),)).changed("a x b")) == (
        "<b>a x b</b>"
    )


def test_lines_are_cut_where_most_of_them_stay():
    olds = ["on a tué les", "as well as bons", "et a a"]
    assert divided(olds, "on a tué les plus bons et a a") == ["on a tué les", "plus bons", "et a a"]
    assert divided(["x", "as well as", "a a"], "x a a a") == ["x", "a", "a a"]


@pytest.mark.slow
def test_a_long_paragraph_takes_time_in_proportion():
    def splice(size):
        old = " ".join(f"mot{n % 97} de la" for n in range(size))
        new = old.replace("mot13 de", "xx yy")
        assert spliced(old, changes(old, new)) == new

    assert grows_as_the_text(splice, 5_000)
