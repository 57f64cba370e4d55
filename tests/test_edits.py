"""Laws of edits, documents and their composition (DESIGN laws 1 to 3) as properties."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document
from pipeline.edits import (
    Edit,
    Mark,
    Origin,
    apply,
    choose,
    compose,
    deletion,
    insertion,
    invert,
    origin,
    overlap,
    replacement,
)

NO_GROUP = st.none()
TEXTS = st.text(alphabet="abé’\n \u0301\u200b😀", max_size=24)


def spans(edits):
    return [(e.start, e.end, e.after) for e in edits]


@st.composite
def edits_of(draw, text, groups=NO_GROUP, max_size=6):
    made = []
    for _ in range(draw(st.integers(0, max_size))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 6)))
        made.append(
            Edit(
                start,
                end,
                text[start:end],
                draw(st.text(alphabet="xyz", max_size=3)),
                draw(st.sampled_from(["A1", "B2"])),
                draw(st.sampled_from([0.5, 0.9, 1.0])),
                group=draw(groups),
            )
        )
    return made


@st.composite
def passes(draw):
    source = text = draw(TEXTS)
    done = []
    for _ in range(draw(st.integers(1, 4))):
        kept = choose(draw(edits_of(text, st.sampled_from([None, None, "g", "h"]))))
        done.append(kept)
        text = apply(text, kept)
    return source, done, text


@given(st.data(), TEXTS)
def test_choose_keeps_what_applies_and_undoes(data, text):
    proposed = data.draw(edits_of(text, st.sampled_from([None, None, "g", "h"])))
    kept = choose(proposed)
    assert not any(overlap(a, b) for i, a in enumerate(kept) for b in kept[i + 1 :])
    assert apply(apply(text, kept), invert(kept)) == text
    groups = {e.group for e in kept} - {None}
    for name in groups:
        whole = {e for e in proposed if e.group == name and e.before != e.after}
        assert whole <= set(kept), "a group is kept whole"
    assert choose(reversed(proposed)) == kept
    assert choose(kept) == kept


@given(st.data(), TEXTS)
def test_choose_leaves_out_only_what_clashes(data, text):
    proposed = data.draw(edits_of(text))
    kept = choose(proposed)
    for edit in proposed:
        if edit.before != edit.after and edit not in kept:
            assert any(overlap(edit, other) for other in kept)


@given(passes())
def test_compose_says_in_one_pass_what_several_do(case):
    source, done, result = case
    composed = compose(source, done)
    assert apply(source, composed) == result
    assert apply(result, invert(composed)) == source
    assert list(composed) == sorted(composed, key=lambda e: (e.start, e.end))
    assert not any(overlap(a, b) for i, a in enumerate(composed) for b in composed[i + 1 :])
    assert all(e.before != e.after for e in composed)


@given(passes())
def test_compose_is_associative(case):
    source, done, _ = case
    text = source
    folded = ()
    for edits in done:
        folded = compose(source, [folded, edits])
        text = apply(text, edits)
    assert spans(folded) == spans(compose(source, done))


@given(passes(), st.data())
def test_origin_finds_untouched_text(case, data):
    source, done, result = case
    composed = compose(source, done)
    start = data.draw(st.integers(0, len(result)))
    end = data.draw(st.integers(start, len(result)))
    a, b = origin(composed, start, end)
    assert 0 <= a <= b <= len(source)
    if start < end and not any(overlap(Mark(start, end, ""), e) for e in invert(composed)):
        assert source[a:b] == result[start:end]


@given(passes(), st.data())
def test_marks_move_with_the_text_they_cover(case, data):
    source, done, _ = case
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    document = Document(source).marked([Mark(start, end, "name")] if start < end else [])
    edited = document.edited(done[0])
    assert edited.text == apply(source, done[0])
    for mark in edited.marks:
        assert 0 <= mark.start < mark.end <= len(edited.text)
    mark = Mark(start, end, "name")
    if start < end and not any(overlap(mark, e) for e in done[0]):
        assert [edited.text[m.start : m.end] for m in edited.marks] == [source[start:end]]


def test_a_group_stands_or_falls_together():
    kept = choose(
        [
            Edit(0, 2, "de", "d’", "A1", 0.9, group="g"),
            Edit(3, 6, "abc", "xyz", "A1", 0.6, group="g"),
            Edit(3, 4, "a", "b", "B2", 0.8),
        ]
    )
    assert [e.after for e in kept] == ["b"]


def test_a_deletion_and_the_capital_after_it_stay_two_edits():
    source = "Titre\nun autre"
    composed = compose(
        source,
        [
            [Edit(0, 6, "Titre\n", "", "DUP001", 0.99)],
            [Edit(0, 2, "un", "Un", "CAP001", 0.99)],
        ],
    )
    assert [(e.start, e.end, e.after) for e in composed] == [(0, 6, ""), (6, 8, "Un")]


@pytest.mark.parametrize(
    ("start", "end", "before", "confidence"),
    [(0, 2, "a", 0.5), (-1, 0, "a", 0.5), (0, 1, "a", 1.5)],
)
def test_an_impossible_edit_is_refused(start, end, before, confidence):
    with pytest.raises(ValueError):
        Edit(start, end, before, "x", "A1", confidence)


def test_apply_refuses_edits_of_another_text():
    with pytest.raises(ValueError, match="does not fit"):
        apply("abc", [Edit(0, 1, "x", "y", "A1", 1.0)])


@given(passes())
def test_origins_of_all_spans_agree_with_the_definition(case):
    """Law 2: an offset map that is asked often gives what the edits say one by one."""
    source, done, result = case
    composed = compose(source, done)
    at = Origin(composed)
    for start in range(len(result) + 1):
        for end in range(start, len(result) + 1):
            first, last = at(start, end)
            assert 0 <= first <= last <= len(source)
            assert (first, last) == origin(composed, start, end)
            inverse = invert(composed)
            for edit, back in zip(composed, inverse, strict=True):
                if start < back.end and back.start < end:
                    assert first <= edit.start
                    assert edit.end <= last


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ((0, 2), (2, 4), False),  # side by side
        ((0, 3), (2, 4), True),
        ((0, 4), (1, 2), True),
        ((2, 2), (2, 4), False),  # an insertion at a boundary
        ((4, 4), (2, 4), False),
        ((3, 3), (2, 4), True),  # inside
        ((3, 3), (3, 3), True),  # nothing would tell their order
        ((3, 3), (4, 4), False),
        ((1, 3), (1, 3), True),
    ],
)
def test_spans_overlap(one, other, meet):
    a, b = Mark(*one, "name"), Mark(*other, "name")
    assert overlap(a, b) is overlap(b, a) is meet


def test_factories_fill_in_what_is_the_same_everywhere():
    text = "un chat dort"
    assert replacement(text, (3, 7), "chien", "A1", 0.9, "why") == Edit(
        3, 7, "chat", "chien", "A1", 0.9, (("chien", 0.9),), None, "why"
    )
    ranked = [("chien", 0.8), ("loup", 0.1)]
    edit = replacement(
        text, (3, 7), "chien", "A1", 0.8, "why", candidates=ranked, group="g", calibrated=True
    )
    assert edit == Edit(3, 7, "chat", "chien", "A1", 0.8, tuple(ranked), "g", "why", True)
    assert deletion(text, (2, 7), "A1", 0.9, "why", group="g") == Edit(
        2, 7, " chat", "", "A1", 0.9, (("", 0.9),), "g", "why"
    )
    assert insertion(3, "gros ", "A1", 0.9, "why") == Edit(
        3, 3, "", "gros ", "A1", 0.9, (("gros ", 0.9),), None, "why"
    )
    more = insertion(3, "gros ", "A1", 0.9, "why", candidates=ranked, group="g")
    assert (more.candidates, more.group, more.calibrated) == (tuple(ranked), "g", False)


@pytest.mark.parametrize("confidence", [0.0, 1.0])
def test_a_confidence_may_be_none_or_all(confidence):
    assert Edit(0, 0, "", "x", "A1", confidence).calibrated is False


def test_a_merged_edit_carries_the_data_of_its_least_certain_part():
    first = [Edit(0, 2, "ab", "xyz", "A1", 0.9, (("xyz", 0.9),), "g", "One.")]
    second = [Edit(1, 4, "yzc", "Q", "B2", 0.7, (("Q", 0.7),), "h", "Two.")]
    (merged,) = compose("abcd", [first, second])
    assert merged == Edit(0, 3, "abc", "xQ", "B2", 0.7, (("xQ", 0.7),), "g", "One. Two.")
    (merged,) = compose("abcd", [first, [replace(second[0], confidence=0.95, candidates=())]])
    assert (merged.rule, merged.candidates) == ("A1", (("xQ", 0.9),))
    tie = [replace(second[0], confidence=0.9, candidates=())]
    (merged,) = compose("abcd", [first, tie])
    assert (merged.rule, merged.candidates) == ("B2", ())


def test_merged_groups_become_one():
    first = [
        Edit(0, 2, "ab", "xy", "A1", 0.9, group="g"),
        Edit(4, 5, "e", "v", "A1", 0.9, group="g"),
    ]
    second = [
        Edit(1, 3, "yc", "Q", "B2", 0.9, group="h"),
        Edit(5, 6, "f", "w", "B2", 0.9, group="h"),
    ]
    composed = compose("abcdef", [first, second])
    assert apply("abcdef", composed) == "xQdvw"
    assert {e.group for e in composed} == {"g"}


def test_two_insertions_at_one_place_are_merged_and_others_are_not():
    first = [Edit(1, 1, "", "X", "A1", 0.9)]
    for at, merged in ((1, True), (2, True), (3, False), (0, False)):
        composed = compose("abc", [first, [Edit(at, at, "", "Y", "B2", 0.9)]])
        assert len(composed) == (1 if merged else 2), at


def test_an_edit_beside_what_was_written_stays_its_own():
    first = [Edit(1, 2, "b", "XY", "A1", 0.9)]
    for start, end, before, alone in (
        (0, 1, "a", True),
        (3, 4, "c", True),
        (1, 2, "X", False),
        (2, 4, "Yc", False),
        (0, 2, "aX", False),
        (2, 2, "", False),
        (1, 1, "", True),
        (3, 3, "", True),
    ):
        composed = compose("abcd", [first, [Edit(start, end, before, "q", "B2", 0.9)]])
        assert (len(composed) == 2) is alone, (start, end)


def test_what_one_pass_does_and_the_next_takes_back_is_no_edit():
    first = [Edit(1, 2, "b", "X", "A1", 0.9)]
    assert compose("abc", [first, [Edit(1, 2, "X", "b", "B2", 0.9)]]) == ()
