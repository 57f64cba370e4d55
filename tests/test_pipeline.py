"""The runner: bands, protection, groups, rounds and settings, with small stages of our own."""

import pickle
import re
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline import Document, Edit, Mark, Pipeline, apply, invert
from pipeline.errors import ConfigError, StageError
from pipeline.glossary import Glossary, GlossaryEntry
from pipeline.result import Result
from pipeline.stages import RULES
from pipeline.stages.glossary import glossary

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


def test_min_confidence_moves_the_threshold():
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


# -- settings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("threshold", [0.0, 0.5, 1.0])
def test_a_threshold_is_a_probability(threshold):
    Pipeline(min_confidence=threshold, thresholds=(("LEAK", threshold),))
    for wrong in (threshold - 1.01, threshold + 1.01):
        if not 0.0 <= wrong <= 1.0:
            with pytest.raises(ConfigError, match="probability"):
                Pipeline(min_confidence=wrong)
            with pytest.raises(ConfigError, match="threshold of LEAK"):
                Pipeline(thresholds=(("LEAK", wrong),))


@pytest.mark.parametrize(
    "settings",
    [
        {"select": ("LEAK", "NOPE")},
        {"ignore": ("LEAK001X",)},
        {"review": ("NOPE",)},
        {"thresholds": (("NOPE", 0.5),)},
        {"thresholds": (("", 0.5),)},
    ],
)
def test_codes_that_no_rule_has_are_refused(settings):
    with pytest.raises(ConfigError, match="no rule or family"):
        Pipeline(**settings)


@pytest.mark.parametrize(("confidence", "text"), [(0.7, "x"), (0.69, "a")])
def test_a_confidence_that_reaches_the_threshold_is_enough(confidence, text):
    stages = (replacing("a", "x", confidence),)
    assert Pipeline(stages=stages, min_confidence=0.7).clean("a") == text
    assert Pipeline(stages=stages, thresholds=((RULE, 0.7),)).clean("a") == text
    assert Pipeline(stages=(replacing("a", "x", RULES[RULE].auto),)).clean("a") == "x"


@pytest.mark.parametrize("turn", [1, -1])
def test_of_several_thresholds_the_longest_code_decides(turn):
    stages = (replacing("a", "x", 0.7), proposing("LEAK002", "b", "y", 0.7))
    thresholds = (("LEAK", 0.6), ("LEAK001", 0.8), ("LEAK00", 0.9))[::turn]
    runner = Pipeline(stages=stages, thresholds=thresholds, min_confidence=0.1)
    assert runner.clean("a b") == "a b"
    runner = Pipeline(stages=stages, thresholds=(("LEAK", 0.8), ("LEAK001", 0.6))[::turn])
    assert runner.clean("a b") == "x b"
    runner = Pipeline(stages=stages, thresholds=(("SPL", 0.1),), min_confidence=0.8)
    assert runner.clean("a b") == "a b", "the threshold of another rule"


def test_edits_of_rules_to_review_are_only_proposed():
    stages = (replacing("a", "x"), proposing("LEAK002", "b", "y"), proposing("SPL001", "c", "z"))
    settings = {"stages": stages, "min_confidence": 0.0, "thresholds": (("LEAK002", 0.0),)}
    assert Pipeline(**settings, review=("LEAK002", "SPL")).clean("a b c") == "x b c"
    assert Pipeline(**settings).clean("a b c") == "x y z"


def test_edits_of_a_rule_that_acts_alone_are_made_however_unsure(monkeypatch):
    monkeypatch.setitem(RULES, RULE, replace(RULES[RULE], safety="alone"))
    stages = (replacing("a", "x", 0.0), replacing("b", "y", 0.5))
    assert Pipeline(stages=stages, min_confidence=1.0).clean("a b") == "x y"
    assert Pipeline(stages=stages, review=(RULE,)).clean("a b") == "a b"


def test_ignore_takes_from_select():
    stages = (replacing("a", "x"), proposing("LEAK002", "b", "y"), proposing("SPL001", "c", "z"))
    assert Pipeline(stages=stages, select=("LEAK",), ignore=("LEAK002",)).clean("a b c") == "x b c"
    assert Pipeline(stages=stages, ignore=("LEAK",)).clean("a b c") == "a b z"


@pytest.mark.parametrize(
    ("settings", "runs", "text"),
    [
        ({}, False, "a"),
        ({"typography": True}, True, "x"),
        ({"select": ("TYP",)}, True, "x"),
        ({"select": ("TYP001",)}, True, "x"),
        ({"select": ("SPL",)}, False, "a"),
        ({"typography": True, "ignore": ("TYP001",)}, True, "a"),
        ({"typography": True, "ignore": ("TYP",)}, False, "a"),
    ],
    ids=str,
)
def test_an_optional_stage_runs_only_when_asked_for(settings, runs, text):
    seen = []

    def typography(document):
        seen.append(document.text)
        yield from proposing("TYP001", "a", "x", 1.0)(document)

    runner = Pipeline(stages=(typography,), **settings)
    assert runner.clean("a") == text
    assert bool(seen) is runs


def test_a_stage_may_be_any_callable():
    class Silent:
        def __call__(self, document):
            return ()

    assert Pipeline(stages=(Silent(), replacing("a", "x"))).clean("a") == "x"


def test_only_learning_stages_are_told_the_model_of_a_dump(monkeypatch):
    told = []

    def learning(document, learned=None):
        told.append(learned)
        return ()

    def other(document):
        return ()

    monkeypatch.setattr("pipeline.pipeline.LEARNING", (learning,))
    model = SimpleNamespace(digest="a1b2", thresholds={})
    result = Pipeline(stages=(learning, other), learned=model).explain("a")
    assert told == [model]
    assert result.model == "a1b2"
    told.clear()
    assert Pipeline(stages=(learning, other)).explain("a").model == ""
    assert told == [None]


@pytest.mark.parametrize(
    ("context", "heard"), [("auto", "auto"), ("always", "always"), ("off", "")]
)
def test_only_contextual_stages_are_told_whether_to_ask_the_context_model(
    monkeypatch, context, heard
):
    told = []

    def asking(document, context=""):
        told.append(context)
        return ()

    monkeypatch.setattr("pipeline.pipeline.CONTEXTUAL", (asking,))
    result = Pipeline(stages=(asking, silent), context=context).explain("a")
    assert told == [heard]
    assert bool(result.context) is (context != "off")


# -- protected words ----------------------------------------------------------------------------


def test_a_protected_word_stays_and_others_change():
    stages = (replacing("jail", "prison"), replacing("cost", "prix"))
    runner = Pipeline(stages=stages, protected=frozenset({"jail"}))
    assert runner.clean("en jail, au cost, en jail") == "en jail, au prix, en jail"
    assert Pipeline(stages=stages).clean("en jail, au cost") == "en prison, au prix"


def test_a_protected_word_that_an_edit_wrote_stays():
    stages = (replacing("jail", "prison"), replacing("prison", "cellule"))
    assert Pipeline(stages=stages, protected=frozenset({"prison"})).clean("jail") == "prison"
    assert Pipeline(stages=stages).clean("jail") == "cellule"


@pytest.mark.parametrize(
    ("rule", "after", "goes"),
    [
        ("DUP001", "", True),  # a line that goes takes the word along
        ("MRK001", "", True),
        ("MRK001", "Un mot.", False),
        ("LEAK001", "", False),
        ("SPL001", "Un mot.", False),
    ],
)
def test_a_line_that_goes_takes_a_protected_word_along(rule, after, goes):
    stages = (proposing(rule, "Lire en jail.", after, 1.0),)
    runner = Pipeline(stages=stages, protected=frozenset({"jail"}))
    assert ("jail" in runner.clean("Lire en jail. Fin.")) is not goes
    other = Pipeline(stages=stages, protected=frozenset({"Fin"}))
    assert "jail" not in other.clean("Lire en jail. Fin.")


def test_a_stage_that_has_read_the_marks_itself_changes_protected_words():
    protected = frozenset({"jail"})
    stages = (marking("jail", "name"), proposing("GLO001", "jail", "prison", 1.0))
    for runner in (Pipeline(stages=stages), Pipeline(stages=stages[1:], protected=protected)):
        assert runner.clean("en jail") == "en prison"
    other = proposing("SPL001", "jail", "prison", 1.0)
    for runner in (
        Pipeline(stages=(stages[0], other)),
        Pipeline(stages=(other,), protected=protected),
    ):
        assert runner.clean("en jail") == "en jail"


def test_the_glossary_is_asked_where_there_is_one():
    always = Glossary((GlossaryEntry("jail", "geôle"),))
    stages = (glossary, replacing("jail", "prison"))
    assert Pipeline(stages=stages, glossary=always).clean("en jail") == "en geôle"
    assert Pipeline(stages=stages).clean("en jail") == "en prison"


def test_what_the_glossary_forbids_is_not_even_proposed():
    never = Glossary((GlossaryEntry("jail", "prison", always=False),))
    runner = Pipeline(stages=(replacing("jail", "prison"), replacing("b", "x")), glossary=never)
    result = runner.explain("jail b")
    assert (result.text, result.proposals) == ("jail x", ())
    assert Pipeline(stages=runner.stages).clean("jail b") == "prison x"


@pytest.mark.parametrize(("before", "after"), [("a\nb", "ab"), ("ab", "a\nb")])
def test_lines_are_kept_when_asked_for(before, after):
    stages = (replacing(before, after), replacing("c", "x"))
    assert Pipeline(stages=stages).clean(f"{before} c") == f"{after} x"
    result = Pipeline(stages=stages, keep_lines=True).explain(f"{before} c")
    assert (result.text, result.proposals) == (f"{before} x", ())


# -- rounds and asks ----------------------------------------------------------------------------


def counting(stage, seen):
    """Return a stage that does what ``stage`` does and notes the texts that it was asked about."""

    def watched(document):
        seen.append(document.text)
        return list(stage(document))

    return watched


def silent(document):
    return ()


def test_a_stage_that_has_nothing_to_say_is_not_asked_twice_about_the_same_text():
    seen = []
    Pipeline(stages=(counting(silent, seen),)).explain("a")
    assert seen == ["a"]
    seen.clear()
    Pipeline(stages=(counting(silent, seen), replacing("a", "x"))).explain("a b")
    assert seen == ["a b", "x b"]
    seen.clear()
    result = Pipeline(stages=(counting(replacing("a", "x", 0.5), seen),)).explain("a")
    assert (seen, len(result.proposals)) == (["a"], 1)
    seen.clear()
    result = Pipeline(stages=(counting(marking("a", "name"), seen),)).explain("a")
    assert (seen, len(result.marks)) == (["a"], 1)


def test_what_a_quiet_stage_marked_holds_in_the_next_round():
    stages = (marking("name", "name"), replacing("a", "b"), replacing("name", "x"))
    result = Pipeline(stages=stages).explain("a name")
    assert result.text == "b name"
    assert [(m.start, m.end, m.kind) for m in result.marks] == [(2, 6, "name")]
    stages = (marking("name", "name"), replacing("name", "x"), replacing("b", "c"))
    assert Pipeline(stages=(*stages, replacing("a", "b"))).clean("a name") == "c name"


def test_a_stage_that_decodes_is_asked_four_times_a_round():
    chain = [proposing("ENC002", a, b, 1.0) for a, b in pairwise("pqrstuv")]

    def decoding(document):
        for stage in chain:
            yield from list(stage(document))

    seen = []
    assert Pipeline(stages=(decoding, counting(silent, seen))).clean("p") == "v"
    assert seen == ["t", "v"]


def test_marks_of_a_stage_that_is_still_decoding_hold_after_its_last_answer():
    chain = [proposing("ENC002", a, b, 1.0) for a, b in pairwise("pqrstuv")]

    def decoding(document):
        yield from marking("jail", "name")(document)
        for stage in chain:
            yield from list(stage(document))

    assert Pipeline(stages=(decoding, replacing("jail", "x"))).clean("p jail") == "v jail"


@pytest.mark.parametrize(
    ("rule", "after", "made"),
    [
        ("ENC002", "uu", True),
        ("SPL001", "uu", False),
        ("SPL001", "u-u", False),
        ("SPL001", "-u", True),
        ("SPL001", "u", True),
    ],
)
def test_only_a_decoding_writes_letters_beside_a_garbled_one(rule, after, made):
    runner = Pipeline(stages=(proposing(rule, "w", after, 1.0),))
    assert runner.clean("un ow\u251c ici") == f"un o{after if made else 'w'}\u251c ici"
    assert runner.clean("un w ici") == f"un {after} ici"


def turning_one_word(document):
    """Turn the case of the first word that no place holds: each start finds one that contends."""
    held = {m.start for m in document.marks if m.kind == "proposal" and m.start < m.end}
    for found in re.finditer(r"[a-hA-H]+", document.text):
        if found.start() not in held:
            word = found.group()
            yield Edit(found.start(), found.end(), word, word.swapcase(), "SPL001", 1.0)
            return


@pytest.mark.parametrize(("count", "settles"), [(1, True), (7, True), (8, False)])
def test_a_text_that_eight_starts_do_not_settle_is_left_with_all_proposed(count, settles):
    words = [letter * 3 for letter in "abcdefgh"[:count]]
    source = " ".join([*words, "wz"])
    stages = (turning_one_word, replacing("wz", "W"), marking(" ", "name"))
    result = Pipeline(stages=stages).explain(Document(source, "n1"))
    assert result.id == "n1"
    assert result.source == source
    assert result.text == (source.replace("wz", "W") if settles else source)
    assert [e.after for e in result.edits] == (["W"] if settles else [])
    proposals = [(e.before, e.after) for e in result.proposals]
    turned = [(word, word.upper()) for word in words]
    assert proposals == (turned if settles else [*turned, ("wz", "W")])
    assert [m.kind for m in result.marks] == ["name"]
    assert all("a person decides" in e.reason for e in result.proposals)


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        ("ab", "b"),  # all of it came to rest at once
        ("abc", "c"),
        ("abcde", "e"),  # the fourth text is the last that may come to rest
        ("abcdef", "a"),  # it did not: the text is left as it was
        ("aba", "a"),  # a circle
        ("abcbd", "a"),  # it is seen at once, whatever would come after
    ],
)
def test_what_was_withheld_is_looked_at_again_beside_the_rest(monkeypatch, texts, left):
    asked = []

    def settled(self, source, name):
        asked.append(source)
        before, after = texts[len(asked) - 1 : len(asked) + 1]
        edits = (Edit(0, 1, before, after, RULE, 1.0, reason="So it is."),)
        return Result(source, after, name, edits), len(asked) < len(texts) - 1

    monkeypatch.setattr(Pipeline, "_settled", settled)
    result = Pipeline(stages=()).explain("a")
    assert result.text == left
    assert asked == list({"abcbd": "abc", "abcdef": "abcd"}.get(texts, texts[:-1]))
    made = [("a", left)] if left != "a" else []
    assert [(e.before, e.after) for e in result.edits] == made
    if texts == "abcdef":
        assert [(e.before, e.after) for e in result.proposals] == [("a", "e")]


def test_a_stage_that_does_not_decode_is_asked_once_a_round():
    chain = [proposing("SPL001", a, b, 1.0) for a, b in pairwise("pqr")]

    def mending(document):
        for stage in chain:
            yield from list(stage(document))

    seen = []
    assert Pipeline(stages=(mending, counting(silent, seen))).clean("p") == "r"
    assert seen == ["q", "r"]


def test_proposals_of_a_stage_that_is_asked_again_are_those_of_its_last_answer():
    def stage(document):
        yield from proposing("ENC002", "&", "e", 1.0)(document)
        yield from proposing("ENC002", "maybe", "no", 0.5)(document)
        yield from (
            proposing("ENC002", "only", "never", 0.5)(document) if "&" in document.text else ()
        )

    result = Pipeline(stages=(stage,)).explain("& maybe only")
    assert result.text == "e maybe only"
    assert [(e.start, e.after) for e in result.proposals] == [(2, "no")]


def test_proposals_about_what_an_edit_wrote_are_none_of_the_source():
    stages = (replacing("q", "jail"), replacing("jail", "prison", 0.5), replacing("b", "y", 0.5))
    result = Pipeline(stages=stages).explain("q b")
    assert result.text == "jail b"
    assert [(e.start, e.before, e.after) for e in result.proposals] == [(2, "b", "y")]


def test_of_proposals_that_overlap_the_first_counts():
    def stage(document):
        if "go" in document.text:
            yield Edit(4, 6, "ef", "1", RULE, 0.5)
            yield Edit(0, 2, "ab", "2", RULE, 0.5)
        else:
            yield Edit(1, 5, "bcde", "3", RULE, 0.6)
            yield Edit(2, 4, "cd", "4", RULE, 0.4)

    stages = (stage, replacing("go", "gone", 1.0))

    def once(document):
        return stage(document)

    result = Pipeline(stages=(once, *stages[1:])).explain("abcdef went")
    assert [(e.start, e.after) for e in result.proposals] == [(1, "3")]
    result = Pipeline(stages=(once, replacing("go", "went", 1.0))).explain("abcdef go")
    assert result.text == "abcdef went"
    assert [(e.start, e.after) for e in result.proposals] == [(0, "2"), (4, "1")]


def test_an_edit_that_changes_nothing_is_none():
    result = Pipeline(stages=(replacing("a", "a"),)).explain("a")
    assert (result.edits, result.proposals) == ((), ())


def test_a_group_of_sure_edits_is_made_and_named_once():
    def stage(document):
        for word, after, group in (("ab", "x", "g"), ("cd", "y", "g"), ("ef", "z", None)):
            at = document.text.find(word)
            if at >= 0:
                yield Edit(at, at + 2, word, after, RULE, 0.99, group=group)

    result = Pipeline(stages=(stage,)).explain("ab cd ef")
    assert result.text == "x y z"
    first, second, alone = (e.group for e in result.edits)
    assert first == second is not None
    assert alone is None


def test_a_group_of_which_one_rule_is_off_is_dropped_whole():
    rows = (
        ("ab", "x", "LEAK001", "g"),
        ("cd", "y", "AGR001", "g"),
        ("ef", "z", "LEAK001", "h"),
        ("gh", "w", "LEAK001", None),
    )

    def stage(document):
        for before, after, rule, group in rows:
            at = document.text.find(before)
            if at >= 0:
                yield Edit(at, at + 2, before, after, rule, 0.99, group=group)

    result = Pipeline(stages=(stage,), ignore=("AGR",)).explain("ab cd ef gh")
    assert result.text == "ab cd z w"
    assert result.proposals == ()


# -- other languages ----------------------------------------------------------------------------


def speaking(code):
    def language(document):
        yield Mark(1, 2, f"language:{code}", "LNG001")

    return language


@pytest.mark.parametrize(("code", "known"), [("en", True), ("fr", False), ("und", False)])
def test_a_document_in_another_language_is_left_as_it_was(code, known):
    seen = []
    stages = (replacing("a", "x"), speaking(code), counting(silent, seen), replacing("b", "y", 0.5))
    result = Pipeline(stages=stages).explain(Document("a b", "n7"))
    assert result.id == "n7"
    assert result.language == code
    whole = [(m.start, m.end, m.kind, m.rule) for m in result.marks]
    if known:
        assert (result.text, result.edits, result.proposals, seen) == ("a b", (), (), [])
        assert whole == [(0, 3, "foreign", "LNG001"), (0, 3, f"language:{code}", "LNG001")]
    else:
        assert (result.text, len(result.proposals), seen) == ("x b", 1, ["x b"])
        assert whole == [(1, 2, f"language:{code}", "LNG001")]


def test_edits_of_the_stage_that_tells_another_language_are_not_made():
    def language(document):
        yield Mark(0, 1, "language:en")
        yield from replacing("a", "x")(document)

    result = Pipeline(stages=(language,)).explain("a")
    assert (result.text, result.edits) == ("a", ())


def test_marks_of_another_kind_tell_no_language():
    stages = (marking("a", "language"), marking("b", "name"), replacing("c", "z"))
    assert Pipeline(stages=stages).clean("a b c") == "a b z"


def test_marks_of_proposals_and_repeats_are_no_result():
    text = "Un chat dort ici.\n\nUn chat dort ici."
    result = Pipeline(stages=(replacing("chat", "chien", 0.5), marking("dort", "name"))).explain(
        text
    )
    assert {m.kind for m in result.marks} == {"name"}
    assert len(result.proposals) == 2
