"""Laws of edits, documents and their composition (DESIGN laws 1 to 3) as properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document
from pipeline.edits import Edit, Mark, Origin, apply, choose, compose, invert, origin, overlap

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
