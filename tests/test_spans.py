"""Spans of edits and marks: their union, and what meets them."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.edits import Mark, overlap
from pipeline.text.spans import Spans, flat, touched, touches

spans = st.lists(
    st.builds(
        lambda start, size: Mark(start, start + size, ""), st.integers(0, 12), st.integers(0, 4)
    )
)


@given(spans, spans)
def test_a_span_touches_what_overlaps_the_union(taken, asked):
    union = flat(taken)
    for span in asked:
        meeting = [n for n, one in enumerate(union) if overlap(one, span)]
        assert list(touched(union, span)) == meeting
        assert touches(union, span) == bool(meeting)


@given(spans)
def test_the_union_is_sorted_and_covers_all(taken):
    union = flat(taken)
    assert [(s.start, s.end) for s in union] == sorted((s.start, s.end) for s in union)
    assert not any(overlap(a, b) for i, a in enumerate(union) for b in union[i + 1 :])
    assert {at for s in taken for at in range(s.start, s.end)} == {
        at for s in union for at in range(s.start, s.end)
    }


@given(spans, spans)
def test_spans_of_text_meet_where_they_share_a_character(taken, asked):
    known = Spans((s.start, s.end) for s in taken if s.end > s.start)
    covered = {at for s in taken for at in range(s.start, s.end)}
    for span in asked:
        if span.end > span.start:
            wanted = any(at in covered for at in range(span.start, span.end))
            assert known.meet(span.start, span.end) == wanted
