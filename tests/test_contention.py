"""Edits of one pass that rely on text which another one replaces: one waits, and has its turn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Edit, Pipeline
from pipeline.contention import uncontended
from pipeline.edits import choose
from pipeline.stages.encoding import encoding

REACH = {"S1": "span", "S2": "span", "W1": "word", "W2": "word", "T1": "text", "T2": "text"}
TEXT = "ab cd&e fg hij klm n o pq"


def reads(edit):
    return REACH[edit.rule]


def at(before, after, rule, confidence=0.9, group=None, text=TEXT):
    start = text.index(before)
    return Edit(start, start + len(before), before, after, rule, confidence, group=group)


def kept(*edits, made=None):
    chosen = choose(edits)
    sure = frozenset(chosen if made is None else made)
    return [e.after for e in uncontended(TEXT, chosen, sure, reads)]


def test_two_rules_in_one_word_are_a_conflict():
    assert kept(at("cd", "X", "W1", 0.8), at("e", "Y", "W2")) == ["Y"]
    assert kept(at("cd", "X", "W1", 0.95), at("e", "Y", "W2")) == ["X"]


def test_edits_that_touch_are_a_conflict():
    assert kept(at("cd", "X", "W1"), at("&", "Y", "W2", 0.8)) == ["X"]


def test_two_words_are_none():
    assert kept(at("ab", "X", "W1"), at("fg", "Y", "W2")) == ["X", "Y"]


def test_edits_of_one_rule_are_none():
    assert kept(at("cd", "X", "W1"), at("e", "Y", "W1")) == ["X", "Y"]


def test_decodings_are_none():
    assert kept(at("cd", "X", "S1"), at("e", "Y", "S2")) == ["X", "Y"]


def test_a_decoding_comes_before_what_reads_its_word_or_all():
    assert kept(at("cd", "X", "W1", 1.0), at("e", "Y", "S1", 0.8)) == ["Y"]
    assert kept(at("ab", "X", "T1", 1.0), at("e", "Y", "S1", 0.8)) == ["Y"]


def test_edits_that_read_all_do_not_contend_with_one_another():
    assert kept(at("cd", "X", "T1"), at("e", "Y", "T2")) == ["X", "Y"]


def test_a_group_is_one_and_stays_or_goes_whole():
    assert kept(at("cd", "X", "W1", group="g"), at("e", "Y", "W2", group="g")) == ["X", "Y"]
    found = kept(
        at("ab", "X", "W1", 0.8, group="g"),
        at("cd", "Y", "W1", 0.8, group="g"),
        at("e", "Z", "W2"),
    )
    assert found == ["Z"]


def test_a_sure_edit_does_not_wait_for_a_proposal():
    sure = at("e", "Y", "W2", 0.7)
    assert kept(at("cd", "X", "W1", 0.9), sure, made=[sure]) == ["Y"]


@st.composite
def proposals(draw):
    found = []
    for _ in range(draw(st.integers(0, 7))):
        start = draw(st.integers(0, len(TEXT)))
        end = draw(st.integers(start, min(len(TEXT), start + 4)))
        rule = draw(st.sampled_from(sorted(REACH)))
        chance = draw(st.sampled_from([0.5, 0.9, 1.0]))
        group = draw(st.sampled_from([None, None, "g", "h"]))
        found.append(Edit(start, end, TEXT[start:end], "x", rule, chance, group=group))
    return found


@given(proposals(), st.sampled_from([0.6, 0.95]))
def test_laws(edits, threshold):
    """Nothing contends in what is kept; a group is whole; one of those to be made is kept."""
    chosen = choose(edits)
    cautious = {e.group for e in chosen if e.confidence < threshold} - {None}
    made = frozenset(e for e in chosen if e.confidence >= threshold and e.group not in cautious)
    left = uncontended(TEXT, chosen, made, reads)
    assert set(left) <= set(chosen)
    assert list(left) == [e for e in chosen if e in set(left)]
    assert uncontended(TEXT, left, made & set(left), reads) == left
    for group in {e.group for e in chosen} - {None}:
        whole = {e for e in chosen if e.group == group}
        assert whole <= set(left) or not whole & set(left)
    assert not made or made & set(left)
    assert not chosen or left
    for i, a in enumerate(left):
        for b in left[i + 1 :]:
            apart = any(c.isspace() for c in TEXT[a.end : b.start])
            one = a.rule == b.rule or (a.group is not None and a.group == b.group)
            alike = reads(a) == reads(b) != "word"
            between = [e for e in left if a.end <= e.start and e.end <= b.start and e not in (a, b)]
            assert apart or one or alike or any(c.isspace() for e in between for c in e.before)


def stage(*rows):
    """Return a stage that replaces texts, each by a rule."""

    def proposing(document):
        for before, after, rule, confidence in rows:
            start = document.text.find(before)
            if start >= 0:
                yield Edit(start, start + len(before), before, after, rule, confidence)

    return proposing


def test_what_waits_has_its_turn_before_the_next_stage():
    seen = []

    def watching(document):
        seen.append(document.text)
        return ()

    both = stage(("ab", "x", "SPL001", 0.99), ("cd", "y", "SPL002", 0.97))
    assert Pipeline(stages=(both, watching)).clean("abcd") == "xy"
    assert set(seen) == {"xy"}


def test_a_stage_that_decodes_is_asked_until_nothing_is_left_to_decode():
    seen = []

    def watching(document):
        seen.append(document.text)
        return ()

    Pipeline(stages=(encoding, watching)).clean("Il a indiqu&amp;#195;&#169;.")
    assert set(seen) == {"Il a indiqué."}


def test_the_less_certain_of_two_rules_mends_what_the_surer_one_left():
    runner = Pipeline(
        stages=(stage(("ab", "x", "SPL001", 0.99), ("cd", "y", "SPL002", 0.97)),),
    )
    result = runner.explain("abcd")
    assert result.text == "xy"


def test_an_edit_that_waits_is_made_only_if_it_is_found_again():
    rows = (("&#233;", "é", "ENC002", 0.99), ("publi", "publié", "ENC009", 1.0))

    def completing(document):
        yield from stage(*rows)(document) if "&" in document.text else ()

    assert Pipeline(stages=(completing,)).clean("publi&#233;") == "publié"


@pytest.mark.parametrize("text", ["&eacute;t&eacute;", "&#233;t&#233;", "Ã©tÃ©", "e\u0301te\u0301"])
def test_several_decodings_in_one_word_are_made(text):
    result = Pipeline().explain(f"Un {text} chaud.")
    assert result.text == "Un été chaud."
    assert Pipeline().explain(result.text).edits == ()
