"""The runner: bands, protection, groups, rounds and settings, with small stages of our own."""

import pickle
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline import Document, Edit, Mark, Pipeline, apply, invert
from pipeline.errors import ConfigError, StageError
from pipeline.stages import RULES

RULE = "LEAK001"


def replacing(before, after, confidence=1.0, group=None):
    """Return a stage that proposes ``after`` for each ``before``."""

    def stage(document):
        start = document.text.find(before)
        while start >= 0:
            end = start + len(before)
            yield Edit(start, end, before, after, RULE, confidence, group=group)
            start = document.text.find(before, end)

    return stage


def marking(what, kind):
    def stage(document):
        start = document.text.find(what)
        if start >= 0:
            yield Mark(start, start + len(what), kind)

    return stage


def test_sure_edits_are_made_and_others_proposed():
    runner = Pipeline(stages=(replacing("a", "x", 0.99), replacing("b", "y", 0.5)))
    result = runner.explain("a b")
    assert result.text == "x b"
    assert [e.after for e in result.edits] == ["x"]
    assert [(e.start, e.after) for e in result.proposals] == [(2, "y")]


@pytest.mark.parametrize("kind", sorted(pipeline.pipeline.PROTECTED))
def test_a_protected_mark_stops_later_edits(kind):
    runner = Pipeline(stages=(marking("jail", kind), replacing("jail", "prison")))
    assert runner.clean("jail") == "jail"


def test_another_mark_stops_nothing():
    runner = Pipeline(stages=(marking("jail", "language:fr"), replacing("jail", "prison")))
    assert runner.clean("jail") == "prison"


def test_marks_move_with_earlier_edits_and_come_back_to_the_source():
    runner = Pipeline(stages=(marking("name", "name"), replacing("long", "s")))
    result = runner.explain("long name")
    assert result.text == "s name"
    assert [(m.start, m.end) for m in result.marks] == [(5, 9)]


def test_a_proposal_bespeaks_its_span():
    runner = Pipeline(stages=(replacing("ab", "x", 0.5), replacing("b", "y", 1.0)))
    result = runner.explain("ab")
    assert result.text == "ab"
    assert [e.after for e in result.proposals] == ["x"]


def test_a_group_is_made_or_proposed_whole():
    def stage(document):
        if "d'x" in document.text:
            yield Edit(0, 2, "d'", "de ", RULE, 0.99, group="g")
            yield Edit(2, 3, "x", "front", RULE, 0.5, group="g")

    result = Pipeline(stages=(stage,)).explain("d'x")
    assert result.text == "d'x"
    assert len({e.group for e in result.proposals}) == 1
    assert len(result.proposals) == 2


def test_a_group_loses_all_when_one_touches_a_protected_mark():
    def stage(document):
        if "d'x" in document.text:
            yield Edit(0, 2, "d'", "de ", RULE, 0.99, group="g")
            yield Edit(2, 3, "x", "front", RULE, 0.99, group="g")

    result = Pipeline(stages=(marking("x", "name"), stage)).explain("d'x")
    assert result.edits == result.proposals == ()


def test_rounds_go_on_until_nothing_changes():
    runner = Pipeline(stages=(replacing("b", "c"), replacing("a", "b")))
    result = runner.explain("a")
    assert result.text == "c"
    assert [(e.before, e.after) for e in result.edits] == [("a", "c")]


def test_a_text_that_never_settles_is_left_alone():
    runner = Pipeline(stages=(replacing("a", "aa"),))
    result = runner.explain("a")
    assert result.text == "a"
    assert result.edits == ()
    assert runner.explain(result.text).edits == ()


def test_min_confidence_moves_the_border():
    stages = (replacing("a", "x", 0.7),)
    assert Pipeline(stages=stages, min_confidence=0.6).clean("a") == "x"
    assert Pipeline(stages=stages, min_confidence=0.8).clean("a") == "a"


def test_select_and_ignore():
    stages = (replacing("a", "x"),)
    assert Pipeline(stages=stages, select=("LEAK",)).clean("a") == "x"
    assert Pipeline(stages=stages, select=("SPL",)).clean("a") == "a"
    assert Pipeline(stages=stages, ignore=("LEAK001",)).clean("a") == "a"


@pytest.mark.parametrize(
    "settings", [{"select": ("NOPE",)}, {"ignore": ("",)}, {"min_confidence": 1.5}]
)
def test_impossible_settings_are_refused(settings):
    with pytest.raises(ConfigError):
        Pipeline(**settings)


def test_pipe_is_lazy_and_ordered():
    seen = []

    def documents():
        for n in range(3):
            seen.append(n)
            yield Document(f"texte {n}", str(n))

    results = Pipeline(stages=()).pipe(documents())
    assert seen == []
    assert next(results).id == "0"
    assert seen == [0]
    assert [r.id for r in results] == ["1", "2"]


def test_the_default_pipeline_can_be_pickled():
    copy = pickle.loads(pickle.dumps(Pipeline()))
    text = "Il risque dix ans de jail."
    assert copy.clean(text) == pipeline.clean(text)


WORDS = st.sampled_from(
    [
        "jail", "as well as", "la", "le", "l'", "d’", "plus", "events", "Le", "Washington",
        "Put up", "prison", "de", "\n\n", "\n", " ", ".", "cost", "professional-russes",
        "/blockquote>", "Ã©", "&amp;", "{front|entrance}", "rémotion", "1'aube", "«", "»", "“",
        "”", "\u00a0", "\u200b", "e\u0301", "\ufffd", "\ud800", "https://a.fr/jail", "Sou-\nverain",
        "épreuvve", "selon à une", "un", "Un", "<b>", "3,5 %", "😀", "THE", "JAIL", "é",
    ]
)  # fmt: skip


@given(st.lists(WORDS, max_size=14), st.sampled_from([" ", ""]))
def test_laws_of_the_whole(parts, between):
    """Laws 1, 4 and 6: edits make the text and can be undone; clean stays clean; repeatable."""
    source = between.join(parts)
    result = pipeline.explain(source)
    assert apply(source, result.edits) == result.text
    assert apply(result.text, invert(result.edits)) == source
    assert pipeline.explain(result.text).edits == ()
    assert Pipeline().explain(source) == result
    spans = sorted((e.start, e.end) for e in (*result.edits, *result.proposals))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    for mark in result.marks:
        assert 0 <= mark.start <= mark.end <= len(source)


# -- what a rule and a stage may do ---------------------------------------------------------------


def proposing(rule, before, after, confidence=0.99):
    """Return a stage that replaces each ``before`` by ``after``."""

    def stage(document):
        at = document.text.find(before)
        if at >= 0:
            yield Edit(at, at + len(before), before, after, rule, confidence)

    return stage


@pytest.mark.parametrize("code", sorted(c for c, r in RULES.items() if r.safety == "review"))
@pytest.mark.parametrize(
    "settings",
    [
        lambda code: {"min_confidence": 0.0},
        lambda code: {"thresholds": ((code[:3], 0.0),)},
        lambda code: {"thresholds": ((code, 0.0),)},
    ],
    ids=["min_confidence", "family", "code"],
)
def test_no_setting_makes_an_edit_of_a_rule_that_waits_for_a_person(code, settings):
    settings = settings(code)
    runner = Pipeline(stages=(proposing(code, "chat", "chien", 1.0),), **settings)
    result = runner.explain("Un chat dort.")
    assert (result.edits, len(result.proposals)) == ((), 1)


def test_rules_that_are_never_mended_without_a_person_say_so():
    told = {c for c, r in RULES.items() if "without a person" in r.why or "Only proposed" in r.why}
    assert told <= {c for c, r in RULES.items() if r.safety == "review"}
    assert {"MRK008", "AGR006"} <= told


def test_an_edit_of_an_unknown_rule_is_an_error():
    with pytest.raises(StageError, match="XYZ001"):
        Pipeline(stages=(proposing("XYZ001", "chat", "chien"),)).explain("Un chat dort.")


def test_an_edit_of_text_that_is_not_there_is_an_error():
    def stage(document):
        yield Edit(0, 4, "chat", "chien", "LEAK001", 0.99)

    with pytest.raises(StageError, match="'chat', which does not stand there"):
        Pipeline(stages=(stage,)).explain("Un chat dort.")


def replacing_all(*edits):
    """Return a stage that proposes ``edits`` while their text stands there."""

    def stage(document):
        return [e for e in edits if document.text[e.start : e.end] == e.before]

    return stage


def test_the_record_tells_fitted_confidences_from_those_set_by_hand():
    fitted = Edit(3, 7, "chat", "chien", "LEAK001", 0.99, calibrated=True)
    by_hand = Edit(8, 12, "dort", "mange", "LEAK001", 0.99)
    result = Pipeline(stages=(replacing_all(fitted, by_hand),)).explain("Un chat dort.")
    rows = result.to_dict()["edits"]
    assert [row["calibrated"] for row in rows] == [True, False]
